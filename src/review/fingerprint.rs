//! What tells a comment of mpfix from others, and one that says something new from one that does not.

use std::fmt;

/// A hidden mark in a comment: equal marks say equal things, wherever the lines have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

const MARK: &str = "<!-- mpfix:";

impl Fingerprint {
    /// The mark for what these texts say together.
    pub(super) fn of(parts: &[&str]) -> Self {
        // FNV-1a: comments of older versions have to be known again, so the hash must never change.
        let separated = parts.iter().flat_map(|part| part.bytes().chain([0]));
        Self(separated.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)))
    }

    /// The mark of a comment, which stands in its last line.
    pub(super) fn find(body: &str) -> Option<Self> {
        let (_, mark) = body.rsplit_once(MARK)?;
        let (number, _) = mark.split_once(" -->")?;
        u64::from_str_radix(number, 16).ok().map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{:016x} -->", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_again() {
        let mark = Fingerprint::of(&["a", "b"]);
        assert_eq!(Fingerprint::find(&format!("text\n\n{mark}")), Some(mark));
        assert_eq!(Fingerprint::find("<!-- other -->"), None);
        assert_ne!(mark, Fingerprint::of(&["ab"]));
        // Comments that are out there have this one.
        assert_eq!(Fingerprint::of(&["mpfix"]).to_string(), "<!-- mpfix:e5079008ea468ad9 -->");
    }
}
