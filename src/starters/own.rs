//! What a configuration adds to the registry: starters of its own, and names that are quiet. Both win over what is built in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use toml::Spanned;

use super::entry::{Entry, Kind, Method};
use super::raw::{Placed, RawEntry};
use super::{Registry, Searched};
use crate::effects::{Access, Param, Resource, Returned};
use crate::selection::nearest;

/// What a configuration says.
pub struct Own<'a> {
    /// Its starters.
    pub starters: Vec<Spanned<RawEntry>>,
    /// Its quiet names.
    pub quiet: Vec<Spanned<String>>,
    /// The file and line of a place, by its offset.
    pub origin: &'a dyn Fn(usize) -> String,
}

/// What is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as an offset.
    pub at: usize,
    /// What.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: Some(help.into()) }
    }
}

impl Registry {
    /// This registry with what a configuration says on top.
    ///
    /// # Errors
    /// Names that are none or stand there twice, entries that do not say enough.
    pub fn extended(&self, own: Own<'_>) -> Result<Registry, Fault> {
        let mut lines = BTreeMap::new();
        let mut entries = Vec::new();
        for word in &own.quiet {
            claim(&mut lines, word.get_ref(), word.span(), own.origin)?;
            let entry = Entry { unknown: true, ..Entry::blank(Kind::Quiet) };
            let (names, origin) = (vec![word.get_ref().clone()], (own.origin)(word.span().start).into());
            entries.push(Entry { names, origin, is_own: true, ..entry });
        }
        for raw in own.starters {
            for name in raw.get_ref().all_names() {
                claim(&mut lines, &name.text, name.at.clone(), own.origin)?;
            }
            entries.push(self.own_entry(raw, own.origin)?);
        }
        let mut registry = self.clone();
        registry.own_words.extend(entries.iter().filter(|entry| entry.kind != Kind::Quiet).flat_map(words));
        registry.own_words.sort_unstable();
        registry.own_words.dedup();
        registry.own_search = Searched(AhoCorasick::new(&registry.own_words).ok());
        for prefix in entries.iter().flat_map(|entry| &entry.names).filter_map(|name| name.strip_suffix(".*")) {
            registry.forget_below(prefix);
        }
        entries.into_iter().for_each(|entry| registry.put_over(entry));
        Ok(registry)
    }

    /// Does the file name something that a configuration says starts processes?
    pub fn own_mentions(&self, bytes: &[u8]) -> bool {
        !self.own_words.is_empty() && self.own_search.0.as_ref().is_none_or(|search| search.is_match(bytes))
    }

    /// Does a configuration add anything?
    pub fn has_own(&self) -> bool {
        self.has_own
    }

    /// Does a configuration say something about all that is in this module?
    pub fn is_own_module(&self, module: &str) -> bool {
        self.has_own && self.find(&format!("{module}.*")).is_some_and(|entry| entry.is_own)
    }

    /// Does a configuration say something about this very name, or about all below a module it is in?
    pub fn is_own(&self, qualified: &str) -> bool {
        self.has_own && self.find(qualified).is_some_and(|entry| entry.is_own)
    }

    fn own_entry(&self, raw: Spanned<RawEntry>, origin: &dyn Fn(usize) -> String) -> Result<Entry, Fault> {
        let start = raw.span().start;
        let raw = raw.into_inner();
        let Some(at) = raw.all_names().next().map(|name| name.at.start) else {
            return Err(Fault::new(start, "a starter without a name", "give it a `name` such as \"farm.jobs.run\""));
        };
        let like = raw.like.as_ref().map(|like| self.known(like)).transpose()?;
        let (says_all, is_like) = (raw.says_what_it_touches(), like.is_some());
        let entry = raw.check(like, &origin(at));
        let mut entry = entry.map_err(|error| Fault { at, message: format!("{error:#}"), help: kinds(&error) })?;
        entry.is_own = true;
        entry.unknown |= !says_all && !is_harmless(entry.kind);
        if !is_like {
            complete(&mut entry, at)?;
        }
        Ok(entry)
    }

    /// The entry after which another is modelled.
    fn known(&self, like: &Placed) -> Result<&Entry, Fault> {
        let (name, at) = (&like.text, like.at.start);
        let Some(entry) = self.lookup(name) else {
            let known = self.names.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>();
            let help = match nearest(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`mpfix starters` lists what is known".to_owned(),
            };
            return Err(Fault::new(at, format!("nothing is known about `{name}`"), help));
        };
        if entry.kind == Kind::Control {
            let message = format!("nothing can be like `{name}`, which starts nothing itself");
            return Err(Fault::new(at, message, "leave `like` out, and give the `kind`"));
        }
        Ok(entry)
    }

    /// Takes out all names below a module or class.
    fn forget_below(&mut self, prefix: &str) {
        let is_below = |name: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'));
        self.names.retain(|name, _| !is_below(name));
        self.prefixes.retain(|name, _| !is_below(name));
    }

    /// Takes in an entry. The other ways to import what it names mean the same: `joblib.Parallel` is `joblib.parallel.Parallel`.
    fn put_over(&mut self, entry: Entry) {
        let last = |name: &str| name.rsplit('.').next().map(str::to_owned);
        let index = self.entries.len();
        for name in &entry.names {
            if let Some(prefix) = name.strip_suffix(".*") {
                self.prefixes.insert(prefix.to_owned(), index);
                continue;
            }
            let before = self.names.insert(name.clone(), index).and_then(|before| self.entries.get(before));
            let spellings = before.into_iter().filter(|before| !before.is_own).flat_map(|before| &before.names);
            for spelling in spellings.filter(|spelling| last(spelling) == last(name)) {
                self.names.insert(spelling.clone(), index);
            }
        }
        self.has_own = true;
        self.entries.push(Arc::new(entry));
    }
}

/// Does making such an object do nothing by itself?
fn is_harmless(kind: Kind) -> bool {
    matches!(kind, Kind::Process | Kind::Executor | Kind::Manager | Kind::Decorator | Kind::Primitive)
}

/// What goes without saying: classes have the methods of the standard library's class of their kind.
fn complete(entry: &mut Entry, at: usize) -> Result<(), Fault> {
    let is_bare = entry.methods.is_empty() && entry.base.is_none();
    let model = match entry.kind {
        Kind::Object | Kind::Context if is_bare => {
            let message = format!("nothing says what starts processes with `{}`", entry.canonical());
            return Err(Fault::new(at, message, "give `methods`, or `like` with a known name"));
        }
        Kind::Control => {
            let message = "the kind `control` is for what Python has itself";
            return Err(Fault::new(at, message, "use `quiet` for a name that starts nothing"));
        }
        Kind::Process => Some("multiprocessing.Process"),
        Kind::Pool => Some("multiprocessing.Pool"),
        Kind::Executor => Some("concurrent.futures.ProcessPoolExecutor"),
        Kind::Manager => Some("multiprocessing.managers.BaseManager"),
        Kind::Decorator if is_bare => {
            entry.methods.insert("__call__".into(), Arc::new(wrapped()));
            None
        }
        _ => None,
    };
    if entry.kind == Kind::Decorator && entry.callables.is_empty() {
        entry.callables = params(&["@0"]);
    }
    if !matches!(entry.kind, Kind::Call | Kind::Quiet) && entry.returns.is_none() {
        entry.returns = Some(Returned::Type(entry.canonical().into()));
    }
    if is_bare {
        entry.base = model.map(str::to_owned);
    }
    Ok(())
}

/// A call of what a decorator has made.
fn wrapped() -> Method {
    let resources = vec![(Resource::ChildProcesses, Access::Write)];
    Method { starts: true, data: params(&["*@0", "**"]), resources, ..Method::default() }
}

fn params(texts: &[&str]) -> Vec<Param> {
    texts.iter().filter_map(|text| Param::parse(text).ok()).collect()
}

/// What to do about an entry that says too little.
fn kinds(error: &anyhow::Error) -> Option<String> {
    let help = "give a `kind` such as \"call\", or `like` with a known name such as \"multiprocessing.Pool\"";
    error.to_string().contains("`like` is missing").then(|| help.to_owned())
}

/// Notes a name, which has to be one and new.
fn claim(
    lines: &mut BTreeMap<String, usize>,
    name: &str,
    at: Range<usize>,
    origin: &dyn Fn(usize) -> String,
) -> Result<(), Fault> {
    let parts: Vec<&str> = name.strip_suffix(".*").unwrap_or(name).split('.').collect();
    let is_word = |part: &&str| part.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_plain = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !parts.iter().all(|part| is_word(part) && is_plain(part)) {
        let help =
            "write the function or class with its module, such as \"farm.jobs.run\", or \"farm.jobs.*\" for all below";
        return Err(Fault::new(at.start, format!("`{name}` is no name"), help));
    }
    if parts.len() == 1 && !name.ends_with(".*") {
        let message = format!("`{name}` is only a module, or has none");
        return Err(Fault::new(at.start, message, format!("write \"MODULE.{name}\", or \"{name}.*\" for all in it")));
    }
    if let Some(first) = lines.insert(name.to_owned(), at.start) {
        let help = format!("it stands at {} already; keep one of them", origin(first));
        return Err(Fault::new(at.start, format!("`{name}` is listed twice"), help));
    }
    Ok(())
}

/// What stands in every file that uses one of the names: how it is called in the end.
fn words(entry: &Entry) -> impl Iterator<Item = String> {
    let last = |name: &String| name.strip_suffix(".*").unwrap_or(name).rsplit('.').next().map(str::to_owned);
    entry.names.iter().filter_map(last)
}
