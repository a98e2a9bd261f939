//! Decides on raw bytes whether a file can matter at all, so that most files are never decoded or parsed.

use std::ops::Range;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{AhoCorasick, Anchored, BuildError, Input, MatchError};

/// A search for any of a list of words, anywhere in a file but inside other words.
#[derive(Debug, Clone)]
pub struct Prefilter {
    words: DFA,
}

impl Prefilter {
    /// A search for `words`, which are ASCII: they have the same bytes in every encoding Python reads.
    ///
    /// # Errors
    /// When the words are too many for one automaton, which takes gigabytes of them.
    pub fn new<W: AsRef<[u8]>>(words: impl IntoIterator<Item = W>) -> Result<Self, BuildError> {
        // Its own prefilter looks for rare bytes, and among so many words none is rare.
        Ok(Self { words: DFA::builder().prefilter(false).build(words)? })
    }

    /// Whether the file may start processes.
    ///
    /// A file that begins with the byte order mark of UTF-16 or UTF-32 counts, so that decoding can report it.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        // Most files have none, not even inside other words. Where the search fails, which it never does, it may have one.
        (self.stands_in(bytes).unwrap_or(true) && self.has_whole(bytes).unwrap_or(true))
            || super::wide_bom(bytes).is_some()
    }

    /// Is there one of the words, perhaps inside another one?
    ///
    /// Each step of an automaton waits for the one before, so it goes through several parts of the file side by side.
    fn stands_in(&self, bytes: &[u8]) -> Result<bool, MatchError> {
        const PARTS: usize = 4;
        let size = bytes.len().div_ceil(PARTS);
        // What begins in a part may end in the next one.
        let part = |index: usize| {
            let start = (index * size).min(bytes.len());
            &bytes[start..(start + size + self.words.max_pattern_len()).min(bytes.len())]
        };
        let parts: [&[u8]; PARTS] = std::array::from_fn(part);
        let mut states: [StateID; PARTS] = [self.words.start_state(Anchored::No)?; PARTS];
        let common = parts.iter().map(|part| part.len()).min().unwrap_or_default();
        for at in 0..common {
            let mut is_special = false;
            for (state, part) in states.iter_mut().zip(parts) {
                *state = self.words.next_state(Anchored::No, *state, part[at]);
                is_special |= self.words.is_special(*state);
            }
            if is_special && states.iter().any(|state| self.words.is_match(*state)) {
                return Ok(true);
            }
        }
        Ok(states.into_iter().zip(parts).any(|(mut state, part)| {
            part[common..].iter().any(|byte| {
                state = self.words.next_state(Anchored::No, state, *byte);
                self.words.is_match(state)
            })
        }))
    }

    fn has_whole(&self, bytes: &[u8]) -> Result<bool, MatchError> {
        let mut all = self.words.try_find_overlapping_iter(Input::new(bytes))?;
        Ok(all.any(|found| is_whole(bytes, found.range())))
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
    fn finds_a_word_wherever_it_stands() {
        let filter = Prefilter::new(["multiprocessing", "job"]).expect("two words");
        for size in 0..90 {
            for at in 0..=size {
                let text = |word: &str| [&" ".repeat(at), word, &" ".repeat(size - at)].concat();
                for word in ["job", "multiprocessing"] {
                    assert!(filter.matches(text(word).as_bytes()), "{word} at {at} of {size}");
                }
                assert!(!filter.matches(text("multiprocess").as_bytes()), "{at} of {size}");
            }
        }
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
