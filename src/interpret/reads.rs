//! What running code looks at, and when that last changed: what it takes to know whether running it again would differ.

use std::cell::{Cell, RefCell};

/// When something was looked at and when it changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Stamp {
    /// The innermost recording that has noted it.
    noted: Cell<u32>,
    changed: u32,
}

impl Stamp {
    /// Was it the same at that time?
    pub(super) fn is_as_of(&self, then: Moment) -> bool {
        self.changed <= then.0
    }
}

/// A point in the history of a store; only moments of one store can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u32);

/// An open recording; they nest.
#[derive(Debug)]
pub(super) struct Open {
    outer: u32,
    from: usize,
}

/// What of one store the open recordings have looked at. `Id` says which of its things.
#[derive(Debug)]
pub(super) struct Reads<Id> {
    now: u32,
    /// The innermost open recording; 0: there is none.
    recording: Cell<u32>,
    recordings: u32,
    /// Those of an inner recording stand behind those of the outer ones, and belong to them as well.
    noted: RefCell<Vec<Id>>,
}

impl<Id> Default for Reads<Id> {
    fn default() -> Self {
        Reads { now: 0, recording: Cell::new(0), recordings: 0, noted: RefCell::default() }
    }
}

impl<Id: Copy + Ord> Reads<Id> {
    /// It is looked at.
    pub(super) fn note(&self, id: Id, stamp: &Stamp) {
        let recording = self.recording.get();
        if stamp.noted.get() != recording && recording != 0 {
            stamp.noted.set(recording);
            self.noted.borrow_mut().push(id);
        }
    }

    /// It is no longer what it was.
    pub(super) fn change(&mut self, stamp: &mut Stamp) {
        self.now += 1;
        stamp.changed = self.now;
    }

    /// The present.
    pub(super) fn now(&self) -> Moment {
        Moment(self.now)
    }

    /// Begins to record.
    pub(super) fn open(&mut self) -> Open {
        self.recordings += 1;
        Open { outer: self.recording.replace(self.recordings), from: self.noted.borrow().len() }
    }

    /// Ends a recording; gives all that was looked at and is older than `younger`, without repetitions.
    pub(super) fn close(&mut self, open: Open, younger: Id) -> Vec<Id> {
        self.recording.set(open.outer);
        let mut noted = self.noted.borrow_mut();
        let mut own = noted.split_off(open.from);
        own.retain(|id| *id < younger);
        own.sort_unstable();
        own.dedup();
        if open.outer != 0 {
            noted.extend_from_slice(&own);
        }
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_inner_recording_looks_at_belongs_to_the_outer_one_too() {
        let mut reads = Reads::default();
        let stamps = [Stamp::default(), Stamp::default(), Stamp::default()];
        reads.note(2, &stamps[2]);
        let outer = reads.open();
        reads.note(1, &stamps[1]);
        let inner = reads.open();
        reads.note(0, &stamps[0]);
        reads.note(0, &stamps[0]);
        assert_eq!(reads.close(inner, 3), [0]);
        reads.note(1, &stamps[1]);
        reads.note(2, &stamps[2]);
        assert_eq!(reads.close(outer, 2), [0, 1]);
    }

    #[test]
    fn a_change_is_later_than_the_moments_before_it() {
        let mut reads: Reads<usize> = Reads::default();
        let mut stamp = Stamp::default();
        let before = reads.now();
        assert!(stamp.is_as_of(before));
        reads.change(&mut stamp);
        assert!(!stamp.is_as_of(before));
        assert!(stamp.is_as_of(reads.now()));
    }
}
