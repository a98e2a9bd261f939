//! What `mpfix --version` prints: the version, and for a release the commit, where it can be known.
//!
//! It is a function of the sources alone, with no clock and no path in it, so that a build can be repeated. Debug builds
//! do not ask, since each commit would build all of them anew.
#![expect(clippy::disallowed_methods, reason = "a build script reads the environment and the source tree")]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Digits of a commit that are shown.
const DIGITS: usize = 10;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let is_debug = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let commit = if is_debug { None } else { checked_out(Path::new(&folder)).or_else(|| packaged(Path::new(&folder))) };
    match commit {
        Some(commit) => println!("cargo::rustc-env=MPFIX_VERSION={version} ({commit})"),
        None => println!("cargo::rustc-env=MPFIX_VERSION={version}"),
    }
}

/// `abc1234567 2026-11-26`, where this folder is the root of a repository: one around it is about something else.
fn checked_out(here: &Path) -> Option<String> {
    if !here.join(".git").exists() {
        return None;
    }
    // What changes when a commit is made or checked out: HEAD, its log, and the branch it names.
    let branch = git(here, &["symbolic-ref", "--quiet", "HEAD"]);
    for name in ["HEAD", "logs/HEAD", "packed-refs"].into_iter().chain(branch.as_deref()) {
        let file = here.join(git(here, &["rev-parse", "--git-path", name])?);
        // Cargo takes a file that is missing for one that has changed, and would build each time.
        if file.exists() {
            println!("cargo::rerun-if-changed={}", file.display());
        }
    }
    let shown = git(here, &["log", "-1", "--no-show-signature", "--date=short", "--format=%H %cd"])?;
    let (commit, date) = shown.split_once(' ')?;
    Some(format!("{} {date}", commit.get(..DIGITS)?))
}

fn git(here: &Path, args: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    // In a hook of git, these are about the repository of the hook.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    // In a container the folder often belongs to somebody else. Whoever builds the sources trusts them.
    command.args(["-c", "safe.directory=*", "-C"]).arg(here).args(args);
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// The commit that cargo notes in what it packs for crates.io; it has no date.
fn packaged(here: &Path) -> Option<String> {
    let text = fs::read_to_string(here.join(".cargo_vcs_info.json")).ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let commit: String = rest.chars().skip_while(|c| !c.is_ascii_hexdigit()).take(DIGITS).collect();
    let is_commit = commit.len() == DIGITS && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_commit.then_some(commit)
}
