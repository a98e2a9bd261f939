//! MP114: a frozen program that does not call `freeze_support()`, or calls it too late or too early.
//!
//! A child of a frozen program is the program itself, started with other arguments. `freeze_support()` sees them, does the
//! child's work and ends the process (`multiprocessing.spawn.freeze_support`). What runs before it, each child runs as well;
//! and what the worker needs has to be defined before it, because a frozen child does not import the main module again.

use std::collections::BTreeSet;

use ruff_text_size::TextRange;

use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::trace::{Decision, Setting};
use crate::names::Name;
use crate::rules::Facts;

/// At most one finding, and none for programs that are not frozen.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let first_start = facts.parent.starts.iter().min_by_key(|start| start.statement);
    let Some(start) = first_start.filter(|_| facts.is_frozen) else { return Vec::new() };
    let calls = facts.parent.statements.iter().enumerate().flat_map(|(index, record)| {
        let here = record.settings.iter().filter(|setting| setting.decision == Decision::FreezeSupport);
        here.map(move |setting| (index, setting))
    });
    let fault = match calls.min_by_key(|(index, _)| *index) {
        None => Some(missing(start.statement, start.at)),
        Some((index, call)) => misplaced(facts, index, call, start.statement),
    };
    fault.into_iter().collect()
}

fn refusal(at: TextRange, message: String, help: &str) -> Refusal {
    Refusal { remedy: None, code: Code::FreezeSupport, range: at, message, help: vec![help.to_string()] }
}

fn missing(statement: usize, at: TextRange) -> Refusal {
    let message = "this starts processes, and nothing calls `freeze_support()`: each child of the frozen program would run \
                   it all again and start processes in turn";
    Refusal {
        remedy: Some(Remedy::Below(BTreeSet::from([statement]))),
        ..refusal(at, message.to_string(), "call `multiprocessing.freeze_support()` first under the main guard")
    }
}

fn misplaced(facts: &Facts<'_>, index: usize, call: &Setting, first_start: usize) -> Option<Refusal> {
    let in_child = facts.child.statements[index].settings.iter().any(|other| other.at == call.at);
    if in_child {
        let name = defined_behind(facts, index)?;
        let message =
            format!("`freeze_support()` runs before `{name}` is defined, so that a frozen child does not find it");
        return Some(refusal(call.at, message, "call it first under the main guard"));
    }
    (call.late || first_start < index).then(|| {
        let message = "each child of the frozen program would do what comes before this call".to_string();
        refusal(call.at, message, "call `freeze_support()` first under the main guard")
    })
}

/// A global that workers need and that is bound only behind the statement.
fn defined_behind<'a>(facts: &'a Facts<'_>, index: usize) -> Option<&'a Name> {
    let bound = |name: &Name, range: std::ops::Range<usize>| {
        facts.child.statements[range].iter().any(|record| record.binds.contains(name))
    };
    let mut names = facts.needs.iter().flat_map(|need| &need.names);
    names.find(|name| bound(name, index + 1..facts.child.statements.len()) && !bound(name, 0..index + 1))
}
