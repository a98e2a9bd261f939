//! Statements that cannot fail and do nothing but bind names.

use ruff_python_ast::{Expr, Stmt};

/// Can running the statement fail, or do anything besides binding names? Imports of the standard library, definitions
/// and assignments of constants cannot.
pub fn is_fallible(statement: &Stmt) -> bool {
    match statement {
        Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Pass(_) | Stmt::Global(_) => false,
        Stmt::FunctionDef(def) => {
            !def.decorator_list.is_empty()
                || def
                    .parameters
                    .iter_non_variadic_params()
                    .any(|p| p.default.as_deref().is_some_and(|d| !is_constant(d)))
        }
        Stmt::ClassDef(def) => {
            !def.decorator_list.is_empty()
                || def.keywords().iter().any(|k| !is_constant(&k.value))
                || def.body.iter().any(is_fallible)
        }
        Stmt::Assign(assign) => {
            !assign.targets.iter().all(|target| matches!(target, Expr::Name(_))) || !is_constant(&assign.value)
        }
        Stmt::AnnAssign(assign) => assign.value.as_deref().is_some_and(|value| !is_constant(value)),
        Stmt::Expr(expression) => !is_constant(&expression.value),
        _ => true,
    }
}

/// Literals, names, and containers and sums of them. A name may be unbound, but then the program never got this far.
pub fn is_constant(expression: &Expr) -> bool {
    match expression {
        Expr::Name(_) | Expr::Lambda(_) => true,
        Expr::List(list) => list.elts.iter().all(is_constant),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        Expr::Set(set) => set.elts.iter().all(is_constant),
        Expr::Dict(dict) => {
            dict.items.iter().all(|item| item.key.as_ref().is_none_or(is_constant) && is_constant(&item.value))
        }
        Expr::UnaryOp(operation) => is_literal(&operation.operand),
        Expr::BinOp(operation) => is_number(&operation.left) && is_number(&operation.right),
        other => is_literal(other),
    }
}

fn is_literal(expression: &Expr) -> bool {
    expression.is_literal_expr()
}

/// Sums and products of numbers do not fail, apart from divisions by zero, which nobody writes.
fn is_number(expression: &Expr) -> bool {
    match expression {
        Expr::NumberLiteral(_) => true,
        Expr::BinOp(operation) => is_number(&operation.left) && is_number(&operation.right),
        _ => false,
    }
}

/// Is it a definition, which stays at module level unless something forces it down?
pub fn is_definition(statement: &Stmt, index: usize) -> bool {
    match statement {
        Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::TypeAlias(_) => true,
        Stmt::Expr(expression) => index == 0 && expression.value.is_string_literal_expr(),
        Stmt::Assign(assign) => assign
            .targets
            .iter()
            .any(|target| matches!(target, Expr::Name(name) if name.id.starts_with("__") && name.id.ends_with("__"))),
        _ => false,
    }
}
