//! Lines that are timestamps, lines that are not, in about thirty languages.

use super::vocabulary::Vocabulary;
use super::*;

/// One line each, by what its spans must cover.
const SAMPLES: &str = include_str!("samples.tsv");

/// The sample lines of one kind, with their language.
fn samples(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = SAMPLES.lines().filter(|row| !row.starts_with('#')).filter_map(|row| {
        let mut fields = row.splitn(3, '\t');
        Some((fields.next()?, fields.next()?, fields.next()?))
    });
    rows.filter(move |row| row.0 == kind).map(|row| (row.1, row.2))
}

#[test]
fn timestamps_are_covered_wholly() {
    for (language, line) in samples("whole") {
        let spans = scan(line);
        assert!(share(line, &spans) > 0.999, "{language}: {line}: {spans:?}");
    }
}

#[test]
fn other_lines_have_no_span() {
    for line in samples("none").map(|row| row.1).chain(["", " ", "\t"]) {
        assert_eq!(scan(line), [], "{line}");
    }
}

#[test]
fn dates_in_prose_cover_little() {
    for (_, line) in samples("prose") {
        assert!(share(line, &scan(line)) < 0.5, "{line}: {:?}", scan(line));
    }
}

/// The text and kind of each span of a line.
fn found(line: &str) -> Vec<(&str, DateKind)> {
    scan(line).into_iter().map(|span| (&line[span.range], span.kind)).collect()
}

#[test]
fn kinds_are_told_apart() {
    use DateKind::*;
    for (line, kind) in [
        ("2025-05-11", Date),
        ("Saturday", Weekday),
        ("14:30 Uhr", Time),
        ("Sonntag, 14:30", DateTime),
        ("2 days ago", Relative),
        ("yesterday", Relative),
        ("7 min read", ReadingTime),
        ("March 9-13, 2026", Range),
        ("6d", Duration),
        ("4 minutes", Duration),
    ] {
        assert_eq!(found(line), [(line, kind)]);
    }
}

#[test]
fn glued_dates_start_at_their_own_word() {
    use DateKind::*;
    assert_eq!(
        found("Word on the StreetSunday, May 11, 2025 10:07 pm ET"),
        [("Sunday, May 11, 2025 10:07 pm ET", DateTime)]
    );
    assert_eq!(found("Published:2024-01-02"), [("Published:2024-01-02", Date)]);
    assert_eq!(found("UPDATED12:30"), [("UPDATED12:30", Time)]);
    assert_eq!(found("Habarileo : 2025-01-24Buy Now"), [("2025-01-24", Date)]);
    assert_eq!(found("Dec 17, 20255 min read"), [("Dec 17, 2025", Date), ("5 min read", ReadingTime)]);
    assert_eq!(found("Dec 17, 202510:07 pm"), [("Dec 17, 202510:07 pm", DateTime)]);
    assert_eq!(found("Jane Doe2 days ago"), [("2 days ago", Relative)]);
    assert_eq!(found("the maymarch2025file"), []);
    assert_eq!(found("img20250511x"), []);
}

#[test]
fn a_label_counts_only_at_the_start_of_a_field() {
    assert_eq!(found("He was last updated on May 5, 2024"), [("on May 5, 2024", DateKind::Date)]);
    assert_eq!(found("News · Updated May 5, 2024"), [("Updated May 5, 2024", DateKind::Date)]);
    assert_eq!(found("created_at > '2024-01-01'"), [("2024-01-01", DateKind::Date)]);
}

#[test]
fn weak_readings_need_the_line_to_themselves() {
    assert_eq!(found("6d"), [("6d", DateKind::Duration)]);
    assert_eq!(found("6d left"), []);
    assert_eq!(found("Saturday night fever"), []);
    assert_eq!(found("11/05"), [("11/05", DateKind::Date)]);
    assert_eq!(found("page 11/05"), []);
}

#[test]
fn labels_alone_are_known() {
    for line in
        ["Published", "Last updated:", "公開日：　更新日：", "Mis à jour le", "Actualizado", "Publiziert"]
    {
        assert!(is_label(line), "{line}");
    }
    for line in ["", "12", "Published by Jane", "News"] {
        assert!(!is_label(line), "{line}");
    }
}

#[test]
fn long_lines_are_skipped() {
    let line = format!("2025-05-11 {}", "word ".repeat(80));
    assert_eq!(scan(&line), []);
}

#[test]
fn spans_are_in_order_and_in_bounds_on_any_cut_of_the_samples() {
    let all: String = SAMPLES.lines().filter_map(|row| row.splitn(3, '\t').nth(2)).collect();
    let bounds: Vec<usize> = all.char_indices().map(|(at, _)| at).collect();
    // A fixed walk over many overlapping cuts, on all kinds of borders.
    for (step, &start) in bounds.iter().enumerate() {
        let end = bounds.get(step + 3 + step * 7 % 61).copied().unwrap_or(all.len());
        let line = &all[start..end];
        let spans = scan(line);
        let mut last = 0;
        for span in &spans {
            assert!(span.range.start >= last && span.range.start < span.range.end, "{line}: {spans:?}");
            assert!(line.get(span.range.clone()).is_some(), "{line}: {spans:?}");
            last = span.range.end;
        }
        assert!((0.0..=1.0).contains(&share(line, &spans)));
        is_label(line);
    }
}

#[test]
fn native_digits_come_from_cldr() {
    let words = Vocabulary::get();
    for (c, value) in [('٣', 3), ('۵', 5), ('९', 9), ('০', 0), ('๑', 1), ('７', 7), ('᠕', 5)] {
        assert_eq!(words.native_digit(c), Some(value), "{c}");
    }
    for c in ['年', 'é', 'я', '가', '½'] {
        assert_eq!(words.native_digit(c), None, "{c}");
    }
}
