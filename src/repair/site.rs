//! Where in the text an object is made: the call, the scopes and the loops around it.

use std::rc::Rc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, ExprCall, ExprName, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashSet;

use crate::names::{block::Block, names_in};

/// Everything around one place of the text, outermost first.
pub(super) struct Surroundings<'a> {
    statements: Vec<&'a Stmt>,
    expressions: Vec<&'a Expr>,
}

impl<'a> Surroundings<'a> {
    /// What surrounds `at` in a module.
    pub(super) fn of(body: &'a [Stmt], at: TextSize) -> Surroundings<'a> {
        let mut finder = Finder { at, found: Surroundings { statements: Vec::new(), expressions: Vec::new() } };
        body.iter().for_each(|statement| finder.visit_stmt(statement));
        finder.found
    }

    /// The statements around the place, outermost first.
    pub(super) fn statements(&self) -> &[&'a Stmt] {
        &self.statements
    }

    /// The expressions around the place, outermost first.
    pub(super) fn expressions(&self) -> &[&'a Expr] {
        &self.expressions
    }

    /// The call that starts at `at`; of several, as in `make().Process()` and `Process().start()`, the longest whose
    /// method is none of `methods`.
    pub(super) fn call_at(&self, at: TextSize, is_method: impl Fn(&str) -> bool) -> Option<&'a ExprCall> {
        self.expressions.iter().find_map(|expression| match expression {
            Expr::Call(call) if call.start() == at => match &*call.func {
                Expr::Attribute(attribute) if attribute.value.is_call_expr() && is_method(&attribute.attr) => None,
                _ => Some(call),
            },
            _ => None,
        })
    }

    /// The innermost function around the place; `None` at the top level.
    pub(super) fn function(&self) -> Option<TextRange> {
        self.statements.iter().rev().find(|statement| statement.is_function_def_stmt()).map(|def| def.range())
    }

    /// May the place run more than once in one run of the function (or of the module) around it?
    pub(super) fn in_loop(&self) -> bool {
        let since = self.statements.iter().rposition(|statement| statement.is_function_def_stmt()).unwrap_or(0);
        self.statements[since..].iter().any(|statement| matches!(statement, Stmt::For(_) | Stmt::While(_)))
            || self.expressions.iter().any(|expression| scope_of_expression(expression).is_some())
    }

    /// The innermost loop around the place, in the function (or module) it stands in; comprehensions count for none.
    pub(super) fn innermost_loop(&self) -> Option<TextRange> {
        if self.expressions.iter().any(|expression| scope_of_expression(expression).is_some()) {
            return None;
        }
        let since = self.statements.iter().rposition(|statement| statement.is_function_def_stmt()).unwrap_or(0);
        let mut loops = self.statements[since..].iter().filter(|s| matches!(s, Stmt::For(_) | Stmt::While(_)));
        loops.next_back().map(|statement| statement.range())
    }

    /// The call that has exactly this range.
    pub(super) fn call_with_range(&self, range: TextRange) -> Option<&'a ExprCall> {
        self.expressions.iter().find_map(|expression| match expression {
            Expr::Call(call) if call.range() == range => Some(call),
            _ => None,
        })
    }

    /// The name to which the innermost statement binds the result of `call`.
    pub(super) fn assigned_name(&self, call: &ExprCall) -> Option<&'a ExprName> {
        let Stmt::Assign(assign) = self.statements.last()? else { return None };
        match &assign.targets[..] {
            [Expr::Name(name)] if assign.value.range() == call.range() => Some(name),
            _ => None,
        }
    }

    /// Does `name` mean something else here than the global of that name?
    pub(super) fn shadows(&self, name: &str) -> bool {
        self.owners(name) > 0
    }

    /// How many of the scopes around have a local variable of that name?
    pub(super) fn owners(&self, name: &str) -> usize {
        let statements = self.statements.iter().filter(|statement| match statement {
            Stmt::FunctionDef(def) => Block::of(Some(&def.parameters), &def.body).owns(name),
            Stmt::ClassDef(def) => Block::of(None, &def.body).owns(name),
            _ => false,
        });
        let expressions = self.expressions.iter().filter_map(|expression| scope_of_expression(expression));
        statements.count() + expressions.filter(|scope| scope.owns(name)).count()
    }

    /// Does the place stand in an f-string, which may show its own text (`f"{x=}"`)?
    pub(super) fn in_f_string(&self) -> bool {
        self.expressions.iter().any(|expression| matches!(expression, Expr::FString(_) | Expr::TString(_)))
    }

    /// Does the place stand in a class, where a name like `__x` is mangled?
    pub(super) fn in_class(&self) -> bool {
        self.statements.iter().any(|statement| statement.is_class_def_stmt())
    }
}

/// The scope an expression opens, if it is one that does.
pub(super) fn scope_of_expression(expression: &Expr) -> Option<Rc<Block>> {
    let generators: &[Comprehension] = match expression {
        Expr::Lambda(lambda) => return Some(Block::of_lambda(lambda.parameters.as_deref(), &lambda.body)),
        Expr::ListComp(comprehension) => &comprehension.generators,
        Expr::SetComp(comprehension) => &comprehension.generators,
        Expr::DictComp(comprehension) => &comprehension.generators,
        Expr::Generator(comprehension) => &comprehension.generators,
        _ => return None,
    };
    let mut bound = FxHashSet::default();
    for generator in generators {
        bound.extend(names_in(&generator.target));
    }
    Some(Rc::new(Block { bound, ..Block::default() }))
}

struct Finder<'a> {
    at: TextSize,
    found: Surroundings<'a>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if statement.range().contains(self.at) {
            self.found.statements.push(statement);
            walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if expression.range().contains(self.at) {
            self.found.expressions.push(expression);
            walk_expr(self, expression);
        }
    }
}
