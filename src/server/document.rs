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

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, Range, TextDocumentContentChangeWholeDocument};

    use super::*;

    /// Numbers that look random and are the same each time.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).expect("31 bits") % end
        }
    }

    /// The position of a character, found by walking there from the beginning.
    fn walk(text: &[char], at: usize, encoding: Encoding) -> Position {
        let (mut line, mut character) = (0, 0);
        for (index, c) in text[..at].iter().enumerate() {
            let ends = *c == '\n' || (*c == '\r' && text.get(index + 1) != Some(&'\n'));
            let units = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            character += u32::try_from(units).expect("small");
            if ends {
                (line, character) = (line + 1, 0);
            }
        }
        Position { line, character }
    }

    #[test]
    fn edits_one_after_the_other_equal_the_whole_text() {
        let alphabet = ['a', ' ', '\n', '\r', '\u{e9}', '\u{4e16}', '\u{1f40d}', '\u{301}'];
        for (seed, encoding) in
            [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].into_iter().cycle().take(90).enumerate()
        {
            let mut numbers = Numbers(seed as u64);
            let mut text: Vec<char> = Vec::new();
            let place = Place::Untitled("x".to_owned());
            let mut document = Document::new("untitled:x".into(), place, 0, String::new(), 0);
            for version in 1..40 {
                let mut changes: Vec<Change> = Vec::new();
                for _ in 0..=numbers.below(3) {
                    let new: Vec<char> =
                        (0..numbers.below(6)).map(|_| alphabet[numbers.below(alphabet.len())]).collect();
                    if numbers.below(20) == 0 {
                        text.clone_from(&new);
                        changes.push(TextDocumentContentChangeWholeDocument { text: new.iter().collect() }.into());
                        continue;
                    }
                    // Between `\r` and `\n` there is no position.
                    let splits =
                        |text: &[char], at: usize| at > 0 && text[at - 1] == '\r' && text.get(at) == Some(&'\n');
                    let mut ends = [numbers.below(text.len() + 1), numbers.below(text.len() + 1)];
                    ends.sort_unstable();
                    ends = ends.map(|at| if splits(&text, at) { at - 1 } else { at });
                    let [start, end] = ends.map(|at| walk(&text, at, encoding));
                    let range = Range { start, end };
                    let text_of = new.iter().collect::<String>();
                    let part = serde_json::json!({ "range": range, "text": text_of });
                    changes.push(serde_json::from_value(part).expect("a change"));
                    text.splice(ends[0]..ends[1], new);
                }
                document.change(changes, version, encoding);
                assert_eq!(*document.text, *text.iter().collect::<String>(), "seed {seed}, version {version}");
            }
        }
    }
}
