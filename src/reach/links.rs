//! Which files the imports of a file can mean.

use std::path::Path;
use std::sync::Arc;

use super::Files;
use super::graph::{Graph, Id, Leads, Links, package_folder};
use super::seeds;
use super::summary::{Dotted, Word};
use crate::project::folders::below;
use crate::source::imports::Import;

impl Graph {
    /// Finds the files that one imports; those that nobody has imported before come back.
    pub(super) fn link(&mut self, id: Id, files: &dyn Files) -> Vec<Id> {
        let Some(look) = self.files[id].look.clone() else { return Vec::new() };
        let mut firsts = look.imports.iter().filter(|import| import.level == 0).filter_map(|one| one.module.first());
        let leads = Leads {
            to_test_runner: firsts.clone().any(|first| seeds::runs_tests(first)),
            to_main: firsts.any(|first| first == "__main__"),
            to_search_path: false,
        };
        self.files[id].leads = leads;
        self.main_readers.extend(leads.to_main.then_some(id));
        if look.changes_path {
            self.files[id].leads.to_search_path = self.add_folders(id, files);
        }
        let imports: Vec<Links> = look.imports.iter().filter_map(|import| self.links(id, import, files)).collect();
        let mut targets: Vec<Id> = Vec::new();
        for links in &imports {
            targets.extend(links.packages.iter().chain(&*links.module));
            targets.extend(links.names.iter().flat_map(|(_, modules)| modules.iter()));
            let held: Vec<Id> = match links.names.is_empty() {
                true => links.packages.iter().chain(&*links.module).copied().collect(),
                false => links.names.iter().flat_map(|(_, modules)| modules.iter()).copied().collect(),
            };
            for package in held {
                if let Some(folder) = package_folder(&self.files[package].path) {
                    let holders = self.holders.entry(folder.to_path_buf()).or_default();
                    if holders.last() != Some(&id) {
                        holders.push(id);
                    }
                }
            }
        }
        self.files[id].imports = imports;
        targets.sort_unstable();
        targets.dedup();
        let mut new = Vec::new();
        for target in targets {
            self.files[target].importers.push(id);
            if self.files[target].look.is_none() {
                self.files[target].look = files.look(&self.files[target].path);
                new.extend(self.files[target].look.is_some().then_some(target));
            }
        }
        new
    }

    /// Adds what a file puts on `sys.path` to the roots; false when it puts nothing there.
    fn add_folders(&mut self, id: Id, files: &dyn Files) -> bool {
        let path = self.files[id].path.clone();
        let Some(summary) = files.summary(&path) else { return false };
        for folder in &summary.folders {
            let bases = [files.top(), path.parent().unwrap_or(Path::new(""))];
            // It is relative to where the program is run: at the root of the project, or beside the script.
            let all = bases.iter().filter(|_| folder.is_loose).map(|base| below(base, &folder.path));
            for found in all.chain((!folder.is_loose).then(|| folder.path.clone())) {
                if !self.more.contains(&found) {
                    self.more.push(found);
                }
            }
        }
        summary.edits_path
    }

    /// What an import line can mean; `None`: nothing that is here.
    fn links(&mut self, id: Id, import: &Import, files: &dyn Files) -> Option<Links> {
        if let Some(first) = import.module.first().filter(|_| import.level == 0)
            && !self.begins(id, first, files)
        {
            return None;
        }
        let level = u32::try_from(import.level).unwrap_or(u32::MAX);
        let module = Dotted { level, parts: import.module.iter().map(|part| Word::from(part.as_str())).collect() };
        let ends = module.prefixes();
        let (first, last) = (*ends.start(), *ends.end());
        let mut packages = Vec::new();
        for end in first..last {
            packages.extend(self.resolve(id, &module.up_to(end), files).iter());
        }
        let exact = self.resolve(id, &module, files);
        let names = import.names.iter().map(|name| {
            let name = Word::from(name.as_str());
            let modules = self.resolve(id, &module.then([&name]), files);
            (name, modules)
        });
        let names = names.collect();
        Some(Links { packages, module: exact, names })
    }

    /// The files that a name in a file can mean as a module.
    pub(super) fn resolve(&mut self, id: Id, module: &Dotted, files: &dyn Files) -> Arc<[Id]> {
        let folder = self.files[id].folder;
        if let Some(known) = self.folders[folder].modules.get(module) {
            return known.clone();
        }
        let paths = match self.may_be_here(id, module, files) {
            true => files.module(&self.files[id].path, module, &self.more),
            false => Vec::new(),
        };
        let found: Arc<[Id]> = paths.iter().map(|path| self.id(path)).collect();
        self.folders[folder].modules.insert(module.clone(), found.clone());
        found
    }

    /// Can a dotted name lead into the roots? Most do not, as those of the standard library.
    pub(super) fn may_be_here(&mut self, id: Id, dotted: &Dotted, files: &dyn Files) -> bool {
        match dotted.parts.first() {
            Some(first) if dotted.level == 0 => self.begins(id, first, files),
            _ => dotted.level > 0,
        }
    }

    /// Is a name that an absolute import in a file begins with in one of the roots?
    fn begins(&mut self, id: Id, first: &str, files: &dyn Files) -> bool {
        let file = &self.files[id];
        if let Some(known) = self.folders[file.folder].begins.get(first) {
            return *known;
        }
        let begins = files.begins(&file.path, first, &self.more);
        self.folders[file.folder].begins.insert(Word::from(first), begins);
        begins
    }
}
