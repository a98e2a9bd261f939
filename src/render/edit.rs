//! The way from one text to another, as edits of whole lines.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Lines that are replaced, and by what. Lines end at `\n`, as in git, so that an edit never divides `\r\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the old text; empty for an insertion.
    pub range: Range<usize>,
    /// What takes their place.
    pub content: String,
}

/// The edits that turn `old` into `new`: disjoint, in the order of the text, with unchanged lines between them.
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let starts: Vec<usize> = std::iter::once(0)
        .chain(old_lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }))
        .collect();
    let mut edits: Vec<Edit> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines) {
        if op.tag() == DiffTag::Equal {
            continue;
        }
        let range = starts[op.old_range().start]..starts[op.old_range().end];
        let content = new_lines[op.new_range()].concat();
        match edits.last_mut() {
            Some(last) if last.range.end == range.start => {
                last.range.end = range.end;
                last.content.push_str(&content);
            }
            _ => edits.push(Edit { range, content }),
        }
    }
    edits
}

/// All of a rewrite as one replacement of whole lines, from the first to the last that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// 1-based, both inclusive.
    pub lines: (usize, usize),
    /// The new lines without the line end of the last; `None` when the lines go away.
    pub text: Option<String>,
}

/// The span that turns `old` into `new`; `None` when they are equal, or when only a final line end goes away, which no
/// replacement of lines can say.
///
/// What is put between two lines takes the line before along, since a span has a line at least; so does what would leave one
/// blank line, which would look like a deletion.
pub fn span(old: &str, new: &str) -> Option<Span> {
    let old: Vec<&str> = old.split('\n').collect();
    let new: Vec<&str> = new.split('\n').collect();
    // What stands behind the last line end is no line when it is empty.
    let lines = old.len() - usize::from(old.last() == Some(&""));
    let both_end = old.last() == Some(&"") && new.last() == Some(&"");
    let shorter = old.len().min(new.len());
    let alike = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    if alike == old.len() && alike == new.len() {
        return None;
    }
    let mut first = alike.min(shorter - usize::from(both_end));
    let same_end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let mut left = same_end.min(shorter - first);
    let is_unclear = |first: usize, left: usize| {
        first == old.len() - left || (new.len() - left == first + 1 && new[first].is_empty())
    };
    while is_unclear(first, left) {
        if first > 0 {
            first -= 1;
        } else if left > 0 {
            left -= 1;
        } else {
            return None;
        }
    }
    let last = old.len() - left;
    let text = &new[first..new.len() - left];
    (last <= lines).then(|| Span { lines: (first + 1, last), text: (!text.is_empty()).then(|| text.join("\n")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: &[&str] = &[
        "",
        "a",
        "a\n",
        "a\nb\n",
        "b\na\n",
        "a\n\nb\n",
        "a\n\n\nb",
        "\n",
        "\n\n",
        "a\r\nb\r\n",
        "a\nx\nb\n",
        "x\ny\na\nb",
        "a\nb\nx\ny\n",
        "a\rb\n",
    ];

    #[test]
    fn edits_turn_one_text_into_the_other() {
        for (old, new) in pairs() {
            let mut text = old.to_owned();
            let edits = edits(old, new);
            assert!(edits.windows(2).all(|pair| pair[0].range.end < pair[1].range.start), "{edits:?}");
            edits.iter().rev().for_each(|edit| text.replace_range(edit.range.clone(), &edit.content));
            assert_eq!(text, new, "from {old:?}: {edits:?}");
        }
    }

    #[test]
    fn spans_turn_one_text_into_the_other() {
        let mut without = Vec::new();
        for (old, new) in pairs() {
            let Some(Span { lines, text }) = span(old, new) else {
                without.push((old, new));
                continue;
            };
            let mut pieces: Vec<&str> = old.split('\n').collect();
            let put = text.iter().flat_map(|text| text.split('\n'));
            pieces.splice(lines.0 - 1..lines.1, put);
            assert_eq!(pieces.join("\n"), new, "from {old:?}: {lines:?} {text:?}");
            assert!(lines.0 >= 1 && lines.0 <= lines.1 && lines.1 <= old.lines().count(), "{old:?} {new:?} {lines:?}");
            assert_ne!(text.as_deref(), Some(""), "{old:?} {new:?}");
        }
        // Nothing changes, a final line end goes away, or there is no line to hold on to.
        let excused = |(old, new): &(&str, &str)| {
            old == new || old.is_empty() || (old.ends_with('\n') && !new.ends_with('\n')) || new.trim().is_empty()
        };
        assert!(without.iter().all(excused), "{without:?}");
    }

    fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
        TEXTS.iter().flat_map(|old| TEXTS.iter().map(|new| (*old, *new)))
    }
}
