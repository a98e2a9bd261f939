//! Invariant: the rewrite is valid Python, by the parser and by the rules Python's compiler adds.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Breach;
use super::module::Module;
use super::scopes::{How, Scopes};
use super::shape::Shape;
use crate::parse::semantics;

const NAME: &str = "parses";

/// CPython's tokenizer refuses the 100th level of indentation (`MAXINDENT` in Parser/lexer/state.h).
const MOST_INDENTS: usize = 99;

/// Checks what holds for a module whatever was moved.
pub(super) fn check(old: &Module<'_>, new: &Module<'_>) -> Vec<Breach> {
    let of = |what: &str, module: &Module<'_>| -> Vec<Breach> {
        let breach = |error| Breach::new(NAME, format!("the {what} does not parse: {error}"));
        module.errors().into_iter().take(3).map(breach).collect()
    };
    let mut breaches = of("original", old);
    breaches.extend(of("rewrite", new));
    if !breaches.is_empty() {
        return breaches;
    }
    let known = semantics::faults(old.text, old.body());
    let is_new = |(_, message): &(TextRange, String)| !known.iter().any(|(_, known)| known == message);
    for (range, message) in semantics::faults(new.text, new.body()).into_iter().filter(is_new).take(3) {
        let message = format!("line {} of the rewrite: Python does not compile it: {message}", new.line(range.start()));
        breaches.push(Breach::new(NAME, message));
    }
    if new.depth > MOST_INDENTS && new.depth > old.depth {
        breaches.push(Breach::new(NAME, format!("the rewrite has {} levels of indentation", new.depth)));
    }
    if let Some(late) = late_future_import(new.body()) {
        let message = format!("line {} of the rewrite: `from __future__` is not first", new.line(late));
        breaches.push(Breach::new(NAME, message));
    }
    breaches
}

/// Checks what holds in a generated function: no star import, nothing that only a function may hold and that would turn
/// it into a generator or coroutine, and `global` before every use and never for an annotated name.
pub(super) fn check_function(shape: &Shape<'_>, new: &Module<'_>, scopes: &Scopes<'_>) -> Vec<Breach> {
    let Some(def) = shape.function() else {
        return Vec::new();
    };
    let mut body = FunctionBody::default();
    body.visit_body(&def.body);
    let function = scopes.function(def);
    let here = |at: TextSize, what: &str| Breach::new(NAME, format!("line {} of the rewrite: {what}", new.line(at)));
    let mut breaches: Vec<Breach> = body.misplaced.iter().map(|(at, what)| here(*at, what)).collect();
    let uses = || scopes.uses.iter().filter(|usage| Some(usage.scope) == function);
    for declared in uses().filter(|usage| usage.how == How::Declare) {
        let name = &declared.name;
        let early = uses().find(|usage| usage.name == *name && usage.at < declared.at && usage.how != How::Declare);
        if let Some(early) = early {
            breaches.push(here(early.at, &format!("`{name}` is used before its `global` declaration")));
        }
        let annotated = uses().find(|usage| usage.name == *name && body.annotated.contains(&usage.at));
        if let Some(annotated) = annotated {
            breaches.push(here(annotated.at, &format!("the annotated name `{name}` cannot be global")));
        }
    }
    breaches
}

/// The first `from __future__` that is not at the start of the module (docstring and other such imports aside).
fn late_future_import(body: &[Stmt]) -> Option<TextSize> {
    let docstring = body
        .first()
        .is_some_and(|first| matches!(first, Stmt::Expr(statement) if statement.value.is_string_literal_expr()));
    let rest = body.iter().skip(usize::from(docstring)).skip_while(|statement| is_future(statement));
    let mut futures = Futures::default();
    rest.for_each(|statement| futures.visit_stmt(statement));
    futures.first
}

fn is_future(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import) if import.level == 0 && import.module.as_deref() == Some("__future__"))
}

#[derive(Default)]
struct Futures {
    first: Option<TextSize>,
}

impl<'m> Visitor<'m> for Futures {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        if is_future(statement) && self.first.is_none() {
            self.first = Some(statement.start());
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, _: &'m Expr) {}
}

/// What stands directly in a function, not in functions, classes and lambdas inside of it.
#[derive(Default)]
struct FunctionBody {
    misplaced: Vec<(TextSize, &'static str)>,
    /// Where the names of `name: annotation` stand.
    annotated: Vec<TextSize>,
}

impl<'m> Visitor<'m> for FunctionBody {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                self.visit_parameters(&def.parameters);
                return;
            }
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                def.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                return;
            }
            Stmt::ImportFrom(import) if import.names.iter().any(|alias| alias.name.as_str() == "*") => {
                self.misplaced.push((import.start(), "a star import in a function"));
            }
            Stmt::Return(_) => self.misplaced.push((statement.start(), "a `return` that was at module level")),
            Stmt::Nonlocal(_) => self.misplaced.push((statement.start(), "a `nonlocal` that was at module level")),
            Stmt::For(ast::StmtFor { is_async: true, .. }) | Stmt::With(ast::StmtWith { is_async: true, .. }) => {
                self.misplaced.push((statement.start(), "an `async` statement that was at module level"));
            }
            Stmt::AnnAssign(assign) if assign.simple => {
                self.annotated.push(assign.target.start());
            }
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expr: &'m Expr) {
        match expr {
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.visit_parameters(parameters));
                return;
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.misplaced.push((expr.start(), "a `yield` that was at module level"));
            }
            Expr::Await(_) => self.misplaced.push((expr.start(), "an `await` that was at module level")),
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }
}
