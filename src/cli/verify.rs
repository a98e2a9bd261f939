//! `mpfix verify`: runs a script and its rewrite with the user's Python, because the user asked for it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum as _};
use regex::Regex;

use super::command::Format;
use crate::check::{self, Checked, Checker};
use crate::outcome::{Outcome, Status};
use crate::render::sink::Sink;
use crate::render::verify::{Subject, json, text};
use crate::source::{self, configs::absolute, is_notebook};
use crate::trouble::{Trouble, printable};
use crate::verify::compare::Rules;
use crate::verify::python::{Method, Python};
use crate::verify::{Request, verify};

/// What to run, and how.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The script; several need --yes
    #[arg(value_name = "SCRIPT", required = true)]
    scripts: Vec<PathBuf>,

    /// What the script is called with
    #[arg(value_name = "ARGS", last = true)]
    args: Vec<OsString>,

    #[command(flatten)]
    how: How,

    /// Make repairs that only --unsafe-fixes makes, and verify those
    #[arg(long)]
    unsafe_fixes: bool,

    /// Run several scripts without being asked about each
    #[arg(long)]
    yes: bool,

    /// How to print what was seen
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
}

/// How scripts are run and compared.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub(super) struct How {
    /// The Python to run scripts with [default: that of the active virtual environment, else python3]
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,

    /// Start methods to try, separated by commas [default: all that this Python has]
    #[arg(long, value_name = "METHODS", value_enum, value_delimiter = ',')]
    methods: Vec<Method>,

    /// Seconds that a run may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,

    /// What the script reads from standard input [default: nothing]
    #[arg(long, value_name = "FILE")]
    stdin: Option<PathBuf>,

    /// Compare lines in sorted order
    #[arg(long)]
    sort_lines: bool,

    /// Leave what matches out of the comparison; may be given several times
    #[arg(long, value_name = "REGEX")]
    ignore_output: Vec<Regex>,

    /// The folder that is copied to run the script in [default: the project the script lies in]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,

    /// Run this module, as `python -m` does, in place of the script's file
    #[arg(long, value_name = "NAME")]
    module: Option<String>,
}

impl Flags {
    /// Runs it all, and prints what was seen.
    pub(super) fn run(self, out: &mut Sink, err: &mut Sink) -> Status {
        let status = self.verified(out, err).unwrap_or_else(|trouble| {
            err.put(format!("{trouble}\n"));
            Status::Trouble
        });
        status.max(out.end(err))
    }

    fn verified(&self, out: &mut Sink, err: &mut Sink) -> Result<Status, Trouble> {
        if self.scripts.len() > 1 && !self.yes {
            return Err(Trouble::new("verify", format!("{} scripts would be run", self.scripts.len()))
                .with_help("look at what they do, then say --yes; or name one"));
        }
        let python = self.how.python()?;
        let options = check::Options {
            unsafe_fixes: self.unsafe_fixes,
            named: self.scripts.clone(),
            ..check::Options::default()
        };
        let checker = Checker::new(options)?;
        let mut status = Status::Clean;
        for script in &self.scripts {
            let one = self.one(script, &python, &checker, out, err);
            status = status.max(one.unwrap_or_else(|trouble| {
                err.put(format!("{trouble}\n"));
                Status::Trouble
            }));
        }
        Ok(status)
    }

    fn one(
        &self,
        script: &Path,
        python: &Python,
        checker: &Checker,
        out: &mut Sink,
        err: &mut Sink,
    ) -> Result<Status, Trouble> {
        if is_notebook(script) {
            return Err(Trouble::new(script, "a notebook has no exit status to compare, and is not run")
                .with_help("export it to a script first: `jupyter nbconvert --to script`"));
        }
        let checked = checker.check(script, source::read(script)?, true)?;
        let files = checked.as_ref().map(rewritten).unwrap_or_default();
        if let Some(Checked { outcome: Outcome::Refused { refusal, .. }, .. }) = &checked {
            let name = printable(&script.to_string_lossy());
            err.put(format!("{name}: not rewritten ({}); the script is run as it is\n", refusal.code.as_str()));
        }
        let request = self.how.request(script, python, checker, self.args.clone());
        announce(script, &request, err);
        let mut tell = |what: &str| err.put(format!("  {what} ...\n"));
        let verdict = verify(script, &files, &request, &mut tell)?;
        let subject = if files.is_empty() { Subject::Script } else { Subject::Rewrite };
        out.put(match self.output_format {
            Format::Text => text(script, subject, python, &verdict, out.palette()),
            Format::Json => json(script, subject, python, &verdict),
        });
        Ok(match (verdict.has_measure(), verdict.is_right()) {
            (false, _) => Status::Trouble,
            (_, true) => Status::Clean,
            (_, false) => Status::Findings,
        })
    }
}

/// Says, before anything is run, what will be.
fn announce(script: &Path, request: &Request, err: &mut Sink) {
    let methods: Vec<&str> = request.methods.iter().map(|method| method.name()).collect();
    err.put(format!(
        "running {} with Python {} under {}, in a copy of {}; what it does outside of that folder, it does\n",
        printable(&script.to_string_lossy()),
        request.python.version,
        methods.join(", "),
        printable(&request.root.to_string_lossy()),
    ));
}

/// The bytes that take the place of files when the rewrite is written.
pub(super) fn rewritten(checked: &Checked) -> Vec<(&Path, &[u8])> {
    let own = checked.rewritten.as_deref().map(|bytes| (checked.file.path(), bytes));
    own.into_iter().chain(checked.created.iter().map(|new| (&*new.path, &*new.bytes))).collect()
}

impl How {
    /// The interpreter.
    ///
    /// # Errors
    /// When it is not there, or has not all start methods that are asked for.
    fn python(&self) -> Result<Python, Trouble> {
        let python = Python::find(self.python.as_deref())?;
        match self.methods.iter().find(|method| !python.methods.contains(method)) {
            None => Ok(python),
            Some(method) => {
                let has: Vec<&str> = python.methods.iter().map(|method| method.name()).collect();
                let message = format!("Python {} has no start method {}", python.version, method.name());
                Err(Trouble::new(&python.executable, message).with_help(format!("it has: {}", has.join(", "))))
            }
        }
    }

    fn request(&self, script: &Path, python: &Python, checker: &Checker, args: Vec<OsString>) -> Request {
        let own = absolute(script.parent().unwrap_or(Path::new("")));
        let root = self.root.clone().unwrap_or_else(|| checker.project_of(script));
        let here = absolute(Path::new(""));
        let folder = if here.starts_with(absolute(&root)) { here } else { own };
        let methods = if self.methods.is_empty() { python.methods.clone() } else { self.methods.clone() };
        Request {
            python: python.clone(),
            methods: Method::value_variants().iter().copied().filter(|method| methods.contains(method)).collect(),
            root,
            folder,
            module: self.module.clone(),
            args,
            stdin: self.stdin.clone(),
            longest: Duration::from_secs(self.timeout),
            rules: Rules { sort_lines: self.sort_lines, ignore: self.ignore_output.clone() },
        }
    }
}
