//! How a file says that it is run: the line `#!/usr/bin/env python3`, a main guard, a call at the top level.
#![expect(clippy::disallowed_methods, reason = "the stage that reads files")]

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use memchr::memmem;

/// Longest first line that is looked at; Linux reads 256 bytes of it.
pub const LONGEST: usize = 256;

/// Does the first line name Python, in whatever version and by whatever way?
pub fn names_python(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).strip_prefix(b"#!") else { return false };
    let line = rest.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let line = &line[..line.len().min(LONGEST)];
    let words = line.split(|byte| byte.is_ascii_whitespace() || *byte == b'=');
    words.map(|word| word.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(word)).any(is_python)
}

/// Does the first line of a regular file name Python? No more than that line is read.
pub fn of_file(path: &Path) -> bool {
    let mut first = Vec::with_capacity(LONGEST);
    File::open(path).is_ok_and(|file| file.take(LONGEST as u64).read_to_end(&mut first).is_ok()) && names_python(&first)
}

/// May the file be one that is run, by its bytes: its first line, a main guard, or a call that begins a line? Text in strings
/// counts too, which costs a look at a file too many.
pub fn may_be_run(bytes: &[u8]) -> bool {
    names_python(bytes) || bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(|line| is_guard(line) || is_call(line))
}

fn is_guard(line: &[u8]) -> bool {
    line.starts_with(b"if") && memmem::find(line, b"__name__").is_some()
}

/// `main()`, `cli.run(1)`
fn is_call(line: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || *byte >= 0x80;
    let length = line.iter().take_while(|byte| is_part(byte)).count();
    let starts = line.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80);
    let is_keyword = matches!(
        &line[..length],
        b"if" | b"while" | b"with" | b"for" | b"del" | b"assert" | b"return" | b"lambda" | b"not"
    );
    starts && !is_keyword && line[length..].trim_ascii_start().first() == Some(&b'(')
}

/// `python`, `python3.12`, `pypy3`, `pythonw.exe`
fn is_python(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(b".exe").unwrap_or(&name);
    let rest = [&b"python"[..], b"pypy"].iter().find_map(|known| name.strip_prefix(*known));
    let rest = rest.map(|rest| rest.strip_prefix(b"w").unwrap_or(rest));
    rest.is_some_and(|rest| rest.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b't' | b'd')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_is_named_in_many_ways() {
        let yes = [
            "#!/usr/bin/python\n",
            "#!/usr/bin/env python3",
            "#! /usr/bin/env -S python3.12 -u\r\nx",
            "#!/opt/venv/bin/pypy3\n",
            "#!/usr/bin/env PYTHONPATH=lib python\n",
            "\u{feff}#!python\n",
            "#!C:\\Python312\\pythonw.exe\n",
            "#!/usr/bin/python3.13t\n",
        ];
        let no = [
            "",
            "#!/bin/sh\npython x",
            "#!/usr/bin/env node\n",
            "# /usr/bin/python\n",
            "\n#!/usr/bin/python\n",
            "#!/usr/bin/ipython-x\n",
        ];
        let run = ["x = 1\nif __name__ == '__main__':\n", "\r\nmain()\r\n", "cli.run (1)\n", "#!/usr/bin/python\n"];
        let not_run =
            ["x = main()\n", "def f():\n    main()\n", "if (x):\n    pass\n", "class A(B):\n", "@f()\n", "f\n(1)\n"];
        run.iter().for_each(|text| assert!(may_be_run(text.as_bytes()), "{text}"));
        not_run.iter().for_each(|text| assert!(!may_be_run(text.as_bytes()), "{text}"));
        yes.iter().for_each(|text| assert!(names_python(text.as_bytes()), "{text}"));
        no.iter().for_each(|text| assert!(!names_python(text.as_bytes()), "{text}"));
    }
}
