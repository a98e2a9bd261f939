//! Questions about single pieces of the syntax tree.

use ruff_python_ast::{CmpOp, Expr, Stmt};
use rustc_hash::FxHashSet;

use super::summary::{Dotted, Word, word};

/// A name, and the attributes behind it.
pub(super) type Named = (Word, Vec<Word>);

/// `importlib.import_module("a.b")`, whatever the function is a method of.
pub(super) fn imported_by_name(expression: &Expr) -> Option<Dotted> {
    let call = expression.as_call_expr()?;
    let is_import = named(&call.func).is_some_and(|(name, rest)| **rest.last().unwrap_or(&name) == *"import_module");
    let text = call.arguments.args.first()?.as_string_literal_expr()?;
    is_import.then(|| Dotted::new(0, text.value.to_str()))
}

/// `__name__ == "__main__"`, either way round.
pub(super) fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let ([CmpOp::Eq], [right]) = (&*compare.ops, &*compare.comparators) else { return false };
    let is_name = |side: &Expr| side.as_name_expr().is_some_and(|name| name.id == "__name__");
    let is_main = |side: &Expr| side.as_string_literal_expr().is_some_and(|text| text.value.to_str() == "__main__");
    (is_name(&compare.left) && is_main(right)) || (is_main(&compare.left) && is_name(right))
}

/// The names of the methods of a class body.
pub(super) fn methods(body: &[Stmt]) -> FxHashSet<Word> {
    let mut names = FxHashSet::default();
    let mut rest: Vec<&Stmt> = body.iter().collect();
    while let Some(statement) = rest.pop() {
        match statement {
            Stmt::FunctionDef(def) => {
                names.insert(word(&def.name));
            }
            Stmt::If(branch) => {
                rest.extend(&branch.body);
                rest.extend(branch.elif_else_clauses.iter().flat_map(|clause| &clause.body));
            }
            Stmt::Try(tried) => {
                rest.extend(tried.body.iter().chain(&tried.orelse).chain(&tried.finalbody));
                let handlers = tried.handlers.iter().filter_map(|handler| handler.as_except_handler());
                rest.extend(handlers.flat_map(|handler| &handler.body));
            }
            Stmt::With(with) => rest.extend(&with.body),
            _ => {}
        }
    }
    names
}

/// Is it a name, an attribute of one, or such with an index: `Base`, `module.Base`, `Generic[T]`?
pub(super) fn is_reference(expression: &Expr) -> bool {
    match expression {
        Expr::Subscript(subscript) => named(&subscript.value).is_some(),
        _ => named(expression).is_some(),
    }
}

/// A name, and the attributes behind it.
pub(super) fn named(expression: &Expr) -> Option<Named> {
    let mut attributes = Vec::new();
    let mut at = expression;
    while let Expr::Attribute(attribute) = at {
        attributes.push(word(&attribute.attr));
        at = &attribute.value;
    }
    attributes.reverse();
    let Expr::Name(name) = at else { return None };
    Some((word(&name.id), attributes))
}
