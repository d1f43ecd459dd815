//! Everything that a classifier may look at.

use super::evidence::{Evidence, Reason};
use super::repeated::OnSite;
use super::user::{USER_WEIGHT, UserRules};
use crate::cues::{Cue, CueMatcher, Hit, Hits, Strength};
use crate::dates::{self, DateSpan};
use crate::features::{Context, Surface};
use crate::label::Label;
use crate::line::{Layout, Line};
use crate::segment::{Page, Structure, Unit, units};
use std::sync::Arc;

/// What the strongest cue of a line leaves to the others of the same label.
const FURTHER_CUES: f32 = 0.3;

/// Where a cue comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is compiled in.
    BuiltIn,
    /// The user wrote it.
    User,
}

/// A document, measured. Units are its non-blank lines, the fragments of a broken sentence taken together.
pub struct View<'v> {
    /// All lines of the document.
    pub lines: &'v [Line<'v>],
    /// The parsed page, for HTML.
    pub page: Option<&'v Page>,
    /// The units.
    pub units: Vec<Unit<'v>>,
    /// The shape of each unit.
    pub shapes: Vec<Surface>,
    /// The dates and times in each unit.
    pub dates: Vec<Vec<DateSpan>>,
    /// Share of the letters and digits of each unit that its dates and times cover, 0 to 1.
    pub date_share: Vec<f32>,
    /// What the document says about its lines.
    pub context: Context,
    /// What the user adds.
    pub rules: &'v UserRules,
    /// The unit that heads the article of a text dump.
    pub title: Option<usize>,
    /// How many units are addresses, telephone numbers or e-mail addresses.
    pub contacts: usize,
    /// The titles that an HTML page gives itself, folded.
    pub page_titles: Vec<String>,
    /// For each unit what other pages of the site say of it; empty where nothing is known of the site.
    pub on_site: Vec<OnSite>,
    /// For each unit what it says about how to reach the site's owner.
    contact_details: Vec<Option<&'static str>>,
    /// For each unit the labels of its cues, as bits.
    cue_labels: Vec<u16>,
    cues: Vec<(&'v CueMatcher, Hits)>,
}

impl<'v> View<'v> {
    /// Measures a document.
    pub fn of(
        lines: &'v [Line<'v>],
        structure: &Structure,
        page: Option<&'v Page>,
        built_in: &'v CueMatcher,
        rules: &'v UserRules,
    ) -> View<'v> {
        let units = units(lines, structure);
        let shapes: Vec<Surface> = units.iter().map(|unit| Surface::of(&unit.text)).collect();
        let texts: Vec<&str> = units.iter().map(|unit| &*unit.text).collect();
        let cues: Vec<(&CueMatcher, Hits)> = std::iter::once(built_in)
            .chain(&rules.cues)
            .map(|matcher| {
                (matcher, matcher.find(texts.iter().zip(&shapes).map(|(text, shape)| (*text, shape.words))))
            })
            .collect();
        let contact_details = super::copyright::contact_details(&texts, &shapes);
        let mut context = Context::of(&texts, &shapes, furniture(&cues, units.len()));
        if page.is_some() {
            // A page is never extracted already.
            context.rawness = 1.0;
        }
        let dates: Vec<Vec<DateSpan>> = texts.iter().map(|text| dates::scan(text)).collect();
        let date_share = texts.iter().zip(&dates).map(|(text, spans)| dates::share(text, spans)).collect();
        let cue_labels = (0..units.len()).map(|unit| cue_labels(&cues, unit)).collect();
        let mut view = View {
            lines,
            page,
            units,
            shapes,
            dates,
            date_share,
            context,
            rules,
            title: None,
            contacts: contact_details.iter().flatten().count(),
            page_titles: page.map(super::title::page_titles).unwrap_or_default(),
            on_site: Vec::new(),
            contact_details,
            cue_labels,
            cues,
        };
        view.title = super::title::headline(&view);
        view
    }

    /// The cues found in a unit, each with the phrase that matched.
    pub fn cues(&self, unit: usize) -> impl Iterator<Item = (&Cue, &str, Origin)> {
        let origins = [Origin::BuiltIn, Origin::User];
        self.cues.iter().zip(origins).flat_map(move |((matcher, hits), origin)| {
            let found = move |hit: &Hit| Some((matcher.cue(hit.cue)?, hits.phrase(hit), origin));
            hits.of(unit).iter().filter_map(found)
        })
    }

    /// The text of a unit; empty where there is no such unit.
    pub fn text(&self, unit: usize) -> &str {
        self.units.get(unit).map_or("", |unit| &unit.text)
    }

    /// Whether it is a text that an extractor has been over already: most of its lines are prose.
    pub fn is_extracted(&self) -> bool {
        self.page.is_none() && self.context.rawness < 0.5
    }

    /// The shape of a unit.
    pub fn shape(&self, unit: usize) -> Surface {
        self.shapes.get(unit).copied().unwrap_or_default()
    }

    /// Where a unit stands on an HTML page.
    pub fn layout(&self, unit: usize) -> Option<&Layout> {
        let first = self.units.get(unit)?.lines.start;
        self.lines.get(first)?.layout.as_ref()
    }

    /// Share of a unit that is dates and times.
    pub fn date_share(&self, unit: usize) -> f32 {
        self.date_share.get(unit).copied().unwrap_or_default()
    }

    /// How often the text of a unit stands in the document.
    pub fn repeats(&self, unit: usize) -> u32 {
        self.context.repeats.get(unit).copied().unwrap_or(1)
    }

    /// The place of a unit in the document, 0 at the top to 1 at the bottom.
    pub fn position(&self, unit: usize) -> f32 {
        unit as f32 / self.units.len().saturating_sub(1).max(1) as f32
    }

    /// Whether a unit has a cue of any label.
    pub(super) fn has_cue(&self, unit: usize) -> bool {
        self.cue_labels.get(unit).is_some_and(|labels| *labels != 0)
    }

    /// Whether a unit has a cue of a label.
    pub(super) fn has_cue_of(&self, unit: usize, label: Label) -> bool {
        self.cue_labels.get(unit).is_some_and(|labels| labels & label_bit(label) != 0)
    }

    /// What a unit says about how to reach the site's owner.
    pub(super) fn contact(&self, unit: usize) -> Option<&'static str> {
        self.contact_details.get(unit).copied().flatten()
    }

    /// What the user's own cues and expressions say of a unit.
    pub fn user_evidence(&self, unit: usize) -> Vec<Evidence> {
        let mut found: Vec<Evidence> = self
            .cues(unit)
            .filter(|(.., origin)| *origin == Origin::User)
            .map(|(cue, phrase, _)| Evidence {
                label: cue.label,
                nats: cue.strength.nats() * USER_WEIGHT,
                reason: Reason::Cue { phrase: phrase.into(), meaning: Arc::clone(&cue.reason) },
                opens: cue.opens,
            })
            .collect();
        self.rules.examine(self.text(unit), &mut found);
        found
    }

    /// Adds the evidence of the cues for a label: the strongest in full, the others at a part of their strength.
    pub fn cue_evidence(&self, label: Label, unit: usize, found: &mut Vec<Evidence>) {
        if !self.has_cue_of(unit, label) {
            return;
        }
        let first = found.len();
        for (cue, phrase, origin) in self.cues(unit) {
            if cue.label == label {
                found.push(Evidence {
                    label,
                    nats: cue.strength.nats() * if origin == Origin::User { USER_WEIGHT } else { 1.0 },
                    reason: Reason::Cue { phrase: phrase.into(), meaning: Arc::clone(&cue.reason) },
                    opens: cue.opens,
                });
            }
        }
        if let Some(cues) = found.get_mut(first..) {
            cues.sort_by(|a, b| b.nats.total_cmp(&a.nats));
            for further in cues.iter_mut().skip(1) {
                further.nats *= FURTHER_CUES;
            }
        }
    }
}

fn label_bit(label: Label) -> u16 {
    1 << label.index()
}

fn cue_labels(cues: &[(&CueMatcher, Hits)], unit: usize) -> u16 {
    let found = cues.iter().flat_map(|(matcher, hits)| hits.of(unit).iter().map(|hit| matcher.cue(hit.cue)));
    found.flatten().fold(0, |labels, cue| labels | label_bit(cue.label))
}

/// How many units carry a cue of what surrounds every article of a site. An extractor leaves few of them.
fn furniture(cues: &[(&CueMatcher, Hits)], units: usize) -> usize {
    let is_furniture = |matcher: &CueMatcher, hit: &Hit| {
        matcher.cue(hit.cue).is_some_and(|cue| {
            matches!(cue.label, Label::Navigation | Label::Social | Label::Copyright | Label::Consent)
                && cue.strength > Strength::Weak
        })
    };
    (0..units)
        .filter(|unit| {
            cues.iter().any(|(matcher, hits)| hits.of(*unit).iter().any(|hit| is_furniture(matcher, hit)))
        })
        .count()
}
