//! `git add --intent-to-add` for files that were created, so that `git diff` shows them and `git commit -a` takes them.

use std::path::{Path, PathBuf};

use crate::source::git::{git, place_of};
use crate::trouble::Trouble;

/// Files in one call of git, which the longest names still leave room for on a command line.
const AT_ONCE: usize = 200;

/// Adds files to the index of the repositories they lie in, without what is in them. A file in no repository stays out.
///
/// One that git refuses, since it ignores it for example, is a trouble, and costs the others nothing.
pub fn intend_to_add(created: &[PathBuf]) -> Vec<Trouble> {
    let mut repositories: Vec<(PathBuf, Vec<PathBuf>)> = Vec::new();
    for file in created {
        let Some((root, whole)) = place_of(file) else { continue };
        match repositories.iter_mut().find(|(known, _)| *known == root) {
            Some((_, files)) => files.push(whole),
            None => repositories.push((root, vec![whole])),
        }
    }
    let chunks = repositories.iter().flat_map(|(root, files)| files.chunks(AT_ONCE).map(move |files| (root, files)));
    chunks.flat_map(|(root, files)| add(root, files)).collect()
}

/// Git adds none of several files when it refuses one, so then each goes by itself.
fn add(root: &Path, files: &[PathBuf]) -> Vec<Trouble> {
    let args = ["add", "--intent-to-add", "--"].map(PathBuf::from);
    match (git(root, args.iter().chain(files)), files) {
        (Ok(_), _) => Vec::new(),
        (Err(message), [file]) => vec![Trouble::new(file, format!("cannot be added to the index: {message}"))],
        (Err(_), _) => files.iter().flat_map(|file| add(root, std::slice::from_ref(file))).collect(),
    }
}
