//! MP105: an object handed to a child that cannot be pickled, or not found again.

use rustc_hash::FxHashSet;

use super::constructor;
use super::worker::{self, Fault};
use crate::children::Need;
use crate::effects::Effects;
use crate::finding::{Code, Refusal};
use crate::interpret::heap::{Field, Kind, ObjectId};
use crate::interpret::value::{Value, Values};
use crate::names::identifier;
use crate::rules::Facts;

/// Looks at what travels to the workers of every start.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    facts.needs.iter().find_map(|need| of(facts, need))
}

/// Every start that hands over something that cannot travel.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    facts.needs.iter().filter_map(|need| of(facts, need)).collect()
}

fn of(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    // The call that hands it over is to blame, and not the one that made the pool.
    let handed = facts.parent.submissions.iter();
    let handed = handed.filter(|work| work.object.is_none() || work.object == need.object);
    let calls = handed.map(|work| (&work.callables, &work.data, work.at));
    let handed = calls.chain([(&need.callables, &need.data, need.at)]).find_map(|(callables, data, at)| {
        let mut walk = Walk { facts, need, seen: FxHashSet::default(), attribute: None };
        travelling(facts, callables, data).into_iter().find_map(|value| {
            let found = walk.value(&value)?;
            let holder = holder(facts, &value);
            let message = match (&found, &holder) {
                (Found::Whole(fault), _) => fault.message.clone(),
                (Found::Part(what), Some(name)) => {
                    format!("this hands `{name}` to a child process, and with it {what}")
                }
                (Found::Part(what), None) => format!("this hands a child process {what}"),
            };
            Some(Refusal {
                remedy: worker::remedy(facts, need),
                code: Code::ArgumentNotPicklable,
                range: at,
                message,
                help: vec![match found {
                    Found::Whole(Fault { help: Some(help), .. }) => help,
                    _ => way_out(walk.attribute.as_deref()),
                }],
            })
        })
    });
    handed.or_else(|| {
        Some(Refusal {
            remedy: None,
            code: Code::ArgumentNotPicklable,
            range: need.at,
            message: constructor::misnamed(facts, need)?,
            help: vec!["give the enumeration the name of its variable".to_string()],
        })
    })
}

/// What goes to a child: the data, bound methods, and the arguments of partials.
fn travelling(facts: &Facts<'_>, callables: &Values, data: &Values) -> Vec<Value> {
    let behind = callables.objects().flat_map(|id| match &facts.parent.heap.get(id).kind {
        Kind::Bound { receiver, function: Value::External(_) } => vec![receiver.clone()],
        Kind::Bound { .. } | Kind::Instance { .. } => vec![Value::Object(id)],
        Kind::Partial { arguments, .. } => arguments.values().flat_map(|values| values.iter().cloned()).collect(),
        _ => Vec::new(),
    });
    data.iter().cloned().chain(behind).collect()
}

/// The global that holds an object.
fn holder(facts: &Facts<'_>, value: &Value) -> Option<String> {
    let is_it = |values: &Values| matches!(value, Value::Object(_)) && values.iter().any(|other| other == value);
    facts.parent.variables.iter().filter(|(_, values)| is_it(values)).map(|(name, _)| name.to_string()).min()
}

fn way_out(attribute: Option<&str>) -> String {
    match attribute {
        Some(name) => format!(
            "hand over plain data, or leave `{name}` out when the object is pickled:\ndef __getstate__(self):\n    \
             return {{key: value for key, value in vars(self).items() if key != \"{name}\"}}"
        ),
        None => {
            "hand over plain data, such as the name of a file, and let the worker make the object itself".to_string()
        }
    }
}

/// What cannot go to a child.
enum Found {
    /// As part of a sentence.
    Part(String),
    /// The whole sentence.
    Whole(Fault),
}

impl Found {
    fn whole(message: String) -> Found {
        Found::Whole(Fault { message, range: None, help: None })
    }
}

struct Walk<'w, 'a> {
    facts: &'w Facts<'a>,
    need: &'w Need,
    seen: FxHashSet<ObjectId>,
    /// The attribute of an object in which it was found.
    attribute: Option<String>,
}

impl Walk<'_, '_> {
    fn values(&mut self, values: &Values) -> Option<Found> {
        values.iter().find_map(|value| self.value(value))
    }

    fn value(&mut self, value: &Value) -> Option<Found> {
        if let Value::External(name) = value
            && !name.contains('.')
            && crate::project::is_standard_library(name)
        {
            return Some(Found::Part(format!("the module `{name}`, which cannot be pickled")));
        }
        let Value::Object(id) = value else { return None };
        if !self.seen.insert(*id) {
            return None;
        }
        let object = self.facts.parent.heap.get(*id);
        match &object.kind {
            Kind::Typed { name } if &**name == "os.fd" => {
                return Some(Found::Part("a file descriptor, which is not open there".to_string()));
            }
            Kind::Typed { name } if Effects::builtin().is_unpicklable(name) || is_stream(name) => {
                return Some(Found::Part(match &**name {
                    "file" => "an open file, which cannot be pickled".to_string(),
                    name => format!("an object of type `{name}`, which cannot be pickled"),
                }));
            }
            Kind::Module { .. } => return Some(Found::Part("a module, which cannot be pickled".to_string())),
            Kind::Typed { name } if &**name == "collections.namedtuple()" => {
                if let Some(message) = self.namedtuple(*id) {
                    return Some(Found::whole(message));
                }
            }
            Kind::Function { .. } | Kind::Class { .. } | Kind::Suspended { .. } | Kind::SuspendedExpression { .. } => {
                return worker::unreachable(self.facts, self.need, value).map(Found::Whole);
            }
            // Pools go over what they are given here, so that of the iterator itself nothing travels but its values.
            Kind::LazyCall { function, .. } => return lazy(function).map(Found::whole),
            Kind::Partial { function, arguments } => {
                if let Some(fault) = worker::unreachable(self.facts, self.need, value) {
                    return Some(Found::Whole(fault));
                }
                let given: Vec<Values> = arguments.values().chain([function]).cloned().collect();
                return given.iter().find_map(|values| self.values(values));
            }
            Kind::Bound { receiver, function } => {
                let private = match function {
                    Value::Object(id) => self.facts.parent.functions.get(id),
                    _ => None,
                };
                if let Some(method) =
                    private.filter(|method| method.name.starts_with("__") && !method.name.ends_with("__"))
                {
                    return Some(Found::whole(format!(
                        "the private method `{}` goes to a child, where `pickle` does not find it by that name",
                        method.name
                    )));
                }
                // `out.name` of an open file is a value of its own, and not the file; the two look alike here.
                if matches!(function, Value::External(_)) {
                    return None;
                }
                return self.value(&receiver.clone());
            }
            Kind::Instance { class } => {
                if let Some(message) = constructor::needs_arguments(self.facts, *class) {
                    return Some(Found::whole(message));
                }
                if let Some(fault) = worker::unreachable(self.facts, self.need, value) {
                    return Some(Found::Whole(fault));
                }
                if self.pickles_itself(*id) {
                    return None;
                }
            }
            _ => {}
        }
        let mut fields: Vec<(&Field, &Values)> = object.fields.iter().filter(|(field, _)| field.is_content()).collect();
        fields.sort_by_cached_key(|(field, _)| format!("{field:?}"));
        let is_instance = matches!(object.kind, Kind::Instance { .. });
        fields.into_iter().find_map(|(field, values)| {
            let found = self.values(values)?;
            if let Field::Attribute(name) = field
                && is_instance
                && self.attribute.is_none()
            {
                self.attribute = Some(name.to_string());
            }
            Some(found)
        })
    }

    /// `__reduce__` and `__getstate__` decide for themselves what travels.
    fn pickles_itself(&self, id: ObjectId) -> bool {
        let Kind::Instance { class } = self.facts.parent.heap.get(id).kind else { return false };
        ["__reduce__", "__reduce_ex__", "__getstate__"]
            .into_iter()
            .any(|name| !self.facts.parent.heap.field(class, &Field::Attribute(identifier(name))).is_empty())
    }

    /// A named tuple is found again under its type name, not under the variable it was assigned to.
    fn namedtuple(&self, id: ObjectId) -> Option<String> {
        let heap = &self.facts.parent.heap;
        let class = heap.field(id, &Field::Argument("class".into()));
        let class_id = class.objects().next()?;
        let type_name = heap.field(class_id, &Field::Argument("typename".into()));
        let name = type_name.as_str()?;
        let found = self
            .need
            .snapshot
            .get(&identifier(name))
            .is_some_and(|values| values.objects().any(|other| other == class_id));
        (!found).then(|| {
            format!("the named tuple `{name}` is bound to another name, so that it cannot be pickled for a child")
        })
    }
}

/// Why an iterator that a call gives cannot be pickled. Those of the builtins can, with what they go over.
fn lazy(function: &str) -> Option<String> {
    if !function.contains('.') {
        return None;
    }
    Some(match function.strip_prefix("itertools.") {
        Some(name) => {
            format!("an iterator of `itertools.{name}` goes to a child; from Python 3.14 on it cannot be pickled")
        }
        None => "a generator cannot be pickled for a child".to_string(),
    })
}

fn is_stream(name: &str) -> bool {
    matches!(name, "file" | "sys.stdout" | "sys.stderr" | "sys.stdin")
}
