//! Jupyter notebooks: their code cells as one Python text, and the exact way back into the JSON.
//!
//! ```text
//! cell 1  %matplotlib inline          0                     <- an escape of IPython becomes a constant of the same length
//!         import math                 import math
//! cell 2  # Results (Markdown)                              <- left out
//! cell 3  x = !ls                     x = _                 <- a value nobody knows
//! ```
//!
//! Since every cell keeps its length, a place in the text is a place in a cell. Only the `source` of cells that change is
//! written anew, in the manner of the file; all other bytes of the JSON stay.

mod escape;

use std::borrow::Cow;
use std::ops::Range;

use ruff_text_size::{TextRange, TextSize};
use serde::Deserialize;
use serde_json::value::RawValue;

use escape::{escapes, python};

/// A notebook whose code is Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notebook {
    json: String,
    cells: Vec<Cell>,
    text: String,
    complete: bool,
}

/// A code cell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    /// 1-based among all cells of the notebook.
    number: usize,
    /// Its `source` in the JSON, brackets or quotes included.
    json: Range<usize>,
    /// Its code as it stands in the notebook.
    source: String,
    /// Where the code is in the text.
    range: TextRange,
    /// What IPython runs by itself, as ranges of the text.
    escapes: Vec<TextRange>,
}

/// Why bytes are no notebook that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// 1-based line and column in the file, when there is a place.
    pub at: Option<(usize, usize)>,
}

#[derive(Deserialize)]
struct RawNotebook<'a> {
    #[serde(borrow)]
    cells: Option<Vec<RawCell<'a>>>,
    #[serde(default)]
    metadata: RawMetadata,
}

#[derive(Deserialize)]
struct RawCell<'a> {
    #[serde(borrow)]
    cell_type: Cow<'a, str>,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawMetadata {
    language_info: Option<RawLanguage>,
    kernelspec: Option<RawKernel>,
}

#[derive(Deserialize)]
struct RawLanguage {
    name: Option<String>,
}

#[derive(Deserialize)]
struct RawKernel {
    language: Option<String>,
}

impl Notebook {
    /// Reads the JSON of a notebook; `None` when its language is not Python.
    ///
    /// Format: <https://nbformat.readthedocs.io/en/latest/format_description.html>, version 4.
    ///
    /// # Errors
    /// When it is not JSON, or not a notebook in version 4 of the format.
    pub fn parse(json: String) -> Result<Option<Notebook>, Malformed> {
        let raw: RawNotebook<'_> = serde_json::from_str(&json).map_err(|error| malformed(&error))?;
        let cells = raw.cells.ok_or_else(|| Malformed {
            message: "the file is no notebook in version 4 of the format: it has no `cells`".to_owned(),
            at: None,
        })?;
        let language = raw.metadata.language_info.and_then(|info| info.name);
        let language = language.or(raw.metadata.kernelspec.and_then(|kernel| kernel.language));
        if language.is_some_and(|name| !name.eq_ignore_ascii_case("python") && !name.eq_ignore_ascii_case("ipython")) {
            return Ok(None);
        }
        let mut read = Reader { json: &json, cells: Vec::new(), text: String::new(), complete: true };
        for (index, cell) in cells.iter().enumerate() {
            if let ("code", Some(source)) = (&*cell.cell_type, cell.source) {
                read.cell(index + 1, source)?;
            }
        }
        let Reader { cells, text, complete, .. } = read;
        Ok(Some(Notebook { json, cells, text, complete }))
    }

    /// The code of all cells as one Python module, in the order of the cells.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The JSON, as it was read.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Could all code cells be read? Others are left out of the text, and may do anything.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The number of the cell around a place of the text, Markdown cells counted, and where its code begins in the text.
    pub fn cell_at(&self, offset: TextSize) -> Option<(usize, TextSize)> {
        let at = self.cells.partition_point(|cell| cell.range.end() <= offset);
        self.cells.get(at).or(self.cells.last()).map(|cell| (cell.number, cell.range.start()))
    }

    /// The code of the cell around a place, and where it begins in the text.
    pub fn cell_around(&self, range: TextRange) -> Option<TextRange> {
        self.cells.iter().map(|cell| cell.range).find(|cell| cell.contains_range(range))
    }

    /// Does IPython itself run a part of that range?
    pub fn has_escape(&self, range: TextRange) -> bool {
        self.cells.iter().flat_map(|cell| &cell.escapes).any(|escape| escape.intersect(range).is_some())
    }

    /// The JSON with parts of the code replaced. Each edit stands in one cell; they are disjoint and in order.
    pub fn edited(&self, edits: &[(TextRange, String)]) -> String {
        let mut json = String::with_capacity(self.json.len());
        let mut done = 0;
        for cell in &self.cells {
            let mut here = edits.iter().filter(|(range, _)| cell.range.contains_range(*range)).peekable();
            if here.peek().is_none() {
                continue;
            }
            let mut source = String::new();
            let mut at = cell.range.start();
            for (range, new) in here {
                source.push_str(&cell.source[TextRange::new(at, range.start()) - cell.range.start()]);
                source.push_str(new);
                at = range.end();
            }
            let rest = usize::from(at - cell.range.start()).min(cell.source.len());
            source.push_str(&cell.source[rest..]);
            json.push_str(&self.json[done..cell.json.start]);
            json.push_str(&written(&self.json[cell.json.clone()], &source));
            done = cell.json.end;
        }
        json.push_str(&self.json[done..]);
        json
    }
}

struct Reader<'j> {
    json: &'j str,
    cells: Vec<Cell>,
    text: String,
    complete: bool,
}

impl Reader<'_> {
    fn cell(&mut self, number: usize, raw: &RawValue) -> Result<(), Malformed> {
        let source = decoded(raw.get()).ok_or_else(|| Malformed {
            message: format!("the source of cell {number} is neither a string nor a list of strings"),
            at: None,
        })?;
        let Some(code) = python(&source) else { return Ok(()) };
        let Some(escapes) = escapes(&source, code) else {
            self.complete = false;
            return Ok(());
        };
        let mut masked = source.clone().into_bytes();
        masked[..code].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        for escape in &escapes {
            let filler = if escape.is_value { b'_' } else { b'0' };
            let range = usize::from(escape.range.start())..usize::from(escape.range.end());
            masked[range.clone()].fill(b' ');
            masked[range.start] = filler;
        }
        let Ok(masked) = String::from_utf8(masked) else { return Ok(()) };
        let start = TextSize::of(&self.text);
        self.text.push_str(&masked);
        if !masked.ends_with('\n') {
            self.text.push('\n');
        }
        let offset = raw.get().as_ptr() as usize - self.json.as_ptr() as usize;
        self.cells.push(Cell {
            number,
            json: offset..offset + raw.get().len(),
            range: TextRange::new(start, TextSize::of(&self.text)),
            escapes: escapes.into_iter().map(|escape| escape.range + start).collect(),
            source,
        });
        Ok(())
    }
}

/// The string, or the strings of a list joined.
fn decoded(raw: &str) -> Option<String> {
    if raw.starts_with('"') {
        return serde_json::from_str(raw).ok();
    }
    serde_json::from_str::<Vec<String>>(raw).ok().map(|lines| lines.concat())
}

/// The new source of a cell, written as the old one was: a string or a list, with its blanks, and escapes where it has them.
fn written(old: &str, source: &str) -> String {
    let elements: Vec<&RawValue> = match serde_json::from_str(old) {
        Ok(elements) => elements,
        Err(_) => return quoted(source, is_escaped(old)),
    };
    let spans: Vec<Range<usize>> = elements
        .iter()
        .map(|element| {
            let start = element.get().as_ptr() as usize - old.as_ptr() as usize;
            start..start + element.get().len()
        })
        .collect();
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return quoted(source, false) };
    let open = &old[..first.start];
    let close = &old[last.end..];
    let between = match spans.get(1) {
        Some(second) => old[first.end..second.start].to_owned(),
        None => format!(",{}", &open[1..]),
    };
    let escaped = is_escaped(old);
    let lines: Vec<String> = source
        .split_inclusive('\n')
        .map(|line| {
            let known = elements
                .iter()
                .find(|raw| serde_json::from_str::<Cow<'_, str>>(raw.get()).is_ok_and(|old| old == line));
            known.map_or_else(|| quoted(line, escaped), |raw| raw.get().to_owned())
        })
        .collect();
    format!("{open}{}{close}", lines.join(&between))
}

/// Does the JSON escape what is not ASCII, as `json.dumps` does unless told otherwise?
fn is_escaped(raw: &str) -> bool {
    raw.is_ascii() && decoded(raw).is_some_and(|text| !text.is_ascii())
}

fn quoted(text: &str, escaped: bool) -> String {
    let plain = serde_json::to_string(text).unwrap_or_default();
    if !escaped {
        return plain;
    }
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

fn malformed(error: &serde_json::Error) -> Malformed {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    let at = (error.line() > 0).then(|| (error.line(), error.column().max(1)));
    Malformed { message: format!("the notebook cannot be read: {what}"), at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(cells: &str) -> Notebook {
        Notebook::parse(format!("{{\"cells\": [{cells}], \"metadata\": {{}}, \"nbformat\": 4}}"))
            .expect("readable")
            .expect("Python")
    }

    fn code(source: &str) -> String {
        format!("{{\"cell_type\": \"code\", \"source\": {source}}}")
    }

    #[test]
    fn cells_become_one_text() {
        let table = [
            (r#"["import os\n", "x = 1"]"#, "import os\nx = 1\n"),
            (r#""y = 2\n""#, "y = 2\n"),
            (r#"["%matplotlib inline\n", "x"]"#, "0                 \nx\n"),
            (r#"["files = !ls\n"]"#, "files = _  \n"),
            (r#"["%%time\n", "x = 1"]"#, "      \nx = 1\n"),
            (r#"["%%bash\n", "ls"]"#, ""),
            (r#"["x = ('%d'\n", "  % 3)"]"#, "x = ('%d'\n  % 3)\n"),
            (r#"["\"\"\"\n", "!no\n", "\"\"\""]"#, "\"\"\"\n!no\n\"\"\"\n"),
        ];
        for (source, want) in table {
            assert_eq!(notebook(&code(source)).text(), want, "{source}");
        }
        assert!(!notebook(&code("\"x = = 1\"")).is_complete());
    }

    #[test]
    fn places_are_those_of_the_notebook() {
        let notebook = notebook(&format!(
            "{{\"cell_type\": \"markdown\", \"source\": []}}, {}, {}",
            code("\"a\\nb\""),
            code("\"c\"")
        ));
        let text = notebook.text();
        let place = |part: &str| notebook.cell_at(TextSize::of(&text[..text.find(part).expect("there")]));
        assert_eq!(place("b"), Some((2, TextSize::new(0))));
        assert_eq!(place("c"), Some((3, TextSize::of("a\nb\n"))));
    }

    #[test]
    fn only_what_changes_is_written_anew() {
        let cells = format!("{},\n {}", code("[\n   \"a = '\\u00e9'\\n\",\n   \"b = 1\"\n  ]"), code("\"caf\\u00e9\""));
        let notebook = notebook(&cells);
        let at = TextSize::of(&notebook.text()[..notebook.text().find("b = 1").expect("there")]);
        let edited = notebook.edited(&[(TextRange::at(at, TextSize::of("b = 1")), "b = 'é'\nc = 2".to_owned())]);
        let want = cells.replace("\"b = 1\"", "\"b = '\\u00e9'\\n\",\n   \"c = 2\"");
        assert_eq!(edited, notebook.json().replace(&cells, &want));
    }

    #[test]
    fn what_is_no_notebook_says_why() {
        assert_eq!(Notebook::parse("{\"cells\": 1}".to_owned()).expect_err("no notebook").at, Some((1, 11)));
        assert!(Notebook::parse("{}".to_owned()).expect_err("no notebook").message.contains("no `cells`"));
        let julia = r#"{"cells": [], "metadata": {"language_info": {"name": "julia"}}}"#;
        assert_eq!(Notebook::parse(julia.to_owned()), Ok(None));
    }
}
