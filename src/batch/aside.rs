//! What is set aside of records, where that has a place of its own.

use super::names::{Claims, Form, Naming};
use super::output::{OutputError, PartFile};
use super::sink::{Sink, Stream, Unwritten};
use super::supply::{Begin, size_of};
use super::work::{Content, Recipe};
use crate::render::records::RecordOutput;

/// The place, and what is written there.
pub(super) struct AsidePlace {
    pub(super) naming: Naming,
    pub(super) records: RecordOutput,
}

impl AsidePlace {
    pub(super) fn of(naming: &Naming, recipe: &Recipe) -> Option<AsidePlace> {
        let records = RecordOutput { set_aside: true, ..recipe.records.clone() };
        Some(AsidePlace { naming: naming.of_aside()?, records })
    }
}

/// The outputs of one container.
pub(super) struct Outputs {
    form: Form,
    sink: Sink,
    aside: Option<Aside>,
}

/// What is set aside of one container. The output is begun with the first record.
enum Aside {
    Waiting(Begin),
    Open(Sink),
    /// It had its name before the run that wrote it was killed. Holds its size in bytes.
    Finished(u64),
}

impl Outputs {
    /// Begins the outputs, or goes on with them where an earlier run left them.
    pub(super) fn begin(
        mut begin: Begin,
        naming: &Naming,
        recipe: &Recipe,
        place: Option<&AsidePlace>,
    ) -> Result<Outputs, OutputError> {
        // Records that are files in a folder have one sink for both.
        let form = begin.form;
        let apart = form != Form::Documents || !naming.is_folder();
        let aside = if apart { begin.aside.take() } else { None };
        let sink = Sink::begin(begin, naming, &recipe.records)?;
        let aside = match (aside, place) {
            (Some(begin), Some(place)) => Some(Aside::begin(*begin, place)?),
            _ => None,
        };
        Ok(Outputs { form, sink, aside })
    }

    /// Writes what has become of a chunk. `tell` says whether to go on after what could not be written.
    pub(super) fn write(
        &mut self,
        content: [Option<Content>; 2],
        naming: &Naming,
        place: Option<&AsidePlace>,
        claims: &Claims,
        stream: &mut Stream<'_>,
        tell: &mut dyn FnMut(Unwritten) -> bool,
    ) {
        let [content, set_aside] = content;
        if let Some(content) = content {
            self.sink.write(content, self.form, naming, claims, stream, tell);
        }
        if let (Some(content), Some(aside), Some(place)) = (set_aside, &mut self.aside, place) {
            match aside.open(place) {
                Ok(Some(sink)) => sink.write(content, self.form, &place.naming, claims, stream, tell),
                Ok(None) => {}
                Err(error) => {
                    tell(Unwritten::Container(error));
                }
            }
        }
    }

    /// Takes note of the names that an earlier run has used.
    pub(super) fn know(&mut self, names: &[String], naming: &Naming) {
        self.sink.know(names, naming);
    }

    /// Bytes written so far to the file, and to that of what is set aside.
    pub(super) fn written(&self) -> [u64; 2] {
        let aside = match &self.aside {
            None | Some(Aside::Waiting(_)) => 0,
            Some(Aside::Open(sink)) => sink.written(),
            Some(Aside::Finished(written)) => *written,
        };
        [self.sink.written(), aside]
    }

    /// Whether unfinished outputs can be gone on with.
    pub(super) fn can_go_on(&self) -> bool {
        self.sink.can_go_on()
    }

    /// Closes the files before they get their names.
    pub(super) fn close(&mut self) -> Result<(), OutputError> {
        if let Some(Aside::Open(aside)) = &mut self.aside {
            aside.close()?;
        }
        self.sink.close()
    }

    /// Gives the files their names. The file of the container comes last: where it stands, all is done.
    pub(super) fn finish(self) -> Result<(), OutputError> {
        if let Some(Aside::Open(aside)) = self.aside {
            aside.finish()?;
        }
        self.sink.finish()
    }

    /// Gives the outputs up. Unless they are to be gone on with, nothing is left of them.
    pub(super) fn give_up(self, keep: bool) {
        if let Some(Aside::Open(aside)) = self.aside {
            aside.give_up(keep);
        }
        self.sink.give_up(keep);
    }
}

impl Aside {
    fn begin(begin: Begin, place: &AsidePlace) -> Result<Aside, OutputError> {
        match (begin.checkpoint, &begin.output) {
            (Some(earlier), Some(path)) if earlier.written > 0 => {
                if PartFile::left(path) == 0 && size_of(path) == earlier.written {
                    return Ok(Aside::Finished(earlier.written));
                }
                Sink::begin(begin, &place.naming, &place.records).map(Aside::Open)
            }
            _ => Ok(Aside::Waiting(Begin { checkpoint: None, ..begin })),
        }
    }

    /// The sink, which is begun where it was not. An output that has its name takes nothing more.
    fn open(&mut self, place: &AsidePlace) -> Result<Option<&mut Sink>, OutputError> {
        if let Aside::Waiting(begin) = self {
            *self = Aside::Open(Sink::begin(begin.clone(), &place.naming, &place.records)?);
        }
        Ok(match self {
            Aside::Open(sink) => Some(sink),
            _ => None,
        })
    }
}
