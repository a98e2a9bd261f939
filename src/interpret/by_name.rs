//! Attributes and variables whose names are values: `getattr`, `globals()`, `vars(x)`, `x.__dict__`, `sys.modules`.

use std::rc::Rc;

use ruff_python_ast::ExprCall;
use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::frame::FrameKind;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Const, Value, Values};
use crate::names::{Name, block::Block, identifier};

/// The type of a mapping that shows the attributes of an object.
pub(super) const VIEW: &str = "namespace";

/// Where a view keeps the object it shows.
fn shown() -> Field {
    Field::Argument(Rc::from("of"))
}

impl<'a> Machine<'a> {
    /// `globals()`, `locals()`, `vars(x)`, `dir(x)`; `None` for all other calls.
    pub(super) fn call_for_namespace(
        &mut self,
        name: &str,
        arguments: &Arguments,
        call: &'a ExprCall,
    ) -> Option<Values> {
        let given = arguments.positional.first();
        match (name, given) {
            ("globals", _) => {
                self.record().dynamic = true;
                Some(self.view_of(&self.module_that_runs(), call))
            }
            ("locals" | "vars", None) => {
                self.record().dynamic = true;
                let frame = self.function_frame();
                if matches!(self.frames.get(frame).kind, FrameKind::Module(_)) {
                    return Some(self.view_of(&self.module_that_runs(), call));
                }
                let copy = self.typed(call, "dict");
                for (name, values) in self.frames.variables_by_name(frame) {
                    self.heap.put(copy, Field::Key(Const::Str(name)), &values);
                }
                Some(Values::one(Value::Object(copy)))
            }
            ("dir", None) => {
                self.record().dynamic = true;
                let list = self.typed(call, "list");
                self.heap.put(list, Field::Element, &Values::one(Value::Scalar("str")));
                Some(Values::one(Value::Object(list)))
            }
            ("dir", Some(given)) => {
                self.look_into(given);
                self.note_main_module(given);
                self.ask(given, &["__dir__"], &Arguments::default(), call);
                Some(Values::one(Value::Object(self.typed(call, "list"))))
            }
            ("vars", Some(given)) => {
                self.look_into(given);
                Some(self.view_of(given, call))
            }
            _ => None,
        }
    }

    fn module_that_runs(&self) -> Values {
        self.modules.get(self.file as usize).map_or_else(Values::unknown, |id| Values::one(Value::Object(*id)))
    }

    /// The module's own namespace, reached as an object.
    pub(super) fn note_main_module(&mut self, values: &Values) {
        let module = |id: ObjectId| matches!(self.heap.get(id).kind, Kind::Module { file: 0, .. });
        if values.objects().any(module) {
            self.record().dynamic = true;
        }
    }

    /// The attributes of objects as a mapping.
    pub(super) fn view_of(&mut self, owners: &Values, node: impl Ranged + Copy) -> Values {
        self.note_main_module(owners);
        let view = self.typed(node, VIEW);
        self.heap.put(view, shown(), owners);
        for id in owners.objects().collect::<Vec<_>>() {
            // What a class or module has is not told apart by who goes through all of it, so only its names are of use.
            if !matches!(self.heap.get(id).kind, Kind::Class { .. } | Kind::Module { .. }) {
                for (name, values) in self.attributes_of(id) {
                    self.heap.put(view, Field::Keys, &Values::string(&name));
                    self.heap.put(view, Field::Key(Const::Str(name)), &values);
                }
            }
        }
        Values::one(Value::Object(view))
    }

    /// `vars(x)[key]`
    pub(super) fn item_of_view(&mut self, view: ObjectId, key: &Values) -> Values {
        let owners = self.heap.field(view, &shown());
        self.note_main_module(&owners);
        let Some(names) = key.strings() else { return self.any_callable_of(&owners, None) };
        let mut found = Values::none();
        for owner in owners.objects().collect::<Vec<_>>() {
            for name in &names {
                let values = match self.heap.get(owner).kind {
                    Kind::Module { file, frame } => {
                        if file == 0 {
                            self.record().reads.insert(name.clone());
                        } else {
                            self.record().read_objects.insert(owner);
                        }
                        self.frames.value(frame, name).cloned().unwrap_or_default()
                    }
                    _ => self.heap.field(owner, &Field::Attribute(name.clone())),
                };
                self.look_into(&values);
                found.join(&values);
            }
        }
        for owner in owners.iter() {
            let Value::External(module) = owner else { continue };
            for name in &names {
                let values = self.external_value(&format!("{module}.{name}"));
                found.join(&values);
            }
        }
        if found.is_empty() { Values::unknown() } else { found }
    }

    /// `vars(x)[key] = values`
    pub(super) fn set_in_view(&mut self, view: ObjectId, key: &Values, values: &Values) {
        let owners = self.heap.field(view, &shown());
        self.note_main_module(&owners);
        let Some(names) = key.strings() else { return self.set_any_in(&owners, values) };
        for owner in owners.objects().collect::<Vec<_>>() {
            let kind = self.heap.get(owner).kind.clone();
            for name in &names {
                match kind {
                    Kind::Module { file, frame } => {
                        if file == 0 {
                            self.record().binds.insert(name.clone());
                        }
                        let mut values = values.clone();
                        if names.len() > 1 {
                            values.join(&self.frames.value(frame, name).cloned().unwrap_or_default());
                        }
                        self.frames.set(frame, name.clone(), values);
                    }
                    _ => {
                        self.heap.put(owner, Field::Attribute(name.clone()), values);
                    }
                }
            }
            if !matches!(kind, Kind::Module { file: 0, .. }) {
                self.record().writes(owner);
            }
        }
        for owner in owners.iter() {
            if let Value::External(module) = owner {
                names.iter().for_each(|name| self.patch(module, &identifier(name), values));
            }
        }
        self.hand_to_owners(&owners, values);
    }

    /// Methods of a view; `None` for those that work as those of any dictionary.
    pub(super) fn call_method_of_view(
        &mut self,
        method: &str,
        view: ObjectId,
        arguments: &Arguments,
    ) -> Option<Values> {
        let first = arguments.positional.first().cloned().unwrap_or_default();
        match method {
            "get" | "__getitem__" | "pop" | "setdefault" => {
                let mut values = self.item_of_view(view, &first);
                let default = arguments.positional.get(1).cloned();
                match method {
                    "get" => {
                        values.join(&default.unwrap_or_else(Values::none_constant));
                    }
                    "setdefault" => {
                        let default = default.unwrap_or_else(Values::none_constant);
                        values.join(&default);
                        self.set_in_view(view, &first, &values);
                    }
                    _ => {}
                }
                Some(values)
            }
            "__setitem__" => {
                self.set_in_view(view, &first, arguments.positional.get(1)?);
                Some(Values::none_constant())
            }
            "update" => {
                let mut added = arguments.keywords.clone();
                first.objects().for_each(|id| added.extend(self.items_of(id)));
                added.sort_by(|a, b| a.0.cmp(&b.0));
                for (name, values) in added {
                    self.set_in_view(view, &Values::string(&name), &values);
                }
                let is_whole = |value: &Value| match value {
                    Value::Object(id) => {
                        let object = self.heap.get(*id);
                        let is_dict = matches!(&object.kind, Kind::Typed { name } if &**name == "dict");
                        is_dict && !object.fields.contains_key(&Field::Element)
                    }
                    _ => false,
                };
                if first.iter().all(is_whole) && arguments.keyword_rest.is_none() {
                    return Some(Values::none_constant());
                }
                // There may be more that has no known name.
                self.set_in_view(view, &Values::unknown(), &Values::unknown());
                Some(Values::none_constant())
            }
            _ => None,
        }
    }

    /// `exec(code)` at module level: what it binds, and with which values nobody knows. Code that is not known binds any
    /// variable there is, though hardly a function, a class or a module.
    pub(super) fn bind_names_of(&mut self, code: Option<&str>) {
        let frame = self.function_frame();
        if !matches!(self.frames.get(frame).kind, FrameKind::Module(_)) {
            return;
        }
        let mut names: Vec<Name> = match code.map(ruff_python_parser::parse_module) {
            Some(Ok(parsed)) => Block::of(None, &parsed.syntax().body).bound.iter().cloned().collect(),
            Some(Err(_)) => return,
            None => self.plain_variables(frame),
        };
        names.sort();
        for name in names {
            let mut values = self.frames.value(frame, &name).cloned().unwrap_or_default();
            values.add(Value::Unknown);
            self.bind(name, values);
        }
    }

    /// `sys.modules[key]`
    pub(super) fn loaded_module(&mut self, key: &Values) -> Values {
        self.record().dynamic = true;
        let Some(names) = key.strings() else { return Values::unknown() };
        let mut found = Values::none();
        for name in names {
            let name = if &*name == "__mp_main__" { "__main__" } else { &*name };
            match self.by_name.get(name) {
                Some(&module) => found.add(Value::Object(module)),
                None => found.add(Value::External(Rc::from(name))),
            }
        }
        found
    }

    /// `getattr`, `hasattr`, `setattr` and `delattr`; `None` for all other functions.
    pub(super) fn call_attribute_function(
        &mut self,
        function: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let owner = arguments.positional.first()?.clone();
        let name = arguments.positional.get(1)?;
        let names = name.strings();
        match function {
            "getattr" => {
                let mut result = Values::none();
                match &names {
                    Some(names) => {
                        for name in names {
                            let values = self.attribute_of(&owner, name, node);
                            result.join(&values);
                        }
                    }
                    None => {
                        self.note_main_module(&owner);
                        self.ask(&owner, &["__getattr__"], &Arguments::positional(vec![name.clone()]), node);
                        result.join(&self.any_callable_of(&owner, Some(node.range())));
                    }
                }
                if let Some(default) = arguments.positional.get(2) {
                    result.join(default);
                }
                Some(result)
            }
            "hasattr" => {
                for name in names.iter().flatten() {
                    for value in owner.iter().filter(|value| self.type_of(value).is_some()).cloned().collect::<Vec<_>>()
                    {
                        self.attribute_of_one(&value, name, node);
                    }
                }
                None
            }
            "setattr" => {
                let values = arguments.positional.get(2).cloned().unwrap_or_default();
                match &names {
                    Some(names) if names.len() == 1 => {
                        for one in owner.iter() {
                            self.set_attribute(one, &names[0], &values, node);
                        }
                    }
                    Some(names) => {
                        let view = self.view_of(&owner, node);
                        let key = names.iter().fold(Values::none(), |mut all, name| {
                            all.join(&Values::string(name));
                            all
                        });
                        for view in view.objects() {
                            self.set_in_view(view, &key, &values);
                        }
                    }
                    None => {
                        self.change(&owner);
                        self.set_any_in(&owner, &values);
                        let arguments = Arguments::positional(vec![name.clone(), values]);
                        self.ask(&owner, &["__setattr__"], &arguments, node);
                    }
                }
                self.note_main_module(&owner);
                Some(Values::none_constant())
            }
            "delattr" => {
                for name in names.iter().flatten() {
                    self.delete_attribute(&owner, &identifier(name), node);
                }
                None
            }
            _ => None,
        }
    }
}
