//! Entries as they are written, in the data files and in configurations, to checked ones.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use anyhow::{Result, bail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::condition::{Condition, Conditions, Lean, Literal, RawCondition};
use super::entry::{Entry, Kind, Method, Setting, StartMethod};
use crate::effects::{Access, Param, Resource, Returned, parse_resource};

/// One data file, without its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawFile {
    /// Modules whose functions travel by value, so that lambdas and nested functions can be workers.
    #[serde(default)]
    pub(super) by_value: Vec<String>,
    /// Module -> the module of which it is a copy.
    #[serde(default)]
    pub(super) mirrors: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) entry: Vec<RawEntry<String>>,
}

/// A name in a configuration, with its place.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(from = "Spanned<String>", into = "String")]
pub struct Placed {
    pub(super) text: String,
    /// Where it stands, as offsets.
    pub(super) at: Range<usize>,
}

impl From<Spanned<String>> for Placed {
    fn from(spanned: Spanned<String>) -> Self {
        Self { at: spanned.span(), text: spanned.into_inner() }
    }
}

impl From<Placed> for String {
    fn from(name: Placed) -> Self {
        name.text
    }
}

impl AsRef<str> for Placed {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Something that starts processes, or takes part in it, with what is known about it.
///
/// An argument is written `func@0`: the keyword `func`, or position 0 (counted without `self`). `func` is the keyword
/// alone, `@0` the position alone, `*@1` all positions from 1 on, `**` all other keywords.
//
// Names are `Placed` in a configuration, and `String` in data files: those are JSON by now, which tells no places.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(rename = "Starter", bound = "N: Default + Serialize", extend("anyOf" = [{ "required": ["name"] }, { "required": ["names"] }]))]
pub struct RawEntry<N = Placed> {
    /// The function or class with its module: `farm.jobs.run`. `farm.jobs.*` stands for everything below.
    #[schemars(with = "Option<String>")]
    pub(super) name: Option<N>,
    /// The same for several, or for something that can be imported under several names.
    #[schemars(with = "Vec<String>")]
    pub(super) names: Vec<N>,
    /// A known name, such as `multiprocessing.Pool`: what is not said here is as there.
    #[schemars(with = "Option<String>")]
    pub(super) like: Option<N>,
    /// How it takes part in starting processes. Needed without `like`.
    kind: Option<Kind>,
    /// Arguments that workers call.
    #[schemars(with = "Option<Vec<String>>")]
    callables: Option<Vec<Param>>,
    /// Arguments that are called in this process.
    #[schemars(with = "Option<Vec<String>>")]
    parent_callables: Option<Vec<Param>>,
    /// Arguments that are pickled and sent to workers.
    #[schemars(with = "Option<Vec<String>>")]
    data: Option<Vec<Param>>,
    /// What is known about methods of the object it makes.
    methods: Vec<RawMethods>,
    /// A primitive that children have from their first moment, whatever becomes of the parent.
    inherited: Option<bool>,
    /// A known type whose methods it has, too.
    base: Option<String>,
    /// The type of what it gives back: a qualified name, or `arg@0` for the argument itself.
    #[schemars(with = "Option<String>")]
    returns: Option<Returned>,
    /// What else the call touches, such as `stdout`, or `?environ` for reading only; `[]` for nothing. Left out: anything.
    #[schemars(with = "Option<Vec<String>>")]
    touches: Option<Vec<Touch>>,
    /// The start method it uses whatever is set: `spawn`, `forkserver`, `fork`, `own`; or the argument that gives it.
    #[schemars(with = "Option<String>")]
    start_method: Option<StartMethod>,
    /// When it starts processes: all of these hold.
    #[schemars(with = "Option<Vec<RawCondition>>")]
    when: Option<Vec<Condition>>,
    /// When it starts processes: at least one of these holds, too.
    #[schemars(with = "Option<Vec<RawCondition>>")]
    when_any: Option<Vec<Condition>>,
    /// When else it starts none, in words; then it "may" start processes.
    maybe: Option<String>,
    /// What to say when the text does not decide it.
    lean: Option<Lean>,
    /// Its workers look up anything in the main module by name.
    whole_module: Option<bool>,
    /// Arguments that later conditions ask for as attributes of the object.
    #[schemars(with = "Option<Vec<String>>")]
    keeps: Option<Vec<Param>>,
    /// What it sets for later calls, whose conditions ask for it.
    sets: Option<Vec<RawSetting>>,
    /// Where the facts come from, or what to know about them.
    note: Option<String>,
    /// A script in which a start is found.
    example: String,
    /// A script in which nothing is found.
    quiet: String,
}

/// A name, the argument whose value it gets, and the value without that argument.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Setting")]
struct RawSetting {
    /// Its name; conditions have `default = "@setting NAME"`.
    name: String,
    /// The argument with the value.
    #[schemars(with = "Option<String>")]
    arg: Option<Param>,
    /// The value without that argument.
    default: Option<Literal>,
}

/// Methods that share the same facts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(rename = "Methods", extend("required" = ["names"]))]
struct RawMethods {
    /// Their names, separated by blanks.
    names: String,
    /// Calling them starts processes.
    starts: bool,
    /// When it does: all of these hold. `self` is the object.
    #[schemars(with = "Vec<RawCondition>")]
    when: Vec<Condition>,
    /// When it does: at least one of these holds, too.
    #[schemars(with = "Vec<RawCondition>")]
    when_any: Vec<Condition>,
    /// When else they start none, in words.
    maybe: String,
    /// What to say when the text does not decide it.
    lean: Lean,
    /// Their workers look up anything in the main module by name.
    whole_module: bool,
    /// No methods: looking them up gives what they return.
    attribute: bool,
    /// An attribute they set to true, for conditions.
    marks: Option<String>,
    /// They run the worker in this process.
    runs_worker: bool,
    /// Arguments that workers call; `?` when that cannot be told.
    #[schemars(with = "Vec<String>")]
    callables: Vec<Callable>,
    /// Arguments that are called in this process.
    #[schemars(with = "Vec<String>")]
    parent_callables: Vec<Param>,
    /// Arguments that are iterated in this process.
    #[schemars(with = "Vec<String>")]
    consumes: Vec<Param>,
    /// Arguments that are pickled and sent to workers.
    #[schemars(with = "Vec<String>")]
    data: Vec<Param>,
    /// The type of what they give back, `arg self` for the object itself, `arg@0` for an argument.
    #[schemars(with = "Option<String>")]
    returns: Option<Returned>,
    /// What they touch. Left out: their children.
    #[schemars(with = "Option<Vec<String>>")]
    touches: Option<Vec<Touch>>,
}

/// A worker of a method.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
enum Callable {
    Argument(Param),
    Untold,
}

impl TryFrom<String> for Callable {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        if text == "?" { Ok(Self::Untold) } else { Ok(Self::Argument(Param::parse(&text)?)) }
    }
}

/// One thing a call touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
enum Touch {
    Known(Resource, Access),
    Unknown,
}

impl TryFrom<String> for Touch {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        if text == "unknown" {
            return Ok(Self::Unknown);
        }
        let (resource, access) = parse_resource(&text)?;
        Ok(Self::Known(resource, access))
    }
}

fn resources(touches: &[Touch]) -> Vec<(Resource, Access)> {
    let known = touches.iter().filter_map(|touch| match touch {
        Touch::Known(resource, access) => Some((*resource, *access)),
        Touch::Unknown => None,
    });
    known.collect()
}

impl<N: AsRef<str>> RawEntry<N> {
    /// All its names, the first one first.
    pub(super) fn all_names(&self) -> impl Iterator<Item = &N> {
        self.name.iter().chain(&self.names)
    }

    /// Puts what is said here over what `like` says; only the names, and the examples, are never taken from there.
    pub(super) fn check(self, like: Option<&Entry>, origin: &str) -> Result<Entry> {
        let names: Vec<String> = self.all_names().map(|name| name.as_ref().to_owned()).collect();
        let mut entry = match (like, self.kind) {
            (Some(like), _) => like.clone(),
            (None, Some(kind)) => Entry::blank(kind),
            (None, None) => bail!("`kind` or `like` is missing"),
        };
        entry.names = names;
        entry.origin = origin.into();
        put(&mut entry.kind, self.kind);
        put(&mut entry.callables, self.callables);
        put(&mut entry.parent_callables, self.parent_callables);
        put(&mut entry.data, self.data);
        put(&mut entry.inherited, self.inherited);
        put(&mut entry.start_method, self.start_method);
        put(&mut entry.whole_module, self.whole_module);
        put(&mut entry.keeps, self.keeps);
        put(&mut entry.note, self.note);
        put(&mut entry.when.maybe, self.maybe.map(String::into_boxed_str));
        put(&mut entry.when.lean, self.lean);
        put(&mut entry.sets, self.sets.map(|sets| sets.into_iter().map(RawSetting::check).collect()));
        if self.when.is_some() || self.when_any.is_some() {
            entry.when.all = self.when.unwrap_or_default();
            entry.when.any = self.when_any.unwrap_or_default();
        }
        if let Some(touches) = self.touches {
            entry.unknown = touches.contains(&Touch::Unknown);
            entry.resources = resources(&touches);
        }
        entry.base = self.base.or(entry.base);
        entry.returns = self.returns.or(entry.returns);
        entry.methods.extend(methods(self.methods)?);
        (entry.example, entry.quiet_example) = (self.example, self.quiet);
        Ok(entry)
    }

    /// Does it say what else the call does?
    pub(super) fn says_what_it_touches(&self) -> bool {
        self.touches.is_some() || self.like.is_some()
    }
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn methods(raw: Vec<RawMethods>) -> Result<BTreeMap<String, Arc<Method>>> {
    let mut methods = BTreeMap::new();
    for raw in raw {
        if raw.names.trim().is_empty() {
            bail!("`methods` without `names`");
        }
        let (names, method) = raw.check();
        let method = Arc::new(method);
        for name in names.split_whitespace() {
            if methods.insert(name.to_owned(), Arc::clone(&method)).is_some() {
                bail!("method `{name}` is listed twice");
            }
        }
    }
    Ok(methods)
}

impl RawSetting {
    fn check(self) -> Setting {
        Setting { name: self.name.into_boxed_str(), param: self.arg, default: self.default }
    }
}

impl RawMethods {
    /// The names, and what is known of each.
    fn check(self) -> (String, Method) {
        let resources = match &self.touches {
            None => vec![(Resource::ChildProcesses, Access::Write)],
            Some(touches) => resources(touches),
        };
        let any_callable = self.callables.iter().any(|callable| matches!(callable, Callable::Untold));
        let callables = self.callables.into_iter().filter_map(|callable| match callable {
            Callable::Argument(param) => Some(param),
            Callable::Untold => None,
        });
        let (all, any, maybe) = (self.when, self.when_any, self.maybe.into_boxed_str());
        let method = Method {
            starts: self.starts,
            when: Conditions { all, any, maybe, lean: self.lean },
            any_callable,
            unknown: self.touches.iter().flatten().any(|touch| *touch == Touch::Unknown),
            whole_module: self.whole_module,
            attribute: self.attribute,
            marks: self.marks.map(String::into_boxed_str),
            runs_worker: self.runs_worker,
            callables: callables.collect(),
            parent_callables: self.parent_callables,
            consumes: self.consumes,
            data: self.data,
            returns: self.returns,
            resources,
        };
        (self.names, method)
    }
}
