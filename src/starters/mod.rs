//! What starts processes: the registry, read from the TOML files of this folder.

use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result, bail};
use rustc_hash::{FxHashMap, FxHashSet};

mod condition;
mod entry;
mod own;
mod raw;
#[cfg(test)]
mod tests;
mod words;

pub use condition::{Condition, Conditions, Lean, Literal, Test};
pub use entry::{Entry, Kind, Method, Setting, StartMethod};

pub use own::{Fault, Own};
pub use raw::{Placed, RawEntry};
pub use words::Facts;

use raw::RawFile;

/// What `build.rs` makes of a TOML file of this folder.
struct DataFile {
    name: &'static str,
    /// Words at least one of which stands in every file that uses the library, not as a part of another word.
    words: &'static [&'static str],
    /// All the rest.
    json: &'static str,
}

/// The data files, one per library.
const FILES: &[DataFile] = include!(concat!(env!("OUT_DIR"), "/starters.rs"));

/// Everything known about starting processes.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    entries: Vec<Arc<Entry>>,
    /// Name -> index into `entries`.
    names: FxHashMap<String, usize>,
    /// The modules and classes that have a listed name in them.
    owners: FxHashSet<String>,
    /// Prefix without `.*` -> index into `entries`.
    prefixes: FxHashMap<String, usize>,
    /// Module -> the module of which it is a copy.
    mirrors: Vec<(String, String)>,
    by_value: Vec<String>,
    /// A configuration has added to it.
    has_own: bool,
    /// The words of what a configuration has added.
    own_words: Vec<String>,
    own_search: Searched,
}

/// A search for words; `None`: they are too many.
#[derive(Debug, Clone, Default)]
struct Searched(Option<AhoCorasick>);

impl Registry {
    /// The built-in registry, read once. Should a data file be wrong (a test forbids it), it is empty.
    pub fn builtin() -> &'static Arc<Registry> {
        static REGISTRY: OnceLock<Arc<Registry>> = OnceLock::new();
        REGISTRY.get_or_init(|| Arc::new(Registry::load(FILES).unwrap_or_default()))
    }

    /// What is known about a qualified name, in any of its spellings; `None`: nothing.
    pub fn lookup(&self, qualified: &str) -> Option<&Entry> {
        self.find(qualified).or_else(|| self.find(&self.mirrored_name(qualified)?))
    }

    /// Is the name listed, or the class of a method that is? Names below a listed prefix do not count.
    pub fn lists(&self, qualified: &str) -> bool {
        let mirrored = || self.mirrored_name(qualified).is_some_and(|name| self.names.contains_key(&name));
        self.names.contains_key(qualified) || self.owners.contains(qualified) || mirrored()
    }

    /// The name under which an entry is listed first: `multiprocessing.Process` for `multiprocess.context.Process`.
    ///
    /// An unknown name is its own canonical name, apart from the modules that copy another.
    pub fn canonical(&self, qualified: &str) -> String {
        if let Some(entry) = self.find_exact(qualified) {
            return entry.canonical().to_owned();
        }
        match self.mirrored_name(qualified) {
            Some(name) => self.find_exact(&name).map_or(name, |entry| entry.canonical().to_owned()),
            None => qualified.to_owned(),
        }
    }

    /// What is known about a method of an object of this type, inherited methods included.
    pub fn method(&self, type_name: &str, method: &str) -> Option<&Method> {
        let mut entry = self.lookup(type_name)?;
        // A chain of bases is short; the bound only guards against a cycle in user entries.
        for _ in 0..8 {
            if let Some(found) = entry.methods.get(method) {
                return Some(found);
            }
            entry = self.lookup(entry.base.as_deref()?)?;
        }
        None
    }

    /// Does the name belong to a library that pickles functions by value?
    pub fn pickles_by_value(&self, qualified: &str) -> bool {
        let is_inside = |module: &String| {
            qualified.strip_prefix(module.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.by_value.iter().any(is_inside)
    }

    /// Do the workers of what starts under this name look for anything in the main module?
    pub fn wants_whole_module(&self, what: &str) -> bool {
        let method = || what.rsplit_once('.').and_then(|(owner, name)| self.method(owner, name));
        self.lookup(what).is_some_and(|entry| entry.whole_module) || method().is_some_and(|method| method.whole_module)
    }

    /// The names of a module (`multiprocessing`) that its context objects have too: `Process`, `Pool`, `Lock`, ...; sorted.
    pub fn mirrored(&self, context_of: &str) -> Vec<&str> {
        let module =
            self.mirrors.iter().find(|(copy, _)| copy == context_of).map_or(context_of, |(_, original)| original);
        let mut members: Vec<&str> = self
            .names
            .keys()
            .filter_map(|name| name.strip_prefix(module)?.strip_prefix('.'))
            .filter(|member| !member.contains('.'))
            .collect();
        members.sort_unstable();
        members
    }

    /// Words at least one of which stands, not as a part of another word, in every file that uses a known library; sorted.
    /// The entries need not be read for them, which most runs never have to.
    pub fn builtin_words() -> Vec<&'static str> {
        let mut words: Vec<&str> = FILES.iter().flat_map(|file| file.words).copied().collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The modules that copy another, each with that other.
    pub fn mirrors(&self) -> &[(String, String)] {
        &self.mirrors
    }

    /// All entries, in the order of the data files.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter().map(Arc::as_ref)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        if let Some(entry) = self.find_exact(name) {
            return Some(entry);
        }
        let mut prefix = name;
        while let Some((shorter, _)) = prefix.rsplit_once('.') {
            if let Some(&index) = self.prefixes.get(shorter) {
                return self.entries.get(index).map(Arc::as_ref);
            }
            prefix = shorter;
        }
        None
    }

    fn find_exact(&self, name: &str) -> Option<&Entry> {
        self.names.get(name).and_then(|&index| self.entries.get(index).map(Arc::as_ref))
    }

    /// `multiprocessing.Pool` for `multiprocess.Pool`.
    fn mirrored_name(&self, name: &str) -> Option<String> {
        self.mirrors.iter().find_map(|(copy, original)| {
            let rest = name.strip_prefix(copy.as_str())?;
            (rest.is_empty() || rest.starts_with('.')).then(|| format!("{original}{rest}"))
        })
    }

    fn load(files: &[DataFile]) -> Result<Registry> {
        let mut registry = Registry::default();
        for file in files {
            registry.add(file).with_context(|| format!("starters/{}", file.name))?;
        }
        Ok(registry)
    }

    fn add(&mut self, file: &DataFile) -> Result<()> {
        let raw: RawFile = serde_json::from_str(file.json)?;
        let origin = format!("starters/{}", file.name);
        self.by_value.extend(raw.by_value);
        self.mirrors.extend(raw.mirrors);
        for raw in raw.entry {
            let Some(canonical) = raw.all_names().next().cloned() else {
                bail!("an entry without names");
            };
            let entry = raw.check(None, &origin).with_context(|| format!("entry `{canonical}`"))?;
            let index = self.entries.len();
            for name in &entry.names {
                let before = match name.strip_suffix(".*") {
                    Some(prefix) => self.prefixes.insert(prefix.to_owned(), index),
                    None => self.names.insert(name.clone(), index),
                };
                let dots = name.match_indices('.').map(|(at, _)| name[..at].to_owned());
                self.owners.extend(dots.filter(|_| !name.ends_with(".*")));
                if before.is_some() {
                    bail!("`{name}` is listed twice");
                }
            }
            self.entries.push(Arc::new(entry));
        }
        Ok(())
    }
}
