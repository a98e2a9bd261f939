//! What the registry knows of one name.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::{Conditions, Literal};
use crate::effects::{Access, Param, Resource, Returned};

/// How something takes part in starting processes. Code knows kinds; only the data files know libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "How something takes part in starting processes.")]
pub enum Kind {
    /// A class like `multiprocessing.Process`: constructing is harmless, methods with `starts` start it; a subclass's worker is its `run`.
    Process,
    /// Calling it starts processes at once and returns an object whose methods take worker callables. May be a base class.
    Pool,
    /// Constructing is harmless, methods with `starts` (`submit`, `map`) start processes.
    Executor,
    /// Constructing is harmless, `start` and `__enter__` start a process; may be a base class.
    Manager,
    /// The call itself starts processes.
    Call,
    /// Wraps a function: calling what comes back starts a process that runs it. Without a function it returns such a wrapper.
    Decorator,
    /// Makes an object for ordinary use, in workers as well, some of whose methods start processes.
    Object,
    /// Returns an object that mirrors the module, with its own start method.
    Context,
    /// A shared object that children must inherit or be passed: a second one made in a child is another object.
    Primitive,
    /// Sets or prepares how processes start, and starts none.
    Control,
    /// Known to start no process that imports the main module again.
    Quiet,
}

impl Kind {
    /// True when the call, or a method of what it makes, can start processes.
    pub fn starts(self) -> bool {
        use Kind::{Call, Decorator, Executor, Manager, Pool, Process};
        matches!(self, Process | Pool | Executor | Manager | Call | Decorator)
    }
}

/// What the registry knows about one function or class.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Qualified names, the canonical one first; one that ends in `.*` stands for everything below.
    pub names: Vec<String>,
    /// How it takes part.
    pub kind: Kind,
    /// Arguments that are called in the worker process (in this process for [`Kind::Quiet`]).
    pub callables: Vec<Param>,
    /// Arguments that are called in this process.
    pub parent_callables: Vec<Param>,
    /// Arguments that are pickled and sent to workers.
    pub data: Vec<Param>,
    /// Facts about methods by name; those of `base` are found by [`super::Registry::method`].
    pub methods: BTreeMap<String, Arc<Method>>,
    /// The type whose methods it inherits.
    pub base: Option<String>,
    /// A primitive that children have from their first moment, whatever becomes of the parent: nothing is opened by a name.
    pub inherited: bool,
    /// What the call gives back.
    pub returns: Option<Returned>,
    /// What the call touches. Writing the start method: `set_start_method` after it raises RuntimeError, since the default context is in use.
    pub resources: Vec<(Resource, Access)>,
    /// The start method in use.
    pub start_method: StartMethod,
    /// When the call starts processes, or its object can.
    pub when: Conditions,
    /// What else the call does is unknown.
    pub unknown: bool,
    /// Its workers look for anything in the main module, by name: all that is defined there has to stay.
    pub whole_module: bool,
    /// Arguments that are attributes of the object it makes, so that conditions can ask for them.
    pub keeps: Vec<Param>,
    /// What it sets for later calls; inside a `with` block only, if used so.
    pub sets: Vec<Setting>,
    /// Where the facts come from, or what to know about them.
    pub note: String,
    /// The file that says all this: `starters/joblib.toml`, or a configuration with the line.
    pub origin: Box<str>,
    /// A configuration says it.
    pub is_own: bool,
    /// A short script in which a start must be found; empty for kinds that start nothing.
    pub example: String,
    /// A short script with the name in which nothing must be found.
    pub quiet_example: String,
}

impl Entry {
    /// An entry that says nothing but its kind.
    pub(super) fn blank(kind: Kind) -> Self {
        Self {
            names: Vec::new(),
            kind,
            callables: Vec::new(),
            parent_callables: Vec::new(),
            data: Vec::new(),
            methods: BTreeMap::new(),
            base: None,
            inherited: false,
            returns: None,
            resources: Vec::new(),
            start_method: StartMethod::default(),
            when: Conditions::default(),
            unknown: false,
            whole_module: false,
            keeps: Vec::new(),
            sets: Vec::new(),
            note: String::new(),
            origin: Box::default(),
            is_own: false,
            example: String::new(),
            quiet_example: String::new(),
        }
    }

    /// The name under which the entry is listed first.
    pub fn canonical(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

/// What a call sets for later calls, whose conditions ask for it by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its name.
    pub name: Box<str>,
    /// The argument with its value.
    pub param: Option<Param>,
    /// Its value without the argument; none: nothing is set.
    pub default: Option<Literal>,
}

/// The start method of what an entry starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum StartMethod {
    /// The one that holds for the whole process.
    #[default]
    Ambient,
    /// Always this one.
    Fixed(String),
    /// Given by an argument: a method name or a context object; ambient without it.
    Argument(Param),
}

impl TryFrom<String> for StartMethod {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        Ok(match text.as_str() {
            "fork" | "spawn" | "forkserver" | "own" => Self::Fixed(text),
            _ => Self::Argument(Param::parse(&text)?),
        })
    }
}

/// What the registry knows about one method (or attribute) of an object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Method {
    /// Calling it starts processes.
    pub starts: bool,
    /// When it does.
    pub when: Conditions,
    /// Runs the worker callables of the object in this process (`Process.run`).
    pub runs_worker: bool,
    /// What the workers call cannot be told.
    pub any_callable: bool,
    /// What else it does is unknown.
    pub unknown: bool,
    /// As in [`Entry`].
    pub whole_module: bool,
    /// Not a method: looking it up gives what it returns (`frame.swifter`).
    pub attribute: bool,
    /// An attribute it sets to true, for conditions.
    pub marks: Option<Box<str>>,
    /// Arguments that are called in the worker process (in this process for [`Kind::Quiet`]).
    pub callables: Vec<Param>,
    /// Arguments that are called in this process.
    pub parent_callables: Vec<Param>,
    /// Arguments that are iterated in this process.
    pub consumes: Vec<Param>,
    /// Arguments that are pickled and sent to workers.
    pub data: Vec<Param>,
    /// What it gives back.
    pub returns: Option<Returned>,
    /// What it touches; a method that touches something for writing also changes its object.
    pub resources: Vec<(Resource, Access)>,
}
