//! The proof of a repair: undone by its own rules, it is the original, and what it hands over is what was read before.
//!
//! Nothing here knows which globals had to travel or why. Three kinds of change are taken back, each recognised by its
//! very shape ([`template`], [`undo`]); whatever else was changed is a breach. On top of that
//!
//! - names of generated functions and attributes occur nowhere in the original;
//! - a name that is handed over means the module's global where it is handed over;
//! - a name that becomes a parameter was the module's global in the whole function, and only read there;
//! - a function that gets parameters is mentioned in calls alone that hand them over.

use std::collections::HashSet;

use ruff_python_ast::Stmt;
use ruff_python_ast::comparable::ComparableStmt;
use ruff_text_size::{Ranged, TextRange};

use super::module::Module;
use super::scopes::{How, Kind, Scopes, Target, Use};
use super::{Breach, parses, same_comments, scope_walk};

mod canonical;
mod hoist;
mod joined;
mod nested;
mod settled;
mod taken;
mod template;
mod undo;

use undo::Undone;

const NAME: &str = "same_after_undoing";

/// Proves `repaired` against `original`, by way of the text in which functions have moved to the top level.
///
/// # Errors
/// Every breach that was seen.
pub(super) fn check_all(original: &str, hoisted: Option<&str>, repaired: &str) -> Vec<Breach> {
    let Some(hoisted) = hoisted else { return check(original, repaired) };
    let breaches = hoist::check(original, hoisted);
    if breaches.is_empty() { check(hoisted, repaired) } else { breaches }
}

/// Proves `repaired` against `original`; both are decoded and without byte order mark.
///
/// # Errors
/// Every breach that was seen.
fn check(original: &str, repaired: &str) -> Vec<Breach> {
    let (old, new) = (Module::parse(original), Module::parse(repaired));
    let mut breaches = parses::check(&old, &new);
    if !breaches.is_empty() {
        return breaches;
    }
    let words: HashSet<&str> = original.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let undone = undo::undo(new.body(), old.body(), &words);
    breaches.extend(undone.faults.iter().map(|fault| Breach::new(NAME, fault.clone())));
    breaches.extend(differences(&undone, &old));
    let (before, after) = (scope_walk::build(old.body()), scope_walk::build(new.body()));
    let joins = joined::faults(&undone.joins, &old, &before, &after);
    breaches.extend(joins.into_iter().map(|fault| Breach::new(NAME, fault)));
    breaches.extend(handed_over(&undone, &new, &after));
    breaches.extend(parameters(&undone, &old, &before, &after));
    breaches.extend(declared_late(&new, &after));
    breaches.extend(own_locals(&undone, &old, &before));
    breaches.extend(same_comments::check_texts(&old, &new));
    breaches
}

fn differences(undone: &Undone, old: &Module<'_>) -> Vec<Breach> {
    let original = undo::normal(old.body());
    let pairs = undone.body.iter().zip(&original);
    let different = pairs.filter(|(new, old)| ComparableStmt::from(*new) != ComparableStmt::from(*old));
    let mut breaches: Vec<Breach> = different
        .map(|(_, statement)| {
            let line = old.line(statement.start());
            Breach::new(NAME, format!("the statement of line {line} is another one even without the repair"))
        })
        .collect();
    if undone.body.len() != original.len() {
        breaches.push(Breach::new(NAME, "statements were added or left out"));
    }
    breaches
}

/// Is every name that is handed over the module's global there?
fn handed_over(undone: &Undone, new: &Module<'_>, after: &Scopes<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (name, at) in &undone.handed_over {
        let used = after.uses.iter().find(|used| used.at == *at && used.name == *name);
        if used.is_none_or(|used| after.target(used) != Target::Global || used.how != How::Read) {
            let message = format!("`{name}` in line {} of the repair is not the module's global", new.line(*at));
            breaches.push(Breach::new(NAME, message));
        }
    }
    breaches
}

/// Were the new parameters of a function globals that it only reads, and is it called with them alone?
fn parameters(undone: &Undone, old: &Module<'_>, before: &Scopes<'_>, after: &Scopes<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (function, names) in &undone.parameters {
        let Some(def) = undo::sole(old.body(), function, Stmt::as_function_def_stmt, |def| def.name.as_str()) else {
            breaches.push(Breach::new(NAME, format!("`{function}` is no function of the original")));
            continue;
        };
        let body = TextRange::new(def.parameters.start(), def.end());
        for used in before.uses.iter().filter(|used| body.contains(used.at) && names.contains(&used.name)) {
            if used.how != How::Read || before.target(used) != Target::Global {
                let message = format!("`{}` in line {} is not just read by `{function}`", used.name, old.line(used.at));
                breaches.push(Breach::new(NAME, message));
            }
        }
        // A function inside of another one may have the same name.
        let is_it = |used: &&Use| !matches!(after.target(used), Target::Local(_));
        let mentioned = after.uses.iter().filter(|used| used.name == *function && used.how != How::Bind).filter(is_it);
        if mentioned.clone().any(|used| !undone.targets.contains(&used.at)) {
            breaches.push(Breach::new(NAME, format!("`{function}` has new parameters, and is used elsewhere")));
        }
    }
    breaches
}

/// CPython's compiler wants `global` before every use in the function (symtable.c).
fn declared_late(new: &Module<'_>, after: &Scopes<'_>) -> Vec<Breach> {
    let declared = after.uses.iter().filter(|used| used.how == How::Declare);
    declared
        .filter(|declared| {
            let same = |used: &&Use| used.scope == declared.scope && used.name == declared.name;
            after.uses.iter().filter(same).any(|used| used.how != How::Declare && used.at < declared.at)
        })
        .map(|used| {
            let line = new.line(used.at);
            Breach::new(NAME, format!("line {line} of the repair declares `{}` behind its use", used.name))
        })
        .collect()
}

/// A name that a method declares global now must not have been a local variable of it.
fn own_locals(undone: &Undone, old: &Module<'_>, before: &Scopes<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (method, names) in &undone.declared {
        for used in before.uses.iter().filter(|used| method.contains(used.at) && names.contains(&used.name)) {
            let scope = &before.scopes[used.scope];
            let is_own = scope.body.last().is_some_and(|last| last.end() == method.end());
            if is_own && scope.kind == Kind::Function && before.target(used) != Target::Global {
                let message = format!("`{}` in line {} was a local variable", used.name, old.line(used.at));
                breaches.push(Breach::new(NAME, message));
            }
        }
    }
    breaches
}
