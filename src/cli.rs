//! The command line: arguments to settings, and the status of the run to the exit status.

mod bulk;
mod colour;
mod command;
mod explain;
mod manual;
mod report;
mod validate;
mod verify;

use std::ffi::OsStr;
use std::fmt::Display;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use clap::error::ErrorKind;
use clap::{ArgGroup, CommandFactory as _, Parser};
use colour::Colour;
use command::Command;

use crate::check;
use crate::config::options::Freeze;
use crate::outcome::Status;
use crate::render::apply;
use crate::render::sink::Sink;
use crate::run::{Input, Mode, Settings, run};
use crate::selection::{Layer, Selector};
use crate::source::configs::Origin;
use crate::source::walk::{Exclude, Named};
use crate::source::{plain, regular};
use crate::trouble::Trouble;
use crate::workers::silence_panics;

/// The whole program.
pub fn main() -> ExitCode {
    silence_panics();
    let mut args = Args::parse();
    let mut err = Sink::new(io::stderr(), args.color.palette(&io::stderr()));
    let mut out = Sink::new(io::stdout(), args.color.palette(&io::stdout()));
    if let Some(command) = args.command.take() {
        return ExitCode::from(command.run(&mut out, &mut err).code());
    }
    let status = match args.settings() {
        Ok(settings) => {
            if settings.mode == Mode::Write {
                apply::end_between_files();
            }
            run(&settings, &mut out, &mut err)
        }
        Err(trouble) => {
            err.put(format!("{trouble}\n"));
            Status::Trouble
        }
    };
    ExitCode::from(status.code())
}

/// Find Python code that starts processes when a script is imported, and rewrite it to work under every start method
///
/// Under `spawn` and `forkserver`, child processes import the main script again. A script that starts processes at its top
/// level then fails with a RuntimeError, or worse. mpfix moves such code below `if __name__ == "__main__":` if it can show
/// that the script still does the same. If not, it says what stands in the way, and what to do.
#[derive(Debug, Parser)]
#[command(name = "mpfix", version = env!("MPFIX_VERSION"), after_help = AFTER_HELP, after_long_help = EXAMPLES)]
#[command(group = ArgGroup::new("mode").args(["diff", "write", "check", "show_files"]))]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    /// Files and folders; `-` reads standard input [default: the current folder]
    ///
    /// In folders, mpfix checks *.py, *.pyw and *.ipynb files, and files without an extension whose first line names Python. It
    /// skips what is hidden, ignored by git, or part of a virtual environment. A file named directly is always read.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Print the rewrites as a patch for `git apply`; list on standard error what is not rewritten
    #[arg(long)]
    diff: bool,

    /// Rewrite the files; with `-`, print the rewritten text
    #[arg(long)]
    write: bool,

    /// Print errors only, and report by the exit status
    #[arg(long)]
    check: bool,

    /// Print the names of the files that would be checked, and nothing else
    #[arg(long)]
    show_files: bool,

    /// Also make repairs if mpfix cannot see that the values handed to child processes can be pickled, or if the script
    /// fails under `fork` today
    #[arg(long)]
    unsafe_fixes: bool,

    #[command(flatten)]
    codes: Codes,

    /// Whether rewrites call `freeze_support()`, which programs made into an executable need [default: auto]
    #[arg(long, value_name = "WHEN", value_enum)]
    freeze_support: Option<Freeze>,

    /// Skip what matches this gitignore pattern in folders, in place of `exclude` in the configuration; can be repeated
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// Apply `exclude` to files named on the command line too, as hooks need it
    #[arg(long)]
    force_exclude: bool,

    /// Use this configuration file, in place of the nearest pyproject.toml or mpfix.toml of each file
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,

    /// Ignore all configuration files
    #[arg(long)]
    isolated: bool,

    /// The file name of the text from standard input [default: <stdin>]
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    report: report::Flags,

    #[command(flatten)]
    bulk: bulk::Flags,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto, global = true)]
    color: Colour,

    /// How many files to check at the same time [default: the number of processors]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

const CODES: &str = "Codes, such as MP001, unguarded-start, MP1 or ALL; separated by commas";

/// Which codes are reported, and therefore fixed.
#[derive(Debug, clap::Args)]
struct Codes {
    /// Report only these codes
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = CODES)]
    select: Option<Vec<Selector>>,

    /// Do not report these codes
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = CODES)]
    ignore: Vec<Selector>,

    /// Report these codes as well
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = CODES)]
    extend_select: Vec<Selector>,
}

const AFTER_HELP: &str =
    "Exit status: 0 nothing to do, 1 findings remain, 2 something went wrong. See --help for examples.";

const EXAMPLES: &str = "\
Examples:
  mpfix                            list what breaks, in this folder and below
  mpfix script.py                  the same for one script
  mpfix --diff script.py           show the rewrite
  mpfix --diff . | git apply       apply all rewrites
  mpfix --write src scripts        rewrite the files
  mpfix --check .                  report by the exit status only
  mpfix explain MP103              what a code means, and what to do
  mpfix --write - < in.py > out.py rewrite as a filter, for editors

Exit status:
  0  nothing to do, or all of it done by --write
  1  findings remain, or a file would change
  2  a file could not be read, understood or written; all others were treated";

impl Args {
    /// The options as `run` takes them. Exits when they contradict each other.
    ///
    /// # Errors
    /// When standard input cannot be read.
    fn settings(self) -> Result<Settings, Trouble> {
        let is_stdin = |path: &PathBuf| path.as_os_str() == OsStr::new("-");
        let has_stdin = self.paths.iter().any(is_stdin);
        if let Some(message) = self.bulk.contradiction(self.write, has_stdin, self.report.is_for_people()) {
            misuse(ErrorKind::ArgumentConflict, message);
        }
        let mode = match (self.diff, self.write || self.bulk.interactive, self.check) {
            (true, ..) => Mode::Diff,
            (_, true, _) => Mode::Write,
            (.., true) => Mode::Check,
            _ if self.show_files => Mode::Names,
            _ => Mode::List,
        };
        let mut report = self.report.reporting()?;
        report.inputs.extend(self.config.clone());
        let configs = origin(self.config, self.isolated);
        let Codes { select, ignore, extend_select } = self.codes;
        let jobs = self.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        let exclude = self.exclude;
        if let Err(error) = Exclude::new(&[(Path::new(""), &exclude)]) {
            misuse(ErrorKind::ValueValidation, format!("--exclude: {error}"));
        }
        let named = if self.force_exclude { Named::UnlessExcluded } else { Named::Always };
        let input = match &self.paths[..] {
            [path] if is_stdin(path) => {
                let name = self.stdin_filename.unwrap_or_else(|| PathBuf::from("<stdin>"));
                Input::Text { bytes: read_stdin(&name)?, name }
            }
            _ if self.stdin_filename.is_some() => {
                misuse(ErrorKind::ArgumentConflict, "--stdin-filename goes with the path `-`")
            }
            _ if has_stdin => misuse(ErrorKind::ArgumentConflict, "`-` cannot be used with other paths"),
            [] => Input::Paths { paths: vec![PathBuf::from(".")], exclude, named },
            _ => Input::Paths { paths: self.paths, exclude, named },
        };
        let named = match &input {
            Input::Paths { paths, .. } => paths.clone(),
            Input::Text { .. } => Vec::new(),
        };
        Ok(Settings {
            input,
            mode,
            check: check::Options {
                freeze_support: self.freeze_support,
                unsafe_fixes: self.unsafe_fixes,
                layer: Layer { select, extend_select, ignore },
                named,
                // A listing or a review that judged each file by itself would say other things than what is written then.
                applies: true,
                configs,
            },
            report,
            bulk: self.bulk.bulk(),
            undo: self.bulk.undo_file,
            jobs,
        })
    }
}

/// Where configurations come from: `--config`, `--isolated`.
fn origin(file: Option<PathBuf>, isolated: bool) -> Origin {
    match file {
        _ if isolated => Origin::Nowhere,
        Some(file) => Origin::File(file),
        None => Origin::Nearest,
    }
}

/// Ends the program with a hint to the usage, as clap does for what it finds itself.
fn misuse(kind: ErrorKind, message: impl Display) -> ! {
    Args::command().error(kind, message).exit()
}

fn read_stdin(name: &PathBuf) -> Result<Vec<u8>, Trouble> {
    regular::stream(io::stdin().lock())
        .map_err(|error| Trouble::new(name, format!("cannot read standard input: {}", plain(&error))))
}
