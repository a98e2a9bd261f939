//! What sets something up in libraries, when workers use the same library: `lib.configure(...)`, `lib.registry[x] = y`.
//!
//! What that leaves behind in the library is there in forked workers, and not in those that import the file again unless
//! it stays where it is. Of functions nothing is known about the name is all there is to tell what they do. Code of the
//! standard library may run in all workers, whatever they do.

use std::collections::BTreeSet;

use crate::children::Need;
use crate::effects::{Access, Effects, Resource};
use crate::interpret::trace::{Record, UnknownCall};
use crate::interpret::value::Qualified;
use crate::project::is_standard_library;

/// First words of functions that set something which lasts.
const SETS: &[&str] = &["configure", "disable", "enable", "patch", "register", "seed", "set", "setup", "use"];

/// Methods that change a container in place: `lib.part.names.append(x)`.
const CONTAINERS: &[&str] = &["append", "extend", "insert", "setdefault", "update"];

/// Modules of which all code uses something; what is set in them is looked at name by name.
const BROAD: &[&str] = &["builtins", "os", "sys"];

/// Last words of functions that do.
const SETTERS: &[&str] = &["seed"];

/// Parts of names that hold settings: `lib.config.update(...)`.
const SETTINGS: &[&str] = &["conf", "config", "options", "settings"];

/// First words of functions that show, keep or send something, or only look: what they do is done outside of the library.
const ACTS: &[&str] = &[
    "alert", "assert", "check", "clear", "close", "debug", "display", "download", "draw", "dump", "ensure", "error",
    "export", "flush", "get", "info", "is", "list", "log", "notify", "plot", "print", "publish", "push", "save",
    "savefig", "send", "show", "sleep", "sync", "test", "upload", "validate", "verify", "wait", "warn", "warning",
    "write",
];

/// What the name of a function says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It sets something that lasts.
    Sets,
    /// It does something that is over afterwards, or that others see.
    Acts,
    Nothing,
}

/// The libraries that workers use.
#[derive(Debug, Default)]
pub(crate) struct Libraries(BTreeSet<String>);

impl Libraries {
    /// Those of the code of these workers.
    pub(crate) fn of<'n>(needs: impl IntoIterator<Item = &'n Need>) -> Libraries {
        Libraries(needs.into_iter().flat_map(|need| need.libraries.iter().cloned()).collect())
    }

    /// What a statement sets in one of these libraries, and the library.
    pub(crate) fn set_in<'r>(&self, record: &'r Record) -> Option<(&'r str, &'r str)> {
        set_things(record).find(|(_, library)| self.0.contains(*library))
    }

    /// The same for what a known function sets up.
    pub(crate) fn set_up_in<'r>(&self, record: &'r Record) -> Option<(&'r str, &'r str)> {
        with_library(&record.set_up).find(|(_, library)| self.0.contains(*library))
    }

    /// The library of these in which a call sets something up; `None` for any other call.
    pub(crate) fn set_up_by<'c>(&self, call: &'c UnknownCall) -> Option<&'c str> {
        let used = |library: &&str| self.0.contains(*library) || is_standard_library(library);
        library(call).filter(used).filter(|_| says(&call.name) == Says::Sets)
    }

    /// The library of these for which a call may do anything.
    pub(crate) fn perhaps_set_up_by<'c>(&self, call: &'c UnknownCall) -> Option<&'c str> {
        library(call).filter(|library| self.0.contains(*library)).filter(|_| says(&call.name) == Says::Nothing)
    }
}

/// The library a function belongs to; making an object is no call of a function.
fn library(call: &UnknownCall) -> Option<&str> {
    let (library, rest) = call.name.split_once('.')?;
    let function = rest.rsplit('.').next().unwrap_or(rest);
    (!call.on_exit && call.is_function && !function.starts_with(char::is_uppercase)).then_some(library)
}

/// What a statement is known to set in libraries, with the library.
pub(crate) fn set_things(record: &Record) -> impl Iterator<Item = (&str, &str)> {
    with_library(record.set_up.iter().chain(&record.patched))
}

/// The libraries of which a statement sets how they write values; the standard streams are none of them.
pub(crate) fn formatted(record: &Record) -> impl Iterator<Item = &str> {
    with_library(&record.formats).map(|(_, library)| library)
}

fn with_library<'r>(names: impl IntoIterator<Item = &'r Qualified>) -> impl Iterator<Item = (&'r str, &'r str)> {
    let split = names.into_iter().filter_map(|name| Some((&**name, name.split_once('.')?.0)));
    split.filter(|(_, library)| !BROAD.contains(library))
}

/// Do the workers look at how the libraries of a statement write values, without writing any: `pandas.get_option`?
pub(crate) fn looks_at_format(need: &Need, record: &Record) -> bool {
    let libraries: BTreeSet<&str> = formatted(record).collect();
    let mut readers = Effects::builtin().all().filter(|(owner, _, effect)| {
        libraries.contains(owner) && effect.resources.contains(&(Resource::Format, Access::Read))
    });
    readers.any(|(owner, member, _)| need.uses(owner, member))
}

fn says(name: &str) -> Says {
    let parts: Vec<&str> = name.split('.').collect();
    let Some((function, path)) = parts.split_last() else { return Says::Nothing };
    let words = words(function);
    let is = |word: Option<&String>, known: &[&str]| word.is_some_and(|word| known.contains(&word.as_str()));
    match () {
        () if is(words.first(), SETS) || is(words.last(), SETTERS) => Says::Sets,
        () if path.len() > 2 && CONTAINERS.contains(function) => Says::Sets,
        () if path.iter().skip(1).any(|part| SETTINGS.contains(part)) => Says::Sets,
        () if is(words.first(), ACTS) => Says::Acts,
        () => Says::Nothing,
    }
}

/// `set_num_threads` and `setNumThreads` are three words each.
fn words(function: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    for letter in function.chars() {
        if (letter == '_' || letter.is_uppercase()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if letter != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_functions_do() {
        for name in ["torch.set_num_threads", "cv2.setNumThreads", "torch.manual_seed", "jax.config.update", "lib.use"]
        {
            assert_eq!(says(name), Says::Sets, "{name}");
        }
        for name in ["nltk.download", "lib.savefig", "lib.print_versions", "lib.is_available"] {
            assert_eq!(says(name), Says::Acts, "{name}");
        }
        for name in ["lib.init", "lib.settle", "lib.user", "lib.initialize_all"] {
            assert_eq!(says(name), Says::Nothing, "{name}");
        }
    }
}
