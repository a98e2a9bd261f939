//! What README.md and the pages in docs/ say is what happens: the output of commands, the table of codes, pictures, links.
//!
//! `UPDATE=1 cargo test --test all docs::` writes both anew, and the schema of the configuration.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests read the documentation and run the command")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::case::root;
use crate::common::{Folder, copy};
use mpfix::config::Config;
use mpfix::config::options::schema;
use mpfix::finding::Code;

#[test]
fn readme_and_pages_tell_the_truth() {
    let mut faults = Vec::new();
    for path in pages() {
        let old = fs::read_to_string(&path).expect("readable");
        let is_readme = path == root().join("README.md");
        let new = with_table(&with_outputs(&old, if is_readme { repository } else { examples }));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, new).expect("written");
        } else if old != new {
            faults.push(format!(
                "{}: {:?}",
                path.display(),
                old.lines().zip(new.lines()).find(|(old, new)| old != new)
            ));
        }
    }
    assert!(faults.is_empty(), "{}\nIf the program is right: UPDATE=1 cargo test --test all docs::", faults.join("\n"));
}

#[test]
fn readme_and_continuous_integration_run_the_same_tests() {
    let readme = fs::read_to_string(root().join("README.md")).expect("readable");
    let tests = readme.split("\n## Tests\n").nth(1).expect("a section");
    let command = tests.lines().find(|line| line.starts_with("./")).expect("a command");
    let script = fs::read_to_string(root().join(".ci/run")).expect("readable");
    assert!(script.lines().any(|line| line.trim() == command), "{command}");
}

#[test]
fn the_readme_is_short() {
    let readme = fs::read_to_string(root().join("README.md")).expect("readable");
    assert!(readme.lines().count() < 250, "{} lines", readme.lines().count());
}

/// README.md, and all pages of the book and beside it.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("md") => pages.push(path),
                _ => {}
            }
        }
    }
    pages.sort();
    pages
}

#[test]
fn links_lead_somewhere() {
    let mut faults = Vec::new();
    let others = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "src/README.md"].map(|name| root().join(name));
    for path in pages().into_iter().chain(others) {
        let text = fs::read_to_string(&path).expect("readable");
        let prose: String = text.split("```").step_by(2).collect();
        let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let pictures = text.split("docs/images/").skip(1).filter_map(|rest| rest.split('"').next());
        let pictures: Vec<PathBuf> = pictures.map(|name| root().join("docs/images").join(name)).collect();
        let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
        let files = files.map(|target| path.with_file_name("").join(target.split('#').next().unwrap_or_default()));
        let is_page = |file: &PathBuf| file.exists();
        faults.extend(files.chain(pictures).filter(|file| !is_page(file)).map(|file| (path.clone(), file)));
    }
    assert!(faults.is_empty(), "{faults:?}");
}

/// The table of contents has each page once, and no other.
#[test]
fn the_book_has_all_pages() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("readable");
    let listed: Vec<&str> = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    let set: BTreeSet<PathBuf> = listed.iter().map(|name| docs.join(name)).collect();
    assert_eq!(set.len(), listed.len(), "a page is listed twice");
    let pages = pages().into_iter().filter(|page| page.starts_with(&docs) && !page.ends_with("SUMMARY.md"));
    assert_eq!(set, pages.collect());
}

/// Links out of the book would be broken on its site.
#[test]
fn pages_of_the_book_stay_in_it() {
    for page in pages().into_iter().filter(|page| page.starts_with(root().join("docs"))) {
        let text = fs::read_to_string(&page).expect("readable");
        let depth = page.strip_prefix(root().join("docs")).expect("below").components().count();
        let out = format!("]({}", "../".repeat(depth));
        assert!(!text.contains(&out), "{}", page.display());
    }
}

#[test]
fn pictures_are_of_real_output() {
    for theme in ["light", "dark"] {
        let path = root().join(format!("docs/images/demo-{theme}.svg"));
        let folder = repository();
        let script = root().join("docs/images/terminal.py");
        let command = format!("python3 {} {theme} mpfix --diff tests/demo/primes.py", script.display());
        let picture = printed(&folder, &command);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, picture).expect("written");
        } else {
            assert!(fs::read_to_string(&path).is_ok_and(|old| old == picture), "{} is old", path.display());
        }
    }
}

/// Each line `$ command` of a console block with what the command prints, in a folder of its own for each block.
fn with_outputs(text: &str, place: fn() -> Folder) -> String {
    let mut result = String::new();
    let mut folder: Option<Folder> = None;
    for line in text.lines() {
        if line.starts_with("```") {
            folder = (line == "```console").then(place);
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

/// Commands of README.md run in the repository.
fn repository() -> Folder {
    let folder = Folder::new();
    copy(&root().join("tests/demo"), &folder.path("tests/demo"), &|_| true);
    folder
}

/// Those of the pages where the examples are.
fn examples() -> Folder {
    let folder = Folder::new();
    copy(&root().join("tests/demo"), &folder.path("."), &|_| true);
    copy(&root().join("docs/examples"), &folder.path("."), &|_| true);
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
fn the_page_of_the_configuration_has_every_key() {
    let page = fs::read_to_string(root().join("docs/reference/configuration.md")).expect("readable");
    let text = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let config = Config::parse(Path::new("pyproject.toml"), root(), text);
    assert!(matches!(config, Ok(Some(_))), "{config:?}");
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    for key in schema["properties"].as_object().expect("keys").keys() {
        assert!(text.contains(&format!("\n{key} =")) || text.contains(&format!(".{key}]")), "{key}");
    }
}

#[test]
fn the_schema_of_the_configuration_is_current() {
    let path = root().join("schemas/mpfix.schema.json");
    let schema = schema();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, schema).expect("written");
    } else {
        let old = fs::read_to_string(&path).unwrap_or_default();
        assert!(old == schema, "schemas/mpfix.schema.json is old: UPDATE=1 cargo test --test all docs::");
    }
}

fn with_table(text: &str) -> String {
    let Some((before, rest)) = text.split_once("<!-- codes") else { return text.to_owned() };
    let (note, rest) = rest.split_once("-->\n").expect("an end of the note");
    let (_, after) = rest.split_once("<!-- end of codes -->").expect("an end of the table");
    let mut table = "| code | name | |\n|---|---|---|\n".to_owned();
    for code in Code::ALL {
        let (number, name) = (code.as_str(), code.name());
        let summary = if code.is_default() { code.summary().to_owned() } else { format!("{} (off)", code.summary()) };
        table += &format!("| [{number}](../rules/{number}-{name}.md) | `{name}` | {summary} |\n");
    }
    format!("{before}<!-- codes{note}-->\n{table}<!-- end of codes -->{after}")
}
