//! Stage JUDGE: what is wrong with a file, and what stands in the way of mending it, before any order is looked at.
//!
//! Each rule is one file and one function over the facts; it returns data, and never decides what to write.

pub mod child_code;
pub mod not_a_script;
pub mod picklable;
pub mod replay;
pub mod shared;
pub mod unguarded_start;
pub mod worker;

use crate::finding::Refusal;
use crate::transform::plan::Facts;

/// The first reason why no plain rewrite can be right; `None`: nothing is known against it.
pub fn blocker(facts: &Facts<'_>) -> Option<Refusal> {
    child_code::check(facts)
        .or_else(|| shared::check(facts))
        .or_else(|| worker::check(facts))
        .or_else(|| picklable::check(facts))
        .or_else(|| replay::check(facts))
}
