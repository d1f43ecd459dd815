//! C4: lines that end like sentences and speak of no policy, on pages of some length.
//!
//! Raffel et al. 2020, as datatrove's `C4QualityFilter` has it; and the numbers of the code in TensorFlow Datasets,
//! as DCLM's `c4.yaml` has them. Sentences are counted as described in `tokens.rs`; TensorFlow Datasets counts them
//! with NLTK's trained model instead.

use super::python::{length, lines, strip, words};
use super::{LineRuling, RuleSet, Ruling, Sheet, tokens};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// `--preset c4`.
pub struct C4;

/// `--preset c4-tfds`.
pub struct C4Tfds;

/// How the variants of C4 differ.
pub(super) struct Variant {
    /// What the reasons call it.
    pub name: &'static str,
    /// The marks that a line must end in; `None` where any end will do.
    pub ends: Option<&'static [char]>,
    /// What counts as an ellipsis at the end of a line.
    pub ellipses: &'static [&'static str],
    /// Least words of a line.
    pub least_words: usize,
    /// Least sentences of a document.
    pub least_sentences: usize,
}

const DATATROVE: Variant = Variant {
    name: "c4",
    ends: Some(&['.', '?', '!', '"', '\'']),
    ellipses: &["..."],
    least_words: 3,
    least_sentences: 5,
};

const TFDS: Variant = Variant {
    name: "c4-tfds",
    ends: Some(&['.', '?', '!', '"', '…']),
    ellipses: &["...", "…"],
    least_words: 5,
    least_sentences: 3,
};

/// A line with a longer word goes.
const LONGEST_WORD: usize = 1000;

/// A line that holds one of these goes.
pub(super) const POLICIES: [&str; 6] =
    ["terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"];

static CITATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[\p{Nd}*\]|\[edit\]|\[citation needed\]").ok());

impl RuleSet for C4 {
    fn name(&self) -> &'static str {
        "c4"
    }

    fn about(&self) -> &'static str {
        "lines of 3 words or more that end in terminal punctuation; cuts out [1], [edit], [citation needed]; 5 sentences a document"
    }

    fn rewrites(&self) -> bool {
        true
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        judge(sheet, &DATATROVE)
    }
}

impl RuleSet for C4Tfds {
    fn name(&self) -> &'static str {
        "c4-tfds"
    }

    fn about(&self) -> &'static str {
        "c4 with the numbers of TensorFlow Datasets: 5 words a line, 3 sentences a document"
    }

    fn rewrites(&self) -> bool {
        true
    }

    fn judge(&self, sheet: &Sheet<'_>) -> Ruling {
        judge(sheet, &TFDS)
    }
}

/// What becomes of one line, or of the whole document.
enum Fate {
    Keep,
    Drop(String),
    SetAside(&'static str),
}

/// Judges by a variant. Nothing is said of the sentences of a document that is set aside for something else.
pub(super) fn judge(sheet: &Sheet<'_>, variant: &Variant) -> Ruling {
    let mut sentences = 0;
    let mut set_aside = None;
    let rulings = sheet
        .lines
        .iter()
        .map(|line| {
            let mut kept: Vec<Cow<'_, str>> = Vec::new();
            let mut reason = None;
            // A line may hold separators that the original takes for line ends.
            for piece in lines(line.text) {
                let (piece, fate) = judge_piece(strip(piece), variant);
                match fate {
                    Fate::Keep => {
                        sentences += tokens::sentences(&piece);
                        kept.push(piece);
                    }
                    Fate::Drop(why) => reason = reason.or(Some(why)),
                    Fate::SetAside(why) => {
                        set_aside.get_or_insert(why);
                        reason = reason.or_else(|| Some(format!("{why} ({})", variant.name)));
                    }
                }
            }
            if kept.is_empty() {
                let reason = reason.map_or(Cow::Borrowed("blank"), Cow::Owned);
                return LineRuling::drop(reason);
            }
            let text = kept.join("\n");
            LineRuling {
                rewritten: (text != line.text).then_some(text),
                ..LineRuling::keep("passes the line rules")
            }
        })
        .collect();
    let name = variant.name;
    let set_aside = match set_aside {
        Some(why) => Some(format!("the document {why} ({name})")),
        None if sentences < variant.least_sentences => {
            Some(format!("{sentences} sentences left, fewer than {} ({name})", variant.least_sentences))
        }
        None => None,
    };
    Ruling { lines: rulings, set_aside }
}

/// One line without white space around it. The rules are tried in this order, so what a rule set asks of the whole
/// document is asked of lines alone that have come so far.
fn judge_piece<'p>(piece: &'p str, variant: &Variant) -> (Cow<'p, str>, Fate) {
    let name = variant.name;
    let drop = |why: &str| Fate::Drop(format!("{why} ({name})"));
    let mut count = 0;
    for word in words(piece) {
        count += 1;
        if word.len() > LONGEST_WORD && length(word) > LONGEST_WORD {
            return (Cow::Borrowed(piece), drop("has a word of more than 1,000 characters"));
        }
    }
    let line = match &*CITATION {
        Some(citation) if memchr::memchr(b'[', piece.as_bytes()).is_some() => citation.replace_all(piece, ""),
        _ => Cow::Borrowed(piece),
    };
    if let Some(ends) = variant.ends {
        // TensorFlow Datasets looks past white space that a citation leaves, datatrove does not.
        let end = if name == TFDS.name { line.trim_end_matches(super::python::is_space) } else { &*line };
        if variant.ellipses.iter().any(|ellipsis| end.ends_with(ellipsis)) {
            return (line, drop("ends in an ellipsis"));
        }
        if !end.ends_with(ends) {
            return (line, drop("does not end in terminal punctuation"));
        }
    }
    // Words are counted before citations are cut out, as in the original; TensorFlow Datasets counts after.
    let count = if name == TFDS.name { words(&line).count() } else { count };
    if count < variant.least_words {
        let fate = Fate::Drop(format!("fewer than {} words ({name})", variant.least_words));
        return (line, fate);
    }
    let lower = line.to_lowercase();
    let fate = if lower.contains("lorem ipsum") {
        Fate::SetAside("holds \"lorem ipsum\"")
    } else if lower.contains("javascript") {
        drop("holds \"javascript\"")
    } else if line.contains('{') {
        Fate::SetAside("holds a curly bracket")
    } else if let Some(policy) = POLICIES.iter().find(|policy| lower.contains(**policy)) {
        Fate::Drop(format!("holds \"{policy}\" ({name})"))
    } else {
        Fate::Keep
    };
    (line, fate)
}
