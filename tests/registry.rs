//! Every example of the registry, from its text to the outcome: what must be found is found, what must be quiet is quiet.

use std::path::Path;

use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{NoDisk, Places};
use mpfix::outcome::Outcome;
use mpfix::source::decode;
use mpfix::starters::{Registry, StartMethod};

fn outcome(name: &str, script: &str) -> Outcome {
    let file = decode(Path::new("example.py"), script.as_bytes()).unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
    let places = Places::default();
    let context = Context {
        freeze_support: FreezeSupport::Omit,
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice: false,
        disk: &NoDisk,
        places: &places,
    };
    judge(&file, &context).unwrap_or_else(|trouble| panic!("{name}: {trouble}"))
}

#[test]
fn examples_are_found_and_quiet_ones_are_not() {
    let (mut found, mut quiet) = (0, 0);
    let mut wrong = Vec::new();
    for entry in Registry::builtin().entries() {
        let name = &entry.names[0];
        let forks = matches!(&entry.start_method, StartMethod::Fixed(method) if method == "fork");
        if !entry.example.is_empty() && !forks {
            found += 1;
            if matches!(outcome(name, &entry.example), Outcome::Quiet) {
                wrong.push(format!("{name}: nothing found in\n{}", entry.example));
            }
        }
        if !entry.quiet_example.is_empty() {
            quiet += 1;
            if !matches!(outcome(name, &entry.quiet_example), Outcome::Quiet) {
                wrong.push(format!("{name}: found something in\n{}", entry.quiet_example));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found >= 10 && quiet >= 20, "{found} examples, {quiet} quiet ones");
}

/// No example of the registry may make mpfix object to its own rewrite.
#[test]
fn no_example_fails_validation() {
    for entry in Registry::builtin().entries().filter(|entry| !entry.example.is_empty()) {
        if let Outcome::Faulty { breaches, .. } = outcome(&entry.names[0], &entry.example) {
            panic!("{}: {}", entry.names[0], breaches.join("\n"));
        }
    }
}
