//! Whether the files with git's ignore rules can be read: `ignore` opens them by itself, whatever they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::regular::{self, unfit};
use crate::trouble::Trouble;

/// Largest file of ignore rules, in bytes: each line becomes a pattern in memory.
const MOST_BYTES: u64 = 4 << 20;

/// What in a folder keeps its ignore rules from being read. A file that is missing does not.
///
/// `ignore` opens `.gitignore` and `.ignore`, and `info/exclude` of the repository, to which a file `.git` may lead.
pub(super) fn obstacle(folder: &Path) -> Option<Trouble> {
    let git = folder.join(".git");
    let own = [".gitignore", ".ignore"].iter().find_map(|name| bad(&folder.join(name)));
    own.or_else(|| {
        let metadata = fs::metadata(&git).ok()?;
        if metadata.is_dir() {
            return bad(&git.join("info/exclude"));
        }
        bad(&git).or_else(|| {
            let repository = folder.join(led_to(&git, "gitdir: ")?);
            let common = repository.join("commondir");
            bad(&common).or_else(|| bad(&repository.join(led_to(&common, "")?).join("info/exclude")))
        })
    })
}

/// The same for a folder and all above it, whose rules hold for it, too.
pub(super) fn obstacle_above(folder: &Path) -> Option<Trouble> {
    folder.ancestors().find_map(obstacle)
}

/// Why a file of rules must not be opened; a folder in its place does no harm.
fn bad(path: &Path) -> Option<Trouble> {
    let metadata = fs::metadata(path).ok().filter(|metadata| !metadata.is_dir())?;
    let reason = unfit(&metadata, MOST_BYTES)?;
    let message = format!("cannot read which files git ignores: {reason}");
    Some(Trouble::new(path, message).with_help("the folder and all below it are left out; files in it can be named"))
}

/// The path in the first line of a file that points elsewhere.
fn led_to(file: &Path, mark: &str) -> Option<PathBuf> {
    let text = String::from_utf8(regular::bytes(file, MOST_BYTES).ok()?).ok()?;
    text.lines().next()?.strip_prefix(mark).map(PathBuf::from)
}
