//! The marked view: every line with its label, for people and for snapshots.

use super::{Render, RenderOptions};
use crate::cleaner::Cleaned;
use crate::decide::Action;
use crate::document::Document;
use std::fmt::Write as _;

/// `--to marked`.
pub struct Marked;

impl Render for Marked {
    fn name(&self) -> &'static str {
        "marked"
    }

    fn about(&self) -> &'static str {
        "every line with its label; '-' before a dropped one, '!' before a marked one"
    }

    fn extension(&self) -> &'static str {
        "marked"
    }

    fn tells_set_aside(&self) -> bool {
        true
    }

    fn render(&self, _: &Document, cleaned: &Cleaned<'_>, _: &RenderOptions, out: &mut String) {
        let (mut kept, mut all, mut bytes) = (0, 0, 0);
        for line in &cleaned.lines {
            let Some(verdict) = &line.verdict else {
                out.push('\n');
                continue;
            };
            let text = cleaned.line_text(line);
            let sign = match verdict.action {
                Action::Drop => '-',
                Action::Mark => '!',
                Action::Keep => ' ',
            };
            all += 1;
            if verdict.action != Action::Drop {
                kept += 1;
                bytes += cleaned.kept_text(line).len();
            }
            let _ = writeln!(out, "{sign} {:10} | {text}", verdict.label);
        }
        let _ = writeln!(out, "== kept {kept} of {all} lines, {bytes} bytes");
        if let Some(why) = &cleaned.set_aside {
            let _ = writeln!(out, "== set aside: {why}");
        }
    }
}
