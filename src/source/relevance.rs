//! The files around a script: which of them its imports can mean, and what their bytes say.
//!
//! Only bytes are looked at, nothing is parsed. The folder listings and what was found in each file are kept, so that a
//! folder of scripts costs one listing, and one more look at each file that is imported.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::imports::{Import, imports};
use super::overlay::Overlay;
use super::prefilter::Prefilter;
use super::shebang::may_be_run;
use crate::lookup::Disk as _;

/// What the bytes of a file say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Tells files apart.
    digest: u64,
    /// It has one of the words.
    pub has_word: bool,
    /// It mentions what its configuration says starts processes.
    pub has_own: bool,
    /// It changes where modules are looked for.
    pub changes_path: bool,
    /// What it imports.
    pub imports: Vec<Import>,
}

/// Files that were looked at, and folders.
pub struct Relevance {
    prefilter: Prefilter,
    files: Arc<Overlay>,
    /// Does the file mention what its configuration says starts processes?
    is_own: Box<IsOwn>,
    folders: Mutex<FxHashMap<PathBuf, FxHashSet<OsString>>>,
    packages: Mutex<FxHashMap<PathBuf, bool>>,
    looks: Mutex<FxHashMap<PathBuf, Option<Arc<Look>>>>,
}

type IsOwn = dyn Fn(&Path, &[u8]) -> bool + Send + Sync;

impl Relevance {
    /// With the search for the registry's words, and one for those of the configuration of a file, among these files.
    pub fn new(prefilter: Prefilter, is_own: Box<IsOwn>, files: Arc<Overlay>) -> Relevance {
        let (folders, packages, looks) = Default::default();
        Relevance { prefilter, files, is_own, folders, packages, looks }
    }

    /// May the file be run rather than imported? `named`: the user named it, so it is a script wherever it lies. In a
    /// package it has to say so.
    pub fn is_script(&self, path: &Path, bytes: &[u8], named: bool) -> bool {
        let is_main = || path.file_name().is_some_and(|name| name == "__main__.py");
        named || is_main() || path.parent().is_some_and(|folder| !self.is_package(folder)) || may_be_run(bytes)
    }

    /// Has the folder an `__init__.py`? A listing of it would cost more, and most packages are never looked into.
    fn is_package(&self, folder: &Path) -> bool {
        if let Some(known) = lock(&self.packages).get(folder) {
            return *known;
        }
        let is_package = self.files.is_file(&folder.join("__init__.py"));
        lock(&self.packages).insert(folder.to_path_buf(), is_package);
        is_package
    }

    /// Looks at bytes that were read, and whether the file had others when it was looked at before.
    pub fn look_at(&self, path: &Path, bytes: &[u8]) -> (Arc<Look>, bool) {
        let digest = digest(bytes);
        let before = lock(&self.looks).get(path).cloned().flatten();
        if let Some(look) = before.as_ref().filter(|look| look.digest == digest) {
            return (Arc::clone(look), false);
        }
        let code = code(path, bytes);
        let own = (self.is_own)(path, bytes);
        let has_word = own || self.prefilter.matches(bytes);
        let changes_path = changes_path(&code);
        let look = Arc::new(Look { digest, has_word, has_own: own, changes_path, imports: imports(&code) });
        lock(&self.looks).insert(path.to_path_buf(), Some(Arc::clone(&look)));
        (look, before.is_some())
    }

    /// Forgets all that was seen.
    pub fn forget(&self) {
        lock(&self.folders).clear();
        lock(&self.packages).clear();
        lock(&self.looks).clear();
    }

    /// Looks at a file; `None` when it cannot be read.
    pub fn look(&self, path: &Path) -> Option<Arc<Look>> {
        if let Some(known) = lock(&self.looks).get(path) {
            return known.clone();
        }
        if let Some(bytes) = self.files.bytes(path) {
            return Some(self.look_at(path, &bytes).0);
        }
        lock(&self.looks).insert(path.to_path_buf(), None);
        None
    }

    /// Is it the folder of Python's own library?
    pub fn is_library(&self, folder: &Path) -> bool {
        self.lists(folder, "os.py") && self.lists(folder, "__future__.py")
    }

    /// Does one of these texts stand in a file?
    pub fn has_any(&self, path: &Path, texts: &[String]) -> bool {
        let Some(bytes) = self.files.bytes(path) else { return false };
        texts.iter().any(|text| memmem::find(&bytes, text.as_bytes()).is_some())
    }

    /// Is there a module or a folder of that name in one of the folders absolute names are looked up in?
    pub fn begins(&self, roots: &[PathBuf], first: &str) -> bool {
        roots.iter().any(|root| self.lists(root, first) || self.lists(root, &format!("{first}.py")))
    }

    /// The files a dotted name can mean as a module; `roots` are the folders absolute names are looked up in.
    pub fn module(&self, importer: &Path, roots: &[PathBuf], level: usize, parts: &[&str]) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for mut folder in start_folders(importer, level, roots) {
            let Some((last, packages)) = parts.split_last() else {
                self.push(&mut found, &folder, "__init__.py");
                continue;
            };
            let is_there = packages.iter().all(|package| {
                let is_there = self.lists(&folder, package);
                folder.push(package);
                is_there
            });
            if is_there {
                self.push_module(&mut found, &folder, last);
            }
        }
        found
    }

    fn push_module(&self, found: &mut Vec<PathBuf>, folder: &Path, name: &str) {
        if self.lists(folder, name) {
            self.push(found, &folder.join(name), "__init__.py");
        }
        self.push(found, folder, &format!("{name}.py"));
    }

    fn push(&self, found: &mut Vec<PathBuf>, folder: &Path, name: &str) {
        if self.lists(folder, name) {
            found.push(folder.join(name));
        }
    }

    /// Is there an entry of that name in the folder?
    fn lists(&self, folder: &Path, name: &str) -> bool {
        let mut folders = lock(&self.folders);
        if let Some(names) = folders.get(folder) {
            return names.contains(OsStr::new(name));
        }
        let mut names: FxHashSet<OsString> = self.files.open_in(folder).map(OsString::from).collect();
        if !self.files.is_alone() {
            let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let entries = std::fs::read_dir(shown).into_iter().flatten();
            names.extend(entries.flatten().map(|entry| entry.file_name()));
        }
        let has = names.contains(OsStr::new(name));
        folders.insert(folder.to_path_buf(), names);
        has
    }
}

/// Tells one content of a file from another.
fn digest(bytes: &[u8]) -> u64 {
    let mut digest = FxHasher::default();
    bytes.hash(&mut digest);
    digest.finish()
}

/// The bytes in which code stands as it is; in a notebook it is wrapped up.
fn code<'b>(path: &Path, bytes: &'b [u8]) -> Cow<'b, [u8]> {
    let is_notebook = path.extension().is_some_and(|kind| kind == "ipynb");
    match is_notebook.then(|| super::decode(path, bytes)) {
        Some(Ok(file)) => Cow::Owned(file.text().as_bytes().to_vec()),
        _ => Cow::Borrowed(bytes),
    }
}

/// Is there code that may change `sys.path`, rather than read it?
pub fn changes_path(bytes: &[u8]) -> bool {
    let changes = |at: usize| {
        let rest = bytes.get(at + "sys.path".len()..).unwrap_or_default().trim_ascii_start();
        let is_method = [&b".insert"[..], b".append", b".extend", b".pop"].iter().any(|name| rest.starts_with(name));
        is_method
            || rest.starts_with(b"[")
            || rest.starts_with(b"+=")
            || (rest.starts_with(b"=") && !rest.starts_with(b"=="))
    };
    // Under its own name `path` is all that is left of it, and then it has to come from somewhere.
    let others = ["from sys import", "sys_path.", "syspath.", "addsitedir"];
    memmem::find_iter(bytes, "sys.path").any(changes)
        || others.iter().any(|other| memmem::find(bytes, other.as_bytes()).is_some())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folders a dotted name is looked up in.
fn start_folders(path: &Path, level: usize, roots: &[PathBuf]) -> Vec<PathBuf> {
    if level == 0 {
        return roots.to_vec();
    }
    path.ancestors().nth(level).map(Path::to_path_buf).into_iter().collect()
}
