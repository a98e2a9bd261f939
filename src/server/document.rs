//! A document that is open in the editor: its text as of the last change.

use std::sync::Arc;

use gen_lsp_types::{TextDocumentContentChangeEvent as Change, Uri};

use super::position::{Encoding, Lines};
use super::uri::Place;

/// One open document.
#[derive(Debug)]
pub(super) struct Document {
    /// As the client calls it.
    pub(super) uri: Uri,
    /// What it is.
    pub(super) place: Place,
    /// The version the client gave last.
    pub(super) version: i32,
    /// The whole text.
    pub(super) text: Arc<str>,
    /// Its lines.
    pub(super) lines: Arc<Lines>,
    /// Grows with each change of what is known about the document or around it; a judgement is of one serial.
    pub(super) serial: u64,
}

impl Document {
    /// As it was opened.
    pub(super) fn new(uri: Uri, place: Place, version: i32, text: String, serial: u64) -> Self {
        let lines = Arc::new(Lines::of(&text));
        Self { uri, place, version, text: text.into(), lines, serial }
    }

    /// Makes the changes one after the other.
    pub(super) fn change(&mut self, changes: Vec<Change>, version: i32, encoding: Encoding) {
        let mut text = self.text.to_string();
        // Of all before the last whole text nothing is left.
        let is_whole = |change: &Change| matches!(change, Change::TextDocumentContentChangeWholeDocument(_));
        let first = changes.iter().rposition(is_whole).unwrap_or(0);
        for (at, change) in changes.into_iter().skip(first).enumerate() {
            match change {
                Change::TextDocumentContentChangeWholeDocument(change) => text = change.text,
                Change::TextDocumentContentChangePartial(change) => {
                    let lines = if at == 0 && first == 0 { self.lines.clone() } else { Arc::new(Lines::of(&text)) };
                    let start = lines.offset(&text, change.range.start, encoding);
                    let end = lines.offset(&text, change.range.end, encoding);
                    text.replace_range(start.min(end)..start.max(end), &change.text);
                }
            }
        }
        self.lines = Arc::new(Lines::of(&text));
        self.text = text.into();
        self.version = version;
    }
}
