//! The oracle: every case that is rewritten prints the same under fork, spawn and forkserver as the original under fork.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use std::fs;

use crate::common::case::{Case, Verdict, cases, ensure, known_failures};
use crate::common::oracle::{SILENTLY_WRONG, again, compare, reference};
use crate::common::python::{METHODS, pythons};

macro_rules! topics {
    ($($topic:ident)+) => { $(#[test] fn $topic() { run(stringify!($topic)); })+ };
}

topics! { bad effects hazards layouts long modules names notebooks projects quiet reach refuse repair starts text }

#[test]
fn every_topic_is_run() {
    let text = fs::read_to_string(crate::common::case::root().join("tests/oracle.rs")).expect("readable");
    let listed: Vec<&str> =
        text.lines().find_map(|line| line.strip_prefix("topics! {")).expect("a list").split(' ').collect();
    for entry in fs::read_dir(crate::common::case::root().join("tests/cases")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!entry.path().is_dir() || listed.contains(&&*name), "{name} is missing in tests/oracle.rs");
    }
}

#[test]
fn known_failures_are_cases() {
    for name in known_failures().keys().filter_map(|name| name.strip_prefix("tests/cases/")) {
        let topic = name.split('/').next().unwrap_or(name);
        assert!(cases(topic).iter().any(|case| case.name == name), "{name} is no case");
    }
}

fn run(topic: &str) {
    let known = known_failures();
    let mut faults = Vec::new();
    for case in cases(topic) {
        let is_known = known.contains_key(&format!("tests/cases/{}", case.name));
        match check(&case) {
            Err(fault) if !is_known || fault.contains(SILENTLY_WRONG) => faults.push(format!("{}: {fault}", case.name)),
            Ok(()) if is_known => faults.push(format!("{}: passes; take it off tests/known_failures.txt", case.name)),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn check(case: &Case) -> Result<(), String> {
    let Verdict::Fixed { rewritten, .. } = case.judge()? else { return Ok(()) };
    for python in pythons().iter().filter(|python| python.suits(&case.spec.python)) {
        if case.spec.run {
            let original = reference(case, python)?;
            for method in METHODS {
                let copied = again(rewritten.path());
                let done = python.run(case, copied.path(), method);
                compare(&original, done).map_err(|fault| format!("{python}, rewritten, under {method}: {fault}"))?;
            }
        } else {
            ensure(python.compiles(&rewritten.path().join(&case.spec.entry)), format!("{python} does not compile it"))?;
        }
    }
    Ok(())
}
