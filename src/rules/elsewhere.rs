//! MP102 for the globals of other files: the parent gives one a value, or changes what it holds, and children do not see it.
//!
//! Children import the files their workers stand in, so each global has the value its own file gives it, and what the main
//! file makes of it when they run that again. A `__main__.py` they do not run when its package is run.

use std::collections::BTreeSet;

use ruff_text_size::Ranged;
use rustc_hash::FxHashSet;

use super::Facts;
use super::parent_state::is_run_by_child;
use crate::children::Need;
use crate::finding::{Code, Refusal};
use crate::interpret::heap::{Field, Heap, Kind, ObjectId};
use crate::interpret::trace::{Snapshot, Trace};
use crate::interpret::value::{Const, Value, Values};
use crate::names::Name;

/// The first such global that workers surely mention, when children do what `child` says.
pub fn find(facts: &Facts<'_>, child: &Trace) -> Option<Refusal> {
    facts.needs.iter().filter(|need| !need.guessed).find_map(|need| {
        let changed = changed(facts, need, child);
        if changed.is_empty() {
            return None;
        }
        let mut reads = need.elsewhere.reads.iter().filter(|(_, name)| !need.elsewhere.changes.contains(name));
        let (file, name, at) = reads.find_map(|(file, name)| {
            let at = differs(facts, child, &changed, *file, name)?;
            Some((file, name, at))
        })?;
        Some(refusal(facts, need, child, &facts.parent.file_names[file], name, at))
    })
}

/// The modules that the parent has changed before a start and that a child which runs the file again has not imported by
/// then: it does so when a worker asks for them.
pub fn left_to_workers(facts: &Facts<'_>) -> BTreeSet<String> {
    let known: BTreeSet<&String> = facts.child.file_names.values().collect();
    let modules = facts.needs.iter().flat_map(|need| changed(facts, need, facts.child)).filter_map(|(id, _)| {
        let Kind::Module { file, .. } = facts.parent.heap.get(id).kind else { return None };
        facts.parent.file_names.get(&file).filter(|name| !known.contains(name)).cloned()
    });
    modules.collect()
}

/// The name under which the program imports the file that runs, if it does, or if a worker may.
pub fn second_name(facts: &Facts<'_>) -> Option<String> {
    let parent = facts.parent;
    let copy = parent.file_names.iter().find(|(file, _)| !parent.trees.contains_key(*file));
    let own = facts.module.path().file_stem().and_then(|stem| stem.to_str())?;
    let is_own = |name: &&String| name.rsplit('.').next() == Some(own);
    let by_worker = || facts.needs.iter().find_map(|need| need.elsewhere.imports.iter().find(is_own));
    copy.map(|(_, name)| name).or_else(by_worker).cloned()
}

/// Modules and what hangs on them, as far as it has changed before a start, each with the statement that did it.
fn changed(facts: &Facts<'_>, need: &Need, child: &Trace) -> Vec<(ObjectId, usize)> {
    let is_foreign = |id: &ObjectId| {
        let site = facts.parent.heap.get(*id).site;
        site.file != 0 && !site.is_shared()
    };
    let mut all: Vec<(ObjectId, usize)> = Vec::new();
    let mut seen = FxHashSet::default();
    for index in 0..=need.statement {
        if child.statements[index].reached && is_run_by_child(facts, index) {
            continue;
        }
        let of_statement = match index < need.statement {
            true => facts.parent.statements[index].surely_changed(),
            false => need.changed.clone(),
        };
        let mut ids: Vec<ObjectId> =
            of_statement.into_iter().filter(is_foreign).filter(|id| seen.insert(*id)).collect();
        ids.sort();
        all.extend(ids.into_iter().map(|id| (id, index)));
    }
    all
}

/// The statement after which a global surely is something else than in a child.
fn differs(facts: &Facts<'_>, child: &Trace, changed: &[(ObjectId, usize)], file: u32, name: &Name) -> Option<usize> {
    let (parent, module) = (facts.parent, facts.parent.file_names.get(&file)?);
    let here = parent.modules.get(&file)?.get(name)?.only()?;
    let (trace, variables) = in_child(facts, child, module)?;
    let when =
        |is_meant: &dyn Fn(ObjectId) -> bool| changed.iter().find(|(id, _)| is_meant(*id)).map(|(_, index)| *index);
    let set = || when(&|id| matches!(parent.heap.get(id).kind, Kind::Module { file: other, .. } if other == file));
    let Some(there) = variables.get(name).and_then(Values::only) else {
        return set().filter(|_| !variables.contains_key(name));
    };
    match (here, there) {
        // Modules note in a private flag that they are set up; each child does that for itself.
        (Value::Const(Const::Bool(_)), Value::Const(_)) if name.starts_with('_') => None,
        (Value::Const(here), Value::Const(there)) => set().filter(|_| here != there),
        (Value::Const(_), Value::Object(_)) | (Value::Object(_), Value::Const(_)) => set(),
        (Value::Object(here), Value::Object(there)) => {
            when(&|id| id == *here).filter(|_| holds_other(&parent.heap, *here, &trace.heap, *there))
        }
        _ => None,
    }
}

/// The variables of a module in a child.
fn in_child<'f>(facts: &Facts<'f>, child: &'f Trace, module: &str) -> Option<(&'f Trace, &'f Snapshot)> {
    [Some(child), facts.apart].into_iter().flatten().find_map(|trace| {
        let (file, _) = trace.file_names.iter().find(|(_, name)| *name == module)?;
        Some((trace, trace.modules.get(file)?))
    })
}

/// Containers that are compared.
const CONTAINERS: &[&str] = &[
    "collections.Counter",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.deque",
    "dict",
    "list",
    "set",
];

/// Do two containers surely hold other things?
fn holds_other(heap: &Heap, here: ObjectId, other_heap: &Heap, there: ObjectId) -> bool {
    let (here, there) = (heap.get(here), other_heap.get(there));
    let is_container = match (&here.kind, &there.kind) {
        (Kind::Typed { name }, Kind::Typed { name: other }) => {
            name == other && CONTAINERS.contains(&name.strip_prefix("builtins.").unwrap_or(name))
        }
        _ => false,
    };
    let is_more = |(field, values): (&Field, &Values)| {
        let known = there.fields.get(field).filter(|known| !known.is_empty());
        let differs =
            |known: &Values| known.constant().zip(values.constant()).is_some_and(|(known, value)| known != value);
        !values.is_empty() && known.is_none_or(differs)
    };
    is_container && here.fields.iter().any(is_more)
}

fn refusal(facts: &Facts<'_>, need: &Need, child: &Trace, module: &str, name: &Name, index: usize) -> Refusal {
    let (range, message, help) = match facts.apart.is_some_and(|apart| std::ptr::eq(apart, child)) {
        true => (
            if index < need.statement { facts.module.body()[index].range() } else { need.at },
            format!(
                "the workers' code reads `{module}.{name}`, which this file sets or changes; children never import \
                 `__main__.py` when the package is run with `-m`, and have it as `{module}` makes it"
            ),
            format!("hand the value to the workers as an argument, or let `{module}` set it"),
        ),
        false => (
            need.at,
            format!(
                "the workers' code reads `{module}.{name}`, which is set or changed below the main guard; spawned children \
                 have it as `{module}` makes it"
            ),
            format!("set `{module}.{name}` above the guard, or hand the value to the workers as an argument"),
        ),
    };
    Refusal { remedy: None, code: Code::WorkerReadsParentState, range, message, help: vec![help] }
}
