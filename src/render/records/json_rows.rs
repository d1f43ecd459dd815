//! Lines of JSON as rows: their members as columns.

use std::borrow::Cow;
use std::sync::Arc;

use super::json::json;
use crate::source::records::json_columns::{ColumnKind, JsonColumns, boolean, integer, number, text};
use crate::source::records::{JsonLine, Table};
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringViewBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;

/// The columns of the lines of a chunk, filled line by line.
pub(super) struct JsonRows {
    table: Arc<Table>,
    columns: Vec<Values>,
    /// What fits in none of the columns: an object of those members, or null.
    other: StringViewBuilder,
    /// Names under which dehusk itself writes.
    own: Vec<String>,
    cleans: bool,
}

/// The values of a column.
enum Values {
    Text(StringViewBuilder),
    Json(StringViewBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
}

/// The value of a member.
#[derive(Clone)]
enum Value<'l> {
    /// As it stands in JSON.
    Json(Cow<'l, str>),
    Clean(&'l str),
}

impl JsonRows {
    /// With `cleans`, the cleaned text takes the place of the text. Members called as in `own` are passed over.
    pub(super) fn new(table: &Arc<Table>, columns: &JsonColumns, own: Vec<String>, cleans: bool) -> Self {
        let columns = columns.kinds().iter().map(|kind| match kind {
            ColumnKind::Text => Values::Text(StringViewBuilder::new()),
            ColumnKind::Json => Values::Json(StringViewBuilder::new()),
            ColumnKind::Integer => Values::Integer(Int64Builder::new()),
            ColumnKind::Number => Values::Number(Float64Builder::new()),
            ColumnKind::Boolean => Values::Boolean(BooleanBuilder::new()),
        });
        let other = StringViewBuilder::new();
        Self { table: Arc::clone(table), columns: columns.collect(), other, own, cleans }
    }

    pub(super) fn push(&mut self, line: &JsonLine, clean: &str) {
        let Some(known) = &self.table.json else { return };
        let mut row: Vec<Option<Value<'_>>> = vec![None; self.columns.len()];
        let mut other: Vec<(Cow<'_, str>, Value<'_>)> = Vec::new();
        for (name, value) in line.members() {
            if self.own.iter().any(|own| *own == name) {
                continue;
            }
            let value = self.written(line, value, clean);
            let place = known.place(&name).and_then(|place| row.get_mut(place));
            // Of several members of one name the last counts, as most readers of JSON have it.
            match place {
                Some(place) => other.extend(place.replace(value).map(|earlier| (name, earlier))),
                None => other.push((name, value)),
            }
        }
        for (place, (column, value)) in self.columns.iter_mut().zip(row).enumerate() {
            match value {
                Some(value) if !column.append(&value) => {
                    column.append_null();
                    other.push((Cow::Borrowed(known.name(place)), value));
                }
                Some(_) => {}
                None => column.append_null(),
            }
        }
        self.other.append_option(object(&other));
    }

    /// What is written of a member.
    fn written<'l>(&self, line: &JsonLine, value: &'l str, clean: &'l str) -> Value<'l> {
        let text = line.text_in(value).filter(|_| self.cleans && line.has_text);
        let around = text.as_ref().and_then(|text| Some((value.get(..text.start)?, value.get(text.end..)?)));
        match around {
            None => Value::Json(value.into()),
            Some(("", "")) => Value::Clean(clean),
            Some((before, after)) => {
                let clean = String::from_utf8(json(clean)).unwrap_or_default();
                Value::Json([before, &clean, after].concat().into())
            }
        }
    }

    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let mut columns: Vec<ArrayRef> = self.columns.iter_mut().map(Values::finish).collect();
        columns.push(Arc::new(self.other.finish()));
        RecordBatch::try_new(Arc::clone(self.table.columns_as_read()), columns)
    }
}

impl Value<'_> {
    fn json(&self) -> Cow<'_, str> {
        match self {
            Value::Json(value) => Cow::Borrowed(value),
            Value::Clean(text) => String::from_utf8(json(*text)).unwrap_or_default().into(),
        }
    }
}

impl Values {
    /// Whether the value fits; if it does, it is there now.
    fn append(&mut self, value: &Value<'_>) -> bool {
        if matches!(value, Value::Json(value) if value == "null") {
            self.append_null();
            return true;
        }
        if let (Values::Text(texts), Value::Clean(text)) = (&mut *self, value) {
            texts.append_value(text);
            return true;
        }
        let value = &*value.json();
        match self {
            Values::Text(values) => text(value).map(|value| values.append_value(value)),
            Values::Json(values) => {
                values.append_value(value);
                Some(())
            }
            Values::Integer(values) => integer(value).map(|value| values.append_value(value)),
            Values::Number(values) => number(value).map(|value| values.append_value(value)),
            Values::Boolean(values) => boolean(value).map(|value| values.append_value(value)),
        }
        .is_some()
    }

    fn append_null(&mut self) {
        match self {
            Values::Text(values) | Values::Json(values) => values.append_null(),
            Values::Integer(values) => values.append_null(),
            Values::Number(values) => values.append_null(),
            Values::Boolean(values) => values.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Values::Text(values) | Values::Json(values) => Arc::new(values.finish()),
            Values::Integer(values) => Arc::new(values.finish()),
            Values::Number(values) => Arc::new(values.finish()),
            Values::Boolean(values) => Arc::new(values.finish()),
        }
    }
}

/// Members as a JSON object; `None` where there are none.
fn object(members: &[(Cow<'_, str>, Value<'_>)]) -> Option<String> {
    let mut out = String::new();
    for (name, value) in members {
        out.push(if out.is_empty() { '{' } else { ',' });
        out.push_str(&String::from_utf8(json(name)).unwrap_or_default());
        out.push(':');
        out.push_str(&value.json());
    }
    (!out.is_empty()).then(|| out + "}")
}
