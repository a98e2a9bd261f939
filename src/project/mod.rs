//! Stage LINK: which file an import means.
//!
//! A project is what can be imported from a script: the modules beside it, and those under its source roots.

mod stdlib;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use elsa::FrozenMap;

use crate::parse::Module;

pub use stdlib::is_standard_library;

/// Gives the decoded text of a Python file, or `None` when there is no such file or it cannot be read.
pub type Reader = Arc<dyn Fn(&Path) -> Option<String> + Send + Sync>;

/// The modules that can be imported, parsed when they are first asked for.
pub struct Project {
    root: PathBuf,
    read: Reader,
    modules: FrozenMap<PathBuf, Box<Slot>>,
}

struct Slot(Option<Module>);

/// A module on the way to an imported one, with its dotted name.
pub struct Part<'p> {
    /// Its dotted name.
    pub name: String,
    /// The module.
    pub module: &'p Module,
}

impl Project {
    /// The project of one script; `root` is the folder Python puts first on `sys.path`, the script's own.
    pub fn new(root: PathBuf, read: Reader) -> Project {
        Project { root, read, modules: FrozenMap::new() }
    }

    /// The chain of packages and the module that `import dotted` means in the file `importer`; `None`: not of this project.
    ///
    /// `level` is the number of leading dots. Packages without an `__init__.py` (PEP 420) are passed through.
    pub fn resolve(&self, importer: &Path, dotted: &str, level: u32) -> Option<Vec<Part<'_>>> {
        let parts: Vec<&str> = dotted.split('.').filter(|part| !part.is_empty()).collect();
        if level > 0 {
            let mut folder = importer.parent()?;
            for _ in 1..level {
                folder = folder.parent()?;
            }
            if parts.is_empty() {
                let module = self.load(&folder.join("__init__.py"))?;
                return Some(vec![Part { name: String::new(), module }]);
            }
            return self.follow(folder, &parts);
        }
        // A file beside the script hides the standard library: Python looks in the script's folder first.
        self.follow(&self.root, &parts)
    }

    /// The module `name` in the same package as `init`.
    pub fn beside(&self, init: &Path, name: &str) -> Option<&Module> {
        self.load_module(init.parent()?, name)
    }

    fn follow(&self, folder: &Path, parts: &[&str]) -> Option<Vec<Part<'_>>> {
        let mut chain = Vec::new();
        let mut folder = folder.to_path_buf();
        let (last, packages) = parts.split_last()?;
        let mut name = String::new();
        for package in packages {
            name.push_str(package);
            folder.push(package);
            if let Some(module) = self.load(&folder.join("__init__.py")) {
                chain.push(Part { name: name.clone(), module });
            }
            name.push('.');
        }
        name.push_str(last);
        let module = self.load_module(&folder, last)?;
        chain.push(Part { name, module });
        Some(chain)
    }

    fn load_module(&self, folder: &Path, name: &str) -> Option<&Module> {
        self.load(&folder.join(name).join("__init__.py")).or_else(|| self.load(&folder.join(format!("{name}.py"))))
    }

    fn load(&self, path: &Path) -> Option<&Module> {
        if let Some(slot) = self.modules.get(path) {
            return slot.0.as_ref();
        }
        let module = (self.read)(path).and_then(|text| Module::parse(path, text).ok());
        self.modules.insert(path.to_path_buf(), Box::new(Slot(module))).0.as_ref()
    }
}
