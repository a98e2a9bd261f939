//! Whether one sequence is an interleaving of two others.

use rustc_hash::FxHashMap;

/// For each of `all`, whether it comes from `moved` (true) or from `kept`; `None` when there is no such reading.
///
/// Both sequences are used up, in order. `forced` marks positions that must come from `moved`.
/// Equal elements can make several readings possible; one is returned.
pub(super) fn interleaving(all: &[u32], forced: &[bool], kept: &[u32], moved: &[u32]) -> Option<Vec<bool>> {
    if all.len() != kept.len() + moved.len() {
        return None;
    }
    let mut steps: Vec<Step> = vec![Step { kept: 0, from: 0, moved: false }];
    let mut frontier = vec![0_usize];
    for (at, element) in all.iter().enumerate() {
        let mut seen: FxHashMap<usize, ()> = FxHashMap::default();
        let mut next = Vec::new();
        for &from in &frontier {
            let k = steps[from].kept;
            let must_move = forced.get(at).copied().unwrap_or(false);
            if !must_move && kept.get(k) == Some(element) && seen.insert(k + 1, ()).is_none() {
                next.push(steps.len());
                steps.push(Step { kept: k + 1, from, moved: false });
            }
            if moved.get(at - k) == Some(element) && seen.insert(k, ()).is_none() {
                next.push(steps.len());
                steps.push(Step { kept: k, from, moved: true });
            }
        }
        frontier = next;
    }
    let mut step = *frontier.first()?;
    let mut reading = vec![false; all.len()];
    for place in reading.iter_mut().rev() {
        *place = steps[step].moved;
        step = steps[step].from;
    }
    Some(reading)
}

/// One element taken.
struct Step {
    /// How many of the kept are used up.
    kept: usize,
    /// Index of the step before.
    from: usize,
    moved: bool,
}
