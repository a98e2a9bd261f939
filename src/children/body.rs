//! What a piece of code mentions, as its text says: imports, attributes with their dots, changes, comparisons, and what it
//! writes.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{CmpOp, ConversionFlag, Expr, ExprCompare, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::names::{Name, identifier};
use crate::parse::Module;

/// `np.random.seed` as `np` and `random.seed`.
fn dotted(expression: &Expr) -> Option<(Name, String)> {
    let Expr::Attribute(attribute) = expression else { return None };
    match &*attribute.value {
        Expr::Name(name) => Some((identifier(&name.id), attribute.attr.to_string())),
        inner => dotted(inner).map(|(name, rest)| (name, format!("{rest}.{}", attribute.attr))),
    }
}

/// Methods by which containers change.
const CHANGING: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "setdefault",
    "update",
];

/// Looks through the code in a range.
#[derive(Default)]
pub(super) struct Body {
    pub(super) range: TextRange,
    /// Level, module and names of each import; of `import a.b`, the name is `b`.
    pub(super) imports: Vec<(u32, String, Vec<Name>)>,
    pub(super) changes: BTreeSet<Name>,
    /// Attributes of names, and attributes of those: the name, and the rest with its dots.
    pub(super) dotted: Vec<(Name, String)>,
    /// What is called to be compared with anything but a number, as it is written.
    pub(super) compared: BTreeSet<String>,
    pub(super) by_identity: bool,
    pub(super) by_equality: bool,
    pub(super) shows_types: bool,
    pub(super) shows_values: bool,
}

impl Body {
    fn compare(&mut self, compare: &ExprCompare) {
        let operands = || std::iter::once(&*compare.left).chain(&*compare.comparators);
        let called = operands().filter_map(|operand| match operand {
            Expr::Call(call) => dotted(&call.func).map(|(name, rest)| format!("{name}.{rest}")),
            _ => None,
        });
        if !operands().any(Expr::is_number_literal_expr) {
            self.compared.extend(called);
        }
        if !operands().any(Expr::is_literal_expr) {
            self.by_identity |= compare.ops.iter().any(|operator| matches!(operator, CmpOp::Is | CmpOp::IsNot));
            self.by_equality |= compare.ops.iter().any(|operator| !matches!(operator, CmpOp::Is | CmpOp::IsNot));
        }
    }

    /// A value is made into a text, by `repr` or as it is written.
    fn show(&mut self, value: &Expr, as_repr: bool) {
        match value {
            Expr::Call(call) if matches!(&*call.func, Expr::Name(name) if &name.id == "type") => {
                self.shows_types = true
            }
            Expr::Attribute(attribute) if matches!(attribute.attr.as_str(), "__class__" | "__module__") => {
                self.shows_types = true;
            }
            Expr::Name(_) => {
                self.shows_values = true;
                self.shows_types |= as_repr;
            }
            _ => {}
        }
    }

    fn change(&mut self, of: &Expr) {
        match of {
            Expr::Name(name) => self.changes.insert(identifier(&name.id)),
            Expr::Attribute(attribute) => self.changes.insert(identifier(attribute.attr.as_str())),
            _ => false,
        };
    }
}

impl<'a> Visitor<'a> for Body {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if statement.range().intersect(self.range).is_none() {
            return;
        }
        if self.range.contains_range(statement.range()) {
            match statement {
                Stmt::Import(import) => {
                    let modules = import.names.iter().map(|alias| match alias.name.rsplit_once('.') {
                        Some((package, name)) => (0, package.to_string(), vec![identifier(name)]),
                        None => (0, String::new(), vec![identifier(alias.name.as_str())]),
                    });
                    self.imports.extend(modules);
                }
                Stmt::ImportFrom(import) => {
                    let dotted = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
                    let names = import.names.iter().map(|alias| identifier(alias.name.as_str())).collect();
                    self.imports.push((import.level, dotted, names));
                }
                _ => {}
            }
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.range.contains_range(expression.range()) {
            self.dotted.extend(dotted(expression));
            match expression {
                Expr::Compare(compare) => self.compare(compare),
                Expr::FString(string) => {
                    for part in string.value.elements().filter_map(|part| part.as_interpolation()) {
                        self.show(&part.expression, part.conversion == ConversionFlag::Repr);
                    }
                }
                Expr::Call(call) => {
                    if let Expr::Name(name) = &*call.func
                        && matches!(name.id.as_str(), "ascii" | "format" | "print" | "repr" | "str")
                    {
                        let as_repr = matches!(name.id.as_str(), "ascii" | "repr");
                        call.arguments.args.iter().for_each(|value| self.show(value, as_repr));
                    }
                }
                _ => {}
            }
            match expression {
                Expr::Subscript(part) if part.ctx != ExprContext::Load => self.change(&part.value),
                Expr::Attribute(attribute) if attribute.ctx != ExprContext::Load => self.change(expression),
                Expr::Call(call) => match &*call.func {
                    Expr::Attribute(method) if CHANGING.contains(&method.attr.as_str()) => self.change(&method.value),
                    _ => {}
                },
                _ => {}
            }
        }
        walk_expr(self, expression);
    }
}

/// Does code in a range compare values by identity, other than with constants?
pub fn compares_identity(module: &Module, range: TextRange) -> bool {
    let mut body = Body { range, ..Body::default() };
    module.body().iter().for_each(|statement| body.visit_stmt(statement));
    body.by_identity
}
