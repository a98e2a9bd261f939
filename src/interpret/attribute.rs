//! Attributes, as the data model looks them up.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::class::Ancestor;
use super::heap::{Field, Kind, ObjectId};
use super::import::NAMESPACE;
use super::library::LEFT_OUT;
use super::value::{Value, Values};
use crate::effects::{Effects, Param};
use crate::names::Name;

impl<'a> Machine<'a> {
    /// `owner.name`
    pub(crate) fn attribute_of(&mut self, owner: &Values, name: &Name, node: impl Ranged + Copy) -> Values {
        let mut result = Values::none();
        for value in owner.iter() {
            let one = self.attribute_of_one(value, name, node);
            result.join(&one);
        }
        result
    }

    pub(crate) fn attribute_of_one(&mut self, value: &Value, name: &Name, node: impl Ranged + Copy) -> Values {
        match value {
            Value::Unknown => Values::unknown(),
            Value::External(module) => self.external_value(&format!("{module}.{name}")),
            Value::Const(_) | Value::Scalar(_) => {
                let type_name = self.type_name(value).unwrap_or_else(|| Rc::from("object"));
                self.method_of(value, &type_name, name, node)
            }
            Value::Object(id) => self.attribute_of_object(*id, name, node),
        }
    }

    /// A name of a module of the project about which a configuration says what it does, so that its code does not count.
    pub(crate) fn declared(&self, file: u32, name: &Name) -> Option<Values> {
        let module = self.file_names.get(&file).filter(|_| self.registry.has_own())?;
        let whole = format!("{module}.{name}");
        self.registry.is_own(&whole).then(|| Values::one(Value::External(Rc::from(whole))))
    }

    /// A method of an external type with its object.
    pub(crate) fn method_of(
        &mut self,
        receiver: &Value,
        type_name: &str,
        name: &str,
        node: impl Ranged + Copy,
    ) -> Values {
        // It may be a property, whose code gets to see the object.
        if self.leaves_out(type_name) {
            self.hand_out(None, [&Values::one(receiver.clone())]);
        } else if let Some(effect) = self.effects.method(type_name, name).filter(|effect| effect.flags.value)
            && let Some(scalar) = effect.returns.as_ref().and_then(|returns| returns.type_name()).and_then(scalar)
        {
            for &(resource, access) in &effect.resources {
                self.touch(resource, access);
            }
            return Values::one(Value::Scalar(scalar));
        }
        let function = Value::External(Rc::from(format!("{type_name}.{name}")));
        let kind = Kind::Bound { receiver: receiver.clone(), function };
        Values::one(Value::Object(self.make(node, kind)))
    }

    pub(crate) fn attribute_of_object(&mut self, id: ObjectId, name: &Name, node: impl Ranged + Copy) -> Values {
        let value = Value::Object(id);
        let mut own = self.heap.field(id, &Field::Attribute(name.clone()));
        match self.heap.get(id).kind.clone() {
            Kind::Instance { .. } | Kind::Class { .. } | Kind::Module { .. } | Kind::Typed { .. }
                if &**name == "__dict__" =>
            {
                self.view_of(&Values::one(value), node)
            }
            Kind::Instance { class } => {
                let asked = self.ask_for_attribute(&value, name, node);
                own.join(&asked);
                let found = self.class_attribute(class, name, 0);
                // Nobody gives an object data in the place of a method.
                if !found.as_ref().is_some_and(|found| found.iter().any(|value| self.is_definition(value))) {
                    own.join(&self.heap.field(id, &Field::AnyAttribute));
                }
                if let Some(found) = found {
                    let bound = self.bind_attribute(&found, &value, class, node);
                    own.join(&bound);
                }
                if own.is_empty() { self.inherited_attribute(id, class, name, node) } else { own }
            }
            Kind::Class { .. } => {
                if let Some(found) = self.class_attribute(id, name, 0) {
                    return self.bind_attribute(&found, &value, id, node);
                }
                if let Some(values) = self.attribute_of_class(id, name, node) {
                    return values;
                }
                match self.external_bases(id).first() {
                    Some(base) => Values::one(Value::External(Rc::from(format!("{base}.{name}")))),
                    None if &**name == "__name__" || &**name == "__qualname__" => Values::one(Value::Scalar("str")),
                    None => Values::unknown(),
                }
            }
            Kind::Module { file, .. } if self.declared(file, name).is_some() => {
                self.declared(file, name).unwrap_or_default()
            }
            Kind::Module { frame, file } => match self.frames.value(frame, name).cloned() {
                Some(values) => {
                    if file != 0 {
                        self.record().read_objects.insert(id);
                    }
                    self.look_into(&values);
                    values
                }
                None => self.submodule(file, name, node),
            },
            Kind::Super { class, receiver } => self.super_attribute(class, &receiver, name, node),
            Kind::Typed { name: type_name } => {
                // It may be a property.
                if self.leaves_out(&type_name) {
                    self.hand_out(None, [&Values::one(value.clone())]);
                }
                if let Some(values) = self.typed_attribute(id, &type_name, name) {
                    own.join(&values);
                }
                if own.is_empty()
                    && let Some(folder) = type_name.strip_prefix(NAMESPACE)
                    && let Some(values) = self.left_out(&format!("{folder}.{name}"), node)
                {
                    return values;
                }
                if own.is_empty() { self.method_of(&value, &type_name, name, node) } else { own }
            }
            Kind::Function { .. } if &**name == "__wrapped__" && own.is_empty() => {
                let like = self.heap.field(id, &Field::Argument(Rc::from("like")));
                if like.is_empty() { Values::unknown() } else { like }
            }
            Kind::Function { .. } if &**name == "__globals__" => {
                let file = self.heap.get(id).site.file;
                let module = self.modules.get(file as usize).copied();
                module.map_or_else(Values::unknown, |module| self.view_of(&Values::one(Value::Object(module)), node))
            }
            Kind::Function { .. } | Kind::Partial { .. } => {
                if own.is_empty() {
                    Values::one(Value::Scalar("str"))
                } else {
                    own
                }
            }
            Kind::Suspended { .. } | Kind::SuspendedExpression { .. } | Kind::LazyCall { .. } => {
                self.method_of(&value, "generator", name, node)
            }
            Kind::Bound { receiver, .. } if &**name == "__self__" => Values::one(receiver),
            Kind::Bound { function, .. } if &**name == "__func__" => Values::one(function),
            Kind::Bound { .. } if self.is_foreign(&value) => Values::one(Value::Object(self.typed(node, LEFT_OUT))),
            Kind::Bound { receiver, function: Value::External(_) } => {
                // What the attribute is nobody knows, but who changes it changes the object.
                match changed_builtin(self.effects, name) {
                    Some(builtin) => {
                        let function = Value::External(Rc::from(format!("{builtin}.{name}")));
                        Values::one(Value::Object(self.make(node, Kind::Bound { receiver, function })))
                    }
                    None => Values::one(Value::Scalar("str")),
                }
            }
            Kind::Bound { .. } => Values::one(Value::Scalar("str")),
        }
    }

    /// An attribute an instance has from an external base, or through `__getattr__`.
    pub(crate) fn inherited_attribute(
        &mut self,
        id: ObjectId,
        class: ObjectId,
        name: &Name,
        node: impl Ranged + Copy,
    ) -> Values {
        let value = Value::Object(id);
        if &**name == "__class__" {
            return Values::one(Value::Object(class));
        }
        if self.class_attribute(class, "__getattr__", 0).is_some() {
            let arguments = Arguments::positional(vec![Values::string(name)]);
            return self.call_method(&value, "__getattr__", arguments, node).unwrap_or_default();
        }
        let bases = self.external_bases(class);
        let known = bases.iter().find(|base| self.knows_method(base, name));
        let Some(base) = known.or(bases.iter().find(|base| self.leaves_out(base))).or(bases.first()) else {
            let unknown_base = self.ancestors(class).contains(&Ancestor::Unknown);
            return if unknown_base || name.starts_with("__") {
                Values::unknown()
            } else {
                Values::one(Value::Unknown)
            };
        };
        let base = base.clone();
        self.typed_attribute(id, &base, name).unwrap_or_else(|| self.method_of(&value, &base, name, node))
    }

    pub(crate) fn knows_method(&self, type_name: &str, method: &str) -> bool {
        self.registry.method(type_name, method).is_some() || self.effects.method(type_name, method).is_some()
    }

    pub(crate) fn super_attribute(
        &mut self,
        class: ObjectId,
        receiver: &Value,
        name: &Name,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut own = self.class_of(receiver).unwrap_or(class);
        let mut order = self.ancestors(own);
        // In a method of a metaclass the object is a class.
        if let Some(metaclass) = self.type_of(receiver).filter(|_| !order.contains(&Ancestor::Local(class))) {
            own = metaclass;
            order = self.ancestors(own);
        }
        let at = order.iter().position(|ancestor| *ancestor == Ancestor::Local(class)).map_or(0, |index| index + 1);
        let field = Field::Attribute(name.clone());
        for ancestor in &order[at.min(order.len())..] {
            match ancestor {
                Ancestor::Local(id) => {
                    let found = self.heap.field(*id, &field);
                    if !found.is_empty() {
                        return self.bind_attribute(&found, receiver, *id, node);
                    }
                }
                Ancestor::External(base) => return self.method_of(receiver, &base.clone(), name, node),
                Ancestor::Unknown => return Values::unknown(),
            }
        }
        self.method_of(receiver, "object", name, node)
    }
}

/// The immutable builtin type of that name.
pub(crate) fn scalar(type_name: &str) -> Option<&'static str> {
    ["bool", "bytes", "complex", "float", "int", "str"].into_iter().find(|known| *known == type_name)
}

/// The first builtin container that has a method of this name by which it is changed.
pub(super) fn changed_builtin(effects: &Effects, method: &str) -> Option<&'static str> {
    let changes = |type_name: &&&str| {
        let effect = effects.method(type_name, method);
        effect.is_some_and(|effect| effect.mutates.iter().any(Param::is_receiver))
    };
    ["list", "set", "dict", "collections.deque", "bytearray"].iter().find(changes).copied()
}

/// A builtin container, whose own special methods ask its elements.
pub(crate) fn is_container(type_name: &str) -> bool {
    matches!(type_name, "dict" | "frozenset" | "list" | "set" | "tuple")
}
