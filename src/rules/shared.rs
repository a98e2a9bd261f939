//! MP103: workers reach a shared object through a global.
//!
//! Under fork a worker sees the very queue, lock or value of the parent. A spawned child makes its own when it imports the
//! file: the work is lost, or both sides wait for ever, without any error.

use std::collections::BTreeSet;

use crate::children::Need;
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::names::Name;
use crate::rules::Facts;
use crate::starters::Kind;

/// Looks for shared objects among the globals of every worker.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find_map(|need| {
        let mut names = need.names.iter();
        names
            .find_map(|name| in_global(facts, need, name).or_else(|| in_closure(facts, need, name)))
            .or_else(|| in_other_files(facts, need))
    })
}

/// Every global with a primitive that a worker reads, each once.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    let mut found = Vec::new();
    for need in facts.needs {
        for name in &need.certain {
            if holds_primitive(facts, need, name) && seen.insert(name) {
                found.extend(in_global(facts, need, name));
            } else if let Some(refusal) = in_closure(facts, need, name)
                && seen.insert(name)
            {
                found.push(refusal);
            }
        }
    }
    found
}

/// A primitive that is a global of another file, where workers surely use it.
pub fn elsewhere(facts: &Facts<'_>) -> Option<Refusal> {
    let parent = facts.parent;
    facts.needs.iter().filter(|need| !need.guessed).find_map(|need| {
        let used = &need.elsewhere;
        used.reads.iter().filter(|(_, name)| !used.changes.contains(name)).find_map(|(file, name)| {
            let mut objects = parent.modules.get(file)?.get(name)?.objects();
            let type_name = objects.find_map(|id| match &parent.heap.get(id).kind {
                ObjectKind::Typed { name } if is_primitive(facts, name) => Some(name.clone()),
                _ => None,
            })?;
            let module = parent.file_names.get(file)?;
            let short = type_name.rsplit('.').next().unwrap_or(&type_name);
            Some(Refusal {
                remedy: None,
                code: Code::SharedThroughGlobal,
                range: need.at,
                message: format!(
                    "the workers' code uses the {short} in `{module}.{name}`; under spawn and forkserver each process makes one of its own"
                ),
                help: vec!["hand it to the workers as an argument".to_string()],
            })
        })
    })
}

fn in_global(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let type_name = shared_in(facts, need, name)?;
    // All of the file at once, so that one repair takes them all.
    let all = facts.needs.iter().flat_map(|need| {
        need.names.iter().filter(move |name| shared_in(facts, need, name).is_some()).map(ToString::to_string)
    });
    let reader = need.reader(name);
    let verb = if need.guessed { "may run in child processes, reaches" } else { "runs in child processes, reaches" };
    let short = type_name.rsplit('.').next().unwrap_or(&type_name);
    Some(Refusal {
        remedy: Some(Remedy::Ship(all.collect())),
        code: Code::SharedThroughGlobal,
        range: super::child_code::binding_range(facts, name).unwrap_or(need.at),
        message: format!(
            "`{reader}`, which {verb} the {short} in the global `{name}`; under spawn and forkserver each process makes one of its own"
        ),
        help: vec![format!(
            "hand `{name}` to the workers, by `args=` of a Process, or by `initializer=` and `initargs=` of a pool or executor"
        )],
    })
}

/// A function in a global has kept a primitive of the call that made it.
fn in_closure(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let heap = &facts.parent.heap;
    let mut reached: Vec<ObjectId> = heap.reachable(need.snapshot.get(name)?.objects()).into_iter().collect();
    reached.sort();
    let kept = reached.iter().filter_map(|id| facts.parent.functions.get(id)).filter(|def| def.nested && def.file == 0);
    let (variable, type_name) = kept
        .flat_map(|def| {
            let mut variables: Vec<_> = def.variables.iter().collect();
            variables.sort_by(|a, b| a.0.cmp(b.0));
            let text = &facts.module.text()[def.range];
            let is_named =
                |variable: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == variable);
            variables.into_iter().filter(move |(variable, _)| is_named(variable))
        })
        .find_map(|(variable, values)| {
            let type_name = values.objects().find_map(|id| match &heap.get(id).kind {
                ObjectKind::Typed { name } if is_primitive(facts, name) => Some(name.to_string()),
                _ => None,
            })?;
            Some((variable, type_name))
        })?;
    let short = type_name.rsplit('.').next().unwrap_or(&type_name);
    Some(Refusal {
        remedy: None,
        code: Code::SharedThroughGlobal,
        range: super::child_code::binding_range(facts, name).unwrap_or(need.at),
        message: format!(
            "`{name}`, which children call, has kept the {short} in `{variable}`; each spawned child would make its own"
        ),
        help: vec![format!("hand the {short} to the workers as an argument")],
    })
}

/// A worker in another file of the project that uses a shared object of that file.
fn in_other_files(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let heap = &facts.parent.heap;
    let mut objects: Vec<ObjectId> = need.foreign.iter().copied().collect();
    objects.sort();
    let type_name = objects.into_iter().find_map(|id| match &heap.get(id).kind {
        ObjectKind::Typed { name } if is_shared(facts, name) => Some(name.to_string()),
        _ => None,
    })?;
    let short = type_name.rsplit('.').next().unwrap_or(&type_name);
    let module = need.imports.first().map_or("another file", |(_, name)| name.as_str());
    Some(Refusal {
        remedy: None,
        code: Code::SharedThroughGlobal,
        range: need.at,
        message: format!(
            "a worker in `{module}` may use a {short} that is a global there; under spawn and forkserver each process makes one of its own"
        ),
        help: vec!["hand it to the workers as an argument".to_string()],
    })
}

fn shared_in(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<String> {
    let heap = &facts.parent.heap;
    let mut objects: Vec<ObjectId> = heap.reachable(need.snapshot.get(name)?.objects()).into_iter().collect();
    objects.sort();
    objects.into_iter().find_map(|id| match &heap.get(id).kind {
        ObjectKind::Typed { name } => is_shared(facts, name).then(|| name.to_string()),
        ObjectKind::Instance { class } => {
            let ObjectKind::Class { bases, .. } = &heap.get(*class).kind else { return None };
            bases.iter().flat_map(|values| values.iter()).find_map(|base| match base {
                crate::interpret::value::Value::External(base) if is_shared(facts, base) => Some(base.to_string()),
                _ => None,
            })
        }
        _ => None,
    })
}

/// Does a global hold, or lead to, something that children must be passed?
pub fn holds_primitive(facts: &Facts<'_>, need: &Need, name: &Name) -> bool {
    shared_in(facts, need, name).is_some_and(|type_name| is_primitive(facts, &type_name))
}

fn is_primitive(facts: &Facts<'_>, type_name: &str) -> bool {
    facts.registry().lookup(type_name).is_some_and(|entry| entry.kind == Kind::Primitive)
}

/// Is an object of this type one that must be inherited or passed, never made again?
fn is_shared(facts: &Facts<'_>, type_name: &str) -> bool {
    let kind = facts.registry().lookup(type_name).map(|entry| entry.kind);
    matches!(kind, Some(Kind::Primitive | Kind::Pool | Kind::Executor | Kind::Manager | Kind::Process))
}
