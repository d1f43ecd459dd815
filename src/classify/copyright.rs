#![doc = include_str!("../../corpus/labels/copyright.md")]

use super::address::is_postal_address;
use super::{Classifier, Evidence, View};
use crate::label::Label;

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
            add(6.0, "begins with 'copyright'");
        }
        if shape.words <= 15 && !shape.ends_sentence {
            if shape.digits > 0 && is_postal_address(text) {
                add(3.5, "a postal address");
            }
            if shape.digits >= 7 && is_phone_number(text) {
                add(3.0, "a telephone number");
            }
            if shape.address && text.contains('@') && text.split_whitespace().any(is_mail_address) {
                add(2.5, "an e-mail address");
            }
        }
    }
}

/// `(c) 2024`.
fn has_c_in_brackets_and_year(text: &str) -> bool {
    ["(c)", "(C)"].iter().any(|sign| {
        text.split_once(sign)
            .is_some_and(|(_, after)| after.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// A line that is mostly one telephone number.
fn is_phone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let grouped = text.contains(['(', '+', '-', ' ', '.']);
    (7..=15).contains(&digits)
        && letters <= 12
        && grouped
        && text.chars().count() <= 40
        && digits >= letters
        && !text.contains([':', '/', '$', '€', '%'])
}

/// `name@site.example`.
fn is_mail_address(word: &str) -> bool {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .split_once('@')
        .is_some_and(|(name, site)| !name.is_empty() && site.contains('.') && !site.contains('@'))
}
