//! Tools from PyPI for the tests of packages and recipes, in a virtual environment below the target folder.
//!
//! Where they cannot be had, a test says so and is skipped; with `MPFIX_TEST_INSIST=1`, as in continuous integration, it
//! fails.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::Ran;
use super::case::root;

/// The virtual environment with all of `tests/tools.txt`.
#[derive(Debug)]
pub struct Tools {
    folder: PathBuf,
    /// What the tools keep from one call to the next; a test run begins without, lest it runs an older mpfix from there.
    caches: PathBuf,
}

/// The tools, installed at the first call; `None`: skip, which was said.
pub fn tools() -> Option<&'static Tools> {
    static TOOLS: OnceLock<Result<Tools, String>> = OnceLock::new();
    match TOOLS.get_or_init(install) {
        Ok(tools) => Some(tools),
        Err(why) => {
            skip(why);
            None
        }
    }
}

/// Says that a test is skipped, past the harness, which shows nothing of tests that pass.
pub fn skip(why: &str) {
    let insists = std::env::var_os("MPFIX_TEST_INSIST").is_some_and(|value| !value.is_empty());
    assert!(!insists, "{why}");
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "\nSKIPPED {name}: {why}");
}

fn install() -> Result<Tools, String> {
    let wanted = fs::read_to_string(root().join("tests/tools.txt")).expect("readable");
    let folder = target().join("test-tools");
    let note = folder.join("installed.txt");
    if !fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        let _ = fs::remove_dir_all(&folder);
        let python = Command::new("python3").args(["-m", "venv"]).arg(&folder).output();
        done("python3 -m venv (on Debian: apt-get install python3-venv)", python)?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "-r", "tests/tools.txt"]).current_dir(root());
        done("pip install -r tests/tools.txt", pip.output())?;
        fs::write(&note, wanted).expect("written");
    }
    let caches = scratch("caches");
    Ok(Tools { folder, caches })
}

fn done(what: &str, output: std::io::Result<std::process::Output>) -> Result<(), String> {
    let output = output.map_err(|error| format!("{what}: {error}"))?;
    let err = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{what} failed:\n{err}")) }
}

impl Tools {
    /// A tool, not started yet. The tools come first on its `PATH`, and what it keeps for later lies below the target folder.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin().join(name));
        command.env("PATH", with_path([self.bin()])).stdin(Stdio::null()).env("CARGO_TARGET_DIR", target());
        for (name, folder) in [
            ("UV_CACHE_DIR", "uv"),
            ("PIPX_HOME", "pipx"),
            ("PIPX_BIN_DIR", "pipx-bin"),
            ("PRE_COMMIT_HOME", "pre-commit"),
        ] {
            command.env(name, self.caches.join(folder));
        }
        command.env("UV_PYTHON_DOWNLOADS", "never").env("PIPX_DEFAULT_PYTHON", self.folder.join("bin/python"));
        isolate(&mut command);
        command
    }

    /// Whether PyPI answers, which some tools need each time; otherwise the test is to be skipped, which was said.
    pub fn is_online(&self) -> bool {
        static ANSWERS: OnceLock<bool> = OnceLock::new();
        let answers = *ANSWERS.get_or_init(|| {
            let mut pip = self.command("pip");
            pip.args(["download", "--quiet", "--no-deps", "--no-cache-dir", "--dest"]).arg(scratch("download"));
            run(pip.arg("setuptools")).code == Some(0)
        });
        if !answers {
            skip("PyPI cannot be reached");
        }
        answers
    }

    /// Where the tools are.
    pub fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// A wheel of this source tree, with the program that is tested.
    pub fn wheel(&self) -> &'static Path {
        static WHEEL: OnceLock<PathBuf> = OnceLock::new();
        WHEEL.get_or_init(|| {
            let folder = scratch("wheel");
            let mut maturin = self.command("maturin");
            maturin.args(["build", "--locked", "--profile", &profile(), "--out"]).arg(&folder).current_dir(root());
            run(&mut maturin).exits(0);
            the_file(&folder, "whl")
        })
    }
}

/// The profile whose program is tested, and so the one that is packed: it is built already. `MPFIX_TEST_PROFILE` names another.
pub fn profile() -> String {
    // Cargo puts each profile into a folder of its name, but for this one.
    let built = Path::new(env!("CARGO_BIN_EXE_mpfix")).parent().and_then(Path::file_name).expect("a folder");
    let built = if built == "debug" { "dev".to_owned() } else { built.to_string_lossy().into_owned() };
    std::env::var("MPFIX_TEST_PROFILE").unwrap_or(built)
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output();
    Ran::from(output.unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display())))
}

/// An empty folder below the target folder.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("made");
    folder
}

/// The folder cargo builds in.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder")
}

/// `PATH` with folders before it.
pub fn with_path(folders: impl IntoIterator<Item = PathBuf>) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&path))).expect("a path")
}

/// Takes away settings of whoever runs the tests: of git, and where Python would look for modules.
pub fn isolate(command: &mut Command) {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Somebody").env(format!("GIT_{role}_EMAIL"), "somebody@localhost");
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"] {
        command.env_remove(name);
    }
}

/// The one file with this ending in a folder.
pub fn the_file(folder: &Path, ending: &str) -> PathBuf {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let found: Vec<PathBuf> = files.filter(|path| path.extension() == Some(OsStr::new(ending))).collect();
    let [file] = &found[..] else { panic!("one file *.{ending}: {found:?}") };
    file.clone()
}
