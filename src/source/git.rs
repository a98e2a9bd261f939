//! What git says about the files around: it is asked by its command, so that its settings hold.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustc_hash::FxHashSet;

use super::{plain, repository};
use crate::trouble::{Trouble, printable};

/// Most files of a work tree that a message names.
const MOST_NAMED: usize = 3;

/// Why files must not be written when each change has to be one that git can undo, and that stands alone; one trouble
/// for each repository, or for each file that is in none. Empty: all may be written.
///
/// 1. A file belongs to the repository in which its target lies, when it is a link; that is what gets written.
/// 2. The whole work tree of that repository must have no uncommitted change, staged or not: afterwards `git diff` shows
///    what mpfix did and nothing else, `git commit -a` commits that alone, and `git restore .` undoes it.
/// 3. Files that git does not track do not count, as they stay as they are; but a file that is to be written must be
///    tracked, since git could not bring it back.
pub fn unclean(files: &[&Path]) -> Vec<Trouble> {
    let mut repositories: Vec<(PathBuf, Vec<&Path>)> = Vec::new();
    let mut troubles = Vec::new();
    for file in files {
        match place_of(file) {
            Some((root, _)) => match repositories.iter_mut().find(|(known, _)| *known == root) {
                Some((_, files)) => files.push(file),
                None => repositories.push((root, vec![file])),
            },
            None => troubles.push(
                Trouble::new(*file, "not written: it is in no git repository, so the change could not be undone")
                    .with_help("leave out --require-clean"),
            ),
        }
    }
    for (root, files) in repositories {
        troubles.extend(unclean_repository(&root, &files));
    }
    troubles
}

/// The root of the repository in which a file lies, and the whole path of the file; links are followed.
pub fn place_of(file: &Path) -> Option<(PathBuf, PathBuf)> {
    let file = file.canonicalize().ok()?;
    Some((repository::root(file.parent()?)?, file))
}

fn unclean_repository(root: &Path, files: &[&Path]) -> Option<Trouble> {
    let changed = match status(root) {
        Ok(changed) => changed,
        Err(message) => return Some(Trouble::new(root, message)),
    };
    if !changed.is_empty() {
        let named: Vec<&str> = changed.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = changed.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("nothing is written: the work tree has uncommitted changes: {}{more}", named.join(", "));
        return Some(Trouble::new(root, message).with_help("commit or stash them, or leave out --require-clean"));
    }
    let tracked: FxHashSet<Vec<u8>> = match git(root, ["ls-files", "-z"]) {
        Ok(bytes) => bytes.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect(),
        Err(message) => return Some(Trouble::new(root, message)),
    };
    let untracked = files.iter().find(|file| !tracked.contains(&repository::patch_name(file)))?;
    Some(
        Trouble::new(*untracked, "nothing is written: git does not track this file, so the change could not be undone")
            .with_help("add and commit it, or leave out --require-clean"),
    )
}

/// The tracked files that differ from the last commit, in the work tree or in the index.
fn status(root: &Path) -> Result<Vec<String>, String> {
    let bytes = git(root, ["status", "--porcelain=v1", "-z", "--untracked-files=no"])?;
    let mut changed = Vec::new();
    let mut entries = bytes.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    while let Some(entry) = entries.next() {
        let (state, name) = entry.split_at_checked(3).unwrap_or((entry, b""));
        changed.push(printable(&String::from_utf8_lossy(name)));
        if state.iter().any(|letter| matches!(letter, b'R' | b'C')) {
            // The name it had before.
            entries.next();
        }
    }
    Ok(changed)
}

/// What a command of git prints in the work tree at `root`.
///
/// # Errors
/// When there is no git, or when it fails; the message has what it says.
pub fn git(root: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    // Within a hook of git these are about the repository of the hook. And asking must not make others wait for a lock.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.args(["--literal-pathspecs", "-C"]).arg(root).args(args);
    let output = command.output().map_err(|error| format!("cannot run git: {}", plain(&error)))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed without a word");
    Err(format!("git: {}", printable(line.trim())))
}
