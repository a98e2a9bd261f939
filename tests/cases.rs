//! Every case through the command: what its kind asks for first, then the very patch, or the code of the refusal.
//!
//! `UPDATE=1 cargo test --test cases` writes `snapshots/cases/` anew; a case that fails its kind is never written.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use common::case::{Case, Verdict, cases, known_failures, root};

#[test]
fn cases_keep_their_kind_and_their_patch() {
    let known = known_failures();
    let mut faults = Vec::new();
    let mut taken = BTreeSet::new();
    for topic in topics() {
        for case in cases(&topic) {
            if known.contains_key(&format!("tests/cases/{}", case.name)) {
                continue;
            }
            match case.judge() {
                Err(fault) => faults.push(format!("{}: {fault}", case.name)),
                Ok(verdict) => faults.extend(compare(&case, &verdict, &mut taken)),
            }
        }
    }
    for path in snapshots().into_iter().filter(|path| !taken.contains(path)) {
        match is_update() {
            true => fs::remove_file(&path).expect("removed"),
            false => faults.push(format!("{} belongs to no case that is rewritten or refused", path.display())),
        }
    }
    assert!(faults.is_empty(), "\n{}\n\nIf the patches are right: UPDATE=1 cargo test --test cases\n", faults.join("\n"));
}

/// Compares with the snapshot, or writes it.
fn compare(case: &Case, verdict: &Verdict, taken: &mut BTreeSet<PathBuf>) -> Option<String> {
    let (extension, text) = match verdict {
        Verdict::Nothing => return None,
        Verdict::Fixed { diff, .. } => ("diff", diff),
        Verdict::Refused(codes) => ("refused", codes),
    };
    let path = folder().join(format!("{}.{extension}", case.name));
    taken.insert(path.clone());
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == *text {
        return None;
    }
    if is_update() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("written");
        return None;
    }
    Some(format!("{}: not as in {}; now:\n{text}", case.name, path.strip_prefix(root()).expect("inside").display()))
}

fn topics() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/cases")).expect("a folder").flatten();
    let mut topics: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    topics.sort();
    topics
}

fn snapshots() -> BTreeSet<PathBuf> {
    let topics = fs::read_dir(folder()).into_iter().flatten().flatten();
    topics.flat_map(|topic| fs::read_dir(topic.path()).into_iter().flatten().flatten()).map(|entry| entry.path()).collect()
}

fn folder() -> PathBuf {
    root().join("snapshots/cases")
}

fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}
