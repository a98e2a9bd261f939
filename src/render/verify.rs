//! What `verify` saw, for people and for programs.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::palette::{Palette, paint};
use crate::trouble::printable;
use crate::verify::compare::{Agreement, Difference};
use crate::verify::python::{Method, Python};
use crate::verify::running::End;
use crate::verify::{Row, Sameness, Verdict};

/// What was run beside the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// mpfix's rewrite.
    Rewrite,
    /// The script as it is: there is no rewrite of it.
    Script,
}

impl Subject {
    fn name(self) -> &'static str {
        match self {
            Self::Rewrite => "rewrite",
            Self::Script => "script",
        }
    }
}

/// A table for people.
pub fn text(path: &Path, subject: Subject, python: &Python, verdict: &Verdict, palette: Palette) -> String {
    let name = printable(&path.to_string_lossy());
    let mut out = String::new();
    let says = match (verdict.has_measure(), verdict.is_right(), subject) {
        (false, ..) => "cannot tell, because the original does not come to an end",
        (_, true, Subject::Rewrite) => "the rewrite does what the original does",
        (_, true, Subject::Script) => "it does the same under each start method",
        (_, false, Subject::Rewrite) => "the rewrite does something else than the original",
        (_, false, Subject::Script) => "it does not do the same under each start method",
    };
    let style = if verdict.is_right() { palette.good } else { palette.alarm };
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "{}: {} (Python {})", paint(palette.path, &name), paint(style, says), python.version);
    let _ = writeln!(out, "  {}", row("original", &verdict.original, ""));
    for each in &verdict.rows {
        let same = if !verdict.has_measure() {
            "not compared"
        } else if each.sameness == Sameness::Same && !verdict.leaves_more(each) {
            "same"
        } else {
            "DIFFERENT"
        };
        let style = if same == "DIFFERENT" { palette.alarm } else { palette.good };
        let _ = writeln!(out, "  {}{}", row(subject.name(), each, "  "), paint(style, same));
        for line in differences(verdict, each) {
            let _ = writeln!(out, "      {line}");
        }
    }
    for note in notes(verdict) {
        let _ = writeln!(out, "  note: {note}");
    }
    out
}

fn row(what: &str, row: &Row, gap: &str) -> String {
    let seconds = row.done.time.as_secs_f64();
    format!("{what:<8}  {:<10}  {:<14} {seconds:>6.1} s{gap}", row.method.name(), end(row.done.end))
}

fn end(end: End) -> String {
    match end {
        End::Status(status @ ..0) => format!("signal {}", -status),
        End::Status(status) => format!("exit {status}"),
        End::Hang => "hangs".to_owned(),
        End::Bootstrapping => "cannot start".to_owned(),
    }
}

fn differences(verdict: &Verdict, row: &Row) -> Vec<String> {
    let mut lines = Vec::new();
    match &row.sameness {
        Sameness::Same => {}
        Sameness::Output(Difference { line, want, got }) => {
            let side = |text: &Option<String>| {
                text.as_ref().map_or_else(|| "nothing more".to_owned(), |text| format!("`{}`", printable(text)))
            };
            lines.push(format!("line {line} of the output: the original prints {}", side(want)));
            lines.push(format!("{:>width$}, this {}", "", side(got), width = format!("line {line}").len()));
        }
        Sameness::End { want } => lines.push(format!("the original: {}", end(*want))),
    }
    if row.sameness != Sameness::Same && !row.done.complaint.is_empty() {
        lines.push(format!("last line on standard error: {}", printable(row.done.complaint.trim())));
    }
    if verdict.leaves_more(row) {
        lines.push(format!("{} left behind, ended by mpfix", count(row.done.left_behind, "process", "processes")));
    }
    lines
}

fn notes(verdict: &Verdict) -> Vec<String> {
    let mut notes = Vec::new();
    match &verdict.agreement {
        Agreement::Whole => {}
        Agreement::Lines(numbers) => {
            let first: Vec<String> = numbers.iter().take(10).map(usize::to_string).collect();
            let more = if numbers.len() > 10 { ", ..." } else { "" };
            notes.push(format!(
                "what varies from run to run of the original was not compared (line {}{more})",
                first.join(", ")
            ));
        }
        Agreement::Order => {
            notes.push("the original prints its lines in varying order, so the order was not compared".to_owned())
        }
        Agreement::Nothing => notes.push(
            "the original prints another number of lines each time, so the exit status alone was compared".to_owned(),
        ),
    }
    if verdict.original.done.left_behind > 0 {
        let left = count(verdict.original.done.left_behind, "process", "processes");
        notes.push(format!("the original leaves {left} behind"));
    }
    if !verdict.has_measure() {
        let complaint = verdict.original.done.complaint.trim();
        if !complaint.is_empty() {
            notes.push(format!("last line of the original on standard error: {}", printable(complaint)));
        }
    }
    notes
}

fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The same as JSON, one object.
pub fn json(path: &Path, subject: Subject, python: &Python, verdict: &Verdict) -> String {
    let report = Report {
        path: path.to_string_lossy().into_owned(),
        subject,
        right: verdict.has_measure().then(|| verdict.is_right()),
        python: &python.version,
        varies: match verdict.agreement {
            Agreement::Whole => "nothing",
            Agreement::Lines(_) => "lines",
            Agreement::Order => "order",
            Agreement::Nothing => "length",
        },
        original: run(&verdict.original),
        runs: verdict.rows.iter().map(run).collect(),
    };
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Report<'a> {
    path: String,
    subject: Subject,
    /// `null`: the original does not come to an end.
    right: Option<bool>,
    python: &'a str,
    /// What differs from run to run of the original, and was not compared.
    varies: &'static str,
    original: Run<'a>,
    runs: Vec<Run<'a>>,
}

#[derive(Serialize)]
struct Run<'a> {
    method: Method,
    end: String,
    seconds: f64,
    left_behind: usize,
    same: bool,
    line: Option<usize>,
    want: Option<&'a str>,
    got: Option<&'a str>,
    complaint: &'a str,
}

fn run(row: &Row) -> Run<'_> {
    let difference = match &row.sameness {
        Sameness::Output(difference) => Some(difference),
        _ => None,
    };
    Run {
        method: row.method,
        end: end(row.done.end),
        seconds: (row.done.time.as_secs_f64() * 1000.0).round() / 1000.0,
        left_behind: row.done.left_behind,
        same: row.sameness == Sameness::Same,
        line: difference.map(|difference| difference.line),
        want: difference.and_then(|difference| difference.want.as_deref()),
        got: difference.and_then(|difference| difference.got.as_deref()),
        complaint: row.done.complaint.trim(),
    }
}
