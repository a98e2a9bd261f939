//! MP102, MP107 and MP109: what code can tell of the process it runs in, or of the way things came there, and finds otherwise in
//! a fresh one.
//!
//! The main module has another name, what travels is a copy, a child of a child begins anew, the start method is the one
//! that is in use. A forked child sees the same as its parent in all of these.

use ruff_text_size::{Ranged, TextRange};

use super::Facts;
use crate::children::Need;
use crate::finding::{Code, Refusal};
use crate::interpret::heap::{Field, Heap, Kind as ObjectKind, ObjectId};
use crate::interpret::value::{Value, Values};
use crate::names::{Name, builtins, identifier};
use crate::starters::Kind;

/// Functions that write or give the names of exceptions with the modules they are from.
const NAMES_EXCEPTIONS: &[&str] = &[
    "traceback.TracebackException",
    "traceback.format_exc",
    "traceback.format_exception",
    "traceback.format_exception_only",
];

/// Looks at scripts that are to be rewritten.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    start_method(facts)
        .or_else(|| facts.needs.iter().find_map(|need| main_name(facts, need)))
        .or_else(|| facts.needs.iter().find_map(|need| copies(facts, need)))
        .or_else(|| facts.needs.iter().find_map(|need| grandchildren(facts, need)))
}

/// Looks at scripts whose guard is there.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let needs = || facts.needs.iter().filter(|need| !need.guessed);
    needs().filter_map(|need| copies(facts, need)).collect()
}

fn refusal(code: Code, range: TextRange, message: &str, help: &str) -> Refusal {
    Refusal { remedy: None, code, range, message: message.to_string(), help: vec![help.to_string()] }
}

/// `print(get_start_method())`: that is another program under each start method.
fn start_method(facts: &Facts<'_>) -> Option<Refusal> {
    let records = &facts.parent.statements;
    if records.iter().any(|record| record.sets_start_method()) {
        return None;
    }
    let asks = |name: &str| name.starts_with("multiprocessing.") && name.ends_with("get_start_method");
    let index = records.iter().position(|record| record.externals.iter().any(|name| asks(name)))?;
    let message = "the program asks for the start method, which it is to be independent of";
    let range = facts.module.body()[index].range();
    Some(refusal(Code::Undecided, range, message, "leave the question out, or guard the script by hand"))
}

/// Classes of the script are `__main__.Item` in the parent and in forked children, and `__mp_main__.Item` in others.
fn main_name(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let used = &need.elsewhere;
    let heap = &facts.parent.heap;
    let is_own = |id: &ObjectId| facts.parent.classes.get(id).is_some_and(|class| class.file == 0);
    let named = || need.names.iter().filter_map(|name| need.snapshot.get(name)).flat_map(Values::objects);
    let names_exception = NAMES_EXCEPTIONS.iter().any(|name| used.externals.contains(*name))
        && named().any(|id| is_own(&id) && is_exception(heap, id));
    let class_of = |id: ObjectId| match heap.get(id).kind {
        ObjectKind::Instance { class } => Some(class),
        _ => None,
    };
    let sent = contents(heap, &need.data);
    let plain = |id: &ObjectId| {
        class_of(*id).is_some_and(|class| {
            is_own(&class) && !has(heap, class, &["__repr__", "__str__"]) && !is_exception(heap, class)
        })
    };
    let shows_type = used.shows_types && sent.iter().any(plain);
    let shows_class = used.shows_values && sent.iter().any(is_own);
    if !(names_exception || shows_type || shows_class) {
        return None;
    }
    let message = "workers write the names of classes with their module, which is `__main__` here and `__mp_main__` in a spawned child";
    Some(refusal(
        Code::ChildRunsOtherCode,
        need.at,
        message,
        "write `type(value).__name__`, or move the classes to a module of their own",
    ))
}

/// What travels, and what that holds; not the classes of objects.
fn contents(heap: &Heap, values: &Values) -> Vec<ObjectId> {
    let mut found: Vec<ObjectId> = Vec::new();
    let mut todo: Vec<ObjectId> = values.objects().collect();
    while let Some(id) = todo.pop() {
        if found.contains(&id) {
            continue;
        }
        found.push(id);
        let object = heap.get(id);
        if !matches!(object.kind, ObjectKind::Class { .. } | ObjectKind::Function { .. } | ObjectKind::Module { .. }) {
            let fields = object.fields.iter().filter(|(field, _)| field.is_content());
            todo.extend(fields.flat_map(|(_, values)| values.objects()));
        }
    }
    found
}

fn has(heap: &Heap, class: ObjectId, methods: &[&str]) -> bool {
    let own = methods.iter().any(|name| !heap.field(class, &Field::Attribute(identifier(name))).is_empty());
    let ObjectKind::Class { bases, .. } = &heap.get(class).kind else { return own };
    own || bases.iter().flat_map(Values::iter).any(|base| match base {
        Value::Object(base) => has(heap, *base, methods),
        Value::External(name) => &**name != "object",
        _ => true,
    })
}

fn is_exception(heap: &Heap, class: ObjectId) -> bool {
    let ObjectKind::Class { bases, .. } = &heap.get(class).kind else { return false };
    bases.iter().flat_map(Values::iter).any(|base| match base {
        Value::Object(base) => is_exception(heap, *base),
        Value::External(name) => {
            let name = name.strip_prefix("builtins.").unwrap_or(name);
            builtins::is_builtin(name)
                && (name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Warning"))
        }
        _ => false,
    })
}

/// What is handed to a process is the very object under fork, and else a copy: it is not the one that a global holds.
fn copies(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let heap = &facts.parent.heap;
    // Pools pickle what they are given under fork, too.
    let kind = facts.registry().lookup(&need.what).map(|entry| entry.kind);
    let owner =
        need.what.rsplit_once('.').and_then(|(owner, _)| facts.registry().lookup(owner)).map(|entry| entry.kind);
    if kind != Some(Kind::Process) && owner != Some(Kind::Process) {
        return None;
    }
    let used = &need.elsewhere;
    let sent = contents(heap, &need.data);
    let methods = sent.iter().filter_map(|id| match heap.get(*id).kind {
        ObjectKind::Instance { class } => facts.parent.classes.get(&class),
        _ => None,
    });
    let of_methods: Vec<TextRange> = methods.filter(|class| class.file == 0).map(|class| class.range).collect();
    let by_identity = used.by_identity || of_methods.iter().any(|range| compares_identity(facts, *range));
    let held = |name: &&Name| {
        let values = need.snapshot.get(*name);
        let held = contents(heap, &values.cloned().unwrap_or_default());
        let is_shared = |id: &ObjectId| sent.contains(id) && is_made_anew(heap, *id);
        let equal = |id: &ObjectId| match heap.get(*id).kind {
            ObjectKind::Instance { class } => used.by_equality && !has(heap, class, &["__eq__"]),
            _ => used.by_equality,
        };
        held.iter()
            .filter(|id| is_shared(id))
            .any(|id| (by_identity && is_plain(heap, *id)) || equal(id) && is_plain(heap, *id))
    };
    let name = need.names.iter().find(held)?;
    let message = format!(
        "what is handed to the process is an object that `{name}` holds, too, and workers compare them; under spawn what \
         they get is a copy, which is another object"
    );
    Some(refusal(
        Code::ChildRunsOtherCode,
        need.at,
        &message,
        "compare a name or a number that they carry, or define `__eq__` and `__hash__`",
    ))
}

fn compares_identity(facts: &Facts<'_>, range: TextRange) -> bool {
    crate::children::body::compares_identity(facts.module, range)
}

/// Does `pickle` make another object of it, which is equal to none but itself?
fn is_plain(heap: &Heap, id: ObjectId) -> bool {
    match &heap.get(id).kind {
        ObjectKind::Instance { class } => !has(heap, *class, &["__reduce__", "__reduce_ex__"]),
        ObjectKind::Typed { name } => &**name == "object",
        _ => false,
    }
}

fn is_made_anew(heap: &Heap, id: ObjectId) -> bool {
    matches!(heap.get(id).kind, ObjectKind::Instance { .. } | ObjectKind::Typed { .. })
}

/// Workers that start processes: what they have set, those have under fork alone.
fn grandchildren(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let used = &need.elsewhere;
    let starts = |name: &String| {
        let kind = facts.registry().lookup(name).map(|entry| entry.kind);
        matches!(kind, Some(Kind::Process | Kind::Pool | Kind::Executor))
    };
    let starter = used.externals.iter().find(|name| starts(name))?;
    let name = used.rebinds.iter().find(|name| used.reads.contains(&(0, (*name).clone())))?;
    let message = format!(
        "workers set the global `{name}` and start processes themselves (`{starter}`), which have it from them under fork alone"
    );
    Some(refusal(
        Code::WorkerReadsParentState,
        need.at,
        &message,
        &format!("hand `{name}` to those processes as an argument"),
    ))
}
