//! A line of source code with carets below the part that matters.

use std::fmt::Write as _;

use ruff_source_file::{LineColumn, LineIndex};
use ruff_text_size::TextRange;
use unicode_width::UnicodeWidthChar;

use super::palette::{Palette, paint};
use crate::trouble::printable;

/// Turns byte offsets of one text into lines, columns and excerpts.
#[derive(Debug)]
pub struct Excerpts<'a> {
    text: &'a str,
    index: LineIndex,
}

impl<'a> Excerpts<'a> {
    /// Finds the lines of `text`; they end as Python's do.
    pub fn new(text: &'a str) -> Self {
        Self { text, index: LineIndex::from_source_text(text) }
    }

    /// 1-based line and column of the start of `range`; the column counts characters.
    pub fn place(&self, range: TextRange) -> (usize, usize) {
        let LineColumn { line, column } = self.index.line_column(range.start(), self.text);
        (line.get(), column.get())
    }

    /// Three lines: a rule, the first line of `range` with its number, and carets below the part inside `range`.
    ///
    /// Tabs become four spaces; characters take the columns that terminals give them. Of a very long line only the
    /// part around the range is shown.
    pub fn show(&self, range: TextRange, palette: Palette) -> String {
        let line = self.index.line_index(range.start());
        let line_range = self.index.line_range(line, self.text);
        let content = self.text[line_range].trim_end_matches(['\n', '\r']);
        let start = usize::from(range.start() - line_range.start()).min(content.len());
        let end = usize::from(range.end() - line_range.start()).clamp(start, content.len());

        let (lead, before) = clipped_before(&content[..start]);
        let (marked, marked_cut) = clipped_after(&content[start..end], MARKED_LIMIT);
        let (after, after_cut) = if marked_cut { ("", true) } else { clipped_after(&content[end..], AFTER_LIMIT) };
        let tail = if after_cut { "…" } else { "" };
        let before = format!("{lead}{}", shown(before));
        let marked = shown(marked);

        let number = line.get().to_string();
        let blank = " ".repeat(number.len());
        let carets = "^".repeat(width(&marked).max(1));
        let bar = paint(palette.gutter, "|");
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{blank} {bar}");
        let _ = writeln!(out, "{} {bar} {before}{marked}{}{tail}", paint(palette.gutter, &number), shown(after));
        let _ = writeln!(out, "{blank} {bar} {}{}", " ".repeat(width(&before)), paint(palette.alarm, carets));
        out
    }
}

/// Longest parts of a line that are shown, in characters: before, inside and after the marked range.
const BEFORE_LIMIT: usize = 100;
const MARKED_LIMIT: usize = 120;
const AFTER_LIMIT: usize = 60;

/// The end of `text`, with a mark in front when something was cut.
fn clipped_before(text: &str) -> (&'static str, &str) {
    match text.char_indices().rev().nth(BEFORE_LIMIT) {
        Some((at, c)) => ("…", &text[at + c.len_utf8()..]),
        None => ("", text),
    }
}

/// The beginning of `text`, and whether something was cut.
fn clipped_after(text: &str, limit: usize) -> (&str, bool) {
    match text.char_indices().nth(limit) {
        Some((at, _)) => (&text[..at], true),
        None => (text, false),
    }
}

fn shown(text: &str) -> String {
    printable(&text.replace('\t', "    "))
}

fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use ruff_text_size::TextSize;

    use super::*;

    fn show(text: &str, part: &str) -> String {
        let start = TextSize::of(text.split(part).next().unwrap_or_default());
        Excerpts::new(text).show(TextRange::at(start, TextSize::of(part)), Palette::plain())
    }

    #[test]
    fn carets_stand_below_the_range() {
        assert_eq!(show("a\nwith Pool(2) as p:\n", "Pool(2)"), "  |\n2 | with Pool(2) as p:\n  |      ^^^^^^^\n");
        assert_eq!(show("\tf(1)\r\n", "f(1)"), "  |\n1 |     f(1)\n  |     ^^^^\n");
        assert_eq!(show("x = '世界', f()", "f()"), "  |\n1 | x = '世界', f()\n  |             ^^^\n");
        assert_eq!(show("'e\u{301}' + f('世')", "f('世')"), "  |\n1 | 'e\u{301}' + f('世')\n  |       ^^^^^^^\n");
    }

    #[test]
    fn of_several_lines_the_first_is_shown() {
        assert_eq!(show("a\rf(\r\n  1)\n", "f(\r\n  1)"), "  |\n2 | f(\n  | ^^\n");
        assert_eq!(show("f()", ""), "  |\n1 | f()\n  | ^\n");
    }

    #[test]
    fn long_lines_are_cut_around_the_range() {
        let text = format!("{}f(){}", "x".repeat(500), "y".repeat(500));
        let shown = show(&text, "f()");
        assert!(shown.contains(&format!("| …{}f(){}…\n", "x".repeat(100), "y".repeat(60))), "{shown}");
        assert!(shown.ends_with(&format!("| {}^^^\n", " ".repeat(101))), "{shown}");
    }

    #[test]
    fn columns_count_characters() {
        let text = "é = 1\n世界; f()\n";
        let start = TextSize::of("é = 1\n世界; ");
        assert_eq!(Excerpts::new(text).place(TextRange::empty(start)), (2, 5));
    }
}
