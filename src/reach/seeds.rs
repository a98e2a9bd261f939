//! Under which qualified names something can be had that starts processes.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::effects::{Effects, Returned};
use crate::starters::{Kind, Registry};

/// The qualified names that matter: what is listed as starting processes or as taking part in it, and what gives back an
/// object with such a method.
#[derive(Debug, Default)]
pub struct Seeds {
    names: FxHashSet<String>,
    /// Everything below one of these counts.
    prefixes: FxHashSet<String>,
    /// The modules and classes that have one of the names in them.
    owners: FxHashSet<String>,
    /// The top-level modules all those are in.
    firsts: FxHashSet<String>,
}

impl Seeds {
    /// Those of what is built in.
    pub fn builtin() -> &'static Seeds {
        static SEEDS: OnceLock<Seeds> = OnceLock::new();
        SEEDS.get_or_init(|| Seeds::new(Registry::builtin(), Effects::builtin()))
    }

    /// The names of a registry, and of the effects that lead to its types.
    pub fn new(registry: &Registry, effects: &Effects) -> Seeds {
        let mut seeds = Seeds::default();
        // A lock or queue alone starts nothing, and what is wrong with one is wrong only beside a start.
        let counts = |kind: Kind| !matches!(kind, Kind::Quiet | Kind::Primitive);
        for entry in registry.entries() {
            let takes_part = counts(entry.kind) || entry.methods.values().any(|method| method.starts);
            for name in entry.names.iter().filter(|_| takes_part) {
                seeds.add(name);
            }
        }
        seeds.add_makers(registry, effects);
        for (copy, original) in registry.mirrors() {
            seeds.copy(original, copy);
        }
        for (alias, original) in effects.copies() {
            seeds.copy(original, alias);
        }
        let all = seeds.names.iter().chain(&seeds.prefixes).chain(&seeds.owners);
        seeds.firsts = all.filter_map(|name| name.split('.').next().map(str::to_string)).collect();
        seeds
    }

    /// Does this name, or one on the way to it, take part in starting processes, or hold something that does?
    pub fn has(&self, parts: &[impl AsRef<str>]) -> bool {
        self.starts(parts) || self.holds(parts)
    }

    /// The same for a name in one piece.
    pub fn has_qualified(&self, qualified: &str) -> bool {
        self.has(&qualified.split('.').collect::<Vec<_>>())
    }

    /// Is it a module or class that holds something that takes part in starting processes?
    pub fn holds(&self, parts: &[impl AsRef<str>]) -> bool {
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        parts.first().is_some_and(|first| self.firsts.contains(*first)) && self.owners.contains(&parts.join("."))
    }

    /// Does this name, or one on the way to it, take part in starting processes?
    pub fn starts(&self, parts: &[impl AsRef<str>]) -> bool {
        // Most names are of other libraries, and seen off at once.
        if !parts.first().is_some_and(|first| self.firsts.contains(first.as_ref())) {
            return false;
        }
        let mut name = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                if self.prefixes.contains(&name) {
                    return true;
                }
                name.push('.');
            }
            name.push_str(part.as_ref());
            if self.names.contains(&name) {
                return true;
            }
        }
        false
    }

    fn add(&mut self, name: &str) -> bool {
        let plain = name.strip_suffix(".*").unwrap_or(name);
        self.owners.extend(plain.match_indices('.').map(|(at, _)| plain[..at].to_string()));
        if plain.len() < name.len() {
            self.owners.insert(plain.to_string());
            return self.prefixes.insert(plain.to_string());
        }
        self.names.insert(plain.to_string())
    }

    /// What gives back an object of a type that matters; and the types whose methods do, and so on.
    fn add_makers(&mut self, registry: &Registry, effects: &Effects) {
        let mut makers: Vec<(String, String)> = Vec::new();
        for (name, effect) in effects.all() {
            makers.extend(effect.returns.iter().flat_map(types).map(|made| (name.clone(), made.to_string())));
        }
        for entry in registry.entries() {
            for name in &entry.names {
                makers.extend(entry.returns.iter().flat_map(types).map(|made| (name.clone(), made.to_string())));
                for (method, facts) in &entry.methods {
                    let made = facts.returns.iter().flat_map(types);
                    makers.extend(made.map(|made| (format!("{name}.{method}"), made.to_string())));
                }
            }
        }
        makers.extend(effects.bases().map(|(name, base)| (name.to_string(), base.to_string())));
        loop {
            let before = self.names.len();
            for (name, made) in &makers {
                let matters = self.names.contains(made) || (made.contains('.') && self.owners.contains(made));
                if matters {
                    self.add(name);
                }
            }
            if self.names.len() == before {
                break;
            }
        }
    }

    fn copy(&mut self, original: &str, copy: &str) {
        let renamed = |name: &String| {
            let rest = name.strip_prefix(original)?;
            (rest.is_empty() || rest.starts_with('.')).then(|| format!("{copy}{rest}"))
        };
        for set in [&mut self.names, &mut self.prefixes, &mut self.owners] {
            let copies: Vec<String> = set.iter().filter_map(renamed).collect();
            set.extend(copies);
        }
    }
}

/// The top-level modules of what runs the functions of the main module by itself, as `unittest.main` does.
const RUNNERS: &[&str] = &["doctest", "unittest"];

/// Does this top-level module have something that calls what it finds in the main module?
pub(super) fn runs_tests(first: &str) -> bool {
    RUNNERS.contains(&first)
}

/// The types of what a call gives back.
fn types(returned: &Returned) -> Vec<&str> {
    match returned {
        Returned::Type(name) => vec![name],
        Returned::Container(name, inner) => {
            let mut all = types(inner);
            all.push(name);
            all
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_on_every_way_to_them() {
        let seeds = Seeds::new(Registry::builtin(), Effects::builtin());
        let has = |name: &str| seeds.has(&name.split('.').collect::<Vec<_>>());
        for name in [
            "multiprocessing",
            "multiprocessing.Pool",
            "multiprocessing.pool.Pool.map",
            "concurrent.futures",
            "concurrent.futures.ProcessPoolExecutor",
            "joblib.Parallel",
            "torch.utils.data.DataLoader",
        ] {
            assert!(has(name), "{name}");
        }
        for name in
            ["os", "os.path.join", "logging.getLogger", "concurrent.futures.ThreadPoolExecutor", "numpy.array", "print"]
        {
            assert!(!has(name), "{name}");
        }
    }

    #[test]
    fn test_runners_are_those_of_the_effects() {
        let runners = Effects::builtin().all().filter(|(_, effect)| effect.flags.calls_module);
        let found: std::collections::BTreeSet<String> =
            runners.filter_map(|(name, _)| name.split('.').next().map(str::to_string)).collect();
        assert!(found.iter().eq(RUNNERS), "{found:?}");
    }
}
