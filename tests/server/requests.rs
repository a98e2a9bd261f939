//! What a client asks for: diagnostics, actions of some kinds, pages; and what it does not want any more.

use serde_json::{Value, json};

use super::buffer::{applied, position};
use super::client::{Client, capabilities, uri};
use super::rewritten;
use crate::common::{FIXABLE, Folder, GUARDED, STUCK};

#[test]
fn a_client_that_asks_for_diagnostics_gets_them_so() {
    let folder = Folder::with([("x.py", FIXABLE), ("mpfix.toml", "")]);
    let x = uri(&folder, "x.py");
    let mut offers = capabilities();
    offers["textDocument"]["diagnostic"] = json!({ "dynamicRegistration": false });
    offers["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    let mut client = Client::with(&folder, offers, Value::Null);
    assert_eq!(client.capabilities["diagnosticProvider"]["interFileDependencies"], true);
    client.open(&x, FIXABLE);
    let params = json!({ "textDocument": { "uri": x } });
    let full = client.request("textDocument/diagnostic", params);
    assert_eq!((&full["kind"], &full["items"][0]["code"]), (&json!("full"), &json!("MP001")));
    let params = json!({ "textDocument": { "uri": x }, "previousResultId": full["resultId"] });
    assert_eq!(client.request("textDocument/diagnostic", params.clone())["kind"], "unchanged");
    client.change(&x, 2, GUARDED);
    let full = client.request("textDocument/diagnostic", params.clone());
    assert_eq!((&full["kind"], &full["items"]), (&json!("full"), &json!([])));
    folder.write("mpfix.toml", "ignore = [\"ALL\"]\n");
    let config = uri(&folder, "mpfix.toml");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": config, "type": 2 }] }));
    client.message("workspace/diagnostic/refresh");
    client.change(&x, 3, FIXABLE);
    assert_eq!(client.request("textDocument/diagnostic", params)["items"], json!([]));
    let unknown = json!({ "textDocument": { "uri": uri(&folder, "y.py") } });
    assert_eq!(client.request("textDocument/diagnostic", unknown)["items"], json!([]));
    client.close(&x);
    let published = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
    assert!(!client.settled().iter().any(published));
}

#[test]
fn kinds_of_actions_are_respected() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, FIXABLE);
    let here = client.diagnostics(&x, 1)[0]["range"].clone();
    let elsewhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 1 } });
    let kinds = |client: &mut Client, range: &Value, only: Value| -> Vec<String> {
        let actions = client.actions(&x, range, only);
        actions.iter().map(|action| action["kind"].as_str().expect("a kind").to_owned()).collect()
    };
    assert_eq!(kinds(&mut client, &here, Value::Null), ["quickfix", "quickfix"]);
    assert_eq!(kinds(&mut client, &elsewhere, Value::Null), [""; 0]);
    for only in ["source", "source.fixAll", "source.fixAll.mpfix"] {
        assert_eq!(kinds(&mut client, &elsewhere, json!([only])), ["source.fixAll.mpfix"], "{only}");
    }
    for only in ["source.fixAll.ruff", "source.organizeImports", "refactor"] {
        assert_eq!(kinds(&mut client, &here, json!([only])), [""; 0], "{only}");
    }
    let all = client.actions(&x, &here, json!(["source.fixAll"]));
    assert_eq!(applied(FIXABLE, &all[0], &x, 1, "utf-16"), rewritten(FIXABLE));
}

#[test]
fn clients_that_can_do_less_get_less() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut offers = capabilities();
    offers["workspace"]["workspaceEdit"] = json!({});
    offers["textDocument"]["publishDiagnostics"] = json!({});
    offers["textDocument"]["hover"]["contentFormat"] = json!(["plaintext"]);
    let mut client = Client::with(&folder, offers, Value::Null);
    client.open(&x, STUCK);
    let found = client.diagnostics(&x, 1);
    assert_eq!(found[0].get("relatedInformation"), None);
    assert!(found[0]["message"].as_str().expect("a text").contains("\nnot rewritten: MP1"), "{found:?}");
    let params = json!({ "textDocument": { "uri": x }, "position": found[0]["range"]["start"] });
    assert_eq!(client.request("textDocument/hover", params)["contents"]["kind"], "plaintext");
    client.change(&x, 2, FIXABLE);
    let here = client.diagnostics(&x, 2)[0]["range"].clone();
    let edit = &client.actions(&x, &here, Value::Null)[0]["edit"];
    assert_eq!(
        super::buffer::edited(FIXABLE, edit["changes"][&x].as_array().expect("edits"), "utf-16"),
        rewritten(FIXABLE)
    );
    let mut client = Client::with(&folder, json!({}), Value::Null);
    client.open(&x, FIXABLE);
    let here = client.diagnostics(&x, 1)[0]["range"].clone();
    assert_eq!(client.actions(&x, &here, Value::Null), [Value::Null; 0], "it takes commands alone");
}

#[test]
fn the_page_of_a_rule_is_shown_on_its_findings() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, FIXABLE);
    let at = |part: &str| position(FIXABLE, FIXABLE.find(part).expect("there"), "utf-16");
    let hover = |client: &mut Client, position: Value| {
        client.request("textDocument/hover", json!({ "textDocument": { "uri": x }, "position": position }))
    };
    let shown = hover(&mut client, at("ool(2)"));
    assert_eq!(shown["contents"]["kind"], "markdown");
    let page = folder.mpfix(&["explain", "MP001"]).exits(0).out;
    assert_eq!(shown["contents"]["value"], page);
    assert_eq!(shown["range"]["start"], at("Pool(2)"));
    assert_eq!(hover(&mut client, at("double")), Value::Null);
}

#[test]
fn what_cannot_be_rewritten_says_why() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, STUCK);
    let found = client.diagnostics(&x, 1);
    assert_eq!(found[0]["data"]["fix"], "none");
    let reason = found[0]["data"]["refusal"]["code"].as_str().expect("a code").to_owned();
    assert!(found[0]["relatedInformation"].to_string().contains(&format!("not rewritten: {reason} ")), "{found:?}");
    let actions = client.actions(&x, &found[0]["range"], Value::Null);
    let titles: Vec<&Value> = actions.iter().map(|action| &action["title"]).collect();
    assert_eq!(
        titles,
        [&json!(format!("Suppress {} here with a comment (mpfix)", found[0]["code"].as_str().expect("a code")))]
    );
    let suppressed = applied(STUCK, &actions[0], &x, 1, "utf-16");
    client.change(&x, 2, &suppressed);
    assert_eq!(client.diagnostics(&x, 2), [Value::Null; 0], "{suppressed}");
}

/// So long that its judgement is still going on when the next messages come.
fn long() -> String {
    let mut text = "from multiprocessing import Pool\n\n\ndef double(n):\n    return n * 2\n\n\n".to_owned();
    for at in 0..60 {
        text += &format!("with Pool(2) as pool:\n    result_{at} = pool.map(double, [{at}])\n    print(result_{at})\n");
    }
    text
}

#[test]
fn outdated_and_canceled_requests_are_answered_as_errors() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let text = long();
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let params = json!({ "textDocument": { "uri": x }, "range": whole, "context": { "diagnostics": [] } });
    let mut client = Client::start(&folder);
    client.open(&x, &text);
    let outdated = client.ask("textDocument/codeAction", params.clone());
    client.change(&x, 2, &format!("# changed\n{text}"));
    assert_eq!(client.answer(outdated)["error"]["code"], -32801);
    let canceled = client.ask("textDocument/codeAction", params.clone());
    client.notify("$/cancelRequest", json!({ "id": canceled }));
    assert_eq!(client.answer(canceled)["error"]["code"], -32800);
    client.notify("$/cancelRequest", json!({ "id": "nobody" }));
    let dropped = client.ask("textDocument/codeAction", params.clone());
    client.close(&x);
    assert_eq!(client.answer(dropped)["error"]["code"], -32801);
    client.open(&x, GUARDED);
    assert_eq!(client.request("textDocument/codeAction", params), json!([]));
}

#[test]
fn one_who_types_is_not_followed_letter_by_letter() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let text = long();
    let mut client = Client::start(&folder);
    client.open(&x, &text);
    for version in 2..=300 {
        let at = json!({ "line": 0, "character": 0 });
        client.change_parts(&x, version, json!([{ "range": { "start": at, "end": at }, "text": "#\n" }]));
    }
    let found = client.diagnostics(&x, 300);
    assert_eq!(found[0]["range"]["start"]["line"], 299 + 7);
    let published =
        client.inbox.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics").count();
    assert!(published < 3, "{published} more");
}
