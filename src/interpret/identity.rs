//! The identity of the process that runs.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::heap::Field;
use super::value::{Value, Values};

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
}
