//! A summary in Markdown, for the page of a workflow run, or the text of a pull request.

use super::Renderer;
use super::model::{Applicability, Diagnostic, diagnostics, slashed};
use super::text::counted;
use crate::finding::Code;
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// Numbers first, then the files: the lists at the end.
#[derive(Default)]
pub(super) struct Markdown {
    fixed: List,
    fixable: List,
    refused: List,
    found: List,
    troubles: List,
}

impl Renderer for Markdown {
    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        let (file, _) = report.now();
        let path = slashed(file.path());
        if report.fixed() > 0 {
            let made = made(report, "made");
            self.fixed.add(format!("{}: {}{made}", code(&path), counted(report.fixed(), "finding")));
        }
        let found = diagnostics(report);
        let (mended, rest): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            found.iter().partition(|diagnostic| diagnostic.applicability != Applicability::None);
        if let Some(first) = mended.first() {
            let caveat = if first.applicability == Applicability::Unsafe { ", unsafe" } else { "" };
            let place = at(&path, first.location.start.line);
            let makes = made(report, "makes");
            self.fixable.add(format!("{place}: {}{caveat}{makes}", counted(mended.len(), "finding")));
        }
        if let Some(reason) = rest.iter().find_map(|diagnostic| diagnostic.refusal.as_ref()) {
            let place = reason.location.map_or_else(|| code(&path), |location| at(&path, location.start.line));
            self.refused.add(format!("{place}: {} {}", reason.code, prose(&reason.message)));
        }
        for diagnostic in rest.iter().filter(|diagnostic| diagnostic.refusal.is_none()) {
            let place = at(&path, diagnostic.location.start.line);
            self.found.add(format!("{place}: {} {}", diagnostic.code, prose(&diagnostic.message)));
        }
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        let path = slashed(&trouble.path);
        let place = trouble.line.map_or_else(|| code(&path), |line| at(&path, line));
        self.troubles.add(format!("{place}: {}", prose(&trouble.message)));
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        let mut text = format!("## mpfix\n\n{}\n", headline(tally));
        if !tally.codes.is_empty() {
            text += "\n| code | | findings |\n|---|---|---:|\n";
            for (code, count) in &tally.codes {
                text += &format!("| {} | {} | {count} |\n", code.as_str(), prose(code.summary()));
            }
        }
        if !tally.refused.is_empty() {
            text += "\n| reason | | files not rewritten |\n|---|---|---:|\n";
            for (code, count) in &tally.refused {
                text += &format!("| {} | {} | {count} |\n", code.as_str(), prose(Code::summary(*code)));
            }
        }
        for (title, list) in [
            ("Rewritten", &self.fixed),
            ("Can be rewritten", &self.fixable),
            ("Not rewritten", &self.refused),
            ("Other findings", &self.found),
            ("Went wrong", &self.troubles),
        ] {
            text += &list.shown(title);
        }
        out.put(text);
    }
}

fn headline(tally: &Tally) -> String {
    let mut parts = Vec::new();
    match (tally.fixable, tally.fixed) {
        (0, _) => {}
        (fixable, 0) => parts.push(format!("{} can be rewritten", counted(fixable, "file"))),
        (fixable, fixed) if fixable == fixed => parts.push(format!("{} rewritten", counted(fixed, "file"))),
        (fixable, fixed) => parts.push(format!("{fixed} of {} rewritten", counted(fixable, "file"))),
    }
    if tally.all_refused() > 0 {
        parts.push(format!("{} not rewritten", counted(tally.all_refused(), "file")));
    }
    if tally.troubles > 0 {
        parts.push(format!("{} went wrong", counted(tally.troubles, "thing")));
    }
    let head = format!("{} checked, {}", counted(tally.files, "file"), counted(tally.findings, "finding"));
    if parts.is_empty() { format!("{head}.") } else { format!("{head}: {}.", parts.join(", ")) }
}

/// Lines that are cut off where they would make the page too long.
#[derive(Default)]
struct List {
    lines: Vec<String>,
    bytes: usize,
    left_out: usize,
}

/// Bytes of one list: five of them and the rest stay below the 1 MiB that GitHub takes.
const MOST: usize = 200_000;

impl List {
    fn add(&mut self, line: String) {
        if self.left_out > 0 || self.bytes + line.len() > MOST {
            self.left_out += 1;
        } else {
            self.bytes += line.len() + "- \n".len();
            self.lines.push(line);
        }
    }

    fn shown(&self, title: &str) -> String {
        if self.lines.is_empty() && self.left_out == 0 {
            return String::new();
        }
        let mut text = format!("\n### {title}\n\n");
        self.lines.iter().for_each(|line| text += &format!("- {line}\n"));
        if self.left_out > 0 {
            text += &format!("- and {} more\n", self.left_out);
        }
        text
    }
}

/// The files that come in with a rewrite.
fn made(report: &Report<'_>, verb: &str) -> String {
    let names: Vec<String> = report.checked.created.iter().map(|new| code(&slashed(&new.path))).collect();
    if names.is_empty() { String::new() } else { format!(", {verb} {}", names.join(", ")) }
}

fn at(path: &str, line: usize) -> String {
    code(&format!("{path}:{line}"))
}

/// A code span, whatever backticks are in the text.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A message, of which what stands in backticks is code, and nothing else means anything to Markdown.
fn prose(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(message);
    }
    let part = |(at, part): (usize, &&str)| {
        if at % 2 == 0 { escaped(part) } else { code(part).replace('|', "\\|") }
    };
    parts.iter().enumerate().filter(|(at, part)| at % 2 == 0 || !part.is_empty()).map(part).collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' => out.extend(['\\', c]),
            // Nobody is called by a report.
            '@' => out.push_str("&#64;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_message_is_taken_for_markdown() {
        assert_eq!(prose("`a|b` and <i> @me"), "`a\\|b` and \\<i\\> &#64;me");
        assert_eq!(prose("one ` alone"), "one \\` alone");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`\n"), "`` `\u{fffd} ``");
    }

    #[test]
    fn long_lists_are_cut() {
        let mut list = List::default();
        (0..3000).for_each(|_| list.add("x".repeat(100)));
        let shown = list.shown("Many");
        assert!(shown.len() < MOST + 1000 && shown.ends_with(" more\n"), "{}", shown.len());
        assert_eq!(list.lines.len() + list.left_out, 3000);
    }
}
