//! Items of containers, and what a container may hold.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::by_name::VIEW;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::library::{LEFT_OUT, OPAQUE};
use super::value::{Const, Value, Values};
use super::{Machine, asking};
use crate::effects::{Access, Resource};

impl<'a> Machine<'a> {
    /// `owner[key]`
    pub(crate) fn item_of(&mut self, owner: &Values, key: &Values, node: impl Ranged + Copy) -> Values {
        self.meet(&[owner, key]);
        let mut result = Values::none();
        for value in owner.iter() {
            let one = self.item_of_one(value, key, node);
            result.join(&one);
        }
        result
    }

    pub(crate) fn item_of_one(&mut self, value: &Value, key: &Values, node: impl Ranged + Copy) -> Values {
        match value {
            Value::Const(Const::Str(_)) | Value::Scalar("str") => Values::one(Value::Scalar("str")),
            // `list[int]` and other generic aliases stand for the class.
            Value::External(name) => match name.strip_suffix(".__dict__").zip(key.as_str()) {
                Some((module, key)) => self.external_value(&format!("{module}.{key}")),
                None => Values::one(value.clone()),
            },
            Value::Object(id) => match self.heap.get(*id).kind.clone() {
                Kind::Instance { class } => {
                    let arguments = Arguments::positional(vec![key.clone()]);
                    match self.call_method(value, "__getitem__", arguments.clone(), node) {
                        Some(values) => values,
                        // A dictionary asks for what it does not have.
                        None if !self.external_bases(class).is_empty() => {
                            let mut values = self.ask(&Values::one(value.clone()), &["__missing__"], &arguments, node);
                            values.add(Value::Unknown);
                            values
                        }
                        None => Values::unknown(),
                    }
                }
                Kind::Class { .. } => match self.class_attribute(*id, "__class_getitem__", 0) {
                    Some(function) => {
                        let function = self.unwrap_method(&function);
                        let arguments = Arguments::positional(vec![Values::one(value.clone()), key.clone()]);
                        self.call_values(&function, &arguments, node)
                    }
                    None if self.type_of(value).is_some() => self
                        .call_method(value, "__getitem__", Arguments::positional(vec![key.clone()]), node)
                        .unwrap_or_else(|| Values::one(value.clone())),
                    None => Values::one(value.clone()),
                },
                Kind::Typed { name } if &*name == "os.environ" => {
                    self.touch(Resource::Environ, Access::Read);
                    Values::one(Value::Scalar("str"))
                }
                Kind::Typed { name } if &*name == VIEW => self.item_of_view(*id, key),
                Kind::Typed { name } if &*name == "sys.modules" => self.loaded_module(key),
                Kind::Typed { name } => {
                    if key.objects().next().is_some() {
                        let methods = if matches!(&*name, "list" | "tuple") { &["__index__"] } else { asking::HASH };
                        self.ask(key, methods, &Arguments::default(), node);
                    }
                    self.item_in(*id, key, node)
                }
                _ => Values::unknown(),
            },
            _ => Values::unknown(),
        }
    }

    fn item_in(&mut self, id: ObjectId, key: &Values, node: impl Ranged + Copy) -> Values {
        let object = self.heap.get(id);
        let exact = match key.constant() {
            Some(Const::Int(index)) if !object.fields.contains_key(&Field::Keys) => {
                let length = object.fields.keys().filter(|field| matches!(field, Field::Index(_))).count();
                let index = if *index < 0 { index + i64::try_from(length).unwrap_or(0) } else { *index };
                u32::try_from(index).ok().map(Field::Index)
            }
            Some(constant) => Some(Field::Key(constant.clone())),
            None => None,
        };
        if let Some(field) = exact
            && let Some(values) = object.fields.get(&field)
        {
            let mut values = values.clone();
            values.join(&self.heap.field(id, &Field::Element));
            return values;
        }
        let mut held = self.held_by(&Values::one(Value::Object(id)));
        if let Some(made) = self.made_by_factory(id, key, held.is_empty(), node) {
            held.join(&made);
        }
        if held.is_empty() { self.part_of(id) } else { held }
    }

    /// Something in an object nothing is known about; what changes it changes the object.
    pub(crate) fn part_of(&mut self, id: ObjectId) -> Values {
        let site = self.heap.get(id).site;
        let name = match &self.heap.get(id).kind {
            Kind::Typed { name } if &**name == LEFT_OUT => LEFT_OUT,
            _ => OPAQUE,
        };
        let part = self.heap.make(site, Kind::Typed { name: Rc::from(name) }, self.statement);
        if part != id {
            self.heap.put(id, Field::Element, &Values::one(Value::Object(part)));
        }
        Values::one(Value::Object(part))
    }

    /// A list is changed in a way that leaves nothing at its place: sorted, cut, or put together with what is given.
    pub(crate) fn rearrange(&mut self, lists: &Values, arguments: &Arguments) {
        for id in lists.objects().collect::<Vec<_>>() {
            if !matches!(&self.heap.get(id).kind, Kind::Typed { name } if &**name == "list") {
                continue;
            }
            let own = Values::one(Value::Object(id));
            let mut held = self.held_by(&own);
            for values in arguments.values().filter(|values| **values != own) {
                held.join(values);
            }
            self.heap.put(id, Field::Element, &if held.is_empty() { Values::unknown() } else { held });
        }
    }

    /// All elements or values a container may hold, without iterating it.
    pub(crate) fn held_by(&self, values: &Values) -> Values {
        let mut held = Values::none();
        for value in values.iter() {
            match value {
                Value::Object(id) => {
                    let object = self.heap.get(*id);
                    let mut fields: Vec<(&Field, &Values)> = object
                        .fields
                        .iter()
                        .filter(|(field, _)| matches!(field, Field::Index(_) | Field::Key(_) | Field::Element))
                        .collect();
                    fields.sort_by_key(|(field, _)| match field {
                        Field::Index(index) => (0, *index),
                        Field::Key(_) => (1, 0),
                        _ => (2, 0),
                    });
                    fields.into_iter().for_each(|(_, values)| {
                        held.join(values);
                    });
                }
                Value::Const(Const::Str(_)) | Value::Scalar("str") => held.add(Value::Scalar("str")),
                Value::Scalar("bytes") => held.add(Value::Scalar("int")),
                Value::Unknown | Value::External(_) => held.add(Value::Unknown),
                _ => {}
            }
        }
        held
    }
}
