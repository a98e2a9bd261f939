//! What a nested function or lambda takes from the functions around it, and when that is settled.
//!
//! A closure sees a variable as it is when it runs (late binding), an argument is what it was when it was passed. Both are
//! the same when the variable is bound once, and before; or when the process starts at once.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, ExprLambda, Stmt, StmtExpr, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::site::{Surroundings, scope_of_expression};
use super::suite;
use super::{Obstacle, character};
use crate::names::Name;
use crate::names::block::Block;
use crate::names::globals::{Access, GlobalUse, GlobalUses, Place};
use crate::rules::Facts;

/// A function without a name of the module.
#[derive(Clone, Copy)]
pub(super) enum Code<'a> {
    Def(&'a StmtFunctionDef, &'a Stmt),
    Lambda(&'a ExprLambda),
}

impl<'a> Code<'a> {
    /// The function or lambda that has exactly this range.
    pub(super) fn find(body: &'a [Stmt], range: TextRange) -> Option<Code<'a>> {
        let around = Surroundings::of(body, range.start());
        let lambda = around.expressions().iter().find_map(|expression| match expression {
            Expr::Lambda(lambda) if lambda.range() == range => Some(Code::Lambda(lambda)),
            _ => None,
        });
        let def = || {
            around.statements().iter().find_map(|statement| match statement {
                Stmt::FunctionDef(def) if def.range() == range => Some(Code::Def(def, statement)),
                _ => None,
            })
        };
        lambda.or_else(def)
    }

    pub(super) fn range(self) -> TextRange {
        match self {
            Code::Def(def, _) => def.range(),
            Code::Lambda(lambda) => lambda.range(),
        }
    }

    pub(super) fn parameters(self) -> Option<&'a ruff_python_ast::Parameters> {
        match self {
            Code::Def(def, _) => Some(&def.parameters),
            Code::Lambda(lambda) => lambda.parameters.as_deref(),
        }
    }

    pub(super) fn is_generator(self) -> bool {
        match self {
            Code::Def(def, _) => Block::of(Some(&def.parameters), &def.body).is_generator,
            Code::Lambda(lambda) => Block::of_lambda(lambda.parameters.as_deref(), &lambda.body).is_generator,
        }
    }

    /// The names it takes from outside, each with the place.
    pub(super) fn free(self) -> Vec<GlobalUse> {
        let uses = match self {
            Code::Def(_, statement) => GlobalUses::of(std::slice::from_ref(statement)),
            Code::Lambda(lambda) => GlobalUses::of(&[Stmt::Expr(StmtExpr {
                node_index: Default::default(),
                range: lambda.range(),
                value: Box::new(Expr::Lambda(lambda.clone())),
            })]),
        };
        uses.all().iter().filter(|used| !used.declared).cloned().collect()
    }
}

/// Where a name that is used at a place gets its value.
pub(super) enum Owner<'a> {
    /// In the module, or it is a builtin.
    Module,
    /// In this function.
    Function(&'a StmtFunctionDef),
    /// In a lambda or comprehension.
    Expression,
}

/// The scope that owns `name` at `at`; scopes that start in `own` (the place's own function) do not count.
pub(super) fn owner<'a>(around: &Surroundings<'a>, own: TextRange, name: &str) -> Owner<'a> {
    let outside = |range: TextRange| !own.contains_range(range);
    let mut expressions = around.expressions().iter().filter(|expression| outside(expression.range()));
    if expressions.any(|expression| scope_of_expression(expression).is_some_and(|scope| scope.owns(name))) {
        return Owner::Expression;
    }
    for statement in around.statements().iter().rev().filter(|statement| outside(statement.range())) {
        if let Stmt::FunctionDef(def) = statement {
            let block = Block::of(Some(&def.parameters), &def.body);
            if block.globals.contains(name) {
                return Owner::Module;
            }
            if block.owns(name) {
                return Owner::Function(def);
            }
        }
    }
    Owner::Module
}

/// A captured variable.
pub(super) struct Captured<'a> {
    pub(super) name: Name,
    pub(super) owner: &'a StmtFunctionDef,
}

/// The variables a function takes from the functions around it, in the order in which it mentions them.
pub(super) fn captured<'a>(facts: &Facts<'a>, code: Code<'a>) -> Result<Vec<Captured<'a>>, Obstacle> {
    let range = code.range();
    let around = Surroundings::of(facts.module.body(), range.start());
    let mut found: Vec<Captured<'a>> = Vec::new();
    for used in code.free() {
        match owner(&around, range, &used.name) {
            Owner::Module => {}
            // Its own name; and what the caller of this function makes of the defaults of a lambda.
            _ if used.place != Place::Deferred && (used.access != Access::Read || matches!(code, Code::Lambda(_))) => {}
            _ if used.place != Place::Deferred => {
                let message = format!("`{}` is evaluated where the function is defined", used.name);
                return Err(Obstacle { at: character(used.at), message });
            }
            Owner::Expression => return Err(late(&used.name, used.at)),
            Owner::Function(_) if used.access != Access::Read => {
                let message = format!("the worker binds `{}` of the function around it", used.name);
                return Err(Obstacle { at: character(used.at), message });
            }
            Owner::Function(owner) => {
                if found.iter().all(|other| other.name != used.name) {
                    found.push(Captured { name: used.name, owner });
                }
            }
        }
    }
    Ok(found)
}

fn late(name: &str, at: TextSize) -> Obstacle {
    let message = format!("the worker sees `{name}` as it is when the process starts, not as it is here");
    Obstacle { at: character(at), message }
}

/// Has the variable, where it would be passed on (`at`), the value it has whenever the process starts?
///
/// `at_once`: the process starts before anything can bind the variable anew.
pub(super) fn check_settled(
    facts: &Facts<'_>,
    captured: &Captured<'_>,
    at: TextSize,
    at_once: bool,
) -> Result<(), Obstacle> {
    let (name, owner) = (&captured.name, captured.owner);
    if nonlocal(owner, name) {
        let message = format!("a `nonlocal` statement lets other functions bind `{name}`");
        return Err(Obstacle { at: owner.name.range(), message });
    }
    let is_parameter = owner.parameters.iter().any(|parameter| *crate::names::identifier(parameter.name()) == **name);
    match (&suite::binders(&owner.body, name)[..], is_parameter) {
        ([], true) => Ok(()),
        ([binder], false) => {
            let plain = suite::binder(facts.module.body(), *binder).filter(|(_, visible, _)| visible.contains(at));
            match plain {
                Some((_, _, in_loop)) if !in_loop || at_once => Ok(()),
                Some(_) => Err(late(name, at)),
                None => Err(Obstacle {
                    at: character(*binder),
                    message: format!("`{name}` may not have its value yet where it would be passed to the worker"),
                }),
            }
        }
        (binders, _) => Err(Obstacle {
            at: character(binders.last().copied().unwrap_or(at)),
            message: format!("`{name}` is bound more than once, and the worker sees the last value"),
        }),
    }
}

fn nonlocal(def: &StmtFunctionDef, name: &str) -> bool {
    struct Finder<'n>(&'n str, bool);
    impl<'a> Visitor<'a> for Finder<'_> {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if let Stmt::Nonlocal(declared) = statement {
                self.1 |= declared.names.iter().any(|other| *crate::names::identifier(other) == *self.0);
            }
            walk_stmt(self, statement);
        }
    }
    let mut finder = Finder(name, false);
    def.body.iter().for_each(|statement| finder.visit_stmt(statement));
    finder.1
}
