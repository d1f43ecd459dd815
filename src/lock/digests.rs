//! A lock of one digest: what all documents are now is sorted by name, and goes along with what the digest says.

use super::LockError;
use super::digest::{DIGEST, Digest, Entry};
use super::run::{Pass, id};
use super::snap;
use super::sort::Sorter;
use crate::batch::output::PartFile;
use std::collections::HashSet;

/// So many bytes of the new digest are written at a time.
const PIECE: usize = 1 << 16;

/// Compares all documents with the digest, and writes it anew where something is accepted.
pub(super) fn run(pass: &mut Pass<'_>) -> Result<(), LockError> {
    let path = pass.locker.lock.join(DIGEST);
    let old = if path.exists() { Some(Digest::open(pass.locker.lock)?) } else { None };
    let mut sorter = Sorter::default();
    let mut unread = HashSet::new();
    pass.each(
        |looked| {
            let view = snap::view(&looked.record.document, looked.cleaned);
            Ok(Entry::of(&looked.id, &looked.record.document, looked.cleaned, &view))
        },
        |pass, input, found| {
            match found {
                Ok(entry) => sorter.add(entry)?,
                Err(why) => {
                    pass.failed(&why);
                    unread.insert(id(input));
                }
            }
            Ok(())
        },
    )?;
    let writes = pass.prune || *pass.accept != super::Accept::Nothing;
    let part = if writes { Some(PartFile::begin(&path)?) } else { None };
    let mut merge = Merge { pass, old, unread, part, kept: String::new() };
    for entry in sorter.sorted()? {
        merge.take(entry?)?;
    }
    merge.finish()
}

/// Goes along the digest that there is, and writes the next one.
struct Merge<'m, 'p> {
    pass: &'m mut Pass<'p>,
    old: Option<Digest>,
    /// Inputs of which something could not be read: what the digest knows of them stays.
    unread: HashSet<String>,
    part: Option<PartFile>,
    kept: String,
}

impl Merge<'_, '_> {
    /// The next document by name.
    fn take(&mut self, entry: Entry) -> Result<(), LockError> {
        self.pass_over(Some(&entry.id))?;
        let before = match &mut self.old {
            Some(digest) if digest.peek().is_some_and(|next| next.id == entry.id) => digest.advance()?,
            _ => None,
        };
        let report = &mut self.pass.report;
        report.documents += 1;
        let accepted = self.pass.accept.holds(&entry.id);
        let differs = match before.as_ref().map(|before| entry.change_from(before)) {
            None => {
                report.added(entry.id.clone());
                true
            }
            Some(None) => false,
            Some(Some(change)) => {
                report.change(entry.id.clone(), change);
                true
            }
        };
        report.settled += u64::from(differs && accepted);
        match before {
            _ if accepted => self.write(&entry),
            Some(before) => self.write(&before),
            None => Ok(()),
        }
    }

    /// Passes over what stands in the digest before a document, or to the end: it is missing.
    fn pass_over(&mut self, until: Option<&str>) -> Result<(), LockError> {
        while let Some(digest) = &mut self.old {
            let before = |next: &Entry| until.is_none_or(|until| next.id.as_str() < until);
            if !digest.peek().is_some_and(before) {
                return Ok(());
            }
            let Some(entry) = digest.advance()? else { return Ok(()) };
            if self.is_unread(&entry.id) {
                self.write(&entry)?;
                continue;
            }
            match self.pass.prune {
                true => self.pass.report.settled += 1,
                false => self.write(&entry)?,
            }
            self.pass.report.missing(entry.id);
        }
        Ok(())
    }

    /// Whether the document is of an input that could not be read, or not all of it.
    fn is_unread(&self, id: &str) -> bool {
        let inputs = id.match_indices('#').filter_map(|(at, _)| id.get(..at)).chain([id]);
        !self.unread.is_empty() && inputs.into_iter().any(|input| self.unread.contains(input))
    }

    fn write(&mut self, entry: &Entry) -> Result<(), LockError> {
        let Some(part) = &mut self.part else { return Ok(()) };
        self.kept.push_str(&entry.line());
        if self.kept.len() > PIECE {
            part.write(self.kept.as_bytes())?;
            self.kept.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), LockError> {
        self.pass_over(None)?;
        if let Some(mut part) = self.part {
            part.write(self.kept.as_bytes())?;
            part.finish()?;
        }
        Ok(())
    }
}
