//! READ: which files there are, and the way from their bytes to text and back.
//!
//! Everything mpfix learns from the disk comes through here; `render/apply.rs` is the only place that writes.
#![expect(clippy::disallowed_methods, reason = "the stage that reads files")]

mod codecs;
pub mod configs;
pub mod encoding;
pub mod environment;
pub mod freezer;
pub mod git;
pub mod imports;
pub mod index;
pub mod kept;
pub mod neighbours;
pub mod notebook;
pub mod overlay;
pub mod prefilter;
pub mod regular;
pub mod relevance;
pub mod repository;
pub mod roots;
mod rules_of_git;
pub mod shebang;
pub mod walk;

use std::path::{Path, PathBuf};

use crate::timing::{Stage, Work, count, timer};
use crate::trouble::Trouble;
use encoding::{Encoding, cookie};
use notebook::Notebook;

/// A Python file as text, with what is needed to write other text in the same manner.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: PathBuf,
    text: String,
    encoding: Encoding,
    bom: bool,
    /// Encoding `text` gives the very bytes it was read from; some encodings have several spellings for one text.
    exact: bool,
    notebook: Option<Box<Notebook>>,
}

impl SourceFile {
    /// A text that somebody else reads and writes, such as an editor, in whatever encoding; without byte order mark.
    pub fn of_text(path: &Path, text: String) -> Self {
        Self { path: path.to_path_buf(), text, encoding: Encoding::UTF8, bom: false, exact: true, notebook: None }
    }

    /// The path as named on the command line or reached from there.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text without byte order mark, line endings as they are.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of the file itself: of a notebook its JSON.
    pub fn whole(&self) -> &str {
        self.notebook().map_or(&self.text, Notebook::json)
    }

    /// The notebook whose code the text is.
    pub fn notebook(&self) -> Option<&Notebook> {
        self.notebook.as_deref()
    }

    /// How the bytes became text.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the bytes begin with the UTF-8 byte order mark.
    pub fn bom(&self) -> bool {
        self.bom
    }

    /// The bytes of `new_text` in the manner of this file: its encoding, and a byte order mark if it had one.
    ///
    /// # Errors
    /// When the encoding has no bytes for the text, or when the bytes would not be read as that text again.
    ///
    /// Of a notebook the new text is its JSON.
    pub fn encode(&self, new_text: &str) -> Result<Vec<u8>, Trouble> {
        if self.notebook.is_some() {
            let mark = if self.bom { UTF8_BOM } else { b"" };
            return Ok([mark, new_text.as_bytes()].concat());
        }
        let name = self.encoding.name();
        if !self.exact {
            let message = format!("the file uses spellings of {name} that cannot be written back byte for byte");
            return Err(Trouble::new(&self.path, message));
        }
        let body = self.encoding.encode(new_text).map_err(|c| {
            Trouble::new(
                &self.path,
                format!("the rewritten file needs U+{:04X}, which {name} does not have", u32::from(c)),
            )
        })?;
        let mut bytes = if self.bom { UTF8_BOM.to_vec() } else { Vec::new() };
        bytes.extend(body);
        let again = decode(&self.path, &bytes)?;
        if again.text != new_text || again.encoding != self.encoding || again.bom != self.bom {
            return Err(Trouble::new(
                &self.path,
                format!("the rewritten file would not be read back as the same {name} text"),
            ));
        }
        Ok(bytes)
    }
}

/// The bytes of a regular file that is not too large; nothing is understood yet.
///
/// # Errors
/// When the file cannot be read; the message says why.
pub fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let _timer = timer(Stage::Read);
    count(Work::Opened, 1);
    regular::bytes(path, regular::MOST_BYTES)
        .map_err(|error| Trouble::new(path, format!("cannot read the file: {}", plain(&error))))
}

/// The bytes of what the user names as input beside the code, which may be a pipe.
///
/// # Errors
/// As [`read`].
pub fn read_any(path: &Path) -> Result<Vec<u8>, Trouble> {
    let bytes = std::fs::File::open(path).and_then(regular::stream);
    bytes.map_err(|error| Trouble::new(path, format!("cannot read the file: {}", plain(&error))))
}

/// Reads `bytes` as Python does: byte order mark, then PEP 263 cookie, else UTF-8 (PEP 3120).
///
/// # Errors
/// Unknown encoding, a cookie that contradicts the byte order mark, UTF-16 or UTF-32, bytes that are not text in the
/// declared encoding, NUL bytes. Each names the place, as far as there is one.
pub fn decode(path: &Path, bytes: &[u8]) -> Result<SourceFile, Trouble> {
    let _timer = timer(Stage::Decode);
    if let Some(name) = wide_bom(bytes) {
        return Err(Trouble::new(path, format!("the file is {name}, which Python does not read as source code"))
            .with_help("save it as UTF-8"));
    }
    let (bom, body) = match bytes.strip_prefix(UTF8_BOM) {
        Some(body) => (true, body),
        None => (false, bytes),
    };
    if is_notebook(path) {
        return decode_notebook(path, bom, body);
    }
    let encoding = declared(path, bom, body)?;
    let text = encoding.decode(body).map_err(|bad| {
        let (line, column) = place(body, bad.offset, encoding);
        let message = format!("byte 0x{:02x} is not {} text", body.get(bad.offset).unwrap_or(&0), encoding.name());
        let trouble = Trouble::new(path, message).at(line, column);
        match cookie(body) {
            None => trouble.with_help("declare the encoding of the file as PEP 263 says, or save it as UTF-8"),
            Some(_) => {
                trouble.with_help("the first two lines of the file declare another encoding than its bytes have")
            }
        }
    })?;
    if let Some(offset) = text.find('\0') {
        let (line, column) = place(text.as_bytes(), offset, Encoding::UTF8);
        return Err(
            Trouble::new(path, "the file has a null byte, which Python does not allow in source code").at(line, column)
        );
    }
    let exact = encoding == Encoding::UTF8 || encoding.encode(&text).is_ok_and(|again| again == body);
    Ok(SourceFile { path: path.to_path_buf(), text, encoding, bom, exact, notebook: None })
}

/// Is it called like a Jupyter notebook?
pub fn is_notebook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ipynb"))
}

fn decode_notebook(path: &Path, bom: bool, body: &[u8]) -> Result<SourceFile, Trouble> {
    let json = String::from_utf8(body.to_vec())
        .map_err(|error| Trouble::new(path, format!("the notebook is not UTF-8 text: {error}")))?;
    let notebook = Notebook::parse(json).map_err(|malformed| {
        let trouble = Trouble::new(path, malformed.message);
        match malformed.at {
            Some((line, column)) => trouble.at(line, column),
            None => trouble.with_help("`jupyter nbconvert --to notebook` writes version 4 of the format"),
        }
    })?;
    // The code of other languages is nobody's here.
    let text = notebook.as_ref().map_or_else(String::new, |notebook| notebook.text().to_owned());
    let notebook = notebook.map(Box::new);
    Ok(SourceFile { path: path.to_path_buf(), text, encoding: Encoding::UTF8, bom, exact: true, notebook })
}

/// What an I/O error says, without the number Rust adds to it.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    let mut chars = text[..end].chars();
    match chars.next() {
        Some(first) if !chars.as_str().starts_with(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => text[..end].to_owned(),
    }
}

/// UTF-16 or UTF-32 by byte order mark. UTF-32 comes first: its little-endian mark begins with that of UTF-16.
fn wide_bom(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 4] =
        [(b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")];
    marks.into_iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, name)| name)
}

fn declared(path: &Path, bom: bool, body: &[u8]) -> Result<Encoding, Trouble> {
    let Some(cookie) = cookie(body) else {
        return Ok(Encoding::UTF8);
    };
    let Some(encoding) = Encoding::from_python_name(&cookie.name) else {
        return Err(Trouble::new(path, format!("mpfix does not know the encoding `{}`", cookie.name))
            .at(cookie.line, cookie.column));
    };
    if bom && encoding != Encoding::UTF8 {
        let message = format!("the file has a UTF-8 byte order mark and declares the encoding `{}`", cookie.name);
        return Err(Trouble::new(path, message).at(cookie.line, cookie.column));
    }
    Ok(encoding)
}

/// 1-based line and column of a byte; lines end as Python's do, at `\n`, `\r\n` and a lone `\r`.
fn place(bytes: &[u8], offset: usize, encoding: Encoding) -> (usize, usize) {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let mut line = 1;
    let mut start = 0;
    for (at, byte) in before.iter().enumerate() {
        let ends_line = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if ends_line {
            line += 1;
            start = at + 1;
        }
    }
    let column = match encoding.decode(&before[start..]) {
        Ok(text) => text.chars().count() + 1,
        Err(_) => before.len() - start + 1,
    };
    (line, column)
}

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(bytes: &[u8]) -> Result<SourceFile, String> {
        decode(Path::new("x.py"), bytes).map_err(|trouble| trouble.to_string())
    }

    #[test]
    fn bytes_survive_the_way_to_text_and_back() {
        let files: [&[u8]; 7] = [
            b"",
            b"x = 1\r\ny = 2\rz",
            b"\xef\xbb\xbf# coding: utf8\nx = '\xc3\xa9'\n",
            b"# coding: latin-1\nx = '\xe9\x80'\n",
            b"#!/usr/bin/python\n# -*- coding: cp1251 -*-\nx = '\xe9'\n",
            b"# coding: shift_jis\nx = '\x83\x5c'\n",
            b"# coding: iso-2022-jp\nx = '\x1b$B$\"\x1b(B'\n",
        ];
        for bytes in files {
            let file = read_back(bytes).expect("readable");
            assert_eq!(file.encode(file.text()).as_deref(), Ok(bytes), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn troubles_name_the_place() {
        let table: &[(&[u8], &str)] = &[
            (b"a\n  \xc3\xa9 \xff\n", "x.py:2:5: error: byte 0xff is not utf-8 text"),
            (b"a\rb\r\n\xff", "x.py:3:1: error: byte 0xff is not utf-8 text"),
            (b"\xef\xbb\xbf\xc3", "x.py:1:1: error: byte 0xc3 is not utf-8 text"),
            (b"# coding: ascii\n'\xe9'", "x.py:2:2: error: byte 0xe9 is not ascii text"),
            (b"# coding: nope\n", "x.py:1:11: error: mpfix does not know the encoding `nope`"),
            (b"x\n\0", "x.py:2:1: error: the file has a null byte"),
            (b"\xff\xfex\0", "x.py: error: the file is UTF-16"),
            (b"\xff\xfe\0\0x\0\0\0", "x.py: error: the file is UTF-32"),
            (
                b"\xef\xbb\xbf#\n# coding: latin-1\n",
                "x.py:2:11: error: the file has a UTF-8 byte order mark and declares",
            ),
        ];
        for (bytes, want) in table {
            let got = read_back(bytes).expect_err("unreadable");
            assert!(got.starts_with(want), "{got}\n{want}");
        }
    }

    #[test]
    fn text_that_would_be_read_otherwise_is_not_written() {
        let latin = read_back(b"# coding: latin-1\nx = 1\n").expect("readable");
        assert!(latin.encode("# coding: latin-1\nx = '\u{20ac}'\n").is_err());
        assert!(latin.encode("# no cookie\nx = '\u{e9}'\n").is_err());
        assert!(latin.encode("# coding: cp1252\nx = 1\n").is_err());
        let loose = read_back(b"# coding: gb18030\nx = '\x80'\n").expect("readable");
        assert!(loose.encode(loose.text()).is_err());
    }
}
