//! Where the project of a file begins, and which of its folders modules are imported from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::configs::absolute;
use super::environment;
use crate::config::Config;
use crate::lookup::Places;

/// Files and folders that stand at the root of a project.
const MARKS: &[&str] =
    &["pyproject.toml", "mpfix.toml", "setup.py", "setup.cfg", "requirements.txt", "tox.ini", "Pipfile", ".git", ".hg"];

/// How far a project reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Something marks its root, or the user named all of it.
    Project,
    /// Nothing shows where it ends: it may be a folder of anything.
    Unmarked,
    /// It is not a project at all, and what lies in folders below it has nothing to do with what lies in it: a home
    /// directory, the root of a file system, a folder for temporary files.
    Folder,
}

/// How far the project reaches that begins at a folder; `named` are the folders that were named, as absolute paths.
pub(super) fn extent(root: &Path, named: &[PathBuf]) -> Extent {
    let root = absolute(root);
    match () {
        () if environment::is_shared(&root) => Extent::Folder,
        () if is_marked(&root) || named.iter().any(|named| root.starts_with(named)) => Extent::Project,
        () => Extent::Unmarked,
    }
}

fn is_marked(folder: &Path) -> bool {
    MARKS.iter().any(|mark| folder.join(mark).exists())
}

/// Why a folder is the root of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A configuration there says where sources are.
    Configured,
    /// A file or folder marks it.
    Marked,
    /// It was named, or it is the current folder.
    Named,
    /// Nothing else was to be found than the folder of the file.
    Alone,
}

/// Finds the roots of projects, and remembers them.
#[derive(Debug)]
pub struct Roots {
    /// The folders of the command line.
    named: Vec<PathBuf>,
    here: PathBuf,
    known: Mutex<FxHashMap<PathBuf, Option<PathBuf>>>,
    taken: Mutex<BTreeMap<PathBuf, Why>>,
}

impl Roots {
    /// `paths` are those of the command line: without any mark, the folder a file was looked for in is its project.
    pub fn new(paths: &[PathBuf]) -> Roots {
        Roots { named: folders(paths), here: absolute(Path::new("")), known: Mutex::default(), taken: Mutex::default() }
    }

    /// The root of the project of a file, and its source roots.
    pub fn of(&self, path: &Path, config: &Config) -> Places {
        let own = absolute(path.parent().unwrap_or(Path::new("")));
        let configured = config.src.as_ref().filter(|_| own.starts_with(&config.folder)).map(|_| config.folder.clone());
        let configured = configured.map(|root| (root, Why::Configured));
        let marked = || self.marked(&own).map(|root| (root, Why::Marked));
        let (root, why) = configured.or_else(marked).unwrap_or_else(|| self.unmarked(&own));
        let levels = own.strip_prefix(&root).map_or(0, |below| below.components().count());
        let sources = match &config.src {
            None => Places::usual(),
            // Relative to the root, so that paths are shown as the user spells them.
            Some(folders) => folders.iter().map(|folder| below(&config.folder.join(folder), &root)).collect(),
        };
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).entry(root).or_insert(why);
        Places { levels, sources }
    }

    /// The roots that were asked for so far.
    pub fn taken(&self) -> BTreeMap<PathBuf, Why> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The nearest folder with a mark.
    fn marked(&self, folder: &Path) -> Option<PathBuf> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
        known.unwrap_or_else(|| {
            let has_mark = !environment::is_shared(folder) && is_marked(folder);
            let found =
                if has_mark { Some(folder.to_path_buf()) } else { folder.parent().and_then(|up| self.marked(up)) };
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(folder.to_path_buf(), found.clone());
            found
        })
    }

    fn unmarked(&self, own: &Path) -> (PathBuf, Why) {
        let is_around = |named: &&PathBuf| own.starts_with(named) && !environment::is_shared(named);
        let around = self.named.iter().chain([&self.here]).find(is_around);
        around.map_or_else(|| (own.to_path_buf(), Why::Alone), |around| (around.clone(), Why::Named))
    }
}

/// The folders among paths, as absolute paths.
pub(super) fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().filter(|path| path.is_dir()).map(|path| absolute(path)).collect()
}

fn below(folder: &Path, root: &Path) -> PathBuf {
    let folder = absolute(folder);
    folder.strip_prefix(root).map(Path::to_path_buf).unwrap_or(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_mark_makes_a_root_and_else_the_command_line_does() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("a/b/c")).expect("made");
        let levels = |name: &str| Roots::new(&[at("a")]).of(&at(name), &Config::default()).levels;
        assert_eq!(levels("a/b/c/x.py"), 2, "the folder of the command line");
        assert_eq!(levels("x.py"), 0, "no root at all");
        std::fs::write(at("a/b/setup.py"), "").expect("written");
        assert_eq!(levels("a/b/c/x.py"), 1);
        assert_eq!(levels("a/b/x.py"), 0);
    }

    #[test]
    fn source_roots_are_relative_to_the_configuration() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir_all(folder.path().join("a/b")).expect("made");
        std::fs::write(folder.path().join("a/b/setup.py"), "").expect("written");
        let text = "src = [\"lib\", \"../other\"]\n";
        let config = Config::parse(Path::new("mpfix.toml"), folder.path(), text).expect("no fault").expect("a table");
        let path = folder.path().join("a/b/x.py");
        let places = Roots::new(&[]).of(&path, &config);
        assert_eq!(places.levels, 2);
        let other = folder.path().parent().expect("a folder").join("other");
        assert_eq!(places.sources(&path), [folder.path().join("lib"), other]);
    }
}
