//! What machine formats say about a finding. The JSON formats write it as it stands here.

use std::path::Path;

use ruff_text_size::TextRange;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Code, Finding, Severity};
use crate::outcome::Outcome;
use crate::render::edit::edits;
use crate::render::place::Lines;
use crate::render::report::{Report, Tally};
use crate::repair::Safety;
use crate::source::SourceFile;
use crate::trouble::{About, Trouble};

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// Stable code, such as `MP001`.
    pub code: &'static str,
    /// Readable name of the code, such as `unguarded-start`.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a final full stop.
    pub message: String,
    /// The file, as named on the command line or reached from there; parts are joined by `/`.
    pub path: String,
    /// Where it is.
    pub location: Location,
    /// How the top level reaches the start, outermost call first; empty when the start is direct.
    pub call_path: Vec<Step>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
    /// The page of the rule, where the place of the pages is known.
    pub url: Option<String>,
    /// Whether there is a fix, and whether it can be taken unseen.
    pub applicability: Applicability,
    /// The fix of the whole file, which mends this finding too: the same for all findings of the file that it mends.
    /// Take all of it or nothing.
    pub fix: Option<Fix>,
    /// Why the file is not rewritten.
    pub refusal: Option<Reason>,
    /// The bytes of the text that `location` is about.
    #[serde(skip)]
    pub range: TextRange,
    #[serde(skip)]
    pub(super) rule: Code,
}

/// From `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Location {
    /// For a notebook: the cell, counted from 1; lines and offsets are those of the cell then.
    pub cell: Option<usize>,
    /// The first character.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Position {
    /// Bytes before the place, in the text as UTF-8 without byte order mark, whatever the encoding of the file; line ends
    /// count as they are.
    pub offset: usize,
    /// 1-based line as Python counts: lines end at `\n`, `\r\n` and a lone `\r`.
    pub line: usize,
    /// 1-based column in characters (Unicode code points).
    pub column: usize,
}

/// One step on the way from a top-level statement to the call that starts a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// What is called: `run`, `Job.launch`, `multiprocessing.Pool`.
    pub name: String,
    /// The file in which the call stands.
    pub path: String,
    /// 1-based line of the call.
    pub line: usize,
}

/// Whether there is a fix, and whether it can be taken unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// The program does what it did under `fork`.
    Safe,
    /// It does if what the text does not show holds; made with `--unsafe-fixes` alone.
    Unsafe,
    /// There is no fix.
    None,
}

/// A rewrite of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fix {
    /// Disjoint and in the order of the file; all positions belong to the text before any edit, of a notebook to its JSON.
    pub edits: Vec<Replacement>,
    /// Files that are put beside the rewritten one.
    pub create: Vec<Creation>,
}

/// Whole lines that are replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Replacement {
    /// What goes away; empty for an insertion.
    pub location: Location,
    /// What takes its place, with its line ends.
    pub content: String,
}

/// A new file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Creation {
    /// Where.
    pub path: String,
    /// All of it.
    pub content: String,
}

/// Why a file is not rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// Stable code, such as `MP102`.
    pub code: &'static str,
    /// Readable name of the code.
    pub name: &'static str,
    /// One sentence without a final full stop.
    pub message: String,
    /// The statement or expression that stands in the way; none when mpfix's own rewrite did not pass its checks.
    pub location: Option<Location>,
    /// What a person can do about it.
    pub help: Vec<String>,
    /// The page of the rule, where the place of the pages is known.
    pub url: Option<String>,
    /// The bytes of the text that `location` is about.
    #[serde(skip)]
    pub range: Option<TextRange>,
}

/// A path that could not be read, understood or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failure {
    /// The file or folder.
    pub path: String,
    /// 1-based line, where one is to blame.
    pub line: Option<usize>,
    /// 1-based column in characters.
    pub column: Option<usize>,
    /// One sentence without a final full stop.
    pub message: String,
    /// What to do about it.
    pub help: Vec<String>,
    /// What the path is to mpfix.
    pub about: About,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Files that were looked at.
    pub files: usize,
    /// Findings, those that were fixed included.
    pub findings: usize,
    /// Findings by code.
    pub findings_by_code: std::collections::BTreeMap<&'static str, usize>,
    /// Files with a rewrite.
    pub fixable: usize,
    /// Files whose rewrite was written.
    pub fixed: usize,
    /// Files that were made along with rewrites, and are to be added to version control.
    pub created: Vec<String>,
    /// Files with findings and a reason why they are not rewritten.
    pub refused: usize,
    /// The same by the code of the reason.
    pub refused_by_code: std::collections::BTreeMap<&'static str, usize>,
    /// Paths that could not be read, understood or written.
    pub troubles: usize,
}

/// All findings of a report that are there now, in source order.
pub fn diagnostics(report: &Report<'_>) -> Vec<Diagnostic> {
    let (file, outcome) = report.now();
    let lines = Lines::python(file.text());
    let path = slashed(file.path());
    let (applicability, fix) = fix(report);
    let refusal = reason(file, outcome, &lines);
    let diagnostic = |finding: &Finding| {
        let mended = finding.code.is_mended_by_rewrite();
        Diagnostic {
            code: finding.code.as_str(),
            name: finding.code.name(),
            severity: finding.code.severity(),
            message: finding.message.clone(),
            path: path.clone(),
            location: location_in(file, finding.range, &lines),
            call_path: steps(finding, &path),
            help: finding.help.clone(),
            url: finding.code.url(),
            applicability: if mended { applicability } else { Applicability::None },
            fix: fix.clone().filter(|_| mended),
            refusal: refusal.clone().filter(|_| mended),
            range: finding.range,
            rule: finding.code,
        }
    };
    outcome.findings().iter().map(diagnostic).collect()
}

/// The same for a trouble.
pub fn failure(trouble: &Trouble) -> Failure {
    let Trouble { path, line, column, message, help, about } = trouble;
    let (path, message, help) = (slashed(path), message.clone(), help.clone());
    Failure { path, line: *line, column: *column, message, help, about: *about }
}

/// The same for the numbers.
pub fn summary(tally: &Tally) -> Summary {
    let named = |counts: &std::collections::BTreeMap<Code, usize>| {
        counts.iter().map(|(code, count)| (code.as_str(), *count)).collect()
    };
    Summary {
        files: tally.files,
        findings: tally.findings,
        findings_by_code: named(&tally.codes),
        fixable: tally.fixable,
        fixed: tally.fixed,
        created: tally.created.iter().map(|path| slashed(path)).collect(),
        refused: tally.all_refused(),
        refused_by_code: named(&tally.refused),
        troubles: tally.troubles,
    }
}

/// A path with `/` between its parts, as URLs and reports of all systems have it.
pub(super) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text =
        if std::path::MAIN_SEPARATOR == '/' { text } else { text.replace(std::path::MAIN_SEPARATOR, "/").into() };
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// Where bytes are, in Python's lines.
fn location(range: TextRange, lines: &Lines<'_>) -> Location {
    let position = |offset: usize| {
        let place = lines.place(offset);
        Position { offset, line: place.line, column: place.column() }
    };
    Location { cell: None, start: position(range.start().into()), end: position(range.end().into()) }
}

/// The same in the cell of a notebook, where the file is one.
fn location_in(file: &SourceFile, range: TextRange, lines: &Lines<'_>) -> Location {
    let Some((cell, start)) = file.notebook().and_then(|notebook| notebook.cell_at(range.start())) else {
        return location(range, lines);
    };
    let first = lines.place(start.into()).line;
    let position = |offset: usize| {
        let place = lines.place(offset);
        Position { offset: offset - usize::from(start), line: place.line + 1 - first, column: place.column() }
    };
    Location { cell: Some(cell), start: position(range.start().into()), end: position(range.end().into()) }
}

fn steps(finding: &Finding, path: &str) -> Vec<Step> {
    let step = |step: &crate::finding::CallStep| Step {
        name: step.name.clone(),
        path: step.file.as_deref().map_or_else(|| path.to_owned(), |file| slashed(Path::new(file))),
        line: step.line,
    };
    finding.call_path.iter().map(step).collect()
}

fn fix(report: &Report<'_>) -> (Applicability, Option<Fix>) {
    let (file, outcome) = report.now();
    let Outcome::Fix { rewrite, safety, .. } = outcome else { return (Applicability::None, None) };
    let lines = Lines::python(file.whole());
    let replacement = |edit: crate::render::edit::Edit| {
        let range = TextRange::new(offset(edit.range.start), offset(edit.range.end));
        Replacement { location: location(range, &lines), content: edit.content }
    };
    let creation = |new: &crate::check::NewFile| Creation {
        path: slashed(&new.path),
        content: String::from_utf8_lossy(&new.bytes).into_owned(),
    };
    let fix = Fix {
        edits: edits(file.whole(), rewrite.text()).into_iter().map(replacement).collect(),
        create: report.checked.created.iter().map(creation).collect(),
    };
    let applicability = if *safety == Safety::Safe { Applicability::Safe } else { Applicability::Unsafe };
    (applicability, Some(fix))
}

/// Texts that the parser takes are shorter than 4 GiB.
fn offset(at: usize) -> ruff_text_size::TextSize {
    u32::try_from(at).unwrap_or(u32::MAX).into()
}

fn reason(file: &SourceFile, outcome: &Outcome, lines: &Lines<'_>) -> Option<Reason> {
    let (code, message, range, help) = match outcome {
        Outcome::Refused { refusal, .. } => {
            (refusal.code, refusal.message.clone(), Some(refusal.range), refusal.help.clone())
        }
        Outcome::Faulty { breaches, .. } => {
            let code = Code::ValidationFailed;
            let message = format!("{}: {}", code.summary(), breaches.join("; "));
            (code, message, None, vec!["please report this file".to_owned()])
        }
        Outcome::Quiet | Outcome::Found { .. } | Outcome::Fix { .. } => return None,
    };
    let location = range.map(|range| location_in(file, range, lines));
    Some(Reason { code: code.as_str(), name: code.name(), message, location, help, url: code.url(), range })
}
