//! Site templates: what is dropped of the pages of one site, measured on pages of which every line is known, and the
//! tables that people keep of it.

use crate::site_engine::{Kind, PageLine, Site, sites};
use crate::support::*;
use dehusk::cleaner::Cleaner;
use dehusk::decide::Policy;
use dehusk::document::{Document, Format};
use dehusk::site::{Learner, SiteBy, Templates, Whence};
use std::sync::{Arc, LazyLock};

static SITES: LazyLock<Vec<Site>> = LazyLock::new(sites);

/// A page and the document that it makes.
type Known = (Vec<PageLine>, Document);

/// What became of the lines of some pages.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    template: usize,
    template_gone: usize,
    gone: usize,
    content_gone: usize,
    prose: usize,
    prose_gone: usize,
    /// Prose that went with the reason that other pages have it.
    prose_gone_as_template: usize,
}

/// The pages of a site. Two of the sites share an article.
fn pages(site: &Site, count: usize, seed: u64, format: Format) -> Vec<Known> {
    let shares = site.host.starts_with("quay") || site.host.starts_with("blog");
    let shared = if shares { SITES[3].shared_article() } else { Vec::new() };
    let known = |(number, page): (usize, Vec<PageLine>)| {
        let document = site.document(&page, number, format);
        (page, document)
    };
    site.pages(count, seed, &shared).into_iter().enumerate().map(known).collect()
}

fn learnt<'d>(documents: impl Iterator<Item = &'d Document>) -> Templates {
    let learner = Learner::new(SiteBy::Dir, true);
    documents.for_each(|document| learner.learn(document, Whence::of(document)));
    learner.finish()
}

/// Cleans pages and counts what went.
fn count(cleaner: &Cleaner, pages: &[Known], counts: &mut Counts) {
    for (page, document) in pages {
        let cleaned = cleaner.clean(document);
        let lines: Vec<_> = cleaned.verdicts().collect();
        assert_eq!(lines.len(), page.len(), "{}", document.id);
        for (known, (line, verdict)) in page.iter().zip(lines) {
            assert_eq!(known.text, cleaned.line_text(line));
            let gone = usize::from(line.is_dropped());
            let as_template =
                usize::from(verdict.reasons.iter().any(|reason| reason.ends_with("of this site")));
            counts.gone += gone;
            match known.kind {
                Kind::Template => {
                    counts.template += 1;
                    counts.template_gone += gone;
                }
                Kind::Prose => {
                    counts.prose += 1;
                    counts.prose_gone += gone;
                    counts.prose_gone_as_template += gone * as_template;
                    counts.content_gone += gone;
                }
                Kind::Short => counts.content_gone += gone,
                Kind::Varying => {}
            }
        }
    }
}

#[test]
fn template_lines_go_from_five_pages_on_and_prose_never() {
    let bare = Cleaner::new(Policy::default()).unwrap();
    for format in [Format::Text, Format::Html] {
        for number in [5, 10, 40] {
            let mut counts = Counts::default();
            for (site, seed) in SITES.iter().flat_map(|site| (0..3).map(move |seed| (site, seed))) {
                let pages = pages(site, number, seed, format);
                let templates = learnt(pages.iter().map(|(_, document)| document));
                count(&bare.clone().with_templates(Some(Arc::new(templates))), &pages, &mut counts);
            }
            let recall = counts.template_gone as f64 / counts.template as f64;
            let precision = 1.0 - counts.content_gone as f64 / counts.gone as f64;
            println!("{format}, {number} pages: recall {recall:.4}, precision {precision:.4}, {counts:?}");
            assert!(recall >= 0.95, "{format}, {number} pages: {counts:?}");
            assert!(precision >= 0.995, "{format}, {number} pages: {counts:?}");
            assert_eq!(counts.prose_gone_as_template, 0, "{format}, {number} pages: {counts:?}");
            // The judge errs without any help now and then: of prose that a machine made up, beside a box of promotion.
            assert!(counts.prose_gone * 1000 <= counts.prose, "{format}, {number} pages: {counts:?}");
        }
    }
}

#[test]
fn what_the_site_repeats_improves_on_what_one_page_tells() {
    let bare = Cleaner::new(Policy::default()).unwrap();
    for format in [Format::Text, Format::Html] {
        let (mut with, mut without) = (Counts::default(), Counts::default());
        for site in SITES.iter() {
            let pages = pages(site, 20, 9, format);
            let templates = learnt(pages.iter().map(|(_, document)| document));
            count(&bare.clone().with_templates(Some(Arc::new(templates))), &pages, &mut with);
            count(&bare, &pages, &mut without);
        }
        assert!(with.template_gone > without.template_gone, "{with:?} {without:?}");
        assert!(with.content_gone < without.content_gone, "{with:?} {without:?}");
    }
}

#[test]
fn what_is_learnt_depends_neither_on_order_nor_on_threads() {
    let place = Place::new();
    let mut documents: Vec<Document> = Vec::new();
    for site in SITES.iter() {
        documents.extend(pages(site, 10, 0, Format::Text).into_iter().map(|(_, document)| document));
    }
    for document in &documents {
        place.write(&document.id, &document.text);
    }
    let table = learnt(documents.iter()).table();
    assert!(table.contains("quaycourier.example\t9\t9\t9\tback to top\n"), "{table}");
    assert_eq!(learnt(documents.iter().rev()).table(), table);
    for threads in ["1", "4"] {
        assert_eq!(place.dehusk(&["sites", "learn", ".", "-j", threads]).run().fine(), table);
    }
}

/// A dump with a menu, a house advertisement that no judge knows, and an article of its own.
fn dump(number: usize) -> String {
    let goods = ["rope", "lamps", "anchors", "buoys", "oars", "sails", "nets", "kegs", "pulleys", "tar"];
    let (one, two) = (goods[number % 10], goods[(number + 3) % 10]);
    format!(
        "The sale of {one} on the pier\n\
         At dawn the traders came back with {one}, and before the tide had turned not one of them had any {two} left.\n\
         Nobody could say who had paid for the {two}, since the book in which it stood had gone overboard with the {one}.\n\
         Moira reads the shipping forecast with a cat named Fastnet\n\
         Lamp oil by the jug at the old net loft\n"
    )
}

const HOUSE_AD: &str = "Moira reads the shipping forecast with a cat named Fastnet";

#[test]
fn a_first_pass_a_table_and_two_merged_tables_lead_to_the_same_lines() {
    let place = Place::new();
    for number in 0..10 {
        place.write(&format!("in/a{}/{number}.txt", number % 2), dump(number));
        place.write(&format!("in/all/{number}.txt"), dump(number));
    }
    place.dehusk(&["clean", "-q", "in/all", "-o", "bare"]).run().fine();
    place.dehusk(&["clean", "-q", "in/all", "-o", "passed", "--site-by", "dir", "--labels"]).run().fine();
    place.dehusk(&["sites", "learn", "in/all", "--out", "all.tsv"]).run().fine();
    place.dehusk(&["clean", "-q", "in/all", "-o", "known", "--sites", "all.tsv", "--labels"]).run().fine();
    assert_eq!(place.tree("passed"), place.tree("known"));
    assert!(
        place.read("bare/0.txt").contains(HOUSE_AD),
        "the test needs a line that one page does not give away"
    );
    assert!(!place.read("known/0.txt").contains(HOUSE_AD));
    assert!(place.read("known/0.txt").contains("The sale of rope on the pier"));

    // Two halves of a site, under one name, add up to the whole.
    for half in ["a0", "a1"] {
        place
            .dehusk(&["sites", "learn", &format!("in/{half}"), "--out", &format!("{half}.tsv")])
            .run()
            .fine();
        place.write(
            &format!("{half}.tsv"),
            place.read(&format!("{half}.tsv")).replace(&format!("in/{half}"), "in/all"),
        );
    }
    let merged = place.dehusk(&["sites", "merge", "a0.tsv", "a1.tsv"]).run().fine().to_owned();
    let frequent = |table: &str| -> Vec<String> {
        table.lines().filter(|row| row.starts_with("in/all\t10\t10\t")).map(str::to_owned).collect()
    };
    assert_eq!(frequent(&merged), frequent(&place.read("all.tsv")));
    assert_eq!(frequent(&merged).len(), 2, "{merged}");
}

#[test]
fn a_table_is_edited_by_deleting_and_adding_rows() {
    let place = Place::new();
    for number in 0..8 {
        place.write(&format!("in/{number}.txt"), dump(number));
    }
    place.dehusk(&["sites", "learn", "in", "--out", "sites.tsv"]).run().fine();
    let explained =
        || place.dehusk(&["explain", "in/1.txt:4", "--sites", "sites.tsv"]).run().fine().to_owned();
    assert!(explained().contains("on 8 of 8 pages of this site"), "{}", explained());
    let table = place.read("sites.tsv");
    let kept: Vec<&str> = table.lines().filter(|row| !row.contains("moira")).collect();
    place.write("sites.tsv", kept.join("\n"));
    assert!(!explained().contains("of this site"), "{}", explained());
    place.write("sites.tsv", format!("{}\nin\t8\t8\t8\t{HOUSE_AD}!\n", kept.join("\n")));
    assert!(explained().contains("on 8 of 8 pages of this site"), "{}", explained());
}

#[test]
fn a_site_of_three_pages_is_cleaned_as_if_nothing_were_known() {
    let place = Place::new();
    for number in 0..3 {
        place.write(&format!("in/{number}.txt"), dump(number));
    }
    place.dehusk(&["clean", "-q", "in", "-o", "bare"]).run().fine();
    place.dehusk(&["clean", "-q", "in", "-o", "sited", "--site-by", "dir"]).run().fine();
    assert_eq!(place.tree("bare"), place.tree("sited"));
}

#[test]
fn pages_are_told_apart_by_the_host_that_they_name() {
    let place = Place::new();
    for number in 0..6 {
        let lines: String = dump(number).lines().map(|line| format!("<p>{line}</p>\n")).collect();
        let page = |host: &str| {
            format!(
                "<!doctype html><html><head><link rel=canonical href='https://{host}/{number}'></head><body>{lines}</body></html>"
            )
        };
        place.write(&format!("in/{number}.html"), page("www.quay.example"));
        place.write(&format!("in/other{number}.html"), page(&format!("n{number}.example")));
    }
    place.write("in/note.txt", dump(7));
    let run = place.dehusk(&["sites", "learn", "in", "--site-by", "host", "-v"]).run();
    assert!(
        run.text().contains("quay.example\t6\t6\t6\tlamp oil by the jug at the old net loft\n"),
        "{run:?}"
    );
    assert!(run.stderr.contains("1 of 13 documents name no site ('host')"), "{run:?}");
    let run = place.dehusk(&["clean", "in", "-o", "out", "--site-by", "host"]).run();
    run.status(0);
    assert!(!place.read("out/3.txt").contains(HOUSE_AD));
    assert!(place.read("out/note.txt").contains(HOUSE_AD));
}

#[test]
fn records_are_told_apart_by_their_address_or_by_a_field() {
    let place = Place::new();
    let record = |number: usize, paper: &str| {
        let url = format!("https://www.{paper}.example/{number}");
        serde_json::json!({ "id": number, "url": url, "paper": paper, "text": dump(number) }).to_string()
            + "\n"
    };
    let lines: String = (0..8).map(|number| record(number, "quay")).collect();
    // One page of each of many sites.
    let others: String = (0..8)
        .map(|number| record(number, &format!("other{}", ["a", "b", "c", "d", "e", "f", "g", "h"][number])))
        .collect();
    place.write("in.jsonl", lines + &others);
    for by in ["host", "paper"] {
        let table =
            place.dehusk(&["sites", "learn", "in.jsonl", "--site-by", by, "-j", "4"]).run().fine().to_owned();
        let name = if by == "host" { "quay.example" } else { "quay" };
        assert!(
            table.contains(&format!("by\t{by}\n")) && table.contains(&format!("{name}\t8\t8\t8\tmoira")),
            "{table}"
        );
        place.write("sites.tsv", &table);
        let known =
            place.dehusk(&["clean", "-q", "in.jsonl", "--sites", "sites.tsv"]).run().fine().to_owned();
        let passed =
            place.dehusk(&["clean", "-q", "in.jsonl", "--site-by", by, "-j", "1"]).run().fine().to_owned();
        assert_eq!(known, passed);
        let holds = |record: &serde_json::Value| record["text"].as_str().unwrap().contains(HOUSE_AD);
        let held: Vec<bool> = records(&known).iter().map(holds).collect();
        assert_eq!(held, [[false; 8], [true; 8]].concat(), "{known}");
    }
    // All records of one file are one folder's.
    let table = place.dehusk(&["sites", "learn", "in.jsonl", "--site-by", "dir"]).run().fine().to_owned();
    assert!(table.contains(".\t8\t8\t8\tmoira"), "{table}");
}

#[test]
fn what_cannot_be_learnt_or_read_is_one_plain_error() {
    let place = Place::new();
    place.write("in/a.txt", dump(1));
    let failure = |args: &[&str]| place.dehusk(args).stdin(dump(1)).run().failure().to_owned();
    assert!(failure(&["-", "--site-by", "dir"]).starts_with("--site-by needs two passes"));
    assert_eq!(failure(&["in", "--sites", "none.tsv"]), "none.tsv: No such file or directory");
    place.write("bad.tsv", "by\tdir\nin\t4\tmany\t4\tHome\n");
    let row = "bad.tsv: line 2: the second to the fourth column are numbers of pages";
    assert_eq!(failure(&["in", "--sites", "bad.tsv"]), row);
    assert_eq!(failure(&["sites", "merge", "bad.tsv"]), row);
    place.write("dir.tsv", "by\tdir\n");
    place.write("host.tsv", "by\thost\n");
    assert!(
        failure(&["sites", "merge", "dir.tsv", "host.tsv"]).starts_with("host.tsv: tells sites by 'host'")
    );
    assert!(failure(&["in", "--sites", "dir.tsv", "--site-by", "host"]).contains("tells sites by 'dir'"));
    let run = place.dehusk(&["sites", "learn", "in", "gone"]).run();
    assert_eq!(run.failure(), "gone: no such file");
    assert!(run.text().contains("in\t1\t0\t0\t\n"), "{run:?}");
    assert_eq!(
        failure(&["sites", "learn", "in", "--site-by", "none"]),
        "--site-by: 'none' leaves nothing to learn"
    );
}
