//! Names, and everything a value can be assigned to.

use std::rc::Rc;

use ruff_python_ast::{Expr, Pattern};
use ruff_text_size::Ranged;

use super::Machine;
use super::by_name::VIEW;
use super::frame::{FrameId, FrameKind};
use super::heap::{Field, Kind, ObjectId};
use super::value::{Const, Value, Values};
use crate::effects::{Access, Resource};
use crate::names::{Name, builtins, identifier};

impl<'a> Machine<'a> {
    /// The frame of the function (or module, or class) that runs, comprehensions left out.
    pub(crate) fn function_frame(&self) -> FrameId {
        let mut id = self.frame;
        while let (FrameKind::Comprehension, Some(parent)) = (self.frames.get(id).kind, self.frames.get(id).parent) {
            id = parent;
        }
        id
    }

    /// The frame that `name` is bound in when it is assigned to here.
    pub(super) fn binding_frame(&self, name: &str) -> FrameId {
        let id = self.function_frame();
        let frame = self.frames.get(id);
        if frame.block.globals.contains(name) {
            return frame.module;
        }
        if frame.block.nonlocals.contains(name) {
            let mut outer = frame.parent;
            while let Some(id) = outer {
                let frame = self.frames.get(id);
                if matches!(frame.kind, FrameKind::Function(_)) && frame.block.owns(name) {
                    return id;
                }
                outer = frame.parent;
            }
        }
        id
    }

    /// Binds a name where Python would.
    pub(crate) fn bind(&mut self, name: Name, values: Values) {
        let frame = self.binding_frame(&name);
        self.note_binding(frame, &name);
        self.frames.set(frame, name, values);
    }

    /// Deletes a name.
    pub(crate) fn unbind(&mut self, name: &Name) {
        let frame = self.binding_frame(name);
        self.note_binding(frame, name);
        self.frames.set(frame, name.clone(), Values::none());
    }

    fn note_binding(&mut self, frame: FrameId, name: &Name) {
        if frame == FrameId(0) {
            self.record().binds.insert(name.clone());
        } else if let FrameKind::Module(file) = self.frames.get(frame).kind
            && let Some(object) = self.module_object(file)
            && !self.importing.contains(&file)
        {
            self.record().writes(object);
        } else if let Some(cells) = self.cells_of_outer(frame) {
            self.record().writes(cells);
        }
    }

    fn module_object(&self, file: u32) -> Option<ObjectId> {
        self.modules.get(file as usize).copied()
    }

    /// Looks a name up, as `LOAD_NAME`, `LOAD_FAST`, `LOAD_DEREF` and `LOAD_GLOBAL` do.
    pub(crate) fn read(&mut self, name: &Name) -> Values {
        let mut at = Some(self.frame);
        let mut innermost = true;
        while let Some(id) = at {
            let frame = self.frames.get(id);
            match frame.kind {
                FrameKind::Module(_) => return self.read_global(id, name),
                FrameKind::Comprehension => {
                    if let Some(values) = self.frames.value(id, name) {
                        return values.clone();
                    }
                    innermost = false;
                }
                FrameKind::Function(_) => {
                    if frame.block.globals.contains(name) {
                        return self.read_global(frame.module, name);
                    }
                    if frame.block.owns(name) {
                        if let Some(cells) = self.cells_of_outer(id) {
                            self.record().read_objects.insert(cells);
                        }
                        return self.frames.value(id, name).cloned().unwrap_or_default();
                    }
                    innermost = false;
                }
                FrameKind::Class => {
                    if innermost {
                        if let Some(values) = self.frames.value(id, name) {
                            return values.clone();
                        }
                        if frame.block.owns(name) || frame.block.globals.contains(name) {
                            return self.read_global(frame.module, name);
                        }
                    }
                    innermost = false;
                }
            }
            at = self.frames.get(id).parent;
        }
        Values::unknown()
    }

    fn read_global(&mut self, module: FrameId, name: &Name) -> Values {
        let values = self.frames.value(module, name).cloned();
        if module == FrameId(0) {
            self.record().reads.insert(name.clone());
            if let Some(values) = &values {
                self.look_into(values);
            }
        } else if let FrameKind::Module(file) = self.frames.get(module).kind
            && let Some(object) = self.module_object(file)
        {
            self.record().read_objects.insert(object);
            if let Some(values) = &values {
                self.look_into(values);
            }
        }
        values.unwrap_or_else(|| self.read_outside(module, name))
    }

    /// A name the module does not bind: from a star import, from the builtins, or put there by someone else.
    fn read_outside(&mut self, module: FrameId, name: &Name) -> Values {
        let FrameKind::Module(file) = self.frames.get(module).kind else { return Values::unknown() };
        let stars = &self.files[file as usize].stars;
        let mut unknown_star = false;
        for star in stars.iter().rev() {
            let qualified = format!("{star}.{name}");
            if self.registry.lists(&qualified) || self.effects.lookup(&qualified).is_some() {
                return self.external_value(&qualified);
            }
            unknown_star |= !crate::project::is_standard_library(star);
        }
        if builtins::is_builtin(name) {
            let qualified: Rc<str> = name.clone();
            if let Some(values) = self.patches.get(&qualified) {
                return values.clone();
            }
            return Values::one(Value::External(qualified));
        }
        let patched: Rc<str> = Rc::from(format!("builtins.{name}"));
        self.record().externals.insert(patched.clone());
        match self.patches.get(&patched) {
            Some(values) => values.clone(),
            None if unknown_star || builtins::is_module_name(name) => Values::unknown(),
            None => Values::none(),
        }
    }

    /// Assigns to a target of any form.
    pub(crate) fn assign(&mut self, target: &'a Expr, values: &Values) {
        match target {
            Expr::Name(name) => self.bind(identifier(&name.id), values.clone()),
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, values, target),
            Expr::List(list) => self.unpack(&list.elts, values, target),
            Expr::Starred(starred) => {
                let list = self.typed(target, "list");
                self.heap.put(list, Field::Element, values);
                self.assign(&starred.value, &Values::one(Value::Object(list)));
            }
            Expr::Attribute(attribute) => {
                let owner = self.evaluate(&attribute.value);
                let name = identifier(&attribute.attr);
                for one in owner.iter() {
                    self.set_attribute(one, &name, values, target);
                }
            }
            Expr::Subscript(subscript) => {
                let owner = self.evaluate(&subscript.value);
                let key = self.evaluate(&subscript.slice);
                for one in owner.iter() {
                    self.set_item(one, &key, values, target);
                }
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], values: &Values, node: &'a Expr) {
        let starred = targets.iter().position(|target| matches!(target, Expr::Starred(_)));
        let elements = self.at_top(node, |machine| machine.iterate(values, node));
        for (index, target) in targets.iter().enumerate() {
            let exact = starred.is_none_or(|star| index < star).then(|| self.element_at(values, index)).flatten();
            self.assign(target, exact.as_ref().unwrap_or(&elements));
        }
    }

    /// The element at a fixed place, where every alternative is a sequence of known length.
    pub(crate) fn element_at(&self, values: &Values, index: usize) -> Option<Values> {
        let field = Field::Index(u32::try_from(index).ok()?);
        let mut result = Values::none();
        for value in values.iter() {
            let Value::Object(id) = value else { return None };
            let object = self.heap.get(*id);
            if object.fields.contains_key(&Field::Element) {
                return None;
            }
            result.join(object.fields.get(&field)?);
        }
        (!result.is_empty()).then_some(result)
    }

    /// `owner.name = values`
    pub(crate) fn set_attribute(&mut self, owner: &Value, name: &Name, values: &Values, node: impl Ranged + Copy) {
        match owner {
            Value::Object(id) => {
                let id = *id;
                if let Kind::Module { file, frame } = self.heap.get(id).kind {
                    if file == 0 {
                        self.record().binds.insert(name.clone());
                    } else {
                        self.record().writes(id);
                    }
                    self.frames.set(frame, name.clone(), values.clone());
                    return;
                }
                self.write(id);
                if self.is_foreign(owner) {
                    self.hand_out(None, [&Values::one(owner.clone()), values]);
                }
                if matches!(self.heap.get(id).kind, Kind::Class { .. }) {
                    self.note_special(name);
                }
                self.heap.put(id, Field::Attribute(name.clone()), values);
                self.give_to_owner_of(id, values);
                self.call_setter(id, name, values, node);
            }
            Value::External(module) => self.patch(module, name, values),
            Value::Unknown => self.hand_out(None, [values]),
            Value::Const(_) | Value::Scalar(_) => {}
        }
    }

    /// `owner[key] = values`
    pub(crate) fn set_item(&mut self, owner: &Value, key: &Values, values: &Values, node: impl Ranged + Copy) {
        let id = match owner {
            Value::Object(id) => *id,
            Value::External(name) => return self.set_item_outside(name, key, values),
            _ => return self.hand_out(None, [values]),
        };
        let name = match &self.heap.get(id).kind {
            Kind::Typed { name } => name.clone(),
            _ if self.is_foreign(owner) && !self.is_instance(owner) => {
                self.record().writes(id);
                return self.hand_out(None, [key, values]);
            }
            Kind::Instance { .. } => {
                let arguments = super::call::Arguments::positional(vec![key.clone(), values.clone()]);
                self.call_method(owner, "__setitem__", arguments, node);
                self.record().writes(id);
                return;
            }
            Kind::Bound { .. } => return self.write(id),
            _ => return,
        };
        if &*name == "os.environ" {
            self.touch(Resource::Environ, Access::Write);
            return;
        }
        if &*name == VIEW {
            return self.set_in_view(id, key, values);
        }
        self.write(id);
        if key.only() == Some(&Value::Scalar("slice")) {
            let elements = self.iterate(values, node);
            self.heap.put(id, Field::Element, &elements);
            return;
        }
        if &*name != "list" {
            self.hash(key, node);
        }
        let field = match key.constant() {
            Some(Const::Int(index)) if *index >= 0 && !matches!(&*name, "dict" | "collections.defaultdict") => {
                u32::try_from(*index).map_or(Field::Element, Field::Index)
            }
            Some(constant) if matches!(&*name, "dict" | "collections.defaultdict") => Field::Key(constant.clone()),
            _ => Field::Element,
        };
        self.heap.put(id, field, values);
        self.give_to_owner_of(id, values);
        if &*name != "list" {
            self.heap.put(id, Field::Keys, key);
        }
    }

    /// `del target`
    pub(crate) fn delete(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                let name = identifier(&name.id);
                self.read(&name);
                self.unbind(&name);
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.delete(target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.delete(target)),
            Expr::Attribute(attribute) => {
                let owner = self.evaluate(&attribute.value);
                owner.iter().for_each(|owner| self.write_value(owner));
                self.delete_attribute(&owner, &identifier(&attribute.attr), target);
            }
            Expr::Subscript(subscript) => {
                let owner = self.evaluate(&subscript.value);
                let key = self.evaluate(&subscript.slice);
                if self.is_type(&owner, "os.environ") {
                    self.touch(Resource::Environ, Access::Write);
                }
                owner.iter().for_each(|owner| self.write_value(owner));
                self.rearrange(&owner, &super::call::Arguments::default());
                self.ask(&owner, &["__delitem__"], &super::call::Arguments::positional(vec![key]), target);
            }
            _ => {}
        }
    }

    /// Binds what a pattern captures.
    pub(crate) fn capture(&mut self, pattern: &'a Pattern, subject: &Values) {
        match pattern {
            Pattern::MatchAs(captured) => {
                if let Some(inner) = &captured.pattern {
                    self.capture(inner, subject);
                }
                if let Some(name) = &captured.name {
                    self.bind(identifier(name), subject.clone());
                }
            }
            Pattern::MatchStar(captured) => {
                if let Some(name) = &captured.name {
                    let list = self.typed(pattern, "list");
                    let elements = self.held_by(subject);
                    self.heap.put(list, Field::Element, &elements);
                    self.bind(identifier(name), Values::one(Value::Object(list)));
                }
            }
            Pattern::MatchSequence(sequence) => {
                let elements = self.held_by(subject);
                sequence.patterns.iter().for_each(|inner| self.capture(inner, &elements));
            }
            Pattern::MatchMapping(mapping) => {
                mapping.keys.iter().for_each(|key| {
                    self.evaluate(key);
                });
                let elements = self.held_by(subject);
                mapping.patterns.iter().for_each(|inner| self.capture(inner, &elements));
                if let Some(name) = &mapping.rest {
                    let dict = self.typed(pattern, "dict");
                    self.heap.put(dict, Field::Element, &elements);
                    self.bind(identifier(name), Values::one(Value::Object(dict)));
                }
            }
            Pattern::MatchClass(class) => {
                let matched = self.evaluate(&class.cls);
                let instances = self.instances_among(subject, &matched);
                for inner in &class.arguments.patterns {
                    self.capture(inner, &Values::unknown());
                }
                for keyword in &class.arguments.keywords {
                    let mut values = self.attribute_of(&instances, &identifier(&keyword.attr), &keyword.attr);
                    if values.is_empty() {
                        values = Values::unknown();
                    }
                    self.capture(&keyword.pattern, &values);
                }
            }
            Pattern::MatchOr(alternatives) => {
                alternatives.patterns.iter().for_each(|inner| self.capture(inner, subject))
            }
            Pattern::MatchValue(value) => {
                self.evaluate(&value.value);
            }
            Pattern::MatchSingleton(_) => {}
        }
    }
}
