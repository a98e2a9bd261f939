//! The server says what the command says, and its edits make what the command writes, which real Python judges.

use std::collections::BTreeMap;
use std::path::Path;

use mpfix::source::decode;
use serde_json::{Value, json};

use super::buffer::{applied, range_of};
use super::client::{Client, capabilities, uri};
use crate::common::case::cases;
use crate::common::{Folder, copy, tree};

macro_rules! topics {
    ($($topic:ident)+) => { $(#[test] fn $topic() { agree(stringify!($topic)); })+ };
}

topics! { effects hazards layouts long names quiet refuse repair starts text }

/// All cases of a topic in one folder: what `--write` makes of each script, and what the server does.
fn agree(topic: &str) {
    let (written, served) = (Folder::new(), Folder::new());
    let mut names = Vec::new();
    for case in cases(topic).iter().filter(|case| !case.spec.extra.nonroot && case.spec.extra.setup.is_none()) {
        let name = case.folder.file_name().expect("a name").to_string_lossy().into_owned();
        for folder in [&written, &served] {
            copy(case.copy().path(), &folder.path(&name), &|_| true);
        }
        names.push(format!("{name}/{}", case.spec.entry));
    }
    written.mpfix(&["--write", "."]);
    let after = texts(&written);
    let mut client = Client::start(&served);
    let mut fixed = 0;
    for (name, before) in texts(&served).into_iter().filter(|(name, _)| names.contains(name)) {
        let uri = uri(&served, &name);
        client.open(&uri, &before);
        let found = client.diagnostics(&uri, 1);
        let mut text = before.clone();
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99999, "character": 0 } });
        for action in client.actions(&uri, &whole, json!(["source.fixAll"])) {
            text = applied(&text, &action, &uri, 1, "utf-16");
            fixed += 1;
        }
        assert_eq!(text, after[&name], "{topic}/{name}");
        assert!(text == before || !found.is_empty(), "{topic}/{name}");
        client.close(&uri);
    }
    assert_eq!(client.leave(), Some(0));
    let rewritten = names.iter().filter(|name| after[*name] != texts(&served)[*name]).count();
    assert_eq!(fixed, rewritten, "{topic}");
}

/// The Python files below a folder that can be decoded, as an editor shows them.
fn texts(folder: &Folder) -> BTreeMap<String, String> {
    let files = tree(&folder.path(".")).into_iter().filter(|(name, _)| name.ends_with(".py"));
    files.filter_map(|(name, bytes)| Some((name, decode(Path::new("x.py"), &bytes).ok()?.text().to_owned()))).collect()
}

/// What the server makes of scripts does under every start method what they do under `fork`.
#[cfg(unix)]
#[test]
fn what_the_edits_make_works_under_every_start_method() {
    use crate::common::python::{METHODS, pythons};
    for (topic, wanted) in [("starts", 3), ("repair", 2), ("hazards", 2), ("text", 2)] {
        let cases = cases(topic);
        let usual = cases.iter().filter(|case| case.spec.run && case.spec.extra.reference.is_none());
        let python = &pythons()[0];
        let mut done = 0;
        for case in usual.filter(|case| python.suits(&case.spec.python)) {
            if done == wanted {
                break;
            }
            let folder = Folder::new();
            copy(case.copy().path(), &folder.path("."), &|_| true);
            let Ok(before) = String::from_utf8(std::fs::read(folder.path(&case.spec.entry)).expect("read")) else {
                continue;
            };
            let uri = uri(&folder, &case.spec.entry);
            let mut offers = capabilities();
            offers["general"]["positionEncodings"] = json!([ENCODINGS[done % 3]]);
            let mut client = Client::with(&folder, offers, Value::Null);
            let encoding = client.encoding.clone();
            client.open(&uri, &before);
            let found = client.diagnostics(&uri, 1);
            let Some(first) = found.iter().find(|one| one["data"]["fix"] == "safe") else { continue };
            let actions = client.actions(&uri, &first["range"], json!(["quickfix"]));
            let original = python.run(case, &folder.path("."), "fork").expect("the original works under fork");
            folder.write(&case.spec.entry, applied(&before, &actions[0], &uri, 1, &encoding));
            for method in METHODS {
                let run = python
                    .run(case, &folder.path("."), method)
                    .unwrap_or_else(|fault| panic!("{}: {fault}", case.name));
                assert_eq!((run.code, &run.out), (original.code, &original.out), "{} under {method}", case.name);
            }
            done += 1;
        }
        assert_eq!(done, wanted, "{topic}");
    }
}

/// How positions may be counted.
const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// Text of several bytes, and of several units, before and on the line.
const WIDE: &str = "\
# coding: utf-8  \u{e9}\u{4e16}\u{1f40d}
from multiprocessing import Pool
def double(n): return n * 2
print('\u{e9}\u{4e16}\u{1f40d}'); pool = Pool(2)  # \u{1f40d}
print('\u{4e16}', pool.map(double, [1, 2])); pool.close(); pool.join()
";

#[test]
fn places_are_right_in_every_encoding() {
    let folder = Folder::with([("x.py", WIDE)]);
    folder.mpfix(&["--write", "x.py"]).exits(0);
    for encoding in ENCODINGS {
        let uri = uri(&folder, "w.py");
        let mut offers = capabilities();
        offers["general"]["positionEncodings"] = json!([encoding]);
        let mut client = Client::with(&folder, offers, Value::Null);
        assert_eq!(client.encoding, encoding);
        client.open(&uri, WIDE);
        let found = client.diagnostics(&uri, 1);
        assert_eq!(found[0]["range"], range_of(WIDE, "Pool(2)", encoding), "{encoding}");
        let actions = client.actions(&uri, &found[0]["range"], Value::Null);
        assert_eq!(applied(WIDE, &actions[0], &uri, 1, encoding), folder.read("x.py"), "{encoding}");
        let suppressed = applied(WIDE, actions.last().expect("several"), &uri, 1, encoding);
        assert!(suppressed.contains("Pool(2)  # \u{1f40d}  # mpfix: ignore[MP001]\n"), "{suppressed}");
        client.change(&uri, 2, &suppressed);
        assert!(client.diagnostics(&uri, 2).iter().all(|one| one["range"]["start"]["line"] != 3));
    }
}
