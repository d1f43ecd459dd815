//! `dehusk stats`: counts by label, format, language and site.

use super::Ending;
use super::messages::Messages;
use super::survey::{Gather, SitesBy, SurveyArgs};
use anstyle::Style;
use clap::Args;
use dehusk::cleaner::Cleaned;
use dehusk::document::Document;
use dehusk::label::Label;
use dehusk::report::{About, Counts, Survey};
use dehusk::site::Whence;
use dehusk::source::grouped;
use std::io::Write;

/// Rows of a table for people; the rest is added up.
const MOST_ROWS: usize = 20;

/// What a table is by, and its rows.
type Group<'s> = (&'static str, Vec<(&'s str, Counts)>);

/// Arguments of `stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    #[command(flatten)]
    survey: SurveyArgs,
    /// Format of the output; json and csv have every row
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json", "csv"], default_value = "text")]
    to: String,
}

impl Gather for Survey {
    fn look(cleaned: &Cleaned<'_>, _: &Document, whence: Whence<'_>, by: SitesBy<'_>) -> Survey {
        Survey::of(cleaned, &about(cleaned, whence, by))
    }

    fn merge(&mut self, other: Survey) {
        Survey::merge(self, other);
    }
}

/// What is known of a document, its site as asked for.
pub fn about(cleaned: &Cleaned<'_>, whence: Whence<'_>, by: SitesBy<'_>) -> About {
    match by {
        SitesBy::Nothing => About { site: String::new(), ..About::of(cleaned, whence, None) },
        SitesBy::Asked(by) => About::of(cleaned, whence, Some(by)),
        SitesBy::Known => About::of(cleaned, whence, None),
    }
}

/// Counts.
pub fn run(args: &StatsArgs, messages: &mut Messages) -> anyhow::Result<Ending> {
    let survey: Survey = args.survey.gather(None, messages)?;
    let mut out = anstream::stdout().lock();
    match args.to.as_str() {
        "json" => {
            serde_json::to_writer(&mut out, &survey).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        "csv" => csv(&mut out, &survey)?,
        _ => tables(&mut out, &survey)?,
    }
    out.flush()?;
    Ok(Ending::Fine)
}

/// The tables: what they are by, and their rows in order, the largest first.
fn groups(survey: &Survey) -> Vec<Group<'_>> {
    let labels = Label::ALL.into_iter().map(Label::slug).zip(survey.labels).collect();
    let mut groups: Vec<Group<'_>> = vec![("label", labels)];
    for (by, rows) in [("format", &survey.formats), ("language", &survey.languages), ("site", &survey.sites)]
    {
        let mut rows: Vec<(&str, Counts)> =
            rows.iter().map(|(name, counts)| (name.as_str(), *counts)).collect();
        rows.sort_by(|a, b| b.1.documents.cmp(&a.1.documents).then_with(|| a.0.cmp(b.0)));
        groups.push((by, rows));
    }
    groups
}

fn tables(out: &mut impl Write, survey: &Survey) -> std::io::Result<()> {
    let bold = Style::new().bold();
    for (by, mut rows) in groups(survey) {
        rows.retain(|(_, counts)| counts.lines > 0 || counts.documents > 0);
        if rows.is_empty() {
            continue;
        }
        let rest = rows.split_off(rows.len().min(MOST_ROWS));
        let mut others = Counts::default();
        rest.iter().for_each(|(_, counts)| others.merge(*counts));
        let more = format!("({} more)", grouped(rest.len() as u64));
        if !rest.is_empty() {
            rows.push((&more, others));
        }
        rows.push(("all", survey.all));
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().max(12);
        writeln!(
            out,
            "{bold}{by:<width$}{:>11}{:>12}{:>14}{:>15}{:>10}{bold:#}",
            "documents", "lines", "characters", "lines dropped", "removed"
        )?;
        for (name, counts) in rows {
            writeln!(
                out,
                "{name:<width$}{:>11}{:>12}{:>14}{:>15}{:>10}",
                grouped(counts.documents),
                grouped(counts.lines),
                grouped(counts.characters),
                grouped(counts.dropped_lines),
                format!("{:.1} %", counts.removed() * 100.0)
            )?;
        }
        writeln!(out)?;
    }
    match survey.set_aside {
        0 => Ok(()),
        count => writeln!(out, "{} documents are set aside as a whole", grouped(count)),
    }
}

fn csv(out: &mut impl Write, survey: &Survey) -> std::io::Result<()> {
    writeln!(out, "by,name,documents,lines,characters,dropped_lines,dropped_characters")?;
    let all = [("all", vec![("all", survey.all)])];
    for (by, rows) in all.into_iter().chain(groups(survey)) {
        for (name, counts) in rows {
            let Counts { documents, lines, characters, dropped_lines, dropped_characters } = counts;
            let name = quoted(name);
            writeln!(
                out,
                "{by},{name},{documents},{lines},{characters},{dropped_lines},{dropped_characters}"
            )?;
        }
    }
    Ok(())
}

/// A field of CSV, in quotes where it needs them (RFC 4180).
fn quoted(name: &str) -> String {
    if name.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
