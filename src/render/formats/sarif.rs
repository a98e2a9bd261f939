//! SARIF 2.1.0, as GitHub's code scanning reads it.
//!
//! What GitHub asks for beyond the schema: URIs relative to the root of the repository, one location for each result, rules
//! with a help text, and a fingerprint of the line. It ignores `fixes`; reviewdog and editors read them.

use serde_json::{Value, json};

use super::Renderer;
use super::json::pretty;
use super::model::{Applicability, Diagnostic, diagnostics};
use super::uri::relative;
use crate::finding::{Code, Severity};
use crate::outcome::Outcome;
use crate::render::edit::edits;
use crate::render::fingerprint::line_hashes;
use crate::render::place::Lines;
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// The whole log at the end.
#[derive(Default)]
pub(super) struct Sarif {
    results: Vec<Value>,
    notifications: Vec<Value>,
}

impl Renderer for Sarif {
    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        let (file, _) = report.now();
        let found = diagnostics(report);
        let page = Page {
            artifact: relative(file.path()),
            lines: Lines::git(file.text()),
            hashes: line_hashes(file.text()),
            python: Lines::python(file.text()),
        };
        let fixes = fixes(report, &page.artifact);
        self.results.extend(found.iter().map(|diagnostic| page.result(diagnostic, fixes.as_ref())));
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        let mut place = json!({ "artifactLocation": relative(&trouble.path) });
        if let Some(line) = trouble.line {
            let column = trouble.column.unwrap_or(1);
            place["region"] = json!({ "startLine": line, "startColumn": column });
        }
        let text = [std::slice::from_ref(&trouble.message), &trouble.help[..]].concat().join("\n");
        let locations = json!([{ "physicalLocation": place }]);
        self.notifications.push(json!({ "level": "error", "message": { "text": text }, "locations": locations }));
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        let mut driver = json!({
            "name": "mpfix",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
        });
        if let url @ [_, ..] = env!("CARGO_PKG_REPOSITORY").as_bytes() {
            driver["informationUri"] = json!(String::from_utf8_lossy(url));
        }
        out.put(pretty(&json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": driver },
                "automationDetails": { "id": "mpfix/" },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "The root of the repository" } } },
                "invocations": [{
                    "executionSuccessful": tally.troubles == 0,
                    "toolExecutionNotifications": self.notifications,
                }],
                "results": self.results,
            }],
        })));
    }
}

/// What all results of one file share.
struct Page<'a> {
    artifact: Value,
    lines: Lines<'a>,
    hashes: Vec<String>,
    /// The hashes are those of Python's lines, of which a lone `\r` makes more.
    python: Lines<'a>,
}

impl Page<'_> {
    fn result(&self, diagnostic: &Diagnostic, fixes: Option<&Value>) -> Value {
        let index = Code::ALL.iter().position(|code| *code == diagnostic.rule).unwrap_or_default();
        let line = self.python.place(diagnostic.range.start().into()).line;
        let mut place = json!({ "artifactLocation": self.artifact });
        if diagnostic.location.cell.is_none() {
            place["region"] = region(&self.lines, diagnostic.range.start().into(), diagnostic.range.end().into());
        }
        let mut result = json!({
            "ruleId": diagnostic.code,
            "ruleIndex": index,
            "level": level(diagnostic.severity),
            "message": { "text": super::words::told(diagnostic) },
            "locations": [{ "physicalLocation": place }],
            "properties": { "applicability": diagnostic.applicability, "refusal": diagnostic.refusal },
        });
        if let Some(hash) = self.hashes.get(line - 1) {
            result["partialFingerprints"] = json!({ "primaryLocationLineHash": hash });
        }
        let related = self.related(diagnostic);
        if !related.is_empty() {
            result["relatedLocations"] = json!(related);
        }
        if let Some(fixes) = fixes.filter(|_| diagnostic.applicability != Applicability::None) {
            result["fixes"] = fixes.clone();
        }
        result
    }

    /// The steps of the call path, then what stands in the way.
    fn related(&self, diagnostic: &Diagnostic) -> Vec<Value> {
        let step = |step: &super::model::Step| {
            let artifact =
                if step.path == diagnostic.path { self.artifact.clone() } else { relative(step.path.as_ref()) };
            let place = json!({ "artifactLocation": artifact, "region": { "startLine": step.line } });
            json!({ "physicalLocation": place, "message": { "text": format!("via {}", step.name) } })
        };
        let mut related: Vec<Value> = diagnostic.call_path.iter().map(step).collect();
        if let Some(reason) = &diagnostic.refusal
            && let Some(range) = reason.range
            && diagnostic.location.cell.is_none()
        {
            let region = region(&self.lines, range.start().into(), range.end().into());
            let place = json!({ "artifactLocation": self.artifact, "region": region });
            let text = format!("not rewritten: {} {}", reason.code, reason.message);
            related.push(json!({ "physicalLocation": place, "message": { "text": text } }));
        }
        for (id, location) in related.iter_mut().enumerate() {
            location["id"] = json!(id + 1);
        }
        related
    }
}

fn region(lines: &Lines<'_>, start: usize, end: usize) -> Value {
    let (start, end) = (lines.place(start), lines.place(end));
    json!({ "startLine": start.line, "startColumn": start.column(), "endLine": end.line, "endColumn": end.column() })
}

/// The rewrite of the file, in the form of a list with one fix. Of a notebook its regions are those of the JSON, which is
/// what the file is to whoever takes the fix.
fn fixes(report: &Report<'_>, artifact: &Value) -> Option<Value> {
    let (file, Outcome::Fix { rewrite, .. }) = report.now() else { return None };
    let lines = Lines::git(file.whole());
    let replacement = |edit: crate::render::edit::Edit| {
        json!({
            "deletedRegion": region(&lines, edit.range.start, edit.range.end),
            "insertedContent": { "text": edit.content },
        })
    };
    let replacements: Vec<Value> = edits(file.whole(), rewrite.text()).into_iter().map(replacement).collect();
    let mut changes = vec![json!({ "artifactLocation": artifact, "replacements": replacements })];
    for new in &report.checked.created {
        let start = json!({ "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1 });
        let text = String::from_utf8_lossy(&new.bytes);
        let replacements = json!([{ "deletedRegion": start, "insertedContent": { "text": text } }]);
        changes.push(json!({ "artifactLocation": relative(&new.path), "replacements": replacements }));
    }
    let text = "Start the processes below a main guard";
    Some(json!([{ "description": { "text": text }, "artifactChanges": changes }]))
}

fn rule(code: Code) -> Value {
    let mut rule = json!({
        "id": code.as_str(),
        "name": code.name(),
        "shortDescription": { "text": sentence(code.summary()) },
        "fullDescription": { "text": sentence(code.summary()) },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": level(code.severity()), "enabled": code.is_default() },
        "properties": {
            "tags": ["correctness", "multiprocessing"],
            "precision": "high",
            "problem.severity": problem(code.severity()),
        },
    });
    if let Some(url) = code.url() {
        rule["helpUri"] = json!(url);
    }
    rule
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}
