//! Inputs that chance made, the same in every run.

use dehusk::document::{Document, Format};

/// Random numbers that are the same in every run (xorshift).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % limit
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// Pieces of lines, among them what breaks careless programs.
const PIECES: &[&str] = &[
    "The ferry was late again, and nobody on the pier seemed to mind it much, least of all the gulls.",
    "She counted the boxes twice before she signed for them.",
    "Der Bäcker öffnete um fünf und schloss, als das letzte Brot verkauft war.",
    "市场在黎明前就开门了，鱼贩们把冰块铺在石台上。",
    "© 2021 Lamp & Ladder Press. All rights reserved.",
    "Sign up for our newsletter",
    "Home",
    "Share on Facebook",
    "12 May 2021, 08:30",
    "By Ora Lindqvist",
    "Read more: ten sheds worth a detour",
    "3 comments",
    "We use cookies. Accept all",
    "|",
    "•",
    "***",
    "fn main() { loop {} }",
    "\t",
    " ",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}olleh",
    "\u{0}",
    "\u{1b}[31m",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{fffd}",
    "e\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦🇫🇮",
    "<p>",
    "</div>",
    "<script>",
    "&amp;",
    "&#x0;",
    "99999999999999999999",
    "00:00:00",
    "31/31/9999",
    "%s%n",
    "\"}",
    ",",
    "א ب",
];

const LINE_ENDS: &[&str] = &["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\r", ""];

/// A document made of pieces, the same for the same seed.
pub fn random(seed: u64) -> Document {
    let mut chance = Chance::new(seed);
    let mut text = String::new();
    let most = chance.one_of(&[1, 3, 10, 40]);
    // Some documents stick to one line end, as most real ones do.
    let ends =
        if chance.below(2) == 0 { LINE_ENDS } else { &LINE_ENDS[chance.below(LINE_ENDS.len())..][..1] };
    for _ in 0..chance.below(most + 1) {
        for _ in 0..chance.below(4) {
            text.push_str(chance.one_of(PIECES));
        }
        if chance.below(40) == 0 {
            text.push_str(&chance.one_of(PIECES).repeat(chance.below(500)));
        }
        text.push_str(chance.one_of(ends));
    }
    let format = if seed.is_multiple_of(4) { Format::Html } else { Format::Text };
    Document { id: format!("random {seed}"), text, format, decoding: None }
}
