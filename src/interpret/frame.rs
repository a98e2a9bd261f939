//! Frames: the variables of a module, a call, a class body or a comprehension, with undo for branches.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::heap::ObjectId;
use super::reads::{Moment, Reads, Stamp};
use super::value::Values;
use crate::names::{Name, block::Block};

/// Index of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrameId(pub u32);

/// What a frame belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A module; the number is the index of its file.
    Module(u32),
    /// A call of a function; the owner is the class of the method, for `super()`.
    Function(Option<ObjectId>),
    /// The body of a class.
    Class,
    /// A comprehension or generator expression.
    Comprehension,
}

/// The variables of one block while it runs.
#[derive(Debug)]
pub struct Frame {
    /// What it belongs to.
    pub kind: FrameKind,
    /// The frame around it; `None` for a module.
    pub parent: Option<FrameId>,
    /// The module frame its globals live in.
    pub module: FrameId,
    /// The bindings of the block.
    pub block: Rc<Block>,
    /// What `return` may have given.
    pub returned: Values,
    /// What `yield` may have given.
    pub yielded: Values,
    /// Variables outside of the generator, as others see them at its `yield`s.
    pub shown: Vec<(FrameId, Name, Values)>,
    variables: FxHashMap<Name, Values>,
    /// When its variables were looked at, and when one last changed.
    pub(super) stamp: Stamp,
}

/// A point in the history of all variables.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

/// What a branch changed: the variables and their values at its end.
pub type Changes = FxHashMap<(FrameId, Name), Values>;

/// All frames of a run and the history of their variables.
#[derive(Debug, Default)]
pub struct Frames {
    frames: Vec<Frame>,
    history: Vec<(FrameId, Name, Option<Values>)>,
    /// For each open mark the number of frames there were: younger ones die with their branch and need no undoing.
    marks: Vec<usize>,
    /// Variables of the first frame that had a value on some ways only, at a place where several ways met.
    perhaps_unbound: FxHashSet<Name>,
    pub(super) reads: Reads<FrameId>,
}

impl Frames {
    /// Opens a frame.
    pub fn push(&mut self, kind: FrameKind, parent: Option<FrameId>, block: Rc<Block>) -> FrameId {
        let id = self.next();
        let module = parent.map_or(id, |parent| self.get(parent).module);
        self.frames.push(Frame {
            kind,
            parent,
            module,
            block,
            returned: Values::none(),
            yielded: Values::none(),
            shown: Vec::new(),
            variables: FxHashMap::default(),
            stamp: Stamp::default(),
        });
        id
    }

    /// The frame behind an id.
    pub fn get(&self, id: FrameId) -> &Frame {
        &self.frames[id.0 as usize]
    }

    /// The frame behind an id, to change it.
    pub fn get_mut(&mut self, id: FrameId) -> &mut Frame {
        &mut self.frames[id.0 as usize]
    }

    /// The value of a variable; `None` when it has none.
    pub fn value(&self, id: FrameId, name: &str) -> Option<&Values> {
        self.variables(id).get(name).filter(|values| !values.is_empty())
    }

    /// All variables of a frame.
    pub fn variables(&self, id: FrameId) -> &FxHashMap<Name, Values> {
        let frame = self.get(id);
        self.reads.note(id, &frame.stamp);
        &frame.variables
    }

    /// All variables of a frame in the order of their names.
    pub fn variables_by_name(&self, id: FrameId) -> Vec<(Name, Values)> {
        let mut variables: Vec<(Name, Values)> =
            self.variables(id).iter().map(|(name, values)| (name.clone(), values.clone())).collect();
        variables.sort_by(|a, b| a.0.cmp(&b.0));
        variables
    }

    /// The id of the next frame.
    pub(super) fn next(&self) -> FrameId {
        FrameId(u32::try_from(self.frames.len()).unwrap_or(u32::MAX))
    }

    /// Have these frames the variables they had then?
    pub(super) fn are_as_of(&self, ids: &[FrameId], then: Moment) -> bool {
        ids.iter().all(|id| self.get(*id).stamp.is_as_of(then))
    }

    /// All of these are looked at.
    pub(super) fn note(&self, ids: &[FrameId]) {
        ids.iter().for_each(|id| self.reads.note(*id, &self.get(*id).stamp));
    }

    /// Gives a variable a value; empty means it is deleted.
    pub fn set(&mut self, id: FrameId, name: Name, values: Values) {
        let frame = &mut self.frames[id.0 as usize];
        // Who binds a variable depends on it as who reads it does: bound once more to the same, it hides what others bound.
        self.reads.note(id, &frame.stamp);
        if frame.variables.get(&name) != Some(&values) {
            self.reads.change(&mut frame.stamp);
        }
        let before = frame.variables.insert(name.clone(), values);
        if self.marks.last().is_some_and(|&frames| (id.0 as usize) < frames) {
            self.history.push((id, name, before));
        }
    }

    /// Starts a branch.
    pub fn mark(&mut self) -> Mark {
        self.marks.push(self.frames.len());
        Mark(self.history.len())
    }

    /// Ends a branch and takes its changes back; returns them.
    pub fn undo(&mut self, mark: Mark) -> Changes {
        let mut changes = Changes::default();
        while self.history.len() > mark.0 {
            let Some((id, name, before)) = self.history.pop() else { break };
            let frame = &mut self.frames[id.0 as usize];
            if frame.variables.get(&name) != before.as_ref() {
                self.reads.change(&mut frame.stamp);
            }
            let now = match before {
                Some(values) => frame.variables.insert(name.clone(), values),
                None => frame.variables.remove(&name),
            };
            changes.entry((id, name)).or_insert(now.unwrap_or_default());
        }
        self.marks.pop();
        changes
    }

    /// Joins what several branches changed; a branch that did not touch a variable leaves it as it is.
    pub fn merge(&mut self, branches: &[Changes]) {
        let mut keys: Vec<(FrameId, Name)> = branches.iter().flat_map(|branch| branch.keys().cloned()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let mut joined = Values::none();
            let mut missing = false;
            for branch in branches {
                let values = branch.get(&key).or_else(|| self.variables(key.0).get(&key.1));
                missing |= values.is_none_or(Values::is_empty);
                if let Some(values) = values {
                    joined.join(values);
                }
            }
            if missing && !joined.is_empty() && key.0 == FrameId(0) {
                self.perhaps_unbound.insert(key.1.clone());
            }
            self.set(key.0, key.1, joined);
        }
    }

    /// Globals of the first module that were unbound on some of the ways that met somewhere.
    pub fn perhaps_unbound(&self) -> &FxHashSet<Name> {
        &self.perhaps_unbound
    }
}
