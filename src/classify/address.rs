//! Postal addresses, as footers write them.

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
    // P.O. Box 12
    r"|(?:\b[Pp]\.? ?[Oo]\.? [Bb]ox [0-9]+)|(?:\b(?:Postfach|Postboks|Boîte postale|Apartado|Casella postale) [0-9]+)",
    r"|(?:〒 ?[0-9]{3}-?[0-9]{4})",
);

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(FORMS).ok());

/// Whether a short line is a postal address or a part of one.
pub fn is_postal_address(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && ADDRESS.as_ref().is_some_and(|address| address.is_match(text.trim_matches(['*', '•', ' ', ','])))
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
