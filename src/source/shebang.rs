//! The line by which a file says what runs it: `#!/usr/bin/env python3`.

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
        yes.iter().for_each(|text| assert!(names_python(text.as_bytes()), "{text}"));
        no.iter().for_each(|text| assert!(!names_python(text.as_bytes()), "{text}"));
    }
}
