#!/usr/bin/env python3
"""Compares `dehusk clean --preset X` with the tools that the presets are named after, line by line.

    python3 -m venv venv && venv/bin/pip install --upgrade pip
    venv/bin/pip install -r tests/bench/presets-requirements.txt
    venv/bin/python tests/bench/presets.py --dehusk target/debug/dehusk DUMPS…
    venv/bin/python tests/bench/presets.py --dehusk target/debug/dehusk --preset justext PAGES…

DUMPS are files or folders of plain text (.txt); a page (.html) is compared for justext alone. c4, fineweb and gopher
are datatrove's filters, justext is the package jusText; the others have no installable original and are held by
unit tests. jusText gets the stop words that dehusk gets, from a file (--stop-words) or from the package's English
list.

Printed are the documents and lines that differ, then a table. Exit status 1 where something differs.

On pages the paragraphs of jusText and the lines of dehusk are cut differently; those that both have are compared.
"""

import argparse
import difflib
import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

logging.disable(logging.CRITICAL)

SHOWN = 20
INVISIBLE = set(" \u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")


def datatrove_document(text):
    from datatrove.data import Document
    return Document(text=text, id="")


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def verdict(filter, document):
    """Kept or not, and the filter's word for why."""
    result = filter.filter(document)
    return (result, "") if isinstance(result, bool) else result


def c4(text):
    from datatrove.pipeline.filters import C4QualityFilter
    document = datatrove_document(text)
    # The document may be refused only after its lines were chosen: chosen once more without that rule.
    kept, why = verdict(C4QualityFilter(), document)
    if not kept and why == "too_few_sentences":
        document = datatrove_document(text)
        C4QualityFilter(min_num_sentences=-1).filter(document)
    return kept, why, lines_of(document.text) if kept or why == "too_few_sentences" else None


def fineweb(text):
    from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter
    document = datatrove_document(text)
    kept, why = verdict(C4QualityFilter(filter_no_terminal_punct=False), document)
    if kept:
        kept, why = verdict(FineWebQualityFilter(), document)
        return kept, why, lines_of(document.text)
    return kept, why, None


def gopher(text):
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
    document = datatrove_document(text)
    kept, why = verdict(GopherQualityFilter(), document)
    if kept:
        kept, why = verdict(GopherRepetitionFilter(), document)
    return kept, why, None


def justext_classes(paragraphs, stop_words):
    from justext import core
    core.classify_paragraphs(paragraphs, stop_words)
    core.revise_paragraph_classification(paragraphs)
    return [(" ".join(p.text.split()), not p.is_boilerplate) for p in paragraphs]


def justext_text(text, stop_words):
    """Every line is a paragraph without links."""
    from justext.core import PathInfo
    from justext.paragraph import Paragraph
    paragraphs = []
    for line in text.split("\n"):
        if line.strip():
            paragraph = Paragraph(PathInfo())
            paragraph.append_text(line)
            paragraphs.append(paragraph)
    return justext_classes(paragraphs, stop_words)


def justext_page(page, stop_words):
    from justext import core
    dom = core.preprocessor(core.html_to_dom(page))
    return justext_classes(core.ParagraphMaker.make_paragraphs(dom), stop_words)


def run_dehusk(dehusk, preset, files, *more):
    """Each file's record, by its path."""
    with tempfile.TemporaryDirectory() as folder:
        records = {}
        # A command line holds so many paths and no more.
        for start in range(0, len(files), 500):
            command = [dehusk, "clean", "--quiet", "--preset", preset, "--to", "jsonl", *more]
            command += [str(file.resolve()) for file in files[start:start + 500]]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            for line in done.stdout.split("\n"):
                if line:
                    record = json.loads(line)
                    records[record["id"]] = record
        return [records[str(file.resolve())] for file in files]


def kept_lines(record):
    lines = []
    for line in record["lines"]:
        if line["action"] != "drop":
            lines += lines_of(line.get("rewritten", line["text"]))
    return lines


def read(file):
    return file.read_text(encoding="utf-8", errors="replace")


def differences_of_filter(original, file, record):
    """What differs, in words; one entry a document or a line."""
    kept, why, lines = original(read(file))
    found = []
    if kept != ("set_aside" not in record):
        found.append(f"document: the original {'keeps it' if kept else 'drops it: ' + why}, "
                     f"dehusk {record.get('set_aside', 'keeps it')}")
    if lines is not None and lines != (ours := kept_lines(record)):
        found += [f"only the original keeps: {line}" for line in lines if line not in ours]
        found += [f"only dehusk keeps: {line}" for line in ours if line not in lines]
    return found, 1 if lines is None else len(record["lines"])


def differences_of_justext(stop_words, file, record):
    ours = [(" ".join(line["text"].split()), line["action"] != "drop") for line in record["lines"]]
    if file.suffix == ".txt":
        theirs = justext_text(read(file), stop_words)
        # A line of nothing but invisible characters is blank to dehusk.
        pairs = list(zip([them for them in theirs if set(them[0]) - INVISIBLE], ours, strict=True))
    else:
        theirs = justext_page(read(file), stop_words)
        blocks = difflib.SequenceMatcher(None, [t for t, _ in theirs], [t for t, _ in ours], False)
        pairs = [(theirs[a + i], ours[b + i]) for a, b, size in blocks.get_matching_blocks() for i in range(size)]
    found = [f"{'the original' if them[1] else 'dehusk'} alone keeps: {them[0]}"
             for them, us in pairs if them[1] != us[1]]
    return found, len(pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--dehusk", default="dehusk", help="the program")
    parser.add_argument("--preset", action="append", choices=["c4", "fineweb", "gopher", "justext"])
    parser.add_argument("--stop-words", type=Path, help="a word a line, for jusText and dehusk alike")
    args = parser.parse_args()
    files = []
    for path in args.paths:
        files += sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [file for file in files if file.suffix in (".txt", ".html")]
    args.dehusk = str(Path(args.dehusk).resolve()) if "/" in args.dehusk else args.dehusk
    filters = {"c4": c4, "fineweb": fineweb, "gopher": gopher}
    rows = []
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as list_file:
        for preset in args.preset or [*filters, "justext"]:
            if preset == "justext":
                import justext
                words = args.stop_words.read_text().split() if args.stop_words else justext.get_stoplist("English")
                list_file.write("\n".join(words))
                list_file.flush()
                chosen, more = files, ["--stop-words", list_file.name]
            else:
                chosen, more = [file for file in files if file.suffix == ".txt"], []
            differing, compared, differences = 0, 0, 0
            for file, record in zip(chosen, run_dehusk(args.dehusk, preset, chosen, *more)):
                if preset == "justext":
                    found, count = differences_of_justext(frozenset(words), file, record)
                else:
                    found, count = differences_of_filter(filters[preset], file, record)
                compared += count
                differing += bool(found)
                for difference in found:
                    differences += 1
                    if differences <= SHOWN:
                        print(f"{preset}: {file.name}: {difference[:200]}")
            rows.append((preset, len(chosen), compared, differing, differences))
    print(f"{'preset':10}{'documents':>10}{'compared':>10}{'differing':>10}{'differences':>12}")
    for preset, documents, compared, differing, differences in rows:
        print(f"{preset:10}{documents:>10}{compared:>10}{differing:>10}{differences:>12}")
    sys.exit(any(row[-1] for row in rows))


if __name__ == "__main__":
    main()
