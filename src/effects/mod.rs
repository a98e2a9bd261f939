//! What known library calls do, other than starting processes.
//!
//! The facts stand in the TOML files of this folder: groups of names that share one effect. A name that is in no file is unknown.

use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use rustc_hash::{FxHashMap, FxHashSet};

mod effect;
mod entry;
mod param;
#[cfg(test)]
mod tests;

pub use effect::{Access, Effect, Flags, Resource, When, WhenTest};
pub use param::{Form, Param, Returned};

pub(crate) use effect::parse_resource;
pub(crate) use param::params;

use entry::RawFile;

/// The data files, in the order of their names.
const FILES: &[(&str, &str)] = &[
    ("builtins.toml", include_str!("builtins.toml")),
    ("collections.toml", include_str!("collections.toml")),
    ("concurrency.toml", include_str!("concurrency.toml")),
    ("errors.toml", include_str!("errors.toml")),
    ("matplotlib.toml", include_str!("matplotlib.toml")),
    ("network.toml", include_str!("network.toml")),
    ("numbers.toml", include_str!("numbers.toml")),
    ("numpy.toml", include_str!("numpy.toml")),
    ("pandas.toml", include_str!("pandas.toml")),
    ("system.toml", include_str!("system.toml")),
    ("text.toml", include_str!("text.toml")),
    ("time.toml", include_str!("time.toml")),
    ("tools.toml", include_str!("tools.toml")),
    ("tqdm.toml", include_str!("tqdm.toml")),
];

/// The table of known effects.
#[derive(Debug, Default)]
pub struct Effects {
    effects: Vec<Effect>,
    /// Qualified name -> index into `effects`.
    names: FxHashMap<Box<str>, usize>,
    /// Prefix without `.*` -> index into `effects`.
    prefixes: FxHashMap<Box<str>, usize>,
    aliases: FxHashMap<String, String>,
    bases: FxHashMap<String, String>,
    unpicklable: FxHashSet<Box<str>>,
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
        if let Some(&index) = self.names.get(name) {
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

    /// True when instances of this type are known not to be picklable (open files, generators, thread locks, sockets).
    pub fn is_unpicklable(&self, type_name: &str) -> bool {
        self.unpicklable.contains(self.alias(type_name).as_ref())
    }

    fn alias<'a>(&self, qualified: &'a str) -> std::borrow::Cow<'a, str> {
        let name = qualified.strip_prefix("builtins.").unwrap_or(qualified);
        if let Some(target) = self.aliases.get(name) {
            return target.clone().into();
        }
        let mut prefix = name;
        while let Some((shorter, _)) = prefix.rsplit_once('.') {
            if let Some(target) = self.aliases.get(&format!("{shorter}.*")) {
                return format!("{target}{}", &name[shorter.len()..]).into();
            }
            prefix = shorter;
        }
        name.into()
    }

    fn load(files: &[(&str, &str)]) -> Result<Effects> {
        let mut table = Effects::default();
        for (file, text) in files {
            let raw: RawFile = toml::from_str(text).with_context(|| format!("effects/{file}"))?;
            table.add(raw).with_context(|| format!("effects/{file}"))?;
        }
        Ok(table)
    }

    fn add(&mut self, raw: RawFile) -> Result<()> {
        self.aliases.extend(raw.aliases);
        self.bases.extend(raw.bases);
        self.unpicklable
            .extend(raw.unpicklable.split_whitespace().map(Box::from));
        for group in &raw.group {
            let effect = group.check()?;
            let shared = self.effects.len();
            if !group.returns_itself() {
                self.effects.push(effect.clone());
            }
            for name in group.qualified() {
                let index = if group.returns_itself() {
                    let returns = Some(Returned::Type(name.as_str().into()));
                    self.effects.push(Effect {
                        returns,
                        ..effect.clone()
                    });
                    self.effects.len() - 1
                } else {
                    shared
                };
                self.insert(&name, index)?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, name: &str, index: usize) -> Result<()> {
        let before = match name.strip_suffix(".*") {
            Some(prefix) => self.prefixes.insert(prefix.into(), index),
            None => self.names.insert(name.into(), index),
        };
        match before {
            Some(_) => bail!("`{name}` is listed twice"),
            None => Ok(()),
        }
    }
}
