//! `report` and `stats`: a page that needs nothing else, holds nothing that acts, and counts that add up.

use crate::support::*;

/// A line that would act where it got into a page as it stands.
const HOSTILE: &str =
    "© 2024 </script><script>alert(1)</script><img src=x onerror=alert(2)> <!-- All rights reserved.";

fn report(place: &Place, inputs: &[&str]) -> String {
    let args: Vec<&str> = ["report"].iter().chain(inputs).chain(&["--out", "report.html"]).copied().collect();
    place.dehusk(&args).run().fine();
    place.read("report.html")
}

/// The data of a page.
fn data(page: &str) -> serde_json::Value {
    let (_, data) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_report_shows_every_line_with_label_and_reasons() {
    let place = Place::new();
    place.write("page.txt", PAGE);
    let data = data(&report(&place, &["page.txt"]));
    let lines = data["sample"]["documents"][0]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 6);
    let footer = lines.last().unwrap();
    assert_eq!((footer[0].as_u64(), footer[2].as_u64()), (Some(u64::from(FOOTER_LINE)), Some(1)));
    assert_eq!(footer[6], FOOTER);
    let reason = footer[5][0].as_u64().unwrap() as usize;
    assert!(!data["sample"]["reasons"][reason].as_str().unwrap().is_empty());
}

#[test]
fn nothing_in_a_report_acts_or_asks_the_network() {
    let place = Place::new();
    place.write("page.txt", PAGE.replace(FOOTER, HOSTILE));
    let page = report(&place, &["page.txt"]);
    assert!(!page.contains("<img") && !page.contains("alert(1)</"), "text of a document stands in the page");
    assert_eq!(page.matches("</script>").count(), 2);
    let data = data(&page);
    let lines = data["sample"]["documents"][0]["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line[6] == HOSTILE));
    // The name of the SVG elements is no address that is asked.
    let rest = page.replace("http://www.w3.org/2000/svg", "");
    for address in ["http://", "https://", "src=\"", "@import", "url("] {
        assert!(!rest.contains(address), "{address}");
    }
}

#[test]
fn a_report_is_the_same_on_any_number_of_threads_and_small() {
    let place = Place::new();
    let dumps = corpus().join("dumps");
    let dumps = dumps.to_str().unwrap();
    let one = report(&place, &[dumps, "-j", "1"]);
    assert!(one == report(&place, &[dumps, "-j", "4"]));
    assert!(one.len() < 5_000_000, "{} bytes", one.len());
}

#[test]
fn beyond_two_hundred_documents_a_sample_is_shown_and_all_are_counted() {
    let place = Place::new();
    let record = |n: usize| format!("{}\n", serde_json::json!({ "id": format!("d{n}"), "text": PAGE }));
    place.write("pages.jsonl", (0..230).map(record).collect::<String>());
    let page = report(&place, &["pages.jsonl"]);
    let data = data(&page);
    assert_eq!(data["sample"]["documents"].as_array().unwrap().len(), 200);
    assert_eq!(data["totals"]["all"]["documents"], 230);
    assert!(data["totals"]["rule"].as_str().unwrap().starts_with("Shown below are 200 of 230 documents"));
    let frequent = data["totals"]["dropped"].as_array().unwrap();
    assert!(frequent.iter().any(|line| line["text"] == FOOTER && line["documents"] == 230));
}

#[test]
fn the_counts_of_stats_add_up() {
    let place = Place::new();
    place.write("news/a.txt", PAGE);
    place.write("news/b.html", HTML);
    let run = place.dehusk(&["stats", "news", "--to", "json"]).run();
    let stats: serde_json::Value = serde_json::from_str(run.fine()).unwrap();
    for counted in ["lines", "characters", "dropped_lines", "dropped_characters"] {
        let all = stats["all"][counted].as_u64().unwrap();
        assert!(all > 0);
        for by in ["labels", "formats", "languages", "sites"] {
            let rows = stats[by].as_object().unwrap();
            let sum: u64 = rows.values().map(|row| row[counted].as_u64().unwrap()).sum();
            assert_eq!(sum, all, "{counted} by {by}");
        }
    }
    assert_eq!(stats["all"]["documents"], 2);
    assert_eq!(stats["sites"]["news"]["documents"], 2);
    assert_eq!(stats["languages"]["en"]["documents"], 2);
}

#[test]
fn stats_as_csv_has_a_row_for_each_count_and_quotes_names() {
    let place = Place::new();
    place.write("a, \"b\"/page.txt", PAGE);
    let run = place.dehusk(&["stats", "a, \"b\"", "--to", "csv"]).run();
    let rows: Vec<&str> = run.fine().lines().collect();
    assert_eq!(rows[0], "by,name,documents,lines,characters,dropped_lines,dropped_characters");
    assert!(rows[1].starts_with("all,all,1,6,"), "{}", rows[1]);
    assert!(rows.iter().any(|row| row.starts_with("site,\"a, \"\"b\"\"\",1,6,")), "{rows:?}");
}

#[test]
fn the_page_of_an_earlier_run_is_not_reported() {
    let place = Place::new();
    place.write("pages/a.txt", PAGE);
    place.write("pages/b.html", HTML);
    for out in ["pages/report.html", "./pages/../pages/report.html"] {
        place.dehusk(&["report", "pages", "--out", out]).run().fine();
        let data = data(&place.read("pages/report.html"));
        assert_eq!(data["totals"]["all"]["documents"], 2, "{out}");
    }
}

#[test]
fn what_a_site_repeats_by_its_table_goes_in_reports_and_counts() {
    let place = Place::new();
    let house = "Nets mended while the kettle boils";
    place.write("quay/page.txt", PAGE.replace(FOOTER, &format!("{house}\n{FOOTER}")));
    let table = format!("by\tdir\nsite\tpages\ton\tbeside\tline\nquay\t40\t40\t40\t{house}\n");
    place.write("sites.tsv", table);
    let dropped = |args: &[&str]| {
        let args =
            [&["stats", "quay", "--to", "json", "--model", "none", "--mode", "recall"][..], args].concat();
        let stats: serde_json::Value = serde_json::from_str(place.dehusk(&args).run().fine()).unwrap();
        stats["all"]["dropped_lines"].as_u64().unwrap()
    };
    assert_eq!(dropped(&["--sites", "sites.tsv"]), dropped(&[]) + 1);
    let page = place.dehusk(&["report", "quay", "--sites", "sites.tsv", "--out", "-"]).run();
    assert!(page.fine().contains("on 40 of 40 pages of this site"));
}
