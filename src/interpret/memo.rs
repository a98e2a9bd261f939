//! Calls that were run before: the same function with the same arguments, in the same state, does the same again.
//!
//! A library asks the same few questions over and over (`is_available()`, `parse_flag("DEBUG")`), and constructors that call
//! each other do so on every way through them. A run of a function is kept with all it looked at, and stands for the next
//! one as long as none of that has changed. What it changed needs no doing again: fields only ever grow, so what was put
//! there is there; variables of other frames that it bound count as looked at. What it recorded is in the record of the
//! statement, which is a part of the key.

#[cfg(test)]
mod tests;

use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::Machine;
use super::call::Arguments;
use super::frame::FrameId;
use super::heap::{Kind, ObjectId};
use super::reads::{Moment, Open};
use super::setting::Sure;
use super::value::Values;

/// Most runs of one function that are kept.
const MOST_RUNS: usize = 6;

/// A run that came to its end.
#[derive(Debug)]
struct Run {
    serial: Kept,
    around: Around,
    arguments: Arguments,
    objects: Box<[ObjectId]>,
    frames: Box<[FrameId]>,
    heap: Moment,
    variables: Moment,
    /// The frames of its own that functions and generators it has made keep alive, and when it came to its end: another run
    /// would make new ones.
    closed_over: Box<[FrameId]>,
    end: Moment,
    world: u32,
    /// Did it do anything but compute?
    acts: bool,
    result: Values,
    gone: bool,
}

/// How many runs were kept so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept(u32);

/// The runs that are kept.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// By the function, the oldest first.
    runs: FxHashMap<ObjectId, SmallVec<[Run; 1]>>,
    kept: Kept,
    /// How often something has changed that is neither a variable nor on the heap.
    world: u32,
    /// How often something was done that the runs which were open then cannot stand for.
    spoiled: u32,
    /// Everything is run anew.
    #[cfg(test)]
    is_off: bool,
}

/// What of the code around a call decides what is recorded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Around {
    statement: usize,
    top: Option<TextRange>,
    sure: Sure,
    in_handler: bool,
    is_caught: bool,
    at_exit: bool,
}

/// A run that has begun.
pub(super) struct Begun {
    around: Around,
    /// What is younger, the run has made itself, and the next run makes anew.
    younger: (ObjectId, FrameId),
    heap: (Moment, Open),
    variables: (Moment, Open),
    world: u32,
    spoiled: u32,
    acts: u32,
}

impl<'a> Machine<'a> {
    fn around(&self) -> Around {
        Around {
            statement: self.statement,
            top: self.top,
            sure: self.doubt.sure(),
            in_handler: self.handlers > 0,
            is_caught: self.catching > 0,
            at_exit: self.at_exit,
        }
    }

    /// What the call gives, if it was run before and nothing has changed since; like the run it sets `gone`.
    pub(super) fn recall(&mut self, function: ObjectId, arguments: &Arguments) -> Option<Values> {
        #[cfg(test)]
        if self.memo.is_off {
            return None;
        }
        let around = self.around();
        let (heap, frames, world) = (&self.heap, &self.frames, self.memo.world);
        let runs = self.memo.runs.get_mut(&function)?;
        runs.retain(|run| {
            run.world == world
                && heap.are_as_of(&run.objects, run.heap)
                && frames.are_as_of(&run.frames, run.variables)
                && frames.are_as_of(&run.closed_over, run.end)
        });
        let run = runs.iter().find(|run| run.around == around && run.arguments == *arguments)?;
        self.heap.note(&run.objects);
        self.frames.note(&run.frames);
        self.gone = run.gone;
        self.acts += u32::from(run.acts);
        Some(run.result.clone())
    }

    /// A function begins to run.
    pub(super) fn begin_run(&mut self) -> Begun {
        Begun {
            around: self.around(),
            younger: (self.heap.next(), self.frames.next()),
            heap: (self.heap.reads.now(), self.heap.reads.open()),
            variables: (self.frames.reads.now(), self.frames.reads.open()),
            world: self.memo.world,
            spoiled: self.memo.spoiled,
            acts: self.acts,
        }
    }

    /// It has come to its end.
    pub(super) fn end_run(&mut self, function: ObjectId, arguments: &Arguments, begun: Begun, result: &Values) {
        let (heap, variables) = (begun.heap.0, begun.variables.0);
        let objects = self.heap.reads.close(begun.heap.1, begun.younger.0);
        let frames = self.frames.reads.close(begun.variables.1, begun.younger.1);
        let is_whole = self.fuel > 0 && self.memo.spoiled == begun.spoiled;
        let is_as_before = self.memo.world == begun.world
            && self.heap.are_as_of(&objects, heap)
            && self.frames.are_as_of(&frames, variables);
        if !is_whole || !is_as_before {
            return;
        }
        let closed_over = self.closed_over(begun.younger);
        self.memo.kept.0 += 1;
        let runs = self.memo.runs.entry(function).or_default();
        if runs.len() >= MOST_RUNS {
            runs.remove(0);
        }
        runs.push(Run {
            serial: self.memo.kept,
            around: begun.around,
            arguments: arguments.clone(),
            objects: objects.into(),
            frames: frames.into(),
            heap,
            variables,
            closed_over,
            end: self.frames.reads.now(),
            world: begun.world,
            acts: self.acts != begun.acts,
            result: result.clone(),
            gone: self.gone,
        });
    }

    /// The frames from this one on that objects from this one on close over.
    fn closed_over(&self, younger: (ObjectId, FrameId)) -> Box<[FrameId]> {
        let innermost = self.heap.since(younger.0).filter_map(|object| match object.kind {
            Kind::Function { frame, .. } | Kind::SuspendedExpression { frame, .. } => Some(frame),
            _ => None,
        });
        let around = |frame: &FrameId| self.frames.get(*frame).parent;
        let mut all: Vec<FrameId> = innermost
            .flat_map(|frame| std::iter::successors(Some(frame), around).take_while(|frame| *frame >= younger.1))
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into()
    }

    pub(super) fn kept(&self) -> Kept {
        self.memo.kept
    }

    /// Gives up the runs that were kept since then.
    pub(super) fn forget_runs_since(&mut self, then: Kept) {
        self.memo.runs.values_mut().for_each(|runs| runs.retain(|run| run.serial <= then));
    }

    /// Something changes that is neither a variable nor on the heap: no run that was kept stands for another one.
    pub(super) fn change_world(&mut self) {
        self.memo.world += 1;
    }

    /// Something is done, or left undone, that would come out differently another time: a call that is not followed because of
    /// the calls around it; a start, which is noted with all that was changed before it; a class, whose bases are those of
    /// the last time it was made.
    pub(super) fn spoil_runs(&mut self) {
        self.memo.spoiled += 1;
    }
}
