//! The main guard, in the spellings that code is written in.

use ruff_python_ast::{BoolOp, CmpOp, Expr, Stmt, StmtIf};

/// Is it `if __name__ == "__main__":` in one of the plain spellings, without `else`?
pub fn is_plain_guard(statement: &Stmt) -> bool {
    matches!(statement, Stmt::If(guard) if guard.elif_else_clauses.is_empty() && is_guard_test(&guard.test))
}

/// `__name__ == "__main__"`, either way round, or `__name__ in ("__main__",)`.
fn is_guard_test(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let [operator] = &*compare.ops else { return false };
    let [right] = &*compare.comparators else { return false };
    let name = |expression: &Expr| matches!(expression, Expr::Name(name) if &name.id == "__name__");
    let main =
        |expression: &Expr| matches!(expression, Expr::StringLiteral(string) if string.value.to_str() == "__main__");
    match operator {
        CmpOp::Eq => (name(&compare.left) && main(right)) || (main(&compare.left) && name(right)),
        CmpOp::In => {
            let elements = match right {
                Expr::Tuple(tuple) => &tuple.elts,
                Expr::List(list) => &list.elts,
                Expr::Set(set) => &set.elts,
                _ => return false,
            };
            name(&compare.left) && elements.len() == 1 && elements.iter().all(main)
        }
        _ => false,
    }
}

/// The guard a statement is.
pub fn guard_of(statement: &Stmt) -> Option<&StmtIf> {
    match statement {
        Stmt::If(guard) if is_plain_guard(statement) => Some(guard),
        _ => None,
    }
}

/// Does the file have code for the case that it is run: a guard in whatever spelling, with more conditions, or with `else`?
pub fn has_guard(body: &[Stmt]) -> bool {
    body.iter().any(|statement| matches!(statement, Stmt::If(guard) if asks_for_main(&guard.test)))
}

fn asks_for_main(test: &Expr) -> bool {
    let is_name = |expression: &Expr| matches!(expression, Expr::Name(name) if &name.id == "__name__");
    match test {
        Expr::BoolOp(both) if both.op == BoolOp::And => both.values.iter().any(asks_for_main),
        Expr::Compare(compare) => {
            matches!(*compare.ops, [CmpOp::Eq | CmpOp::In])
                && (is_name(&compare.left) || compare.comparators.iter().any(is_name))
        }
        _ => false,
    }
}
