//! What the files of a run are when it is over: a file whose import starts processes is judged beside the others as they
//! will be.
//!
//! Each file is judged once beside all others as they are, which says what it asks for. It is judged once more only where
//! something it asks for will have another text; what it asks for comes first. Files that ask for each other in a circle
//! are judged in rounds, until none of them changes. So what comes out depends on no order, and each file has one rewrite.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::{Checker, has_mark};
use crate::finding::Code;
use crate::judge::command::with_commands;
use crate::judge::{Context, judge};
use crate::lookup::Disk;
use crate::outcome::Outcome;
use crate::reach::Verdict;
use crate::source::configs::absolute;
use crate::source::{self, SourceFile};
use crate::trouble::Trouble;

/// Most rounds for files that ask for each other. Where they go on changing, they are judged as if all others stayed.
const MOST_ROUNDS: usize = 4;

/// The files of a run, by their absolute paths.
#[derive(Debug, Default)]
pub(super) struct Together(Mutex<FxHashMap<PathBuf, Arc<Slot>>>);

impl Together {
    fn slot(&self, path: &Path) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(path) {
            return Arc::clone(slot);
        }
        Arc::clone(slots.entry(path.to_path_buf()).or_default())
    }
}

/// What is known of one file so far.
#[derive(Debug, Default)]
struct Slot {
    /// Beside all others as they are.
    first: OnceLock<Arc<First>>,
    /// Beside all others as they will be.
    last: OnceLock<Judged>,
    /// The same for all files that ask for each other; kept with the first of them.
    circle: OnceLock<Vec<Judged>>,
}

type Judged = Result<Outcome, Trouble>;

/// A file that was judged beside all others as they are.
#[derive(Debug)]
pub(super) struct First {
    /// `None`: nothing in it can matter, so it stays as it is.
    file: Option<SourceFile>,
    judged: Judged,
    /// The files of the run whose texts were asked for, by their absolute paths; none unless an import starts processes,
    /// since nothing else depends on what others become.
    asks: Vec<PathBuf>,
}

/// New texts of files, by their absolute paths.
type Changes = FxHashMap<PathBuf, Arc<str>>;

/// The files as they are, and which of them are asked for.
struct Watched<'a> {
    files: &'a dyn Disk,
    asked: Mutex<Vec<PathBuf>>,
}

/// The files as they will be.
struct Changed<'a> {
    files: &'a dyn Disk,
    changes: &'a Changes,
}

/// All but the texts is as it is.
macro_rules! as_it_is {
    () => {
        fn is_file(&self, path: &Path) -> bool {
            self.files.is_file(path)
        }

        fn is_folder(&self, path: &Path) -> bool {
            self.files.is_folder(path)
        }

        fn target(&self, path: &Path) -> Option<PathBuf> {
            self.files.target(path)
        }

        fn is_same(&self, one: &Path, other: &Path) -> bool {
            self.files.is_same(one, other)
        }

        fn mentioning(&self, root: &Path, words: &[&str]) -> Vec<PathBuf> {
            self.files.mentioning(root, words)
        }

        fn original(&self, path: &Path) -> Option<String> {
            self.files.original(path)
        }
    };
}

impl Disk for Watched<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_path_buf());
        self.files.text(path)
    }

    as_it_is!();
}

impl Disk for Changed<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        match self.changes.get(&absolute(path)) {
            Some(new) => Some(new.to_string()),
            None => self.files.text(path),
        }
    }

    as_it_is!();
}

/// The text that takes the place of a file.
fn new_text(judged: &Judged) -> Option<&str> {
    match judged {
        Ok(Outcome::Fix { rewrite, .. }) => Some(rewrite.text()),
        _ => None,
    }
}

impl Checker {
    /// What is found in a text when the files around are what the run makes of them.
    pub(super) fn judged_together(&self, file: &SourceFile, unsafe_fixes: bool) -> Judged {
        let own = absolute(file.path());
        if !self.options.applies || !self.is_in_run(&own) {
            return self.judged(file, unsafe_fixes, &*self.files).map(|(outcome, _)| outcome);
        }
        if unsafe_fixes == self.options.unsafe_fixes {
            let slot = self.together.slot(&own);
            let first = Arc::clone(slot.first.get_or_init(|| Arc::new(self.first(file, unsafe_fixes))));
            if first.file.as_ref().is_some_and(|known| known.text() == file.text()) {
                Search::new(self).visit(&own, &slot);
                return slot.last.get().unwrap_or(&first.judged).clone();
            }
        }
        // Another text than that of the disk, or by other rules: nobody else asks for it.
        let first = self.first(file, unsafe_fixes);
        let mut search = Search::new(self);
        for asked in first.asks.iter().filter(|asked| **asked != own) {
            search.visit(asked, &self.together.slot(asked));
        }
        self.beside(file, unsafe_fixes, &first, &self.changes(&first, &own))
    }

    fn is_in_run(&self, path: &Path) -> bool {
        self.run.get().is_some_and(|run| run.contains_key(path))
    }

    /// What a file of the run is called there.
    fn run_name(&self, path: &Path) -> PathBuf {
        self.run.get().and_then(|run| run.get(path)).cloned().unwrap_or_else(|| path.to_path_buf())
    }

    /// Judges a text beside all others as they are.
    fn first(&self, file: &SourceFile, unsafe_fixes: bool) -> First {
        let disk = Watched { files: &*self.files, asked: Mutex::default() };
        let judged = self.judged(file, unsafe_fixes, &disk);
        let mut asks = Vec::new();
        if judged.as_ref().is_ok_and(|(_, starts_by_import)| *starts_by_import) {
            let asked = disk.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
            asks = asked.iter().map(|path| absolute(path)).filter(|path| self.is_in_run(path)).collect();
            asks.sort();
            asks.dedup();
        }
        First { file: Some(file.clone()), judged: judged.map(|(outcome, _)| outcome), asks }
    }

    /// The same for a file that others ask for.
    fn first_of(&self, path: &Path) -> First {
        let quiet = || First { file: None, judged: Ok(Outcome::Quiet), asks: Vec::new() };
        let shown = self.run_name(path);
        let Some(bytes) = self.files.bytes(&shown) else { return quiet() };
        let is_named = self.options.named.contains(&shown);
        let verdict = self.verdict(&shown, &bytes, is_named);
        let must_be_judged = has_mark(&bytes) || !self.commands(&shown).is_empty();
        let is_quiet = matches!(verdict, Verdict::Quiet) && !must_be_judged;
        let Some(file) = (!is_quiet).then(|| source::decode(&shown, &bytes).ok()).flatten() else { return quiet() };
        match self.is_quiet_at_a_glance(&file, &bytes, verdict) {
            Ok(true) if !must_be_judged => quiet(),
            Ok(_) => self.first(&file, self.options.unsafe_fixes),
            Err(_) => quiet(),
        }
    }

    /// What becomes of what a file asks for, as far as it changes.
    fn changes(&self, first: &First, own: &Path) -> Changes {
        let others = first.asks.iter().filter(|asked| **asked != own);
        let new = others.filter_map(|asked| {
            let slot = self.together.slot(asked);
            let text = slot.last.get().and_then(new_text).or_else(|| {
                let first = slot.first.get()?;
                first.asks.is_empty().then(|| new_text(&first.judged)).flatten()
            })?;
            Some((asked.clone(), Arc::from(text)))
        });
        new.collect()
    }

    /// Judges a file once more, unless nothing it asks for changes.
    fn beside(&self, file: &SourceFile, unsafe_fixes: bool, first: &First, changes: &Changes) -> Judged {
        if changes.is_empty() {
            return first.judged.clone();
        }
        let disk = Changed { files: &*self.files, changes };
        self.judged(file, unsafe_fixes, &disk).map(|(outcome, _)| outcome)
    }

    /// Judges a file, beside these files; also tells whether an import starts processes.
    fn judged(&self, file: &SourceFile, unsafe_fixes: bool, disk: &dyn Disk) -> Result<(Outcome, bool), Trouble> {
        let config = self.configs.of_file(file.path())?;
        let places = self.roots.of(file.path(), &config);
        let context = self.context(file, &config, &places);
        let context = Context { unsafe_fixes: unsafe_fixes || context.unsafe_fixes, disk, ..context };
        let mut outcome = judge(file, &context)?;
        let starts_by_import = outcome.findings().iter().any(|finding| finding.code == Code::StartByImport);
        let commands = self.commands(file.path());
        if !commands.is_empty() {
            outcome = with_commands(outcome, file, &places.root(file.path()), &commands, &context);
        }
        Ok((self.settled(file, &config, outcome), starts_by_import))
    }
}

/// Finds the files that ask for each other, and judges each group after all it asks for (Tarjan's strongly connected
/// components).
struct Search<'c> {
    checker: &'c Checker,
    places: FxHashMap<PathBuf, usize>,
    open: Vec<(PathBuf, Arc<Slot>)>,
    is_open: Vec<bool>,
}

impl<'c> Search<'c> {
    fn new(checker: &'c Checker) -> Search<'c> {
        Search { checker, places: FxHashMap::default(), open: Vec::new(), is_open: Vec::new() }
    }

    /// Judges a file after all it asks for. The result is the first of the open files that it leads to.
    fn visit(&mut self, path: &Path, slot: &Arc<Slot>) -> usize {
        let first = Arc::clone(slot.first.get_or_init(|| Arc::new(self.checker.first_of(path))));
        if first.asks.is_empty() || slot.last.get().is_some() {
            return usize::MAX;
        }
        let place = self.is_open.len();
        self.places.insert(path.to_path_buf(), place);
        self.is_open.push(true);
        self.open.push((path.to_path_buf(), Arc::clone(slot)));
        let (height, mut low) = (self.open.len() - 1, place);
        for asked in &first.asks {
            low = low.min(match self.places.get(asked) {
                Some(&other) if self.is_open[other] => other,
                Some(_) => usize::MAX,
                None => self.visit(asked, &self.checker.together.slot(asked)),
            });
        }
        if low == place {
            let group = self.open.split_off(height);
            for (member, _) in &group {
                if let Some(&place) = self.places.get(member) {
                    self.is_open[place] = false;
                }
            }
            self.checker.judge_group(group);
        }
        low
    }
}

impl Checker {
    fn judge_group(&self, mut group: Vec<(PathBuf, Arc<Slot>)>) {
        if let [(path, slot)] = &group[..] {
            slot.last.get_or_init(|| match slot.first.get() {
                Some(first) => self.last(first, &self.changes(first, path)),
                None => Ok(Outcome::Quiet),
            });
            return;
        }
        group.sort_by(|one, other| one.0.cmp(&other.0));
        let Some((_, keeper)) = group.first() else { return };
        let judged = keeper.circle.get_or_init(|| self.circle(&group));
        for ((_, slot), judged) in group.iter().zip(judged) {
            slot.last.get_or_init(|| judged.clone());
        }
    }

    fn last(&self, first: &First, changes: &Changes) -> Judged {
        match &first.file {
            Some(file) => self.beside(file, self.options.unsafe_fixes, first, changes),
            None => first.judged.clone(),
        }
    }

    /// Judges files that ask for each other until none of them changes.
    fn circle(&self, group: &[(PathBuf, Arc<Slot>)]) -> Vec<Judged> {
        let firsts: Vec<&Arc<First>> = group.iter().filter_map(|(_, slot)| slot.first.get()).collect();
        let as_all_are = || firsts.iter().map(|first| first.judged.clone()).collect();
        let mut judged: Vec<Judged> = as_all_are();
        let mut texts: Changes = FxHashMap::default();
        let mut beside: Vec<Changes> = vec![FxHashMap::default(); firsts.len()];
        for _ in 0..MOST_ROUNDS {
            let mut has_changed = false;
            for (index, (path, _)) in group.iter().enumerate() {
                let mut changes = self.changes(firsts[index], path);
                let within = firsts[index].asks.iter().filter(|asked| *asked != path);
                changes.extend(within.filter_map(|asked| Some((asked.clone(), Arc::clone(texts.get(asked)?)))));
                if changes == beside[index] {
                    continue;
                }
                judged[index] = self.last(firsts[index], &changes);
                beside[index] = changes;
                let new: Option<Arc<str>> = new_text(&judged[index]).map(Arc::from);
                if texts.get(path) != new.as_ref() {
                    has_changed = true;
                    match new {
                        Some(new) => texts.insert(path.clone(), new),
                        None => texts.remove(path),
                    };
                }
            }
            if !has_changed {
                return judged;
            }
        }
        as_all_are()
    }
}
