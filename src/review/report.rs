//! What a review has to know of one file.

use crate::check::Checked;
use crate::finding::{Code, Finding};
use crate::outcome::Outcome;
use crate::repair::Safety;
use crate::source::SourceFile;
use crate::trouble::{About, Trouble};

/// One file with findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// From the root of the repository, parts joined by `/`.
    pub path: String,
    /// All of it, without byte order mark; of a notebook its JSON.
    pub text: String,
    /// Whether the bytes of the file are those of the text in UTF-8, so that GitHub sees the same.
    pub is_plain: bool,
    /// What was found, in source order; never empty.
    pub notes: Vec<Note>,
    /// What can be done about it.
    pub verdict: Verdict,
}

/// What can be done about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can be rewritten.
    Rewrite(Rewrite),
    /// It stays as it is, for this reason.
    Refused(Note),
    /// It stays as it is: mpfix's own rewrite was wrong.
    Faulty,
    /// Nothing is to be rewritten.
    Found,
}

/// What is to take the place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The new text.
    pub text: String,
    /// The same as a patch for `git apply`; empty when that would be only a part of it.
    pub patch: String,
    /// Files that come in beside it, from the root of the repository.
    pub created: Vec<String>,
    /// How sure it is that the script still does the same.
    pub safety: Safety,
}

/// A path that could not be read or understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// From the root of the repository.
    pub path: String,
    /// 1-based line, where one is to blame.
    pub line: Option<usize>,
    /// One sentence.
    pub message: String,
    /// Whether it is a configuration, so that nothing is known of the files it is for.
    pub is_configuration: bool,
}

impl Failed {
    /// `path`: from the root of the repository.
    pub fn new(path: String, trouble: &Trouble) -> Self {
        let is_configuration = trouble.about == About::Configuration;
        Self { path, line: trouble.line, message: trouble.message.clone(), is_configuration }
    }
}

/// Something to say about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The code.
    pub code: Code,
    /// Of a notebook: the cell, counted from 1. Lines are those of the cell then, and none of the file.
    pub cell: Option<usize>,
    /// The line, counted from 1 as git does.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// What to do, one sentence each.
    pub help: Vec<String>,
}

impl FileReport {
    /// What there is to say about a file; `None` for a quiet one.
    ///
    /// `path`: from the root of the repository, as `created` of the files that the rewrite makes. `patch`: of the rewrite;
    /// no matter what, when there is none.
    pub fn new(path: String, checked: &Checked, created: Vec<String>, patch: &[u8]) -> Option<Self> {
        let (file, text) = (&checked.file, checked.file.whole());
        let notes = checked.outcome.findings().iter().map(|finding| Note::new(finding, file)).collect();
        let mut is_plain = checked.bytes == text.as_bytes();
        let verdict = match &checked.outcome {
            Outcome::Quiet => return None,
            Outcome::Found { .. } => Verdict::Found,
            Outcome::Fix { rewrite, safety, .. } => {
                is_plain &= checked.rewritten.as_deref() == Some(rewrite.text().as_bytes());
                let patch = String::from_utf8_lossy(patch).into_owned();
                Verdict::Rewrite(Rewrite { text: rewrite.text().to_owned(), patch, created, safety: *safety })
            }
            Outcome::Refused { refusal, .. } => Verdict::Refused(Note::new(&refusal.finding(), file)),
            Outcome::Faulty { .. } => Verdict::Faulty,
        };
        Some(Self { path, text: text.to_owned(), is_plain, notes, verdict })
    }
}

impl Note {
    fn new(finding: &Finding, file: &SourceFile) -> Self {
        let start = finding.range.start();
        let cell = file.notebook().and_then(|notebook| notebook.cell_at(start));
        let from = cell.map_or(0, |(_, from)| from.to_usize());
        // Other than Python, git ends lines at `\n` alone.
        let before = &file.text().as_bytes()[from..start.to_usize().max(from)];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let (cell, code) = (cell.map(|(number, _)| number), finding.code);
        Self { code, cell, line, message: finding.message.clone(), help: finding.help.clone() }
    }

    /// `line 3`
    pub fn place(&self) -> String {
        match self.cell {
            Some(cell) => format!("cell {cell}, line {}", self.line),
            None => format!("line {}", self.line),
        }
    }
}
