//! The page of a rule, and the table of all rules.

use std::fmt::Write as _;

use serde::Serialize;

use super::palette::{Palette, paint};
use crate::finding::Code;

/// The page of a code. Headings are set off where the palette has colours; else it is the Markdown as it is.
pub fn page(code: Code, palette: Palette) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in code.page().lines() {
        in_code ^= line.starts_with("```");
        let is_heading = !in_code && line.starts_with('#');
        // Writing to a string cannot fail, here and below.
        let _ = match is_heading {
            true => writeln!(out, "{}", paint(palette.path, line)),
            false => writeln!(out, "{line}"),
        };
    }
    out
}

/// One line for each code: code, name, whether it is on by default, summary.
pub fn table(palette: Palette) -> String {
    let widest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut out = String::new();
    for code in Code::ALL {
        let (name, default) = (code.name(), if code.is_default() { "on" } else { "off" });
        let shown = paint(palette.alarm, code.as_str());
        let _ = writeln!(out, "{shown}  {name:widest$}  {default:3}  {}", code.summary());
    }
    out
}

/// The same as JSON: a list of objects.
pub fn json() -> String {
    let rules: Vec<Rule> = Code::ALL.iter().copied().map(Rule::of).collect();
    let mut out = serde_json::to_string_pretty(&rules).unwrap_or_default();
    out.push('\n');
    out
}

#[derive(Serialize)]
struct Rule {
    code: &'static str,
    name: &'static str,
    default: bool,
    summary: &'static str,
}

impl Rule {
    fn of(code: Code) -> Self {
        Self { code: code.as_str(), name: code.name(), default: code.is_default(), summary: code.summary() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_set_off_and_comments_in_code_are_not() {
        let plain = page(Code::NotAScript, Palette::plain());
        assert_eq!(plain, Code::NotAScript.page());
        let styled = page(Code::NotAScript, Palette::coloured());
        assert!(styled.starts_with("\u{1b}[1m# MP108 not-a-script\u{1b}[0m\n"), "{styled}");
        let headings = plain.lines().filter(|line| line.starts_with("# MP") || line.starts_with("## ")).count();
        assert_eq!(styled.matches("\u{1b}[1m").count(), headings);
    }
}
