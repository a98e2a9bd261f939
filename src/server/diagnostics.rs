//! Findings as diagnostics: what the client shows in the text and in its list of problems.

use std::path::Path;

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, Position,
    Range,
};
use serde_json::json;

use super::analysis::{Fix, Task};
use super::position::Lines;
use super::uri;
use crate::finding::{CallStep, Code, Finding, Severity};
use crate::lookup::Disk as _;
use crate::outcome::Outcome;
use crate::repair::Safety;
use crate::source::overlay::Overlay;

/// What diagnostics are made from.
pub(super) struct View<'a> {
    /// The document.
    pub(super) task: &'a Task,
    /// The files around it.
    pub(super) files: &'a Overlay,
    /// What was found.
    pub(super) outcome: &'a Outcome,
}

/// Who says it.
pub(super) const SOURCE: &str = "mpfix";

/// One finding, and what mends it.
pub(super) fn diagnostic(finding: &Finding, fix: Option<&Fix>, view: &View<'_>) -> Diagnostic {
    let related = related(finding, view);
    let mut message = finding.message.clone();
    for sentence in &finding.help {
        message.push_str(&format!("\nhelp: {sentence}"));
    }
    if !view.task.shows_related {
        for place in &related {
            message.push_str(&format!("\n{} (line {})", place.message, place.location.range.start.line + 1));
        }
    }
    let fix = match fix.map(|fix| fix.safety) {
        Some(Safety::Safe) => "safe",
        Some(_) => "unsafe",
        None => "none",
    };
    let refusal = match view.outcome {
        Outcome::Refused { refusal, .. } => json!({ "code": refusal.code.as_str(), "message": refusal.message }),
        _ => json!(null),
    };
    Diagnostic {
        range: view.task.range(finding.range),
        severity: Some(severity(finding.code)),
        code: Some(finding.code.as_str().to_owned().into()),
        code_description: finding.code.url().map(|href| CodeDescription { href: href.into() }),
        source: Some(SOURCE.to_owned()),
        message: message.into(),
        tags: (finding.code == Code::UnusedSuppression).then(|| vec![DiagnosticTag::Unnecessary]),
        related_information: (view.task.shows_related && !related.is_empty()).then_some(related),
        data: Some(
            json!({ "code": finding.code.as_str(), "name": finding.code.name(), "fix": fix, "refusal": refusal }),
        ),
    }
}

fn severity(code: Code) -> DiagnosticSeverity {
    match code.severity() {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

/// The way from the top level to the start, and what stands in the way of a rewrite.
fn related(finding: &Finding, view: &View<'_>) -> Vec<DiagnosticRelatedInformation> {
    let mut related: Vec<DiagnosticRelatedInformation> = finding
        .call_path
        .iter()
        .map(|step| DiagnosticRelatedInformation {
            location: location(step, view),
            message: format!("via {}", step.name),
        })
        .collect();
    let here = |range: Range| Location { uri: view.task.uri.clone(), range };
    match view.outcome {
        Outcome::Refused { refusal, .. } if finding.code.is_mended_by_rewrite() => {
            // What the diagnostic itself says is not said twice.
            let is_itself = (refusal.code, refusal.range) == (finding.code, finding.range);
            let mut message = match is_itself {
                true => "not rewritten".to_owned(),
                false => format!("not rewritten: {} {}", refusal.code.as_str(), refusal.message),
            };
            for sentence in refusal.help.iter().filter(|sentence| !is_itself || !finding.help.contains(sentence)) {
                message.push_str(&format!("; {sentence}"));
            }
            related.push(DiagnosticRelatedInformation { location: here(view.task.range(refusal.range)), message });
        }
        Outcome::Faulty { breaches, .. } if finding.code.is_mended_by_rewrite() => {
            let code = Code::ValidationFailed;
            let message = format!("not rewritten: {} {}: {}", code.as_str(), code.summary(), breaches.join("; "));
            related.push(DiagnosticRelatedInformation { location: here(view.task.range(finding.range)), message });
        }
        _ => {}
    }
    related
}

/// The line of a step.
fn location(step: &CallStep, view: &View<'_>) -> Location {
    let Task { uri, text, lines, encoding, .. } = view.task;
    let line = step.line.saturating_sub(1);
    let whole = |text: &str, lines: &Lines| {
        let bytes = lines.content(text, line)?;
        let indent = text[bytes.clone()].len() - text[bytes.clone()].trim_start().len();
        Some(lines.range(text, bytes.start + indent..bytes.end, *encoding))
    };
    let start = Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: 0 };
    let unknown = Range { start, end: start };
    match &step.file {
        None => Location { uri: uri.clone(), range: whole(text, lines).unwrap_or(unknown) },
        Some(file) => {
            let path = Path::new(file);
            let range = view.files.text(path).and_then(|text| whole(&text, &Lines::of(&text)));
            Location { uri: uri::of_path(path).into(), range: range.unwrap_or(unknown) }
        }
    }
}
