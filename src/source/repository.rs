//! Where the repository around a file begins, and what the file is called there.

use std::path::{Component, Path, PathBuf};

/// The nearest folder at or above `folder` that holds `.git` (a folder, or a file in linked work trees and submodules).
pub fn root(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// What a patch calls the file: relative to the repository, else to the current folder, else the whole path without
/// its leading slash. Symlinks are resolved, since git patches the file and not the link. Parts are joined by `/`.
pub fn patch_name(path: &Path) -> Vec<u8> {
    let here = std::env::current_dir().and_then(|folder| folder.canonicalize()).unwrap_or_default();
    let absolute = path.canonicalize().unwrap_or_else(|_| here.join(path));
    let base = absolute.parent().and_then(root).filter(|root| !root.as_os_str().is_empty()).unwrap_or(here);
    let relative = absolute.strip_prefix(&base).unwrap_or(&absolute);
    let parts = relative.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.as_encoded_bytes()),
        Component::ParentDir => Some(&b".."[..]),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    });
    parts.collect::<Vec<_>>().join(&b'/')
}

/// The same for a file beside `path` that is not there yet.
pub fn patch_name_beside(path: &Path, new: &Path) -> Vec<u8> {
    let name = patch_name(path);
    let folder = name.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let own = new.file_name().map(std::ffi::OsStr::as_encoded_bytes).unwrap_or_default();
    [&name[..folder], own].concat()
}
