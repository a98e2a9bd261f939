//! Which processes can be joined at the end of the script without changing it, and under which name.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFor};
use ruff_text_size::{Ranged, TextRange};

use super::Obstacle;
use super::hoist::obstacle;
use super::imports::is_once;
use crate::children::Need;
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::names::globals::{Access, Place};
use crate::names::identifier;
use crate::rules::Facts;
use crate::starters::{Kind, Registry};

/// Attributes that end a process, or what it does at its end, in ways that skip or precede the join at exit.
const ENDS: &[&str] = &["_exit", "abort", "execl", "execv", "execve", "execvp", "kill", "terminate", "signal", "alarm"];

/// The variable that leads to what is joined.
pub(super) enum Waited {
    /// A process.
    One(String),
    /// The elements of a list, and the name for each.
    All { list: String, each: String },
}

/// Does the script end by running to its end, and wait for its children then?
pub(super) fn check(facts: &Facts<'_>, needs: &[&Need]) -> Result<(), Obstacle> {
    let Some(first) = needs.first() else { return Ok(()) };
    let parent = facts.parent;
    if facts.needs.iter().any(|need| !is_process(facts, need)) {
        return Err(obstacle(first.at, "the script has pools or managers, too"));
    }
    if parent.starts.iter().any(|start| start.at_exit) || parent.statements.iter().any(|record| record.threads) {
        return Err(obstacle(first.at, "the script starts processes from threads or exit handlers"));
    }
    let ends = |index: &usize| parent.exits_in.is_some() || parent.statements[*index].may_exit;
    let from = needs.iter().map(|need| need.statement).min().unwrap_or(first.statement);
    if let Some(index) = (from..parent.statements.len()).find(ends) {
        return Err(obstacle(facts.module.body()[index].range(), "the script may end here, before the join"));
    }
    if !parent.starts.iter().all(|start| start.certain) {
        return Err(obstacle(first.at, "it is not sure that the process starts"));
    }
    let mut finder = Finder(None);
    facts.module.body().iter().for_each(|statement| finder.visit_stmt(statement));
    finder.0.map_or(Ok(()), Err)
}

/// Is it a single process of the ordinary kind?
fn is_process(facts: &Facts<'_>, need: &Need) -> bool {
    let kind = need.object.map(|id| &facts.parent.heap.get(id).kind);
    match kind {
        Some(ObjectKind::Typed { name }) => {
            Registry::builtin().lookup(name).is_some_and(|entry| entry.kind == Kind::Process)
        }
        Some(ObjectKind::Instance { .. }) => need.what.ends_with("Process.start"),
        _ => false,
    }
}

/// Daemons are not waited for, and what runs at the end would run after the join.
struct Finder(Option<Obstacle>);

impl Finder {
    fn found(&mut self, at: TextRange, message: &str) {
        self.0.get_or_insert_with(|| obstacle(at, message));
    }
}

impl<'a> Visitor<'a> for Finder {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::Assign(assign) = statement
            && matches!(&assign.targets[..], [Expr::Attribute(target)] if &target.attr == "daemon")
            && is_false(&assign.value)
        {
            return;
        }
        match statement {
            Stmt::Import(import) if import.names.iter().any(|alias| is_exit_module(&alias.name)) => {
                self.found(statement.range(), "what runs at the end of the script would run after the join");
            }
            Stmt::ImportFrom(import) if import.module.as_deref().is_some_and(is_exit_module) => {
                self.found(statement.range(), "what runs at the end of the script would run after the join");
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(attribute) if &attribute.attr == "daemon" && !attribute.ctx.is_load() => {
                self.found(expression.range(), "a daemon is ended with the script, not waited for");
            }
            Expr::Attribute(attribute) if ENDS.contains(&attribute.attr.as_str()) => {
                self.found(expression.range(), "a process may be ended here");
            }
            Expr::StringLiteral(string) if string.value.to_str() == "daemon" => {
                self.found(expression.range(), "a daemon is ended with the script, not waited for");
            }
            Expr::Call(call) => {
                let daemon = call.arguments.find_keyword("daemon").filter(|keyword| !is_false(&keyword.value));
                if let Some(daemon) = daemon {
                    self.found(daemon.range(), "a daemon is ended with the script, not waited for");
                }
                if let Some(stars) = call.arguments.keywords.iter().find(|keyword| keyword.arg.is_none()) {
                    self.found(stars.range(), "`**` hides whether the process is a daemon");
                }
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}

fn is_exit_module(name: &str) -> bool {
    matches!(name, "atexit" | "signal" | "faulthandler" | "ctypes")
}

fn is_false(expression: &Expr) -> bool {
    matches!(expression, Expr::BooleanLiteral(literal) if !literal.value) || expression.is_none_literal_expr()
}

/// The global by which the statements of `suite` start the process, if that holds for every process made there.
pub(super) fn waited(facts: &Facts<'_>, need: &Need, suite: &[Stmt]) -> Option<Waited> {
    let made = facts.parent.heap.get(need.object?);
    for (index, statement) in suite.iter().enumerate() {
        match statement {
            Stmt::Expr(expression) => {
                if let Some(name) = started(&expression.value)
                    && bound_to(facts, suite, name, need.object?)
                    && suite[..index].iter().any(|other| makes(other, name, made.site.at.into()))
                {
                    return Some(Waited::One(name.to_string()));
                }
            }
            Stmt::For(each) => {
                if let Some(list) = elements(facts, each, need.object?)
                    && !suite[index + 1..].iter().any(|later| mentions(facts, later, &list))
                {
                    let Expr::Name(target) = &*each.target else { return None };
                    return Some(Waited::All { list, each: target.id.to_string() });
                }
                if let Some((list, name)) = collected(each, made.site.at.into())
                    && is_once(facts, &list)
                    && is_empty_list(&suite[..index], &list)
                    && facts.uses.all().iter().filter(|used| *used.name == *list).count() == 2
                {
                    return Some(Waited::All { list, each: name });
                }
            }
            _ => {}
        }
    }
    None
}

/// `p` of `p.start()`.
fn started(expression: &Expr) -> Option<&str> {
    let Expr::Call(call) = expression else { return None };
    match &*call.func {
        Expr::Attribute(attribute) if &attribute.attr == "start" => match &*attribute.value {
            Expr::Name(name) => Some(name.id.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Is `name` a global that is bound once, to this process and nothing else?
fn bound_to(facts: &Facts<'_>, suite: &[Stmt], name: &str, object: ObjectId) -> bool {
    let values = facts.parent.variables.get(&*identifier(name));
    let only = values.is_some_and(|values| values.iter().count() == 1 && values.objects().all(|id| id == object));
    let top = facts.uses.all().iter().filter(|used| *used.name == *name && used.access != Access::Read);
    let plain = top.clone().all(|used| used.place == Place::TopLevel);
    only && plain && is_once(facts, name) && suite.iter().any(|statement| top.clone().any(|used| statement.range().contains(used.at)))
}

/// `name = Process(...)`, the call at the place.
fn makes(statement: &Stmt, name: &str, at: u32) -> bool {
    let Stmt::Assign(assign) = statement else { return false };
    matches!(&assign.targets[..], [Expr::Name(target)] if target.id == name) && u32::from(assign.value.start()) == at
}

/// The list of `for p in list: p.start()`, a global that holds nothing but this process.
fn elements(facts: &Facts<'_>, each: &StmtFor, object: ObjectId) -> Option<String> {
    let (Expr::Name(target), Expr::Name(list)) = (&*each.target, &*each.iter) else { return None };
    let starts = each.body.iter().any(|statement| match statement {
        Stmt::Expr(expression) => started(&expression.value) == Some(target.id.as_str()),
        _ => false,
    });
    let plain = each.body.iter().all(|statement| matches!(statement, Stmt::Expr(_) | Stmt::Assign(_)));
    let heap = &facts.parent.heap;
    let values = facts.parent.variables.get(&*identifier(&list.id))?;
    let held = values.objects().flat_map(|id| heap.get(id).fields.values().flat_map(|held| held.iter().cloned().collect::<Vec<_>>()));
    let only = held.into_iter().all(|value| value == crate::interpret::value::Value::Object(object));
    let is_list = values.objects().all(|id| matches!(&heap.get(id).kind, ObjectKind::Typed { name } if &**name == "list"));
    (starts && plain && only && is_list && is_once(facts, &list.id)).then(|| list.id.to_string())
}

/// The list and the name in `for ...: p = Process(...); p.start(); list.append(p)`.
fn collected(each: &StmtFor, at: u32) -> Option<(String, String)> {
    let plain = each.body.iter().all(|statement| matches!(statement, Stmt::Expr(_) | Stmt::Assign(_)));
    let name = each.body.iter().find_map(|statement| match statement {
        Stmt::Assign(assign) if u32::from(assign.value.start()) == at => match &assign.targets[..] {
            [Expr::Name(name)] => Some(name.id.to_string()),
            _ => None,
        },
        _ => None,
    })?;
    let expressions = || each.body.iter().filter_map(|statement| Some(&*statement.as_expr_stmt()?.value));
    let starts = expressions().any(|expression| started(expression) == Some(&name));
    let list = expressions().find_map(|expression| appended(expression.as_call_expr()?, &name))?;
    (plain && starts).then_some((list, name))
}

fn appended(call: &ExprCall, name: &str) -> Option<String> {
    let Expr::Attribute(attribute) = &*call.func else { return None };
    let is_it = matches!(&call.arguments.args[..], [Expr::Name(only)] if only.id == name);
    match &*attribute.value {
        Expr::Name(list) if &attribute.attr == "append" && is_it => Some(list.id.to_string()),
        _ => None,
    }
}

fn is_empty_list(before: &[Stmt], list: &str) -> bool {
    before.iter().any(|statement| match statement {
        Stmt::Assign(assign) => {
            matches!(&assign.targets[..], [Expr::Name(name)] if name.id == list)
                && matches!(&*assign.value, Expr::List(list) if list.elts.is_empty())
        }
        _ => false,
    })
}

fn mentions(facts: &Facts<'_>, statement: &Stmt, name: &str) -> bool {
    facts.uses.inside(statement.range()).iter().any(|used| *used.name == *name)
}
