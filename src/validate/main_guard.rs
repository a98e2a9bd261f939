//! The main guard and the calls that may come first under it.

use ruff_python_ast::{CmpOp, Expr, Stmt, StmtIf};

/// Whether a test is true in the main module and nowhere else: `__name__ == "__main__"`, either way round.
pub(super) fn is_main_test(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else {
        return false;
    };
    let ([op], [right]) = (&*compare.ops, &*compare.comparators) else {
        return false;
    };
    match op {
        CmpOp::Eq => (is_name(&compare.left) && is_main(right)) || (is_main(&compare.left) && is_name(right)),
        CmpOp::In => {
            let elements = match right {
                Expr::Tuple(tuple) => &tuple.elts,
                Expr::List(list) => &list.elts,
                Expr::Set(set) => &set.elts,
                _ => return false,
            };
            is_name(&compare.left) && matches!(&elements[..], [only] if is_main(only))
        }
        _ => false,
    }
}

/// The guard in the one spelling a rewrite may generate.
pub(super) fn is_generated_guard(statement: &StmtIf) -> bool {
    let spelled =
        matches!(&*statement.test, Expr::Compare(compare) if is_name(&compare.left) && *compare.ops == [CmpOp::Eq]);
    spelled && is_main_test(&statement.test) && statement.elif_else_clauses.is_empty()
}

/// How many statements at the start of a guard's body make up a `freeze_support()` call and the import before it.
pub(super) fn freeze_prefix(body: &[Stmt]) -> usize {
    match body {
        [first, ..] if call_of(first, &["freeze_support"]) => 1,
        [first, second, ..] if is_freeze_import(first) && call_of(second, &["freeze_support"]) => 2,
        _ => 0,
    }
}

/// How many statements at the start of a guard's body must stay before everything else the main module does.
pub(super) fn startup_prefix(body: &[Stmt]) -> usize {
    body.iter()
        .take_while(|statement| {
            call_of(statement, &["freeze_support", "set_start_method"]) || is_freeze_import(statement)
        })
        .count()
}

/// The names of a dotted expression, outermost first.
pub(super) fn dotted(expr: &Expr) -> Option<Vec<&str>> {
    match expr {
        Expr::Name(name) => Some(vec![name.id.as_str()]),
        Expr::Attribute(attribute) => {
            let mut names = dotted(&attribute.value)?;
            names.push(attribute.attr.as_str());
            Some(names)
        }
        _ => None,
    }
}

fn is_name(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id.as_str() == "__name__")
}

fn is_main(expr: &Expr) -> bool {
    matches!(expr, Expr::StringLiteral(string) if string.value.to_str() == "__main__")
}

/// A statement that is a call of a dotted name ending in one of `names`.
fn call_of(statement: &Stmt, names: &[&str]) -> bool {
    let Stmt::Expr(statement) = statement else {
        return false;
    };
    let Expr::Call(call) = &*statement.value else {
        return false;
    };
    dotted(&call.func).is_some_and(|path| path.last().is_some_and(|last| names.contains(last)))
}

/// `import multiprocessing` or `from multiprocessing import ...`.
fn is_freeze_import(statement: &Stmt) -> bool {
    match statement {
        Stmt::Import(import) => {
            matches!(&import.names[..], [only] if only.name.as_str() == "multiprocessing")
        }
        Stmt::ImportFrom(import) => import.level == 0 && import.module.as_deref() == Some("multiprocessing"),
        _ => false,
    }
}
