//! Modules that were parsed, shared by all files of a run that import them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::parse::Module;

/// Most bytes of text whose trees are kept; a tree takes some twenty times as much.
const MOST_BYTES: usize = 16 << 20;

/// What was parsed so far.
#[derive(Debug, Default)]
pub struct Modules(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    modules: FxHashMap<PathBuf, Arc<Module>>,
    bytes: usize,
}

impl Modules {
    /// The tree of a text; the one from before where the file had the same text then. `None`: it does not parse.
    pub fn parse(&self, path: &Path, text: String) -> Option<Arc<Module>> {
        let known = self.lock().modules.get(path).cloned();
        if let Some(known) = known.filter(|known| known.text() == text) {
            return Some(known);
        }
        // Two threads may parse at the same time; both find the same.
        let module = Arc::new(Module::parse(path, text).ok()?);
        let mut kept = self.lock();
        if kept.bytes > MOST_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += module.text().len();
        kept.modules.insert(path.to_path_buf(), Arc::clone(&module));
        Some(module)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parsed_once_and_another_one_anew() {
        let (modules, path) = (Modules::default(), Path::new("a.py"));
        let parse = |text: &str| modules.parse(path, text.to_owned());
        let first = parse("x = 1\n").expect("a tree");
        assert!(Arc::ptr_eq(&first, &parse("x = 1\n").expect("the same tree")));
        assert_eq!(parse("x = 2\n").expect("another tree").text(), "x = 2\n");
        assert!(parse("x = \n").is_none());
    }
}
