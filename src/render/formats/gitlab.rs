//! GitLab Code Quality: a list of issues that GitLab knows again by their fingerprints.

use std::collections::HashMap;

use serde::Serialize;

use super::Renderer;
use super::json::pretty;
use super::model::diagnostics;
use super::words::{named_from_root, told};
use crate::finding::Severity;
use crate::render::fingerprint::fingerprint;
use crate::render::place::Lines;
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// The whole list at the end.
#[derive(Default)]
pub(super) struct Gitlab {
    issues: Vec<Issue>,
}

#[derive(Debug, Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Begin,
}

#[derive(Debug, Serialize)]
struct Begin {
    begin: usize,
}

impl Renderer for Gitlab {
    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        let (file, _) = report.now();
        let lines = Lines::git(file.text());
        let path = named_from_root(file.path());
        let mut seen: HashMap<u64, u64> = HashMap::new();
        for diagnostic in diagnostics(report) {
            // What stands there and not where: it may move. Equal ones are numbered in the order of the file.
            let code: String = file.text()[diagnostic.range].split_whitespace().collect::<Vec<_>>().join(" ");
            let parts = [path.as_bytes(), diagnostic.code.as_bytes(), code.as_bytes()];
            let nth = seen.entry(fingerprint(parts)).or_default();
            let hash = fingerprint(parts.into_iter().chain([&nth.to_le_bytes()[..]]));
            *nth += 1;
            self.issues.push(Issue {
                description: format!("{}: {}", diagnostic.code, told(&diagnostic)),
                check_name: diagnostic.name.to_owned(),
                fingerprint: format!("{hash:016x}"),
                severity: severity(diagnostic.severity),
                location: Location {
                    path: path.clone(),
                    lines: Begin { begin: lines.place(diagnostic.range.start().into()).line },
                },
            });
        }
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        let path = named_from_root(&trouble.path);
        let hash = fingerprint([path.as_bytes(), b"trouble", trouble.message.as_bytes()]);
        self.issues.push(Issue {
            description: trouble.message.clone(),
            check_name: "trouble".to_owned(),
            fingerprint: format!("{hash:016x}"),
            severity: "major",
            location: Location { path, lines: Begin { begin: trouble.line.unwrap_or(1) } },
        });
    }

    fn end(&mut self, _tally: &Tally, out: &mut Sink) {
        out.put(pretty(&self.issues));
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
