//! What was made of files, kept up to a bound.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

/// Most bytes of text of which anything is kept; a tree takes some twenty times as much.
const MOST_BYTES: usize = 16 << 20;

/// One thing for each file; all are given up when they are of too much text.
#[derive(Debug)]
pub struct Kept<T>(Mutex<Inner<T>>);

#[derive(Debug)]
struct Inner<T> {
    known: FxHashMap<PathBuf, T>,
    bytes: usize,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(Inner { known: FxHashMap::default(), bytes: 0 }))
    }
}

impl<T: Clone> Kept<T> {
    /// What is kept for a file.
    pub fn get(&self, path: &Path) -> Option<T> {
        self.lock().known.get(path).cloned()
    }

    /// Keeps what was made of a text of so many bytes.
    pub fn keep(&self, path: &Path, made: T, bytes: usize) {
        let mut kept = self.lock();
        if kept.bytes > MOST_BYTES {
            kept.known.clear();
            kept.bytes = 0;
        }
        kept.bytes += bytes;
        kept.known.insert(path.to_path_buf(), made);
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
