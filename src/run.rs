//! The driver, and the only file that knows all stages: walk, then read and judge each file in parallel, then show and
//! write in the order of the paths.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::config::options::Freeze;
use crate::finding::{Code, Finding};
use crate::judge::{Context, FreezeSupport, judge};
use crate::lookup::Places;
use crate::outcome::{Kind, Outcome, Status};
use crate::render::palette::Palette;
use crate::render::sink::Sink;
use crate::render::text::{self, Style, Tally};
use crate::render::{apply, diff};
use crate::selection::Layer;
use crate::source::configs::{Configs, Origin, absolute};
use crate::source::freezer::Freezers;
use crate::source::neighbours::Neighbours;
use crate::source::prefilter::Prefilter;
use crate::source::relevance::Relevance;
use crate::source::roots::Roots;
use crate::source::walk::{Exclude, Found, walk};
use crate::source::{self, SourceFile, plain, repository};
use crate::starters::Registry;
use crate::suppress::{MARK, Suppressions, settle};
use crate::trouble::Trouble;
use crate::validate::Verified;
use crate::workers::in_order;

/// What a run is to do; all options are resolved.
#[derive(Debug)]
pub struct Settings {
    /// What to read.
    pub input: Input,
    /// What to do with findings.
    pub mode: Mode,
    /// Whether rewrites add `freeze_support()`; `None`: as configured, else as the project around a file shows.
    pub freeze_support: Option<Freeze>,
    /// Whether repairs may be made of which the text does not show that they are right, whatever is configured.
    pub unsafe_fixes: bool,
    /// Which codes are reported, as the command line says.
    pub layer: Layer,
    /// Where configurations come from.
    pub configs: Origin,
    /// One line for each finding, no summary, nothing about files that were fixed.
    pub quiet: bool,
    /// Files judged at the same time.
    pub jobs: NonZeroUsize,
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
    let stages = match Stages::new(settings, out, err) {
        Ok(stages) => stages,
        Err(trouble) => {
            err.put(format!("{trouble}\n"));
            return Status::Trouble;
        }
    };
    let items = match &settings.input {
        Input::Paths { paths, exclude } => {
            walk(paths, &|folder| stages.exclude(folder, exclude)).into_iter().map(Item::Found).collect()
        }
        Input::Text { name, bytes } => vec![Item::Text(name, bytes)],
    };
    if items.is_empty() && !settings.quiet {
        err.put("note: no Python files found; hidden, git-ignored and excluded ones are left out\n");
    }
    let mut show = Show { settings, out, err, status: Status::Clean, tally: Tally::default(), told: HashSet::new() };
    let work = |item: &Item<'_>| stages.examine(item);
    let started = in_order(settings.jobs, &items, work, |item, done| {
        show.show(item, done.unwrap_or_else(|panic| Err(internal_error(item, &panic))))
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
struct Report {
    kind: Kind,
    findings: usize,
    /// How many of the findings stay when the rewrite is written.
    lasting: usize,
    /// For people.
    listing: String,
    /// For people who take the rewrite: the findings that stay.
    rest: String,
    /// For `git apply`.
    patch: Vec<u8>,
    /// The file, its bytes, and what is to take their place.
    rewrite: Option<Box<(SourceFile, Vec<u8>, Verified)>>,
}

impl Report {
    fn quiet() -> Self {
        let (listing, rest) = (String::new(), String::new());
        Self { kind: Kind::Quiet, findings: 0, lasting: 0, listing, rest, patch: Vec::new(), rewrite: None }
    }
}

/// The stages between reading and showing, with what they share.
struct Stages<'a> {
    settings: &'a Settings,
    relevance: Relevance,
    configs: Configs,
    freezers: Freezers,
    roots: Roots,
    listing_style: Style,
    patch_style: Palette,
}

impl<'a> Stages<'a> {
    fn new(settings: &'a Settings, out: &Sink, err: &Sink) -> Result<Self, Trouble> {
        let configs = Configs::new(settings.configs.clone());
        if matches!(settings.configs, Origin::File(_)) {
            configs.of_folder(Path::new(""))?;
        }
        let words = Registry::builtin().words().into_iter().chain([MARK]);
        let prefilter = Prefilter::new(words).map_err(|error| Trouble::new("registry", error.to_string()))?;
        let is_filter = matches!(settings.input, Input::Text { .. });
        let listing_goes_to =
            if settings.mode == Mode::Diff || (settings.mode == Mode::Write && is_filter) { err } else { out };
        let listing_style = Style { palette: listing_goes_to.palette(), brief: settings.quiet };
        let named: &[PathBuf] = if let Input::Paths { paths, .. } = &settings.input { paths } else { &[] };
        Ok(Self {
            settings,
            relevance: Relevance::new(prefilter),
            configs,
            freezers: Freezers::new(),
            roots: Roots::new(named),
            listing_style,
            patch_style: out.palette(),
        })
    }

    /// Reads and judges one file.
    fn examine(&self, item: &Item<'_>) -> Result<Report, Trouble> {
        let (path, bytes) = match item {
            Item::Found(Found::Trouble(trouble)) => return Err(trouble.clone()),
            Item::Found(Found::File(path)) => (path, source::read(path)?),
            Item::Text(name, bytes) => (*name, bytes.to_vec()),
        };
        let named =
            matches!(&self.settings.input, Input::Paths { paths, .. } if paths.iter().any(|named| named == path));
        if !self.relevance.matters(path, &bytes, named) {
            return Ok(Report::quiet());
        }
        let file = source::decode(path, &bytes)?;
        let config = self.configs.of_file(path)?;
        let outcome = self.settled(&file, &config)?;
        self.report(file, bytes, outcome, &config)
    }

    /// What is found in a file and is to be reported.
    fn settled(&self, file: &SourceFile, config: &Config) -> Result<Outcome, Trouble> {
        let selection = config.selection(&absolute(file.path()), &self.settings.layer);
        let advice = Code::ALL.iter().any(|code| !code.is_default() && selection.has(*code));
        let places = self.roots.of(file.path(), config);
        let outcome = judge(file, &Context { advice, ..self.context(file, config, &places) })?;
        Ok(settle(outcome, &selection, &Suppressions::in_text(file.path(), file.text())))
    }

    fn context<'c>(&self, file: &SourceFile, config: &Config, places: &'c Places) -> Context<'c> {
        let add = match self.settings.freeze_support.or(config.freeze_support).unwrap_or(Freeze::Auto) {
            Freeze::Always => true,
            Freeze::Never => false,
            Freeze::Auto => self.freezers.around(file.path()),
        };
        let freeze_support = if add { FreezeSupport::Add } else { FreezeSupport::Omit };
        let unsafe_fixes = self.settings.unsafe_fixes || config.unsafe_fixes == Some(true);
        Context { freeze_support, unsafe_fixes, advice: false, disk: &Neighbours, places }
    }

    /// What to leave out of a folder of the command line: as that says, else as is configured there.
    fn exclude(&self, folder: &Path, cli: &[String]) -> Result<Exclude, Trouble> {
        let config = self.configs.of_folder(folder)?;
        let (at, first) = match cli {
            [] => (&*config.folder, config.exclude.as_deref().unwrap_or_default()),
            _ => (Path::new(""), cli),
        };
        let lists = [(at, first), (&config.folder, &config.extend_exclude)];
        Exclude::new(&lists).map_err(|error| Trouble::new(folder, error))
    }

    fn report(&self, file: SourceFile, bytes: Vec<u8>, outcome: Outcome, config: &Config) -> Result<Report, Trouble> {
        let lasting: Vec<Finding> = outcome.lasting().cloned().collect();
        let mut report = Report {
            kind: outcome.kind(),
            findings: outcome.findings().len(),
            lasting: lasting.len(),
            listing: text::listing(&file, &outcome, self.listing_style),
            ..Report::quiet()
        };
        if let Outcome::Fix { rewrite, .. } = outcome {
            let new = file.encode(rewrite.text())?;
            if self.settings.mode == Mode::Diff {
                report.patch = diff::unified(&repository::patch_name(file.path()), &bytes, &new, self.patch_style);
            }
            if report.lasting > 0 {
                // What is written has other lines than what was read.
                let is_written = self.settings.mode == Mode::Write;
                let (file, outcome) = match is_written.then(|| source::decode(file.path(), &new)).transpose()? {
                    Some(file) => (&file.clone(), self.settled(&file, config)?),
                    None => (&file, Outcome::found(lasting)),
                };
                report.rest = text::listing(file, &outcome, self.listing_style);
            }
            report.rewrite = Some(Box::new((file, bytes, rewrite)));
        }
        Ok(report)
    }
}

/// The last stage: one thread that shows and writes, and adds up what the run comes to.
struct Show<'a> {
    settings: &'a Settings,
    out: &'a mut Sink,
    err: &'a mut Sink,
    status: Status,
    tally: Tally,
    /// The troubles that were shown: one configuration can stand in the way of many files.
    told: HashSet<String>,
}

impl Show<'_> {
    /// Shows or writes one file; `false` when nobody is left to see anything.
    fn show(&mut self, item: &Item<'_>, report: Result<Report, Trouble>) -> bool {
        let status = match (item, report) {
            (Item::Text(_, bytes), report) if self.settings.mode == Mode::Write => self.filter(bytes, report),
            (_, report) => report.and_then(|report| self.file(report)),
        };
        match status {
            Ok(status) => self.status = self.status.max(status),
            Err(trouble) => self.trouble(&trouble),
        }
        !self.out.is_closed() || self.settings.mode == Mode::Write
    }

    fn trouble(&mut self, trouble: &Trouble) {
        self.status = Status::Trouble;
        let text = format!("{trouble}\n");
        if self.told.insert(text.clone()) {
            self.err.put(text);
        }
    }

    fn file(&mut self, report: Report) -> Result<Status, Trouble> {
        let Report { kind, findings, lasting, listing, rest, patch, rewrite } = report;
        self.tally.add(kind, findings);
        match self.settings.mode {
            Mode::List => self.out.put(listing),
            Mode::Diff => {
                self.out.put(patch);
                self.err.put(if kind == Kind::Fix { rest } else { listing });
            }
            Mode::Write => match rewrite {
                Some(rewrite) => {
                    let (file, read, verified) = *rewrite;
                    apply::apply(&file, &read, &verified)?;
                    if !self.settings.quiet {
                        self.out.put(text::fixed(&file, findings - lasting, self.out.palette()));
                    }
                    self.out.put(rest);
                }
                None => self.out.put(listing),
            },
            Mode::Check => {}
        }
        Ok(Status::of(kind, self.settings.mode == Mode::Write, lasting))
    }

    /// `mpfix --write -`: an editor replaces its buffer with what comes out, so something always does.
    fn filter(&mut self, bytes: &[u8], report: Result<Report, Trouble>) -> Result<Status, Trouble> {
        let report = report.inspect_err(|_| self.out.put(bytes))?;
        match report.rewrite {
            Some(rewrite) => {
                self.out.put(rewrite.0.encode(rewrite.2.text())?);
                self.err.put(report.rest);
            }
            None => {
                self.out.put(bytes);
                self.err.put(report.listing);
            }
        }
        Ok(Status::of(report.kind, true, report.lasting))
    }

    fn finish(self) -> Status {
        if self.settings.mode == Mode::List && !self.settings.quiet && self.tally.findings > 0 {
            self.out.put(format!("{}\n", self.tally));
        }
        if let Some(error) = self.out.take_failure() {
            self.err.put(format!("{}\n", Trouble::new("standard output", format!("cannot write: {}", plain(&error)))));
            return Status::Trouble;
        }
        // The reader has seen enough and left, as `head` does; what it did not see does not count.
        let unseen = self.out.is_closed() && self.settings.mode != Mode::Write && self.status < Status::Trouble;
        if unseen { Status::Clean } else { self.status }
    }
}

fn internal_error(item: &Item<'_>, panic: &str) -> Trouble {
    Trouble::new(item.path(), format!("internal error: {panic}"))
        .with_help("this is a fault of mpfix, and the file is untouched; please report it")
}
