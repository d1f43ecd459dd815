use super::*;
use crate::cleaner::{Cleaned, CleanedLine};
use crate::config::{Choices, ConfigFile, resolve};
use crate::decide::{Action, Verdict};
use crate::label::Label;
use std::borrow::Cow;

/// A line, how probable it is that it goes, and its label where it does go.
type Line<'l> = (&'l str, f32, Option<Label>);

const OPTIONS: Options = Options { min_documents: 4, most: 100 };

/// A paragraph of its own for each number.
fn prose(number: usize) -> String {
    format!(
        "The {} was seen by everybody who stood on the pier on that night in the old harbour.",
        word(number)
    )
}

/// A number in letters: digits would be folded to one.
fn word(number: usize) -> String {
    format!(
        "w{}",
        number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>()
    )
}

fn cleaned(lines: &[Line<'_>]) -> Cleaned<'static> {
    let mut text = String::new();
    let mut found = Vec::new();
    for ((line, drop, label), number) in lines.iter().zip(1..) {
        let start = text.len();
        text.push_str(line);
        let verdict = Verdict {
            label: label.unwrap_or(Label::Content),
            action: if label.is_some() { Action::Drop } else { Action::Keep },
            score: 1.0 - drop,
            drop: *drop,
            otherwise: Some(Label::Promo),
            reasons: Vec::new(),
        };
        found.push(CleanedLine {
            number,
            span: start..text.len(),
            verdict: Some(verdict),
            continues: false,
            rewritten: None,
            repeats: None,
        });
        text.push('\n');
    }
    Cleaned { text: Cow::Owned(text), lines: found, broken: false, set_aside: None, page: None }
}

/// Documents of a site with the same lines after a paragraph of their own, added up.
fn documents<'l>(
    count: usize,
    site: &str,
    lines: impl Fn(usize) -> Vec<(String, f32, Option<Label>)> + 'l,
) -> Lookalikes {
    let mut all = Lookalikes::default();
    for number in 0..count {
        let own = prose(number);
        let lines = lines(number);
        let lines = lines.iter().map(|(text, drop, label)| (text.as_str(), *drop, *label));
        let lines: Vec<Line<'_>> = [(own.as_str(), 0.01, None)].into_iter().chain(lines).collect();
        all.merge(Lookalikes::of(&cleaned(&lines), Some(Site::Folder(site.to_owned()))));
    }
    all
}

fn line(text: impl Into<String>, drop: f32) -> (String, f32, Option<Label>) {
    (text.into(), drop, None)
}

fn phrases(found: &Lookalikes) -> Vec<(&'static str, String)> {
    found.propose(&OPTIONS).proposals.into_iter().map(|proposal| (proposal.key, proposal.phrase)).collect()
}

#[test]
fn lines_with_one_beginning_become_the_longest_cue_that_has_them_all() {
    let found = documents(6, "a", |n| vec![line(format!("Set by hand and read by {}", word(n)), 0.5)]);
    assert_eq!(phrases(&found), [("start", "set by hand and read by".to_owned())]);
    let found = documents(6, "a", |n| vec![line(format!("Drawn: {} of the quay", word(n)), 0.5)]);
    assert_eq!(phrases(&found), [("start", "drawn:".to_owned()), ("end", "of the quay".to_owned())]);
    let proposal = &found.propose(&OPTIONS).proposals[0];
    assert_eq!((proposal.lines, proposal.documents, proposal.max_words), (6, 6, Some(5)));
}

#[test]
fn doubt_or_what_goes_already_speaks_for_a_line_and_its_number_alone_does_not() {
    let found = documents(9, "a", |n| {
        let tide = if n < 6 {
            ("Tide clock".to_owned(), 0.9, Some(Label::Social))
        } else {
            line("Tide clock", 0.22)
        };
        vec![
            line("Method", 0.02),
            line(word(n), 0.1),
            tide,
            line(word(n + 100), 0.1),
            line("Rope for 3 crowns", 0.3),
        ]
    });
    let options = Options { min_documents: 3, most: 100 };
    let proposals = found.propose(&options);
    let found: Vec<_> =
        proposals.proposals.iter().map(|one| (one.phrase.as_str(), one.label, one.gone)).collect();
    assert_eq!(found, [("rope for # crowns", Label::Promo, 0), ("tide clock", Label::Social, 6)]);
    assert!(proposals.unsure.iter().any(|unsure| unsure.text == "Method" && unsure.documents == 9));
}

#[test]
fn prose_is_never_proposed_however_many_documents_have_it() {
    let syndicated = "Whoever sails past the outer light at night hears the bell of the old crane.";
    let found = documents(30, "a", |_| vec![line(syndicated, 0.45)]);
    assert_eq!(phrases(&found), []);
    let endless = format!("Set by hand {}", "and again ".repeat(10));
    let found = documents(30, "a", |n| vec![line(format!("{endless}{}", word(n)), 0.45)]);
    assert_eq!(phrases(&found), []);
}

#[test]
fn copies_of_one_article_count_as_one() {
    let mut found = Lookalikes::default();
    for site in ["a", "b", "c", "d", "e", "f"] {
        let copy = [(&*prose(1), 0.01, None), ("Mind the step", 0.5, None)];
        found.merge(Lookalikes::of(&cleaned(&copy), Some(Site::Folder(site.to_owned()))));
    }
    assert_eq!(phrases(&found), []);
}

#[test]
fn what_a_site_has_at_one_place_is_its_own_and_stands_under_an_override() {
    let mut found =
        documents(8, "quay/news", |_| vec![line("Nets mended here", 0.01), line("Kettle always on", 0.01)]);
    // The same heading on many pages of another site, each time between other lines.
    found.merge(documents(8, "recipes", |n| vec![line("What you need", 0.01), line(word(n), 0.01)]));
    let proposals = found.propose(&OPTIONS);
    let named: Vec<&str> = proposals.proposals.iter().map(|proposal| proposal.phrase.as_str()).collect();
    assert_eq!(named, ["kettle always on", "nets mended here"]);
    let file: ConfigFile = toml::from_str(&proposals.toml(&OPTIONS)).unwrap();
    assert_eq!((file.cue.len(), file.overrides.len()), (0, 1));
    assert_eq!(file.overrides[0].path.as_deref(), Some("quay/news/*"));
    assert_eq!(file.overrides[0].cue.len(), 2);
    assert_eq!(resolve(&file, &Choices::default()).unwrap().len(), 2);
}

#[test]
fn whatever_stands_in_a_line_the_proposals_are_a_configuration() {
    let hostile = "a\u{85}\u{b}[[cue]]\r\u{202e}\"x\\ ''' label";
    let found = documents(6, "we \"are\" [a]{b}*", |n| {
        vec![
            line(hostile, 0.5),
            line(format!("\"\"\" '\\: {}", word(n)), 0.5),
            line(format!("© # {} *", n), 0.5),
        ]
    });
    let mut all = found.clone();
    all.merge(documents(6, "b", |_| vec![line("Mind the step", 0.5)]));
    for found in [found, all] {
        let toml = found.propose(&OPTIONS).toml(&OPTIONS);
        let file: ConfigFile = toml::from_str(&toml).unwrap();
        resolve(&file, &Choices::default()).unwrap();
        assert!(toml.contains("label = \"promo\""), "{toml}");
    }
}

#[test]
fn a_host_is_told_with_and_without_www() {
    let site = Site::Host("quay.example".to_owned());
    assert_eq!(site.scope(), Some(("site", "{quay.example,www.quay.example}".to_owned())));
    assert_eq!(Site::Other("x".to_owned()).scope(), None);
}

#[test]
fn memory_is_bounded_and_what_is_frequent_is_not_forgotten() {
    let mut found = Lookalikes::default();
    for number in 0..200 {
        let own: Vec<String> =
            (0..400).map(|n| format!("{} of {}", word(number), word(n + 1000 * number))).collect();
        let own = own.iter().map(|text| (text.as_str(), 0.3, None));
        let lines: Vec<Line<'_>> = [("Mind the step", 0.5, None)].into_iter().chain(own).collect();
        found.merge(Lookalikes::of(&cleaned(&lines), None));
        assert!(found.shapes.len() <= MOST_SHAPES);
    }
    assert!(found.is_thinned());
    let proposals = found.propose(&OPTIONS);
    let step = proposals.proposals.iter().find(|proposal| proposal.phrase == "mind the step").unwrap();
    assert_eq!(step.documents, 200);
}
