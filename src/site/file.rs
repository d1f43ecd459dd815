//! Templates as a table that people read and edit, and that programs merge.

use super::bodies::Count;
use super::key::LineKey;
use super::name::SiteBy;
use super::templates::{SiteTemplates, Templates};
use crate::cues::fold::fold_phrase;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What stands at the top of a table.
const HEAD: &str = "\
# Lines that the pages of a site repeat: dehusk takes them for its template.
# Each row: site, pages that were looked at, on how many of them the line stands, on how many beside its usual
# neighbour, the line. Lines are compared without case and punctuation; '#' stands for a number.
# Delete a row, and its line is judged like any other; add one, with the site's number of pages in all three columns.
";

/// What tells where sites come from: `by`, TAB, `host`.
const BY: &str = "by";

/// The columns.
const COLUMNS: &str = "site\tpages\ton\tbeside\tline";

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct SitesError {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl Templates {
    /// The table. The same templates make the same table.
    pub fn table(&self) -> String {
        let mut table = format!("{HEAD}{BY}\t{}\n{COLUMNS}\n", self.by());
        for (name, site) in self.sites() {
            let written = site.written();
            // A site without such a line still has pages, which count when tables are merged.
            if written.is_empty() {
                let _ = writeln!(table, "{name}\t{}\t0\t0\t", site.pages());
            }
            for (on, beside, line) in written {
                let _ = writeln!(table, "{name}\t{}\t{on}\t{beside}\t{line}", site.pages());
            }
        }
        table
    }

    /// Reads a table. Lines may be written as they stand on a page: they are folded.
    ///
    /// # Errors
    /// The first row that is not as it should be.
    pub fn read(table: &str) -> Result<Templates, SitesError> {
        let mut by: Option<SiteBy> = None;
        let mut sites: BTreeMap<&str, SiteTemplates> = BTreeMap::new();
        for (row, number) in table.trim_start_matches('\u{feff}').lines().zip(1..) {
            let wrong = |problem: String| SitesError { line: number, problem };
            let columns: Vec<&str> = row.splitn(5, '\t').collect();
            match columns.as_slice() {
                _ if row.trim().is_empty() || row == COLUMNS => {}
                [comment, ..] if comment.starts_with('#') && columns.len() < 5 => {}
                [BY, how] => {
                    let how: SiteBy = how.trim().parse().unwrap_or(SiteBy::Dir);
                    if by.as_ref().is_some_and(|by| *by != how) {
                        return Err(wrong(format!(
                            "the sites are told by '{how}' here, and by something else above"
                        )));
                    }
                    by = Some(how);
                }
                [site, pages, on, beside, line] => {
                    let [pages, on, beside] =
                        [pages, on, beside].map(|number| number.trim().parse::<u32>().ok());
                    let (Some(pages), Some(on), Some(beside)) = (pages, on, beside) else {
                        return Err(wrong("the second to the fourth column are numbers of pages".to_owned()));
                    };
                    if on > pages {
                        return Err(wrong(format!("the line cannot stand on {on} of {pages} pages")));
                    }
                    let known = sites.entry(site).or_insert_with(|| SiteTemplates::new(pages));
                    if known.pages() != pages {
                        let other = known.pages();
                        return Err(wrong(format!(
                            "'{site}' has {other} pages in a row above, and {pages} here"
                        )));
                    }
                    let folded = fold_phrase(line);
                    if let Some(key) = LineKey::of_folded(&folded) {
                        known.set(Count { key, on, beside }, Some(folded.into()));
                    }
                }
                _ => {
                    return Err(wrong(
                        "a row has five columns with tabs between them: site, pages, on, beside, line"
                            .to_owned(),
                    ));
                }
            }
        }
        let Some(by) = by else {
            return Err(SitesError {
                line: 1,
                problem: "this is no table of 'dehusk sites': there is no row 'by', TAB, 'dir' or 'host'"
                    .to_owned(),
            });
        };
        let mut templates = Templates::new(by);
        for (name, site) in sites {
            templates.insert(name.to_owned(), site);
        }
        Ok(templates)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn table(rows: &str) -> Result<Templates, String> {
        Templates::read(&format!("by\thost\n{rows}")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_table_reads_as_it_was_written() {
        let rows = "a.example\t40\t40\t40\t© # quay courier all rights reserved\na.example\t40\t31\t2\t# min read\nb.example\t3\t0\t0\t\n";
        let templates = table(rows).unwrap();
        let site = templates.site("a.example").unwrap();
        assert_eq!(site.repeat("© 2024 Quay Courier. All rights reserved.").unwrap().on, 40);
        assert_eq!(site.repeat("3 min read").unwrap().share(), 31.0 / 40.0);
        assert_eq!(templates.site("b.example").unwrap().pages(), 3);
        let written = templates.table();
        assert!(written.ends_with(rows), "{written}");
        assert_eq!(Templates::read(&written).unwrap(), templates);
    }

    #[test]
    fn a_line_may_be_added_as_it_stands_on_a_page() {
        let templates = table("a.example\t10\t10\t10\tSign up! It's free: 2 issues a week\r\n").unwrap();
        let site = templates.site("a.example").unwrap();
        assert!(site.repeat("sign up -- its FREE, 7 issues a week").is_some());
    }

    #[test]
    fn rows_that_are_not_as_they_should_be_are_named() {
        let error = |rows| table(rows).unwrap_err();
        assert_eq!(error("a\t4\tx\t4\tline"), "line 2: the second to the fourth column are numbers of pages");
        assert_eq!(error("\na\t4\t5\t4\tline"), "line 3: the line cannot stand on 5 of 4 pages");
        assert_eq!(
            error("a\t4\t4\t4\tb\na\t5\t5\t5\tc"),
            "line 3: 'a' has 4 pages in a row above, and 5 here"
        );
        assert!(error("a 4 4 line").starts_with("line 2: a row has five columns"));
        assert!(error("by\tdir\n").starts_with("line 2: the sites are told by 'dir'"));
        assert!(Templates::read("Home\n").unwrap_err().to_string().starts_with("line 1: "));
        assert!(Templates::read("").unwrap_err().to_string().contains("no table"));
    }

    #[test]
    fn tables_are_merged_by_adding_up() {
        let mut one = table("a\t10\t9\t9\thome\na\t10\t5\t1\tweather\nb\t4\t4\t0\thome\n").unwrap();
        one.merge(table("a\t20\t20\t8\thome\nc\t8\t8\t8\timprint\n").unwrap());
        assert!(
            one.table().ends_with(
                "a\t30\t29\t17\thome\na\t30\t5\t1\tweather\nb\t4\t4\t0\thome\nc\t8\t8\t8\timprint\n"
            )
        );
    }

    #[test]
    fn a_site_with_too_few_pages_repeats_nothing() {
        let templates =
            table("a\t3\t3\t3\thome\nb\t4\t4\t4\thome\nc\t100\t9\t9\thome\nd\t4\t2\t2\thome\n").unwrap();
        let repeats = |site: &str| templates.site(site).unwrap().repeat("Home").is_some();
        assert_eq!(["a", "b", "c", "d"].map(repeats), [false, true, false, false]);
        assert_eq!((templates.known_sites(), templates.lines()), (1, 1));
    }
}
