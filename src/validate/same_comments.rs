//! Invariant: every comment of the original is in the rewrite; what trails a statement still trails it.

use std::collections::BTreeMap;

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Breach;
use super::module::Module;
use super::shape::Shape;

const NAME: &str = "same_comments";

/// Compares all comments, up to trailing white space, and the line each trailing comment belongs to.
pub(super) fn check(shape: &Shape<'_>, old: &Module<'_>, new: &Module<'_>) -> Vec<Breach> {
    let mut breaches = check_texts(old, new);
    for pair in &shape.pairs {
        let (was, is) = (trailing(old, pair.old), trailing(new, pair.new));
        if was != is {
            let line = old.line(pair.old.end());
            let message = match (was, is) {
                (Some(was), _) => {
                    format!(
                        "`{}` no longer stands as it was on the line of its statement, line {line}",
                        was.trim_start()
                    )
                }
                (None, is) => format!(
                    "`{}` came to stand on the line of another statement, line {line}",
                    is.unwrap_or_default().trim_start()
                ),
            };
            breaches.push(Breach::new(NAME, message));
        }
    }
    breaches
}

/// Compares the comments alone: each occurs as often as before, on its own line or behind code as before;
/// an encoding cookie and a `#!` line stay where Python and the system look for them.
pub(super) fn check_texts(old: &Module<'_>, new: &Module<'_>) -> Vec<Breach> {
    let mut counts: BTreeMap<(&str, bool), (i64, TextSize)> = BTreeMap::new();
    for (module, step) in [(old, 1), (new, -1)] {
        for comment in &module.comments {
            let key = (text(module, *comment), module.starts_line(comment.start()));
            let entry = counts.entry(key).or_insert((0, comment.start()));
            entry.0 += step;
        }
    }
    let mut breaches = Vec::new();
    for ((text, own_line), (count, at)) in counts {
        let place = if own_line { "on a line of its own" } else { "behind code" };
        if count > 0 {
            let message = format!("the comment of line {} is not in the rewrite {place}: `{text}`", old.line(at));
            breaches.push(Breach::new(NAME, message));
        } else if count < 0 {
            let message = format!(
                "line {} of the rewrite has a comment that the original has not {place}: `{text}`",
                new.line(at)
            );
            breaches.push(Breach::new(NAME, message));
        }
    }
    if header(old) != header(new) {
        breaches.push(Breach::new(NAME, "the `#!` line or the encoding cookie is not where it was"));
    }
    if script_blocks(old) != script_blocks(new) {
        breaches.push(Breach::new(NAME, "the inline script metadata was changed"));
    }
    breaches
}

/// Blocks of inline script metadata (PEP 723), whose lines must stay together.
fn script_blocks<'t>(module: &Module<'t>) -> Vec<&'t str> {
    let mut blocks = Vec::new();
    let mut start = None;
    for comment in &module.comments {
        let line = text(module, *comment);
        if line.starts_with("# /// ") && start.is_none() {
            start = Some(comment.start());
        } else if line == "# ///"
            && let Some(start) = start.take()
        {
            blocks.push(module.slice(TextRange::new(start, comment.end())));
        }
    }
    blocks
}

/// The comment behind a statement on its last line, with the white space before it.
fn trailing<'t>(module: &Module<'t>, statement: &Stmt) -> Option<&'t str> {
    let rest = module.rest_of_line(statement.end());
    let next = module.comments.partition_point(|comment| comment.start() < rest.start());
    let comment = module.comments.get(next)?;
    if !rest.contains_range(*comment) {
        return None;
    }
    let between = module.slice(TextRange::new(rest.start(), comment.start()));
    if !between.trim_matches([' ', '\t', '\x0c', ';']).is_empty() {
        return None;
    }
    // A semicolon may go when the statements of a line part.
    let space = between.len() - between.rfind(';').map_or(0, |semicolon| semicolon + 1);
    let start = comment.start() - TextSize::try_from(space).unwrap_or_default();
    Some(module.slice(TextRange::new(start, comment.end())).trim_end())
}

/// What the first two lines say to the system (`#!`) and to the tokenizer (PEP 263).
fn header<'t>(module: &Module<'t>) -> Vec<(usize, &'t str)> {
    module
        .comments
        .iter()
        .map(|comment| (module.line(comment.start()), text(module, *comment)))
        .take_while(|(line, _)| *line <= 2)
        .filter(|(line, text)| (*line == 1 && text.starts_with("#!")) || text.contains("coding"))
        .collect()
}

fn text<'t>(module: &Module<'t>, comment: TextRange) -> &'t str {
    module.slice(comment).trim_end()
}
