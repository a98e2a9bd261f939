//! Modules that were parsed, shared by all files of a run that import them.

use std::path::Path;
use std::sync::Arc;

use crate::parse::Module;
use crate::source::kept::Kept;

/// What was parsed so far.
#[derive(Debug, Default)]
pub struct Modules(Kept<Arc<Module>>);

impl Modules {
    /// The tree of a text; the one from before where the file had the same text then. `None`: it does not parse.
    pub fn parse(&self, path: &Path, text: String) -> Option<Arc<Module>> {
        if let Some(known) = self.0.get(path).filter(|known| known.text() == text) {
            return Some(known);
        }
        // Two threads may parse at the same time; both find the same.
        let module = Arc::new(Module::parse(path, text).ok()?);
        self.0.keep(path, Arc::clone(&module), module.text().len());
        Some(module)
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
