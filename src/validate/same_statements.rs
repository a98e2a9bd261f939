//! Invariant: every original top-level statement occurs exactly once, equal as a syntax tree.

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use super::Breach;
use super::module::Module;
use super::shape::Reading;

const MOST: usize = 5;

/// Says what is wrong with a rewrite that is no rearrangement, in terms of the reading that comes nearest.
///
/// Statements that are all there but out of order are a breach of `same_order`.
pub(super) fn explain(reading: &Reading<'_>, old: &Module<'_>, new: &Module<'_>) -> Vec<Breach> {
    let (missing, mut extra) = reading.difference();
    if missing.is_empty() && extra.is_empty() {
        return vec![Breach::new("same_order", first_out_of_order(reading, old))];
    }
    let mut breaches = Vec::new();
    for statement in missing.iter().take(MOST) {
        let line = old.line(statement.start());
        let text = excerpt(old, statement);
        let twin = extra.iter().position(|other| is_twin(statement, old, other, new));
        breaches.push(match twin {
            Some(twin) => {
                let other = extra.remove(twin);
                let new_line = new.line(other.start());
                Breach::new(
                    "same_statements",
                    format!("the statement of line {line} was changed: {text} (line {new_line} of the rewrite)"),
                )
            }
            None => Breach::new("same_statements", format!("the statement of line {line} is missing: {text}")),
        });
    }
    for statement in extra.iter().take(MOST) {
        let line = new.line(statement.start());
        let text = excerpt(new, statement);
        let twin = old
            .body()
            .iter()
            .find(|other| old.without_indentation(other.range()) == new.without_indentation(statement.range()));
        let message = match twin {
            Some(twin) => format!(
                "the statement of line {} was doubled: {text} (line {line} of the rewrite)",
                old.line(twin.start())
            ),
            None => format!("line {line} of the rewrite has a statement that the original has not: {text}"),
        };
        breaches.push(Breach::new("same_statements", message));
    }
    breaches
}

/// The first line of a statement, shortened.
pub(super) fn excerpt(module: &Module<'_>, statement: &Stmt) -> String {
    let line = module.slice(statement.range()).lines().next().unwrap_or_default();
    let mut text: String = line.chars().take(60).collect();
    if text.len() < line.len() {
        text.push_str("...");
    }
    format!("`{text}`")
}

/// Whether two statements differ but are most likely meant to be the same one.
fn is_twin(statement: &Stmt, old: &Module<'_>, other: &Stmt, new: &Module<'_>) -> bool {
    if std::mem::discriminant(statement) != std::mem::discriminant(other) {
        return false;
    }
    let (a, b) = (old.slice(statement.range()), new.slice(other.range()));
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    common * 3 >= a.len().min(b.len())
}

fn first_out_of_order(reading: &Reading<'_>, old: &Module<'_>) -> String {
    use ruff_python_ast::comparable::ComparableStmt;
    let (mut kept, mut moved) = (reading.kept.iter().peekable(), reading.moved.iter().peekable());
    for statement in &reading.old {
        let wanted = ComparableStmt::from(*statement);
        let here = |next: &&&Stmt| ComparableStmt::from(**next) == wanted;
        if kept.next_if(here).is_none() && moved.next_if(here).is_none() {
            return format!(
                "the statement of line {} does not stand in its order: {}",
                old.line(statement.start()),
                excerpt(old, statement)
            );
        }
    }
    "kept and moved statements are not in their order".to_owned()
}
