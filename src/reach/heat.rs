//! How what is hot spreads: through the names of one file, and from file to file.

use std::path::Path;
use std::sync::Arc;

use super::Files;
use super::edges::{Edge, Owner, Part, are_hot_alone};
use super::graph::{Graph, Id, Parsed, package_folder};
use super::summary::{Summary, Target, Word};

impl Graph {
    /// Parses what has to be parsed among new files, and finds their hot nodes.
    pub(super) fn heat(&mut self, new: &[Id], files: &dyn Files) {
        let mut changed = Vec::new();
        for &id in new {
            let has_word = self.files[id].look.as_ref().is_some_and(|look| look.has_word);
            if (has_word || self.imports_hot(id, None, files)) && self.parse(id, files) {
                changed.push(id);
            }
        }
        while let Some(id) = changed.pop() {
            for importer in self.importers_of(id) {
                let is_new =
                    matches!(self.files[importer].parsed, Parsed::Not) && self.imports_hot(importer, Some(id), files);
                if is_new && self.parse(importer, files) {
                    changed.push(importer);
                }
            }
            for index in 0..self.files[id].dependents.len() {
                let dependent = self.files[id].dependents[index];
                if self.update(dependent, Some(id), files) && !changed.contains(&dependent) {
                    changed.push(dependent);
                }
            }
        }
    }

    /// Who imports a file, or holds a package it lies in.
    fn importers_of(&self, id: Id) -> Vec<Id> {
        let file = &self.files[id];
        let holders = file.path.ancestors().skip(1).filter_map(|folder| self.holders.get(folder)).flatten();
        let mut all: Vec<Id> = file.importers.iter().chain(holders).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Does a file get anything hot from another, or from any other, as far as its bytes tell?
    fn imports_hot(&self, importer: Id, only: Option<Id>, files: &dyn Files) -> bool {
        let counts = |id: &&Id| only.is_none_or(|only| only == **id) && self.is_warm(**id);
        let runs_hot = |id: &Id| self.files[*id].has_hot_body();
        // Who has a package has its modules.
        let is_inside = |package: &Id| {
            package_folder(&self.files[*package].path).is_some_and(|folder| self.warm_folders.contains(folder))
        };
        let gets_from = |id: &Id| {
            let module_names = &self.files[*id].module_names;
            self.has_own(*id)
                || (!module_names.is_empty() && files.has_attribute(&self.files[importer].path, module_names))
        };
        let gets_module = |id: &Id| is_inside(id) || (counts(&id) && gets_from(id));
        self.files[importer].imports.iter().any(|links| {
            let mut on_the_way = links.packages.iter().chain(&*links.module);
            if links.names.is_empty() {
                return on_the_way.any(gets_module);
            }
            let gets = |(name, modules): &(Word, Arc<[Id]>)| {
                let from = links.module.iter().filter(counts).any(|&id| &**name == "*" || self.has_name(id, name));
                from || modules.iter().any(gets_module)
            };
            on_the_way.filter(counts).any(runs_hot) || links.names.iter().any(gets)
        })
    }

    /// Has it anything hot, if only a module in which something is?
    pub(super) fn is_warm(&self, id: Id) -> bool {
        self.has_own(id) || !self.files[id].module_names.is_empty()
    }

    /// Has it hot code or names of its own?
    pub(super) fn has_own(&self, id: Id) -> bool {
        !self.files[id].hot_names.is_empty() || self.files[id].hot.contains(&true)
    }

    /// Is it a name of a file that leads on to something hot?
    fn has_name(&self, id: Id, name: &str) -> bool {
        self.has_hot(id, name) || self.files[id].module_names.contains(name)
    }

    pub(super) fn has_hot(&self, id: Id, name: &str) -> bool {
        let file = &self.files[id];
        // A module may make names it does not have when it is asked for them.
        let makes = || match &file.parsed {
            Parsed::Done(summary) => {
                file.hot_names.contains("__getattr__") && !summary.bound.contains(name) && !name.starts_with("__")
            }
            _ => false,
        };
        file.hot_names.contains(name) || makes()
    }

    /// Parses a file; true when something in it is hot.
    fn parse(&mut self, id: Id, files: &dyn Files) -> bool {
        let Some(summary) = files.summary(&self.files[id].path) else {
            self.files[id].parsed = Parsed::Fails;
            return false;
        };
        let own = self.files[id].look.as_ref().is_some_and(|look| look.has_own);
        self.files[id].hot = vec![own; summary.nodes.len()];
        self.files[id].lit = vec![own; summary.nodes.len()];
        self.files[id].parsed = Parsed::Done(summary.clone());
        self.files[id].is_cleared = are_hot_alone(&summary, [0]) && files.is_quiet_alone(&self.files[id].path);
        self.add_edges(id, &summary, files);
        self.update(id, None, files)
    }

    /// What a file names, whether the search has come to it or not.
    pub(super) fn summary_of(&self, id: Id, files: &dyn Files) -> Option<Arc<Summary>> {
        match &self.files[id].parsed {
            Parsed::Done(summary) => Some(summary.clone()),
            Parsed::Fails => None,
            Parsed::Not => files.summary(&self.files[id].path),
        }
    }

    /// Finds what of a file is hot since another one changed, or since any did; true when there is more than before.
    fn update(&mut self, id: Id, since: Option<Id>, files: &dyn Files) -> bool {
        let Parsed::Done(summary) = &self.files[id].parsed else { return false };
        let summary = summary.clone();
        let before = since.map_or((0, 0, false), |_| self.files[id].warmth());
        // Taken out while it is looked at, and put back below.
        let edges = std::mem::take(&mut self.files[id].edges);
        let targets: Vec<Id> = match since {
            Some(since) => Vec::from_iter(edges.contains_key(&since).then_some(since)),
            None => edges.keys().copied().filter(|&target| self.is_warm(target)).collect(),
        };
        for target in targets {
            for edge in &edges[&target] {
                self.follow(id, target, edge, files);
            }
        }
        self.files[id].edges = edges;
        self.settle(id, &summary);
        let changed = before != self.files[id].warmth();
        if changed && self.hands_on(id, &summary, files) && !self.files[id].hot[0] {
            // A class that is handed to its base is used by whoever gets it from there.
            self.files[id].hot[0] = true;
            self.files[id].lit[0] = true;
        }
        if changed {
            let folders = self.files[id].path.ancestors().skip(1);
            self.warm_folders
                .extend(folders.take_while(|folder| !folder.as_os_str().is_empty()).map(Path::to_path_buf));
        }
        changed
    }

    /// Does a file hand a hot class to other files when it makes it?
    fn hands_on(&mut self, id: Id, summary: &Summary, files: &dyn Files) -> bool {
        for (node, facts) in summary.nodes.iter().enumerate().skip(1) {
            let file = &self.files[id];
            if file.hot[node] && !facts.kin.is_empty() && !file.handed_on.contains_key(&node) {
                let is_handed_on = self.is_handed_on(id, node, files, 0);
                self.files[id].handed_on.insert(node, is_handed_on);
            }
        }
        let file = &self.files[id];
        file.handed_on.iter().any(|(&node, &is_handed_on)| is_handed_on && file.hot[node])
    }

    /// Follows one edge to a file that may have got hotter.
    fn follow(&mut self, id: Id, target: Id, edge: &Edge, files: &dyn Files) {
        match (&edge.part, &edge.owner) {
            (Part::Star, _) => {
                let (names, modules) = (self.files[target].hot_names.clone(), self.files[target].module_names.clone());
                self.files[id].hot_names.extend(names);
                self.files[id].module_names.extend(modules);
            }
            (Part::All, Owner::Name(name)) => {
                if self.is_warm(target) {
                    self.files[id].module_names.insert(name.clone());
                }
                self.files[id].holds_hot |= self.has_own(target);
            }
            (part, Owner::Name(name)) if !self.files[id].hot_names.contains(name) => {
                if self.is_hot_part(target, part, files, 0) {
                    self.files[id].hot_names.insert(name.clone());
                } else if let Part::Name { name: from, rest, .. } = part
                    && rest.is_empty()
                    && self.files[target].module_names.contains(from)
                {
                    self.files[id].module_names.insert(name.clone());
                }
            }
            (part, Owner::Node(node)) if !self.files[id].lit[*node] => {
                let is_hot = self.is_hot_part(target, part, files, 0);
                self.files[id].lit[*node] |= is_hot;
                self.files[id].hot[*node] |= is_hot;
            }
            _ => {}
        }
    }

    /// Within one file: what names something hot is hot.
    fn settle(&mut self, id: Id, summary: &Summary) {
        let file = &mut self.files[id];
        loop {
            let any = !file.hot_names.is_empty() || file.hot.contains(&true);
            let spreads = |nodes: &[bool]| -> Vec<usize> {
                let is_more = |node: &usize| {
                    let facts = &summary.nodes[*node];
                    !nodes[*node] && (facts.own.iter().any(|&own| nodes[own]) || (facts.anything && any))
                };
                (0..nodes.len()).filter(is_more).collect()
            };
            let (hot, lit) = (spreads(&file.hot), spreads(&file.lit));
            if hot.is_empty() && lit.is_empty() {
                break;
            }
            hot.into_iter().for_each(|node| file.hot[node] = true);
            lit.into_iter().for_each(|node| file.lit[node] = true);
        }
        // What its code has at hand may be kept in a variable, and used by whoever imports that.
        if file.hot[0] && file.is_cleared {
            file.hot_names.extend(summary.variables().cloned());
        }
        let is_hot = |target: &Target| matches!(target, Target::Node(node) if file.hot[*node]);
        let names = summary.names.iter().filter(|(_, targets)| targets.iter().any(is_hot));
        file.hot_names.extend(names.map(|(name, _)| name.clone()));
    }
}
