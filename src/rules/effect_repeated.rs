//! MP106, advice: a script whose guard is there does something visible at module level, and each spawned child does it again.

use std::collections::BTreeSet;

use ruff_text_size::{Ranged, TextRange};

use crate::effects::Resource;
use crate::finding::{Code, Refusal, Remedy};
use crate::rules::{Facts, stdin_at_import};

/// One finding per statement.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    if facts.parent.starts.is_empty() {
        return Vec::new();
    }
    let body = facts.module.body().iter().enumerate();
    body.filter(|(index, _)| stdin_at_import::read_in(facts, *index).is_none())
        .filter_map(|(index, statement)| {
            let (what, at) = repeated(facts, index)?;
            let range = if statement.range().contains_range(at) { at } else { statement.range() };
            Some(refusal(index, range, what))
        })
        .collect()
}

fn repeated(facts: &Facts<'_>, index: usize) -> Option<(&'static str, TextRange)> {
    facts.child.statements[index].effects.iter().find_map(|seen| {
        let what = match seen.resource {
            Resource::Stdout | Resource::Stderr => "prints",
            Resource::FileSystem => "writes to the disk",
            Resource::Network => "talks over the network",
            Resource::Display => "draws",
            Resource::ChildProcesses => "runs programs or processes",
            _ => return None,
        };
        let counts = seen.resource.is_seen(seen.access) && seen.sure;
        (counts && !seen.on_exit && !seen.in_handler && !seen.by_workers).then_some((what, seen.at))
    })
}

fn refusal(index: usize, range: TextRange, what: &str) -> Refusal {
    Refusal {
        remedy: Some(Remedy::Below(BTreeSet::from([index]))),
        code: Code::EffectRepeated,
        range,
        message: format!("this {what} while the module is imported, and each spawned process does it again"),
        help: vec!["put it below the main guard, or into a function that is called there".to_string()],
    }
}
