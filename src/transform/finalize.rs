//! Objects that do something when a process ends: a spawned child runs to the end of the interpreter, a forked one does not.

use ruff_text_size::Ranged;

use super::plan::Planner;
use crate::finding::{Code, Refusal};
use crate::interpret::heap::{Field, Kind};
use crate::interpret::value::{Value, Values};
use crate::names::identifier;

impl Planner<'_> {
    /// The class whose objects, kept by what the statement binds, do something others see when a process ends. Forked
    /// children end without that.
    pub(super) fn finalizes(&self, index: usize) -> Option<&str> {
        let child = self.facts.child;
        let values = self.child_record(index).binds.iter().filter_map(|name| child.variables.get(name));
        let held = child.heap.reachable(values.flat_map(Values::objects));
        held.into_iter().find_map(|id| {
            let Kind::Instance { class } = child.heap.get(id).kind else { return None };
            let methods = child.heap.field(class, &Field::Attribute(identifier("__del__"))).clone();
            let method = methods.objects().find_map(|id| child.functions.get(&id)).filter(|method| method.file == 0)?;
            let is_outside = |name: &str| {
                let values = child.variables.get(name);
                name == "print"
                    || values.is_some_and(|values| values.iter().any(|value| matches!(value, Value::External(_))))
            };
            let acts = self.facts.uses.inside(method.range).iter().any(|used| is_outside(&used.name));
            let name = child.classes.get(&class).map(|class| &*class.name);
            if acts { name } else { None }
        })
    }

    /// What stays must not do that in every spawned child.
    pub(super) fn ends_quietly(&self, index: usize) -> Result<(), Refusal> {
        let Some(class) = self.finalizes(index) else { return Ok(()) };
        let message = format!("each spawned child would run `{class}.__del__` at its end, and forked ones do not");
        Err(self.refusal(Code::EffectRepeated, self.body[index].range(), message))
    }
}
