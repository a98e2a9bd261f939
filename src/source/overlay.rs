//! Files as an editor has them: the texts that are open take the place of what is on the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{neighbour, read};

/// The files around one that is judged.
#[derive(Debug, Default)]
pub struct Overlay {
    open: BTreeMap<PathBuf, Arc<str>>,
    /// Nothing but what is open can be seen.
    is_alone: bool,
    /// Which files were asked for; nobody keeps count for the command line.
    asked: Option<Mutex<BTreeSet<PathBuf>>>,
}

impl Overlay {
    /// With these texts in place of the files at these paths; remembers what was asked for.
    pub fn of(open: BTreeMap<PathBuf, Arc<str>>) -> Self {
        Self { open, is_alone: false, asked: Some(Mutex::default()) }
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
            None => read(path).ok(),
        }
    }

    /// The decoded text of a file.
    pub fn text(&self, path: &Path) -> Option<String> {
        match self.look(path) {
            Some(open) => Some(open.to_string()),
            None if self.is_alone => None,
            None => neighbour(path),
        }
    }

    /// Whether there is such a file.
    pub fn is_file(&self, path: &Path) -> bool {
        self.look(path).is_some() || (!self.is_alone && path.is_file())
    }

    /// Whether folders can be looked into.
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// The names of the open texts that lie in a folder.
    pub fn open_in<'o>(&'o self, folder: &'o Path) -> impl Iterator<Item = &'o std::ffi::OsStr> {
        self.open.keys().filter(move |path| path.parent() == Some(folder)).filter_map(|path| path.file_name())
    }

    /// The files that were asked for, whether they are there or not.
    pub fn asked(&self) -> BTreeSet<PathBuf> {
        let asked = self.asked.as_ref().map(|asked| asked.lock().unwrap_or_else(PoisonError::into_inner).clone());
        asked.unwrap_or_default()
    }

    fn look(&self, path: &Path) -> Option<&Arc<str>> {
        if let Some(asked) = &self.asked {
            asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf());
        }
        self.open.get(path)
    }
}
