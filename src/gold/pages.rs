//! Page gold: web pages with the text that a reader wants of them, in the layout of the
//! [WCXB](https://github.com/Murrough-Foley/web-content-extraction-benchmark) benchmark.
//!
//! ```text
//! GOLD/html/ID.html.gz         the page (or ID.html)
//! GOLD/ground-truth/ID.json    url, page type, region; title, text, segments
//! ```

use super::{GoldError, site_of};
use crate::document::{Document, Format, MAX_HTML_BYTES};
use crate::source;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The folder of the pages.
const HTML: &str = "html";
/// The folder of what is right about them.
const TRUTH: &str = "ground-truth";

/// What is right about one page. The page itself stays on disk until [`GoldPage::document`] is asked for it, so that
/// all of a benchmark need not fit into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldPage {
    /// The ID: the name of the ground-truth file without its extension.
    pub name: String,
    /// The file of the page.
    pub html: PathBuf,
    /// The address of the page; empty where it is not known.
    pub url: String,
    /// The site by [`site_of`]; the name where the address is not known.
    pub site: String,
    /// What kind of page: `article`, `forum`, `product` … As in WCXB, `article` where nothing is said, and
    /// `category` is `collection`.
    pub kind: String,
    /// The region or country of the page, where it is given.
    pub region: Option<String>,
    /// The title; empty where there is none.
    pub title: String,
    /// The text that should be left; may be empty.
    pub text: String,
    /// Segments that must be in the output.
    pub with: Vec<String>,
    /// Segments that must not be in the output.
    pub without: Vec<String>,
}

/// Whether a folder holds page gold: it has the folders `html` and `ground-truth`.
pub fn is_page_gold(folder: &Path) -> bool {
    folder.join(HTML).is_dir() && folder.join(TRUTH).is_dir()
}

/// Reads the ground truth of all pages in a folder, sorted by name. Pages without ground truth are no gold and are
/// passed over.
///
/// # Errors
/// The first file that cannot be read or is wrong, and the first ground truth without its page.
pub fn read_pages(folder: &Path) -> Result<Vec<GoldPage>, GoldError> {
    let truths = folder.join(TRUTH);
    let unreadable = |error| GoldError::Read { path: truths.clone(), error };
    let mut paths = Vec::new();
    for entry in fs::read_dir(&truths).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(GoldError::Page { path: truths, problem: "no ID.json".to_owned() });
    }
    paths.iter().map(|path| read_page(&folder.join(HTML), path)).collect()
}

fn read_page(pages: &Path, path: &Path) -> Result<GoldPage, GoldError> {
    let wrong = |problem: String| GoldError::Page { path: path.to_owned(), problem };
    let bytes = fs::read(path).map_err(|error| GoldError::Read { path: path.to_owned(), error })?;
    let file: TruthFile = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let html = ["html.gz", "html"]
        .map(|extension| pages.join(format!("{name}.{extension}")))
        .into_iter()
        .find(|html| html.is_file())
        .ok_or_else(|| wrong(format!("no {HTML}/{name}.html.gz and no {HTML}/{name}.html")))?;
    let kind = file.internal.and_then(|internal| internal.page_type).or(file.page_type);
    let url = file.url.unwrap_or_default();
    let site = Some(site_of(&url)).filter(|site| !site.is_empty()).unwrap_or_else(|| name.clone());
    let truth = file.ground_truth;
    Ok(GoldPage {
        name,
        html,
        url,
        site,
        kind: kind.map_or_else(|| "article".to_owned(), PageType::name),
        region: file.region,
        title: truth.title.unwrap_or_default(),
        text: truth.main_content.unwrap_or_default(),
        with: truth.with.unwrap_or_default(),
        without: truth.without.unwrap_or_default(),
    })
}

impl GoldPage {
    /// The page, unpacked and decoded to UTF-8. Its id is the name.
    ///
    /// # Errors
    /// The page cannot be read, is no text, or is larger than [`MAX_HTML_BYTES`].
    pub fn document(&self) -> Result<Document, GoldError> {
        let read = || {
            let file = File::open(&self.html)?;
            let limit = MAX_HTML_BYTES as u64 + 1;
            let mut bytes = Vec::new();
            if self.html.extension().is_some_and(|extension| extension == "gz") {
                MultiGzDecoder::new(file).take(limit).read_to_end(&mut bytes)?;
            } else {
                file.take(limit).read_to_end(&mut bytes)?;
            }
            Ok(bytes)
        };
        let bytes = read().map_err(|error| GoldError::Read { path: self.html.clone(), error })?;
        source::document(self.name.clone(), bytes, None, Some(Format::Html))
            .map_err(|problem| GoldError::Page { path: self.html.clone(), problem: problem.to_string() })
    }
}

/// A ground-truth file; what scores do not need is passed over.
#[derive(Deserialize)]
struct TruthFile {
    url: Option<String>,
    #[serde(rename = "_internal")]
    internal: Option<Internal>,
    page_type: Option<PageType>,
    region: Option<String>,
    ground_truth: Truth,
}

#[derive(Deserialize)]
struct Internal {
    page_type: Option<PageType>,
}

/// WCXB writes an object, others the word alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum PageType {
    Name(String),
    Primary { primary: String },
}

impl PageType {
    fn name(self) -> String {
        let (PageType::Name(name) | PageType::Primary { primary: name }) = self;
        if name == "category" { "collection".to_owned() } else { name }
    }
}

#[derive(Deserialize)]
struct Truth {
    title: Option<String>,
    main_content: Option<String>,
    with: Option<Vec<String>>,
    without: Option<Vec<String>>,
}
