//! A client of the language server: it starts the command, talks to it over pipes, and keeps buffers as an editor does.

use std::collections::HashMap;
use std::io::{BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::Folder;

/// Longest time until something comes that is expected, on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// One conversation.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// What came and was not asked about yet: notifications, and requests of the server.
    pub inbox: Vec<Value>,
    answers: HashMap<i64, Value>,
    next_id: i64,
    /// `utf-8`, `utf-16` or `utf-32`, as the server has chosen.
    pub encoding: String,
    pub capabilities: Value,
}

/// What a usual editor can do.
pub fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "versionSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source"] } } },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
        },
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
    })
}

impl Client {
    /// A server that was started and not spoken to yet.
    pub fn silent(folder: &Folder) -> Self {
        let mut command = folder.command(&["server"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("the server starts");
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, incoming) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            input,
            incoming,
            inbox: Vec::new(),
            answers: HashMap::new(),
            next_id: 0,
            encoding: "utf-16".to_owned(),
            capabilities: Value::Null,
        }
    }

    /// A server that is ready, for a usual editor with this folder as its workspace.
    pub fn start(folder: &Folder) -> Self {
        Self::with(folder, capabilities(), Value::Null)
    }

    /// The same with other capabilities, and options of the user.
    pub fn with(folder: &Folder, capabilities: Value, options: Value) -> Self {
        let mut client = Self::silent(folder);
        let params = json!({
            "processId": std::process::id(),
            "rootUri": uri(folder, ""),
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        let result = client.request("initialize", params);
        client.encoding = result["capabilities"]["positionEncoding"].as_str().expect("an encoding").to_owned();
        client.capabilities = result["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("open");
        // A server that has ended reads nothing, which the test finds out by itself.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and does not wait for the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request: `{"result": ...}` or `{"error": ...}`.
    pub fn answer(&mut self, id: i64) -> Value {
        self.until(&format!("an answer to {id}"), |client| client.answers.remove(&id))
    }

    /// The result of a request.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The code of the error that a request gives.
    #[track_caller]
    pub fn error(&mut self, method: &str, params: Value) -> i64 {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method}: {answer}"))
    }

    /// The next message with this method.
    pub fn message(&mut self, method: &str) -> Value {
        self.until(method, |client| {
            let at = client.inbox.iter().position(|message| message["method"] == method)?;
            Some(client.inbox.remove(at))
        })
    }

    /// The diagnostics for a version of a document; those for older versions are passed over.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        loop {
            let params = self.next_diagnostics(uri);
            if params["version"] == version {
                return params["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    /// The next diagnostics for a document.
    pub fn next_diagnostics(&mut self, uri: &str) -> Value {
        self.until(&format!("diagnostics of {uri}"), |client| {
            let is_it = |message: &Value| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
            };
            let at = client.inbox.iter().position(is_it)?;
            Some(client.inbox.remove(at)["params"].take())
        })
    }

    /// All that has come by the time the server has worked off what was sent before.
    pub fn settled(&mut self) -> &[Value] {
        self.error("mpfix/nothing", Value::Null);
        &self.inbox
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.open_as(uri, "python", text);
    }

    pub fn open_as(&mut self, uri: &str, language: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Replaces the whole text.
    pub fn change(&mut self, uri: &str, version: i64, text: &str) {
        self.change_parts(uri, version, json!([{ "text": text }]));
    }

    pub fn change_parts(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// The code actions for a range; `only` may be null.
    pub fn actions(&mut self, uri: &str, range: &Value, only: Value) -> Vec<Value> {
        let mut context = json!({ "diagnostics": [] });
        if !only.is_null() {
            context["only"] = only;
        }
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        self.request("textDocument/codeAction", params).as_array().expect("a list").clone()
    }

    /// Takes leave as the protocol wants; the exit status.
    pub fn leave(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.ended()
    }

    /// Closes the stream; the exit status.
    pub fn hang_up(mut self) -> Option<i32> {
        self.input = None;
        self.ended()
    }

    /// Waits until the server ends; the exit status.
    pub fn ended(&mut self) -> Option<i32> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            assert!(started.elapsed() < LONGEST, "the server does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn until<T>(&mut self, what: &str, mut look: impl FnMut(&mut Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            let left = LONGEST.saturating_sub(started.elapsed());
            match self.incoming.recv_timeout(left) {
                Ok(message) => match message["id"].as_i64().filter(|_| message.get("method").is_none()) {
                    Some(id) => drop(self.answers.insert(id, message)),
                    None => self.inbox.push(message),
                },
                Err(error) => panic!("{what}: {error}; instead: {:?}", self.inbox),
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The identifier of a file in a folder, as most editors write it.
pub fn uri(folder: &Folder, name: &str) -> String {
    let path = folder.path(name);
    let mut uri = "file://".to_owned();
    for byte in path.to_str().expect("UTF-8").bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn read(output: &mut impl std::io::BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.strip_suffix("\r\n").unwrap_or_else(|| panic!("not the protocol: {line:?}"));
        if line.is_empty() {
            break;
        }
        let value = line.strip_prefix("Content-Length: ").unwrap_or_else(|| panic!("not the protocol: {line:?}"));
        length = Some(value.parse().expect("a length"));
    }
    let mut body = vec![0; length.expect("a length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
