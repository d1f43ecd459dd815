//! A lock of snapshots: each document is compared with its file where it is cleaned.

use super::compare::{Change, compare};
use super::look::Looked;
use super::run::{Pass, id, remove_empty};
use super::{LockError, snap};
use crate::batch::write_atomic;
use crate::source::records::Origin;
use crate::source::{Input, shown};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What was found of one document.
enum Found {
    Same,
    New,
    Changed(Change),
    /// It is a record of many.
    Record,
}

/// Compares all documents with their snapshots.
pub(super) fn run(pass: &mut Pass<'_>) -> Result<(), LockError> {
    let (locker, accept) = (pass.locker, pass.accept);
    let mut containers: HashSet<String> = HashSet::new();
    pass.each(
        |looked| look(looked, locker.lock, accept.holds(&looked.id)),
        |pass, input, found| {
            let id = id(input);
            let settled = u64::from(pass.accept.holds(&id));
            match found {
                Err(why) => {
                    pass.failed(&why);
                    return Ok(());
                }
                Ok(Found::Record) => {
                    if containers.insert(id) {
                        let why = "holds many records, which a digest alone can lock ('snapshot --digest')";
                        pass.failed(&format!("{}: {why}", input.id()));
                    }
                    return Ok(());
                }
                Ok(Found::Same) => {
                    pass.report.documents += 1;
                    return Ok(());
                }
                Ok(Found::New) => pass.report.added(id),
                Ok(Found::Changed(change)) => pass.report.change(id, change),
            }
            pass.report.documents += 1;
            pass.report.settled += settled;
            Ok(())
        },
    )?;
    let known: HashSet<&Path> = pass.inputs.iter().map(Input::relative).collect();
    let mut orphans: Vec<PathBuf> = locker.locked()?;
    orphans.retain(|path| {
        snap::document_of(locker.lock, path).is_some_and(|document| !known.contains(document.as_path()))
    });
    for orphan in orphans {
        let Some(document) = snap::document_of(locker.lock, &orphan) else { continue };
        pass.report.missing(shown(document.as_os_str()));
        if pass.prune {
            fs::remove_file(&orphan).map_err(|error| LockError::read(&orphan, error))?;
            remove_empty(orphan.parent(), locker.lock);
            pass.report.settled += 1;
        }
    }
    Ok(())
}

/// Compares a document with its snapshot, and writes it anew where that is accepted.
fn look(looked: &Looked<'_>, lock: &Path, accepted: bool) -> Result<Found, LockError> {
    if !matches!(looked.record.origin, Origin::Whole) {
        return Ok(Found::Record);
    }
    let (relative, document) = (looked.input.relative(), &looked.record.document);
    let path = snap::path_of(lock, relative);
    let view = snap::view(document, looked.cleaned);
    let now = snap::file(relative, &snap::input_hash(document), &view);
    let found = match fs::read(&path) {
        Ok(before) if before == now.as_bytes() => return Ok(Found::Same),
        Ok(before) => {
            let before = String::from_utf8_lossy(&before);
            match (snap::parse(&before), snap::parse(&now)) {
                (Some(before), Some(now)) => Found::Changed(compare(&before, &now)),
                // What somebody broke by hand is made anew.
                _ if accepted => Found::Changed(Change::default()),
                _ => return Err(LockError::damaged(path, "no snapshot of dehusk")),
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Found::New,
        Err(error) => return Err(LockError::read(path, error)),
    };
    if accepted {
        write_atomic(&path, now.as_bytes())?;
    }
    Ok(found)
}
