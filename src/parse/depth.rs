//! A bound on nesting, taken from the tokens, so that no later stage can overflow its stack.
//!
//! The parser and every walk over the tree recurse once per nesting level. CPython gives up at a few thousand levels
//! (`s_push: parser stack overflow`, `RecursionError: maximum recursion depth exceeded during compilation`), so a file
//! beyond [`LIMIT`] is no program anybody runs.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};
use ruff_text_size::TextSize;

/// The most operators and brackets that may pile up around one operand.
pub const LIMIT: usize = 6_000;

/// The most levels of indentation, as in CPython (`MAXINDENT` in `Parser/tokenizer`).
pub const BLOCKS: usize = 100;

/// `Some(offset)` when the text may nest deeper than [`LIMIT`].
///
/// Each open bracket counts one, and so does each operator since the last comma or line end at the same bracket level:
/// an upper bound of the depth of the tree, reached by `----x`, `a.b.c.d` and `lambda: lambda: x`.
pub fn too_deep(text: &str) -> Option<TextSize> {
    if text.len() < LIMIT {
        return None;
    }
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut open: Vec<usize> = Vec::new();
    let mut chain = 0usize;
    let mut total = 0usize;
    let mut blocks = 0usize;
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return None,
            TokenKind::Newline | TokenKind::Semi => {
                open.clear();
                chain = 0;
                total = 0;
            }
            TokenKind::Comma => {
                total -= chain;
                chain = 0;
            }
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace | TokenKind::FStringStart => {
                chain += 1;
                total += 1;
                open.push(chain);
                chain = 0;
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd => {
                total -= chain;
                chain = open.pop().unwrap_or(0);
            }
            kind if kind.is_operator() || kind.is_keyword() => {
                chain += 1;
                total += 1;
            }
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        if total > LIMIT || blocks > BLOCKS {
            return Some(TextSize::new(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn piles_are_measured_and_lists_are_not() {
        assert!(too_deep(&format!("x = {}1", "-".repeat(LIMIT + 1))).is_some());
        assert!(too_deep(&format!("x = {}1{}", "(".repeat(LIMIT + 1), ")".repeat(LIMIT + 1))).is_some());
        assert!(too_deep(&format!("x = a{}", ".b".repeat(LIMIT + 1))).is_some());
        assert!(too_deep(&format!("x = [{}]", "-1, ".repeat(LIMIT + 1))).is_none());
        assert!(too_deep(&"x = a + b\n".repeat(LIMIT + 1)).is_none());
        assert!(too_deep(&format!("x = [{}]", "f(a)[0].b, ".repeat(LIMIT + 1))).is_none());
    }
}
