//! Places in a document: the protocol counts lines, and within a line units of an encoding; mpfix counts bytes.

use gen_lsp_types::{Position, PositionEncodingKind, Range};

/// In what the columns of positions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units of UTF-16, which every client knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The cheapest of those the client offers.
    pub(super) fn negotiate(offered: &[&str]) -> Self {
        match (offered.contains(&"utf-8"), offered.contains(&"utf-32"), offered.contains(&"utf-16")) {
            (true, ..) => Self::Utf8,
            (_, true, false) => Self::Utf32,
            _ => Self::Utf16,
        }
    }

    /// The name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            _ => text.chars().map(|c| self.width(c)).sum(),
        }
    }
}

/// Where the lines of a text begin. They end at `\n`, `\r\n` and a lone `\r`, in the protocol as in Python.
#[derive(Debug, Clone)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// Finds the lines.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len()).filter(|&at| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self(std::iter::once(0).chain(ends.map(|at| at + 1)).collect())
    }

    /// The position of a byte.
    pub(super) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.0.partition_point(|start| *start <= offset) - 1;
        Position { line: number(line), character: number(encoding.length(&text[self.0[line]..offset])) }
    }

    /// The range of some bytes.
    pub(super) fn range(&self, text: &str, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
        Range { start: self.position(text, bytes.start, encoding), end: self.position(text, bytes.end, encoding) }
    }

    /// The byte at a position. One behind the end of its line is that end, one behind the last line the end of the text,
    /// and one within a character its beginning.
    pub(super) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let Some(content) = self.content(text, position.line as usize) else { return text.len() };
        let mut left = position.character as usize;
        for (at, c) in text[content.clone()].char_indices() {
            let width = encoding.width(c);
            if left < width {
                return content.start + at;
            }
            left -= width;
        }
        content.end
    }

    /// The bytes of a line, counted from 0, without its end.
    pub(super) fn content(&self, text: &str, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.0.get(line)?;
        let end = self.0.get(line + 1).copied().unwrap_or(text.len());
        Some(start..start + text[start..end].trim_end_matches(['\n', '\r']).len())
    }
}

/// A document of more than four thousand million lines does not fit into an editor either.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\u{e9}\u{4e16}\u{1f40d}z\r\n\r\u{1f40d}\n";

    #[test]
    fn columns_count_what_was_negotiated() {
        let lines = Lines::of(TEXT);
        let z = TEXT.find('z').expect("there");
        for (encoding, column) in [(Encoding::Utf8, 10), (Encoding::Utf16, 5), (Encoding::Utf32, 4)] {
            let position = lines.position(TEXT, z, encoding);
            assert_eq!(position, Position { line: 0, character: column });
            assert_eq!(lines.offset(TEXT, position, encoding), z);
        }
    }

    #[test]
    fn every_character_comes_back() {
        let lines = Lines::of(TEXT);
        for (at, _) in TEXT.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                assert_eq!(lines.offset(TEXT, lines.position(TEXT, at, encoding), encoding), at, "{at} {encoding:?}");
            }
        }
    }

    #[test]
    fn positions_outside_are_brought_inside() {
        let lines = Lines::of(TEXT);
        let at = |line, character| lines.offset(TEXT, Position { line, character }, Encoding::Utf16);
        assert_eq!(at(0, 99), TEXT.find('\r').expect("there"), "the end of the line, before its `\\r\\n`");
        assert_eq!(at(0, 4), TEXT.find('\u{1f40d}').expect("there"), "between the halves of a surrogate pair");
        assert_eq!(at(3, 0), TEXT.len());
        assert_eq!(at(u32::MAX, u32::MAX), TEXT.len());
        assert_eq!(Lines::of("").offset("", Position { line: 0, character: 3 }, Encoding::Utf8), 0);
    }

    #[test]
    fn utf_16_is_what_is_left() {
        for (offered, want) in [
            (&[][..], Encoding::Utf16),
            (&["utf-16", "utf-8"], Encoding::Utf8),
            (&["utf-32"], Encoding::Utf32),
            (&["utf-16", "utf-32"], Encoding::Utf16),
            (&["utf-7"], Encoding::Utf16),
        ] {
            assert_eq!(Encoding::negotiate(offered), want, "{offered:?}");
        }
    }
}
