//! Under which qualified names something can be had that starts processes.

use std::collections::BTreeSet;
use std::iter;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::effects::{Effects, Returned};
use crate::starters::{Kind, Registry};

/// The qualified names that matter: what is listed as starting processes or as taking part in it, and what gives back an
/// object with such a method.
#[derive(Debug, Default)]
pub struct Seeds {
    names: FxHashSet<String>,
    /// Everything below one of these counts.
    prefixes: FxHashSet<String>,
    /// The modules and classes that have one of the names in them; with each, all it is in.
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
        let mirrors = registry.mirrors().iter().map(|(copy, original)| (copy.as_str(), original.as_str()));
        // Most copies of modules are in both tables.
        for (copy, original) in mirrors.chain(effects.copies()).collect::<BTreeSet<_>>() {
            seeds.copy(original, copy);
        }
        let all = seeds.owners.iter().chain(&seeds.names);
        seeds.firsts = all.filter(|name| !name.contains('.')).cloned().collect();
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

    fn add(&mut self, name: &str) {
        match name.strip_suffix(".*") {
            Some(prefix) => self.add_prefix(prefix.to_string()),
            None => self.add_name(name.to_string()),
        }
    }

    fn add_name(&mut self, name: String) {
        self.add_owners(&name);
        self.names.insert(name);
    }

    fn add_prefix(&mut self, prefix: String) {
        self.add_owners(&prefix);
        self.owners.insert(prefix.clone());
        self.prefixes.insert(prefix);
    }

    /// All that a name is in, from the inside.
    fn add_owners(&mut self, name: &str) {
        for (dot, _) in name.rmatch_indices('.') {
            // What an owner is in is there already.
            if self.owners.contains(&name[..dot]) {
                break;
            }
            self.owners.insert(name[..dot].to_string());
        }
    }

    /// What gives back an object of a type that matters; and the types whose methods do, and so on.
    fn add_makers(&mut self, registry: &Registry, effects: &Effects) {
        // Type -> what makes it, as an owner and a member. Few of the thousands matter, so their names are not put together.
        let mut makers: FxHashMap<&str, Vec<(&str, &str)>> = FxHashMap::default();
        let mut add = |made, owner, member| makers.entry(made).or_default().push((owner, member));
        for (owner, member, effect) in effects.all() {
            effect.returns.iter().flat_map(types).for_each(|made| add(made, owner, member));
        }
        for entry in registry.entries() {
            for name in &entry.names {
                entry.returns.iter().flat_map(types).for_each(|made| add(made, "", name));
                for (method, facts) in &entry.methods {
                    facts.returns.iter().flat_map(types).for_each(|made| add(made, name, method));
                }
            }
        }
        effects.bases().for_each(|(name, base)| add(base, "", name));
        loop {
            let found: Vec<_> = makers.extract_if(|made, _| self.matters(made)).flat_map(|(_, names)| names).collect();
            if found.is_empty() {
                break;
            }
            for (owner, member) in found {
                match owner {
                    "" => self.add(member),
                    _ => self.add(&[owner, ".", member].concat()),
                }
            }
        }
    }

    /// Is the type listed, or something it has?
    fn matters(&self, made: &str) -> bool {
        self.names.contains(made) || (made.contains('.') && self.owners.contains(made))
    }

    fn copy(&mut self, original: &str, copy: &str) {
        let renamed = |name: &String| {
            let rest = name.strip_prefix(original)?;
            (rest.is_empty() || rest.starts_with('.')).then(|| [copy, rest].concat())
        };
        // Of most modules that have copies, nothing matters.
        if self.names.contains(original) || self.owners.contains(original) {
            let names: Vec<String> = self.names.iter().filter_map(renamed).collect();
            let prefixes: Vec<String> = self.prefixes.iter().filter_map(renamed).collect();
            names.into_iter().for_each(|name| self.add_name(name));
            prefixes.into_iter().for_each(|prefix| self.add_prefix(prefix));
        }
    }
}

/// The top-level modules of what runs the functions of the main module by itself, as `unittest.main` does.
const RUNNERS: &[&str] = &["doctest", "unittest"];

/// Does this top-level module have something that calls what it finds in the main module?
pub(super) fn runs_tests(first: &str) -> bool {
    RUNNERS.contains(&first)
}

/// The types of what a call gives back: of the object itself, and of what is in it.
fn types(returned: &Returned) -> impl Iterator<Item = &str> {
    iter::successors(Some(returned), |returned| match *returned {
        Returned::Container(_, inner) => Some(inner),
        _ => None,
    })
    .filter_map(|returned| returned.type_name())
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
    fn all_that_a_name_is_in_is_known() {
        let seeds = Seeds::builtin();
        for name in seeds.names.iter().chain(&seeds.prefixes).chain(&seeds.owners) {
            let owners: Vec<&str> = name.match_indices('.').map(|(dot, _)| &name[..dot]).collect();
            assert!(owners.iter().all(|owner| seeds.owners.contains(*owner)), "{name}");
            assert!(seeds.firsts.contains(owners.first().copied().unwrap_or(name)), "{name}");
        }
        assert!(
            seeds.names.contains("torch.multiprocessing.Pool") && seeds.owners.contains("torch.multiprocessing.pool")
        );
    }

    #[test]
    fn test_runners_are_those_of_the_effects() {
        let runners = Effects::builtin().all().filter(|(.., effect)| effect.flags.calls_module);
        let found: BTreeSet<&str> = runners.filter_map(|(owner, ..)| owner.split('.').next()).collect();
        assert!(found.iter().eq(RUNNERS), "{found:?}");
    }
}
