//! The harness of the tests of the command: a temporary folder, the real binary, and what it printed.
#![allow(unreachable_pub, dead_code, reason = "each test file uses its own part of the harness")]
#![allow(clippy::disallowed_methods, reason = "tests set up their own files")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub mod case;
#[cfg(unix)]
pub mod oracle;
#[cfg(unix)]
pub mod python;
pub mod script;
#[cfg(unix)]
pub mod tools;

/// Starts processes at import time, and can be rewritten.
pub const FIXABLE: &str = "\
from multiprocessing import Pool


def double(n):
    return n * 2


with Pool(2) as pool:
    print(pool.map(double, [1, 2]))
";

/// Starts a process at import time, and cannot be rewritten: only a forked child can get a lambda, and this one is a generator.
pub const STUCK: &str = "\
from multiprocessing import Process

worker = Process(target=lambda: (yield print(1)))
worker.start()
worker.join()
";

/// Starts processes below a guard.
pub const GUARDED: &str = "\
from multiprocessing import Pool


def double(n):
    return n * 2


if __name__ == \"__main__\":
    with Pool(2) as pool:
        print(pool.map(double, [1, 2]))
";

/// Cannot be parsed, though it mentions the words that make mpfix look.
pub const BROKEN: &str = "import multiprocessing\ndef def\n";

/// A temporary folder in which commands run; it vanishes at the end.
pub struct Folder {
    temporary: TempDir,
}

/// What a command printed, and its exit status.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub bytes: Vec<u8>,
}

impl Folder {
    pub fn new() -> Self {
        Self { temporary: TempDir::new().expect("a temporary folder") }
    }

    /// A folder with these files.
    pub fn with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    pub fn read(&self, name: &str) -> String {
        String::from_utf8(fs::read(self.path(name)).expect("read")).expect("UTF-8")
    }

    /// Names in a subfolder, sorted; `.` for the folder itself.
    pub fn names(&self, subfolder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(subfolder)).expect("listed");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// `mpfix` in this folder, not started yet.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mpfix"));
        command.args(args).current_dir(self.temporary.path()).stdin(Stdio::null());
        command
    }

    /// The same with the signals that end programs as they are by default: whoever started the tests may have them ignored
    /// (as `nohup` has, and shells for jobs in the background), and mpfix leaves such signals as they are.
    #[cfg(unix)]
    pub fn command_that_signals_end(&self, args: &[&str]) -> Command {
        use rustix::process::Signal;

        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
        let is_ignored = |signal: Signal| ignored & (1 << (signal.as_raw() - 1)) != 0;
        if ![Signal::HUP, Signal::INT, Signal::TERM].into_iter().any(is_ignored) {
            return self.command(args);
        }
        let mut command = Command::new("env");
        command.args(["--default-signal=HUP,INT,TERM", env!("CARGO_BIN_EXE_mpfix")]).args(args);
        command.current_dir(self.temporary.path()).stdin(Stdio::null());
        command
    }

    /// Runs `mpfix`.
    pub fn mpfix(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().expect("mpfix starts"))
    }

    /// Runs `mpfix` with a variable of the environment.
    pub fn mpfix_with_variable(&self, name: &str, value: &str, args: &[&str]) -> Ran {
        Ran::from(self.command(args).env(name, value).output().expect("mpfix starts"))
    }

    /// Runs `mpfix` with a text on standard input.
    pub fn mpfix_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        run_with_input(&mut self.command(args), input)
    }

    /// Runs git.
    pub fn git(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = Command::new("git");
        command.args(args).current_dir(self.temporary.path());
        // Settings of whoever runs the tests do not count.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        run_with_input(&mut command, input)
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            bytes: output.stdout,
        }
    }
}

impl Ran {
    /// Checks the exit status and hands on.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// Checks that standard output says that nothing was found, and hands on.
    #[track_caller]
    pub fn finds_nothing(self) -> Self {
        assert!(
            self.out.ends_with(" checked: nothing found that breaks under fork, spawn or forkserver\n"),
            "{}",
            self.out
        );
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        self
    }

    /// Checks that standard output has nothing on it and hands on.
    #[track_caller]
    pub fn silent(self) -> Self {
        assert_eq!(self.out, "", "\n--- err\n{}", self.err);
        self
    }

    /// Checks for a part of standard error and hands on.
    #[track_caller]
    pub fn complains(self, part: &str) -> Self {
        assert!(self.err.contains(part), "{part}\n--- err\n{}", self.err);
        self
    }
}

fn run_with_input(command: &mut Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    // A command that ends without reading closes the pipe, which is no concern of the test.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    Ran::from(child.wait_with_output().expect("the command ends"))
}

/// Whether permissions bind this process; they do not bind root.
#[cfg(unix)]
pub fn permissions_bind(folder: &Folder) -> bool {
    let probe = folder.path("probe");
    fs::write(&probe, "").expect("written");
    deny(&probe);
    let denied = fs::read(&probe).is_err();
    fs::remove_file(&probe).expect("removed");
    denied
}

/// Takes all permissions from a path.
#[cfg(unix)]
pub fn deny(path: &Path) {
    set_mode(path, 0o000);
}

/// Sets the mode bits of a path.
#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

/// The mode bits of a path.
#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).expect("metadata").permissions().mode() & 0o7777
}

/// Copies the files of a folder whose names at its top are `wanted`; links stay links.
pub fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (name, kind) = (entry.file_name(), entry.file_type().expect("a kind"));
        if !wanted(&name.to_string_lossy()) {
            continue;
        }
        if kind.is_dir() {
            copy(&entry.path(), &to.join(name), &|_| true);
        } else if kind.is_file() {
            fs::copy(entry.path(), to.join(name)).expect("copied");
        } else {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(entry.path()).expect("a link"), to.join(name)).expect("linked");
        }
    }
}

/// All files below a folder; of a link where it leads, of what cannot be read nothing.
pub fn tree(folder: &Path) -> case::Tree {
    let mut files = case::Tree::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for path in fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            match fs::read_link(&path) {
                Ok(target) => drop(files.insert(name, target.to_string_lossy().into_owned().into_bytes())),
                Err(_) if path.is_dir() => waiting.push(path),
                Err(_) => drop(files.insert(name, fs::read(&path).unwrap_or_default())),
            }
        }
    }
    files
}
