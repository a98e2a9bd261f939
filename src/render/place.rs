//! Lines and columns of byte offsets, counted in the ways that formats ask for.

/// The lines of one text.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// 1-based.
    pub line: usize,
    /// What stands before the place in its line.
    before: &'a str,
}

impl Place<'_> {
    /// 1-based column in characters (Unicode code points).
    pub fn column(&self) -> usize {
        self.before.chars().count() + 1
    }

    /// 1-based column in bytes of UTF-8.
    pub fn byte_column(&self) -> usize {
        self.before.len() + 1
    }
}

impl<'a> Lines<'a> {
    /// Lines as Python counts them: they end at `\n`, `\r\n` and a lone `\r`.
    pub fn python(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        Self::ending(text, (0..bytes.len()).filter(ends))
    }

    /// Lines as git and the services around it count them: they end at `\n` alone.
    pub fn git(text: &'a str) -> Self {
        Self::ending(text, text.match_indices('\n').map(|(at, _)| at))
    }

    fn ending(text: &'a str, ends: impl Iterator<Item = usize>) -> Self {
        Self { text, starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect() }
    }

    /// The place of a byte offset; of one behind the end: the end.
    pub fn place(&self, offset: usize) -> Place<'a> {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        Place { line, before: &self.text[self.starts[line - 1]..offset] }
    }

    /// The byte offset at which a line begins, counted from 1.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_three_ways() {
        let text = "a\r\nb\rc 世 d\n";
        let at = text.find('d').unwrap_or_default();
        let (python, git) = (Lines::python(text).place(at), Lines::git(text).place(at));
        assert_eq!((python.line, python.column(), python.byte_column()), (3, 5, 7));
        assert_eq!((git.line, git.column(), git.byte_column()), (2, 7, 9));
    }

    #[test]
    fn the_end_is_a_place() {
        assert_eq!(Lines::python("").place(9).line, 1);
        let end = Lines::git("x\n").place(2);
        assert_eq!((end.line, end.column()), (2, 1));
        assert_eq!((Lines::git("x\ny").start(2), Lines::git("x\ny").start(3)), (Some(2), None));
    }
}
