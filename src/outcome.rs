//! What became of one file, and the exit status of a run as a pure function of that.

use crate::finding::{Finding, Refusal};
use crate::repair::Safety;
use crate::validate::Verified;

/// The result for one file that could be read and parsed.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Nothing starts at import time.
    Quiet,
    /// Findings that no rewrite is about.
    Found {
        /// What was found, in source order; never empty.
        findings: Vec<Finding>,
    },
    /// Findings, and a rewrite that removes all starts among them.
    Fix {
        /// What was found, in source order; never empty.
        findings: Vec<Finding>,
        /// The proven rewrite.
        rewrite: Verified,
        /// How sure it is that the rewritten script does the same.
        safety: Safety,
    },
    /// Findings, and the reason why no rewrite is known to be right.
    Refused {
        /// What was found, in source order; never empty.
        findings: Vec<Finding>,
        /// Why the file stays as it is.
        refusal: Refusal,
    },
    /// Findings, and a rewrite of mpfix's own that did not pass validation.
    Faulty {
        /// What was found, in source order; never empty.
        findings: Vec<Finding>,
        /// What the validator objected to, one sentence each.
        breaches: Vec<String>,
    },
}

/// An [`Outcome`] without what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Outcome::Quiet`]
    Quiet,
    /// [`Outcome::Found`]
    Found,
    /// [`Outcome::Fix`]
    Fix,
    /// [`Outcome::Refused`]
    Refused,
    /// [`Outcome::Faulty`]
    Faulty,
}

impl Outcome {
    /// Which variant it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Quiet => Kind::Quiet,
            Self::Found { .. } => Kind::Found,
            Self::Fix { .. } => Kind::Fix,
            Self::Refused { .. } => Kind::Refused,
            Self::Faulty { .. } => Kind::Faulty,
        }
    }

    /// What was found, in source order; empty only for a quiet file.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Quiet => &[],
            Self::Found { findings }
            | Self::Fix { findings, .. }
            | Self::Refused { findings, .. }
            | Self::Faulty { findings, .. } => findings,
        }
    }

    /// The outcome of findings that no rewrite is about.
    pub fn found(findings: Vec<Finding>) -> Self {
        if findings.is_empty() { Self::Quiet } else { Self::Found { findings } }
    }

    /// What was found, by itself.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings_mut().map(std::mem::take).unwrap_or_default()
    }

    /// The outcome with the findings that are to be kept; quiet when none is left.
    #[must_use]
    pub fn retain(mut self, keep: impl FnMut(&Finding) -> bool) -> Self {
        let left = self.findings_mut().map_or(0, |findings| {
            findings.retain(keep);
            findings.len()
        });
        if left == 0 { Self::Quiet } else { self }
    }

    /// The outcome with more findings, in source order.
    #[must_use]
    pub fn with(mut self, more: Vec<Finding>) -> Self {
        let Some(findings) = self.findings_mut() else { return Self::found(more) };
        findings.extend(more);
        findings.sort_by_key(|finding| finding.range.start());
        self
    }

    /// The findings that stay when the rewrite, if there is one, is written.
    pub fn lasting(&self) -> impl Iterator<Item = &Finding> {
        let is_fix = self.kind() == Kind::Fix;
        self.findings().iter().filter(move |finding| !is_fix || !finding.code.is_mended_by_rewrite())
    }

    fn findings_mut(&mut self) -> Option<&mut Vec<Finding>> {
        match self {
            Self::Quiet => None,
            Self::Found { findings }
            | Self::Fix { findings, .. }
            | Self::Refused { findings, .. }
            | Self::Faulty { findings, .. } => Some(findings),
        }
    }
}

/// The exit status of a run, the better first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 0: nothing to do, or all of it done.
    #[default]
    Clean,
    /// 1: findings remain, or a file would change.
    Findings,
    /// 2: something could not be read, understood or written, or mpfix made a mistake.
    Trouble,
}

impl Status {
    /// What one file means for the run. `written`: its rewrite, where there is one, has taken the place of the file.
    /// `lasting`: how many findings are there all the same.
    pub fn of(kind: Kind, written: bool, lasting: usize) -> Self {
        match kind {
            Kind::Quiet => Self::Clean,
            Kind::Fix if written && lasting == 0 => Self::Clean,
            Kind::Found | Kind::Fix | Kind::Refused => Self::Findings,
            Kind::Faulty => Self::Trouble,
        }
    }

    /// The status of a run over several files: the worst of theirs.
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().max().unwrap_or_default()
    }

    /// The number the process exits with.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Trouble => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_of_a_file() {
        let table = [
            (Kind::Quiet, false, 0, 0),
            (Kind::Quiet, true, 0, 0),
            (Kind::Found, false, 1, 1),
            (Kind::Found, true, 1, 1),
            (Kind::Fix, false, 0, 1),
            (Kind::Fix, true, 0, 0),
            (Kind::Fix, true, 1, 1),
            (Kind::Refused, false, 1, 1),
            (Kind::Refused, true, 1, 1),
            (Kind::Faulty, false, 1, 2),
            (Kind::Faulty, true, 1, 2),
        ];
        for (kind, written, lasting, code) in table {
            let status = Status::of(kind, written, lasting);
            assert_eq!(status.code(), code, "{kind:?}, written: {written}, lasting: {lasting}");
        }
    }

    #[test]
    fn the_worst_file_decides() {
        use Status::{Clean, Findings, Trouble};
        assert_eq!(Status::worst([]), Clean);
        assert_eq!(Status::worst([Clean, Findings, Clean]), Findings);
        assert_eq!(Status::worst([Findings, Trouble, Clean]), Trouble);
    }
}
