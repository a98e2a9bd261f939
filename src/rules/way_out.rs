//! The way out of a refusal: what to do about it, in lines made from the file at hand.
//!
//! Whoever refuses says what stands in the way. What to write instead depends on the file alone: on what its worker, its pool
//! and its globals are called. An example is left out where the names in it would be made up.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::Facts;
use crate::children::Need;
use crate::effects::Effects;
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::Kind as ObjectKind;
use crate::names::identifier;
use crate::starters::Kind;

/// Longer lines are not repeated in an example.
const MOST_COLUMNS: usize = 88;

/// Adds what to do: a sentence where there is none yet, and an example where one can be made.
pub fn complete(facts: &Facts<'_>, refusal: &mut Refusal) {
    let is_silent = refusal.help.is_empty();
    if is_silent {
        refusal.help.push(sentence(refusal).to_string());
    }
    if let Some(lines) = example(facts, refusal, is_silent)
        && let Some(first) = refusal.help.first_mut()
        && !first.contains('\n')
    {
        *first = format!("{first}:\n{lines}");
    }
}

/// What helps against any refusal of this code.
fn sentence(refusal: &Refusal) -> &'static str {
    match refusal.code {
        Code::OrderConflict | Code::WorkerReadsParentState | Code::SharedThroughGlobal | Code::ValueDrawnAnew => {
            match refusal.remedy {
                Some(Remedy::Ship(_)) => "hand the value to the workers",
                _ => {
                    "set it up before the first start, at the top level of the file, or in an initializer of the workers"
                }
            }
        }
        Code::EffectRepeated => {
            "put what the workers need into a function, and let an initializer call it in each worker; call it below the \
             main guard for the parent"
        }
        Code::ChildRunsOtherCode => "let it depend on an argument of the worker in place of `__name__`",
        Code::ValidationFailed => "please report this file",
        _ => "put what starts processes into a function, and call that below `if __name__ == \"__main__\":`",
    }
}

/// `is_silent`: whoever refused said nothing about what to do.
fn example(facts: &Facts<'_>, refusal: &Refusal, is_silent: bool) -> Option<String> {
    match (&refusal.remedy, refusal.code) {
        (Some(Remedy::Ship(names)), _) => handed_over(facts, names),
        (Some(Remedy::Hoist), _) => at_top_level(facts, refusal.range),
        (Some(Remedy::Join), _) => joined(source(facts, refusal.range)?),
        (Some(Remedy::Below(_)), _) | (None, Code::UnguardedStartMethod) => below(facts, refusal.range),
        (None, Code::EffectRepeated) if is_silent => set_up(facts, refusal.range),
        (None, _) => None,
    }
}

/// The text of a range that stands in one line.
fn source<'a>(facts: &Facts<'a>, range: TextRange) -> Option<&'a str> {
    let text = facts.module.text().get(range.start().to_usize()..range.end().to_usize())?;
    (!text.is_empty() && text.len() <= MOST_COLUMNS && !text.contains(['\n', '\r'])).then_some(text)
}

fn statement<'a>(facts: &Facts<'a>, range: TextRange) -> Option<&'a Stmt> {
    facts.module.body().iter().find(|statement| statement.range().contains_range(range))
}

/// Globals become arguments of an initializer where there is a pool, and arguments of the worker where there is none.
fn handed_over(facts: &Facts<'_>, names: &BTreeSet<String>) -> Option<String> {
    let reads = |need: &&Need| names.iter().any(|name| need.names.contains(&identifier(name)));
    let need = facts.needs.iter().find(reads)?;
    if names.iter().any(|name| is_unpicklable(facts, need, name)) {
        return None;
    }
    let kind = facts.registry().lookup(&need.what)?.kind;
    let all = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let call = source(facts, need.at).filter(|call| call.ends_with(')') && !call.contains("initializer"));
    let has_initializer = source(facts, need.at).is_some_and(|call| call.contains("initializer"));
    if matches!(kind, Kind::Pool | Kind::Executor) && !has_initializer {
        let tuple = if names.len() == 1 { format!("({all},)") } else { format!("({all})") };
        let name = need.what.rsplit('.').next().unwrap_or(&need.what);
        let start = call.filter(|call| call.contains(&format!("{name}("))).and_then(|call| call.strip_suffix(')'));
        let start = match start {
            Some(start) if start.ends_with('(') => start.to_string(),
            Some(start) => format!("{start}, "),
            None => format!("{name}(..., "),
        };
        let (function, taken, given) = match names.len() {
            1 => (format!("set_{all}"), "value", "value"),
            _ => ("set_globals".to_string(), "*values", "values"),
        };
        return Some(format!(
            "def {function}({taken}):\n    global {all}\n    {all} = {given}\n{start}initializer={function}, initargs={tuple})"
        ));
    }
    let (worker, parameters) = worker(facts, need)?;
    let rest = if parameters.is_empty() { String::new() } else { format!(", {parameters}") };
    let last = match kind {
        Kind::Process => format!("Process(target={worker}, args=({all}, ...))"),
        _ => format!("partial({worker}, {all})  # in place of `{worker}`; from functools import partial"),
    };
    Some(format!("def {worker}({all}{rest}):\n    ...\n{last}"))
}

/// Does a global surely hold something that cannot be handed over?
fn is_unpicklable(facts: &Facts<'_>, need: &Need, name: &str) -> bool {
    let heap = &facts.parent.heap;
    let values = need.snapshot.get(&identifier(name));
    let held = values.map(|values| heap.reachable(values.objects())).unwrap_or_default();
    held.into_iter().any(|id| heap.type_name(id).is_some_and(|name| Effects::builtin().is_unpicklable(name)))
}

/// The first line of a function of the file; of one that is not at its top level the parameters are not known.
pub(super) fn head(facts: &Facts<'_>, name: &str) -> String {
    let functions = facts.module.body().iter().filter_map(|statement| statement.as_function_def_stmt());
    let parameters = functions
        .filter(|function| &*function.name == name)
        .find_map(|function| source(facts, function.parameters.range()));
    format!("def {name}{}:", parameters.filter(|text| text.starts_with('(')).unwrap_or("(*args)"))
}

/// The worker of a start, if it is one function of the file, and its parameters.
fn worker<'a>(facts: &Facts<'a>, need: &Need) -> Option<(&'a str, &'a str)> {
    let parent = facts.parent;
    let id = need.callables.objects().find(|id| matches!(parent.heap.get(*id).kind, ObjectKind::Function { .. }))?;
    let definition = parent.functions.get(&id).filter(|function| function.file == 0)?;
    facts.module.body().iter().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.range().contains_range(definition.range) => {
            let parameters = source(facts, function.parameters.range()).unwrap_or("()");
            Some((function.name.as_str(), parameters.trim_start_matches('(').trim_end_matches(')')))
        }
        _ => None,
    })
}

/// A lambda as a function, or the head of a nested function, where children find it.
fn at_top_level(facts: &Facts<'_>, range: TextRange) -> Option<String> {
    let text = facts.module.text().get(range.start().to_usize()..range.end().to_usize())?;
    let is_closure = facts
        .parent
        .functions
        .values()
        .any(|function| function.file == 0 && function.range == range && !function.variables.is_empty());
    if let Some(line) = source(facts, range).filter(|_| !is_closure)
        && let Ok(parsed) = ruff_python_parser::parse_expression(line)
        && let Expr::Lambda(lambda) = parsed.expr()
    {
        let slice = |range: TextRange| &line[range.start().to_usize()..range.end().to_usize()];
        let parameters = lambda.parameters.as_ref().map_or("", |parameters| slice(parameters.range()));
        let name = ["work", "work_on", "worker"].into_iter().find(|name| !is_bound(facts, name))?;
        return Some(format!(
            "def {name}({parameters}):\n    return {}\n# and `{name}` in place of the lambda",
            slice(lambda.body.range())
        ));
    }
    let head = text.lines().find(|line| line.trim_start().starts_with("def "))?.trim();
    let whole = head.ends_with(':') && head.len() <= MOST_COLUMNS;
    whole.then(|| format!("{head}  # not indented, above what starts the processes\n    ..."))
}

fn is_bound(facts: &Facts<'_>, name: &str) -> bool {
    facts.uses.all().iter().any(|used| &*used.name == name)
}

/// The process is given a name, if it has none, and joined.
fn joined(start: &str) -> Option<String> {
    let made = start.strip_suffix(".start()")?;
    if made.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Some(format!("{start}\n{made}.join()"));
    }
    Some(format!("process = {made}\nprocess.start()\nprocess.join()"))
}

fn below(facts: &Facts<'_>, range: TextRange) -> Option<String> {
    let line = source(facts, statement(facts, range)?.range())?;
    Some(format!("if __name__ == \"__main__\":\n    {line}"))
}

/// A statement that sets something up, and binds nothing, as the initializer of the first pool.
fn set_up(facts: &Facts<'_>, range: TextRange) -> Option<String> {
    let statement = statement(facts, range).filter(|statement| statement.is_expr_stmt())?;
    let need = facts.needs.first()?;
    let kind = facts.registry().lookup(&need.what)?.kind;
    let call = source(facts, need.at).filter(|call| !call.contains("initializer"))?;
    let call = call.strip_suffix(')').filter(|_| matches!(kind, Kind::Pool | Kind::Executor))?;
    let comma = if call.ends_with('(') { "" } else { ", " };
    let line = source(facts, statement.range())?;
    let name = ["set_up", "set_up_worker", "initialize"].into_iter().find(|name| !is_bound(facts, name))?;
    Some(format!("def {name}():\n    {line}\n{call}{comma}initializer={name})"))
}

/// The statement that starts the processes, in a function.
pub(super) fn in_function(facts: &Facts<'_>) -> Option<String> {
    let index = facts.needs.first()?.statement;
    let range = facts.module.body().get(index)?.range();
    let text = &facts.module.text()[range.start().to_usize()..range.end().to_usize()];
    let name = ["run", "run_workers", "start_workers"].into_iter().find(|name| !is_bound(facts, name))?;
    let head = text.lines().next().filter(|line| line.len() <= MOST_COLUMNS)?;
    let rest = if head.ends_with(':') { "\n        ..." } else { "" };
    Some(format!("def {name}():\n    {head}{rest}"))
}
