//! The files around a script, as imports find them.

use std::path::{Path, PathBuf};

use super::configs::absolute;
use super::prefilter::Words;
use super::roots::{Extent, extent};
use super::{decode, read, rules_of_git};
use crate::lookup::Disk;

/// Most files that are looked at in a search for importers in a project.
const MOST_FILES: usize = 100_000;
/// The same in a folder that nothing shows to be one.
const MOST_UNMARKED: usize = 1_000;

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
        let mut files = scope(root, extent(root, &[])).files;
        files.retain(|path| read(path).is_ok_and(|bytes| words.stand_in(&bytes)));
        files
    }
}

/// The files below the root of a project in which a search for importers looks.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Sorted by path.
    pub(super) files: Vec<PathBuf>,
    /// There are more, which are left out.
    pub(super) is_cut: bool,
}

/// Where to look for importers. The nearest files come first where there are too many.
pub(super) fn scope(root: &Path, extent: Extent) -> Scope {
    let shown = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let (depth, most) = match extent {
        Extent::Project => (None, MOST_FILES),
        Extent::Unmarked => (None, MOST_UNMARKED),
        Extent::Folder => (Some(1), MOST_UNMARKED),
    };
    let is_readable = |entry: &ignore::DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        !is_folder || rules_of_git::obstacle(entry.path()).is_none()
    };
    let mut walk = ignore::WalkBuilder::new(shown);
    walk.require_git(false).max_depth(depth).filter_entry(is_readable);
    if rules_of_git::obstacle_above(&absolute(shown)).is_some() {
        // Rather a file too many: who imports what must not be missed.
        walk.parents(false).git_ignore(false).ignore(false).git_exclude(false);
    }
    let is_code = |path: &Path| path.extension().is_some_and(|kind| kind == "py" || kind == "pyw" || kind == "ipynb");
    let mut files: Vec<(usize, PathBuf)> = walk
        .build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()) && is_code(entry.path()))
        .map(|entry| (entry.depth(), entry.into_path()))
        .filter(|(_, path)| path.is_file())
        .map(|(depth, path)| (depth, path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path)))
        .collect();
    let is_cut = files.len() > most;
    if is_cut {
        files.sort();
        files.truncate(most);
    }
    let mut files: Vec<PathBuf> = files.into_iter().map(|(_, path)| path).collect();
    files.sort();
    Scope { files, is_cut }
}
