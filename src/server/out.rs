//! What goes to the client: answers, notifications, and a few requests of the server.

use std::io::Write;

use gen_lsp_types::{LogMessageParams, MessageType, ShowMessageParams};
use lsp_server::{ErrorCode, RequestId};
use serde::Serialize;
use serde_json::{Value, json};

use super::transport;

/// The stream to the client.
pub(super) struct Out {
    stream: Box<dyn Write>,
    is_closed: bool,
    requests: u32,
}

impl Out {
    /// Writes to this stream; nothing else may.
    pub(super) fn new(stream: impl Write + 'static) -> Self {
        Self { stream: Box::new(stream), is_closed: false, requests: 0 }
    }

    /// Whether nobody reads any more.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Answers a request.
    pub(super) fn respond(&mut self, id: &RequestId, result: impl Serialize) {
        match serde_json::to_value(result) {
            Ok(result) => self.put(&json!({ "jsonrpc": "2.0", "id": id, "result": result })),
            Err(error) => self.fail(id, ErrorCode::InternalError, &error.to_string()),
        }
    }

    /// Answers a request with an error.
    pub(super) fn fail(&mut self, id: &RequestId, code: ErrorCode, message: &str) {
        let error = json!({ "code": code as i32, "message": message });
        self.put(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
    }

    /// Tells something.
    pub(super) fn notify(&mut self, method: &str, params: impl Serialize) {
        if let Ok(params) = serde_json::to_value(params) {
            self.put(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
        }
    }

    /// Asks for something; the answers are of no interest.
    pub(super) fn request(&mut self, method: &str, params: Option<Value>) {
        self.requests += 1;
        let mut request = json!({ "jsonrpc": "2.0", "id": format!("mpfix-{}", self.requests), "method": method });
        if let Some(params) = params {
            request["params"] = params;
        }
        self.put(&request);
    }

    /// Shows a message to the user.
    pub(super) fn show(&mut self, kind: MessageType, message: String) {
        self.notify("window/showMessage", ShowMessageParams { kind, message });
    }

    /// Puts a message into the log of the client.
    pub(super) fn log(&mut self, kind: MessageType, message: String) {
        self.notify("window/logMessage", LogMessageParams { kind, message });
    }

    /// Writes a message as it is.
    pub(super) fn put(&mut self, message: &Value) {
        if !self.is_closed && transport::write(&mut *self.stream, message).is_err() {
            self.is_closed = true;
        }
    }
}
