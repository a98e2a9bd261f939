//! A split that somebody else made, by the measure that the plan has to keep.

use ruff_text_size::Ranged;

use super::plan::Planner;
use crate::finding::{Code, Refusal};
use crate::rules::Facts;

/// Whether a split that somebody else made is right: `moved` are the statements below the guard, in order.
///
/// # Errors
/// The first thing that is wrong with it: a statement that children need is among them, one would change places with another
/// that it does not commute with, or one that stays is repeated by each child.
pub fn check(facts: &Facts<'_>, moved: &[usize]) -> Result<(), Refusal> {
    let planner = Planner::new(facts);
    let mut must_move = planner.must_move();
    let must_stay = planner.must_stay(&mut must_move)?;
    planner.check_replay(&must_stay)?;
    let is_moved = |index: &usize| moved.binary_search(index).is_ok();
    let kept: Vec<usize> = (0..planner.body.len()).filter(|index| !is_moved(index)).collect();
    if let Some(&index) = kept.iter().find(|&&index| must_move[index]) {
        let message = "each child would run this statement when it imports the file".to_string();
        return Err(planner.refusal(Code::UnguardedStart, planner.body[index].range(), message));
    }
    for &index in moved {
        if let Some(stay) = &must_stay[index] {
            let message = format!("children would not have what this statement does: {}", stay.because);
            return Err(planner.refusal(Code::WorkerReadsParentState, planner.body[index].range(), message));
        }
        let overtaken = kept.iter().filter(|&&other| other > index);
        let conflict = |other: &&usize| planner.footprints[index].conflict(&planner.footprints[**other]);
        if let Some((other, conflict)) = overtaken.filter_map(|other| Some((other, conflict(&other)?))).next() {
            return Err(planner.order_refusal(index, *other, &conflict, &must_stay));
        }
    }
    let flags: Vec<bool> = (0..planner.body.len()).map(|index| is_moved(&index)).collect();
    planner.check_kept(&flags, &must_stay, &vec![None; planner.body.len()])
}
