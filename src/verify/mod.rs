//! The oracle for users: original and rewrite are run with the user's own Python, under each start method it has.
//!
//! The only stage that runs code, and only when it is asked to by name. Everything else is computed from text.
//!
//! 1. The project of the script is copied to a temporary folder; all runs are there, in the same place.
//! 2. The original is run twice under `fork`. What it prints and its exit status are what is wanted; where the two runs differ by themselves
//!    (times, addresses, the order in which workers end), nothing is wanted of that place ([`compare`]). Where there is no
//!    `fork`, the original runs under the first method there is, if it can.
//! 3. The rewrite is run under each method, and compared. A script that needs no rewrite is run as it is.
//!
//! Each run is a process group of its own with an end; what it leaves behind is ended with it ([`running`]).

pub mod compare;
mod project;
pub mod python;
pub mod running;

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use self::compare::{Agreement, Difference, Expected, Rules};
use self::project::Project;
use self::python::{Method, Python};
use self::running::{Done, End};
use crate::source::{environment, plain};
use crate::trouble::Trouble;

/// What is to be run, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which Python.
    pub python: Python,
    /// Under which start methods; all are among the interpreter's.
    pub methods: Vec<Method>,
    /// The folder that is copied; the script lies in it.
    pub root: PathBuf,
    /// Where the script is started: a folder of the project, else the script's own.
    pub folder: PathBuf,
    /// Run this module, as `python -m` does, in place of the script's file.
    pub module: Option<String>,
    /// Arguments of the script.
    pub args: Vec<OsString>,
    /// What the script reads; empty when there is none.
    pub stdin: Option<PathBuf>,
    /// How long a run may take.
    pub longest: Duration,
    /// How output is compared.
    pub rules: Rules,
}

/// New bytes for files of the project: the rewrite of the script, and files that belong to it.
pub type Rewritten<'a> = &'a [(&'a Path, &'a [u8])];

/// What came of it.
#[derive(Debug)]
pub struct Verdict {
    /// The original, as it ran when it was run as a measure.
    pub original: Row,
    /// How far the original agrees with itself.
    pub agreement: Agreement,
    /// What was held against it, a row for each start method.
    pub rows: Vec<Row>,
}

/// A run under one start method.
#[derive(Debug)]
pub struct Row {
    /// Under which start method.
    pub method: Method,
    /// What came of it.
    pub done: Done,
    /// Whether it did the same as the original.
    pub sameness: Sameness,
}

/// How a run compares with the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sameness {
    /// It did the same.
    Same,
    /// It printed something else.
    Output(Difference),
    /// It ended in another way.
    End {
        /// How the original ended.
        want: End,
    },
}

impl Verdict {
    /// Whether the original works as a measure: it came to an end, and no child of it died on the way.
    pub fn has_measure(&self) -> bool {
        matches!(self.original.done.end, End::Status(_))
    }

    /// Whether all runs did what the original does, and left nothing behind that it does not leave.
    pub fn is_right(&self) -> bool {
        self.has_measure() && self.rows.iter().all(|row| row.sameness == Sameness::Same && !self.leaves_more(row))
    }

    /// Whether a run left processes behind although the original leaves none.
    pub fn leaves_more(&self, row: &Row) -> bool {
        row.done.left_behind > 0 && self.original.done.left_behind == 0
    }
}

/// Runs the original and what takes its place. `script`: the file as the user names it; `rewritten` is empty for a script that is
/// to be run as it is. `tell` hears of each run before it begins.
///
/// # Errors
/// When the project cannot be copied, or Python cannot be started.
pub fn verify(
    script: &Path,
    rewritten: Rewritten<'_>,
    request: &Request,
    tell: &mut dyn FnMut(&str),
) -> Result<Verdict, Trouble> {
    let stage = Stage { script, request, project: Project::new(&request.root)? };
    stage.project.set_up()?;
    let first = request.methods.first().copied().filter(|_| !request.python.methods.contains(&Method::Fork));
    let measure = first.unwrap_or(Method::Fork);
    tell(&format!("the original under {}", measure.name()));
    let one = stage.run(&[], measure)?;
    tell(&format!("the original under {} again", measure.name()));
    let other = if matches!(one.end, End::Status(_)) { stage.run(&[], measure)? } else { one.clone() };
    let expected = Expected::of(&one.out, &other.out, request.rules.clone());
    let mut rows = Vec::new();
    for &method in &request.methods {
        tell(&format!("{} under {}", if rewritten.is_empty() { "the script" } else { "the rewrite" }, method.name()));
        let done = stage.run(rewritten, method)?;
        let sameness = match expected.difference(&done.out) {
            _ if done.end != one.end && done.end != other.end => Sameness::End { want: one.end },
            Some(difference) => Sameness::Output(difference),
            None => Sameness::Same,
        };
        rows.push(Row { method, done, sameness });
    }
    let agreement = expected.agreement();
    Ok(Verdict { original: Row { method: measure, done: one, sameness: Sameness::Same }, agreement, rows })
}

/// The project, and what is run in it.
struct Stage<'a> {
    script: &'a Path,
    request: &'a Request,
    project: Project,
}

impl Stage<'_> {
    /// Runs the script in a fresh copy of the project in which `rewritten` has taken the place of files.
    fn run(&self, rewritten: Rewritten<'_>, method: Method) -> Result<Done, Trouble> {
        let Self { script, request, project } = self;
        project.copy()?;
        for (path, bytes) in rewritten {
            project.put(path, bytes)?;
        }
        let there = |path: &Path| {
            project.there(path).ok_or_else(|| {
                let message = format!("it does not lie in {}, which is copied to run it in", request.root.display());
                Trouble::new(path, message).with_help("name the folder of the project: `--root FOLDER`")
            })
        };
        let mut command = match &request.module {
            Some(module) => request.python.command(["-m", module]),
            None => request.python.command([there(script)?]),
        };
        command.args(&request.args).current_dir(there(&request.folder)?);
        self.set_environment(&mut command, method);
        let stdin = match &request.stdin {
            None => None,
            Some(path) => Some(open(path)?),
        };
        running::run(command, stdin, request.longest).map_err(|error| {
            Trouble::new(&request.python.executable, format!("cannot run the script: {}", plain(&error)))
        })
    }

    /// The start method comes in by a `sitecustomize` of ours; hashes are the same in each run, so that sets print alike.
    fn set_environment(&self, command: &mut Command, method: Method) {
        let path = environment::python_path();
        let kept = std::env::split_paths(&path).map(|path| self.project.there(&path).unwrap_or(path));
        let all = std::iter::once(self.project.beside(SITE)).chain(kept.filter(|path| !path.as_os_str().is_empty()));
        command.env("PYTHONPATH", std::env::join_paths(all).unwrap_or(path));
        command.env("MPFIX_START_METHOD", method.name()).env("PYTHONDONTWRITEBYTECODE", "1");
        if !environment::is_set("PYTHONHASHSEED") {
            command.env("PYTHONHASHSEED", "0");
        }
    }
}

/// The folder with our `sitecustomize`.
const SITE: &str = "site";

#[expect(clippy::disallowed_methods, reason = "what the user hands to the script")]
fn open(path: &Path) -> Result<File, Trouble> {
    File::open(path).map_err(|error| Trouble::new(path, format!("cannot read it: {}", plain(&error))))
}
