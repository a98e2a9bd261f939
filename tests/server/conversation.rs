//! The way of a user: open, see, fix; and what the protocol wants of a server at its beginning and end.

use serde_json::{Value, json};

use super::buffer::{applied, range_of};
use super::client::{Client, capabilities, uri};
use super::rewritten;
use crate::common::{FIXABLE, Folder};

#[test]
fn a_finding_is_shown_explained_and_fixed() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let uri = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&uri, FIXABLE);
    let found = client.diagnostics(&uri, 1);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "MP001");
    assert_eq!(found[0]["source"], "mpfix");
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["range"], range_of(FIXABLE, "Pool(2)", "utf-16"));
    assert_eq!(found[0]["data"]["fix"], "safe");

    let actions = client.actions(&uri, &found[0]["range"], Value::Null);
    assert_eq!(actions[0]["title"], "Fix: move process starts below a main guard (mpfix)");
    assert_eq!((&actions[0]["kind"], &actions[0]["isPreferred"]), (&json!("quickfix"), &json!(true)));
    let fixed = applied(FIXABLE, &actions[0], &uri, 1, "utf-16");
    assert_eq!(fixed, rewritten(FIXABLE));
    client.change(&uri, 2, &fixed);
    assert_eq!(client.diagnostics(&uri, 2), [Value::Null; 0]);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn the_exit_status_tells_whether_the_client_took_its_leave() {
    let folder = Folder::new();
    assert_eq!(Client::start(&folder).leave(), Some(0));
    let mut client = Client::start(&folder);
    client.notify("exit", Value::Null);
    assert_eq!(client.ended(), Some(1));
    assert_eq!(Client::start(&folder).hang_up(), Some(1));
    let mut client = Client::start(&folder);
    client.request("shutdown", Value::Null);
    assert_eq!(client.hang_up(), Some(0));
    let mut client = Client::silent(&folder);
    client.notify("exit", Value::Null);
    assert_eq!(client.ended(), Some(1));
}

#[test]
fn requests_are_refused_as_the_protocol_wants() {
    let folder = Folder::new();
    let mut client = Client::silent(&folder);
    assert_eq!(client.error("textDocument/hover", json!({})), -32002, "not initialized");
    client.request("initialize", json!({ "processId": null, "rootUri": null, "capabilities": capabilities() }));
    assert_eq!(client.error("initialize", json!({ "capabilities": {} })), -32600, "twice");
    assert_eq!(client.error("textDocument/rename", json!({})), -32601, "unknown");
    assert_eq!(client.error("textDocument/hover", json!({ "position": 1 })), -32602, "without a document");
    client.notify("$/setTrace", json!({ "value": "off" }));
    client.notify("textDocument/didChange", json!([1, 2]));
    client.request("shutdown", Value::Null);
    assert_eq!(client.error("textDocument/hover", json!({})), -32600, "after the end");
}
