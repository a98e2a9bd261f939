//! A copy of the project of a script, in which it can do what it likes.
#![expect(clippy::disallowed_methods, reason = "the copy is made and thrown away here, outside the user's folders")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use tempfile::TempDir;

use crate::source::plain;
use crate::trouble::Trouble;

/// Most bytes that are copied: more is mostly a folder that is no project.
const MOST_BYTES: u64 = 1 << 30;

/// Folders that a run does not need: of version control, caches, and environments, from which packages are imported all the same.
const LEFT_OUT: &[&str] =
    &[".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".nox", ".mypy_cache", ".ruff_cache"];

/// A project that was copied.
#[derive(Debug)]
pub(super) struct Project {
    /// The folder to copy.
    root: PathBuf,
    copies: TempDir,
}

impl Project {
    /// The project below `root`.
    ///
    /// # Errors
    /// When there is no place for a copy.
    pub(super) fn new(root: &Path) -> Result<Self, Trouble> {
        let root = fs::canonicalize(root).map_err(|error| trouble(root, &error))?;
        let copies = TempDir::with_prefix("mpfix-verify-").map_err(|error| trouble(&root, &error))?;
        Ok(Self { root, copies })
    }

    /// Where each copy is: all runs are in the same place, since scripts print where they are.
    pub(super) fn place(&self) -> PathBuf {
        self.copies.path().join(self.root.file_name().unwrap_or("project".as_ref()))
    }

    /// Where a file or folder of the project is in the copy; `None` when it is not of the project.
    pub(super) fn there(&self, path: &Path) -> Option<PathBuf> {
        let path = fs::canonicalize(path).ok()?;
        Some(self.place().join(path.strip_prefix(&self.root).ok()?))
    }

    /// A folder beside the copies.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.copies.path().join(format!(".{name}"))
    }

    /// Puts the `sitecustomize` beside the copies that sets the start method.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn set_up(&self) -> Result<(), Trouble> {
        let folder = self.beside(super::SITE);
        let text = include_str!("sitecustomize.py");
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("sitecustomize.py"), text));
        written.map_err(|error| trouble(&folder, &error))
    }

    /// Puts new bytes in the place of a file of the copy, or makes a new one in a folder of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Some((folder, name)) = self.there(folder).zip(path.file_name()) else { return Ok(()) };
        fs::write(folder.join(name), bytes).map_err(|error| trouble(path, &error))
    }

    /// Makes a copy in place of the last one.
    ///
    /// # Errors
    /// When the project is too large, or something cannot be read or written.
    pub(super) fn copy(&self) -> Result<(), Trouble> {
        let place = self.place();
        if place.exists() {
            fs::remove_dir_all(&place).map_err(|error| trouble(&place, &error))?;
        }
        let mut bytes = 0;
        let is_wanted = |entry: &ignore::DirEntry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let is_environment = is_folder && entry.path().join("pyvenv.cfg").is_file();
            let is_left_out = is_folder && LEFT_OUT.iter().any(|name| entry.file_name() == *name);
            !is_environment && !is_left_out
        };
        let walk = WalkBuilder::new(&self.root).standard_filters(false).filter_entry(is_wanted).build();
        for entry in walk {
            let entry = entry.map_err(|error| Trouble::new(&self.root, format!("cannot copy the project: {error}")))?;
            let Ok(relative) = entry.path().strip_prefix(&self.root) else { continue };
            let target = place.join(relative);
            let Some(kind) = entry.file_type() else { continue };
            let done = if kind.is_dir() {
                fs::create_dir_all(&target)
            } else if kind.is_symlink() {
                link(entry.path(), &target)
            } else if kind.is_file() {
                bytes += entry.metadata().map(|metadata| metadata.len()).unwrap_or_default();
                fs::copy(entry.path(), &target).map(|_| ())
            } else {
                Ok(())
            };
            done.map_err(|error| trouble(entry.path(), &error))?;
            if bytes > MOST_BYTES {
                let message = "this folder holds more than 1 GB, so it is not copied to run the script in";
                return Err(Trouble::new(&self.root, message)
                    .with_help("name the folder that the script needs: `mpfix verify --root FOLDER SCRIPT`"));
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

/// Links need rights there that few have.
#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() { fs::copy(from, to).map(|_| ()) } else { Ok(()) }
}

fn trouble(path: &Path, error: &io::Error) -> Trouble {
    Trouble::new(path, format!("cannot copy the project: {}", plain(error)))
}
