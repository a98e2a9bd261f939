//! Runs scripts with a real Python under a given start method, and leaves no process behind.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::tempfile;

use super::case::{Case, root};

/// The start methods, the one with which the original is run first.
pub const METHODS: [&str; 3] = ["fork", "spawn", "forkserver"];

/// A script takes a second or two, also on a busy machine; one that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(40);
/// What helper processes of Python get to end by themselves, after the script has.
const GRACE: Duration = Duration::from_secs(3);
const STEP: Duration = Duration::from_millis(10);
/// What Python says when a child starts processes while it is being set up.
const BROKEN: &str = "bootstrapping phase";

/// An interpreter.
#[derive(Debug)]
pub struct Python {
    executable: PathBuf,
    /// Major and minor.
    version: (u32, u32),
}

/// What a script printed on standard output, and its exit status.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    /// The last line on standard error; for messages.
    pub last: String,
}

/// The interpreters to test with: `python3`, or those named in `MPFIX_TEST_PYTHONS`, separated by blanks.
pub fn pythons() -> &'static [Python] {
    static PYTHONS: OnceLock<Vec<Python>> = OnceLock::new();
    PYTHONS.get_or_init(|| {
        let named = std::env::var("MPFIX_TEST_PYTHONS").unwrap_or_else(|_| "python3".to_owned());
        named.split_whitespace().map(Python::find).collect()
    })
}

impl Python {
    /// The interpreter behind a command.
    pub fn find(command: &str) -> Self {
        let code = "import sys; print(sys.executable, *sys.version_info[:2], sep='\\n')";
        let output = Command::new(command).args(["-I", "-c", code]).output();
        let output = output.unwrap_or_else(|error| panic!("the tests need {command}: {error}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let [executable, major, minor] = text.lines().collect::<Vec<_>>()[..] else { panic!("{command}: {text}") };
        let number = |text: &str| text.parse().expect("a number");
        Self { executable: executable.into(), version: (number(major), number(minor)) }
    }

    /// The program.
    pub fn executable(&self) -> &Path {
        &self.executable
    }

    /// Such as `3.12`.
    pub fn version(&self) -> String {
        format!("{}.{}", self.version.0, self.version.1)
    }

    /// Whether the version is in the range a case asks for, such as `>=3.8,<3.12`.
    pub fn suits(&self, range: &str) -> bool {
        range.split(',').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
            let at = part.find(|c: char| c.is_ascii_digit()).unwrap_or_else(|| panic!("{range}"));
            let (major, minor) = part[at..].split_once('.').unwrap_or_else(|| panic!("{range}"));
            let bound = (major.parse().expect("a number"), minor.parse().expect("a number"));
            match part[..at].trim() {
                ">=" => self.version >= bound,
                "<" => self.version < bound,
                other => panic!("{range}: {other} is not understood"),
            }
        })
    }

    /// Whether Python compiles the file, without running it.
    pub fn compiles(&self, path: &Path) -> bool {
        let code = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')";
        let output = Command::new(&self.executable).args(["-I", "-W", "ignore", "-c", code]).arg(path).output();
        output.expect("Python starts").status.success()
    }

    /// Runs the script of a case in `folder`; `method` is the default start method.
    ///
    /// # Errors
    /// When it hangs, or a child dies while it is being set up.
    pub fn run(&self, case: &Case, folder: &Path, method: &str) -> Result<Done, String> {
        let spec = &case.spec;
        match spec.cmd.is_empty() {
            true => self.run_script(&spec.entry, &spec.args, &spec.stdin, folder, method),
            false => self.execute(&[&spec.cmd[..], &spec.args].concat(), &spec.stdin, folder, method),
        }
    }

    /// As [`Python::run`], for a script that is no case.
    ///
    /// # Errors
    /// The same.
    pub fn run_script(
        &self,
        entry: &str,
        args: &[String],
        stdin: &str,
        folder: &Path,
        method: &str,
    ) -> Result<Done, String> {
        let kernel: &[&str] = if entry.ends_with(".ipynb") { &["-m", "kernel"] } else { &[] };
        let words = kernel.iter().copied().chain([entry]).map(str::to_owned).chain(args.iter().cloned());
        self.execute(&words.collect::<Vec<_>>(), stdin, folder, method)
    }

    /// Runs Python with these arguments.
    fn execute(&self, words: &[String], stdin: &str, folder: &Path, method: &str) -> Result<Done, String> {
        let (mut out, mut err, mut input) = (scratch(), scratch(), scratch());
        input.write_all(stdin.as_bytes()).and_then(|()| input.seek(SeekFrom::Start(0))).expect("written");
        let mut command = Command::new(&self.executable);
        command.args(words).current_dir(folder);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PYTHON") {
                command.env_remove(name);
            }
        }
        command
            .env("PYTHONPATH", root().join("tests/oracle"))
            .env("MPFIX_START", method)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONHASHSEED", "0")
            .env("PYTHONIOENCODING", "utf-8")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::from(input))
            .stdout(Stdio::from(out.try_clone().expect("a handle")))
            .stderr(Stdio::from(err.try_clone().expect("a handle")))
            .process_group(0);
        let mut child = command.spawn().expect("Python starts");
        let group = Pid::from_child(&child);
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break Ok(status);
            }
            if started.elapsed() > LONGEST {
                break Err("hangs".to_owned());
            }
            if text(&mut err).contains(BROKEN) {
                break Err("a child starts processes while it is being set up".to_owned());
            }
            sleep(STEP);
        };
        let ended = Instant::now();
        while status.is_ok() && ended.elapsed() < GRACE && is_alive(group) {
            sleep(STEP);
        }
        // None may be left when all ended by themselves.
        let _ = kill_process_group(group, Signal::KILL);
        child.wait().expect("a child");
        let last = text(&mut err).lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
        let status = status.map_err(|fault| format!("{fault} ({last})"))?;
        super::case::ensure(!text(&mut err).contains(BROKEN), "a child starts processes while it is being set up")?;
        Ok(Done { code: status.code(), out: text(&mut out), last })
    }
}

impl std::fmt::Display for Python {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Python {}.{}", self.version.0, self.version.1)
    }
}

fn scratch() -> File {
    tempfile().expect("a temporary file")
}

/// All of a file that another process may still be writing; the other process keeps its own place in it.
fn text(file: &mut File) -> String {
    use std::os::unix::fs::FileExt as _;
    let mut bytes = vec![0; usize::try_from(file.metadata().expect("metadata").len()).expect("fits")];
    let read = file.read_at(&mut bytes, 0).expect("readable");
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

/// Whether some process of the group still runs; one that only waits to be reaped does not count.
fn is_alive(group: Pid) -> bool {
    let Ok(entries) = std::fs::read_dir("/proc") else { return false };
    entries.flatten().any(|entry| {
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let mut fields = stat.rsplit(") ").next().unwrap_or("").split(' ');
        let (state, id) = (fields.next(), fields.nth(1));
        id.and_then(|id| id.parse().ok()) == Some(group.as_raw_nonzero().get()) && !matches!(state, Some("Z" | "X"))
    })
}
