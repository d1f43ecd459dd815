//! `dehusk labels`: the labels and what they mean.

use super::Ending;
use clap::Args;
use dehusk::classify::CLASSIFIERS;
use dehusk::label::Label;
use std::io::Write as _;

/// Arguments of `labels`.
#[derive(Debug, Args)]
pub struct LabelsArgs {
    /// Print everything about this label: what it drops, what it keeps, with examples
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Label::ALL.map(Label::slug)))]
    name: Option<String>,
}

/// Lists the labels, or prints the page of one.
pub fn run(args: &LabelsArgs) -> anyhow::Result<Ending> {
    let mut out = std::io::stdout().lock();
    match &args.name {
        None => {
            for label in Label::ALL {
                let action = if label.is_boilerplate() { "dropped" } else { "kept" };
                writeln!(out, "{label:10}  {action:7}  {}", label.meaning())?;
            }
        }
        Some(name) => {
            for classifier in CLASSIFIERS {
                if classifier.label().slug() == name {
                    out.write_all(classifier.page().as_bytes())?;
                }
            }
        }
    }
    Ok(Ending::Fine)
}
