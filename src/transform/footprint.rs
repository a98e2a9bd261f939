//! What statements touch, and whether two of them may change places.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::effects::{Access, Resource};
use crate::interpret::heap::{Heap, ObjectId};
use crate::interpret::library::OPAQUE;
use crate::interpret::trace::Record;
use crate::interpret::value::Qualified;
use crate::names::Name;
use crate::project::is_standard_library;
use crate::rules::settings::{Libraries, formatted, set_things};

/// What one or several statements touch.
#[derive(Debug, Clone, Default)]
pub struct Footprint {
    binds: FxHashSet<Name>,
    reads: FxHashSet<Name>,
    written: FxHashSet<ObjectId>,
    looked_at: FxHashSet<ObjectId>,
    patched: BTreeSet<Qualified>,
    externals: BTreeSet<Qualified>,
    resources: BTreeSet<(Resource, Access)>,
    unknown: Option<String>,
    /// The libraries in which it sets something up.
    sets_up: BTreeSet<String>,
    /// The libraries of which it uses something.
    uses: BTreeSet<String>,
    /// Does it show objects of which it is not known whose they are?
    shows_anything: bool,
    /// Does it put a module into `sys.modules`?
    stands_in: bool,
    foreign_import: bool,
    /// Modules of the project that it imports.
    imports: FxHashSet<ObjectId>,
    /// Those whose code it runs, since nobody has imported them before: it looks for them on `sys.path`.
    loads: FxHashSet<ObjectId>,
    exits: bool,
    /// Can it fail, or does it do anything besides binding names?
    fallible: bool,
}

/// Why two statements must keep their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Both touch this name, and one binds it.
    Name(Name),
    /// One changes an object that the other looks into.
    Object(ObjectId),
    /// One sets an attribute of a module or class from outside that the other uses.
    Attribute(Qualified),
    /// One sets something up in this library, and the other uses it.
    Library(String),
    /// Both touch this resource.
    Resource(Resource),
    /// One calls something nothing is known about.
    Unknown(String),
    /// One imports a module first, and so runs its code, and the other imports it, too.
    Import,
    /// One may end the program before the other runs.
    Exit,
}

impl Footprint {
    /// The footprint of one statement; what workers use are the `libraries`.
    pub(super) fn of(record: &Record, heap: &Heap, fallible: bool, libraries: &Libraries) -> Footprint {
        let mut resources: BTreeSet<(Resource, Access)> =
            record.effects.iter().map(|seen| (group(seen.resource, seen.access), seen.access)).collect();
        if resources.contains(&(Resource::ChildProcesses, Access::Write)) {
            // Children inherit these, so they must be as they were when the children start.
            for inherited in [
                Resource::Argv,
                Resource::Cwd,
                Resource::Environ,
                Resource::SysPath,
                Resource::StartMethod,
                Resource::Signal,
            ] {
                resources.insert((inherited, Access::Read));
            }
        }
        if changes_argv(record, heap) {
            resources.insert((Resource::Argv, Access::Write));
        }
        if changes_search_path(record, heap) {
            resources.insert((Resource::SysPath, Access::Write));
        }
        let looked_at = heap.reachable(record.read_objects.iter().copied());
        let types: BTreeSet<&str> = looked_at.iter().filter_map(|id| heap.type_name(*id)).collect();
        let libraries_of_types = types.iter().filter_map(|name| Some(name.split_once('.')?.0));
        let used = record.externals.iter().filter_map(|name| name.split('.').next()).chain(libraries_of_types);
        let called = record.unknown.iter().filter_map(|call| libraries.set_up_by(call));
        let sets = set_things(record).map(|(_, library)| library).chain(called).chain(formatted(record));
        // Of a library only its own objects are written otherwise then, and of the standard streams all.
        if record.formats.len() == formatted(record).count() {
            resources.remove(&(Resource::Format, Access::Write));
        }
        let shows = record.touches(Resource::Stdout, Access::Write);
        Footprint {
            binds: record.binds.clone(),
            reads: record.reads.clone(),
            written: record.written_objects.clone(),
            uses: used.map(str::to_string).collect(),
            shows_anything: shows && types.contains(OPAQUE),
            stands_in: stands_in(record, heap),
            looked_at,
            patched: record.patched.clone(),
            externals: record.externals.clone(),
            resources,
            unknown: record
                .unknown
                .iter()
                .find(|call| libraries.set_up_by(call).is_none())
                .map(|call| call.name.clone()),
            sets_up: sets.map(str::to_string).collect(),
            foreign_import: record.imports.iter().any(|(_, harmless)| !harmless),
            imports: record.imported.clone(),
            loads: record.loaded.clone(),
            exits: record.may_exit,
            fallible: fallible || record.imports.iter().any(|(_, known)| !known),
        }
    }

    /// Takes in another one.
    pub fn add(&mut self, other: &Footprint) {
        self.binds.extend(other.binds.iter().cloned());
        self.reads.extend(other.reads.iter().cloned());
        self.written.extend(other.written.iter().copied());
        self.looked_at.extend(other.looked_at.iter().copied());
        self.patched.extend(other.patched.iter().cloned());
        self.externals.extend(other.externals.iter().cloned());
        self.resources.extend(other.resources.iter().copied());
        if self.unknown.is_none() {
            self.unknown.clone_from(&other.unknown);
        }
        self.sets_up.extend(other.sets_up.iter().cloned());
        self.uses.extend(other.uses.iter().cloned());
        self.shows_anything |= other.shows_anything;
        self.stands_in |= other.stands_in;
        self.foreign_import |= other.foreign_import;
        self.imports.extend(other.imports.iter().copied());
        self.loads.extend(other.loads.iter().copied());
        self.exits |= other.exits;
        self.fallible |= other.fallible;
    }

    /// Why the two must keep their order; `None`: they commute.
    pub fn conflict(&self, other: &Footprint) -> Option<Conflict> {
        self.one_way(other).or_else(|| other.one_way(self))
    }

    fn one_way(&self, other: &Footprint) -> Option<Conflict> {
        if let Some(name) = smallest(&self.binds, |name| other.binds.contains(name) || other.reads.contains(name)) {
            return Some(Conflict::Name(name));
        }
        let object = self.written.iter().filter(|id| other.written.contains(id) || other.looked_at.contains(id)).min();
        if let Some(&id) = object {
            return Some(Conflict::Object(id));
        }
        for patched in &self.patched {
            let touched = |used: &Qualified| {
                used == patched || used.strip_prefix(&**patched).is_some_and(|rest| rest.starts_with('.'))
            };
            if other.externals.iter().any(touched) || other.patched.iter().any(touched) {
                return Some(Conflict::Attribute(patched.clone()));
            }
        }
        if let Some(library) = self.sets_up.iter().find(|library| other.uses.contains(*library)) {
            return Some(Conflict::Library(library.clone()));
        }
        if let Some(library) = self.sets_up.iter().find(|library| other.shows_anything && !is_standard_library(library))
        {
            return Some(Conflict::Library(library.clone()));
        }
        if !self.loads.is_disjoint(&other.imports) {
            return Some(Conflict::Import);
        }
        let is_path_changed = self.stands_in || self.resources.contains(&(Resource::SysPath, Access::Write));
        if is_path_changed && (other.foreign_import || !other.loads.is_empty()) {
            return Some(Conflict::Resource(Resource::SysPath));
        }
        self.resource_conflict(other)
    }

    fn resource_conflict(&self, other: &Footprint) -> Option<Conflict> {
        for &(resource, access) in &self.resources {
            for &(touched, how) in other.resources.iter().filter(|(touched, _)| *touched != Resource::Settings) {
                if coupled(resource, touched) && (access == Access::Write || how == Access::Write) {
                    return Some(Conflict::Resource(resource));
                }
            }
        }
        let environment = [Resource::Environ, Resource::Cwd, Resource::Warnings];
        if other.foreign_import
            && environment.iter().any(|&resource| self.resources.contains(&(resource, Access::Write)))
        {
            return Some(Conflict::Resource(Resource::SysPath));
        }
        if let Some(name) = &self.unknown
            && (other.unknown.is_some()
                || !other.resources.is_empty()
                || other.foreign_import
                || !other.patched.is_empty())
        {
            return Some(Conflict::Unknown(name.clone()));
        }
        let acts = other.fallible || other.exits || !other.resources.is_empty() || other.unknown.is_some();
        (self.exits && acts).then_some(Conflict::Exit)
    }
}

/// Does a statement put a module into `sys.modules`, or take one away?
pub(super) fn stands_in(record: &Record, heap: &Heap) -> bool {
    record.written_objects.iter().any(|id| heap.type_name(*id) == Some("sys.modules"))
}

/// Does a statement change `sys.argv`, or put another list in its place?
pub fn changes_argv(record: &Record, heap: &Heap) -> bool {
    let is_list = |id: &ObjectId| heap.get(*id).site.is_shared();
    record.patched.contains("sys.argv")
        || (record.externals.contains("sys.argv")
            && !record.externals.contains("sys.path")
            && record.written_objects.iter().any(is_list))
}

/// The same for `sys.path`.
fn changes_search_path(record: &Record, heap: &Heap) -> bool {
    let is_list = |id: &ObjectId| heap.get(*id).site.is_shared();
    record.patched.contains("sys.path")
        || (record.externals.contains("sys.path") && record.written_objects.iter().any(is_list))
}

fn smallest(names: &FxHashSet<Name>, wanted: impl Fn(&Name) -> bool) -> Option<Name> {
    names.iter().filter(|name| wanted(name)).min().cloned()
}

/// The console is one resource: prompts, output and errors are seen in the order in which they are written.
fn group(resource: Resource, access: Access) -> Resource {
    match resource {
        Resource::Stdin | Resource::Stderr => Resource::Stdout,
        // Sleeping keeps its place among what can be seen.
        Resource::Time if access == Access::Write => Resource::Stdout,
        other => other,
    }
}

fn coupled(one: Resource, other: Resource) -> bool {
    one == other
        || matches!((one, other), (Resource::Cwd, Resource::FileSystem) | (Resource::FileSystem, Resource::Cwd))
        || matches!((one, other), (Resource::Format, Resource::Stdout) | (Resource::Stdout, Resource::Format))
}

/// Effects for which a statement moves if it can.
pub(super) fn is_worth_moving(resource: Resource, access: Access) -> bool {
    match resource {
        Resource::Stdout
        | Resource::Stderr
        | Resource::Stdin
        | Resource::Network
        | Resource::Display
        | Resource::ChildProcesses
        | Resource::Time
        | Resource::Random
        | Resource::NumpyRandom
        | Resource::Unique => true,
        Resource::FileSystem | Resource::Cwd | Resource::Environ | Resource::Atexit | Resource::StartMethod => {
            access == Access::Write
        }
        Resource::Argv
        | Resource::Logging
        | Resource::Warnings
        | Resource::Signal
        | Resource::Locale
        | Resource::Format
        | Resource::Interpreter
        | Resource::Settings
        | Resource::SysPath => false,
    }
}

/// A name for a resource in a message.
pub fn describe(resource: Resource) -> &'static str {
    match resource {
        Resource::Stdout | Resource::Stdin | Resource::Stderr => "input and output",
        Resource::FileSystem => "files",
        Resource::Cwd => "the working directory",
        Resource::Environ => "environment variables",
        Resource::SysPath => "the module search path",
        Resource::Random | Resource::NumpyRandom => "random numbers",
        Resource::Time => "the clock",
        Resource::Network => "the network",
        Resource::ChildProcesses => "child processes",
        Resource::Warnings => "warning filters",
        Resource::Logging => "logging",
        Resource::Signal => "signal handlers",
        Resource::StartMethod => "the start method",
        Resource::Atexit => "exit handlers",
        Resource::Argv => "`sys.argv`",
        Resource::Locale => "the locale",
        Resource::Format => "how values are written",
        Resource::Interpreter => "interpreter settings",
        Resource::Settings => "settings of libraries",
        Resource::Display => "the display",
        Resource::Unique => "a value that is new each time",
    }
}
