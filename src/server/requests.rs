//! Requests of the client. Those about a document wait until the document is judged as it is now.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionResponse, DiagnosticOptions,
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, HoverParams, InitializeResult,
    Position, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, Save, ServerCapabilities,
    ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions, UnchangedDocumentDiagnosticReport, Uri,
};
use lsp_server::{ErrorCode, Request, RequestId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::actions::{self, FIX_ALL};
use super::analysis::Analysis;
use super::client::Client;
use super::diagnostics::SOURCE;
use super::hover;
use super::parent::Parent;
use super::session::{Session, Stage};

/// A request that waits for a judgement.
pub(super) struct Parked {
    /// Who is to be answered.
    pub(super) id: RequestId,
    uri: Uri,
    ask: Ask,
}

/// What is asked about a document.
enum Ask {
    /// Its diagnostics, and whether they are still those the client has.
    Diagnostics(Option<String>),
    /// What can be done at a place.
    Actions(Box<CodeActionParams>),
    /// What is to be known at a place.
    Hover(Position),
}

impl Session {
    /// One request.
    pub(super) fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        match (self.stage, method.as_str()) {
            (Stage::Begun, "initialize") => self.initialize(&id, &params),
            (Stage::Begun, _) => self.out.fail(&id, ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (Stage::ShutDown, _) => self.out.fail(&id, ErrorCode::InvalidRequest, "the server was shut down"),
            (Stage::Running, "initialize") => {
                self.out.fail(&id, ErrorCode::InvalidRequest, "the server is initialized already");
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                for parked in std::mem::take(&mut self.parked) {
                    self.out.fail(&parked.id, ErrorCode::RequestCanceled, "the server is shut down");
                }
                self.out.respond(&id, Value::Null);
            }
            (Stage::Running, "textDocument/codeAction") => {
                self.park(id, params, |params: CodeActionParams| {
                    (params.text_document.uri.clone(), Ask::Actions(Box::new(params)))
                });
            }
            (Stage::Running, "textDocument/hover") => {
                self.park(id, params, |params: HoverParams| {
                    let at = params.text_document_position_params;
                    (at.text_document.uri, Ask::Hover(at.position))
                });
            }
            (Stage::Running, "textDocument/diagnostic") => {
                self.park(id, params, |params: DocumentDiagnosticParams| {
                    (params.text_document.uri, Ask::Diagnostics(params.previous_result_id))
                });
            }
            (Stage::Running, _) => {
                self.out.fail(&id, ErrorCode::MethodNotFound, &format!("mpfix does not know `{method}`"));
            }
        }
    }

    fn initialize(&mut self, id: &RequestId, params: &Value) {
        self.stage = Stage::Running;
        self.client = Client::of(params);
        self.parent = Parent::new(self.client.process);
        let info = ServerInfo { name: SOURCE.to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        self.out.respond(id, InitializeResult { capabilities: capabilities(&self.client), server_info: Some(info) });
        self.set_options(params.get("initializationOptions").unwrap_or(&Value::Null));
    }

    /// Asks to be told when files change that can matter.
    pub(super) fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let globs = ["**/*.{py,pyw}", "**/pyproject.toml", "**/mpfix.toml"];
        let watchers: Vec<Value> = globs.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let method = "workspace/didChangeWatchedFiles";
        let registration =
            json!({ "id": "mpfix-files", "method": method, "registerOptions": { "watchers": watchers } });
        self.out.request("client/registerCapability", Some(json!({ "registrations": [registration] })));
    }

    /// Tells a client that asks for diagnostics to ask again.
    pub(super) fn refresh(&mut self) {
        if self.client.pulls && self.client.refreshes {
            self.out.request("workspace/diagnostic/refresh", None);
        }
    }

    /// Answers at once what is known already, and keeps the rest.
    fn park<P: DeserializeOwned>(&mut self, id: RequestId, params: Value, ask: impl FnOnce(P) -> (Uri, Ask)) {
        let (uri, ask) = match serde_json::from_value(params) {
            Ok(params) => ask(params),
            Err(error) => return self.out.fail(&id, ErrorCode::InvalidParams, &error.to_string()),
        };
        self.parked.push(Parked { id, uri: uri.clone(), ask });
        let is_known = match self.documents.get(&uri.0) {
            Some(document) => self.known.get(&uri.0).is_some_and(|(serial, _)| *serial == document.serial),
            None => true,
        };
        if is_known {
            self.answer_parked(&uri);
        } else {
            self.desk.now(&uri);
        }
    }

    /// Whether the client waits for a judgement of the document.
    pub(super) fn is_awaited(&self, uri: &Uri) -> bool {
        self.parked.iter().any(|parked| parked.uri == *uri)
    }

    /// The document has changed: what was asked about places in it cannot be answered any more.
    pub(super) fn outdate(&mut self, uri: &Uri) {
        let is_outdated = |parked: &Parked| parked.uri == *uri && !matches!(parked.ask, Ask::Diagnostics(_));
        let (outdated, rest) = std::mem::take(&mut self.parked).into_iter().partition(is_outdated);
        self.parked = rest;
        let outdated: Vec<Parked> = outdated;
        for parked in outdated {
            self.out.fail(&parked.id, ErrorCode::ContentModified, "the document has changed");
        }
    }

    /// Answers all that waits for a judgement of the document; of one that is not open nothing is known.
    pub(super) fn answer_parked(&mut self, uri: &Uri) {
        let (answered, rest) = std::mem::take(&mut self.parked).into_iter().partition(|parked| parked.uri == *uri);
        self.parked = rest;
        let answered: Vec<Parked> = answered;
        let nothing = (0, Analysis::default());
        let document = self.documents.get(&uri.0);
        let (serial, analysis) = self.known.get(&uri.0).unwrap_or(&nothing);
        for Parked { id, ask, .. } in answered {
            match ask {
                Ask::Diagnostics(previous) => {
                    self.out.respond(&id, report(previous.as_deref(), *serial, analysis));
                }
                Ask::Hover(position) => self.out.respond(&id, hover::hover(position, analysis, &self.client)),
                Ask::Actions(params) => {
                    let found = document.map(|document| actions::actions(&params, document, analysis, &self.client));
                    let found: Option<Vec<CodeActionResponse>> =
                        found.map(|found| found.into_iter().map(CodeActionResponse::from).collect());
                    self.out.respond(&id, found);
                }
            }
        }
    }
}

/// The diagnostics, unless the client has them already.
fn report(previous: Option<&str>, serial: u64, analysis: &Analysis) -> DocumentDiagnosticReport {
    let id = serial.to_string();
    if previous == Some(id.as_str()) {
        return RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport::new(id),
        }
        .into();
    }
    let items = analysis.findings.iter().map(|shown| shown.diagnostic.clone()).collect();
    RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport::new(Some(id), items),
    }
    .into()
}

/// What the server does for this client.
fn capabilities(client: &Client) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::Bool(true)),
        ..TextDocumentSyncOptions::default()
    };
    let kinds = vec![CodeActionKind::QuickFix, FIX_ALL.to_owned().into()];
    let pull = DiagnosticOptions {
        identifier: Some(SOURCE.to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: false,
        ..DiagnosticOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(sync.into()),
        hover_provider: Some(true.into()),
        code_action_provider: Some(
            CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() }.into(),
        ),
        diagnostic_provider: client.pulls.then(|| pull.into()),
        ..ServerCapabilities::default()
    }
}
