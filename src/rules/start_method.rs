//! MP113: `set_start_method` runs a second time.
//!
//! A spawned child is told the start method of its parent before it imports the main module
//! (`multiprocessing.spawn.prepare`), so a call at module level raises RuntimeError there: "context has already been set"
//! (seen with Python 3.8 and 3.13). So does the second call in one process.

use std::collections::BTreeSet;

use ruff_text_size::TextRange;

use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::trace::{Decision, Record, Setting};
use crate::rules::Facts;

/// One finding per call that children run again, or that comes second in the parent.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    // Workers of loky and joblib are told nothing of the start method of multiprocessing.
    if facts.parent.starts.iter().all(|start| start.what.starts_with("joblib.") || start.what.starts_with("loky.")) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, record) in facts.child.statements.iter().enumerate() {
        found.extend(sure_calls(record).map(|setting| in_children(index, setting.at)));
    }
    let mut calls = facts.parent.statements.iter().flat_map(sure_calls);
    let first = calls.next();
    found.extend(first.and_then(|first| calls.find(|call| call.at != first.at)).map(|second| twice(second.at)));
    found
}

fn sure_calls(record: &Record) -> impl Iterator<Item = &Setting> {
    record.settings.iter().filter(|setting| setting.decision == Decision::StartMethod && setting.sure)
}

fn in_children(index: usize, at: TextRange) -> Refusal {
    Refusal {
        remedy: Some(Remedy::Below(BTreeSet::from([index]))),
        code: Code::UnguardedStartMethod,
        range: at,
        message: "each spawned process runs this again and dies with RuntimeError: context has already been set"
            .to_string(),
        help: vec!["set the start method below the main guard, before anything else".to_string()],
    }
}

fn twice(at: TextRange) -> Refusal {
    Refusal {
        remedy: None,
        code: Code::UnguardedStartMethod,
        range: at,
        message: "the start method is set already, so this raises RuntimeError: context has already been set"
            .to_string(),
        help: vec!["set the start method once, or use `multiprocessing.get_context`".to_string()],
    }
}
