//! Which processes can be joined at the end of the script without changing it, and under which name.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFor, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashSet;

use super::Obstacle;
use super::hoist::obstacle;
use crate::children::Need;
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::names::globals::{Access, GlobalUses};
use crate::names::identifier;
use crate::rules::Facts;
use crate::starters::Kind;

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
            facts.registry().lookup(name).is_some_and(|entry| entry.kind == Kind::Process)
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

/// The variable by which the statements of `suite` start the process made at `at`, if that holds for every process made
/// there. `uses` are the uses of variables of the suite's own scope.
pub(super) fn waited(uses: &GlobalUses, suite: &[Stmt], at: TextSize) -> Option<Waited> {
    for (index, statement) in suite.iter().enumerate() {
        match statement {
            Stmt::Expr(expression) => {
                if let Some(name) = started(&expression.value)
                    && binds(uses, name) == 1
                    && suite[..index].iter().any(|other| makes(other, name, at))
                {
                    return Some(Waited::One(name.to_string()));
                }
            }
            Stmt::For(each) => {
                if let Some((list, name)) = elements(each).or_else(|| collected(each, at))
                    && binds(uses, &list) == 1
                    && filled(uses, &suite[..=index], &list, at)
                {
                    return Some(Waited::All { list, each: name });
                }
            }
            _ => {}
        }
    }
    None
}

/// How often is the variable bound?
fn binds(uses: &GlobalUses, name: &str) -> usize {
    let name = identifier(name);
    uses.all().iter().filter(|used| used.name == name && used.access != Access::Read).count()
}

/// Does the list hold the processes made at `at`, all of them, and is it used for nothing else than to start them?
fn filled(uses: &GlobalUses, suite: &[Stmt], list: &str, at: TextSize) -> bool {
    let bound = suite.iter().find_map(|statement| match statement {
        Stmt::Assign(assign) if matches!(&assign.targets[..], [Expr::Name(name)] if name.id == list) => {
            Some(&*assign.value)
        }
        _ => None,
    });
    let name = identifier(list);
    let mentions = uses.all().iter().filter(|used| used.name == name).count();
    match bound {
        Some(Expr::ListComp(comprehension)) => comprehension.elt.start() == at && mentions == 2,
        Some(Expr::List(empty)) if empty.elts.is_empty() => {
            let appends = suite.iter().filter_map(Stmt::as_for_stmt).filter(|each| appends_made(each, list, at));
            // Bound, appended to, and gone through unless the loop that makes them also starts them.
            let here = suite.last().and_then(Stmt::as_for_stmt).is_some_and(|each| collected(each, at).is_some());
            appends.count() == 1 && mentions == if here { 2 } else { 3 }
        }
        _ => false,
    }
}

/// `for ...: p = Process(...); list.append(p)`, or with the call itself.
fn appends_made(each: &StmtFor, list: &str, at: TextSize) -> bool {
    let calls = each.body.iter().filter_map(|statement| statement.as_expr_stmt()?.value.as_call_expr());
    let mut appended = calls.filter(|call| {
        matches!(&*call.func, Expr::Attribute(attribute) if &attribute.attr == "append"
            && matches!(&*attribute.value, Expr::Name(name) if name.id == list))
    });
    appended.any(|call| match &call.arguments.args[..] {
        [Expr::Name(name)] => each.body.iter().any(|statement| makes(statement, &name.id, at)),
        [made] => made.start() == at,
        _ => false,
    })
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

/// `name = Process(...)`, the call at the place.
fn makes(statement: &Stmt, name: &str, at: TextSize) -> bool {
    let Stmt::Assign(assign) = statement else { return false };
    matches!(&assign.targets[..], [Expr::Name(target)] if target.id == name) && assign.value.start() == at
}

/// The list and the name in `for p in list: p.start()`.
fn elements(each: &StmtFor) -> Option<(String, String)> {
    let (Expr::Name(target), Expr::Name(list)) = (&*each.target, &*each.iter) else { return None };
    (is_plain(each) && starts(each, &target.id)).then(|| (list.id.to_string(), target.id.to_string()))
}

/// The list and the name in `for ...: p = Process(...); p.start(); list.append(p)`.
fn collected(each: &StmtFor, at: TextSize) -> Option<(String, String)> {
    let name = each.body.iter().find_map(|statement| match statement {
        Stmt::Assign(assign) if assign.value.start() == at => match &assign.targets[..] {
            [Expr::Name(name)] => Some(name.id.to_string()),
            _ => None,
        },
        _ => None,
    })?;
    let calls = each.body.iter().filter_map(|statement| statement.as_expr_stmt()?.value.as_call_expr());
    let list = calls.filter_map(|call| appended(call, &name)).next()?;
    (is_plain(each) && starts(each, &name)).then_some((list, name))
}

/// Does every round of the loop run all of its statements?
fn is_plain(each: &StmtFor) -> bool {
    each.orelse.is_empty() && each.body.iter().all(|statement| matches!(statement, Stmt::Expr(_) | Stmt::Assign(_)))
}

fn starts(each: &StmtFor, name: &str) -> bool {
    let mut expressions = each.body.iter().filter_map(|statement| Some(&*statement.as_expr_stmt()?.value));
    expressions.any(|expression| started(expression) == Some(name))
}

fn appended(call: &ExprCall, name: &str) -> Option<String> {
    let Expr::Attribute(attribute) = &*call.func else { return None };
    let is_it = matches!(&call.arguments.args[..], [Expr::Name(only)] if only.id == name);
    match &*attribute.value {
        Expr::Name(list) if &attribute.attr == "append" && is_it => Some(list.id.to_string()),
        _ => None,
    }
}

/// Do globals, or the variables of `suite`, hold all shared objects that the process is handed, so that they live until
/// it has been joined? The process itself lets go of its arguments when it starts.
pub(super) fn are_kept(facts: &Facts<'_>, need: &Need, suite: &[Stmt]) -> bool {
    let heap = &facts.parent.heap;
    let globals = facts.parent.variables.values().flat_map(|values| values.objects().collect::<Vec<_>>());
    let kept = held(facts, globals.collect());
    let uses = GlobalUses::of(suite);
    let by_variable = |at: TextSize| {
        suite.iter().any(|statement| match statement {
            Stmt::Assign(assign) => match &assign.targets[..] {
                [Expr::Name(name)] => assign.value.start() == at && binds(&uses, &name.id) == 1,
                _ => false,
            },
            _ => false,
        })
    };
    let is_primitive = |id: &ObjectId| match &heap.get(*id).kind {
        ObjectKind::Typed { name } => facts.registry().lookup(name).is_some_and(|entry| entry.kind == Kind::Primitive),
        _ => false,
    };
    let mut handed = heap.reachable(need.data.objects()).into_iter().filter(is_primitive);
    handed.all(|id| kept.contains(&id) || heap.get(id).site.file == 0 && by_variable(heap.get(id).site.at))
}

/// The objects that others hold in attributes or as elements: not what a constructor was given, which it may let go.
fn held(facts: &Facts<'_>, mut todo: Vec<ObjectId>) -> FxHashSet<ObjectId> {
    let mut seen = FxHashSet::default();
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            let fields = facts.parent.heap.get(id).fields.iter();
            let mut inside: Vec<ObjectId> = fields
                .filter(|(field, _)| field.is_content())
                .flat_map(|(_, values)| values.objects().collect::<Vec<_>>())
                .collect();
            inside.sort();
            todo.extend(inside);
        }
    }
    seen
}

/// The function in which the process is made, if it is called once, as the last statement of `block`, and runs to its end.
pub(super) fn last_function<'a>(facts: &Facts<'a>, need: &Need, block: &[Stmt]) -> Option<&'a StmtFunctionDef> {
    let Some(Stmt::Expr(last)) = block.last() else { return None };
    let Expr::Call(call) = &*last.value else { return None };
    let Expr::Name(name) = &*call.func else { return None };
    let mentions = facts.uses.all().iter().filter(|used| *used.name == *identifier(&name.id)).count();
    let def = facts.module.body().iter().find_map(|statement| match statement {
        Stmt::FunctionDef(def) if def.name.id == name.id => Some(def),
        _ => None,
    })?;
    let made = facts.parent.heap.get(need.object?).site;
    let inside = made.file == 0 && super::suite::range(&def.body).contains(made.at);
    let plain = def.decorator_list.is_empty() && !def.is_async && call.arguments.is_empty();
    let mut returns = Returns(false);
    def.body.iter().for_each(|statement| returns.visit_stmt(statement));
    (mentions == 2 && inside && plain && !returns.0).then_some(def)
}

/// Is there a `return`, or a `yield`?
struct Returns(bool);

impl<'a> Visitor<'a> for Returns {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.0 |= statement.is_return_stmt();
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.0 |= matches!(expression, Expr::Yield(_) | Expr::YieldFrom(_));
        walk_expr(self, expression);
    }
}
