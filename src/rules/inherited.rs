//! MP102: what the parent sets in its process, or in a library, that only forked workers have; workers run into it.
//!
//! Loggers, locale, limits, registries, replaced attributes of modules: a forked child has what its parent has set. A fresh
//! one runs what stands outside of the guard, and has the rest as every process begins. What there is, who sets it and who
//! sees it is data (`effects/process.toml`).

use std::collections::BTreeSet;

use super::Facts;
use super::settings::{Libraries, formatted, looks_at_format};
use crate::children::Need;
use crate::effects::{Access, Effects, ProcessState, Resource, Sight};
use crate::finding::{Code, Refusal};
use crate::interpret::trace::{Record, Seen};
use crate::interpret::value::Qualified;

/// What of the interpreter workers may run into, whatever they do. Filters of warnings set something up when they raise.
const LIMITS: &[&str] =
    &["sys.set_int_max_str_digits", "sys.setrecursionlimit", "warnings.filterwarnings", "warnings.simplefilter"];

/// Functions by which workers come to run handlers of signals, or look at them.
const SIGNALS: &[(&str, &str)] = &[
    ("os", "kill"),
    ("signal", "alarm"),
    ("signal", "getsignal"),
    ("signal", "pause"),
    ("signal", "raise_signal"),
    ("signal", "setitimer"),
];

/// Lists that each child gets from its parent, however it is started.
const PASSED_ON: &[&str] = &["os.environ", "sys.argv", "sys.path"];

/// What the workers of a script whose guard is there go without; one finding for each start.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    facts.needs.iter().filter(|need| !need.guessed).filter_map(|need| of(facts, need)).collect()
}

fn of(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let set: BTreeSet<Qualified> = (0..=need.statement).flat_map(|index| by_parent_alone(facts, need, index)).collect();
    let (mut what, mut by): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    let records = &facts.parent.statements[..=need.statement];
    let is_result = |state: &ProcessState| {
        !state.on_standard_error || is_looked_at(need, state) || records.iter().any(logs_into_results)
    };
    let counts = |state: &ProcessState| sees(need, state) && !sets(need, state) && is_result(state);
    for (state, name) in states(&set).filter(|(state, _)| counts(state)) {
        if !what.contains(&state.what) {
            what.push(state.what.clone());
            by.push(name);
        }
    }
    for name in set.iter().filter(|name| Effects::builtin().state_set_by(name).is_none() && mentions(need, name)) {
        what.push(format!("`{name}`"));
        by.push(name);
    }
    let first = by.first()?;
    let message = format!(
        "workers use {}, which is set below the main guard (`{first}`); spawned children have it as every process begins",
        what.join(" and ")
    );
    let help = "set it above the guard, or in each worker: in a function given as `initializer`, or first of all in the target";
    Some(Refusal {
        remedy: None,
        code: Code::WorkerReadsParentState,
        range: need.at,
        message,
        help: vec![help.to_string()],
    })
}

/// What a statement sets in the parent and not in a child that runs the file again, up to the start.
pub(crate) fn by_parent_alone(facts: &Facts<'_>, need: &Need, index: usize) -> BTreeSet<Qualified> {
    let (parent, child) = (&facts.parent.statements[index], &facts.child.statements[index]);
    let is_start = index == need.statement;
    let earlier = || parent.process_set_by.union(&parent.patched).cloned().collect();
    let here: BTreeSet<Qualified> = if is_start { need.set_before.clone() } else { earlier() };
    let is_passed =
        |name: &Qualified| name.starts_with("multiprocessing.") || PASSED_ON.iter().any(|passed| **passed == **name);
    // A start that children come by when they run the file moves, and what it sets up with it.
    let moves = is_start && child.started;
    let by_child = |name: &Qualified| !moves && (child.process_set_by.contains(name) || child.patched.contains(name));
    here.into_iter().filter(|name| !is_passed(name) && !by_child(name)).collect()
}

/// The state of the process that these set, and by what.
fn states(set: &BTreeSet<Qualified>) -> impl Iterator<Item = (&'static ProcessState, &str)> {
    set.iter().filter_map(|name| Some((Effects::builtin().state_set_by(name)?, &**name)))
}

/// Do workers surely run into it, as far as their code tells?
fn sees(need: &Need, state: &ProcessState) -> bool {
    let used = &need.elsewhere;
    state.seen_in_recursion && used.recurses
        || state.seen_by.iter().any(|sight| match sight {
            Sight::Name(name) => used.externals.contains(name),
            Sight::Module(module) => {
                used.externals.iter().any(|used| is_in(used, module)) || used.imports.contains(module)
            }
            Sight::Attribute(name) => used.attributes.contains(&**name),
            Sight::Import => !used.imports.is_empty(),
        })
}

/// May it change what they do, standard error apart? All code counts that they might come to run.
fn may_see(need: &Need, state: &ProcessState) -> bool {
    state.looked_at_by.is_empty() && sees(need, state) || is_looked_at(need, state)
}

/// May workers get at it otherwise than by what it prints?
fn is_looked_at(need: &Need, state: &ProcessState) -> bool {
    let results = if state.looked_at_by.is_empty() { &state.seen_by } else { &state.looked_at_by };
    results.iter().any(|sight| match sight {
        Sight::Name(name) => match name.rsplit_once('.') {
            Some((module, attribute)) => need.uses(module, attribute),
            None => need.externals.contains(&**name),
        },
        Sight::Module(module) => need.externals.iter().any(|used| is_in(used, module)),
        Sight::Attribute(name) => need.attributes.contains(&**name),
        Sight::Import => !need.elsewhere.imports.is_empty(),
    })
}

fn is_in(name: &str, module: &str) -> bool {
    name.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Is it the name of a class, as classes are named?
fn is_class(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|last| last.starts_with(char::is_uppercase))
}

/// Do workers set it themselves?
fn sets(need: &Need, state: &ProcessState) -> bool {
    let used = &need.elsewhere;
    state.set_by.iter().any(|name| {
        let lends = Effects::builtin().lookup(name).is_some_and(|effect| effect.flags.lends);
        let (owner, member) = name.rsplit_once('.').unwrap_or(("", name));
        match () {
            () if is_class(owner) => used.attributes.contains(member),
            () if lends => used.externals.contains(name) && !used.changes.is_empty(),
            () if Effects::builtin().lookup(name).is_none_or(|effect| effect.flags.value) => {
                used.externals.contains(name) && used.changes.contains(member)
            }
            () => used.externals.contains(name),
        }
    })
}

/// Does the code of the workers use an attribute of a module that is set, without setting it itself?
fn mentions(need: &Need, patched: &str) -> bool {
    let used = &need.elsewhere;
    let plain = patched.strip_prefix("builtins.").unwrap_or(patched);
    let member = plain.rsplit('.').next().unwrap_or(plain);
    let owner = plain.rsplit_once('.').map(|(owner, _)| owner).filter(|owner| is_class(owner));
    let by_object = owner.is_some_and(|owner| used.externals.contains(owner) && used.attributes.contains(member));
    (by_object || used.externals.iter().any(|used| is_in(used, plain))) && !used.changes.contains(member)
}

/// What a statement sets up that changes what workers give back, print or write, and that only forked ones have.
pub(crate) fn inherited(
    need: &Need,
    record: &Record,
    set: &BTreeSet<Qualified>,
    counts: impl Fn(bool) -> bool,
) -> Option<String> {
    if let Some((state, name)) = states(set).find(|(state, _)| may_see(need, state)) {
        return Some(format!("{}, where `{name}` is set", state.what));
    }
    let is_write = |seen: &&Seen| seen.access == Access::Write && counts(seen.since_start);
    let writes = |resource| record.effects.iter().filter(is_write).any(|seen| seen.resource == resource);
    let libraries = Libraries::of([need]);
    if writes(Resource::Settings) {
        if let Some((name, library)) = libraries.set_up_in(record) {
            return Some(format!("`{library}`, where `{name}` is set"));
        }
        if let Some(limit) = LIMITS.iter().find(|limit| record.set_up.contains(**limit)) {
            return Some(format!("the interpreter, where `{limit}` is set"));
        }
    }
    // What sets up a library that starts the workers itself is handed on by it, as a seed of torch is to its loaders.
    let starter = need.what.split('.').next();
    let calls = record.unknown.iter().filter(|call| counts(call.since_start));
    let mut calls = calls.filter_map(|call| Some((call, libraries.set_up_by(call)?)));
    if let Some((call, library)) =
        calls.find(|(_, library)| Some(*library) != starter && need.libraries.contains(*library))
    {
        return Some(format!("`{library}`, which `{}` sets up", call.name));
    }
    if writes(Resource::Logging) && need.logs() && logs_into_results(record) {
        return Some("logging, which is set up".to_string());
    }
    let formats = || formatted(record).any(|library| need.libraries.contains(library));
    if writes(Resource::Format) && formats() && (need.writes_text() || looks_at_format(need, record)) {
        return Some("how values are written, which is set".to_string());
    }
    if writes(Resource::NumpyRandom) && need.uses("numpy", "random") {
        return Some("random numbers of NumPy, which are seeded".to_string());
    }
    if writes(Resource::Signal) && SIGNALS.iter().any(|(module, function)| need.uses(module, function)) {
        return Some("the handlers of signals, which are set".to_string());
    }
    (writes(Resource::Locale) && need.libraries.contains("locale")).then(|| "the locale, which is set".to_string())
}

/// Does a statement set up logging so that messages go to standard output or into a file? What goes to standard error is not
/// among the results of a program.
fn logs_into_results(record: &Record) -> bool {
    let is_handler = |name: &str| name.starts_with("logging.") && name.ends_with("Handler");
    let sets_up = |name: &str| name == "logging.basicConfig" || name.starts_with("logging.config.") || is_handler(name);
    // What a configuration says is a matter of its text.
    let to_file = |name: &str| is_handler(name) && name.contains("File") || name.starts_with("logging.config.");
    let names = || record.externals.iter().map(|name| &**name);
    // A name of a file is taken to be one in the current folder.
    let has_name = || record.externals.contains("logging.basicConfig") && record.touches(Resource::Cwd, Access::Read);
    names().any(sets_up) && (record.externals.contains("sys.stdout") || names().any(to_file) || has_name())
}
