//! Special methods that statements, operators and library functions run without naming them.

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Value, Values};
use super::{attribute, control};
use crate::effects::{Ask, Param, Returned};
use crate::names::{Name, identifier};

/// `if x`, `not x`, `bool(x)`
pub(super) const TRUTH: &[&str] = &["__bool__", "__len__"];
/// `f"{x}"`
pub(super) const FORMAT: &[&str] = &["__format__", "__str__", "__repr__"];
/// `str(x)`
pub(super) const TEXT: &[&str] = &["__str__", "__repr__"];
/// `repr(x)`
pub(super) const REPR: &[&str] = &["__repr__"];
/// `{x}`, `{x: 1}`
pub(super) const HASH: &[&str] = &["__hash__"];

/// What a list, tuple, set or dictionary does by asking its elements for the same.
const PASSED_ON: &[&str] =
    &["__repr__", "__hash__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__deepcopy__"];
/// How deep containers are looked into for that.
const DEEPEST_PART: u32 = 2;

/// Special methods that nearly every class has, or that are no methods, and that nothing here asks for.
const ORDINARY: &[&str] = &["__init__", "__doc__", "__module__", "__slots__", "__annotations__", "__post_init__"];

impl<'a> Machine<'a> {
    /// A class of the project gets an attribute: most programs have few special methods, so knowing which saves looking.
    pub(crate) fn note_special(&mut self, name: &Name) {
        if name.starts_with("__") && !ORDINARY.contains(&&**name) && self.specials.insert(name.clone()) {
            self.change_world();
        }
    }

    /// Does any class of the project have one of these methods?
    pub(crate) fn has_special(&self, methods: &[&str]) -> bool {
        !self.specials.is_empty() && methods.iter().any(|method| self.specials.contains(*method))
    }

    /// The class of the project that has an object's special methods: its class or, for a class, its metaclass.
    pub(crate) fn type_of(&self, value: &Value) -> Option<ObjectId> {
        let Value::Object(id) = value else { return None };
        match self.heap.get(*id).kind {
            Kind::Instance { class } => Some(class),
            Kind::Class { .. } if !self.metaclasses.is_empty() => self.metaclass_of(*id),
            _ => None,
        }
    }

    /// Runs the first of these methods that an object has; gives what it gives, nothing where no object has one.
    pub(crate) fn ask(
        &mut self,
        values: &Values,
        methods: &[&str],
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut asked = Asked { methods: Values::none(), all: true };
        if self.has_special(methods) {
            self.find_methods(values, methods, arguments, node, 0, &mut asked);
        } else if self.glance.is_some() {
            for value in values.iter() {
                if let Some(class) = self.type_of(value) {
                    self.hand_to_foreign_bases(class, value, arguments);
                }
            }
        }
        if asked.methods.is_empty() {
            return Values::none();
        }
        if asked.all {
            return self.call_values(&asked.methods, arguments, node);
        }
        self.perhaps(|machine| machine.call_values(&asked.methods, arguments, node))
    }

    fn find_methods(
        &mut self,
        values: &Values,
        methods: &[&str],
        arguments: &Arguments,
        node: impl Ranged + Copy,
        depth: u32,
        asked: &mut Asked,
    ) {
        for value in values.iter() {
            if let Some(class) = self.type_of(value) {
                if let Some(found) = methods.iter().find_map(|method| self.class_attribute(class, method, 0)) {
                    let bound = self.bind_attribute(&found, value, class, node);
                    asked.methods.join(&bound);
                    continue;
                }
                self.hand_to_foreign_bases(class, value, arguments);
            } else if let Value::Object(id) = value
                && depth < DEEPEST_PART
                && let Some(last) = methods.last().filter(|last| PASSED_ON.contains(last))
                && self.is_container(*id)
            {
                let mut parts = self.held_by(&Values::one(value.clone()));
                parts.join(&self.heap.field(*id, &Field::Keys));
                self.find_methods(&parts, &[last], arguments, node, depth + 1, asked);
            }
            asked.all = false;
        }
    }

    pub(crate) fn is_container(&self, id: ObjectId) -> bool {
        matches!(&self.heap.get(id).kind, Kind::Typed { name } if attribute::is_container(name))
    }

    /// The truth of a value, where it is decided; special methods run.
    pub(crate) fn truth(&mut self, values: &Values, node: impl Ranged + Copy) -> Option<bool> {
        if let Some(truth) = control::truth(values) {
            return Some(truth);
        }
        values.objects().next()?;
        let answers = self.ask(values, TRUTH, &Arguments::default(), node);
        values.only().and_then(|_| control::truth(&answers))
    }

    /// Something becomes an element of a set or a key of a dictionary, or is looked for there.
    pub(crate) fn hash(&mut self, values: &Values, node: impl Ranged + Copy) {
        if values.objects().next().is_some() {
            self.ask(values, HASH, &Arguments::default(), node);
        }
    }

    /// Both sides of an operator: the method of the left one runs or, where it has none, the reflected one of the right one.
    pub(crate) fn operate(
        &mut self,
        left: &Values,
        right: &Values,
        methods: &[&str],
        reflected: &[&str],
        node: impl Ranged + Copy,
    ) -> Values {
        if !self.has_special(methods) && !self.has_special(reflected) && self.glance.is_none() {
            return Values::none();
        }
        let of_left = self.ask(left, methods, &Arguments::positional(vec![right.clone()]), node);
        let mut result = Values::none();
        let not_implemented = |value: &Value| matches!(value, Value::External(name) if &**name == "NotImplemented");
        of_left.iter().filter(|value| !not_implemented(value)).for_each(|value| result.add(value.clone()));
        let is_answered = |value: &Value| {
            self.type_of(value)
                .is_some_and(|class| methods.iter().any(|method| self.class_attribute(class, method, 0).is_some()))
        };
        let asks_right = self.glance.is_some() || self.has_special(reflected);
        if asks_right && (of_left.iter().any(not_implemented) || !left.iter().all(is_answered)) {
            let of_right = self.ask(right, reflected, &Arguments::positional(vec![left.clone()]), node);
            result.join(&of_right);
        }
        result
    }

    /// `@total_ordering`: the comparisons that a class lacks ask one that it has.
    pub(super) fn complete_order(&mut self, classes: &Values) {
        const ORDER: [&str; 4] = ["__lt__", "__le__", "__gt__", "__ge__"];
        for id in classes.objects().collect::<Vec<_>>() {
            let Some(root) = ORDER.iter().find_map(|method| self.class_attribute(id, method, 0)) else { continue };
            for method in ORDER {
                if self.class_attribute(id, method, 0).is_none() {
                    self.note_special(&identifier(method));
                    self.heap.put(id, Field::Attribute(identifier(method)), &root);
                }
            }
        }
    }

    /// What a call of a known function asks of the special methods of what it is given.
    ///
    /// `elements` is what came out of the arguments it has iterated.
    pub(crate) fn run_asks(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
        elements: &Values,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut given = Values::none();
        if self.specials.is_empty() && self.glance.is_none() {
            return given;
        }
        let effects = self.effects;
        for ask in effects.asks(name) {
            if ask.unless.as_ref().is_some_and(|param| arguments.get(param).is_some()) {
                continue;
            }
            let asked = self.part_of_call(&ask.on, receiver, arguments, elements);
            if asked.objects().next().is_none() || self.has_one_element(ask, receiver, arguments) {
                continue;
            }
            let with = ask.with.iter().map(|part| self.part_of_call(part, receiver, arguments, elements)).collect();
            let methods: Vec<&str> = ask.methods.iter().map(|method| &**method).collect();
            let answers = self.ask(&asked, &methods, &Arguments::positional(with), node);
            if ask.gives {
                given.join(&answers);
            }
        }
        given
    }

    fn part_of_call(
        &self,
        part: &Returned,
        receiver: Option<&Value>,
        arguments: &Arguments,
        elements: &Values,
    ) -> Values {
        match part {
            Returned::Argument(param) => self.given(param, receiver, arguments),
            Returned::Element(param) => {
                let mut held = self.held_by(&self.given(param, receiver, arguments));
                if !param.is_receiver() {
                    held.join(elements);
                }
                held
            }
            _ => Values::none(),
        }
    }

    /// Are the elements compared with each other, and is there only one?
    fn has_one_element(&self, ask: &Ask, receiver: Option<&Value>, arguments: &Arguments) -> bool {
        let param: &Param = match (&ask.on, &ask.with[..]) {
            (Returned::Element(param), [Returned::Element(other)]) if param == other => param,
            (Returned::Argument(param), [Returned::Argument(other)]) if param == other => {
                return param.position.is_some() && arguments.positional.len() < 2 && arguments.rest.is_none();
            }
            _ => return false,
        };
        let container = self.given(param, receiver, arguments);
        self.exact_elements(&container).is_some_and(|elements| elements.len() < 2)
    }
}

/// The methods that were found, and whether each alternative has one.
struct Asked {
    methods: Values,
    all: bool,
}
