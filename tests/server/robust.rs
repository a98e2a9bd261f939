//! What comes from a client that is broken, hostile or dying.

use serde_json::{Value, json};

use super::client::{Client, capabilities, uri};
use super::rewritten;
use crate::common::{BROKEN, FIXABLE, Folder};

#[test]
fn malformed_messages_cost_themselves_alone() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    for bytes in [
        &b"Content-Length: 3\r\n\r\n{]}"[..],
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 1\r\n\r\n\xff",
        b"Content-Length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ] {
        client.send_raw(bytes);
    }
    client.notify("textDocument/didOpen", json!({ "textDocument": 7 }));
    client
        .notify("textDocument/didChange", json!({ "textDocument": { "uri": x, "version": 9 }, "contentChanges": [] }));
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": "::", "type": 99 }] }));
    client.notify("workspace/didChangeConfiguration", Value::Null);
    client.open(&x, FIXABLE);
    assert_eq!(client.diagnostics(&x, 1).len(), 1);
    let errors: Vec<&Value> = client
        .inbox
        .iter()
        .filter(|message| message.get("error").is_some())
        .map(|message| &message["error"]["code"])
        .collect();
    assert_eq!(errors, [&json!(-32700), &json!(-32600), &json!(-32700), &json!(-32700), &json!(-32700)]);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn changes_outside_of_the_text_are_brought_inside() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, "x = '\u{1f40d}'\n");
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    let half = json!({ "line": 0, "character": 6 });
    client.change_parts(&x, 2, json!([
        { "range": { "start": half, "end": half }, "text": "" },
        { "range": { "start": far, "end": far }, "text": FIXABLE },
        { "range": { "start": { "line": 1, "character": 4 }, "end": { "line": 1, "character": 0 } }, "text": "from" },
    ]));
    let found = client.diagnostics(&x, 2);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 8, "character": 5 }));
}

#[test]
fn texts_that_are_no_python_are_passed_over() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    let deep = format!("import multiprocessing\nx = {}", "(".repeat(100_000));
    for text in [BROKEN, "", "\u{feff}", "\0", "import multiprocessing\n\0\n", &deep] {
        client.open(&x, text);
        assert_eq!(client.diagnostics(&x, 1), [Value::Null; 0], "{text:.40}");
        client.close(&x);
    }
    client.open(&x, &format!("\u{feff}{FIXABLE}"));
    let found = client.diagnostics(&x, 1);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 7, "character": 5 }));
    let actions = client.actions(&x, &found[0]["range"], Value::Null);
    let fixed = super::buffer::applied(&format!("\u{feff}{FIXABLE}"), &actions[0], &x, 1, "utf-16");
    assert_eq!(fixed, format!("\u{feff}{}", rewritten(FIXABLE)));
}

#[cfg(unix)]
#[test]
fn the_server_does_not_outlive_its_editor() {
    let folder = Folder::new();
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().expect("a process");
    let mut client = Client::silent(&folder);
    let params = json!({ "processId": editor.id(), "rootUri": null, "capabilities": capabilities() });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    editor.kill().and_then(|()| editor.wait()).expect("it ends");
    assert_eq!(client.ended(), Some(1));
}

#[test]
fn the_command_tells_what_it_is() {
    let folder = Folder::new();
    let ran = folder.mpfix(&["server", "--help"]).exits(0);
    assert!(ran.out.contains("Language Server Protocol") && ran.out.contains("docs/editors.md"), "{}", ran.out);
    folder.mpfix(&["server"]).exits(1).silent();
}
