//! What a file imports, read off its bytes: nothing is decoded or parsed.
//!
//! The word `import` is searched for, so text in comments and strings counts too. That costs a look at a file too many
//! and never misses one.

use memchr::memmem::Finder;

/// One `import a.b`, or one `from ..a import b, c`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// Number of leading dots.
    pub level: usize,
    /// The parts of the module's name.
    pub module: Vec<String>,
    /// The names behind `from ... import`, `*` among them.
    pub names: Vec<String>,
}

/// All imports of a file, those in functions and those by name (`import_module("a.b")`) included.
pub fn imports(bytes: &[u8]) -> Vec<Import> {
    let finder = Finder::new("import");
    let mut found = Vec::new();
    let mut by_any_name = false;
    for at in finder.find_iter(bytes) {
        let end = at + "import".len();
        let rest = &bytes[end..];
        let before = bytes[..at].last().copied();
        if let Some(call) = rest.strip_prefix(b"_module").or_else(|| rest.strip_prefix(b"__")) {
            match argument(call) {
                Argument::Literal(text) => found.push(dotted(text)),
                Argument::Other => by_any_name = true,
                Argument::None => {}
            }
        } else if !before.is_some_and(is_word) && !rest.first().copied().is_some_and(is_word) {
            found.extend(statement(&bytes[..at], rest));
        }
    }
    if by_any_name {
        found.extend(literals(bytes).map(dotted));
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0c)
}

/// What stands around the keyword `import`.
fn statement(before: &[u8], rest: &[u8]) -> Vec<Import> {
    let head = trim_end(before);
    let module = head.iter().rev().take_while(|&&byte| is_word(byte) || byte == b'.' || is_blank(byte)).count();
    let mut module = &head[head.len() - module..];
    // `from . import x`, `from .. a import x`: blanks around the dots are legal.
    if let Some(from) = find_from(module) {
        module = &module[from..];
        let mut import = dotted(module);
        import.names = names(rest);
        return vec![import];
    }
    // Behind another word, `import` is prose.
    if head.last().is_some_and(|&byte| is_word(byte)) {
        return Vec::new();
    }
    names(rest).iter().map(|name| dotted(name.as_bytes())).collect()
}

/// Where the module begins behind the last `from ` of a stretch without line ends.
fn find_from(head: &[u8]) -> Option<usize> {
    let mut searched = head;
    while let Some(at) = memchr::memmem::rfind(searched, b"from") {
        let starts = !head[..at].last().copied().is_some_and(|byte| is_word(byte) || byte == b'.');
        let end = at + "from".len();
        let follows = head.get(end).is_some_and(|&byte| is_blank(byte) || byte == b'.');
        if starts && follows {
            return Some(end);
        }
        searched = &head[..at];
    }
    None
}

/// Without the blanks and continued lines at the end.
fn trim_end(mut bytes: &[u8]) -> &[u8] {
    loop {
        match bytes {
            [rest @ .., last] if is_blank(*last) => bytes = rest,
            [rest @ .., b'\\', b'\r', b'\n'] | [rest @ .., b'\\', b'\n' | b'\r'] => bytes = rest,
            _ => return bytes,
        }
    }
}

/// The names behind `import`, up to the end of the statement; their aliases are left out.
fn names(rest: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    let (mut in_brackets, mut expects_name) = (false, true);
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'(' if names.is_empty() => in_brackets = true,
            b'#' if in_brackets => {
                at += rest[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len() - at);
                continue;
            }
            b'\n' | b'\r' if in_brackets => {}
            b'\\' => {
                at += 1;
                if rest.get(at) == Some(&b'\r') && rest.get(at + 1) == Some(&b'\n') {
                    at += 1;
                }
            }
            b',' => expects_name = true,
            b'*' => names.push("*".to_string()),
            _ if is_blank(byte) => {}
            _ if is_word(byte) || byte == b'.' => {
                let word = rest[at..].iter().take_while(|&&byte| is_word(byte) || byte == b'.').count();
                if expects_name {
                    names.push(String::from_utf8_lossy(&rest[at..at + word]).into_owned());
                    expects_name = false;
                }
                at += word;
                continue;
            }
            _ => break,
        }
        at += 1;
    }
    names
}

fn dotted(text: &[u8]) -> Import {
    let text = String::from_utf8_lossy(text);
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let level = text.chars().take_while(|c| *c == '.').count();
    let module = text.split('.').filter(|part| !part.is_empty()).map(str::to_string).collect();
    Import { level, module, names: Vec::new() }
}

enum Argument<'b> {
    Literal(&'b [u8]),
    Other,
    None,
}

/// The first argument of a call.
fn argument(rest: &[u8]) -> Argument<'_> {
    let Some(rest) = rest.trim_ascii_start().strip_prefix(b"(") else { return Argument::None };
    let rest = rest.trim_ascii_start();
    let Some(&quote) = rest.first().filter(|byte| matches!(byte, b'"' | b'\'')) else { return Argument::Other };
    match literal(&rest[1..], quote) {
        Some(text) => Argument::Literal(text),
        None => Argument::Other,
    }
}

/// A dotted name up to the closing quote.
fn literal(rest: &[u8], quote: u8) -> Option<&[u8]> {
    let length = rest.iter().take_while(|&&byte| is_word(byte) || byte == b'.').count();
    (length > 0 && rest.get(length) == Some(&quote)).then(|| &rest[..length])
}

/// All dotted names in quotes.
fn literals(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memchr2_iter(b'"', b'\'', bytes).filter_map(|at| literal(&bytes[at + 1..], bytes[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let one = |import: &Import| {
            let names = if import.names.is_empty() { String::new() } else { format!(":{}", import.names.join(",")) };
            format!("{}{}{names}", ".".repeat(import.level), import.module.join("."))
        };
        imports(text.as_bytes()).iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn imports_are_read_in_every_spelling() {
        let table = [
            ("import os, a.b as c\n", "os a.b"),
            ("    from .x import (y,\n  z as w, # and v\n  *u)\n", ".x:y,z,*,u"),
            ("from . import jobs", ".:jobs"),
            ("from .. a import b", "..a:b"),
            ("from x.fromage import y", "x.fromage:y"),
            ("from a \\\n  import b, \\\n c\nx = 1", "a:b,c"),
            ("try: import fast\nexcept ImportError: from slow import *", "fast slow:*"),
            ("import a; import b\r\nimport c", "a b c"),
            ("if x:\timport y", "y"),
            ("m = importlib.import_module('pkg.jobs')", "pkg.jobs"),
            ("m = __import__ ( \"jobs\" )", "jobs"),
            ("for name in ['one', \"two\", 'not a name']: import_module(name)", "one two"),
            ("important = reimport = 1\nx.importer()", ""),
            ("# words that import nothing\n", ""),
        ];
        for (text, want) in table {
            assert_eq!(shown(text), want, "{text}");
        }
    }
}
