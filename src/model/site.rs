//! What a site repeats counts after the judge, who knows one page only.

use super::Judgement;
use crate::classify::View;
use crate::label::Label;

/// How probable it is taken to be at least that a repeated line is boilerplate, before its repetition counts.
const LEAST_BOILERPLATE: f32 = 0.02;

/// Lets it count that a line stands on other pages of its site. Which kind of boilerplate it is, the judge has said;
/// where that is nothing, it is navigation.
pub fn heed_site(view: &View<'_>, judgement: &mut Judgement) {
    for (odds, repeated) in judgement.odds.iter_mut().zip(&view.repeated) {
        let Some(repeated) = repeated else { continue };
        let boilerplate = odds.sum(Label::is_boilerplate);
        let missing = (LEAST_BOILERPLATE - boilerplate).max(0.0);
        let scale = libm::expf(repeated.nats);
        for (label, place) in Label::ALL.into_iter().zip(&mut odds.0) {
            if !label.is_boilerplate() {
                continue;
            }
            // What is missing is shared out as the judge would; navigation takes it where he has no opinion.
            let part = if boilerplate > f32::MIN_POSITIVE { *place / boilerplate } else { 0.0 };
            let opinionless = boilerplate <= f32::MIN_POSITIVE && label == Label::Navigation;
            *place = (*place + missing * if opinionless { 1.0 } else { part }) * scale;
        }
        let sum: f32 = odds.0.iter().sum();
        odds.0.iter_mut().for_each(|place| *place /= sum.max(f32::MIN_POSITIVE));
    }
}
