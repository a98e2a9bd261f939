//! What a script printed, held against what it printed before: without what differs from run to run by itself.
//!
//! Two runs of the same script under the same start method may print different things: times, addresses, the order in which
//! workers are done. Whatever differs there says nothing about a rewrite and is left out; how much that is, is told.

use std::ops::Range;

/// What a person says about the comparison.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Lines are compared in sorted order.
    pub sort_lines: bool,
    /// What matches is left out of each line.
    pub ignore: Vec<regex::Regex>,
}

impl Rules {
    fn lines(&self, text: &str) -> Vec<String> {
        let cleaned = |line: &str| {
            self.ignore.iter().fold(line.to_owned(), |line, regex| regex.replace_all(&line, "").into_owned())
        };
        let mut lines: Vec<String> = text.lines().map(cleaned).collect();
        if self.sort_lines {
            lines.sort_unstable();
        }
        lines
    }
}

/// What is to be printed, as far as two runs of the original agree on it.
#[derive(Debug)]
pub struct Expected {
    rules: Rules,
    lines: Lines,
}

#[derive(Debug)]
enum Lines {
    /// Each in its place; what varies within them is `None`.
    InOrder(Vec<Line>),
    /// Sorted.
    InAnyOrder(Vec<String>),
    /// Nothing is known but that something is printed.
    Unstable,
}

/// A line in pieces; `None` stands for one that may be anything.
type Line = Vec<Option<String>>;

/// How far the original agrees with itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// Wholly.
    Whole,
    /// In these lines (1-based) something differs.
    Lines(Vec<usize>),
    /// The lines come in another order.
    Order,
    /// It prints another number of lines each time, so that output is not compared.
    Nothing,
}

/// Where the output differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// 1-based line of the output; of the sorted output where the order does not count.
    pub line: usize,
    /// What the original printed; `None`: nothing any more.
    pub want: Option<String>,
    /// What was printed in its place.
    pub got: Option<String>,
}

impl Expected {
    /// From what two runs of the original printed.
    pub fn of(first: &str, second: &str, rules: Rules) -> Self {
        let (one, other) = (rules.lines(first), rules.lines(second));
        let lines = if one == other {
            Lines::InOrder(one.into_iter().map(|line| vec![Some(line)]).collect())
        } else if sorted(&one) == sorted(&other) {
            Lines::InAnyOrder(sorted(&one))
        } else if one.len() == other.len() {
            Lines::InOrder(one.iter().zip(&other).map(|(one, other)| common(one, other)).collect())
        } else {
            Lines::Unstable
        };
        Self { rules, lines }
    }

    /// How far the two runs agree.
    pub fn agreement(&self) -> Agreement {
        match &self.lines {
            Lines::InAnyOrder(_) => Agreement::Order,
            Lines::Unstable => Agreement::Nothing,
            Lines::InOrder(lines) => {
                let varying = lines.iter().zip(1..).filter(|(line, _)| line.iter().any(Option::is_none));
                let numbers: Vec<usize> = varying.map(|(_, number)| number).collect();
                if numbers.is_empty() { Agreement::Whole } else { Agreement::Lines(numbers) }
            }
        }
    }

    /// The first place where `printed` differs.
    pub fn difference(&self, printed: &str) -> Option<Difference> {
        let mut got = self.rules.lines(printed);
        let want: Vec<Line> = match &self.lines {
            Lines::Unstable => return None,
            Lines::InOrder(lines) => lines.clone(),
            Lines::InAnyOrder(lines) => {
                got = sorted(&got);
                lines.iter().map(|line| vec![Some(line.clone())]).collect()
            }
        };
        (0..want.len().max(got.len())).find_map(|at| match (want.get(at), got.get(at)) {
            (Some(want), Some(got)) if fits(want, got) => None,
            (want, got) => {
                let want = want.map(|line| line.iter().map(|piece| piece.as_deref().unwrap_or("...")).collect());
                Some(Difference { line: at + 1, want, got: got.cloned() })
            }
        })
    }
}

fn sorted(lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    lines
}

/// What two lines have in common, in pieces: words and numbers that differ may be anything.
fn common(one: &str, other: &str) -> Line {
    if one == other {
        return vec![Some(one.to_owned())];
    }
    let (ones, others) = (words(one), words(other));
    if ones.len() != others.len() {
        return vec![None];
    }
    let pair = |(first, second): (Range<usize>, Range<usize>)| {
        let text = &one[first];
        (text == &other[second]).then(|| text.to_owned())
    };
    ones.into_iter().zip(others).map(pair).collect()
}

/// The words of a line, numbers with a point among them, and each other character by itself.
fn words(line: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut in_word = false;
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        match ranges.last_mut() {
            Some(last) if in_word && is_part(c) => last.end = end,
            _ => ranges.push(at..end),
        }
        in_word = is_part(c);
    }
    ranges
}

/// Whether a line is one that may be expected: pieces in order, with whatever is between them for `None`.
fn fits(want: &Line, got: &str) -> bool {
    if let [None] = &want[..] {
        return true;
    }
    let ranges = words(got);
    match &want[..] {
        [Some(whole)] => whole == got,
        pieces => {
            pieces.len() == ranges.len()
                && pieces
                    .iter()
                    .zip(ranges)
                    .all(|(piece, range)| piece.as_deref().is_none_or(|text| text == &got[range]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(one: &str, other: &str) -> Expected {
        Expected::of(one, other, Rules::default())
    }

    #[test]
    fn what_is_the_same_twice_is_compared_to_the_letter() {
        let expected = expected("a\nb 1\n", "a\nb 1\n");
        assert_eq!(expected.agreement(), Agreement::Whole);
        assert_eq!(expected.difference("a\nb 1\n"), None);
        let at = |line, want: Option<&str>, got: Option<&str>| {
            Some(Difference { line, want: want.map(str::to_owned), got: got.map(str::to_owned) })
        };
        assert_eq!(expected.difference("a\nb 2\n"), at(2, Some("b 1"), Some("b 2")));
        assert_eq!(expected.difference("a\n"), at(2, Some("b 1"), None));
        assert_eq!(expected.difference("a\nb 1\nc\n"), at(3, None, Some("c")));
    }

    #[test]
    fn words_that_vary_are_left_out_and_the_others_are_not() {
        let expected = expected("took 0.12 s: 7\nend\n", "took 0.31 s: 7\nend\n");
        assert_eq!(expected.agreement(), Agreement::Lines(vec![1]));
        assert_eq!(expected.difference("took 9.9 s: 7\nend\n"), None);
        let wrong = expected.difference("took 0.12 s: 8\nend\n").expect("a difference");
        assert_eq!((wrong.line, wrong.want.as_deref()), (1, Some("took ... s: 7")));
    }

    #[test]
    fn the_order_of_lines_counts_only_where_it_is_always_the_same() {
        let expected = expected("a\nb\nc\n", "b\na\nc\n");
        assert_eq!(expected.agreement(), Agreement::Order);
        assert_eq!(expected.difference("c\nb\na\n"), None);
        assert!(expected.difference("c\nb\nb\n").is_some());
    }

    #[test]
    fn output_of_varying_length_is_not_compared() {
        let expected = expected("a\n", "a\nb\n");
        assert_eq!(expected.agreement(), Agreement::Nothing);
        assert_eq!(expected.difference("z\n"), None);
    }

    #[test]
    fn people_say_what_to_leave_out() {
        let ignore = vec![regex::Regex::new("[0-9]+ ms").expect("a regex")];
        let expected = Expected::of("x 10 ms\ny\n", "x 10 ms\ny\n", Rules { sort_lines: true, ignore });
        assert_eq!(expected.difference("y\nx 7 ms\n"), None);
        assert!(expected.difference("y\nx 7 s\n").is_some());
    }
}
