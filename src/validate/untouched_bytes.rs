//! Invariant: kept statements are equal byte for byte, moved ones up to the indentation of their lines; line ends as before.

use std::collections::BTreeSet;

use ruff_python_ast::StmtIf;
use ruff_text_size::{Ranged, TextRange};

use super::Breach;
use super::module::Module;
use super::shape::{Layout, Shape};

const NAME: &str = "untouched_bytes";

/// Compares the source of every statement with that of its copy, and then the texts.
pub(super) fn check(shape: &Shape<'_>, old: &Module<'_>, new: &Module<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for pair in &shape.pairs {
        let (was, is) = (pair.old.range(), pair.new.range());
        let same = if pair.moved {
            old.without_indentation(was) == new.without_indentation(is)
        } else {
            old.slice(was) == new.slice(is)
        };
        if !same {
            breaches.push(Breach::new(
                NAME,
                format!("the text of the statement of line {} was changed", old.line(was.start())),
            ));
        }
    }
    if let Layout::Existing { old: was, new: is } = shape.reading.layout
        && fixed_parts(was, old) != fixed_parts(is, new)
    {
        let message = format!("the guard of line {} was changed besides its body", old.line(was.start()));
        breaches.push(Breach::new(NAME, message));
    }
    breaches.extend(check_texts(old, new));
    breaches
}

/// Compares what does not depend on statements: line ends, the end of the file, a byte order mark.
pub(super) fn check_texts(old: &Module<'_>, new: &Module<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let kinds = line_ends(old.text);
    let found = line_ends(new.text);
    let free_choice = kinds.is_empty() && found.len() == 1;
    if !free_choice && !found.is_subset(&kinds) {
        breaches.push(Breach::new(NAME, "the rewrite has line ends of a kind that the original has not"));
    }
    if old.text.ends_with(['\n', '\r']) && !new.text.ends_with(['\n', '\r']) {
        breaches.push(Breach::new(NAME, "the final line end is gone"));
    }
    if new.text.starts_with('\u{feff}') && !old.text.starts_with('\u{feff}') {
        breaches.push(Breach::new(NAME, "the rewrite begins with a byte order mark"));
    }
    breaches
}

/// The guard's test, and its `elif` and `else` clauses.
fn fixed_parts<'t>(guard: &StmtIf, module: &Module<'t>) -> Vec<&'t str> {
    let test = TextRange::new(guard.start(), guard.test.end());
    let clauses = guard.elif_else_clauses.iter().map(Ranged::range);
    std::iter::once(test).chain(clauses).map(|range| module.slice(range)).collect()
}

/// The kinds of line end in a text; a lone carriage return counts, as it does for Python.
fn line_ends(text: &str) -> BTreeSet<&'static str> {
    let bytes = text.as_bytes();
    let kind = |(at, byte): (usize, &u8)| match byte {
        b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some("\r\n"),
        b'\r' => Some("\r"),
        b'\n' if at == 0 || bytes[at - 1] != b'\r' => Some("\n"),
        _ => None,
    };
    bytes.iter().enumerate().filter_map(kind).collect()
}
