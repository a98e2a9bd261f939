//! Decides on raw bytes whether a file can matter at all, so that most files are never decoded or parsed.

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

/// A search for any of a list of words, anywhere in a file, also inside other words.
#[derive(Debug, Clone)]
pub struct Prefilter {
    words: AhoCorasick,
}

impl Prefilter {
    /// A search for `words`, which are ASCII: they have the same bytes in every encoding Python reads.
    ///
    /// # Errors
    /// When the words are too many for one automaton, which takes gigabytes of them.
    pub fn new<W: AsRef<[u8]>>(words: impl IntoIterator<Item = W>) -> Result<Self, BuildError> {
        // Left to itself, the crate takes the slower automaton from about a hundred words on, to save memory.
        Ok(Self { words: AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(words)? })
    }

    /// Whether the file may start processes.
    ///
    /// A file that begins with the byte order mark of UTF-16 or UTF-32 counts, so that decoding can report it.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        self.words.is_match(bytes) || super::wide_bom(bytes).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_in_any_encoding() {
        let filter = Prefilter::new(["multiprocessing", "joblib"]).expect("two words");
        assert!(filter.matches(b"# coding: latin-1\n# \xe9\nimport multiprocessing as mp\n"));
        assert!(filter.matches(b"from torch.multiprocessing import spawn"));
        assert!(!filter.matches(b"import math\n"));
        assert!(!filter.matches(b""));
    }

    #[test]
    fn utf16_counts_so_that_it_is_reported() {
        let filter = Prefilter::new(["multiprocessing"]).expect("one word");
        assert!(filter.matches(b"\xff\xfei\0m\0"));
        assert!(filter.matches(b"\xfe\xff\0i\0m"));
    }
}
