//! The names one block binds: a module, a function or a class body.

use std::rc::Rc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, ExprContext, Parameters, Pattern, Stmt};
use rustc_hash::FxHashSet;

use super::{Name, identifier};

/// The bindings of one block, by Python's rule: a name bound anywhere in a block belongs to it, unless declared otherwise.
#[derive(Debug, Default, Clone)]
pub struct Block {
    /// Names bound here: assignments, imports, definitions, loop targets, walruses in comprehensions, ...
    pub bound: FxHashSet<Name>,
    /// Names under a `global` statement.
    pub globals: FxHashSet<Name>,
    /// Names under a `nonlocal` statement.
    pub nonlocals: FxHashSet<Name>,
    /// Is there a `yield` of the block's own?
    pub is_generator: bool,
    /// Is there a star import?
    pub star_import: bool,
}

impl Block {
    /// The bindings of a list of statements and, for a function, its parameters.
    pub fn of(parameters: Option<&Parameters>, body: &[Stmt]) -> Rc<Block> {
        let mut collector = Collector(Block::default());
        if let Some(parameters) = parameters {
            for parameter in parameters.iter() {
                collector.bind(parameter.name());
            }
        }
        for statement in body {
            collector.visit_stmt(statement);
        }
        Rc::new(collector.0)
    }

    /// The bindings of a lambda: its parameters and the walruses in its body.
    pub fn of_lambda(parameters: Option<&Parameters>, body: &Expr) -> Rc<Block> {
        let mut collector = Collector(Block::default());
        if let Some(parameters) = parameters {
            for parameter in parameters.iter() {
                collector.bind(parameter.name());
            }
        }
        collector.visit_expr(body);
        Rc::new(collector.0)
    }

    /// Does the block own `name` as a local?
    pub fn owns(&self, name: &str) -> bool {
        self.bound.contains(name) && !self.globals.contains(name) && !self.nonlocals.contains(name)
    }
}

struct Collector(Block);

impl Collector {
    fn bind(&mut self, name: &str) {
        self.0.bound.insert(identifier(name));
    }

    /// A comprehension is a scope of its own, but walruses in it bind the block around it (PEP 572).
    fn walruses(&mut self, expression: &Expr) {
        struct Walruses<'b>(&'b mut Collector);
        impl<'a> Visitor<'a> for Walruses<'_> {
            fn visit_expr(&mut self, expression: &'a Expr) {
                match expression {
                    Expr::Named(named) => {
                        if let Expr::Name(name) = &*named.target {
                            self.0.bind(&name.id);
                        }
                        self.visit_expr(&named.value);
                    }
                    Expr::Lambda(_) => {}
                    Expr::Yield(_) | Expr::YieldFrom(_) => self.0.0.is_generator = true,
                    _ => walk_expr(self, expression),
                }
            }
        }
        walk_expr(&mut Walruses(self), expression);
    }
}

impl<'a> Visitor<'a> for Collector {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                self.bind(&def.name);
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                for parameter in def.parameters.iter_non_variadic_params() {
                    if let Some(default) = &parameter.default {
                        self.visit_expr(default);
                    }
                }
            }
            Stmt::ClassDef(def) => {
                self.bind(&def.name);
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
            }
            Stmt::TypeAlias(alias) => {
                if let Expr::Name(name) = &*alias.name {
                    self.bind(&name.id);
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let bound = alias.asname.as_ref().map_or_else(
                        || alias.name.split('.').next().unwrap_or(&alias.name).to_string(),
                        ToString::to_string,
                    );
                    self.bind(&bound);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if &alias.name == "*" {
                        self.0.star_import = true;
                    } else {
                        self.bind(alias.asname.as_ref().unwrap_or(&alias.name));
                    }
                }
            }
            Stmt::Global(declared) => self.0.globals.extend(declared.names.iter().map(|n| identifier(n))),
            Stmt::Nonlocal(declared) => self.0.nonlocals.extend(declared.names.iter().map(|n| identifier(n))),
            Stmt::Try(tried) => {
                for handler in &tried.handlers {
                    let ExceptHandler::ExceptHandler(handler) = handler;
                    if let Some(name) = &handler.name {
                        self.bind(name);
                    }
                }
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if !matches!(name.ctx, ExprContext::Load) => self.bind(&name.id),
            Expr::Lambda(lambda) => {
                for parameter in lambda.parameters.iter().flat_map(|p| p.iter_non_variadic_params()) {
                    if let Some(default) = &parameter.default {
                        self.visit_expr(default);
                    }
                }
            }
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => self.walruses(expression),
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.0.is_generator = true;
                walk_expr(self, expression);
            }
            _ => walk_expr(self, expression),
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(captured) => {
                if let Some(name) = &captured.name {
                    self.bind(name);
                }
            }
            Pattern::MatchStar(captured) => {
                if let Some(name) = &captured.name {
                    self.bind(name);
                }
            }
            Pattern::MatchMapping(mapping) => {
                if let Some(name) = &mapping.rest {
                    self.bind(name);
                }
            }
            _ => {}
        }
        walk_pattern(self, pattern);
    }
}
