//! The identifiers of documents, and the paths they stand for.
//!
//! A `file:` identifier is a path in percent-encoding. On Windows a drive letter comes as `/c:/`, `/C:/` or `/c%3A/`, which
//! all mean the same file, and a host means a shared folder: `file://host/share` is `\\host\share`.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// What a document is, by its identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A file, whether it is on the disk yet or not.
    File(PathBuf),
    /// A text that was never saved, with the name it has in the editor.
    Untitled(String),
}

/// What an identifier stands for; `None`: something mpfix does not look at, such as a cell of a notebook or an old version.
pub(super) fn place(uri: &str) -> Option<Place> {
    let (scheme, rest) = uri.split_once(':')?;
    match &*scheme.to_ascii_lowercase() {
        "file" => path_of(rest, cfg!(windows)).map(Place::File),
        "untitled" => {
            let name = percent_decode_str(rest).decode_utf8_lossy();
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            Some(Place::Untitled(if name.is_empty() { "untitled".to_owned() } else { name.to_owned() }))
        }
        _ => None,
    }
}

/// The path behind an identifier, when it is that of a file.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    match place(uri)? {
        Place::File(path) => Some(path),
        Place::Untitled(_) => None,
    }
}

/// The identifier of a file; the path is absolute.
pub(super) fn of_path(path: &Path) -> String {
    of_bytes(path.as_os_str().as_encoded_bytes(), cfg!(windows))
}

fn path_of(rest: &str, windows: bool) -> Option<PathBuf> {
    let bytes = bytes_of(rest, windows)?;
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
    }
    #[cfg(not(unix))]
    {
        String::from_utf8(bytes).ok().map(PathBuf::from)
    }
}

/// The path behind `file:`.
fn bytes_of(rest: &str, windows: bool) -> Option<Vec<u8>> {
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let is_local = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    let mut path: Vec<u8> = percent_decode_str(path).collect();
    if !path.starts_with(b"/") || path.contains(&0) || (!windows && !is_local) {
        return None;
    }
    if windows {
        if is_local && path.get(1).is_some_and(u8::is_ascii_alphabetic) && path.get(2) == Some(&b':') {
            path.remove(0);
            path[0].make_ascii_uppercase();
        } else if !is_local {
            path = [b"//", host.as_bytes(), &path].concat();
        }
        path.iter_mut().filter(|byte| **byte == b'/').for_each(|byte| *byte = b'\\');
    }
    Some(path)
}

/// What stands for itself in a path: RFC 3986 "unreserved", and the slash.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

fn of_bytes(path: &[u8], windows: bool) -> String {
    let mut path = path.to_vec();
    if windows {
        path.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        if let Some(shared) = path.strip_prefix(b"//") {
            return format!("file://{}", percent_encode(shared, ENCODED));
        }
        path.insert(0, b'/');
    }
    format!("file://{}", percent_encode(&path, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(uri: &str, windows: bool) -> Option<String> {
        let rest = uri.strip_prefix("file:").expect("a file");
        bytes_of(rest, windows).map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn files_are_percent_encoded_paths() {
        let table = [
            ("file:///a/b.py", Some("/a/b.py")),
            ("file:///a%20b/%C3%A9%e4%b8%96.py", Some("/a b/é世.py")),
            ("file:///a b/é.py", Some("/a b/é.py")),
            ("file:/a/b.py", Some("/a/b.py")),
            ("file://localhost/a.py", Some("/a.py")),
            ("file:///a%23b%3fc%25d.py", Some("/a#b?c%d.py")),
            ("file://host/a.py", None),
            ("file:a.py", None),
            ("file://", None),
            ("file:///a%00.py", None),
        ];
        for (uri, path) in table {
            assert_eq!(read(uri, false).as_deref(), path, "{uri}");
        }
    }

    #[test]
    fn drive_letters_are_alike_on_windows() {
        for uri in ["file:///c:/a b/x.py", "file:///C:/a%20b/x.py", "file:///c%3A/a%20b/x.py"] {
            assert_eq!(read(uri, true).as_deref(), Some("C:\\a b\\x.py"), "{uri}");
        }
        assert_eq!(read("file://host/share/x.py", true).as_deref(), Some("\\\\host\\share\\x.py"));
        assert_eq!(of_bytes(b"C:\\a b\\x.py", true), "file:///C%3A/a%20b/x.py");
        assert_eq!(of_bytes(b"\\\\host\\share\\x.py", true), "file://host/share/x.py");
    }

    #[test]
    fn paths_come_back() {
        for path in ["/a/b.py", "/a b/é世#?%.py", "/~x/-_.py"] {
            assert_eq!(read(&of_bytes(path.as_bytes(), false), false).as_deref(), Some(path));
        }
        for path in ["C:\\a b\\é.py", "\\\\host\\share\\é.py"] {
            assert_eq!(read(&of_bytes(path.as_bytes(), true), true).as_deref(), Some(path));
        }
    }

    #[test]
    fn other_documents_are_not_looked_at() {
        assert_eq!(place("untitled:Untitled-1"), Some(Place::Untitled("Untitled-1".to_owned())));
        assert_eq!(place("untitled:/a%20b/x.py"), Some(Place::Untitled("x.py".to_owned())));
        for uri in ["vscode-notebook-cell:/a.ipynb#X1", "git:/a.py?x", "http://a/b.py", "x.py", ""] {
            assert_eq!(place(uri), None, "{uri}");
        }
    }
}
