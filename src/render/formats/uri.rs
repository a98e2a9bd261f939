//! Paths as parts of URIs.

use std::path::Path;

use serde_json::{Value, json};

use crate::source::repository;

/// A SARIF artifact location: the path from the root of the repository, which the reader of the log knows.
pub(super) fn relative(path: &Path) -> Value {
    json!({ "uri": encoded(&repository::patch_name(path)), "uriBaseId": "%SRCROOT%" })
}

/// Each byte that is not plain in every part of a path, as `%XX` (RFC 3986).
fn encoded(path: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let show = |byte: &u8| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    path.iter().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_with_a_meaning_in_uris_are_encoded() {
        assert_eq!(encoded("a b/c:d%\u{e9}#?.py".as_bytes()), "a%20b/c%3Ad%25%C3%A9%23%3F.py");
        assert_eq!(encoded(b"\xff\n"), "%FF%0A");
    }
}
