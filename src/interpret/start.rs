//! Starts and submissions: what is recorded when processes start or get work.

use std::rc::Rc;

use ruff_text_size::Ranged;

use super::call::Arguments;
use super::heap::{Field, Kind, ObjectId};
use super::library::{OPAQUE, is_opaque};
use super::starter::{CALLABLES, DATA, FORKED, strip_forked};
use super::trace::Start;
use super::value::{Value, Values};
use super::{Active, Machine};
use crate::effects::{Access, Param, Resource};
use crate::finding::CallStep;
use crate::starters::{Entry, Kind as Starter};

impl<'a> Machine<'a> {
    /// Records that `id` starts processes; its stored callables and, for a subclass, its `run` are the workers.
    pub(crate) fn start(&mut self, id: ObjectId, what: &str, callables: &Values, data: &Values, certain: bool) {
        let mut all = self.heap.field(id, &Field::Argument(Rc::from(CALLABLES)));
        all.join(callables);
        let mut travelling = self.heap.field(id, &Field::Argument(Rc::from(DATA)));
        travelling.join(data);
        if let Kind::Instance { class } = self.heap.get(id).kind {
            all.join(&self.class_attribute(class, "run", 0).unwrap_or_default());
            travelling.add(Value::Object(id));
        }
        if let Some(started) = self.started_among(id, &all, &travelling) {
            travelling.add(started);
        }
        self.start_event(Some(id), what, all, travelling, certain);
    }

    /// A process that was started before goes along with the worker of another one, which cannot be pickled then: the object
    /// of a method that has it in a list.
    fn started_among(&mut self, id: ObjectId, callables: &Values, data: &Values) -> Option<Value> {
        let mut roots = data.clone();
        for callable in callables.objects() {
            if let Kind::Bound { receiver, .. } = &self.heap.get(callable).kind {
                roots.add(receiver.clone());
            }
        }
        let is_own = |root: &Value| matches!(root, Value::Object(root) if *root == id);
        let mut others = Values::none();
        roots.iter().filter(|root| !is_own(root)).for_each(|root| others.add(root.clone()));
        let reached = self.hanging_on(&others);
        let pickles_itself = |object: &ObjectId| {
            let Kind::Instance { class } = self.heap.get(*object).kind else { return false };
            let methods = ["__getstate__", "__reduce__", "__reduce_ex__"];
            methods.iter().any(|method| self.class_attribute(class, method, 0).is_some())
        };
        if reached.iter().any(pickles_itself) {
            return None;
        }
        let in_container = |process: ObjectId| {
            reached.iter().any(|holder| {
                let held = self.heap.get(*holder).fields.iter();
                self.is_container(*holder)
                    && held.into_iter().any(|(_, values)| values.objects().any(|id| id == process))
            })
        };
        let is_process = |process: ObjectId| {
            let name = self.heap.type_name(process).map(|name| strip_forked(name).1.to_string());
            name.and_then(|name| self.registry.lookup(&name)).is_some_and(|entry| entry.kind == Starter::Process)
        };
        let was_started = |process: &&ObjectId| {
            is_process(**process)
                && self.starts.iter().any(|start| start.object == Some(**process))
                && (**process != id || in_container(**process))
        };
        let site = self.heap.get(*reached.iter().find(was_started)?).site;
        let kind = Kind::Typed { name: Rc::from("process-that-was-started") };
        Some(Value::Object(self.heap.make(site, kind, self.statement)))
    }

    pub(crate) fn start_event(
        &mut self,
        object: Option<ObjectId>,
        what: &str,
        callables: Values,
        data: Values,
        certain: bool,
    ) {
        // Workers print, write files and talk to each other; under fork they inherit what is there.
        for resource in [Resource::ChildProcesses, Resource::Stdout, Resource::FileSystem] {
            self.touch_for(resource, Access::Write, true);
        }
        self.touch(Resource::StartMethod, Access::Read);
        self.look_into(&data);
        // `for batch in loader` and `with pool:` name no method.
        let what = what.rsplit_once(".__").map_or(what, |(owner, _)| owner);
        let path = self.way_to(what);
        let snapshot = self.snapshot();
        let changed = self.record().surely_changed();
        let record = self.record();
        let set_before = record.process_set_by.union(&record.patched).cloned().collect();
        self.spoil_runs();
        if !std::mem::replace(&mut self.record().started, true) {
            self.change_world();
        }
        let start = Start {
            statement: self.statement,
            at: self.here(),
            what: Rc::from(what),
            path,
            object,
            callables,
            data,
            snapshot,
            changed,
            set_before,
            at_exit: self.at_exit,
            perhaps_unbound: self.frames.perhaps_unbound().clone(),
            certain: certain && self.outside.running.is_empty(),
        };
        let known = self.starts.iter_mut().find(|other| {
            other.statement == start.statement
                && other.at == start.at
                && other.what == start.what
                && other.object == start.object
                && other.callables == start.callables
                && other.data == start.data
        });
        match known {
            Some(known) => {
                known.changed.extend(start.changed);
                known.set_before.extend(start.set_before);
            }
            None => self.starts.push(start),
        }
    }

    /// The calls on the way here, and the one that starts; nothing when there is no way.
    fn way_to(&self, what: &str) -> Vec<CallStep> {
        if self.stack.is_empty() {
            return Vec::new();
        }
        let step = |name: String, index: u32, at| {
            let module = self.files[index as usize].module;
            let file = (index != 0).then(|| module.path().display().to_string());
            CallStep { name, file, line: module.line(at) }
        };
        let calls = self.stack.iter().map(|active| step(self.name_of(active), active.file, active.at));
        calls.chain([step(what.to_string(), self.file, self.now)]).collect()
    }

    /// What a call or import is of, as a reader would say it.
    fn name_of(&self, active: &Active) -> String {
        let object = self.heap.get(active.object);
        let module = self.file_names.get(&object.site.file);
        match (&object.kind, module) {
            (Kind::Module { .. }, module) => format!("import {}", module.map_or("?", String::as_str)),
            (_, Some(module)) => format!("{module}.{}", self.function_name(active.object)),
            (_, None) => self.function_name(active.object),
        }
    }

    /// What a library that starts processes does besides is unknown. It may change what it is given, but neither the classes
    /// its workers are made from, nor what the workers of a server find in the main module.
    pub(crate) fn unknown_start(&mut self, name: &str, whole_module: bool, given: Vec<Values>) {
        let may_change = |value: &&Value| match value {
            Value::Object(id) => !matches!(self.heap.get(*id).kind, Kind::Class { .. }),
            _ => true,
        };
        let mut changed = Values::none();
        for value in given.iter().flat_map(Values::iter).filter(|_| !whole_module).filter(may_change) {
            changed.add(value.clone());
        }
        self.unknown_call(name, [changed]);
    }

    /// Starts what a decorator has wrapped. A function that was wrapped where it is defined is found under its own name,
    /// so that the wrapper is the worker.
    pub(crate) fn start_wrapped(&mut self, id: ObjectId, what: &str, data: Values, certain: bool) {
        let function = self.heap.field(id, &Field::Argument(Rc::from(CALLABLES)));
        let at_top = |value: &Value| match value {
            Value::Object(id) => match self.heap.get(*id).kind {
                Kind::Function { code, frame, owner: None } => {
                    matches!(self.definition(code), super::Code::Function(def) if !def.decorator_list.is_empty())
                        && matches!(self.frames.get(frame).kind, super::frame::FrameKind::Module(_))
                }
                _ => false,
            },
            _ => false,
        };
        let worker = if function.iter().all(at_top) { Values::one(Value::Object(id)) } else { function };
        self.start_event(Some(id), what, worker, data, certain);
    }

    /// A decorator with its own arguments, called with the function.
    pub(crate) fn wrap_worker(
        &mut self,
        factory: ObjectId,
        entry: &Entry,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let kind = self.heap.get(factory).kind.clone();
        let wrapped = self.make(node, kind);
        let function = arguments.positional.first().cloned().unwrap_or_else(Values::unknown);
        self.heap.put(wrapped, Field::Argument(Rc::from(CALLABLES)), &function);
        let verdict = self.decided_for(factory, Some(true));
        self.mark_decision(wrapped, &entry.when, verdict);
        Values::one(Value::Object(wrapped))
    }

    /// Iterating an object the registry knows (`for row in pool.imap(...)`); `None` when it does not.
    pub(crate) fn iterate_starter(
        &mut self,
        id: ObjectId,
        type_name: &str,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let registry = self.registry;
        let (forked, plain) = strip_forked(type_name);
        let method = registry.method(plain, "__iter__")?;
        for &(resource, access) in &method.resources {
            self.touch(resource, access);
        }
        self.touch(Resource::ChildProcesses, Access::Write);
        self.record().writes(id);
        if method.unknown {
            self.unknown_call(plain, [Values::one(Value::Object(id))]);
        }
        let decided = self.decide(&method.when, Some(id), &Arguments::default());
        if let Some(certain) = self.decided_for(id, decided)
            && method.starts
            && !forked
        {
            self.start(id, plain, &Values::none(), &Values::none(), certain);
        }
        Some(Values::one(Value::Object(self.typed(node, OPAQUE))))
    }

    /// `run_in_executor(executor, function, ...)`
    pub(crate) fn hand_to_executor(
        &mut self,
        executor: &Param,
        effect: &crate::effects::Effect,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) {
        let callables = effect.calls.iter().find_map(|param| arguments.get(param)).unwrap_or_default();
        let executors = arguments.get(executor).unwrap_or_else(Values::none_constant);
        let mut data = Values::none();
        arguments.positional.iter().skip(2).for_each(|values| {
            data.join(values);
        });
        for value in executors.iter() {
            let starts = match value {
                Value::Object(id) => self.executor_name(*id).map(|name| (*id, name)),
                _ => None,
            };
            match starts {
                Some((id, name)) => self.start(id, &format!("{name}.submit"), &callables, &data, true),
                None => {
                    self.call_values(&callables, &Arguments { rest: Some(data.clone()), ..Arguments::default() }, node);
                    self.gone = false;
                }
            }
        }
    }

    pub(crate) fn executor_name(&self, id: ObjectId) -> Option<String> {
        let name = match &self.heap.get(id).kind {
            Kind::Typed { name } => name.to_string(),
            Kind::Instance { class } => self.external_bases(*class).first()?.to_string(),
            _ => return None,
        };
        let (forked, plain) = strip_forked(&name);
        let starts = self.registry.lookup(plain).is_some_and(|entry| entry.kind == Starter::Executor);
        (starts && !forked).then(|| plain.to_string())
    }

    /// An attribute of a context object, a process object and the like.
    pub(crate) fn typed_attribute(&mut self, id: ObjectId, type_name: &str, name: &str) -> Option<Values> {
        if is_opaque(type_name) {
            return Some(Values::one(Value::Object(id)));
        }
        let (forked, plain) = strip_forked(type_name);
        let registry = self.registry;
        if let Some(method) = registry.method(plain, name).filter(|method| method.attribute) {
            let type_name = method.returns.as_ref().and_then(|returned| returned.type_name())?.to_string();
            if let Some(scalar) = super::attribute::scalar(&type_name) {
                for &(resource, access) in &method.resources {
                    self.touch(resource, access);
                }
                return Some(Values::one(Value::Scalar(scalar)));
            }
            let mark = if forked { FORKED } else { "" };
            let site = self.heap.get(id).site;
            let kind = Kind::Typed { name: Rc::from(format!("{mark}{type_name}")) };
            let part = self.heap.make(site, kind, self.statement);
            self.heap.put(part, Field::Element, &Values::one(Value::Object(id)));
            return Some(Values::one(Value::Object(part)));
        }
        let entry = registry.lookup(plain)?;
        if entry.kind != Starter::Context {
            return None;
        }
        let prefix = if forked { FORKED } else { "" };
        Some(Values::one(Value::External(Rc::from(format!("{prefix}multiprocessing.{name}")))))
    }
}
