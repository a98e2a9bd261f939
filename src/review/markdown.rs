//! Markdown in which nothing of a user's code can be taken for markup.

/// A block of code in a fence that nothing in it ends.
///
/// A fence ends at a line of at least as many backticks, also behind blanks; so it is longer than any run of them.
pub(super) fn code_block(kind: &str, lines: &[impl AsRef<str>]) -> String {
    let longest = lines.iter().map(|line| longest_run(line.as_ref())).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let mut out = format!("{fence}{kind}\n");
    for line in lines {
        out.push_str(line.as_ref());
        out.push('\n');
    }
    out + &fence
}

/// A sentence of mpfix on one line: code between backticks stays code, all else is plain text.
pub(super) fn sentence(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        out.push_str(&escaped(before));
        let Some((inside, behind)) = after.split_once('`').filter(|(inside, _)| !inside.is_empty()) else {
            out.push_str("\\`");
            rest = after;
            continue;
        };
        out.push_str(&code(inside));
        rest = behind;
    }
    out + &escaped(rest)
}

/// A piece of code within a line.
pub(super) fn code(text: &str) -> String {
    let text = on_one_line(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    // A blank at both ends is taken off again, and keeps backticks of the text apart from the fence.
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// At most `most` characters of a text.
pub(super) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}\u{2026}", &text[..at]),
        None => text.to_owned(),
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in on_one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // A blank of no width keeps a name from being a mention, and a number from being a link.
            '@' | '#' => out.extend([c, '\u{200b}']),
            '\\' | '*' | '_' | '[' | ']' | '~' | '|' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_longer_than_any_run_of_backticks() {
        assert_eq!(code_block("suggestion", &["x"]), "```suggestion\nx\n```");
        assert_eq!(code_block("suggestion", &[] as &[&str]), "```suggestion\n```");
        assert_eq!(code_block("diff", &["a", "   ```` x", "``"]), "`````diff\na\n   ```` x\n``\n`````");
    }

    #[test]
    fn sentences_keep_code_and_lose_markup() {
        assert_eq!(sentence("`a_b` and a_b"), "`a_b` and a\\_b");
        assert_eq!(sentence("<!-- @you #1"), "&lt;!-- @\u{200b}you #\u{200b}1");
        assert_eq!(sentence("a ` b\n```"), "a `  b  `\\`\\`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(clipped("äöü", 2), "äö\u{2026}");
    }
}
