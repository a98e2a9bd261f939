//! Invariant: what was generated binds only names that were free, and adds no second `freeze_support()`.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::Breach;
use super::dynamic;
use super::main_guard::dotted;
use super::module::Module;
use super::scope_walk::canonical;
use super::scopes::{How, Scopes, Target};
use super::shape::Shape;
use crate::names::builtins::{is_builtin, is_module_name};

const NAME: &str = "new_names";

/// Libraries whose `freeze_support` is that of multiprocessing.
const MULTIPROCESSING: &[&str] = &["multiprocessing", "multiprocess", "billiard", "torch"];

/// Checks the name of the generated function and the lines first under the guard.
pub(super) fn check(shape: &Shape<'_>, old: &Module<'_>, before: &Scopes<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if let Some(def) = shape.function() {
        let name = canonical(def.name.as_str(), None);
        if is_builtin(&name) || is_module_name(&name) {
            breaches.push(Breach::new(NAME, format!("the generated function hides the builtin `{name}`")));
        }
        let exports = dynamic::search(old.body()).exports;
        let exported = exports.iter().find(|(_, export)| *export == name).map(|(at, _)| *at);
        let used = before.uses.iter().find(|usage| usage.name == name).map(|usage| usage.at);
        if let Some(at) = used.or(exported) {
            let message = format!("the name of the generated function is taken: `{name}` in line {}", old.line(at));
            breaches.push(Breach::new(NAME, message));
        }
    }
    if !shape.reading.freeze.is_empty() {
        breaches.extend(check_freeze(shape, old, before));
    }
    breaches
}

fn check_freeze(shape: &Shape<'_>, old: &Module<'_>, before: &Scopes<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut calls = FreezeCalls::default();
    calls.visit_body(old.body());
    if let Some(at) = calls.first {
        let message = format!("a second freeze_support() was added to that of line {}", old.line(at));
        breaches.push(Breach::new(NAME, message));
    }
    let (import, call) = match shape.reading.freeze {
        [call] => (None, call),
        [import, call] => (Some(import), call),
        _ => return breaches,
    };
    let Some(path) = bare_call(call) else {
        breaches.push(Breach::new(NAME, "the generated freeze_support() call has arguments"));
        return breaches;
    };
    let root = path[0];
    let binds = || {
        let same = |usage: &&super::scopes::Use| usage.name == root && usage.how == How::Bind;
        before.uses.iter().filter(same).filter(|usage| before.target(usage) == Target::Global)
    };
    let mut imports = Imports::default();
    let visited = shape.pairs.iter().filter(|pair| !pair.moved || import.is_some());
    visited.for_each(|pair| imports.visit_stmt(pair.old));
    let leads = |target: &[&str]| {
        target.first().is_some_and(|module| MULTIPROCESSING.contains(module))
            && target.iter().chain(&path[1..]).next_back() == Some(&"freeze_support")
    };
    let right = |at: TextSize| imports.bound.iter().any(|(place, target)| *place == at && leads(target));
    let elsewhere = binds().any(|usage| !right(usage.at));
    let found = match import {
        Some(import) => import_matches(import, &path),
        None => binds().next().is_some() || (path.len() == 1 && imports.star),
    };
    if elsewhere || !found {
        let message = format!("`{}` under the guard is not multiprocessing's", path.join("."));
        breaches.push(Breach::new(NAME, message));
    }
    breaches
}

/// The path of a call without arguments.
fn bare_call(statement: &Stmt) -> Option<Vec<&str>> {
    match statement {
        Stmt::Expr(statement) => match &*statement.value {
            Expr::Call(call) if call.arguments.is_empty() => dotted(&call.func),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a generated import is the one the call after it needs, without renaming.
fn import_matches(import: &Stmt, path: &[&str]) -> bool {
    match import {
        Stmt::Import(import) => {
            path == ["multiprocessing", "freeze_support"]
                && matches!(&import.names[..], [only] if only.asname.is_none())
        }
        Stmt::ImportFrom(import) => {
            path == ["freeze_support"]
                && matches!(&import.names[..], [only] if only.name.as_str() == "freeze_support" && only.asname.is_none())
        }
        _ => false,
    }
}

/// The first call of a `freeze_support`.
#[derive(Default)]
struct FreezeCalls {
    first: Option<TextSize>,
}

impl<'m> Visitor<'m> for FreezeCalls {
    fn visit_expr(&mut self, expr: &'m Expr) {
        if let Expr::Call(call) = expr
            && dotted(&call.func).is_some_and(|path| path.last() == Some(&"freeze_support"))
        {
            self.first = self.first.or(Some(expr.start()));
        }
        visitor::walk_expr(self, expr);
    }
}

/// What imports bind: where the alias stands, and the dotted path it stands for.
#[derive(Default)]
struct Imports<'m> {
    bound: Vec<(TextSize, Vec<&'m str>)>,
    /// A star import from multiprocessing.
    star: bool,
}

impl<'m> Visitor<'m> for Imports<'m> {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let path = alias.name.split('.');
                    let path = if alias.asname.is_some() { path.collect() } else { path.take(1).collect() };
                    self.bound.push((alias.start(), path));
                }
            }
            Stmt::ImportFrom(import) if import.level == 0 => {
                let module: Vec<&str> = import.module.as_deref().unwrap_or_default().split('.').collect();
                for alias in &import.names {
                    let is_star = alias.name.as_str() == "*";
                    self.star |= is_star && MULTIPROCESSING.contains(&module[0]);
                    let path = module.iter().copied().chain([alias.name.as_str()]).collect();
                    self.bound.push((alias.start(), path));
                }
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &'m Expr) {}
}
