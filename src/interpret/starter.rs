//! Calls of what the registry knows: processes, pools, executors, managers, contexts, primitives.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::trace::Submission;
use super::value::{Const, Value, Values};
use crate::effects::{Access, Param, Resource};
use crate::starters::{Entry, Kind as Starter, Method, StartMethod};

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
                    let ordinary = match entry.kind {
                        Starter::Quiet | Starter::Object => true,
                        Starter::Call => self.decide(&entry.when, None, arguments).is_none(),
                        _ => false,
                    };
                    if ordinary && self.effects.lookup(plain).is_some() {
                        return None;
                    }
                    return Some(self.call_entry(entry, plain, arguments, forked, node));
                }
                // `Process.start(p)`: an unbound method with its object as the first argument.
                let (type_name, method) = plain.rsplit_once('.')?;
                let entry = registry.lookup(type_name)?;
                if entry.kind == Starter::Manager && method == "register" {
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

    /// `Manager.register(name, callable=...)`: what is registered runs in the process of whatever manager is started.
    fn register(&mut self, type_name: &str, arguments: &Arguments) {
        let Some(method) = self.registry.method(type_name, "register") else { return };
        let callables = self.joined(&method.callables, arguments);
        let submission =
            Submission { statement: self.statement, at: self.here(), object: None, callables, data: Values::none() };
        self.submissions.push(submission);
        self.spoil_runs();
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
        self.store_worker(*id, &entry.callables, &entry.data, &arguments);
        self.keep_arguments(Some(*id), entry, &arguments);
        let decided = self.decide(&entry.when, None, &arguments);
        self.mark_decision(*id, &entry.when, decided);
        if !matches!(entry.kind, Starter::Quiet | Starter::Object) {
            self.record().makes.push(*id);
        }
        if entry.unknown {
            self.unknown_start(plain, entry.whole_module, arguments.values().cloned().collect());
        }
        if let Some(certain) = decided
            && entry.kind == Starter::Pool
            && !self.is_forked(entry, &arguments, forked)
        {
            self.start(*id, plain, &Values::none(), &Values::none(), certain);
        }
    }

    fn store_worker(&mut self, id: ObjectId, callables: &[Param], data: &[Param], arguments: &Arguments) {
        for (field, params) in [(CALLABLES, callables), (DATA, data)] {
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
    pub(crate) fn is_fork_context(&self, values: &Values) -> bool {
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
        entry: &'a Entry,
        name: &str,
        arguments: &Arguments,
        forked: bool,
        node: impl Ranged + Copy,
    ) -> Values {
        let decided = self.decide(&entry.when, None, arguments);
        // What does not start processes under its conditions behaves like what only forks: nothing imports the file again.
        let forked = decided.is_none() || self.is_forked(entry, arguments, forked);
        match entry.kind {
            Starter::Context => return self.make_context(entry, arguments, forked, node),
            Starter::Control => {
                self.control(name, arguments, node);
                return Values::none_constant();
            }
            _ => {}
        }
        for &(resource, access) in entry.resources.iter().filter(|(resource, _)| *resource != Resource::StartMethod) {
            self.touch(resource, access);
        }
        if entry.unknown {
            self.unknown_start(name, entry.whole_module, arguments.values().cloned().collect());
            if entry.kind == Starter::Quiet {
                let owners = self.owners_of(name, None);
                self.run_unknown(&owners, &arguments.all(), node);
            }
        }
        self.call_in_parent(&entry.parent_callables, arguments, &Values::none(), node);
        if entry.kind == Starter::Quiet || (entry.kind == Starter::Call && decided.is_none()) {
            self.call_in_parent(&entry.callables, arguments, &Values::none(), node);
        }
        // A call that starts nothing may still make an object that does later.
        let made_forked = if entry.kind == Starter::Call { decided.is_some() && forked } else { forked };
        let result = self.made(entry, made_forked, arguments, node);
        for id in result.objects().collect::<Vec<_>>() {
            if entry.kind != Starter::Call {
                self.store_worker(id, &entry.callables, &entry.data, arguments);
                self.mark_decision(id, &entry.when, decided);
            }
        }
        let made: Vec<ObjectId> = result.objects().collect();
        self.keep_arguments(made.first().copied(), entry, arguments);
        match entry.kind {
            Starter::Primitive => self.touch(Resource::StartMethod, Access::Read),
            Starter::Pool | Starter::Call if !forked => {
                if let Some(certain) = decided {
                    let callables = self.joined(&entry.callables, arguments);
                    let data = self.joined(&entry.data, arguments);
                    self.start_event(made.first().copied(), name, callables, data, certain);
                }
            }
            Starter::Pool | Starter::Call if decided.is_some() => self.touch(Resource::ChildProcesses, Access::Write),
            _ => {}
        }
        if !matches!(entry.kind, Starter::Quiet | Starter::Object | Starter::Decorator) {
            self.record().makes.extend(made);
        }
        result
    }

    /// The object an entry makes; its type remembers that it forks.
    fn made(&mut self, entry: &'a Entry, forked: bool, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        let returns = entry.returns.as_ref();
        let values = self.returned(returns, &[], None, arguments, &Values::none(), &Values::none(), node);
        if !forked {
            return values;
        }
        match returns.and_then(|r| r.type_name()) {
            Some(type_name) => Values::one(Value::Object(self.typed(node, &format!("{FORKED}{type_name}")))),
            None => values,
        }
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
            let result = self.call_values(&callees, &Arguments { rest: Some(rest), ..Arguments::default() }, node);
            // Who calls a coroutine function waits for what it makes, as `anyio.run(main)` does.
            let is_coroutine =
                |id: &ObjectId| matches!(self.heap.get(*id).kind, Kind::Suspended { is_async: true, .. });
            for coroutine in result.objects().filter(is_coroutine).collect::<Vec<_>>() {
                self.run_awaitable(&Values::one(Value::Object(coroutine)), node);
            }
            self.gone = false;
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one method call has that many facts")]
    fn call_starter_method(
        &mut self,
        type_name: &str,
        name: &str,
        method: &'a Method,
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
        let registry = self.registry;
        let entry = registry.lookup(type_name);
        let kind = entry.map(|entry| entry.kind);
        if let Some(entry) = entry.filter(|entry| entry.kind == Starter::Decorator)
            && name == "__call__"
            && self.heap.field(id, &Field::Argument(Rc::from(CALLABLES))).objects().next().is_none()
        {
            return self.wrap_worker(id, entry, arguments, node);
        }
        let decided = self.decide(&method.when, Some(id), arguments);
        let quiet = kind == Some(Starter::Quiet) || (method.starts && decided.is_none());
        let decided = self.decided_for(id, decided);
        let mut elements = Values::none();
        for param in &method.consumes {
            if let Some(values) = arguments.get(param) {
                let one = self.iterate(&values, node);
                elements.join(&one);
            }
        }
        for &(resource, access) in &method.resources {
            self.touch(resource, access);
            if access == Access::Write && kind != Some(Starter::Decorator) {
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
        if method.unknown {
            let given = std::iter::once(Values::one(receiver.clone())).chain(arguments.values().cloned()).collect();
            self.unknown_start(&format!("{type_name}.{name}"), method.whole_module, given);
        }
        if let Some(mark) = &method.marks {
            let yes = Values::one(Value::Const(Const::Bool(true)));
            self.heap.put(id, Field::Attribute(Rc::from(&**mark)), &yes);
        }
        let mut callables = callables;
        if method.any_callable {
            // The worker is somewhere in what is iterated, as in `joblib.delayed(f)(x)`.
            callables = Values::unknown();
        }
        let starter = method.returns.as_ref().and_then(|returned| returned.type_name());
        let starter =
            starter.filter(|name| self.registry.lookup(name).is_some_and(|entry| entry.kind == Starter::Executor));
        match decided {
            Some(certain) if method.starts && !forked && kind == Some(Starter::Decorator) => {
                self.start_wrapped(id, &format!("{type_name}.{name}"), data, certain);
            }
            Some(certain) if method.starts && !forked && !quiet => {
                self.start(id, &format!("{type_name}.{name}"), &callables, &data, certain);
            }
            _ if method.starts && !quiet => self.touch(Resource::ChildProcesses, Access::Write),
            _ if !quiet && !forked && starter.is_none() && (!callables.is_empty() || !data.is_empty()) => {
                let submission =
                    Submission { statement: self.statement, at: self.here(), object: Some(id), callables, data };
                self.submissions.push(submission);
                self.spoil_runs();
            }
            _ => {}
        }
        self.call_in_parent(&method.parent_callables, arguments, &Values::none(), node);
        let result =
            self.returned(method.returns.as_ref(), &[], Some(receiver), arguments, &elements, &Values::none(), node);
        if starter.is_some() && !method.starts {
            for made in result.objects().collect::<Vec<_>>() {
                self.store_worker(made, &method.callables, &method.data, arguments);
                self.mark_decision(made, &method.when, decided.filter(|_| !forked));
            }
        }
        result
    }
}

/// Takes the mark of forking off a name.
pub(crate) fn strip_forked(name: &str) -> (bool, &str) {
    match name.strip_prefix(FORKED) {
        Some(plain) => (true, plain),
        None => (false, name),
    }
}
