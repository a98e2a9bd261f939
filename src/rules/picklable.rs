//! MP105: an object handed to a child that cannot be pickled, or not found again.

use rustc_hash::FxHashSet;

use super::worker;
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
    let mut walk = Walk { facts, need, seen: FxHashSet::default() };
    let message = walk.values(&need.data).or_else(|| walk.behind_callables(&need.callables))?;
    Some(Refusal {
        remedy: worker::remedy(facts, need),
        code: Code::ArgumentNotPicklable,
        range: need.at,
        message,
        help: vec!["pass plain data, and let the worker make the object itself".to_string()],
    })
}

struct Walk<'w, 'a> {
    facts: &'w Facts<'a>,
    need: &'w Need,
    seen: FxHashSet<ObjectId>,
}

impl Walk<'_, '_> {
    fn values(&mut self, values: &Values) -> Option<String> {
        values.iter().find_map(|value| self.value(value))
    }

    /// The object of a bound method and the arguments of a partial travel as well.
    fn behind_callables(&mut self, callables: &Values) -> Option<String> {
        callables.objects().find_map(|id| match &self.facts.parent.heap.get(id).kind {
            Kind::Bound { receiver, .. } => self.value(&receiver.clone()),
            Kind::Partial { arguments, .. } => {
                let given: Vec<Values> = arguments.values().cloned().collect();
                given.iter().find_map(|values| self.values(values))
            }
            Kind::Instance { .. } => self.value(&Value::Object(id)),
            _ => None,
        })
    }

    fn value(&mut self, value: &Value) -> Option<String> {
        if let Value::External(name) = value
            && !name.contains('.')
            && crate::project::is_standard_library(name)
        {
            return Some(format!("the module `{name}` goes to a child, but cannot be pickled"));
        }
        let Value::Object(id) = value else { return None };
        if !self.seen.insert(*id) {
            return None;
        }
        let object = self.facts.parent.heap.get(*id);
        match &object.kind {
            Kind::Typed { name } if &**name == "os.fd" => {
                return Some("a file descriptor goes to a child, in which it is not open".to_string());
            }
            Kind::Typed { name } if Effects::builtin().is_unpicklable(name) || is_stream(name) => {
                return Some(format!("a {name} object goes to a child, but cannot be pickled"));
            }
            Kind::Module { .. } => return Some("a module goes to a child, but cannot be pickled".to_string()),
            Kind::Typed { name } if &**name == "collections.namedtuple()" => {
                if let Some(message) = self.namedtuple(*id) {
                    return Some(message);
                }
            }
            Kind::Function { .. }
            | Kind::Class { .. }
            | Kind::Suspended { .. }
            | Kind::SuspendedExpression { .. }
            | Kind::LazyCall { .. } => {
                return worker::unreachable(self.facts, self.need, value).map(|fault| fault.message);
            }
            Kind::Instance { .. } => {
                if let Some(fault) = worker::unreachable(self.facts, self.need, value) {
                    return Some(fault.message);
                }
                if self.pickles_itself(*id) {
                    return None;
                }
            }
            _ => {}
        }
        let mut fields: Vec<(&Field, &Values)> = object.fields.iter().filter(|(field, _)| field.is_content()).collect();
        fields.sort_by_cached_key(|(field, _)| format!("{field:?}"));
        fields.into_iter().find_map(|(_, values)| self.values(values))
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

fn is_stream(name: &str) -> bool {
    matches!(name, "file" | "sys.stdout" | "sys.stderr" | "sys.stdin")
}
