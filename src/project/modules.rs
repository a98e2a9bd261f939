//! Modules that were parsed, shared by all files of a run that import them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::names::identifier;
use crate::parse::Module;
use crate::source::kept::Kept;

/// What was parsed so far.
#[derive(Debug, Default)]
pub struct Modules {
    trees: Kept<Arc<Module>>,
    mentioned: Mutex<FxHashMap<PathBuf, Arc<FxHashSet<Box<str>>>>>,
}

impl Modules {
    /// The tree of a text; the one from before where the file had the same text then. `None`: it does not parse.
    pub fn parse(&self, path: &Path, text: String) -> Option<Arc<Module>> {
        if let Some(known) = self.trees.get(path).filter(|known| known.text() == text) {
            return Some(known);
        }
        // Two threads may parse at the same time; both find the same.
        let module = Arc::new(Module::parse(path, text).ok()?);
        self.trees.keep(path, Arc::clone(&module), module.text().len());
        Some(module)
    }

    /// May a word mean a module in a file as it is? It does so in an import statement, behind a dot, or in a text.
    pub fn mentions(&self, path: &Path, word: &str, text: impl FnOnce() -> Option<String>) -> bool {
        let mentioned = self.mentioned(path, text);
        mentioned.contains(PACKAGE) || words(word).all(|part| mentioned.contains(&*identifier(part)))
    }

    /// All such words of a file, found out once; none where it does not parse.
    fn mentioned(&self, path: &Path, text: impl FnOnce() -> Option<String>) -> Arc<FxHashSet<Box<str>>> {
        let lock = || self.mentioned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path) {
            return Arc::clone(known);
        }
        let mut mentioned = Mentioned::default();
        if let Some(module) = text().and_then(|text| self.parse(path, text)) {
            module.body().iter().for_each(|statement| mentioned.visit_stmt(statement));
        }
        let words = Arc::new(mentioned.0);
        lock().insert(path.to_path_buf(), Arc::clone(&words));
        words
    }
}

#[derive(Default)]
struct Mentioned(FxHashSet<Box<str>>);

impl Mentioned {
    fn words(&mut self, text: &str) {
        self.0.extend(words(text).map(|word| Box::from(&*identifier(word))));
    }
}

/// Stands for the package that `from . import name` means.
const PACKAGE: &str = ".";

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

impl<'a> Visitor<'a> for Mentioned {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.words(&alias.name)),
            Stmt::ImportFrom(import) => {
                import.module.iter().for_each(|module| self.words(module));
                import.names.iter().for_each(|alias| self.words(&alias.name));
                if import.module.is_none() {
                    // A package that has no name here.
                    self.0.insert(PACKAGE.into());
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::StringLiteral(text) => self.words(text.value.to_str()),
            Expr::Attribute(attribute) => self.words(&attribute.attr),
            _ => {}
        }
        walk_expr(self, expression);
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

    #[test]
    fn a_word_means_a_module_in_imports_behind_dots_and_in_texts() {
        let mentions = |text: &str| Modules::default().mentions(Path::new("a.py"), "jobs", || Some(text.to_owned()));
        for text in [
            "import jobs",
            "import pkg.jobs as j",
            "from pkg import jobs as j",
            "from .jobs import x",
            "def f():\n    from jobs import *",
            "import pkg\nprint(pkg.jobs.x)",
            "run_path('tools/jobs.py')",
            "from . import x  # the package may be called so",
        ] {
            assert!(mentions(text), "{text}");
        }
        for text in ["jobs = 1  # jobs", "f(jobs=2)", "def jobs(): ...", "import jobs2", "jobs = ("] {
            assert!(!mentions(text), "{text}");
        }
    }
}
