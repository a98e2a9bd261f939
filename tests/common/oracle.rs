//! The oracle's rule: what a rewritten script prints under any start method is what the original prints under fork.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::case::{Case, ensure};
use super::copy;
use super::python::{Done, Python};

/// How a message begins that is never excused: silently wrong is the one thing a rewrite must not be.
pub const SILENTLY_WRONG: &str = "prints something else";

/// What the original, or what stands for it, prints under fork.
///
/// # Errors
/// When it hangs or breaks.
pub fn reference(case: &Case, python: &Python) -> Result<Done, String> {
    let folder = case.copy();
    if case.spec.extra.reference.is_some() {
        let expected = case.folder.join("expected_ok");
        if expected.is_dir() {
            copy(&expected, folder.path(), &|_| true);
        } else {
            fs::copy(case.folder.join("expected_ok.py"), folder.path().join(&case.spec.entry)).expect("copied");
        }
    }
    python.run(case, folder.path(), "fork").map_err(|fault| format!("{python}, the original under fork: {fault}"))
}

/// Whether a run came to the same as the original.
///
/// # Errors
/// The difference, in one line.
pub fn compare(original: &Done, rewritten: Result<Done, String>) -> Result<(), String> {
    let rewritten = rewritten?;
    ensure(rewritten.code == original.code, {
        format!("exits {:?} in place of {:?} ({})", rewritten.code, original.code, rewritten.last)
    })?;
    ensure(rewritten.out == original.out, {
        let mut lines = original.out.lines().zip(rewritten.out.lines());
        let place = lines.find(|(old, new)| old != new);
        format!(
            "{SILENTLY_WRONG}: {place:?}, {} lines in place of {}",
            rewritten.out.lines().count(),
            original.out.lines().count()
        )
    })
}

/// Scripts write files, so each run has a folder of its own.
pub fn again(folder: &Path) -> TempDir {
    let copied = TempDir::new().expect("a folder");
    copy(folder, copied.path(), &|_| true);
    copied
}
