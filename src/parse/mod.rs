//! Stage PARSE: text to a syntax tree, its tokens and its lines. Never touches the disk.

pub mod depth;
pub mod guard;
pub mod semantics;
pub mod unit;

use std::path::{Path, PathBuf};

use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::Parsed;
use ruff_source_file::{LineIndex, OneIndexed};
use ruff_text_size::TextSize;

use crate::timing::{Stage, Work, count, timer};

/// One parsed Python file.
#[derive(Debug, Clone)]
pub struct Module {
    path: PathBuf,
    text: String,
    parsed: Parsed<ModModule>,
    lines: LineIndex,
}

/// Why a text is not a Python 3 module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxFault {
    /// Byte offset of the first offending character.
    pub offset: TextSize,
    /// What the parser objects to.
    pub message: String,
    /// What to do about it, when there is something to say.
    pub help: Option<String>,
}

impl Module {
    /// Parses `text`; errors name the first fault in the order of the text.
    pub fn parse(path: &Path, text: String) -> Result<Module, SyntaxFault> {
        let _timer = timer(Stage::Parse);
        count(Work::Parsed, 1);
        if let Some(offset) = depth::too_deep(&text) {
            return Err(SyntaxFault {
                offset,
                message: "nested too deeply; CPython does not compile this either".to_string(),
                help: None,
            });
        }
        let parsed = match ruff_python_parser::parse_module(&text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let offset = error.location.start();
                return Err(SyntaxFault {
                    offset,
                    message: error.error.to_string(),
                    help: python2_hint(&text, offset),
                });
            }
        };
        let lines = LineIndex::from_source_text(&text);
        Ok(Module { path: path.to_path_buf(), text, parsed, lines })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The decoded text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The top-level statements.
    pub fn body(&self) -> &[Stmt] {
        &self.parsed.syntax().body
    }

    /// The tokens, comments included.
    pub fn tokens(&self) -> &ruff_python_ast::token::Tokens {
        self.parsed.tokens()
    }

    /// The 1-based line of a byte offset.
    pub fn line(&self, offset: TextSize) -> usize {
        self.lines.line_index(offset).get()
    }

    /// Where a 1-based line begins; the end of the text for a line behind it.
    pub fn line_start(&self, line: usize) -> TextSize {
        let end = TextSize::of(&*self.text);
        OneIndexed::new(line).map_or(end, |line| self.lines.line_start(line, &self.text)).min(end)
    }
}

/// Python 2 is the commonest reason why a script with processes does not parse.
fn python2_hint(text: &str, offset: TextSize) -> Option<String> {
    let at = offset.to_usize().min(text.len());
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |i| i + 1);
    let line = text[start..].lines().next().unwrap_or("");
    let code = line.trim_start();
    let statement = ["print ", "exec ", "raise "].iter().any(|word| code.starts_with(word));
    let form = ["except ", "<>", "`", "ur'", "ur\"", "0777"].iter().any(|form| code.contains(form));
    (statement || form).then(|| "this looks like Python 2; convert the file to Python 3 first".to_string())
}
