//! Stage REACH: can running or importing a file start processes? Found by names alone, before anything is interpreted.
//!
//! Interpreting a file costs many times what reading it does, and most files that mention a library of processes, or
//! import something that does, never start any. A start needs a function or class that the registry knows, and code gets
//! at those only by naming them, or by naming a function of the project that does, and so on. So the definitions of all
//! files are the nodes of a graph, and what their code names are its edges. When no way leads from the code a module runs at
//! its top level (main guards included) to a name of the registry, there is nothing to find in it.
//!
//! The answer errs on one side only: what is said not to matter cannot start anything.

mod collect;
mod edges;
mod graph;
mod heat;
pub mod seeds;
pub mod summary;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use self::graph::Graph;
use self::seeds::Seeds;
use self::summary::{Dotted, Summary};
use crate::parse::Module;
use crate::source::relevance::{Look, Relevance};
use crate::source::{decode, neighbour};

/// The files that can be imported from roots.
trait Files {
    /// What the bytes of a file say; `None` when it cannot be read.
    fn look(&self, path: &Path) -> Option<Arc<Look>>;
    /// Is there a module or folder of that name where absolute imports look?
    fn begins(&self, first: &str) -> bool;
    /// The files a dotted name can mean.
    fn module(&self, importer: &Path, module: &Dotted) -> Vec<PathBuf>;
    /// What the code of a file names; `None` when it cannot be decoded or parsed.
    fn summary(&self, path: &Path) -> Option<Arc<Summary>>;
}

/// The search, with all it has learned.
pub struct Reach {
    seeds: Seeds,
    relevance: Relevance,
    graphs: Mutex<FxHashMap<Vec<PathBuf>, Arc<Mutex<Graph>>>>,
    summaries: Mutex<FxHashMap<PathBuf, Option<Arc<Summary>>>>,
    parsed: AtomicUsize,
}

impl Reach {
    /// A search for these names in files that the bytes tell to be relevant.
    pub fn new(seeds: Seeds, relevance: Relevance) -> Reach {
        let (graphs, summaries, parsed) = Default::default();
        Reach { seeds, relevance, graphs, summaries, parsed }
    }

    /// Does the file have to be judged? It does when it may start processes, and when it cannot be parsed, so that somebody
    /// has to say so; but files that neither have a word of the registry nor lead to one are never parsed.
    ///
    /// `named`: the user named the file, so it is a script wherever it lies.
    pub fn matters(&self, path: &Path, bytes: &[u8], named: bool) -> bool {
        let has_word = self.relevance.has_word(path, bytes);
        if !has_word && !self.relevance.is_script(path, named) {
            return false;
        }
        let look = Arc::new(self.relevance.look_at(path, bytes));
        if self.relevance.remember(path, &look) {
            self.forget();
            self.relevance.remember(path, &look);
        }
        if has_word {
            if look.has_own {
                return true;
            }
            let text = || decode(path, bytes).ok().map(|file| file.text().to_string());
            // Most files that start anything do so by themselves: then no other has to be looked at.
            let Some(summary) = self.learn(path, text) else { return true };
            if edges::is_hot_alone(&summary, &self.seeds) {
                return true;
            }
        }
        let roots = vec![path.parent().unwrap_or(Path::new("")).to_path_buf()];
        let graph = lock(&self.graphs).entry(roots.clone()).or_default().clone();
        lock(&graph).matters(path, &look, &Rooted { reach: self, roots }, &self.seeds)
    }

    /// A file is not what it was: nothing that was learned holds any more.
    fn forget(&self) {
        self.relevance.forget();
        lock(&self.graphs).clear();
        lock(&self.summaries).clear();
    }

    /// How many files were parsed so far to find out what they name.
    pub fn parsed(&self) -> usize {
        self.parsed.load(Ordering::Relaxed)
    }

    /// What the code of a file names, found out once.
    fn learn(&self, path: &Path, text: impl FnOnce() -> Option<String>) -> Option<Arc<Summary>> {
        if let Some(known) = lock(&self.summaries).get(path) {
            return known.clone();
        }
        self.parsed.fetch_add(1, Ordering::Relaxed);
        let module = text().and_then(|text| Module::parse(path, text).ok());
        let summary = module.map(|module| Arc::new(Summary::of(module.body())));
        lock(&self.summaries).insert(path.to_path_buf(), summary.clone());
        summary
    }
}

/// The files as they are on the disk.
struct Rooted<'r> {
    reach: &'r Reach,
    /// Where absolute names are looked up.
    roots: Vec<PathBuf>,
}

impl Files for Rooted<'_> {
    fn look(&self, path: &Path) -> Option<Arc<Look>> {
        self.reach.relevance.look(path)
    }

    fn begins(&self, first: &str) -> bool {
        self.reach.relevance.begins(&self.roots, first)
    }

    fn module(&self, importer: &Path, module: &Dotted) -> Vec<PathBuf> {
        let parts: Vec<&str> = module.parts.iter().map(|part| &**part).collect();
        self.reach.relevance.module(importer, &self.roots, module.level as usize, &parts)
    }

    fn summary(&self, path: &Path) -> Option<Arc<Summary>> {
        self.reach.learn(path, || neighbour(path))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
