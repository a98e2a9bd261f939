//! Abstract values: what an expression may evaluate to.

use std::rc::Rc;

use smallvec::SmallVec;

use super::heap::ObjectId;

/// A qualified name of something outside the project: `multiprocessing.Pool`, `print`, `list.append`.
pub type Qualified = Rc<str>;

/// One thing an expression may evaluate to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Anything at all.
    Unknown,
    /// A constant.
    Const(Const),
    /// An immutable object of a builtin type (`str`, `int`, ...), value unknown.
    Scalar(&'static str),
    /// A module, class, function or attribute from outside the project.
    External(Qualified),
    /// An object on the abstract heap.
    Object(ObjectId),
}

/// A constant worth knowing exactly, because conditions and library calls depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Const {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// A string.
    Str(Rc<str>),
}

impl Const {
    /// Its truth value.
    pub fn truth(&self) -> bool {
        match self {
            Const::None => false,
            Const::Bool(value) => *value,
            Const::Int(value) => *value != 0,
            Const::Str(value) => !value.is_empty(),
        }
    }

    /// The name of its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Const::None => "NoneType",
            Const::Bool(_) => "bool",
            Const::Int(_) => "int",
            Const::Str(_) => "str",
        }
    }
}

/// More alternatives than this are not kept apart.
const MOST_ALTERNATIVES: usize = 24;

/// The set of things an expression may evaluate to; empty when it never evaluates at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(SmallVec<[Value; 2]>);

impl Values {
    /// No value: the expression is never reached, or the name is unbound.
    pub fn none() -> Values {
        Values::default()
    }

    /// Anything.
    pub fn unknown() -> Values {
        Values::one(Value::Unknown)
    }

    /// Exactly one alternative.
    pub fn one(value: Value) -> Values {
        let mut values = SmallVec::new();
        values.push(value);
        Values(values)
    }

    /// The constant `None`.
    pub fn none_constant() -> Values {
        Values::one(Value::Const(Const::None))
    }

    /// An external name.
    pub fn external(name: &str) -> Values {
        Values::one(Value::External(Rc::from(name)))
    }

    /// A string constant.
    pub fn string(text: &str) -> Values {
        Values::one(Value::Const(Const::Str(Rc::from(text))))
    }

    /// Adds one alternative.
    pub fn add(&mut self, value: Value) {
        if !self.has(&value) {
            if self.0.len() >= MOST_ALTERNATIVES && !matches!(value, Value::Object(_)) {
                if !self.0.contains(&Value::Unknown) {
                    self.0.push(Value::Unknown);
                }
                return;
            }
            self.0.push(value);
        }
    }

    /// Is it among the alternatives? Objects are compared in a loop of their own: there can be hundreds.
    fn has(&self, value: &Value) -> bool {
        match value {
            Value::Object(id) => self.objects().any(|object| object == *id),
            _ => self.0.contains(value),
        }
    }

    /// Adds all alternatives of `other`; true if there was a new one.
    pub fn join(&mut self, other: &Values) -> bool {
        let before = self.0.len();
        for (index, value) in other.0.iter().enumerate() {
            // Most sets that are joined are the same from the start.
            if self.0.get(index) != Some(value) {
                self.add(value.clone());
            }
        }
        self.0.len() != before
    }

    /// The alternatives, in the order they came up.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.0.iter()
    }

    /// Is there no value at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only alternative, if there is just one.
    pub fn only(&self) -> Option<&Value> {
        if self.0.len() == 1 { self.0.first() } else { None }
    }

    /// The only alternative, if it is a constant.
    pub fn constant(&self) -> Option<&Const> {
        match self.only() {
            Some(Value::Const(constant)) => Some(constant),
            _ => None,
        }
    }

    /// The only alternative, if it is a string constant.
    pub fn as_str(&self) -> Option<&str> {
        match self.constant() {
            Some(Const::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// All alternatives, if each is a string constant.
    pub fn strings(&self) -> Option<Vec<Rc<str>>> {
        let text = |value: &Value| match value {
            Value::Const(Const::Str(text)) => Some(text.clone()),
            _ => None,
        };
        self.0.iter().map(text).collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty())
    }

    /// Could the value be anything?
    pub fn may_be_unknown(&self) -> bool {
        self.0.contains(&Value::Unknown)
    }

    /// The heap objects among the alternatives.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> {
        self.0.iter().filter_map(|value| match value {
            Value::Object(id) => Some(*id),
            _ => None,
        })
    }
}

impl From<Value> for Values {
    fn from(value: Value) -> Values {
        Values::one(value)
    }
}
