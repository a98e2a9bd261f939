//! Children that start processes themselves.
//!
//! A child has what was handed to it, but a process that it starts imports the file afresh: nothing hands the globals on,
//! unless the very call does that is repaired.

use ruff_text_size::{Ranged, TextSize};

use super::Obstacle;
use super::ship::Site;
use crate::children::Need;
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::interpret::value::{Value, Values};
use crate::rules::Facts;
use crate::starters::Kind;

/// Looks for code of the processes of `site` that may start others.
pub(super) fn check(facts: &Facts<'_>, sites: &[Site<'_>], site: &Site<'_>, need: &Need) -> Result<(), Obstacle> {
    let hands_on = |at: TextSize| {
        let same = |other: &Site<'_>| other.call.start() == at && other.names == site.names && other.class.is_none();
        site.class.is_none() && sites.iter().any(same)
    };
    for name in &need.names {
        let Some(values) = need.snapshot.get(name) else { continue };
        if !values.iter().any(|value| may_start(facts, need, value)) {
            continue;
        }
        let uses = need.read_in(name).filter(|range| !range.is_empty()).flat_map(|range| facts.uses.inside(range));
        if uses.filter(|used| used.name == *name).any(|used| !hands_on(used.at)) {
            let message =
                format!("`{name}` may start processes from within the workers, to which nothing is handed on");
            return Err(Obstacle { at: site.call.range(), message });
        }
    }
    Ok(())
}

/// Can processes be made with this value: by a library, or by a class derived from one of its classes?
fn may_start(facts: &Facts<'_>, need: &Need, value: &Value) -> bool {
    match value {
        Value::External(name) => {
            starts(facts, name) || need.attributes.iter().any(|attribute| starts(facts, &format!("{name}.{attribute}")))
        }
        Value::Object(id) => match &facts.parent.heap.get(*id).kind {
            // A context mirrors the module.
            ObjectKind::Typed { name } if is_context(facts, name) => {
                need.attributes.iter().any(|attribute| starts(facts, &format!("multiprocessing.{attribute}")))
            }
            _ => derives(facts, *id),
        },
        _ => false,
    }
}

fn is_context(facts: &Facts<'_>, name: &str) -> bool {
    facts.registry().lookup(name).is_some_and(|entry| entry.kind == Kind::Context)
}

fn starts(facts: &Facts<'_>, name: &str) -> bool {
    let kind = facts.registry().lookup(name).map(|entry| entry.kind);
    matches!(kind, Some(Kind::Process | Kind::Pool | Kind::Executor | Kind::Manager | Kind::Call))
}

fn derives(facts: &Facts<'_>, class: ObjectId) -> bool {
    let ObjectKind::Class { bases, .. } = &facts.parent.heap.get(class).kind else { return false };
    bases.iter().flat_map(Values::iter).any(|base| match base {
        Value::External(base) => starts(facts, base),
        Value::Object(base) => derives(facts, *base),
        _ => false,
    })
}
