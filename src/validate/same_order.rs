//! Invariant: kept and moved statements are each in their old order, and what was moved runs after what was kept.

use ruff_text_size::Ranged;

use super::Breach;
use super::module::Module;
use super::same_statements::excerpt;
use super::shape::{Layout, Shape};

/// Checks what the alignment of the two sequences leaves open.
///
/// A generated guard is the last statement, so that everything kept runs before it. A guard the original had may stand
/// further up: then no kept statement below it may have run before a statement that is under the guard now.
pub(super) fn check(shape: &Shape<'_>, new: &Module<'_>) -> Option<Breach> {
    let reading = &shape.reading;
    let Layout::Existing { new: guard, .. } = reading.layout else {
        return None;
    };
    let last_moved = shape.pairs.iter().rposition(|pair| pair.moved)?;
    let late = shape.pairs[..last_moved].iter().find(|pair| !pair.moved && pair.new.start() > guard.start())?;
    Some(Breach::new(
        "same_order",
        format!(
            "line {} of the rewrite stands below the guard but ran before a statement that is under the guard now: {}",
            new.line(late.new.start()),
            excerpt(new, late.new)
        ),
    ))
}
