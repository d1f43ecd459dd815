//! What people are told, on standard error: `dehusk: path: what went wrong`, then at most one `hint:` line.

use dehusk::config::ConfigError;
use std::fmt::Display;
use std::io::{self, Write as _};

/// Writes messages and counts the errors among them. Where standard error is closed, there is nobody to tell.
#[derive(Debug, Default)]
pub struct Messages {
    errors: u64,
}

impl Messages {
    /// How many errors were told.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// Tells an error, in one line, with its hint where it has one.
    pub fn error(&mut self, error: &anyhow::Error) {
        let chain: Vec<String> = error.chain().map(|cause| plain(&cause.to_string())).collect();
        self.failure(chain.join(": "));
        if let Some(hint) = error.downcast_ref::<ConfigError>().and_then(ConfigError::hint) {
            let _ = writeln!(anstream::stderr(), "hint: {hint}");
        }
    }

    /// Tells that something failed.
    pub fn failure(&mut self, what: impl Display) {
        self.errors += 1;
        self.note(what);
    }

    /// Tells something.
    pub fn note(&self, what: impl Display) {
        let _ = writeln!(anstream::stderr(), "dehusk: {what}");
    }

    /// Adds what may help.
    pub fn hint(&self, what: impl Display) {
        let _ = writeln!(anstream::stderr(), "hint: {what}");
    }
}

/// What the system says without its error number, which tells a reader nothing.
fn plain(message: &str) -> String {
    message.split(" (os error").next().unwrap_or(message).to_owned()
}

/// Whether an error only says that nobody reads standard output any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
