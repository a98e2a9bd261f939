//! MP107 and MP109: what children run is not what the parent ran, or cannot be told.

use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::finding::{Code, Refusal};
use crate::names::{builtins, globals::Access};
use crate::rules::Facts;

/// Names of the module's namespace as a whole.
const BY_NAME: &[&str] = &["eval", "exec", "globals", "vars"];

/// Looks for children that stop early, for workers that look names up by name, and for runs that were cut short.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    exits_early(facts)
        .or_else(|| by_main_name(facts))
        .or_else(|| at_exit(facts))
        .or_else(|| by_name(facts))
        .or_else(|| unseen_worker(facts))
        .or_else(|| exhausted(facts))
}

/// Where a global is first bound: the statement, or the name itself in a statement with blocks.
pub fn binding_range(facts: &Facts<'_>, name: &str) -> Option<TextRange> {
    let used = facts.uses.all().iter().find(|used| &*used.name == name && used.access == Access::Bind)?;
    let statement = &facts.module.body()[used.statement];
    if !crate::parse::unit::is_compound(statement) {
        return Some(statement.range());
    }
    let rest = &facts.module.text()[used.at.to_usize()..];
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    Some(TextRange::at(used.at, TextSize::try_from(length).unwrap_or_default()))
}

fn exits_early(facts: &Facts<'_>) -> Option<Refusal> {
    let index = facts.child.exits_in?;
    let parent = facts.parent.exits_in;
    if parent.is_some_and(|other| other <= index) {
        return None;
    }
    Some(Refusal {
        remedy: None,
        code: Code::ChildRunsOtherCode,
        range: facts.module.body()[index].range(),
        message: "children stop here when they import the file, because `__name__` is not `__main__` then".to_string(),
        help: vec![
            "exit only if `__name__` is neither `__main__` nor `__mp_main__`, or leave the check out".to_string(),
        ],
    })
}

/// What children make of `__name__`: workers that read it, and globals whose value depends on it or on the process.
fn by_main_name(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find_map(|need| {
        let differs = |name: &crate::names::Name| {
            let here = need.snapshot.get(name).and_then(|values| values.constant());
            let there = facts.child.variables.get(name).and_then(|values| values.constant());
            here.zip(there).is_some_and(|(here, there)| here != there) && bound_once(facts, name)
        };
        let name = need.names.iter().find(|name| &***name == "__name__" || differs(name))?;
        let reader = need.reader(name);
        Some(Refusal {
            remedy: None,
            code: Code::ChildRunsOtherCode,
            range: binding_range(facts, name).unwrap_or(need.at),
            message: format!(
                "`{reader}`, which runs in child processes, reads `{name}`, which is another value there: \
                 `__name__` is `__mp_main__` in a spawned process, and the process has another name"
            ),
            help: Vec::new(),
        })
    })
}

/// Is the global bound by one statement alone, so that its value is that statement's?
fn bound_once(facts: &Facts<'_>, name: &crate::names::Name) -> bool {
    facts.parent.statements.iter().filter(|record| record.binds.contains(name)).count() == 1
}

/// CPython has forgotten the file of `__main__` when exit handlers run, so that a spawned child cannot import it
/// (Python/pylifecycle.c, `finalize_modules`); from Python 3.12 on no process can be started then.
fn at_exit(facts: &Facts<'_>) -> Option<Refusal> {
    let need = facts.needs.iter().find(|need| need.at_exit)?;
    Some(Refusal {
        remedy: None,
        code: Code::Undecided,
        range: need.at,
        message: "processes started by an exit handler cannot import the file under spawn, guard or no guard"
            .to_string(),
        help: vec!["start the processes before the program ends".to_string()],
    })
}

/// A worker of unknown origin in a file that makes names by `exec`.
fn unseen_worker(facts: &Facts<'_>) -> Option<Refusal> {
    let dynamic = facts.parent.statements.iter().any(|record| record.dynamic);
    let bound = |name: &crate::names::Name| {
        let anywhere = facts.parent.statements.iter().any(|record| record.binds.contains(name));
        anywhere || builtins::is_builtin(name) || builtins::is_module_name(name)
    };
    let unseen = |need: &&crate::children::Need| {
        need.callables.may_be_unknown()
            || need.names.iter().any(|name| !bound(name) && !need.snapshot.contains_key(name))
    };
    let need = facts.needs.iter().find(|need| dynamic && unseen(need))?;
    Some(Refusal {
        remedy: None,
        code: Code::Undecided,
        range: need.at,
        message: "mpfix cannot tell where the worker or what it reads is defined: names of this file are made by running strings"
            .to_string(),
        help: vec!["define the worker with `def` at the top level of the file".to_string()],
    })
}

fn by_name(facts: &Facts<'_>) -> Option<Refusal> {
    facts
        .needs
        .iter()
        .find_map(|need| {
            let what = BY_NAME.iter().find(|name| need.externals.contains(**name))?;
            Some(Refusal {
                remedy: None,
                code: Code::Undecided,
                range: need.at,
                message: format!("a worker uses `{what}`, so that mpfix cannot tell which globals children need"),
                help: vec!["name the globals in the worker's code, or pass them as arguments".to_string()],
            })
        })
        .or_else(|| main_module(facts))
}

/// `sys.modules["__main__"]` in a worker: in a spawned child the functions of the script have another dictionary of globals.
fn main_module(facts: &Facts<'_>) -> Option<Refusal> {
    let need = facts.needs.iter().find(|need| need.sees_main)?;
    Some(Refusal {
        remedy: None,
        code: Code::Undecided,
        range: need.at,
        message: "a worker looks at the module `__main__` by name; in a spawned child the script's functions live in `__mp_main__`".to_string(),
        help: vec!["use `global` in the worker instead".to_string()],
    })
}

fn exhausted(facts: &Facts<'_>) -> Option<Refusal> {
    facts.parent.exhausted.then(|| Refusal {
        remedy: None,
        code: Code::Undecided,
        range: facts.needs.first().map(|need| need.at).unwrap_or_default(),
        message: "mpfix cannot follow this file to its end: it branches too much before the processes start"
            .to_string(),
        help: Vec::new(),
    })
}
