//! Which names need a `global` declaration when moved statements become the body of a function.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, Stmt};
use rustc_hash::FxHashSet;

use super::by_name;
use super::early::is_read_early;
use super::plan::Plan;
use crate::interpret::trace::Trace;
use crate::names::globals::{Access, GlobalUse, GlobalUses, Place};
use crate::names::{Name, builtins, identifier};
use crate::parse::Module;

/// The names to declare; `None` when a function cannot hold the statements without changing what names mean.
///
/// A name that a moved statement binds needs the declaration when
/// - a statement that stays reads or binds it, in whatever scope;
/// - a function in a moved statement says `global` for it;
/// - a class body in a moved statement binds and reads it (`LOAD_NAME` skips enclosing functions);
/// - it is a builtin, or it is read before, when a star import may have bound it (what stands in the imported module cannot
///   see it);
/// - `__all__` exports it, or a string annotation may name it.
///
/// Where code looks up globals by their names, none may become local.
pub fn declared(plan: &Plan, module: &Module, uses: &GlobalUses, parent: &Trace) -> Option<Vec<Name>> {
    let moved: FxHashSet<usize> = plan.moved.iter().copied().collect();
    let body = module.body();
    if plan.moved.iter().any(|&index| cannot_be_in_function(&body[index])) || is_dynamic(parent) {
        return None;
    }
    let is_open = by_name::takes_unknown_names(body);
    let bound: BTreeSet<Name> = uses
        .all()
        .iter()
        .filter(|used| moved.contains(&used.statement) && binds_locally(used))
        .map(|used| used.name.clone())
        .collect();
    let mut globals = BTreeSet::new();
    for used in uses.all().iter().filter(|used| bound.contains(&used.name)) {
        let stays = !moved.contains(&used.statement);
        if stays
            || used.declared
            || used.place == Place::ClassBody
            || used.place == Place::Deferred && used.access != Access::Read
        {
            globals.insert(used.name.clone());
        }
    }
    // A definition in a function says so in its `__qualname__`, which `repr` and `pickle` show, unless the name is declared.
    globals.extend(defined_in(plan, body));
    let strings = string_words(body);
    let in_order: Vec<&Stmt> = plan.moved.iter().map(|&index| &body[index]).collect();
    for name in &bound {
        let shadows = builtins::is_builtin(name) || builtins::is_module_name(name);
        if shadows || strings.contains(name) || (is_open && is_read_early(&in_order, uses, name)) {
            globals.insert(name.clone());
        }
    }
    let annotated = annotated_in(plan, body);
    let lookups = by_name::lookups(body, &plan.moved);
    let is_missed = lookups.globals && bound.iter().any(|name| !globals.contains(name));
    if is_missed || lookups.own_scope || globals.iter().any(|name| annotated.contains(name)) {
        return None;
    }
    Some(globals.into_iter().collect())
}

fn binds_locally(used: &GlobalUse) -> bool {
    used.access != Access::Read && matches!(used.place, Place::TopLevel) && !used.declared
}

fn is_star_import(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import) if import.names.iter().any(|alias| &alias.name == "*"))
}

/// Does any statement look at variables by name, so that only module scope gives it what it saw before?
fn is_dynamic(parent: &Trace) -> bool {
    parent.statements.iter().any(|record| record.dynamic)
}

/// What Python forbids in a function, or gives another meaning there: star imports, and annotations that are evaluated.
fn cannot_be_in_function(statement: &Stmt) -> bool {
    struct Finder(bool);
    impl<'a> ruff_python_ast::visitor::Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::AnnAssign(assign) => self.0 |= assign.value.is_none() || !is_plain_annotation(&assign.annotation),
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
                // Python takes `lazy` at module level alone.
                Stmt::Import(import) => self.0 |= import.is_lazy,
                Stmt::ImportFrom(import) => self.0 |= import.is_lazy || is_star_import(statement),
                _ => {}
            }
            ruff_python_ast::visitor::walk_stmt(self, statement);
        }

        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut finder = Finder(false);
    ruff_python_ast::visitor::Visitor::visit_stmt(&mut finder, statement);
    finder.0
}

/// Annotations of locals are not evaluated (PEP 526): only those that do nothing but name types may become such.
fn is_plain_annotation(annotation: &Expr) -> bool {
    match annotation {
        Expr::Name(_) | Expr::NoneLiteral(_) | Expr::StringLiteral(_) | Expr::EllipsisLiteral(_) => true,
        Expr::Attribute(attribute) => is_plain_annotation(&attribute.value),
        Expr::Subscript(subscript) => is_plain_annotation(&subscript.value) && is_plain_annotation(&subscript.slice),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_plain_annotation),
        Expr::List(list) => list.elts.iter().all(is_plain_annotation),
        Expr::BinOp(operation) => is_plain_annotation(&operation.left) && is_plain_annotation(&operation.right),
        _ => false,
    }
}

fn defined_in(plan: &Plan, body: &[Stmt]) -> FxHashSet<Name> {
    struct Finder(FxHashSet<Name>);
    impl<'a> ruff_python_ast::visitor::Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::FunctionDef(def) => {
                    self.0.insert(identifier(&def.name));
                }
                Stmt::ClassDef(def) => {
                    self.0.insert(identifier(&def.name));
                }
                _ => ruff_python_ast::visitor::walk_stmt(self, statement),
            }
        }

        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut finder = Finder(FxHashSet::default());
    for &index in &plan.moved {
        ruff_python_ast::visitor::Visitor::visit_stmt(&mut finder, &body[index]);
    }
    finder.0
}

fn annotated_in(plan: &Plan, body: &[Stmt]) -> FxHashSet<Name> {
    struct Finder(FxHashSet<Name>);
    impl<'a> ruff_python_ast::visitor::Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::AnnAssign(assign) => {
                    if let Expr::Name(name) = &*assign.target {
                        self.0.insert(identifier(&name.id));
                    }
                }
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
                _ => {}
            }
            ruff_python_ast::visitor::walk_stmt(self, statement);
        }

        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut finder = Finder(FxHashSet::default());
    for &index in &plan.moved {
        ruff_python_ast::visitor::Visitor::visit_stmt(&mut finder, &body[index]);
    }
    finder.0
}

/// Words in strings that may be names: `__all__`, string annotations, the arguments of `getattr` on the module.
pub(super) fn string_words(body: &[Stmt]) -> FxHashSet<Name> {
    struct Finder {
        words: FxHashSet<Name>,
        in_annotation: bool,
    }
    impl Finder {
        fn take(&mut self, text: &str) {
            let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
            self.words.extend(words.map(identifier));
        }
    }
    impl<'a> ruff_python_ast::visitor::Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            let exports = |target: &Expr| matches!(target, Expr::Name(name) if &name.id == "__all__");
            let before = self.in_annotation;
            match statement {
                Stmt::Assign(assign) => self.in_annotation |= assign.targets.iter().any(exports),
                Stmt::AugAssign(assign) => self.in_annotation |= exports(&assign.target),
                _ => {}
            }
            ruff_python_ast::visitor::walk_stmt(self, statement);
            self.in_annotation = before;
        }

        fn visit_annotation(&mut self, annotation: &'a Expr) {
            let before = std::mem::replace(&mut self.in_annotation, true);
            self.visit_expr(annotation);
            self.in_annotation = before;
        }

        fn visit_expr(&mut self, expression: &'a Expr) {
            if let (Expr::StringLiteral(string), true) = (expression, self.in_annotation) {
                self.take(string.value.to_str());
            }
            ruff_python_ast::visitor::walk_expr(self, expression);
        }
    }
    let mut finder = Finder { words: FxHashSet::default(), in_annotation: false };
    for statement in body {
        ruff_python_ast::visitor::Visitor::visit_stmt(&mut finder, statement);
    }
    finder.words
}
