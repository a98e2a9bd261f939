//! One suggested change for a whole rewrite, where GitHub can carry it; else the reason why it cannot.

use std::fmt;
use std::ops::RangeInclusive;

use super::hunks::{Hunks, lines};

/// Lines of the file in the pull request, and what is to stand in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The lines that are replaced, all in one hunk.
    pub lines: RangeInclusive<usize>,
    /// The lines that take their place. One more that is empty stands for the newline a file lacks at its end.
    pub replacement: Vec<String>,
}

/// Why a rewrite cannot be a suggested change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It reaches beyond one hunk; these lines would change.
    OutsideDiff(RangeInclusive<usize>),
    /// The pull request does not show the file's lines, or shows others.
    NoDiff,
    /// The file has carriage returns.
    LineEndings,
    /// Characters that may not survive the way through Markdown.
    ControlCharacters,
    /// The final newline would go, or there is no line to replace.
    EndOfFile,
    /// The bytes of the file are not those of its text in UTF-8.
    Encoding,
    /// Another file comes in with it.
    NewFile,
    /// The file is a notebook.
    Notebook,
    /// Longer than a comment may be.
    TooLong,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutsideDiff(lines) if lines.start() == lines.end() => {
                write!(f, "it changes line {}, which is not part of the diff", lines.start())
            }
            Self::OutsideDiff(lines) => {
                write!(
                    f,
                    "it changes lines {} to {}, which are not all in one part of the diff",
                    lines.start(),
                    lines.end()
                )
            }
            Self::NoDiff => f.write_str("the lines of the file are not part of the diff"),
            Self::LineEndings => f.write_str("the lines of the file do not all end as suggested ones would"),
            Self::ControlCharacters => f.write_str("it has control characters"),
            Self::EndOfFile => f.write_str("a suggestion cannot change the end of the file in this way"),
            Self::Encoding => f.write_str("the file is not plain UTF-8"),
            Self::NewFile => f.write_str("it comes with a new file"),
            Self::Notebook => f.write_str("the file is a notebook"),
            Self::TooLong => f.write_str("it is too long"),
        }
    }
}

/// The one suggestion that turns `old` into `new`. `hunks`: what the pull request shows of `old`.
///
/// 1. Take the lines from the first that changes to the last.
/// 2. Where nothing is replaced, because lines only come in, the line above is replaced by itself and them; else the one
///    below.
/// 3. All lines that are replaced have to stand in one hunk.
///
/// GitHub replaces lines without asking how the last one ends. So in a file without final newline, the last line is
/// replaced by at least one other, and a newline that comes in is an empty line more.
///
/// # Errors
/// When a suggestion cannot say this.
pub fn suggestion(old: &str, new: &str, hunks: Option<&Hunks>) -> Result<Suggestion, Obstacle> {
    if old.contains('\r') || new.contains('\r') {
        return Err(Obstacle::LineEndings);
    }
    let is_ended = old.ends_with('\n');
    if old.is_empty() || old == new || (is_ended && !new.ends_with('\n') && !new.is_empty()) {
        return Err(Obstacle::EndOfFile);
    }
    let old: Vec<&str> = lines(old).collect();
    let new: Vec<&str> = if is_ended { lines(new).collect() } else { new.split('\n').collect() };
    let (mut first, last, mut end) = changed(&old, &new);

    let is_cut = first == end && last == old.len() && !is_ended;
    let hunks = hunks.ok_or(Obstacle::NoDiff)?;
    let mut last = last;
    if first == last || is_cut {
        // In both cases a line that stays takes part; its text is the same on both sides.
        if first > 0 && (is_cut || hunks.has_line(first)) {
            first -= 1;
        } else if last < old.len() {
            last += 1;
            end += 1;
        } else {
            return Err(Obstacle::OutsideDiff(first..=first));
        }
    }
    let lines = first + 1..=last;
    if !hunks.has(&lines) {
        return Err(Obstacle::OutsideDiff(lines));
    }
    let replacement: Vec<String> = new[first..end].iter().map(|line| (*line).to_owned()).collect();
    if replacement.iter().any(|line| line.contains(|c: char| c.is_control() && c != '\t')) {
        return Err(Obstacle::ControlCharacters);
    }
    Ok(Suggestion { lines, replacement })
}

/// Where two texts begin to differ, and where they cease to: `old[first..last]` becomes `new[first..end]`.
fn changed(old: &[&str], new: &[&str]) -> (usize, usize, usize) {
    let first = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let pairs = old[first..].iter().rev().zip(new[first..].iter().rev());
    let after = pairs.take_while(|(old, new)| old == new).count();
    (first, old.len() - after, new.len() - after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lines of the text in one hunk.
    fn whole(text: &str) -> Hunks {
        let added: Vec<String> = lines(text).map(|line| format!("+{line}")).collect();
        Hunks::parse(&format!("@@ -0,0 +1,{} @@\n{}", added.len(), added.join("\n")), text).expect("a patch")
    }

    fn of(old: &str, new: &str) -> Result<(RangeInclusive<usize>, String), Obstacle> {
        suggestion(old, new, Some(&whole(old))).map(|it| (it.lines, it.replacement.join("|")))
    }

    #[test]
    fn the_end_of_a_file_needs_care() {
        let table = [
            ("a\nb\n", "a\nc\n", 2..=2, "c"),
            ("a\nb\n", "a\nb\nc\n", 2..=2, "b|c"),
            ("a\nb\n", "x\na\nb\n", 1..=1, "x|a"),
            ("a\nb\n", "a\n", 2..=2, ""),
            ("a\nb", "a\nc", 2..=2, "c"),
            ("a\nb", "a\nb\n", 2..=2, "b|"),
            ("a\nb", "a\nc\n", 2..=2, "c|"),
            ("a\nb", "a\nb\nc", 2..=2, "b|c"),
            ("a\nb", "a", 1..=2, "a"),
            ("a\nb\n", "a\n\nb\n", 1..=1, "a|"),
        ];
        for (old, new, lines, text) in table {
            assert_eq!(of(old, new), Ok((lines, text.to_owned())), "{old:?} {new:?}");
        }
        assert_eq!(of("a\n", "b"), Err(Obstacle::EndOfFile));
        assert_eq!(of("a\r\n", "b\r\n"), Err(Obstacle::LineEndings));
        assert_eq!(of("a\n", "b\u{c}\n"), Err(Obstacle::ControlCharacters));
        assert_eq!(suggestion("", "a\n", Some(&Hunks::default())), Err(Obstacle::EndOfFile));
        assert_eq!(suggestion("a\n", "b\n", None), Err(Obstacle::NoDiff));
    }

    #[test]
    fn what_comes_in_is_put_beside_a_line_of_the_diff() {
        let old = "a\nb\nc\nd\n";
        let hunk = Hunks::parse("@@ -1,2 +3,2 @@\n c\n d", old).expect("a patch");
        let got = suggestion(old, "a\nb\nx\nc\nd\n", Some(&hunk)).expect("fits");
        assert_eq!((got.lines, got.replacement), (3..=3, vec!["x".to_owned(), "c".to_owned()]));
        assert_eq!(suggestion(old, "a\nx\nb\nc\nd\n", Some(&hunk)), Err(Obstacle::OutsideDiff(2..=2)));
        assert_eq!(suggestion(old, "a\nx\ny\nd\n", Some(&hunk)), Err(Obstacle::OutsideDiff(2..=3)));
    }
}
