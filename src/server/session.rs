//! The conversation with the client: what is open, what is known about it, and what the client still waits for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use gen_lsp_types::{MessageType, PublishDiagnosticsParams, Uri};
use lsp_server::{ErrorCode, Message, Notification, RequestId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::analysis::{Analysis, Task};
use super::client::Client;
use super::desk::{Desk, Judged};
use super::document::Document;
use super::out::Out;
use super::parent::Parent;
use super::requests::Parked;
use super::uri::Place;
use super::{options, uri};
use crate::check;
use crate::source::overlay::Memory;

/// Whether the conversation goes on.
pub(super) enum Step {
    /// It does.
    GoOn,
    /// It is over.
    End,
}

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before `initialize`.
    Begun,
    /// Between `initialize` and `shutdown`.
    Running,
    /// After `shutdown`.
    ShutDown,
}

/// Everything the server knows.
pub(super) struct Session {
    pub(super) out: Out,
    pub(super) desk: Desk,
    pub(super) stage: Stage,
    pub(super) client: Client,
    pub(super) parent: Parent,
    pub(super) options: check::Options,
    pub(super) documents: BTreeMap<String, Document>,
    /// The last judgement of each document, with the serial it is of.
    pub(super) known: BTreeMap<String, (u64, Analysis)>,
    /// Requests that wait for a judgement.
    pub(super) parked: Vec<Parked>,
    /// What the user was told: one mistake can stand in the way of many documents.
    told: BTreeSet<String>,
    memory: Arc<Memory>,
    serial: u64,
}

impl Session {
    /// Knows nothing yet.
    pub(super) fn new(out: Out, desk: Desk) -> Self {
        Self {
            out,
            desk,
            stage: Stage::Begun,
            client: Client::default(),
            parent: Parent::new(None),
            options: check::Options::default(),
            documents: BTreeMap::new(),
            known: BTreeMap::new(),
            parked: Vec::new(),
            told: BTreeSet::new(),
            memory: Arc::default(),
            serial: 0,
        }
    }

    /// Whether the client has taken its leave.
    pub(super) fn was_shut_down(&self) -> bool {
        self.stage == Stage::ShutDown
    }

    /// Whether nobody is left to talk to.
    pub(super) fn is_alone(&self) -> bool {
        self.out.is_closed() || self.parent.is_gone()
    }

    /// When something has to be done that nobody will ask for.
    pub(super) fn next(&self) -> Option<Instant> {
        self.desk.next()
    }

    /// One message of the client.
    pub(super) fn message(&mut self, message: Message) -> Step {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(notification) if notification.method == "exit" => return Step::End,
            Message::Notification(notification) if self.stage == Stage::Running => self.notification(notification),
            Message::Notification(_) | Message::Response(_) => {}
        }
        Step::GoOn
    }

    /// Something that is no message.
    pub(super) fn malformed(&mut self, answer: &Value) -> Step {
        self.out.put(answer);
        Step::GoOn
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" => self.watch(),
            "$/cancelRequest" => self.with(&method, params, Self::cancel),
            "textDocument/didOpen" => self.with(&method, params, Self::opened),
            "textDocument/didChange" => self.with(&method, params, Self::changed),
            "textDocument/didSave" => self.with(&method, params, Self::saved),
            "textDocument/didClose" => self.with(&method, params, Self::closed),
            "workspace/didChangeWatchedFiles" => self.with(&method, params, Self::files_changed),
            "workspace/didChangeConfiguration" => self.configured(&params),
            // The protocol wants all others to be passed over, notebooks among them.
            _ => {}
        }
    }

    fn with<P: DeserializeOwned>(&mut self, method: &str, params: Value, act: impl FnOnce(&mut Self, P)) {
        match serde_json::from_value(params) {
            Ok(params) => act(self, params),
            Err(error) => self.out.log(MessageType::Warning, format!("mpfix: {method} cannot be understood: {error}")),
        }
    }

    fn cancel(&mut self, params: gen_lsp_types::CancelParams) {
        let id: Option<RequestId> = serde_json::to_value(params.id).and_then(serde_json::from_value).ok();
        if let Some(at) = self.parked.iter().position(|parked| Some(&parked.id) == id.as_ref()) {
            let parked = self.parked.remove(at);
            self.out.fail(&parked.id, ErrorCode::RequestCanceled, "canceled");
        }
    }

    fn opened(&mut self, params: gen_lsp_types::DidOpenTextDocumentParams) {
        let item = params.text_document;
        let language: String = item.language_id.into();
        let Some(place) = uri::place(&item.uri.0) else { return };
        let is_python = match &place {
            Place::File(path) => {
                let extension = path.extension().and_then(|extension| extension.to_str());
                extension != Some("ipynb") && (language == "python" || matches!(extension, Some("py" | "pyw")))
            }
            Place::Untitled(_) => language == "python",
        };
        if !is_python {
            return;
        }
        let serial = self.advance();
        let document = Document::new(item.uri.clone(), place, item.version, item.text, serial);
        self.documents.insert(item.uri.0.clone(), document);
        self.judge_now(&item.uri);
        // Others may import it, or be imported by it, by what is not saved yet.
        self.renew(|other, _| other != item.uri.0);
    }

    fn changed(&mut self, params: gen_lsp_types::DidChangeTextDocumentParams) {
        let version = params.text_document.version;
        let uri = params.text_document.text_document_identifier.uri;
        let serial = self.advance();
        let Some(document) = self.documents.get_mut(&uri.0) else { return };
        document.change(params.content_changes, version, self.client.encoding);
        document.serial = serial;
        self.outdate(&uri);
        self.judge_soon(&uri);
        self.around(&uri);
    }

    fn saved(&mut self, params: gen_lsp_types::DidSaveTextDocumentParams) {
        // What lies beside the document may have been written at the same time.
        self.memory.clear();
        match self.client.watches {
            true => self.renew(|uri, _| uri == params.text_document.uri.0),
            false => self.renew(|_, _| true),
        }
    }

    fn closed(&mut self, params: gen_lsp_types::DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        let Some(document) = self.documents.remove(&uri.0) else { return };
        self.known.remove(&uri.0);
        self.desk.forget(&uri);
        self.outdate(&uri);
        self.answer_parked(&uri);
        self.publish(&uri, None, Vec::new());
        if let Place::File(path) = document.place {
            self.renew(|_, asked| asked.contains(&path));
        }
    }

    /// A change anywhere may change what an import means, who imports a document, or which configuration holds.
    fn files_changed(&mut self, _: gen_lsp_types::DidChangeWatchedFilesParams) {
        self.memory.clear();
        self.renew(|_, _| true);
        self.refresh();
    }

    fn configured(&mut self, params: &Value) {
        let Some(value) = params.pointer("/settings/mpfix") else { return };
        self.set_options(value);
        self.renew(|_, _| true);
        self.refresh();
    }

    /// Takes over what the user said; a mistake is shown, and then nothing was said.
    pub(super) fn set_options(&mut self, value: &Value) {
        self.options = options::parse(value, self.client.root.as_deref()).unwrap_or_else(|error| {
            self.out.show(MessageType::Error, format!("mpfix: the settings cannot be understood: {error}"));
            options::parse(&Value::Null, self.client.root.as_deref()).unwrap_or_default()
        });
    }

    /// Judges the other documents that have looked at this one.
    fn around(&mut self, uri: &Uri) {
        let Some(Place::File(path)) = self.documents.get(&uri.0).map(|document| document.place.clone()) else { return };
        self.renew(|other, asked| other != uri.0 && asked.contains(&path));
    }

    /// Judges documents anew, by their identifiers and the files their last judgement looked at.
    fn renew(&mut self, affected: impl Fn(&str, &BTreeSet<PathBuf>) -> bool) {
        let none = BTreeSet::new();
        let known = |uri: &String| self.known.get(uri).map_or(&none, |(_, analysis)| &analysis.asked);
        let uris: Vec<String> = self.documents.keys().filter(|uri| affected(uri, known(uri))).cloned().collect();
        for uri in uris {
            let serial = self.advance();
            let Some(document) = self.documents.get_mut(&uri) else { continue };
            document.serial = serial;
            let uri = document.uri.clone();
            self.judge_soon(&uri);
        }
    }

    fn judge_soon(&mut self, uri: &Uri) {
        if !self.client.pulls || self.is_awaited(uri) {
            self.desk.soon(uri);
        }
    }

    fn judge_now(&mut self, uri: &Uri) {
        if !self.client.pulls {
            self.desk.now(uri);
        }
    }

    /// Gives the threads what is due.
    pub(super) fn hand_out(&mut self) {
        let Self { desk, documents, options, client, memory, .. } = self;
        let open = |documents: &BTreeMap<String, Document>| -> BTreeMap<PathBuf, Arc<str>> {
            let files = documents.values().filter_map(|document| match &document.place {
                Place::File(path) => Some((path.clone(), document.text.clone())),
                Place::Untitled(_) => None,
            });
            files.collect()
        };
        desk.hand_out(|uri| {
            let document = documents.get(uri)?;
            Some(Task {
                uri: document.uri.clone(),
                place: document.place.clone(),
                serial: document.serial,
                text: document.text.clone(),
                lines: document.lines.clone(),
                open: open(documents),
                memory: memory.clone(),
                options: options.clone(),
                root: client.root.clone(),
                encoding: client.encoding,
                shows_related: client.shows_related,
            })
        });
    }

    /// Takes what a thread hands back.
    pub(super) fn judged(&mut self, judged: Judged) -> Step {
        let Judged { uri, serial, done } = judged;
        self.desk.took_back(&uri);
        let Some(document) = self.documents.get(&uri.0).filter(|document| document.serial == serial) else {
            return Step::GoOn;
        };
        let version = document.version;
        let analysis = done.unwrap_or_else(|panic| {
            let message = format!("mpfix: internal error while judging {}: {panic}; please report it", uri.0);
            self.out.log(MessageType::Error, message);
            Analysis::default()
        });
        let diagnostics = analysis.findings.iter().map(|shown| shown.diagnostic.clone()).collect();
        self.known.insert(uri.0.clone(), (serial, analysis));
        self.tell_mistakes();
        self.publish(&uri, Some(version), diagnostics);
        self.answer_parked(&uri);
        Step::GoOn
    }

    /// Shows mistakes in configurations, each once as long as it is there.
    fn tell_mistakes(&mut self) {
        let mistakes = self.known.values().filter_map(|(_, analysis)| analysis.misconfigured.as_ref());
        let mistakes: BTreeSet<String> = mistakes.map(ToString::to_string).collect();
        for mistake in mistakes.difference(&self.told) {
            self.out.show(MessageType::Error, format!("mpfix: {mistake}"));
        }
        self.told = mistakes;
    }

    fn publish(&mut self, uri: &Uri, version: Option<i32>, diagnostics: Vec<gen_lsp_types::Diagnostic>) {
        if !self.client.pulls {
            let params = PublishDiagnosticsParams { uri: uri.clone(), version, diagnostics };
            self.out.notify("textDocument/publishDiagnostics", params);
        }
    }

    pub(super) fn advance(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}
