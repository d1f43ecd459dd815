//! Fenced code.

use super::outline::Outline;
use crate::segment::Page;

/// The lines of a block of code, with fences longer than any run of backticks inside.
pub(super) fn fenced(outline: &Outline<'_>, node: u32, lines: &[usize]) -> Vec<String> {
    let longest = lines.iter().map(|&at| longest_run(outline.line_text(at))).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut fenced = vec![format!("{fence}{}", language(outline.page, node).unwrap_or(""))];
    for (at, &line) in lines.iter().enumerate() {
        // Blank lines are no lines of the page; what stood between two kept lines is put back.
        let follows = at > 0 && lines.get(at - 1).copied() == line.checked_sub(1);
        let blanks = outline.line(line).filter(|_| follows).map_or(0, |line| line.breaks.saturating_sub(1));
        fenced.extend((0..blanks).map(|_| String::new()));
        fenced.push(outline.line_text(line).to_owned());
    }
    fenced.push(fence);
    fenced
}

/// The most backticks in a row.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The language that the classes of a `pre`, of what holds it or of the `code` inside name.
fn language(page: &Page, node: u32) -> Option<&str> {
    let parent = page.node(node)?.parent;
    let inside =
        node.checked_add(1).filter(|&child| page.node(child).is_some_and(|child| child.parent == node));
    [Some(node), inside, Some(parent)].into_iter().flatten().find_map(|id| {
        let tokens = page.tokens_of(page.node(id)?).iter().map(|token| page.token(*token));
        tokens.flat_map(named).next()
    })
}

fn named(class: &str) -> Option<&str> {
    let name = ["language-", "lang-", "highlight-source-", "highlight-"]
        .iter()
        .find_map(|lead| class.strip_prefix(lead))?;
    let fits = (1..=20).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'#' | b'-'));
    (fits && !matches!(name, "none" | "text" | "plaintext" | "default" | "plain")).then_some(name)
}
