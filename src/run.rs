//! The driver, and the only file that knows all stages: walk, then read and judge each file in parallel, then show and
//! write in the order of the paths.

mod show;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::check::{self, Checked, Checker};
use crate::outcome::{Outcome, Status};
use crate::render::formats::Format;
use crate::render::report::After;
use crate::render::sink::Sink;
use crate::review::pull::Pull;
use crate::source::walk::{Found, walk};
use crate::source::{self, plain};
use crate::trouble::Trouble;
use crate::workers::in_order;
use show::{Show, internal_error};

/// What a run is to do; all options are resolved.
#[derive(Debug)]
pub struct Settings {
    /// What to read.
    pub input: Input,
    /// What to do with findings.
    pub mode: Mode,
    /// How files are judged.
    pub check: check::Options,
    /// How findings are reported, and where.
    pub report: Reporting,
    /// Files judged at the same time.
    pub jobs: NonZeroUsize,
}

/// How findings are reported, and where.
#[derive(Debug, Default)]
pub struct Reporting {
    /// `None`: the user did not say.
    pub format: Option<Format>,
    /// In place of standard output.
    pub file: Option<PathBuf>,
    /// One line for each finding, no summary, nothing about files that were fixed.
    pub quiet: bool,
    /// The pull request that reports are about.
    pub pull: Option<Pull>,
}

/// Where the code comes from.
#[derive(Debug)]
pub enum Input {
    /// Files and folders.
    Paths {
        /// As on the command line.
        paths: Vec<PathBuf>,
        /// What to leave out in folders: git-ignore patterns relative to the current folder; empty: as configured.
        exclude: Vec<String>,
    },
    /// One text that was read from standard input.
    Text {
        /// What to call it.
        name: PathBuf,
        /// All of it.
        bytes: Vec<u8>,
    },
}

/// What to do with findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// List them.
    List,
    /// Print a patch; what is not rewritten is listed on standard error.
    Diff,
    /// Rewrite the files, or print the rewritten text of standard input.
    Write,
    /// Print troubles alone.
    Check,
}

/// Does all of `settings`; the result is for the exit status.
pub fn run(settings: &Settings, out: &mut Sink, err: &mut Sink) -> Status {
    let stages = match Checker::new(settings.check.clone()) {
        Ok(checker) => Stages { settings, checker },
        Err(trouble) => {
            err.put(format!("{trouble}\n"));
            return Status::Trouble;
        }
    };
    let items = match &settings.input {
        Input::Paths { paths, exclude } => {
            walk(paths, &|folder| stages.checker.exclude(folder, exclude)).into_iter().map(Item::Found).collect()
        }
        Input::Text { name, bytes } => vec![Item::Text(name, bytes)],
    };
    stages.checker.expect(items.iter().map(Item::path));
    if items.is_empty() && !settings.report.quiet {
        err.put("note: no Python files found; hidden, git-ignored and excluded ones are left out\n");
    }
    let mut show = Show::new(settings, out, err);
    let work = |item: &Item<'_>| stages.examine(item);
    let started = in_order(settings.jobs, &items, work, |item, done| {
        let examined = done.unwrap_or_else(|panic| Err(internal_error(item.path(), &panic)));
        match item {
            Item::Text(_, bytes) if settings.mode == Mode::Write => show.filter(bytes, examined),
            Item::Text(..) | Item::Found(_) => show.show(examined),
        }
    });
    if let Err(error) = started {
        show.trouble(&Trouble::new("mpfix", format!("cannot start a thread: {}", plain(&error))));
    }
    show.finish()
}

/// One thing to look at.
enum Item<'a> {
    Found(Found),
    Text(&'a PathBuf, &'a [u8]),
}

impl Item<'_> {
    fn path(&self) -> &Path {
        match self {
            Self::Found(found) => found.path(),
            Self::Text(name, _) => name,
        }
    }
}

/// One file after all stages that only compute.
struct Examined {
    checked: Checked,
    /// When rewrites are to take the place of files: what this one leaves.
    after: Option<After>,
}

/// The work of the threads: each file is read and judged; nothing is shown.
struct Stages<'a> {
    settings: &'a Settings,
    checker: Checker,
}

impl Stages<'_> {
    /// Reads and judges one file; `None` when nothing in it can matter.
    fn examine(&self, item: &Item<'_>) -> Result<Option<Examined>, Trouble> {
        let (path, bytes) = match item {
            Item::Found(Found::Trouble(trouble)) => return Err(trouble.clone()),
            Item::Found(Found::File(path)) => (path, source::read(path)?),
            Item::Text(name, bytes) => (*name, bytes.to_vec()),
        };
        let named =
            matches!(&self.settings.input, Input::Paths { paths, .. } if paths.iter().any(|named| named == path));
        let Some(checked) = self.checker.check(path, bytes, named)? else { return Ok(None) };
        if let (Item::Text(..), Mode::Write, Some(new)) = (item, self.settings.mode, checked.created.first()) {
            let message = format!("the rewrite also makes the file `{}`, which a filter cannot", new.path.display());
            return Err(Trouble::new(path, message).with_help("name the notebook in place of `-`"));
        }
        let after = match &checked.rewritten {
            Some(new) if self.settings.mode == Mode::Write => Some(self.after(&checked, new)?),
            _ => None,
        };
        Ok(Some(Examined { checked, after }))
    }

    /// What is written has other lines than what was read, so what stays is looked for anew.
    fn after(&self, checked: &Checked, new: &[u8]) -> Result<After, Trouble> {
        let file = source::decode(checked.file.path(), new)?;
        let outcome = match checked.outcome.lasting().next() {
            Some(_) => self.checker.outcome(&file)?,
            None => Outcome::Quiet,
        };
        Ok(After { file, outcome })
    }
}
