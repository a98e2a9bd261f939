//! MP104 and MP116: a worker that a spawned child cannot find by name.
//!
//! Functions and classes are pickled as `module.qualname` (Lib/pickle.py, `save_global`): the child imports the module and
//! looks the name up, and what it finds has to be the same object.

use ruff_text_size::{Ranged, TextRange};

use crate::children::Need;
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::{Field, Kind, ObjectId};
use crate::interpret::trace::Definition;
use crate::interpret::value::{Value, Values};
use crate::names::identifier;
use crate::project::Rerun;
use crate::rules::Facts;

/// Looks at the callables of every start.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find_map(|need| of(facts, need))
}

/// Every start whose worker cannot be found.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    facts.needs.iter().filter_map(|need| of(facts, need)).collect()
}

pub(super) fn of(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    if let Some(refusal) = in_main_of_package(facts, need) {
        return Some(refusal);
    }
    let fault = need.callables.iter().find_map(|value| unreachable(facts, need, value))?;
    Some(Refusal { remedy: remedy(facts, need), ..refusal(fault, need.at) })
}

/// A function or class that a child looks up in a `__main__.py` which it never imports.
fn in_main_of_package(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    if facts.rerun == Rerun::Always || facts.pickles_by_value() {
        return None;
    }
    let parent = facts.parent;
    let worker = need.callables.objects().find_map(|id| parent.functions.get(&id)).filter(|own| own.file == 0);
    let named = |definition: &&Definition| {
        definition.file == 0 && need.looked_up().any(|name| **name == *identifier(&definition.name))
    };
    let start = |definition: &&Definition| definition.range.start();
    let class = || parent.classes.values().filter(named).min_by_key(start);
    let function = || parent.functions.values().filter(named).min_by_key(start);
    let own = worker.filter(|worker| worker.owner.is_none()).or_else(class).or_else(function).or(worker)?;
    let what = if parent.classes.values().any(|class| class.range == own.range && class.file == 0) {
        format!("the class `{}`, which workers need, is", own.name)
    } else {
        format!("the worker `{}` is", own.name)
    };
    Some(Refusal {
        remedy: None,
        code: Code::WorkerInMainModule,
        range: own.range,
        message: format!(
            "{what} defined in `__main__.py`, which children never import when the package is run with `-m`"
        ),
        help: vec!["put it into another module of the package, and import it here".to_string()],
    })
}

/// The lambdas and nested functions of this file that the workers of a start need; a child could find them in the module.
pub fn movable(facts: &Facts<'_>, need: &Need) -> Vec<ObjectId> {
    let heap = &facts.parent.heap;
    let is_movable = |id: &ObjectId| {
        let by_other_name = !heap.field(*id, &Field::Argument("like".into())).is_empty();
        facts.parent.functions.get(id).is_some_and(|definition| {
            let local = definition.nested || definition.is_lambda;
            local && definition.file == 0 && definition.owner.is_none() && !by_other_name
        })
    };
    let roots = need.callables.objects().chain(need.data.objects());
    let mut found: Vec<ObjectId> = heap.reachable(roots).into_iter().filter(is_movable).collect();
    found.sort();
    found
}

/// Moving the functions there, if there are any.
pub(super) fn remedy(facts: &Facts<'_>, need: &Need) -> Option<Remedy> {
    (!movable(facts, need).is_empty()).then_some(Remedy::Hoist)
}

/// Why a callable cannot be found by a child, and where it stands.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) range: Option<TextRange>,
    /// What to do, where it is not [`TOP_LEVEL`].
    pub(super) help: Option<String>,
}

/// What to do about most workers.
const TOP_LEVEL: &str = "make the worker a function at the top level of the file, and pass it what it needs";

fn refusal(fault: Fault, at: TextRange) -> Refusal {
    Refusal {
        remedy: None,
        code: Code::WorkerNotImportable,
        range: fault.range.unwrap_or(at),
        message: fault.message,
        help: vec![fault.help.unwrap_or_else(|| TOP_LEVEL.to_string())],
    }
}

/// `None` when a child can find it.
pub(super) fn unreachable(facts: &Facts<'_>, need: &Need, value: &Value) -> Option<Fault> {
    let Value::Object(id) = value else { return None };
    let heap = &facts.parent.heap;
    match &heap.get(*id).kind {
        Kind::Function { .. } => function(facts, need, *id, value),
        Kind::Class { .. } => class(facts, need, *id),
        Kind::Instance { class: of } => class(facts, need, *of),
        Kind::Bound { receiver, .. } => unreachable(facts, need, receiver),
        Kind::Partial { function, .. } => any_of(facts, need, function),
        Kind::Typed { name } if matches!(&**name, "functools.cached" | "functools.dispatched") => {
            let wrapped = heap.field(*id, &Field::Argument("wrapped".into()));
            wrapped.objects().next().and_then(|inner| named(facts, need, inner, value))
        }
        Kind::Suspended { .. } | Kind::SuspendedExpression { .. } | Kind::LazyCall { .. } => Some(Fault {
            message: "a generator cannot be pickled, so it cannot go to a child process".to_string(),
            range: None,
            help: Some("hand over a list in place of the generator: `list(...)`".to_string()),
        }),
        _ => None,
    }
}

fn any_of(facts: &Facts<'_>, need: &Need, values: &Values) -> Option<Fault> {
    values.iter().find_map(|value| unreachable(facts, need, value))
}

fn function(facts: &Facts<'_>, need: &Need, id: ObjectId, value: &Value) -> Option<Fault> {
    let definition = facts.parent.functions.get(&id)?;
    if definition.is_lambda {
        return Some(Fault {
            message: format!(
                "the worker{} is a lambda, which cannot be pickled for a spawned child",
                called(need, value)
            ),
            range: (definition.file == 0).then_some(definition.range),
            help: None,
        });
    }
    let like = facts.parent.heap.field(id, &Field::Argument("like".into()));
    if let Some(original) = like.objects().next() {
        return named(facts, need, original, value);
    }
    if definition.nested {
        return Some(Fault {
            message: format!(
                "the worker{} is the nested function `{}`, a local object that cannot be pickled for a spawned child",
                called(need, value),
                definition.name
            ),
            range: (definition.file == 0).then_some(definition.range),
            help: None,
        });
    }
    if let Some(owner) = definition.owner {
        return class(facts, need, owner);
    }
    named(facts, need, id, value)
}

/// The global name of a worker, if it has one, as part of a sentence.
fn called(need: &Need, value: &Value) -> String {
    let mut names: Vec<_> =
        need.snapshot.iter().filter(|(_, values)| values.iter().any(|other| other == value)).collect();
    names.sort_by(|a, b| a.0.cmp(b.0));
    names.first().map_or_else(String::new, |(name, _)| format!(" `{name}`"))
}

/// Is `value` what a child finds under the name of the function `id`?
fn named(facts: &Facts<'_>, need: &Need, id: ObjectId, value: &Value) -> Option<Fault> {
    let definition = facts.parent.functions.get(&id)?;
    if definition.file != 0 || definition.nested || definition.owner.is_some() {
        return None;
    }
    let name = identifier(&definition.name);
    let bound = need.snapshot.get(&name);
    if bound.is_some_and(|values| values.iter().any(|other| other == value)) {
        return defined_late(facts, need, definition.range, &name);
    }
    let at_the_end = facts.parent.variables.get(&name);
    let message = if bound.is_none() && at_the_end.is_some() {
        return defined_late(facts, need, definition.range, &name);
    } else {
        format!(
            "the name `{name}` stands for something else than the worker when the processes start, so a spawned child cannot find it"
        )
    };
    Some(Fault {
        message,
        range: None,
        help: Some("hand over a list in place of the generator: `list(...)`".to_string()),
    })
}

/// A worker defined after the processes that are to run it were started: they cannot know it, under fork either.
fn defined_late(facts: &Facts<'_>, need: &Need, range: TextRange, name: &str) -> Option<Fault> {
    let index = facts.module.body().iter().position(|statement| statement.range().contains_range(range))?;
    (index > need.statement).then(|| Fault {
        message: format!("the worker `{name}` is defined after the processes that are to run it have been started"),
        range: Some(range),
        help: Some(start_later(facts, need, name)),
    })
}

/// The statement that starts the processes, below what they need.
fn start_later(facts: &Facts<'_>, need: &Need, name: &str) -> String {
    let range = facts.module.body()[need.statement].range();
    let text = &facts.module.text()[range.start().to_usize()..range.end().to_usize()];
    let line = facts.module.line(range.start());
    let head = text.lines().next().unwrap_or_default();
    let rest = if head.ends_with(':') { "\n    ..." } else { "" };
    format!("start the processes below `{name}`: move line {line} down\n{head}  # below `{name}`{rest}")
}

fn class(facts: &Facts<'_>, need: &Need, id: ObjectId) -> Option<Fault> {
    let definition = facts.parent.classes.get(&id)?;
    if definition.nested {
        return Some(Fault {
            message: format!(
                "the class `{}` is local to a function, so its objects cannot be pickled for a spawned child",
                definition.name
            ),
            range: (definition.file == 0).then_some(definition.range),
            help: None,
        });
    }
    if definition.file != 0 {
        return None;
    }
    let index = facts.module.body().iter().position(|statement| statement.range().contains_range(definition.range))?;
    if index >= need.statement && need.snapshot.get(&identifier(&definition.name)).is_none() {
        return Some(Fault {
            message: format!(
                "the class `{}` is defined after the processes that use it have been started",
                definition.name
            ),
            range: Some(definition.range),
            help: Some(start_later(facts, need, &definition.name)),
        });
    }
    None
}
