//! Lines of source code with carets below the part that matters, and notes: drawn by annotate-snippets.
//!
//! What the crate leaves to us: lines that end at a lone `\r`, the control characters U+0080 to U+009F, which terminals obey
//! too, and texts so long that drawing all of them would take its time.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use ruff_text_size::TextRange;

use super::palette::Palette;
use super::place::Lines;
use crate::trouble::printable;

/// Turns byte offsets of one text into lines, columns and excerpts.
#[derive(Debug)]
pub struct Excerpts<'a> {
    text: &'a str,
    lines: Lines<'a>,
}

/// What stands below an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// How it comes about.
    Note(String),
    /// What to do.
    Help(String),
}

impl<'a> Excerpts<'a> {
    /// Finds the lines of `text`; they end as Python's do.
    pub fn new(text: &'a str) -> Self {
        Self { text, lines: Lines::python(text) }
    }

    /// 1-based line and column of the start of `range`; the column counts characters.
    pub fn place(&self, range: TextRange) -> (usize, usize) {
        let place = self.lines.place(range.start().into());
        (place.line, place.column())
    }

    /// The lines of `range` with their numbers, marks at the part inside `range`, and the notes.
    ///
    /// Tabs become four spaces; characters take the columns that terminals give them. Of a very long line the parts around
    /// the marks are shown, of a range of many lines the first and the last ones.
    /// `line`: the number of its first line, which in a notebook is counted from the start of a cell.
    pub fn show(&self, range: TextRange, line: usize, notes: &[Note], palette: Palette) -> String {
        let clip = Clip::new(self.text, &self.lines, range);
        let snippet =
            Snippet::source(clip.source).line_start(line).annotation(AnnotationKind::Primary.span(clip.marked));
        drawn(Group::with_level(Level::ERROR).element(snippet), notes, palette)
    }
}

/// Notes that belong to no place.
pub(super) fn notes_alone(notes: &[Note], palette: Palette) -> String {
    if notes.is_empty() { String::new() } else { drawn(Group::with_level(Level::ERROR), notes, palette) }
}

/// A note may hold an example, in lines of its own.
fn lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

fn drawn(group: Group<'_>, notes: &[Note], palette: Palette) -> String {
    let group = notes.iter().fold(group, |group, note| match note {
        Note::Note(text) => group.element(Level::NOTE.message(lines(text))),
        Note::Help(text) => group.element(Level::HELP.message(lines(text))),
    });
    let renderer = if palette.is_plain() { Renderer::plain() } else { Renderer::styled() };
    let renderer = renderer.hyperlink(false).error(palette.alarm).line_num(palette.gutter).context(palette.gutter);
    renderer.help(palette.good).note(palette.path).render(&[group]) + "\n"
}

/// The part of a text that is drawn.
struct Clip {
    source: String,
    /// Bytes of `source`.
    marked: std::ops::Range<usize>,
}

impl Clip {
    fn new(text: &str, lines: &Lines<'_>, range: TextRange) -> Self {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()).min(text.len()));
        let line = lines.place(start).line;
        let last = lines.place(end.saturating_sub(1).max(start)).line.min(line + MOST_LINES);
        let first_byte = lines.start(line).unwrap_or_default();
        let last_byte = lines.start(last + 1).unwrap_or(text.len());
        let end = end.clamp(start, last_byte);

        let before = shown(tail(&text[first_byte..start]));
        let all = shown(&text[start..end]);
        let inside = all.split('\n').map(|line| head(line, MOST_MARKED)).collect::<Vec<_>>().join("\n");
        let after = if inside == all { shown(head(&text[end..last_byte], MOST_AROUND)) } else { "…".to_owned() };
        let marked = before.len()..before.len() + inside.trim_end_matches('\n').len();
        Self { source: before + &inside + after.trim_end_matches(['\n', '\r']), marked }
    }
}

/// Lines of one range that are drawn; most of them are folded.
const MOST_LINES: usize = 10_000;

/// Bytes that are drawn of what stands in the line before a mark, or behind it. The crate shows about 140 columns, and says
/// where it cuts.
const MOST_AROUND: usize = 1000;

/// Bytes that are drawn of what is marked in one line. The crate cuts a long mark in its middle, and not at all where
/// characters are wide.
const MOST_MARKED: usize = 120;

fn tail(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(MOST_AROUND))..]
}

fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// With `\n` for each lone `\r`, and without control characters that the crate would hand on.
fn shown(text: &str) -> String {
    let text: Cow<'_, str> =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() };
    text.chars().map(|c| if ('\u{80}'..='\u{9f}').contains(&c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use ruff_text_size::TextSize;

    use super::*;

    fn show(text: &str, part: &str) -> String {
        let start = TextSize::of(text.split(part).next().unwrap_or_default());
        let (excerpts, range) = (Excerpts::new(text), TextRange::at(start, TextSize::of(part)));
        excerpts.show(range, excerpts.place(range).0, &[], Palette::plain())
    }

    #[test]
    fn carets_stand_below_the_range() {
        assert_eq!(show("a\nwith Pool(2) as p:\n", "Pool(2)"), "  |\n2 | with Pool(2) as p:\n  |      ^^^^^^^\n");
        assert_eq!(show("\tf(1)\r\n", "f(1)"), "  |\n1 |     f(1)\n  |     ^^^^\n");
        assert_eq!(show("x = '世界', f()", "f()"), "  |\n1 | x = '世界', f()\n  |             ^^^\n");
        assert_eq!(show("'e\u{301}' + f('世')", "f('世')"), "  |\n1 | 'e\u{301}' + f('世')\n  |       ^^^^^^^\n");
        assert_eq!(show("f()", ""), "  |\n1 | f()\n  | ^\n");
        assert_eq!(show("a\nf()\n", "f()\n"), "  |\n2 | f()\n  | ^^^\n");
    }

    #[test]
    fn ranges_of_several_lines_are_shown_as_such() {
        let want = "  |\n2 | / f(\n3 | |   1)\n  | |____^\n";
        for end in ["\n", "\r\n", "\r"] {
            let text = "a\nf(\n  1)\nb\n".replace('\n', end);
            assert_eq!(show(&text, &"f(\n  1)".replace('\n', end)), want, "{end:?}");
        }
        let text = format!("x = [\n{}]\n", "  f(),\n".repeat(5000));
        let shown = show(&text, &text);
        assert!(shown.lines().count() < 15 && shown.contains("..."), "{shown}");
    }

    #[test]
    fn long_lines_are_cut_around_the_range() {
        let text = format!("{}f(){}", "x".repeat(500_000), "y".repeat(500_000));
        let shown = show(&text, "f()");
        assert!(shown.contains("xxf()yy") && shown.contains("| ...x") && shown.contains("y...\n"), "{shown}");
        assert!(shown.lines().all(|line| line.len() < 200), "{shown}");
        let carets = shown.lines().last().and_then(|line| line.find('^'));
        assert_eq!(carets, shown.lines().nth(1).and_then(|line| line.find("f()")), "{shown}");
        let text = format!("f('{}')", "世".repeat(100_000));
        let shown = show(&text, &text);
        assert!(shown.contains("世世…\n") && shown.lines().all(|line| line.chars().count() < 200), "{shown}");
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        let text = "f('\u{1b}[2J\u{9b}2J\u{202e}\0\u{8}\u{7f}', g)";
        let shown = show(text, "g");
        assert!(!shown.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{shown:?}");
        let note = Note::Help("\u{1b}[2J\nx".to_owned());
        let shown = Excerpts::new("f").show(TextRange::default(), 1, &[note], Palette::plain());
        assert!(shown.ends_with("= help: \u{fffd}[2J\n          x\n"), "{shown:?}");
    }

    #[test]
    fn columns_count_characters() {
        let text = "é = 1\n世界; f()\n";
        let start = TextSize::of("é = 1\n世界; ");
        assert_eq!(Excerpts::new(text).place(TextRange::empty(start)), (2, 5));
    }
}
