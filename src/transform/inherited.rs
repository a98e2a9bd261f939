//! Settings that forked workers inherit, made where fresh ones cannot have them: by the statement that starts the workers, or
//! for the parent alone.
//!
//! `def main(): getcontext().prec = 5; Pool(...)` and then `main()`: what is set up there is set up for forked workers, too.
//! The statement must move, since it starts processes, so others go without.

use ruff_text_size::Ranged;

use super::plan::Planner;
use crate::children::Need;
use crate::finding::{Code, Refusal};
use crate::rules::inherited::{by_parent_alone, inherited};

impl Planner<'_> {
    /// Refuses when workers would go without something that is set up where they cannot have it.
    pub(super) fn settings_are_passed_on(&self, need: &Need) -> Result<(), Refusal> {
        for index in 0..=need.statement {
            let is_start = index == need.statement;
            if !is_start && self.same_in_child(index) {
                continue;
            }
            // Of several starts in one statement each may have what was set up since the one before.
            let starts = self.facts.needs.iter().filter(|other| other.statement == index).count();
            let counts = |since_start: bool| !is_start || !since_start || starts > 1;
            if let Some(what) = inherited(need, self.record(index), &by_parent_alone(self.facts, need, index), counts) {
                let (by, help) = match is_start {
                    true => ("by the statement that starts them", "set it up at the top level of the file instead"),
                    false => ("only in the parent", "set it up at the top level of the file, outside the main guard"),
                };
                let message = format!(
                    "child processes depend on {what} here {by}; under spawn and forkserver they go without it"
                );
                let refusal = self.refusal(Code::WorkerReadsParentState, self.body[index].range(), message);
                return Err(Refusal { help: vec![format!("{help}, or in an initializer of the workers")], ..refusal });
            }
        }
        Ok(())
    }
}
