//! The literate page of each label is a test: `corpus/labels/LABEL.md`.
//!
//! Every case of a `drop` block, put between paragraphs of an article, gets exactly the page's label on each of its
//! lines; every line of a `keep` case is kept.

use dehusk::classify::CLASSIFIERS;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::document::Document;
use dehusk::gold::{Case, cases};
use dehusk::label::Label;

/// What is wrong with the verdicts on a case, if anything is.
fn fault(cleaner: &Cleaner, label: Label, case: &Case) -> Option<String> {
    let dump = case.dump("case".to_owned(), label);
    let document = Document::text(dump.name, dump.text);
    let cleaned = cleaner.clean(&document);
    let wrong: Vec<String> = cleaned
        .verdicts()
        .filter(|(line, _)| dump.labels.contains_key(&line.number))
        .filter(|(line, verdict)| match case.drops() {
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
    let judge = Cleaner::new(Policy::default()).unwrap();
    let rules = judge.clone().with_weights(None);
    let mut faults = Vec::new();
    let mut count = 0;
    for (classifier, (cleaner, by)) in CLASSIFIERS
        .into_iter()
        .flat_map(|classifier| [(classifier, (&judge, "judge")), (classifier, (&rules, "rules"))])
    {
        let label = classifier.label();
        for case in cases(classifier.page()) {
            assert!(
                case.tag.starts_with("drop-") || case.tag.starts_with("keep-"),
                "{label}.md:{}: the block '{}' is neither drop nor keep",
                case.line,
                case.tag
            );
            count += 1;
            if let Some(fault) = fault(cleaner, label, &case) {
                faults.push(format!(
                    "corpus/labels/{label}.md:{} ({}, by the {by})\n{fault}",
                    case.line, case.tag
                ));
            }
        }
    }
    assert!(count > 2000, "only {count} cases were found");
    assert!(faults.is_empty(), "{} of {count} cases\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_label_has_blocks_in_fifteen_languages() {
    let languages = "en de fr es it pt nl pl sv fi ru tr ar zh ja";
    for classifier in CLASSIFIERS {
        let label = classifier.label();
        let pages = cases(classifier.page());
        let tags: Vec<&str> = pages.iter().map(|case| case.tag.as_str()).collect();
        for language in languages.split(' ') {
            let has = |kind: &str| tags.contains(&format!("{kind}-{language}").as_str());
            assert!(has("keep"), "{label}.md keeps nothing in {language}");
            assert!(has("drop") || !label.is_boilerplate(), "{label}.md drops nothing in {language}");
        }
    }
}
