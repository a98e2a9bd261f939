//! One file from its bytes to what is reported of it: all stages that only compute, with what they share.
//!
//! The command line and the language server both come through here, so that they never disagree.

mod together;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::config::options::Freeze;
use crate::finding::{Code, Finding};
use crate::judge::command::commands_in;
use crate::judge::glance::{Glance, glance};
use crate::judge::parts::{Part, parts};
use crate::judge::proposal::{Assessment, assess};
use crate::judge::{Context, FreezeSupport};
use crate::lookup::Places;
use crate::outcome::Outcome;
use crate::project::Modules;
use crate::project::manifest::{Command, Manifest};
use crate::reach::{Reach, Verdict};
use crate::selection::Layer;
use crate::source::configs::{Configs, Origin, absolute};
use crate::source::freezer::Freezers;
use crate::source::index::Searched;
use crate::source::overlay::Overlay;
use crate::source::prefilter::Prefilter;
use crate::source::relevance::Relevance;
use crate::source::roots::{Roots, Why};
use crate::source::walk::Exclude;
use crate::source::{self, SourceFile};
use crate::starters::Registry;
use crate::suppress::{MARK, Suppressions, settle};
use crate::timing::{Stage, timer};
use crate::trouble::Trouble;
use crate::validate::Created;
use together::Together;

/// What the user says about the judgement of files; configurations say the rest.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether rewrites add `freeze_support()`; `None`: as configured, else as the project around a file shows.
    pub freeze_support: Option<Freeze>,
    /// Whether repairs may be made of which the text does not show that they are right, whatever is configured.
    pub unsafe_fixes: bool,
    /// Which codes are reported.
    pub layer: Layer,
    /// The paths that were named: a folder among them is a project when nothing else shows where one begins.
    pub named: Vec<PathBuf>,
    /// Where configurations come from.
    pub configs: Origin,
    /// Whether rewrites are written, or shown to be applied: then a file is judged beside the others as they will be.
    pub applies: bool,
}

/// Is there a comment that may be about findings?
fn has_mark(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, MARK.as_bytes()).is_some()
}

/// One file and what is to be said about it.
#[derive(Debug)]
pub struct Checked {
    /// The text and how it is written.
    pub file: SourceFile,
    /// The bytes that were read.
    pub bytes: Vec<u8>,
    /// What was found and is to be reported.
    pub outcome: Outcome,
    /// What is to take the place of the bytes, when there is a rewrite.
    pub rewritten: Option<Vec<u8>>,
    /// Files the rewrite puts beside it; written together with it or not at all.
    pub created: Vec<NewFile>,
}

/// A file that a rewrite needs and that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where, as the rewritten file is named.
    pub path: PathBuf,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl NewFile {
    fn of(created: &Created) -> Self {
        Self { path: created.path().to_path_buf(), bytes: created.text().as_bytes().to_vec() }
    }
}

/// Why nothing in a file can matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// By the words in it and in what it imports.
    Words,
    /// By what its code names.
    Reach,
    /// By a run without the code that cannot start anything.
    Glance,
}

/// The stages between reading and showing, with what they share between files.
pub struct Checker {
    options: Options,
    reach: Reach,
    configs: Arc<Configs>,
    freezers: Freezers,
    roots: Roots,
    /// What is installed as a command, by the roots of projects and the folders in them.
    commands: Mutex<FxHashMap<PathBuf, Arc<[Command]>>>,
    /// The files of the run, by their absolute paths, as they are named.
    run: OnceLock<FxHashMap<PathBuf, PathBuf>>,
    together: Together,
    files: Arc<Overlay>,
    modules: Arc<Modules>,
}

impl Checker {
    /// For files judged with these options.
    ///
    /// # Errors
    /// When a configuration that was named cannot be read or understood.
    pub fn new(options: Options) -> Result<Self, Trouble> {
        Self::among(options, Arc::default())
    }

    /// The same, with some files as an editor has them.
    ///
    /// # Errors
    /// As [`Checker::new`].
    pub fn among(options: Options, files: Arc<Overlay>) -> Result<Self, Trouble> {
        files.name(&options.named);
        let configs = Arc::new(Configs::new(options.configs.clone()));
        if matches!(options.configs, Origin::File(_)) {
            configs.of_folder(Path::new(""))?;
        }
        let words = Registry::builtin_words().into_iter().chain([MARK]);
        let prefilter = Prefilter::new(words).map_err(|error| Trouble::new("registry", error.to_string()))?;
        let known = Arc::clone(&configs);
        let is_own =
            move |path: &Path, bytes: &[u8]| known.of_file(path).is_ok_and(|config| config.own_mentions(bytes));
        let relevance = Relevance::new(prefilter, Box::new(is_own), Arc::clone(&files));
        let modules = Arc::<Modules>::default();
        let reach = Reach::new(relevance, Arc::clone(&files), Arc::clone(&modules));
        let roots = Roots::new(&options.named);
        let (run, together, freezers) = (OnceLock::new(), Together::default(), Freezers::new());
        let commands = Mutex::default();
        Ok(Self { options, reach, configs, freezers, roots, commands, run, together, files, modules })
    }

    /// Judges one file; `None` when nothing in its bytes can matter, so that it was not even decoded.
    ///
    /// `named`: the user named the file, so it is a script wherever it lies.
    ///
    /// # Errors
    /// When the file cannot be decoded or parsed, when its configuration is wrong, or when the rewrite cannot be encoded.
    pub fn check(&self, path: &Path, bytes: Vec<u8>, named: bool) -> Result<Option<Checked>, Trouble> {
        let _timer = timer(Stage::Search);
        // What a configuration would say that cannot be understood is not known: the file might matter.
        self.configs.of_file(path)?;
        let verdict = self.verdict(path, &bytes, named);
        // What is installed as a command is run, whatever the file itself does.
        let must_be_judged = has_mark(&bytes) || !self.commands(path).is_empty();
        if matches!(verdict, Verdict::Quiet) && !must_be_judged {
            return Ok(None);
        }
        let file = source::decode(path, &bytes)?;
        if !must_be_judged && self.is_quiet_at_a_glance(&file, &bytes, verdict)? {
            return Ok(None);
        }
        let outcome = self.outcome(&file)?;
        let rewritten = match &outcome {
            Outcome::Fix { rewrite, .. } => Some(file.encode(rewrite.text())?),
            _ => None,
        };
        let created = match &outcome {
            Outcome::Fix { rewrite, .. } => rewrite.created().into_iter().map(NewFile::of).collect(),
            _ => Vec::new(),
        };
        if self.options.applies && rewritten.is_some() {
            // Others are judged beside it as it is now, whether it was written by then or not.
            self.files.pin(path, &bytes);
        }
        Ok(Some(Checked { file, bytes, outcome, rewritten, created }))
    }

    /// What is found in a text and is to be reported, whether its words matter or not.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn outcome(&self, file: &SourceFile) -> Result<Outcome, Trouble> {
        self.judged_together(file, self.options.unsafe_fixes)
    }

    /// The same with unsafe fixes, whatever the options and the configuration say.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn unsafe_outcome(&self, file: &SourceFile) -> Result<Outcome, Trouble> {
        self.judged_together(file, true)
    }

    /// Whether a file with these bytes can matter at all; `named` as in [`Checker::check`].
    pub fn matters(&self, path: &Path, bytes: &[u8], named: bool) -> bool {
        has_mark(bytes)
            || !self.commands(path).is_empty()
            || !matches!(self.verdict(path, bytes, named), Verdict::Quiet)
    }

    /// The functions of a file that are installed as commands.
    fn commands(&self, path: &Path) -> Vec<Command> {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let lock = || self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&folder).cloned();
        let all = known.unwrap_or_else(|| {
            let places = self.configs.of_file(path).map(|config| self.roots.of(path, &config)).unwrap_or_default();
            let root = places.root(path);
            let known = lock().get(&root).cloned();
            let all = known.unwrap_or_else(|| Manifest::of_folder(&root, &*self.files).commands.into());
            let mut commands = lock();
            commands.insert(root, Arc::clone(&all));
            commands.insert(folder, Arc::clone(&all));
            all
        });
        if all.is_empty() { Vec::new() } else { commands_in(&absolute(path), &all) }
    }

    /// Why a file is quiet for which [`Checker::check`] has nothing.
    pub fn quiet_by(&self, path: &Path, bytes: &[u8], named: bool) -> Quiet {
        match self.verdict(path, bytes, named) {
            Verdict::Quiet if self.reach.has_word(path, bytes) => Quiet::Reach,
            Verdict::Quiet => Quiet::Words,
            Verdict::Judge | Verdict::Alone(_) | Verdict::Among(_) => Quiet::Glance,
        }
    }

    fn verdict(&self, path: &Path, bytes: &[u8], named: bool) -> Verdict {
        let Ok(config) = self.configs.of_file(path) else { return Verdict::Judge };
        self.reach.verdict(path, bytes, named, &|| self.roots.of(path, &config))
    }

    /// Does the file start nothing, as runs show that leave out what cannot start anything? They cost a fraction of those
    /// of the judge, who follows all imports.
    fn is_quiet_at_a_glance(&self, file: &SourceFile, bytes: &[u8], verdict: Verdict) -> Result<bool, Trouble> {
        let config = self.configs.of_file(file.path())?;
        let places = self.roots.of(file.path(), &config);
        let context = self.context(file, &config, &places);
        let verdict = match verdict {
            Verdict::Alone(alone) => match glance(file, &context, &alone)? {
                Glance::Quiet => return Ok(true),
                Glance::Starts => return Ok(false),
                Glance::CannotTell => self.reach.verdict_among(file.path(), bytes, &|| places.clone()),
            },
            verdict => verdict,
        };
        match verdict {
            Verdict::Quiet => Ok(true),
            Verdict::Judge | Verdict::Alone(_) => Ok(false),
            Verdict::Among(among) => Ok(glance(file, &context, &among)? == Glance::Quiet),
        }
    }

    /// Whether the configuration leaves a file out of its folder.
    ///
    /// # Errors
    /// When the configuration or a pattern in it is wrong.
    pub fn leaves_out(&self, path: &Path) -> Result<bool, Trouble> {
        Ok(self.exclude(path.parent().unwrap_or(Path::new("")), &[])?.names(path))
    }

    /// What is to be said of `new`, which somebody wants to put in the place of `old`. Both are named as `old` is, so that they
    /// find the same modules.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn assess(&self, old: &SourceFile, new: &SourceFile) -> Result<Assessment, Trouble> {
        let config = self.configs.of_file(old.path())?;
        let places = self.roots.of(old.path(), &config);
        let context = self.context(old, &config, &places);
        assess(old, new, &Context { advice: false, ..context })
    }

    /// The folder of the project a file belongs to; its own folder when nothing shows where one begins.
    pub fn project_of(&self, path: &Path) -> PathBuf {
        let own = absolute(path.parent().unwrap_or(Path::new("")));
        let Ok(config) = self.configs.of_file(path) else { return own };
        let levels = self.roots.of(path, &config).levels;
        own.ancestors().nth(levels).map_or(own.clone(), Path::to_path_buf)
    }

    /// The parts into which the repair of a file can be divided, unsafe ones among them: those that mend nothing but what
    /// is `reported`.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn parts(&self, file: &SourceFile, reported: &[Finding]) -> Result<Vec<Part>, Trouble> {
        let config = self.configs.of_file(file.path())?;
        let places = self.roots.of(file.path(), &config);
        let mut parts =
            parts(file, &Context { unsafe_fixes: true, advice: false, ..self.context(file, &config, &places) })?;
        let is_reported =
            |finding: &Finding| reported.iter().any(|other| (other.code, other.range) == (finding.code, finding.range));
        parts.retain(|part| part.findings.iter().all(is_reported));
        Ok(parts)
    }

    /// What of an outcome is to be reported.
    fn settled(&self, file: &SourceFile, config: &Config, outcome: Outcome) -> Outcome {
        let selection = config.selection(&absolute(file.path()), &self.options.layer);
        settle(outcome, &selection, &Suppressions::in_text(file.path(), file.text()))
    }

    /// Says which files the run is about.
    pub fn expect<'p>(&self, paths: impl Iterator<Item = &'p Path>) {
        self.run.get_or_init(|| paths.map(|path| (absolute(path), path.to_path_buf())).collect());
    }

    /// What to leave out of a folder that was named: what `given` says, else what is configured there.
    ///
    /// # Errors
    /// When the configuration or a pattern is wrong.
    pub fn exclude(&self, folder: &Path, given: &[String]) -> Result<Exclude, Trouble> {
        let config = self.configs.of_folder(folder)?;
        let (at, first) = match given {
            [] => (&*config.folder, config.exclude.as_deref().unwrap_or_default()),
            _ => (Path::new(""), given),
        };
        let lists = [(at, first), (&config.folder, &config.extend_exclude)];
        let selected = Exclude::new(&lists).and_then(|all| all.with_included(&config.folder, &config.include));
        selected.map_err(|error| Trouble::new(folder, error).of_configuration())
    }

    /// Where projects were taken to begin, and why.
    pub fn project_roots(&self) -> BTreeMap<PathBuf, Why> {
        self.roots.taken()
    }

    /// Where it was looked for files that import others.
    pub fn searched(&self) -> Vec<Searched> {
        self.files.searched()
    }

    fn context<'c>(&'c self, file: &SourceFile, config: &'c Config, places: &'c Places) -> Context<'c> {
        let add = match self.options.freeze_support.or(config.freeze_support).unwrap_or(Freeze::Auto) {
            Freeze::Always => true,
            Freeze::Never => false,
            Freeze::Auto => self.freezers.around(file.path()),
        };
        let freeze_support = if add { FreezeSupport::Add } else { FreezeSupport::Omit };
        let unsafe_fixes = self.options.unsafe_fixes || config.unsafe_fixes == Some(true);
        let selection = config.selection(&absolute(file.path()), &self.options.layer);
        let advice = Code::ALL.iter().any(|code| !code.is_default() && selection.has(*code));
        let (registry, disk, modules) = (config.registry(), &*self.files, &self.modules);
        Context { freeze_support, registry, unsafe_fixes, advice, disk, places, modules }
    }
}
