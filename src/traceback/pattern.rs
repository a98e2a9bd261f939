//! Texts with `*` in them, looked for in one line.

/// Whether `line` holds `pattern`, in which `*` stands for anything: its pieces occur in this order.
pub(super) fn is_in(pattern: &str, line: &str) -> bool {
    let mut rest = line;
    pattern.split('*').all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn pieces_occur_in_order() {
        assert!(is_in("cannot pickle '*' object", "TypeError: cannot pickle '_thread.lock' object"));
        assert!(is_in("no star", "a line with no star in it"));
        assert!(is_in("*", "") && is_in("a*", "a"));
        assert!(!is_in("b*a", "ab"), "in order");
        assert!(!is_in("aa*aa", "aaa"), "a piece is used once");
    }
}
