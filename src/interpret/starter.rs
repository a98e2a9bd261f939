//! Calls of what the registry knows: processes, pools, executors, managers, contexts, primitives.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::trace::Submission;
use super::value::{Const, Value, Values};
use crate::effects::{Access, Param, Resource};
use crate::starters::{Entry, Kind as Starter, Literal, Method, StartMethod};

/// Marks names and types that always fork: their children never import the main module again.
pub(crate) const FORKED: &str = "fork:";

/// Methods that return only when a child has done something.
const WAITS: &[&str] = &["get", "is_alive", "join", "recv", "recv_bytes", "wait", "wait_for"];

/// The part of an object that workers call.
pub(crate) const CALLABLES: &str = "worker callables";
/// The part of an object that travels to workers.
pub(crate) const DATA: &str = "worker data";

impl<'a> Machine<'a> {
    /// Calls something the registry knows; `None` when it does not.
    pub(crate) fn call_starter(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let registry = self.registry;
        let (forked, plain) = strip_forked(name);
        match receiver {
            Some(receiver) => {
                let (type_name, method) = plain.rsplit_once('.')?;
                if method == "__init__" && registry.lookup(type_name).is_some() {
                    self.construct_base(type_name, receiver, arguments.clone(), node);
                    return Some(Values::none_constant());
                }
                if let Some(found) = registry.method(type_name, method) {
                    return Some(self.call_starter_method(type_name, method, found, receiver, arguments, forked, node));
                }
                None
            }
            None => {
                if let Some(special) = self.process_object(plain, node) {
                    return Some(special);
                }
                if let Some(entry) = registry.lookup(plain) {
                    if entry.kind == Starter::Quiet && self.effects.lookup(plain).is_some() {
                        return None;
                    }
                    return Some(self.call_entry(entry, plain, arguments, forked, node));
                }
                // `Process.start(p)`: an unbound method with its object as the first argument.
                let (type_name, method) = plain.rsplit_once('.')?;
                let entry = registry.lookup(type_name)?;
                if entry.kind == Starter::ManagerClass && method == "register" {
                    self.register(type_name, arguments);
                    return Some(Values::none_constant());
                }
                let mut rest = arguments.clone();
                if rest.positional.is_empty() {
                    return None;
                }
                let first = rest.positional.remove(0);
                let mut result = Values::none();
                for value in first.iter() {
                    let one = self.call_starter(&format!("{type_name}.{method}"), Some(value), &rest, node)?;
                    result.join(&one);
                }
                Some(result)
            }
        }
    }

    /// An executor, whose starting methods are given their worker; a manager or process has its own.
    fn is_plain_executor(&self, type_name: &str) -> bool {
        self.registry.lookup(type_name).is_some_and(|entry| entry.kind == Starter::Executor)
    }

    /// `Manager.register(name, callable=...)`: what is registered runs in the process of whatever manager is started.
    fn register(&mut self, type_name: &str, arguments: &Arguments) {
        let Some(method) = self.registry.method(type_name, "register") else { return };
        let callables = self.joined(&method.callables, arguments);
        let submission =
            Submission { statement: self.statement, at: self.here(), object: None, callables, data: Values::none() };
        self.submissions.push(submission);
    }

    /// `super().__init__(...)` of a class that extends something the registry knows, and its implicit form.
    pub(crate) fn construct_base(
        &mut self,
        base: &str,
        instance: &Value,
        arguments: Arguments,
        node: impl Ranged + Copy,
    ) {
        let (forked, plain) = strip_forked(base);
        let registry = self.registry;
        let Value::Object(id) = instance else { return };
        let Some(entry) = registry.lookup(plain) else {
            if let Some(effect) = self.effects.lookup(plain) {
                let result = self.apply(effect, &Rc::from(plain), None, &arguments, node);
                for made in result.objects().collect::<Vec<_>>() {
                    let mut fields: Vec<_> = self.heap.get(made).fields.clone().into_iter().collect();
                    fields.sort_by_cached_key(|(field, _)| format!("{field:?}"));
                    for (field, values) in fields {
                        self.heap.put(*id, field, &values);
                    }
                }
            }
            for values in arguments.values() {
                self.heap.put(*id, Field::Element, values);
            }
            return;
        };
        self.store_worker(*id, entry, &arguments);
        self.record().makes.push(*id);
        if entry.kind == Starter::Pool && !self.is_forked(entry, &arguments, forked) {
            self.start(*id, plain, &Values::none(), &Values::none(), true);
        }
    }

    fn store_worker(&mut self, id: ObjectId, entry: &Entry, arguments: &Arguments) {
        for (field, params) in [(CALLABLES, &entry.callables), (DATA, &entry.data)] {
            for param in params {
                if let Some(values) = arguments.get(param)
                    && !Self::is_none(&values)
                {
                    self.heap.put(id, Field::Argument(Rc::from(field)), &values);
                }
            }
        }
    }

    fn is_forked(&self, entry: &Entry, arguments: &Arguments, forked: bool) -> bool {
        forked
            || match &entry.start_method {
                StartMethod::Fixed(method) => method == "fork",
                StartMethod::Argument(param) => match arguments.get(param) {
                    Some(values) if !Self::is_none(&values) => self.is_fork_context(&values),
                    _ => self.forks,
                },
                StartMethod::Ambient => self.forks,
            }
    }

    /// Is it surely a context, or the name of a start method, that forks?
    fn is_fork_context(&self, values: &Values) -> bool {
        match values.only() {
            Some(Value::Const(Const::Str(method))) => &**method == "fork",
            Some(Value::Object(id)) => {
                matches!(&self.heap.get(*id).kind, Kind::Typed { name } if name.starts_with(FORKED))
            }
            _ => false,
        }
    }

    fn call_entry(
        &mut self,
        entry: &'static Entry,
        name: &str,
        arguments: &Arguments,
        forked: bool,
        node: impl Ranged + Copy,
    ) -> Values {
        // What does not start processes under its conditions behaves like what only forks: nothing imports the file again.
        let harmless = self.condition(entry, arguments).is_none();
        let forked = harmless || self.is_forked(entry, arguments, forked);
        match entry.kind {
            Starter::Context => return self.make_context(entry, arguments, forked, node),
            Starter::Control => {
                self.control(name, arguments);
                return Values::none_constant();
            }
            _ => {}
        }
        for &(resource, access) in entry.resources.iter().filter(|(resource, _)| *resource != Resource::StartMethod) {
            self.touch(resource, access);
        }
        self.call_in_parent(&entry.parent_callables, arguments, &Values::none(), node);
        if entry.kind == Starter::Quiet {
            self.call_in_parent(&entry.callables, arguments, &Values::none(), node);
        }
        let result = self.made(entry, forked, arguments, node);
        for id in result.objects().collect::<Vec<_>>() {
            self.store_worker(id, entry, arguments);
        }
        match entry.kind {
            Starter::Primitive => self.touch(Resource::StartMethod, Access::Read),
            Starter::Pool | Starter::Call if !forked => {
                if let Some(certain) = self.condition(entry, arguments) {
                    let callables = self.joined(&entry.callables, arguments);
                    let data = self.joined(&entry.data, arguments);
                    let id = result.objects().next();
                    self.start_event(id, name, callables, data, certain);
                }
            }
            Starter::Pool | Starter::Call => self.touch(Resource::ChildProcesses, Access::Write),
            _ => {}
        }
        if !matches!(entry.kind, Starter::Quiet) {
            let made: Vec<ObjectId> = result.objects().collect();
            self.record().makes.extend(made);
        }
        result
    }

    /// The object an entry makes; its type remembers that it forks.
    fn made(&mut self, entry: &'static Entry, forked: bool, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        let returns = entry.returns.as_ref();
        let values = self.returned(returns, None, arguments, &Values::none(), &Values::none(), node);
        if !forked {
            return values;
        }
        match returns.and_then(|r| r.type_name()) {
            Some(type_name) => Values::one(Value::Object(self.typed(node, &format!("{FORKED}{type_name}")))),
            None => values,
        }
    }

    /// `current_process()`: children have another name already while they import the main module
    /// (`multiprocessing.spawn.prepare`), `parent_process()` is set only after that.
    fn process_object(&mut self, name: &str, node: impl Ranged + Copy) -> Option<Values> {
        if name.ends_with("multiprocessing.parent_process") {
            return Some(Values::none_constant());
        }
        if !name.ends_with("multiprocessing.current_process")
            && !name.ends_with("multiprocessing.process.current_process")
        {
            return None;
        }
        let object = self.typed(node, "multiprocessing.process._MainProcess");
        let own = match self.role {
            super::trace::Role::Parent => "MainProcess",
            super::trace::Role::Child => "SpawnProcess-1",
        };
        self.heap.put(object, Field::Attribute(Rc::from("name")), &Values::string(own));
        Some(Values::one(Value::Object(object)))
    }

    fn make_context(
        &mut self,
        entry: &'static Entry,
        arguments: &Arguments,
        forked: bool,
        node: impl Ranged + Copy,
    ) -> Values {
        let absent = match &entry.start_method {
            StartMethod::Argument(param) => arguments.get(param).is_none_or(|values| Self::is_none(&values)),
            _ => false,
        };
        let forked = if absent { self.forks } else { forked };
        let name = if forked {
            format!("{FORKED}multiprocessing.context.BaseContext")
        } else {
            "multiprocessing.context.BaseContext".to_string()
        };
        Values::one(Value::Object(self.typed(node, &name)))
    }

    /// `set_start_method`, `freeze_support` and their like.
    fn control(&mut self, name: &str, arguments: &Arguments) {
        if name.ends_with("set_start_method") {
            self.touch(Resource::StartMethod, Access::Write);
            self.record().sets_start_method = true;
            let method = arguments.positional.first().cloned().or_else(|| arguments.keyword("method"));
            self.forks = method.is_some_and(|values| values.as_str() == Some("fork"));
        } else if !name.ends_with("freeze_support") {
            self.touch(Resource::StartMethod, Access::Write);
        }
    }

    /// `None`: surely no start. `Some(false)`: may start.
    fn condition(&self, entry: &Entry, arguments: &Arguments) -> Option<bool> {
        let mut certain = true;
        for condition in &entry.when {
            let argument = arguments.get(&condition.param);
            let literal = argument.as_ref().map(literal);
            if !condition.may_hold(literal.as_ref()) {
                return None;
            }
            certain &= literal.as_ref().unwrap_or(&condition.default) != &Literal::Unknown;
        }
        Some(certain)
    }

    fn joined(&self, params: &[Param], arguments: &Arguments) -> Values {
        let mut all = Values::none();
        for param in params {
            if let Some(values) = arguments.get(param)
                && !Self::is_none(&values)
            {
                all.join(&values);
            }
        }
        all
    }

    fn call_in_parent(&mut self, params: &[Param], arguments: &Arguments, elements: &Values, node: impl Ranged + Copy) {
        for param in params {
            let Some(callees) = arguments.get(param) else { continue };
            if Self::is_none(&callees) {
                continue;
            }
            let rest = if elements.is_empty() { Values::unknown() } else { elements.clone() };
            self.call_values(&callees, &Arguments { rest: Some(rest), ..Arguments::default() }, node);
            self.gone = false;
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one method call has that many facts")]
    fn call_starter_method(
        &mut self,
        type_name: &str,
        name: &str,
        method: &'static Method,
        receiver: &Value,
        arguments: &Arguments,
        forked: bool,
        node: impl Ranged + Copy,
    ) -> Values {
        let Value::Object(id) = receiver else { return Values::unknown() };
        let id = *id;
        if WAITS.contains(&name) {
            self.awaited.insert(id);
        }
        let quiet = self.registry.lookup(type_name).is_some_and(|entry| entry.kind == Starter::Quiet);
        let mut elements = Values::none();
        for param in &method.consumes {
            if let Some(values) = arguments.get(param) {
                let one = self.iterate(&values, node);
                elements.join(&one);
            }
        }
        for &(resource, access) in &method.resources {
            self.touch(resource, access);
            if access == Access::Write {
                self.record().writes(id);
            }
        }
        let callables = self.joined(&method.callables, arguments);
        let travelling: Vec<Param> =
            method.data.iter().filter(|param| !method.consumes.contains(param)).cloned().collect();
        let mut data = self.joined(&travelling, arguments);
        data.join(&elements);
        if quiet {
            self.call_in_parent(&method.callables, arguments, &elements, node);
        }
        if method.runs_worker {
            let stored = self.heap.field(id, &Field::Argument(Rc::from(CALLABLES)));
            self.call_values(&stored, &Arguments { rest: Some(Values::unknown()), ..Arguments::default() }, node);
            self.gone = false;
        }
        let mut callables = callables;
        if method.starts && method.callables.is_empty() && self.is_plain_executor(type_name) {
            // The worker is somewhere in what is iterated, as in `joblib.delayed(f)(x)`.
            callables = Values::unknown();
        }
        if method.starts && !forked && !quiet {
            self.start(id, &format!("{type_name}.{name}"), &callables, &data, true);
        } else if method.starts && !quiet {
            self.touch(Resource::ChildProcesses, Access::Write);
        } else if !quiet && !forked && (!callables.is_empty() || !data.is_empty()) {
            let submission =
                Submission { statement: self.statement, at: self.here(), object: Some(id), callables, data };
            self.submissions.push(submission);
        }
        self.call_in_parent(&method.parent_callables, arguments, &Values::none(), node);
        self.returned(method.returns.as_ref(), Some(receiver), arguments, &elements, &Values::none(), node)
    }
}

/// Takes the mark of forking off a name.
pub(crate) fn strip_forked(name: &str) -> (bool, &str) {
    match name.strip_prefix(FORKED) {
        Some(plain) => (true, plain),
        None => (false, name),
    }
}

/// A value as a literal of the registry's conditions.
fn literal(values: &Values) -> Literal {
    match values.constant() {
        Some(Const::None) => Literal::None,
        Some(Const::Bool(value)) => Literal::Bool(*value),
        Some(Const::Int(value)) => Literal::Int(*value),
        Some(Const::Str(value)) => Literal::Str(value.to_string()),
        None => Literal::Unknown,
    }
}
