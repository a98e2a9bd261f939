//! The abstract heap: one object per place of creation, so that it is finite whatever the script does.

use std::rc::Rc;

use ruff_text_size::TextSize;
use rustc_hash::{FxHashMap, FxHashSet};

use super::call::Arguments;
use super::frame::FrameId;
use super::reads::{Moment, Reads, Stamp};
use super::value::{Const, Qualified, Value, Values};
use crate::names::Name;

/// The type of the variables of a call that outlive it.
const CELLS: &str = "cell";

/// Index of an object on the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// Index of a function, class, lambda or generator expression of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeId(pub u32);

/// Where in the project something stands: index of the file and byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site {
    /// Index of the file among the loaded ones; 0 is the file being judged.
    pub file: u32,
    /// Byte offset of the expression or statement.
    pub at: TextSize,
}

impl Site {
    /// The file of objects that belong to modules from outside, such as `sys.argv`.
    pub const OUTSIDE: u32 = u32::MAX;

    /// Does the object belong to a module from outside?
    pub fn is_shared(self) -> bool {
        self.file == Site::OUTSIDE
    }
}

/// What an object is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A function or lambda of the project with the frame it closes over.
    Function {
        /// Its definition.
        code: CodeId,
        /// The frame around the definition.
        frame: FrameId,
        /// The class whose body it stands in directly.
        owner: Option<ObjectId>,
    },
    /// A class of the project.
    Class {
        /// Its definition.
        code: CodeId,
        /// Its base classes, in order.
        bases: Vec<Values>,
        /// The frame around the definition.
        frame: FrameId,
    },
    /// An instance of a class of the project.
    Instance {
        /// The class.
        class: ObjectId,
    },
    /// An object of a type outside the project: `list`, `multiprocessing.pool.Pool`, ...
    Typed {
        /// Qualified name of the type.
        name: Qualified,
    },
    /// A method with its object.
    Bound {
        /// The object.
        receiver: Value,
        /// The function: a project function or an external one such as `list.append`.
        function: Value,
    },
    /// `functools.partial(...)`: a callable with some arguments.
    Partial {
        /// What is called.
        function: Values,
        /// The arguments given so far.
        arguments: Rc<Arguments>,
    },
    /// A generator or coroutine that waits to be run.
    Suspended {
        /// The function.
        function: ObjectId,
        /// Its arguments.
        arguments: Rc<Arguments>,
        /// Was it made by `async def`?
        is_async: bool,
    },
    /// A generator expression that waits to be iterated.
    SuspendedExpression {
        /// The expression.
        code: CodeId,
        /// The frame around it.
        frame: FrameId,
    },
    /// A call of an external function that works when its result is iterated (`map`).
    LazyCall {
        /// What is called.
        function: Qualified,
        /// With what.
        arguments: Rc<Arguments>,
    },
    /// A module of the project.
    Module {
        /// Index of the file.
        file: u32,
        /// Its globals.
        frame: FrameId,
    },
    /// `super()`: the classes behind `class` in the order of the receiver's classes.
    Super {
        /// The class in whose method `super()` stands.
        class: ObjectId,
        /// The object.
        receiver: Value,
    },
}

/// A place in an object that holds values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// An attribute.
    Attribute(Name),
    /// An element at a known place of a sequence.
    Index(u32),
    /// A value under a known key.
    Key(Const),
    /// Some element or value.
    Element,
    /// The keys of a mapping.
    Keys,
    /// An argument of the constructor, by the name the knowledge base uses.
    Argument(Rc<str>),
    /// Attributes whose names nobody knows: `setattr(self, key, value)`.
    AnyAttribute,
    /// The names of what has lent the object.
    LentBy,
    /// It is a sequence with elements of which nothing is known.
    Unlisted,
}

impl Field {
    /// Has the program put it there, and is it not just known of the object?
    pub fn is_content(&self) -> bool {
        !matches!(self, Field::Argument(_) | Field::LentBy | Field::Unlisted)
    }
}

/// One abstract object.
#[derive(Debug, Clone)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Where it is made.
    pub site: Site,
    /// What it holds; only ever grows.
    pub fields: FxHashMap<Field, Values>,
    /// The top-level statement during which it was first made.
    pub made_in: usize,
    /// When it was looked at, and when it last changed.
    pub(super) stamp: Stamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Function(Site, FrameId),
    Expression(Site, FrameId),
    Plain(Site, u8, Option<Qualified>),
    Bound(Value, Value),
    Partial(Site, Value),
    Super(ObjectId, Value),
    Module(u32),
    Cells(FrameId),
}

/// All abstract objects of one run.
#[derive(Debug, Default)]
pub struct Heap {
    objects: Vec<Object>,
    known: FxHashMap<Key, ObjectId>,
    pub(super) reads: Reads<ObjectId>,
}

impl Heap {
    /// The object made at `site`: the one made there before, or a new one.
    pub fn make(&mut self, site: Site, kind: Kind, made_in: usize) -> ObjectId {
        let key = match &kind {
            Kind::Function { frame, .. } => Key::Function(site, *frame),
            Kind::SuspendedExpression { frame, .. } => Key::Expression(site, *frame),
            Kind::Bound { receiver, function } => Key::Bound(receiver.clone(), function.clone()),
            Kind::Super { class, receiver } => Key::Super(*class, receiver.clone()),
            Kind::Module { file, .. } => Key::Module(*file),
            Kind::Class { .. } => Key::Plain(site, 0, None),
            Kind::Instance { class } => Key::Plain(site, 1, Some(Rc::from(class.0.to_string()))),
            Kind::Typed { name } => Key::Plain(site, 2, Some(name.clone())),
            Kind::Partial { function, .. } => match function.only() {
                Some(function) => Key::Partial(site, function.clone()),
                None => Key::Plain(site, 3, None),
            },
            Kind::Suspended { function, .. } => Key::Plain(site, 4, Some(Rc::from(function.0.to_string()))),
            Kind::LazyCall { function, .. } => Key::Plain(site, 5, Some(function.clone())),
        };
        if let Some(&id) = self.known.get(&key) {
            self.refresh(id, kind);
            return id;
        }
        let id = self.next();
        self.objects.push(Object { kind, site, fields: FxHashMap::default(), made_in, stamp: Stamp::default() });
        self.known.insert(key, id);
        id
    }

    /// The variables of a call that functions made in it bind anew (`nonlocal`), as one object: the one there is, or a new one.
    pub(super) fn make_cells(&mut self, frame: FrameId, site: Site, made_in: usize) -> ObjectId {
        let key = Key::Cells(frame);
        if let Some(&id) = self.known.get(&key) {
            return id;
        }
        let id = self.next();
        let kind = Kind::Typed { name: Rc::from(CELLS) };
        self.objects.push(Object { kind, site, fields: FxHashMap::default(), made_in, stamp: Stamp::default() });
        self.known.insert(key, id);
        id
    }

    /// The same, if there are any.
    pub(super) fn cells(&self, frame: FrameId) -> Option<ObjectId> {
        self.known.get(&Key::Cells(frame)).copied()
    }

    /// A second object at the same place takes in what the first one held.
    fn refresh(&mut self, id: ObjectId, kind: Kind) {
        let object = &mut self.objects[id.0 as usize];
        let is_new = match (&mut object.kind, kind) {
            (Kind::Partial { function, arguments }, Kind::Partial { function: more, arguments: given }) => {
                function.join(&more) | take_in(arguments, &given)
            }
            (Kind::Suspended { arguments, .. }, Kind::Suspended { arguments: given, .. })
            | (Kind::LazyCall { arguments, .. }, Kind::LazyCall { arguments: given, .. }) => take_in(arguments, &given),
            (Kind::Class { bases, .. }, Kind::Class { bases: more, .. }) => {
                let others = *bases != more;
                *bases = more;
                others
            }
            _ => false,
        };
        if is_new {
            self.reads.change(&mut object.stamp);
        }
    }

    /// The object behind an id.
    pub fn get(&self, id: ObjectId) -> &Object {
        let object = &self.objects[id.0 as usize];
        self.reads.note(id, &object.stamp);
        object
    }

    /// What a field may hold; empty when nothing was ever put there.
    pub fn field(&self, id: ObjectId, field: &Field) -> Values {
        self.get(id).fields.get(field).cloned().unwrap_or_default()
    }

    /// The name of the type of an object whose type is one from outside.
    pub fn type_name(&self, id: ObjectId) -> Option<&str> {
        match &self.get(id).kind {
            Kind::Typed { name } => Some(name),
            _ => None,
        }
    }

    /// Does the object belong to a library, so that each process has its own?
    pub fn is_lent(&self, id: ObjectId) -> bool {
        self.get(id).fields.contains_key(&Field::LentBy)
    }

    /// The fields to which `name_of` gives a name, in the order of the names.
    pub(super) fn named(&self, id: ObjectId, name_of: impl Fn(&Field) -> Option<&Name>) -> Vec<(Name, Values)> {
        let named = |(field, values): (&Field, &Values)| Some((name_of(field)?.clone(), values.clone()));
        let mut fields: Vec<(Name, Values)> = self.get(id).fields.iter().filter_map(named).collect();
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        fields
    }

    /// Adds alternatives to a field; true if something was new.
    pub fn put(&mut self, id: ObjectId, field: Field, values: &Values) -> bool {
        let object = &mut self.objects[id.0 as usize];
        let is_new = object.fields.entry(field).or_default().join(values);
        if is_new {
            self.reads.change(&mut object.stamp);
        }
        is_new
    }

    /// Are these objects what they were then?
    pub(super) fn are_as_of(&self, ids: &[ObjectId], then: Moment) -> bool {
        ids.iter().all(|id| self.objects[id.0 as usize].stamp.is_as_of(then))
    }

    /// All of these are looked at.
    pub(super) fn note(&self, ids: &[ObjectId]) {
        ids.iter().for_each(|id| self.reads.note(*id, &self.objects[id.0 as usize].stamp));
    }

    /// The id of the next object.
    pub(super) fn next(&self) -> ObjectId {
        ObjectId(u32::try_from(self.objects.len()).unwrap_or(u32::MAX))
    }

    /// This object and all that were made later.
    pub(super) fn since(&self, first: ObjectId) -> impl Iterator<Item = &Object> {
        self.objects[first.0 as usize..].iter()
    }

    /// All objects.
    pub fn all(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        (0..).map(ObjectId).zip(&self.objects)
    }

    /// Number of objects.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Is nothing on the heap?
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// All objects that can be reached from `start` through fields, classes and bound methods; functions end the way.
    pub fn reachable(&self, start: impl IntoIterator<Item = ObjectId>) -> FxHashSet<ObjectId> {
        let mut seen = FxHashSet::default();
        let mut todo: Vec<ObjectId> = start.into_iter().collect();
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            let object = self.get(id);
            #[expect(
                clippy::iter_over_hash_type,
                reason = "the result is a set: the order of the search does not matter"
            )]
            for values in object.fields.values() {
                todo.extend(values.objects());
            }
            match &object.kind {
                Kind::Instance { class } => todo.push(*class),
                Kind::Bound { receiver, function } => {
                    todo.extend([receiver, function].into_iter().filter_map(object_of));
                }
                Kind::Super { receiver, .. } => todo.extend(object_of(receiver)),
                Kind::Partial { function, arguments } => {
                    todo.extend(function.objects());
                    todo.extend(arguments.objects());
                }
                Kind::Suspended { function, arguments, .. } => {
                    todo.push(*function);
                    todo.extend(arguments.objects());
                }
                Kind::LazyCall { arguments, .. } => todo.extend(arguments.objects()),
                Kind::Class { bases, .. } => todo.extend(bases.iter().flat_map(Values::objects)),
                Kind::Function { .. } | Kind::Typed { .. } | Kind::SuspendedExpression { .. } | Kind::Module { .. } => {
                }
            }
        }
        seen
    }
}

/// Makes arguments stand for those of another call too; true if there was something new.
fn take_in(arguments: &mut Rc<Arguments>, given: &Arguments) -> bool {
    let merged = arguments.merged(given);
    let is_new = merged != **arguments;
    *arguments = Rc::new(merged);
    is_new
}

fn object_of(value: &Value) -> Option<ObjectId> {
    match value {
        Value::Object(id) => Some(*id),
        _ => None,
    }
}
