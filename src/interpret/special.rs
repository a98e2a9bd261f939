//! Functions of Python itself whose meaning is in the interpreter: descriptors, partial calls, imports by name, attributes by name.

use std::rc::Rc;

use ruff_python_ast::ExprCall;
use ruff_text_size::{Ranged, TextSize};

use super::by_name::VIEW;
use super::call::Arguments;
use super::frame::{FrameId, FrameKind};
use super::heap::{Field, Kind, ObjectId, Site};
use super::value::{Const, Value, Values};
use super::wrapper::{CACHED, DISPATCHED, wrapped};
use super::{Code, Machine};
use crate::effects::{Access, Resource};
use crate::names::identifier;

/// Where an object from outside keeps what it was given under that name.
pub(super) fn argument(name: &str) -> Field {
    Field::Argument(Rc::from(name))
}

impl<'a> Machine<'a> {
    /// Calls that need to see the frame they stand in; `None` for all others.
    pub(crate) fn call_special_form(
        &mut self,
        callee: &Values,
        arguments: &Arguments,
        call: &'a ExprCall,
    ) -> Option<Values> {
        let Some(Value::External(name)) = callee.only() else { return None };
        match &**name {
            "super" => Some(self.call_super(arguments, call)),
            "type" if arguments.positional.len() == 1 => Some(self.classes_of(&arguments.positional[0])),
            "globals" | "locals" | "vars" | "dir" => self.call_for_namespace(name, arguments, call),
            _ => None,
        }
    }

    fn classes_of(&self, values: &Values) -> Values {
        let mut classes = Values::none();
        for value in values.iter() {
            match (self.class_of(value), self.type_name(value)) {
                (Some(class), _) => classes.add(Value::Object(class)),
                (None, Some(name)) => classes.add(Value::External(name)),
                (None, None) => classes.add(Value::Unknown),
            }
        }
        classes
    }

    fn call_super(&mut self, arguments: &Arguments, call: &'a ExprCall) -> Values {
        let frame = self.function_frame();
        let explicit = arguments.positional.first().and_then(|values| values.objects().next());
        let FrameKind::Function(owner) = self.frames.get(frame).kind else { return Values::unknown() };
        let Some(class) = explicit.or(owner).or_else(|| self.enclosing_owner(frame)) else { return Values::unknown() };
        let receivers = match arguments.positional.get(1) {
            Some(values) => values.clone(),
            None => self.first_parameter(frame),
        };
        let mut result = Values::none();
        for receiver in receivers.iter() {
            let kind = Kind::Super { class, receiver: receiver.clone() };
            result.add(Value::Object(self.make(call, kind)));
        }
        result
    }

    fn enclosing_owner(&self, frame: FrameId) -> Option<ObjectId> {
        let mut at = self.frames.get(frame).parent;
        while let Some(id) = at {
            if let FrameKind::Function(Some(owner)) = self.frames.get(id).kind {
                return Some(owner);
            }
            at = self.frames.get(id).parent;
        }
        None
    }

    fn first_parameter(&self, frame: FrameId) -> Values {
        let Some(code) = self.stack.last().and_then(|active| active.code) else { return Values::unknown() };
        let Code::Function(def) = self.definition(code) else { return Values::unknown() };
        let name = def.parameters.iter_non_variadic_params().next().map(|p| identifier(&p.parameter.name));
        name.and_then(|name| self.frames.value(frame, &name).cloned()).unwrap_or_else(Values::unknown)
    }

    /// Functions with a meaning of their own; `None` for all others.
    pub(crate) fn call_special(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        if let Some(values) = self.call_of_object(name, receiver, arguments) {
            return Some(values);
        }
        let first = arguments.positional.first().cloned().unwrap_or_default();
        if let Some(values) = self.call_of_type(name, receiver, arguments, node) {
            return Some(values);
        }
        if let (Some(Value::Object(class)), "collections.namedtuple.__call__") = (receiver, name) {
            return Some(self.make_named_tuple(*class, arguments, node));
        }
        if let Some(receiver) = receiver {
            return match (name.strip_prefix(VIEW).and_then(|rest| rest.strip_prefix('.')), receiver) {
                (Some(method), Value::Object(view)) => self.call_method_of_view(method, *view, arguments),
                _ => self.call_special_method(name, receiver, arguments, node),
            };
        }
        if let Some(made) = self.make_stored(name, arguments, node) {
            return Some(made);
        }
        match name {
            "getattr" | "hasattr" | "setattr" | "delattr" => self.call_attribute_function(name, arguments, node),
            "importlib.import_module" | "__import__" => {
                let modules = first.strings();
                self.record().imports_any |= modules.is_none();
                let modules = modules?;
                let mut found = Values::none();
                for module in modules {
                    let one = self.import_by_name(&module, node);
                    found.join(&one);
                }
                Some(found)
            }
            "property" | "functools.cached_property" => {
                let object = self.typed(node, name);
                let getter = arguments.keyword("fget").unwrap_or(first);
                self.heap.put(object, argument("fget"), &getter);
                let setter = arguments.positional.get(1).cloned().or_else(|| arguments.keyword("fset"));
                self.heap.put(object, argument("fset"), &setter.unwrap_or_default());
                Some(Values::one(Value::Object(object)))
            }
            "functools.cmp_to_key" => {
                let kind = Kind::Partial { function: first, arguments: Rc::new(Arguments::default()) };
                Some(Values::one(Value::Object(self.make(node, kind))))
            }
            "isinstance" | "issubclass" => {
                self.ask_for_subclass(arguments.positional.get(1), &first, node);
                None
            }
            "staticmethod" | "classmethod" => Some(self.wrap(name, "function", &first, node)),
            "functools.partial" | "functools.partialmethod" => {
                let mut rest = arguments.clone();
                if rest.positional.is_empty() {
                    return None;
                }
                let function = rest.positional.remove(0);
                let kind = Kind::Partial { function, arguments: Rc::new(rest) };
                Some(Values::one(Value::Object(self.make(node, kind))))
            }
            "functools.wraps" => Some(self.wrap("functools.wraps", "like", &first, node)),
            "functools.update_wrapper" => {
                let like = arguments.positional.get(1).cloned().unwrap_or_default();
                self.dress(&first, &like);
                Some(first)
            }
            "functools.lru_cache" | "functools.cache" | "functools.singledispatch" => {
                Some(self.wrap_function(name, &first, node))
            }
            "contextlib.contextmanager" | "contextlib.asynccontextmanager" => {
                Some(self.wrap(name, "wrapped", &first, node))
            }
            "dataclasses.dataclass" | "enum.unique" | "typing.final" | "typing.no_type_check" => {
                if first.is_empty() {
                    return Some(self.wrap("identity", "wrapped", &Values::none(), node));
                }
                Some(first)
            }
            "functools.total_ordering" => {
                self.complete_order(&first);
                Some(first)
            }
            "iter" if arguments.positional.len() == 2 => {
                let kind = Kind::LazyCall { function: Rc::from("iter"), arguments: Rc::new(arguments.clone()) };
                Some(Values::one(Value::Object(self.make(node, kind))))
            }
            _ => None,
        }
    }

    fn call_special_method(
        &mut self,
        name: &str,
        receiver: &Value,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let Value::Object(id) = receiver else { return None };
        let id = *id;
        let first = &arguments.positional.first().cloned().unwrap_or_default();
        match name {
            "property.setter" | "property.getter" | "property.deleter" => {
                let field = match name {
                    "property.setter" => "fset",
                    "property.getter" => "fget",
                    _ => "fdel",
                };
                self.heap.put(id, argument(field), first);
                Some(Values::one(receiver.clone()))
            }
            "sys.modules.get" => Some(self.loaded_module(first)),
            "functools.wraps.__call__" => {
                let like = self.heap.field(id, &argument("like"));
                self.dress(first, &like);
                Some(first.clone())
            }
            "identity.__call__" => Some(first.clone()),
            "functools.lru_cache.__call__" => Some(self.wrap_function(CACHED, first, node)),
            "functools.dispatched.register" | "functools.dispatched.registering.__call__" => {
                Some(self.register_implementation(name, id, arguments, node))
            }
            "generator.send" | "generator.__next__" | "generator.throw" => {
                Some(self.iterate(&Values::one(receiver.clone()), node))
            }
            "os.environ.get" => {
                self.touch(Resource::Environ, Access::Read);
                let mut values = arguments.positional.get(1).cloned().unwrap_or_else(Values::none_constant);
                values.add(Value::Scalar("str"));
                Some(values)
            }
            "file.read" | "file.readline" => {
                self.touch(Resource::FileSystem, Access::Read);
                self.record().writes(id);
                Some(Values::one(Value::Scalar("str")))
            }
            "generator.close" => Some(Values::none_constant()),
            "dict.items" => {
                let keys = self.heap.field(id, &Field::Keys);
                let values = self.held_by(&Values::one(receiver.clone()));
                let pairs = self.list_of_pairs(keys, values, node);
                self.show_memory(&pairs, id);
                Some(pairs)
            }
            "dict.keys" => {
                let keys = self.heap.field(id, &Field::Keys);
                let list = self.typed(node, "dict_keys");
                self.heap.put(list, Field::Element, &keys);
                let keys = Values::one(Value::Object(list));
                self.show_memory(&keys, id);
                Some(keys)
            }
            "dict.get" => {
                let mut values = self.item_of(&Values::one(receiver.clone()), first, node);
                values.add(Value::Const(Const::None));
                Some(values)
            }
            _ => None,
        }
    }

    /// What a view shows is what the dictionary holds at that time.
    fn show_memory(&mut self, views: &Values, of: ObjectId) {
        for view in views.objects().collect::<Vec<_>>() {
            self.heap.put(view, argument("memory"), &Values::one(Value::Object(of)));
        }
    }

    fn list_of_pairs(&mut self, keys: Values, values: Values, node: impl Ranged + Copy) -> Values {
        let keys = if keys.is_empty() { Values::unknown() } else { keys };
        let pair = self.tuple_of(&[keys, values], node);
        let list = self.typed(node, "dict_items");
        self.heap.put(list, Field::Element, &Values::one(Value::Object(pair)));
        Values::one(Value::Object(list))
    }

    /// An object of type `name` that keeps `values` under `field`.
    fn wrap(&mut self, name: &str, field: &str, values: &Values, node: impl Ranged + Copy) -> Values {
        let object = self.typed(node, name);
        self.heap.put(object, argument(field), values);
        Values::one(Value::Object(object))
    }

    /// `functools.wraps(like)(function)`: pickled under the name of `like`.
    fn dress(&mut self, functions: &Values, like: &Values) {
        for id in functions.objects().collect::<Vec<_>>() {
            self.heap.put(id, argument("like"), like);
        }
    }

    /// What a wrapper object calls when it is called itself.
    pub(crate) fn wrapped_callable(&mut self, id: ObjectId) -> Option<Values> {
        let Kind::Typed { name } = &self.heap.get(id).kind else { return None };
        match &**name {
            CACHED | DISPATCHED => Some(self.heap.field(id, &wrapped())),
            "contextlib.contextmanager" | "contextlib.asynccontextmanager" => {
                let function = self.heap.field(id, &argument("wrapped"));
                Some(Values::one(Value::Object(self.manager_factory(id, &function))))
            }
            _ => None,
        }
    }

    /// A callable that makes a context manager out of the generator `function` makes.
    fn manager_factory(&mut self, id: ObjectId, function: &Values) -> ObjectId {
        let site = self.heap.get(id).site;
        let factory = self.heap.make(site, Kind::Typed { name: Rc::from("contextlib.factory") }, self.statement);
        self.heap.put(factory, argument("wrapped"), function);
        factory
    }

    /// `manager()` of a function under `@contextmanager`.
    pub(crate) fn make_manager(&mut self, id: ObjectId, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        let function = self.heap.field(id, &argument("wrapped"));
        let generator = self.call_values(&function, arguments, node);
        self.wrap("contextlib.manager", "generator", &generator, node)
    }

    /// The value behind a qualified name from outside.
    pub(crate) fn external_value(&mut self, qualified: &str) -> Values {
        let name: Rc<str> = Rc::from(qualified);
        self.record().externals.insert(name.clone());
        if let Some(values) = self.patches.get(&name) {
            return values.clone();
        }
        if self.leaves_out(qualified) {
            return Values::one(Value::External(name));
        }
        if qualified == "typing.TYPE_CHECKING" {
            return Values::one(Value::Const(Const::Bool(false)));
        }
        if qualified == "sys.modules" {
            self.record().dynamic = true;
        }
        if let Some(effect) = self.effects.lookup(qualified)
            && effect.flags.value
        {
            for &(resource, access) in &effect.resources {
                self.touch(resource, access);
            }
            let type_name =
                effect.returns.as_ref().and_then(|returned| returned.type_name()).unwrap_or(super::library::OPAQUE);
            let shared = self.shared_value(qualified, type_name);
            self.lend(effect, qualified, &shared);
            return shared;
        }
        Values::one(Value::External(name))
    }

    /// An object of another module: the same one wherever it is looked up.
    fn shared_value(&mut self, qualified: &str, type_name: &str) -> Values {
        match type_name {
            "str" => return Values::one(Value::Scalar("str")),
            "int" => return Values::one(Value::Scalar("int")),
            "float" => return Values::one(Value::Scalar("float")),
            "bool" => return Values::one(Value::Scalar("bool")),
            _ => {}
        }
        let next = u32::try_from(self.shared.len()).unwrap_or(u32::MAX);
        let at = *self.shared.entry(Rc::from(qualified)).or_insert(next);
        let site = Site { file: Site::OUTSIDE, at: TextSize::new(at) };
        let object = self.heap.make(site, Kind::Typed { name: Rc::from(type_name) }, self.statement);
        self.fill(object, type_name);
        self.record().read_objects.insert(object);
        Values::one(Value::Object(object))
    }

    /// The text of an expression, shortened, for messages.
    pub(crate) fn text_of(&self, node: impl Ranged) -> String {
        let text = self.files[self.file as usize].module.text();
        let range = node.range();
        let text = text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect()
    }
}
