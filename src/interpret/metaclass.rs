//! How classes are made other than by their statement alone: metaclasses, `type(name, bases, dict)`, `__set_name__`.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Const, Value, Values};
use super::{Code, Machine};
use crate::names::{Name, identifier};

/// External classes whose instances are classes.
const METACLASSES: &[&str] = &["type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"];

impl<'a> Machine<'a> {
    /// The metaclass of a class, where that is a class of the project.
    pub(crate) fn metaclass_of(&self, class: ObjectId) -> Option<ObjectId> {
        self.metaclasses.get(&class).copied()
    }

    /// Keeps what the class statement or its bases say the metaclass is.
    pub(super) fn find_metaclass(&mut self, class: ObjectId, given: Option<&Values>) {
        let is_class = |id: &ObjectId| matches!(self.heap.get(*id).kind, Kind::Class { .. });
        let found = match given {
            Some(values) => values.objects().find(is_class),
            None if self.metaclasses.is_empty() => None,
            None => match &self.heap.get(class).kind {
                Kind::Class { bases, .. } => {
                    bases.iter().flat_map(Values::objects).find_map(|base| self.metaclass_of(base))
                }
                _ => None,
            },
        };
        if let Some(metaclass) = found
            && self.metaclasses.insert(class, metaclass) != Some(metaclass)
        {
            self.change_world();
        }
    }

    /// What a metaclass, or a function in its place, does with a class that has just been made; gives the class.
    pub(super) fn run_metaclass(
        &mut self,
        class: ObjectId,
        given: Option<&Values>,
        keywords: &[(Name, Values)],
        node: impl Ranged + Copy,
    ) -> Values {
        let made = Values::one(Value::Object(class));
        let is_function = |id: &ObjectId| matches!(self.heap.get(*id).kind, Kind::Function { .. });
        let function = given.and_then(|values| values.objects().find(is_function));
        let metaclass = self.metaclass_of(class);
        if function.is_none() && metaclass.is_none() {
            return made;
        }
        let parts = self.parts_of_class(class, node);
        let arguments = Arguments { keywords: keywords.to_vec(), ..Arguments::positional(parts) };
        self.making.push(class);
        self.change_world();
        let mut result = Values::none();
        if let Some(function) = function {
            result = self.call_values(&Values::one(Value::Object(function)), &arguments, node);
        }
        if let Some(metaclass) = metaclass {
            if let Some(function) = self.class_attribute(metaclass, "__new__", 0) {
                let function = self.unwrap_method(&function);
                let given = arguments.preceded_by(Values::one(Value::Object(metaclass)));
                result = self.call_values(&function, &given, node);
            }
            if let Some(function) = self.class_attribute(metaclass, "__init__", 0) {
                self.call_values(&function, &arguments.preceded_by(made.clone()), node);
            }
        }
        self.making.pop();
        self.change_world();
        let is_known = result.objects().next().is_some() && !result.may_be_unknown();
        if is_known { result } else { made }
    }

    /// Name, bases and namespace of a class, as a metaclass gets them.
    fn parts_of_class(&mut self, class: ObjectId, node: impl Ranged + Copy) -> Vec<Values> {
        let name = self.class_name(class);
        let bases = match &self.heap.get(class).kind {
            Kind::Class { bases, .. } => bases.clone(),
            _ => Vec::new(),
        };
        let bases = self.tuple_of(&bases, node);
        let namespace = self.typed(node, "dict");
        for (name, values) in self.attributes_of(class) {
            self.heap.put(namespace, Field::Keys, &Values::string(&name));
            self.heap.put(namespace, Field::Key(Const::Str(name)), &values);
        }
        vec![Values::string(&name), Values::one(Value::Object(bases)), Values::one(Value::Object(namespace))]
    }

    /// The attributes an object itself has, in the order of their names.
    pub(super) fn attributes_of(&self, id: ObjectId) -> Vec<(Name, Values)> {
        self.heap.named(id, |field| match field {
            Field::Attribute(name) => Some(name),
            _ => None,
        })
    }

    /// What a dictionary holds under texts, in the order of these.
    pub(super) fn items_of(&self, id: ObjectId) -> Vec<(Name, Values)> {
        self.heap.named(id, |field| match field {
            Field::Key(Const::Str(name)) => Some(name),
            _ => None,
        })
    }

    /// What an enumeration calls by itself: for a value that it may not have, and for one that it has to make up.
    pub(super) fn ask_enumeration(
        &mut self,
        class: ObjectId,
        method: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) {
        let Some(function) = self.class_attribute(class, method, 0) else { return };
        if self.external_bases(class).iter().any(|base| base.starts_with("enum.")) {
            let function = self.bind_attribute(&function, &Value::Object(class), class, node);
            self.perhaps(|machine| machine.call_values(&function, arguments, node));
        }
    }

    /// `isinstance(value, classes)`: a class may decide it by `__subclasshook__`.
    pub(super) fn ask_for_subclass(&mut self, classes: Option<&Values>, value: &Values, node: impl Ranged + Copy) {
        let Some(classes) = classes.filter(|_| self.has_special(&["__subclasshook__"])) else { return };
        let mut all = classes.clone();
        all.join(&self.held_by(classes));
        for id in all.objects().collect::<Vec<_>>() {
            if let Some(hook) = self.class_attribute(id, "__subclasshook__", 0) {
                let hook = self.bind_attribute(&hook, &Value::Object(id), id, node);
                self.perhaps(|machine| machine.call_values(&hook, &Arguments::positional(vec![value.clone()]), node));
            }
        }
    }

    /// `__set_name__` of the descriptors among the attributes of a new class.
    pub(super) fn name_descriptors(&mut self, class: ObjectId, node: impl Ranged + Copy) {
        if !self.has_special(&["__set_name__"]) {
            return;
        }
        for (name, values) in self.attributes_of(class) {
            let arguments = Arguments::positional(vec![Values::one(Value::Object(class)), Values::string(&name)]);
            self.ask(&values, &["__set_name__"], &arguments, node);
        }
    }

    /// `type(name, bases, namespace)`
    pub(super) fn make_class(
        &mut self,
        metaclass: Option<ObjectId>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let part = |index: usize| arguments.positional.get(index).cloned().unwrap_or_default();
        let (name, bases, namespace) = (part(0), part(1), part(2));
        let bases = self.exact_elements(&bases).unwrap_or_else(|| vec![self.held_by(&bases)]);
        let code = self.code(node, Code::Made(node.range()));
        let class = self.make(node, Kind::Class { code, bases, frame: self.frame });
        self.spoil_runs();
        if let Some(name) = name.as_str() {
            self.heap.put(class, Field::Attribute(identifier("__name__")), &Values::string(name));
        }
        for id in namespace.objects().collect::<Vec<_>>() {
            for (name, values) in self.items_of(id) {
                self.note_special(&name);
                self.heap.put(class, Field::Attribute(name), &values);
            }
        }
        let given = metaclass.map(|id| Values::one(Value::Object(id)));
        self.hand_to_bases(class);
        self.find_metaclass(class, given.as_ref());
        self.name_descriptors(class, node);
        self.announce_subclass(class, arguments.keywords.clone(), node);
        Values::one(Value::Object(class))
    }

    /// Calls of what every metaclass has; `None` for all others.
    pub(super) fn call_of_type(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        if name == "type" && receiver.is_none() && arguments.positional.len() == 3 {
            return Some(match self.making.last() {
                Some(&class) => Values::one(Value::Object(class)),
                None => self.make_class(None, arguments, node),
            });
        }
        if name == "types.new_class" {
            return Some(self.new_class(arguments, node));
        }
        let (owner, method) = name.rsplit_once('.').filter(|(owner, _)| METACLASSES.contains(owner))?;
        match method {
            "__new__" => Some(match self.making.last() {
                Some(&class) => Values::one(Value::Object(class)),
                None => {
                    let metaclass = arguments.positional.first().and_then(|values| values.objects().next());
                    let mut rest = arguments.clone();
                    rest.positional.drain(..1.min(rest.positional.len()));
                    self.make_class(metaclass, &rest, node)
                }
            }),
            "__init__" | "__setattr__" => Some(Values::none_constant()),
            "__call__" => {
                let mut rest = arguments.clone();
                let class = match receiver {
                    Some(receiver) => receiver.clone(),
                    None if rest.positional.is_empty() => return None,
                    None => rest.positional.remove(0).only()?.clone(),
                };
                let Value::Object(class) = class else { return None };
                let is_class = matches!(self.heap.get(class).kind, Kind::Class { .. });
                is_class.then(|| self.make_instance(class, rest, node))
            }
            "__subclasses__" if owner == "type" => self.subclasses(receiver?, node),
            _ => None,
        }
    }

    fn subclasses(&mut self, class: &Value, node: impl Ranged + Copy) -> Option<Values> {
        let extends = |kind: &Kind| matches!(kind, Kind::Class { bases, .. } if bases.iter().flat_map(Values::iter).any(|base| base == class));
        let found: Vec<ObjectId> =
            self.heap.all().filter(|(_, object)| extends(&object.kind)).map(|(id, _)| id).collect();
        // Another class may come.
        self.spoil_runs();
        let list = self.typed(node, "list");
        for id in found {
            self.heap.put(list, Field::Element, &Values::one(Value::Object(id)));
        }
        Some(Values::one(Value::Object(list)))
    }

    /// `types.new_class(name, bases, keywords, fill)`
    fn new_class(&mut self, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        let mut parts: Vec<Values> = arguments.positional.iter().take(2).cloned().collect();
        parts.resize(2, Values::none());
        let namespace = Values::one(Value::Object(self.typed(node, "dict")));
        let fill = arguments.positional.get(3).cloned().or_else(|| arguments.keyword("exec_body"));
        if let Some(fill) = fill.filter(|values| !Self::is_none(values)) {
            self.call_values(&fill, &Arguments::positional(vec![namespace.clone()]), node);
        }
        parts.push(namespace);
        self.make_class(None, &Arguments::positional(parts), node)
    }

    /// Is it a class whose instances are classes, called to make one?
    pub(super) fn makes_classes(&self, class: ObjectId, arguments: &Arguments) -> bool {
        arguments.positional.len() == 3 && self.external_bases(class).iter().any(|base| METACLASSES.contains(&&**base))
    }

    /// `Meta(name, bases, namespace)`
    pub(super) fn call_metaclass(
        &mut self,
        metaclass: ObjectId,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let made = self.make_class(Some(metaclass), arguments, node);
        let Some(class) = made.objects().next() else { return made };
        self.run_metaclass(class, None, &arguments.keywords, node)
    }

    /// `Class.__subclasses__`, `Class.__bases__` and the like, and what a metaclass of the project has; `None` when there is nothing.
    pub(super) fn attribute_of_class(&mut self, id: ObjectId, name: &Name, node: impl Ranged + Copy) -> Option<Values> {
        let value = Value::Object(id);
        if let Some(metaclass) = self.metaclass_of(id) {
            if let Some(found) = self.class_attribute(metaclass, name, 0) {
                return Some(self.bind_attribute(&found, &value, metaclass, node));
            }
            if self.class_attribute(metaclass, "__getattr__", 0).is_some() {
                let arguments = Arguments::positional(vec![Values::string(name)]);
                return self.call_method(&value, "__getattr__", arguments, node);
            }
        }
        match &**name {
            "__subclasses__" => {
                let function = Value::External(Rc::from("type.__subclasses__"));
                Some(Values::one(Value::Object(self.make(node, Kind::Bound { receiver: value, function }))))
            }
            "__bases__" => {
                let Kind::Class { bases, .. } = self.heap.get(id).kind.clone() else { return None };
                Some(Values::one(Value::Object(self.tuple_of(&bases, node))))
            }
            "__mro__" => {
                let order = self.ancestors(id).into_iter().map(|ancestor| match ancestor {
                    super::class::Ancestor::Local(class) => Values::one(Value::Object(class)),
                    super::class::Ancestor::External(name) => Values::one(Value::External(name)),
                    super::class::Ancestor::Unknown => Values::unknown(),
                });
                let order: Vec<Values> = order.collect();
                Some(Values::one(Value::Object(self.tuple_of(&order, node))))
            }
            _ => None,
        }
    }
}
