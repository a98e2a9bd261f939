//! Tests over the whole table of effects.

use super::entry::RawFile;
use super::{Access, Effects, FILES, Resource, Returned};

#[test]
fn every_file_loads_and_no_name_stands_twice() {
    if let Err(error) = Effects::load(FILES) {
        panic!("{error:#}");
    }
}

#[test]
fn names_are_sorted_within_each_group() {
    for (file, text) in FILES {
        let raw: RawFile = toml::from_str(text).unwrap();
        for group in &raw.group {
            let names = group.written();
            assert!(!names.is_empty(), "{file}: a group without names");
            assert!(names.is_sorted(), "{file}: {names:?} is not sorted");
        }
    }
}

#[test]
fn bases_and_aliases_lead_somewhere() {
    let table = Effects::builtin();
    for (name, target) in table.aliases.iter().chain(&table.bases) {
        let known = table.names.keys().any(|known| {
            known
                .strip_prefix(target.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
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
    assert_eq!(
        table
            .lookup("sorted")
            .unwrap()
            .returns
            .as_ref()
            .and_then(Returned::type_name),
        Some("list")
    );
    assert!(table.lookup("frobnicate").is_none());
    assert!(
        table.method("bool", "bit_length").is_some(),
        "inherited from int"
    );
}
