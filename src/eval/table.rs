//! The scores as a table that a person reads.

use super::Scores;
use crate::label::Label;
use std::fmt::{self, Write as _};

/// Scores by group, the whole first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Name of the group and its scores.
    pub groups: Vec<(String, Scores)>,
}

/// A report on scores by group.
pub fn report(groups: Vec<(String, Scores)>) -> Report {
    Report { groups }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.groups.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(5).max(5);
        writeln!(f, "{:width$}  {:>5}  kept characters        keeping  boilerplate lines  labels", "", "")?;
        writeln!(
            f,
            "{:width$}  {:>5}  prec.   recall  F1     all F1   prec.   recall     macro F1",
            "group", "dumps"
        )?;
        for (name, scores) in &self.groups {
            let (kept, boilerplate) = (scores.kept(), scores.boilerplate());
            writeln!(
                f,
                "{name:width$}  {:>5}  {:.3}   {:.3}   {:.3}  {:.3}    {:.3}   {:.3}      {:.3}",
                scores.documents,
                kept.precision(),
                kept.recall(),
                kept.f1(),
                scores.keep_all().f1(),
                boilerplate.precision(),
                boilerplate.recall(),
                scores.macro_f1(),
            )?;
        }
        let Some((_, all)) = self.groups.first() else { return Ok(()) };
        writeln!(f, "\nlabel       prec.  recall  F1     lines")?;
        for label in Label::ALL.into_iter().skip(1) {
            let ratio = all.label(label);
            writeln!(
                f,
                "{label:10}  {:.3}  {:.3}   {:.3}  {:>5}",
                ratio.precision(),
                ratio.recall(),
                ratio.f1(),
                ratio.wanted
            )?;
        }
        writeln!(f, "\ngold (down) is given as (across)")?;
        let mut heads = format!("{:10}", "");
        for label in Label::ALL.into_iter().skip(1) {
            let _ = write!(heads, "  {:>5}", label.slug().get(..5).unwrap_or(label.slug()));
        }
        writeln!(f, "{heads}")?;
        for (label, row) in Label::ALL.into_iter().zip(&all.confusion).skip(1) {
            write!(f, "{label:10}")?;
            for count in row.iter().skip(1) {
                write!(f, "  {count:>5}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
