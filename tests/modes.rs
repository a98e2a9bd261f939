//! Whatever mpfix is asked to do with a folder, it decides the same about each file: what a listing and a review offer is what
//! a patch shows and what is written.
#![cfg(unix)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::case::cases;
use crate::common::{Folder, copy, tree};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// Names of files.
type Names = BTreeSet<String>;

/// The files that each mode rewrites, or would.
#[derive(Debug)]
struct Decided {
    listed: Names,
    patched: Names,
    reviewed: usize,
    written: Names,
}

impl Decided {
    /// Runs all modes in the folder, the one that writes last.
    fn in_folder(folder: &Folder, more: &[&str]) -> Self {
        let ran = |args: &[&str]| folder.mpfix(&[args, more, &["."]].concat()).out;
        let parsed =
            |text: String| -> Value { serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")) };
        let report = parsed(ran(&["--output-format", "json"]));
        let findings = report["findings"].as_array().expect("findings").iter();
        let is_offered = |finding: &&Value| finding["applicability"] == "safe" || !more.is_empty();
        let fixes = findings.filter(|finding| !finding["fix"].is_null()).filter(is_offered);
        let listed = fixes.map(|finding| finding["path"].as_str().expect("a path").to_owned()).collect();

        let patch = ran(&["--diff"]);
        // A new file comes in with another one, and from nowhere.
        let heads = patch.lines().filter_map(|line| line.strip_prefix("--- a/"));
        let patched = heads.map(|name| name.trim_end().to_owned()).collect();

        let before = tree(&folder.path("."));
        let files: Vec<Value> = before.keys().map(|name| json!({"filename": name, "status": "added"})).collect();
        let list = Folder::new();
        list.write("files.json", Value::Array(files).to_string());
        let list = list.path("files.json").display().to_string();
        let review = parsed(ran(&["--output-format", "github-review", "--commit", COMMIT, "--pr-files", &list]));
        let reviewed =
            review["counts"]["fixable"].as_u64().and_then(|count| usize::try_from(count).ok()).expect("a count");

        ran(&["--write"]);
        let after = tree(&folder.path("."));
        let written = before.iter().filter(|(name, bytes)| after.get(*name) != Some(*bytes));
        Self { listed, patched, reviewed, written: written.map(|(name, _)| name.clone()).collect() }
    }

    fn agree(&self) -> bool {
        self.listed == self.written && self.patched == self.written && self.reviewed == self.written.len()
    }
}

#[test]
fn all_modes_say_the_same_of_every_project() {
    let (mut faults, mut rewritten) = (Vec::new(), 0);
    for case in ["projects", "modules", "notebooks"].into_iter().flat_map(cases) {
        let folder = Folder::new();
        copy(&case.folder, &folder.path("."), &|name| name != "case.json");
        let decided = Decided::in_folder(&folder, &[]);
        rewritten += decided.written.len();
        if !decided.agree() {
            faults.push(format!("{}: {decided:?}", case.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(rewritten > 30, "{rewritten}: this shows little");
}

/// Two scripts, of which one imports the other and starts processes by that.
#[test]
fn files_that_belong_together_are_rewritten_together_or_not_at_all() {
    let shapes = "\
from concurrent.futures import ProcessPoolExecutor


def area(side):
    return side * side


with ProcessPoolExecutor(2) as pool:
    areas = list(pool.map(area, [1, 2]))
";
    let report = "\
from multiprocessing import Pool

import shapes

with Pool(2) as pool:
    pool.map(shapes.area, [3])
";
    let files = [("shapes.py", shapes), ("report.py", report)];
    for more in [&[][..], &["--unsafe-fixes"]] {
        let decided = Decided::in_folder(&Folder::with(files), more);
        assert!(decided.agree(), "{more:?}: {decided:?}");
        assert!(more.is_empty() || decided.written.len() == 2, "{decided:?}");
    }
    // Alone it cannot be mended, and the listing says which file comes first.
    let folder = Folder::with(files);
    let listed = folder.mpfix(&["--unsafe-fixes", "report.py"]).exits(1).out;
    assert!(listed.contains("MP003") && listed.contains("shapes.py"), "{listed}");
}
