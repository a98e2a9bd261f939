//! Which ways a statement may be left, and joining of branches.

use ruff_python_ast::{Expr, Stmt};
use rustc_hash::FxHashSet;

use super::Machine;
use super::frame::Changes;
use super::memo::Kept;
use super::value::{Value, Values};

/// The ways in which a statement may be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flow(u8);

impl Flow {
    /// On to the next statement.
    pub(crate) const NEXT: Flow = Flow(1);
    /// Out of the function.
    pub(crate) const RETURN: Flow = Flow(2);
    /// Out of the loop.
    pub(crate) const BREAK: Flow = Flow(4);
    /// To the next round of the loop.
    pub(crate) const CONTINUE: Flow = Flow(8);
    /// Out of the program, or up with an exception.
    pub(crate) const EXIT: Flow = Flow(16);
    /// Not at all.
    pub(crate) const NEVER: Flow = Flow(0);

    /// Both sets of ways.
    pub(crate) fn or(self, other: Flow) -> Flow {
        Flow(self.0 | other.0)
    }

    /// These ways without those of `other`.
    pub(crate) fn without(self, other: Flow) -> Flow {
        Flow(self.0 & !other.0)
    }

    /// Is one of the ways of `other` among these?
    pub(crate) fn has(self, other: Flow) -> bool {
        self.0 & other.0 != 0
    }

    /// May the next statement run?
    pub(crate) fn goes_on(self) -> bool {
        self.has(Flow::NEXT)
    }

    /// Does it surely end in an exit or an exception?
    pub(crate) fn only_exits(self) -> bool {
        self == Flow::EXIT
    }
}

/// The truth value of an expression, where all its alternatives agree.
pub(crate) fn truth(values: &Values) -> Option<bool> {
    let mut truth = None;
    for value in values.iter() {
        let one = match value {
            Value::Const(constant) => constant.truth(),
            _ => return None,
        };
        if truth.is_some_and(|before| before != one) {
            return None;
        }
        truth = Some(one);
    }
    truth
}

/// How far the record of the running statement has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    effects: usize,
    unknown: usize,
    kept: Kept,
}

/// One way to go: what is done there, and how it is left.
pub(crate) type Way<'m, 'a> = Box<dyn FnOnce(&mut Machine<'a>) -> Flow + 'm>;

impl<'a> Machine<'a> {
    pub(crate) fn truth_of(&mut self, test: &'a Expr) -> Option<bool> {
        let values = self.evaluate_in_passing(test);
        match truth(&values) {
            None if !self.gone => self.at_top(test, |machine| machine.truth(&values, test)),
            truth => truth,
        }
    }

    pub(crate) fn run_block(&mut self, body: &'a [Stmt]) -> Flow {
        let mut flow = Flow::NEVER;
        let mut skipped = 0;
        for statement in body {
            let one = self.run_statement(statement);
            flow = flow.or(one.without(Flow::NEXT));
            if !one.goes_on() {
                self.doubt.branches -= skipped;
                return flow;
            }
            // Behind a `return` that may have been taken nothing is sure.
            let leaves = u32::from(skipped == 0 && flow.without(Flow::EXIT) != Flow::NEVER);
            skipped += leaves;
            self.doubt.branches += leaves;
        }
        self.doubt.branches -= skipped;
        flow.or(Flow::NEXT)
    }

    /// The flow after an expression: gone, if it never came back.
    pub(crate) fn after_expression(&mut self) -> Flow {
        if std::mem::take(&mut self.gone) { Flow::EXIT } else { Flow::NEXT }
    }

    /// Runs every way from the same state and joins the states at their ends; a way that surely exits leaves none.
    pub(crate) fn branch<'m>(&mut self, ways: Vec<Way<'m, 'a>>) -> Flow {
        let mut flow = Flow::NEVER;
        let mut ends: Vec<Changes> = Vec::new();
        let several = ways.len() > 1;
        self.doubt.branches += u32::from(several);
        for way in ways {
            let progress = self.progress();
            let mark = self.frames.mark();
            let one = way(self);
            let changes = self.frames.undo(mark);
            if one.only_exits() {
                if several {
                    self.settle_exit(progress);
                }
            } else {
                ends.push(changes);
            }
            flow = flow.or(one);
        }
        self.doubt.branches -= u32::from(several);
        self.frames.merge(&ends);
        flow
    }

    /// `if` and its clauses: a decided condition leaves one way.
    pub(crate) fn run_clauses(&mut self, clauses: &[(Option<&'a Expr>, &'a [Stmt])]) -> Flow {
        let Some(((test, body), rest)) = clauses.split_first() else { return Flow::NEXT };
        let Some(test) = test else { return self.run_block(body) };
        let truth = self.truth_of(test);
        if self.gone {
            return self.after_expression();
        }
        match truth {
            Some(true) => self.run_block(body),
            Some(false) => self.run_clauses(rest),
            None => self.branch(vec![
                Box::new(|machine: &mut Machine<'a>| machine.run_block(body)),
                Box::new(|machine: &mut Machine<'a>| machine.run_clauses(rest)),
            ]),
        }
    }

    /// Runs the body of a loop until nothing new comes up, three rounds at most.
    pub(crate) fn run_loop(&mut self, mut maybe_never: bool, mut round: impl FnMut(&mut Machine<'a>) -> Flow) -> Flow {
        let mut flow = Flow::NEVER;
        let mut seen: FxHashSet<(super::frame::FrameId, crate::names::Name)> = FxHashSet::default();
        for _ in 0..3 {
            let mark = self.frames.mark();
            let objects = self.heap.reads.now();
            self.doubt.branches += u32::from(maybe_never);
            let one = round(self);
            self.doubt.branches -= u32::from(maybe_never);
            let changes = self.frames.undo(mark);
            flow = flow.or(one);
            let has_changed = self.heap.reads.now() != objects;
            let grown = changes.iter().fold(has_changed, |grown, ((frame, name), values)| {
                let now = self.frames.value(*frame, name);
                let is_new = seen.insert((*frame, name.clone()));
                grown || is_new || values.iter().any(|v| !now.is_some_and(|n| n.iter().any(|m| m == v)))
            });
            if one.only_exits() {
                break;
            }
            if maybe_never {
                self.frames.merge(&[changes, Changes::default()]);
            } else {
                self.frames.merge(&[changes]);
                maybe_never = true;
            }
            if !grown {
                break;
            }
        }
        flow
    }

    pub(crate) fn progress(&mut self) -> Progress {
        let kept = self.kept();
        let record = self.record();
        Progress { effects: record.effects.len(), unknown: record.unknown.len(), kept }
    }

    /// What was seen since `progress` happens on a way that ends the program.
    pub(crate) fn settle_exit(&mut self, progress: Progress) {
        if self.catching > 0 {
            return;
        }
        let record = self.record();
        record.may_exit = true;
        if (record.effects.len(), record.unknown.len()) == (progress.effects, progress.unknown) {
            return;
        }
        // The same may be seen on another way, and is to be noted then.
        self.forget_runs_since(progress.kept);
        let record = self.record();
        record.effects.iter_mut().skip(progress.effects).for_each(|seen| seen.on_exit = true);
        record.unknown.iter_mut().skip(progress.unknown).for_each(|call| call.on_exit = true);
    }
}
