//! Under which qualified names something can be had that starts processes.

#[cfg(test)]
mod derive;

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// The names, one on a line and sorted; `name.*` stands for all below a name.
///
/// They follow from the registry and the effects, but reading those at every start takes longer than the search in most
/// projects. A test derives them anew (`seeds/derive.rs`) and holds them against this file.
const LINES: &str = include_str!("seeds.txt");

/// The qualified names that matter: what is listed as starting processes or as taking part in it, and what gives back an
/// object with such a method.
#[derive(Debug)]
pub struct Seeds {
    /// Sorted.
    names: Vec<&'static str>,
    /// The top-level modules all those are in.
    firsts: FxHashSet<&'static str>,
}

impl Seeds {
    /// Those of what is built in.
    pub fn builtin() -> &'static Seeds {
        static SEEDS: OnceLock<Seeds> = OnceLock::new();
        SEEDS.get_or_init(Seeds::read)
    }

    /// The same, read once more.
    pub fn read() -> Seeds {
        let names: Vec<&str> = LINES.lines().collect();
        let firsts = names.iter().map(|name| name.split('.').next().unwrap_or(name)).collect();
        Seeds { names, firsts }
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
        if !self.is_about(parts) {
            return false;
        }
        let mut inside = String::new();
        for part in parts {
            inside.push_str(part.as_ref());
            inside.push('.');
        }
        let at = self.names.partition_point(|name| *name < inside.as_str());
        self.names.get(at).is_some_and(|name| name.starts_with(&inside))
    }

    /// Does this name, or one on the way to it, take part in starting processes?
    pub fn starts(&self, parts: &[impl AsRef<str>]) -> bool {
        if !self.is_about(parts) {
            return false;
        }
        let mut name = String::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                name.push_str(".*");
                if self.lists(&name) {
                    return true;
                }
                name.pop();
            }
            name.push_str(part.as_ref());
            if self.lists(&name) {
                return true;
            }
        }
        false
    }

    fn lists(&self, name: &str) -> bool {
        self.names.binary_search(&name).is_ok()
    }

    /// Most names are of other libraries, and seen off at once.
    fn is_about(&self, parts: &[impl AsRef<str>]) -> bool {
        parts.first().is_some_and(|first| self.firsts.contains(first.as_ref()))
    }
}

/// The top-level modules of what runs the functions of the main module by itself, as `unittest.main` does.
const RUNNERS: &[&str] = &["doctest", "unittest"];

/// Does this top-level module have something that calls what it finds in the main module?
pub(super) fn runs_tests(first: &str) -> bool {
    RUNNERS.contains(&first)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::effects::Effects;

    #[test]
    fn names_are_found_on_every_way_to_them() {
        let seeds = Seeds::builtin();
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
    fn what_holds_a_name_does_not_start_by_itself() {
        let seeds = Seeds::builtin();
        assert!(seeds.holds(&["concurrent", "futures"]) && !seeds.starts(&["concurrent", "futures"]));
        assert!(!seeds.holds(&["concurrent", "fut"]) && !seeds.holds(&["concurrent", "futures", "ProcessPoolExecuto"]));
        assert!(
            seeds.holds(&["torch", "multiprocessing", "pool"]) && seeds.starts(&["torch", "multiprocessing", "Pool"])
        );
    }

    #[test]
    fn test_runners_are_those_of_the_effects() {
        let runners = Effects::builtin().all().filter(|(.., effect)| effect.flags.calls_module);
        let found: BTreeSet<&str> = runners.filter_map(|(owner, ..)| owner.split('.').next()).collect();
        assert!(found.iter().eq(RUNNERS), "{found:?}");
    }
}
