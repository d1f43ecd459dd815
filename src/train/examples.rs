//! What is learnt from: documents with the right answer for every unit.

use super::align::{align, tokens};
use super::corpus::{From, LabelledDump, Part};
use super::dumps::{self, Scraper};
use super::random::hash_text;
use super::restyle::{Style, restyled};
use super::shell::remains;
use super::transplant::{article, transplanted};
use super::weak_labels::weak_label;
use crate::cleaner::Cleaner;
use crate::document::Document;
use crate::gold::{GoldError, GoldPage};
use crate::label::Label;
use crate::model::{self, Measured};
use crate::segment::{Unit, page_lines, parse_page};
use std::collections::HashMap;
use std::ops::Range;

/// Pages of which even the best choice of lines is worse than this teach nothing.
const LEAST_F1: f64 = 0.75;

/// Shells of fewer lines teach nothing.
const FEW_LINES: usize = 3;

/// Where a document to learn from comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A page, as it is.
    Page,
    /// A page, written in another style.
    Restyled,
    /// A dump of a page.
    Dump(Scraper),
    /// A dump of a page whose article stands in the template of another page.
    Transplanted,
    /// A dump of a page without its article, or with the opening of it alone.
    Shell,
    /// A dump labelled by hand, with every block of the page.
    LabelledWhole,
    /// A dump labelled by hand that an extractor has been over.
    LabelledExtracted,
    /// A case of a literate page.
    Case,
}

impl Origin {
    /// Whether it is HTML.
    pub fn is_page(self) -> bool {
        matches!(self, Origin::Page | Origin::Restyled)
    }
}

/// One document to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    /// The name.
    pub name: String,
    /// The site: what must not be split between training and test.
    pub site: String,
    /// The site that the template is of, where that is another.
    pub template_site: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// What kind of page it is.
    pub kind: String,
    /// Its features.
    pub measured: Measured,
    /// For each unit 1 where it is wanted and 0 where it is not.
    pub targets: Vec<f32>,
    /// How much each unit counts; all units of a document together count as much as the document does.
    pub weights: Vec<f32>,
    /// For each unit whether it is the title that heads the article; `None` where that is not known.
    pub titles: Vec<Option<bool>>,
    /// The labels of the units, where a person gave them.
    pub labels: Vec<Option<Label>>,
    /// What words are learnt to tell: these, or else content and the labels that the containers of a page name.
    pub kinds: Vec<Option<Label>>,
}

impl Example {
    /// The sites that it shows something of.
    pub fn sites(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.site.as_str()).chain(self.template_site.as_deref())
    }
}

/// The examples that a page gives: itself, and dumps of it, some of them in the templates of other pages.
///
/// # Errors
/// The page or one with a template cannot be read.
pub fn page_examples(
    cleaner: &Cleaner,
    gold: &GoldPage,
    templates: &[&GoldPage],
    part: Part,
) -> Result<Vec<Example>, GoldError> {
    let document = gold.document()?;
    let mut examples = Vec::new();
    let page = parse_page(&document.text);
    let lines = page_lines(&page);
    let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
    let alignment = align(&texts, &gold.text);
    if !gold.text.is_empty() && alignment.best_f1 < LEAST_F1 {
        return Ok(examples);
    }
    if part != Part::Html && !gold.text.is_empty() {
        let named: Vec<Option<Label>> = lines.iter().map(|line| weak_label(&page, line)).collect();
        let mut dump = |text: String, scraper: Scraper| {
            let document = Document::text(gold.name.clone(), text);
            let named = if scraper == Scraper::Blocks { &named[..] } else { &[] };
            let (example, best) = aligned(cleaner, &document, gold, Origin::Dump(scraper), named);
            if best >= LEAST_F1 {
                examples.push(example);
            }
        };
        dump(gold.text.clone(), Scraper::Nothing);
        dump(dumps::extracted(&page, &alignment.wanted), Scraper::Extractor);
        dump(dumps::blocks(&page), Scraper::Blocks);
        match hash_text(&gold.name) % 3 {
            0 => dump(dumps::fragments(&document.text), Scraper::Fragments),
            1 => dump(dumps::listed(&page), Scraper::Listed),
            _ => {}
        }
        let article = article(&texts, &alignment.wanted, &gold.title);
        for template in templates {
            examples.extend(in_template(cleaner, gold, &texts, article.clone(), template)?);
        }
        examples.extend(in_shells(cleaner, gold, &document));
    }
    if part != Part::Text {
        let restyled = in_another_style(gold, &document);
        let (example, best) = aligned(cleaner, &restyled, gold, Origin::Restyled, &[]);
        if best >= LEAST_F1 || gold.text.is_empty() {
            examples.push(example);
        }
        examples.push(aligned(cleaner, &document, gold, Origin::Page, &[]).0);
    }
    Ok(examples)
}

/// The dump of a page with its article in the template of another page, where it teaches anything.
fn in_template(
    cleaner: &Cleaner,
    gold: &GoldPage,
    texts: &[&str],
    own: Range<usize>,
    template: &GoldPage,
) -> Result<Option<Example>, GoldError> {
    let page = parse_page(&template.document()?.text);
    let lines = page_lines(&page);
    let lines: Vec<&str> = lines.iter().map(|line| line.text).collect();
    let alignment = align(&lines, &template.text);
    if alignment.best_f1 < LEAST_F1 {
        return Ok(None);
    }
    let place = article(&lines, &alignment.wanted, &template.title);
    let document = Document::text(gold.name.clone(), transplanted(texts, own, &lines, place));
    let (example, best) = aligned(cleaner, &document, gold, Origin::Transplanted, &[]);
    let example = Example { template_site: Some(template.site.clone()), ..example };
    Ok((best >= LEAST_F1).then_some(example))
}

/// Dumps of half of the articles without what is wanted of them, and with no more than its opening.
fn in_shells(cleaner: &Cleaner, gold: &GoldPage, page: &Document) -> Vec<Example> {
    let is_chosen = hash_text(&format!("shell {}", gold.name)).is_multiple_of(2);
    if gold.kind != "article" || gold.text.is_empty() || !is_chosen {
        return Vec::new();
    }
    let Some(remains) = remains(&page.text, gold, LEAST_F1) else { return Vec::new() };
    let nothing = GoldPage { text: String::new(), title: String::new(), ..gold.clone() };
    let little = GoldPage { text: remains.opening, ..gold.clone() };
    let mut examples = Vec::new();
    for (html, gold) in [(remains.shell, nothing), (remains.stub, little)] {
        let parsed = parse_page(&html);
        if page_lines(&parsed).len() < FEW_LINES {
            continue;
        }
        let text = match hash_text(&gold.name) % 3 {
            0 => dumps::fragments(&html),
            1 => dumps::listed(&parsed),
            _ => dumps::blocks(&parsed),
        };
        let document = Document::text(page.id.clone(), text);
        examples.push(aligned(cleaner, &document, &gold, Origin::Shell, &[]).0);
    }
    examples
}

/// A page, written in another style: which one, its name decides.
pub fn in_another_style(gold: &GoldPage, page: &Document) -> Document {
    let style = Style::ALL[hash_text(&gold.name) as usize % Style::ALL.len()];
    Document::html(page.id.clone(), restyled(&page.text, style))
}

/// A document of a page with what of it is wanted, and the F1 of the best choice of lines. `named` is what containers
/// of the page say of the lines of a dump, in their order; empty where they say nothing.
fn aligned(
    cleaner: &Cleaner,
    document: &Document,
    gold: &GoldPage,
    origin: Origin,
    named: &[Option<Label>],
) -> (Example, f64) {
    cleaner.examine(document, |view, evidence| {
        let odds = model::rules(view, evidence);
        let measured = model::measure(view, evidence, &odds);
        let texts: Vec<&str> = view.units.iter().map(|unit| &*unit.text).collect();
        let alignment = align(&texts, &gold.text);
        let title = tokens(&gold.title);
        let weights = texts
            .iter()
            .zip(&alignment.wanted)
            .map(|(text, wanted)| {
                let words = tokens(text);
                // Gold leaves out the title mostly; it has a judge of its own.
                if !title.is_empty() && words == title && *wanted < 0.5 {
                    return 0.0;
                }
                let doubt = if (0.25..0.75).contains(wanted) { 0.4 } else { 1.0 };
                doubt * (words.len() as f32).max(1.0).sqrt()
            })
            .collect();
        let targets = alignment.wanted.iter().map(|wanted| f32::from(u8::from(*wanted >= 0.5))).collect();
        let kind = |(unit, wanted): (&Unit<'_>, &f32)| {
            let number = view.lines.get(unit.lines.start)?.number;
            let named = named.get((number as usize).checked_sub(1)?)?;
            if *wanted >= 0.5 { Some(Label::Content) } else { *named }
        };
        let kinds = view.units.iter().zip(&alignment.wanted).map(kind).collect();
        let example = Example {
            name: gold.name.clone(),
            site: gold.site.clone(),
            template_site: None,
            origin,
            kind: gold.kind.clone(),
            labels: vec![None; measured.units],
            kinds,
            titles: titles(&texts, &title, &alignment.wanted),
            measured,
            targets,
            weights,
        };
        (example, alignment.best_f1)
    })
}

/// Which unit is the title: of those that say the same, the last above what is wanted, else the first. Of the
/// others nothing is known, nor of a document in which no unit is the title.
fn titles(texts: &[&str], title: &[String], wanted: &[f32]) -> Vec<Option<bool>> {
    let same: Vec<bool> = texts.iter().map(|text| !title.is_empty() && tokens(text) == title).collect();
    let first_wanted =
        wanted.iter().zip(&same).position(|(wanted, same)| *wanted >= 0.5 && !same).unwrap_or(texts.len());
    let above = same.iter().take(first_wanted).rposition(|same| *same);
    let Some(heads) = above.or_else(|| same.iter().position(|same| *same)) else {
        return vec![None; texts.len()];
    };
    same.iter().enumerate().map(|(unit, same)| (unit == heads || !same).then_some(unit == heads)).collect()
}

/// The example that a labelled dump gives.
pub fn dump_example(cleaner: &Cleaner, labelled: &LabelledDump) -> Example {
    let gold = &labelled.dump;
    let document = Document::text(gold.name.clone(), gold.text.clone());
    cleaner.examine(&document, |view, evidence| {
        let odds = model::rules(view, evidence);
        let measured = model::measure(view, evidence, &odds);
        let labels: Vec<Option<Label>> = view
            .units
            .iter()
            .map(|unit| {
                let mut characters: HashMap<Label, usize> = HashMap::new();
                for line in view.lines.get(unit.lines.clone()).unwrap_or_default() {
                    if let Some(label) = gold.labels.get(&line.number) {
                        *characters.entry(*label).or_default() += line.text.len();
                    }
                }
                characters.into_iter().max_by_key(|(label, length)| (*length, *label)).map(|(label, _)| label)
            })
            .collect();
        let targets = labels
            .iter()
            .map(|label| f32::from(u8::from(label.is_some_and(|l| !l.is_boilerplate()))))
            .collect();
        let weights = labels
            .iter()
            .zip(&measured.lengths)
            .map(|(label, words)| if label.is_some() { words.max(1.0).sqrt() } else { 0.0 })
            .collect();
        Example {
            name: gold.name.clone(),
            site: labelled.site.clone(),
            template_site: None,
            origin: match labelled.from {
                From::Whole => Origin::LabelledWhole,
                From::Extracted | From::Unknown => Origin::LabelledExtracted,
                From::Case => Origin::Case,
            },
            kind: "article".to_owned(),
            // Which line heads the article is not said, but what is boilerplate does not. A case has no article.
            titles: labels
                .iter()
                .map(|label| {
                    label.filter(|l| l.is_boilerplate() && labelled.from != From::Case).map(|_| false)
                })
                .collect(),
            measured,
            targets,
            weights,
            kinds: labels.clone(),
            labels,
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::decide::Policy;
    use std::fs;

    #[test]
    fn of_a_shell_nothing_is_wanted_and_of_a_stub_the_opening() {
        let folder = tempfile::tempdir().unwrap();
        let menu: String = (0..9).map(|n| format!("<li><a href=/{n}>Harbour news {n}</a></li>")).collect();
        let prose =
            "The ferry to the island sails again every hour from the old pier, the harbour master said. ";
        let gold = |number: usize, kind: &str| {
            let text = prose.repeat(2 + number % 3).trim().to_owned();
            let page = format!(
                "<title>Ferry {number}</title><ul>{menu}</ul><h1>Ferry {number}</h1><p>{text}</p>\
                 <ol><li>Number one</li></ol><footer>© Harbour News</footer>"
            );
            let html = folder.path().join(format!("{number}.html"));
            fs::write(&html, page).unwrap();
            GoldPage {
                name: number.to_string(),
                html,
                url: String::new(),
                site: "harbour.example".to_owned(),
                kind: kind.to_owned(),
                region: None,
                title: format!("Ferry {number}"),
                text,
                with: Vec::new(),
                without: Vec::new(),
            }
        };
        let cleaner = Cleaner::new(Policy::default()).unwrap();
        for kind in ["article", "product"] {
            let examples: Vec<Example> = (0..12)
                .flat_map(|number| page_examples(&cleaner, &gold(number, kind), &[], Part::Both).unwrap())
                .collect();
            let of = |origin: Origin| examples.iter().filter(move |example| example.origin == origin);
            assert_eq!((of(Origin::Page).count(), of(Origin::Dump(Scraper::Blocks)).count()), (12, 12));
            let shells = of(Origin::Shell).count();
            assert_eq!((2..24).contains(&shells), kind == "article", "{kind}: {shells}");
            let wants = |example: &&Example| example.targets.iter().sum::<f32>() > 0.0;
            assert_eq!(of(Origin::Shell).filter(wants).count() * 2, shells, "{kind}");
        }
    }
}
