//! One verdict a unit: label, action, score and reasons.

use super::{Action, Mode, Policy, expected};
use crate::classify::{Evidence, PROTECTED, View};
use crate::features::Region;
use crate::label::Label;
use crate::line::Block;
use crate::model::{JudgedBy, Judgement};

/// How many reasons a verdict names.
const MOST_REASONS: usize = 3;

/// How probable it must be that a line goes that stands among the prose and has nothing against it but its
/// neighbours.
const BARE_THRESHOLD: f32 = 0.54;

/// How probable it must be that a line of a text goes whose own words speak for it: a document of a few lines would
/// keep it to be on the safe side.
const BETRAYED_THRESHOLD: f32 = 0.65;

/// How probable it must be that a line goes that has no evidence against it, where an extractor has been over the text
/// and …
const BARE_EXTRACTED_THRESHOLD: f32 = 0.75;

/// … no more than this share of the lines has any: such a text is as good as clean.
const FEW_BETRAYED: f32 = 0.1;

/// How probable it must be that a line of preformatted text goes: half a listing is worse than none or all of it, and
/// gold is of two minds about code.
const LISTING_THRESHOLD: f32 = 0.6;
/// A sentence of an extracted text that seems to point to another page goes only if it is boilerplate at least so
/// probably.
const POINTING_THRESHOLD: f32 = 0.8;
/// Rights are claimed above or below an article: a sentence in the middle that speaks of them goes only from this on.
const RIGHTS_THRESHOLD: f32 = 0.8;
/// Prose goes only if it is boilerplate at least so probably: prose lost costs a reader more than prose too many.
const PROSE_THRESHOLD: f32 = 0.5;

/// How probable some line must be of being content, besides the heading of a page, so that anything is kept.
const LEAST_LIKELY: f32 = 0.42;

/// The share of the words of an extracted dump that goes without a second thought …
const MOST_LOST: f32 = 0.2;
/// … and how much more recall counts than precision where more would go.
const DOUBTING_BETA: f32 = 1.5;

/// How probable it must be of prose to be content, so that it is kept where nothing else is.
const LEAST_PROSE: f32 = 0.2;

/// A document of no more units than this has nothing to tell its prose by.
const FEW_UNITS: usize = 3;

/// What becomes of one unit, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The label.
    pub label: Label,
    /// What happens to the unit.
    pub action: Action,
    /// Probability of the label, 0 to 1.
    pub score: f32,
    /// Probability that one of the labels that are dropped is right, 0 to 1: what decides.
    pub drop: f32,
    /// The likeliest label with which the opposite would become of it: for a unit that stays, what it would be dropped
    /// as. `None` where no label would have done that.
    pub otherwise: Option<Label>,
    /// Why, in words, the strongest first; never empty.
    pub reasons: Vec<String>,
}

/// The verdicts on all units of a document.
pub fn decide(
    view: &View<'_>,
    evidence: &[Vec<Evidence>],
    judgement: &Judgement,
    policy: &Policy,
) -> Vec<Verdict> {
    let (odds, judged_by) = (&judgement.odds, judgement.by);
    let dropped = |label: Label| policy.action(label) == Action::Drop;
    let threshold = match judged_by {
        JudgedBy::Rules => policy.threshold(),
        JudgedBy::Model => {
            let words = |unit: usize| view.shape(unit).words.max(1) as f32;
            let units: Vec<(f32, f32)> =
                odds.iter().enumerate().map(|(unit, odds)| (1.0 - odds.sum(dropped), words(unit))).collect();
            // A page of which nothing is likely to be wanted is an error page or a wall: the best part of it is none.
            // Both may have a heading, so that one alone says nothing; a text has little else to tell by.
            let says_nothing = |label| dropped(label) || view.page.is_some() && label == Label::Title;
            let likeliest = odds.iter().map(|odds| 1.0 - odds.sum(says_nothing)).fold(0.0, f32::max);
            let keeps = match likeliest < LEAST_LIKELY {
                true => 0.5,
                false => least_kept(view, policy, &units),
            };
            1.0 - keeps
        }
    };
    let spares_prose = policy.mode != Mode::Precision;
    let may_betray = policy.mode != Mode::Recall && view.page.is_none();
    let is_betrayed = |found: &[Evidence]| found.iter().any(|one| one.nats > 0.0 && dropped(one.label));
    let betrayed_lines = evidence.iter().filter(|found| is_betrayed(found)).count();
    let is_protected = |found: &[Evidence]| found.iter().any(|one| one.nats >= PROTECTED);
    let is_nearly_clean = view.is_extracted() && betrayed_lines as f32 <= FEW_BETRAYED * odds.len() as f32;
    let mut verdicts: Vec<Verdict> = odds
        .iter()
        .enumerate()
        .map(|(unit, odds)| {
            let found = evidence.get(unit).map_or(&[][..], Vec::as_slice);
            let protected = is_protected(found);
            let betrayed = is_betrayed(found);
            let in_body = view.context.region(unit) == Region::Body;
            let least = match judged_by {
                JudgedBy::Rules if in_body && !betrayed => threshold.max(BARE_THRESHOLD),
                JudgedBy::Model
                    if spares_prose
                        && in_body
                        && view.page.is_none()
                        && view.shape(unit).ends_sentence
                        && odds.best(dropped) == Some(Label::Copyright) =>
                {
                    threshold.max(RIGHTS_THRESHOLD)
                }
                JudgedBy::Model if spares_prose && view.shape(unit).is_prose() => {
                    threshold.max(least_for_prose(view, odds.best(dropped)))
                }
                JudgedBy::Model if spares_prose && !betrayed && is_listing(view, unit) => {
                    threshold.max(LISTING_THRESHOLD)
                }
                JudgedBy::Model if may_betray && betrayed => threshold.min(BETRAYED_THRESHOLD),
                JudgedBy::Model if spares_prose && is_nearly_clean && !betrayed => {
                    threshold.max(BARE_EXTRACTED_THRESHOLD)
                }
                _ => threshold,
            };
            let drop = odds.sum(dropped);
            let drops = !protected && drop >= least;
            let label = odds.best(|label| dropped(label) == drops).unwrap_or(Label::Content);
            let mut reasons = reasons_of(label, found);
            if drops && let Some(reason) = view.on_site(unit).reason() {
                reasons.insert(0, reason);
                reasons.truncate(MOST_REASONS);
            }
            if let Some(moved) = judgement.reasons.get(unit) {
                reasons.truncate(MOST_REASONS - 1);
                reasons.extend(moved.iter().take(MOST_REASONS - reasons.len()).cloned());
            }
            let otherwise = odds.best(|label| dropped(label) != drops);
            Verdict { label, action: policy.action(label), score: odds.of(label), drop, otherwise, reasons }
        })
        .collect();
    if verdicts.iter().all(|verdict| verdict.action == Action::Drop || verdict.label == Label::Title) {
        keep_bare_prose(view, evidence, policy, &mut verdicts);
    }
    let spares_titles = policy.mode == Mode::Recall || evidence.iter().any(|found| is_protected(found));
    if view.page.is_some() && !spares_titles {
        drop_bare_titles(judgement, policy, &mut verdicts);
    }
    let labels: Vec<Label> = verdicts.iter().map(|verdict| verdict.label).collect();
    for (unit, verdict) in verdicts.iter_mut().enumerate() {
        if verdict.reasons.len() < MOST_REASONS {
            surroundings(view, unit, &labels, &mut verdict.reasons);
        }
    }
    verdicts
}

/// Whether a line stands in preformatted text of a page.
fn is_listing(view: &View<'_>, unit: usize) -> bool {
    view.layout(unit).is_some_and(|layout| layout.block == Block::Preformatted)
}

/// The probability of staying from which on a unit stays.
fn least_kept(view: &View<'_>, policy: &Policy, units: &[(f32, f32)]) -> f32 {
    if view.page.is_some() {
        return expected::threshold(units.iter().copied(), beta(view, policy));
    }
    let threshold = expected::shared_threshold(units.iter().copied(), beta(view, policy));
    let sum = |units: &mut dyn Iterator<Item = &(f32, f32)>| units.map(|(_, words)| words).sum::<f32>();
    let lost = sum(&mut units.iter().filter(|(keep, _)| *keep <= threshold));
    // What was extracted already has little left to drop: where much would go, the judge rather errs.
    if view.is_extracted() && lost > MOST_LOST * sum(&mut units.iter()) {
        let doubting = DOUBTING_BETA * policy.beta();
        return threshold.min(expected::shared_threshold(units.iter().copied(), doubting));
    }
    threshold
}

/// How much more recall counts than precision. Lines of a text have less to tell them by than those of a page, and
/// most of what is doubtful in a raw dump is boilerplate.
fn beta(view: &View<'_>, policy: &Policy) -> f32 {
    let format = if view.page.is_some() { 0.85 } else { 0.95 - 0.2 * view.context.rawness };
    format * policy.beta()
}

/// How probable it must be that prose goes, by the likeliest label that would go.
fn least_for_prose(view: &View<'_>, label: Option<Label>) -> f32 {
    match label {
        // A whole sentence that points to another page looks like one that goes on.
        Some(Label::Related) if view.page.is_none() && view.is_extracted() => POINTING_THRESHOLD,
        _ => PROSE_THRESHOLD,
    }
}

/// A document of which nothing but a heading would be left keeps its prose, where no evidence speaks against it: a page
/// may hold a single sentence, and then nothing around it tells what it is.
fn keep_bare_prose(view: &View<'_>, evidence: &[Vec<Evidence>], policy: &Policy, verdicts: &mut [Verdict]) {
    let few = verdicts.len() <= FEW_UNITS;
    for (unit, verdict) in verdicts.iter_mut().enumerate() {
        let found = evidence.get(unit).map_or(&[][..], Vec::as_slice);
        let betrayed = found.iter().any(|evidence| evidence.label.is_boilerplate() && evidence.nats > 0.0)
            || view.on_site(unit).is_strong();
        let goes = verdict.action == Action::Drop;
        if goes && view.shape(unit).is_prose() && !betrayed && (few || verdict.drop <= 1.0 - LEAST_PROSE) {
            verdict.label = Label::Content;
            verdict.action = policy.action(Label::Content);
            verdict.reasons = vec!["the only prose of the document".to_owned()];
        }
    }
}

/// A page of which only its heading would be left has no article: it was rendered by a script, or is an error page.
fn drop_bare_titles(judgement: &Judgement, policy: &Policy, verdicts: &mut [Verdict]) {
    let dropped = |label: Label| policy.action(label) == Action::Drop;
    let stays = |verdict: &Verdict| verdict.action != Action::Drop;
    if verdicts.iter().all(stays)
        || verdicts.iter().any(|verdict| stays(verdict) && verdict.label != Label::Title)
    {
        return;
    }
    for (verdict, odds) in verdicts.iter_mut().zip(&judgement.odds) {
        if stays(verdict)
            && let Some(label) = odds.best(dropped)
        {
            *verdict = Verdict {
                label,
                action: Action::Drop,
                score: odds.of(label),
                drop: verdict.drop,
                otherwise: Some(Label::Title),
                reasons: vec!["a heading with nothing under it".to_owned()],
            };
        }
    }
}

fn reasons_of(label: Label, found: &[Evidence]) -> Vec<String> {
    let mut speaking: Vec<&Evidence> =
        found.iter().filter(|evidence| evidence.label == label && evidence.nats > 0.0).collect();
    speaking.sort_by(|a, b| b.nats.total_cmp(&a.nats));
    let mut reasons: Vec<String> = Vec::new();
    for evidence in speaking {
        let reason = evidence.reason.to_string();
        if reasons.len() < MOST_REASONS && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// What the line looks like and where it stands, for a label that evidence does not explain by itself.
fn surroundings(view: &View<'_>, unit: usize, labels: &[Label], reasons: &mut Vec<String>) {
    let Some(label) = labels.get(unit).copied() else { return };
    let shape = view.shape(unit);
    if label.is_boilerplate() {
        let before = unit.checked_sub(1).and_then(|before| labels.get(before));
        let after = labels.get(unit + 1);
        match (before == Some(&label), after == Some(&label)) {
            (true, true) => reasons.push(format!("the lines before and after it are {label}")),
            (true, false) => reasons.push(format!("the line before it is {label}")),
            (false, true) => reasons.push(format!("the line after it is {label}")),
            (false, false) => {}
        }
        if reasons.len() < MOST_REASONS {
            match view.context.region(unit) {
                Region::Head => reasons.push("stands before the prose".to_owned()),
                Region::Tail => reasons.push("stands after the prose".to_owned()),
                Region::Body if reasons.is_empty() => reasons.push(shape_in_words(shape.words, false)),
                Region::Body => {}
            }
        }
    } else if reasons.is_empty() {
        reasons.push(shape_in_words(shape.words, shape.is_prose()));
    }
}

fn shape_in_words(words: u32, prose: bool) -> String {
    let plural = if words == 1 { "" } else { "s" };
    if prose { format!("prose of {words} word{plural}") } else { format!("a line of {words} word{plural}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::classify::{self, UserRules};
    use crate::cues::CueMatcher;
    use crate::model::Odds;
    use crate::segment::{Structure, page_lines, parse_page};

    /// Which lines of a page stay whose heading is surely one, and whose other lines have these probabilities.
    fn kept(others: [f32; 2]) -> Vec<bool> {
        let page = parse_page("<h1>Kiln</h1><p>Kiln in other languages</p><p>Help with kilns</p>");
        let (lines, cues, rules) = (page_lines(&page), CueMatcher::built_in().unwrap(), UserRules::default());
        let view = View::of(&lines, &Structure::of_whole_lines(lines.len()), Some(&page), &cues, &rules);
        let odds = |label: Label, share: f32| {
            Odds(Label::ALL.map(|other| match other {
                Label::Navigation => 1.0 - share,
                _ if other == label => share,
                _ => 0.0,
            }))
        };
        let contents = others.map(|share| odds(Label::Content, share));
        let odds = std::iter::once(odds(Label::Title, 0.96)).chain(contents).collect();
        let judgement = Judgement { by: JudgedBy::Model, odds, reasons: Vec::new() };
        let verdicts = decide(&view, &classify::examine(&view), &judgement, &Policy::default());
        verdicts.iter().map(|verdict| verdict.action != Action::Drop).collect()
    }

    #[test]
    fn a_heading_alone_does_not_make_doubtful_lines_of_a_page_its_article() {
        assert_eq!(kept([0.3, 0.2]), [false; 3]);
        assert_eq!(kept([0.6, 0.3]), [true, true, false]);
    }
}
