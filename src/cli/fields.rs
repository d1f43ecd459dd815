//! Which fields of records are read, for the commands that name all of them.

use super::{JudgeArgs, session};
use clap::Args;
use dehusk::source::records::RecordOptions;

/// Fields of JSON Lines, columns of Parquet.
#[derive(Clone, Debug, Default, Args)]
pub struct FieldArgs {
    /// The field or column that holds text or HTML; a dotted path reaches into objects [default: the first of text,
    /// content, raw_content, html, raw_html, body]
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// The field or column that holds the id, by which a lock knows a record [default: id]
    #[arg(long, value_name = "FIELD")]
    id_field: Option<String>,
    /// The field or column that holds the address [default: url]
    #[arg(long, value_name = "FIELD")]
    url_field: Option<String>,
}

impl FieldArgs {
    /// How records are read whose site is told by this field, if any.
    pub fn reading(&self, judge: &JudgeArgs, site_field: Option<String>) -> RecordOptions {
        RecordOptions {
            field: self.field.clone(),
            id_field: self.id_field.clone(),
            url_field: self.url_field.clone(),
            site_field,
            ..session::record_options(judge)
        }
    }
}
