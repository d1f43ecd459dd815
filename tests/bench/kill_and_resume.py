#!/usr/bin/env python3
"""Kills a batch again and again, resumes it, and compares what comes out with an undisturbed run.

    tests/bench/kill_and_resume.py target/release/dehusk [--documents 20000] [--kills 50] [--keep FOLDER]

The documents are made of the dumps in corpus/, as files of their own and as records of one JSON Lines file. Each
kind of output is killed (SIGKILL) at so many random moments. After each kill, every file under a final name must be
one of the undisturbed run, byte for byte; after the last resumption, so must the whole tree.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOURNAL = ".dehusk-journal.jsonl"


def make(folder, documents):
    dumps = sorted((ROOT / "corpus" / "dumps").rglob("*.txt"))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in dumps]
    with open(folder / "records.jsonl", "w", encoding="utf-8") as records:
        for number in range(documents):
            text = f"Report {number} of the day\n{texts[number % len(texts)]}"
            path = folder / "files" / f"{number // 1000:03}" / f"{number:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            # Some are broken, so that the list of failures must come out too.
            line = json.dumps({"id": f"d{number}", "text": text, "n": number}, ensure_ascii=False)
            records.write(line[:-9] + "\n" if number % 1009 == 7 else line + "\n")


def tree(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != JOURNAL:
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def check(out, expected):
    """What has a final name is whole. The list of failures grows with the run."""
    for name, contents in tree(out).items():
        if name == "failures.jsonl":
            assert expected[name].startswith(contents.rpartition(b"\n")[0]), name
        elif not pathlib.Path(name).name.startswith(".dehusk-"):
            assert expected.get(name) == contents, f"{name} is not whole"


def job(dehusk, name, source, arguments, folder, kills, chance):
    command = [dehusk, "clean", "-q", str(source), *arguments]
    whole, out = folder / f"{name}-whole", folder / f"{name}-out"
    start = time.monotonic()
    subprocess.run([*command, "-o", str(whole)], stderr=subprocess.DEVNULL)
    took = time.monotonic() - start
    expected = tree(whole)
    killed = runs = 0
    while killed < kills:
        runs += 1
        process = subprocess.Popen([*command, "-o", str(out), "--resume"], stderr=subprocess.DEVNULL)
        # Short enough for all of the kills to fall into the work of one run.
        time.sleep(chance.uniform(0.01, max(0.05, 1.6 * took / kills)))
        process.kill()
        if process.wait() == -9:
            killed += 1
            check(out, expected)
        else:
            # It was done before it was killed: once more from the start.
            assert tree(out) == expected, f"{name}: another tree than undisturbed"
            subprocess.run(["rm", "-rf", str(out)], check=True)
    resumed = subprocess.run([*command, "-o", str(out), "--resume"], stderr=subprocess.DEVNULL)
    found = tree(out)
    assert found == expected, f"{name}: {sorted(set(found) ^ set(expected))[:5]} or their contents differ"
    print(f"{name}: killed {killed} times in {runs} runs, {len(expected)} files as undisturbed "
          f"({took:.1f} s), exit status {resumed.returncode}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dehusk", type=pathlib.Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    dehusk = str(options.dehusk.resolve())
    for name in [name for name in os.environ if name.startswith("DEHUSK_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        make(folder, options.documents)
        records = folder / "records.jsonl"
        for name, source, arguments in [
            ("files", folder / "files", []),
            ("records", records, []),
            ("records-zst", records, ["--compress", "zst", "--labels"]),
            ("records-to-files", records, ["--to", "text"]),
            ("records-to-parquet", records, ["--to", "parquet"]),
        ]:
            job(dehusk, name, source, arguments, folder, options.kills, chance)


if __name__ == "__main__":
    sys.exit(main())
