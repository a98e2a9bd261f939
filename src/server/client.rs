//! What the client is and can do: all that counts of `InitializeParams`.
//!
//! It is read from the JSON and not through types, so that one field somebody fills in an odd way costs that field alone.

use std::path::PathBuf;

use serde_json::Value;

use super::position::Encoding;
use super::uri;

/// The digest.
#[derive(Debug, Default)]
pub(super) struct Client {
    /// How positions are counted.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics, and none are published.
    pub(super) pulls: bool,
    /// It can be told to ask for diagnostics again.
    pub(super) refreshes: bool,
    /// It shows related places of diagnostics.
    pub(super) shows_related: bool,
    /// It takes edits of documents with their versions.
    pub(super) takes_versions: bool,
    /// It takes code actions, and not commands alone.
    pub(super) takes_actions: bool,
    /// It shows Markdown where the pointer rests.
    pub(super) shows_markdown: bool,
    /// It tells about changes of files when asked to.
    pub(super) watches: bool,
    /// The process that is not to be outlived.
    pub(super) process: Option<i32>,
    /// The first folder of the workspace.
    pub(super) root: Option<PathBuf>,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn of(params: &Value) -> Self {
        let at = |path: &str| params.pointer(path);
        let yes = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let has = |path: &str| at(path).is_some_and(Value::is_object);
        let offered = at("/capabilities/general/positionEncodings").and_then(Value::as_array);
        let offered: Vec<&str> = offered.into_iter().flatten().filter_map(Value::as_str).collect();
        let formats = at("/capabilities/textDocument/hover/contentFormat").and_then(Value::as_array);
        let root = ["/workspaceFolders/0/uri", "/rootUri"].into_iter().find_map(|path| at(path)?.as_str());
        let root = root.and_then(uri::path).or_else(|| at("/rootPath")?.as_str().map(PathBuf::from));
        Self {
            encoding: Encoding::negotiate(&offered),
            pulls: has("/capabilities/textDocument/diagnostic"),
            refreshes: yes("/capabilities/workspace/diagnostics/refreshSupport"),
            shows_related: yes("/capabilities/textDocument/publishDiagnostics/relatedInformation")
                || yes("/capabilities/textDocument/diagnostic/relatedInformation"),
            takes_versions: yes("/capabilities/workspace/workspaceEdit/documentChanges"),
            takes_actions: has("/capabilities/textDocument/codeAction/codeActionLiteralSupport"),
            shows_markdown: formats.is_none_or(|formats| formats.iter().any(|format| format == "markdown")),
            watches: yes("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            process: at("/processId").and_then(Value::as_i64).and_then(|id| i32::try_from(id).ok()),
            root,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn odd_fields_cost_nothing_else() {
        let client = Client::of(&json!({
            "processId": "seven",
            "rootUri": null,
            "workspaceFolders": [{ "uri": "file:///a%20b", "name": "a" }],
            "capabilities": {
                "general": { "positionEncodings": ["utf-8", 3] },
                "textDocument": { "diagnostic": {}, "hover": { "contentFormat": ["plaintext"] } },
            },
        }));
        assert_eq!(client.encoding, Encoding::Utf8);
        assert_eq!(client.root, Some(PathBuf::from("/a b")));
        assert!(client.pulls && !client.shows_markdown && !client.takes_versions && client.process.is_none());
        assert_eq!(Client::of(&Value::Null).encoding, Encoding::Utf16);
    }
}
