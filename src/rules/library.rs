//! MP108: a file that looks like a module of a library, though nobody is found who imports it.
//!
//! Whoever imports a file runs what stays of it and gets what that binds. A file that is plainly run as a script says so, by
//! a main guard or its `#!` line. Of others it is asked whether what moves could be missed: in a package by anybody, elsewhere
//! by functions and classes that nothing in the file uses, so that they have to be there for others.

use ruff_python_ast::{Decorator, Expr, Stmt};
use ruff_text_size::Ranged;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Facts, collected};
use crate::effects::Resource;
use crate::finding::{Code, Refusal};
use crate::names::Name;
use crate::names::globals::{Access, GlobalUse, Place};
use crate::parse::guard::has_guard;

/// Why the statements `moved` must not go below a guard: somebody else may count on what they bind.
pub fn check(facts: &Facts<'_>, moved: &[usize]) -> Option<Refusal> {
    if says_that_it_is_run(facts) {
        return None;
    }
    let bound = bound(facts, moved);
    let (index, reason) = unused_reader(facts, moved, &bound)
        .or_else(|| in_package(facts, moved))
        .or_else(|| only_names(facts, moved))?;
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range: facts.module.body()[index].range(),
        message: reason,
        help: vec![
            "start the processes in a function, and call it where they are wanted".to_string(),
            "if the file is only ever run, say so by a main guard around what is run last, or by a first line \
             `#!/usr/bin/env python3`"
                .to_string(),
        ],
    })
}

/// Is it plain from the file that it is run? Who imported one that runs its tests at the top level would run them.
fn says_that_it_is_run(facts: &Facts<'_>) -> bool {
    let has_shebang = crate::source::shebang::names_python(facts.module.text().as_bytes());
    let is_main = facts.module.path().file_name().is_some_and(|name| name == "__main__.py");
    has_shebang || is_main || has_guard(facts.module.body()) || collected::runs_its_tests(facts)
}

/// The names that moved statements bind, with the first that does.
fn bound(facts: &Facts<'_>, moved: &[usize]) -> FxHashMap<Name, usize> {
    let mut bound: FxHashMap<Name, usize> = FxHashMap::default();
    for &index in moved.iter().rev() {
        bound.extend(facts.parent.statements[index].binds.iter().map(|name| (name.clone(), index)));
    }
    for used in facts.uses.all().iter().rev() {
        if used.access == Access::Bind && used.place == Place::TopLevel && moved.contains(&used.statement) {
            bound.insert(used.name.clone(), used.statement);
        }
    }
    bound
}

/// A function or class that nothing in the file uses and that reads what would move.
fn unused_reader(facts: &Facts<'_>, moved: &[usize], bound: &FxHashMap<Name, usize>) -> Option<(usize, String)> {
    let body = facts.module.body();
    let definitions: FxHashMap<Name, usize> =
        body.iter().enumerate().filter_map(|(index, statement)| Some((defined(statement)?, index))).collect();
    let reads = |index: usize| {
        let is_inside = move |used: &&GlobalUse| used.statement == index && used.access == Access::Read;
        facts.uses.all().iter().filter(is_inside)
    };
    // What the file's own run gets at: by a name at the top level, or in what such a name stands for.
    let is_definition = |index: usize| defined(&body[index]).is_some();
    let own = facts.uses.all().iter().filter(|used| {
        used.access == Access::Read && (used.place == Place::TopLevel || !is_definition(used.statement))
    });
    let mut open: Vec<usize> = own.filter_map(|used| definitions.get(&used.name).copied()).collect();
    open.extend((0..body.len()).filter(|&index| is_registered(facts, moved, &body[index])));
    let mut reached: FxHashSet<usize> = FxHashSet::default();
    while let Some(index) = open.pop() {
        if reached.insert(index) {
            open.extend(reads(index).filter_map(|used| definitions.get(&used.name).copied()));
        }
    }
    (0..body.len()).filter(|index| is_definition(*index) && !reached.contains(index)).find_map(|index| {
        let name = defined(&body[index])?;
        let what = if body[index].is_class_def_stmt() { "uses" } else { "calls" };
        let needed = reads(index).find(|used| bound.contains_key(&used.name));
        let (at, lost) = match needed {
            // What moves for what it does when it is made is no use to others; what a decorator hands on may be.
            _ if moved.contains(&index) => {
                let is_handed_on = !decorators(&body[index]).is_empty() || body[index].is_assign_stmt();
                if !is_handed_on || facts.starting.contains(&index) {
                    return None;
                }
                (index, "it".to_string())
            }
            Some(used) => (bound[&used.name], format!("it needs `{}`, which", used.name)),
            None => return None,
        };
        let message = format!(
            "nothing in this file {what} `{name}`, so it is there for others that import the file, and {lost} would move \
             below the main guard"
        );
        Some((at, message))
    })
}

fn defined(statement: &Stmt) -> Option<Name> {
    match statement {
        Stmt::FunctionDef(def) => Some(crate::names::identifier(&def.name)),
        Stmt::ClassDef(class) => Some(crate::names::identifier(&class.name)),
        // A function by another spelling.
        Stmt::Assign(assign) if assign.value.is_lambda_expr() => match &assign.targets[..] {
            [Expr::Name(name)] => Some(crate::names::identifier(&name.id)),
            _ => None,
        },
        _ => None,
    }
}

/// Nothing but names come out of what would move, and the file makes no use of them: they are there for others.
fn only_names(facts: &Facts<'_>, moved: &[usize]) -> Option<(usize, String)> {
    let body = facts.module.body();
    let works = facts.parent.statements.iter().flat_map(|record| &record.effects).any(|seen| {
        !seen.by_workers && seen.resource != Resource::ChildProcesses && seen.resource.is_seen(seen.access)
    });
    let is_name = |index: &usize| body[*index].is_assign_stmt() || body[*index].is_ann_assign_stmt();
    if works || !facts.parent.submissions.is_empty() || !moved.iter().all(is_name) {
        return None;
    }
    let index = *moved.iter().find(|index| facts.starting.contains(index))?;
    let name = facts.uses.inside(body[index].range()).iter().find(|used| used.access == Access::Bind)?.name.clone();
    let message = format!(
        "nothing in this file does anything with `{name}`, so it is there for others that import the file, and it would move \
         below the main guard"
    );
    Some((index, message))
}

/// Is it handed by a decorator to something that the program itself runs: `@app.route("/")` above `app.run()`, or to what
/// Python runs at the end?
fn is_registered(facts: &Facts<'_>, moved: &[usize], statement: &Stmt) -> bool {
    let is_run = |owner: &str| {
        moved.iter().any(|&index| {
            let call = facts.module.body()[index].as_expr_stmt().and_then(|statement| statement.value.as_call_expr());
            call.is_some_and(|call| call.func.is_attribute_expr() && root(&call.func) == Some(owner))
        })
    };
    decorators(statement).iter().any(|decorator| match root(&decorator.expression) {
        Some("atexit") => true,
        Some(owner) => is_run(owner),
        None => false,
    })
}

fn decorators(statement: &Stmt) -> &[Decorator] {
    match statement {
        Stmt::FunctionDef(def) => &def.decorator_list,
        Stmt::ClassDef(class) => &class.decorator_list,
        _ => &[],
    }
}

/// The name that an expression begins with: `app` in `app.route("/")`.
fn root(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(&name.id),
        Expr::Attribute(attribute) => root(&attribute.value),
        Expr::Call(call) => root(&call.func),
        _ => None,
    }
}

/// The file lies in a package, and what would move binds a name that others can import, or does nothing for the file itself.
fn in_package(facts: &Facts<'_>, moved: &[usize]) -> Option<(usize, String)> {
    let package = facts.surroundings.package.as_deref()?;
    let body = facts.module.body();
    let assigned = moved.iter().find_map(|&index| {
        let target = match &body[index] {
            Stmt::Assign(assign) => assign.targets.first()?,
            Stmt::AnnAssign(assign) => &assign.target,
            _ => return None,
        };
        let bound = facts.uses.inside(target.range()).iter().find(|used| used.access == Access::Bind)?;
        let reason = format!(
            "the file lies in the package `{package}`, and `{}` would move below the main guard, where nobody who imports \
             the file would find it",
            bound.name
        );
        Some((index, reason))
    });
    let works = |index: &usize| {
        let record = &facts.parent.statements[*index];
        record.effects.iter().any(|seen| seen.resource.is_seen(seen.access))
    };
    let idle = || {
        let index = *moved.iter().find(|index| facts.starting.contains(index)).or(moved.first())?;
        let reason = format!(
            "the file lies in the package `{package}`, whose modules are imported, and a main guard would switch this off"
        );
        (!moved.iter().any(works)).then_some((index, reason))
    };
    assigned.or_else(idle)
}
