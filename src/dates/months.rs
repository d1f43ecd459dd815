//! Which month a month's name means.

use super::vocabulary::{CLDR, push_normal};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names that CLDR does not give, with the number of the month.
const MORE: &str = "\
jan 1 feb 2 febr 2 mar 3 apr 4 may 5 jun 6 jul 7 aug 8 sep 9 sept 9 oct 10 nov 11 dec 12 okt 10 dez 12 \
jänner 1 feber 2 setiembre 9 setembro 9 octobre 10 janv 1 févr 2 avr 4 juil 7 juill 7 août 8 déc 12 ene 1 abr 4 ago 8 \
dic 12 mrt 3 mrz 3 mär 3 mai 5 maj 5 мар 3 янв 1 фев 2 апр 4 июн 6 июл 7 авг 8 сен 9 сент 9 окт 10 ноя 11 дек 12 \
شباط 2 آذار 3 نيسان 4 أيار 5 حزيران 6 تموز 7 آب 8 أيلول 9";

/// The month of each name, with the languages that use it so.
static MONTHS: LazyLock<HashMap<String, Vec<(u32, &'static str)>>> = LazyLock::new(|| {
    let mut months: HashMap<String, Vec<(u32, &'static str)>> = HashMap::new();
    let mut add = |name: &str, number: u32, languages| {
        let mut key = String::new();
        push_normal(&mut key, name);
        months.entry(key).or_default().push((number, languages));
    };
    for row in CLDR.lines().filter(|row| row.starts_with("month")) {
        let mut fields = row.split('\t').skip(1);
        let (name, number) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""));
        let languages = fields.next().unwrap_or("");
        match number.split_once(',') {
            // Where Slavic languages differ by a month, Croatian is the earlier one.
            Some((croatian, other)) => {
                croatian.parse().into_iter().for_each(|number| add(name, number, "hr,bs"));
                other.parse().into_iter().for_each(|number| add(name, number, "pl,cs,szl"));
            }
            None => number.parse().into_iter().for_each(|number| add(name, number, languages)),
        }
    }
    let mut words = MORE.split_whitespace();
    while let (Some(name), Some(Ok(number))) = (words.next(), words.next().map(str::parse)) {
        add(name, number, "");
    }
    months
});

/// The number of the month that a name means; `language` decides where languages differ ("listopad").
pub(super) fn month_number(name: &str, language: Option<&str>) -> Option<u32> {
    let mut key = String::new();
    push_normal(&mut key, name);
    let meanings = MONTHS.get(&key)?;
    let first = meanings.first()?.0;
    if meanings.iter().all(|(number, _)| *number == first) {
        return Some(first);
    }
    let tag = language.unwrap_or("en").to_ascii_lowercase();
    let primary = tag.split(['-', '_']).next().unwrap_or("");
    let spoken = |languages: &str| languages.split(',').any(|language| language == primary);
    let of_language = meanings.iter().find(|(_, languages)| spoken(languages));
    // Else what most languages mean by it; the names without a language are those of many.
    let votes = |languages: &str| if languages.is_empty() { 8 } else { languages.split(',').count() };
    let of_most = || meanings.iter().max_by_key(|(number, languages)| (votes(languages), 12 - number));
    of_language.or_else(of_most).map(|(number, _)| *number)
}
