//! Keys, and what a line of commands means.

use super::sheet::Command;
use dehusk::label::Label;

/// The key of a label.
pub fn key(label: Label) -> char {
    match label {
        Label::Title => 't',
        Label::Content => 'c',
        Label::Navigation => 'n',
        Label::Timestamp => 'd',
        Label::Author => 'a',
        Label::Disclaimer => 'l',
        Label::Copyright => 'y',
        Label::Promo => 'p',
        Label::Social => 's',
        Label::Related => 'r',
        Label::Comments => 'o',
        Label::Consent => 'k',
        Label::Caption => 'i',
    }
}

/// What a key asks for.
pub fn of_key(pressed: char) -> Option<Command> {
    match pressed {
        '.' => Some(Command::ConfirmRun),
        'u' => Some(Command::Undo),
        'b' => Some(Command::Back),
        'f' => Some(Command::NextFile),
        'q' => Some(Command::Quit),
        '?' => Some(Command::Help),
        _ => Label::ALL.into_iter().find(|label| key(*label) == pressed).map(Command::Give),
    }
}

/// What a line of commands asks for: nothing confirms, else a key, the name of a label, or the number of a line.
pub fn of_line(line: &str) -> Option<Command> {
    let line = line.trim();
    let number = line.strip_prefix('g').unwrap_or(line).trim();
    if line.is_empty() {
        return Some(Command::Confirm);
    }
    if let Ok(number) = number.parse() {
        return Some(Command::Jump(number));
    }
    let mut letters = line.chars();
    match (letters.next(), letters.next()) {
        (Some(pressed), None) => of_key(pressed),
        _ => line.parse().ok().map(Command::Give),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_a_key_of_its_own() {
        for label in Label::ALL {
            assert_eq!(of_key(key(label)), Some(Command::Give(label)));
            assert_eq!(of_line(label.slug()), Some(Command::Give(label)));
        }
    }

    #[test]
    fn a_line_is_a_key_a_label_a_number_or_nothing() {
        assert_eq!(of_line(" "), Some(Command::Confirm));
        assert_eq!((of_line("g 12"), of_line("12")), (Some(Command::Jump(12)), Some(Command::Jump(12))));
        assert_eq!((of_line("x"), of_line("promos"), of_line("g")), (None, None, None));
    }
}
