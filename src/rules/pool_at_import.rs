//! MP117, advice: an executor that is made at module level, and that functions of the file use.
//!
//! Making one starts nothing, so it does no harm by itself. But each spawned child makes one, too, and a function that runs
//! in a child would hand its work to that one.

use crate::finding::{Code, Refusal};
use crate::interpret::heap::Kind as ObjectKind;
use crate::names::Name;
use crate::names::globals::{Access, Place};
use crate::rules::Facts;
use crate::rules::child_code::binding_range;
use crate::starters::Kind;

/// One finding per global that holds such an executor.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let mut names: Vec<&Name> = facts.child.variables.keys().filter(|name| holds_executor(facts, name)).collect();
    names.sort();
    names.into_iter().filter(|name| is_used(facts, name)).filter_map(|name| refusal(facts, name)).collect()
}

fn holds_executor(facts: &Facts<'_>, name: &Name) -> bool {
    let heap = &facts.child.heap;
    let is_made_here = |id| heap.get(id).site.file == 0;
    facts.child.variables[name].objects().any(|id| match &heap.get(id).kind {
        ObjectKind::Typed { name } => {
            let entry = facts.registry().lookup(name);
            is_made_here(id) && entry.is_some_and(|entry| matches!(entry.kind, Kind::Executor | Kind::Pool))
        }
        _ => false,
    })
}

/// Does a function of the file read it?
fn is_used(facts: &Facts<'_>, name: &Name) -> bool {
    let mut uses = facts.uses.all().iter();
    uses.any(|used| used.name == *name && used.place == Place::Deferred && used.access == Access::Read)
}

fn refusal(facts: &Facts<'_>, name: &Name) -> Option<Refusal> {
    Some(Refusal {
        remedy: None,
        code: Code::PoolMadeAtImport,
        range: binding_range(facts, name)?,
        message: format!("`{name}` is made while the module is imported, so each spawned child makes one of its own"),
        help: vec![format!("make `{name}` below the main guard, and pass it to the functions that use it")],
    })
}
