//! The end of the pipeline: outcomes come in the order of the inputs, are written, counted, told and journalled.

use super::BatchError;
use super::aside::{AsidePlace, Outputs};
use super::failures::{Failure, FailureList};
use super::journal::{Checkpoint, Journal};
use super::names::{Claims, Naming};
use super::output::OutputError;
use super::pipeline::Outcome;
use super::run::Watch;
use super::sink::{Stream, Unwritten};
use super::summary::End;
use super::supply::{Begin, Key, Notices};
use super::tally::Tally;
use super::work::{Content, Recipe, Sums, Worked};
use crate::source::Input;
use crate::source::records::Position;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Takes what the workers have done.
pub(super) struct Emitter<'e> {
    pub(super) inputs: &'e [Input],
    pub(super) recipe: &'e Recipe,
    pub(super) naming: &'e Naming,
    pub(super) aside: Option<&'e AsidePlace>,
    pub(super) claims: Claims,
    pub(super) notices: &'e Notices,
    pub(super) stream: Stream<'e>,
    pub(super) watch: &'e mut dyn Watch,
    pub(super) journal: Option<Journal>,
    pub(super) failures: Option<FailureList>,
    pub(super) set_aside: Option<FailureList>,
    pub(super) max_errors: Option<u64>,
    pub(super) tally: Tally,
    pub(super) finished: u64,
    pub(super) containers: u64,
    open: Option<Open>,
    stop: Option<Stop>,
}

/// Why nothing more is taken.
pub(super) enum Stop {
    TooManyErrors,
    OutOfSpace,
    Broken(BatchError),
}

/// The container that is being written. Without outputs it is given up.
struct Open {
    input: usize,
    outputs: Option<Outputs>,
    output: Option<PathBuf>,
    checkpoint: Checkpoint,
}

impl<'e> Emitter<'e> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn new(
        inputs: &'e [Input],
        recipe: &'e Recipe,
        naming: &'e Naming,
        aside: Option<&'e AsidePlace>,
        claims: Claims,
        notices: &'e Notices,
        stream: &'e mut dyn std::io::Write,
        watch: &'e mut dyn Watch,
        max_errors: Option<u64>,
    ) -> Emitter<'e> {
        let stream = Stream { out: stream, separated: recipe.is_separated(), begun: false };
        Emitter {
            inputs,
            recipe,
            naming,
            aside,
            claims,
            notices,
            stream,
            watch,
            journal: None,
            failures: None,
            set_aside: None,
            max_errors,
            tally: Tally::default(),
            finished: 0,
            containers: 0,
            open: None,
            stop: None,
        }
    }

    /// Takes one outcome. False if nothing more is wanted.
    pub(super) fn take(&mut self, key: Key, outcome: Outcome<Worked>) -> bool {
        match outcome {
            Outcome::Done(worked) => self.worked(key, worked),
            Outcome::Panicked(message) => {
                let failure = Failure::input(self.id(key), format_args!("a defect in dehusk: {message}"));
                self.failed(key, failure);
            }
        }
        if key.passed > 0 {
            self.watch.pass_over(key.passed);
        }
        self.watch.advance(key.stored, self.tally.documents);
        self.stop.is_none()
    }

    /// Whether nothing more is wanted.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.is_some()
    }

    /// Tells of something that failed, and counts it.
    pub(super) fn fail(&mut self, failures: &[Failure]) {
        self.tally.failed += failures.len() as u64;
        for failure in failures {
            self.watch.failure(failure);
        }
        if let Some(Err(error)) = self.failures.as_mut().map(|list| list.add(failures)) {
            self.broken(error);
        }
        if self.max_errors.is_some_and(|most| self.tally.failed > most) {
            self.stop(Stop::TooManyErrors);
        }
    }

    /// Ends the run: what is unfinished is left for the next one, or removed. Says why the run ended, and whether
    /// there is something left to go on with.
    pub(super) fn end(mut self, interrupted: bool) -> Result<(Tally, u64, End), BatchError> {
        let mut left = false;
        if let Some(open) = self.open.take() {
            left = self.close(open);
        }
        let end = match self.stop.take() {
            Some(Stop::Broken(error)) => return Err(error),
            Some(Stop::TooManyErrors) => End::TooManyErrors,
            Some(Stop::OutOfSpace) => End::OutOfSpace,
            None if interrupted => End::Interrupted,
            None => End::Complete,
        };
        if let Some(mut journal) = self.journal.take() {
            // A document alone, or a file of its own that is finished, needs no journal any more.
            let needed =
                if self.naming.is_folder() { self.inputs.len() != 1 || self.containers > 0 } else { left };
            if needed { journal.flush()? } else { journal.remove() }
        }
        Ok((self.tally, self.finished, end))
    }

    fn worked(&mut self, key: Key, worked: Worked) {
        match worked {
            Worked::Document { sums, bytes, output } => {
                self.count(sums);
                let compression = self.naming.compressed(None);
                if let Err(error) = self.stream.write(&bytes, true, compression) {
                    return self.stop(Stop::Broken(error));
                }
                self.done(key, output.as_deref());
            }
            Worked::Failed(failure) => self.failed(key, failure),
            Worked::Unwritten(failure, error) => {
                self.failed(key, failure);
                self.look_at(&error);
            }
            Worked::Finished => {
                self.notices.earlier.fetch_add(1, Ordering::Relaxed);
                self.containers += 1;
                self.finished -= 1;
                self.done(key, None);
            }
            Worked::Begin(begin) => self.begin(key, *begin),
            Worked::Chunk { sums, content, end } => self.chunk(key, sums, content, end),
            Worked::Known(names, end) => {
                if let Some(Open { outputs: Some(outputs), .. }) = &mut self.open {
                    outputs.know(&names, self.naming);
                }
                self.checkpoint(key, end, false);
            }
            Worked::End(failure) => self.finish(key, failure),
        }
    }

    fn begin(&mut self, key: Key, begin: Begin) {
        self.containers += 1;
        let output = begin.output.clone();
        let checkpoint = begin.checkpoint.unwrap_or_default();
        let outputs = match Outputs::begin(begin, self.naming, self.recipe, self.aside) {
            Ok(outputs) => Some(outputs),
            Err(error) => {
                self.give_up(key, &error);
                None
            }
        };
        self.open = Some(Open { input: key.input, outputs, output, checkpoint });
    }

    fn chunk(&mut self, key: Key, sums: Sums, content: [Option<Content>; 2], end: Position) {
        let Some(mut open) = self.open.take() else { return };
        if let Some(mut outputs) = open.outputs.take() {
            self.count(sums);
            let (naming, claims) = (self.naming, self.claims.clone());
            let mut unwritten = Vec::new();
            let mut tell = |problem| {
                let on = matches!(problem, Unwritten::Record(_, None));
                unwritten.push(problem);
                on
            };
            outputs.write(content, naming, self.aside, &claims, &mut self.stream, &mut tell);
            open.outputs = Some(outputs);
            for problem in unwritten {
                match problem {
                    Unwritten::Record(failure, error) => {
                        self.fail(&[failure]);
                        if let Some(error) = error {
                            self.look_at(&error);
                        }
                    }
                    Unwritten::Container(error) => {
                        self.give_up(key, &error);
                        if let Some(outputs) = open.outputs.take() {
                            self.leave(outputs);
                        }
                    }
                    Unwritten::Everything(error) => self.stop(Stop::Broken(error)),
                }
            }
        }
        self.open = Some(open);
        if self.stop.is_none() {
            self.checkpoint(key, end, false);
        }
    }

    /// Journals how far the open container is done.
    fn checkpoint(&mut self, key: Key, end: Position, whole: bool) {
        let Some(open) = &mut self.open else { return };
        let Some(outputs) = &open.outputs else { return };
        if end.records < open.checkpoint.records {
            // An earlier run was further: what it wrote is only being read again.
            return;
        }
        let [written, aside] = outputs.written();
        open.checkpoint = Checkpoint { records: end.records, offset: end.offset, written, aside, whole };
        let (checkpoint, can_go_on) = (open.checkpoint, outputs.can_go_on());
        let id = self.id(key);
        if let (Some(journal), Some(stamp), true) = (&mut self.journal, key.stamp, can_go_on)
            && let Err(error) = journal.part(&id, stamp, checkpoint)
        {
            self.broken(error);
        }
    }

    /// The open container is at its end: its output gets its name.
    fn finish(&mut self, key: Key, failure: Option<Failure>) {
        if let Some(failure) = failure {
            self.fail(&[failure]);
        }
        let Some(mut open) = self.open.take() else { return };
        let Some(mut outputs) = open.outputs.take() else {
            self.finished += 1;
            return;
        };
        if let Err(error) = outputs.close() {
            self.give_up(key, &error);
            return self.leave(outputs);
        }
        let position = Position { records: open.checkpoint.records, offset: open.checkpoint.offset };
        self.open = Some(Open { outputs: Some(outputs), ..open });
        self.checkpoint(key, position, true);
        let Some(Open { outputs: Some(outputs), output, .. }) = self.open.take() else { return };
        match outputs.finish() {
            Ok(()) => self.done(key, output.as_deref()),
            Err(error) => self.give_up(key, &error),
        }
    }

    /// An input is done.
    fn done(&mut self, key: Key, output: Option<&Path>) {
        self.finished += 1;
        let Some(input) = self.inputs.get(key.input) else { return };
        let unexpected = output.filter(|output| self.naming.expected(input).as_deref() != Some(output));
        if let (Some(journal), Some(stamp)) = (&mut self.journal, key.stamp)
            && let Err(error) = journal.done(&input.id(), stamp, unexpected)
        {
            self.broken(error);
        }
    }

    /// An input, or a chunk of one, failed.
    fn failed(&mut self, key: Key, failure: Failure) {
        if self.open.as_ref().is_none_or(|open| open.input != key.input) {
            self.finished += 1;
        }
        self.fail(&[failure]);
    }

    /// The output of a container cannot be written: the rest of it is not read.
    fn give_up(&mut self, key: Key, error: &OutputError) {
        self.notices.given_up.store(key.input + 1, Ordering::Relaxed);
        let failure = Failure::output(self.id(key), error);
        self.fail(&[failure]);
        self.look_at(error);
    }

    /// Leaves an unfinished output: for the next run if it can go on with it.
    fn leave(&mut self, outputs: Outputs) {
        let keep = self.journal.is_some() && outputs.can_go_on() && outputs.written() != [0, 0];
        outputs.give_up(keep);
    }

    /// Closes what was open when the run ended early. True if it is left for the next run.
    fn close(&mut self, open: Open) -> bool {
        let Some(outputs) = open.outputs else { return false };
        let kept = outputs.can_go_on() && outputs.written() != [0, 0];
        self.leave(outputs);
        kept
    }

    fn count(&mut self, sums: Sums) {
        let failed = sums.failures.len() as u64;
        self.tally.merge(&sums.tally);
        // Those are counted where they are told.
        self.tally.failed -= failed;
        for note in &sums.notes {
            self.watch.note(note);
        }
        if self.recipe.verbose {
            for document in &sums.set_aside {
                let reason = format!("set aside: {}", document.reason);
                self.watch.note(&Failure { reason, ..document.clone() }.to_string());
            }
        }
        if let Some(Err(error)) = self.set_aside.as_mut().map(|list| list.add(&sums.set_aside)) {
            self.broken(error);
        }
        if failed > 0 {
            self.fail(&sums.failures);
        }
    }

    /// A full disk ends the run: nothing more can be written.
    fn look_at(&mut self, error: &OutputError) {
        if error.is_out_of_space() {
            self.stop(Stop::OutOfSpace);
        }
    }

    fn broken(&mut self, error: OutputError) {
        self.stop(Stop::Broken(error.into()));
    }

    fn stop(&mut self, stop: Stop) {
        self.stop.get_or_insert(stop);
    }

    fn id(&self, key: Key) -> String {
        self.inputs.get(key.input).map(Input::id).unwrap_or_default()
    }
}
