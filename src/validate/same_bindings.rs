//! Invariant: every name use refers to what it referred to before.
//!
//! Under a guard nothing changes its scope. In a generated function the names that moved statements bind become local
//! unless they are declared `global`; that is right when all uses of such a name went with it, and nothing could tell:
//! 1. Each use is resolved in the original and in the rewrite. The only change allowed is from the module's globals to
//!    the generated function's names.
//! 2. A name that changed so may have no use left that means a global: not in a kept statement, not through `global` in
//!    a nested function, not in a class body that may look it up past the function, not in `__all__` or a quoted annotation.
//! 3. A builtin that is rebound must be bound on every way before it is read: a local name hides the builtin from the start.
//! 4. Nothing may see names by other ways than their spelling.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashMap;

use super::Breach;
use super::bound_first::{Occurrences, Strictness, early_read};
use super::dynamic::{self, Dynamic};
use super::module::Module;
use super::scopes::{How, Kind, Scopes, Target, Use};
use super::shape::Shape;
use crate::names::builtins::{is_builtin, is_module_name};

const NAME: &str = "same_bindings";

/// Compares what all name uses of the two modules refer to.
pub(super) fn check(shape: &Shape<'_>, new: &Module<'_>, before: &Scopes<'_>, after: &Scopes<'_>) -> Vec<Breach> {
    let function = shape.function().and_then(|def| after.function(def));
    let mut check = Check { new, after, function, local: BTreeMap::new(), breaches: Vec::new() };
    check.compare(shape, before);
    if let Some(function) = function {
        let dynamic = dynamic::search(new.body());
        let names: Vec<String> = check.local.keys().cloned().collect();
        for name in &names {
            check.leftover_globals(name, &dynamic);
            check.bound_before_read(name, function, &dynamic);
        }
        check.dynamic(function, &dynamic);
    }
    if let Some(def) = shape.function() {
        check.annotations(&def.body);
    }
    check.breaches
}

struct Check<'c> {
    new: &'c Module<'c>,
    after: &'c Scopes<'c>,
    function: Option<usize>,
    /// Names that were global and are local to the generated function, with their first use.
    local: BTreeMap<String, TextSize>,
    breaches: Vec<Breach>,
}

impl Check<'_> {
    fn breach(&mut self, at: TextSize, message: &str) {
        let message = format!("line {} of the rewrite: {message}", self.new.line(at));
        self.breaches.push(Breach::new(NAME, message));
    }

    /// Step 1.
    fn compare(&mut self, shape: &Shape<'_>, before: &Scopes<'_>) {
        let old_ranges = shape.pairs.iter().map(|pair| pair.old.range());
        let new_ranges = shape.pairs.iter().map(|pair| pair.new.range());
        let old_uses = by_statement(before, old_ranges);
        let new_uses = by_statement(self.after, new_ranges);
        let mut scopes: FxHashMap<usize, usize> = FxHashMap::default();
        for (old, new) in old_uses.iter().zip(&new_uses) {
            for (was, is) in old.iter().zip(new) {
                if before.scopes[was.scope].kind != Kind::Module {
                    scopes.entry(was.scope).or_insert(is.scope);
                }
            }
        }
        for (old, new) in old_uses.iter().zip(&new_uses) {
            for (was, is) in old.iter().zip(new) {
                if was.how != How::Quoted && !self.same(before.target(was), is, &scopes) {
                    let message = format!("`{}` refers to something else than before", is.name);
                    self.breach(is.at, &message);
                }
            }
            if old.len() != new.len() {
                let at = new.first().map_or(TextSize::default(), |usage| usage.at);
                self.breach(at, "the names of this statement are not those it had before");
            }
        }
    }

    fn same(&mut self, was: Target, usage: &Use, scopes: &FxHashMap<usize, usize>) -> bool {
        match (was, self.after.target(usage)) {
            (Target::Global, Target::Local(scope)) if Some(scope) == self.function => {
                self.local.entry(usage.name.clone()).or_insert(usage.at);
                true
            }
            (Target::Global, Target::Global) | (Target::Nothing, Target::Nothing) => true,
            (Target::Local(was), Target::Local(is)) | (Target::ClassOrGlobal(was), Target::ClassOrGlobal(is)) => {
                scopes.get(&was) == Some(&is)
            }
            _ => false,
        }
    }

    /// Step 2.
    fn leftover_globals(&mut self, name: &str, dynamic: &Dynamic) {
        if is_module_name(name) {
            let at = self.local[name];
            self.breach(at, &format!("`{name}` is an attribute of the module and became local"));
        }
        let mut found = Vec::new();
        for usage in self.after.uses.iter().filter(|usage| usage.name == name) {
            let global = match self.after.target(usage) {
                _ if usage.how == How::Quoted => true,
                Target::Global => true,
                Target::ClassOrGlobal(class) => self.may_skip_class(name, class),
                Target::Local(_) | Target::Nothing => false,
            };
            if global {
                found.push(usage.at);
            }
        }
        if let Some(at) = found.first() {
            self.breach(*at, &format!("the global `{name}` is used here but became local to the function"));
        }
        if let Some((at, _)) = dynamic.exports.iter().find(|(_, export)| export == name) {
            self.breach(*at, &format!("`{name}` is exported but became local to the function"));
        }
    }

    /// Whether a class body that binds the name may read it unbound, and so from the globals.
    fn may_skip_class(&self, name: &str, class: usize) -> bool {
        let deleted = self.uses_in(name, class).any(|usage| usage.how == How::Delete);
        let occurrences = self.occurrences(name, class, Target::ClassOrGlobal(class));
        deleted || early_read(self.after.scopes[class].body, &occurrences, Strictness::Every).is_some()
    }

    /// Step 3.
    fn bound_before_read(&mut self, name: &str, function: usize, dynamic: &Dynamic) {
        let builtin = is_builtin(name) || is_module_name(name);
        if !builtin && !dynamic.open_names {
            return;
        }
        let strictness = if builtin { Strictness::Every } else { Strictness::Usual };
        let deleted = self.uses_in(name, function).find(|usage| usage.how == How::Delete);
        let occurrences = self.occurrences(name, function, Target::Local(function));
        let early = early_read(self.after.scopes[function].body, &occurrences, strictness);
        if let Some(at) = deleted.map(|usage| usage.at).filter(|_| builtin).or(early) {
            self.breach(at, &format!("`{name}` may be unbound here, where the original had another value for it"));
        }
    }

    /// Step 4.
    fn dynamic(&mut self, function: usize, dynamic: &Dynamic) {
        let local = self.local.keys().next().cloned();
        for (at, what) in &dynamic.sees_scope {
            let scope = self.scope_at(*at);
            if scope == Some(function) {
                self.breach(*at, &format!("{what} sees the names of the function instead of the module's"));
            } else if let Some(name) = scope.and_then(|scope| self.captured(scope, function)) {
                let message = format!("{what} sees `{name}`, which the function around it holds now");
                self.breach(*at, &message);
            } else if let Some(local) = local.as_ref().filter(|_| scope == Some(0)) {
                self.breach(*at, &format!("{what} may look for `{local}`, which became local"));
            }
        }
        if let Some(local) = local {
            for (at, what) in &dynamic.sees_globals {
                self.breach(*at, &format!("{what} may look for `{local}`, which became local"));
            }
        }
    }

    /// A name of the generated function that a function inside of it uses, itself or further in.
    fn captured(&self, inner: usize, function: usize) -> Option<String> {
        let is_inside = |mut scope: usize| {
            while scope > inner {
                scope = self.after.scopes[scope].parent;
            }
            scope == inner
        };
        if self.after.scopes[inner].kind != Kind::Function {
            return None;
        }
        let captures = |usage: &&Use| is_inside(usage.scope) && self.after.target(usage) == Target::Local(function);
        self.after.uses.iter().find(captures).map(|usage| usage.name.clone())
    }

    /// Annotations of local names are not evaluated; what they did must not be missed.
    fn annotations(&mut self, body: &[Stmt]) {
        let mut annotations = Annotations::default();
        annotations.visit_body(body);
        for at in annotations.active {
            self.breach(at, "an annotation that does something is no longer evaluated in a function");
        }
    }

    /// The scope a name stands in; comprehensions count as part of the scope around them.
    fn scope_at(&self, at: TextSize) -> Option<usize> {
        let mut scope = self.after.uses.iter().find(|usage| usage.at == at)?.scope;
        while self.after.scopes[scope].kind == Kind::Comprehension {
            scope = self.after.scopes[scope].parent;
        }
        Some(scope)
    }

    fn uses_in<'s>(&'s self, name: &'s str, scope: usize) -> impl Iterator<Item = &'s Use> {
        self.after.uses.iter().filter(move |usage| usage.scope == scope && usage.name == name)
    }

    fn occurrences(&self, name: &str, scope: usize, target: Target) -> Occurrences {
        let is_read = |usage: &&Use| usage.how == How::Read && usage.name == name && self.after.target(usage) == target;
        let mut reads: Vec<TextSize> = self.after.uses.iter().filter(is_read).map(|usage| usage.at).collect();
        let binds = self.uses_in(name, scope).filter(|usage| usage.how == How::Bind);
        let mut binds: Vec<TextSize> = binds.map(|usage| usage.at).collect();
        reads.sort_unstable();
        binds.sort_unstable();
        Occurrences { reads, binds }
    }
}

/// The uses of each statement, in the order of the walk.
fn by_statement<'s>(
    scopes: &'s Scopes<'_>,
    ranges: impl Iterator<Item = ruff_text_size::TextRange>,
) -> Vec<Vec<&'s Use>> {
    let mut places: Vec<_> = ranges.enumerate().map(|(index, range)| (range, index)).collect();
    let mut uses = vec![Vec::new(); places.len()];
    places.sort_by_key(|(range, _)| range.start());
    for usage in &scopes.uses {
        let next = places.partition_point(|(range, _)| range.start() <= usage.at);
        if let Some((range, index)) = next.checked_sub(1).and_then(|last| places.get(last))
            && range.contains(usage.at)
        {
            uses[*index].push(usage);
        }
    }
    uses
}

/// Annotations directly in a function, of names and targets, that hold more than names and constants.
#[derive(Default)]
struct Annotations {
    active: Vec<TextSize>,
}

impl<'m> Visitor<'m> for Annotations {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::AnnAssign(assign) if !is_inert(&assign.annotation) => self.active.push(assign.start()),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &'m Expr) {}
}

fn is_inert(annotation: &Expr) -> bool {
    match annotation {
        Expr::Name(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => true,
        Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) | Expr::BooleanLiteral(_) => true,
        Expr::Attribute(attribute) => is_inert(&attribute.value),
        Expr::Subscript(subscript) => is_inert(&subscript.value) && is_inert(&subscript.slice),
        Expr::BinOp(operation) => is_inert(&operation.left) && is_inert(&operation.right),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_inert),
        Expr::List(list) => list.elts.iter().all(is_inert),
        Expr::Starred(starred) => is_inert(&starred.value),
        _ => false,
    }
}
