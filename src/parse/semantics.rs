//! What Python's compiler refuses although the grammar takes it: `return` outside of a function, a `lazy` import inside of
//! one, `global` behind a use of the name. The rules are those of the parser's crate; this file knows the scopes.

use std::cell::RefCell;
use std::mem;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Comprehension, Expr, Parameters, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError,
};
use ruff_text_size::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the compiler of the newest Python would object to in a module, with the place, in the order of the text.
pub fn faults(text: &str, body: &[Stmt]) -> Vec<(TextRange, String)> {
    let mut walker = Walker {
        text,
        checker: SemanticSyntaxChecker::new(),
        scopes: vec![Scope::of(Kind::Module, body)],
        postponed: body.iter().any(postpones_annotations),
        found: RefCell::default(),
    };
    walker.visit_body(body);
    let mut found: Vec<_> = walker.found.into_inner().iter().map(|error| (error.range, error.to_string())).collect();
    found.sort_by_key(|(range, _)| range.start());
    found
}

fn postpones_annotations(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import)
        if import.module.as_deref() == Some("__future__") && import.names.iter().any(|alias| &alias.name == "annotations"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Module,
    Class,
    Function { is_async: bool },
    Lambda,
    Comprehension { is_async: bool, is_generator: bool },
}

struct Scope<'a> {
    kind: Kind,
    parameters: FxHashSet<&'a str>,
    /// Names declared `global`, and where.
    globals: FxHashMap<&'a str, TextRange>,
    /// Loops around the statement at hand.
    loops: usize,
    /// `try` statements around it.
    tries: usize,
}

impl<'a> Scope<'a> {
    fn of(kind: Kind, body: &'a [Stmt]) -> Self {
        let mut globals = Globals::default();
        globals.visit_body(body);
        Self { kind, parameters: FxHashSet::default(), globals: globals.0, loops: 0, tries: 0 }
    }
}

/// The `global` declarations of one scope.
#[derive(Default)]
struct Globals<'a>(FxHashMap<&'a str, TextRange>);

impl<'a> Visitor<'a> for Globals<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Global(global) => {
                for name in &global.names {
                    self.0.entry(name.as_str()).or_insert(global.range);
                }
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

struct Walker<'a> {
    text: &'a str,
    checker: SemanticSyntaxChecker,
    /// The module first; never empty.
    scopes: Vec<Scope<'a>>,
    postponed: bool,
    found: RefCell<Vec<SemanticSyntaxError>>,
}

impl<'a> Walker<'a> {
    fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.scopes.iter().rev().map(|scope| scope.kind)
    }

    fn kind(&self) -> Kind {
        self.kinds().next().unwrap_or(Kind::Module)
    }

    fn within(&mut self, scope: Scope<'a>, visit: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        visit(self);
        self.scopes.pop();
    }

    /// Visits with one more loop, or `try`, around.
    fn inside(&mut self, count: impl for<'s> Fn(&'s mut Scope<'a>) -> &'s mut usize, visit: impl FnOnce(&mut Self)) {
        self.scopes.last_mut().into_iter().for_each(|scope| *count(scope) += 1);
        visit(self);
        self.scopes.last_mut().into_iter().for_each(|scope| *count(scope) -= 1);
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], elements: &[&'a Expr], is_generator: bool) {
        let Some((first, others)) = generators.split_first() else { return };
        self.visit_expr(&first.iter);
        let is_async = generators.iter().any(|generator| generator.is_async);
        self.within(Scope::of(Kind::Comprehension { is_async, is_generator }, &[]), |walker| {
            walker.visit_expr(&first.target);
            first.ifs.iter().for_each(|condition| walker.visit_expr(condition));
            others.iter().for_each(|generator| walker.visit_comprehension(generator));
            elements.iter().for_each(|element| walker.visit_expr(element));
        });
    }
}

fn names(parameters: &Parameters) -> FxHashSet<&str> {
    parameters.iter().map(|parameter| parameter.name().as_str()).collect()
}

impl<'a> Visitor<'a> for Walker<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let mut checker = mem::take(&mut self.checker);
        checker.visit_stmt(statement, self);
        self.checker = checker;
        match statement {
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                def.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                self.visit_parameters(&def.parameters);
                def.returns.iter().for_each(|returns| self.visit_annotation(returns));
                let scope = Scope::of(Kind::Function { is_async: def.is_async }, &def.body);
                let scope = Scope { parameters: names(&def.parameters), ..scope };
                self.within(scope, |walker| walker.visit_body(&def.body));
            }
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                def.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                def.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                self.within(Scope::of(Kind::Class, &def.body), |walker| walker.visit_body(&def.body));
            }
            Stmt::For(repeated) => {
                self.visit_expr(&repeated.iter);
                self.visit_expr(&repeated.target);
                self.inside(|scope| &mut scope.loops, |walker| walker.visit_body(&repeated.body));
                self.visit_body(&repeated.orelse);
            }
            Stmt::While(repeated) => {
                self.visit_expr(&repeated.test);
                self.inside(|scope| &mut scope.loops, |walker| walker.visit_body(&repeated.body));
                self.visit_body(&repeated.orelse);
            }
            Stmt::Try(_) => self.inside(|scope| &mut scope.tries, |walker| visitor::walk_stmt(walker, statement)),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let mut checker = mem::take(&mut self.checker);
        checker.visit_expr(expression, self);
        self.checker = checker;
        match expression {
            Expr::Lambda(lambda) => {
                let parameters = lambda.parameters.as_deref();
                parameters.into_iter().for_each(|parameters| self.visit_parameters(parameters));
                let scope = Scope::of(Kind::Lambda, &[]);
                let scope = Scope { parameters: parameters.map(names).unwrap_or_default(), ..scope };
                self.within(scope, |walker| walker.visit_expr(&lambda.body));
            }
            Expr::ListComp(made) => self.comprehension(&made.generators, &[&*made.elt], false),
            Expr::SetComp(made) => self.comprehension(&made.generators, &[&*made.elt], false),
            Expr::Generator(made) => self.comprehension(&made.generators, &[&*made.elt], true),
            Expr::DictComp(made) => {
                let key = made.key.as_deref();
                let elements: Vec<&Expr> = key.into_iter().chain([&*made.value]).collect();
                self.comprehension(&made.generators, &elements, false);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }
}

impl SemanticSyntaxContext for Walker<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.postponed
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        match self.kind() {
            Kind::Function { .. } | Kind::Lambda | Kind::Comprehension { .. } => Some(LazyImportContext::Function),
            Kind::Class => Some(LazyImportContext::Class),
            Kind::Module => {
                let is_tried = self.scopes.last().is_some_and(|scope| scope.tries > 0);
                is_tried.then_some(LazyImportContext::TryExceptBlocks)
            }
        }
    }

    fn python_version(&self) -> PythonVersion {
        PythonVersion::latest_preview()
    }

    fn source(&self) -> &str {
        self.text
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        self.scopes.last().and_then(|scope| scope.globals.get(name)).copied()
    }

    /// Taken to be there: what encloses a function is not looked up here.
    fn has_nonlocal_binding(&self, _: &str) -> bool {
        true
    }

    fn in_async_context(&self) -> bool {
        let around = self.kinds().find(|kind| !matches!(kind, Kind::Comprehension { .. }));
        matches!(around, Some(Kind::Function { is_async: true }))
    }

    fn in_await_allowed_context(&self) -> bool {
        let around = self.kinds().find(|kind| !matches!(kind, Kind::Comprehension { .. }));
        matches!(around, Some(Kind::Function { .. } | Kind::Lambda))
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.kind(), Kind::Function { .. } | Kind::Lambda)
    }

    fn in_sync_comprehension(&self) -> bool {
        self.kinds().any(|kind| matches!(kind, Kind::Comprehension { is_async: false, .. }))
    }

    fn in_class_body_comprehension(&self) -> bool {
        let mut around = self.kinds().skip_while(|kind| matches!(kind, Kind::Comprehension { .. }));
        matches!(self.kind(), Kind::Comprehension { .. }) && around.next() == Some(Kind::Class)
    }

    fn in_module_scope(&self) -> bool {
        self.kind() == Kind::Module
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.kind(), Kind::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        matches!(self.kind(), Kind::Comprehension { is_generator: true, .. })
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.found.borrow_mut().push(error);
    }

    fn in_loop_context(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.loops > 0)
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scopes.last().is_some_and(|scope| scope.parameters.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<String> {
        let parsed = ruff_python_parser::parse_module(text).expect("the grammar takes it");
        faults(text, &parsed.syntax().body).into_iter().next().map(|(_, message)| message)
    }

    #[test]
    fn what_the_compiler_takes_has_no_fault() {
        for text in [
            "def f():\n    global x\n    x = 1\n    return x\n",
            "for x in y:\n    break\nelse:\n    z = 1\nwhile x:\n    if x:\n        continue\n",
            "async def f():\n    await g()\n    async with a as b:\n        return [x async for x in b]\n",
            "async def f():\n    return (await x for x in y), {k: await v for k, v in z}\n",
            "def f():\n    return (x async for x in y)\n",
            "def f():\n    x = yield\n    return (yield x), lambda: (yield)\n",
            "class A:\n    x = [i for i in range(3)]\n    def f(self):\n        return [y := 1 for _ in x]\n",
            "global x\nx = 1\n",
            "def f(a, b=1, *c, d, **e):\n    nonlocal_ = a\n    return [*c]\n",
            "if True:\n    lazy import os\nwith a:\n    lazy from os import path\n",
            "from __future__ import annotations\nx: int = 1\n",
            "def f():\n    for x in y:\n        def g():\n            return x\n        continue\n",
            "match x:\n    case [a, *b]:\n        pass\n    case {'k': v, **rest}:\n        pass\n    case _:\n        pass\n",
            "def f[T: int](x: T) -> T:\n    return x\ntype A[T] = list[T]\n",
            "x = [y := f(), y ** 2]\nprint(n := 10)\n",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_compiler_refuses_is_named() {
        for (text, part) in [
            ("with a:\n    return 1\n", "`return` statement outside of a function"),
            ("class A:\n    return\n", "`return` statement outside of a function"),
            ("break\n", "`break` outside loop"),
            ("for x in y:\n    def f():\n        continue\n", "`continue` outside loop"),
            ("x = yield 1\n", "`yield` statement outside of a function"),
            ("await f()\n", "outside"),
            ("def f():\n    await g()\n", "outside of an asynchronous function"),
            ("def f():\n    lazy import os\n", "lazy import not allowed inside functions"),
            ("try:\n    lazy import os\nfinally:\n    pass\n", "lazy import not allowed inside try/except blocks"),
            ("def f():\n    from os import *\n", "only allowed at module level"),
            ("def f():\n    x = 1\n    global x\n", "prior to global declaration"),
            ("def f(x):\n    global x\n", "a parameter and a global variable"),
            ("import os\nfrom __future__ import annotations\n", "must be at the top of the file"),
        ] {
            let found = first(text);
            assert!(found.as_ref().is_some_and(|found| found.contains(part)), "{text}: {found:?}");
        }
    }
}
