//! Postal addresses, as footers write them.

use aho_corasick::AhoCorasick;
use regex::Regex;
use std::sync::LazyLock;

/// One alternative a way of writing: post codes with their town, streets with their number, post boxes.
const FORMS: &str = concat!(
    // Springfield, IL 62701
    r"(?:,? [A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?(?:,? (?:USA?|United States))?$)",
    // M5V 2T6; SW1A 1AA
    r"|(?:\b[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]\b)|(?:\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b)",
    // 10117 Berlin; 00-950 Warszawa; 1012 AB Amsterdam; 111 22 Stockholm
    r"|(?:^(?:[A-Z]{1,2}-)?(?:[0-9]{5}|(?:1[0-8]|2[1-9]|[3-9][0-9])[0-9]{2}|[0-9]{2}-[0-9]{3}|[0-9]{4} [A-Z]{2}|[0-9]{3} [0-9]{2}) \p{Lu}[\p{L}.-]+(?: \p{L}[\p{L}.-]*){0,2}$)",
    // 12 Harbour Street, Suite 4
    r"|(?:^(?:\p{L}+,? )?[0-9]{1,5}[A-Za-z]?,? (?:\p{L}[\p{L}.'’-]*,? ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane|Ln|Way|Court|Ct|Place|Square|Highway|Hwy|Parkway|Pkwy|Plaza|Terrace|Quay)\b)",
    r"|(?:\b(?:Suite|Ste\.?|Floor|Unit) #?[0-9]+\b.*[0-9]{4,})",
    // Hafenstraße 12; Storgatan 3; Keizersgracht 100
    r"|(?:\p{L}(?:straße|strasse|str\.|gasse|allee|ufer|gatan|vägen|gata|veien|vej|katu|straat|laan|plein|gracht) ?[0-9]{1,4}[a-zA-Z]?\b)",
    // 5 rue de la Paix; calle Mayor, 3; ul. Prosta 51; ул. Правды, 24
    r"|(?:^[0-9]{1,4}(?: bis| ter)?,? (?:rue|avenue|av\.|boulevard|bd|place|quai|allée) )",
    r"|(?:\b(?:[Cc]alle|[Aa]venida|[Pp]aseo|[Vv]ia|[Vv]iale|[Pp]iazza|[Rr]ua|[Uu]l\.|[Aa]l\.|[Уу]л\.|улица|[Пп]р-т) \p{L}[\p{L} .-]*,? ?(?:n[.º°] ?)?[0-9]{1,4}\b)",
    // Hill Road, Pune 411001
    r"|(?:\b(?:Road|Rd|Street|Nagar|Marg|Layout|Cross)\b.*,.* [1-9][0-9]{5}$)",
    // P.O. Box 12
    r"|(?:\b[Pp]\.? ?[Oo]\.? [Bb]ox [0-9]+)|(?:\b(?:Postfach|Postboks|Boîte postale|Apartado|Casella postale) [0-9]+)",
    r"|(?:〒 ?[0-9]{3}-?[0-9]{4})",
);

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(FORMS).ok());

/// Words of which an address without a post code has one: what [`FORMS`] spells out.
const WORDS: &[&str] = &[
    "St",
    "Ave",
    "Road",
    "Rd",
    "Dr",
    "Boulevard",
    "Blvd",
    "Lane",
    "Ln",
    "Way",
    "Court",
    "Ct",
    "Place",
    "Square",
    "Highway",
    "Hwy",
    "Parkway",
    "Pkwy",
    "Plaza",
    "Terrace",
    "Quay",
    "Suite",
    "Floor",
    "Unit",
    "straße",
    "strasse",
    "str.",
    "gasse",
    "allee",
    "ufer",
    "gatan",
    "vägen",
    "gata",
    "veien",
    "vej",
    "katu",
    "straat",
    "laan",
    "plein",
    "gracht",
    "rue",
    "avenue",
    "av.",
    "boulevard",
    "bd",
    "place",
    "quai",
    "allée",
    "alle",
    "venida",
    "aseo",
    "iazza",
    "Rua",
    "rua",
    "лица",
    "р-т",
    "Postfach",
    "Postboks",
    "postale",
    "Apartado",
    "〒",
    "Via",
    "via",
    "Ul.",
    "ul.",
    "Al.",
    "al.",
    "Ул.",
    "ул.",
    "Box",
    "box",
];

static WORD: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WORDS).ok());

/// Whether a short line is a postal address or a part of one.
pub fn is_postal_address(text: &str) -> bool {
    let text = text.trim_matches(['*', '•', ' ', ',']);
    may_be_address(text) && ADDRESS.as_ref().is_some_and(|address| address.is_match(text))
}

/// What every address has, told without the expression, which takes longer to compile than a page to clean.
fn may_be_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().any(u8::is_ascii_digit)
        && (has_post_code(bytes) || WORD.as_ref().is_none_or(|word| word.is_match(bytes)))
}

/// Whether what may be a post code stands in a line: five digits behind a space, letters and digits in turn, or
/// four digits close to its start.
fn has_post_code(text: &[u8]) -> bool {
    let begins = |what: fn(&u8) -> bool| text.first().is_some_and(what);
    let spaced = || text.windows(6).any(|at| at[0] == b' ' && at[1..].iter().all(u8::is_ascii_digit));
    let mixed = || {
        text.windows(2).any(|at| at[0].is_ascii_uppercase() && at[1].is_ascii_digit())
            && text.windows(2).any(|at| at[0].is_ascii_digit() && at[1].is_ascii_uppercase())
    };
    let first = || {
        (begins(u8::is_ascii_digit)
            || begins(u8::is_ascii_uppercase) && text.iter().take(3).any(|byte| *byte == b'-'))
            && text.iter().take(9).filter(|byte| byte.is_ascii_digit()).count() >= 4
            && text.contains(&b' ')
    };
    first() || spaced() || mixed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_many_countries_are_known() {
        for address in [
            "12 Harbour Street",
            "48 Old Mill Road, 2nd Floor",
            "Springfield, IL 62701",
            "Leeds LS1 4DY",
            "10117 Berlin",
            "Hafenstraße 12, 20457 Hamburg",
            "5 rue de la Gare",
            "ul. Prosta 51",
            "1012 AB Amsterdam",
            "P.O. Box 118",
            "〒100-0001 東京都千代田区",
        ] {
            assert!(is_postal_address(address), "{address}");
        }
    }

    #[test]
    fn no_address_is_missed_for_the_sake_of_speed() {
        for address in [
            "12345 Town, NY 10001",
            "Ottawa K1A 0B1",
            "SW1A 1AA",
            "AB-12-345 Łódź",
            "D-10117 Berlin",
            "111 22 Stockholm",
            "9 Hill St",
            "Suite 5, PO 12345",
            "Keizersgracht 100",
            "5 bd Haussmann",
            "Calle Mayor, 3",
            "via Roma 7",
            "ул. Правды, 24",
            "Пр-т Мира 3",
            "Boîte postale 9",
        ] {
            assert!(is_postal_address(address), "{address}");
        }
    }

    #[test]
    fn numbers_in_other_lines_are_no_address() {
        for line in [
            "3 ways to cook rice",
            "2024 Olympic Games",
            "Serves 4",
            "Chapter 12: The Road",
            "10 Downing",
            "500 g flour",
            "The 1990 World Cup in Italy",
        ] {
            assert!(!is_postal_address(line), "{line}");
        }
    }
}
