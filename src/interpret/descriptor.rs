//! Attributes that run code when they are read, set or deleted.

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Value, Values};
use crate::names::{Name, identifier};

impl<'a> Machine<'a> {
    /// `object.__setattr__(x, name, value)`, `super().__setattr__(name, value)`, `object.__getattribute__(x, name)`: what the
    /// data model does when no class has a say.
    pub(super) fn call_of_object(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
    ) -> Option<Values> {
        let (_, method) = name.rsplit_once('.')?;
        if !matches!(method, "__setattr__" | "__getattribute__") {
            return None;
        }
        let mut given = arguments.positional.clone();
        if let Some(receiver) = receiver {
            given.insert(0, Values::one(receiver.clone()));
        }
        let (owner, rest) = given.split_first()?;
        let names = rest.first()?.strings();
        let is_own = |id: &ObjectId| matches!(self.heap.get(*id).kind, Kind::Instance { .. } | Kind::Class { .. });
        let owners: Vec<ObjectId> = owner.objects().filter(is_own).collect();
        if owners.is_empty() {
            return None;
        }
        let mut found = Values::none();
        for id in owners {
            let fields: Vec<Field> = match &names {
                Some(names) => names.iter().map(|name| Field::Attribute(identifier(name))).collect(),
                None => vec![Field::AnyAttribute],
            };
            for field in fields {
                match rest.get(1) {
                    Some(values) => {
                        self.write(id);
                        self.heap.put(id, field, values);
                        found = Values::none_constant();
                    }
                    None => {
                        found.join(&self.heap.field(id, &field));
                    }
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// What `__get__` of a descriptor of the project gives; `None` when it has none.
    pub(super) fn get_from_descriptor(
        &mut self,
        descriptor: &Value,
        receiver: &Value,
        class: ObjectId,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        if !self.has_special(&["__get__"]) {
            return None;
        }
        let own = self.type_of(descriptor)?;
        self.class_attribute(own, "__get__", 0)?;
        let on_class = matches!(receiver, Value::Object(id) if *id == class);
        let object = if on_class { Values::none_constant() } else { Values::one(receiver.clone()) };
        let owner = self.class_of(receiver).unwrap_or(class);
        let arguments = Arguments::positional(vec![object, Values::one(Value::Object(owner))]);
        self.call_method(descriptor, "__get__", arguments, node)
    }

    /// `obj.name` of a class with `__getattribute__`, which is asked for every attribute.
    pub(super) fn ask_for_attribute(&mut self, value: &Value, name: &Name, node: impl Ranged + Copy) -> Values {
        if !self.has_special(&["__getattribute__"]) {
            return Values::none();
        }
        let values = Values::one(value.clone());
        self.ask(&values, &["__getattribute__"], &Arguments::positional(vec![Values::string(name)]), node)
    }

    /// `__setattr__`, a property setter or `__set__` of the project.
    pub(super) fn call_setter(&mut self, id: ObjectId, name: &Name, values: &Values, node: impl Ranged + Copy) {
        let object = Values::one(Value::Object(id));
        let Some(class) = self.type_of(&Value::Object(id)) else { return };
        if self.has_special(&["__setattr__"]) {
            let arguments = Arguments::positional(vec![Values::string(name), values.clone()]);
            self.ask(&object, &["__setattr__"], &arguments, node);
        }
        let Some(found) = self.class_attribute(class, name, 0) else { return };
        for property in found.objects().collect::<Vec<_>>() {
            let setter = self.accessor(property, "fset");
            if !setter.is_empty() {
                let arguments = Arguments::positional(vec![object.clone(), values.clone()]);
                self.call_values(&setter, &arguments, node);
            }
        }
        self.ask(&found, &["__set__"], &Arguments::positional(vec![object, values.clone()]), node);
    }

    /// `del owner.name`
    pub(super) fn delete_attribute(&mut self, owner: &Values, name: &Name, node: impl Ranged + Copy) {
        for value in owner.iter() {
            let Some(class) = self.type_of(value) else { continue };
            let object = Values::one(value.clone());
            self.ask(&object, &["__delattr__"], &Arguments::positional(vec![Values::string(name)]), node);
            let Some(found) = self.class_attribute(class, name, 0) else { continue };
            for property in found.objects().collect::<Vec<_>>() {
                let deleter = self.accessor(property, "fdel");
                if !deleter.is_empty() {
                    self.call_values(&deleter, &Arguments::positional(vec![object.clone()]), node);
                }
            }
            self.ask(&found, &["__delete__"], &Arguments::positional(vec![object]), node);
        }
    }

    fn accessor(&self, property: ObjectId, which: &str) -> Values {
        match self.heap.get(property).kind {
            Kind::Typed { .. } => self.heap.field(property, &Field::Argument(which.into())),
            _ => Values::none(),
        }
    }
}
