//! The packages: a wheel that pip, uvx and pipx install, the source distribution, and what cargo installs and packs.
//!
//! Nothing is compiled anew but mpfix itself: they pack the profile that is tested.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run commands")]

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use crate::common::case::root;
use crate::common::tools::{Tools, isolate, profile, run, scratch, skip, target, the_file, tools};
use crate::common::{FIXABLE, Folder, Ran};

/// What each installed program has to print: the version, and the commit where this is a checkout and no debug build.
fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    if profile() == "dev" || !root().join(".git").exists() {
        return format!("mpfix {version}\n");
    }
    let mut git = Command::new("git");
    isolate(&mut git);
    let commit = run(git.args(["log", "-1", "--date=short", "--format=%H %cd"]).current_dir(root())).exits(0).out;
    let (hash, date) = commit.trim().split_once(' ').expect("a date");
    format!("mpfix {version} ({} {date})\n", &hash[..10])
}

/// Checks that the command, which is `mpfix` by some way, tells its version and rewrites a file.
#[track_caller]
fn works(mpfix: impl Fn() -> Command) {
    let folder = Folder::with([("x.py", FIXABLE)]);
    assert_eq!(run(mpfix().arg("--version")).exits(0).out, version());
    let ran: Ran = run(mpfix().args(["--write", "x.py"]).current_dir(folder.path("."))).exits(0);
    assert_eq!(ran.out, "x.py: fixed 1 finding\n1 file checked, 1 finding: 1 file rewritten\n");
    assert!(folder.read("x.py").ends_with("if __name__ == \"__main__\":\n    main()\n"), "{}", folder.read("x.py"));
}

#[test]
fn pip_installs_the_wheel_in_a_fresh_environment() {
    let Some(tools) = tools() else { return };
    let folder = Folder::new();
    let home = folder.path("environment");
    run(tools.command("python").args(["-m", "venv"]).arg(&home)).exits(0);
    let pip = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps"];
    run(isolated(&home.join("bin/python")).args(pip).arg(tools.wheel())).exits(0);
    works(|| isolated(&home.join("bin/mpfix")));
}

#[test]
fn uvx_runs_the_wheel() {
    let Some(tools) = tools() else { return };
    works(|| from_wheel(tools, "uvx", &["--offline", "--from"], &["mpfix"]));
}

#[test]
fn pipx_runs_the_wheel() {
    let Some(tools) = tools().filter(|tools| tools.is_online()) else { return };
    works(|| from_wheel(tools, "pipx", &["run", "--spec"], &["mpfix"]));
}

fn from_wheel(tools: &Tools, tool: &str, before: &[&str], behind: &[&str]) -> Command {
    let mut command = tools.command(tool);
    command.args(before).arg(tools.wheel()).args(behind);
    command
}

fn isolated(program: &Path) -> Command {
    let mut command = Command::new(program);
    isolate(&mut command);
    command
}

#[test]
fn cargo_installs_it() {
    let folder = Folder::new();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["install", "--quiet", "--locked", "--path", ".", "--profile", &profile(), "--root"]);
    run(cargo.arg(folder.path(".")).current_dir(root()).env("CARGO_TARGET_DIR", target())).exits(0);
    works(|| isolated(&folder.path("bin/mpfix")));
}

/// Whatever the build reads is in both source packages, and the first can be built; which files there are, git knows.
#[test]
fn source_packages_have_all_that_is_built() {
    let Some(tools) = tools() else { return };
    let folder = scratch("sdist");
    run(tools.command("maturin").args(["sdist", "--out"]).arg(&folder).current_dir(root())).exits(0);
    let package = the_file(&folder, "gz");
    run(Command::new("tar").arg("xzf").arg(&package).current_dir(&folder)).exits(0);
    let unpacked = folder.join(format!("mpfix-{}", env!("CARGO_PKG_VERSION")));
    assert!(unpacked.join("PKG-INFO").is_file());
    // It is checked and not built, since the program would take the place of the one that is tested.
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--quiet", "--locked", "--profile", &profile()]).current_dir(&unpacked);
    run(cargo.env("CARGO_TARGET_DIR", target())).exits(0);

    let mut git = Command::new("git");
    isolate(&mut git);
    let listed = run(git.args(["ls-files"]).current_dir(root()));
    if listed.code != Some(0) {
        return skip("this is no checkout, so nobody knows which files there should be");
    }
    let is_hidden = |name: &str| name.split('/').any(|part| part.starts_with('.'));
    let needed: Vec<&str> = listed.out.lines().filter(|name| !is_hidden(name)).collect();
    for name in ["build.rs", "Cargo.lock", "LICENSE", "docs/rules/MP001-unguarded-start.md"] {
        assert!(needed.contains(&name), "{name}");
    }
    assert_eq!(missing(&needed, |name| unpacked.join(name).exists()), [""; 0], "in the sdist");
    let mut cargo = Command::new(env!("CARGO"));
    let packed = run(cargo.args(["package", "--list", "--allow-dirty"]).current_dir(root())).exits(0).out;
    let packed: HashSet<&str> = packed.lines().collect();
    assert_eq!(missing(&needed, |name| packed.contains(name)), [""; 0], "in the crate");
    assert!(!packed.iter().any(|name| name.starts_with("target")), "{packed:?}");
}

fn missing<'n>(needed: &[&'n str], has: impl Fn(&str) -> bool) -> Vec<&'n str> {
    needed.iter().copied().filter(|name| !name.starts_with('"') && !has(name)).collect()
}
