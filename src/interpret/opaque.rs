//! Calls of which nothing is known, and what they give back.

use ruff_text_size::Ranged;

use std::rc::Rc;

use super::Machine;
use super::call::Arguments;
use super::library::OPAQUE;
use super::special::argument;
use super::value::{Value, Values};

impl Machine<'_> {
    /// A call nothing is known about: whatever it is given may be changed, and it gives back anything.
    pub(super) fn call_opaque(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let shown = name.strip_prefix("?.").unwrap_or(name);
        let given: Vec<Values> =
            receiver.map(|value| Values::one(value.clone())).into_iter().chain(arguments.values().cloned()).collect();
        if self.is_harmless_dunder(name) {
            return Values::one(Value::Object(self.typed(node, OPAQUE)));
        }
        let is_function = receiver.is_none_or(|object| self.is_lent(object));
        self.unknown_call_of(shown, is_function, given.iter().cloned());
        let owners = self.owners_of(name, receiver);
        let mut held = given.into_iter().fold(Values::none(), |mut all, values| {
            all.join(&values);
            all
        });
        let results = self.run_unknown(&owners, &held, node);
        held.join(&results);
        self.opaque(&owners, &held, node)
    }

    /// What code of these owners gives back, which may be or hold any of these values.
    pub(super) fn opaque(&mut self, owners: &[Rc<str>], held: &Values, node: impl Ranged + Copy) -> Values {
        let object = self.typed(node, OPAQUE);
        for owner in owners {
            self.heap.put(object, argument("owner"), &Values::string(owner));
        }
        let own = |value: &&Value| !matches!(value, Value::Object(id) if *id == object);
        let mut memory = Values::none();
        let changeable = self.changeable(held);
        changeable.into_iter().map(Value::Object).filter(|value| own(&value)).for_each(|value| memory.add(value));
        self.heap.put(object, argument("memory"), &memory);
        Values::one(Value::Object(object))
    }

    /// Special methods inherited from `object` do nothing beyond the object itself.
    fn is_harmless_dunder(&self, name: &str) -> bool {
        let method = name.rsplit('.').next().unwrap_or(name);
        let of_object =
            ["__init_subclass__", "__new__", "__repr__", "__str__", "__eq__", "__hash__", "__setattr__", "__init__"];
        of_object.contains(&method) && (method == "__init_subclass__" || name.contains("object."))
    }
}
