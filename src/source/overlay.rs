//! Files as an editor has them: the texts that are open take the place of what is on the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::configs::absolute;
use super::index::{Index, Searched};
use super::kept::Kept;
use super::neighbours::Neighbours;
use super::prefilter::Words;
use super::{decode, read};
use crate::lookup::Disk;

/// The files around one that is judged.
#[derive(Debug, Default)]
pub struct Overlay {
    open: BTreeMap<PathBuf, Arc<str>>,
    /// Nothing but what is open can be seen.
    is_alone: bool,
    /// Which files were asked for; nobody keeps count for the command line.
    asked: Option<Mutex<BTreeSet<PathBuf>>>,
    memory: Option<Arc<Memory>>,
    /// Files that may have been written since, as they were.
    pinned: RwLock<FxHashMap<PathBuf, Arc<[u8]>>>,
    index: Index,
    /// What lies at the paths that were asked for: imports look in the same places over and over.
    kinds: Mutex<FxHashMap<PathBuf, Kind>>,
    /// The texts of modules that were asked for: the same few are imported by file after file.
    texts: Kept<Option<String>>,
}

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Nothing,
}

/// Searches over whole projects, which are not made anew for every letter that is typed.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<Search, Vec<PathBuf>>>);

/// A folder, and the words that are looked for in it.
type Search = (PathBuf, Vec<String>);

impl Memory {
    /// Something has changed on the disk.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn mentioning(&self, root: &Path, words: &[&str]) -> Vec<PathBuf> {
        let key = (root.to_path_buf(), words.iter().map(ToString::to_string).collect());
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let found = Neighbours.mentioning(root, words);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
            found
        })
    }
}

impl Overlay {
    /// With these texts in place of the files at these paths; keeps count of what is asked for.
    pub fn of(open: BTreeMap<PathBuf, Arc<str>>, memory: Arc<Memory>) -> Self {
        Self { open, asked: Some(Mutex::default()), memory: Some(memory), ..Self::default() }
    }

    /// No other file at all: for a text that lies nowhere.
    pub fn alone() -> Self {
        Self { is_alone: true, ..Self::default() }
    }

    /// The bytes of a file; of an open text in UTF-8.
    pub fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        match self.look(path) {
            Some(open) => Some(open.as_bytes().to_vec()),
            None if self.is_alone => None,
            // Whoever reads a file while it is written asks afterwards.
            None => {
                let read = read(path).ok();
                self.pinned(path).map(|pinned| pinned.to_vec()).or(read)
            }
        }
    }

    /// Keeps the bytes of a file that is going to be written.
    pub fn pin(&self, path: &Path, bytes: &[u8]) {
        self.pinned.write().unwrap_or_else(PoisonError::into_inner).insert(absolute(path), bytes.into());
    }

    fn pinned(&self, path: &Path) -> Option<Arc<[u8]>> {
        let pinned = self.pinned.read().unwrap_or_else(PoisonError::into_inner);
        if pinned.is_empty() { None } else { pinned.get(&absolute(path)).cloned() }
    }

    /// Says what was named on the command line.
    pub fn name(&self, paths: &[PathBuf]) {
        self.index.name(paths);
    }

    /// Where who imports what was looked for, and what that search left out.
    pub fn searched(&self) -> Vec<Searched> {
        self.index.searched()
    }

    /// Whether folders can be looked into.
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// The names of the open texts that lie in a folder.
    pub fn open_in<'o>(&'o self, folder: &'o Path) -> impl Iterator<Item = &'o OsStr> {
        self.open.keys().filter(move |path| path.parent() == Some(folder)).filter_map(|path| path.file_name())
    }

    /// The files that were asked for, whether they are there or not.
    pub fn asked(&self) -> BTreeSet<PathBuf> {
        let asked = self.asked.as_ref().map(|asked| asked.lock().unwrap_or_else(PoisonError::into_inner).clone());
        asked.unwrap_or_default()
    }

    fn kind(&self, path: &Path) -> Kind {
        let lock = || self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = lock().get(path) {
            return *kind;
        }
        let kind = match path {
            _ if Neighbours.is_file(path) => Kind::File,
            _ if Neighbours.is_folder(path) => Kind::Folder,
            _ => Kind::Nothing,
        };
        lock().insert(path.to_path_buf(), kind);
        kind
    }

    fn read(&self, path: &Path) -> Option<String> {
        if let Some(text) = self.texts.get(path) {
            return text;
        }
        let text = Neighbours.text(path);
        let pinned = self.pinned(path).and_then(|pinned| decode(path, &pinned).ok());
        let text = pinned.map(|file| file.text().to_owned()).or(text);
        self.texts.keep(path, text.clone(), text.as_ref().map_or(0, String::len));
        text
    }

    fn look(&self, path: &Path) -> Option<&Arc<str>> {
        if let Some(asked) = &self.asked {
            asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf());
        }
        self.open.get(path)
    }
}

impl Disk for Overlay {
    fn text(&self, path: &Path) -> Option<String> {
        match self.look(path) {
            Some(open) => Some(open.to_string()),
            None if self.is_alone => None,
            None => self.read(path),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.look(path).is_some() || (!self.is_alone && self.kind(path) == Kind::File)
    }

    fn is_folder(&self, path: &Path) -> bool {
        !self.is_alone && self.kind(path) == Kind::Folder
    }

    fn target(&self, path: &Path) -> Option<PathBuf> {
        if self.is_alone { None } else { Neighbours.target(path) }
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other || (!self.is_alone && Neighbours.is_same(one, other))
    }

    fn mentioning(&self, root: &Path, words: &[&str]) -> Vec<PathBuf> {
        if self.is_alone {
            return Vec::new();
        }
        let mut found = match &self.memory {
            Some(memory) => memory.mentioning(root, words),
            None => self.index.mentioning(root, words),
        };
        if self.open.is_empty() {
            return found;
        }
        // Of open files their texts count, whatever is on the disk.
        found.retain(|path| !self.open.contains_key(path));
        let words = Words::new(words);
        for (path, _) in self.open.iter().filter(|(path, _)| path.starts_with(root)) {
            let text = self.look(path);
            let has_word = |text: &Arc<str>| words.as_ref().is_some_and(|words| words.stand_in(text.as_bytes()));
            found.extend(text.is_some_and(has_word).then(|| path.clone()));
        }
        found.sort();
        found
    }
}
