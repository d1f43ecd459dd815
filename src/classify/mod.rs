//! Evidence per label: one classifier a label, one file a classifier, one registry.
//!
//! A classifier looks at one unit of a document, a line or a mended sentence, with everything around it in view,
//! and says what speaks for its label: how strongly, and why in words. It decides nothing.

mod address;
pub mod author;
pub mod caption;
pub mod comments;
pub mod consent;
pub mod content;
pub mod copyright;
pub mod disclaimer;
mod evidence;
mod layout;
pub mod navigation;
pub mod promo;
pub mod related;
mod repeated;
pub mod social;
pub mod timestamp;
pub mod title;
mod user;
mod view;

pub use evidence::{Evidence, PROTECTED, Reason};
pub use repeated::OnSite;
pub use user::{PROTECTED_REASON, UserRegex, UserRules};
pub use view::View;

use crate::label::Label;
use layout::PageLayout;

/// Looks for one label.
pub trait Classifier: Sync {
    /// The label that the classifier speaks for.
    fn label(&self) -> Label;

    /// The literate page of the label: what it drops, what it must keep, with examples that are tested.
    fn page(&self) -> &'static str;

    /// Adds what speaks for the label in the given unit of the document besides its cues, which are found for all
    /// labels at once. Several labels are told by words alone and have nothing to add.
    fn examine(&self, _view: &View<'_>, _unit: usize, _found: &mut Vec<Evidence>) {}
}

/// All classifiers, in the order of [`Label::ALL`].
pub static CLASSIFIERS: [&dyn Classifier; crate::label::LABEL_COUNT] = [
    &title::Title,
    &content::Content,
    &navigation::Navigation,
    &timestamp::Timestamp,
    &author::Author,
    &disclaimer::Disclaimer,
    &copyright::Copyright,
    &promo::Promo,
    &social::Social,
    &related::Related,
    &comments::Comments,
    &consent::Consent,
    &caption::Caption,
];

/// The evidence of all classifiers for every unit of a document.
pub fn examine(view: &View<'_>) -> Vec<Vec<Evidence>> {
    let page = view.page.map(|page| (page, PageLayout::of(view, page)));
    (0..view.units.len())
        .map(|unit| {
            let mut found = Vec::new();
            for classifier in CLASSIFIERS {
                view.cue_evidence(classifier.label(), unit, &mut found);
                classifier.examine(view, unit, &mut found);
            }
            if let Some((page, layout)) = &page {
                layout::examine(view, page, layout, unit, &mut found);
            }
            view.rules.examine(view.text(unit), &mut found);
            found
        })
        .collect()
}
