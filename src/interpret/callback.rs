//! What known calls do with the callables they are given: called now, or kept and called later.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::control::Flow;
use super::heap::Field;
use super::value::{Value, Values};
use crate::effects::{Effect, Param};

impl Machine<'_> {
    /// Calls the callables a call is given, with whatever it iterates as their arguments.
    pub(super) fn call_back(
        &mut self,
        effect: &'static Effect,
        receiver: Option<&Value>,
        arguments: &Arguments,
        elements: &Values,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut called = Values::none();
        if effect.executor.is_some() {
            return called;
        }
        for param in &effect.calls {
            let callees = self.given(param, receiver, arguments);
            if callees.is_empty() || Self::is_none(&callees) {
                continue;
            }
            let mut handed = self.other_arguments(param, arguments);
            handed.join(elements);
            let outer = self.at_exit;
            self.at_exit |= effect.flags.at_exit;
            let arguments = Arguments { rest: Some(handed), ..Arguments::default() };
            let mut gone = false;
            // It may be called any number of times.
            self.run_loop(false, |machine| {
                called.join(&machine.call_values(&callees, &arguments, node));
                gone |= std::mem::take(&mut machine.gone);
                Flow::NEXT
            });
            self.at_exit = outer;
            self.gone = gone && !effect.flags.at_exit;
        }
        called
    }

    fn other_arguments(&self, param: &Param, arguments: &Arguments) -> Values {
        let own = arguments.get(param).unwrap_or_default();
        let mut others = Values::none();
        arguments.values().filter(|values| **values != own).for_each(|values| {
            others.join(values);
            others.join(&self.held_by(values));
        });
        if others.is_empty() { Values::unknown() } else { others }
    }

    /// `thread.start()`: the stored target, or `run` of a subclass.
    pub(super) fn run_deferred(&mut self, receiver: Option<&Value>, node: impl Ranged + Copy) {
        let Some(Value::Object(id)) = receiver else { return };
        let id = *id;
        self.record().threads = true;
        let target = self.heap.field(id, &Field::Argument(Rc::from("deferred")));
        let given = self.heap.field(id, &Field::Argument(Rc::from("deferred arguments")));
        if !target.is_empty() && !Self::is_none(&target) {
            let rest = (!given.is_empty()).then_some(given);
            self.call_values(&target, &Arguments { rest, ..Arguments::default() }, node);
        }
        if self.is_instance(&Value::Object(id)) {
            self.call_method(&Value::Object(id), "run", Arguments::default(), node);
        }
        self.gone = false;
    }
}
