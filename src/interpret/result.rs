//! What a library call gives back, and what it keeps.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::library::condition_may_hold;
use super::special::argument;
use super::value::{Const, Value, Values};
use crate::effects::{Access, Effect, Form, Resource, Returned, When};

impl<'a> Machine<'a> {
    /// What the call gives back.
    #[allow(clippy::too_many_arguments, reason = "one call has that many facts")]
    pub(crate) fn returned(
        &mut self,
        returns: Option<&Returned>,
        owners: &[Rc<str>],
        receiver: Option<&Value>,
        arguments: &Arguments,
        elements: &Values,
        called: &Values,
        node: impl Ranged + Copy,
    ) -> Values {
        match returns {
            // It may be, or hold, anything the call was given.
            None => {
                let mut held = arguments.all();
                receiver.into_iter().for_each(|value| held.add(value.clone()));
                held.join(called);
                self.opaque(owners, &held, node)
            }
            Some(Returned::Type(name)) => self.value_of_type(name, node),
            Some(Returned::Argument(param)) if param.form == Form::Rest && arguments.positional.len() > 1 => {
                Values::one(Value::Object(self.tuple_of(&arguments.positional, node)))
            }
            Some(Returned::Argument(param)) => self.given(param, receiver, arguments),
            Some(Returned::Element(param)) => {
                let values = self.given(param, receiver, arguments);
                let mut held = self.held_by(&values);
                held.join(elements);
                if held.is_empty() { Values::unknown() } else { held }
            }
            Some(Returned::ResultOf(_)) if called.is_empty() => elements.clone(),
            Some(Returned::ResultOf(_)) => called.clone(),
            Some(Returned::Container(name, inner)) => {
                let inner = self.returned(Some(inner), owners, receiver, arguments, elements, called, node);
                let object = self.typed(node, name);
                self.heap.put(object, Field::Element, &inner);
                if &**name == "dict" {
                    for (key, values) in &arguments.keywords {
                        self.heap.put(object, Field::Key(Const::Str(key.clone())), values);
                    }
                    self.copy_pairs(object, &inner);
                }
                Values::one(Value::Object(object))
            }
        }
    }

    /// `dict(pairs)`: keys and values are what the pairs hold.
    pub(crate) fn copy_pairs(&mut self, dict: ObjectId, pairs: &Values) {
        for pair in pairs.objects().collect::<Vec<_>>() {
            let key = self.heap.field(pair, &Field::Index(0));
            let value = self.heap.field(pair, &Field::Index(1));
            self.heap.put(dict, Field::Keys, &key);
            self.heap.put(dict, Field::Element, &value);
        }
    }

    /// A value of the named type: a scalar, `None`, or a new object.
    pub(crate) fn value_of_type(&mut self, name: &str, node: impl Ranged + Copy) -> Values {
        match name {
            "NoneType" => Values::none_constant(),
            "str" => Values::one(Value::Scalar("str")),
            "int" => Values::one(Value::Scalar("int")),
            "float" => Values::one(Value::Scalar("float")),
            "number" => Values::one(Value::Scalar("number")),
            "bool" => Values::one(Value::Scalar("bool")),
            "bytes" => Values::one(Value::Scalar("bytes")),
            "complex" => Values::one(Value::Scalar("complex")),
            _ => {
                let object = self.typed(node, name);
                self.fill(object, name);
                Values::one(Value::Object(object))
            }
        }
    }

    /// What nobody has listed the elements of need not be empty.
    pub(crate) fn fill(&mut self, object: ObjectId, type_name: &str) {
        if matches!(type_name, "frozenset" | "list" | "set" | "tuple") {
            self.heap.put(object, Field::Unlisted, &Values::one(Value::Scalar("bool")));
        }
    }

    /// Is it a file that was opened for reading? Closing it changes nothing on the disk.
    pub(super) fn is_read_only(&self, file: &Value) -> bool {
        let Value::Object(id) = file else { return false };
        let is_file = matches!(&self.heap.get(*id).kind, Kind::Typed { name } if &**name == "file");
        is_file && self.heap.field(*id, &argument("writes")).is_empty()
    }

    /// Marks the files that a call opens for writing.
    pub(super) fn mark_written(&mut self, effect: &'static Effect, result: &Values, arguments: &Arguments) {
        let writes = |when: &When| {
            when.adds.contains(&(Resource::FileSystem, Access::Write))
                && condition_may_hold(when, arguments.get(&when.param).as_ref())
        };
        let always = effect.resources.contains(&(Resource::FileSystem, Access::Write));
        if always || effect.when.iter().any(writes) {
            for id in result.objects().collect::<Vec<_>>() {
                self.heap.put(id, argument("writes"), &Values::one(Value::Scalar("bool")));
            }
        }
    }

    /// Keeps the callables a constructor stores for later.
    pub(crate) fn remember(&mut self, effect: &'static Effect, result: &Values, arguments: &Arguments) {
        for param in &effect.defers {
            let Some(values) = arguments.get(param) else { continue };
            for id in result.objects().collect::<Vec<_>>() {
                self.heap.put(id, Field::Argument(Rc::from("deferred")), &values);
                for name in ["args", "kwargs"] {
                    let given = arguments.keyword(name).map(|values| self.held_by(&values)).unwrap_or_default();
                    self.heap.put(id, Field::Argument(Rc::from("deferred arguments")), &given);
                }
            }
        }
    }

    /// An array over the memory of another object leads to that object.
    pub(crate) fn link_memory(
        &mut self,
        effect: &'static Effect,
        result: &Values,
        receiver: Option<&Value>,
        arguments: &Arguments,
    ) {
        for param in &effect.views {
            let memory = self.given(param, receiver, arguments);
            for id in result.objects().collect::<Vec<_>>() {
                self.heap.put(id, Field::Argument(Rc::from("memory")), &memory);
            }
        }
    }

    /// The result of an awaited thing is what the new task or loop call gives.
    pub(crate) fn link_awaited(&mut self, effect: &'static Effect, result: &Values, called: &Values) {
        if effect.awaits.is_empty() || called.is_empty() {
            return;
        }
        for id in result.objects().collect::<Vec<_>>() {
            self.heap.put(id, Field::Element, called);
        }
    }
}
