//! Stage INTERPRET: runs a module abstractly, as Python would at import, and records what each top-level statement does.
//!
//! Resolving names, summing up effects and finding starts are one walk here, because each needs the others: whether
//! `p.start()` starts a process depends on what `p` is, which depends on what ran before, through calls, closures,
//! containers and attributes. The walk follows Python's own order of evaluation:
//!
//! 1. Statements run in order with a flow-sensitive environment; branches whose condition is decided run alone (this is
//!    how every spelling of the main guard is understood: `__name__` is a known constant), others run both and join.
//! 2. Calls of project functions run their bodies with the actual arguments and the globals of that moment.
//! 3. Calls of library functions do what the knowledge bases (`starters`, `effects`) say; what they do not know is
//!    recorded as unknown.
//! 4. Generators, coroutines and lazy iterators run when they are consumed.
//!
//! Nothing here decides what to report or to rewrite.

mod any_name;
mod apart;
mod arguments;
mod asking;
mod attribute;
mod by_name;
pub mod call;
mod callback;
mod class;
mod closure;
mod comprehension;
mod condition;
mod container;
mod control;
mod definitions;
mod descriptor;
mod dunder;
mod expression;
pub mod frame;
mod generator;
mod glance;
pub mod heap;
mod hot;
mod identity;
mod import;
mod iterate;
mod lent;
pub(crate) mod library;
mod loaded;
mod memo;
mod metaclass;
mod noting;
mod opaque;
mod owner;
mod reads;
mod result;
mod setting;
mod special;
mod start;
mod starter;
mod statement;
mod stored;
mod target;
mod test_runner;
mod text_code;
pub mod trace;
pub mod value;
mod wrapper;

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use self::frame::{FrameId, FrameKind, Frames};
use self::heap::{CodeId, Heap, Kind, ObjectId, Site};
use self::loaded::{Active, LoadedFile};
use self::trace::{Record, Role, Start, Submission, Trace};
use self::value::{Value, Values};
use crate::effects::Effects;
use crate::lookup::SearchPath;
use crate::names::{Name, block::Block};
use crate::parse::Module;
use crate::project::Project;
use crate::starters::Registry;
use crate::timing::{Work, count};

/// Most statements and expressions one run evaluates; past it the run is cut short and says so.
const FUEL: u32 = 25_000;
/// What each top-level statement adds to that, so that long files are read to their end.
const FUEL_PER_STATEMENT: u32 = 40;
/// Deepest chain of calls that is followed.
const DEEPEST: usize = 40;

/// Runs `module` abstractly in the given role.
pub fn run<'a>(module: &'a Module, project: &'a Project<'a>, registry: &'a Arc<Registry>, role: Role) -> Trace {
    let mut machine = Machine::new(project, registry, role);
    machine.load_main(module);
    machine.finish()
}

pub use self::apart::{run_apart, run_as};

/// A definition of the project.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Code<'a> {
    Function(&'a StmtFunctionDef),
    Lambda(&'a ruff_python_ast::ExprLambda),
    Class(&'a StmtClassDef),
    Generator(&'a ruff_python_ast::ExprGenerator),
    /// A class that a call makes.
    Made(TextRange),
}

/// The state of a run.
pub(crate) struct Machine<'a> {
    project: &'a Project<'a>,
    /// For runs that leave out what cannot matter.
    glance: Option<glance::Glance<'a>>,
    registry: &'a Arc<Registry>,
    effects: &'static Effects,
    role: Role,
    heap: Heap,
    frames: Frames,
    codes: Vec<Code<'a>>,
    code_ids: FxHashMap<Site, CodeId>,
    blocks: FxHashMap<CodeId, Rc<Block>>,
    /// The special methods that classes of the project have.
    specials: FxHashSet<Name>,
    /// The classes whose metaclass runs now.
    making: Vec<ObjectId>,
    /// The metaclasses of classes, where they are classes of the project.
    metaclasses: FxHashMap<ObjectId, ObjectId>,
    /// The loaded files; the first is the one being judged.
    files: Vec<LoadedFile<'a>>,
    /// Their module objects.
    modules: Vec<ObjectId>,
    /// The modules that have been imported, by their dotted names, as in `sys.modules`.
    by_name: FxHashMap<String, ObjectId>,
    /// Folders without an `__init__.py` that have been imported.
    folders: FxHashMap<String, ObjectId>,
    /// Where modules are looked for at this moment.
    search: SearchPath,
    /// Files whose top level is being run.
    importing: Vec<u32>,
    file_names: FxHashMap<u32, String>,
    /// Attributes of external modules and builtins that the project sets.
    patches: FxHashMap<value::Qualified, Values>,
    /// What calls have set for later ones: the scheduler, the backend.
    settings: FxHashMap<&'a str, Values>,
    /// Objects of other modules, such as `sys.stdout`, numbered.
    shared: FxHashMap<value::Qualified, u32>,
    records: Vec<Record>,
    starts: Vec<Start>,
    submissions: Vec<Submission>,
    awaited: FxHashSet<ObjectId>,
    exits_in: Option<usize>,
    /// The frame that runs now.
    frame: FrameId,
    /// The file whose code runs now.
    file: u32,
    /// Where the statement or call that runs now begins, in its file.
    now: TextSize,
    /// The top-level statement of the main file that runs now.
    statement: usize,
    /// The outermost expression of the main file's top level that is being evaluated.
    top: Option<TextRange>,
    /// The class whose body runs now.
    class: Option<ObjectId>,
    /// The calls on the way from the top level.
    stack: Vec<Active>,
    /// The lazy calls (`map(f, xs)`) whose results are iterated now.
    resumed: Vec<ObjectId>,
    /// The last expression never came back.
    gone: bool,
    /// Depth of exception handlers.
    handlers: u32,
    /// Depth of `try` bodies whose exceptions are caught.
    catching: u32,
    /// What stands between the running code and "this surely happens".
    doubt: setting::Doubt,
    /// What code from outside does now.
    outside: owner::Outside,
    /// An exit handler runs.
    at_exit: bool,
    /// The start method the script itself has chosen, if that is `fork`.
    forks: bool,
    /// How often something was done that is more than computing.
    acts: u32,
    fuel: u32,
    steps: u64,
    exhausted: bool,
    snapshots: usize,
    /// Runs of functions that may stand for others.
    memo: memo::Memo,
}

impl<'a> Machine<'a> {
    fn new(project: &'a Project<'a>, registry: &'a Arc<Registry>, role: Role) -> Machine<'a> {
        Machine {
            project,
            glance: project.warmth().map(glance::Glance::new),
            registry,
            effects: Effects::builtin(),
            role,
            heap: Heap::default(),
            frames: Frames::default(),
            codes: Vec::new(),
            code_ids: FxHashMap::default(),
            blocks: FxHashMap::default(),
            specials: FxHashSet::default(),
            making: Vec::new(),
            metaclasses: FxHashMap::default(),
            files: Vec::new(),
            modules: Vec::new(),
            by_name: FxHashMap::default(),
            folders: FxHashMap::default(),
            search: project.search().clone(),
            importing: Vec::new(),
            file_names: FxHashMap::default(),
            patches: FxHashMap::default(),
            settings: FxHashMap::default(),
            shared: FxHashMap::default(),
            records: Vec::new(),
            starts: Vec::new(),
            submissions: Vec::new(),
            awaited: FxHashSet::default(),
            exits_in: None,
            frame: FrameId(0),
            file: 0,
            now: TextSize::new(0),
            statement: 0,
            top: None,
            class: None,
            stack: Vec::new(),
            resumed: Vec::new(),
            gone: false,
            handlers: 0,
            catching: 0,
            doubt: setting::Doubt::default(),
            outside: owner::Outside::default(),
            at_exit: false,
            forks: false,
            acts: 0,
            fuel: FUEL,
            steps: 0,
            exhausted: false,
            snapshots: 0,
            memo: memo::Memo::default(),
        }
    }

    fn load_main(&mut self, module: &'a Module) {
        self.open_main(module);
        self.run_main(module);
    }

    /// Runs the top-level statements of the main module.
    fn run_main(&mut self, module: &'a Module) {
        for (index, statement) in module.body().iter().enumerate() {
            self.statement = index;
            self.top = Some(statement.range());
            if !self.run_top_level(index, statement) {
                break;
            }
        }
    }

    /// Makes the main module, in which nothing has run yet.
    fn open_main(&mut self, module: &'a Module) {
        let statements = u32::try_from(module.body().len()).unwrap_or(u32::MAX);
        self.fuel = FUEL.saturating_add(statements.saturating_mul(FUEL_PER_STATEMENT));
        let block = Block::of(None, module.body());
        self.frame = self.frames.push(FrameKind::Module(0), None, block);
        self.files.push(LoadedFile::new(module, self.project.package().to_string(), self.project));
        let kind = Kind::Module { file: 0, frame: self.frame };
        let object = self.heap.make(Site { file: 0, at: 0.into() }, kind, 0);
        self.modules.push(object);
        self.by_name.insert("__main__".to_string(), object);
        if module.path().file_name().is_some_and(|name| name == "__init__.py") {
            self.by_name.insert(self.project.package().to_string(), object);
        }
        let name = match self.role {
            Role::Parent => "__main__",
            Role::Child => "__mp_main__",
        };
        self.frames.set(self.frame, Rc::from("__name__"), Values::string(name));
        self.frames.set(self.frame, Rc::from("__file__"), Values::one(Value::Scalar("str")));
        self.records = module.body().iter().map(|_| Record::default()).collect();
    }

    /// Runs one top-level statement; false when the run surely ends there.
    fn run_top_level(&mut self, index: usize, statement: &'a Stmt) -> bool {
        self.records[index].reached = true;
        self.gone = false;
        let flow = self.run_statement(statement);
        if flow.goes_on() {
            return true;
        }
        self.records[index].may_exit = true;
        self.exits_in.get_or_insert(index);
        // What stands behind is never run, but it must not start to run because of a rewrite either, so it is looked at too.
        self.role == Role::Parent
    }

    fn finish(self) -> Trace {
        count(Work::Steps, self.steps);
        let is_cut_short = self.is_cut_short();
        // Of a glance nobody asks what its names are in the end, nor for its files.
        let (functions, classes, variables, modules, trees) = match self.glance {
            None => {
                let (functions, classes) = self.definitions();
                let variables = Rc::new(self.frames.variables(FrameId(0)).clone());
                (functions, classes, variables, self.module_variables(), self.trees())
            }
            Some(_) => Default::default(),
        };
        Trace {
            registry: Arc::clone(self.registry),
            statements: self.records,
            heap: self.heap,
            variables,
            functions,
            classes,
            modules,
            file_names: self.file_names,
            trees,
            starts: self.starts,
            submissions: self.submissions,
            awaited: self.awaited,
            exits_in: self.exits_in,
            exhausted: self.exhausted,
            is_cut_short,
        }
    }

    /// The trees of the other files.
    fn trees(&self) -> FxHashMap<u32, Arc<Module>> {
        let others = self.files.iter().zip(0..).filter(|(file, _)| !self.project.is_script(file.module.path()));
        others.filter_map(|(file, index)| Some((index, self.project.tree(file.module.path())?))).collect()
    }

    /// The record of the statement that runs now.
    fn record(&mut self) -> &mut Record {
        &mut self.records[self.statement]
    }

    /// The place of a node of the file that runs now.
    fn site(&self, node: impl Ranged) -> Site {
        Site { file: self.file, at: node.range().start() }
    }

    fn make(&mut self, node: impl Ranged, kind: Kind) -> ObjectId {
        let site = self.site(node);
        self.heap.make(site, kind, self.statement)
    }

    /// An object of an external type, made at `node`.
    fn typed(&mut self, node: impl Ranged, name: &str) -> ObjectId {
        self.make(node, Kind::Typed { name: Rc::from(name) })
    }

    /// The id of a definition that stands at `node`.
    fn code(&mut self, node: impl Ranged, code: Code<'a>) -> CodeId {
        let site = self.site(node);
        let next = CodeId(u32::try_from(self.codes.len()).unwrap_or(u32::MAX));
        let id = *self.code_ids.entry(site).or_insert(next);
        if id == next {
            self.codes.push(code);
        }
        id
    }

    fn definition(&self, id: CodeId) -> Code<'a> {
        self.codes[id.0 as usize]
    }

    /// The expression of the main file to which what happens now is ascribed.
    fn here(&self) -> TextRange {
        self.top.unwrap_or_default()
    }

    /// Uses up fuel; false when there is none left.
    fn burn(&mut self) -> bool {
        self.steps += 1;
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 {
            self.exhausted = true;
        }
        self.fuel > 0
    }

    /// Evaluates an expression of the top level with its range as the place of whatever happens.
    fn at_top<T>(&mut self, node: impl Ranged, act: impl FnOnce(&mut Self) -> T) -> T {
        if self.stack.is_empty() && self.file == 0 {
            let before = self.top.replace(node.range());
            let result = act(self);
            self.top = before;
            result
        } else {
            act(self)
        }
    }

    /// Adds a variable to the frame that runs now.
    fn bind_here(&mut self, name: Name, values: Values) {
        self.frames.set(self.frame, name, values);
    }
}
