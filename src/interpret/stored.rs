//! Objects of the standard library that hand on what they were given: records with named fields, what makes values that are
//! missing, and callables that stand for an operation.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::class::Ancestor;
use super::heap::{Field, Kind, ObjectId};
use super::special::argument;
use super::value::{Const, Value, Values};
use crate::names::{Name, identifier};

/// The type that `collections.namedtuple` makes.
const NAMED_TUPLE: &str = "collections.namedtuple";
/// An object of such a type.
pub(super) const NAMED: &str = "collections.namedtuple()";
/// What `dataclasses.field` gives, until the class is made.
pub(super) const FIELD: &str = "dataclasses.Field";

impl<'a> Machine<'a> {
    /// Makes such an object; `None` for all other calls.
    pub(super) fn make_stored(
        &mut self,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let first = arguments.positional.first().cloned().unwrap_or_default();
        let object = match name {
            "types.SimpleNamespace" | "argparse.Namespace" => {
                let object = self.typed(node, name);
                self.name_fields(object, arguments);
                object
            }
            "collections.namedtuple" | "typing.NamedTuple" => {
                let object = self.typed(node, NAMED_TUPLE);
                self.heap.put(object, argument("typename"), &first);
                let described = arguments.positional.get(1).cloned().or_else(|| arguments.keyword("field_names"));
                let described = described.or_else(|| arguments.keyword("fields")).unwrap_or_default();
                let names = self.field_names(&described);
                self.iterate(&described, node);
                if let Some(names) = names {
                    let names: Vec<Values> = names.iter().map(|name| Values::string(name)).collect();
                    let names = self.tuple_of(&names, node);
                    self.heap.put(object, argument("fields"), &Values::one(Value::Object(names)));
                }
                object
            }
            "collections.defaultdict" => {
                let object = self.typed(node, name);
                self.heap.put(object, Field::Attribute("default_factory".into()), &first);
                for values in arguments.positional.iter().skip(1) {
                    let held = self.held_by(values);
                    self.heap.put(object, Field::Element, &held);
                }
                object
            }
            "dataclasses.field" => {
                let object = self.typed(node, FIELD);
                for name in ["default", "default_factory"] {
                    let given = arguments.keyword(name).unwrap_or_default();
                    self.heap.put(object, argument(name), &given);
                }
                object
            }
            "operator.attrgetter" | "operator.itemgetter" | "operator.methodcaller" => {
                let function = Values::external(&format!("{name}()"));
                self.make(node, Kind::Partial { function, arguments: Rc::new(arguments.clone()) })
            }
            "operator.attrgetter()" | "operator.itemgetter()" | "operator.methodcaller()" => {
                return self.operate_on(name, arguments, node);
            }
            _ => return None,
        };
        Some(Values::one(Value::Object(object)))
    }

    /// `Point(1, y=2)`, where `Point` is a named tuple.
    pub(super) fn make_named_tuple(
        &mut self,
        class: ObjectId,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let made = self.typed(node, NAMED);
        self.heap.put(made, argument("class"), &Values::one(Value::Object(class)));
        let names = self.heap.field(class, &argument("fields"));
        let names = self.exact_elements(&names).unwrap_or_default();
        let names: Vec<Name> = names.iter().filter_map(Values::as_str).map(identifier).collect();
        for (index, values) in arguments.positional.iter().enumerate() {
            self.heap.put(made, Field::Index(u32::try_from(index).unwrap_or(u32::MAX)), values);
            if let Some(name) = names.get(index) {
                self.heap.put(made, Field::Attribute(name.clone()), values);
            }
        }
        for (name, values) in &arguments.keywords {
            self.heap.put(made, Field::Attribute(name.clone()), values);
            let index = names.iter().position(|field| field == name).and_then(|index| u32::try_from(index).ok());
            self.heap.put(made, index.map_or(Field::Element, Field::Index), values);
        }
        for values in [&arguments.rest, &arguments.keyword_rest].into_iter().flatten() {
            self.heap.put(made, Field::Element, values);
            for name in &names {
                self.heap.put(made, Field::Attribute(name.clone()), values);
            }
        }
        Values::one(Value::Object(made))
    }

    /// The names of the fields: `"x y"`, `"x, y"`, `["x", "y"]` or `[("x", int), ("y", int)]`.
    fn field_names(&self, described: &Values) -> Option<Vec<Rc<str>>> {
        let text = |values: &Values| values.as_str().map(Rc::from);
        if let Some(names) = described.as_str() {
            return Some(names.replace(',', " ").split_whitespace().map(Rc::from).collect());
        }
        let name = |values: &Values| text(values).or_else(|| text(self.exact_elements(values)?.first()?));
        self.exact_elements(described)?.iter().map(name).collect()
    }

    /// The keyword arguments become attributes.
    fn name_fields(&mut self, object: ObjectId, arguments: &Arguments) {
        for (name, values) in &arguments.keywords {
            self.heap.put(object, Field::Attribute(name.clone()), values);
        }
    }

    /// `methodcaller("start")(process)`: what was given first, and then the object.
    fn operate_on(&mut self, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Option<Values> {
        let mut given = arguments.clone();
        let owner = given.positional.pop()?;
        if name == "operator.methodcaller()" {
            if given.positional.is_empty() {
                return None;
            }
            let methods = given.positional.remove(0).strings()?;
            let mut result = Values::none();
            for method in methods {
                let function = self.attribute_of(&owner, &identifier(&method), node);
                let one = self.call_values(&function, &given, node);
                result.join(&one);
            }
            return Some(result);
        }
        let mut parts = Vec::new();
        for key in &given.positional {
            parts.push(match name {
                "operator.itemgetter()" => self.item_of(&owner, key, node),
                _ => {
                    let path = key.as_str()?.to_string();
                    path.split('.').fold(owner.clone(), |at, name| self.attribute_of(&at, &identifier(name), node))
                }
            });
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(Values::one(Value::Object(self.tuple_of(&parts, node)))),
        }
    }

    /// Fields of a dataclass that an object was not given have their defaults.
    pub(super) fn fill_fields(&mut self, class: ObjectId, object: ObjectId, node: impl Ranged + Copy) {
        for ancestor in self.ancestors(class) {
            let Ancestor::Local(class) = ancestor else { continue };
            for (field, values) in self.attributes_of(class) {
                let missing = self.heap.field(object, &Field::Attribute(field.clone())).is_empty();
                for id in values.objects().filter(|_| missing).filter(|id| self.is_field(*id)).collect::<Vec<_>>() {
                    let factory = self.heap.field(id, &argument("default_factory"));
                    let mut default = self.heap.field(id, &argument("default"));
                    if !factory.is_empty() {
                        let made = self.call_values(&factory, &Arguments::default(), node);
                        default.join(&made);
                    }
                    self.heap.put(object, Field::Attribute(field.clone()), &default);
                }
            }
        }
    }

    /// Does it describe a field of a dataclass?
    pub(super) fn is_field(&self, id: ObjectId) -> bool {
        matches!(&self.heap.get(id).kind, Kind::Typed { name } if &**name == FIELD)
    }

    /// Are these surely keys of the dictionary?
    fn has_keys(&self, id: ObjectId, keys: &Values) -> bool {
        let is_there = |key: &Value| match key {
            Value::Const(constant) => self.heap.get(id).fields.contains_key(&Field::Key(constant.clone())),
            _ => false,
        };
        keys.iter().all(is_there)
    }

    /// What a dictionary with a factory puts under a key that it does not have.
    ///
    /// `is_missing`: it surely has none. A function of the project that only may run is run in doubt.
    pub(super) fn made_by_factory(
        &mut self,
        id: ObjectId,
        key: &Values,
        is_missing: bool,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let factory = self.heap.field(id, &Field::Attribute("default_factory".into()));
        let made = match factory.only()? {
            Value::External(name) if is_missing => match &**name {
                "int" => Values::one(Value::Scalar("int")),
                "float" => Values::one(Value::Scalar("float")),
                "str" => Values::one(Value::Scalar("str")),
                "list" | "dict" | "set" => {
                    let site = self.heap.get(id).site;
                    Values::one(Value::Object(self.heap.make(site, Kind::Typed { name: name.clone() }, self.statement)))
                }
                _ => self.call_values(&factory, &Arguments::default(), node),
            },
            // Perhaps it has one.
            Value::External(_) => {
                if self.has_keys(id, key) {
                    return None;
                }
                self.write(id);
                return None;
            }
            Value::Object(_) => {
                let mut callees = factory.clone();
                if !is_missing {
                    // Beside it, nothing may happen.
                    callees.add(Value::Const(Const::None));
                }
                self.call_values(&callees, &Arguments::default(), node)
            }
            _ => return None,
        };
        // Who reads it changes it.
        self.write(id);
        let known = key.constant().filter(|_| self.doubt.branches == 0);
        self.heap.put(id, known.map_or(Field::Element, |key| Field::Key(key.clone())), &made);
        self.heap.put(id, Field::Keys, key);
        Some(made)
    }
}
