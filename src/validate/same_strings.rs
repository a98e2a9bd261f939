//! Invariant: every string token of the original is in the rewrite, byte for byte; the module docstring is the same.

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Breach;
use super::module::Module;

/// Compares the string tokens outside of `generated` ranges of the rewrite; an f-string counts as one token.
pub(super) fn check(old: &Module<'_>, new: &Module<'_>, generated: &[TextRange]) -> Vec<Breach> {
    let mut counts: BTreeMap<&str, (i64, TextSize)> = BTreeMap::new();
    for string in &old.strings {
        counts.entry(old.slice(*string)).or_insert((0, string.start())).0 += 1;
    }
    let ours = |string: &&TextRange| !generated.iter().any(|range| range.contains_range(**string));
    for string in new.strings.iter().filter(ours) {
        counts.entry(new.slice(*string)).or_insert((0, string.start())).0 -= 1;
    }
    let mut breaches = Vec::new();
    for (text, (count, at)) in counts {
        let text: String = text.chars().take(40).collect();
        if count > 0 {
            breaches.push(Breach::new(
                "same_strings",
                format!("the string of line {} is not in the rewrite as it was: {text}", old.line(at)),
            ));
        } else if count < 0 {
            breaches.push(Breach::new(
                "same_strings",
                format!("line {} of the rewrite has a string that the original has not: {text}", new.line(at)),
            ));
        }
    }
    if docstring(old) != docstring(new) {
        breaches.push(Breach::new("same_strings", "the module docstring is another one"));
    }
    breaches
}

/// The source of a string that is the first statement, which Python makes `__doc__`.
fn docstring<'t>(module: &Module<'t>) -> Option<&'t str> {
    match module.body().first()? {
        Stmt::Expr(statement) => match &*statement.value {
            Expr::StringLiteral(string) => Some(module.slice(string.range())),
            _ => None,
        },
        _ => None,
    }
}
