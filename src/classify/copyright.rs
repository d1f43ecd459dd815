#![doc = include_str!("../../corpus/labels/copyright.md")]

use super::address::is_postal_address;
use super::{Classifier, Evidence, View};
use crate::features::{Region, Surface};
use crate::label::Label;

/// More addresses and numbers than this are a directory, not a footer.
const MOST_CONTACTS: usize = 10;
/// From here on a contact in an extracted dump is probably the site's, as a share of the document's units.
const LATE: f32 = 0.85;

/// Finds `copyright`.
pub struct Copyright;

impl Classifier for Copyright {
    fn label(&self) -> Label {
        Label::Copyright
    }

    fn page(&self) -> &'static str {
        include_str!("../../corpus/labels/copyright.md")
    }

    fn examine(&self, view: &View<'_>, unit: usize, found: &mut Vec<Evidence>) {
        let text = view.text(unit);
        let shape = view.shape(unit);
        if shape.words > 60 {
            return;
        }
        let mut add = |nats, reason| found.push(Evidence::rule(Label::Copyright, nats, reason));
        if text.contains('©') || shape.code_signs >= 2 && has_c_in_brackets_and_year(text) {
            add(if shape.words <= 25 { 6.5 } else { 4.0 }, "a copyright sign");
        }
        let opens = text
            .trim_start_matches(['(', '['])
            .get(..9)
            .is_some_and(|start| start.eq_ignore_ascii_case("copyright"));
        if opens && shape.words <= 20 && (shape.digits >= 4 || text.contains(':')) {
            add(8.0, "begins with 'copyright'");
        }
        let outside = view.context.region(unit) != Region::Body
            && view.context.after_prose > 0
            && (view.context.rawness > 0.5 || view.position(unit) > LATE);
        if let Some(detail) = view.contact(unit) {
            // In the middle of an article an address is mostly one of those that it lists.
            if view.contacts <= MOST_CONTACTS {
                add(if outside { 4.5 } else { 1.0 }, detail);
            }
        } else if outside
            && view.contacts <= MOST_CONTACTS
            && shape.words <= 6
            && shape.words > 0
            && !shape.ends_sentence
        {
            let around = (unit.saturating_sub(2)..unit).chain(unit + 1..unit + 3);
            if around.filter(|near| view.contact(*near).is_some()).count() > 0 {
                add(2.0, "beside an address or a telephone number");
            }
        }
    }
}

/// For each unit of a document, what it says about how to reach the site's owner.
pub(super) fn contact_details(texts: &[&str], shapes: &[Surface]) -> Vec<Option<&'static str>> {
    texts.iter().zip(shapes).map(|(text, shape)| contact_detail(text, shape)).collect()
}

/// What a short line says about how to reach the site's owner.
fn contact_detail(text: &str, shape: &Surface) -> Option<&'static str> {
    if shape.words == 0 || shape.words > 15 || shape.ends_sentence {
        None
    } else if shape.digits > 0 && is_postal_address(text) {
        Some("a postal address")
    } else if shape.digits >= 7 && is_phone_number(text) {
        Some("a telephone number")
    } else if shape.address && text.split_whitespace().any(is_mail_address) {
        Some("an e-mail address")
    } else {
        None
    }
}

/// `(c) 2024`.
fn has_c_in_brackets_and_year(text: &str) -> bool {
    ["(c)", "(C)"].iter().any(|sign| {
        text.split_once(sign)
            .is_some_and(|(_, after)| after.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// A line that is mostly one telephone number: three groups of digits or more, or a country code, and few letters.
fn is_phone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).count();
    let number_signs =
        text.chars().all(|c| c.is_alphabetic() || c.is_ascii_digit() || "()+-–./ :\u{a0}*•&".contains(c));
    (8..=15).contains(&digits)
        && letters <= 12
        && number_signs
        && (groups >= 3 || groups >= 2 && digits >= 9 || text.contains('+'))
        && !has_clock_or_date(text)
}

/// Times and dates have groups of digits too: `10:30`, `2024-05-01`, `12.05.2024`.
fn has_clock_or_date(text: &str) -> bool {
    !crate::dates::scan(text).is_empty()
}

/// `name@site.example`.
fn is_mail_address(word: &str) -> bool {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .split_once('@')
        .is_some_and(|(name, site)| !name.is_empty() && site.contains('.') && !site.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_told_from_dates_and_scores() {
        for number in
            ["+1 646 555 0146", "Tel: 01382 555 315", "(212) 555-4149", "209/555-0200", "Fon 030 5550 1234"]
        {
            assert!(is_phone_number(number), "{number}");
        }
        for other in
            ["2024-05-01 10:30", "12.05.2024", "3 - 2 - 1", "1,204,300 km", "10:30 - 11:45", "6 4 7 5 6 3"]
        {
            assert!(!is_phone_number(other), "{other}");
        }
    }
}
