//! Rules about the source tree itself: each file says what it is for and stays small, and the stages keep their order.
#![expect(clippy::disallowed_methods, reason = "this test reads the source tree")]

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in reading order; each may use only those before it.
const STAGES: &[&str] = &[
    "timing",
    "trouble",
    "finding",
    "selection",
    "effects",
    "starters",
    "config",
    "lookup",
    "source",
    "parse",
    "names",
    "project",
    "interpret",
    "reach",
    "children",
    "rules",
    "transform",
    "repair",
    "relocate",
    "validate",
    "outcome",
    "judge",
    "suppress",
    "check",
    "verify",
    "review",
    "render",
    "workers",
    "run",
    "traceback",
    "server",
    "cli",
];

/// One idea a file is the rule; this is where a file surely holds more than one.
const MOST_LINES: usize = 500;

#[test]
fn files_say_what_they_are_for_and_stay_small() {
    let mut faults = Vec::new();
    for path in rust_files(&["src", "tests"]) {
        let text = fs::read_to_string(&path).expect("readable");
        let name = path.display();
        if !text.starts_with("//! ") {
            faults.push(format!("{name}: does not begin with a `//!` line"));
        }
        if text.lines().count() > MOST_LINES {
            faults.push(format!("{name}: {} lines, more than {MOST_LINES}", text.lines().count()));
        }
        let trailing = text.lines().position(|line| line.ends_with([' ', '\t']));
        faults.extend(trailing.map(|at| format!("{name}:{}: ends with a blank", at + 1)));
        if text.contains('\r') || !text.ends_with('\n') || text.ends_with("\n\n") {
            faults.push(format!("{name}: lines must end with \\n, and the file with exactly one"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn modules_stand_in_reading_order() {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("readable");
    let modules: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let places: Vec<Option<usize>> = modules.iter().map(|module| place(module)).collect();
    assert!(modules.len() > 5 && places.iter().all(Option::is_some), "stages without a place: {modules:?}");
    assert!(places.is_sorted(), "{modules:?}");
}

#[test]
fn stages_use_only_what_stands_above_them() {
    let mut faults = Vec::new();
    for path in rust_files(&["src"]) {
        let inside = path.strip_prefix(root().join("src")).expect("in src");
        let stage = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let Some(own) = stage.as_deref().and_then(|stage| place(stage.trim_end_matches(".rs"))) else {
            continue;
        };
        let text = fs::read_to_string(&path).expect("readable");
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                if place(&used).is_none_or(|used| used > own) {
                    faults.push(format!("{}:{}: uses `{used}`, which stands below", inside.display(), at + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn place(stage: &str) -> Option<usize> {
    STAGES.iter().position(|known| *known == stage)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty());
    files
}
