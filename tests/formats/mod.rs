//! All formats, fed with the same findings: what they print, and whether it is what their readers take.
//!
//! `UPDATE=1 cargo test --test all formats::` writes the snapshots and the schemas of mpfix's own formats.
#![expect(clippy::disallowed_methods, reason = "tests read and write their snapshots")]

mod canned;
mod github;
mod junit;
mod replay;
mod schema;
mod taken;

use std::fs;
use std::path::{Path, PathBuf};

use canned::{rendered, run};
use mpfix::render::formats::Format;
use serde_json::{Value, json};

#[test]
fn each_format_prints_what_its_snapshot_has() {
    let faults: Vec<String> = Format::ALL
        .iter()
        // A review is about a pull request, and has tests of its own.
        .filter(|format| **format != Format::GithubReview)
        .flat_map(|format| {
            let name = format.name();
            [(name.to_owned(), rendered(*format, &run())), (format!("{name}-empty"), rendered(*format, &[]))]
        })
        .filter_map(|(name, text)| difference(&root().join("snapshots/formats").join(name + ".snap"), &steady(&text)))
        .collect();
    assert!(faults.is_empty(), "{}\nIf that is right: UPDATE=1 cargo test --test all formats::", faults.join("\n"));
}

/// The text without what changes with each version, and without the pages of the rules.
fn steady(text: &str) -> String {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "0.0.0");
    let Ok(Value::Object(mut log)) = serde_json::from_str(&text) else { return text };
    let Some(rules) = log.get_mut("runs").map(|runs| &mut runs[0]["tool"]["driver"]["rules"]) else { return text };
    let ids = rules.as_array().into_iter().flatten().map(|rule| rule["id"].clone()).collect();
    *rules = Value::Array(ids);
    serde_json::to_string_pretty(&json!(log)).expect("JSON") + "\n"
}

fn difference(path: &Path, new: &str) -> Option<String> {
    let old = fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("UPDATE").is_some() && old != new {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, new).expect("written");
        return None;
    }
    let different = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    (old != new).then(|| format!("{}: {different:?}", path.display()))
}

#[test]
fn schemas_of_own_formats_are_current() {
    let schemas = mpfix::render::formats::json::schemas();
    let faults: Vec<String> =
        schemas.iter().filter_map(|(name, schema)| difference(&root().join("schemas").join(name), schema)).collect();
    assert!(faults.is_empty(), "{faults:?}\nUPDATE=1 cargo test --test all formats::");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
