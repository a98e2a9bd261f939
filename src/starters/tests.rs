//! Tests over the whole registry.

use std::collections::BTreeSet;

use super::{Condition, Conditions, FILES, Kind, Lean, Literal, Registry, StartMethod, Test};
use crate::effects::{Access, Param, Resource};

#[test]
fn every_file_loads_and_no_name_stands_twice() {
    if let Err(error) = Registry::load(FILES) {
        panic!("{error:#}");
    }
}

#[test]
fn names_after_the_canonical_one_are_sorted() {
    for entry in Registry::builtin().entries() {
        assert!(entry.names[1..].is_sorted(), "{:?} is not sorted", entry.names);
    }
}

#[test]
fn what_starts_has_both_examples_and_all_examples_parse() {
    for entry in Registry::builtin().entries() {
        let name = entry.canonical();
        let starts = entry.kind.starts() || entry.methods.values().any(|method| method.starts);
        if starts && entry.start_method != StartMethod::Fixed("fork".into()) {
            assert!(!entry.example.is_empty(), "{name} has no example");
            assert!(!entry.quiet_example.is_empty(), "{name} has no quiet example");
        }
        for text in [&entry.example, &entry.quiet_example] {
            let parsed = ruff_python_parser::parse_module(text);
            assert!(parsed.is_ok(), "{name}: {parsed:?}");
        }
    }
}

#[test]
fn every_type_that_is_named_is_an_entry() {
    let registry = Registry::builtin();
    for entry in registry.entries() {
        let returned = entry.methods.values().filter_map(|method| method.returns.as_ref()).chain(&entry.returns);
        let types = returned.filter_map(|value| value.type_name()).chain(entry.base.as_deref());
        for name in types.filter(|name| name.contains('.') && *name != "multiprocessing.managers.Server") {
            assert!(registry.lookup(name).is_some(), "{}: {name} is no entry", entry.canonical());
            assert_eq!(registry.canonical(name), name, "{}", entry.canonical());
        }
    }
}

#[test]
fn spellings_and_copies_lead_to_the_same_entry() {
    let registry = Registry::builtin();
    for name in ["multiprocessing.pool.Pool", "multiprocess.Pool", "torch.multiprocessing.Pool", "billiard.pool.Pool"] {
        assert_eq!(registry.canonical(name), "multiprocessing.Pool");
        assert_eq!(registry.lookup(name).unwrap().kind, Kind::Pool);
    }
    assert_eq!(registry.lookup("torch.multiprocessing.spawn").unwrap().kind, Kind::Call);
    assert_eq!(registry.lookup("multiprocess.dummy.Pool").unwrap().kind, Kind::Quiet);
    assert_eq!(registry.lookup("multiprocessing.pool.ThreadPool").unwrap().kind, Kind::Quiet);
    assert!(registry.lookup("multiprocessing.pool").is_none());
    assert!(registry.lookup("multiprocessings.Pool").is_none());
}

#[test]
fn methods_are_inherited() {
    let registry = Registry::builtin();
    assert!(registry.method("multiprocessing.managers.SyncManager", "start").unwrap().starts);
    assert!(registry.method("multiprocessing.context.SpawnProcess", "start").unwrap().starts);
    let map = registry.method("multiprocessing.Pool", "map").unwrap();
    assert!(!map.starts);
    assert_eq!(map.callables, [Param::parse("func@0").unwrap()]);
    assert!(registry.method("multiprocessing.Pool", "mop").is_none());
}

#[test]
fn contexts_have_the_names_of_the_module() {
    let members: BTreeSet<&str> = Registry::builtin().mirrored("multiprocess").into_iter().collect();
    for name in [
        "Array",
        "Barrier",
        "Lock",
        "Manager",
        "Pipe",
        "Pool",
        "Process",
        "Queue",
        "Value",
        "get_context",
        "freeze_support",
    ] {
        assert!(members.contains(name), "{name}");
    }
    assert!(members.iter().all(|name| !name.contains('.')));
}

fn above_zero() -> Condition {
    Condition { param: Param::parse("workers@0").unwrap(), of: None, test: Test::Above(0), default: Literal::Int(0) }
}

#[test]
fn conditions_hold_do_not_or_cannot_be_told() {
    let condition = above_zero();
    assert_eq!(condition.holds(&[]), Some(false));
    assert_eq!(condition.holds(&[Literal::Int(0)]), Some(false));
    assert_eq!(condition.holds(&[Literal::Int(2), Literal::Bool(true)]), Some(true));
    assert_eq!(condition.holds(&[Literal::Int(2), Literal::Int(0)]), None);
    assert_eq!(condition.holds(&[Literal::Unknown]), None);
    let not_one = Condition { test: Test::NotIn(vec![Literal::Int(1), Literal::Callable]), ..above_zero() };
    assert_eq!(not_one.holds(&[Literal::Bool(true)]), Some(false));
    assert_eq!(not_one.holds(&[Literal::Name("map".into())]), Some(false));
    assert_eq!(not_one.holds(&[Literal::Int(-1)]), Some(true));
}

#[test]
fn all_of_some_and_one_of_others() {
    let (yes, no, open) = (Some(true), Some(false), None);
    let verdict = |all: &[Option<bool>], any: &[Option<bool>], lean| {
        let one = |verdict: &Option<bool>| match verdict {
            Some(held) => Condition { default: Literal::Bool(*held), ..above_zero() },
            None => Condition { default: Literal::Unknown, ..above_zero() },
        };
        let conditions = |verdicts: &[Option<bool>]| verdicts.iter().map(one).collect();
        Conditions { all: conditions(all), any: conditions(any), maybe: "".into(), lean }
            .decide(|condition| condition.holds(&[]))
    };
    assert_eq!(verdict(&[], &[], Lean::Quiet), Some(true));
    assert_eq!(verdict(&[yes, open], &[], Lean::Starts), Some(false));
    assert_eq!(verdict(&[yes, open], &[], Lean::Quiet), None);
    assert_eq!(verdict(&[no, open], &[], Lean::Starts), None);
    assert_eq!(verdict(&[yes], &[no, yes], Lean::Quiet), Some(true));
    assert_eq!(verdict(&[yes], &[no, no], Lean::Starts), None);
    assert_eq!(verdict(&[yes], &[no, open], Lean::Starts), Some(false));
}

#[test]
fn what_later_calls_depend_on_keeps_its_place() {
    for entry in Registry::builtin().entries() {
        assert!(entry.sets.is_empty() || entry.unknown, "{} is taken to be pure", entry.canonical());
        for (name, method) in &entry.methods {
            assert!(method.marks.is_none() || method.unknown, "{}.{name} is taken to be pure", entry.canonical());
        }
    }
}

#[test]
fn every_example_has_a_word_of_its_file() {
    for file in FILES {
        let registry = Registry::load(std::slice::from_ref(file)).unwrap();
        for entry in registry.entries().filter(|entry| !entry.example.is_empty()) {
            assert!(file.words.iter().any(|word| entry.example.contains(word)), "{}: {}", file.name, entry.canonical());
        }
    }
}

#[test]
fn start_methods() {
    let registry = Registry::builtin();
    assert_eq!(
        registry.lookup("torch.multiprocessing.spawn").unwrap().start_method,
        StartMethod::Fixed("spawn".into())
    );
    assert_eq!(registry.lookup("multiprocessing.Process").unwrap().start_method, StartMethod::Ambient);
    assert!(matches!(registry.lookup("multiprocess.get_context").unwrap().start_method, StartMethod::Argument(_)));
}

#[test]
fn some_constructors_settle_the_start_method() {
    let settles = |name: &str| {
        Registry::builtin().lookup(name).unwrap().resources.contains(&(Resource::StartMethod, Access::Write))
    };
    for name in [
        "multiprocessing.Queue",
        "multiprocess.Lock",
        "multiprocessing.Value",
        "concurrent.futures.ProcessPoolExecutor",
    ] {
        assert!(settles(name), "{name}");
    }
    for name in
        ["multiprocessing.Pipe", "multiprocessing.RawArray", "multiprocessing.Process", "multiprocessing.cpu_count"]
    {
        assert!(!settles(name), "{name}");
    }
}
