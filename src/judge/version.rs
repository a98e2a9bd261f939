//! A text of a file with all that the abstract runs say about it.

use std::path::Path;

use ruff_text_size::Ranged;

use super::command::commands_in;
use super::{Context, FreezeSupport};
use crate::children::{self, Need};
use crate::finding::{Finding, Refusal};
use crate::interpret::{self, trace::Role, trace::Trace};
use crate::lookup::dotted_name;
use crate::names::globals::GlobalUses;
use crate::parse::Module;
use crate::project::importers::importers;
use crate::project::manifest::Manifest;
use crate::project::{Project, Rerun};
use crate::rules::{self, Facts, Surroundings, elsewhere, unguarded_start};
use crate::source::configs::absolute;
use crate::timing::{Stage, timer};

/// Words by which code can tell the main module from a child's copy of it.
const ROLE_WORDS: &[&str] = &["__main__", "__mp_main__", "current_process", "parent_process"];

/// Can the code tell the main module from a child's copy of it?
pub(super) fn knows_its_role(module: &Module) -> bool {
    ROLE_WORDS.iter().any(|word| module.text().contains(word))
}

/// A text of the file with all that the abstract runs say about it: the original, or one that was repaired.
pub(super) struct Version {
    pub(super) module: Module,
    pub(super) uses: GlobalUses,
    child: Trace,
    pub(super) parent: Trace,
    pub(super) needs: Vec<Need>,
    pub(super) starting: Vec<usize>,
    rerun: Rerun,
    apart: Option<Trace>,
    /// The name under which the program imports the file, and what it does then.
    copy: Option<(String, Trace)>,
    pub(super) is_frozen: bool,
    surroundings: Surroundings,
}

impl Version {
    /// `None` when neither running nor importing it starts anything, and there is no advice to give either.
    pub(super) fn new(module: Module, project: &Project, context: &Context<'_>) -> Option<Version> {
        let _timer = timer(Stage::Interpret);
        let child = interpret::run(&module, project, context.registry, Role::Child);
        let is_quiet = child.starts.is_empty() && child.exits_in.is_none() && !context.advice;
        if is_quiet && !knows_its_role(&module) {
            return None;
        }
        let parent = interpret::run(&module, project, context.registry, Role::Parent);
        if is_quiet && parent.starts.is_empty() {
            return None;
        }
        let uses = GlobalUses::of(module.body());
        let needs = children::needs(&module, project.package(), &parent, &uses);
        let is_frozen = context.freeze_support == FreezeSupport::Add;
        let (starting, rerun) = (Vec::new(), project.rerun(&module));
        let surroundings = surroundings(module.path(), context);
        let (apart, copy) = (None, None);
        let mut version =
            Version { module, uses, child, parent, needs, starting, rerun, apart, copy, is_frozen, surroundings };
        version.run_apart(project, context);
        let name = elsewhere::second_name(&version.facts());
        version.copy = name.map(|name| {
            let run = interpret::run_as(&version.module, project, context.registry, &name);
            (name, run)
        });
        version.starting = unguarded_start::statements(version.child());
        Some(version)
    }

    /// Runs a child that leaves the file out, where there may be one, or that imports more than the file does.
    fn run_apart(&mut self, project: &Project, context: &Context<'_>) {
        let modules = match self.rerun {
            Rerun::Always => elsewhere::left_to_workers(&self.facts()),
            _ => children::elsewhere::homes(&self.parent, &self.needs),
        };
        if self.rerun == Rerun::Always && modules.is_empty() {
            return;
        }
        let apart = interpret::run_apart(&self.module, project, context.registry, &modules);
        // Who imports the file runs it, whatever it is called.
        let is_run = || {
            !apart.starts.is_empty()
                || !importers(&self.module, context.places, context.disk, context.modules).is_empty()
        };
        if self.rerun == Rerun::Never && is_run() {
            self.rerun = Rerun::ByPath;
        }
        self.apart = Some(apart);
    }

    /// What a child does that imports the file, or leaves it out when it always does.
    pub(super) fn child(&self) -> &Trace {
        self.apart.as_ref().filter(|_| self.rerun == Rerun::Never).unwrap_or(&self.child)
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            module: &self.module,
            uses: &self.uses,
            parent: &self.parent,
            child: self.child(),
            needs: &self.needs,
            starting: &self.starting,
            rerun: self.rerun,
            apart: self.apart.as_ref(),
            copy: self.copy.as_ref().map(|(name, run)| (&**name, run)),
            is_frozen: self.is_frozen,
            surroundings: &self.surroundings,
        }
    }

    /// What is wrong although no process starts at import time.
    pub(super) fn hazards(&self) -> Vec<Refusal> {
        if self.parent.exhausted || self.child().exhausted {
            return Vec::new();
        }
        rules::hazards(&self.facts())
    }

    pub(super) fn unguarded_starts(&self) -> Vec<Finding> {
        let mut findings = unguarded_start::findings(self.child());
        if self.rerun == Rerun::ByPath {
            unguarded_start::only_by_path(&mut findings);
        }
        if let Some(index) = self.child().exits_in
            && self.parent.exits_in.is_none_or(|other| other > index)
        {
            let later: Vec<_> = self.parent.starts.iter().filter(|start| start.statement > index).cloned().collect();
            if !later.is_empty() {
                findings.push(unguarded_start::early_exit(self.module.body()[index].range(), &later));
                findings.sort_by_key(|finding| finding.range.start());
            }
        }
        findings
    }
}

fn surroundings(path: &Path, context: &Context<'_>) -> Surroundings {
    let folder = path.parent().unwrap_or(Path::new(""));
    let init = folder.join("__init__.py");
    let package = context.disk.is_file(&init).then(|| dotted_name(&init, context.disk));
    let manifest = Manifest::around(path, context.places, context.disk);
    let command = commands_in(&absolute(path), &manifest.commands).into_iter().next().map(|command| command.name);
    Surroundings { manifest, command, package }
}
