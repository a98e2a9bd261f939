//! Bodies of requests have the form that GitHub's description of its API asks for, and the document that of its schema.
#![expect(clippy::disallowed_methods, reason = "this test reads and writes a file of the repository")]

use std::fs;

use jsonschema::Validator;
use mpfix::review::posts::schema;
use serde_json::{Value, json};

use super::{BOT, COMMIT};
use crate::common::case::root;
use crate::common::{FIXABLE, Folder, STUCK};

fn github(part: &str) -> Validator {
    let text = fs::read(root().join("tests/schemas/github-api.json")).expect("read");
    let mut whole: Value = serde_json::from_slice(&text).expect("JSON");
    whole["$ref"] = json!(format!("#/$defs/{part}"));
    jsonschema::validator_for(&whole).expect("a schema")
}

#[track_caller]
fn fits(validator: &Validator, value: &Value) {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}\n{value:#}");
}

/// What the command prints for a pull request that adds these files.
fn printed(files: &[(&str, &str, bool)], comments: &Value) -> (Value, String) {
    let folder = Folder::new();
    let shown = files.iter().filter(|(_, _, in_pull)| *in_pull).map(|(name, text, _)| {
        let lines: Vec<String> = text.split_inclusive('\n').map(|line| format!("+{}", line.trim_end_matches('\n'))).collect();
        let patch = format!("@@ -0,0 +1,{} @@\n{}", lines.len(), lines.join("\n"));
        json!({"filename": name, "status": "added", "patch": patch, "sha": null, "additions": 1, "deletions": 0, "changes": 1,
            "blob_url": "http://x", "raw_url": "http://x", "contents_url": "http://x"})
    });
    let shown = Value::Array(shown.collect());
    fits(&github("files"), &shown);
    files.iter().for_each(|(name, text, _)| folder.write(name, text));
    folder.write("files.json", shown.to_string());
    folder.write("comments.json", comments.to_string());
    let args = ["--output-format", "github-review", "--pr-files", "files.json", "--commit", COMMIT];
    let ran = folder.mpfix(&[&args[..], &["--existing-comments", "comments.json", "."]].concat()).exits(1);
    (serde_json::from_str(&ran.out).expect("JSON"), ran.err)
}

#[test]
fn what_is_printed_has_the_form_github_asks_for() {
    let mut wide = String::from("import sys\n");
    wide.push_str(FIXABLE);
    let files = [
        ("a b.py", FIXABLE, true),
        ("dos.py", &*FIXABLE.replace('\n', "\r\n"), true),
        ("no.py", STUCK, true),
        ("z.py", &wide, false),
    ];
    let (document, errors) = printed(&files, &json!([]));
    assert_eq!(errors, "");
    fits(&jsonschema::validator_for(&serde_json::from_str(&schema()).expect("JSON")).expect("a schema"), &document);
    fits(&github("review"), &document["review"]);
    fits(&github("annotations"), &document["annotations"]);
    for key in ["file_comments", "instead"] {
        document[key].as_array().expect("a list").iter().for_each(|comment| fits(&github("comment"), comment));
    }
    let comments = document["review"]["comments"].as_array().expect("a list");
    let places: Vec<_> =
        comments.iter().map(|it| (it["path"].as_str(), it["start_line"].as_u64(), it["line"].as_u64())).collect();
    assert_eq!(
        places,
        [(Some("a b.py"), Some(8), Some(9)), (Some("dos.py"), None, Some(8)), (Some("no.py"), None, Some(4))]
    );
    assert_eq!(document["review"]["commit_id"], COMMIT);
    assert_eq!((&document["counts"]["findings"], &document["counts"]["in_pull_request"]), (&json!(4), &json!(3)));
    assert!(document["summary"].as_str().is_some_and(|text| text.contains("`z.py` line 9")));
    let body = comments[0]["body"].clone();
    let old = json!([{"id": 3, "path": "a b.py", "body": body, "start_line": 8, "line": 9, "subject_type": "line", "user": {"login": BOT}}]);
    let (again, _) = printed(&files[..1], &old);
    assert_eq!((&again["review"], &again["stale"]), (&Value::Null, &json!([])));
}

#[test]
fn the_schema_is_the_one_in_docs() {
    let path = root().join("docs/github/review.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, schema()).expect("written");
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|text| text == schema()),
        "run UPDATE=1 cargo test --test all review::"
    );
}

#[test]
fn options_belong_together() {
    let folder = Folder::with([("files.json", "{}"), ("a.py", FIXABLE)]);
    let review = ["--output-format", "github-review"];
    folder.mpfix(&[&review[..], &["a.py"]].concat()).exits(2).complains("--pr-files <FILE>");
    let files = ["--pr-files", "files.json"];
    folder
        .mpfix(&[&review[..], &files, &["--commit", "main", "a.py"]].concat())
        .exits(2)
        .complains("40 hexadecimal digits");
    folder
        .mpfix(&[&review[..], &files, &["--commit", COMMIT, "a.py"]].concat())
        .exits(2)
        .complains("files.json: error: not the files of a pull request");
    folder.mpfix(&[&files[..], &["--commit", COMMIT, "a.py"]].concat()).exits(2).complains("github-review");
}
