//! Stage LINK: which file an import means.
//!
//! A project is what can be imported from a script: see `lookup` for where that is. Modules are parsed when they are asked
//! for, each once.

pub mod folders;
pub mod importers;
pub mod manifest;
mod modules;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use elsa::FrozenMap;
use ruff_python_ast::Stmt;
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_text_size::TextSize;

use self::folders::{Edit, Folder};
use crate::lookup::{Disk, End, Manner, Places, SearchPath, absolute_name, dotted_name, find_relative};
use crate::parse::Module;
use crate::source::relevance::changes_path;

pub use self::modules::Modules;
pub use crate::lookup::is_standard_library;

/// What of a project can start processes.
pub trait Warmth {
    /// Can code of this file, or a name that it gives to others, lead to a start? Other files need not be run to find one.
    fn is_warm(&self, path: &Path) -> bool;
    /// Does what is defined at this place of a file lead to a start when it is used?
    fn is_hot(&self, path: &Path, at: TextSize) -> bool;
    /// Does making the class at this place of a file hand it to code of other files, as a base can have it?
    fn is_handed_on(&self, path: &Path, at: TextSize) -> bool;
    /// Does something of a library start processes, or hold what does?
    fn starts(&self, qualified: &str) -> bool;
}

/// What a spawned child does with the file of the script, before it looks up what it is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rerun {
    /// It runs the file again, as `__mp_main__`.
    Always,
    /// It does so when the file was run by its path, and leaves it out when its folder was run: `python -m package` and
    /// `python folder` (`multiprocessing.spawn._fixup_main_from_name`).
    ByPath,
    /// It leaves it out: the file works only when its package is run.
    Never,
}

/// The modules that a script can import.
pub struct Project<'d> {
    disk: &'d dyn Disk,
    /// Only what can matter is looked at.
    warmth: Option<&'d dyn Warmth>,
    places: &'d Places,
    script: PathBuf,
    search: SearchPath,
    /// The dotted name of the package the script lies in.
    package: String,
    modules: FrozenMap<PathBuf, Box<Option<Arc<Module>>>>,
    shared: &'d Modules,
}

/// A module on the way to an imported one.
pub struct Part<'p> {
    /// Its dotted name.
    pub name: String,
    /// The module.
    pub module: &'p Module,
}

/// What an import means.
pub struct Chain<'p> {
    /// The packages on the way and the module, in the order they run.
    pub parts: Vec<Part<'p>>,
    /// The dotted name without leading dots.
    pub name: String,
    /// How the name ends.
    pub end: End,
    /// The module cannot matter and is left out, as the packages on the way to one that can.
    pub is_cold: bool,
}

impl<'d> Project<'d> {
    /// The project of one script.
    pub fn new(script: &Module, places: &'d Places, disk: &'d dyn Disk, shared: &'d Modules) -> Project<'d> {
        let path = script.path();
        let manner = manner(script);
        let name = dotted_name(path, disk);
        let is_init = path.file_name().is_some_and(|name| name == "__init__.py");
        let mut package =
            if is_init { &name } else { name.rsplit_once('.').map_or("", |(package, _)| package) }.to_string();
        if package.is_empty() && manner == Manner::Module {
            package = folders_below(&places.root(path), path);
        }
        let search = SearchPath::of(path, manner, places, disk);
        let (script, modules) = (path.to_path_buf(), FrozenMap::new());
        Project { disk, warmth: None, places, script, search, package, modules, shared }
    }

    /// The same for runs that leave out what cannot matter.
    pub fn seen_by(self, warmth: &'d dyn Warmth) -> Project<'d> {
        Project { warmth: Some(warmth), ..self }
    }

    /// What can matter, where nothing else is looked at.
    pub fn warmth(&self) -> Option<&'d dyn Warmth> {
        self.warmth
    }

    /// Where modules are looked for before the script changes `sys.path`.
    pub fn search(&self) -> &SearchPath {
        &self.search
    }

    /// The dotted name of the package the script lies in; empty when it lies in none.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// What children do with the file `script`, by its name and by what it imports.
    pub fn rerun(&self, script: &Module) -> Rerun {
        let is_relative = |statement: &Stmt| matches!(statement, Stmt::ImportFrom(import) if import.level > 0);
        match () {
            () if self.script.file_name().is_none_or(|name| name != "__main__.py") => Rerun::Always,
            // In a `try` or a branch there may be another way for the other manner to run it.
            () if script.body().iter().any(is_relative) => Rerun::Never,
            () => Rerun::ByPath,
        }
    }

    /// The tree of a file that was imported.
    pub fn tree(&self, path: &Path) -> Option<Arc<Module>> {
        self.modules.get(path)?.clone()
    }

    /// The chain of packages and the module that `import dotted` means in the file `importer`, which belongs to the package
    /// `package`; `None`: nothing of this project. `level` is the number of leading dots.
    pub fn resolve(
        &self,
        search: &SearchPath,
        importer: &Path,
        package: &str,
        dotted: &str,
        level: u32,
    ) -> Option<Chain<'_>> {
        let found = match level {
            0 => search.find(dotted, self.disk)?,
            _ => find_relative(importer, package, level, dotted, self.disk)?,
        };
        let name = absolute_name(package, level, dotted);
        let mut chain = Chain { parts: Vec::new(), name, end: found.end, is_cold: false };
        for (name, path) in found.files {
            chain.is_cold = self.warmth.is_some_and(|warmth| !warmth.is_warm(&path));
            if chain.is_cold {
                continue;
            }
            let Some(module) = self.load(&path) else {
                chain.end = End::Missing;
                break;
            };
            chain.parts.push(Part { name, module });
        }
        (!chain.parts.is_empty() || chain.is_cold || chain.end == End::Namespace).then_some(chain)
    }

    /// Is it the file of the script itself?
    pub fn is_script(&self, path: &Path) -> bool {
        self.disk.is_same(&self.script, path)
    }

    /// What a file does to `sys.path`, by the places of the statements.
    pub fn edits(&self, module: &Module) -> Vec<(TextSize, Edit)> {
        match changes_path(module.text().as_bytes()) {
            true => folders::edits(module.body(), module.path()),
            false => Vec::new(),
        }
    }

    /// Changes a search path as a statement of a file does.
    pub fn edit(&self, search: &mut SearchPath, file: &Path, change: &Edit) {
        edit(search, file, change, &self.places.of_other(&self.script, file), self.disk);
    }

    fn load(&self, path: &Path) -> Option<&Module> {
        if let Some(slot) = self.modules.get(path) {
            return slot.as_deref();
        }
        let module = self.disk.text(path).and_then(|text| self.shared.parse(path, text));
        self.modules.insert(path.to_path_buf(), Box::new(module)).as_deref()
    }
}

fn edit(search: &mut SearchPath, file: &Path, change: &Edit, places: &Places, disk: &dyn Disk) {
    let candidates = |folder: &Folder| -> Vec<PathBuf> {
        if !folder.is_loose || folder.path.is_absolute() {
            return vec![folder.path.clone()];
        }
        // It is relative to where the program is run: at the root of the project, or beside the script.
        let beside = file.parent().unwrap_or(Path::new("")).to_path_buf();
        let bases = [places.root(file), beside];
        let mut all: Vec<PathBuf> = bases.iter().map(|base| folders::below(base, &folder.path)).collect();
        all.dedup();
        all.retain(|path| disk.is_folder(path));
        all
    };
    match change {
        Edit::Insert(index, folders) => {
            for folder in folders.iter().rev().flat_map(|folder| candidates(folder).into_iter().rev()) {
                search.insert(*index, folder);
            }
        }
        Edit::Append(folders) => folders.iter().flat_map(candidates).for_each(|folder| search.append(folder)),
        Edit::DropFirst => search.drop_first(),
    }
}

/// Relative imports work only where a file is run as a module of a package.
fn manner(script: &Module) -> Manner {
    struct Relative(bool);
    impl<'a> Visitor<'a> for Relative {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            self.0 |= matches!(statement, Stmt::ImportFrom(import) if import.level > 0);
            walk_stmt(self, statement);
        }
    }
    let mut relative = Relative(false);
    script.body().iter().for_each(|statement| relative.visit_stmt(statement));
    if relative.0 { Manner::Module } else { Manner::Script }
}

/// The dotted name of the folders between the root and the file.
fn folders_below(root: &Path, path: &Path) -> String {
    let below = path.parent().and_then(|folder| folder.strip_prefix(root).ok());
    let parts = below.into_iter().flat_map(Path::components);
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join(".")
}
