//! Classes of the project: definition, instantiation, attributes in method resolution order.

use std::rc::Rc;

use ruff_python_ast::StmtClassDef;
use ruff_text_size::Ranged;

use super::call::Arguments;
use super::control::Flow;
use super::frame::FrameKind;
use super::heap::{Field, Kind, ObjectId};
use super::stored::FIELD;
use super::value::{Qualified, Value, Values};
use super::{Code, Machine};
use crate::names::{Name, identifier};

/// One class on the way of attribute look-up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ancestor {
    /// A class of the project.
    Local(ObjectId),
    /// A class from outside.
    External(Qualified),
    /// A base nothing is known about.
    Unknown,
}

impl<'a> Machine<'a> {
    pub(crate) fn define_class(&mut self, def: &'a StmtClassDef) -> Flow {
        let decorators = self.decorators_of(&def.decorator_list);
        let mut bases = Vec::new();
        let mut keywords = Vec::new();
        if let Some(arguments) = &def.arguments {
            for base in &arguments.args {
                bases.push(self.evaluate_in_passing(base));
            }
            for keyword in &arguments.keywords {
                let values = self.evaluate(&keyword.value);
                if let Some(name) = &keyword.arg {
                    keywords.push((identifier(name), values));
                }
            }
        }
        for base in &bases {
            self.ask(base, &["__mro_entries__"], &Arguments::positional(vec![Values::unknown()]), def);
        }
        let metaclass = keywords.iter().position(|(name, _)| &**name == "metaclass").map(|at| keywords.remove(at).1);
        let code = self.code(def, Code::Class(def));
        let class = self.make(def, Kind::Class { code, bases, frame: self.frame });
        self.spoil_runs();
        self.find_metaclass(class, metaclass.as_ref());
        self.prepare_namespace(class, def);
        let block = self.block_of(code);
        let frame = self.frames.push(FrameKind::Class, Some(self.frame), block);
        let outer = std::mem::replace(&mut self.frame, frame);
        let owner = self.class.replace(class);
        let flow = self.run_block(&def.body);
        self.class = owner;
        self.frame = outer;
        for (name, values) in self.frames.variables_by_name(frame) {
            self.note_special(&name);
            self.heap.put(class, Field::Attribute(name), &values);
        }
        self.hand_to_bases(class);
        self.name_descriptors(class, def);
        let any = Arguments { rest: Some(Values::unknown()), ..Arguments::default() };
        self.ask_enumeration(class, "_generate_next_value_", &any, def);
        self.announce_subclass(class, keywords.clone(), def);
        let mut values = self.run_metaclass(class, metaclass.as_ref(), &keywords, def);
        for (decorator, expression) in decorators.into_iter().rev() {
            values = self.at_top(expression, |machine| machine.decorate(&decorator, &values, expression));
        }
        self.bind(identifier(&def.name), values);
        if flow.goes_on() { self.after_expression() } else { flow }
    }

    /// `__prepare__` of a metaclass of the project.
    fn prepare_namespace(&mut self, class: ObjectId, def: &'a StmtClassDef) {
        if self.has_special(&["__prepare__"]) && self.metaclass_of(class).is_some() {
            let arguments = Arguments::positional(vec![Values::string(&def.name), Values::unknown()]);
            self.ask(&Values::one(Value::Object(class)), &["__prepare__"], &arguments, def);
        }
    }

    /// `__init_subclass__` of the nearest base.
    pub(super) fn announce_subclass(
        &mut self,
        class: ObjectId,
        keywords: Vec<(Name, Values)>,
        node: impl Ranged + Copy,
    ) {
        if let Some(function) = self.class_attribute(class, "__init_subclass__", 1) {
            let arguments = Arguments { keywords, ..Arguments::positional(vec![Values::one(Value::Object(class))]) };
            let function = self.unwrap_method(&function);
            self.call_values(&function, &arguments, node);
        }
    }

    /// The classes in which an attribute of `class` is looked for, each once and before all its bases.
    pub(crate) fn ancestors(&self, class: ObjectId) -> Vec<Ancestor> {
        let mut order = Vec::new();
        self.collect_ancestors(class, &mut order, &mut Vec::new());
        order.reverse();
        order
    }

    /// The order backwards: the bases of a class from the last to the first, and then the class.
    fn collect_ancestors(&self, class: ObjectId, order: &mut Vec<Ancestor>, open: &mut Vec<ObjectId>) {
        if open.contains(&class) || order.contains(&Ancestor::Local(class)) {
            return;
        }
        let Kind::Class { bases, .. } = &self.heap.get(class).kind else { return };
        open.push(class);
        for base in bases.iter().rev().flat_map(|values| values.iter().rev()) {
            let ancestor = match base {
                Value::Object(id) if matches!(self.heap.get(*id).kind, Kind::Class { .. }) => {
                    self.collect_ancestors(*id, order, open);
                    continue;
                }
                Value::External(name) => Ancestor::External(name.clone()),
                _ => Ancestor::Unknown,
            };
            if !order.contains(&ancestor) {
                order.push(ancestor);
            }
        }
        open.pop();
        order.push(Ancestor::Local(class));
    }

    /// The value of an attribute in the class or its project bases, the first `skip` classes left out.
    pub(crate) fn class_attribute(&self, class: ObjectId, name: &str, skip: usize) -> Option<Values> {
        let field = Field::Attribute(Rc::from(name));
        self.ancestors(class).iter().skip(skip).find_map(|ancestor| match ancestor {
            Ancestor::Local(id) => self.heap.get(*id).fields.get(&field).filter(|values| !values.is_empty()).cloned(),
            _ => None,
        })
    }

    /// The external classes among the ancestors.
    pub(crate) fn external_bases(&self, class: ObjectId) -> Vec<Qualified> {
        self.ancestors(class)
            .into_iter()
            .filter_map(|ancestor| match ancestor {
                Ancestor::External(name) => Some(name),
                _ => None,
            })
            .collect()
    }

    /// The name of a class as a reader would say it.
    pub(crate) fn class_name(&self, class: ObjectId) -> String {
        match &self.heap.get(class).kind {
            Kind::Class { code, .. } => match self.definition(*code) {
                Code::Class(def) => def.name.to_string(),
                _ => {
                    let name = self.heap.field(class, &Field::Attribute(identifier("__name__")));
                    name.as_str().unwrap_or("class").to_string()
                }
            },
            _ => "class".to_string(),
        }
    }

    /// `Class(...)`
    pub(crate) fn instantiate(&mut self, class: ObjectId, arguments: Arguments, node: impl Ranged + Copy) -> Values {
        if self.makes_classes(class, &arguments) {
            return self.call_metaclass(class, &arguments, node);
        }
        self.ask_enumeration(class, "_missing_", &arguments, node);
        if let Some(metaclass) = self.metaclass_of(class)
            && let Some(function) = self.class_attribute(metaclass, "__call__", 0)
        {
            return self.call_values(&function, &arguments.preceded_by(Values::one(Value::Object(class))), node);
        }
        self.make_instance(class, arguments, node)
    }

    /// A new instance, whatever the metaclass does besides.
    pub(super) fn make_instance(&mut self, class: ObjectId, arguments: Arguments, node: impl Ranged + Copy) -> Values {
        let object = self.make(node, Kind::Instance { class });
        let mut result = Values::one(Value::Object(object));
        if let Some(function) = self.class_attribute(class, "__new__", 0) {
            let given = arguments.preceded_by(Values::one(Value::Object(class)));
            let function = self.unwrap_method(&function);
            let made = self.call_values(&function, &given, node);
            result.join(&made);
        }
        if self.gone {
            return Values::none();
        }
        let instance = Value::Object(object);
        if let Some(function) = self.class_attribute(class, "__init__", 0) {
            let given = arguments.preceded_by(Values::one(instance));
            self.call_values(&function, &given, node);
        } else if let Some(base) = self.external_bases(class).first() {
            self.construct_base(&base.clone(), &instance, arguments.clone(), node);
            self.name_positional_fields(class, object, &arguments);
            self.fill_fields(class, object, node);
        } else {
            // Dataclasses and named tuples keep their arguments.
            for (index, values) in arguments.positional.iter().enumerate() {
                self.heap.put(object, Field::Index(u32::try_from(index).unwrap_or(u32::MAX)), values);
            }
            for (name, values) in &arguments.keywords {
                self.heap.put(object, Field::Attribute(name.clone()), values);
            }
            self.name_positional_fields(class, object, &arguments);
            self.fill_fields(class, object, node);
        }
        if self.class_attribute(class, "__post_init__", 0).is_some() {
            self.call_method(&Value::Object(object), "__post_init__", Arguments::default(), node);
        }
        if self.gone { Values::none() } else { result }
    }

    /// A dataclass stores its positional arguments under the names annotated in its body, in order.
    fn name_positional_fields(&mut self, class: ObjectId, object: ObjectId, arguments: &Arguments) {
        let mut names: Vec<Name> = Vec::new();
        for ancestor in self.ancestors(class).into_iter().rev() {
            let Ancestor::Local(id) = ancestor else { continue };
            let Kind::Class { code, .. } = self.heap.get(id).kind else { continue };
            let Code::Class(def) = self.definition(code) else { continue };
            for statement in &def.body {
                if let ruff_python_ast::Stmt::AnnAssign(assign) = statement
                    && let ruff_python_ast::Expr::Name(name) = &*assign.target
                    && !names.iter().any(|known| **known == *name.id)
                {
                    names.push(identifier(&name.id));
                }
            }
        }
        let pairs: Vec<(Name, Values)> = names.into_iter().zip(arguments.positional.iter().cloned()).collect();
        for (name, values) in pairs {
            self.heap.put(object, Field::Attribute(name), &values);
        }
    }

    /// What stands inside `staticmethod(...)` and `classmethod(...)`.
    pub(crate) fn unwrap_method(&self, values: &Values) -> Values {
        let mut result = Values::none();
        for value in values.iter() {
            match value {
                Value::Object(id) if self.is_wrapper(*id) => {
                    result.join(&self.heap.field(*id, &Field::Argument(Rc::from("function"))));
                }
                other => result.add(other.clone()),
            }
        }
        result
    }

    pub(crate) fn is_wrapper(&self, id: ObjectId) -> bool {
        matches!(&self.heap.get(id).kind, Kind::Typed { name } if matches!(&**name, "staticmethod" | "classmethod"))
    }

    /// Binds a class attribute to an instance or class, as the descriptor protocol does.
    pub(crate) fn bind_attribute(
        &mut self,
        found: &Values,
        receiver: &Value,
        class: ObjectId,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut result = Values::none();
        let on_instance = !matches!(receiver, Value::Object(id) if *id == class);
        for value in found.iter() {
            let Value::Object(id) = value else {
                result.add(value.clone());
                continue;
            };
            match self.heap.get(*id).kind.clone() {
                Kind::Function { .. } if on_instance => {
                    let kind = Kind::Bound { receiver: receiver.clone(), function: value.clone() };
                    result.add(Value::Object(self.make(node, kind)));
                }
                Kind::Typed { name } if matches!(&*name, "property" | "functools.cached_property") && on_instance => {
                    let getter = self.heap.field(*id, &Field::Argument(Rc::from("fget")));
                    let arguments = Arguments::positional(vec![Values::one(receiver.clone())]);
                    let got = self.call_values(&getter, &arguments, node);
                    result.join(&got);
                }
                Kind::Typed { name } if matches!(&*name, "classmethod" | "staticmethod") => {
                    let inner = self.heap.field(*id, &Field::Argument(Rc::from("function")));
                    if &*name == "staticmethod" {
                        result.join(&inner);
                        continue;
                    }
                    let receiver = self.class_of(receiver).map_or(Value::Object(class), Value::Object);
                    for function in inner.iter() {
                        let kind = Kind::Bound { receiver: receiver.clone(), function: function.clone() };
                        result.add(Value::Object(self.make(node, kind)));
                    }
                }
                // Each object has a value of its own.
                Kind::Typed { name } if &*name == FIELD && on_instance => {}
                Kind::Instance { .. } => match self.get_from_descriptor(value, receiver, class, node) {
                    Some(got) => {
                        result.join(&got);
                    }
                    None => result.add(value.clone()),
                },
                _ => result.add(value.clone()),
            }
        }
        result
    }

    /// The project class of an instance, or the class itself.
    pub(crate) fn class_of(&self, value: &Value) -> Option<ObjectId> {
        let Value::Object(id) = value else { return None };
        match self.heap.get(*id).kind {
            Kind::Instance { class } => Some(class),
            Kind::Class { .. } => Some(*id),
            _ => None,
        }
    }

    /// The values that are instances of one of these classes of the project.
    pub(super) fn instances_among(&self, values: &Values, classes: &Values) -> Values {
        let is_one = |value: &&Value| {
            let class = self.class_of(value).filter(|_| self.is_instance(value));
            class.is_some_and(|class| {
                let order = self.ancestors(class);
                classes.objects().any(|wanted| order.contains(&Ancestor::Local(wanted)))
            })
        };
        let mut instances = Values::none();
        values.iter().filter(is_one).for_each(|value| instances.add(value.clone()));
        instances
    }
}
