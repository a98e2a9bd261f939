//! The search for what can matter against the judgement itself: what is said not to matter must be quiet when it is judged
//! all the same. Every file of every case is asked; `TREES=folder:folder cargo test --test all reach::` asks those of other
//! folders too.
#![expect(clippy::disallowed_methods, reason = "this test reads scripts")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::case::root;
use mpfix::check::{Checker, Options};
use mpfix::finding::Code;
use mpfix::outcome::Outcome;
use mpfix::source::decode;
use mpfix::source::walk::{Exclude, Found, Named, walk};

/// Enough for the deepest code that is followed; a test gets far less than the threads of the program.
const STACK_BYTES: usize = 512 << 20;

#[test]
fn what_does_not_matter_is_quiet() {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(compare).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn compare() {
    let mut folders = vec![root().join("tests/cases")];
    folders.extend(std::env::var("TREES").iter().flat_map(|trees| trees.split(':')).map(PathBuf::from));
    let checker = Checker::new(Options::default()).expect("a checker");
    let (mut passed, mut faults) = (0, Vec::new());
    for path in folders.iter().flat_map(|folder| scripts(folder)) {
        let bytes = fs::read(&path).expect("readable");
        if !matches!(checker.check(&path, bytes.clone(), true), Ok(None)) {
            continue;
        }
        passed += 1;
        let Ok(file) = decode(&path, &bytes) else { continue };
        match checker.outcome(&file) {
            Ok(Outcome::Quiet) | Err(_) => {}
            Ok(outcome) => faults.push(format!("{}: {:?}", path.display(), outcome.findings())),
        }
    }
    assert!(passed > 20, "only {passed} files do not matter");
    assert!(faults.is_empty(), "said not to matter:\n{}", faults.join("\n"));
}

#[test]
fn what_code_of_other_files_is_handed_is_found() {
    for name in ["handed_on.py", "extended.py"] {
        let text = fs::read_to_string(data(name)).expect("readable");
        let missed = scripts_without_findings(&text, &[]);
        assert!(missed.is_empty(), "{name}: no start was found in {missed:?}");
    }
}

#[test]
fn what_is_handed_on_is_found_where_it_is_imported() {
    let text = fs::read_to_string(data("handed_on.py")).expect("readable");
    let (before, from_here) = text.split_once("def work():").expect("a function");
    let (functions, sections) = from_here.split_once("\n# === ").expect("sections");
    let jobs = format!("import multiprocessing\n\n\ndef work():{functions}");
    let script = format!("{before}from jobs import start\n\n# === {sections}");
    let missed = scripts_without_findings(&script, &[("jobs.py", &jobs)]);
    assert!(missed.is_empty(), "no start was found in {missed:?}");
}

/// The scripts of a text in which nothing is found; `others` lie beside each of them.
fn scripts_without_findings(text: &str, others: &[(&str, &str)]) -> Vec<String> {
    let helpers = fs::read_to_string(data("helpers.py")).expect("readable");
    let mut sections = text.split("\n# === ");
    let head = sections.next().expect("a head");
    let mut missed = Vec::new();
    for section in sections {
        let (title, body) = section.split_once('\n').expect("a body");
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in others.iter().chain(&[("helpers.py", &*helpers)]) {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let script = folder.path().join("script.py");
        let checker = Checker::new(Options::default()).expect("a checker");
        let checked = checker.check(&script, format!("{head}\n{body}").into_bytes(), true).expect("it parses");
        let findings = checked.as_ref().map_or(&[][..], |checked| checked.outcome.findings());
        if !findings.iter().any(|finding| finding.code == Code::UnguardedStart) {
            missed.push(title.to_owned());
        }
    }
    missed
}

fn data(name: &str) -> PathBuf {
    root().join("tests/reach").join(name)
}

fn scripts(folder: &Path) -> Vec<PathBuf> {
    let exclude = |_: &Path| Ok(Exclude::new(&[]).expect("no patterns"));
    let found = walk(&[folder.to_path_buf()], Named::Always, &exclude);
    found
        .into_iter()
        .filter_map(|found| match found {
            Found::File(path) => Some(path),
            Found::Link(_) | Found::Trouble(_) => None,
        })
        .collect()
}
