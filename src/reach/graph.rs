//! The search through the files that scripts import: which of their names lead to something that starts processes.
//!
//! 1. The files that can be reached from a script are looked at, bytes only; import lines are the edges.
//! 2. Files with a word of the registry are parsed. A node is *hot* when what it names leads to a seed.
//! 3. A file that imports a hot name is parsed in turn, and so on until nothing new gets hot.
//!
//! A file that is not parsed has no word and imports nothing hot, so it cannot have a hot node. What a file leads to is
//! all known once the file is there, so what was found stays true when further scripts add further files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruff_text_size::TextSize;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Files;
use super::edges::Edge;
use super::summary::{Dotted, Summary, Word};
use crate::source::relevance::Look;

/// Where a file stands in the graph.
pub(super) type Id = usize;

/// A file that is there, or only might be: some name can mean it, and nobody has imported it yet.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Which of the folders of the graph it lies in.
    pub(super) folder: usize,
    /// What its bytes say, once it was imported.
    pub(super) look: Option<Arc<Look>>,
    pub(super) imports: Vec<Links>,
    /// Who has an import line that can mean it, or holds a package it lies in.
    pub(super) importers: Vec<Id>,
    /// The parsed files that have an edge to it.
    pub(super) dependents: Vec<Id>,
    pub(super) leads: Leads,
    pub(super) parsed: Parsed,
    /// For each node, whether it is hot.
    pub(super) hot: Vec<bool>,
    /// For each node, whether it is hot by what other files have.
    pub(super) lit: Vec<bool>,
    /// A run of the module's code alone has shown that what is hot of its own starts nothing when it is imported.
    pub(super) is_cleared: bool,
    /// The hot ones among the names it has, imported and starred ones included.
    pub(super) hot_names: FxHashSet<Word>,
    /// The names it has for modules in which something is hot.
    pub(super) module_names: FxHashSet<Word>,
    /// One of those modules has something hot of its own.
    pub(super) holds_hot: bool,
    /// Of classes that were hot, whether making them hands them to code of other files.
    pub(super) handed_on: FxHashMap<usize, bool>,
    /// Its edges to other files.
    pub(super) edges: FxHashMap<Id, Vec<Edge>>,
}

impl File {
    /// How many nodes and names are hot; it only ever grows.
    pub(super) fn warmth(&self) -> (usize, usize, bool) {
        let names = self.hot_names.len() + self.module_names.len();
        (self.hot.iter().chain(&self.lit).filter(|hot| **hot).count(), names, self.holds_hot)
    }

    /// Can importing it start anything?
    pub(super) fn has_hot_body(&self) -> bool {
        let first = |nodes: &[bool]| nodes.first() == Some(&true);
        first(&self.lit) || (first(&self.hot) && !self.is_cleared)
    }
}

/// What one import line can mean.
#[derive(Debug)]
pub(super) struct Links {
    /// The packages on the way, the outermost first.
    pub(super) packages: Vec<Id>,
    pub(super) module: Arc<[Id]>,
    /// Each name behind `from ... import`, and the modules it can be.
    pub(super) names: Vec<(Word, Arc<[Id]>)>,
}

#[derive(Debug, Default)]
pub(super) enum Parsed {
    #[default]
    Not,
    /// It cannot be decoded or parsed.
    Fails,
    Done(Arc<Summary>),
}

/// What is known of a file before it is interpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing it runs leads to a start.
    Cold,
    /// What it runs leads to a start.
    Hot,
    /// What it defines does, and somebody else may run that; or it cannot be parsed.
    Hidden,
}

/// What a file, or one it leads to, has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Leads {
    pub(super) to_test_runner: bool,
    pub(super) to_main: bool,
    pub(super) to_search_path: bool,
}

impl Leads {
    fn and(self, other: Leads) -> Leads {
        Leads {
            to_test_runner: self.to_test_runner || other.to_test_runner,
            to_main: self.to_main || other.to_main,
            to_search_path: self.to_search_path || other.to_search_path,
        }
    }
}

/// What names mean in the files of one folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) modules: FxHashMap<Dotted, Arc<[Id]>>,
    /// Whether a name that an absolute import begins with is in one of the roots.
    pub(super) begins: FxHashMap<Word, bool>,
}

/// The files that were reached so far from one list of roots.
#[derive(Debug, Default)]
pub(super) struct Graph {
    ids: FxHashMap<PathBuf, Id>,
    pub(super) files: Vec<File>,
    /// Who holds a package, by its folder: such a file has its modules too, once anybody has imported them.
    pub(super) holders: FxHashMap<PathBuf, Vec<Id>>,
    folder_ids: FxHashMap<PathBuf, usize>,
    /// What names mean in the files of a folder.
    pub(super) folders: Vec<Folder>,
    /// Folders that files have put on `sys.path`.
    pub(super) more: Vec<PathBuf>,
    /// The files that import `__main__`.
    pub(super) main_readers: Vec<Id>,
    /// The folders that have something hot in them.
    pub(super) warm_folders: FxHashSet<PathBuf>,
}

impl Graph {
    /// Can running this file, or importing it, start processes?
    ///
    /// `real` is the folder in which the file lies when its path is a link.
    pub(super) fn verdict(
        &mut self,
        path: &Path,
        look: &Arc<Look>,
        real: Option<PathBuf>,
        files: &dyn Files,
    ) -> Verdict {
        let before = self.more.len();
        self.more.extend(real.filter(|real| !self.more.contains(real)));
        self.forget_places(before);
        let id = self.id(path);
        self.load(id, look, files);
        let file = &self.files[id];
        match &file.parsed {
            Parsed::Not => Verdict::Cold,
            Parsed::Fails => Verdict::Hidden,
            Parsed::Done(summary) => {
                let is_test = |(node, hot): (usize, &bool)| *hot && summary.nodes[node].may_be_test;
                let is_called = (file.leads.to_main && self.is_read_as_main(id, files))
                    || (file.leads.to_test_runner && file.hot.iter().enumerate().any(is_test));
                match summary.run().any(|node| file.hot[node]) {
                    _ if is_called => Verdict::Hidden,
                    true => Verdict::Hot,
                    false => Verdict::Cold,
                }
            }
        }
    }

    /// Does a file that imports `__main__` mention anything hot of this one?
    fn is_read_as_main(&self, id: Id, files: &dyn Files) -> bool {
        let names = &self.files[id].hot_names;
        !names.is_empty()
            && self.main_readers.iter().map(|&reader| &self.files[reader]).any(|reader| {
                let imports = reader.look.iter().flat_map(|look| &look.imports).flat_map(|import| &import.names);
                imports.into_iter().any(|name| names.contains(name.as_str()))
                    || files.has_attribute(&reader.path, names)
            })
    }

    /// Can the code of a file, or a name that it gives to others, lead to a start? Of files that nobody has asked for it
    /// is not known, so they may.
    pub(super) fn may_lead_on(&self, path: &Path) -> bool {
        let Some(&id) = self.ids.get(path) else { return true };
        let file = &self.files[id];
        let is_around_warm = package_folder(path).is_some_and(|folder| self.warm_folders.contains(folder));
        file.look.is_none() || self.is_warm(id) || file.holds_hot || file.leads.to_search_path || is_around_warm
    }

    /// Is what stands at a place of a file hot?
    pub(super) fn is_hot_at(&self, path: &Path, at: TextSize) -> bool {
        let Some(&id) = self.ids.get(path) else { return true };
        let file = &self.files[id];
        let Parsed::Done(summary) = &file.parsed else { return false };
        let node = summary.nodes.iter().rposition(|node| node.range.contains(at)).unwrap_or(0);
        file.hot[node]
    }

    /// Does making the class at a place of a file hand it to code of other files? It does unless that is known.
    pub(super) fn is_handed_on_at(&self, path: &Path, at: TextSize) -> bool {
        let Some(file) = self.ids.get(path).map(|&id| &self.files[id]) else { return true };
        let Parsed::Done(summary) = &file.parsed else { return true };
        let node = summary.nodes.iter().rposition(|node| node.range.start() == at);
        node.and_then(|node| file.handed_on.get(&node)).copied().unwrap_or(true)
    }

    /// Forgets what names mean when there are more folders than before.
    fn forget_places(&mut self, before: usize) -> bool {
        let is_more = self.more.len() > before;
        if is_more {
            self.folders.iter_mut().for_each(|folder| *folder = Folder::default());
        }
        is_more
    }

    pub(super) fn id(&mut self, path: &Path) -> Id {
        if let Some(&id) = self.ids.get(path) {
            return id;
        }
        let id = self.files.len();
        self.ids.insert(path.to_path_buf(), id);
        let folder = self.folder(path.parent().unwrap_or(Path::new("")));
        self.files.push(File { path: path.to_path_buf(), folder, ..File::default() });
        id
    }

    fn folder(&mut self, path: &Path) -> usize {
        if let Some(&folder) = self.folder_ids.get(path) {
            return folder;
        }
        self.folders.push(Folder::default());
        self.folder_ids.insert(path.to_path_buf(), self.folders.len() - 1);
        self.folders.len() - 1
    }

    /// Adds a file and all it leads to.
    fn load(&mut self, id: Id, look: &Arc<Look>, files: &dyn Files) {
        if self.files[id].look.is_some() {
            return;
        }
        self.files[id].look = Some(look.clone());
        let mut new = vec![id];
        loop {
            let before = self.more.len();
            let mut at = 0;
            while let Some(&id) = new.get(at) {
                new.extend(self.link(id, files));
                at += 1;
            }
            // What one of them puts on `sys.path` can change what the names of the others mean.
            if !self.forget_places(before) {
                break;
            }
        }
        self.spread_leads(&new);
        self.heat(&new, files);
    }

    fn spread_leads(&mut self, new: &[Id]) {
        let mut queue = new.to_vec();
        // What was there before is finished, so that it passes on what it has.
        for &id in new {
            let targets = self.files[id].imports.iter();
            let of = |links: &Links| -> Vec<Id> {
                let names = links.names.iter().flat_map(|(_, modules)| modules.iter());
                links.packages.iter().chain(&*links.module).chain(names).copied().collect()
            };
            queue.extend(targets.flat_map(of));
        }
        while let Some(id) = queue.pop() {
            let leads = self.files[id].leads;
            for index in 0..self.files[id].importers.len() {
                let importer = self.files[id].importers[index];
                let before = self.files[importer].leads;
                let both = before.and(leads);
                if both != before {
                    self.files[importer].leads = both;
                    queue.push(importer);
                }
            }
        }
    }
}

/// The folder of a package, for its `__init__.py`.
pub(super) fn package_folder(path: &Path) -> Option<&Path> {
    path.parent().filter(|_| path.ends_with("__init__.py"))
}
