#!/usr/bin/env python3
"""Writes src/dates/cldr.tsv: the date words of every language CLDR covers.

Usage: dates-from-cldr.py NODE_MODULES > src/dates/cldr.tsv
NODE_MODULES is the folder in which `npm install cldr-dates-full cldr-core` was run
(Unicode-3.0 licence). One row is

    kind TAB word TAB number TAB languages

kind       month month-short weekday weekday-short ampm day day-short ago ago-phrase digits
number     month 1-12, weekday 1-7 from Monday, am 1 / pm 2, day offset, digit zero's
           code point in hexadecimal; several joined by ',' where languages differ
languages  the languages that use the word, joined by ','
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UNITS = ["year", "month", "week", "day", "hour", "minute", "second"]
# Times of day that stand beside the hour in ordinary dates of these languages.
FLEXIBLE_PERIODS = {"zh", "yue", "ja", "ko", "hi", "mr", "ta", "vi", "th"}
SKIP_LOCALES = {"und", "root"}
# A month of four plain letters or fewer ("out", "set", "here") is taken from these only:
# in a language that few pages are in, it would meet the common words of the others.
SHORT_MONTHS_OF = set(
    "af az bs ca cs da de en es et eu fi fil fr ga gl hr hu id is it jv ku lt lv ms mt nb nl nn no pl pt "
    "rm ro sk sl sq sr sv sw tk tr uz vi".split()
)
# Common words even so; with a full stop they are written differently anyway.
COMMON_MONTHS = {"pro", "led", "dub", "sie", "lip", "sty", "tra", "kol"}
# "Yesterday" of one language that is a common word of another: counts only beside a time.
COMMON_DAYS = {"hier", "sot", "leo", "kal", "eris", "eile", "tay", "taa", "jana", "heri", "cora", "gaur", "jiya", "maanta", "todè"}
SKIP_SCRIPTS = {"Dsrt", "Shaw"}
# Two-letter day periods stay only where they look like one ("pm", "e.h."), not "de" or "fi".
SHORT_PERIOD = re.compile(r"^([ap]m|.*\..*)$")

rows = {}


def letters(text):
    return [c for c in text if c.isalpha()]


def is_spaced(text):
    """Whether the script puts spaces between words (Latin, Cyrillic, Greek, …)."""
    return not re.search("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text)


def add(kind, word, number, language):
    word = unicodedata.normalize("NFC", word)
    # Bidirectional marks and odd spaces are how CLDR prints, not part of the word.
    word = re.sub("[\u200e\u200f\u061c]", "", word)
    word = re.sub(r"[\s\u00a0\u202f]+", " ", word).strip()
    word = word.lower().replace("i̇", "i") if is_spaced(word) else word
    numbers, languages = rows.setdefault((kind, word), (set(), set()))
    numbers.add(number)
    languages.add(language)


def plain(word, least):
    """A name fit for the table: letters, no digits, not too short to mean anything."""
    if not word or any(c.isdigit() for c in word):
        return False
    return len(letters(word)) >= (least if re.search("[a-zа-яα-ω]", word.lower()) else 1)


def is_common(word, language):
    word = word.rstrip(".").lower()
    rare = word.isascii() and len(word) <= 4 and language not in SHORT_MONTHS_OF
    return rare or word in COMMON_MONTHS


def short_kind(kind, word):
    """A full name of three letters is no surer than an abbreviation ("May", "mai", "sat")."""
    tiny = len(word) < 4 and re.search("[a-zа-яα-ω]", word.lower())
    return kind if kind.endswith("-short") or not tiny else kind + "-short"


def calendar(data, language):
    gregorian = data["dates"]["calendars"]["gregorian"]
    for form in ("format", "stand-alone"):
        months = gregorian["months"][form]
        for width, kind in (("wide", "month"), ("abbreviated", "month-short")):
            for number, word in months[width].items():
                if plain(word, 3) and number.isdigit() and not is_common(word, language):
                    add(short_kind(kind, word), word.rstrip("."), int(number), language)
        days = gregorian["days"][form]
        for width, kind in (("wide", "weekday"), ("abbreviated", "weekday-short"), ("short", "weekday-short")):
            for day, word in days.get(width, {}).items():
                if plain(word, 2):
                    add(short_kind(kind, word), word.rstrip("."), WEEKDAYS.index(day) + 1, language)
        for width in ("wide", "abbreviated"):
            for period, word in gregorian["dayPeriods"][form].get(width, {}).items():
                fixed = period in ("am", "pm")
                short = is_spaced(word) and len(letters(word)) <= 2 and not SHORT_PERIOD.match(word.lower())
                if (fixed or language in FLEXIBLE_PERIODS) and plain(word, 2) and not short:
                    later = period not in ("am", "midnight", "morning1", "morning2", "night2")
                    add("ampm", word.rstrip("."), 1 + later, language)


def relative(data, language):
    fields = data["dates"]["fields"]
    for offset in (-2, -1, 0):
        word = fields["day"].get(f"relative-type-{offset}", "")
        if plain(word, 3):
            add("day-short" if word.lower() in COMMON_DAYS else "day", word, offset, language)
    for unit in UNITS:
        for width in ("", "-short", "-narrow"):
            patterns = fields.get(unit + width, {}).get("relativeTime-type-past", {})
            for pattern in patterns.values():
                ago(pattern, language)


def ago(pattern, language):
    pattern = re.sub(r"\s*\(\{0\}\)", "", pattern)  # Hebrew: "two days ago ({0})"
    pattern = pattern.replace("\u200e", "").replace("\u200f", "")
    before, found, after = pattern.partition("{0}")
    if re.search(r"[-+−–]\s*$", before) or not letters(pattern.replace("{0}", "")):
        return  # "-3 d" is a bare sign, not words
    if not found:
        if len(letters(pattern)) >= 5:
            add("ago-phrase", pattern, 0, language)
        return
    if not letters(before) and is_spaced(after) and len(letters(after)) < 4:
        return  # "3 d": a unit without "ago"
    if "0" in before + after:
        return
    add("ago", pattern.rstrip("."), 0, language)


def main():
    root = Path(sys.argv[1])
    levels = json.loads((root / "cldr-core/coverageLevels.json").read_text())["effectiveCoverageLevels"]
    for folder in sorted((root / "cldr-dates-full/main").iterdir()):
        locale = folder.name
        language = locale.split("-")[0]
        level = levels.get(locale) or levels.get(language)
        if level is None or language in SKIP_LOCALES or SKIP_SCRIPTS & set(locale.split("-")):
            continue
        data = json.loads((folder / "ca-gregorian.json").read_text())["main"][locale]
        calendar(data, language)
        if level != "basic":
            data = json.loads((folder / "dateFields.json").read_text())["main"][locale]
            relative(data, language)
    systems = json.loads((root / "cldr-core/supplemental/numberingSystems.json").read_text())
    for name, system in systems["supplemental"]["numberingSystems"].items():
        if system["_type"] == "numeric" and name not in ("latn", "hanidec"):
            zero = system["_digits"][0]
            rows[("digits", zero)] = ({f"{ord(zero):x}"}, {name})
    for (kind, word), (numbers, languages) in sorted(rows.items()):
        numbers = ",".join(str(n) for n in sorted(numbers))
        print(kind, word, numbers, ",".join(sorted(languages)), sep="\t")


if __name__ == "__main__":
    main()
