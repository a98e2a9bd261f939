//! What a child runs and needs: the code its workers reach, and the globals and settings that code reads.
//!
//! The reach is computed over the text of the functions, not by running them, because what workers are called with is
//! known only in part: a name in the body of a reachable function is taken to be read, an attribute to be any method of
//! that name of a class that may be there. It is an upper bound; what it adds is asked to stay, or makes mpfix refuse.

pub mod body;
pub mod elsewhere;
mod provided;
mod reach;

use std::collections::BTreeSet;

use ruff_text_size::TextRange;
use rustc_hash::FxHashSet;

use self::elsewhere::{Elsewhere, Files};
use crate::interpret::heap::{Kind, ObjectId};
use crate::interpret::trace::{Snapshot, Start, Trace};
use crate::interpret::value::{Qualified, Values};
use crate::names::Name;
use crate::names::globals::GlobalUses;
use crate::parse::Module;

/// What the workers of one start need.
#[derive(Debug)]
pub struct Need {
    /// The top-level statement that starts them.
    pub statement: usize,
    /// The expression that starts them.
    pub at: TextRange,
    /// The object that starts.
    pub object: Option<ObjectId>,
    /// What starts: `multiprocessing.Pool`.
    pub what: Qualified,
    /// The globals of the file that the workers' code mentions.
    pub names: BTreeSet<Name>,
    /// Those among them that do not stand merely in code of which it is not known whether the workers run it.
    pub certain: BTreeSet<Name>,
    /// The objects behind those globals, and whatever hangs on them.
    pub objects: FxHashSet<ObjectId>,
    /// The external names the workers' code uses.
    pub externals: BTreeSet<Qualified>,
    /// The libraries that the workers' code uses, that in other files included.
    pub libraries: BTreeSet<String>,
    /// What the workers call.
    pub callables: Values,
    /// What travels to them.
    pub data: Values,
    /// The variables of the module just before the start.
    pub snapshot: Snapshot,
    /// The other files of the project whose code the workers run, by the statement that imports them and their name.
    pub imports: Vec<(usize, String)>,
    /// Objects that the statement has surely changed before it comes to the start.
    pub changed: FxHashSet<ObjectId>,
    /// What the statement has set before it comes to the start: state of the process, and attributes of other modules.
    pub set_before: BTreeSet<Qualified>,
    /// The start happens in an exit handler.
    pub at_exit: bool,
    /// Globals that may have no value when it starts.
    pub perhaps_unbound: FxHashSet<Name>,
    /// Objects that globals of other files hold, whose code the workers run.
    pub foreign: FxHashSet<ObjectId>,
    /// The attributes the workers' code mentions.
    pub attributes: FxHashSet<Name>,
    /// It is not known what the workers call: any function of the file is taken to be it.
    pub guessed: bool,
    /// The workers' code looks at `sys.modules` or `__main__`.
    pub sees_main: bool,
    /// What the workers' code surely mentions in other files.
    pub elsewhere: Elsewhere,
    /// Which function reads which name: its own name and its place; empty where the name is looked up by `pickle`.
    readers: Vec<(Name, String, TextRange)>,
}

/// The needs of all starts, in the order of the starts. `package` is the one the file belongs to.
pub fn needs(module: &Module, package: &str, trace: &Trace, uses: &GlobalUses) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut files = Files::new(module, package, trace);
    for start in &trace.starts {
        let (callables, data) = work_of(start, trace);
        let reached = reach::reach(trace, uses, (&start.snapshot, start.statement), &callables, &data);
        let provided = provided::by_callables(module.body(), trace, uses, &start.callables);
        let mut names: BTreeSet<Name> =
            reached.names.iter().filter(|name| !provided.contains(*name)).cloned().collect();
        let mut certain: BTreeSet<Name> = reached.certain.intersection(&names).cloned().collect();
        if trace.registry.wants_whole_module(&start.what) {
            let bound = || trace.statements.iter().flat_map(|record| record.binds.iter().cloned());
            names.extend(bound());
            certain.extend(bound());
        }
        let roots: Vec<ObjectId> = names
            .iter()
            .filter_map(|name| start.snapshot.get(name))
            .flat_map(|values| values.objects().collect::<Vec<_>>())
            .chain(reached.captured.iter().copied())
            .collect();
        let mut objects = trace.heap.reachable(roots);
        objects.extend(reached.foreign.iter().copied());
        objects.extend(modules_of(trace, &reached.files));
        let elsewhere = files.mentioned(&callables);
        objects.extend(held_by(trace, &elsewhere));
        objects.extend(stand_ins(trace));
        let imported = elsewhere.imports.iter().map(String::as_str);
        let used = reached.externals.iter().chain(&reached.foreign_externals).map(|name| &**name).chain(imported);
        let libraries = used.filter_map(|name| name.split('.').next()).map(str::to_string).collect();
        needs.push(Need {
            statement: start.statement,
            at: start.at,
            object: start.object,
            what: start.what.clone(),
            names,
            certain,
            objects,
            externals: reached.externals,
            libraries,
            callables,
            data,
            snapshot: start.snapshot.clone(),
            attributes: reached.attributes,
            foreign: reached.foreign,
            imports: imports_of(trace, &reached.files),
            set_before: start.set_before.clone(),
            at_exit: start.at_exit,
            perhaps_unbound: start.perhaps_unbound.clone(),
            changed: start.changed.clone(),
            guessed: reached.anything,
            sees_main: reached.sees_main,
            elsewhere,
            readers: reached.readers,
        });
    }
    needs
}

/// The globals that the code behind some values mentions, and the objects that it can get at.
pub fn within_reach(trace: &Trace, uses: &GlobalUses, values: &Values) -> (BTreeSet<Name>, FxHashSet<ObjectId>) {
    let reached = reach::reach(trace, uses, (&trace.variables, trace.statements.len()), values, &Values::none());
    let of_names = reached.names.iter().filter_map(|name| trace.variables.get(name)).flat_map(Values::objects);
    let mut objects = trace.heap.reachable(values.objects().chain(of_names));
    objects.extend(reached.foreign);
    (reached.names, objects)
}

/// All that is ever handed to the object that starts here, later submissions included: its workers may run them all.
fn work_of(start: &Start, trace: &Trace) -> (Values, Values) {
    let (mut callables, mut data) = (start.callables.clone(), start.data.clone());
    for submission in &trace.submissions {
        if submission.object.is_none() || submission.object == start.object {
            callables.join(&submission.callables);
            data.join(&submission.data);
        }
    }
    if start.object.is_some() {
        for other in trace.starts.iter().filter(|other| other.object == start.object) {
            callables.join(&other.callables);
            data.join(&other.data);
        }
    }
    (callables, data)
}

/// The module objects of these files: setting one of their globals changes them.
fn modules_of(trace: &Trace, files: &BTreeSet<u32>) -> Vec<ObjectId> {
    let is_module = |kind: &Kind| matches!(kind, Kind::Module { file, .. } if files.contains(file));
    trace.heap.all().filter(|(_, object)| is_module(&object.kind)).map(|(id, _)| id).collect()
}

/// The modules from which the workers' code takes globals when it runs, and what hangs on those.
pub fn held_by(trace: &Trace, elsewhere: &Elsewhere) -> FxHashSet<ObjectId> {
    let files: BTreeSet<u32> = elsewhere.reads.iter().map(|(file, _)| *file).filter(|file| *file != 0).collect();
    let values = elsewhere.reads.iter().filter_map(|(file, name)| trace.modules.get(file)?.get(name));
    let mut objects = trace.heap.reachable(values.flat_map(Values::objects));
    objects.extend(modules_of(trace, &files));
    objects
}

/// Modules that the program puts into `sys.modules` by itself: imports give them, whoever imports them.
fn stand_ins(trace: &Trace) -> FxHashSet<ObjectId> {
    let ids = trace.heap.all().map(|(id, _)| id);
    trace.heap.reachable(ids.filter(|id| trace.heap.type_name(*id) == Some("sys.modules")))
}

/// The statements that first import these files.
fn imports_of(trace: &Trace, files: &BTreeSet<u32>) -> Vec<(usize, String)> {
    let mut imports = Vec::new();
    for (_, object) in trace.heap.all() {
        if let Kind::Module { file, .. } = object.kind
            && files.contains(&file)
        {
            imports.push((object.made_in, trace.file_names.get(&file).cloned().unwrap_or_default()));
        }
    }
    imports
}

impl Need {
    /// The function that reads a global, by its name, for messages.
    pub fn reader(&self, name: &Name) -> &str {
        self.readers.iter().find(|(read, ..)| read == name).map_or("a worker", |(_, reader, _)| reader)
    }

    /// The names under which children look functions and classes up that are pickled for them.
    pub fn looked_up(&self) -> impl Iterator<Item = &Name> {
        self.readers.iter().filter(|(.., range)| range.is_empty()).map(|(name, ..)| name)
    }

    /// The places of all functions that read a global.
    pub fn read_in(&self, name: &Name) -> impl Iterator<Item = TextRange> {
        self.readers.iter().filter(move |(read, ..)| read == name).map(|(_, _, range)| *range)
    }

    /// Does the workers' code use an attribute of that name of a module from outside (`os.environ`), as far as can be told?
    pub fn uses(&self, module: &str, attribute: &str) -> bool {
        self.externals.contains(format!("{module}.{attribute}").as_str())
            || (self.externals.contains(module) && self.attributes.contains(attribute))
    }

    /// Do the workers write messages with `logging`?
    pub fn logs(&self) -> bool {
        self.externals.iter().any(|used| used.starts_with("logging"))
    }

    /// Do they put values into words, or write them?
    pub fn writes_text(&self) -> bool {
        let writing = ["print", "repr", "str", "format", "open", "logging", "sys"];
        self.externals.iter().any(|used| writing.contains(&used.split('.').next().unwrap_or(used)))
    }
}
