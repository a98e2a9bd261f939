//! Which encoding a Python file has (byte order mark, PEP 263 cookie), and the exact way to text and back.

use std::borrow::Cow;

use encoding_rs as rs;

use super::codecs::{ASCII, LATIN1, TABLES};

/// How the bytes of a Python file become text. Two files with the same spelling of the encoding get the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Utf8,
    /// Byte = code point. `encoding_rs` follows the web here, where Latin-1 is windows-1252; Python does not.
    Latin1,
    /// Bytes below 128; the web takes this for windows-1252, too.
    Ascii,
    Table {
        name: &'static str,
        table: &'static rs::Encoding,
    },
}

/// Why bytes have no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadBytes {
    /// Offset of the first byte that is not part of a character.
    pub(super) offset: usize,
}

impl Encoding {
    /// What Python uses without a byte order mark and without a cookie (PEP 3120).
    pub const UTF8: Self = Self(Kind::Utf8);

    /// The encoding that Python knows under `name`, spelled as in a cookie; `None` when mpfix has no such table.
    ///
    /// Spelling follows `encodings.normalize_encoding` and `encodings.aliases` of CPython, and the shortcut of its
    /// tokenizer by which `utf-8-unix` and `latin-1-dos`, as Emacs writes them, are UTF-8 and Latin-1.
    pub fn from_python_name(name: &str) -> Option<Self> {
        let name = normalized(name);
        let listed = |names: &str| names.split(' ').any(|known| known == name);
        let tokenizer_knows =
            |known: &str| name == known || name.strip_prefix(known).is_some_and(|rest| rest.starts_with('_'));
        if tokenizer_knows("utf_8") || ["u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4", "cp65001"].contains(&&*name) {
            return Some(Self::UTF8);
        }
        if ["latin_1", "iso_8859_1", "iso_latin_1"].into_iter().any(tokenizer_knows) || listed(LATIN1) {
            return Some(Self(Kind::Latin1));
        }
        if listed(ASCII) {
            return Some(Self(Kind::Ascii));
        }
        let (names, table) = TABLES.iter().find(|(names, _)| listed(names))?;
        Some(Self(Kind::Table { name: names.split_once(' ').map_or(*names, |(codec, _)| codec), table }))
    }

    /// The name of Python's codec.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Utf8 => "utf-8",
            Kind::Latin1 => "latin-1",
            Kind::Ascii => "ascii",
            Kind::Table { name, .. } => name,
        }
    }

    /// The text of `bytes`, which carry no byte order mark any more.
    pub(super) fn decode(self, bytes: &[u8]) -> Result<String, BadBytes> {
        match self.0 {
            Kind::Utf8 => {
                let text = std::str::from_utf8(bytes).map_err(|error| BadBytes { offset: error.valid_up_to() })?;
                Ok(text.to_owned())
            }
            Kind::Latin1 => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Kind::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(offset) => Err(BadBytes { offset }),
                None => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            },
            Kind::Table { table, .. } => decode_table(table, bytes),
        }
    }

    /// The bytes of `text`, without byte order mark; otherwise the first character this encoding cannot write.
    pub(super) fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        let within = |limit: u32| match text.chars().find(|c| u32::from(*c) >= limit) {
            Some(c) => Err(c),
            None => Ok(text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect()),
        };
        match self.0 {
            Kind::Utf8 => Ok(text.as_bytes().to_vec()),
            Kind::Latin1 => within(0x100),
            Kind::Ascii => within(0x80),
            Kind::Table { table, .. } => match table.encode(text) {
                (bytes, _, false) => Ok(bytes.into_owned()),
                (_, _, true) => {
                    Err(text.chars().find(|c| table.encode(c.encode_utf8(&mut [0; 4])).2).unwrap_or('\u{fffd}'))
                }
            },
        }
    }
}

/// What the first two lines say about the encoding, for bytes after the byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cookie<'a> {
    /// As written.
    pub(super) name: Cow<'a, str>,
    /// 1 or 2.
    pub(super) line: usize,
    /// 1-based column of the name.
    pub(super) column: usize,
}

/// Finds the PEP 263 cookie: in line 1, or in line 2 when line 1 holds nothing but blanks and a comment.
///
/// CPython's tokenizer and its `tokenize` module read `^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`, with ASCII letters only.
pub(super) fn cookie(bytes: &[u8]) -> Option<Cookie<'_>> {
    let mut rest = bytes;
    for line in 1..=2 {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let (content, after) = rest.split_at(end);
        let indent = content.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        let comment = &content[indent..];
        if !comment.is_empty() && !comment.starts_with(b"#") {
            return None;
        }
        if let Some((start, name)) = cookie_in_comment(comment) {
            let column = String::from_utf8_lossy(&content[..indent + start]).chars().count() + 1;
            return Some(Cookie { name: String::from_utf8_lossy(name), line, column });
        }
        rest = after.strip_prefix(b"\r\n").or_else(|| after.get(1..)).unwrap_or_default();
    }
    None
}

/// Where the name of the encoding starts in a comment, and the name.
fn cookie_in_comment(comment: &[u8]) -> Option<(usize, &[u8])> {
    const WORD: &[u8] = b"coding";
    let places = comment.windows(WORD.len() + 1).enumerate();
    for (at, window) in places {
        if !window.starts_with(WORD) || !matches!(window[WORD.len()], b':' | b'=') {
            continue;
        }
        let after = at + WORD.len() + 1;
        let blanks = comment[after..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let start = after + blanks;
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let length = comment[start..].iter().take_while(is_name).count();
        if length > 0 {
            return Some((start, &comment[start..start + length]));
        }
    }
    None
}

/// Lower case, with each run of other signs than letters, digits and dots as one underscore.
fn normalized(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out
}

fn decode_table(table: &'static rs::Encoding, bytes: &[u8]) -> Result<String, BadBytes> {
    let mut decoder = table.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(capacity);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    if let rs::DecoderResult::Malformed(length, after) = result {
        return Err(BadBytes { offset: read.saturating_sub(usize::from(length) + usize::from(after)) });
    }
    // The web gives bytes without a character to the C1 controls; in Python's code pages they are errors.
    if table.is_single_byte()
        && table.name().starts_with("windows-")
        && let Some(at) = text.chars().position(|c| matches!(c, '\u{80}'..='\u{9f}'))
    {
        return Err(BadBytes { offset: at });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> Option<(String, usize)> {
        cookie(bytes).map(|cookie| (cookie.name.into_owned(), cookie.line))
    }

    #[test]
    fn cookies() {
        type Case = (&'static [u8], Option<(&'static str, usize)>);
        let table: &[Case] = &[
            (b"# coding: latin-1\n", Some(("latin-1", 1))),
            (b"# -*- coding: utf-8 -*-\n", Some(("utf-8", 1))),
            (b"#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\n", Some(("koi8-r", 2))),
            (b"\xe9\n# coding: cp1252\n", None),
            (b"\t\x0c\r# coding=cp1252\r", Some(("cp1252", 2))),
            (b"\r\n#coding:cp1252", Some(("cp1252", 2))),
            (b"\n\n# coding: latin-1\n", None),
            (b"x = 1  # coding: latin-1\n", None),
            (b"x = 1\n# coding: latin-1\n", None),
            (b"\"\"\"\n# coding: latin-1\n", None),
            (b"# coding : latin-1\n", None),
            (b"# coding:\n", None),
            (b"# coding: \xe9 coding:ascii", Some(("ascii", 1))),
            (b"# Coding: latin-1", None),
            (b"# \xff encoding= utf8", Some(("utf8", 1))),
            (b"", None),
        ];
        for (bytes, want) in table {
            let want = want.map(|(name, line)| (name.to_owned(), line));
            assert_eq!(found(bytes), want, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn python_names() {
        let table = [
            ("UTF-8", Some("utf-8")),
            ("utf8", Some("utf-8")),
            ("utf-8-unix", Some("utf-8")),
            ("utf_8_sig", Some("utf-8")),
            ("Latin-1", Some("latin-1")),
            ("iso-8859-1-dos", Some("latin-1")),
            ("iso8859-1", Some("latin-1")),
            ("US-ASCII", Some("ascii")),
            ("iso-8859-15", Some("iso8859_15")),
            ("latin9", Some("iso8859_15")),
            ("windows-1252", Some("cp1252")),
            ("CP1251", Some("cp1251")),
            ("koi8-r", Some("koi8_r")),
            ("shift-jis", Some("shift_jis")),
            ("utf-16", None),
            ("utf-7", None),
            ("no-such", None),
        ];
        for (name, want) in table {
            assert_eq!(Encoding::from_python_name(name).map(Encoding::name), want, "{name}");
        }
    }

    #[test]
    fn latin1_and_ascii_are_not_windows_1252() {
        let decode = |name: &str, bytes: &[u8]| Encoding::from_python_name(name).map(|e| e.decode(bytes));
        assert_eq!(decode("latin-1", b"\x80\xe9"), Some(Ok("\u{80}\u{e9}".to_owned())));
        assert_eq!(decode("cp1252", b"\x80"), Some(Ok("\u{20ac}".to_owned())));
        assert_eq!(decode("cp1252", b"ab\x81"), Some(Err(BadBytes { offset: 2 })));
        assert_eq!(decode("ascii", b"a\xe9"), Some(Err(BadBytes { offset: 1 })));
        assert_eq!(decode("shift_jis", b"ok \x83\x5c\xa0z"), Some(Err(BadBytes { offset: 5 })));
    }

    #[test]
    fn every_single_byte_table_gives_its_bytes_back() {
        for (names, table) in TABLES.iter().filter(|(_, table)| table.is_single_byte()) {
            let name = names.split(' ').next().unwrap_or_default();
            let encoding = Encoding::from_python_name(name).expect("the table knows its own names");
            assert_eq!(encoding, Encoding(Kind::Table { name, table }));
            for byte in 0..=0xff_u8 {
                if let Ok(text) = encoding.decode(&[byte]) {
                    assert_eq!(encoding.encode(&text).as_deref(), Ok(&[byte][..]), "{} {byte:#x}", name);
                }
            }
        }
    }

    #[test]
    fn names_the_character_that_has_no_bytes() {
        for (name, bad) in [("latin-1", '\u{20ac}'), ("ascii", '\u{e9}'), ("koi8-r", '\u{e9}')] {
            let encoding = Encoding::from_python_name(name).expect("a known name");
            assert_eq!(encoding.encode(&format!("ab{bad}c")), Err(bad), "{name}");
        }
    }
}
