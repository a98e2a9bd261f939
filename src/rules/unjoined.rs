//! MP110: a process that is handed a shared object and that nobody waits for.
//!
//! A spawned child opens the semaphores behind locks, queues and values by name. When the parent is done before that, it
//! removes the names (`multiprocessing.synchronize.SemLock`, a finalizer that runs before children are joined), and the
//! child dies with FileNotFoundError while the parent exits 0. A forked child has them from the start.

use std::collections::BTreeSet;

use crate::children::Need;
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::{Field, Kind as ObjectKind, ObjectId};
use crate::interpret::value::Value;
use crate::names::Name;
use crate::rules::Facts;
use crate::starters::Kind;

/// Looks for processes that get a primitive and are neither joined nor waited for through one.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find(|need| nobody_waits(facts, need)).map(refusal)
}

/// Every such process in a script that does not take its time by other means, where it is sure that something goes wrong.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let lingers = |need: &Need| {
        let later = facts.parent.statements.iter().skip(need.statement);
        later.flat_map(|record| &record.externals).any(|name| LINGERING.contains(&&**name))
    };
    if !facts.parent.awaited.is_empty() {
        return Vec::new();
    }
    let ends = |need: &Need| need.object.is_some_and(|object| is_daemon(facts, object));
    let surely = |need: &&Need| nobody_waits(facts, need) && !lingers(need) && !ends(need);
    facts.needs.iter().filter(surely).map(refusal).collect()
}

/// Is the process, as far as can be told, one that ends with its parent under every start method?
fn is_daemon(facts: &Facts<'_>, object: ObjectId) -> bool {
    let heap = &facts.parent.heap;
    let flag =
        |field: Field| heap.field(object, &field).iter().any(|value| !matches!(value, Value::Const(c) if !c.truth()));
    flag(Field::Attribute("daemon".into())) || flag(Field::Argument("daemon".into()))
}

/// Calls by which a parent lives long enough for its children to begin.
const LINGERING: &[&str] = &["input", "signal.pause", "signal.sigwait", "time.sleep"];

fn refusal(need: &Need) -> Refusal {
    Refusal {
        remedy: Some(Remedy::Join),
        code: Code::Unjoined,
        range: need.at,
        message:
            "nobody waits for this process, and it gets a shared object; if the parent ends first, the object is gone, and a \
             spawned process dies with FileNotFoundError"
                .to_string(),
        help: vec!["join the process before the program ends".to_string()],
    }
}

/// The starts of such processes, those included that would be handed one of `names`.
pub fn unawaited<'f>(facts: &Facts<'f>, names: &BTreeSet<Name>) -> Vec<&'f Need> {
    let is_meant = |need: &&Need| {
        let gets = !need.names.is_disjoint(names) && is_unawaited_process(facts, need).is_some();
        gets || nobody_waits(facts, need)
    };
    facts.needs.iter().filter(is_meant).collect()
}

fn nobody_waits(facts: &Facts<'_>, need: &Need) -> bool {
    let heap = &facts.parent.heap;
    let Some(object) = is_unawaited_process(facts, need) else { return false };
    let shared: Vec<ObjectId> =
        heap.reachable(need.data.objects()).into_iter().filter(|&id| id != object && is_primitive(facts, id)).collect();
    !shared.is_empty() && !shared.iter().any(|id| facts.parent.awaited.contains(id))
}

/// The process that starts, if nobody joins it.
fn is_unawaited_process(facts: &Facts<'_>, need: &Need) -> Option<ObjectId> {
    let object = need.object?;
    let by_list = facts
        .parent
        .statements
        .iter()
        .any(|record| record.externals.iter().any(|name| name.ends_with(".active_children")));
    let by_state = facts.uses.attributes().any(|name| matches!(&**name, "exitcode" | "sentinel"));
    let is_process = need.what.ends_with(".start") && !need.what.contains("Manager");
    (!by_list && !by_state && is_process && !facts.parent.awaited.contains(&object)).then_some(object)
}

/// Is it something a child opens by a name, which is gone when the parent ends?
fn is_primitive(facts: &Facts<'_>, id: ObjectId) -> bool {
    let ObjectKind::Typed { name } = &facts.parent.heap.get(id).kind else { return false };
    let entry = facts.registry().lookup(name);
    !name.contains(".managers.") && entry.is_some_and(|entry| entry.kind == Kind::Primitive && !entry.inherited)
}
