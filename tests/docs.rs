//! What README.md says is what happens: the output of its commands, and the table of codes.
//!
//! `UPDATE=1 cargo test --test all docs::` writes both anew, and the schema of the configuration.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests read the documentation and run the command")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::case::root;
use crate::common::{Folder, copy};
use mpfix::config::Config;
use mpfix::config::options::schema;
use mpfix::finding::Code;

#[test]
fn readme_tells_the_truth() {
    let path = root().join("README.md");
    let old = fs::read_to_string(&path).expect("readable");
    let new = with_table(&with_outputs(&old));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, new).expect("written");
    } else {
        let different = old.lines().zip(new.lines()).find(|(old, new)| old != new);
        assert!(old == new, "{different:?}\nIf the program is right: UPDATE=1 cargo test --test all docs::");
    }
}

#[test]
fn readme_and_continuous_integration_run_the_same_tests() {
    let readme = fs::read_to_string(root().join("README.md")).expect("readable");
    let tests = readme.split("\n## Tests\n").nth(1).expect("a section");
    let command = tests.lines().find(|line| line.starts_with("cargo test")).expect("a command");
    let script = fs::read_to_string(root().join(".ci/run")).expect("readable");
    assert!(script.lines().any(|line| line.trim() == command), "{command}");
}

/// Each line `$ command` of a console block with what the command prints, in a folder of its own for each block.
fn with_outputs(text: &str) -> String {
    let mut result = String::new();
    let mut folder: Option<Folder> = None;
    for line in text.lines() {
        if line.starts_with("```") {
            folder = (line == "```console").then(demo);
        } else if let Some(folder) = &folder {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            result += &format!("{line}\n{}", printed(folder, command));
            continue;
        }
        result += line;
        result += "\n";
    }
    result
}

fn demo() -> Folder {
    let folder = Folder::new();
    copy(&root().join("tests/demo"), &folder.path("tests/demo"), &|_| true);
    folder
}

fn printed(folder: &Folder, command: &str) -> String {
    let place = Path::new(env!("CARGO_BIN_EXE_mpfix")).parent().expect("a folder");
    let command = command.replace("target/release/mpfix", "mpfix");
    let path = format!("{}:{}", place.display(), std::env::var("PATH").expect("a path"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("({command}) 2>&1")]).env("PATH", path).current_dir(folder.path("."));
    let output = shell.output().expect("a shell");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_configuration_in_the_readme_has_every_key() {
    let readme = fs::read_to_string(root().join("README.md")).expect("readable");
    let text = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let config = Config::parse(Path::new("pyproject.toml"), root(), text);
    assert!(matches!(config, Ok(Some(_))), "{config:?}");
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    for key in schema["properties"].as_object().expect("keys").keys() {
        assert!(text.contains(&format!("\n{key} =")) || text.contains(&format!(".{key}]")), "{key}");
    }
}

#[test]
fn the_schema_of_the_configuration_is_current() {
    let path = root().join("mpfix.schema.json");
    let schema = schema();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, schema).expect("written");
    } else {
        let old = fs::read_to_string(&path).unwrap_or_default();
        assert!(old == schema, "mpfix.schema.json is old: UPDATE=1 cargo test --test all docs::");
    }
}

fn with_table(text: &str) -> String {
    let (before, rest) = text.split_once("<!-- codes").expect("a place for the table");
    let (note, rest) = rest.split_once("-->\n").expect("an end of the note");
    let (_, after) = rest.split_once("<!-- end of codes -->").expect("an end of the table");
    let mut table = "| code | name | |\n|---|---|---|\n".to_owned();
    for code in Code::ALL {
        let (number, name) = (code.as_str(), code.name());
        let summary = if code.is_default() { code.summary().to_owned() } else { format!("{} (off)", code.summary()) };
        table += &format!("| [{number}](docs/rules/{number}-{name}.md) | `{name}` | {summary} |\n");
    }
    format!("{before}<!-- codes{note}-->\n{table}<!-- end of codes -->{after}")
}
