//! What known library calls do, other than starting processes.
//!
//! The facts stand in the TOML files of this folder: groups of names that share one effect. A name that is in no file is unknown.

use std::borrow::Cow;
use std::iter;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use rustc_hash::{FxHashMap, FxHashSet};

mod ask;
mod effect;
mod entry;
mod param;
mod process;
#[cfg(test)]
mod tests;

pub use ask::Ask;
pub use effect::{Access, Effect, Flags, Resource, When, WhenTest};
pub use param::{Form, Param, Returned};
pub use process::{ProcessState, Sight};

pub(crate) use effect::parse_resource;

use entry::RawFile;
use process::RawState;

/// The data files as JSON, which `build.rs` makes of the TOML files of this folder; in the order of their names.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/effects.rs"));

type Members = FxHashMap<&'static str, usize>;

/// The table of known effects.
#[derive(Debug, Default)]
pub struct Effects {
    effects: Vec<Effect>,
    /// Module or type -> member -> index into `effects`; built-in functions are members of the empty name.
    names: FxHashMap<Cow<'static, str>, Members>,
    /// Prefix without `.*` -> index into `effects`.
    prefixes: FxHashMap<Box<str>, usize>,
    /// Other spelling -> name.
    aliases: FxHashMap<Box<str>, String>,
    /// Prefix without `.*` -> the prefix to put in its place.
    prefix_aliases: FxHashMap<Box<str>, String>,
    /// Type -> the type whose methods it inherits.
    bases: FxHashMap<String, String>,
    asks: Vec<Ask>,
    /// Name -> indices into `asks`.
    asking: FxHashMap<String, Vec<usize>>,
    states: Vec<ProcessState>,
    /// Name -> index into `states`.
    setters: FxHashMap<String, usize>,
    unpicklable: FxHashSet<Box<str>>,
    picklable: FxHashSet<Box<str>>,
    slices_are_views: FxHashSet<Box<str>>,
}

impl Effects {
    /// The built-in table, read once. Should a data file be wrong (a test forbids it), everything is unknown.
    pub fn builtin() -> &'static Effects {
        static TABLE: OnceLock<Effects> = OnceLock::new();
        TABLE.get_or_init(|| Effects::load(FILES).unwrap_or_default())
    }

    /// What calling this function, constructor or unbound method does (or reading it, see [`Flags::value`]); `None`: unknown.
    ///
    /// Names are qualified, such as `os.path.join`, `list.append` or `collections.Counter`; `builtins.` may be left out.
    pub fn lookup(&self, qualified: &str) -> Option<&Effect> {
        let name = self.alias(qualified);
        let name = name.as_ref();
        let (owner, member) = name.rsplit_once('.').unwrap_or(("", name));
        if let Some(&index) = self.names.get(owner).and_then(|members| members.get(member)) {
            return self.effects.get(index);
        }
        let mut prefix = name;
        while let Some((shorter, _)) = prefix.rsplit_once('.') {
            if let Some(&index) = self.prefixes.get(shorter) {
                return self.effects.get(index);
            }
            prefix = shorter;
        }
        None
    }

    /// What calling this method on an object of this type does, inherited methods included; `None`: unknown.
    pub fn method(&self, type_name: &str, method: &str) -> Option<&Effect> {
        let mut type_name = self.alias(type_name).into_owned();
        // A chain of base types is short; the bound only guards against a cycle in the data.
        for _ in 0..8 {
            if let Some(effect) = self.lookup(&format!("{type_name}.{method}")) {
                return Some(effect);
            }
            type_name = self.bases.get(&type_name)?.clone();
        }
        None
    }

    /// What calling this function or method (`list.sort`) asks of the special methods of what it is given.
    pub fn asks(&self, qualified: &str) -> impl Iterator<Item = &Ask> {
        let mut name = self.alias(qualified).into_owned();
        let mut found = self.asking.get(&name);
        for _ in 0..8 {
            let Some((type_name, method)) = name.rsplit_once('.').filter(|_| found.is_none()) else { break };
            let Some(base) = self.bases.get(type_name) else { break };
            name = format!("{base}.{method}");
            found = self.asking.get(&name);
        }
        found.into_iter().flatten().filter_map(|index| self.asks.get(*index))
    }

    /// The state of the process that this function sets, or this attribute is.
    pub fn state_set_by(&self, qualified: &str) -> Option<&ProcessState> {
        self.states.get(*self.setters.get(qualified)?)
    }

    /// Does pickling an instance of this type surely give an equal copy, if what the instance holds can be pickled?
    pub fn is_picklable(&self, type_name: &str) -> bool {
        self.picklable.contains(self.alias(type_name).as_ref())
    }

    /// Is a slice of an instance of this type the same memory, so that who changes one changes the other?
    pub fn slices_are_views(&self, type_name: &str) -> bool {
        self.slices_are_views.contains(type_name)
    }

    /// True when instances of this type are known not to be picklable (open files, generators, thread locks, sockets).
    pub fn is_unpicklable(&self, type_name: &str) -> bool {
        self.unpicklable.contains(self.alias(type_name).as_ref())
    }

    /// All names with what they do, each as what it is in (nothing for a built-in function) and the rest, which is `*` for
    /// everything below. In no order.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &Effect)> {
        let inside = self.names.iter().map(|(owner, members)| iter::repeat(owner.as_ref()).zip(members));
        let names = inside.flatten().map(|(owner, (member, index))| (owner, *member, *index));
        let prefixes = self.prefixes.iter().map(|(prefix, index)| (prefix.as_ref(), "*", *index));
        names.chain(prefixes).filter_map(|(owner, member, index)| Some((owner, member, self.effects.get(index)?)))
    }

    /// Each type that inherits methods, with the type it has them from. In no order.
    pub fn bases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.bases.iter().map(|(name, base)| (name.as_str(), base.as_str()))
    }

    /// Other spellings of names, and of what begins with a name, with the name they stand for. In no order.
    pub fn copies(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aliases.iter().chain(&self.prefix_aliases).map(|(copy, name)| (&**copy, name.as_str()))
    }

    /// The name under which the facts are listed: first the prefix is replaced, then the whole name.
    fn alias<'a>(&self, qualified: &'a str) -> Cow<'a, str> {
        let name = qualified.strip_prefix("builtins.").unwrap_or(qualified);
        let name = self.replace_prefix(name).map_or(Cow::Borrowed(name), Cow::Owned);
        match self.aliases.get(name.as_ref()) {
            Some(target) => Cow::Owned(target.clone()),
            None => name,
        }
    }

    fn replace_prefix(&self, name: &str) -> Option<String> {
        let mut prefix = name;
        while let Some((shorter, _)) = prefix.rsplit_once('.') {
            if let Some(target) = self.prefix_aliases.get(shorter) {
                return Some(format!("{target}{}", &name[shorter.len()..]));
            }
            prefix = shorter;
        }
        None
    }

    fn load(files: &[(&str, &'static str)]) -> Result<Effects> {
        let mut table = Effects::default();
        for (file, json) in files {
            let raw: RawFile<'static> = serde_json::from_str(json).with_context(|| format!("effects/{file}"))?;
            table.add(raw).with_context(|| format!("effects/{file}"))?;
        }
        Ok(table)
    }

    fn add(&mut self, raw: RawFile<'static>) -> Result<()> {
        for (name, target) in raw.aliases {
            match name.strip_suffix(".*") {
                Some(prefix) => self.prefix_aliases.insert(prefix.into(), target),
                None => self.aliases.insert(name.into(), target),
            };
        }
        self.bases.extend(raw.bases);
        self.unpicklable.extend(raw.unpicklable.split_whitespace().map(Box::from));
        self.picklable.extend(raw.picklable.split_whitespace().map(Box::from));
        self.slices_are_views.extend(raw.slices_are_views.split_whitespace().map(Box::from));
        for state in raw.state.iter().map(RawState::check) {
            for name in &state.set_by {
                if self.setters.insert(name.clone(), self.states.len()).is_some() {
                    bail!("`{name}` sets two things");
                }
            }
            self.states.push(state);
        }
        for raw in raw.asks {
            for name in raw.names.split_ascii_whitespace() {
                self.asking.entry(name.to_string()).or_default().push(self.asks.len());
            }
            self.asks.push(raw.check()?);
        }
        for group in raw.group {
            let effect = group.check()?;
            let (of, itself) = (group.of, group.returns_itself());
            // The table is built once and lives as long as the program; giving its text away spares thousands of small allocations.
            let names: &'static str = match group.names {
                Cow::Borrowed(names) => names,
                Cow::Owned(names) => names.leak(),
            };
            let names: Vec<&str> = names.split_ascii_whitespace().collect();
            let first = self.effects.len();
            if itself {
                let qualified = |name: &str| if of.is_empty() { name.into() } else { [of, ".", name].concat().into() };
                let returns = |name| Some(Returned::Type(qualified(name)));
                self.effects.extend(names.iter().map(|name| Effect { returns: returns(name), ..effect.clone() }));
            } else {
                self.effects.push(effect);
            }
            for (at, name) in names.into_iter().enumerate() {
                self.insert(of, name, if itself { first + at } else { first })?;
            }
        }
        Ok(())
    }

    /// Adds `of.name`, where either part may have dots of its own.
    fn insert(&mut self, of: &'static str, name: &'static str, index: usize) -> Result<()> {
        let (owner, member) = match name.rsplit_once('.') {
            None => (Cow::Borrowed(of), name),
            Some((inner, member)) if of.is_empty() => (Cow::Borrowed(inner), member),
            Some((inner, member)) => (Cow::Owned(format!("{of}.{inner}")), member),
        };
        let before = match member {
            "*" => self.prefixes.insert(owner.into(), index),
            _ => self.names.entry(owner).or_default().insert(member, index),
        };
        match before {
            Some(_) => bail!("`{of}.{name}` is listed twice"),
            None => Ok(()),
        }
    }
}
