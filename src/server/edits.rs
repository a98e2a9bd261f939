//! From two texts to the edits that make one out of the other.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// One replacement: bytes of the old text, and what takes their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes of the old text.
    pub(super) range: Range<usize>,
    /// The new text.
    pub(super) text: String,
}

/// The edits, disjoint and in order. Lines are the same whatever their indentation, so that code which only moves into a
/// block stays the code it was for the editor, with its cursors and marks.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
    let (old, new) = (Text::of(old), Text::of(new));
    let mut edits: Vec<Edit> = Vec::new();
    // Two insertions at one place have an order, which not every client keeps: they become one.
    let mut add = |edit: Edit| match edits.last_mut().filter(|last| last.range.end == edit.range.start) {
        Some(last) => {
            last.range.end = edit.range.end;
            last.text.push_str(&edit.text);
        }
        None => edits.push(edit),
    };
    for op in capture_diff_slices(Algorithm::Myers, &old.contents, &new.contents) {
        let (before, after) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            before
                .zip(after)
                .filter_map(|(at, to)| indented(old.starts[at], old.indents[at], new.indents[to]))
                .for_each(&mut add);
        } else {
            let range = old.starts[before.start]..old.starts[before.end];
            add(Edit { range, text: new.text[new.starts[after.start]..new.starts[after.end]].to_owned() });
        }
    }
    edits
}

/// The edit of the indentation of a line that begins at `start`.
fn indented(start: usize, old: &str, new: &str) -> Option<Edit> {
    let (range, text) = match (new.strip_suffix(old), old.strip_suffix(new)) {
        (Some(more), _) => (start..start, more),
        (_, Some(less)) => (start..start + less.len(), ""),
        _ => (start..start + old.len(), new),
    };
    (!range.is_empty() || !text.is_empty()).then(|| Edit { range, text: text.to_owned() })
}

/// A text in lines.
struct Text<'t> {
    text: &'t str,
    /// Where each line begins, and where the last one ends.
    starts: Vec<usize>,
    indents: Vec<&'t str>,
    /// The lines with their ends, and without their indentation.
    contents: Vec<&'t str>,
}

impl<'t> Text<'t> {
    fn of(text: &'t str) -> Self {
        let (mut starts, mut indents, mut contents) = (vec![0], Vec::new(), Vec::new());
        let mut at = 0;
        for line in crate::parse::unit::lines_with_ends(text) {
            let (indent, content) = line.split_at(line.len() - line.trim_start_matches([' ', '\t']).len());
            at += line.len();
            starts.push(at);
            indents.push(indent);
            contents.push(content);
        }
        Self { text, starts, indents, contents }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(old: &str, edits: &[Edit]) -> String {
        let mut text = old.to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(edit.range.clone(), &edit.text);
        }
        text
    }

    #[test]
    fn what_only_moves_into_a_block_gets_indentation_alone() {
        let old = "import os\n\nwith a as b:\n    c(b)\n\nprint(1)\n";
        let new = "import os\n\nif __name__ == \"__main__\":\n    with a as b:\n        c(b)\n\n    print(1)\n";
        let edits = between(old, new);
        assert_eq!(apply(old, &edits), new);
        assert!(edits.iter().skip(1).all(|edit| edit.range.is_empty() && edit.text.trim().is_empty()), "{edits:?}");
    }

    #[test]
    fn any_two_texts() {
        let texts = ["", "a", "a\n", "  a\r\n b\r", "é\n\tb\n\n", "b\n  a\n", "\n\n", " \n"];
        for old in texts {
            for new in texts {
                let edits = between(old, new);
                assert_eq!(apply(old, &edits), new, "{old:?} {new:?}");
                assert!(edits.is_sorted_by(|a, b| a.range.end < b.range.start), "{edits:?}");
                assert_eq!(old == new, edits.is_empty());
            }
        }
    }
}
