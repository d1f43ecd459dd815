//! Where long texts for people go: a pager where standard output is a terminal.

use std::io::{self, IsTerminal as _, Write};
use std::process::{Child, Command, Stdio};

/// Standard output, or a pager in front of it.
pub enum Pager {
    /// Standard output itself.
    Plain(io::Stdout),
    /// What `$DEHUSK_PAGER`, `$PAGER` or `less` shows.
    Paged(Child),
}

impl Pager {
    /// A pager where there is a terminal and somebody wants one: an empty variable or `cat` is for nobody.
    pub fn open() -> Pager {
        let plain = Pager::Plain(io::stdout());
        if !io::stdout().is_terminal() {
            return plain;
        }
        let named = ["DEHUSK_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
        let line = named.unwrap_or_else(|| "less -FR".to_owned());
        if line.trim().is_empty() || line.trim() == "cat" {
            return plain;
        }
        let mut command = Command::new(if cfg!(windows) { "cmd" } else { "sh" });
        command.args([if cfg!(windows) { "/C" } else { "-c" }, &line]).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        command.spawn().map_or(plain, Pager::Paged)
    }

    /// Waits until the reader is done.
    pub fn close(self) -> io::Result<()> {
        match self {
            Pager::Plain(mut out) => out.flush(),
            Pager::Paged(mut child) => {
                drop(child.stdin.take());
                child.wait().map(|_| ())
            }
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Pager::Plain(out) => out.write(bytes),
            Pager::Paged(child) => match &mut child.stdin {
                Some(stdin) => stdin.write(bytes),
                None => Ok(bytes.len()),
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Pager::Plain(out) => out.flush(),
            Pager::Paged(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}
