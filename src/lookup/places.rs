//! The folders a project's modules are imported from.

use std::path::{Path, PathBuf};

use super::up;

/// Where the project of a file begins, and its source roots. All is told by how far above the file it lies, so that paths
/// are spelt as the user spelt them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// How many folders above the file's own the root of the project lies.
    pub levels: usize,
    /// The source roots, relative to the root of the project, or absolute.
    pub sources: Vec<PathBuf>,
}

impl Default for Places {
    fn default() -> Self {
        Self { levels: 0, sources: Self::usual() }
    }
}

impl Places {
    /// The source roots of a project that says nothing about them: its root, and `src`.
    pub fn usual() -> Vec<PathBuf> {
        vec![PathBuf::new(), PathBuf::from("src")]
    }

    /// The root of the project of the file.
    pub fn root(&self, path: &Path) -> PathBuf {
        let own = path.parent().unwrap_or(Path::new("")).to_path_buf();
        (0..self.levels).fold(own, |folder, _| up(&folder))
    }

    /// The same places, seen from another file of the project.
    pub fn of_other(&self, path: &Path, other: &Path) -> Self {
        let below = other.parent().and_then(|folder| folder.strip_prefix(self.root(path)).ok());
        Self { levels: below.map_or(0, |below| below.components().count()), sources: self.sources.clone() }
    }

    /// The source roots of the file.
    pub fn sources(&self, path: &Path) -> Vec<PathBuf> {
        let root = self.root(path);
        self.sources
            .iter()
            .map(|source| if source.as_os_str().is_empty() { root.clone() } else { root.join(source) })
            .collect()
    }

    /// The folders from that of the file up to the root of the project.
    pub fn folders_above(&self, path: &Path) -> Vec<PathBuf> {
        let mut folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut folders = Vec::new();
        for _ in 0..self.levels {
            folder = up(&folder);
            folders.push(folder.clone());
        }
        folders
    }
}
