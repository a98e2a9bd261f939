//! One judgement of one document, on a thread of its own: from its text to all that is shown of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, TextEdit, Uri};
use ruff_text_size::TextRange;

use super::diagnostics::{self, View};
use super::edits::{self, Edit};
use super::position::{Encoding, Lines};
use super::uri::Place;
use crate::check::{self, Checker};
use crate::finding::{Code, Finding, Remedy};
use crate::judge::parts::Part;
use crate::outcome::Outcome;
use crate::repair::Safety;
use crate::source::SourceFile;
use crate::source::overlay::{Memory, Overlay};
use crate::suppress;
use crate::trouble::Trouble;

/// What a judgement is made of; nothing in it changes any more.
#[derive(Debug)]
pub(super) struct Task {
    /// The document.
    pub(super) uri: Uri,
    /// What it is.
    pub(super) place: Place,
    /// Which of its states is judged.
    pub(super) serial: u64,
    /// Its text.
    pub(super) text: Arc<str>,
    /// Its lines.
    pub(super) lines: Arc<Lines>,
    /// All documents that are open, by their paths.
    pub(super) open: BTreeMap<PathBuf, Arc<str>>,
    /// Searches that were made before.
    pub(super) memory: Arc<Memory>,
    /// What the user said.
    pub(super) options: check::Options,
    /// The first folder of the workspace.
    pub(super) root: Option<PathBuf>,
    /// How positions are counted.
    pub(super) encoding: Encoding,
    /// The client shows related places.
    pub(super) shows_related: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Analysis {
    /// What was found, in the order of the text.
    pub(super) findings: Vec<Shown>,
    /// What can be done about it.
    pub(super) fixes: Vec<Fix>,
    /// A mistake in a configuration, for which nothing was judged.
    pub(super) misconfigured: Option<Trouble>,
    /// The other files that were looked at.
    pub(super) asked: BTreeSet<PathBuf>,
}

/// A finding as the client gets it.
#[derive(Debug)]
pub(super) struct Shown {
    /// Its code.
    pub(super) code: Code,
    /// The diagnostic.
    pub(super) diagnostic: Diagnostic,
    /// The edit that adds a comment which suppresses it.
    pub(super) suppression: Option<TextEdit>,
}

/// A proven rewrite.
#[derive(Debug)]
pub(super) struct Fix {
    /// What it does.
    pub(super) title: String,
    /// How sure it is that the script does the same afterwards.
    pub(super) safety: Safety,
    /// Whether it is made without being asked for: it is safe, or the user wants unsafe ones as well.
    pub(super) is_wanted: bool,
    /// Whether it is all that can be done, and not a part of it.
    pub(super) is_whole: bool,
    /// Which of the findings it mends, by their indices.
    pub(super) mends: Vec<usize>,
    /// The edits.
    pub(super) edits: Vec<TextEdit>,
}

/// Judges the document.
pub(super) fn run(task: &Task) -> Analysis {
    let files = Arc::new(match &task.place {
        Place::File(_) => Overlay::of(task.open.clone(), task.memory.clone()),
        Place::Untitled(_) => Overlay::alone(),
    });
    let mut analysis = judge(task, &files).unwrap_or_else(|trouble| {
        // A document that cannot be parsed is being edited, and other servers say so.
        let misconfigured = (trouble.path != task.path()).then_some(trouble);
        Analysis { misconfigured, ..Analysis::default() }
    });
    analysis.asked = files.asked();
    analysis
}

fn judge(task: &Task, files: &Arc<Overlay>) -> Result<Analysis, Trouble> {
    let path = task.path();
    let checker = Checker::among(task.options.clone(), files.clone())?;
    let is_file = matches!(task.place, Place::File(_));
    let file = SourceFile::of_text(&path, task.body().to_owned());
    if (is_file && checker.leaves_out(&path)?) || !checker.matters(&path, file.text().as_bytes(), !is_file) {
        return Ok(Analysis::default());
    }
    let outcome = checker.outcome(&file)?;
    let unsafe_outcome = match &outcome {
        Outcome::Refused { .. } => Some(checker.unsafe_outcome(&file)?),
        _ => None,
    };
    let mut fixes = Vec::new();
    for (outcome, is_wanted) in [(Some(&outcome), true), (unsafe_outcome.as_ref(), false)] {
        // A rewrite that needs another file beside it is not one of edits.
        if let Some(Outcome::Fix { findings, rewrite, safety }) = outcome
            && rewrite.created().is_none()
        {
            fixes.push(task.whole(findings, rewrite.text(), *safety, is_wanted));
        }
    }
    let has_starts = outcome.findings().iter().any(is_start);
    if !has_starts && (fixes.is_empty() || outcome.findings().len() > 1) {
        let parts = checker.parts(&file, outcome.findings())?;
        fixes.extend(parts.iter().map(|part| task.part(part, outcome.findings())));
    }
    let view = View { task, files, outcome: &outcome };
    let comments = suppress::comments_for(&path, file.text(), outcome.findings());
    let findings = outcome.findings().iter().zip(comments).enumerate().map(|(at, (finding, comment))| Shown {
        code: finding.code,
        diagnostic: diagnostics::diagnostic(finding, fixes.iter().find(|fix| fix.mends.contains(&at)), &view),
        suppression: comment.map(|(at, text)| task.text_edit(Edit { range: at.to_usize()..at.to_usize(), text })),
    });
    let findings = findings.collect();
    Ok(Analysis { findings, fixes, ..Analysis::default() })
}

impl Task {
    /// Where the document lies, or would lie.
    pub(super) fn path(&self) -> PathBuf {
        match (&self.place, &self.root) {
            (Place::File(path), _) => path.clone(),
            (Place::Untitled(name), Some(root)) => root.join(name),
            (Place::Untitled(name), None) => PathBuf::from(name),
        }
    }

    /// The text without byte order mark.
    pub(super) fn body(&self) -> &str {
        &self.text[self.lead()..]
    }

    /// A place in that text as a range of the protocol.
    pub(super) fn range(&self, range: TextRange) -> gen_lsp_types::Range {
        self.bytes(range.start().to_usize()..range.end().to_usize())
    }

    fn bytes(&self, range: std::ops::Range<usize>) -> gen_lsp_types::Range {
        let lead = self.lead();
        self.lines.range(&self.text, range.start + lead..range.end + lead, self.encoding)
    }

    /// The bytes before the text that is judged.
    fn lead(&self) -> usize {
        if self.text.starts_with(BOM) { BOM.len_utf8() } else { 0 }
    }

    fn text_edit(&self, edit: Edit) -> TextEdit {
        TextEdit { range: self.bytes(edit.range), new_text: edit.text }
    }

    fn whole(&self, findings: &[Finding], new: &str, safety: Safety, is_wanted: bool) -> Fix {
        let what = match findings.iter().any(is_start) {
            true => "move process starts below a main guard",
            false => "make the script work under every start method",
        };
        let mends = (0..findings.len()).filter(|at| findings[*at].code.is_mended_by_rewrite()).collect();
        Fix { title: title(what, safety), safety, is_wanted, is_whole: true, mends, edits: self.edits(new) }
    }

    fn part(&self, part: &Part, findings: &[Finding]) -> Fix {
        let what = match &part.remedy {
            Remedy::Ship(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("hand {} to the workers", names.join(", "))
            }
            Remedy::Hoist => "make the workers functions of the module".to_owned(),
            Remedy::Join => "wait for the processes".to_owned(),
            Remedy::Below(_) => "move this below the main guard".to_owned(),
        };
        let is_mended = |finding: &Finding| {
            part.findings.iter().any(|mended| (mended.code, mended.range) == (finding.code, finding.range))
        };
        Fix {
            title: title(&what, part.safety),
            safety: part.safety,
            is_wanted: part.safety == Safety::Safe,
            is_whole: false,
            mends: (0..findings.len()).filter(|at| is_mended(&findings[*at])).collect(),
            edits: self.edits(part.rewrite.text()),
        }
    }

    fn edits(&self, new: &str) -> Vec<TextEdit> {
        edits::between(self.body(), new).into_iter().map(|edit| self.text_edit(edit)).collect()
    }
}

fn title(what: &str, safety: Safety) -> String {
    format!("Fix: {what} (mpfix){}", if safety == Safety::Safe { "" } else { " (unsafe)" })
}

/// Whether a finding is about a start at import time, where a rewrite is whole or not at all.
fn is_start(finding: &Finding) -> bool {
    finding.code.as_str().starts_with("MP0")
}

const BOM: char = '\u{feff}';
