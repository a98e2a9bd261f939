//! How the names are derived from what is known of starters and effects.

use std::collections::BTreeSet;
use std::iter;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::effects::{Effects, Returned};
use crate::starters::{Kind, Registry};

/// The names, before they are written down.
#[derive(Debug, Default)]
struct Derived {
    names: FxHashSet<String>,
    /// Everything below one of these counts.
    prefixes: FxHashSet<String>,
    /// The modules and classes that have one of the names in them; with each, all it is in.
    owners: FxHashSet<String>,
}

impl Derived {
    /// The names of a registry, and of the effects that lead to its types.
    fn new(registry: &Registry, effects: &Effects) -> Derived {
        let mut seeds = Derived::default();
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
        seeds
    }

    /// One on a line, sorted.
    fn lines(&self) -> String {
        let prefixes = self.prefixes.iter().map(|prefix| format!("{prefix}.*\n"));
        self.names.iter().map(|name| format!("{name}\n")).chain(prefixes).collect::<BTreeSet<_>>().into_iter().collect()
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

/// The types of what a call gives back: of the object itself, and of what is in it.
fn types(returned: &Returned) -> impl Iterator<Item = &str> {
    iter::successors(Some(returned), |returned| match *returned {
        Returned::Container(_, inner) => Some(inner),
        _ => None,
    })
    .filter_map(|returned| returned.type_name())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "with UPDATE set, this test writes what it compares with")]
fn names_are_those_that_follow_from_the_tables() {
    let derived = Derived::new(Registry::builtin(), Effects::builtin()).lines();
    if std::env::var_os("UPDATE").is_some() && derived != super::LINES {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/reach/seeds.txt"), &derived).expect("seeds.txt");
        return;
    }
    assert!(derived == super::LINES, "run UPDATE=1 cargo test --lib seeds");
}
