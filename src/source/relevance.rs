//! Can a file matter at all? It can if it has one of the registry's words, or if it is a script that imports a neighbour
//! that can matter.
//!
//! Only bytes are looked at, nothing is parsed. The folder listings and the answers for neighbours are kept, so that a
//! folder of scripts costs one listing and one more search per file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::overlay::Overlay;
use super::prefilter::Prefilter;
use crate::lookup::Disk as _;

/// Longest chain of imports that is followed.
const DEEPEST: usize = 6;

/// The search, with what it has learned.
pub struct Relevance {
    prefilter: Prefilter,
    files: Arc<Overlay>,
    /// Does the file mention what its configuration says starts processes?
    is_own: Box<IsOwn>,
    folders: Mutex<FxHashMap<PathBuf, FxHashSet<OsString>>>,
    neighbours: Mutex<FxHashMap<(PathBuf, PathBuf), bool>>,
}

type IsOwn = dyn Fn(&Path, &[u8]) -> bool + Send + Sync;

impl Relevance {
    /// With the search for the registry's words, and one for those of the configuration of a file, among these files.
    pub fn new(prefilter: Prefilter, is_own: Box<IsOwn>, files: Arc<Overlay>) -> Relevance {
        Relevance { prefilter, files, is_own, folders: Mutex::default(), neighbours: Mutex::default() }
    }

    /// Can the file with these bytes matter? `named`: the user named it, so it is a script wherever it lies.
    pub fn matters(&self, path: &Path, bytes: &[u8], named: bool) -> bool {
        if self.mentions(path, bytes) {
            return true;
        }
        let Some(root) = path.parent() else { return false };
        self.is_script(path, named) && self.imports_matter(path, bytes, root, 0)
    }

    /// Is the file run rather than imported? `named`: the user named it, so it is a script wherever it lies.
    pub fn is_script(&self, path: &Path, named: bool) -> bool {
        let is_main = path.file_name().is_some_and(|name| name == "__main__.py");
        named || is_main || path.parent().is_some_and(|root| !self.lists(root, "__init__.py"))
    }

    fn mentions(&self, path: &Path, bytes: &[u8]) -> bool {
        self.prefilter.matches(bytes) || (self.is_own)(path, bytes)
    }

    fn imports_matter(&self, path: &Path, bytes: &[u8], root: &Path, depth: usize) -> bool {
        depth < DEEPEST && imported(bytes).iter().any(|import| self.import_matters(path, import, root, depth))
    }

    fn import_matters(&self, path: &Path, import: &Import, root: &Path, depth: usize) -> bool {
        let Some(mut folder) = start_folder(path, import.level, root) else { return false };
        let mut parts = import.parts.iter();
        if let Some(first) = import.parts.first()
            && !self.lists(&folder, first)
            && !self.lists(&folder, &format!("{first}.py"))
        {
            return false;
        }
        loop {
            if self.neighbour_matters(&folder.join("__init__.py"), root, depth) && folder != root {
                return true;
            }
            let Some(part) = parts.next() else { return false };
            if self.neighbour_matters(&folder.join(format!("{part}.py")), root, depth) {
                return true;
            }
            folder.push(part);
        }
    }

    fn neighbour_matters(&self, path: &Path, root: &Path, depth: usize) -> bool {
        let listed = path
            .parent()
            .zip(path.file_name())
            .is_some_and(|(folder, name)| self.lists(folder, &name.to_string_lossy()));
        if !listed || !self.files.is_file(path) {
            return false;
        }
        let key = (path.to_path_buf(), root.to_path_buf());
        if let Some(&known) = lock(&self.neighbours).get(&key) {
            return known;
        }
        // Until the answer is there, a cycle of imports adds nothing.
        lock(&self.neighbours).insert(key.clone(), false);
        let matters = self
            .files
            .bytes(path)
            .is_some_and(|bytes| self.mentions(path, &bytes) || self.imports_matter(path, &bytes, root, depth + 1));
        lock(&self.neighbours).insert(key, matters);
        matters
    }

    /// Is there an entry of that name in the folder?
    fn lists(&self, folder: &Path, name: &str) -> bool {
        let mut folders = lock(&self.folders);
        let names = folders.entry(folder.to_path_buf()).or_insert_with(|| {
            let mut names: FxHashSet<OsString> = self.files.open_in(folder).map(OsString::from).collect();
            if !self.files.is_alone() {
                let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                let entries = std::fs::read_dir(shown).into_iter().flatten();
                names.extend(entries.flatten().map(|entry| entry.file_name()));
            }
            names
        });
        names.contains(std::ffi::OsStr::new(name))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The folder a dotted name is looked up in.
fn start_folder(path: &Path, level: usize, root: &Path) -> Option<PathBuf> {
    if level == 0 {
        return Some(root.to_path_buf());
    }
    let mut folder = path.parent()?;
    for _ in 1..level {
        folder = folder.parent()?;
    }
    Some(folder.to_path_buf())
}

/// One imported name.
#[derive(Debug, PartialEq, Eq)]
struct Import {
    /// Number of leading dots.
    level: usize,
    parts: Vec<String>,
}

/// The names on the import lines of a file; of `from a import b` both `a` and `a.b`.
fn imported(bytes: &[u8]) -> Vec<Import> {
    let mut imports = Vec::new();
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r' | b';')) {
        let line = line.trim_ascii_start();
        if !line.starts_with(b"import ") && !line.starts_with(b"from ") {
            continue;
        }
        let line = String::from_utf8_lossy(line);
        let code = line.split('#').next().unwrap_or("").replace(['(', ')', '\\'], " ");
        match code.strip_prefix("from ") {
            Some(rest) => {
                let Some((module, names)) = rest.split_once(" import") else { continue };
                let module = parsed(module.trim());
                for name in names.split(',').filter_map(|name| name.split_whitespace().next()) {
                    let mut parts = module.parts.clone();
                    parts.push(name.to_string());
                    imports.push(Import { level: module.level, parts });
                }
                imports.push(module);
            }
            None => {
                let names =
                    code.trim_start_matches("import ").split(',').filter_map(|name| name.split_whitespace().next());
                imports.extend(names.map(parsed));
            }
        }
    }
    imports
}

fn parsed(dotted: &str) -> Import {
    let level = dotted.chars().take_while(|c| *c == '.').count();
    let parts = dotted.split('.').filter(|part| !part.is_empty()).map(str::to_string).collect();
    Import { level, parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_lines_are_read() {
        let found = imported(b"import os, a.b as c\n    from .x import (y,\nx = 'import z'\n");
        let dotted: Vec<String> =
            found.iter().map(|import| format!("{}{}", ".".repeat(import.level), import.parts.join("."))).collect();
        assert_eq!(dotted, ["os", "a.b", ".x.y", ".x"]);
    }
}
