//! Edits: replacements of disjoint ranges of a text.

use ruff_text_size::{TextRange, TextSize};

/// One replacement; the range may be empty (an insertion), and so may the new text (a deletion).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    range: TextRange,
    text: String,
}

/// Edits of one text. Invariant: disjoint and sorted; two insertions at one place keep the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

/// Two edits that touch the same text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap(pub TextRange, pub TextRange);

impl Edits {
    /// Adds a replacement.
    ///
    /// # Errors
    /// When it overlaps one that is already there.
    pub fn replace(&mut self, range: TextRange, text: String) -> Result<(), Overlap> {
        if range.is_empty() && text.is_empty() {
            return Ok(());
        }
        let index =
            self.0.partition_point(|edit| (edit.range.start(), edit.range.end()) <= (range.start(), range.end()));
        let clash = |edit: &&Edit| edit.range.start() < range.end() && range.start() < edit.range.end();
        let neighbours = [index.checked_sub(1).and_then(|before| self.0.get(before)), self.0.get(index)];
        if let Some(other) = neighbours.into_iter().flatten().find(clash) {
            return Err(Overlap(other.range, range));
        }
        self.0.insert(index, Edit { range, text });
        Ok(())
    }

    /// The text with all edits done.
    pub fn apply(&self, original: &str) -> String {
        let mut result = String::with_capacity(original.len() + 256);
        let mut at = TextSize::new(0);
        for edit in &self.0 {
            result.push_str(&original[TextRange::new(at, edit.range.start())]);
            result.push_str(&edit.text);
            at = edit.range.end();
        }
        result.push_str(&original[at.to_usize()..]);
        result
    }

    /// The place in the original text that a place in the new one comes from; for new text the place of its edit.
    pub fn origin(&self, at: TextSize) -> TextSize {
        let (mut old, mut new) = (TextSize::new(0), TextSize::new(0));
        for edit in &self.0 {
            let start = new + (edit.range.start() - old);
            let end = start + TextSize::of(&*edit.text);
            if at < start {
                break;
            }
            if at < end {
                return edit.range.start();
            }
            (old, new) = (edit.range.end(), end);
        }
        old + (at - new)
    }

    /// The edits, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (TextRange, &str)> {
        self.0.iter().map(|edit| (edit.range, edit.text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    #[test]
    fn overlaps_are_errors_and_order_does_not_matter() {
        let mut edits = Edits::default();
        assert_eq!(edits.replace(range(4, 6), "X".to_string()), Ok(()));
        assert_eq!(edits.replace(range(0, 1), String::new()), Ok(()));
        assert_eq!(edits.replace(range(5, 7), String::new()), Err(Overlap(range(4, 6), range(5, 7))));
        assert_eq!(edits.replace(range(6, 6), "Y".to_string()), Ok(()));
        assert_eq!(edits.apply("abcdefgh"), "bcdXYgh");
        let origins: Vec<u32> = (0..8).map(|at| edits.origin(at.into()).into()).collect();
        assert_eq!(origins, [1, 2, 3, 4, 6, 6, 7, 8]);
    }
}
