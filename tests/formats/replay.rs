//! The fixes in all formats, taken as their readers take them: whatever the file, the folder has afterwards what `--write`
//! leaves there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::schema::parsed;
use super::taken::{number, place};
use crate::common::{FIXABLE, Folder};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// The files of a folder.
type Files = BTreeMap<String, Vec<u8>>;

/// What the formats are tried on: name and bytes.
fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let wide = format!("# 日本語 é 🐍\n{}", FIXABLE.replace("print(", "print('日本語 🐍', "));
    // Lines stay between those that move.
    let twice = format!("import sys\n\nprint('first')\n{FIXABLE}\n\nclass Empty:\n    pass\n\n\nprint(sys.argv[1:])\n");
    vec![
        ("run.py", FIXABLE.into()),
        ("twice.py", twice.into()),
        ("dos.py", FIXABLE.replace('\n', "\r\n").into()),
        ("mark.py", format!("\u{feff}{FIXABLE}").into()),
        ("end.py", FIXABLE.trim_end().into()),
        ("a b é.py", wide.into()),
        (
            "pretty.ipynb",
            notebook(&json!(["def double(n):\n", "    return n * 2\n", "\n", "\n", "# é 🐍"]), true).into(),
        ),
        ("dense.ipynb", notebook(&json!("def double(n):\n    return n * 2"), false).into()),
        ("a b.ipynb", notebook(&json!(["def double(n):\n", "    return n * 2"]), true).replace('\n', "\r\n").into()),
    ]
}

/// A notebook whose first cell defines the worker of the second.
fn notebook(worker: &Value, pretty: bool) -> String {
    let cell = |source: &Value| json!({"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": source});
    let pool =
        json!(["from multiprocessing import Pool\n", "with Pool(2) as pool:\n", "    print(pool.map(double, [1, 2]))"]);
    let kernel = json!({"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}});
    let whole = json!({"cells": [cell(worker), cell(&pool)], "metadata": kernel, "nbformat": 4, "nbformat_minor": 4});
    if pretty { serde_json::to_string_pretty(&whole).expect("JSON") + "\n" } else { whole.to_string() }
}

fn files(folder: &Folder) -> Files {
    folder.names("").into_iter().map(|name| (name.clone(), std::fs::read(folder.path(&name)).expect("read"))).collect()
}

/// Runs a format on each input, has its fix taken, and holds the folder against what `--write` leaves.
///
/// `take` changes the files by what was printed; `false`: there is no fix, which `may_lack` has to expect.
#[track_caller]
fn replayed(args: &[&str], take: impl Fn(&str, &mut Files) -> bool, may_lack: impl Fn(&str, &Files) -> bool) {
    let mut taken = 0;
    for (name, bytes) in inputs() {
        let wanted = Folder::new();
        wanted.write(name, &bytes);
        wanted.mpfix(&["--write", name]).exits(0);
        let wanted = files(&wanted);
        assert_ne!(wanted[name], bytes, "{name}");
        assert_eq!(wanted.len(), if name.ends_with(".ipynb") { 2 } else { 1 }, "{name}");

        let folder = Folder::new();
        folder.write(name, &bytes);
        let mut got = files(&folder);
        let inputs = Folder::new();
        inputs.write("files.json", pull(name, &bytes).to_string());
        let list = inputs.path("files.json").display().to_string();
        let args: Vec<&str> =
            args.iter().map(|arg| if *arg == "FILES" { &*list } else { *arg }).chain([name]).collect();
        let out = folder.mpfix(&args).exits(1).out;
        if take(&out, &mut got) {
            let shown = |files: &Files| -> Vec<(String, String)> {
                files.iter().map(|(name, bytes)| (name.clone(), String::from_utf8_lossy(bytes).into_owned())).collect()
            };
            assert_eq!(shown(&got), shown(&wanted), "{args:?} on {name}");
            taken += 1;
        } else {
            assert!(may_lack(name, &wanted), "{args:?} has no fix for {name}: {out}");
        }
    }
    assert!(taken > 0);
}

/// What GitHub says of a pull request that adds a file.
fn pull(name: &str, bytes: &[u8]) -> Value {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let added: String = text.split_inclusive('\n').map(|line| format!("+{line}")).collect();
    let patch = format!("@@ -0,0 +1,{} @@\n{}", text.split_inclusive('\n').count(), added.trim_end_matches('\n'));
    json!([{"filename": name, "status": "added", "patch": patch}])
}

/// Changes the text of a file, which readers see without its mark; one that is not there is empty.
fn edit(files: &mut Files, name: &str, change: impl FnOnce(&mut String)) {
    let text = String::from_utf8(files.remove(name).unwrap_or_default()).expect("UTF-8");
    let (mark, text) = if let Some(rest) = text.strip_prefix('\u{feff}') { ("\u{feff}", rest) } else { ("", &*text) };
    let mut text = text.to_owned();
    change(&mut text);
    files.insert(name.to_owned(), [mark, &text].concat().into_bytes());
}

fn never(_: &str, _: &Files) -> bool {
    false
}

fn take_json(finding: &Value, files: &mut Files) -> bool {
    let fix = &finding["fix"];
    edit(files, finding["path"].as_str().expect("a path"), |text| {
        for edit in fix["edits"].as_array().expect("edits").iter().rev() {
            let offset = |end: &str| number(&edit["location"][end]["offset"]);
            text.replace_range(offset("start")..offset("end"), edit["content"].as_str().expect("a text"));
        }
    });
    for new in fix["create"].as_array().expect("a list") {
        let text = |key: &str| new[key].as_str().expect("a text").to_owned();
        assert!(files.insert(text("path"), text("content").into_bytes()).is_none());
    }
    true
}

#[test]
fn json() {
    replayed(&["--output-format", "json"], |out, files| take_json(&parsed(out)["findings"][0], files), never);
    let first = |out: &str| parsed(out.lines().next().expect("a line"));
    replayed(&["--output-format", "json-lines"], |out, files| take_json(&first(out), files), never);
}

#[test]
fn sarif() {
    let take = |out: &str, files: &mut Files| {
        let log = parsed(out);
        for change in log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"].as_array().expect("changes") {
            let uri = change["artifactLocation"]["uri"].as_str().expect("a URI");
            edit(files, &percent_encoding::percent_decode_str(uri).decode_utf8_lossy(), |text| {
                let old = text.clone();
                for replacement in change["replacements"].as_array().expect("replacements").iter().rev() {
                    let region = &replacement["deletedRegion"];
                    let at = |line: &str, column: &str| place(&old, number(&region[line]), number(&region[column]));
                    let range = at("startLine", "startColumn")..at("endLine", "endColumn");
                    text.replace_range(range, replacement["insertedContent"]["text"].as_str().expect("a text"));
                }
            });
        }
        true
    };
    replayed(&["--output-format", "sarif"], take, never);
}

fn take_rdjson(diagnostic: &Value, files: &mut Files) -> bool {
    let suggestion = &diagnostic["suggestions"][0];
    let name = diagnostic["location"]["path"].as_str().expect("a path");
    if suggestion.is_null() {
        return false;
    }
    edit(files, name, |text| {
        let mut lines: Vec<&str> = text.split('\n').collect();
        let line = |end: &str| number(&suggestion["range"][end]["line"]);
        let new = suggestion["text"].as_str().expect("a text");
        lines.splice(line("start") - 1..line("end"), new.split('\n').filter(|_| !new.is_empty()));
        *text = lines.join("\n");
    });
    true
}

#[test]
fn rdjson() {
    // A suggestion has no place for a second file, and half a rewrite is none.
    let is_joint = |_: &str, wanted: &Files| wanted.len() > 1;
    replayed(&["--output-format", "rdjson"], |out, files| take_rdjson(&parsed(out)["diagnostics"][0], files), is_joint);
    let first = |out: &str| parsed(out.lines().next().expect("a line"));
    replayed(&["--output-format", "rdjsonl"], |out, files| take_rdjson(&first(out), files), is_joint);
}

/// Has git apply a patch to the files.
fn apply(files: &mut Files, patch: &str) {
    let folder = Folder::new();
    files.iter().for_each(|(name, bytes)| folder.write(name, bytes));
    folder.git(&["apply"], patch.as_bytes()).exits(0);
    *files = self::files(&folder);
}

#[test]
fn patches() {
    let take = |out: &str, files: &mut Files| {
        apply(files, out);
        true
    };
    replayed(&["--diff"], take, never);
}

#[test]
fn reviews() {
    let take = |out: &str, files: &mut Files| {
        let posts = parsed(out);
        let comment =
            [&posts["review"]["comments"][0], &posts["file_comments"][0]].into_iter().find(|it| !it.is_null());
        let comment = comment.unwrap_or_else(|| panic!("no comment: {posts:#}"));
        let body = comment["body"].as_str().expect("a text");
        let block = |kind: &str| body.split_once(&format!("```{kind}\n"))?.1.split_once("```").map(|(block, _)| block);
        match (block("suggestion"), block("diff")) {
            (Some(lines), None) => edit(files, comment["path"].as_str().expect("a path"), |text| {
                let mut all: Vec<&str> = text.split('\n').collect();
                let last = number(&comment["line"]);
                let first = comment["start_line"].as_u64().map_or(last, |_| number(&comment["start_line"]));
                all.splice(first - 1..last, lines.strip_suffix('\n').unwrap_or(lines).split('\n'));
                *text = all.join("\n");
            }),
            (None, Some(patch)) => apply(files, patch),
            _ => return false,
        }
        true
    };
    let args = ["--output-format", "github-review", "--commit", COMMIT, "--pr-files", "FILES"];
    // A comment keeps no carriage returns, and without them git takes no patch of such a file.
    replayed(&args, take, |name, wanted| wanted[name].contains(&b'\r'));
}

/// A new file is named wherever somebody may look for what has to be committed.
#[test]
fn new_files_are_named_in_every_format() {
    for format in mpfix::render::formats::Format::ALL {
        let folder = Folder::new();
        let cell = json!(["def double(n):\n", "    return n * 2\n"]);
        folder.write("n.ipynb", notebook(&cell, true));
        folder.write("files.json", pull("n.ipynb", notebook(&cell, true).as_bytes()).to_string());
        let review = ["--commit", COMMIT, "--pr-files", "files.json"];
        let more: &[&str] = if format.name() == "github-review" { &review } else { &[] };
        let args = [&["--output-format", format.name()], more, &["n.ipynb"]].concat();
        let listed = folder.mpfix(&args).exits(1);
        assert!(listed.out.contains("n_workers.py"), "{}: {}", format.name(), listed.out);
        if more.is_empty() {
            let written = folder.mpfix(&[&["--write"], &args[..]].concat()).exits(0);
            let told = [written.out, written.err].concat();
            assert!(told.contains("n_workers.py"), "--write, {}: {told}", format.name());
        }
    }
    for args in [&["--write", "--quiet"][..], &["--write", "--statistics"], &["--write", "--output-file", "report"]] {
        let folder = Folder::new();
        folder.write("n.ipynb", notebook(&json!(["def double(n):\n", "    return n * 2\n"]), true));
        let ran = folder.mpfix(&[args, &["n.ipynb"]].concat()).exits(0);
        let told = "n_workers.py: new file; add it to version control, as with `git add`\n";
        assert_eq!([ran.out, ran.err].concat().matches(told).count(), 1, "{args:?}");
    }
}
