//! The columns of what is written of a Parquet table, and where each of them comes from.

use super::{LABELS_FIELD, RecordOutput, SET_ASIDE_FIELD};
use crate::source::records::Table;

/// The columns of the output, and where each of them comes from.
pub(super) struct Layout(pub(super) Vec<Column>);

pub(super) struct Column {
    pub(super) name: String,
    pub(super) from: From,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum From {
    /// The column of the input that stands there.
    Input(usize),
    Clean,
    Labels,
    /// One of [`RecordOutput::columns`].
    Value(usize),
}

impl Layout {
    pub(super) fn of(table: &Table, output: &RecordOutput) -> Self {
        let fields = table.columns_as_read().fields();
        let clean_name = format!("{}_clean", table.field());
        let find = |name: &str| fields.iter().position(|field| field.name() == name);
        // JSON Lines have the clean text in their own columns: it need not be in the same one in each record.
        let in_place = !output.keep_original && table.json.is_none();
        let mut columns = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let name = field.name().clone();
            let from = match &name {
                _ if index == table.text && in_place => From::Clean,
                name if output.keep_original && *name == clean_name => From::Clean,
                name if output.labels && name == LABELS_FIELD => From::Labels,
                _ => From::Input(index),
            };
            columns.push(Column { name, from });
            if index == table.text && output.keep_original && find(&clean_name).is_none() {
                columns.push(Column { name: clean_name.clone(), from: From::Clean });
            }
        }
        if output.labels && find(LABELS_FIELD).is_none() {
            columns.push(Column { name: LABELS_FIELD.to_owned(), from: From::Labels });
        }
        let set_aside = output.set_aside.then_some(SET_ASIDE_FIELD);
        for (index, name) in output.columns.iter().map(String::as_str).chain(set_aside).enumerate() {
            let taken = find(name).is_some() || columns.iter().any(|column| column.name == name);
            let name = if taken { format!("{LABELS_FIELD}_{name}") } else { name.to_owned() };
            columns.push(Column { name, from: From::Value(index) });
        }
        Self(columns)
    }
}
