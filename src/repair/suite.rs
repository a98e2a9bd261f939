//! The lists of statements a statement holds, and what stands in them one after the other.

use ruff_python_ast::{ExceptHandler, Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::site::Surroundings;
use crate::names::globals::{Access, GlobalUses, Place};

/// The innermost list of statements around a place, and which of them is around it.
pub(super) fn around(body: &[Stmt], at: TextSize) -> Option<(&[Stmt], usize)> {
    let index = body.iter().position(|statement| statement.range().contains(at))?;
    let inner = suites(&body[index]).into_iter().find_map(|suite| around(suite, at));
    Some(inner.unwrap_or((body, index)))
}

/// The lists of statements directly below a statement.
pub(super) fn suites(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::FunctionDef(def) => vec![&def.body],
        Stmt::ClassDef(def) => vec![&def.body],
        Stmt::With(with) => vec![&with.body],
        Stmt::For(it) => vec![&it.body, &it.orelse],
        Stmt::While(it) => vec![&it.body, &it.orelse],
        Stmt::If(it) => {
            let others = it.elif_else_clauses.iter().map(|clause| &clause.body[..]);
            std::iter::once(&it.body[..]).chain(others).collect()
        }
        Stmt::Try(it) => {
            let handlers = it.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| &handler.body[..]);
            [&it.body[..], &it.orelse, &it.finalbody].into_iter().chain(handlers).collect()
        }
        Stmt::Match(it) => it.cases.iter().map(|case| &case.body[..]).collect(),
        _ => Vec::new(),
    }
}

/// The range of a list of statements.
pub(super) fn range(suite: &[Stmt]) -> TextRange {
    match (suite.first(), suite.last()) {
        (Some(first), Some(last)) => TextRange::new(first.start(), last.end()),
        _ => TextRange::default(),
    }
}

/// Does the process that `call` makes start at once: before anything binds one of `names`, and before the next round of
/// a loop?
///
/// ```python
/// p = Process(target=work)
/// children.append(p)
/// p.start()
/// ```
pub(super) fn starts_at_once(body: &[Stmt], call: &ExprCall, names: &[&str]) -> bool {
    let Some((suite, index)) = around(body, call.start()) else { return false };
    let process = match &suite[index] {
        Stmt::Expr(expression) => return is_start(&expression.value, |value| value.range() == call.range()),
        Stmt::Assign(assign) if assign.value.range() == call.range() => match &assign.targets[..] {
            [Expr::Name(name)] => name.id.as_str(),
            _ => return false,
        },
        _ => return false,
    };
    for statement in &suite[index + 1..] {
        match statement {
            Stmt::Expr(it) if is_start(&it.value, |value| matches!(value, Expr::Name(name) if name.id == process)) => {
                return true;
            }
            Stmt::Expr(_) | Stmt::Assign(_) | Stmt::AugAssign(_) | Stmt::AnnAssign(_) => {}
            _ => return false,
        }
        let uses = GlobalUses::of(std::slice::from_ref(statement));
        let rebinds = |name: &str| names.contains(&name) || name == process;
        if uses.all().iter().any(|used| used.access != Access::Read && rebinds(&used.name)) {
            return false;
        }
    }
    false
}

fn is_start(expression: &Expr, is_process: impl Fn(&Expr) -> bool) -> bool {
    let Expr::Call(call) = expression else { return false };
    matches!(&*call.func, Expr::Attribute(attribute) if &attribute.attr == "start" && is_process(&attribute.value))
}

/// Where a list of statements itself binds a name, by what `GlobalUses` calls the top level.
pub(super) fn binders(suite: &[Stmt], name: &str) -> Vec<TextSize> {
    let uses = GlobalUses::of(suite);
    let binds = uses
        .all()
        .iter()
        .filter(|used| *used.name == *name && used.access != Access::Read && matches!(used.place, Place::TopLevel));
    binds.map(|used| used.at).collect()
}

/// The statement that binds a name at `at` plainly, the range in which the name surely has its value, and whether that
/// happens in a loop. `None` for bindings inside expressions, `del` and the like.
pub(super) fn binder(body: &[Stmt], at: TextSize) -> Option<(&Stmt, TextRange, bool)> {
    let (suite, index) = around(body, at)?;
    let statement = &suite[index];
    let inside = |expression: &Expr| expression.range().contains(at);
    let behind = TextRange::new(statement.end(), range(suite).end());
    let visible = match statement {
        Stmt::Assign(assign) if assign.targets.iter().any(inside) => behind,
        Stmt::AnnAssign(assign) if inside(&assign.target) => behind,
        Stmt::With(with) if with.items.iter().any(|item| item.optional_vars.as_deref().is_some_and(inside)) => {
            TextRange::new(range(&with.body).start(), range(suite).end())
        }
        Stmt::For(it) if inside(&it.target) => range(&it.body),
        Stmt::FunctionDef(_) | Stmt::Import(_) | Stmt::ImportFrom(_) => behind,
        _ => return None,
    };
    Some((statement, visible, Surroundings::of(body, at).in_loop()))
}
