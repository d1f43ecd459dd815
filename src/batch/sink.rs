//! Where one container's output goes, piece by piece.

use super::compress::compress;
use super::names::{Claims, Form, NameProblem, Naming, key, labels_path};
use super::output::{OutputError, PartFile, write_atomic};
use super::supply::Begin;
use super::work::{Content, RecordFile};
use super::{BatchError, failures::Failure};
use crate::render::records::{ParquetOutput, RecordOutput, RecordOutputError};
use crate::source::Compression;
use crate::source::records::Table;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The output of one container.
pub(super) enum Sink {
    /// A file of JSON Lines or of documents one after the other.
    Part { part: PartFile, compression: Compression },
    /// A Parquet file.
    Table { part: PartFile, table: Option<Box<ParquetOutput<File>>> },
    /// A folder of files, and that of those that are set aside, with what names are used: a checksum of eight bytes
    /// each.
    Folder { folder: PathBuf, aside: Option<PathBuf>, used: HashSet<u64> },
    /// What the caller owns.
    Stream { compression: Compression },
}

/// What could not be written.
pub(super) enum Unwritten {
    /// One record.
    Record(Failure, Option<OutputError>),
    /// The whole container.
    Container(OutputError),
    /// Anything at all: the stream is broken.
    Everything(BatchError),
}

/// The stream that documents and records go to where there are no files.
pub(super) struct Stream<'s> {
    pub(super) out: &'s mut dyn Write,
    /// Whether documents are kept apart by a blank line.
    pub(super) separated: bool,
    /// Whether something was written.
    pub(super) begun: bool,
}

impl Stream<'_> {
    pub(super) fn write(
        &mut self,
        bytes: &[u8],
        documents: bool,
        compression: Compression,
    ) -> Result<(), BatchError> {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.begun && self.separated && documents {
            let blank = compress(b"\n".to_vec(), compression).map_err(BatchError::Stream)?;
            self.out.write_all(&blank).map_err(BatchError::Stream)?;
        }
        self.begun = true;
        self.out.write_all(bytes).map_err(BatchError::Stream)
    }
}

impl Sink {
    /// Begins an output, or goes on with it where an earlier run left it.
    pub(super) fn begin(begin: Begin, naming: &Naming, records: &RecordOutput) -> Result<Sink, OutputError> {
        let compression = begin.compression;
        let Some(path) = begin.output else { return Ok(Sink::Stream { compression }) };
        match begin.form {
            Form::Documents if naming.is_folder() => {
                let aside = begin.aside.and_then(|aside| aside.output);
                Ok(Sink::Folder { folder: path, aside, used: HashSet::new() })
            }
            Form::Table => {
                let part = PartFile::begin(&path)?;
                let failed = |reason: String| OutputError::io(&path, io::Error::other(reason));
                let file = part.file().map_err(|error| OutputError::io(&path, error))?;
                let columns = begin.table.unwrap_or_else(Table::plain);
                let table =
                    ParquetOutput::new(file, &columns, records).map_err(|error| failed(error.to_string()))?;
                Ok(Sink::Table { part, table: Some(Box::new(table)) })
            }
            Form::Lines | Form::Documents => {
                let part = match begin.checkpoint {
                    Some(checkpoint) => PartFile::go_on(&path, checkpoint.written)?,
                    None => PartFile::begin(&path)?,
                };
                Ok(Sink::Part { part, compression })
            }
        }
    }

    /// Writes what has become of a chunk.
    pub(super) fn write(
        &mut self,
        content: Content,
        form: Form,
        naming: &Naming,
        claims: &Claims,
        stream: &mut Stream<'_>,
        tell: &mut dyn FnMut(Unwritten) -> bool,
    ) {
        let unwritten = match (self, content) {
            (Sink::Stream { compression }, Content::Bytes(bytes)) => {
                stream.write(&bytes, form == Form::Documents, *compression).err().map(Unwritten::Everything)
            }
            (Sink::Part { part, compression }, Content::Bytes(bytes)) => {
                let apart = form == Form::Documents && stream.separated && part.written() > 0;
                let blank = if apart && !bytes.is_empty() { b"\n".to_vec() } else { Vec::new() };
                let blank = if blank.is_empty() { Ok(blank) } else { compress(blank, *compression) };
                let written = blank
                    .map_err(|error| OutputError::io(part.path(), error))
                    .and_then(|blank| part.write(&blank))
                    .and_then(|()| part.write(&bytes));
                written.err().map(Unwritten::Container)
            }
            (Sink::Table { part, table: Some(table) }, Content::Rows(rows)) => {
                let written = table.write(&rows).map_err(|error| in_table(part.path(), &error));
                written.err().map(Unwritten::Container)
            }
            (Sink::Folder { folder, aside, used }, Content::Files(files)) => {
                for file in files {
                    if let Err(unwritten) = write_record(folder, aside.as_deref(), used, file, naming, claims)
                        && !tell(*unwritten)
                    {
                        return;
                    }
                }
                None
            }
            // A worker makes what the form asks for.
            _ => None,
        };
        if let Some(unwritten) = unwritten {
            tell(unwritten);
        }
    }

    /// Takes note of the names that an earlier run has used.
    pub(super) fn know(&mut self, names: &[String], naming: &Naming) {
        if let Sink::Folder { folder, used, .. } = self {
            used.extend(
                names
                    .iter()
                    .filter_map(|name| naming.record_output(folder, name).ok())
                    .map(|path| key(&path)),
            );
        }
    }

    /// Bytes written to a file so far.
    pub(super) fn written(&self) -> u64 {
        if let Sink::Part { part, .. } = self { part.written() } else { 0 }
    }

    /// Whether an unfinished output can be gone on with.
    pub(super) fn can_go_on(&self) -> bool {
        !matches!(self, Sink::Table { .. } | Sink::Stream { .. })
    }

    /// Closes the file before it gets its name: an empty one that is to be compressed must be a stream too.
    pub(super) fn close(&mut self) -> Result<(), OutputError> {
        match self {
            Sink::Part { part, compression } if part.written() == 0 && *compression != Compression::Plain => {
                let nothing = compress(Vec::new(), *compression);
                part.write(&nothing.map_err(|error| OutputError::io(part.path(), error))?)
            }
            Sink::Table { part, table } => match table.take() {
                Some(table) => table.finish().map(drop).map_err(|error| in_table(part.path(), &error)),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> Result<(), OutputError> {
        match self {
            Sink::Part { part, .. } | Sink::Table { part, .. } => part.finish(),
            Sink::Folder { .. } | Sink::Stream { .. } => Ok(()),
        }
    }

    /// Gives the output up. Unless it is to be gone on with, nothing is left of it.
    pub(super) fn give_up(self, keep: bool) {
        match self {
            Sink::Part { part, .. } if !keep => part.discard(),
            Sink::Table { part, .. } => part.discard(),
            _ => {}
        }
    }
}

fn in_table(path: &Path, error: &RecordOutputError) -> OutputError {
    OutputError::io(path, io::Error::other(error.to_string()))
}

fn write_record(
    folder: &Path,
    aside: Option<&Path>,
    used: &mut HashSet<u64>,
    file: RecordFile,
    naming: &Naming,
    claims: &Claims,
) -> Result<(), Box<Unwritten>> {
    let RecordFile { mut about, name, is_aside, text, labels } = file;
    let path = match naming.record_output(folder, &name) {
        Ok(path) if claims.holds(&path) || !used.insert(key(&path)) => Err(NameProblem::Taken(path)),
        named => named,
    };
    // The name is used whether the record is set aside or not, and wherever it stands then.
    let path = match (path, is_aside) {
        (Ok(path), false) => Ok(path),
        (Ok(_), true) => match aside {
            Some(aside) => naming.record_output(aside, &name),
            None => return Ok(()),
        },
        (problem, _) => problem,
    };
    let path = match path {
        Ok(path) => path,
        Err(problem) => {
            about.reason = problem.to_string();
            return Err(Box::new(Unwritten::Record(about, None)));
        }
    };
    let written = write_atomic(&path, &text)
        .and_then(|()| labels.map_or(Ok(()), |labels| write_atomic(&labels_path(&path), labels.as_bytes())));
    written.map_err(|error| Box::new(Unwritten::Record(about.unwritten(&error), Some(error))))
}
