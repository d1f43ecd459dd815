//! The literate page of each label is a test: `corpus/labels/LABEL.md`.
//!
//! Every case of a `drop` block, put between paragraphs of an article, gets exactly the page's label on each of its
//! lines; every line of a `keep` case is kept.

use dehusk::classify::CLASSIFIERS;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::document::Document;
use dehusk::label::Label;

const BEFORE: &str = "\
The harbour at Tolsund has been closed to large ships since the storm in February, and nobody in the town seems to \
know when the first ferry will run again. The engineers who came up from the capital measured the breakwater for a \
week and then left without a word to the fishermen who had watched them from the quay.
Those who live from the sea have begun to help themselves. Two brothers have tied their boats together and carry \
flour, paint and schoolbooks across the sound every morning, and on the way back they bring whatever the islands \
have to sell, which in spring is mostly wool and cheese.
It is slower than the ferry was, but it works, and the children like it better. On calm days the crossing takes an \
hour and a half, and the elder of the two brothers lets them steer while he tells them the names of the skerries.
";

const AFTER: &str = "\
In the evening the two boats lie side by side under the lamp, and the brothers count what is left of the diesel. \
They have enough for another month if the wind is kind, and after that somebody in an office will have to decide \
whether a town that is reached by rowing is still a town.
The council will talk about the money on the first of the month. Until then the timetable is a sheet of paper on the \
door of the bakery, where the younger brother writes down every night at what hour he thinks the tide will let them go.
";

struct Case<'p> {
    tag: &'p str,
    line: usize,
    text: String,
}

/// The cases of the fenced blocks of a page, with the line each begins on.
fn cases(page: &str) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    let mut tag = None;
    let mut open: Option<Case<'_>> = None;
    for (number, line) in (1..).zip(page.lines()) {
        if let Some(fence) = line.strip_prefix("```") {
            cases.extend(open.take());
            tag = fence.strip_prefix("text ");
        } else if let Some(tag) = tag {
            if line.trim().is_empty() {
                cases.extend(open.take());
            } else {
                let case = open.get_or_insert_with(|| Case { tag, line: number, text: String::new() });
                case.text.push_str(line);
                case.text.push('\n');
            }
        }
    }
    cases
}

/// What is wrong with the verdicts on a case, if anything is.
fn fault(cleaner: &Cleaner, label: Label, case: &Case<'_>) -> Option<String> {
    let document = Document::text("case", format!("{BEFORE}{}{AFTER}", case.text));
    let cleaned = cleaner.clean(&document);
    let first = BEFORE.lines().count() as u32 + 1;
    let lines = first..first + case.text.lines().count() as u32;
    let wrong: Vec<String> = cleaned
        .verdicts()
        .filter(|(line, _)| lines.contains(&line.number))
        .filter(|(line, verdict)| match case.tag.starts_with("drop-") {
            true => verdict.label != label || !line.is_dropped(),
            false => !line.is_kept(),
        })
        .map(|(line, verdict)| {
            let reasons = verdict.reasons.join("; ");
            format!("    {} {:.2} {} <{reasons}>", verdict.label, verdict.score, cleaned.line_text(line))
        })
        .collect();
    (!wrong.is_empty()).then(|| wrong.join("\n"))
}

#[test]
fn every_case_of_every_page_is_judged_as_the_page_says() {
    let cleaner = Cleaner::new(Policy::default()).unwrap();
    let mut faults = Vec::new();
    let mut count = 0;
    for classifier in CLASSIFIERS {
        let label = classifier.label();
        for case in cases(classifier.page()) {
            assert!(
                case.tag.starts_with("drop-") || case.tag.starts_with("keep-"),
                "{label}.md:{}: the block '{}' is neither drop nor keep",
                case.line,
                case.tag
            );
            count += 1;
            if let Some(fault) = fault(&cleaner, label, &case) {
                faults.push(format!("corpus/labels/{label}.md:{} ({})\n{fault}", case.line, case.tag));
            }
        }
    }
    assert!(count > 1000, "only {count} cases were found");
    assert!(faults.is_empty(), "{} of {count} cases\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_label_has_blocks_in_fifteen_languages() {
    let languages = "en de fr es it pt nl pl sv fi ru tr ar zh ja";
    for classifier in CLASSIFIERS {
        let label = classifier.label();
        let tags: Vec<&str> = cases(classifier.page()).iter().map(|case| case.tag).collect();
        for language in languages.split(' ') {
            let has = |kind: &str| tags.contains(&format!("{kind}-{language}").as_str());
            assert!(has("keep"), "{label}.md keeps nothing in {language}");
            assert!(has("drop") || !label.is_boilerplate(), "{label}.md drops nothing in {language}");
        }
    }
}
