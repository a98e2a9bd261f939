//! Cuts the top level of a file into units that tile it: nothing left out, nothing twice.
//!
//! ```text
//! #!/usr/bin/env python3          <- prologue: stays at the top whatever moves
//! # -*- coding: utf-8 -*-
//!
//! # square things                 <- lead of unit 0: blank lines and comments above a statement belong to it
//! def f(x):                       <- lines of unit 0
//!     return x * x
//!     # not so sure               <- an indented comment behind a block still belongs to the block
//!
//! a = 1; print(a)  # two          <- one unit of two statements: they share a line
//! # the end                       <- epilogue: what stands behind the last statement
//! ```

use std::ops::Range;

use ruff_python_ast::Stmt;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Module;

/// One or more top-level statements with the lines they stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Indices of the statements; more than one when semicolons join them.
    pub statements: Range<usize>,
    /// Blank lines and comments above; may be empty.
    pub lead: TextRange,
    /// The whole lines of the statements, line end included.
    pub lines: TextRange,
}

/// A file cut into units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    /// What stays at the top: shebang, encoding declaration, a comment block of its own.
    pub prologue: TextRange,
    /// The units, in order.
    pub units: Vec<Unit>,
    /// What stands behind the last statement.
    pub epilogue: TextRange,
}

impl Units {
    /// Cuts a module.
    pub fn of(module: &Module) -> Units {
        let text = module.text();
        let mut units: Vec<Unit> = Vec::new();
        let mut end = TextSize::new(0);
        let body = module.body();
        let mut index = 0;
        while index < body.len() {
            let first = index;
            let mut line_end = logical_line_end(module, body[index].end());
            while index + 1 < body.len() && body[index + 1].start() < line_end {
                index += 1;
                line_end = logical_line_end(module, body[index].end());
            }
            index += 1;
            if is_compound(&body[first]) {
                line_end = trailing_comments_end(text, line_end, body.get(index).map_or(text_end(text), Ranged::start));
            }
            let start = line_start(text, statement_start(&body[first]));
            units.push(Unit {
                statements: first..index,
                lead: TextRange::new(end, start.max(end)),
                lines: TextRange::new(start.max(end), line_end),
            });
            end = line_end;
        }
        let mut prologue = TextRange::empty(TextSize::new(0));
        if let Some(first) = units.first_mut() {
            let stays = prologue_end(&text[first.lead]);
            prologue = TextRange::at(TextSize::new(0), stays);
            first.lead = TextRange::new(stays, first.lead.end());
        } else {
            prologue = TextRange::new(prologue.start(), text_end(text));
            end = text_end(text);
        }
        Units { prologue, units, epilogue: TextRange::new(end, text_end(text)) }
    }
}

/// Where a statement starts, decorators included.
fn statement_start(statement: &Stmt) -> TextSize {
    let decorators = match statement {
        Stmt::FunctionDef(def) => &def.decorator_list,
        Stmt::ClassDef(def) => &def.decorator_list,
        _ => return statement.start(),
    };
    decorators.first().map_or(statement.start(), |first| first.start().min(statement.start()))
}

/// Has the statement blocks of its own?
pub fn is_compound(statement: &Stmt) -> bool {
    matches!(
        statement,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::If(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::With(_)
            | Stmt::Try(_)
            | Stmt::Match(_)
    )
}

fn text_end(text: &str) -> TextSize {
    TextSize::of(text)
}

/// The start of the physical line; a form feed before the statement belongs to the line.
pub fn line_start(text: &str, at: TextSize) -> TextSize {
    let before = &text[..at.to_usize()];
    TextSize::of(&before[..before.rfind(['\n', '\r']).map_or(0, |index| index + 1)])
}

/// The end of the logical line a statement ends on, line end included.
fn logical_line_end(module: &Module, end: TextSize) -> TextSize {
    let tokens = module.tokens();
    let from = tokens.partition_point(|token| token.start() < end);
    for token in &tokens[from..] {
        if token.kind() == TokenKind::Newline {
            return token.end();
        }
    }
    text_end(module.text())
}

/// Indented comment lines that follow a block directly, blank lines in between allowed, still belong to it.
fn trailing_comments_end(text: &str, end: TextSize, limit: TextSize) -> TextSize {
    let mut result = end;
    let mut at = end.to_usize();
    for line in lines_with_ends(&text[end.to_usize()..limit.to_usize().max(end.to_usize())]) {
        let content = line.trim_start_matches([' ', '\t', '\x0c']);
        at += line.len();
        if content.starts_with('#') {
            if content.len() == line.len() {
                break;
            }
            result = TextSize::of(&text[..at]);
        } else if !content.trim_end().is_empty() {
            break;
        }
    }
    result
}

/// How much of what stands above the first statement stays at the top.
fn prologue_end(lead: &str) -> TextSize {
    let mut stays = 0;
    let mut at = 0;
    let mut comment_above = false;
    for (number, line) in lines_with_ends(lead).enumerate() {
        let start = at;
        at += line.len();
        let content = line.trim();
        if content.starts_with('#') {
            comment_above = true;
            let special = (number == 0 && line.starts_with("#!")) || (number < 2 && content.contains("coding"));
            if special && stays == start {
                stays = at;
            }
        } else if content.is_empty() && comment_above {
            stays = at;
        }
    }
    TextSize::of(&lead[..stays])
}

/// The physical lines of a text with their ends, which Python sees at `\n`, `\r\n` and a lone `\r`.
pub fn lines_with_ends(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.find(['\n', '\r']) {
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}
