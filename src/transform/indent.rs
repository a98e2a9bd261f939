//! Moving text to the right without touching what stands inside strings.
//!
//! ```text
//! text = """a          ->        text = """a
//!   b"""                       b"""            (a line that starts inside a string keeps every byte)
//! \x0cprint(1)         ->    \x0c    print(1)  (a form feed resets the column, so the indentation goes behind it)
//! ```

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::parse::Module;
use crate::parse::unit::lines_with_ends;

/// The ranges of strings and f-strings that span lines, in order.
pub struct Protected(Vec<TextRange>);

impl Protected {
    /// Finds them among the tokens.
    pub fn of(tokens: &Tokens, text: &str) -> Protected {
        let mut ranges = Vec::new();
        let mut open: Vec<TextSize> = Vec::new();
        for token in tokens.iter() {
            match token.kind() {
                TokenKind::FStringStart | TokenKind::TStringStart => open.push(token.start()),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    if let Some(start) = open.pop()
                        && open.is_empty()
                    {
                        ranges.push(TextRange::new(start, token.end()));
                    }
                }
                TokenKind::String if open.is_empty() => ranges.push(token.range()),
                _ => {}
            }
        }
        ranges.retain(|range| text[*range].contains(['\n', '\r']));
        Protected(ranges)
    }

    /// Does the line that starts at `at` start inside a string?
    pub fn holds(&self, at: TextSize) -> bool {
        let index = self.0.partition_point(|range| range.end() <= at);
        self.0.get(index).is_some_and(|range| range.start() < at)
    }
}

/// The lines of `range` with `prefix` put in front of each that is not blank and does not start inside a string.
pub fn indented(text: &str, range: TextRange, prefix: &str, protected: &Protected) -> String {
    let mut result = String::with_capacity(text[range].len() + 64);
    let mut at = range.start();
    for line in lines_with_ends(&text[range]) {
        let content = line.trim_start_matches([' ', '\t', '\x0c']);
        let blank = content.trim_end_matches(['\n', '\r']).is_empty();
        if blank || protected.holds(at) {
            result.push_str(line);
        } else {
            let lead = &line[..line.len() - content.len()];
            let behind_feed = lead.rfind('\x0c').map_or(0, |feed| feed + 1);
            result.push_str(&line[..behind_feed]);
            result.push_str(prefix);
            result.push_str(&line[behind_feed..]);
        }
        at += TextSize::of(line);
    }
    result
}

/// The ranges to delete so that the lines of `range`, which stand `margin` to the right, stand at the left.
///
/// A line that starts inside a string keeps every byte; one that has less than the margin loses what it has.
pub fn margins(text: &str, range: TextRange, margin: &str, protected: &Protected) -> Vec<TextRange> {
    let mut result = Vec::new();
    let mut at = range.start();
    for line in lines_with_ends(&text[range]) {
        let common = line.bytes().zip(margin.bytes()).take_while(|(a, b)| a == b).count();
        let blank = line.trim().is_empty();
        if common > 0 && !blank && !protected.holds(at) {
            result.push(TextRange::at(at, TextSize::of(&margin[..common])));
        }
        at += TextSize::of(line);
    }
    result
}

/// Most levels of indentation that CPython takes (`MAXINDENT` in Parser/lexer/state.h counts the outermost).
const MOST_LEVELS: usize = 99;

/// The first of these top-level statements that would have too many levels of indentation with one more.
pub fn too_deep(module: &Module, moved: &[usize]) -> Option<TextRange> {
    let mut level = 0_usize;
    let deepest = module.tokens().iter().find(|token| {
        match token.kind() {
            TokenKind::Indent => level += 1,
            TokenKind::Dedent => level = level.saturating_sub(1),
            _ => {}
        }
        let at = token.start();
        level >= MOST_LEVELS && moved.iter().any(|&index| module.body()[index].range().contains(at))
    })?;
    moved.iter().map(|&index| module.body()[index].range()).find(|range| range.contains(deepest.start()))
}

/// The indentation the file itself uses: the step that most of its blocks are indented by, of several the first; four blanks
/// if there is none.
pub fn unit(tokens: &Tokens, text: &str) -> String {
    let mut around: Vec<&str> = vec![""];
    let mut steps: Vec<(&str, usize)> = Vec::new();
    for token in tokens.iter() {
        match token.kind() {
            TokenKind::Indent => {
                let whole = text[token.range()].trim_start_matches('\x0c');
                let step = around.last().and_then(|outer| whole.strip_prefix(outer)).unwrap_or_default();
                around.push(whole);
                match steps.iter_mut().find(|(known, _)| *known == step) {
                    Some((_, count)) => *count += 1,
                    None => steps.push((step, 1)),
                }
            }
            TokenKind::Dedent => {
                around.pop();
            }
            _ => {}
        }
    }
    steps.retain(|(step, _)| !step.is_empty() && step.chars().all(|c| c == ' ' || c == '\t'));
    let most = steps.iter().map(|(_, count)| *count).max();
    let unit = steps.iter().find(|(_, count)| Some(*count) == most);
    unit.map_or_else(|| "    ".to_string(), |(step, _)| (*step).to_string())
}
