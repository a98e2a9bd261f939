//! The identity of the process, context objects, and what sets the start method.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::Field;
use super::starter::FORKED;
use super::value::{Value, Values};
use crate::effects::{Access, Resource};
use crate::starters::{Entry, StartMethod};

impl<'a> Machine<'a> {
    /// `current_process()`: children have another name already while they import the main module
    /// (`multiprocessing.spawn.prepare`), `parent_process()` is set only after that.
    pub(crate) fn process_object(&mut self, name: &str, node: impl Ranged + Copy) -> Option<Values> {
        if name.ends_with("multiprocessing.parent_process") {
            return Some(Values::none_constant());
        }
        if !name.ends_with("multiprocessing.current_process")
            && !name.ends_with("multiprocessing.process.current_process")
        {
            return None;
        }
        let object = self.typed(node, "multiprocessing.process._MainProcess");
        let own = match self.role {
            super::trace::Role::Parent => "MainProcess",
            super::trace::Role::Child => "SpawnProcess-1",
        };
        self.heap.put(object, Field::Attribute(Rc::from("name")), &Values::string(own));
        Some(Values::one(Value::Object(object)))
    }

    pub(crate) fn make_context(
        &mut self,
        entry: &'static Entry,
        arguments: &Arguments,
        forked: bool,
        node: impl Ranged + Copy,
    ) -> Values {
        let absent = match &entry.start_method {
            StartMethod::Argument(param) => arguments.get(param).is_none_or(|values| Self::is_none(&values)),
            _ => false,
        };
        let forked = if absent { self.forks } else { forked };
        let name = if forked {
            format!("{FORKED}multiprocessing.context.BaseContext")
        } else {
            "multiprocessing.context.BaseContext".to_string()
        };
        Values::one(Value::Object(self.typed(node, &name)))
    }

    /// `set_start_method`, `freeze_support` and their like.
    pub(crate) fn control(&mut self, name: &str, arguments: &Arguments) {
        if name.ends_with("set_start_method") {
            self.touch(Resource::StartMethod, Access::Write);
            self.record().sets_start_method = true;
            let method = arguments.positional.first().cloned().or_else(|| arguments.keyword("method"));
            self.forks = method.is_some_and(|values| values.as_str() == Some("fork"));
        } else if !name.ends_with("freeze_support") {
            self.touch(Resource::StartMethod, Access::Write);
        }
    }
}
