//! What the classifiers and the chain of rules say about a line.

use super::{Feature, feature};
use crate::classify::{Evidence, Reason};
use crate::label::{LABEL_COUNT, Label};
use crate::model::Odds;

/// What the classifiers and the rules say.
pub const FEATURES: &[Feature] = &[
    feature("evidence_title", "evidence for title"),
    feature("evidence_content", "evidence for content"),
    feature("evidence_navigation", "evidence for navigation"),
    feature("evidence_timestamp", "evidence for timestamp"),
    feature("evidence_author", "evidence for author"),
    feature("evidence_disclaimer", "evidence for disclaimer"),
    feature("evidence_copyright", "evidence for copyright"),
    feature("evidence_promo", "evidence for promo"),
    feature("evidence_social", "evidence for social"),
    feature("evidence_related", "evidence for related"),
    feature("evidence_comments", "evidence for comments"),
    feature("evidence_consent", "evidence for consent"),
    feature("evidence_caption", "evidence for caption"),
    feature("strongest_cue", "the strongest cue for boilerplate"),
    feature("cues", "number of cues for boilerplate"),
    feature("opens", "heads a box of boilerplate"),
    feature("rules_title", "odds of title by the rules"),
    feature("rules_content", "odds of content by the rules"),
    feature("rules_navigation", "odds of navigation by the rules"),
    feature("rules_timestamp", "odds of timestamp by the rules"),
    feature("rules_author", "odds of author by the rules"),
    feature("rules_disclaimer", "odds of disclaimer by the rules"),
    feature("rules_copyright", "odds of copyright by the rules"),
    feature("rules_promo", "odds of promo by the rules"),
    feature("rules_social", "odds of social by the rules"),
    feature("rules_related", "odds of related by the rules"),
    feature("rules_comments", "odds of comments by the rules"),
    feature("rules_consent", "odds of consent by the rules"),
    feature("rules_caption", "odds of caption by the rules"),
];

pub fn fill(found: &[Evidence], odds: Option<&Odds>, row: &mut Vec<f32>) {
    let mut nats = [0.0f32; LABEL_COUNT];
    let (mut strongest, mut cues, mut opens) = (0.0f32, 0.0, 0.0f32);
    for evidence in found {
        if let Some(sum) = nats.get_mut(evidence.label.index()) {
            *sum += evidence.nats;
        }
        if evidence.label.is_boilerplate() && matches!(evidence.reason, Reason::Cue { .. }) {
            strongest = strongest.max(evidence.nats);
            cues += 1.0;
        }
        if evidence.opens {
            opens = opens.max(evidence.nats);
        }
    }
    row.extend(nats.map(|nats| nats.clamp(-20.0, 20.0)));
    row.extend([strongest, cues, opens]);
    row.extend(Label::ALL.map(|label| odds.map_or(0.0, |odds| odds.of(label))));
}
