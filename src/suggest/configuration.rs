//! Proposals as a `dehusk.toml` that a person reviews.

use super::propose::{Options, Proposal, Proposals};
use super::site::Site;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Examples that are shown of a proposal.
const MOST_EXAMPLES: usize = 3;
/// Sites that are named with a proposal.
const MOST_NAMED: usize = 4;
/// Characters of an example, or of the name of a site, that are shown.
const MOST_SHOWN: usize = 100;

impl Proposals {
    /// A configuration with the proposals as cues, each with what speaks for it in comments.
    pub fn toml(&self, options: &Options) -> String {
        let mut out = String::new();
        self.head(options, &mut out);
        let mut by_site: BTreeMap<(usize, &Site), Vec<&Proposal>> = BTreeMap::new();
        for proposal in &self.proposals {
            match &proposal.site {
                // The last override that fits a document holds: folders stand before those that they hold.
                Some(site) if site.scope().is_some() => {
                    by_site.entry((site.name().matches('/').count(), site)).or_default().push(proposal);
                }
                _ => write_cue("cue", proposal, &mut out),
            }
        }
        if !by_site.is_empty() {
            let _ = writeln!(
                out,
                "\n# Of several overrides that fit a document only the last one holds: join those of one site."
            );
        }
        for ((_, site), proposals) in by_site {
            let Some((key, glob)) = site.scope() else { continue };
            let _ = writeln!(out, "\n# Lines of {} alone.", shown(site.name()));
            let _ = writeln!(out, "[[override]]\n{key} = {}", quoted(&glob));
            proposals.into_iter().for_each(|proposal| write_cue("override.cue", proposal, &mut out));
        }
        if !self.unsure.is_empty() {
            let _ =
                writeln!(out, "\n# Frequent too, and not proposed: the judge is sure that they should stay.");
        }
        for unsure in &self.unsure {
            let (documents, drop) = (count(unsure.documents, "document"), unsure.drop);
            let _ = writeln!(out, "#   in {documents}, drop {drop:.2}: {}", shown(&unsure.text));
        }
        out
    }

    fn head(&self, options: &Options, out: &mut String) {
        let (documents, least) = (count(self.documents, "document"), options.min_documents);
        let _ = writeln!(
            out,
            "# Cues proposed by 'dehusk suggest' from {documents}: lines that stay in {least} documents or more, with\n\
             # different articles, and look alike. Read them, delete what should stay, and copy the rest into your\n\
             # dehusk.toml. Phrases are compared without case and punctuation; '#' stands for a number."
        );
        if self.thinned {
            let _ = writeln!(
                out,
                "# There were so many different lines that counts are the least that they can be."
            );
        }
        if self.left_out > 0 {
            let more = count(self.left_out, "rarer proposal");
            let _ = writeln!(out, "# Left out: {more} (--most).");
        }
        if self.proposals.is_empty() {
            let _ = writeln!(out, "# There is nothing to propose.");
        }
    }
}

fn write_cue(table: &str, proposal: &Proposal, out: &mut String) {
    let Proposal { lines, documents, .. } = proposal;
    let (lines, documents) = (count(*lines, "line"), count(*documents, "document"));
    let what = match proposal.key {
        "line" => "",
        "start" => " that begin so",
        _ => " that end so",
    };
    let _ = writeln!(out, "\n# {lines}{what} in {documents}{}", sites(proposal));
    for example in proposal.examples.iter().take(MOST_EXAMPLES) {
        let _ = writeln!(out, "#   {}", shown(example));
    }
    let _ = writeln!(out, "# {}: {}", proposal.label, why(proposal));
    // A phrase that more may begin with than what was met must not draw the lines around it along.
    let strength = if proposal.max_words.is_none() { "certain" } else { "strong" };
    let _ = writeln!(out, "[[{table}]]\nlabel = {}", quoted(proposal.label.slug()));
    let _ = writeln!(out, "reason = {}", quoted(&format!("looks like lines of {documents}")));
    let _ = writeln!(out, "strength = \"{strength}\"\n{} = [{}]", proposal.key, quoted(&proposal.phrase));
    if let Some(most) = proposal.max_words {
        let _ = writeln!(out, "max_words = {most}");
    }
}

/// The sites of the documents: `; quay.example 12, harbour.example 9, 3 more`.
fn sites(proposal: &Proposal) -> String {
    let Proposal { sites, elsewhere, .. } = proposal;
    if sites.len() <= 1 && *elsewhere == 0 {
        return sites.first().map(|(site, _)| format!(", all of {}", shown(site.name()))).unwrap_or_default();
    }
    let named = sites.iter().take(MOST_NAMED).map(|(site, on)| format!("{} {on}", shown(site.name())));
    let mut list: Vec<String> = named.collect();
    let rest = sites.iter().skip(MOST_NAMED).map(|(_, on)| on).sum::<u64>() + elsewhere;
    if rest > 0 {
        list.push(format!("others {rest}"));
    }
    format!("; {}", list.join(", "))
}

fn why(proposal: &Proposal) -> String {
    let mut reasons = Vec::new();
    if let Some(all) = proposal.of_template {
        let of = if proposal.site.is_some() { " of its site" } else { "" };
        reasons.push(format!("at one place in {} of the {}{of}", proposal.documents, count(all, "document")));
    }
    if proposal.gone > 0 {
        reasons.push(format!("{} of the same look already dropped", count(proposal.gone, "line")));
    }
    reasons.push(format!("the judge gives these drop {:.2}", proposal.drop));
    if proposal.beside > 0 {
        reasons.push(format!("{} beside a dropped line", proposal.beside));
    }
    reasons.join("; ")
}

fn count(number: u64, one: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {one}{s}", crate::source::grouped(number))
}

/// A text in one line of a comment, without what would end it or turn it round.
fn shown(text: &str) -> String {
    let plain = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => '\u{fffd}',
        c => c,
    };
    let mut shown: String = text.chars().take(MOST_SHOWN).map(plain).collect();
    if text.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
