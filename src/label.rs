//! The labels: what a line can be, what each one means, and whether it is kept by default.
//!
//! This is the one registry that the command line, the configuration, the classifiers, the model and the
//! evaluation iterate.

use std::fmt;
use std::str::FromStr;

/// What one line of a document is.
///
/// The order is the order of the label guide: where two labels fit a line equally well, the one further down wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Label {
    /// The headline of the article, where it heads the article.
    Title,
    /// What the page is for: prose, section headings, quotes, lists, tables, code.
    Content,
    /// Menus, breadcrumbs, tags, buttons, icons, pagination, site name, bare separators.
    Navigation,
    /// A date, a time or a reading time on a line of its own.
    Timestamp,
    /// Bylines, author boxes and bios, agency credits, sign-offs.
    Author,
    /// Legal and editorial notices: disclosures, corrections, risk warnings.
    Disclaimer,
    /// Copyright and ownership footers, addresses and contacts of the site.
    Copyright,
    /// Newsletter and subscription boxes, paywalls, adverts, donations, plugs.
    Promo,
    /// Share and follow bars, like and view counts.
    Social,
    /// Teasers and links to other articles.
    Related,
    /// Readers' comments, their counts, forms and rules.
    Comments,
    /// Cookie, privacy and age-gate notices.
    Consent,
    /// Captions and credits of images, videos and charts.
    Caption,
}

/// How many labels there are.
pub const LABEL_COUNT: usize = 13;

impl Label {
    /// All labels in the order of the label guide.
    pub const ALL: [Label; LABEL_COUNT] = [
        Label::Title,
        Label::Content,
        Label::Navigation,
        Label::Timestamp,
        Label::Author,
        Label::Disclaimer,
        Label::Copyright,
        Label::Promo,
        Label::Social,
        Label::Related,
        Label::Comments,
        Label::Consent,
        Label::Caption,
    ];

    /// The eleven labels that are boilerplate.
    pub fn boilerplate() -> impl Iterator<Item = Label> {
        Self::ALL.into_iter().filter(|label| label.is_boilerplate())
    }

    /// The name used on the command line, in files and in reports.
    pub const fn slug(self) -> &'static str {
        match self {
            Label::Title => "title",
            Label::Content => "content",
            Label::Navigation => "navigation",
            Label::Timestamp => "timestamp",
            Label::Author => "author",
            Label::Disclaimer => "disclaimer",
            Label::Copyright => "copyright",
            Label::Promo => "promo",
            Label::Social => "social",
            Label::Related => "related",
            Label::Comments => "comments",
            Label::Consent => "consent",
            Label::Caption => "caption",
        }
    }

    /// What a line with this label is, in one line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Label::Title => "the headline, where it heads the article",
            Label::Content => "prose, headings, quotes, lists, tables and code of the article",
            Label::Navigation => {
                "menus, breadcrumbs, tags, buttons, icons, pagination, site name, bare separators"
            }
            Label::Timestamp => "a date, a time or a reading time on its own",
            Label::Author => "bylines, author boxes and bios, agency credits, sign-offs",
            Label::Disclaimer => "disclaimers, disclosures, correction notes, risk warnings",
            Label::Copyright => "copyright and ownership footers, addresses and contacts",
            Label::Promo => "newsletter boxes, paywalls, adverts, app downloads, donations, plugs",
            Label::Social => "share and follow bars, like and view counts",
            Label::Related => "teasers of other articles, 'read more', previous and next",
            Label::Comments => "readers' comments, their counts, forms and rules",
            Label::Consent => "cookie, privacy and age-gate notices",
            Label::Caption => "captions and credits of images, videos and charts",
        }
    }

    /// Whether the label is one of the eleven kinds of boilerplate, which are dropped by default.
    pub const fn is_boilerplate(self) -> bool {
        !matches!(self, Label::Title | Label::Content)
    }

    /// The label's place in [`Label::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The label's place in [`Label::boilerplate`]; `None` for a title and for content.
    pub const fn boilerplate_index(self) -> Option<usize> {
        (self as usize).checked_sub(Label::Navigation as usize)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.slug())
    }
}

/// A name that is no label.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no label '{0}'")]
pub struct UnknownLabel(pub String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(name: &str) -> Result<Self, UnknownLabel> {
        Self::ALL.into_iter().find(|label| label.slug() == name).ok_or_else(|| UnknownLabel(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_found_by_its_slug_and_at_its_index() {
        for (index, label) in Label::ALL.into_iter().enumerate() {
            assert_eq!(label.slug().parse(), Ok(label));
            assert_eq!(label.index(), index);
            assert_eq!(label.boilerplate_index(), Label::boilerplate().position(|kind| kind == label));
        }
        assert_eq!(Label::boilerplate().count(), 11);
    }

    #[test]
    fn an_unknown_name_is_an_error_that_names_it() {
        let error = "footer".parse::<Label>().map_err(|e| e.to_string());
        assert_eq!(error, Err("there is no label 'footer'".to_owned()));
    }
}
