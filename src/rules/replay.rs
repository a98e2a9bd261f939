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
            message: format!("`{reader}`, which runs in child processes, uses {what} in the global `{name}`; forked processes share it with the parent, and others would open it anew, each for itself"),
            help: vec![way_out(facts, reader, name, what)],
        })
    })
}

/// Only one process should write to a file.
fn way_out(facts: &Facts<'_>, reader: &str, name: &str, what: &str) -> String {
    let reader = if reader == "a worker" { "work" } else { reader };
    let head = super::way_out::head(facts, reader);
    match what {
        "the open file" => format!(
            "let the workers return what belongs into the file, and write it in the parent; to read a file, open it in the \
             worker:\n{head}\n    return ...  # in place of using `{name}`\nfor line in pool.map({reader}, ...):\n    \
             {name}.write(line)"
        ),
        _ => format!("open it in the worker, or hand over what it holds:\n{head}\n    {name} = ..."),
    }
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
