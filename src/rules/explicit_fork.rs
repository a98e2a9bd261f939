//! MP115, advice: the start method `fork` is asked for by name.
//!
//! Windows has no such method (`get_context("fork")` raises ValueError there), and a forked child of a process with threads
//! may stand still for ever (<https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods>).

use crate::finding::{Code, Refusal};
use crate::interpret::trace::Decision;
use crate::rules::Facts;

/// One finding per call in this file that surely happens when it is run.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    let settings = facts.parent.statements.iter().flat_map(|record| &record.settings);
    let forks = settings.filter(|setting| setting.decision == Decision::Fork && setting.is_here && setting.sure);
    forks
        .map(|setting| Refusal {
            remedy: None,
            code: Code::ExplicitFork,
            range: setting.at,
            message:
                "this asks for the start method `fork`, which Windows does not have, and which is unsafe with threads"
                    .to_string(),
            help: vec!["leave the start method to the platform, or use `spawn`".to_string()],
        })
        .collect()
}
