//! The files around a script, as imports find them.

use std::path::{Path, PathBuf};

use super::prefilter::Words;
use super::{decode, read};
use crate::lookup::Disk;

/// Most files that are looked at in a search for importers.
const MOST_FILES: usize = 20_000;

/// The real disk.
#[derive(Debug, Clone, Copy)]
pub struct Neighbours;

impl Disk for Neighbours {
    fn text(&self, path: &Path) -> Option<String> {
        if !path.is_file() {
            return None;
        }
        let bytes = read(path).ok()?;
        decode(path, &bytes).ok().map(|file| file.text)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.as_os_str().is_empty() || path.is_dir()
    }

    fn target(&self, path: &Path) -> Option<PathBuf> {
        path.is_symlink().then(|| path.canonicalize().ok()).flatten()
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        one == other
            || (one.file_name() == other.file_name()
                && one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other)))
    }

    fn mentioning(&self, root: &Path, words: &[&str]) -> Vec<PathBuf> {
        let Some(words) = Words::new(words) else { return Vec::new() };
        let shown = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let mut walk = ignore::WalkBuilder::new(shown);
        walk.sort_by_file_path(Path::cmp).require_git(false);
        walk.build()
            .flatten()
            .filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()))
            .map(ignore::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|kind| kind == "py" || kind == "pyw" || kind == "ipynb"))
            .take(MOST_FILES)
            .filter(|path| path.is_file() && std::fs::read(path).is_ok_and(|bytes| words.stand_in(&bytes)))
            .map(|path| path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path))
            .collect()
    }
}
