//! `dehusk config`: what holds here, and where it comes from.

use super::guard::GuardLimits;
use super::{Ending, JudgeArgs, session};
use clap::Args;
use dehusk::config::{Choices, NONE, TEMPLATE};
use dehusk::decide::Action;
use dehusk::label::Label;
use std::io::Write as _;

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Print a dehusk.toml with every key, explained
    #[arg(long)]
    template: bool,
    #[command(flatten)]
    limits: GuardLimits,
    /// What a site is, for a first pass that learns what its pages repeat
    #[arg(long, value_name = "none|dir|host|FIELD", env = "DEHUSK_SITE_BY")]
    site_by: Option<String>,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Prints the settings that hold here as the beginning of a dehusk.toml.
pub fn run(args: &ConfigArgs) -> anyhow::Result<Ending> {
    let mut out = std::io::stdout().lock();
    if args.template {
        out.write_all(TEMPLATE.as_bytes())?;
        return Ok(Ending::Fine);
    }
    let (path, file) = session::configuration(&args.judge)?;
    let profiles = session::profiles(path.as_deref(), &file, &args.judge)?;
    let more = Choices { guard: args.limits.guard(), site_by: args.site_by.clone(), ..Choices::default() };
    let whole = session::whole(path.as_deref(), &file, &args.judge, more)?;
    match path {
        Some(path) => writeln!(out, "# from {}, flags and DEHUSK_* variables", path.display())?,
        None => writeln!(out, "# no dehusk.toml here or above: defaults, flags and DEHUSK_* variables")?,
    }
    let Some(base) = profiles.first() else { return Ok(Ending::Fine) };
    let names = |action: Action| {
        let labels: Vec<String> = Label::ALL
            .into_iter()
            .filter(|label| base.policy.action(*label) == action)
            .map(|label| format!("{:?}", label.slug()))
            .collect();
        labels.join(", ")
    };
    writeln!(out, "mode = {:?}", base.policy.mode.slug())?;
    writeln!(out, "drop = [{}]", names(Action::Drop))?;
    writeln!(out, "keep = [{}]", names(Action::Keep))?;
    writeln!(out, "mark = [{}]", names(Action::Mark))?;
    writeln!(out, "preset = {:?}", whole.preset.map_or(NONE, |preset| preset.name()))?;
    writeln!(out, "dedup-lines = {}", whole.dedup_lines)?;
    writeln!(out, "max-removed = {}", whole.guard.max_removed.unwrap_or(1.0))?;
    writeln!(out, "min-words = {}", whole.guard.min_words.unwrap_or(0))?;
    let site_by = whole.site_by.map_or_else(|| NONE.to_owned(), |by| by.to_string());
    writeln!(out, "site-by = {site_by:?}")?;
    let counts = [
        (file.cue.len(), "cues"),
        (file.regex.len(), "expressions"),
        (file.protect.phrases.len() + file.protect.regex.len(), "protected phrases and expressions"),
        (file.overrides.len(), "overrides"),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(out, "# and {count} {what}")?;
    }
    Ok(Ending::Fine)
}
