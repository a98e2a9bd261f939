//! Which lines of a file a pull request shows: comments may stand there and nowhere else.

use std::ops::{Range, RangeInclusive};

/// The lines of the new side of a diff, hunk by hunk: added ones and those around them. They count from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hunks(Vec<Range<usize>>);

impl Hunks {
    /// Reads `files[].patch` of a pull request; `None` when it is cut short, or is not about `text`.
    ///
    /// Each line it shows is compared with `text`: a patch of another commit would put comments beside other code.
    pub fn parse(patch: &str, text: &str) -> Option<Self> {
        let text: Vec<&str> = lines(text).collect();
        let mut hunks = Vec::new();
        let mut rest = patch.split('\n').peekable();
        while let Some(line) = rest.next() {
            if line.is_empty() && rest.peek().is_none() {
                break;
            }
            let (mut old, new) = header(line)?;
            let mut at = new.start;
            while old > 0 || at < new.end {
                let line = rest.next()?;
                // Some tools take the blank off empty lines.
                let (mark, content) = if line.is_empty() { (" ", "") } else { line.split_at_checked(1)? };
                if mark == "\\" {
                    continue;
                }
                old = old.checked_sub(usize::from(matches!(mark, " " | "-")))?;
                match mark {
                    "-" => {}
                    " " | "+" if at < new.end && is_same(text.get(at.checked_sub(1)?)?, content) => at += 1,
                    _ => return None,
                }
            }
            rest.next_if(|line| line.starts_with('\\'));
            hunks.push(new);
        }
        Some(Self(hunks))
    }

    /// Whether all these lines stand in one hunk.
    pub fn has(&self, lines: &RangeInclusive<usize>) -> bool {
        self.0.iter().any(|hunk| hunk.contains(lines.start()) && hunk.contains(lines.end()))
    }

    /// Whether the line stands in a hunk.
    pub fn has_line(&self, line: usize) -> bool {
        self.has(&(line..=line))
    }
}

/// The lines of a text as git and GitHub count them, without their ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap_or(line))
}

/// `@@ -3,7 +3,9 @@ def f():`: how many old lines, and which new ones.
fn header(line: &str) -> Option<(usize, Range<usize>)> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let (_, old) = start_and_length(old)?;
    let (start, length) = start_and_length(new)?;
    Some((old, start..start.checked_add(length)?))
}

fn start_and_length(range: &str) -> Option<(usize, usize)> {
    match range.split_once(',') {
        Some((start, length)) => Some((start.parse().ok()?, length.parse().ok()?)),
        None => Some((range.parse().ok()?, 1)),
    }
}

/// Line ends and the byte order mark do not always survive the way through JSON.
fn is_same(line: &str, shown: &str) -> bool {
    let bare = |text: &str| text.trim_start_matches('\u{feff}').trim_end_matches('\r').to_owned();
    line == shown || bare(line) == bare(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\nb\nc\nd\ne\nf\n";

    #[test]
    fn hunks_are_the_lines_of_the_new_side() {
        let patch = "@@ -1,2 +1,3 @@ x\n a\n+b\n c\n@@ -9,2 +5 @@\n-y\n-z\n+e";
        let hunks = Hunks::parse(patch, TEXT).expect("a patch");
        assert_eq!(hunks, Hunks(vec![1..4, 5..6]));
        assert!(hunks.has(&(1..=3)) && hunks.has_line(5));
        assert!(!hunks.has(&(3..=5)) && !hunks.has_line(4) && !hunks.has_line(6) && !hunks.has_line(0));
    }

    #[test]
    fn files_that_only_lost_lines_show_none() {
        let hunks = Hunks::parse("@@ -1,2 +0,0 @@\n-x\n-y\n\\ No newline at end of file", "").expect("a patch");
        assert!(!hunks.has_line(0) && !hunks.has_line(1));
    }

    #[test]
    fn marks_of_missing_newlines_are_no_lines() {
        let patch = "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n";
        let hunks = Hunks::parse(patch, "a\nb").expect("a patch");
        assert!(hunks.has(&(1..=2)) && !hunks.has_line(3));
    }

    #[test]
    fn a_patch_of_another_text_is_none() {
        for (patch, text) in [
            ("@@ -1 +1 @@\n-x\n+y", TEXT),
            ("@@ -1 +1,2 @@\n a", TEXT),
            ("@@ -1 +9 @@\n-x\n+a", TEXT),
            ("@@ -1 +1 @@\n+a\n+b", TEXT),
            ("Binary files differ", TEXT),
            ("@@ -0,0 +1 @@\n*a", TEXT),
            ("@@ -0,0 +0,1 @@\n+a", TEXT),
        ] {
            assert_eq!(Hunks::parse(patch, text), None, "{patch}");
        }
        assert!(Hunks::parse("@@ -0,0 +1 @@\n+\u{e4}\r", "\u{feff}\u{e4}\r\n").is_some());
        assert!(Hunks::parse("@@ -0,0 +1 @@\n\u{e4}a", TEXT).is_none());
    }
}
