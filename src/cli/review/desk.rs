//! A document on the desk: its lines, and where they are kept after every step.

use super::sheet::{Command, Sheet};
use super::store::Store;

/// How a document was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Its gold is written, or it is for later: the next one.
    Next,
    /// That is all for now.
    Quit,
    /// Ctrl-C.
    Interrupted,
}

/// A document under review.
pub struct Desk<'d> {
    sheet: Sheet,
    store: &'d Store,
    text: &'d str,
}

impl<'d> Desk<'d> {
    pub fn new(sheet: Sheet, store: &'d Store, text: &'d str) -> Desk<'d> {
        Desk { sheet, store, text }
    }

    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Does what is asked for, and keeps what came of it. `None` where the document stays on the desk.
    pub fn apply(&mut self, command: Command) -> anyhow::Result<Option<Left>> {
        let left = match command {
            Command::Confirm if self.sheet.row().is_none() && self.sheet.is_done() => Some(Left::Next),
            Command::NextFile => Some(Left::Next),
            Command::Quit => Some(Left::Quit),
            _ => None,
        };
        if left.is_none() && self.sheet.apply(command) {
            self.store.save(self.text, &self.sheet.table())?;
        }
        Ok(left)
    }

    /// Writes the gold where every line is done. Returns whether it did.
    pub fn close(&self) -> anyhow::Result<bool> {
        if self.sheet.is_done() {
            self.store.finish(self.text, &self.sheet.table())?;
        }
        Ok(self.sheet.is_done())
    }
}
