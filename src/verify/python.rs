//! The user's interpreter: where it is, which version, and which start methods it has.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::source::environment;
use crate::trouble::Trouble;

/// A start method of `multiprocessing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// A copy of the parent: Linux before Python 3.14.
    Fork,
    /// A fresh process that imports the script: Windows and macOS.
    Spawn,
    /// A copy of a fresh process: Linux from Python 3.14.
    Forkserver,
}

impl Method {
    /// All of them, the one with which the original is run first.
    pub const ALL: [Self; 3] = [Self::Fork, Self::Spawn, Self::Forkserver];

    /// As Python calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Spawn => "spawn",
            Self::Forkserver => "forkserver",
        }
    }
}

/// An interpreter that was asked who it is.
#[derive(Debug, Clone)]
pub struct Python {
    /// The program.
    pub executable: PathBuf,
    /// Such as `3.12.1`.
    pub version: String,
    /// Its start methods; of Python 2 `fork` alone, which has no other.
    pub methods: Vec<Method>,
}

/// Prints the program, the version and the start methods, one a line.
const WHO: &str = "import sys
print(sys.executable)
print('.'.join(map(str, sys.version_info[:3])))
import multiprocessing
print(' '.join(getattr(multiprocessing, 'get_all_start_methods', lambda: ['fork'])()))";

impl Python {
    /// The interpreter that was named, else that of the active virtual environment, else `python3` (on Windows `python`).
    ///
    /// # Errors
    /// When it cannot be started, or is no Python.
    pub fn find(named: Option<&Path>) -> Result<Self, Trouble> {
        let usual = if cfg!(windows) { "python" } else { "python3" };
        let program = named.map(Path::to_path_buf).or_else(environment::python_of_virtual_environment);
        let program = program.unwrap_or_else(|| PathBuf::from(usual));
        let output = Command::new(&program).args(["-c", WHO]).output();
        let trouble = |message: String| {
            Trouble::new(&program, message).with_help("name the Python to run the script with: `--python PATH`")
        };
        let output = output.map_err(|error| trouble(format!("cannot start it: {}", crate::source::plain(&error))))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let [executable, version, methods] = text.lines().collect::<Vec<_>>()[..] else {
            return Err(trouble("this is no Python that has multiprocessing".to_owned()));
        };
        let has = |method: &Method| methods.split(' ').any(|name| name == method.name());
        Ok(Self {
            executable: PathBuf::from(executable),
            version: version.to_owned(),
            methods: Method::ALL.into_iter().filter(has).collect(),
        })
    }

    /// A command that runs it.
    pub(super) fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(args);
        command
    }
}
