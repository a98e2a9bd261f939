//! What an abstract run of a module has seen, per top-level statement.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use ruff_text_size::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

use super::heap::{Heap, ObjectId};
use super::value::{Qualified, Values};
use crate::effects::{Access, Resource};
use crate::finding::CallStep;
use crate::names::Name;
use crate::parse::Module;
use crate::starters::Registry;

/// As what the module is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// As a script: `__name__` is `__main__`.
    Parent,
    /// Imported again by a child under spawn or forkserver: `__name__` is `__mp_main__`
    /// (`multiprocessing.spawn._fixup_main_from_path`), and the process is not called `MainProcess`.
    Child,
}

/// The variables of the module at one moment.
pub type Snapshot = Rc<FxHashMap<Name, Values>>;

/// The result of a run.
#[derive(Debug)]
pub struct Trace {
    /// What was known to start processes.
    pub registry: Arc<Registry>,
    /// One record per top-level statement.
    pub statements: Vec<Record>,
    /// All objects.
    pub heap: Heap,
    /// The variables at the end.
    pub variables: Snapshot,
    /// The functions and lambdas among the objects.
    pub functions: FxHashMap<ObjectId, Definition>,
    /// The classes among the objects.
    pub classes: FxHashMap<ObjectId, Definition>,
    /// The dotted names of the other files, by their index.
    pub file_names: FxHashMap<u32, String>,
    /// The trees of the other files; the script itself, imported by its name, is not among them.
    pub trees: FxHashMap<u32, Arc<Module>>,
    /// The variables at the end of every other file that was imported, by the index of the file.
    pub modules: FxHashMap<u32, Snapshot>,
    /// The processes that are started, in the order they are met.
    pub starts: Vec<Start>,
    /// Objects the parent waits for: processes that are joined, queues that are read from.
    pub awaited: FxHashSet<ObjectId>,
    /// Work handed to objects that have workers.
    pub submissions: Vec<Submission>,
    /// The first statement that surely ends the run, as `sys.exit()` does.
    pub exits_in: Option<usize>,
    /// The run was cut short: loops, calls or alternatives without end.
    pub exhausted: bool,
    /// It was cut short because code it leaves out was handed something that leads to a start.
    pub is_cut_short: bool,
}

/// Where a function or class is defined.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name; `lambda` for a lambda.
    pub name: String,
    /// Index of the file; 0 is the one being judged.
    pub file: u32,
    /// The whole definition.
    pub range: TextRange,
    /// Is it a lambda?
    pub is_lambda: bool,
    /// The class whose body it stands in directly.
    pub owner: Option<ObjectId>,
    /// Does it stand in a function?
    pub nested: bool,
    /// What the variables of the functions around it may be.
    pub captured: Values,
    /// The same by name; an inner variable hides an outer one.
    pub variables: FxHashMap<Name, Values>,
}

/// One thing that is seen while a statement runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What is touched.
    pub resource: Resource,
    /// How.
    pub access: Access,
    /// The call, in the text of the module.
    pub at: TextRange,
    /// Does it happen on a way that ends the program?
    pub on_exit: bool,
    /// Is it what workers that start here may do, not this process?
    pub by_workers: bool,
    /// Does it happen only in an exception handler?
    pub in_handler: bool,
    /// Does it surely happen when the statement runs, and does its failure leave the program?
    pub sure: bool,
    /// Has the statement started processes before?
    pub since_start: bool,
}

/// What a call of multiprocessing decides for the whole program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// `set_start_method(...)`.
    StartMethod,
    /// `freeze_support()`.
    FreezeSupport,
    /// `get_context("fork")`, `set_start_method("fork")` and their like.
    Fork,
}

/// One such call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What is decided.
    pub decision: Decision,
    /// The call itself; in another file: what leads to it in this one.
    pub at: TextRange,
    /// Does the call stand in this file?
    pub is_here: bool,
    /// Does it surely happen when the statement runs, without `force=True` and with nobody to catch a RuntimeError?
    pub sure: bool,
    /// Has the statement done anything others can see before it?
    pub late: bool,
}

/// A call nothing is known about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCall {
    /// What is called, as far as it has a name.
    pub name: String,
    /// The call, in the text of the module.
    pub at: TextRange,
    /// Does it happen on a way that ends the program?
    pub on_exit: bool,
    /// Is it a function of a library, and not a method of an object that the program has made?
    pub is_function: bool,
    /// Has the statement started processes before?
    pub since_start: bool,
}

impl UnknownCall {
    /// Is it an import? Of a module nobody knows, as an import statement may be.
    pub fn is_import(&self) -> bool {
        matches!(&*self.name, "importlib.import_module" | "__import__")
    }
}

/// What running one top-level statement does, everything it calls included.
#[derive(Debug, Default)]
pub struct Record {
    /// Globals read.
    pub reads: FxHashSet<Name>,
    /// Globals bound or deleted.
    pub binds: FxHashSet<Name>,
    /// Objects looked into.
    pub read_objects: FxHashSet<ObjectId>,
    /// Objects changed.
    pub written_objects: FxHashSet<ObjectId>,
    /// Those among them that were changed when it had started processes.
    pub written_since_start: FxHashSet<ObjectId>,
    /// Has it started processes by now?
    pub started: bool,
    /// Those among them that may have been changed only because a call nothing is known about was given them.
    pub guessed_objects: FxHashSet<ObjectId>,
    /// Attributes of external modules and classes that are set, `json.dumps = ...`, or changed, `html.entities.html5[x] = y`.
    pub patched: BTreeSet<Qualified>,
    /// Functions that set something up in their library, and what libraries lend that is changed: `pandas.set_option`.
    pub set_up: BTreeSet<Qualified>,
    /// Functions that set how their library writes values.
    pub formats: BTreeSet<Qualified>,
    /// What sets state of the process (`effects/process.toml`), and is not put back by the end of a block.
    pub process_set_by: BTreeSet<Qualified>,
    /// External names used.
    pub externals: BTreeSet<Qualified>,
    /// Resources touched.
    pub effects: Vec<Seen>,
    /// Calls nothing is known about.
    pub unknown: Vec<UnknownCall>,
    /// Modules imported: dotted name, and whether it is known to do nothing but define.
    pub imports: Vec<(String, bool)>,
    /// Modules of the project that it imports.
    pub imported: FxHashSet<ObjectId>,
    /// Those among them that it imports first, so that their code runs.
    pub loaded: FxHashSet<ObjectId>,
    /// Does it import modules by names that are made at run time, so that nobody knows which?
    pub imports_any: bool,
    /// May the statement end the program, by `sys.exit`, `raise` or `assert`?
    pub may_exit: bool,
    /// Does it make objects that are meant for the parent only: processes, executors, primitives?
    pub makes: Vec<ObjectId>,
    /// Does it run code from strings, or look at variables by name?
    pub dynamic: bool,
    /// Does it run code in threads?
    pub threads: bool,
    /// Calls that decide how processes start.
    pub settings: Vec<Setting>,
    /// Was it reached at all?
    pub reached: bool,
}

impl Record {
    /// Notes a change of an object; `false` when that was known.
    pub fn writes(&mut self, id: ObjectId) -> bool {
        if self.started {
            self.written_since_start.insert(id);
        }
        self.written_objects.insert(id)
    }

    /// Objects changed for sure.
    pub fn surely_changed(&self) -> FxHashSet<ObjectId> {
        self.written_objects.difference(&self.guessed_objects).copied().collect()
    }

    /// Does it call `set_start_method`?
    pub fn sets_start_method(&self) -> bool {
        self.settings.iter().any(|setting| setting.decision == Decision::StartMethod)
    }

    /// The names of the resources written or read.
    pub fn touches(&self, resource: Resource, access: Access) -> bool {
        self.effects.iter().any(|seen| seen.resource == resource && seen.access == access)
    }
}

/// One process start (or as many as one call makes).
#[derive(Debug, Clone)]
pub struct Start {
    /// The top-level statement.
    pub statement: usize,
    /// The expression in that statement which leads to the start.
    pub at: TextRange,
    /// What starts processes: `multiprocessing.Pool`.
    pub what: Qualified,
    /// The calls on the way, outermost first; empty when direct.
    pub path: Vec<CallStep>,
    /// The object that starts.
    pub object: Option<ObjectId>,
    /// What its workers call.
    pub callables: Values,
    /// What travels to the workers with the start.
    pub data: Values,
    /// The variables of the module just before.
    pub snapshot: Snapshot,
    /// Objects that the statement has surely changed before it comes to the start.
    pub changed: FxHashSet<ObjectId>,
    /// What the statement has set before it comes to the start: state of the process, and attributes of other modules.
    pub set_before: BTreeSet<Qualified>,
    /// Does it happen in an exit handler?
    pub at_exit: bool,
    /// Globals that some way to here leaves unbound, though others bind them.
    pub perhaps_unbound: FxHashSet<Name>,
    /// Could it be decided that the start happens, if the statement is reached?
    pub certain: bool,
}

/// Work handed to a pool, executor or manager.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The top-level statement.
    pub statement: usize,
    /// The call, in the text of the module.
    pub at: TextRange,
    /// The pool or executor; `None` when it is not known which.
    pub object: Option<ObjectId>,
    /// What the workers call.
    pub callables: Values,
    /// What travels to the workers.
    pub data: Values,
}
