//! MP102: workers read a global that children cannot compute again with the same result: files that are open, generators.

use ruff_text_size::TextRange;

use crate::children::Need;
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::{Kind, ObjectId};
use crate::names::Name;
use crate::rules::Facts;

/// Looks for open files behind the globals of every worker.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find_map(|need| {
        let (name, what) = need.names.iter().find_map(|name| Some((name, open_in(facts, need, name)?)))?;
        let reader = need.reader(name);
        let range: TextRange = super::child_code::binding_range(facts, name).unwrap_or(need.at);
        Some(Refusal {
            remedy: (what == "the socket").then(|| Remedy::Ship([name.to_string()].into())),
            code: Code::WorkerReadsParentState,
            range,
            message: format!("`{reader}`, which runs in children, uses {what} in the global `{name}`, which forked children share and spawned ones would open anew"),
            help: vec![format!("open it in the worker, or pass what it holds instead of `{name}`")],
        })
    })
}

fn open_in(facts: &Facts<'_>, need: &Need, name: &Name) -> Option<&'static str> {
    let heap = &facts.parent.heap;
    let mut objects: Vec<ObjectId> = heap.reachable(need.snapshot.get(name)?.objects()).into_iter().collect();
    objects.sort();
    objects.into_iter().find_map(|id| match &heap.get(id).kind {
        Kind::Typed { name } if &**name == "file" => Some("the open file"),
        Kind::Typed { name } if &**name == "os.fd" => Some("the open file"),
        Kind::Typed { name } if name.starts_with("socket.") => Some("the socket"),
        Kind::Typed { name } if name.starts_with("tempfile.") => Some("the temporary file"),
        _ => None,
    })
}
