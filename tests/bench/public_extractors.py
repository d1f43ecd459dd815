"""The public extractors that `extractors.py` compares dehusk with: how each is called, and a cache of its outputs."""

import hashlib
import importlib.metadata
import json
import re
import sys
import time
import unicodedata

KEEPS_ALL = "(keeps all)"
# By name; each loads its library when asked to, and returns a function from a page's HTML to its text.
EXTRACTORS = {}


def extractor(name, package):
    def register(load):
        EXTRACTORS[name] = (package, load)
        return load
    return register


@extractor("trafilatura", "trafilatura")
def load_trafilatura():
    from trafilatura import extract
    return extract


@extractor("trafilatura favor_precision", "trafilatura")
def load_trafilatura_precision():
    from trafilatura import extract
    return lambda html: extract(html, favor_precision=True)


@extractor("trafilatura favor_recall", "trafilatura")
def load_trafilatura_recall():
    from trafilatura import extract
    return lambda html: extract(html, favor_recall=True)


@extractor("resiliparse", "resiliparse")
def load_resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    return lambda html: extract_plain_text(html, main_content=True)


@extractor("jusText", "justext")
def load_justext():
    from babel import Locale, UnknownLocaleError
    from justext import get_stoplist, get_stoplists, justext
    lists, loaded = get_stoplists(), {}
    lang = re.compile(r"<html[^>]*?\s(?:xml:)?lang\s*=\s*[\"']?\s*([a-z]+)", re.IGNORECASE)

    def settings(code):
        # Plain "no" is Bokmål to all who write it.
        code = "nb" if code == "no" else code
        try:
            name = Locale.parse(code).get_language_name("en") or ""
        except (UnknownLocaleError, ValueError):
            name = "English"
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace(" ", "_")
        if name in lists:
            return {"stoplist": get_stoplist(name)}
        # What its documentation advises for a language without a list.
        return {"stoplist": frozenset(), "stopwords_low": 0, "stopwords_high": 0}

    def run(html):
        found = lang.search(html)
        code = found[1].lower() if found else "en"
        if code not in loaded:
            loaded[code] = settings(code)
        return "\n".join(block.text for block in justext(html, **loaded[code]) if not block.is_boilerplate)
    return run


@extractor("readability-lxml", "readability-lxml")
def load_readability():
    from html_text import extract_text
    from readability import Document
    return lambda html: extract_text(Document(html).summary())


@extractor("newspaper4k", "newspaper4k")
def load_newspaper():
    from newspaper import Article

    def run(html):
        article = Article("", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return article.text
    return run


@extractor("goose3", "goose3")
def load_goose():
    from goose3 import Goose
    goose = Goose()
    return lambda html: goose.extract(raw_html=html).cleaned_text


@extractor("boilerpy3", "boilerpy3")
def load_boilerpy():
    from boilerpy3.extractors import ArticleExtractor
    return ArticleExtractor().get_content


@extractor(f"html-text {KEEPS_ALL}", "html-text")
def load_html_text():
    from html_text import extract_text
    return extract_text


@extractor(f"inscriptis {KEEPS_ALL}", "inscriptis")
def load_inscriptis():
    from inscriptis import get_text
    return get_text


@extractor(f"bs4 {KEEPS_ALL}", "beautifulsoup4")
def load_bs4():
    from bs4 import BeautifulSoup
    return lambda html: BeautifulSoup(html, "lxml").get_text("\n")


def decode(raw):
    """All extractors get the same text, so that none loses by an encoding."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        from bs4.dammit import UnicodeDammit
        return UnicodeDammit(raw, is_html=True).unicode_markup or raw.decode("utf-8", "replace")


def plain(name):
    return name.removesuffix(KEEPS_ALL).strip()


def slug(name):
    return plain(name).replace(" ", "-")


def open_cache(path):
    """The file, to be read from its start and then added to, without a line that an interrupted run left half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+b") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
    store = open(path, "a+", encoding="utf-8")
    store.seek(0)
    return store


def extract_all(name, pages, cache):
    """The texts of all pages, on how many the extractor threw, and its seconds; None where it is not installed."""
    package, load = EXTRACTORS[name]
    try:
        version = importlib.metadata.version(package)
        run = load()
    except (ImportError, importlib.metadata.PackageNotFoundError) as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
        return None
    store = open_cache(cache / f"{slug(name)}-{version}.jsonl") if cache else None
    known = {} if store is None else {row["page"]: row for row in map(json.loads, store)}
    rows = []
    for page in pages:
        raw = page.bytes()
        key = hashlib.sha256(raw).hexdigest()
        if key not in known:
            html, text, error, start = decode(raw), "", None, time.process_time()
            try:
                text = run(html) or ""
            except Exception as problem:  # whatever it throws is its failure on this page
                error = f"{type(problem).__name__}: {problem}"[:200]
            seconds = time.process_time() - start
            # Lone surrogates are no text that could be written to a file.
            text = text.encode("utf-8", "replace").decode()
            known[key] = {"page": key, "name": page.name, "seconds": seconds, "error": error, "text": text}
            if store is not None:
                store.write(json.dumps(known[key]) + "\n")
        rows.append(known[key])
    if store is not None:
        store.close()
    failed, seconds = sum(row["error"] is not None for row in rows), sum(row["seconds"] for row in rows)
    print(f"{name} {version}: {len(rows)} pages, {failed} failed, {seconds:.0f} s", file=sys.stderr)
    return [row["text"] for row in rows], failed, seconds
