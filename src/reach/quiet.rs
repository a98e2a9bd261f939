//! What runs have shown: modules that start nothing when they are imported are hot for nobody.

use std::path::PathBuf;

use super::Files;
use super::graph::{Graph, Id, Parsed};

impl Graph {
    /// A run has imported these modules, and none of them does anything else when others import it. What was hot only
    /// because importing one of them might start something is hot no more.
    pub(super) fn take_for_quiet(&mut self, modules: &[PathBuf], files: &dyn Files) {
        let ids: Vec<Id> = modules.iter().filter_map(|path| self.ids.get(path)).copied().collect();
        // What a name means can depend on the folder of the script that is run.
        if ids.len() < modules.len() || ids.iter().any(|&id| self.is_ambiguous(id)) {
            return;
        }
        let mut has_changed = false;
        for id in ids {
            has_changed |= self.files[id].has_hot_body();
            self.files[id].is_quiet = true;
        }
        if has_changed {
            self.heat_anew(files);
        }
    }

    /// Can one of its imports mean several files?
    fn is_ambiguous(&self, id: Id) -> bool {
        let file = &self.files[id];
        file.look.is_none()
            || file.imports.iter().any(|links| {
                links.has_several || links.module.len() > 1 || links.names.iter().any(|(_, modules)| modules.len() > 1)
            })
    }

    /// Finds what is hot from the beginning: it only ever grows by itself.
    fn heat_anew(&mut self, files: &dyn Files) {
        self.warm_folders.clear();
        let mut parsed = Vec::new();
        for (id, file) in self.files.iter_mut().enumerate() {
            if matches!(file.parsed, Parsed::Done(_)) {
                let seeded = file.seeded.clone();
                (file.hot, file.lit) = (seeded.hot, seeded.lit);
                (file.hot_names, file.module_names) = (seeded.hot_names, seeded.module_names);
                file.holds_hot = seeded.holds_hot;
                parsed.push(id);
            }
        }
        parsed.retain(|&id| self.update(id, None, files));
        self.spread(parsed, files);
    }
}
