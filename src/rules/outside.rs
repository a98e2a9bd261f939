//! MP107 and MP109: state outside the program's variables that children get otherwise than a forked child would.

use ruff_text_size::{Ranged, TextRange};

use crate::children::Need;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal};
use crate::interpret::trace::Record;
use crate::names::Name;
use crate::rules::Facts;

/// Looks at the module `__main__`, the standard streams, the environment, the module search path, what runs at a fork, the
/// process that is the parent, and the names of loggers.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    main_module(facts)
        .or_else(|| streams(facts))
        .or_else(|| environment(facts))
        .or_else(|| search_path(facts))
        .or_else(|| fork_hooks(facts))
        .or_else(|| parent_process(facts))
        .or_else(|| logger_of_main(facts))
}

/// In a script whose guard is there: the environment between two starts, what runs at a fork, and the parent process.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let several = facts.needs.len() > 1;
    let environment = if several { environment(facts) } else { None };
    environment.into_iter().chain(fork_hooks(facts)).chain(parent_process(facts)).collect()
}

fn refusal(range: TextRange, message: &str, help: &str) -> Refusal {
    Refusal { remedy: None, code: Code::Undecided, range, message: message.to_string(), help: vec![help.to_string()] }
}

fn range_of(facts: &Facts<'_>, index: usize) -> TextRange {
    facts.module.body()[index].range()
}

/// `import __main__`: while a spawned child imports the file, that name still means another module.
fn main_module(facts: &Facts<'_>) -> Option<Refusal> {
    let index = facts.parent.statements.iter().position(|record| record.externals.contains("__main__"))?;
    let message =
        "the file looks at the module `__main__`, which is another one while a spawned child imports the file";
    Some(refusal(range_of(facts, index), message, "use the names of this file directly"))
}

/// A replaced `sys.stdout` is inherited by a forked child; a spawned one prints to the real one.
fn streams(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find_map(|need| {
        let replaced = |index: &usize| {
            let record = &facts.parent.statements[*index];
            record.patched.iter().any(|name| matches!(&**name, "sys.stdout" | "sys.stderr" | "sys.stdin"))
                || (*index == need.statement
                    && record.externals.iter().any(|name| name.starts_with("contextlib.redirect_")))
        };
        let index = (0..=need.statement).find(replaced)?;
        let message =
            "a standard stream is replaced here; a forked child inherits that, a spawned one prints to the real stream";
        Some(refusal(range_of(facts, index), message, "replace the stream in the worker"))
    })
}

/// Under forkserver all children have the environment of the moment when the server was started, with the first child.
fn environment(facts: &Facts<'_>) -> Option<Refusal> {
    let first = facts.needs.iter().map(|need| need.statement).min()?;
    let reads = |need: &&Need| need.uses("os", "environ") || need.uses("os", "getenv");
    let last = facts.needs.iter().filter(reads).map(|need| need.statement).max()?;
    // What the first statement sets before it starts anything, the server has.
    let writes = |index: &usize| {
        let mut seen = facts.parent.statements[*index].effects.iter();
        seen.any(|seen| {
            (seen.resource, seen.access) == (Resource::Environ, Access::Write) && (*index > first || seen.since_start)
        })
    };
    let index = (first..=last).find(writes)?;
    let message = "an environment variable is set between two starts; under forkserver later children do not see that";
    Some(refusal(range_of(facts, index), message, "pass the value to the workers as an argument"))
}

/// A child gets the search path of its parent, and its working directory: relative entries mean other folders then.
fn search_path(facts: &Facts<'_>) -> Option<Refusal> {
    let last = facts.needs.iter().map(|need| need.statement).max()?;
    let earlier = || 0..=last;
    let writes = |resource| move |index: &usize| facts.parent.statements[*index].touches(resource, Access::Write);
    let moved_to = earlier().find(writes(Resource::Cwd))?;
    let extends = |index: &usize| {
        let record = &facts.parent.statements[*index];
        let changes = record.written_objects.iter().any(|&id| facts.parent.heap.get(id).site.is_shared());
        record.externals.contains("sys.path") && changes
    };
    earlier().find(|index| writes(Resource::SysPath)(index) || extends(index))?;
    let message = "the working directory and the module search path are both changed before the start; \
                   a relative entry of the path would mean another folder in a child";
    Some(refusal(
        range_of(facts, moved_to),
        message,
        "use absolute paths in `sys.path` and leave the working directory alone",
    ))
}

/// `os.register_at_fork(...)`: no spawned child is made by `os.fork`.
fn fork_hooks(facts: &Facts<'_>) -> Option<Refusal> {
    let last = facts.needs.iter().map(|need| need.statement).max()?;
    let hooks = |index: &usize| facts.parent.statements[*index].externals.contains("os.register_at_fork");
    let index = (0..=last).find(hooks)?;
    let message =
        "a function is registered here that runs whenever a process is forked; for spawned children it does not run";
    Some(refusal(range_of(facts, index), message, "do in the worker, or in an initializer, what the function does"))
}

/// The parent of a worker under forkserver is the server: a signal sent there does not reach the program, and its id is not
/// the one the program has kept.
fn parent_process(facts: &Facts<'_>) -> Option<Refusal> {
    let is_own_id = |name: &Name| {
        let own = |record: &&Record| record.binds.contains(name) && record.externals.contains("os.getpid");
        facts.parent.statements.iter().any(|record| own(&record))
    };
    let need = facts.needs.iter().filter(|need| need.uses("os", "getppid")).find(|need| {
        need.uses("os", "kill") || need.elsewhere.compared.contains("os.getppid") || need.names.iter().any(is_own_id)
    })?;
    let message =
        "a worker asks for the id of its parent process; under forkserver that is the server, and not this program";
    Some(refusal(need.at, message, "use `multiprocessing.parent_process().pid`, or pass the id to the workers"))
}

/// `logging.getLogger(__name__)`: messages of workers carry another name, which only matters where it is printed.
fn logger_of_main(facts: &Facts<'_>) -> Option<Refusal> {
    let statements = &facts.parent.statements;
    let logs = |record: &Record| record.externals.iter().any(|name| name.starts_with("logging."));
    statements.iter().find(|record| logs(record) && record.externals.contains("sys.stdout"))?;
    // The name is a part of the format that is used when none is given.
    let text = facts.module.text();
    let has_any = |words: [&str; 2]| words.iter().any(|word| text.contains(word));
    if !has_any(["%(name)", "{name}"]) && has_any(["%(message)", "{message}"]) {
        return None;
    }
    facts.needs.iter().find_map(|need| {
        let makes_logger = |record: &Record, name: &Name| {
            record.binds.contains(name)
                && record.reads.contains("__name__")
                && record.externals.contains("logging.getLogger")
        };
        let index =
            need.certain.iter().find_map(|name| statements.iter().position(|record| makes_logger(record, name)))?;
        let message = "workers log under this name, which is printed; `__name__` is `__mp_main__` in a spawned child";
        let refusal =
            refusal(range_of(facts, index), message, "give the logger a name of its own: `getLogger(\"app\")`");
        Some(Refusal { code: Code::ChildRunsOtherCode, ..refusal })
    })
}
