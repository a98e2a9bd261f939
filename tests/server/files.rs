//! What lies around a document: neighbours, saved or not; configurations; and how files are called.

use serde_json::{Value, json};

use super::client::{Client, capabilities, uri};
use super::rewritten;
use crate::common::{FIXABLE, Folder, STUCK};

const IMPORTS: &str = "import jobs\n\njobs.run()\n";
const HARMLESS: &str = "def run():\n    print(1)\n";
const STARTS: &str = "\
from multiprocessing import Pool


def run():
    absolute([1])


def absolute(numbers):
    with Pool(2) as pool:
        print(pool.map(abs, numbers))
";

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

#[test]
fn the_unsaved_text_of_a_neighbour_counts() {
    let folder = Folder::with([("main.py", IMPORTS), ("jobs.py", HARMLESS)]);
    let (main, jobs) = (uri(&folder, "main.py"), uri(&folder, "jobs.py"));
    let mut client = Client::start(&folder);
    client.open(&main, IMPORTS);
    assert_eq!(client.diagnostics(&main, 1), [Value::Null; 0]);
    client.open(&jobs, HARMLESS);
    client.change(&jobs, 2, STARTS);
    let found = until(&mut client, &main, |found| !found.is_empty());
    assert_eq!(codes(&found), ["MP001"]);
    let related = found[0]["relatedInformation"].as_array().expect("the call path");
    let there = related.iter().find(|place| place["location"]["uri"] == jobs).expect("a step in the neighbour");
    assert_eq!(there["location"]["range"]["start"], json!({ "line": 4, "character": 4 }));
    client.change(&jobs, 3, HARMLESS);
    until(&mut client, &main, <[Value]>::is_empty);
    // Closed without saving: what is on the disk counts again.
    client.change(&jobs, 4, STARTS);
    until(&mut client, &main, |found| !found.is_empty());
    client.close(&jobs);
    until(&mut client, &main, <[Value]>::is_empty);
}

/// The diagnostics of a document, once they are as they should be.
fn until(client: &mut Client, uri: &str, are_right: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    loop {
        let found = client.next_diagnostics(uri)["diagnostics"].as_array().expect("a list").clone();
        if are_right(&found) {
            return found;
        }
    }
}

#[test]
fn who_imports_the_document_is_seen_in_buffers_too() {
    let folder = Folder::with([("x.py", FIXABLE), ("other.py", "print(1)\n")]);
    let (x, other) = (uri(&folder, "x.py"), uri(&folder, "other.py"));
    let mut client = Client::start(&folder);
    client.open(&x, FIXABLE);
    assert_eq!(codes(&client.diagnostics(&x, 1)), ["MP001"]);
    client.open(&other, "import x\n");
    let found = until(&mut client, &x, |found| codes(found) == ["MP002"]);
    assert_eq!(found[0]["data"]["fix"], "none");
    assert_eq!(found[0]["data"]["refusal"]["code"], "MP108");
}

#[test]
fn configurations_hold_and_are_read_again() {
    let folder = Folder::with([("mpfix.toml", "ignore = [\"MP001\"]\n"), ("x.py", FIXABLE)]);
    let (x, config) = (uri(&folder, "x.py"), uri(&folder, "mpfix.toml"));
    let mut client = Client::start(&folder);
    let registered = client.message("client/registerCapability");
    assert_eq!(registered["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.open(&x, FIXABLE);
    assert_eq!(client.diagnostics(&x, 1), [Value::Null; 0]);
    let changed = |client: &mut Client, text: &str| {
        folder.write("mpfix.toml", text);
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": config, "type": 2 }] }));
    };
    changed(&mut client, "");
    assert_eq!(codes(&client.diagnostics(&x, 1)), ["MP001"]);
    changed(&mut client, "selct = []\n");
    let shown = client.message("window/showMessage");
    assert_eq!(shown["params"]["type"], 1);
    let text = shown["params"]["message"].as_str().expect("a text");
    assert!(text.contains("mpfix.toml:1:1: error: mpfix knows no key `selct`"), "{text}");
    assert_eq!(client.diagnostics(&x, 1), [Value::Null; 0], "nothing is judged by half a configuration");
    client.change(&x, 2, FIXABLE);
    assert_eq!(client.diagnostics(&x, 2), [Value::Null; 0]);
    assert!(!client.settled().iter().any(|message| message["method"] == "window/showMessage"), "said once");
    changed(&mut client, "exclude = [\"x.py\"]\n");
    assert_eq!(client.diagnostics(&x, 2), [Value::Null; 0], "left out");
    changed(&mut client, "[per-file-ignores]\n\"y.py\" = [\"ALL\"]\n");
    assert_eq!(codes(&client.diagnostics(&x, 2)), ["MP001"]);
}

#[test]
fn without_watching_a_save_makes_configurations_be_read_again() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let x = uri(&folder, "x.py");
    let mut offers = capabilities();
    offers["workspace"]["didChangeWatchedFiles"]["dynamicRegistration"] = json!(false);
    let mut client = Client::with(&folder, offers, Value::Null);
    client.open(&x, FIXABLE);
    assert_eq!(codes(&client.diagnostics(&x, 1)), ["MP001"]);
    folder.write("pyproject.toml", "[tool.mpfix]\nselect = []\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": x } }));
    assert_eq!(client.diagnostics(&x, 1), [Value::Null; 0]);
    assert!(!client.inbox.iter().any(|message| message["method"] == "client/registerCapability"));
}

#[test]
fn options_of_the_user_are_those_of_the_command_line() {
    let folder = Folder::with([("x.py", FIXABLE), ("own.toml", "ignore = [\"ALL\"]\n")]);
    let x = uri(&folder, "x.py");
    for (options, want) in [
        (json!({ "select": ["MP1"] }), &[][..]),
        (json!({ "ignore": ["unguarded-start"] }), &[]),
        (json!({ "configuration": "own.toml" }), &[]),
        (json!({ "ignore": ["MP1"], "extendSelect": ["ALL"] }), &["MP001"]),
        (Value::Null, &["MP001"]),
    ] {
        let mut client = Client::with(&folder, capabilities(), options.clone());
        client.open(&x, FIXABLE);
        assert_eq!(codes(&client.diagnostics(&x, 1)), want, "{options}");
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "mpfix": { "ignore": ["ALL"] } } }));
        assert_eq!(client.diagnostics(&x, 1), [Value::Null; 0]);
    }
    let mut client = Client::with(&folder, capabilities(), json!({ "selct": [] }));
    let shown = client.message("window/showMessage");
    assert!(shown.to_string().contains("unknown field `selct`"), "{shown}");
    client.open(&x, FIXABLE);
    assert_eq!(codes(&client.diagnostics(&x, 1)), ["MP001"], "the server goes on");
}

#[test]
fn unsafe_fixes_are_offered_and_not_preferred() {
    // Nothing shows that what `load` gives can be pickled.
    let text = "\
from multiprocessing import Process

from loader import load

state = load()


def work():
    print(state)


if __name__ == \"__main__\":
    state = load()
    child = Process(target=work)
    child.start()
    child.join()
";
    let folder = Folder::with([("x.py", text)]);
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, text);
    let found = client.diagnostics(&x, 1);
    assert_eq!(codes(&found), ["MP102"]);
    assert_eq!(found[0]["data"]["fix"], "unsafe", "{found:?}");
    let related = found[0]["relatedInformation"].to_string();
    assert!(related.contains("not rewritten") && related.contains("--unsafe-fixes"), "{related}");
    let actions = client.actions(&x, &found[0]["range"], Value::Null);
    assert!(actions[0]["title"].as_str().expect("a title").ends_with("(unsafe)"), "{actions:?}");
    assert_eq!(actions[0]["isPreferred"], false);
    assert_eq!(client.actions(&x, &found[0]["range"], json!(["source.fixAll"])), [Value::Null; 0]);
    let mut client = Client::with(&folder, capabilities(), json!({ "unsafe-fixes": true }));
    client.open(&x, text);
    let found = client.diagnostics(&x, 1);
    assert_eq!(found[0]["data"]["fix"], "unsafe");
    assert_eq!(client.actions(&x, &found[0]["range"], Value::Null)[0]["isPreferred"], true, "asked for by the user");
    assert_eq!(client.actions(&x, &found[0]["range"], json!(["source.fixAll"])).len(), 1);
}

#[test]
fn names_of_files_are_decoded() {
    let folder = Folder::with([("a b/\u{e9}#%\u{4e16}/jobs.py", STARTS), ("a b/\u{e9}#%\u{4e16}/main.py", IMPORTS)]);
    let main = uri(&folder, "a b/\u{e9}#%\u{4e16}/main.py");
    assert!(main.contains("a%20b/%C3%A9%23%25%E4%B8%96/"), "{main}");
    let mut client = Client::start(&folder);
    client.open(&main, IMPORTS);
    let found = client.diagnostics(&main, 1);
    assert_eq!(codes(&found), ["MP001"]);
    let jobs = uri(&folder, "a b/\u{e9}#%\u{4e16}/jobs.py");
    assert!(found[0]["relatedInformation"].to_string().contains(&jobs), "{found:?}");
}

#[test]
fn texts_without_a_file_are_judged_alone() {
    let folder = Folder::with([("jobs.py", STARTS)]);
    let mut client = Client::start(&folder);
    client.open("untitled:Untitled-1", IMPORTS);
    assert_eq!(client.diagnostics("untitled:Untitled-1", 1), [Value::Null; 0], "there is no `jobs` to see");
    client.open("untitled:Untitled-2", FIXABLE);
    let found = client.diagnostics("untitled:Untitled-2", 1);
    let actions = client.actions("untitled:Untitled-2", &found[0]["range"], json!(["quickfix"]));
    assert_eq!(super::buffer::applied(FIXABLE, &actions[0], "untitled:Untitled-2", 1, "utf-16"), rewritten(FIXABLE));
}

#[test]
fn other_documents_are_passed_over() {
    let folder = Folder::new();
    let notebook = uri(&folder, "n.ipynb");
    let mut client = Client::start(&folder);
    client.open("vscode-notebook-cell:/n.ipynb#X1", FIXABLE);
    client.open("git:/x.py?%7B%7D", FIXABLE);
    client.open(&notebook, FIXABLE);
    client.open_as(&uri(&folder, "x.txt"), "plaintext", FIXABLE);
    client.notify(
        "notebookDocument/didOpen",
        json!({ "notebookDocument": { "uri": notebook }, "cellTextDocuments": [] }),
    );
    let nowhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
    let params = json!({ "textDocument": { "uri": notebook }, "range": nowhere, "context": { "diagnostics": [] } });
    assert_eq!(client.request("textDocument/codeAction", params), Value::Null);
    client.open(&uri(&folder, "y.py"), STUCK);
    client.diagnostics(&uri(&folder, "y.py"), 1);
    assert!(!client.inbox.iter().any(|message| message["method"] == "textDocument/publishDiagnostics"));
}

#[test]
fn what_is_closed_is_cleared() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, FIXABLE);
    assert_eq!(client.diagnostics(&x, 1).len(), 1);
    client.close(&x);
    let cleared = client.next_diagnostics(&x);
    assert_eq!(cleared["diagnostics"], json!([]));
}
