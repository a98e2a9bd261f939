//! Other runs than those of a parent and of its children: a child that does not run the main file, and the main file as
//! somebody imports it.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use ruff_text_size::TextRange;

use super::Machine;
use super::trace::{Role, Trace};
use super::value::Values;
use crate::parse::Module;
use crate::project::Project;
use crate::starters::Registry;

/// Imports some modules by their dotted names, as a child does that never runs `main`; it has the search path of its parent
/// (`multiprocessing.spawn.prepare`).
pub fn run_apart<'a>(
    main: &'a Module,
    project: &'a Project<'a>,
    registry: &'a Arc<Registry>,
    modules: &BTreeSet<String>,
) -> Trace {
    let mut machine = Machine::new(project, registry, Role::Child);
    machine.open_main(main);
    // The main module of such a child is another one.
    machine.by_name.remove("__main__");
    machine.take_over_path();
    for dotted in modules.iter().filter(|_| !main.body().is_empty()) {
        machine.import_by_name(dotted, TextRange::default());
    }
    machine.finish()
}

/// Runs a file as it is run when somebody imports it by that name.
pub fn run_as<'a>(main: &'a Module, project: &'a Project<'a>, registry: &'a Arc<Registry>, name: &str) -> Trace {
    let mut machine = Machine::new(project, registry, Role::Child);
    machine.open_main(main);
    machine.frames.set(machine.frame, Rc::from("__name__"), Values::string(name));
    machine.run_main(main);
    machine.finish()
}

impl Machine<'_> {
    /// Looks for modules where the parent does in the end.
    fn take_over_path(&mut self) {
        let (path, edits) = (self.files[0].module.path(), Rc::clone(&self.files[0].edits));
        for (_, edit) in edits.iter() {
            self.project.edit(&mut self.search, path, edit);
        }
    }
}
