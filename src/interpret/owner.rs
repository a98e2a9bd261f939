//! Code from outside: what its package was given, and what it may do with that whenever it is called.
//!
//! Of a call that no table knows nothing is seen but whose code runs: that of the root package of what is called, its
//! *owner*. It may call everything that can be called of what its owner was ever given, any number of times; it may change
//! whatever hangs on what it is given now; what it gives back may be, or hold, any of that. What it does not do is
//! assumed, and stands in `src/README.md`.

use std::rc::Rc;

use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashSet;

use super::Machine;
use super::call::Arguments;
use super::class::Ancestor;
use super::control::Flow;
use super::heap::{Field, Kind, ObjectId, Site};
use super::library::is_opaque;
use super::special::argument;
use super::starter::strip_forked;
use super::trace::Submission;
use super::value::{Value, Values};
use crate::effects::Effect;
use crate::names::Name;
use crate::starters::Kind as Starter;

/// The owner of what nobody knows where it comes from.
const NOBODY: &str = "";

/// Code from outside that runs now.
#[derive(Debug, Default)]
pub(super) struct Outside {
    /// The packages that make run what they were given.
    pub(super) running: Vec<Rc<str>>,
    /// A decorator is evaluated and called by the code at this depth of calls.
    pub(super) decorating: Option<usize>,
}

/// A way in which code from outside can make something of the project run.
#[derive(Debug, Clone, PartialEq)]
enum Use {
    /// It is called.
    Call(Value),
    /// A method of it is called, or a property read.
    Method(ObjectId, Name),
    /// It waits to be iterated or awaited.
    Resume(ObjectId),
}

impl<'a> Machine<'a> {
    /// Whose code runs when `name`, or a method of that object, is called.
    pub(super) fn owners_of(&self, name: &str, receiver: Option<&Value>) -> Vec<Rc<str>> {
        if let Some(Value::Object(id)) = receiver
            && self.heap.type_name(*id).is_some_and(is_opaque)
        {
            let known = self.heap.field(*id, &argument("owner")).strings();
            return known.unwrap_or_else(|| vec![Rc::from(NOBODY)]);
        }
        let (_, plain) = strip_forked(name);
        vec![Rc::from(plain.split('.').next().unwrap_or(plain))]
    }

    /// The object that holds what the package of that name was given.
    fn holder(&mut self, owner: &str) -> ObjectId {
        let site = Site { file: Site::OUTSIDE, at: TextSize::new(0) };
        self.heap.make(site, Kind::Typed { name: Rc::from(format!("owner {owner}")) }, 0)
    }

    /// A package is given these values, and may keep them.
    pub(super) fn give_to(&mut self, owners: &[Rc<str>], values: &Values) {
        let mut kept = Values::none();
        values.objects().for_each(|id| kept.add(Value::Object(id)));
        if kept.is_empty() {
            return;
        }
        for owner in owners.iter().filter(|owner| !owner.is_empty()) {
            let holder = self.holder(owner);
            self.heap.put(holder, Field::Element, &kept);
        }
    }

    /// An attribute or item of something from outside is set.
    pub(super) fn give_to_owner_of(&mut self, object: ObjectId, values: &Values) {
        let Some(name) = self.heap.type_name(object).map(str::to_string) else { return };
        if is_opaque(&name) || name.contains('.') {
            let owners = self.owners_of(&name, Some(&Value::Object(object)));
            self.give_to(&owners, values);
        }
    }

    /// A known call: its package may keep what can be called of what it is given.
    pub(super) fn give_callables(&mut self, effect: &Effect, name: &str, arguments: &Arguments) {
        if !name.contains('.') {
            return;
        }
        let mut callables = Values::none();
        for values in arguments.values() {
            values.iter().filter(|value| self.can_be_called(value)).for_each(|value| callables.add(value.clone()));
        }
        if !callables.is_empty() && (effect.calls.is_empty() || !effect.defers.is_empty()) {
            let owners = self.owners_of(name, None);
            self.give_to(&owners, &callables);
        }
    }

    fn can_be_called(&self, value: &Value) -> bool {
        let Value::Object(id) = value else { return false };
        matches!(
            self.heap.get(*id).kind,
            Kind::Function { .. }
                | Kind::Bound { .. }
                | Kind::Partial { .. }
                | Kind::Class { .. }
                | Kind::Instance { .. }
                | Kind::Suspended { .. }
        )
    }

    /// A call of which nothing is known: everything its owner was given may run. Gives what that gives.
    pub(super) fn run_unknown(&mut self, owners: &[Rc<str>], given: &Values, node: impl Ranged + Copy) -> Values {
        self.give_to(owners, given);
        // A decorator keeps what it decorates.
        if self.outside.decorating == Some(self.stack.len()) {
            return Values::none();
        }
        let mut results = Values::none();
        for owner in owners {
            let one = self.run_all_of(owner, given, node);
            results.join(&one);
        }
        results
    }

    /// Whatever a package was given may run.
    pub(super) fn run_all_of(&mut self, owner: &Rc<str>, given: &Values, node: impl Ranged + Copy) -> Values {
        let holder = if owner.is_empty() { None } else { Some(self.holder(owner)) };
        if self.outside.running.contains(owner) || !self.may_run(holder, given) {
            // The call around this one goes on until nothing new comes up.
            self.spoil_runs();
            return Values::none();
        }
        let mut results = Values::none();
        self.outside.running.push(owner.clone());
        self.catching += 1;
        self.run_loop(true, |machine| {
            let mut held = given.clone();
            held.join(&machine.held_by_owner(holder));
            held.join(&results);
            let (uses, data) = machine.uses_of(&held);
            let mut handed = data.clone();
            handed.add(Value::Unknown);
            let arguments =
                Arguments { rest: Some(handed.clone()), keyword_rest: Some(handed), ..Arguments::default() };
            for one in uses {
                let result = machine.perhaps(|machine| machine.make_use(&one, &arguments, node));
                results.join(&result);
            }
            machine.hand_work_to(&held, &data);
            Flow::NEXT
        });
        self.catching -= 1;
        self.outside.running.pop();
        results
    }

    fn held_by_owner(&self, holder: Option<ObjectId>) -> Values {
        holder.map(|id| self.heap.field(id, &Field::Element)).unwrap_or_default()
    }

    /// Is there anything that may run? Most packages are given nothing but data.
    fn may_run(&self, holder: Option<ObjectId>, given: &Values) -> bool {
        let mut held = given.clone();
        held.join(&self.held_by_owner(holder));
        let (uses, _) = self.uses_of(&held);
        !uses.is_empty() || !self.workers_among(&held).is_empty()
    }

    /// All that can run of what hangs on these values, and the data among it.
    fn uses_of(&self, values: &Values) -> (Vec<Use>, Values) {
        let (mut uses, mut data) = (Vec::new(), Values::none());
        for id in self.hanging_on(values) {
            let value = Value::Object(id);
            match &self.heap.get(id).kind {
                Kind::Function { .. } | Kind::Partial { .. } | Kind::Class { .. } => uses.push(Use::Call(value)),
                Kind::Bound { receiver, function } => {
                    if matches!(function, Value::Object(_)) || self.worker_kind(receiver).is_none() {
                        uses.push(Use::Call(value));
                    }
                }
                Kind::Suspended { .. } | Kind::SuspendedExpression { .. } | Kind::LazyCall { .. } => {
                    uses.push(Use::Resume(id));
                }
                Kind::Instance { class } => {
                    uses.extend(self.method_names(*class).into_iter().map(|name| Use::Method(id, name)));
                    data.add(value);
                }
                Kind::Typed { name } => match &**name {
                    "functools.cached" | "functools.dispatched" | "contextlib.contextmanager" => {
                        uses.push(Use::Call(value));
                    }
                    _ => data.add(value),
                },
                Kind::Module { .. } | Kind::Super { .. } => {}
            }
        }
        (uses, data)
    }

    /// The methods of a class of the project that code from outside may call on an object; it does not construct it again.
    fn method_names(&self, class: ObjectId) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for ancestor in self.ancestors(class) {
            let Ancestor::Local(id) = ancestor else { continue };
            for (name, values) in self.attributes_of(id) {
                let is_constructor =
                    matches!(&*name, "__init__" | "__new__" | "__init_subclass__" | "__class_getitem__");
                let runs = |value: &Value| match value {
                    Value::Object(id) => match &self.heap.get(*id).kind {
                        Kind::Function { .. } => true,
                        Kind::Typed { name } => matches!(
                            &**name,
                            "property"
                                | "functools.cached_property"
                                | "classmethod"
                                | "staticmethod"
                                | "functools.cached"
                        ),
                        _ => false,
                    },
                    _ => false,
                };
                if !is_constructor && values.iter().any(runs) {
                    names.push(name);
                }
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// The objects that code which has these values can get at: what containers and objects hold, but neither what
    /// functions close over nor what stands in classes and modules.
    pub(super) fn hanging_on(&self, values: &Values) -> Vec<ObjectId> {
        let mut seen = FxHashSet::default();
        let mut order = Vec::new();
        let mut todo: Vec<ObjectId> = values.objects().collect();
        todo.reverse();
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            order.push(id);
            let object = self.heap.get(id);
            if matches!(object.kind, Kind::Instance { .. } | Kind::Typed { .. }) {
                let is_open = |field: &Field| match field {
                    Field::Argument(name) => matches!(&**name, "memory" | "of" | "deferred"),
                    Field::LentBy | Field::Unlisted => false,
                    _ => true,
                };
                let mut inner: Vec<ObjectId> = object
                    .fields
                    .iter()
                    .filter(|(field, _)| is_open(field))
                    .flat_map(|(_, held)| held.objects())
                    .collect();
                inner.sort_unstable();
                inner.reverse();
                todo.extend(inner);
            }
        }
        order
    }

    fn make_use(&mut self, one: &Use, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        let values = match one {
            Use::Call(value) => self.call_value(value, arguments.clone(), node),
            Use::Method(id, name) => {
                let found = self.attribute_of_one(&Value::Object(*id), name, node);
                let is_bound = |value: &Value| matches!(value, Value::Object(id) if matches!(self.heap.get(*id).kind, Kind::Bound { .. } | Kind::Function { .. }));
                let mut bound = Values::none();
                found.iter().filter(|value| is_bound(value)).for_each(|value| bound.add(value.clone()));
                if bound.is_empty() { found } else { self.call_values(&bound, arguments, node) }
            }
            Use::Resume(id) => {
                let values = Values::one(Value::Object(*id));
                match self.heap.get(*id).kind {
                    Kind::Suspended { is_async: true, .. } => self.run_awaitable(&values, node),
                    _ => self.iterate(&values, node),
                }
            }
        };
        self.gone = false;
        // What a coroutine function gives is awaited, what a generator function gives iterated.
        for id in values.objects().collect::<Vec<_>>() {
            if matches!(self.heap.get(id).kind, Kind::Suspended { .. }) {
                self.make_use(&Use::Resume(id), arguments, node);
            }
        }
        values
    }

    /// What kind of pool or executor something is.
    fn worker_kind(&self, value: &Value) -> Option<Starter> {
        let Value::Object(id) = value else { return None };
        let name = match &self.heap.get(*id).kind {
            Kind::Typed { name } => name.clone(),
            Kind::Instance { class } => self.external_bases(*class).first()?.clone(),
            _ => return None,
        };
        let (forked, plain) = strip_forked(&name);
        let kind = self.registry.lookup(plain)?.kind;
        (!forked && matches!(kind, Starter::Pool | Starter::Executor)).then_some(kind)
    }

    /// The pools and executors among these values, as they are or as the object of a method.
    fn workers_among(&self, values: &Values) -> Vec<(ObjectId, Starter)> {
        let mut found = Vec::new();
        for id in self.hanging_on(values) {
            let value = match &self.heap.get(id).kind {
                Kind::Bound { receiver, function: Value::External(_) } => receiver.clone(),
                _ => Value::Object(id),
            };
            if let (Value::Object(pool), Some(kind)) = (&value, self.worker_kind(&value)) {
                found.push((*pool, kind));
            }
        }
        found.sort_by_key(|(id, _)| *id);
        found.dedup_by_key(|(id, _)| *id);
        found
    }

    /// A package that has a pool may hand its workers whatever else it has.
    fn hand_work_to(&mut self, held: &Values, data: &Values) {
        let pools = self.workers_among(held);
        if pools.is_empty() {
            return;
        }
        let mut callables = Values::none();
        for id in self.hanging_on(held) {
            let is_work = match &self.heap.get(id).kind {
                Kind::Function { .. } | Kind::Partial { .. } => true,
                Kind::Bound { function, .. } => matches!(function, Value::Object(_)),
                Kind::Instance { class } => self.class_attribute(*class, "__call__", 0).is_some(),
                _ => false,
            };
            if is_work {
                callables.add(Value::Object(id));
            }
        }
        let is_pool = |value: &Value| matches!(value, Value::Object(id) if pools.iter().any(|(pool, _)| pool == id));
        let mut travelling = Values::none();
        data.iter().filter(|value| !is_pool(value)).for_each(|value| travelling.add(value.clone()));
        for (pool, kind) in &pools {
            match self.executor_name(*pool) {
                Some(name) if *kind == Starter::Executor => {
                    self.start(*pool, &format!("{name}.submit"), &callables, &travelling, false);
                }
                _ if callables.is_empty() => {}
                _ => {
                    let (callables, data) = (callables.clone(), travelling.clone());
                    let at = self.here();
                    let work = Submission { statement: self.statement, at, object: Some(*pool), callables, data };
                    let is_known = |known: &Submission| {
                        known.at == work.at
                            && known.object == work.object
                            && known.callables == work.callables
                            && known.data == work.data
                    };
                    if !self.submissions.iter().any(is_known) {
                        self.submissions.push(work);
                    }
                    self.spoil_runs();
                }
            }
        }
    }
}
