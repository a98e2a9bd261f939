//! Unified diffs that `git apply` takes: in the file's own bytes, with its own line endings.

use std::fmt;
use std::io::Write as _;
use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::palette::{Palette, paint};

/// The patch that turns `old` into `new`; empty when they are equal.
///
/// `name`: what the file is called from the root of the repository, without `a/` or `b/`. Lines end at `\n` alone, as
/// in git, so that `\r` stays part of its line.
pub fn unified(name: &[u8], old: &[u8], new: &[u8], palette: Palette) -> Vec<u8> {
    let old: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = new.split_inclusive(|byte| *byte == b'\n').collect();
    let groups = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT);
    let mut out = Vec::new();
    if groups.iter().all(Vec::is_empty) {
        return out;
    }
    for (mark, side) in [("---", b"a/"), ("+++", b"b/")] {
        let name = quoted(&[&side[..], name].concat());
        out.extend(styled(palette.path, &[mark.as_bytes(), b" ", &name].concat()));
        out.push(b'\n');
    }
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let header =
            Header(first.old_range().start..last.old_range().end, first.new_range().start..last.new_range().end);
        // Writing to a vector cannot fail.
        let _ = writeln!(out, "{}", paint(palette.gutter, header));
        for op in &group {
            write_op(&mut out, op, &old, &new, palette);
        }
    }
    out
}

/// The patch that makes a new file. Unlike [`unified`] it needs a header of git's own, for the mode.
pub fn created(name: &[u8], bytes: &[u8], palette: Palette) -> Vec<u8> {
    let mut out = Vec::new();
    let [old, new] = [b"a/", b"b/"].map(|side| quoted(&[&side[..], name].concat()).trim_ascii_end().to_vec());
    let head = [b"diff --git ", &old[..], b" ", &new, b"\nnew file mode 100644"].concat();
    out.extend(styled(palette.path, &head));
    out.push(b'\n');
    // An empty file has no lines to add, and git wants nothing more then.
    if !bytes.is_empty() {
        let patch = unified(name, b"", bytes, palette);
        let body = patch.iter().position(|byte| *byte == b'\n').map_or(&[][..], |end| &patch[end + 1..]);
        out.extend(styled(palette.path, b"--- /dev/null"));
        out.push(b'\n');
        out.extend_from_slice(body);
    }
    out
}

/// Unchanged lines around each change, as in git.
const CONTEXT: usize = 3;

/// Line ranges of a hunk, counted from 0.
struct Header(Range<usize>, Range<usize>);

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |range: &Range<usize>| match range.len() {
            // An empty range is named by the line before it.
            0 => format!("{},0", range.start),
            1 => format!("{}", range.start + 1),
            length => format!("{},{length}", range.start + 1),
        };
        write!(f, "@@ -{} +{} @@", side(&self.0), side(&self.1))
    }
}

fn write_op(out: &mut Vec<u8>, op: &DiffOp, old: &[&[u8]], new: &[&[u8]], palette: Palette) {
    if op.tag() == DiffTag::Equal {
        old[op.old_range()].iter().for_each(|line| write_line(out, b' ', line, anstyle::Style::new()));
        return;
    }
    old[op.old_range()].iter().for_each(|line| write_line(out, b'-', line, palette.alarm));
    new[op.new_range()].iter().for_each(|line| write_line(out, b'+', line, palette.good));
}

fn write_line(out: &mut Vec<u8>, mark: u8, line: &[u8], style: anstyle::Style) {
    let content = line.strip_suffix(b"\n").unwrap_or(line);
    out.extend(styled(style, &[&[mark], content].concat()));
    out.push(b'\n');
    if content.len() == line.len() {
        out.extend_from_slice(b"\\ No newline at end of file\n");
    }
}

fn styled(style: anstyle::Style, text: &[u8]) -> Vec<u8> {
    let (before, after) = (style.render().to_string(), style.render_reset().to_string());
    [before.as_bytes(), text, after.as_bytes()].concat()
}

/// A name as git writes it in headers: quoted with C escapes when it has control characters, quotes, backslashes or
/// bytes beyond ASCII; followed by a tab when it has a blank, so that nobody takes the rest for a date.
fn quoted(name: &[u8]) -> Vec<u8> {
    let is_odd = |byte: &u8| !(0x20..0x7f).contains(byte) || matches!(byte, b'"' | b'\\');
    if !name.iter().any(is_odd) {
        let tab: &[u8] = if name.contains(&b' ') { b"\t" } else { b"" };
        return [name, tab].concat();
    }
    let mut out = vec![b'"'];
    for byte in name {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            byte if is_odd(byte) => out.extend(format!("\\{byte:03o}").bytes()),
            byte => out.push(*byte),
        }
    }
    out.push(b'"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(old: &str, new: &str) -> String {
        String::from_utf8_lossy(&unified(b"a.py", old.as_bytes(), new.as_bytes(), Palette::plain())).into_owned()
    }

    #[test]
    fn line_endings_and_missing_newlines_are_kept() {
        assert_eq!(patch("a\n", "a\n"), "");
        assert_eq!(
            patch("a\r\nb", "a\r\nc\n"),
            "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n"
        );
        assert_eq!(patch("a\rb\n", "a\rc\n"), "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\rb\n+a\rc\n");
        assert_eq!(patch("", "x\n"), "--- a/a.py\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n");
    }

    #[test]
    fn new_files_have_a_mode() {
        let patch = |bytes: &[u8]| String::from_utf8_lossy(&created(b"a b.py", bytes, Palette::plain())).into_owned();
        let head = "diff --git a/a b.py b/a b.py\nnew file mode 100644\n";
        assert_eq!(patch(b""), head);
        assert_eq!(patch(b"x\ny\n"), format!("{head}--- /dev/null\n+++ b/a b.py\t\n@@ -0,0 +1,2 @@\n+x\n+y\n"));
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        let table: &[(&[u8], &[u8])] = &[
            (b"a/x.py", b"a/x.py"),
            (b"a/x y.py", b"a/x y.py\t"),
            (b"a/\"q\".py", b"\"a/\\\"q\\\".py\""),
            ("a/é.py".as_bytes(), b"\"a/\\303\\251.py\""),
            (b"a/t\tn\n.py", b"\"a/t\\tn\\n.py\""),
        ];
        for (name, want) in table {
            assert_eq!(quoted(name), *want, "{}", name.escape_ascii());
        }
    }
}
