//! Raw TOML entry -> checked entry of the registry.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::condition::{Conditions, Lean, Literal, RawCondition};
use crate::effects::{Access, Param, Resource, Returned, params, parse_resource};

/// How something takes part in starting processes. Code knows kinds; only the data files know libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A class like `multiprocessing.Process`: constructing is harmless, methods with `starts` start it; a subclass's worker is its `run`.
    Process,
    /// Calling it starts processes at once and returns an object whose methods take worker callables. May be a base class.
    Pool,
    /// Constructing is harmless, methods with `starts` (`submit`, `map`) start processes.
    Executor,
    /// Constructing is harmless, `start` and `__enter__` start a process; may be a base class.
    ManagerClass,
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
        use Kind::{Call, Decorator, Executor, ManagerClass, Pool, Process};
        matches!(self, Process | Pool | Executor | ManagerClass | Call | Decorator)
    }
}

/// What the registry knows about one function or class.
#[derive(Debug, Clone)]
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
    pub methods: BTreeMap<String, Method>,
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
    /// A short script in which a start must be found; empty for kinds that start nothing.
    pub example: String,
    /// A short script with the name in which nothing must be found.
    pub quiet_example: String,
}

impl Entry {
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StartMethod {
    /// The one that holds for the whole process.
    #[default]
    Ambient,
    /// Always this one.
    Fixed(String),
    /// Given by an argument: a method name or a context object; ambient without it.
    Argument(Param),
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

/// One data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    /// Byte words at least one of which stands in every file that uses the library.
    pub(super) words: Vec<String>,
    /// Modules whose functions travel by value, so that lambdas and nested functions can be workers.
    #[serde(default)]
    pub(super) by_value: Vec<String>,
    /// Module -> the module of which it is a copy.
    #[serde(default)]
    pub(super) mirrors: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) entry: Vec<RawEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEntry {
    names: Vec<String>,
    kind: Kind,
    #[serde(default)]
    callables: Vec<String>,
    #[serde(default)]
    parent_callables: Vec<String>,
    #[serde(default)]
    data: Vec<String>,
    #[serde(default)]
    methods: Vec<RawMethods>,
    #[serde(default)]
    inherited: bool,
    base: Option<String>,
    returns: Option<String>,
    #[serde(default)]
    touches: Vec<String>,
    /// A method name, or a parameter with `@`.
    start_method: Option<String>,
    #[serde(default)]
    when: Vec<RawCondition>,
    #[serde(default)]
    when_any: Vec<RawCondition>,
    #[serde(default)]
    maybe: String,
    #[serde(default)]
    lean: Lean,
    #[serde(default)]
    whole_module: bool,
    #[serde(default)]
    keeps: Vec<String>,
    #[serde(default)]
    sets: Vec<RawSetting>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    example: String,
    #[serde(default)]
    quiet: String,
}

/// A name, the argument whose value it gets, and the value without that argument.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSetting {
    name: String,
    arg: Option<String>,
    default: Option<Literal>,
}

impl RawSetting {
    fn check(self) -> Result<Setting> {
        let param = self.arg.as_deref().map(Param::parse).transpose()?;
        Ok(Setting { name: self.name.into_boxed_str(), param, default: self.default })
    }
}

/// Methods that share the same facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMethods {
    /// Separated by blanks, sorted.
    names: String,
    #[serde(default)]
    starts: bool,
    #[serde(default)]
    when: Vec<RawCondition>,
    #[serde(default)]
    when_any: Vec<RawCondition>,
    #[serde(default)]
    maybe: String,
    #[serde(default)]
    lean: Lean,
    #[serde(default)]
    whole_module: bool,
    #[serde(default)]
    attribute: bool,
    marks: Option<String>,
    #[serde(default)]
    runs_worker: bool,
    /// `?`: they cannot be told.
    #[serde(default)]
    callables: Vec<String>,
    #[serde(default)]
    parent_callables: Vec<String>,
    #[serde(default)]
    consumes: Vec<String>,
    #[serde(default)]
    data: Vec<String>,
    returns: Option<String>,
    /// Absent: `child-processes`, since most methods talk to children.
    touches: Option<Vec<String>>,
}

impl RawEntry {
    /// Checks everything that can be checked without the other entries.
    pub(super) fn check(self) -> Result<Entry> {
        let Some(canonical) = self.names.first().cloned() else { bail!("an entry without names") };
        self.checked().with_context(|| format!("entry `{canonical}`"))
    }

    fn checked(self) -> Result<Entry> {
        let mut methods = BTreeMap::new();
        for raw in &self.methods {
            let method = raw.check()?;
            for name in raw.names.split_whitespace() {
                if methods.insert(name.to_owned(), method.clone()).is_some() {
                    bail!("method `{name}` is listed twice");
                }
            }
        }
        let start_method = match self.start_method {
            None => StartMethod::Ambient,
            Some(text) if text.contains('@') => StartMethod::Argument(Param::parse(&text)?),
            Some(text) => StartMethod::Fixed(text),
        };
        Ok(Entry {
            names: self.names,
            kind: self.kind,
            callables: params(&self.callables)?,
            parent_callables: params(&self.parent_callables)?,
            data: params(&self.data)?,
            methods,
            inherited: self.inherited,
            base: self.base,
            returns: self.returns.as_deref().map(Returned::parse).transpose()?,
            unknown: self.touches.iter().any(|text| text == UNKNOWN),
            whole_module: self.whole_module,
            resources: resources(&self.touches)?,
            start_method,
            when: conditions(self.when, self.when_any, self.maybe, self.lean)?,
            keeps: params(&self.keeps)?,
            sets: self.sets.into_iter().map(RawSetting::check).collect::<Result<_>>()?,
            note: self.note,
            example: self.example,
            quiet_example: self.quiet,
        })
    }
}

impl RawMethods {
    fn check(&self) -> Result<Method> {
        let resources = match &self.touches {
            None => vec![(Resource::ChildProcesses, Access::Write)],
            Some(texts) => self::resources(texts)?,
        };
        let callables: Vec<String> = self.callables.iter().filter(|text| *text != "?").cloned().collect();
        Ok(Method {
            starts: self.starts,
            when: conditions(self.when.clone(), self.when_any.clone(), self.maybe.clone(), self.lean)?,
            any_callable: callables.len() < self.callables.len(),
            unknown: self.touches.iter().flatten().any(|text| text == UNKNOWN),
            whole_module: self.whole_module,
            attribute: self.attribute,
            marks: self.marks.as_deref().map(Box::from),
            runs_worker: self.runs_worker,
            callables: params(&callables)?,
            parent_callables: params(&self.parent_callables)?,
            consumes: params(&self.consumes)?,
            data: params(&self.data)?,
            returns: self.returns.as_deref().map(Returned::parse).transpose()?,
            resources,
        })
    }
}

/// Stands among what a call touches when that is not known.
const UNKNOWN: &str = "unknown";

fn resources(texts: &[String]) -> Result<Vec<(Resource, Access)>> {
    texts.iter().filter(|text| *text != UNKNOWN).map(|text| parse_resource(text)).collect()
}

fn conditions(all: Vec<RawCondition>, any: Vec<RawCondition>, maybe: String, lean: Lean) -> Result<Conditions> {
    let checked = |raw: Vec<RawCondition>| raw.into_iter().map(RawCondition::check).collect::<Result<_>>();
    Ok(Conditions { all: checked(all)?, any: checked(any)?, maybe: maybe.into_boxed_str(), lean })
}
