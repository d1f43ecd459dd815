//! The columns that lines of JSON have as a table. They are inferred from the records that come first: a file says what
//! columns it has before it has any rows.

use std::borrow::Cow;
use std::collections::HashMap;

use arrow_schema::DataType;
use parquet::file::metadata::KeyValue;

use super::json_object::{each_member, string};
use super::rows::{JSON_COLUMNS_KEY, Table};
use super::{JsonLine, Origin, Record, RecordOptions, TEXT_FIELDS};

/// The most columns that are inferred. Records whose names of members are data have more, and each column costs memory.
const MAX_COLUMNS: usize = 500;
/// All integers up to here have a floating-point number of their own.
const MAX_EXACT: u64 = 1 << 53;
/// So many digits always tell a floating-point number; with more, a number may be another one.
const MAX_DIGITS: usize = 17;

/// The columns of a table of JSON Lines. A last one takes what fits in none of them.
#[derive(Clone, Debug)]
pub(crate) struct JsonColumns {
    /// The field with the text, in the record that came first.
    pub(crate) field: String,
    names: Vec<String>,
    kinds: Vec<ColumnKind>,
    places: HashMap<String, usize>,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Text,
    Integer,
    Number,
    Boolean,
    /// Of several kinds, lists or objects: each value as it stands in the JSON.
    Json,
}

impl JsonColumns {
    pub(crate) fn kinds(&self) -> &[ColumnKind] {
        &self.kinds
    }

    pub(crate) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// The column of the members of a name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }
}

impl ColumnKind {
    fn data_type(self) -> DataType {
        match self {
            Self::Text | Self::Json => DataType::Utf8View,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Boolean => DataType::Boolean,
        }
    }
}

impl JsonLine {
    /// Name and value of each member of the line, in order, as they stand there.
    pub(crate) fn members(&self) -> Vec<(Cow<'_, str>, &str)> {
        let line = self.bytes.get(self.line.clone()).and_then(|line| str::from_utf8(line).ok());
        let line = line.unwrap_or_default();
        let mut members = Vec::new();
        // It has been read as JSON once.
        let _ = each_member(line.strip_prefix('\u{feff}').unwrap_or(line), |name, value| {
            members.push((name, value));
        });
        members
    }

    /// Where in the value of a member the text stands, if it is there.
    pub(crate) fn text_in(&self, value: &str) -> Option<std::ops::Range<usize>> {
        let start = (value.as_ptr() as usize).checked_sub(self.bytes.as_ptr() as usize)?;
        let range = self.value.start.checked_sub(start)?..self.value.end - start;
        (range.end <= value.len()).then_some(range)
    }
}

/// The table of these records, which stand first.
pub(super) fn table(records: impl Iterator<Item = Record>, options: &RecordOptions) -> Table {
    let mut columns = Inferred::default();
    let mut text: Option<(String, String)> = None;
    for record in records {
        let Origin::JsonLine(line) = record.origin else { continue };
        let mut before: Option<String> = None;
        for (name, value) in line.members() {
            let holds_text = line.text_in(value).is_some_and(|range| !range.is_empty());
            if columns.see(&name, value, before.as_deref(), holds_text && text.is_none()) {
                before = Some(name.as_ref().to_owned());
            }
            if holds_text && text.is_none() {
                let is_path = *name != *line.field || value.len() != line.value.len();
                let path = options.field.as_deref().filter(|_| is_path).unwrap_or(&name);
                text = Some((name.as_ref().to_owned(), path.to_owned()));
            }
        }
    }
    let (column, field) = text.unwrap_or_else(|| {
        let field = options.field.as_deref().or(TEXT_FIELDS.first().copied()).unwrap_or_default();
        columns.see(field, "null", None, true);
        (field.to_owned(), field.to_owned())
    });
    columns.table(&column, field)
}

/// What has been seen of the members of records.
#[derive(Default)]
struct Inferred {
    names: Vec<String>,
    values: HashMap<String, Seen>,
}

/// What all values of a member so far could be. Null could be anything.
#[derive(Clone, Copy)]
struct Seen {
    text: bool,
    integer: bool,
    number: bool,
    boolean: bool,
}

impl Inferred {
    /// Looks at a member of a record that follows the one called `before`. Whether it has a column.
    fn see(&mut self, name: &str, value: &str, before: Option<&str>, always: bool) -> bool {
        if !self.values.contains_key(name) {
            if self.names.len() >= MAX_COLUMNS && !always {
                return false;
            }
            let place = before.and_then(|before| self.names.iter().position(|name| name == before));
            self.names.insert(place.map_or(0, |place| place + 1), name.to_owned());
            self.values
                .insert(name.to_owned(), Seen { text: true, integer: true, number: true, boolean: true });
        }
        if let Some(seen) = self.values.get_mut(name).filter(|_| value != "null") {
            seen.text &= value.starts_with('"');
            seen.integer &= integer(value).is_some();
            seen.number &= number(value).is_some();
            seen.boolean &= boolean(value).is_some();
        }
        true
    }

    fn table(self, text: &str, field: String) -> Table {
        let kind = |name: &String| match self.values.get(name) {
            Some(seen) if seen.text => ColumnKind::Text,
            Some(seen) if seen.boolean => ColumnKind::Boolean,
            Some(seen) if seen.integer => ColumnKind::Integer,
            Some(seen) if seen.number => ColumnKind::Number,
            _ => ColumnKind::Json,
        };
        let kinds: Vec<ColumnKind> = self.names.iter().map(kind).collect();
        let places: HashMap<String, usize> =
            self.names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        let other = (0..)
            .map(|number| match number {
                0 => "other".to_owned(),
                1 => "dehusk_other".to_owned(),
                number => format!("dehusk_other_{number}"),
            })
            .find(|name| !places.contains_key(name))
            .unwrap_or_default();
        let types = self.names.iter().cloned().zip(kinds.iter().map(|kind| kind.data_type()));
        let fields: Vec<(String, DataType)> = types.chain([(other.clone(), DataType::Utf8View)]).collect();
        let of_json = self.names.iter().zip(&kinds).filter(|(_, kind)| **kind == ColumnKind::Json);
        let of_json: Vec<&String> = of_json.map(|(name, _)| name).chain([&other]).collect();
        let marks = KeyValue::new(JSON_COLUMNS_KEY.to_owned(), serde_json::to_string(&of_json).ok());
        let text = places.get(text).copied().unwrap_or_default();
        let columns = JsonColumns { field, names: self.names, kinds, places };
        Table::of_json_lines(fields, text, marks, columns)
    }
}

/// A string that UTF-8 can hold.
pub(crate) fn text(value: &str) -> Option<String> {
    let (text, lone) = string(value).ok().filter(|_| value.starts_with('"'))?;
    (lone == 0).then_some(text)
}

/// An integer of 64 bits.
pub(crate) fn integer(value: &str) -> Option<i64> {
    // As an integer, it would be the other zero.
    value.parse().ok().filter(|_| value != "-0")
}

/// A number that floating point has as it stands there.
pub(crate) fn number(value: &str) -> Option<f64> {
    let begins = value.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let number: f64 = value.parse().ok().filter(|number: &f64| begins && number.is_finite())?;
    let mantissa = value.split(['e', 'E']).next().unwrap_or_default();
    if mantissa == value && !value.contains('.') {
        // The number itself may have been rounded.
        let is_exact = value.parse().is_ok_and(|integer: i64| integer.unsigned_abs() <= MAX_EXACT);
        return is_exact.then_some(number);
    }
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_matches('0');
    (digits.len() <= MAX_DIGITS && (number != 0.0 || digits.is_empty())).then_some(number)
}

pub(crate) fn boolean(value: &str) -> Option<bool> {
    value.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_number_fits_only_if_it_can_be_written_again() {
        assert_eq!(integer("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(["9223372036854775808", "1.0", "1e2", "-0", "null"].map(integer), [None; 5]);
        assert_eq!(number("9007199254740992"), Some(9_007_199_254_740_992.0));
        assert_eq!(number("0.10000000000000001"), Some(0.1));
        assert_eq!(number("-1.500000000000000000000E2"), Some(-150.0));
        assert_eq!(number("0e7"), Some(0.0));
        assert!(number("-0").unwrap().is_sign_negative());
        let misfits = ["9007199254740993", "3.14159265358979323846", "1e400", "1e-400", "\"1\"", "null"];
        assert_eq!(misfits.map(number), [None; 6]);
    }

    #[test]
    fn a_new_member_stands_after_the_one_that_it_follows() {
        let mut columns = Inferred::default();
        for record in ["ac", "abc", "dacb", "xe"] {
            let mut before = None;
            for name in record.chars().map(String::from) {
                columns.see(&name, "1", before.as_deref(), false);
                before = Some(name);
            }
        }
        assert_eq!(columns.names.concat(), "xedabc");
    }
}
