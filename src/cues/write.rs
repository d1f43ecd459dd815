//! Writes the table of the built-in cues as bytes, in the build script.
//!
//! Four numbers say how long the parts are that follow the tables of the three groups of phrases: the first uses, the
//! uses, the phrases that may begin inside a word, the cues. All numbers are of four bytes, the lowest first; a text
//! or a table is its length and its bytes.

use super::phrases::Phrases;
use super::table::Table;

/// Writes a table.
pub fn write(table: &Table) -> Vec<u8> {
    let mut out = Vec::new();
    let parts = [table.first_uses.len(), table.uses.len(), table.open.len(), table.cues.len()];
    parts.iter().for_each(|length| number(&mut out, *length as u32));
    for phrases in &table.phrases {
        let Phrases { pairs, fours, eights, lasts, slots, buckets } = phrases;
        for bytes in [pairs, fours, eights, lasts, slots, buckets] {
            number(&mut out, bytes.len() as u32);
            out.extend_from_slice(bytes);
        }
    }
    table.first_uses.iter().for_each(|first| number(&mut out, *first));
    for used in &table.uses {
        number(&mut out, used.cue);
        number(&mut out, used.kind as u32 | u32::from(used.needs.0) << 8);
    }
    for (phrase, key) in &table.open {
        number(&mut out, key.0);
        text(&mut out, phrase);
    }
    for cue in &table.cues {
        let flags = [cue.opens, cue.needs_with, cue.needs_nearby, cue.has_unless];
        let flags = flags.iter().rev().fold(0, |bits, flag| bits << 1 | u32::from(*flag));
        number(&mut out, cue.label.index() as u32 | (cue.strength as u32) << 8 | flags << 16);
        number(&mut out, cue.max_words);
        text(&mut out, &cue.reason);
    }
    out
}

fn number(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cues::bytes::read;
    use crate::cues::{CueSpec, Strength};
    use crate::label::Label;

    #[test]
    fn a_table_gives_back_what_was_written() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let full = CueSpec {
            reason: "a box".into(),
            strength: Strength::Certain,
            line: words(&["Don’t miss out!", "# comments"]),
            start: words(&["*brief*", "disclosure:"]),
            end: words(&["版权所有"]),
            with: words(&["mail*", "© @"]),
            nearby: words(&["*post"]),
            unless: words(&["版权所有"]),
            max_words: Some(9),
            opens: true,
            ..CueSpec::default()
        };
        let plain = CueSpec { reason: "x".into(), anywhere: words(&["= a"]), ..CueSpec::default() };
        for specs in
            [vec![], vec![(Label::Promo, &full)], vec![(Label::Promo, &full), (Label::Consent, &plain)]]
        {
            let table = Table::new(specs).unwrap();
            let bytes: &'static [u8] = write(&table).leak();
            assert_eq!(read(bytes).unwrap(), table);
            assert_eq!(read(&bytes[..bytes.len() - 1]), None);
        }
        assert_eq!(read(b""), None);
    }
}
