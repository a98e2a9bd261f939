//! Changes of single bytes and lines, tried everywhere: each must be noticed.

use super::{broken, right_pairs};

/// Whether a byte stands in a string that spans lines, by the only marker the examples use.
fn in_long_string(text: &str, at: usize) -> bool {
    text[..at].matches("\"\"\"").count() % 2 == 1
}

/// Whether changing this white space changes nothing but the look: indentation, or an empty line.
fn is_looks(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let before_is_blank = text[line..at].trim().is_empty();
    let after_is_blank = text[at..].starts_with("\n\n");
    let is_space = text.as_bytes()[at].is_ascii_whitespace();
    // How generated lines look is not the validator's concern.
    let generated = ["if __name__", "def main", "    global"].iter().any(|head| text[line..].starts_with(head));
    // Between two statements of a line, white space is nobody's.
    let between = text[..at].ends_with(';');
    is_space && (generated || between || before_is_blank || after_is_blank) && !in_long_string(text, at)
}

#[test]
fn no_single_byte_can_go() {
    for (original, rewritten) in right_pairs() {
        for (at, byte) in rewritten.bytes().enumerate() {
            if !byte.is_ascii() || is_looks(&rewritten, at) {
                continue;
            }
            let mut mutant = rewritten.clone();
            mutant.remove(at);
            // White space behind a line's text is nobody's.
            let at_line_end = mutant[at..].starts_with(['\n', '\r']) && matches!(byte, b' ');
            if !at_line_end && broken(&original, &mutant).is_empty() {
                panic!("without byte {at} ({:?}) this passes:\n{mutant}", char::from(byte));
            }
        }
    }
}

#[test]
fn no_single_byte_can_be_another() {
    for (original, rewritten) in right_pairs() {
        for (at, byte) in rewritten.bytes().enumerate() {
            if byte.is_ascii_whitespace() || !byte.is_ascii() {
                continue;
            }
            for by in ["0", "q", "_"] {
                let mut mutant = rewritten.clone();
                mutant.replace_range(at..=at, by);
                if mutant != rewritten && broken(&original, &mutant).is_empty() {
                    panic!("with {by:?} at byte {at} this passes:\n{mutant}");
                }
            }
        }
    }
}

#[test]
fn no_line_can_go_be_doubled_or_swapped() {
    for (original, rewritten) in right_pairs() {
        let lines: Vec<&str> = rewritten.split_inclusive('\n').collect();
        for at in 0..lines.len() {
            // Whether `freeze_support()` is called is for others to say.
            if lines[at].trim().is_empty() || lines[at].contains("freeze_support()") {
                continue;
            }
            let without: String = [&lines[..at], &lines[at + 1..]].concat().concat();
            assert!(!broken(&original, &without).is_empty(), "passes:\n{without}");
            let doubled: String = [&lines[..=at], &lines[at..]].concat().concat();
            assert!(!broken(&original, &doubled).is_empty(), "passes:\n{doubled}");
            let other = at + 1;
            if other < lines.len() && !lines[other].trim().is_empty() && lines[at] != lines[other] {
                let mut swapped = lines.clone();
                swapped.swap(at, other);
                let is_comment = |line: &str| line.trim_start().starts_with('#');
                let mutant = swapped.concat();
                if !is_comment(lines[at]) && !is_comment(lines[other]) {
                    assert!(!broken(&original, &mutant).is_empty(), "passes:\n{mutant}");
                }
            }
        }
    }
}
