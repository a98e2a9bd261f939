//! Calls of libraries nothing is known about that set something up, when workers use the same library: `lib.configure(...)`.
//!
//! What such a call leaves behind in the library is there in forked workers, and not in those that import the file again
//! unless it stays where it is. The name of the function is all there is to tell what it does.

use std::collections::BTreeSet;

use crate::children::Need;
use crate::interpret::trace::UnknownCall;
use crate::project::is_standard_library;

/// First words of functions that set something which lasts.
const SETS: &[&str] = &["configure", "disable", "enable", "patch", "register", "seed", "set", "setup", "use"];

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
pub(super) struct Libraries(BTreeSet<String>);

impl Libraries {
    /// Those of the code of these workers.
    pub(super) fn of<'n>(needs: impl IntoIterator<Item = &'n Need>) -> Libraries {
        let names = needs.into_iter().flat_map(|need| need.externals.iter());
        Libraries(names.filter_map(|name| name.split('.').next()).map(str::to_string).collect())
    }

    /// The library of these in which a call sets something up; `None` for any other call.
    pub(super) fn set_up_by<'c>(&self, call: &'c UnknownCall) -> Option<&'c str> {
        self.library(call).filter(|_| says(&call.name) == Says::Sets)
    }

    /// The library of these for which a call may do anything.
    pub(super) fn perhaps_set_up_by<'c>(&self, call: &'c UnknownCall) -> Option<&'c str> {
        self.library(call).filter(|_| says(&call.name) == Says::Nothing)
    }

    /// The library a function belongs to; a method of an object has the name of a class in it.
    fn library<'c>(&self, call: &'c UnknownCall) -> Option<&'c str> {
        let (library, _) = call.name.split_once('.')?;
        let is_function = !call.name.split('.').any(|part| part.starts_with(char::is_uppercase));
        let counts = !call.on_exit && is_function && !is_standard_library(library) && self.0.contains(library);
        counts.then_some(library)
    }
}

fn says(name: &str) -> Says {
    let parts: Vec<&str> = name.split('.').collect();
    let Some((function, path)) = parts.split_last() else { return Says::Nothing };
    let words = words(function);
    let is = |word: Option<&String>, known: &[&str]| word.is_some_and(|word| known.contains(&word.as_str()));
    match () {
        () if is(words.first(), SETS) || is(words.last(), SETTERS) => Says::Sets,
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
