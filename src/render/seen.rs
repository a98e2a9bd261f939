//! What `--verbose` says about each file: what was done with it.

use std::path::Path;

use super::formats::text::counted;
use crate::trouble::printable;

/// What was done with a file that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Neither it nor what it imports has a word of what starts processes.
    NoWord,
    /// Such a word is there, and no way leads from the code that runs to what starts processes.
    NoWay,
    /// A run without the code that cannot start anything started nothing.
    Glance,
    /// It was judged, and so much was found.
    Judged {
        /// How many findings.
        findings: usize,
    },
}

/// What `--verbose` says about a file that could be read.
pub fn looked_at(path: &Path, seen: Seen) -> String {
    let name = printable(&path.to_string_lossy());
    let what = match seen {
        Seen::NoWord => "not parsed: neither it nor what it imports mentions anything that starts processes".to_owned(),
        Seen::NoWay => {
            "quiet: what starts processes is mentioned, and the code that runs leads to none of it".to_owned()
        }
        Seen::Glance => "quiet: run without the code that cannot start anything, it starts nothing".to_owned(),
        Seen::Judged { findings: 0 } => "judged: nothing is reported".to_owned(),
        Seen::Judged { findings } => format!("judged: {}", counted(findings, "finding")),
    };
    format!("{name}: {what}\n")
}
