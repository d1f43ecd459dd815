//! What is done with a document, on whichever thread is free: it is cleaned, may be set aside, and is rendered.

use super::aside::AsidePlace;
use super::compress::compress;
use super::failures::Failure;
use super::names::{Form, Naming, labels_path};
use super::output::{OutputError, write_atomic};
use super::pipeline;
use super::supply::{Begin, Key, Making, Step};
use super::tally::Tally;
use crate::cleaner::{Cleaned, Cleaner};
use crate::render::records::{ChunkOutput, Piece, RecordOutput, RecordOutputError};
use crate::render::{Render, RenderOptions, labels_tsv};
use crate::site::Whence;
use crate::source::records::{Chunk, Container, Position, Record, RecordOptions};
use crate::source::{Compression, Input};
use arrow_array::RecordBatch;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// How documents are cleaned and rendered.
#[derive(Clone)]
pub struct Recipe {
    /// Cleans.
    pub cleaner: Cleaner,
    /// How inputs and records are read.
    pub reading: RecordOptions,
    /// The format of documents.
    pub format: &'static dyn Render,
    /// The format of the text that stands in a record.
    pub record_format: &'static dyn Render,
    /// What is asked of any format.
    pub options: RenderOptions,
    /// What is written of records.
    pub records: RecordOutput,
    /// Whether labels are written beside documents.
    pub labels: bool,
    /// Whether to tell of each document what it was taken for.
    pub verbose: bool,
}

/// What has become of a step.
pub(super) enum Worked {
    Document {
        sums: Sums,
        bytes: Vec<u8>,
        output: Option<PathBuf>,
    },
    Begin(Box<Begin>),
    Chunk {
        sums: Sums,
        /// What stays, and what has a place of its own as it is set aside.
        content: [Option<Content>; 2],
        end: Position,
    },
    /// The names of records that an earlier run wrote.
    Known(Vec<String>, Position),
    Finished,
    End(Option<Failure>),
    Failed(Failure),
    /// It failed in writing.
    Unwritten(Failure, OutputError),
}

/// A document that is done with. Whoever writes it looks whether it is set aside.
struct Finished<'r> {
    tally: Tally,
    cleaned: Cleaned<'r>,
    text: String,
}

/// What is counted and told.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) tally: Tally,
    pub(super) notes: Vec<String>,
    pub(super) failures: Vec<Failure>,
    pub(super) set_aside: Vec<Failure>,
}

/// What is to be written of a chunk.
pub(super) enum Content {
    Bytes(Vec<u8>),
    Rows(RecordBatch),
    Files(Vec<RecordFile>),
}

/// One record that becomes a file.
pub(super) struct RecordFile {
    /// The record, for what is told of it.
    pub(super) about: Failure,
    pub(super) name: String,
    /// Whether it is set aside. Without a place for that it is a name that is used, and no more.
    pub(super) is_aside: bool,
    pub(super) text: Vec<u8>,
    pub(super) labels: Option<String>,
}

/// What all workers share.
pub(super) struct Workshop<'w> {
    pub(super) recipe: &'w Recipe,
    pub(super) naming: &'w Naming,
    pub(super) aside: Option<&'w AsidePlace>,
    pub(super) inputs: &'w [Input],
}

impl Workshop<'_> {
    /// Does one step.
    pub(super) fn work(&self, key: &Key, step: Step) -> Worked {
        let Some(input) = self.inputs.get(key.input) else { return Worked::Finished };
        match step {
            Step::Document { chunk, output } => self.document(input, chunk, output),
            Step::Begin(begin) => Worked::Begin(begin),
            Step::Chunk(chunk, making) => self.chunk(&input.id(), chunk, making),
            Step::Known(chunk) => {
                let end = chunk.end();
                Worked::Known(
                    chunk.records(&self.recipe.reading).flatten().map(|record| name(&record)).collect(),
                    end,
                )
            }
            Step::Finished => Worked::Finished,
            Step::End(failure) => Worked::End(failure),
            Step::Failed(failure) => Worked::Failed(failure),
        }
    }

    /// What is made of one document: it is cleaned, which may set it aside, and is rendered.
    fn finish<'r>(&self, input: &str, record: &'r Record, form: Form) -> Finished<'r> {
        let document = &record.document;
        let whence = Whence { path: input, url: record.url.as_deref(), field: record.site.as_deref() };
        let cleaned = self.recipe.cleaner.clean_of(document, whence);
        let tally = Tally::of(&cleaned);
        let mut text = String::with_capacity(document.text.len() / 2);
        let is_record = form != Form::Documents;
        let format = if is_record { self.recipe.record_format } else { self.recipe.format };
        // Records tell it in fields of their own.
        let metadata = self.recipe.options.metadata && !is_record;
        let options = RenderOptions { metadata, ..self.recipe.options };
        format.render(document, &cleaned, &options, &mut text);
        Finished { tally, cleaned, text }
    }

    /// An input that is one document. Its file is written here, since files do not depend on each other.
    fn document(&self, input: &Input, chunk: Chunk, mut output: Option<PathBuf>) -> Worked {
        let id = &input.id();
        let mut sums = Sums::of(&chunk);
        let mut bytes = Vec::new();
        for record in chunk.records(&self.recipe.reading) {
            let record = match record {
                Ok(record) => record,
                Err(bad) => return Worked::Failed(Failure::input(id, bad.problem)),
            };
            let finished = self.finish(id, &record, Form::Documents);
            if self.recipe.verbose {
                let encoding = record.document.decoding.as_deref().unwrap_or("UTF-8");
                sums.notes.push(format!("{id}: {}, {encoding}", record.document.format));
            }
            sums.tally.merge(&finished.tally);
            let Finished { cleaned, mut text, .. } = finished;
            if let Some(reason) = &cleaned.set_aside {
                sums.set_aside.push(Failure::input(id, reason));
                match self.aside {
                    Some(place) => {
                        output = place.naming.output(input, Container::One, Compression::Plain);
                    }
                    None if self.recipe.format.tells_set_aside() => {}
                    None => {
                        // No file is to be looked for when the run is gone on with.
                        output = output.map(|_| PathBuf::new());
                        continue;
                    }
                }
            }
            // A document alone comes out as it is; several must not run into each other.
            if output.is_none() && !self.naming.alone && !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            let text_is_empty = text.is_empty();
            let written = self.packed(text.into_bytes(), self.naming.compressed(None)).and_then(|packed| {
                let Some(path) = &output else {
                    bytes = if text_is_empty { Vec::new() } else { packed };
                    return Ok(());
                };
                write_atomic(path, &packed)?;
                if self.recipe.labels {
                    write_atomic(&labels_path(path), labels_tsv(&cleaned).as_bytes())?;
                }
                Ok(())
            });
            if let Err(error) = written {
                return Worked::Unwritten(Failure::output(id, &error), error);
            }
        }
        Worked::Document { sums, bytes, output }
    }

    /// Records of a container. What they become is written in order, by whoever takes it.
    fn chunk(&self, id: &str, chunk: Chunk, making: Making) -> Worked {
        let mut sums = Sums::of(&chunk);
        let end = chunk.end();
        let mut stays = Pile::new(&chunk, making.form, &self.recipe.records);
        let mut aside = self.aside.map(|place| Pile::new(&chunk, making.form, &place.records));
        for record in chunk.records(&self.recipe.reading) {
            let record = match record {
                Ok(record) => record,
                Err(bad) => {
                    sums.failed(Failure::record(id, &bad));
                    continue;
                }
            };
            let finished = match catch_unwind(AssertUnwindSafe(|| self.finish(id, &record, making.form))) {
                Ok(finished) => finished,
                Err(panic) => {
                    let reason = format!("a defect in dehusk: {}", pipeline::message(&*panic));
                    sums.failed(about(id, &record, reason));
                    continue;
                }
            };
            sums.tally.merge(&finished.tally);
            let is_aside = finished.cleaned.set_aside.is_some();
            if let Some(reason) = &finished.cleaned.set_aside {
                sums.set_aside.push(about(id, &record, reason.clone()));
            }
            match making.form {
                Form::Lines | Form::Table => {
                    let pile = match (&mut aside, is_aside) {
                        (Some(aside), true) => aside,
                        (None, true) if !self.recipe.records.set_aside => continue,
                        _ => &mut stays,
                    };
                    pile.push(&record, &finished);
                }
                Form::Documents if self.naming.is_folder() => {
                    let unwritten = is_aside && aside.is_none();
                    match self.record_file(id, &record, finished, making.compression, unwritten) {
                        Ok(file) => stays.files.push(file),
                        Err(failure) => sums.failed(*failure),
                    }
                }
                Form::Documents => match &mut aside {
                    _ if !is_aside => {
                        append(&mut stays.documents, &finished.text, self.recipe.is_separated())
                    }
                    None => {}
                    Some(aside) => {
                        let compression = making.aside.unwrap_or(making.compression);
                        match self.record_file(id, &record, finished, compression, false) {
                            // Its folder is that of the sink.
                            Ok(file) => aside.files.push(RecordFile { is_aside: false, ..file }),
                            Err(failure) => sums.failed(*failure),
                        }
                    }
                },
            }
        }
        let apart = making.form != Form::Documents || !self.naming.is_folder();
        let content = self.content(stays, making.form, self.naming.is_folder(), making.compression);
        let aside = match (aside.filter(|pile| apart && !pile.is_empty()), making.aside) {
            (Some(pile), Some(compression)) => self.content(pile, making.form, true, compression).map(Some),
            _ => Ok(None),
        };
        match (content, aside) {
            (Ok(content), Ok(aside)) => Worked::Chunk { sums, content: [Some(content), aside], end },
            (Err(NoContent::Table(error)), _) | (_, Err(NoContent::Table(error))) => {
                Worked::Failed(Failure::input(id, error))
            }
            (Err(NoContent::Output(error)), _) | (_, Err(NoContent::Output(error))) => {
                Worked::Unwritten(Failure::output(id, &error), error)
            }
        }
    }

    /// What a pile becomes. `files` says whether documents are files.
    fn content(
        &self,
        pile: Pile<'_>,
        form: Form,
        files: bool,
        compression: Compression,
    ) -> Result<Content, NoContent> {
        match form {
            Form::Documents if files => Ok(Content::Files(pile.files)),
            Form::Documents => Ok(Content::Bytes(self.piece(pile.documents.into_bytes(), compression)?)),
            _ => match pile.output.finish()? {
                Piece::Lines(lines) => Ok(Content::Bytes(self.piece(lines, compression)?)),
                Piece::Rows(rows) => Ok(Content::Rows(rows)),
            },
        }
    }

    /// The file of one record.
    fn record_file(
        &self,
        id: &str,
        record: &Record,
        finished: Finished<'_>,
        compression: Compression,
        unwritten: bool,
    ) -> Result<RecordFile, Box<Failure>> {
        let Finished { cleaned, text, .. } = finished;
        let text = if unwritten { Vec::new() } else { text.into_bytes() };
        let text =
            self.packed(text, compression).map_err(|error| Box::new(about(id, record, error.to_string())))?;
        Ok(RecordFile {
            about: about(id, record, String::new()),
            name: name(record),
            is_aside: cleaned.set_aside.is_some(),
            text,
            labels: (self.recipe.labels && !unwritten).then(|| labels_tsv(&cleaned)),
        })
    }

    /// A piece of a file or stream: nothing to say is nothing to write.
    fn piece(&self, bytes: Vec<u8>, compression: Compression) -> Result<Vec<u8>, OutputError> {
        if bytes.is_empty() { Ok(bytes) } else { self.packed(bytes, compression) }
    }

    fn packed(&self, bytes: Vec<u8>, compression: Compression) -> Result<Vec<u8>, OutputError> {
        compress(bytes, compression).map_err(|error| OutputError::io("output".as_ref(), error))
    }
}

/// What has become of the records of a chunk, in whatever form.
struct Pile<'o> {
    output: ChunkOutput<'o>,
    columns: bool,
    pushed: bool,
    documents: String,
    files: Vec<RecordFile>,
}

impl<'o> Pile<'o> {
    fn new(chunk: &Chunk, form: Form, records: &'o RecordOutput) -> Pile<'o> {
        let output = match form {
            Form::Table => ChunkOutput::rows(chunk, records),
            _ => ChunkOutput::lines(chunk, records),
        };
        let columns = !records.columns.is_empty();
        Pile { output, columns, pushed: false, documents: String::new(), files: Vec::new() }
    }

    fn push(&mut self, record: &Record, finished: &Finished<'_>) {
        let Finished { cleaned, text, .. } = finished;
        let known: Vec<Option<String>> = match self.columns {
            false => Vec::new(),
            true => cleaned.metadata().columns().map(|(_, value)| value.map(Cow::into_owned)).into(),
        };
        self.output.push(record, cleaned, text, &known);
        self.pushed = true;
    }

    fn is_empty(&self) -> bool {
        !self.pushed && self.documents.is_empty() && self.files.is_empty()
    }
}

/// Why there is nothing to write.
enum NoContent {
    Table(RecordOutputError),
    Output(OutputError),
}

impl From<RecordOutputError> for NoContent {
    fn from(error: RecordOutputError) -> NoContent {
        NoContent::Table(error)
    }
}

impl From<OutputError> for NoContent {
    fn from(error: OutputError) -> NoContent {
        NoContent::Output(error)
    }
}

impl Recipe {
    /// Whether documents are kept apart by a blank line where one follows the other.
    pub(super) fn is_separated(&self) -> bool {
        self.format.name() != "jsonl"
    }
}

impl Sums {
    fn of(chunk: &Chunk) -> Sums {
        let tally = Tally { bytes: chunk.bytes(), ..Tally::default() };
        Sums { tally, ..Sums::default() }
    }

    fn failed(&mut self, failure: Failure) {
        self.tally.failed += 1;
        self.failures.push(failure);
    }
}

fn about(input: &str, record: &Record, reason: String) -> Failure {
    let (record_number, offset) = (Some(record.place.record), Some(record.place.offset));
    Failure {
        path: input.to_owned(),
        record: record_number,
        offset,
        id: record.id.clone(),
        output: None,
        reason,
    }
}

/// The name of a record's file: its id, or its number.
fn name(record: &Record) -> String {
    record.id.clone().unwrap_or_else(|| format!("{:09}", record.place.record))
}

/// Appends a document, apart from the one before it.
fn append(documents: &mut String, text: &str, separated: bool) {
    if text.is_empty() {
        return;
    }
    if separated && !documents.is_empty() {
        documents.push('\n');
    }
    documents.push_str(text);
    if !text.ends_with('\n') {
        documents.push('\n');
    }
}
