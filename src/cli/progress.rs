//! What long passes have in common: a bar for those who watch, and an end in order for those who interrupt.

use dehusk::source::Input;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A bar of the bytes of inputs, as they are stored, where somebody can see it and there is something to wait for.
/// `pass` names the pass where there are several.
pub fn bar(inputs: &[Input], quiet: bool, pass: &str) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() || inputs.iter().any(Input::is_stdin) {
        return ProgressBar::hidden();
    }
    let size = |input: &Input| fs::metadata(input.path()).map_or(0, |metadata| metadata.len());
    let total = inputs.iter().map(size).sum();
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let template = "{prefix}{wide_bar} {decimal_bytes}/{decimal_total_bytes}, {msg} documents, {decimal_bytes_per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_prefix(if pass.is_empty() { String::new() } else { format!("{pass} ") })
}

/// Is set by the first interrupt, so that what is in hand can be finished; the second ends the process where it
/// stands. Without a handler, an interrupt ends it at once: where standard input is read, since that may wait for ever.
pub fn interrupts(inputs: &[Input]) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    if inputs.iter().any(Input::is_stdin) {
        return stop;
    }
    let told = Arc::clone(&stop);
    #[allow(clippy::exit)]
    let _ = ctrlc::set_handler(move || {
        if told.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    stop
}
