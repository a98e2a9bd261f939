//! Iteration, awaiting and context managers: where suspended code runs.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::call::Arguments;
use super::control::Flow;
use super::heap::{Field, Kind, ObjectId};
use super::stored::NAMED;
use super::value::{Const, Value, Values};
use super::{Code, Machine};
use crate::effects::{Access, Resource};

impl<'a> Machine<'a> {
    /// Iterates a value to its end; gives what an element may be.
    pub(crate) fn iterate(&mut self, values: &Values, node: impl Ranged + Copy) -> Values {
        self.look_into(values);
        self.meet(&[values]);
        let mut elements = Values::none();
        for value in values.iter() {
            let one = match value {
                Value::Object(id) => self.iterate_object(*id, node),
                _ => self.held_by(&Values::one(value.clone())),
            };
            elements.join(&one);
        }
        elements
    }

    fn iterate_object(&mut self, id: ObjectId, node: impl Ranged + Copy) -> Values {
        let value = Value::Object(id);
        match self.heap.get(id).kind.clone() {
            Kind::Suspended { .. } | Kind::SuspendedExpression { .. } | Kind::LazyCall { .. } => self.resume(id, node),
            Kind::Instance { class } => self.iterate_instance(&value, class, node),
            Kind::Typed { name } => {
                if matches!(&*name, "file" | "iterator") || name.starts_with("itertools.") {
                    self.record().writes(id);
                }
                if &*name == "sys.stdin" {
                    self.touch(Resource::Stdin, Access::Write);
                    return Values::one(Value::Scalar("str"));
                }
                if let Some(iterated) = self.iterate_starter(id, &name, node) {
                    return iterated;
                }
                match &*name {
                    "range" => Values::one(Value::Scalar("int")),
                    "file" => Values::one(Value::Scalar("str")),
                    "dict" | "collections.Counter" | "collections.defaultdict" | "collections.OrderedDict" => {
                        let keys = self.heap.field(id, &Field::Keys);
                        if keys.is_empty() { self.part_of(id) } else { keys }
                    }
                    _ => {
                        let held = self.held_by(&Values::one(value));
                        let known = matches!(&*name, "list" | "tuple" | "set" | "frozenset" | "collections.deque");
                        if held.is_empty() && !known { self.part_of(id) } else { held }
                    }
                }
            }
            Kind::Class { .. } => match self.type_of(&value) {
                Some(metaclass) => self.iterate_instance(&value, metaclass, node),
                None => Values::one(Value::Unknown),
            },
            _ => Values::unknown(),
        }
    }

    fn iterate_instance(&mut self, value: &Value, class: ObjectId, node: impl Ranged + Copy) -> Values {
        if let Some(iterator) = self.call_method(value, "__iter__", Arguments::default(), node) {
            let mut elements = Values::none();
            for one in iterator.iter() {
                if self.is_instance(one) {
                    let next = self.call_method(one, "__next__", Arguments::default(), node);
                    elements.join(&next.unwrap_or_default());
                } else {
                    let held = self.iterate(&Values::one(one.clone()), node);
                    elements.join(&held);
                }
            }
            self.gone = false;
            return elements;
        }
        if let Value::Object(id) = value {
            let bases = self.external_bases(class);
            if let Some(elements) = bases.iter().find_map(|base| self.iterate_starter(*id, base, node)) {
                return elements;
            }
        }
        if let Some(found) = self.class_attribute(class, "__getitem__", 0) {
            let bound = self.bind_attribute(&found, value, class, node);
            let arguments = Arguments::positional(vec![Values::one(Value::Scalar("int"))]);
            let elements = self.call_values(&bound, &arguments, node);
            self.gone = false;
            return elements;
        }
        if let Some(elements) = self.call_method(value, "__aiter__", Arguments::default(), node) {
            let next = elements.iter().cloned().collect::<Vec<_>>();
            let mut all = Values::none();
            for one in next {
                let got = if self.is_instance(&one) {
                    let coroutine = self.call_method(&one, "__anext__", Arguments::default(), node).unwrap_or_default();
                    self.run_awaitable(&coroutine, node)
                } else {
                    self.iterate(&Values::one(one), node)
                };
                all.join(&got);
            }
            return all;
        }
        let held = self.held_by(&Values::one(value.clone()));
        if held.is_empty() { Values::unknown() } else { held }
    }

    /// Runs what waits in a generator, coroutine, generator expression or lazy call.
    fn resume(&mut self, id: ObjectId, node: impl Ranged + Copy) -> Values {
        match self.heap.get(id).kind.clone() {
            Kind::Suspended { function, arguments, .. } => {
                let values = self.run_function(function, &arguments, node);
                self.gone = false;
                values
            }
            Kind::SuspendedExpression { code, frame } => {
                let Code::Generator(generator) = self.definition(code) else { return Values::unknown() };
                if self.stack.iter().filter(|active| active.code == Some(code)).count() >= 2 {
                    self.spoil_runs();
                    return Values::unknown();
                }
                let outer = std::mem::replace(&mut self.frame, frame);
                let file = std::mem::replace(&mut self.file, self.heap.get(id).site.file);
                let (_, values) = self.run_generators(&generator.generators, None, &generator.elt);
                self.frame = outer;
                self.file = file;
                values
            }
            // One that is made again and again at its place is among its own arguments: what it gives comes from the others.
            Kind::LazyCall { .. } if self.resumed.contains(&id) => {
                self.spoil_runs();
                Values::none()
            }
            Kind::LazyCall { function, arguments } => {
                self.resumed.push(id);
                let mut values = Values::none();
                // Once for each element.
                self.run_loop(false, |machine| {
                    values.join(&machine.run_lazy(&function, &arguments, node));
                    Flow::NEXT
                });
                self.resumed.pop();
                values
            }
            _ => Values::unknown(),
        }
    }

    /// `map`, `filter`, `zip` and others when their result is iterated.
    fn run_lazy(&mut self, function: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        if let ("iter", [callee, _]) = (function, &arguments.positional[..]) {
            return self.call_values(callee, &Arguments::default(), node);
        }
        let elements: Vec<Values> = match function {
            "map" | "filter" | "itertools.starmap" => {
                arguments.positional.iter().skip(1).map(|values| self.iterate(values, node)).collect()
            }
            _ => arguments.positional.iter().map(|values| self.iterate(values, node)).collect(),
        };
        let callee = arguments.positional.first().cloned().unwrap_or_default();
        match function {
            "map" => self.call_values(&callee, &Arguments::positional(elements), node),
            "itertools.starmap" => {
                let inner = elements.iter().map(|values| self.held_by(values)).fold(Values::none(), |mut all, one| {
                    all.join(&one);
                    all
                });
                self.call_values(&callee, &Arguments { rest: Some(inner), ..Arguments::default() }, node)
            }
            "filter" => {
                if !Self::is_none(&callee) {
                    self.call_values(&callee, &Arguments::positional(elements.clone()), node);
                }
                elements.into_iter().next().unwrap_or_default()
            }
            "zip" => Values::one(Value::Object(self.tuple_of(&elements, node))),
            "enumerate" => {
                let pair = [Values::one(Value::Scalar("int")), elements.first().cloned().unwrap_or_default()];
                Values::one(Value::Object(self.tuple_of(&pair, node)))
            }
            _ => {
                let mut all = Values::none();
                elements.iter().for_each(|values| {
                    all.join(values);
                });
                all
            }
        }
    }

    pub(crate) fn tuple_of(&mut self, elements: &[Values], node: impl Ranged + Copy) -> ObjectId {
        let tuple = self.typed(node, "tuple");
        for (index, values) in elements.iter().enumerate() {
            self.heap.put(tuple, Field::Index(u32::try_from(index).unwrap_or(u32::MAX)), values);
        }
        tuple
    }

    /// `await value`, and what an event loop does with a coroutine or task.
    pub(crate) fn run_awaitable(&mut self, values: &Values, node: impl Ranged + Copy) -> Values {
        self.meet(&[values]);
        let mut result = Values::none();
        for value in values.iter() {
            let Value::Object(id) = value else {
                result.add(Value::Unknown);
                continue;
            };
            let one = match self.heap.get(*id).kind.clone() {
                Kind::Suspended { .. } => self.resume(*id, node),
                Kind::Instance { .. } => {
                    self.call_method(value, "__await__", Arguments::default(), node).unwrap_or_else(Values::unknown)
                }
                Kind::Typed { .. } => {
                    let task = self.heap.field(*id, &Field::Argument(Rc::from("awaited")));
                    if task.is_empty() { Values::unknown() } else { self.run_awaitable(&task, node) }
                }
                _ => Values::unknown(),
            };
            result.join(&one);
        }
        result
    }

    /// The exact elements, where every alternative is the same sequence of known length.
    pub(crate) fn exact_elements(&self, values: &Values) -> Option<Vec<Values>> {
        let Value::Object(id) = values.only()? else { return None };
        let object = self.heap.get(*id);
        let Kind::Typed { name } = &object.kind else { return None };
        if object.fields.contains_key(&Field::Unlisted) {
            return None;
        }
        if object.fields.contains_key(&Field::Element) && &**name != "set" && &**name != "frozenset" {
            return None;
        }
        if matches!(&**name, "set" | "frozenset") {
            // The alternatives of a set's elements are its elements, if all are constants.
            let held = self.heap.field(*id, &Field::Element);
            return Some(held.iter().map(|value| Values::one(value.clone())).collect());
        }
        if !matches!(&**name, "list" | "tuple" | NAMED) {
            return None;
        }
        let length = object.fields.keys().filter(|field| matches!(field, Field::Index(_))).count();
        (0..length).map(|index| object.fields.get(&Field::Index(u32::try_from(index).ok()?)).cloned()).collect()
    }

    /// Will a loop over it run at least once?
    pub(crate) fn surely_has_elements(&self, values: &Values) -> bool {
        match values.only() {
            Some(Value::Const(Const::Str(text))) => !text.is_empty(),
            Some(Value::Object(_)) => self.exact_elements(values).is_some_and(|elements| !elements.is_empty()),
            _ => false,
        }
    }

    /// `with manager:` up to the body; gives what `as` binds.
    pub(crate) fn enter(&mut self, managers: &Values, node: impl Ranged + Copy, is_async: bool) -> Values {
        self.meet(&[managers]);
        let mut result = Values::none();
        let hook = if is_async { "__aenter__" } else { "__enter__" };
        for manager in managers.iter() {
            let Value::Object(id) = manager else {
                if matches!(manager, Value::Unknown | Value::External(_)) {
                    self.unknown_call("a context manager of unknown type", [Values::one(manager.clone())]);
                    result.add(Value::Unknown);
                }
                continue;
            };
            let one = match self.heap.get(*id).kind.clone() {
                Kind::Instance { class } => match self.call_method(manager, hook, Arguments::default(), node) {
                    Some(values) if is_async => self.run_awaitable(&values, node),
                    Some(values) => values,
                    None => {
                        let bases = self.external_bases(class);
                        match bases.first() {
                            Some(base) => self.enter_typed(manager, &base.clone(), hook, node),
                            None => Values::unknown(),
                        }
                    }
                },
                Kind::Typed { name } => {
                    // Made by `contextlib.contextmanager`: the generator runs, and what it yields is bound.
                    let generator = self.heap.field(*id, &Field::Argument(Rc::from("generator")));
                    if generator.is_empty() {
                        self.enter_typed(manager, &name, hook, node)
                    } else {
                        self.iterate(&generator, node)
                    }
                }
                _ => Values::unknown(),
            };
            result.join(&one);
        }
        result
    }

    fn enter_typed(&mut self, manager: &Value, type_name: &str, hook: &str, node: impl Ranged + Copy) -> Values {
        let known = self.registry.method(type_name, hook).is_some() || self.effects.method(type_name, hook).is_some();
        if known {
            return self.call_external(
                &Rc::from(format!("{type_name}.{hook}")),
                Some(manager),
                Arguments::default(),
                node,
            );
        }
        if self.registry.lookup(type_name).is_some()
            || matches!(type_name, "file" | "threading.Lock" | "tempfile.TemporaryDirectory")
        {
            return Values::one(manager.clone());
        }
        self.unknown_call(&format!("{type_name}.{hook}"), [Values::one(manager.clone())]);
        Values::unknown()
    }

    /// The end of a `with` block.
    pub(crate) fn leave(&mut self, managers: &Values, node: impl Ranged + Copy) {
        self.meet(&[managers]);
        for manager in managers.iter().cloned().collect::<Vec<_>>() {
            if self.is_instance(&manager) {
                for hook in ["__exit__", "__aexit__"] {
                    let arguments = Arguments::positional(vec![
                        Values::none_constant(),
                        Values::none_constant(),
                        Values::none_constant(),
                    ]);
                    if let Some(values) = self.call_method(&manager, hook, arguments, node)
                        && hook == "__aexit__"
                    {
                        self.run_awaitable(&values, node);
                    }
                }
                continue;
            }
            let Some(type_name) = self.type_name(&manager) else { continue };
            if let Value::Object(id) = &manager {
                self.restore_setting(*id, &type_name);
            }
            if self.registry.method(&type_name, "__exit__").is_some()
                || self.effects.method(&type_name, "__exit__").is_some()
            {
                self.call_external(
                    &Rc::from(format!("{type_name}.__exit__")),
                    Some(&manager),
                    Arguments::default(),
                    node,
                );
            }
        }
    }

    /// May the context manager swallow an exception?
    pub(crate) fn may_suppress(&self, managers: &Values) -> bool {
        managers.iter().any(|manager| match manager {
            Value::Object(id) => match &self.heap.get(*id).kind {
                Kind::Typed { name } => {
                    &**name == "contextlib.suppress" || name.contains("assertRaises") || name.contains("raises")
                }
                Kind::Instance { class } => self.class_attribute(*class, "__exit__", 0).is_some(),
                _ => false,
            },
            _ => false,
        })
    }
}
