//! Two things are made before the program is: its version, and the data files as JSON.
//!
//! `mpfix --version` prints the version, and for a release the commit, where it can be known. Debug builds do not ask, since
//! each commit would build all of them anew. The data files are TOML for those who write them, and reading that at every
//! start takes longer than judging most files does.
//!
//! Both are functions of the sources alone, with no clock and no path in them, so that a build can be repeated.
#![expect(clippy::disallowed_methods, reason = "a build script reads the environment and the source tree")]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml::{Table, Value};

/// Digits of a commit that are shown.
const DIGITS: usize = 10;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for (name, expression) in [("starters", starters as fn(&Path) -> Made), ("effects", effects)] {
        let made = expression(Path::new(&folder));
        let written =
            made.and_then(|text| fs::write(out.join(name).with_extension("rs"), text).map_err(|e| e.to_string()));
        if let Err(fault) = written {
            println!("cargo::error={fault}");
        }
    }
    let is_debug = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let commit = if is_debug { None } else { checked_out(Path::new(&folder)).or_else(|| packaged(Path::new(&folder))) };
    match commit {
        Some(commit) => println!("cargo::rustc-env=MPFIX_VERSION={version} ({commit})"),
        None => println!("cargo::rustc-env=MPFIX_VERSION={version}"),
    }
}

/// An expression of Rust, or what is wrong with a data file, and where.
type Made = Result<String, String>;

/// The data files about starters: for each its name, its words, and the rest as JSON.
fn starters(here: &Path) -> Made {
    let mut rows = String::new();
    for (name, mut table) in data_files(here, "src/starters")? {
        let words = table.remove("words").and_then(|words| words.try_into::<Vec<String>>().ok());
        let words = words.ok_or_else(|| format!("src/starters/{name}: has no list of `words`"))?;
        let json = json(table)?;
        let _ = writeln!(rows, "DataFile {{ name: {name:?}, words: &{words:?}, json: {json:?} }},");
    }
    Ok(format!("&[\n{rows}]\n"))
}

/// The data files about effects: for each its name, and what it says as JSON.
fn effects(here: &Path) -> Made {
    let mut rows = String::new();
    for (name, table) in data_files(here, "src/effects")? {
        let json = json(table)?;
        let _ = writeln!(rows, "({name:?}, {json:?}),");
    }
    Ok(format!("&[\n{rows}]\n"))
}

/// The TOML files of a folder by their names, in the order of these.
fn data_files(here: &Path, folder: &str) -> Result<Vec<(String, Table)>, String> {
    println!("cargo::rerun-if-changed={folder}");
    let failed = |error: std::io::Error| format!("{folder}: {error}");
    let mut files = Vec::new();
    for entry in fs::read_dir(here.join(folder)).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| format!("{folder}/{name}: {error}"))?;
        let table = text.parse().map_err(|error| fault(&format!("{folder}/{name}"), &text, &error))?;
        files.push((name, table));
    }
    // A folder lists its files in any order.
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(files)
}

/// `src/effects/time.toml:12:3: what is wrong`.
fn fault(file: &str, text: &str, error: &toml::de::Error) -> String {
    let before = text.get(..error.span().unwrap_or_default().start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{file}:{line}:{column}: {}", error.message().replace('\n', " "))
}

fn json(table: Table) -> Made {
    serde_json::to_string(&Value::Table(table)).map_err(|error| error.to_string())
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
