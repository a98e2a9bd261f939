//! Numbers by which services know a finding again after lines have moved.

use std::collections::HashMap;
use std::fmt::Write as _;

/// A number that depends on these parts alone: not on the version of mpfix, nor on the machine (FNV-1a).
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for part in parts {
        // The length first, so that no two lists of parts look alike.
        part.len().to_le_bytes().into_iter().for_each(&mut eat);
        part.iter().copied().for_each(&mut eat);
    }
    hash
}

/// `primaryLocationLineHash` of each line, as the CodeQL action computes it, so that alerts stay the same whoever does.
///
/// Line `n` (1-based) is at `n - 1`. The hash covers 100 UTF-16 units from the start of the line, blanks and tabs left out and
/// all line ends as `\n`; behind the end of the file come -1 and then zeros. Lines with equal hashes are numbered.
pub fn line_hashes(text: &str) -> Vec<String> {
    let mut units = Vec::new();
    let mut starts = Vec::new();
    let mut is_line_start = true;
    let mut after_cr = false;
    let end = std::iter::once(END);
    for unit in text.encode_utf16().chain(end) {
        let skipped = unit == BLANK || unit == TAB || (after_cr && unit == LF);
        after_cr = !skipped && unit == CR;
        if skipped {
            continue;
        }
        let unit = if after_cr { LF } else { unit };
        if is_line_start {
            starts.push(units.len());
        }
        is_line_start = unit == LF;
        units.push(unit);
    }
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let windows = starts.iter().map(|start| {
        let window = units[*start..].iter().copied().chain(std::iter::repeat(0)).take(BLOCK);
        let hash = window.fold(0_u64, |hash, unit| hash.wrapping_mul(37).wrapping_add(unit.into()));
        let count = seen.entry(hash).or_default();
        *count += 1;
        let mut shown = String::new();
        // Writing to a string cannot fail.
        let _ = write!(shown, "{hash:x}:{count}");
        shown
    });
    windows.collect()
}

/// Units that are hashed for one line.
const BLOCK: usize = 100;

const BLANK: u16 = b' ' as u16;
const TAB: u16 = b'\t' as u16;
const LF: u16 = b'\n' as u16;
const CR: u16 = b'\r' as u16;

/// Stands behind the last character.
const END: u16 = u16::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes that are published with the CodeQL action, for texts that differ in their line ends alone.
    const GREETINGS: [&str; 7] = [
        "e9496ae3ebfced30:1",
        "fb7c023a8b9ccb3f:1",
        "ce8ba1a563dcdaca:1",
        "e20e36e16fcb0cc8:1",
        "b3edc88f2938467e:1",
        "c8e28b0b4002a3a0:1",
        "c129715d7a2bc9a3:1",
    ];

    #[test]
    fn line_hashes_are_those_of_the_codeql_action() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        let letters = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(line_hashes(" a\nb\n  \t\tc\n d"), letters);
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
        ] {
            assert_eq!(line_hashes(text), GREETINGS, "{text:?}");
        }
        let repeated = line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(repeated[..6].last().map(String::as_str), Some("a7f2ff13bc495cf2:6"));
        assert_eq!(repeated[6..8], ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1"]);
    }

    #[test]
    fn parts_are_kept_apart() {
        let parts: [&[&[u8]]; 3] = [&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"]];
        let hashes: Vec<u64> = parts.iter().map(|parts| fingerprint(parts.iter().copied())).collect();
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2], "{hashes:?}");
        assert_eq!(fingerprint([]), 0xcbf2_9ce4_8422_2325);
    }
}
