//! Reviewing with single keys on a terminal.

use super::command::of_key;
use super::desk::{Desk, Left};
use super::sheet::{Command, Sheet};
use super::view::{Heading, Screen, help, screen};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use std::io::{Write, stdout};

/// The terminal while it is ours. It is given back whatever happens.
pub struct Terminal {
    colored: bool,
}

impl Terminal {
    pub fn open() -> std::io::Result<Terminal> {
        let colored = anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never;
        enable_raw_mode()?;
        let terminal = Terminal { colored };
        execute!(stdout(), EnterAlternateScreen, DisableLineWrap, Hide)?;
        Ok(terminal)
    }

    fn screen(&self) -> Screen {
        let (columns, rows) = size().unwrap_or((80, 24));
        Screen {
            columns: usize::from(columns).max(20),
            rows: usize::from(rows).max(3),
            colored: self.colored,
        }
    }

    fn show(&self, rows: &[String]) -> std::io::Result<()> {
        let mut out = stdout().lock();
        queue!(out, MoveTo(0, 0))?;
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                write!(out, "\r\n")?;
            }
            // Behind a full row, clearing would take its last letter.
            queue!(out, Clear(ClearType::CurrentLine))?;
            write!(out, "{row}")?;
        }
        let rest = u16::try_from(rows.len()).unwrap_or(u16::MAX);
        if usize::from(size().map_or(0, |(_, rows)| rows)) > rows.len() {
            queue!(out, MoveTo(0, rest), Clear(ClearType::FromCursorDown))?;
        }
        out.flush()
    }

    /// Goes through a document.
    pub fn review(&self, desk: &mut Desk<'_>, heading: Heading<'_>) -> anyhow::Result<Left> {
        let mut jump: Option<String> = None;
        loop {
            self.show(&screen(desk.sheet(), Heading { jump: jump.as_deref(), ..heading }, self.screen()))?;
            let Event::Key(event) = read()? else { continue };
            if event.kind == KeyEventKind::Release {
                continue;
            }
            if event.modifiers.contains(KeyModifiers::CONTROL) {
                if event.code == KeyCode::Char('c') {
                    return Ok(Left::Interrupted);
                }
                continue;
            }
            match (&mut jump, command(event, desk.sheet())) {
                (Some(digits), _) => match event.code {
                    KeyCode::Char(digit) if digit.is_ascii_digit() && digits.len() < 9 => digits.push(digit),
                    KeyCode::Backspace => drop(digits.pop()),
                    KeyCode::Enter => {
                        let number = digits.parse();
                        jump = None;
                        if let Ok(number) = number {
                            desk.apply(Command::Jump(number))?;
                        }
                    }
                    KeyCode::Esc => jump = None,
                    _ => {}
                },
                (None, _) if event.code == KeyCode::Char('g') => jump = Some(String::new()),
                (None, Some(Command::Help)) => {
                    self.show(&help(self.screen()))?;
                    while !matches!(read()?, Event::Key(event) if event.kind != KeyEventKind::Release) {}
                }
                (None, Some(command)) => {
                    if let Some(left) = desk.apply(command)? {
                        return Ok(left);
                    }
                }
                (None, None) => {}
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where the terminal is gone, there is nothing to give back.
        let _ = execute!(stdout(), Show, EnableLineWrap, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

fn command(event: KeyEvent, sheet: &Sheet) -> Option<Command> {
    match event.code {
        KeyCode::Enter => Some(Command::Confirm),
        KeyCode::Char(' ') => Some(Command::ConfirmRun),
        KeyCode::Backspace => Some(Command::Undo),
        KeyCode::Up => Some(Command::Back),
        KeyCode::Down => Some(Command::On),
        KeyCode::Home => Some(Command::Jump(0)),
        KeyCode::End => sheet.rows().last().map(|row| Command::Jump(row.number)),
        KeyCode::Tab => Some(Command::NextFile),
        KeyCode::Char(pressed) => of_key(pressed),
        _ => None,
    }
}
