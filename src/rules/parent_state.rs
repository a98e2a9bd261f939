//! MP102 and MP111 in a script whose guard is there: a worker reads a global that a spawned child does not have, or has with another
//! value, because the parent alone set it, changed it, or drew it.
//!
//! Children run what stands outside of the guard. What the parent does besides, before the start, they do not see.

use std::collections::BTreeSet;

use crate::children::Need;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::{Field, Heap, Kind, ObjectId};
use crate::interpret::value::{Const, Value, Values};
use crate::names::{Name, builtins};
use crate::rules::Facts;
use crate::rules::child_code::binding_range;
use crate::rules::shared::holds_primitive;
use crate::rules::stdin_at_import;

/// They change while they are held and are as before afterwards.
const THREAD_LOCKS: &[&str] =
    &["threading.BoundedSemaphore", "threading.Condition", "threading.Lock", "threading.RLock", "threading.Semaphore"];

/// Looks at the globals of every worker, each name once.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let mut found: Vec<(Name, Refusal)> = Vec::new();
    for need in facts.needs.iter().filter(|need| !need.guessed) {
        for name in need.certain.iter().filter(|name| !builtins::is_builtin(name) && !builtins::is_module_name(name)) {
            if holds_primitive(facts, need, name) || found.iter().any(|(known, _)| known == name) {
                continue;
            }
            let refusal = unset(facts, need, name)
                .or_else(|| bound_anew(facts, need, name))
                .or_else(|| by_role(facts, need, name))
                .or_else(|| changed(facts, need, name))
                .or_else(|| drawn(facts, need, name));
            found.extend(refusal.map(|refusal| (name.clone(), refusal)));
        }
    }
    let elsewhere = facts.needs.iter().find_map(|need| in_other_module(facts, need));
    found.into_iter().map(|(_, refusal)| refusal).chain(elsewhere).collect()
}

/// The parent gives a global of another file, whose code the workers run, a value that children do not see.
fn in_other_module(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let (parent, child) = (facts.parent, facts.child);
    let mut files: Vec<(&u32, &String)> = parent.file_names.iter().collect();
    files.sort();
    files.into_iter().find_map(|(file, module)| {
        let is_reached = |id: &&ObjectId| matches!(parent.heap.get(**id).kind, Kind::Module { file: other, .. } if other == *file);
        let id = need.objects.iter().find(is_reached)?;
        let changed = (0..need.statement).any(|index| {
            parent.statements[index].surely_changed().contains(id) && !child.statements[index].written_objects.contains(id)
        });
        if !changed && (!need.changed.contains(id) || is_run_by_child(facts, need.statement)) {
            return None;
        }
        let here = parent.modules.get(file)?;
        let there = child.file_names.iter().find(|(_, name)| *name == module).and_then(|(file, _)| child.modules.get(file))?;
        let mut names: Vec<&Name> = here.keys().collect();
        names.sort();
        let name = names.into_iter().find(|name| {
            let (here, there) = (here[*name].constant(), there.get(*name).and_then(Values::constant));
            // Modules note in a private flag that they are set up; each child does that for itself.
            let is_flag = name.starts_with('_') && matches!(here, Some(Const::Bool(_)));
            here.is_some() && there.is_some() && here != there && !is_flag
        })?;
        Some(Refusal {
            remedy: None,
            code: Code::WorkerReadsParentState,
            range: need.at,
            message: format!(
                "`{module}.{name}` is set below the main guard; code that runs in child processes can read it, and finds it there as `{module}` sets it"
            ),
            help: vec![format!("set `{module}.{name}` above the guard, or hand the value to the workers as an argument")],
        })
    })
}

/// Why a value computed from this resource is another one when a child computes it again.
pub fn differs(resource: Resource, access: Access) -> Option<&'static str> {
    match (resource, access) {
        (Resource::Random | Resource::NumpyRandom, Access::Write) => Some("it is drawn at random"),
        (Resource::Unique, _) => Some("it is a new value each time"),
        (Resource::Time, Access::Read) => Some("it depends on the time"),
        (Resource::Stdin, _) => Some("it is read from standard input (stdin)"),
        (Resource::Network, _) => Some("it comes from the network"),
        (Resource::ChildProcesses, _) => Some("it depends on child processes"),
        _ => None,
    }
}

/// The parent has the global when it starts the processes, and a child never gets it.
fn unset(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let values = need.snapshot.get(name).filter(|values| !values.is_empty())?;
    if facts.child.variables.get(name).is_some_and(|values| !values.is_empty()) {
        return None;
    }
    let heap = &facts.parent.heap;
    let definition =
        values.objects().find(|id| matches!(heap.get(*id).kind, Kind::Function { .. } | Kind::Class { .. }));
    if definition.is_some() {
        return Some(Refusal {
            remedy: None,
            code: Code::WorkerNotImportable,
            range: binding_range(facts, name).unwrap_or(need.at),
            message: format!(
                "`{name}`, which child processes need, is defined below the main guard, where they do not find it"
            ),
            help: vec![format!("move `{name}` above `if __name__ == \"__main__\":`, to the top level of the file")],
        });
    }
    Some(refusal(facts, need, name, "is set below the main guard, where child processes do not run it"))
}

/// The parent binds the global again, below the guard and before the start.
fn bound_anew(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let here = need.snapshot.get(name)?;
    let there = facts.child.variables.get(name)?;
    let parent_only = |index: usize| {
        facts.parent.statements[index].binds.contains(name) && !facts.child.statements[index].binds.contains(name)
    };
    let index =
        (0..=need.statement.min(facts.parent.statements.len().saturating_sub(1))).find(|&index| parent_only(index))?;
    let before = index < need.statement || is_other(&facts.parent.heap, here, &facts.child.heap, there);
    let is_same_constant = here.constant().zip(there.constant()).is_some_and(|(here, there)| here == there);
    (before && !is_same_constant).then(|| {
        refusal(facts, need, name, "gets another value below the main guard, where child processes do not run it")
    })
}

/// What the module computes from `__name__`, or from the name of the process, is another constant in a child.
fn by_role(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let here = need.snapshot.get(name)?.constant()?;
    let there = facts.child.variables.get(name)?.constant()?;
    let binders = facts.parent.statements.iter().filter(|record| record.binds.contains(name)).count();
    (here != there && binders == 1).then(|| Refusal {
        code: Code::ChildRunsOtherCode,
        ..refusal(
            facts,
            need,
            name,
            "depends on `__name__` or the name of the process, which are others in a spawned child",
        )
    })
}

/// Do the two values surely come from different places of the text?
fn is_other(heap: &Heap, here: &Values, child_heap: &Heap, there: &Values) -> bool {
    let site = |heap: &Heap, values: &Values| match values.only() {
        Some(Value::Object(id)) => Some(heap.get(*id).site),
        _ => None,
    };
    match (here.constant(), there.constant()) {
        (Some(here), Some(there)) => here != there,
        (Some(_), None) | (None, Some(_)) => true,
        (None, None) if matches!(here.only(), Some(Value::External(_))) => {
            matches!(there.only(), Some(Value::External(_) | Value::Object(_))) && here.only() != there.only()
        }
        (None, None) if matches!(there.only(), Some(Value::External(_))) => {
            matches!(here.only(), Some(Value::Object(_)))
        }
        (None, None) => site(heap, here).zip(site(child_heap, there)).is_some_and(|(here, there)| here != there),
    }
}

/// The parent changes what the global holds, below the guard and before the start.
fn changed(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let heap = &facts.parent.heap;
    let is_state = |id: &ObjectId| match &heap.get(*id).kind {
        Kind::Typed { name } => {
            let is_shared = name.starts_with("multiprocessing.") || name.starts_with("concurrent.");
            !is_shared && !THREAD_LOCKS.contains(&&**name) && &**name != "?"
        }
        Kind::Instance { .. } => true,
        Kind::Class { .. } => has_state_for(heap, need, *id),
        Kind::Function { .. } => has_attribute_for(heap, need, *id),
        _ => false,
    };
    let reached = heap.reachable(need.snapshot.get(name)?.objects());
    // What functions have made of the variables around them is in cells.
    let captured =
        reached.iter().filter_map(|id| facts.parent.functions.get(id)).flat_map(|def| def.captured.objects());
    let cells: Vec<ObjectId> = captured.filter(|id| heap.type_name(*id) == Some("cell")).collect();
    let held: Vec<ObjectId> = reached.into_iter().filter(is_state).chain(cells).collect();
    let earlier = (0..need.statement).any(|index| {
        let (parent, child) = (&facts.parent.statements[index], &facts.child.statements[index]);
        let by_parent_alone = parent.written_objects.len() != child.written_objects.len() || !child.reached;
        let sure = if by_parent_alone { parent.surely_changed() } else { Default::default() };
        held.iter().any(|id| sure.contains(id))
    });
    let made_here = |id: &ObjectId| heap.get(*id).made_in == need.statement;
    let in_between =
        held.iter().any(|id| need.changed.contains(id) && !made_here(id)) && !is_run_by_child(facts, need.statement);
    // A function is pickled by its name, and what it keeps stays behind.
    let is_function = |values: &Values| values.objects().any(|id| matches!(heap.get(id).kind, Kind::Function { .. }));
    let stays = need.snapshot.get(name).is_some_and(is_function);
    (earlier || in_between).then(|| {
        let found = refusal(facts, need, name, "is changed below the main guard, where child processes do not run it");
        if stays { Refusal { remedy: None, ..found } } else { found }
    })
}

/// Does the workers' code mention an attribute that was given to a function?
fn has_attribute_for(heap: &Heap, need: &Need, function: ObjectId) -> bool {
    // What the code counts or keeps by itself does not depend on what it was.
    let sets_itself = |name: &Name| need.elsewhere.changes.contains(name);
    let is_read =
        |field: &Field| matches!(field, Field::Attribute(name) if need.attributes.contains(name) && !sets_itself(name));
    heap.get(function).fields.keys().any(is_read)
}

/// Does the workers' code mention an attribute in which a class keeps data?
fn has_state_for(heap: &Heap, need: &Need, class: ObjectId) -> bool {
    heap.get(class).fields.iter().any(|(field, values)| {
        let is_code = values.objects().any(|id| matches!(heap.get(id).kind, Kind::Function { .. }));
        matches!(field, Field::Attribute(name) if !is_code && need.attributes.contains(name))
    })
}

/// Does a child that runs the file again do all the statement does?
pub(super) fn is_run_by_child(facts: &Facts<'_>, index: usize) -> bool {
    let (parent, child) = (&facts.parent.statements[index], &facts.child.statements[index]);
    child.reached && parent.binds == child.binds && parent.written_objects.len() == child.written_objects.len()
}

/// Both the parent and each child compute the value, and it comes out differently.
fn drawn(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<Refusal> {
    let value_is_kept = need.snapshot.get(name)?.iter().any(|value| {
        !matches!(value, Value::External(_))
            && !matches!(value, Value::Object(id) if matches!(facts.parent.heap.get(*id).kind, Kind::Function { .. } | Kind::Class { .. } | Kind::Module { .. }))
    });
    let binds = |index: &usize| {
        facts.child.statements[*index].binds.contains(name) && stdin_at_import::read_in(facts, *index).is_none()
    };
    let differs_at = |index: usize| {
        let record = &facts.child.statements[index];
        // A command that a child runs again could say something else, but seldom does.
        let runs_command = record.effects.iter().any(|seen| seen.resource == Resource::ChildProcesses);
        let drawn = |resource| matches!(resource, Resource::Random | Resource::NumpyRandom | Resource::Unique);
        record.effects.iter().filter(|seen| !seen.on_exit).find_map(|seen| {
            let again = runs_command && !drawn(seen.resource) || is_seeded(facts, seen.resource, index);
            differs(seen.resource, seen.access).filter(|_| !again)
        })
    };
    let (index, seen) = (0..facts.child.statements.len())
        .filter(binds)
        .find_map(|index| differs_at(index).map(|seen| (index, seen)))?;
    let simple = facts.module.body()[index].is_assign_stmt() || facts.module.body()[index].is_ann_assign_stmt();
    (value_is_kept && simple).then(|| Refusal {
        code: Code::ValueDrawnAnew,
        ..refusal(facts, need, name, &format!("each of them computes again and gets another value: {seen}"))
    })
}

/// Does every process set this source of random numbers to the same start, before the statement draws from it?
fn is_seeded(facts: &Facts<'_>, resource: Resource, index: usize) -> bool {
    matches!(resource, Resource::Random | Resource::NumpyRandom)
        && facts.child.statements[..index].iter().any(|record| {
            record.touches(resource, Access::Write)
                && record.externals.iter().any(|name| name.ends_with(".seed"))
                && !record.touches(Resource::Unique, Access::Write)
                && !record.touches(Resource::Unique, Access::Read)
        })
}

fn refusal(facts: &Facts<'_>, need: &Need, name: &Name, what: &str) -> Refusal {
    let reader = need.reader(name);
    Refusal {
        remedy: Some(Remedy::Ship(BTreeSet::from([name.to_string()]))),
        code: Code::WorkerReadsParentState,
        range: binding_range(facts, name).unwrap_or(need.at),
        message: format!("`{reader}`, which runs in child processes, reads the global `{name}`, which {what}"),
        help: vec![format!("hand `{name}` to the workers")],
    }
}
