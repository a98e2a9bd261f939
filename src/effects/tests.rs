//! Tests over the whole table of effects.

use super::entry::RawFile;
use super::{Access, Effects, FILES, Param, Resource, Returned, WhenTest};

#[test]
fn every_file_loads_and_no_name_stands_twice() {
    if let Err(error) = Effects::load(FILES) {
        panic!("{error:#}");
    }
}

#[test]
fn names_are_sorted_within_each_group() {
    for (file, json) in FILES {
        let raw: RawFile = serde_json::from_str(json).unwrap();
        for group in &raw.group {
            let names = group.written();
            assert!(!names.is_empty(), "{file}: a group without names");
            assert!(names.is_sorted(), "{file}: {names:?} is not sorted");
        }
    }
}

/// Functions that set nothing when they are called, and something when another takes their place.
const REPLACED: &[&str] = &["warnings.formatwarning", "warnings.showwarning"];

#[test]
fn names_of_process_state_are_sorted_and_known() {
    let table = Effects::builtin();
    for (file, json) in FILES {
        let raw: RawFile = serde_json::from_str(json).unwrap();
        for state in &raw.state {
            for names in [&state.set_by, &state.seen_by, &state.looked_at_by, &state.within] {
                let names: Vec<&str> = names.split_ascii_whitespace().collect();
                assert!(names.is_sorted(), "{file}: {names:?} is not sorted");
            }
            for name in state.set_by.split_ascii_whitespace() {
                // Attributes that are merely set are in no table; of functions it has to say that they write.
                let effect = table.lookup(name);
                let writes = effect.is_none_or(|effect| {
                    effect.flags.lends
                        || effect.resources.iter().any(|(_, access)| *access == Access::Write)
                        || effect.flags.value
                });
                assert!(writes || REPLACED.contains(&name), "{name} sets nothing");
            }
        }
    }
}

#[test]
fn bases_and_aliases_lead_somewhere() {
    let table = Effects::builtin();
    let bases = table.bases.iter().map(|(name, base)| (name.as_str(), base));
    let aliases = table.aliases.iter().chain(&table.prefix_aliases).map(|(name, target)| (name.as_ref(), target));
    for (name, target) in bases.chain(aliases) {
        let known = table.names.keys().any(|owner| {
            owner.strip_prefix(target.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let known = known || table.lookup(target).is_some();
        let known = known || table.bases.contains_key(target);
        assert!(known, "{name} leads to {target}, of which nothing is known");
    }
}

#[test]
fn builtins_are_known() {
    let table = Effects::builtin();
    let print = table.lookup("builtins.print").unwrap();
    assert_eq!(print.resources, [(Resource::Stdout, Access::Write)]);
    assert!(table.lookup("len").unwrap().is_pure());
    assert!(!table.lookup("list.append").unwrap().is_pure());
    assert_eq!(table.lookup("sorted").unwrap().returns.as_ref().and_then(Returned::type_name), Some("list"));
    assert!(table.lookup("frobnicate").is_none());
    assert!(table.method("bool", "bit_length").is_some(), "inherited from int");
}

#[test]
fn the_longest_prefix_and_the_exact_name_win() {
    let table = Effects::builtin();
    assert_eq!(table.lookup("math.pi").unwrap().returns.as_ref().and_then(Returned::type_name), Some("float"));
    assert!(table.lookup("math.sin").unwrap().is_pure());
    assert!(!table.lookup("math.fsum").unwrap().is_pure());
    assert!(table.lookup("typing_extensions.Literal").unwrap().is_pure());
    assert!(table.lookup("mathematics.sin").is_none());
}

#[test]
fn open_writes_when_the_mode_says_so() {
    let open = Effects::builtin().lookup("io.open").unwrap();
    assert_eq!(open.resources, [(Resource::FileSystem, Access::Read)]);
    let mode = &open.when[0];
    assert!(mode.param.takes_position(1) && mode.param.takes_keyword("mode"));
    assert_eq!(mode.test, WhenTest::HasAny("wax+".into()));
    assert_eq!(mode.adds, [(Resource::FileSystem, Access::Write)]);
}

#[test]
fn what_is_drawn_from_random_state_is_no_pure_value() {
    let table = Effects::builtin();
    for (name, resource) in [
        ("random.random", Resource::Random),
        ("numpy.random.rand", Resource::NumpyRandom),
        ("uuid.uuid4", Resource::Unique),
    ] {
        assert!(table.lookup(name).unwrap().resources.contains(&(resource, Access::Write)), "{name}");
    }
    let draw = table.method("random.Random", "randint").unwrap();
    assert!(draw.resources.is_empty() && draw.mutates.iter().any(Param::is_receiver));
}

#[test]
fn threads_run_their_target_when_started() {
    let table = Effects::builtin();
    assert_eq!(table.lookup("multiprocessing.dummy.Process").unwrap().defers, [Param::parse("target@1").unwrap()]);
    assert!(table.method("threading.Timer", "start").unwrap().flags.runs_deferred);
    assert!(
        table.is_unpicklable("threading.Lock") && table.is_unpicklable("generator") && !table.is_unpicklable("list")
    );
}

#[test]
fn wrong_data_is_refused() {
    for text in [
        "[[group]]\nnames = \"x\"\ntouches = [\"moon\"]\n",
        "[[group]]\nnames = \"x\"\nflags = [\"lasy\"]\n",
        "[[group]]\nnames = \"x\"\ncolour = \"red\"\n",
        "[[group]]\nnames = \"x x\"\n",
        "[[group]]\nnames = \"x\"\nmutates = [\"a@b\"]\n",
        "[[group]]\nnames = \"x\"\nreturns = \"thing@0\"\n",
        "[[group]]\nnames = \"x\"\nwhen = [{ arg = \"a\", adds = [] }]\n",
    ] {
        let table: toml::Table = text.parse().unwrap();
        let json = serde_json::to_string(&table).unwrap();
        assert!(Effects::load(&[("test.toml", json.leak())]).is_err(), "{text}");
    }
}

#[test]
fn parameters_and_results_are_read() {
    assert!(Param::parse("").is_err() && Param::parse("@").is_err() && Param::parse("a b").is_err());
    let rest = Param::parse("*@1").unwrap();
    assert!(!rest.takes_position(0) && rest.takes_position(7) && !rest.takes_keyword("x"));
    assert!(Param::parse("**").unwrap().takes_keyword("x"));
    assert_eq!(Returned::parse("elem *@0").unwrap(), Returned::Element(Param::parse("*@0").unwrap()));
    assert_eq!(
        Returned::parse("list of result@0").unwrap(),
        Returned::Container("list".into(), Box::new(Returned::ResultOf(Param::parse("@0").unwrap())))
    );
}
