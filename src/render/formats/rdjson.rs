//! Reviewdog's diagnostic format: columns count bytes, and each file has one suggestion that is all of its rewrite.

use serde_json::{Value, json};

use super::Renderer;
use super::json::{line, pretty};
use super::model::{Applicability, Diagnostic, diagnostics, slashed};
use super::words::told;
use crate::finding::Severity;
use crate::outcome::Outcome;
use crate::render::edit::span;
use crate::render::place::Lines;
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// One object for the run.
#[derive(Default)]
pub(super) struct Rdjson {
    diagnostics: Vec<Value>,
}

/// One diagnostic on each line.
pub(super) struct RdjsonLines;

impl Renderer for Rdjson {
    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        self.diagnostics.extend(rendered(report));
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        self.diagnostics.push(failed(trouble));
    }

    fn end(&mut self, _tally: &Tally, out: &mut Sink) {
        out.put(pretty(&json!({ "source": source(), "severity": "ERROR", "diagnostics": self.diagnostics })));
    }
}

impl Renderer for RdjsonLines {
    fn file(&mut self, report: &Report<'_>, out: &mut Sink) {
        rendered(report).for_each(|diagnostic| out.put(line(&diagnostic)));
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Sink) {
        out.put(line(&failed(trouble)));
    }
}

fn source() -> Value {
    match env!("CARGO_PKG_REPOSITORY") {
        "" => json!({ "name": "mpfix" }),
        url => json!({ "name": "mpfix", "url": url }),
    }
}

fn rendered(report: &Report<'_>) -> impl Iterator<Item = Value> {
    let (file, outcome) = report.now();
    let lines = Lines::git(file.text());
    // Reviewdog posts the suggestions of one diagnostic together and drops those whose lines differ, so the rewrite, which is
    // right as a whole alone, is one suggestion of the first finding that it mends.
    let mut suggestion = match outcome {
        Outcome::Fix { rewrite, .. } if report.checked.created.is_empty() => span(file.whole(), rewrite.text()).map(|span| {
            let (start, end) = span.lines;
            json!([{ "range": { "start": { "line": start }, "end": { "line": end } }, "text": span.text.unwrap_or_default() }])
        }),
        _ => None,
    };
    diagnostics(report).into_iter().map(move |diagnostic| {
        let mut value = object(&diagnostic, &lines);
        if diagnostic.applicability != Applicability::None
            && let Some(suggestion) = suggestion.take()
        {
            value["suggestions"] = suggestion;
        }
        value
    })
}

fn object(diagnostic: &Diagnostic, lines: &Lines<'_>) -> Value {
    let position = |offset: ruff_text_size::TextSize| {
        let place = lines.place(offset.into());
        json!({ "line": place.line, "column": place.byte_column() })
    };
    let range =
        |range: ruff_text_size::TextRange| json!({ "start": position(range.start()), "end": position(range.end()) });
    let mut location = json!({ "path": diagnostic.path });
    if diagnostic.location.cell.is_none() {
        location["range"] = range(diagnostic.range);
    }
    let mut code = json!({ "value": diagnostic.code });
    if let Some(url) = &diagnostic.url {
        code["url"] = json!(url);
    }
    let step = |step: &super::model::Step| {
        let range = json!({ "start": { "line": step.line } });
        json!({ "message": step.name, "location": { "path": step.path, "range": range } })
    };
    let mut related: Vec<Value> = diagnostic.call_path.iter().map(step).collect();
    if let Some(reason) = &diagnostic.refusal
        && let Some(at) = reason.range
    {
        let message = format!("not rewritten: {} {}", reason.code, reason.message);
        related.push(json!({ "message": message, "location": { "path": diagnostic.path, "range": range(at) } }));
    }
    let mut value = json!({
        "message": told(diagnostic),
        "location": location,
        "severity": severity(diagnostic.severity),
        "source": source(),
        "code": code,
    });
    if !related.is_empty() {
        value["related_locations"] = json!(related);
    }
    value
}

fn failed(trouble: &Trouble) -> Value {
    let mut location = json!({ "path": slashed(&trouble.path) });
    if let Some(line) = trouble.line {
        location["range"] = json!({ "start": { "line": line } });
    }
    json!({ "message": trouble.message, "location": location, "severity": "ERROR", "source": source() })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}
