//! Calls of things outside the project, as the table of effects describes them.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind};
use super::value::{Const, Value, Values};
use crate::effects::{Access, Effect, Param, Resource, When, WhenTest};

/// The type of objects nothing is known about.
pub(crate) const OPAQUE: &str = "?";
/// The same for what comes from code that this run leaves out (`glance`).
pub(super) const LEFT_OUT: &str = "?left out";

/// Is it a type of objects nothing is known about?
pub(super) fn is_opaque(type_name: &str) -> bool {
    type_name == OPAQUE || type_name == LEFT_OUT
}

/// Functions that look at the frames, and so at the variables, of their callers.
const FRAME_READERS: &[&str] = &[
    "cProfile.run",
    "cProfile.runctx",
    "doctest.testmod",
    "inspect.currentframe",
    "inspect.stack",
    "profile.run",
    "sys._current_frames",
    "sys._getframe",
];

impl<'a> Machine<'a> {
    /// Calls `name`, a function or class from outside or, with a receiver, a method (`type.method`).
    pub(crate) fn call_external(
        &mut self,
        name: &Rc<str>,
        receiver: Option<&Value>,
        arguments: Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        self.hand_over(Some(name), receiver, &arguments);
        self.record().externals.insert(name.clone());
        self.record().dynamic |= FRAME_READERS.contains(&&**name);
        // What takes the place of a name may call the original, which goes by the same name.
        if receiver.is_none()
            && let Some(values) = self.patches.remove(name)
        {
            self.change_world();
            let result = self.call_values(&values, &arguments, node);
            self.patches.entry(name.clone()).or_insert(values);
            self.change_world();
            return result;
        }
        // What it does besides is not seen, and nobody asks.
        if self.leaves_out(name) {
            return Values::one(Value::Object(self.typed(node, LEFT_OUT)));
        }
        if let Some(values) = self.call_special(name, receiver, &arguments, node) {
            return values;
        }
        if let Some(values) = self.call_starter(name, receiver, &arguments, node) {
            return values;
        }
        let effects = self.effects;
        let effect = match receiver {
            Some(_) => name.rsplit_once('.').and_then(|(type_name, method)| effects.method(type_name, method)),
            None => effects.lookup(name),
        };
        // `list.append(items, item)`
        if receiver.is_none()
            && effect.is_some_and(|effect| effect.mutates.iter().any(Param::is_receiver))
            && let Some(object) = arguments.positional.first().and_then(Values::only).cloned()
        {
            let arguments = Arguments { positional: arguments.positional[1..].to_vec(), ..arguments };
            return self.call_external(name, Some(&object), arguments, node);
        }
        match effect {
            Some(effect) => self.apply(effect, name, receiver, &arguments, node),
            None => self.call_opaque(name, receiver, &arguments, node),
        }
    }

    /// Does what `effect` says.
    pub(crate) fn apply(
        &mut self,
        effect: &'static Effect,
        name: &Rc<str>,
        receiver: Option<&Value>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        self.record().threads |= name.contains("ThreadPool");
        if effect.unknown_with.iter().any(|param| arguments.get(param).is_some()) {
            return self.call_opaque(name, receiver, arguments, node);
        }
        self.give_callables(effect, name, arguments);
        self.touch_all(effect, name, receiver, arguments);
        for param in &effect.mutates {
            let values = self.given(param, receiver, arguments);
            self.change(&values);
            if self.is_any_foreign(&values) {
                self.hand_over(None, receiver, arguments);
            }
            self.keep_added(name, &values, arguments);
        }
        let of_text = self.evaluate_code(effect, name, arguments, node);
        let flags = effect.flags;
        if flags.lazy {
            let given = self.run_asks(name, receiver, arguments, &Values::none(), node);
            if !given.is_empty() {
                return given;
            }
            let kind =
                Kind::LazyCall { function: name.clone(), arguments: Rc::new(self.with_receiver(receiver, arguments)) };
            let object = self.make(node, kind);
            return Values::one(Value::Object(object));
        }
        let elements = self.consume(effect, receiver, arguments, node);
        let given = self.run_asks(name, receiver, arguments, &elements, node);
        let mut called = self.call_back(effect, receiver, arguments, &elements, node);
        called.join(&of_text);
        if let Some(executor) = &effect.executor {
            self.hand_to_executor(executor, effect, arguments, node);
        }
        if flags.namespace {
            self.record().dynamic = true;
        }
        if flags.calls_module {
            self.call_whole_module(node);
        }
        if flags.runs_deferred {
            self.run_deferred(receiver, node);
        }
        if flags.runs_given {
            let given = receiver.map_or_else(Values::none, |value| Values::one(value.clone()));
            for owner in self.owners_of(name, receiver) {
                self.run_all_of(&owner, &given, node);
            }
        }
        if flags.exits {
            self.gone = true;
        }
        if (flags.may_exit || flags.exits) && self.catching == 0 {
            self.record().may_exit = true;
        }
        let owners = if effect.returns.is_none() { self.owners_of(name, receiver) } else { Vec::new() };
        let returns = effect.returns.as_ref();
        let mut result = self.returned(returns, &owners, receiver, arguments, &elements, &called, node);
        result.join(&given);
        self.mark_written(effect, &result, arguments);
        self.lend(effect, name, &result);
        self.remember(effect, &result, arguments);
        if effect.mutates.iter().any(Param::is_receiver)
            && let Some(receiver) = receiver
        {
            self.remember(effect, &Values::one(receiver.clone()), arguments);
        }
        self.link_memory(effect, &result, receiver, arguments);
        self.link_awaited(effect, &result, &called);
        if flags.exits { Values::none() } else { result }
    }

    fn with_receiver(&self, receiver: Option<&Value>, arguments: &Arguments) -> Arguments {
        match receiver {
            Some(value) => arguments.preceded_by(Values::one(value.clone())),
            None => arguments.clone(),
        }
    }

    /// What a parameter of the table stands for in this call.
    pub(crate) fn given(&self, param: &Param, receiver: Option<&Value>, arguments: &Arguments) -> Values {
        if param.is_receiver() {
            return receiver.map_or_else(Values::none, |value| Values::one(value.clone()));
        }
        arguments.get(param).unwrap_or_default()
    }

    fn touch_all(&mut self, effect: &'static Effect, name: &Rc<str>, receiver: Option<&Value>, arguments: &Arguments) {
        let target =
            effect.output.as_ref().and_then(|param| arguments.get(param)).filter(|values| !Self::is_none(values));
        let method_target = receiver.and_then(|value| self.stream_of(value));
        for &(resource, access) in &effect.resources {
            let resource = match (&target, resource) {
                (Some(_), Resource::Stdout) => continue,
                (None, Resource::FileSystem) => method_target.unwrap_or(resource),
                _ => resource,
            };
            let only_read = resource == Resource::FileSystem && receiver.is_some_and(|file| self.is_read_only(file));
            self.touch_by(name, resource, if only_read { Access::Read } else { access });
        }
        if let Some(values) = target {
            for value in values.iter() {
                let resource = self.stream_of(value).unwrap_or(Resource::FileSystem);
                self.touch(resource, Access::Write);
            }
            self.change(&values);
        }
        for when in &effect.when {
            if condition_may_hold(when, arguments.get(&when.param).as_ref()) {
                for &(resource, access) in &when.adds {
                    self.touch_by(name, resource, access);
                }
            }
        }
    }

    /// The standard stream a file object stands for.
    fn stream_of(&self, value: &Value) -> Option<Resource> {
        match self.type_name(value)?.as_ref() {
            "sys.stdout" => Some(Resource::Stdout),
            "sys.stderr" => Some(Resource::Stderr),
            "sys.stdin" => Some(Resource::Stdin),
            _ => None,
        }
    }

    /// A method that changes a container may put its arguments into it: `append`, `add`, `insert`, `extend`, `update`.
    fn keep_added(&mut self, name: &str, containers: &Values, arguments: &Arguments) {
        let method = name.rsplit('.').next().unwrap_or(name);
        let whole = matches!(
            method,
            "append" | "appendleft" | "add" | "insert" | "setdefault" | "put" | "heappush" | "push" | "put_nowait"
        );
        let inner = matches!(method, "extend" | "extendleft" | "update" | "__iadd__");
        if !whole && !inner {
            self.keep_objects(containers, arguments);
            return self.rearrange(containers, arguments);
        }
        let mut added = Values::none();
        for values in arguments.values() {
            added.join(&if inner { self.held_by(values) } else { values.clone() });
        }
        for id in containers.objects().collect::<Vec<_>>() {
            self.heap.put(id, Field::Element, &added);
            if inner {
                for (key, values) in &arguments.keywords {
                    self.heap.put(id, Field::Key(Const::Str(key.clone())), values);
                }
            }
        }
    }

    /// A method that changes an object of the standard library may keep what it is given: `variable.set(items)`.
    fn keep_objects(&mut self, owners: &Values, arguments: &Arguments) {
        let given = arguments.all();
        let changeable = self.changeable(&given);
        for id in owners.objects().collect::<Vec<_>>() {
            let is_plain = self.heap.type_name(id).is_none_or(|name| !name.contains('.'));
            for value in changeable.iter().filter(|given| !is_plain && **given != id) {
                self.heap.put(id, Field::Element, &Values::one(Value::Object(*value)));
            }
        }
    }

    fn consume(
        &mut self,
        effect: &'static Effect,
        receiver: Option<&Value>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut elements = Values::none();
        for param in &effect.consumes {
            let values = self.given(param, receiver, arguments);
            if values.is_empty() {
                continue;
            }
            let one = self.iterate(&values, node);
            elements.join(&one);
        }
        for param in &effect.awaits {
            let values = self.given(param, receiver, arguments);
            let awaited = self.run_awaitable(&values, node);
            elements.join(&awaited);
        }
        elements
    }
}

/// May a condition of the table hold for this argument?
pub(super) fn condition_may_hold(when: &When, argument: Option<&Values>) -> bool {
    let given = argument.filter(|values| !values.is_empty());
    let none = given.is_some_and(|values| values.constant() == Some(&Const::None));
    let may_be_text = |is_one: &dyn Fn(&str) -> bool| {
        given.is_some_and(|values| match values.constant() {
            Some(Const::Str(text)) => is_one(text),
            Some(_) => false,
            None => true,
        })
    };
    match &when.test {
        WhenTest::HasAny(characters) => may_be_text(&|text| text.chars().any(|c| characters.contains(c))),
        WhenTest::Contains(words) => may_be_text(&|text| words.iter().any(|word| text.contains(&**word))),
        WhenTest::Given => given.is_some() && !none,
        WhenTest::Absent => given.is_none() || none,
        WhenTest::True => given.is_some_and(|values| values.constant().is_none_or(Const::truth)),
    }
}
