//! Whether a call starts processes: the conditions of the registry, held against values.

use std::rc::Rc;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::library::is_opaque;
use super::starter::strip_forked;
use super::value::{Const, Value, Values};
use crate::names::builtins;
use crate::starters::{Condition, Conditions, Entry, Literal, Setting};

/// Whether the methods of an object start processes: `True`, `False` for in doubt, `None` for no.
const DECIDED: &str = "starts";

impl<'a> Machine<'a> {
    /// `None`: no start. `Some(false)`: may start.
    pub(crate) fn decide(
        &self,
        conditions: &Conditions,
        receiver: Option<ObjectId>,
        arguments: &Arguments,
    ) -> Option<bool> {
        conditions.decide(|condition| condition.holds(&self.alternatives(condition, receiver, arguments)))
    }

    /// What the argument of a condition may be; empty: absent.
    fn alternatives(&self, condition: &Condition, receiver: Option<ObjectId>, arguments: &Arguments) -> Vec<Literal> {
        let argument = match receiver {
            Some(id) if condition.param.is_receiver() => Some(Values::one(Value::Object(id))),
            _ => arguments.get(&condition.param),
        };
        let values = match (argument, &condition.of) {
            (Some(values), Some(part)) => self.part_for_condition(&values, part),
            (argument, _) => argument,
        };
        let absent = values.as_ref().is_none_or(Values::is_empty);
        if let Literal::Setting(name) = &condition.default
            && (absent || values.as_ref().is_some_and(Self::is_none))
        {
            let set = self.settings.get(name.as_str()).or_else(|| self.patches.get(name.as_str()));
            return set.map_or_else(|| vec![Literal::None], |values| self.literals(values));
        }
        values.map_or_else(Vec::new, |values| self.literals(&values))
    }

    /// An attribute, element or key of the argument; anything when the argument is nothing that is known.
    fn part_for_condition(&self, values: &Values, part: &str) -> Option<Values> {
        let mut found = Values::none();
        let mut absent = false;
        for value in values.iter() {
            let known = match value {
                Value::Const(Const::None) => true,
                Value::Object(id) => match &self.heap.get(*id).kind {
                    Kind::Typed { name } => {
                        let plain = strip_forked(name).1;
                        matches!(plain, "dict" | "list" | "tuple") || self.registry.lookup(plain).is_some()
                    }
                    _ => false,
                },
                _ => false,
            };
            let Value::Object(id) = value else {
                absent |= known;
                if !known {
                    found.add(Value::Unknown);
                }
                continue;
            };
            let field = match part.parse() {
                Ok(index) => Field::Index(index),
                Err(_) if self.is_type(&Values::one(value.clone()), "dict") => Field::Key(Const::Str(Rc::from(part))),
                Err(_) => Field::Attribute(Rc::from(part)),
            };
            let held = self.heap.field(*id, &field);
            if held.is_empty() && !known {
                found.add(Value::Unknown);
            }
            absent |= held.is_empty() && known;
            found.join(&held);
        }
        if absent && !found.is_empty() {
            found.add(Value::Unknown);
        }
        (!found.is_empty()).then_some(found)
    }

    fn literals(&self, values: &Values) -> Vec<Literal> {
        values.iter().map(|value| self.literal(value)).collect()
    }

    /// A value as a literal of the registry's conditions.
    fn literal(&self, value: &Value) -> Literal {
        match value {
            Value::Const(Const::None) => Literal::None,
            Value::Const(Const::Bool(value)) => Literal::Bool(*value),
            Value::Const(Const::Int(value)) => Literal::Int(*value),
            Value::Const(Const::Str(value)) => Literal::Str(value.to_string()),
            Value::Unknown | Value::Scalar(_) => Literal::Unknown,
            Value::External(name) => {
                let plain = strip_forked(name).1;
                let known = self.registry.lookup(plain).is_some()
                    || self.effects.lookup(plain).is_some()
                    || builtins::is_builtin(plain);
                if known { Literal::Name(self.registry.canonical(plain)) } else { Literal::Unknown }
            }
            Value::Object(id) => match &self.heap.get(*id).kind {
                Kind::Function { .. } | Kind::Class { .. } | Kind::Partial { .. } => Literal::Callable,
                Kind::Bound { receiver, function } => self.bound_literal(receiver, function),
                Kind::Typed { name } => match &**name {
                    type_name if is_opaque(type_name) => Literal::Unknown,
                    "list" => Literal::List,
                    "tuple" => Literal::Tuple,
                    _ => Literal::Object,
                },
                _ => Literal::Object,
            },
        }
    }

    /// A method of a known type can be called; an attribute of another object may be anything.
    fn bound_literal(&self, receiver: &Value, function: &Value) -> Literal {
        let Value::External(name) = function else { return Literal::Callable };
        let known =
            strip_forked(name).1.rsplit_once('.').is_some_and(|(owner, method)| self.knows_method(owner, method));
        let opaque = self.type_name(receiver).is_some_and(|name| is_opaque(&name));
        if known && !opaque { Literal::Callable } else { Literal::Unknown }
    }

    /// Keeps the verdict on the call that made an object, where it depends on conditions.
    pub(crate) fn mark_decision(&mut self, id: ObjectId, conditions: &Conditions, decided: Option<bool>) {
        if conditions.all.is_empty() && conditions.any.is_empty() {
            return;
        }
        let verdict = Value::Const(decided.map_or(Const::None, Const::Bool));
        self.heap.put(id, Field::Argument(Rc::from(DECIDED)), &Values::one(verdict));
    }

    /// The verdict on a method and the object it belongs to, which may have been made in several ways.
    pub(crate) fn decided_for(&self, id: ObjectId, of_method: Option<bool>) -> Option<bool> {
        let verdicts = self.heap.field(id, &Field::Argument(Rc::from(DECIDED)));
        match verdicts.only() {
            None if verdicts.is_empty() => of_method,
            Some(Value::Const(Const::Bool(true))) => of_method,
            Some(Value::Const(Const::None)) => None,
            _ => of_method.map(|_| false),
        }
    }

    /// Keeps arguments as attributes, and settings for later calls.
    pub(crate) fn keep_arguments(&mut self, id: Option<ObjectId>, entry: &'a Entry, arguments: &Arguments) {
        for param in &entry.keeps {
            if let (Some(id), Some(name), Some(values)) = (id, &param.name, arguments.get(param)) {
                self.heap.put(id, Field::Attribute(Rc::from(&**name)), &values);
            }
        }
        for setting in &entry.sets {
            let Some(values) = self.setting(setting, arguments) else { continue };
            let before = self.settings.insert(&setting.name, values);
            self.change_world();
            if let Some(id) = id {
                let before = before.unwrap_or_else(Values::none_constant);
                self.heap.put(id, before_field(setting), &before);
            }
        }
    }

    /// The value of a setting, given as an argument or in a dictionary in its place: `set({"scheduler": "threads"})`.
    fn setting(&self, setting: &Setting, arguments: &Arguments) -> Option<Values> {
        let given = setting.param.as_ref().and_then(|param| arguments.get(param));
        let Some(values) = given else {
            return match setting.default {
                Some(Literal::Bool(flag)) => Some(Values::one(Value::Const(Const::Bool(flag)))),
                Some(Literal::Int(number)) => Some(Values::one(Value::Const(Const::Int(number)))),
                _ => None,
            };
        };
        let name = setting.param.as_ref().and_then(|param| param.name.as_deref());
        match name.filter(|_| self.is_type(&values, "dict")) {
            Some(name) => self.part_for_condition(&values, name),
            None => Some(values),
        }
    }

    /// The end of a `with` block: its setting ends as well.
    pub(crate) fn restore_setting(&mut self, id: ObjectId, type_name: &str) {
        let Some(entry) = self.registry.lookup(strip_forked(type_name).1) else { return };
        for setting in &entry.sets {
            let before = self.heap.field(id, &before_field(setting));
            if !before.is_empty() {
                self.settings.insert(&setting.name, before);
                self.change_world();
            }
        }
    }
}

/// Where an object keeps what a setting was before.
fn before_field(setting: &Setting) -> Field {
    Field::Argument(Rc::from(format!("{} before", setting.name)))
}
