//! MP112: standard input is read at module level, where each spawned child reads it again.
//!
//! The standard input of a child is the null device (`multiprocessing.process.BaseProcess._bootstrap` closes it, and
//! `multiprocessing.util._close_stdin` opens the null device in its place), or it has been read to its end: `input()` raises
//! EOFError there, and `sys.stdin.read()` gives an empty string.

use std::collections::BTreeSet;

use ruff_text_size::TextRange;

use crate::effects::Resource;
use crate::finding::{Code, Refusal, Remedy};
use crate::rules::Facts;

/// One finding per statement that children run and that surely reads standard input.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    if facts.parent.starts.is_empty() {
        return Vec::new();
    }
    let indices = 0..facts.child.statements.len();
    indices.filter_map(|index| Some(refusal(index, read_in(facts, index)?))).collect()
}

/// Where the statement reads standard input when a child imports the file.
pub(super) fn read_in(facts: &Facts<'_>, index: usize) -> Option<TextRange> {
    let record = facts.child.statements.get(index)?;
    let reads = record.effects.iter().find(|seen| {
        // A program that is run, or a window that is shown, may read it too, and mostly does not.
        let by_others = |other: &crate::interpret::trace::Seen| {
            other.at == seen.at && matches!(other.resource, Resource::ChildProcesses | Resource::Display)
        };
        seen.resource == Resource::Stdin && seen.sure && !seen.on_exit && !record.effects.iter().any(by_others)
    })?;
    Some(reads.at)
}

fn refusal(index: usize, at: TextRange) -> Refusal {
    Refusal {
        remedy: Some(Remedy::Below(BTreeSet::from([index]))),
        code: Code::StdinAtImport,
        range: at,
        message: "this reads standard input; each spawned process would run it again, and its standard input is empty"
            .to_string(),
        help: vec!["read it below the main guard, and hand the workers what they need".to_string()],
    }
}
