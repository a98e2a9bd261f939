//! Takes back that children are waited for: the last statements of the module, of its main guard or of a function.
//!
//! ```text
//! p.join()          for p in ps:          for child in active_children():
//!                       p.join()              child.join()
//! ```

use std::collections::HashSet;

use ruff_python_ast::{Alias, Expr, Stmt, Suite};
use ruff_text_size::{Ranged, TextRange};

use super::super::module::Module;
use super::super::scopes::{How, Scopes, Target, Use};
use super::template::is_name;
use super::undo::sole;

const CHILDREN: &str = "active_children";

/// A statement that waits.
#[derive(Clone)]
pub(super) struct Joined {
    at: TextRange,
    /// What is joined; for a loop its variable.
    receiver: String,
    /// What a loop goes through.
    list: Option<Expr>,
}

/// Takes the joins out of `new`, down to the length the blocks of `old` have.
pub(super) fn take_back(new: &mut Suite, old: &[Stmt], words: &HashSet<&str>) -> Vec<Joined> {
    let mut joins = surplus(new, old.len());
    if let (Some(Stmt::If(new)), Some(Stmt::If(old))) = (new.last_mut(), old.last()) {
        joins.extend(surplus(&mut new.body, old.body.len()));
    }
    for statement in new.iter_mut() {
        if let Stmt::FunctionDef(new) = statement
            && let Some(old) = sole(old, new.name.as_str(), Stmt::as_function_def_stmt, |def| def.name.as_str())
        {
            joins.extend(surplus(&mut new.body, old.body.len()));
        }
    }
    let by_name = |join: &Joined| matches!(&join.list, Some(Expr::Call(call)) if is_name(&call.func, CHILDREN));
    if joins.iter().any(by_name) && !words.contains(CHILDREN) {
        new.iter_mut().for_each(without_import);
    }
    joins
}

/// Takes the statements behind the first `count` off, if they all wait.
fn surplus(body: &mut Suite, count: usize) -> Vec<Joined> {
    let Some(joins) = body.get(count..).and_then(|rest| rest.iter().map(joined).collect::<Option<Vec<_>>>()) else {
        return Vec::new();
    };
    body.truncate(count);
    joins
}

fn joined(statement: &Stmt) -> Option<Joined> {
    match statement {
        Stmt::Expr(it) => Some(Joined { at: it.range(), receiver: receiver(&it.value)?, list: None }),
        Stmt::For(each) if !each.is_async && each.orelse.is_empty() => {
            let [Stmt::Expr(it)] = &each.body[..] else { return None };
            let receiver = receiver(&it.value).filter(|name| is_name(&each.target, name))?;
            let is_list = match &*each.iter {
                Expr::Name(_) => true,
                Expr::Call(call) if call.arguments.is_empty() => match &*call.func {
                    Expr::Name(name) => name.id.as_str() == CHILDREN,
                    Expr::Attribute(attribute) => attribute.attr.as_str() == CHILDREN && attribute.value.is_name_expr(),
                    _ => false,
                },
                _ => false,
            };
            is_list.then(|| Joined { at: each.range(), receiver, list: Some((*each.iter).clone()) })
        }
        _ => None,
    }
}

/// `p` of `p.join()`.
fn receiver(expression: &Expr) -> Option<String> {
    let Expr::Call(call) = expression else { return None };
    let Expr::Attribute(attribute) = &*call.func else { return None };
    let Expr::Name(name) = &*attribute.value else { return None };
    (attribute.attr.as_str() == "join" && call.arguments.is_empty()).then(|| name.id.to_string())
}

/// Takes the name off the end of `from multiprocessing import ...`.
fn without_import(statement: &mut Stmt) {
    let Stmt::ImportFrom(import) = statement else { return };
    let is_it = |alias: &Alias| alias.name.as_str() == CHILDREN && alias.asname.is_none();
    let is_there = import.level == 0 && import.module.as_deref() == Some("multiprocessing");
    if is_there && import.names.len() > 1 && import.names.last().is_some_and(is_it) {
        import.names.pop();
    }
}

/// Is what is joined a process that was started, and does a loop bind nothing that anybody else reads?
pub(super) fn faults(joins: &[Joined], old: &Module<'_>, before: &Scopes<'_>, after: &Scopes<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for join in joins {
        let used = |name: &str, how: How| {
            after.uses.iter().find(|used| join.at.contains(used.at) && used.name == name && used.how == how)
        };
        let Some(read) = used(&join.receiver, How::Read) else { continue };
        let name = &join.receiver;
        let in_scope: Vec<&Use> = same_variable(after, read, join).collect();
        let is_child = |name: &str| in_scope.iter().any(|used| used.how == How::Read && starts(old, before, name));
        match &join.list {
            None if !is_child(name) || !is_bound(&in_scope) => {
                faults.push(format!("`{name}` is joined, and is no process that was started"));
            }
            Some(Expr::Name(list)) => {
                let read = used(list.id.as_str(), How::Read);
                let variables: Vec<&Use> = read.into_iter().flat_map(|read| same_variable(after, read, join)).collect();
                if !is_bound(&variables) || !starts(old, before, name) {
                    faults.push(format!("`{}` holds no processes that were started", list.id));
                }
            }
            Some(Expr::Call(call)) if !is_children(&call.func, after) => {
                faults.push(format!("`{CHILDREN}` is not that of multiprocessing"));
            }
            _ => {}
        }
        if join.list.is_some() && in_scope.iter().any(|used| used.scope != read.scope) {
            faults.push(format!("`{name}` is bound by a loop, and is used elsewhere"));
        }
    }
    faults
}

/// The other uses of the variable that `read` reads.
fn same_variable<'s>(scopes: &'s Scopes<'_>, read: &Use, join: &Joined) -> impl Iterator<Item = &'s Use> {
    let (name, target, at) = (read.name.clone(), scopes.target(read), join.at);
    scopes.uses.iter().filter(move |u| u.name == name && !at.contains(u.at) && scopes.target(u) == target)
}

fn is_bound(uses: &[&Use]) -> bool {
    uses.iter().any(|used| used.how == How::Bind)
}

/// Does the original start what the variable of that name holds?
fn starts(old: &Module<'_>, before: &Scopes<'_>, name: &str) -> bool {
    before.uses.iter().any(|used| {
        let behind = &old.text[used.at.to_usize()..];
        used.name == name && behind.strip_prefix(name).is_some_and(|rest| rest.starts_with(".start("))
    })
}

/// Is it `active_children` of multiprocessing: an import of the module binds its name, and nothing else does?
fn is_children(function: &Expr, after: &Scopes<'_>) -> bool {
    let root = match function {
        Expr::Attribute(attribute) => &attribute.value,
        _ => function,
    };
    let binds = |used: &&Use| {
        matches!(root, Expr::Name(name) if name.id.as_str() == used.name)
            && used.how != How::Read
            && after.target(used) == Target::Global
    };
    let mut found = after.uses.iter().filter(binds);
    let Some(only) = found.next().filter(|_| found.next().is_none()) else { return false };
    let wanted = if root.range() == function.range() { CHILDREN } else { "multiprocessing" };
    after.scopes[0].body.iter().any(|statement| {
        let is_its = |alias: &Alias| alias.name.as_str() == wanted && statement.range().contains(only.at);
        match statement {
            Stmt::Import(import) => wanted != CHILDREN && import.names.iter().any(is_its),
            Stmt::ImportFrom(import) => {
                wanted == CHILDREN
                    && import.module.as_deref() == Some("multiprocessing")
                    && import.names.iter().any(is_its)
            }
            _ => false,
        }
    })
}
