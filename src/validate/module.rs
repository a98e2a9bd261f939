//! A parsed module with what the invariants ask of its text: string tokens, comments, lines.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{ModModule, PythonVersion, Stmt};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// One side of the proof.
pub(super) struct Module<'t> {
    pub(super) text: &'t str,
    parsed: Option<Parsed<ModModule>>,
    /// String literals; an f-string or t-string with all it holds is one range. In source order, disjoint.
    pub(super) strings: Vec<TextRange>,
    /// Comments outside of strings, in source order.
    pub(super) comments: Vec<TextRange>,
    /// The deepest indentation, counted in blocks.
    pub(super) depth: usize,
}

impl<'t> Module<'t> {
    /// Parses for the newest Python; errors are kept, not returned.
    pub(super) fn parse(text: &'t str) -> Self {
        let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::latest_preview());
        let mut module = Self {
            text,
            parsed: parse_unchecked(text, options).try_into_module(),
            strings: Vec::new(),
            comments: Vec::new(),
            depth: 0,
        };
        module.scan_tokens();
        module
    }

    /// What the parser objects to.
    pub(super) fn errors(&self) -> Vec<String> {
        let Some(parsed) = &self.parsed else {
            return vec!["not a module".to_owned()];
        };
        let plain = parsed.errors().iter().map(|error| (error.to_string(), error.location));
        let unsupported = parsed.unsupported_syntax_errors().iter().map(|error| (error.to_string(), error.range));
        plain
            .chain(unsupported)
            .map(|(message, range)| format!("line {}: {message}", self.line(range.start())))
            .collect()
    }

    /// The top-level statements.
    pub(super) fn body(&self) -> &[Stmt] {
        self.parsed.as_ref().map_or(&[], |parsed| &parsed.syntax().body)
    }

    /// The 1-based line of an offset.
    pub(super) fn line(&self, at: TextSize) -> usize {
        let before = self.text.as_bytes().get(..at.to_usize()).unwrap_or_default();
        let newlines = before.iter().filter(|byte| **byte == b'\n').count();
        let lone_returns = before
            .iter()
            .enumerate()
            .filter(|(i, byte)| **byte == b'\r' && self.text.as_bytes().get(i + 1) != Some(&b'\n'))
            .count();
        1 + newlines + lone_returns
    }

    /// The source of a node.
    pub(super) fn slice(&self, range: TextRange) -> &'t str {
        self.text.get(range.to_std_range()).unwrap_or_default()
    }

    /// The source of a node without the indentation of its lines; bytes inside of strings are all kept.
    pub(super) fn without_indentation(&self, range: TextRange) -> String {
        let bytes = self.text.as_bytes();
        let first = self.strings.partition_point(|string| string.end() <= range.start());
        let mut strings = self.strings[first..].iter().peekable();
        let mut out = String::with_capacity(range.len().to_usize());
        let (mut at, end) = (range.start().to_usize(), range.end().to_usize());
        let mut copied = at;
        while at < end {
            if let Some(string) = strings.next_if(|string| string.start().to_usize() <= at) {
                at = string.end().to_usize().max(at);
                continue;
            }
            let byte = bytes[at];
            at += 1;
            if byte == b'\n' || (byte == b'\r' && bytes.get(at) != Some(&b'\n')) {
                out.push_str(&self.text[copied..at]);
                while at < end && matches!(bytes[at], b' ' | b'\t' | b'\x0c') {
                    at += 1;
                }
                copied = at;
            }
        }
        out.push_str(self.text.get(copied..end).unwrap_or_default());
        out
    }

    /// The rest of the line after an offset, without its line end.
    pub(super) fn rest_of_line(&self, at: TextSize) -> TextRange {
        let rest = &self.text[at.to_usize()..];
        let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let len = TextSize::try_from(len).unwrap_or_default();
        TextRange::at(at, len)
    }

    /// Whether only white space stands before an offset in its line.
    pub(super) fn starts_line(&self, at: TextSize) -> bool {
        let before = &self.text[..at.to_usize()];
        let line = before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
        before[line..].trim_matches([' ', '\t', '\x0c']).is_empty()
    }

    fn scan_tokens(&mut self) {
        let Some(parsed) = &self.parsed else {
            return;
        };
        let mut open: Vec<TextSize> = Vec::new();
        let mut depth = 0_usize;
        for token in parsed.tokens() {
            match token.kind() {
                TokenKind::FStringStart | TokenKind::TStringStart => open.push(token.start()),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    if let Some(start) = open.pop()
                        && open.is_empty()
                    {
                        self.strings.push(TextRange::new(start, token.end()));
                    }
                }
                TokenKind::String if open.is_empty() => self.strings.push(token.range()),
                TokenKind::Comment if open.is_empty() => self.comments.push(token.range()),
                TokenKind::Indent => {
                    depth += 1;
                    self.depth = self.depth.max(depth);
                }
                TokenKind::Dedent => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}
