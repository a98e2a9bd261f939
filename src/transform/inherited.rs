//! Settings that forked workers inherit, made where fresh ones cannot have them: by the statement that starts the workers, or
//! for the parent alone.
//!
//! `def main(): getcontext().prec = 5; Pool(...)` and then `main()`: what is set up there is set up for forked workers, too.
//! The statement must move, since it starts processes, so others go without.

use ruff_text_size::Ranged;

use super::plan::Planner;
use super::settings::{Libraries, formatted, looks_at_format};
use crate::children::Need;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal};
use crate::interpret::trace::{Record, Seen};

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

impl Planner<'_> {
    /// Refuses when workers would go without something that is set up where they cannot have it.
    pub(super) fn settings_are_passed_on(&self, need: &Need) -> Result<(), Refusal> {
        for index in 0..=need.statement {
            let is_start = index == need.statement;
            if !is_start && self.same_in_child(index) {
                continue;
            }
            // Of several starts in one statement each may have what was set up since the one before.
            let starts = self.facts.needs.iter().filter(|other| other.statement == index).count();
            let counts = |since_start: bool| !is_start || !since_start || starts > 1;
            if let Some(what) = inherited(need, self.record(index), counts) {
                let (by, help) = match is_start {
                    true => ("by the statement that starts them", "set it up at the top level of the file instead"),
                    false => ("only in the parent", "set it up at the top level of the file, outside the main guard"),
                };
                let message = format!(
                    "child processes depend on {what} here {by}; under spawn and forkserver they go without it"
                );
                let refusal = self.refusal(Code::WorkerReadsParentState, self.body[index].range(), message);
                return Err(Refusal { help: vec![format!("{help}, or in an initializer of the workers")], ..refusal });
            }
        }
        Ok(())
    }
}

/// What a statement sets up that changes what workers give back, print or write, and that only forked ones have.
pub(super) fn inherited(need: &Need, record: &Record, counts: impl Fn(bool) -> bool) -> Option<String> {
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
