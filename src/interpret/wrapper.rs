//! Functions behind `functools.cache` and `functools.singledispatch`: what calls leave behind in them.

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::special::argument;
use super::value::{Value, Values};

/// A function that keeps what it has once given.
pub(crate) const CACHED: &str = "functools.cached";
/// A function that chooses among implementations.
pub(crate) const DISPATCHED: &str = "functools.dispatched";
/// `function.register(type)`: waits for an implementation.
const REGISTERING: &str = "functools.dispatched.registering";

/// Where the function behind a wrapper is kept.
pub(super) fn wrapped() -> Field {
    argument("wrapped")
}

impl Machine<'_> {
    /// `@lru_cache`, `@singledispatch`, with or without arguments.
    pub(super) fn wrap_function(&mut self, name: &str, first: &Values, node: impl Ranged + Copy) -> Values {
        let callable = first.objects().any(|id| {
            matches!(self.heap.get(id).kind, Kind::Function { .. } | Kind::Bound { .. } | Kind::Partial { .. })
        });
        let made = match name {
            "functools.singledispatch" => DISPATCHED,
            _ if callable => CACHED,
            _ => return Values::one(Value::Object(self.typed(node, "functools.lru_cache"))),
        };
        let object = self.typed(node, made);
        self.heap.put(object, wrapped(), first);
        Values::one(Value::Object(object))
    }

    /// Calls what stands behind a wrapper. A cache that was asked once does not do the work again: where that can be told,
    /// because the work does more than compute, the call changes the cache.
    pub(super) fn call_wrapped(
        &mut self,
        id: ObjectId,
        functions: &Values,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let before = self.acts;
        let result = self.call_values(functions, arguments, node);
        let is_cache = matches!(&self.heap.get(id).kind, Kind::Typed { name } if &**name == CACHED);
        let has_acted = self.acts != before;
        let record = self.record();
        record.read_objects.insert(id);
        if is_cache && has_acted {
            record.writes(id);
        }
        result
    }

    /// `function.register(type)`, `function.register(type, implementation)`, `@function.register`, and the call of the first.
    pub(super) fn register_implementation(
        &mut self,
        name: &str,
        id: ObjectId,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let is_function = |values: &&Values| {
            values.objects().any(|id| matches!(self.heap.get(id).kind, Kind::Function { .. } | Kind::Typed { .. }))
        };
        let Some(implementation) = arguments.values().find(is_function).cloned() else {
            let waiting = self.typed(node, REGISTERING);
            self.heap.put(waiting, wrapped(), &Values::one(Value::Object(id)));
            return Values::one(Value::Object(waiting));
        };
        let owners = if name.starts_with(REGISTERING) {
            self.heap.field(id, &wrapped())
        } else {
            Values::one(Value::Object(id))
        };
        for owner in owners.objects().collect::<Vec<_>>() {
            self.heap.put(owner, wrapped(), &implementation);
            self.record().writes(owner);
        }
        implementation
    }
}
