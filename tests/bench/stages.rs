//! How fast each stage is, in MB/s of input, beside two references measured in the same run.
//!
//! `cargo bench --bench stages` runs everything in well under a minute; `cargo bench --bench stages -- cues` runs
//! what has `cues` in its name. The input is what is committed: the dumps of `corpus/dumps` and the pages of
//! `corpus/pages`, one document after the other as a batch has them, again and again until there are at least
//! [`LEAST_BYTES`]. All figures of a table are in bytes of that input, so the times of its stages add up to the
//! time of the whole.
//!
//! The references tell how busy or fast the machine is, so that a speed can be stated as a ratio: counting words
//! as `wc -w` does, on the same text, and `scraper::Html::parse_document`, on the same pages.

#![allow(clippy::expect_used, reason = "a benchmark without its input has nothing to measure")]

use dehusk::classify::{self, Evidence, View};
use dehusk::cleaner::{Cleaned, Cleaner, Profile};
use dehusk::cues::CueMatcher;
use dehusk::dates;
use dehusk::decide::{Policy, decide};
use dehusk::document::{Document, Format};
use dehusk::features::{Context, Surface};
use dehusk::line::Line;
use dehusk::model::{self, Judgement, Weights};
use dehusk::render::{self, RenderOptions};
use dehusk::segment::{Page, Structure, page_lines, parse_page, text_lines, units};
use dehusk::source;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// The least input that a stage is timed on, in bytes.
const LEAST_BYTES: usize = 2_000_000;
/// The longest that one stage is timed, and how often it is timed in that.
const MOST_TIME: Duration = Duration::from_millis(1200);
const MOST_SAMPLES: u32 = 30;

fn main() {
    divan::Divan::default()
        .max_time(MOST_TIME)
        .sample_count(MOST_SAMPLES)
        // One pass over the input takes long enough to be timed by itself.
        .sample_size(1)
        .config_with_args()
        .main();
}

/// Something timed. divan sorts by name, so the names begin with the place in the pipeline.
struct Stage {
    name: &'static str,
    run: fn(&Case),
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

const TEXT_STAGES: [Stage; 15] = [
    Stage { name: "0 reference: wc -w", run: reference_words },
    Stage { name: "1 source", run: source },
    Stage { name: "2 segment", run: segment_text },
    Stage { name: "3 view", run: view },
    Stage { name: "3a view: surface", run: view_surface },
    Stage { name: "3b view: context", run: view_context },
    Stage { name: "3c view: cues", run: view_cues },
    Stage { name: "3d view: dates", run: view_dates },
    Stage { name: "4 classify", run: classify },
    Stage { name: "5 model", run: model },
    Stage { name: "5a rules alone", run: rules },
    Stage { name: "6 decide", run: decision },
    Stage { name: "7 render", run: render },
    Stage { name: "8 Cleaner::clean", run: clean },
    Stage { name: "9 bytes to clean text", run: everything },
];

const HTML_STAGES: [Stage; 18] = [
    Stage { name: "0 reference: scraper", run: reference_scraper },
    Stage { name: "1 source", run: source },
    Stage { name: "2a segment: parse_page", run: parse },
    Stage { name: "2b segment: page_lines", run: segment_page },
    Stage { name: "3 view", run: view },
    Stage { name: "3a view: surface", run: view_surface },
    Stage { name: "3b view: context", run: view_context },
    Stage { name: "3c view: cues", run: view_cues },
    Stage { name: "3d view: dates", run: view_dates },
    Stage { name: "4 classify", run: classify },
    Stage { name: "5 model", run: model },
    Stage { name: "5a rules alone", run: rules },
    Stage { name: "6 decide", run: decision },
    Stage { name: "7 render", run: render },
    Stage { name: "7a metadata", run: metadata },
    Stage { name: "7b render: markdown", run: render_markdown },
    Stage { name: "8 Cleaner::clean", run: clean },
    Stage { name: "9 bytes to clean text", run: everything },
];

#[divan::bench(args = TEXT_STAGES)]
fn text(bencher: Bencher<'_, '_>, stage: &Stage) {
    time(bencher, stage, &TEXT);
}

/// Shown as ignored while there are no pages.
#[divan::bench(args = HTML_STAGES, ignore = HTML.cases.is_empty())]
fn html(bencher: Bencher<'_, '_>, stage: &Stage) {
    time(bencher, stage, &HTML);
}

/// What a run costs before it reads its first line.
mod start {
    use super::*;

    #[divan::bench]
    fn cues() -> CueMatcher {
        CueMatcher::built_in().expect("the built-in cues are sound")
    }

    #[divan::bench]
    fn cleaner() -> Cleaner {
        Cleaner::new(Policy::default()).expect("the built-in cues are sound")
    }

    /// A process that needs no cleaner.
    #[divan::bench]
    fn process_labels() {
        run(&["labels".as_ref()]);
    }

    /// A process that cleans one small file.
    #[divan::bench]
    fn process_clean() {
        let smallest = TEXT.cases.iter().min_by_key(|case| case.bytes.len()).expect("there are dumps");
        run(&["clean".as_ref(), Path::new(&smallest.document.id)]);
    }

    fn run(arguments: &[&Path]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dehusk"));
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        assert!(command.status().expect("dehusk starts").success());
    }
}

fn time(bencher: Bencher<'_, '_>, stage: &Stage, input: &Input) {
    bencher.counter(BytesCount::new(input.bytes)).bench_local(|| {
        for case in &input.cases {
            (stage.run)(case);
        }
    });
}

/// The documents of one format.
struct Input {
    cases: Vec<Case>,
    bytes: usize,
}

/// One document and what each stage makes of it, so that every stage can be timed by itself.
struct Case {
    bytes: Vec<u8>,
    document: &'static Document,
    page: Option<&'static Page>,
    lines: &'static [Line<'static>],
    structure: &'static Structure,
    view: View<'static>,
    texts: Vec<String>,
    evidence: Vec<Vec<Evidence>>,
    judgement: Judgement,
    cleaned: Cleaned<'static>,
}

static TEXT: LazyLock<Input> = LazyLock::new(|| Input::read("corpus/dumps", Format::Text));
static HTML: LazyLock<Input> = LazyLock::new(|| Input::read("corpus/pages", Format::Html));
static PROFILE: LazyLock<Profile> = LazyLock::new(Profile::default);
static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(Policy::default()).expect("the built-in cues are sound"));
static CUES: LazyLock<CueMatcher> =
    LazyLock::new(|| CueMatcher::built_in().expect("the built-in cues are sound"));

impl Input {
    /// Reads what is of the format in a folder of the repository, which may be missing.
    fn read(folder: &str, format: Format) -> Input {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths = files(&folder);
        paths.retain(|path| source::format_of_extension(path) == Some(format));
        paths.sort();
        let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |metadata| metadata.len() as usize);
        let bytes: usize = paths.iter().map(size).sum();
        let times = if bytes == 0 { 0 } else { LEAST_BYTES.div_ceil(bytes) };
        let cases = (0..times).flat_map(|_| &paths).map(|path| Case::prepare(path)).collect();
        Input { cases, bytes: bytes * times }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

impl Case {
    /// Runs all stages on a file. What later stages borrow from is never freed: it is needed until the end.
    fn prepare(path: &Path) -> Case {
        let bytes = std::fs::read(path).expect("a committed file can be read");
        let document = source::document(path.to_string_lossy(), bytes.clone(), Some(path), None);
        let document: &Document = Box::leak(Box::new(document.expect("a committed file is text")));
        let page: Option<&Page> =
            (document.format == Format::Html).then(|| &*Box::leak(Box::new(parse_page(&document.text))));
        let lines = page.map_or_else(|| text_lines(&document.text), page_lines).leak();
        let structure = match page {
            None => Structure::of(lines),
            Some(_) => Structure::of_whole_lines(lines.iter().filter(|line| !line.blank).count()),
        };
        let structure = Box::leak(Box::new(structure));
        let view = View::of(lines, structure, page, &CUES, &PROFILE.rules);
        let evidence = classify::examine(&view);
        let judgement = judge(&view, &evidence);
        Case {
            texts: view.units.iter().map(|unit| unit.text.to_string()).collect(),
            cleaned: CLEANER.clean(document),
            bytes,
            document,
            page,
            lines,
            structure,
            view,
            evidence,
            judgement,
        }
    }
}

/// Counts words as `wc -w` does in the C locale.
fn reference_words(case: &Case) {
    let mut words = 0u64;
    let mut in_word = false;
    for byte in black_box(case.bytes.as_slice()) {
        let space = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
        words += u64::from(!space && !in_word);
        in_word = !space;
    }
    black_box(words);
}

fn reference_scraper(case: &Case) {
    black_box(scraper::Html::parse_document(black_box(&case.document.text)));
}

/// Looks for binaries, sniffs, decodes. It takes the bytes for its own, so it is timed with a copy of them, which
/// stands for reading them.
fn source(case: &Case) {
    let path = Path::new(&case.document.id);
    let document = source::document(&*case.document.id, black_box(&case.bytes).clone(), Some(path), None);
    black_box(document).expect("a committed file is text");
}

/// Lines, broken sentences, units; the units are made again within `view`.
fn segment_text(case: &Case) {
    let lines = text_lines(black_box(&case.document.text));
    let structure = Structure::of(&lines);
    black_box(units(&lines, &structure));
}

fn parse(case: &Case) {
    black_box(parse_page(black_box(&case.document.text)));
}

fn segment_page(case: &Case) {
    if let Some(page) = case.page {
        black_box(page_lines(black_box(page)));
    }
}

/// Units, shapes, context, cues, dates and the headline.
fn view(case: &Case) {
    black_box(View::of(black_box(case.lines), case.structure, case.page, &CUES, &PROFILE.rules));
}

fn view_surface(case: &Case) {
    black_box(black_box(&case.texts).iter().map(|text| Surface::of(text)).collect::<Vec<_>>());
}

fn view_context(case: &Case) {
    let texts: Vec<&str> = black_box(&case.texts).iter().map(String::as_str).collect();
    // How much furniture there is does not change the time.
    black_box(Context::of(&texts, &case.view.shapes, 0));
}

fn view_cues(case: &Case) {
    let words = case.view.shapes.iter().map(|shape| shape.words);
    black_box(CUES.find(black_box(&case.texts).iter().map(String::as_str).zip(words)));
}

fn view_dates(case: &Case) {
    for text in black_box(&case.texts) {
        let spans = dates::scan(text);
        black_box(dates::share(text, &spans));
    }
}

fn classify(case: &Case) {
    black_box(classify::examine(black_box(&case.view)));
}

/// The odds of the weights that are compiled in.
fn judge(view: &View<'_>, evidence: &[Vec<Evidence>]) -> Judgement {
    static WEIGHTS: LazyLock<Arc<Weights>> = LazyLock::new(|| Weights::built_in().expect("weights"));
    model::by_model(view, evidence, &WEIGHTS, false)
}

fn model(case: &Case) {
    black_box(judge(black_box(&case.view), &case.evidence));
}

fn rules(case: &Case) {
    black_box(model::by_rules(black_box(&case.view), &case.evidence));
}

fn decision(case: &Case) {
    black_box(decide(black_box(&case.view), &case.evidence, &case.judgement, &PROFILE.policy));
}

fn render(case: &Case) {
    let mut out = String::new();
    render::FORMATS[0].render(case.document, black_box(&case.cleaned), &RenderOptions::default(), &mut out);
    black_box(out);
}

fn metadata(case: &Case) {
    black_box(black_box(&case.cleaned).metadata());
}

fn render_markdown(case: &Case) {
    let mut out = String::new();
    let format = render::format("markdown").expect("a format of that name");
    format.render(case.document, black_box(&case.cleaned), &RenderOptions::default(), &mut out);
    black_box(out);
}

fn clean(case: &Case) {
    black_box(CLEANER.clean(black_box(case.document)));
}

/// What a batch does with a file between reading it and writing it.
fn everything(case: &Case) {
    let path = Path::new(&case.document.id);
    let document = source::document(&*case.document.id, black_box(&case.bytes).clone(), Some(path), None)
        .expect("a committed file is text");
    let cleaned = CLEANER.clean(&document);
    let mut out = String::new();
    render::FORMATS[0].render(&document, &cleaned, &RenderOptions::default(), &mut out);
    black_box(out);
}
