//! What renderers are fed with: one file and what became of it, and what a whole run came to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::check::Checked;
use crate::finding::{Code, Finding};
use crate::outcome::{Kind, Outcome};
use crate::source::SourceFile;

/// One file that has something to show. Quiet files are counted and not shown.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What was read and found, and what is to take its place.
    pub checked: &'a Checked,
    /// What was done with the rewrite, if there is one.
    pub taken: Taken<'a>,
}

/// What was done with a rewrite. Only with [`Taken::Printed`] and [`Taken::Written`] the findings it mends are gone.
#[derive(Debug, Clone, Copy)]
pub enum Taken<'a> {
    /// Nothing, or there is none.
    Offered,
    /// It was printed as a patch.
    Patched,
    /// The rewritten text was printed, as a filter does.
    Printed(&'a After),
    /// The file was replaced.
    Written(&'a After),
}

/// A file after its rewrite, and what is still found in it.
#[derive(Debug)]
pub struct After {
    /// The rewritten text: places of findings are places in it.
    pub file: SourceFile,
    /// What is still to be reported.
    pub outcome: Outcome,
}

impl<'a> Report<'a> {
    /// The text that places belong to, and what is found in it now.
    pub fn now(&self) -> (&'a SourceFile, &'a Outcome) {
        match self.taken {
            Taken::Offered | Taken::Patched => (&self.checked.file, &self.checked.outcome),
            Taken::Printed(after) | Taken::Written(after) => (&after.file, &after.outcome),
        }
    }

    /// How many findings are gone, because the rewrite took the place of the file.
    pub fn fixed(&self) -> usize {
        match self.taken {
            Taken::Offered | Taken::Patched => 0,
            Taken::Printed(_) | Taken::Written(_) => {
                let outcome = &self.checked.outcome;
                outcome.findings().len() - outcome.lasting().count()
            }
        }
    }
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that were checked.
    pub files: usize,
    /// Findings in all of them.
    pub findings: usize,
    /// Findings by code.
    pub codes: BTreeMap<Code, usize>,
    /// Files with a rewrite.
    pub fixable: usize,
    /// Files whose rewrite took their place.
    pub fixed: usize,
    /// Files that were made along with rewrites.
    pub created: Vec<PathBuf>,
    /// Files with findings and without a rewrite, by the reason.
    pub refused: BTreeMap<Code, usize>,
    /// Files that could not be read or understood.
    pub unchecked: usize,
    /// Troubles that were reported.
    pub troubles: usize,
}

impl Tally {
    /// Counts one file.
    pub fn add(&mut self, outcome: &Outcome) {
        self.files += 1;
        self.findings += outcome.findings().len();
        for Finding { code, .. } in outcome.findings() {
            *self.codes.entry(*code).or_default() += 1;
        }
        self.fixable += usize::from(outcome.kind() == Kind::Fix);
        let reason = match outcome {
            Outcome::Refused { refusal, .. } => refusal.code,
            Outcome::Faulty { .. } => Code::ValidationFailed,
            Outcome::Quiet | Outcome::Found { .. } | Outcome::Fix { .. } => return,
        };
        *self.refused.entry(reason).or_default() += 1;
    }

    /// Files with findings and without a rewrite.
    pub fn all_refused(&self) -> usize {
        self.refused.values().sum()
    }
}
