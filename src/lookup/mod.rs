//! Where Python looks for modules: which files an import can mean, told by names of files alone.
//!
//! A script's search path is, in order: what it puts at the front of `sys.path`, its own folder, the standard library, the
//! source roots (as if the project were installed), what it appends to `sys.path`. In each place a module or a package
//! with an `__init__.py` is looked for first; folders without one (PEP 420) count when no place has either.
//!
//! Nothing is parsed here, so that a search over many files can ask before it decides what to read.

mod places;
mod stdlib;

use std::path::{Component, Path, PathBuf};

pub use places::Places;
pub use stdlib::{is_standard_library, is_there_before_the_script};

/// The files around a script.
pub trait Disk: Sync {
    /// The decoded text of a Python file; `None` when there is no such file or it cannot be read.
    fn text(&self, path: &Path) -> Option<String>;
    /// The same before anything is rewritten in this run.
    fn original(&self, path: &Path) -> Option<String> {
        self.text(path)
    }
    /// Is there such a file?
    fn is_file(&self, path: &Path) -> bool {
        self.text(path).is_some()
    }
    /// Is there such a folder?
    fn is_folder(&self, _path: &Path) -> bool {
        false
    }
    /// Where a file that is a link leads to; `None` when it is none.
    fn target(&self, _path: &Path) -> Option<PathBuf> {
        None
    }
    /// Are both paths those of one file?
    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other
    }
    /// The Python files below a folder that have one of the words somewhere; sorted by path.
    fn mentioning(&self, _root: &Path, _words: &[&str]) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// No file at all, for texts that stand alone.
#[derive(Debug, Clone, Copy)]
pub struct NoDisk;

impl Disk for NoDisk {
    fn text(&self, _path: &Path) -> Option<String> {
        None
    }
}

/// What a dotted name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The packages on the way and the module, in the order they run: dotted name and file. Folders without an
    /// `__init__.py` have none.
    pub files: Vec<(String, PathBuf)>,
    /// How the name ends.
    pub end: End,
}

/// How a dotted name ends that begins in the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At the last of the files.
    Module,
    /// At a folder without an `__init__.py`.
    Namespace,
    /// At nothing: Python would say that there is no such module, or it is one that is not written in Python.
    Missing,
}

/// A list of places in the order Python looks into them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchPath {
    /// What comes before the standard library.
    front: Vec<PathBuf>,
    /// What comes after it.
    sources: Vec<PathBuf>,
    /// What the program has appended.
    back: Vec<PathBuf>,
    /// Where to look when nothing else has the name: the program may be run from a folder further up.
    last: Vec<PathBuf>,
}

/// How the file is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// `python folder/script.py`: the folder of the script comes first.
    Script,
    /// `python -m package.module`, which relative imports need: the folder above all packages comes first.
    Module,
}

impl SearchPath {
    /// The search path of a file that is run.
    pub fn of(path: &Path, manner: Manner, places: &Places, disk: &dyn Disk) -> SearchPath {
        let own = path.parent().unwrap_or(Path::new(""));
        let top = above_packages(own, disk);
        // Python follows a link to the script, not one to its folder.
        let real = disk.target(path).and_then(|target| target.parent().map(Path::to_path_buf));
        let first = match manner {
            Manner::Script => real.unwrap_or_else(|| own.to_path_buf()),
            // Outside of packages with an `__init__.py` it cannot be told how far up the first package begins.
            Manner::Module if top == own => places.root(path),
            Manner::Module => top.clone(),
        };
        let mut search = SearchPath { front: vec![first], ..SearchPath::default() };
        for folder in places.sources(path).into_iter().chain([top]) {
            push_new(&mut search.sources, folder);
        }
        search.last = places.folders_above(path);
        search
    }

    /// `sys.path.insert(index, folder)`
    pub fn insert(&mut self, index: usize, folder: PathBuf) {
        let index = index.min(self.front.len());
        self.front.insert(index, folder);
    }

    /// `sys.path.append(folder)`
    pub fn append(&mut self, folder: PathBuf) {
        push_new(&mut self.back, folder);
    }

    /// `sys.path.pop(0)`
    pub fn drop_first(&mut self) {
        if !self.front.is_empty() {
            self.front.remove(0);
        }
    }

    /// Has the program put the folder there, at the front or at the end?
    pub fn has(&self, folder: &Path) -> bool {
        self.front.iter().skip(1).chain(&self.back).any(|other| other == folder)
            || (self.front.len() > 1 && self.front[0] == folder)
    }

    /// What `import dotted` means; `None`: nothing of this project.
    pub fn find(&self, dotted: &str, disk: &dyn Disk) -> Option<Found> {
        let parts: Vec<&str> = dotted.split('.').collect();
        let first = *parts.first()?;
        if first.is_empty() || is_there_before_the_script(first) {
            return None;
        }
        let before = self.front.iter();
        let behind = self.sources.iter().chain(&self.back).chain(&self.last);
        let standard = is_standard_library(first);
        for folder in before.clone().chain(behind.clone().filter(|_| !standard)) {
            if regular(folder, first, disk).is_some() {
                return Some(follow(vec![folder.clone()], "", &parts, disk));
            }
        }
        if standard {
            return None;
        }
        let portions: Vec<PathBuf> =
            before.chain(behind).filter(|folder| disk.is_folder(&folder.join(first))).cloned().collect();
        let found = follow(portions, "", &parts, disk);
        // A folder that only happens to be called like a library has nothing of what is imported.
        (found.end != End::Missing || !found.files.is_empty()).then_some(found)
    }
}

/// What `from ..dotted import` means in a file; `package` is the dotted name of the package the file belongs to.
pub fn find_relative(importer: &Path, package: &str, level: u32, dotted: &str, disk: &dyn Disk) -> Option<Found> {
    let package = absolute_name(package, level, "");
    let folder = (1..level).fold(importer.parent()?.to_path_buf(), |folder, _| up(&folder));
    let parts: Vec<&str> = dotted.split('.').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        let init = folder.join("__init__.py");
        let (files, end) = match disk.is_file(&init) {
            true => (vec![(package, init)], End::Module),
            false => (Vec::new(), End::Namespace),
        };
        return Some(Found { files, end });
    }
    let mut found = follow(vec![folder.clone()], &package, &parts, disk);
    let init = folder.join("__init__.py");
    if init != importer && disk.is_file(&init) {
        found.files.insert(0, (package, init));
    }
    Some(found)
}

/// The name of a module without leading dots, as a file of `package` imports it.
pub fn absolute_name(package: &str, level: u32, dotted: &str) -> String {
    if level == 0 {
        return dotted.to_string();
    }
    let outer = (1..level).fold(package, |package, _| package.rsplit_once('.').map_or("", |(outer, _)| outer));
    let parts = [outer, dotted].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(".")
}

/// All files an absolute import can mean, in the order they run; for `from dotted import names`, give the names too.
pub fn files_of(search: &SearchPath, dotted: &str, names: &[&str], disk: &dyn Disk) -> Vec<PathBuf> {
    let wholes = names.iter().map(|name| format!("{dotted}.{name}"));
    let mut files = Vec::new();
    for whole in std::iter::once(dotted.to_string()).chain(wholes) {
        for (_, file) in search.find(&whole, disk).into_iter().flat_map(|found| found.files) {
            push_new(&mut files, file);
        }
    }
    files
}

/// The dotted name under which a file can be imported from above all packages it lies in.
pub fn dotted_name(path: &Path, disk: &dyn Disk) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut parts = if stem == "__init__" { Vec::new() } else { vec![stem] };
    let mut folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    while disk.is_file(&folder.join("__init__.py")) {
        let Some(name) = folder.file_name() else { break };
        parts.insert(0, name.to_string_lossy().into_owned());
        folder = up(&folder);
    }
    parts.join(".")
}

/// The folder above all packages that a folder lies in.
pub fn above_packages(folder: &Path, disk: &dyn Disk) -> PathBuf {
    let mut folder = folder.to_path_buf();
    while folder.file_name().is_some() && disk.is_file(&folder.join("__init__.py")) {
        folder = up(&folder);
    }
    folder
}

/// The folder above, told from the text of the path alone.
pub fn up(folder: &Path) -> PathBuf {
    match folder.components().next_back() {
        Some(Component::Normal(_)) => folder.parent().unwrap_or(Path::new("")).to_path_buf(),
        Some(Component::CurDir) => PathBuf::from(".."),
        Some(Component::RootDir | Component::Prefix(_)) => folder.to_path_buf(),
        Some(Component::ParentDir) | None => folder.join(".."),
    }
}

/// Follows the parts of a name through folders that all have the same dotted name.
fn follow(mut portions: Vec<PathBuf>, package: &str, parts: &[&str], disk: &dyn Disk) -> Found {
    let mut found = Found { files: Vec::new(), end: End::Namespace };
    let mut name = package.to_string();
    for (index, part) in parts.iter().enumerate() {
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(part);
        if let Some((folder, file)) = portions.iter().find_map(|folder| Some((folder, regular(folder, part, disk)?))) {
            let is_package = file.file_name().is_some_and(|name| name == "__init__.py");
            portions = vec![folder.join(part)];
            found.files.push((name.clone(), file));
            found.end = End::Module;
            if !is_package && index + 1 < parts.len() {
                found.end = End::Missing;
                return found;
            }
            continue;
        }
        portions = portions.iter().map(|folder| folder.join(part)).filter(|folder| disk.is_folder(folder)).collect();
        found.end = End::Namespace;
        if portions.is_empty() {
            found.end = End::Missing;
            return found;
        }
    }
    found
}

/// The package or module of that name in a folder.
fn regular(folder: &Path, name: &str, disk: &dyn Disk) -> Option<PathBuf> {
    let package = folder.join(name).join("__init__.py");
    let module = || folder.join(format!("{name}.py"));
    if disk.is_file(&package) { Some(package) } else { Some(module()).filter(|module| disk.is_file(module)) }
}

fn push_new(folders: &mut Vec<PathBuf>, folder: PathBuf) {
    if !folders.contains(&folder) {
        folders.push(folder);
    }
}

#[cfg(test)]
mod tests;
