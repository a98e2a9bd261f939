//! What a function takes from around: the variables it is handed, and nothing else.

use ruff_python_ast::Expr;
use ruff_text_size::{Ranged, TextSize};

use super::super::scopes::{How, Kind, Scopes, Target, Use};
use super::hoist::{Pair, Proof};
use super::settled;
use crate::names::builtins;

/// Names by which a function sees its own variables, or the class around it.
const LOOKS_AROUND: &[&str] = &["__class__", "dir", "eval", "exec", "locals", "super", "vars"];

/// What is wrong with the variables of a function that moved.
pub(super) fn faults(proof: &Proof<'_>, pair: &Pair<'_>, pairs: &[Pair<'_>]) -> Vec<String> {
    let before = proof.before;
    let (range, scope, name) = (pair.nested.range(), pair.nested.scope, pair.function.name.as_str());
    let mut faults = Vec::new();
    let mut variables: Vec<Option<usize>> = vec![None; pair.captured.len()];
    for used in before.uses.iter().filter(|used| range.contains(used.at)) {
        let at = proof.old.line(used.at);
        if !is_inside(before, used.scope, scope) {
            if !is_evaluated_alike(proof, pair, used) {
                faults.push(format!("`{}` in line {at} is evaluated where the function stands", used.name));
            }
            continue;
        }
        let captured = pair.captured.iter().position(|captured| *captured == used.name);
        let is_right = match (before.target(used), captured) {
            (Target::Global, None) => true,
            (Target::Local(owner) | Target::ClassOrGlobal(owner), _) if is_inside(before, owner, scope) => true,
            (Target::Local(owner), _) if is_moved(before, pairs, owner, &used.name) => used.how == How::Read,
            (Target::Local(owner), Some(index)) if before.scopes[owner].kind == Kind::Function => {
                used.how == How::Read && *variables[index].get_or_insert(owner) == owner
            }
            _ => false,
        };
        if !is_right {
            faults.push(format!("`{}` in line {at} would be another variable in `{name}`", used.name));
        }
    }
    let owners: Vec<(&String, usize)> =
        pair.captured.iter().zip(variables).filter_map(|(name, owner)| Some((name, owner?))).collect();
    if owners.len() != pair.captured.len() {
        faults.push(format!("`{name}` is handed a value that nothing in it reads"));
    }
    sites(proof, pair, &owners, &mut faults);
    shape(proof, pair, &mut faults);
    faults
}

/// Is every value, where it is handed over, the variable that the nested function read?
fn sites(proof: &Proof<'_>, pair: &Pair<'_>, owners: &[(&String, usize)], faults: &mut Vec<String>) {
    let before = proof.before;
    let around = before.scopes[pair.nested.scope].parent;
    let mut check = |scope: usize, passed_on: Option<TextSize>| {
        for (name, owner) in owners {
            if before.resolve(scope, name, true) != Target::Local(*owner) {
                faults.push(format!("`{name}` is another variable where it is handed over"));
            } else if passed_on.is_some_and(|at| !settled::is_settled(before, name, *owner, at)) {
                faults.push(format!("`{name}` may have another value when the function runs"));
            }
        }
    };
    let Some(named) = &pair.nested.named else { return check(around, Some(pair.nested.range().start())) };
    let is_its = |used: &&Use| used.name == named.name && before.target(used) == Target::Local(around);
    let mut bound = 0;
    let mut early = false;
    for used in before.uses.iter().filter(is_its) {
        match used.how {
            How::Read => {
                let inside = pair.nested.range().contains(used.at);
                let behind = proof.old.text.get(used.at.to_usize() + used.name.len()..).unwrap_or_default();
                let is_called = inside || behind.trim_start_matches([' ', '\t']).starts_with('(');
                check(used.scope, (!is_called).then_some(used.at));
                early |= !inside && (used.at < named.statement.end() || !named.suite.contains(used.at));
            }
            _ => bound += 1,
        }
    }
    if bound != 1 {
        faults.push(format!("`{}` is bound more than once", named.name));
    }
    if early {
        faults.push(format!("`{}` is mentioned where it may not be defined", named.name));
    }
}

/// Does the function do the same at the top level, whatever its variables are?
fn shape(proof: &Proof<'_>, pair: &Pair<'_>, faults: &mut Vec<String>) {
    let name = pair.function.name.as_str();
    let (def, parameters) = (pair.function, &pair.function.parameters);
    if !def.decorator_list.is_empty() || def.type_params.is_some() {
        faults.push(format!("`{name}` is decorated or generic"));
    }
    if !pair.captured.is_empty() && parameters.kwarg.is_some() {
        faults.push(format!("`{name}` may be called with a keyword that is a parameter now"));
    }
    let defaults = parameters.iter_non_variadic_params().filter_map(|parameter| parameter.default.as_deref());
    if defaults.into_iter().any(|default| !is_constant(default)) {
        faults.push(format!("a default of `{name}` is evaluated at another time"));
    }
    let text = proof.old.slice(pair.nested.range());
    let mut scope = proof.before.scopes[pair.nested.scope].parent;
    let mut in_class = false;
    while scope != 0 {
        in_class |= proof.before.scopes[scope].kind == Kind::Class;
        scope = proof.before.scopes[scope].parent;
    }
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
        if LOOKS_AROUND.contains(&word) || in_class && word.starts_with("__") && !word.ends_with("__") {
            faults.push(format!("`{word}` may mean something else in `{name}`"));
        }
    }
}

/// Is a name that stands in the head of the function the same there: its own name, a default that is handed over, or an
/// annotation of what is known above?
fn is_evaluated_alike(proof: &Proof<'_>, pair: &Pair<'_>, used: &Use) -> bool {
    let own = used.how == How::Bind && pair.nested.named.as_ref().is_some_and(|named| used.name == named.name);
    let handed = || pair.nested.defaults(pair.defaults).iter().any(|default| default.range().contains(used.at));
    let after = proof.after;
    let mut binds = after
        .uses
        .iter()
        .filter(|u| u.name == used.name && u.how != How::Read && after.target(u) == Target::Global)
        .peekable();
    let known = match binds.peek() {
        None => builtins::is_builtin(&used.name),
        Some(_) => binds.all(|bind| bind.scope == 0 && bind.at < pair.function.start()),
    };
    own || handed() || used.how == How::Quoted || proof.before.target(used) == Target::Global && known
}

fn is_inside(scopes: &Scopes<'_>, mut scope: usize, outer: usize) -> bool {
    while scope != outer && scope != 0 {
        scope = scopes.scopes[scope].parent;
    }
    scope == outer
}

/// Is it the local name of a function that moved?
fn is_moved(before: &Scopes<'_>, pairs: &[Pair<'_>], owner: usize, name: &str) -> bool {
    pairs.iter().any(|pair| {
        pair.nested.named.as_ref().is_some_and(|named| named.name == name)
            && before.scopes[pair.nested.scope].parent == owner
    })
}

fn is_constant(expression: &Expr) -> bool {
    match expression {
        Expr::UnaryOp(operation) => is_constant(&operation.operand),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        _ => expression.is_literal_expr(),
    }
}
