//! Reviewing without a terminal: a command a line.

use super::super::messages::Messages;
use super::super::session::printable;
use super::command::of_line;
use super::desk::{Desk, Left};
use super::sheet::Command;
use super::view::Heading;
use std::io::{BufRead, Write};

/// Reads commands from one stream, and tells the line in question to another.
pub struct Script<R, W> {
    commands: R,
    out: W,
    number: usize,
}

impl<R: BufRead, W: Write> Script<R, W> {
    pub fn new(commands: R, out: W) -> Script<R, W> {
        Script { commands, out, number: 0 }
    }

    /// Goes through a document.
    pub fn review(
        &mut self,
        desk: &mut Desk<'_>,
        heading: Heading<'_>,
        messages: &mut Messages,
    ) -> anyhow::Result<Left> {
        loop {
            let sheet = desk.sheet();
            match sheet.row() {
                Some(row) => {
                    let sign = if sheet.is_doubtful(row) { "? " } else { "" };
                    let (label, score, why) = (row.label(), row.score, row.reasons.join("; "));
                    let (name, number, text) = (printable(heading.name), row.number, printable(&row.text));
                    writeln!(
                        self.out,
                        "{name}:{number} {sign}{label} {score:.2} ({}): {text}",
                        printable(&why)
                    )?;
                }
                None => writeln!(self.out, "{}: every line is done", printable(heading.name))?,
            }
            self.out.flush()?;
            let mut line = String::new();
            if self.commands.read_line(&mut line)? == 0 {
                return Ok(Left::Quit);
            }
            self.number += 1;
            match of_line(&line) {
                Some(Command::Help) => {
                    super::view::help(super::view::Screen { columns: 200, rows: 60, colored: false })
                        .iter()
                        .try_for_each(|row| writeln!(self.out, "{row}"))?;
                }
                Some(command) => {
                    if let Some(left) = desk.apply(command)? {
                        return Ok(left);
                    }
                }
                None => {
                    let asked = printable(line.trim());
                    messages.failure(format_args!("command {}: there is no command '{asked}'", self.number));
                }
            }
        }
    }
}
