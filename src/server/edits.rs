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

/// The edits, disjoint and in order. Indentation counts by itself, so that code which only moves into a block stays the
/// code it was for the editor, with its cursors and marks.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
    let (old_parts, new_parts) = (parts(old), parts(new));
    let (old_ends, new_ends) = (ends(&old_parts), ends(&new_parts));
    let ops = capture_diff_slices(Algorithm::Myers, &old_parts, &new_parts);
    let changes = ops.iter().filter(|op| op.tag() != DiffTag::Equal).map(|op| {
        let (before, after) = (op.old_range(), op.new_range());
        Edit {
            range: old_ends[before.start]..old_ends[before.end],
            text: new[new_ends[after.start]..new_ends[after.end]].to_owned(),
        }
    });
    changes.collect()
}

/// The indentation of each line, where there is any, and the rest with the end of the line.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for line in crate::parse::unit::lines_with_ends(text) {
        let (indent, rest) = line.split_at(line.len() - line.trim_start_matches([' ', '\t']).len());
        parts.extend([indent, rest].into_iter().filter(|part| !part.is_empty()));
    }
    parts
}

/// Where each part begins, and where the last one ends.
fn ends(parts: &[&str]) -> Vec<usize> {
    let mut at = 0;
    std::iter::once(0)
        .chain(parts.iter().map(|part| {
            at += part.len();
            at
        }))
        .collect()
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
                assert!(edits.is_sorted_by(|a, b| a.range.end <= b.range.start), "{edits:?}");
                assert_eq!(old == new, edits.is_empty());
            }
        }
    }
}
