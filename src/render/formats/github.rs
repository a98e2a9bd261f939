//! Commands of GitHub Actions: each finding becomes an annotation.

use super::Renderer;
use super::model::{Diagnostic, diagnostics};
use super::words::{named_from_root, told};
use crate::finding::Severity;
use crate::render::place::Lines;
use crate::render::report::Report;
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// One command for each finding and trouble.
pub(super) struct Github;

impl Renderer for Github {
    fn file(&mut self, report: &Report<'_>, out: &mut Sink) {
        let (file, _) = report.now();
        let lines = Lines::git(file.text());
        let path = named_from_root(file.path());
        for diagnostic in diagnostics(report) {
            out.put(command(&diagnostic, &path, &lines));
        }
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Sink) {
        let file = named_from_root(&trouble.path);
        let mut properties = format!("title={},file={}", property("mpfix"), property(&file));
        if let Some(line) = trouble.line {
            properties += &format!(",line={line}");
        }
        let message = [std::slice::from_ref(&trouble.message), &trouble.help[..]].concat().join("\n");
        out.put(format!("::error {properties}::{}\n", data(&message)));
    }
}

fn command(diagnostic: &Diagnostic, path: &str, lines: &Lines<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let title = format!("mpfix {} ({})", diagnostic.code, diagnostic.name);
    let (start, end) = (lines.place(diagnostic.range.start().into()), lines.place(diagnostic.range.end().into()));
    let mut properties = format!("title={},file={}", property(&title), property(path));
    // A cell has no line in the file that GitHub shows.
    if diagnostic.location.cell.is_none() {
        properties += &format!(",line={},endLine={}", start.line, end.line);
        // GitHub drops annotations that have columns and more than one line.
        if start.line == end.line {
            properties += &format!(",col={},endColumn={}", start.column(), end.column());
        }
    }
    format!("::{level} {properties}::{}\n", data(&told(diagnostic)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
