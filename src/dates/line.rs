//! Reading a line: characters, numbers and phrases at a byte offset.

use super::fold::{is_space, is_word};
use super::vocabulary::{Head, Hit, Vocabulary};
use std::cell::Cell;

/// A run of digits.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// Its value; saturates at `u32::MAX`.
    pub value: u32,
    /// How many digits it has.
    pub digits: usize,
    /// Byte offset of its end.
    pub end: usize,
    /// Whether its digits are not ASCII.
    pub native: bool,
}

/// A line with the vocabulary to read it by.
pub struct Line<'a> {
    pub text: &'a str,
    pub words: &'static Vocabulary,
    /// The last word looked up: the grammar asks for several roles at one place.
    last: Cell<Option<(usize, Head)>>,
}

impl<'a> Line<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, words: Vocabulary::get(), last: Cell::new(None) }
    }

    /// The character at byte `at`.
    pub fn at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.text.get(at..)?.chars().next(),
        }
    }

    /// The character that ends at byte `at`.
    pub fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The first offset from `at` on whose character does not satisfy `skip`.
    pub fn skip(&self, mut at: usize, skip: impl Fn(char) -> bool) -> usize {
        while let Some(c) = self.at(at).filter(|&c| skip(c)) {
            at += c.len_utf8();
        }
        at
    }

    pub fn skip_space(&self, at: usize) -> usize {
        self.skip(at, is_space)
    }

    /// Past one character `c`, if it stands at `at`.
    pub fn skip_one(&self, at: usize, c: char) -> usize {
        if self.at(at) == Some(c) { at + c.len_utf8() } else { at }
    }

    pub fn digit(&self, c: char) -> Option<u32> {
        if c.is_ascii() { c.to_digit(10) } else { self.words.native_digit(c) }
    }

    pub fn is_digit_at(&self, at: usize) -> bool {
        self.at(at).is_some_and(|c| self.digit(c).is_some())
    }

    /// The number at byte `at`.
    pub fn number(&self, at: usize) -> Option<Number> {
        let mut number = Number { value: 0, digits: 0, end: at, native: false };
        while let Some((c, digit)) = self.at(number.end).and_then(|c| Some((c, self.digit(c)?))) {
            number.value = number.value.saturating_mul(10).saturating_add(digit);
            number.digits += 1;
            number.end += c.len_utf8();
            number.native |= !c.is_ascii();
        }
        (number.digits > 0).then_some(number)
    }

    /// The first `digits` digits of the number at `at`: for dates glued to what follows.
    pub fn number_head(&self, at: usize, digits: usize) -> Option<Number> {
        let mut number = Number { value: 0, digits: 0, end: at, native: false };
        while number.digits < digits {
            let c = self.at(number.end)?;
            number.value = number.value * 10 + self.digit(c)?;
            number.digits += 1;
            number.end += c.len_utf8();
            number.native |= !c.is_ascii();
        }
        Some(number)
    }

    /// The phrases whose first word stands at `at`.
    pub fn head(&self, at: usize) -> Head {
        if let Some((place, head)) = self.last.get()
            && place == at
        {
            return head;
        }
        let head = self.words.head(self.text, at);
        self.last.set(Some((at, head)));
        head
    }

    /// The longest phrase at `at` with one of the roles `wanted`.
    pub fn find(&self, at: usize, wanted: u32) -> Option<Hit> {
        let c = self.at(at)?;
        if !is_word(c) {
            return None;
        }
        self.words.find(self.text, self.head(at), wanted)
    }

    /// Whether the text from `start` to `end` is written without lower-case letters.
    pub fn is_capitals(&self, start: usize, end: usize) -> bool {
        self.text.get(start..end).is_some_and(|word| !word.chars().any(char::is_lowercase))
    }
}
