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
mod links;
mod plain;
pub mod seeds;
pub mod summary;
mod syntax;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ruff_text_size::TextSize;
use rustc_hash::{FxHashMap, FxHashSet};

use self::graph::Graph;
use self::seeds::Seeds;
use self::summary::{Dotted, Summary, Word};
use crate::interpret::{self, trace::Role};
use crate::lookup::{Disk, Places, is_standard_library, is_there_before_the_script, up};
use crate::project::{Modules, Project, Warmth, folders};
use crate::source::decode;
use crate::source::overlay::Overlay;
use crate::source::relevance::{Look, Relevance};
use crate::starters::Registry;

/// The files of a project.
trait Files {
    /// What the bytes of a file say; `None` when it cannot be read.
    fn look(&self, path: &Path) -> Option<Arc<Look>>;
    /// Is there a module or folder of that name where the absolute imports of a file look, or in one of the folders `more`?
    fn begins(&self, importer: &Path, first: &str, more: &[PathBuf]) -> bool;
    /// The files a dotted name can mean.
    fn module(&self, importer: &Path, module: &Dotted, more: &[PathBuf]) -> Vec<PathBuf>;
    /// Does a run of the file's code, as somebody imports it, show that it starts nothing with what is its own?
    fn is_quiet_alone(&self, path: &Path) -> bool;
    /// Does one of the names stand behind a dot in a file?
    fn has_attribute(&self, path: &Path, names: &FxHashSet<Word>) -> bool;
    /// The root of the project.
    fn top(&self) -> &Path;
    /// What the code of a file names; `None` when it cannot be decoded or parsed.
    fn summary(&self, path: &Path) -> Option<Arc<Summary>>;
}

/// Deepest nesting of folders that is looked into.
const MOST_FOLDERS: usize = 64;

/// The root of a project and its source roots.
type Roots = (PathBuf, Vec<PathBuf>);

/// The search, with all it has learned.
pub struct Reach {
    relevance: Relevance,
    files: Arc<Overlay>,
    graphs: Mutex<FxHashMap<Roots, Arc<Mutex<Graph>>>>,
    summaries: Mutex<FxHashMap<PathBuf, Option<Arc<Summary>>>>,
    modules: Arc<Modules>,
    parsed: AtomicUsize,
}

impl Reach {
    /// A search in files that the bytes tell to be relevant; what is parsed is shared.
    pub fn new(relevance: Relevance, files: Arc<Overlay>, modules: Arc<Modules>) -> Reach {
        let (graphs, summaries, parsed) = Default::default();
        Reach { relevance, files, graphs, summaries, modules, parsed }
    }

    /// Does the file have to be judged? It does when it may start processes, and when it cannot be parsed, so that somebody
    /// has to say so; but files that neither have a word of the registry nor lead to one are never parsed.
    ///
    /// `named`: the user named the file, so it is a script wherever it lies. `places` tells where its project is.
    pub fn verdict(&self, path: &Path, bytes: &[u8], named: bool, places: &dyn Fn() -> Places) -> Verdict {
        let (look, has_changed) = self.relevance.look_at(path, bytes);
        if has_changed {
            self.forget();
        }
        if !look.has_word && !self.relevance.is_script(path, bytes, named) {
            return Verdict::Quiet;
        }
        if look.has_own {
            return Verdict::Judge;
        }
        if look.has_word {
            let text = || decode(path, bytes).ok().map(|file| file.text().to_string());
            // Most files that start anything do so by themselves: then no other has to be looked at.
            let Some(summary) = self.learn(path, text) else { return Verdict::Judge };
            if edges::are_hot_alone(&summary, summary.run()) {
                return Verdict::Alone(Alone { path: path.to_path_buf() });
            }
        }
        self.verdict_among(path, bytes, places)
    }

    /// Does the file have a word of the registry?
    pub fn has_word(&self, path: &Path, bytes: &[u8]) -> bool {
        self.relevance.look_at(path, bytes).0.has_word
    }

    /// The same with all that the file leads to, after [`Reach::verdict`] has looked at it alone.
    pub fn verdict_among(&self, path: &Path, bytes: &[u8], places: &dyn Fn() -> Places) -> Verdict {
        let (look, _) = self.relevance.look_at(path, bytes);
        let around = self.around(path, bytes, places());
        let graph = self.graph(&around);
        // Python follows a link to a script, and looks in that folder first.
        let real = self.files.target(path).and_then(|target| target.parent().map(Path::to_path_buf));
        let verdict = lock(&graph).verdict(path, &look, real, &around);
        match verdict {
            graph::Verdict::Cold => Verdict::Quiet,
            graph::Verdict::Hot => Verdict::Among(Among { graph }),
            graph::Verdict::Hidden => Verdict::Judge,
        }
    }

    fn around<'r>(&'r self, path: &'r Path, bytes: &'r [u8], places: Places) -> Around<'r> {
        let (top, sources) = (places.root(path), places.sources(path));
        Around { reach: self, places, top, sources, own: (path, bytes), roots: RefCell::default() }
    }

    fn graph(&self, around: &Around<'_>) -> Arc<Mutex<Graph>> {
        lock(&self.graphs).entry((around.top.clone(), around.sources.clone())).or_default().clone()
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
        let module = text().and_then(|text| self.modules.parse(path, text));
        let summary = module.map(|module| {
            let mut summary = Summary::of(module.body());
            if module.text().contains("path") {
                let edits = folders::edits(module.body(), path);
                summary.edits_path = !edits.is_empty();
                summary.folders = edits.into_iter().flat_map(|(_, edit)| edit.folders()).collect();
            }
            Arc::new(summary)
        });
        lock(&self.summaries).insert(path.to_path_buf(), summary.clone());
        summary
    }
}

/// Whether a file has to be judged.
pub enum Verdict {
    /// It starts nothing.
    Quiet,
    /// It may start something, by what stands in it alone: what it imports need not be looked at to see that.
    Alone(Alone),
    /// It may start something, and this is what it leads to.
    Among(Among),
    /// It has to be.
    Judge,
}

/// A file by itself.
pub struct Alone {
    path: PathBuf,
}

impl Warmth for Alone {
    fn is_warm(&self, path: &Path) -> bool {
        path == self.path
    }

    fn is_hot(&self, path: &Path, _at: TextSize) -> bool {
        path == self.path
    }

    fn is_handed_on(&self, _path: &Path, _at: TextSize) -> bool {
        true
    }

    fn starts(&self, qualified: &str) -> bool {
        Seeds::builtin().has_qualified(qualified)
    }
}

/// A file with all it leads to.
pub struct Among {
    graph: Arc<Mutex<Graph>>,
}

impl Warmth for Among {
    fn is_warm(&self, path: &Path) -> bool {
        lock(&self.graph).may_lead_on(path)
    }

    fn is_hot(&self, path: &Path, at: TextSize) -> bool {
        lock(&self.graph).is_hot_at(path, at)
    }

    fn is_handed_on(&self, path: &Path, at: TextSize) -> bool {
        lock(&self.graph).is_handed_on_at(path, at)
    }

    fn starts(&self, qualified: &str) -> bool {
        Seeds::builtin().has_qualified(qualified)
    }
}

/// The files of one project as they are on the disk.
struct Around<'r> {
    reach: &'r Reach,
    places: Places,
    top: PathBuf,
    sources: Vec<PathBuf>,
    /// The file that is asked about, as it is given.
    own: (&'r Path, &'r [u8]),
    /// Where absolute names were looked up so far.
    roots: RefCell<FxHashMap<Asked, Rc<[PathBuf]>>>,
}

impl Around<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        match path == self.own.0 {
            true => decode(path, self.own.1).ok().map(|file| file.text().to_string()),
            false => self.reach.files.text(path),
        }
    }

    /// Where an absolute name may be looked up: which of the folders above a file a script is run in is not known here, so
    /// all of them count.
    fn roots(&self, importer: &Path, first: &str, more: &[PathBuf]) -> Rc<[PathBuf]> {
        if is_there_before_the_script(first) {
            return Rc::new([]);
        }
        let whose = match first {
            _ if is_standard_library(first) => Whose::Library,
            _ if first.starts_with('_') => Whose::Hidden,
            _ => Whose::Other,
        };
        let key = (importer.parent().unwrap_or(Path::new("")).to_path_buf(), whose, more.len());
        if let Some(known) = self.roots.borrow().get(&key) {
            return Rc::clone(known);
        }
        let roots: Rc<[PathBuf]> = self.roots_of(&key.0, whose, more).into();
        self.roots.borrow_mut().insert(key, Rc::clone(&roots));
        roots
    }

    fn roots_of(&self, folder: &Path, whose: Whose, more: &[PathBuf]) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> = Vec::new();
        let mut at = folder.to_path_buf();
        // The root of the project may lie above the folder mpfix is run in: `..` has no ancestors in the text of a path.
        while roots.len() < MOST_FOLDERS {
            roots.push(at.clone());
            if at == self.top {
                break;
            }
            at = up(&at);
        }
        if roots.last() != Some(&self.top) {
            roots.truncate(1);
            roots.push(self.top.clone());
        }
        let sources: &[PathBuf] = if whose == Whose::Library { &[] } else { &self.sources };
        for folder in more.iter().chain(sources) {
            if !roots.contains(folder) {
                roots.push(folder.clone());
            }
        }
        // Python's own library is known by its names, wherever it lies.
        if whose != Whose::Other {
            roots.retain(|root| !self.reach.relevance.is_library(root));
        }
        roots
    }
}

/// The folder of an importer, whose modules it asks for, and how many folders were on `sys.path` by then.
type Asked = (PathBuf, Whose, usize);

/// Which modules have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    /// Those of the standard library.
    Library,
    /// Perhaps those that the standard library hides.
    Hidden,
    Other,
}

impl Files for Around<'_> {
    fn look(&self, path: &Path) -> Option<Arc<Look>> {
        self.reach.relevance.look(path)
    }

    fn begins(&self, importer: &Path, first: &str, more: &[PathBuf]) -> bool {
        self.reach.relevance.begins(&self.roots(importer, first, more), first)
    }

    fn module(&self, importer: &Path, module: &Dotted, more: &[PathBuf]) -> Vec<PathBuf> {
        let parts: Vec<&str> = module.parts.iter().map(|part| &**part).collect();
        let first = parts.first().copied().unwrap_or_default();
        let roots = if module.level == 0 { self.roots(importer, first, more) } else { Rc::new([]) };
        self.reach.relevance.module(importer, &roots, module.level as usize, &parts)
    }

    fn summary(&self, path: &Path) -> Option<Arc<Summary>> {
        self.reach.learn(path, || self.text(path))
    }

    fn is_quiet_alone(&self, path: &Path) -> bool {
        let Some(module) = self.text(path).and_then(|text| self.reach.modules.parse(path, text)) else { return false };
        let (alone, places) = (Alone { path: path.to_path_buf() }, self.places.of_other(self.own.0, path));
        let project = Project::new(&module, &places, &*self.reach.files, &self.reach.modules).seen_by(&alone);
        let trace = interpret::run(&module, &project, Registry::builtin(), Role::Child);
        trace.starts.is_empty() && !trace.exhausted
    }

    fn has_attribute(&self, path: &Path, names: &FxHashSet<Word>) -> bool {
        let names: Vec<String> = names.iter().map(|name| format!(".{name}")).collect();
        self.reach.relevance.has_any(path, &names)
    }

    fn top(&self) -> &Path {
        &self.top
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
