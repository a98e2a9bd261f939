//! The code reachable from a worker callable, and the names it mentions.

use std::collections::BTreeSet;

use ruff_text_size::TextRange;
use rustc_hash::FxHashSet;

use crate::interpret::heap::{Field, Kind, ObjectId};
use crate::interpret::trace::{Snapshot, Trace};
use crate::interpret::value::{Qualified, Value, Values};
use crate::names::Name;
use crate::names::globals::{GlobalUses, Place};

/// What can be reached.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub(super) names: BTreeSet<Name>,
    /// Those among them that code surely mentions which the workers run: not just code they might run.
    pub(super) certain: BTreeSet<Name>,
    pub(super) externals: BTreeSet<Qualified>,
    /// What the globals of other files stand for outside the project.
    pub(super) foreign_externals: BTreeSet<Qualified>,
    /// Objects that globals of other files hold.
    pub(super) foreign: FxHashSet<ObjectId>,
    /// What variables hold that functions made by earlier statements have kept.
    pub(super) captured: FxHashSet<ObjectId>,
    /// The other files whose code is reached.
    pub(super) files: BTreeSet<u32>,
    /// The attributes the reached code mentions.
    pub(super) attributes: FxHashSet<Name>,
    pub(super) anything: bool,
    pub(super) sees_main: bool,
    pub(super) readers: Vec<(Name, String, TextRange)>,
}

/// Follows `callables` and what `data` brings along.
pub(super) fn reach(
    trace: &Trace,
    uses: &GlobalUses,
    (snapshot, statement): (&Snapshot, usize),
    callables: &Values,
    data: &Values,
) -> Reached {
    let mut walk = Walk {
        trace,
        uses,
        snapshot,
        statement,
        reached: Reached::default(),
        seen: FxHashSet::default(),
        seen_of_instances: FxHashSet::default(),
        attributes: FxHashSet::default(),
        guess_methods: false,
    };
    for value in callables.iter() {
        if matches!(value, Value::Unknown) || walk.is_opaque(value) {
            walk.reached.anything = true;
        }
        walk.value(value);
    }
    for value in data.iter() {
        walk.guess_methods |= matches!(value, Value::Unknown) || walk.is_opaque(value);
        walk.value(value);
    }
    walk.reached.certain = walk.reached.names.clone();
    if walk.reached.anything {
        walk.every_function();
    }
    if walk.guess_methods {
        walk.matching_methods();
    }
    walk.reached.attributes = walk.attributes;
    walk.reached
}

struct Walk<'t> {
    trace: &'t Trace,
    uses: &'t GlobalUses,
    snapshot: &'t Snapshot,
    /// The top-level statement that starts the workers.
    statement: usize,
    reached: Reached,
    seen: FxHashSet<ObjectId>,
    /// Classes whose methods are reached, though perhaps not their constructors.
    seen_of_instances: FxHashSet<ObjectId>,
    attributes: FxHashSet<Name>,
    guess_methods: bool,
}

impl Walk<'_> {
    fn is_opaque(&self, value: &Value) -> bool {
        matches!(value, Value::Object(id) if matches!(&self.trace.heap.get(*id).kind, Kind::Typed { name } if &**name == "?"))
    }

    fn values(&mut self, values: &Values) {
        values.iter().for_each(|value| self.value(value));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::External(name) => {
                self.reached.externals.insert(name.clone());
            }
            Value::Object(id) => self.object(*id),
            Value::Unknown | Value::Const(_) | Value::Scalar(_) => {}
        }
    }

    fn object(&mut self, id: ObjectId) {
        if !self.seen.insert(id) {
            return;
        }
        let object = self.trace.heap.get(id);
        if let Kind::Typed { name } = &object.kind {
            let type_name = trace_type_name(self.trace, id);
            if let Some(type_name) = type_name.filter(|_| &**name == "collections.namedtuple") {
                self.found_by_name(&type_name);
            }
            self.reached.externals.insert(name.clone());
        }
        if !matches!(object.kind, Kind::Module { .. }) {
            let mut fields: Vec<(&Field, &Values)> = object.fields.iter().collect();
            fields.sort_by_cached_key(|(field, _)| format!("{field:?}"));
            for (_, values) in fields {
                self.values(values);
            }
        }
        match &object.kind {
            Kind::Function { .. } => self.function(id),
            Kind::Class { bases, .. } => {
                let definition = self.trace.classes.get(&id);
                if let Some(name) = definition.filter(|d| d.file == 0 && !d.nested).map(|d| d.name.clone()) {
                    self.found_by_name(&name);
                }
                bases.iter().for_each(|values| self.values(values));
            }
            Kind::Instance { class } => self.class_of_instance(*class),
            Kind::Bound { receiver, function } => {
                self.value(receiver);
                self.value(function);
            }
            Kind::Partial { function, arguments } => {
                self.values(function);
                arguments.values().for_each(|values| self.values(values));
            }
            Kind::Super { class, receiver } => {
                self.object(*class);
                self.value(receiver);
            }
            Kind::Suspended { function, .. } => self.object(*function),
            Kind::Module { file: 0, .. } => self.reached.sees_main = true,
            Kind::Module { file, .. } => self.foreign_module(*file),
            Kind::LazyCall { arguments, .. } => arguments.values().for_each(|values| self.values(values)),
            Kind::Typed { .. } | Kind::SuspendedExpression { .. } => {}
        }
    }

    /// An object that travels brings the methods of its class along, but nobody constructs it again.
    fn class_of_instance(&mut self, class: ObjectId) {
        if !self.seen_of_instances.insert(class) {
            return;
        }
        let object = self.trace.heap.get(class);
        let Kind::Class { bases, .. } = &object.kind else { return self.object(class) };
        let is_constructor =
            |field: &Field| matches!(field, Field::Attribute(name) if matches!(&**name, "__init__" | "__new__"));
        let mut fields: Vec<(&Field, &Values)> =
            object.fields.iter().filter(|(field, _)| !is_constructor(field)).collect();
        fields.sort_by_cached_key(|(field, _)| format!("{field:?}"));
        fields.into_iter().for_each(|(_, values)| self.values(values));
        let definition = self.trace.classes.get(&class);
        if let Some(name) = definition.filter(|d| d.file == 0 && !d.nested).map(|d| d.name.clone()) {
            self.found_by_name(&name);
        }
        for values in bases {
            for value in values.iter() {
                match value {
                    Value::Object(base) => self.class_of_instance(*base),
                    _ => self.value(value),
                }
            }
        }
        // `type(self)()` and `self.__class__()` construct another one.
        if self.attributes.contains("__class__") || self.reached.externals.contains("type") {
            self.object(class);
        }
    }

    fn function(&mut self, id: ObjectId) {
        let trace = self.trace;
        let Some(definition) = trace.functions.get(&id) else { return };
        self.values(&definition.captured);
        if trace.heap.get(id).made_in < self.statement {
            self.reached.captured.extend(definition.captured.objects());
        }
        if definition.file != 0 {
            self.foreign_module(definition.file);
            return;
        }
        if !definition.nested && definition.owner.is_none() && !definition.is_lambda {
            self.found_by_name(&definition.name);
        }
        let uses = self.uses;
        let range = definition.range;
        for used in uses.inside(range) {
            if used.place != Place::Deferred {
                continue;
            }
            let reader = (used.name.clone(), definition.name.clone(), range);
            if !self.reached.readers.contains(&reader) {
                self.reached.readers.push(reader);
            }
            if self.reached.names.insert(used.name.clone()) {
                match self.snapshot.get(&used.name) {
                    Some(values) => self.values(&values.clone()),
                    None => {
                        self.reached.externals.insert(used.name.clone());
                    }
                }
            }
        }
        let modules = uses.attributes_inside(range).iter().any(|(_, name)| &**name == "modules");
        self.reached.sees_main |= modules && uses.inside(range).iter().any(|used| &*used.name == "sys");
        self.attributes.extend(uses.attributes_inside(range).iter().map(|(_, name)| name.clone()));
    }

    /// A function or class is pickled by its name, so the name has to stand for it in the child.
    fn found_by_name(&mut self, name: &str) {
        let name = crate::names::identifier(name);
        if self.reached.names.insert(name.clone()) {
            self.reached.readers.push((name.clone(), name.to_string(), TextRange::default()));
        }
    }

    /// The code of another file: its globals are made anew by every import, so only what they hold matters.
    fn foreign_module(&mut self, file: u32) {
        let trace = self.trace;
        if !self.reached.files.insert(file) {
            return;
        }
        let Some(variables) = trace.modules.get(&file) else { return };
        let objects: Vec<ObjectId> =
            variables.values().flat_map(|values| values.objects().collect::<Vec<_>>()).collect();
        // What it imports from further files brings their globals along.
        for id in &objects {
            match trace.heap.get(*id).kind {
                Kind::Module { file: 0, .. } => self.reached.sees_main = true,
                Kind::Module { file, .. } => self.foreign_module(file),
                Kind::Function { .. } | Kind::Class { .. } => {
                    let definition = trace.functions.get(id).or_else(|| trace.classes.get(id));
                    if let Some(file) = definition.map(|definition| definition.file).filter(|file| *file != 0) {
                        self.foreign_module(file);
                    }
                }
                _ => {}
            }
        }
        for definition in objects.iter().filter(|id| trace.heap.get(**id).made_in < self.statement) {
            let captured = trace.functions.get(definition).map(|definition| &definition.captured);
            self.reached.captured.extend(captured.into_iter().flat_map(Values::objects));
        }
        self.reached.foreign.extend(objects);
        let externals = variables.values().flat_map(Values::iter).filter_map(|value| match value {
            Value::External(name) => Some(name.clone()),
            _ => None,
        });
        self.reached.foreign_externals.extend(externals);
    }

    /// Nothing is known about what is called: every function and class of the file may be.
    fn every_function(&mut self) {
        let mut names: Vec<(&Name, &Values)> = self.snapshot.iter().collect();
        names.sort_by(|a, b| a.0.cmp(b.0));
        for (_, values) in names {
            let callable: Vec<ObjectId> = values
                .objects()
                .filter(|&id| matches!(self.trace.heap.get(id).kind, Kind::Function { .. } | Kind::Class { .. }))
                .collect();
            callable.into_iter().for_each(|id| self.object(id));
        }
    }

    /// Methods that objects of unknown origin may have.
    fn matching_methods(&mut self) {
        let mut ids: Vec<ObjectId> = self.trace.classes.keys().copied().collect();
        ids.sort();
        loop {
            let before = self.seen.len();
            for &class in &ids {
                let mut attributes: Vec<Name> = self.attributes.iter().cloned().collect();
                attributes.sort();
                for attribute in attributes {
                    let found = self.trace.heap.field(class, &Field::Attribute(attribute));
                    let methods: Vec<ObjectId> =
                        found.objects().filter(|id| self.trace.functions.contains_key(id)).collect();
                    methods.into_iter().for_each(|id| self.object(id));
                }
            }
            if self.seen.len() == before {
                break;
            }
        }
    }
}

/// The name a class that was made by a call is pickled under.
fn trace_type_name(trace: &Trace, id: ObjectId) -> Option<String> {
    trace.heap.field(id, &Field::Argument("typename".into())).as_str().map(str::to_string)
}
