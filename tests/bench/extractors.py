#!/usr/bin/env python3
"""Scores public extractors and dehusk on page gold, all by the same measure.

    python3 -m venv venv && venv/bin/pip install --upgrade pip
    venv/bin/pip install -r tests/bench/requirements.txt
    venv/bin/python tests/bench/extractors.py GOLD…                    one table a folder of gold
    venv/bin/python tests/bench/extractors.py GOLD --dumps OUT         dumps made by other tools, before and after
    venv/bin/python tests/bench/extractors.py GOLD --self-check        do these scores agree with `dehusk eval`?

GOLD is a folder of page gold as `dehusk eval` reads it: GOLD/html/ID.html.gz and GOLD/ground-truth/ID.json. The
scores are those of src/eval/text_scores.rs: words by WCXB (means of the pages' precision, recall and F1) and runs
of four words by ScrapingHub (means of precision and recall, F1 of the means).

Every extractor runs with its defaults but for what its name says (resiliparse: main content), on the page decoded to
text. A page on which it throws is an empty output.
Seconds are processor time: of the extraction alone for the extractors, of the whole `dehusk eval` (unpacking,
parsing, cleaning and scoring) for dehusk. An extractor that is not installed is left out. For Korean, newspaper4k
needs data that pip does not install; without it (`python -m nltk.downloader punkt_tab`) it throws.

What the extractors found is kept in --cache by the bytes of the page and the extractor's version, so one cache
serves any gold; delete it where an extractor's settings or optional packages change.
"""

import argparse
import gzip
import json
import logging
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from public_extractors import EXTRACTORS, KEEPS_ALL, extract_all, plain, slug

WORD = re.compile(r"\w+")
SHINGLE = 4
# What the dumps are made with: the first two write every block of a page, the others have extracted already.
DUMP_TOOLS = [f"bs4 {KEEPS_ALL}", f"inscriptis {KEEPS_ALL}", "trafilatura", "resiliparse"]
# A page whose F1 falls by more than this was harmed.
HARM = 0.01


# ---- gold


@dataclass
class Page:
    name: str
    html: Path
    kind: str
    region: str | None
    wanted: str

    def bytes(self):
        opened = gzip.open(self.html) if self.html.suffix == ".gz" else open(self.html, "rb")
        with opened as file:
            return file.read()


def read_pages(gold, limit):
    """The pages of a folder by name; with a limit, so many evenly spaced ones."""
    pages = []
    for truth in sorted((gold / "ground-truth").glob("*.json")):
        file = json.loads(truth.read_text(encoding="utf-8"))
        kind = (file.get("_internal") or {}).get("page_type") or file.get("page_type") or "article"
        kind = kind["primary"] if isinstance(kind, dict) else kind
        html = gold / "html" / f"{truth.stem}.html.gz"
        html = html if html.is_file() else html.with_suffix("")
        pages.append(Page(
            name=truth.stem,
            html=html,
            kind="collection" if kind == "category" else kind,
            region=file.get("region"),
            wanted=file["ground_truth"].get("main_content") or "",
        ))
    if not pages:
        sys.exit(f"no page gold in {gold}")
    if limit and limit < len(pages):
        pages = [pages[i * len(pages) // limit] for i in range(limit)]
    return pages


# ---- scores


def overlap(found, wanted):
    """How many items two lists have in common as multisets, and how long they are."""
    return sum((Counter(found) & Counter(wanted)).values()), len(found), len(wanted)


def shingles(words):
    if 0 < len(words) < SHINGLE:
        return [tuple(words)]
    return list(zip(*(words[start:] for start in range(SHINGLE))))


def score(found, wanted):
    """Word shares of one page, and the overlap of its shingles."""
    right, found_count, wanted_count = overlap(WORD.findall(found.lower()), WORD.findall(wanted.lower()))
    if not found_count and not wanted_count:
        shares = (1.0, 1.0, 1.0)
    elif not found_count or not wanted_count:
        shares = (0.0, 0.0, 0.0)
    else:
        shares = (right / found_count, right / wanted_count, 2 * right / (found_count + wanted_count))
    return shares, overlap(shingles(WORD.findall(found)), shingles(WORD.findall(wanted)))


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def means(scores):
    """The scores of pages together, shaped as `dehusk eval --json` shapes them."""
    words = [mean(shares[i] for shares, _ in scores) for i in range(3)]
    precision = mean(right / found for _, (right, found, _) in scores if found)
    recall = mean(right / wanted for _, (right, _, wanted) in scores if wanted)
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    names = ("precision", "recall", "f1")
    return {"words": dict(zip(names, words)), "shingles": dict(zip(names, (precision, recall, f1)))}


def group_pages(pages):
    """Names of groups, as `dehusk eval` names them, with the numbers of their pages."""
    groups = {"all": list(range(len(pages)))}
    for name, value in (("kind", lambda page: page.kind), ("region", lambda page: page.region)):
        for number, page in sorted(enumerate(pages), key=lambda item: value(item[1]) or ""):
            if value(page):
                groups.setdefault(f"{name}={value(page)}", []).append(number)
    return groups


def score_groups(pages, texts):
    scores = [score(text, page.wanted) for page, text in zip(pages, texts)]
    return {name: means([scores[i] for i in numbers]) for name, numbers in group_pages(pages).items()}, scores


# ---- dehusk


def dehusk(args, *words):
    """Runs dehusk; its output and its processor time, or None where it failed, which it has said itself."""
    before = os.times()
    command = [args.dehusk, *map(str, words), *shlex.split(args.dehusk_args)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return (done.stdout, seconds) if done.returncode == 0 else None


def dehusk_eval(args, gold, pages, worst=0):
    """The report of `dehusk eval` on these pages and its seconds."""
    only = ["--only", "page=" + ",".join(page.name for page in pages)] if args.limit else []
    done = dehusk(args, "eval", gold, "--json", "--worst", worst, *only)
    if done is None:
        return None
    report = json.loads(done[0])
    groups = {group["group"]: group for group in report["groups"]}
    # Where all pages are of one kind, the report has no group for it.
    if len({page.kind for page in pages}) == 1:
        groups[f"kind={pages[0].kind}"] = groups["all"]
    if groups["all"]["pages"] != len(pages):
        print(f"dehusk scored {groups['all']['pages']} pages, not {len(pages)}", file=sys.stderr)
    return groups, report["worst"], done[1]


# ---- tables


def print_table(header, rows, markdown):
    cells = [header] + [[f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    start, between, end = ("| ", " | ", " |") if markdown else ("", "  ", "")
    for number, row in enumerate(cells):
        aligned = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print((start + between.join(aligned) + end).rstrip())
        if number == 0 and markdown:
            print("|" + "-" * (widths[0] + 2) + "|" + "".join("-" * (width + 1) + ":|" for width in widths[1:]))
    print()


def compare(args, gold, pages):
    results = []
    for name in EXTRACTORS:
        if args.extractors and plain(name) not in args.extractors:
            continue
        done = extract_all(name, pages, args.cache)
        if done:
            texts, failed, seconds = done
            results.append((name, score_groups(pages, texts)[0], failed, seconds))
    done = args.dehusk and dehusk_eval(args, gold, pages)
    if done:
        # `dehusk eval` ends at the first page it cannot read, so none failed where there is a report.
        results.append((f"dehusk {args.dehusk_args}".strip(), done[0], 0, done[2]))
    kinds = Counter(page.kind for page in pages)
    main = "kind=article" if kinds["article"] else "all"
    results.sort(key=lambda result: -result[1][main]["words"]["f1"])
    scope = f"{kinds['article']} articles" if kinds["article"] else "all pages"
    print(f"{gold.name}: {len(pages)} pages; words and 4-shingles on {scope}, the rest on all pages\n")
    header = ["extractor", "word P", "word R", "word F1", "4-sh. P", "4-sh. R", "4-sh. F1", "all kinds word F1",
              "failed", "seconds"]
    print_table(header, [
        [name, *(groups[main][unit][part] for unit in ("words", "shingles") for part in ("precision", "recall", "f1")),
         groups["all"]["words"]["f1"], failed, f"{seconds:.1f}"]
        for name, groups, failed, seconds in results
    ], args.markdown)
    if args.by_kind:
        print("word F1 by kind of page\n")
        header = ["extractor", *(f"{kind} ({count})" for kind, count in kinds.most_common())]
        print_table(header, [
            [name, *(groups[f"kind={kind}"]["words"]["f1"] for kind, _ in kinds.most_common())]
            for name, groups, _, _ in results
        ], args.markdown)


def compare_dumps(args, gold, pages):
    """Writes dumps of the pages with other tools, has dehusk clean them, and scores them before and after."""
    for name in DUMP_TOOLS:
        done = extract_all(name, pages, args.cache)
        if not done:
            continue
        folder = args.dumps / slug(name)
        cleaned = folder.with_name(f"{folder.name}-cleaned")
        folder.mkdir(parents=True, exist_ok=True)
        for page, text in zip(pages, done[0]):
            (folder / f"{page.name}.txt").write_text(text, encoding="utf-8")
            # What an earlier run left must not be scored as of this one.
            (cleaned / f"{page.name}.txt").unlink(missing_ok=True)
        if dehusk(args, "clean", folder, "--out", cleaned, "-q") is None:
            print(f"dehusk failed on some of {folder}; what it did not write counts as empty", file=sys.stderr)
        paths = [cleaned / f"{page.name}.txt" for page in pages]
        texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in paths]
        (before, old), (after, new) = score_groups(pages, done[0]), score_groups(pages, texts)
        rows = []
        for group, numbers in group_pages(pages).items():
            if group.startswith("kind=") and group != "kind=article" and not args.by_kind:
                continue
            gain = after[group]["words"]["f1"] - before[group]["words"]["f1"]
            harmed = sum(new[i][0][2] < old[i][0][2] - HARM for i in numbers)
            helped = sum(new[i][0][2] > old[i][0][2] + HARM for i in numbers)
            rows.append([group, len(numbers), before[group]["words"]["f1"], after[group]["words"]["f1"],
                         f"{gain:+.3f}", helped, harmed, "LOSS" if gain < 0 else ""])
        print(f"{gold.name}: dumps made with {name}; helped and harmed are pages by more than {HARM} of F1\n")
        header = ["pages of", "pages", "as it is", "cleaned", "gain", "helped", "harmed", ""]
        print_table(header, rows, args.markdown)


def self_check(args, gold, pages):
    """Scores what dehusk makes of the pages here and with `dehusk eval`; whether all numbers agree."""
    with tempfile.TemporaryDirectory() as folder:
        html, out = Path(folder, "html"), Path(folder, "out")
        html.mkdir()
        for page in pages:
            (html / f"{page.name}.html").write_bytes(page.bytes())
        done = dehusk(args, "clean", html, "--out", out, "--from", "html", "-q")
        done = done and dehusk_eval(args, gold, pages, worst=len(pages))
        if not done:
            return False
        texts = [(out / f"{page.name}.txt").read_text(encoding="utf-8") for page in pages]
    theirs, rows, _ = done
    ours, scores = score_groups(pages, texts)
    words = {page.name: dict(zip(("precision", "recall", "f1"), shares)) for page, (shares, _) in zip(pages, scores)}
    pairs = [(row["page"], row["words"], words[row["page"]]) for row in rows]
    pairs += [(name, group[unit], ours[name][unit]) for name, group in theirs.items() for unit in ("words", "shingles")]
    wrong = [(name, a, b) for name, a, b in pairs if any(abs(a[part] - b[part]) > 1e-6 for part in a)]
    for name, a, b in wrong[:10]:
        print(f"{name}: dehusk says {a}, this script {b}")
    print(f"{gold.name}: {len(pairs) - len(wrong)} of {len(pairs)} scores agree to 1e-6")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path, help="folder with html/ID.html.gz and ground-truth/ID.json")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep what the extractors found, for the next run")
    parser.add_argument("--limit", type=int, metavar="N", help="only so many pages, evenly spaced by name")
    parser.add_argument("--extractors", type=lambda names: names.split(","), metavar="NAME,…", help="only these")
    parser.add_argument("--by-kind", action="store_true", help="also word F1 by kind of page")
    parser.add_argument("--markdown", action="store_true", help="tables in Markdown")
    parser.add_argument("--dehusk", default="dehusk", metavar="PATH", help="the binary (default: dehusk on the path)")
    parser.add_argument("--dehusk-args", default="", metavar="ARGS", help="for `dehusk eval`; `clean` with --dumps")
    parser.add_argument("--dumps", type=Path, metavar="OUT", help="write dumps to OUT/TOOL, clean and score them")
    parser.add_argument("--self-check", action="store_true", help="compare these scores with those of `dehusk eval`")
    args = parser.parse_args()
    if args.dumps and len(args.gold) > 1:
        parser.error("--dumps takes one folder of gold")
    unknown = set(args.extractors or []) - set(map(plain, EXTRACTORS))
    if unknown:
        parser.error(f"no extractor {', '.join(unknown)}; there are: {', '.join(map(plain, EXTRACTORS))}")
    found = shutil.which(args.dehusk)
    if not found:
        if args.dumps or args.self_check:
            parser.error(f"no dehusk at '{args.dehusk}'; name it with --dehusk")
        print(f"dehusk is left out: not found at '{args.dehusk}'", file=sys.stderr)
    args.dehusk = found

    # Pages are scored as they are on disk: no extractor may look for more of them on the network.
    def refuse(*_):
        raise OSError("no network in a benchmark")
    socket.socket.connect = socket.getaddrinfo = refuse
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")

    agree = True
    for gold in args.gold:
        pages = read_pages(gold, args.limit)
        if args.self_check:
            agree = self_check(args, gold, pages) and agree
        elif args.dumps:
            compare_dumps(args, gold, pages)
        else:
            compare(args, gold, pages)
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
