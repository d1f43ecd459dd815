//! What the other pages of a site say counts after the judge, who knows one page only.

use super::Judgement;
use crate::classify::{Evidence, View};
use crate::label::Label;

/// How probable it is taken to be at least that a repeated line is boilerplate, before its repetition counts.
const LEAST_BOILERPLATE: f32 = 0.02;

/// Evidence for content by which a line is code or a row of a table, in nats …
const CODE: f32 = 3.0;
/// … and what repetition then counts at most: programs begin alike.
const MOST_OF_CODE: f32 = 1.0;

/// Lets it count that a line stands on other pages of its site, or that it is the page's own. Which kind of
/// boilerplate a line is, the judge has said; where that is nothing, it is navigation.
pub fn heed_site(view: &View<'_>, evidence: &[Vec<Evidence>], judgement: &mut Judgement) {
    for (unit, (odds, on_site)) in judgement.odds.iter_mut().zip(&view.on_site).enumerate() {
        let mut nats = on_site.nats;
        let found = evidence.get(unit).map_or(&[][..], Vec::as_slice);
        if found.iter().any(|evidence| evidence.label == Label::Content && evidence.nats >= CODE) {
            nats = nats.min(MOST_OF_CODE);
        }
        if nats < 0.0 && found.iter().any(|evidence| evidence.label.is_boilerplate() && evidence.nats > 0.0) {
            nats = 0.0;
        }
        if nats == 0.0 {
            continue;
        }
        let boilerplate = odds.sum(Label::is_boilerplate);
        let wanted = if nats > 0.0 { boilerplate.max(LEAST_BOILERPLATE) } else { boilerplate };
        let opinion = boilerplate > f32::MIN_POSITIVE;
        let scale = libm::expf(nats);
        for (label, place) in
            Label::ALL.into_iter().zip(&mut odds.0).filter(|(label, _)| label.is_boilerplate())
        {
            let part = match opinion {
                true => *place / boilerplate,
                false => f32::from(label == Label::Navigation),
            };
            *place = part * wanted * scale;
        }
        let sum: f32 = odds.0.iter().sum();
        odds.0.iter_mut().for_each(|place| *place /= sum.max(f32::MIN_POSITIVE));
    }
}
