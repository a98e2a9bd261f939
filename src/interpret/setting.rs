//! Calls that decide for the whole program how processes start, and how sure it is that they happen.

use ruff_python_ast::{ExceptHandler, Expr};
use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::starter::FORKED;
use super::trace::{Decision, Setting};
use super::value::{Const, Value, Values};
use crate::effects::{Access, Resource};
use crate::starters::{Entry, StartMethod};

/// What stands between the code that runs now and "this surely happens, and its failure ends the program".
#[derive(Debug, Default)]
pub(crate) struct Doubt {
    /// Depth of branches and loops that may not be taken.
    pub(crate) branches: u32,
    runtime_error: u32,
    end_of_file: u32,
}

/// Which of these doubts there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sure {
    happens: bool,
    ends_on_runtime_error: bool,
    ends_on_end_of_file: bool,
}

/// The exceptions of interest that somebody catches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caught {
    runtime_error: bool,
    end_of_file: bool,
}

impl Caught {
    pub(crate) const NONE: Caught = Caught { runtime_error: false, end_of_file: false };
    pub(crate) const ALL: Caught = Caught { runtime_error: true, end_of_file: true };

    /// What the handlers of a `try` catch, by the names they give.
    pub(crate) fn by(handlers: &[ExceptHandler]) -> Caught {
        let catches = |name: &str| {
            handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| match handler.type_.as_deref() {
                None => true,
                Some(Expr::Tuple(several)) => several.elts.iter().any(|one| names(one, name)),
                Some(one) => names(one, name),
            })
        };
        Caught { runtime_error: catches("RuntimeError"), end_of_file: catches("EOFError") }
    }
}

/// Does the expression stand for that exception, a base of it, or something unknown?
fn names(expression: &Expr, exception: &str) -> bool {
    let name = match expression {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return true,
    };
    matches!(name, "Exception" | "BaseException") || name == exception || !crate::names::builtins::is_builtin(name)
}

impl Doubt {
    pub(crate) fn enter(&mut self, caught: Caught) {
        self.runtime_error += u32::from(caught.runtime_error);
        self.end_of_file += u32::from(caught.end_of_file);
    }

    pub(crate) fn leave(&mut self, caught: Caught) {
        self.runtime_error -= u32::from(caught.runtime_error);
        self.end_of_file -= u32::from(caught.end_of_file);
    }

    pub(crate) fn sure(&self) -> Sure {
        Sure {
            happens: self.branches == 0,
            ends_on_runtime_error: self.runtime_error == 0,
            ends_on_end_of_file: self.end_of_file == 0,
        }
    }

    /// Is a touch of this resource sure; for standard input: and does its end end the program?
    pub(crate) fn is_sure_of(&self, resource: Resource) -> bool {
        self.branches == 0 && (resource != Resource::Stdin || self.end_of_file == 0)
    }
}

impl<'a> Machine<'a> {
    pub(crate) fn make_context(
        &mut self,
        entry: &'a Entry,
        arguments: &Arguments,
        forked: bool,
        node: impl Ranged + Copy,
    ) -> Values {
        let absent = match &entry.start_method {
            StartMethod::Argument(param) => arguments.get(param).is_none_or(|values| Self::is_none(&values)),
            _ => false,
        };
        if forked && !absent {
            self.note_decision(Decision::Fork, true, &node);
        }
        let forked = if absent { self.forks } else { forked };
        let name = if forked {
            format!("{FORKED}multiprocessing.context.BaseContext")
        } else {
            "multiprocessing.context.BaseContext".to_string()
        };
        Values::one(Value::Object(self.typed(node, &name)))
    }

    /// `set_start_method`, `freeze_support` and their like.
    pub(crate) fn control(&mut self, name: &str, arguments: &Arguments, node: impl Ranged) {
        self.change_world();
        if name.ends_with("set_start_method") {
            let method = arguments.positional.first().cloned().or_else(|| arguments.keyword("method"));
            let force = arguments.positional.get(1).cloned().or_else(|| arguments.keyword("force"));
            let forced = force.is_some_and(|values| values.constant() != Some(&Const::Bool(false)));
            // What only some platforms or ways set does not keep the others from breaking.
            let is_fork = method.is_some_and(|values| values.as_str() == Some("fork"));
            self.forks = is_fork && self.doubt.branches == 0;
            self.note_decision(Decision::StartMethod, !forced && self.doubt.runtime_error == 0, &node);
            if is_fork {
                self.note_decision(Decision::Fork, true, &node);
            }
        } else if name.ends_with("freeze_support") {
            self.note_decision(Decision::FreezeSupport, true, &node);
            return;
        }
        self.touch(Resource::StartMethod, Access::Write);
    }

    fn note_decision(&mut self, decision: Decision, sure: bool, node: &impl Ranged) {
        let is_here = self.file == 0;
        let at = if is_here { node.range() } else { self.here() };
        let sure = sure && self.doubt.branches == 0;
        let record = self.record();
        let late = record.may_exit || record.effects.iter().any(|seen| seen.resource.is_seen(seen.access));
        if !record.settings.iter().any(|known| known.decision == decision && known.at == at) {
            record.settings.push(Setting { decision, at, is_here, sure, late });
        }
    }
}
