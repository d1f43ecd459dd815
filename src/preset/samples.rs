//! Every rule of every set on texts of our own.

use super::*;
use crate::segment::{page_lines, parse_page, text_lines};

const LONG: &str = "The council of the town met on the first day of the month, and all of those who had come to the hall were \
     asked to write down what they would have done with the old bridge at the end of the quay before it fell.";

fn judged(name: &str, text: &str) -> Ruling {
    let lines = text_lines(text);
    preset(name).map(|preset| preset.judge(&Sheet::new(&lines, text))).unwrap_or_default()
}

/// Why a line goes, `None` where it stays.
fn why(name: &str, line: &str) -> Option<String> {
    let ruling = judged(name, line);
    ruling.lines.first().filter(|line| !line.keep).map(|line| line.reason.to_string())
}

fn set_aside(name: &str, text: &str) -> Option<String> {
    judged(name, text).set_aside
}

fn rewritten(name: &str, line: &str) -> Option<String> {
    judged(name, line).lines.into_iter().next().and_then(|line| line.rewritten)
}

fn html(name: &str, page: &str) -> Vec<(String, bool)> {
    let page = parse_page(page);
    let lines = page_lines(&page);
    let ruling = preset(name).map(|preset| preset.judge(&Sheet::new(&lines, &page.text))).unwrap_or_default();
    lines.iter().zip(ruling.lines).map(|(line, ruling)| (line.text.to_owned(), ruling.keep)).collect()
}

#[test]
fn every_set_rules_on_every_line_and_names_itself_in_what_it_drops() {
    let text = format!("SHARE THIS\n\n{LONG}\nHome\n12345\nSee our privacy policy for more.\n");
    for preset in PRESETS {
        let ruling = judged(preset.name(), &text);
        assert_eq!(ruling.lines.len(), 6, "{}", preset.name());
        let told = format!("({})", preset.name());
        for line in ruling.lines.iter().filter(|line| !line.keep && line.reason != "blank") {
            assert!(line.reason.ends_with(&told), "{}: {}", preset.name(), line.reason);
        }
        assert!(ruling.set_aside.is_none_or(|why| why.ends_with(&told)));
        assert!(preset.rewrites() || ruling.lines.iter().all(|line| line.rewritten.is_none()));
    }
}

#[test]
fn an_empty_document_is_judged_too() {
    for preset in PRESETS {
        for text in ["", "\n", " ", "\u{200b}\n\n"] {
            assert_eq!(judged(preset.name(), text).lines.len(), text_lines(text).len(), "{}", preset.name());
        }
    }
}

#[test]
fn c4_keeps_lines_that_end_like_sentences() {
    for line in
        ["It sails again.", "Does it sail?", "It sails now!", "He called it \"art\"", "the so-called 'art'"]
    {
        assert_eq!(why("c4", line), None, "{line}");
    }
    for line in ["It sails again", "It sails again:", "It sails again…", "он уплыл домой»"] {
        assert_eq!(why("c4", line).as_deref(), Some("does not end in terminal punctuation (c4)"), "{line}");
    }
    assert_eq!(why("c4", "It sails again...").as_deref(), Some("ends in an ellipsis (c4)"));
    assert_eq!(why("c4", "Two words.").as_deref(), Some("fewer than 3 words (c4)"));
}

#[test]
fn c4_drops_long_words_scripts_and_policies() {
    let long = format!("A {} indeed.", "x".repeat(1001));
    assert_eq!(why("c4", &long).as_deref(), Some("has a word of more than 1,000 characters (c4)"));
    assert_eq!(why("c4", &long.replacen('x', "", 1)), None, "1,000 characters are not too many");
    assert_eq!(why("c4", "Please enable JavaScript first.").as_deref(), Some("holds \"javascript\" (c4)"));
    for policy in c4::POLICIES {
        let line = format!("This page has {} somewhere.", policy.to_uppercase());
        assert_eq!(why("c4", &line).as_deref(), Some(format!("holds \"{policy}\" (c4)").as_str()));
    }
}

#[test]
fn c4_cuts_citations_out_and_judges_what_is_left() {
    assert_eq!(
        rewritten("c4", "The bridge[1] fell [edit] in spring[citation needed].").as_deref(),
        Some("The bridge fell  in spring.")
    );
    assert_eq!(why("c4", "The bridge fell in spring.[12]"), None);
    assert!(why("c4", "The bridge fell in spring. [12]").is_some(), "the space is left at the end");
    assert_eq!(why("c4-tfds", "The old bridge fell in spring. [12]"), None, "which this variant looks past");
    assert_eq!(rewritten("c4", "  The bridge fell.  ").as_deref(), Some("The bridge fell."));
    assert_eq!(rewritten("c4", "The bridge fell."), None);
}

#[test]
fn c4_takes_separators_inside_a_line_for_line_ends() {
    let ruling = judged("c4", "Here is one line.\u{2028}And no end\u{2028}And here is another.");
    assert_eq!(ruling.lines[0].rewritten.as_deref(), Some("Here is one line.\nAnd here is another."));
}

#[test]
fn c4_sets_aside_filler_code_and_short_documents() {
    let sentence = "The ferry sails again today. ";
    let four = sentence.repeat(4);
    assert_eq!(set_aside("c4", &four).as_deref(), Some("4 sentences left, fewer than 5 (c4)"));
    assert_eq!(set_aside("c4", &sentence.repeat(5)), None);
    let five = sentence.repeat(5);
    assert!(
        set_aside("c4", &format!("{five}\nLorem Ipsum dolor sit amet."))
            .is_some_and(|why| why.contains("lorem"))
    );
    assert!(
        set_aside("c4", &format!("{five}\nA curly {{ is here.")).is_some_and(|why| why.contains("curly"))
    );
    assert_eq!(
        set_aside("c4", &format!("{five}\nLorem ipsum {{")),
        None,
        "a line that goes earlier is not asked"
    );
}

#[test]
fn c4_tfds_has_its_own_numbers() {
    assert_eq!(why("c4-tfds", "Only four words here.").as_deref(), Some("fewer than 5 words (c4-tfds)"));
    assert_eq!(why("c4-tfds", "There are five words here."), None);
    assert!(why("c4-tfds", "There are five words here…").is_some_and(|why| why.contains("ellipsis")));
    assert!(why("c4-tfds", "There are 'five words here'").is_some_and(|why| why.contains("terminal")));
    let sentence = "The old ferry sails again today. ";
    assert!(set_aside("c4-tfds", &sentence.repeat(2)).is_some());
    assert_eq!(set_aside("c4-tfds", &sentence.repeat(3)), None);
}

#[test]
fn fineweb_keeps_lines_without_an_end_and_asks_for_shares_of_them() {
    assert_eq!(why("fineweb", "No end of line here"), None);
    assert!(why("fineweb", "Two words").is_some());
    let prose = |lines: usize| {
        (0..lines).map(|n| format!("Line {n} of the report goes on for a while here. And on.\n"))
    };
    let good: String = prose(6).collect();
    assert_eq!(set_aside("fineweb", &good), None);
    let open: String =
        (0..60).map(|n| format!("Line {n} of the report goes on for a while without end\n")).collect();
    let aside = set_aside("fineweb", &(good.clone() + &open));
    assert!(aside.is_some_and(|why| why.starts_with("9.1 % of the lines end in terminal punctuation")));
    let short: String = (0..20).map(|n| format!("Item {n} is short.\n")).collect();
    assert!(
        set_aside("fineweb", &(good.clone() + &short))
            .is_some_and(|why| why.contains("at most 30 characters"))
    );
    let twice = good.clone() + "The last line of the report, once more. And again.\n".repeat(2).as_str();
    assert!(set_aside("fineweb", &twice).is_some_and(|why| why.contains("duplicate lines")));
    let lists: String = (0..60)
        .map(|n| {
            let end = if n % 7 == 0 { "." } else { "" };
            format!("Counterrevolutionaries {n} notwithstanding{end}\n")
        })
        .collect();
    assert!(set_aside("fineweb", &lists).is_some_and(|why| why.contains("line ends a word")));
}

#[test]
fn refinedweb_drops_capitals_digits_counters_and_single_words() {
    for (line, reason) in [
        ("SIGN UP now", "more than half of its characters are upper-case (refinedweb)"),
        ("20250314", "nothing but digits (refinedweb)"),
        ("· 1,204 likes", "a counter (refinedweb)"),
        ("3.5K Followers", "a counter (refinedweb)"),
        ("Share", "fewer than 2 words (refinedweb)"),
    ] {
        assert_eq!(why("refinedweb", line).as_deref(), Some(reason), "{line}");
    }
    for line in ["ABcd", "AB cd", "1 2", "12 people like this", "two words"] {
        assert!(why("refinedweb", line).is_none_or(|why| why.starts_with("fewer")), "{line}");
    }
}

#[test]
fn refinedweb_cuts_three_phrases_out_of_short_lines() {
    assert_eq!(rewritten("refinedweb", "Shop (3 Items in cart)").as_deref(), Some("Shop (3)"));
    assert_eq!(
        rewritten("refinedweb", "A new bridge opens Read more...").as_deref(),
        Some("A new bridge opens")
    );
    assert_eq!(rewritten("refinedweb", "sign-in to your account").as_deref(), Some("to your account"));
    assert_eq!(
        why("refinedweb", "Items in cart").as_deref(),
        Some("nothing but \"items in cart\" (refinedweb)")
    );
    for line in ["Read more... about the bridge", "Please Sign-in first", LONG] {
        assert_eq!((rewritten("refinedweb", line), why("refinedweb", line)), (None, None), "{line}");
    }
    let ten = "one two three four five six seven eight read more...";
    assert!(rewritten("refinedweb", ten).is_some());
    assert_eq!(rewritten("refinedweb", &format!("zero {ten}")), None, "eleven words");
}

#[test]
fn refinedweb_sets_aside_what_loses_a_twentieth_of_its_words() {
    let words = |n: usize| "word ".repeat(n);
    assert_eq!(set_aside("refinedweb", &format!("{}\nShare", words(19))), None);
    let aside = set_aside("refinedweb", &format!("{}\nShare", words(18)));
    assert_eq!(aside.as_deref(), Some("5.3 % of the words went, more than 5 % (refinedweb)"));
}

#[test]
fn gopher_keeps_every_line_and_asks_eight_things_of_a_document() {
    let good = [LONG, &LONG.replace("council", "board").replace("bridge", "pier").replace("asked", "told")]
        .join("\n");
    assert!(judged("gopher", &good).lines.iter().all(|line| line.keep));
    let plain = "The boats of the harbour lay in the mud with their masts aslant and nobody to look at them, while further out \
                 a single dredger went to and fro, lifting buckets that have been rusting since the war of some other king, \
                 and gulls stood about waiting for whatever might be brought up next by that slow machine.";
    assert_eq!(set_aside("gopher", plain), None);
    let share = |text: &str, what: &str| {
        let aside = set_aside("gopher", text).unwrap_or_default();
        assert!(aside.contains(what), "{what}: {aside:?}");
    };
    share("Only a few words.", "fewer than 50");
    share(&"a b c d ".repeat(20), "on average, fewer than 3");
    share(&"counterrevolutionaries ".repeat(60), "on average, more than 10");
    share(&plain.replacen(' ', " # ", 15), "hash signs a word");
    share(&plain.replacen(' ', " ... ", 15), "ellipses a word");
    share(&plain.split(' ').map(|word| format!("- {word}\n")).collect::<String>(), "begin with a bullet");
    share(&plain.replacen(" and ", " and…\n", 3), "end in an ellipsis");
    share(&(plain.to_owned() + &" 1999 2000".repeat(10)), "of the words have a letter");
    share(
        &["Bridges", "harbours", "ferries", "lighthouses"].join(" ").repeat(20).replace("sB", "s B"),
        "of the words the, be",
    );
}

#[test]
fn gopher_sets_repetitive_documents_aside() {
    let plain: String = (0..60).map(|n| format!("word{n} the boat{n} to mast{n} ")).collect();
    assert_eq!(set_aside("gopher", &plain), None);
    let lines: String = format!("{plain}\n{}", "And that is how it was to be with them.\n".repeat(10));
    assert!(set_aside("gopher", &lines).is_some_and(|why| why.contains("lines are duplicates")));
    let paragraphs = format!("{plain}\n\n{}", "So it was.\n\n".repeat(8));
    assert!(set_aside("gopher", &paragraphs).is_some_and(|why| why.contains("paragraphs are duplicates")));
    let grams = plain + &"of the harbour that have been ".repeat(60);
    assert!(set_aside("gopher", &grams).is_some_and(|why| why.contains("run")));
}

#[test]
fn oscar_flags_documents_and_keeps_every_line() {
    let long = format!("{LONG}\n");
    assert_eq!(set_aside("oscar", &long.repeat(5)), None);
    assert_eq!(
        set_aside("oscar", &long.repeat(4)).as_deref(),
        Some("flagged tiny: fewer than 5 lines (oscar)")
    );
    let flags = |text: &str| set_aside("oscar", text).unwrap_or_default();
    assert!(flags(&("short\n".repeat(6) + &long.repeat(5))).contains("short sentences"));
    let headed = "short\n".repeat(2) + &long.repeat(8);
    assert!(flags(&headed).contains("header") && !flags(&headed).contains("footer"));
    let footed = long.repeat(8) + &"short\n".repeat(2);
    assert!(flags(&footed).contains("footer") && !flags(&footed).contains("header"));
    assert!(flags(&("12345 67890 ".repeat(20) + "\n").repeat(5)).contains("noisy"));
    let cyrillic = "слово ".repeat(17) + "\n";
    assert_eq!(set_aside("oscar", &cyrillic.repeat(5)), None, "characters are counted, not bytes");
    assert!(flags(&("слово ".repeat(16) + "\n").repeat(5)).contains("short"));
}

#[test]
fn nemo_drops_what_has_few_stop_words_and_boilerplate_at_the_edges() {
    let text =
        format!("Home News Sport\n{LONG}\nWe use cookies so that it works for you and for all of us.\n");
    let ruling = judged("nemo", &text);
    assert_eq!(ruling.lines.iter().map(|line| line.keep).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(ruling.lines[0].reason, "0 % stop words, fewer than 32 % (nemo)");
    assert_eq!(ruling.lines[2].reason, "\"use cookies\" at the bottom (nemo)");
    let inside =
        format!("{LONG}\nWe use cookies so that it works for you and for all of us.\n{LONG}\n{LONG}!\n");
    assert!(judged("nemo", &inside).lines.iter().all(|line| line.keep), "not at an edge");
    assert!(set_aside("nemo", &format!("{LONG}\nlorem ipsum of the and to it")).is_some());
    assert!(set_aside("nemo", &format!("{LONG}\n").repeat(2)).is_some_and(|why| why.contains("unique")));
    let open = LONG.trim_end_matches('.');
    assert!(set_aside("nemo", open).is_some_and(|why| why.contains("no end mark")));
    assert_eq!(
        set_aside("nemo", "港口委员会周一投票决定。"),
        Some("100 % of the lines have no end mark, more than 85 % (nemo)".into())
    );
    assert_eq!(why("nemo", "港口委员会周一投票决定。"), None, "stop words say nothing there");
}

#[test]
fn justext_tells_short_lines_by_their_neighbours() {
    let text = format!("Menu\n{LONG}\nA short one\n{LONG}\nFooter\n");
    let ruling = judged("justext", &text);
    assert_eq!(
        ruling.lines.iter().map(|line| line.keep).collect::<Vec<_>>(),
        [false, true, true, true, false]
    );
    assert!(
        why("justext", &LONG.replace("The council", "© The council"))
            .is_some_and(|why| why.contains("copyright"))
    );
    let names = "Bridges Harbours Ferries Lighthouses Piers Quays Canals Locks Dredgers Pilots Gulls Masts";
    assert_eq!(why("justext", names).as_deref(), Some("fewer than 30 % stop words (justext)"));
    let middling = LONG.get(..100).unwrap_or_default();
    assert!(why("justext", middling).is_some_and(|why| why.contains("no neighbour is good")));
    assert!(judged("justext", &format!("{middling}\n{LONG}")).lines.iter().all(|line| line.keep));
}

#[test]
fn justext_sees_the_links_and_headings_of_a_page() {
    let page = format!(
        "<h2>The bridge</h2><p>{LONG}</p><p><a href='/x'>{LONG}</a></p><p>See <a href='/y'>it</a> here</p><p>{LONG}</p>"
    );
    let kept: Vec<bool> = html("justext", &page).into_iter().map(|(_, keep)| keep).collect();
    assert_eq!(kept, [true, true, false, false, true]);
    let far = page.replace("<h2>The bridge</h2>", "<p>The bridge</p>");
    assert!(!html("justext", &far)[0].1, "no heading");
}

#[test]
fn the_users_stop_words_take_the_place_of_the_languages() {
    let lines = text_lines(LONG);
    let mine = StopWords::from_list("zebra");
    let sheet = Sheet::new(&lines, LONG).with_stop_words(Some(&mine));
    for name in ["nemo", "justext"] {
        assert!(preset(name).is_some_and(|preset| !preset.judge(&sheet).lines[0].keep), "{name}");
    }
}
