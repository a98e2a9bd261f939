//! The driver, and the only file that knows all stages: walk, then read and judge each file in parallel, then show and
//! write in the order of the paths.

mod ask;
mod show;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::check::{self, Checked, Checker, Quiet};
use crate::outcome::{Outcome, Status};
use crate::render::formats::{Format, text};
use crate::render::report::After;
use crate::render::seen::Seen;
use crate::render::sink::Sink;
use crate::render::undo::Log;
use crate::review::pull::Pull;
use crate::source::walk::{Found, Named, is_among, named_links, walk};
use crate::source::{self, git, plain};
use crate::timing::{Stage, timer};
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
    /// What matters when mpfix runs over much code.
    pub bulk: Bulk,
    /// Where to keep what is replaced, so that it can be taken back.
    pub undo: Option<PathBuf>,
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
    /// Files that are read besides the code: those about the pull request, and the configuration that was named.
    pub inputs: Vec<PathBuf>,
    /// One line for each finding, no summary, nothing about files that were fixed.
    pub quiet: bool,
    /// What was done with each file, and what the stages took, goes to standard error.
    pub verbose: bool,
    /// Counts by code in place of the findings.
    pub statistics: bool,
    /// A bar on standard error shows how far the run has come.
    pub progress: bool,
    /// The pull request that reports are about.
    pub pull: Option<Pull>,
}

/// What matters when mpfix runs over much code, as part of an engine or by hand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bulk {
    /// Each rewrite is shown, and made only if the user says so.
    pub interactive: bool,
    /// Nothing is written unless git could undo all of it.
    pub require_clean: bool,
    /// Git is told of files that were created.
    pub intent_to_add: bool,
    /// Findings are no reason to fail.
    pub exit_zero: bool,
    /// Rewritten files are a reason to fail.
    pub exit_non_zero_on_fix: bool,
}

impl Bulk {
    /// The status of the run in the eyes of whoever called it. `fixed`: how many files were rewritten.
    fn status(self, status: Status, fixed: usize) -> Status {
        let is_fixed = self.exit_non_zero_on_fix && fixed > 0;
        match status {
            Status::Clean if is_fixed => Status::Findings,
            Status::Findings if self.exit_zero && !is_fixed => Status::Clean,
            status => status,
        }
    }
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
        /// Whether that holds for files, too.
        named: Named,
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
    /// Print the names of the files that would be looked at.
    Names,
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
        Input::Paths { paths, exclude, named } => {
            let timer = timer(Stage::Walk);
            let found = walk(paths, *named, &|folder| stages.checker.exclude(folder, exclude));
            drop(timer);
            told_of_links(settings, paths, found, err)
        }
        Input::Text { name, bytes } => vec![Item::Text(name, bytes)],
    };
    if let Some(trouble) = overwritten(settings, &items) {
        err.put(format!("{trouble}\n"));
        return Status::Trouble;
    }
    if settings.mode == Mode::Names {
        return name(&items, out, err);
    }
    stages.checker.expect(items.iter().map(Item::path));
    if items.is_empty() && !settings.report.quiet {
        err.put("note: no Python files found; hidden, git-ignored and excluded ones are left out\n");
    }
    let log = match settings.undo.as_deref().map(Log::create).transpose() {
        Ok(log) => log,
        Err(trouble) => {
            err.put(format!("{trouble}\n"));
            return Status::Trouble;
        }
    };
    let mut show = Show::new(settings, items.len(), log, out, err);
    let mut held = settings.bulk.require_clean.then(Vec::new);
    let work = |item: &Item<'_>| stages.examine(item);
    let started = in_order(settings.jobs, &items, work, |item, done| {
        let examined = done.unwrap_or_else(|panic| Err(internal_error(item.path(), &panic)));
        show.tell(item.path(), examined.is_ok(), stages.seen(item, &examined));
        match (item, &mut held) {
            (Item::Text(_, bytes), _) if settings.mode == Mode::Write => show.filter(bytes, examined),
            (_, None) => show.show(examined),
            (_, Some(held)) => {
                held.push(examined);
                true
            }
        }
    });
    if let Some(held) = held {
        show_if_clean(&mut show, held);
    }
    if let Err(error) = started {
        show.trouble(&Trouble::new("mpfix", format!("cannot start a thread: {}", plain(&error))));
    }
    show.places(&stages.checker);
    let status = show.finish();
    // The program is at its end: to take apart all that was learned would only take time.
    std::mem::forget(stages);
    status
}

/// What is to be looked at. Links in folders are left alone, which `--verbose` says; those that are named are followed,
/// which whoever rewrites files has to know.
fn told_of_links<'a>(settings: &Settings, paths: &[PathBuf], found: Vec<Found>, err: &mut Sink) -> Vec<Item<'a>> {
    let is_silent = settings.report.quiet || matches!(settings.mode, Mode::Check | Mode::Names);
    for (link, target) in named_links(paths).iter().filter(|_| !is_silent) {
        err.put(text::link_followed(link, target));
    }
    let (links, found): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|one| matches!(one, Found::Link(_)));
    for link in links.iter().filter(|_| settings.report.verbose) {
        err.put(text::link_left_alone(link.path()));
    }
    found.into_iter().map(Item::Found).collect()
}

/// The report must not take the place of what is read.
fn overwritten(settings: &Settings, items: &[Item<'_>]) -> Option<Trouble> {
    let report = settings.report.file.as_ref()?;
    let files = items.iter().map(Item::path).chain(settings.report.inputs.iter().map(PathBuf::as_path));
    let is_input = !matches!(settings.input, Input::Text { .. }) && is_among(report, files);
    is_input.then(|| {
        Trouble::new(report, "--output-file is one of the files that are read, and would be lost")
            .with_help("name another file for the report")
    })
}

/// Prints what would be looked at, and looks at nothing.
fn name(items: &[Item<'_>], out: &mut Sink, err: &mut Sink) -> Status {
    let mut status = Status::Clean;
    for item in items {
        if let Item::Found(Found::Trouble(trouble)) = item {
            err.put(format!("{trouble}\n"));
            status = Status::Trouble;
        } else {
            out.put([item.path().as_os_str().as_encoded_bytes(), b"\n"].concat());
        }
    }
    out.end(err).max(status)
}

/// Takes the files that were held back, now that all are known that would be written, if git could undo all of it.
fn show_if_clean(show: &mut Show<'_>, held: Vec<Result<Option<Examined>, Trouble>>) {
    let examined = held.iter().filter_map(|examined| examined.as_ref().ok()?.as_ref());
    let to_write = examined.filter(|examined| examined.after.is_some()).map(|examined| examined.checked.file.path());
    let troubles = git::unclean(&to_write.collect::<Vec<&Path>>());
    troubles.iter().for_each(|trouble| show.trouble(trouble));
    if troubles.is_empty() {
        held.into_iter().all(|examined| show.show(examined));
    }
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
            Item::Found(Found::File(path) | Found::Link(path)) => (path, source::read(path)?),
            Item::Text(name, bytes) => (*name, bytes.to_vec()),
        };
        let Some(checked) = self.checker.check(path, bytes, self.is_named(path))? else { return Ok(None) };
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

    /// What was done with a file, for `--verbose`; `None`: it could not be read, or nobody wants to know.
    fn seen(&self, item: &Item<'_>, examined: &Result<Option<Examined>, Trouble>) -> Option<Seen> {
        let findings = match examined {
            _ if !self.settings.report.verbose => return None,
            Err(_) => return None,
            Ok(examined) => examined.as_ref().map(|examined| examined.checked.outcome.findings().len()),
        };
        if let Some(findings) = findings {
            return Some(Seen::Judged { findings });
        }
        // Why it is quiet is found out once more, from what is known by now.
        let bytes = match item {
            Item::Found(found) => source::read(found.path()).ok()?,
            Item::Text(_, bytes) => bytes.to_vec(),
        };
        Some(match self.checker.quiet_by(item.path(), &bytes, self.is_named(item.path())) {
            Quiet::Words => Seen::NoWord,
            Quiet::Reach => Seen::NoWay,
            Quiet::Glance => Seen::Glance,
        })
    }

    fn is_named(&self, path: &Path) -> bool {
        matches!(&self.settings.input, Input::Paths { paths, .. } if paths.iter().any(|named| named == path))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_change_the_status_of_findings_and_fixes_and_never_that_of_trouble() {
        use Status::{Clean, Findings, Trouble};
        let zero = Bulk { exit_zero: true, ..Bulk::default() };
        let fix = Bulk { exit_non_zero_on_fix: true, ..Bulk::default() };
        let both = Bulk { exit_zero: true, ..fix };
        let table = [
            (Bulk::default(), Clean, 1, Clean),
            (Bulk::default(), Findings, 1, Findings),
            (zero, Clean, 0, Clean),
            (zero, Findings, 0, Clean),
            (zero, Findings, 2, Clean),
            (zero, Trouble, 2, Trouble),
            (fix, Clean, 0, Clean),
            (fix, Clean, 1, Findings),
            (fix, Findings, 0, Findings),
            (fix, Trouble, 1, Trouble),
            (both, Clean, 0, Clean),
            (both, Clean, 1, Findings),
            (both, Findings, 0, Clean),
            (both, Findings, 1, Findings),
            (both, Trouble, 0, Trouble),
        ];
        for (bulk, status, fixed, want) in table {
            assert_eq!(bulk.status(status, fixed), want, "{bulk:?}, {status:?}, {fixed}");
        }
    }
}
