//! What became of one file, and the exit status of a run as a pure function of that.

use crate::finding::{Finding, Refusal};
use crate::validate::Verified;

/// The result for one file that could be read and parsed.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing starts at import time.
    Quiet,
    /// Findings, and a rewrite that removes them all.
    Fix {
        /// What was found, in source order; never empty.
        findings: Vec<Finding>,
        /// The proven rewrite.
        rewrite: Verified,
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
