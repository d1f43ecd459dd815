//! What people see while a batch runs.

use super::super::messages::Messages;
use super::super::progress;
use dehusk::batch::{Batch, Failure, Target, Watch};
use dehusk::source::Input;
use indicatif::ProgressBar;
use std::io::IsTerminal as _;

/// So many bad records of an input are told where they are listed in a file too.
const TOLD: u64 = 10;

/// Tells failures and moves the progress bar.
pub struct Show<'m> {
    messages: &'m mut Messages,
    bar: ProgressBar,
    /// Whether all failures stand in a file.
    listed: bool,
    path: String,
    bad_records: u64,
}

impl<'m> Show<'m> {
    pub fn new(messages: &'m mut Messages, batch: &Batch, inputs: &[Input], quiet: bool) -> Self {
        let listed = batch.failures.is_some() || matches!(batch.naming.target, Target::Folder(_));
        // Results that go to the same terminal are to be read.
        let hidden = batch.naming.target == Target::Stream && std::io::stdout().is_terminal();
        let bar = progress::bar(inputs, quiet || hidden, "");
        Show { messages, bar, listed, path: String::new(), bad_records: 0 }
    }

    /// Takes the bar away, and says what was left unsaid.
    pub fn finish(mut self) {
        self.bar.finish_and_clear();
        self.tell_rest();
    }

    fn tell_rest(&mut self) {
        let rest = self.bad_records.saturating_sub(TOLD);
        if rest > 0 && self.listed {
            let (path, s) = (&self.path, if rest == 1 { "" } else { "s" });
            let messages = &mut *self.messages;
            self.bar.suspend(|| {
                messages.note(format_args!("{path}: {rest} more bad record{s}, in the list of failures"))
            });
        }
        self.bad_records = 0;
    }
}

impl Watch for Show<'_> {
    fn note(&mut self, note: &str) {
        let messages = &mut *self.messages;
        self.bar.suspend(|| messages.note(note));
    }

    fn failure(&mut self, failure: &Failure) {
        if self.path != failure.path {
            self.tell_rest();
            self.path.clone_from(&failure.path);
        }
        self.bad_records += u64::from(failure.record.is_some());
        if self.listed && failure.record.is_some() && self.bad_records > TOLD {
            return;
        }
        let messages = &mut *self.messages;
        self.bar.suspend(|| messages.failure(failure));
    }

    fn pass_over(&mut self, stored: u64) {
        // What takes no time tells nothing of the time that is left.
        self.bar.inc(stored);
        self.bar.reset_eta();
    }

    fn advance(&mut self, stored: u64, documents: u64) {
        self.bar.inc(stored);
        if !self.bar.is_hidden() {
            self.bar.set_message(documents.to_string());
        }
    }
}
