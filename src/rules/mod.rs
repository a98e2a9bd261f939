//! Stage JUDGE: what is wrong with a file, and what stands in the way of mending it, before any order is looked at.
//!
//! Each rule is one file and one function over the facts; it returns data, and never decides what to write.

pub mod child_code;
mod collected;
pub mod constructor;
pub mod effect_repeated;
pub mod elsewhere;
pub mod explicit_fork;
pub mod freeze_support;
pub mod importers;
pub mod inherited;
pub mod library;
pub mod main_of_package;
pub mod not_a_script;
pub mod notebook;
pub mod outside;
pub mod parent_state;
pub mod picklable;
pub mod pool_at_import;
pub mod replay;
pub mod role;
pub mod settings;
pub mod shared;
pub mod start_method;
pub mod stdin_at_import;
pub mod unguarded_start;
pub mod unjoined;
pub mod way_out;
pub mod worker;

use crate::children::Need;
use crate::finding::Refusal;
use crate::interpret::trace::Trace;
use crate::names::globals::GlobalUses;
use crate::parse::Module;
use crate::project::Rerun;
use crate::project::manifest::Manifest;
use crate::starters::Registry;

/// All that is known of a file that starts processes.
pub struct Facts<'a> {
    /// The file.
    pub module: &'a Module,
    /// Its uses of globals.
    pub uses: &'a GlobalUses,
    /// What running it as a script does.
    pub parent: &'a Trace,
    /// What importing it in a child does.
    pub child: &'a Trace,
    /// What the workers need.
    pub needs: &'a [Need],
    /// The statements that must not be run by a child that imports the file, because they start processes, read standard
    /// input or the like.
    pub starting: &'a [usize],
    /// What children do with the file; those that never run it have nothing of it, so `child` is `apart` then.
    pub rerun: Rerun,
    /// What a child does that does not run the file, where that matters.
    pub apart: Option<&'a Trace>,
    /// What the file does when the program imports it by its own name, and that name.
    pub copy: Option<(&'a str, &'a Trace)>,
    /// The program is made into an executable.
    pub is_frozen: bool,
    /// How the file is run or imported, by what stands around it.
    pub surroundings: &'a Surroundings,
}

/// What stands around a file.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// What the project says.
    pub manifest: Manifest,
    /// What a function of the file is installed as; a generated script imports the file for it.
    pub command: Option<String>,
    /// The dotted name of the package whose folder it lies in; `None`: the folder has no `__init__.py`.
    pub package: Option<String>,
}

impl<'a> Facts<'a> {
    /// What is known to start processes.
    pub fn registry(&self) -> &'a Registry {
        &self.parent.registry
    }

    /// Do workers get functions and classes of the main module by value? A file may mix libraries; what each start was made
    /// with is not told apart then.
    fn pickles_by_value(&self) -> bool {
        let mut names = self.parent.statements.iter().flat_map(|record| &record.externals);
        names.any(|name| self.registry().pickles_by_value(name))
    }
}

/// The first reason why no plain rewrite can be right; `None`: nothing is known against it.
pub fn blocker(facts: &Facts<'_>) -> Option<Refusal> {
    child_code::check(facts)
        .or_else(|| outside::check(facts))
        .or_else(|| role::check(facts))
        .or_else(|| shared::check(facts))
        .or_else(|| worker::check(facts))
        .or_else(|| main_of_package::check(facts))
        .or_else(|| picklable::check(facts))
        .or_else(|| replay::check(facts))
        .or_else(|| unjoined::check(facts))
}

/// What is wrong with a script although its guard is there: each problem once, in the order of the text.
pub fn hazards(facts: &Facts<'_>) -> Vec<Refusal> {
    let mut found = if facts.rerun == Rerun::Never { Vec::new() } else { shared::all(facts) };
    found.extend(shared::elsewhere(facts));
    // Of a file that they never run children have no globals; what they would look up there is found by `worker`.
    if facts.rerun != Rerun::Never {
        found.extend(parent_state::all(facts));
        found.extend(inherited::all(facts));
        found.extend(role::all(facts));
        found.extend(outside::all(facts));
        found.extend(elsewhere::find(facts, facts.child));
    }
    found.extend(main_of_package::all(facts));
    if !facts.pickles_by_value() {
        found.extend(worker::all(facts));
        found.extend(picklable::all(facts));
    }
    found.extend(unjoined::all(facts));
    found.extend(stdin_at_import::all(facts));
    found.extend(start_method::all(facts));
    found.extend(freeze_support::all(facts));
    in_order(found)
}

/// What could be better, but breaks nothing by itself.
pub fn advice(facts: &Facts<'_>) -> Vec<Refusal> {
    let mut found = effect_repeated::all(facts);
    found.extend(explicit_fork::all(facts));
    found.extend(pool_at_import::all(facts));
    in_order(found)
}

fn in_order(mut found: Vec<Refusal>) -> Vec<Refusal> {
    found.sort_by_key(|hazard| (hazard.range.start(), hazard.code));
    found.dedup_by(|a, b| (a.range, a.code) == (b.range, b.code));
    found
}
