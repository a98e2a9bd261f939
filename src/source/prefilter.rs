//! Decides on raw bytes whether a file can matter at all, so that most files are never decoded or parsed.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

/// A search for any of a list of words, anywhere in a file but inside other words.
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
        // Most files have none, not even inside other words.
        let has_word = || self.words.find_overlapping_iter(bytes).any(|found| is_whole(bytes, found.range()));
        (self.words.is_match(bytes) && has_word()) || super::wide_bom(bytes).is_some()
    }
}

/// Does what was found there not go on at either end? A dot or a quote at its own end is an end.
fn is_whole(bytes: &[u8], found: Range<usize>) -> bool {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    let goes_on = |inside: Option<usize>, outside: Option<usize>| is_word(inside) && is_word(outside);
    let before = found.start.checked_sub(1);
    !goes_on(Some(found.start), before) && !goes_on(found.end.checked_sub(1), Some(found.end))
}

/// A search for whole words.
#[derive(Debug)]
pub struct Words(AhoCorasick);

impl Words {
    /// A search for any of `words`; `None` when they are too many.
    pub fn new(words: &[&str]) -> Option<Self> {
        AhoCorasick::new(words).ok().map(Self)
    }

    /// Does one of the words stand in the file, not as a part of another word?
    pub fn stand_in(&self, bytes: &[u8]) -> bool {
        self.0.find_overlapping_iter(bytes).any(|found| is_whole(bytes, found.range()))
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
        assert!(!filter.matches(b"import multiprocessing_logging, ajoblib\n") && filter.matches(b"ajoblib; joblib"));
        let quoted = Prefilter::new(["strategy=\"ddp\""]).expect("one word");
        assert!(quoted.matches(b"x.f(strategy=\"ddp\")") && !quoted.matches(b"my_strategy=\"ddp\""));
        assert!(!filter.matches(b""));
    }

    #[test]
    fn whole_words_only() {
        let words = Words::new(&["jobs", "job"]).expect("two words");
        assert!(words.stand_in(b"from pkg.jobs import run") && words.stand_in(b"job"));
        assert!(!words.stand_in(b"jobs2 = my_job") && !words.stand_in(b"ajob"));
    }

    #[test]
    fn utf16_counts_so_that_it_is_reported() {
        let filter = Prefilter::new(["multiprocessing"]).expect("one word");
        assert!(filter.matches(b"\xff\xfei\0m\0"));
        assert!(filter.matches(b"\xfe\xff\0i\0m"));
    }
}
