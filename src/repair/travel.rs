//! Can a value go to a child, and is it there what it was here?

use rustc_hash::FxHashSet;

use super::{Obstacle, Safety};
use crate::children::Need;
use crate::effects::Effects;
use crate::interpret::heap::{Field, Kind as ObjectKind, ObjectId};
use crate::interpret::value::{Value, Values};
use crate::names::Name;
use crate::rules::Facts;
use crate::starters::Kind;

/// How sure it is that the value of a global can be pickled for a child.
pub(super) fn safety(facts: &Facts<'_>, need: &Need, name: &Name) -> Result<Safety, Obstacle> {
    let is_definition = |id: ObjectId| match &facts.parent.heap.get(id).kind {
        ObjectKind::Function { .. } | ObjectKind::Class { .. } => true,
        ObjectKind::Typed { name } => matches!(&**name, "functools.cached" | "functools.dispatched"),
        _ => false,
    };
    if need.snapshot.get(name).is_some_and(|values| values.objects().any(is_definition)) {
        let message = format!("`{name}` is a function or class, of which children import their own");
        return Err(Obstacle { at: need.at, message });
    }
    let mut walk = Walk { facts, seen: FxHashSet::default(), safety: Safety::Safe };
    match need.snapshot.get(name) {
        Some(values) if !values.is_empty() => match walk.values(values) {
            None => Ok(walk.safety),
            Some(what) => {
                Err(Obstacle { at: need.at, message: format!("`{name}` holds {what}, which cannot be pickled") })
            }
        },
        _ => Ok(Safety::Unsafe),
    }
}

/// The same for any values; an error says what cannot be pickled.
///
/// Functions and classes among them are found by name or not: that is judged in the repaired text.
pub(super) fn of_values(facts: &Facts<'_>, values: &Values) -> Result<Safety, String> {
    let mut walk = Walk { facts, seen: FxHashSet::default(), safety: Safety::Safe };
    let by_name = |value: &&Value| match value {
        Value::Object(id) => {
            matches!(facts.parent.heap.get(*id).kind, ObjectKind::Function { .. } | ObjectKind::Class { .. })
        }
        _ => false,
    };
    match values.iter().filter(|value| !by_name(value)).find_map(|value| walk.value(value)) {
        Some(what) => Err(what),
        None if values.is_empty() => Ok(Safety::Unsafe),
        None => Ok(walk.safety),
    }
}

struct Walk<'a> {
    facts: &'a Facts<'a>,
    seen: FxHashSet<ObjectId>,
    safety: Safety,
}

impl Walk<'_> {
    /// What cannot be pickled for sure.
    fn values(&mut self, values: &Values) -> Option<String> {
        values.iter().find_map(|value| self.value(value))
    }

    fn value(&mut self, value: &Value) -> Option<String> {
        match value {
            Value::Unknown | Value::External(_) => self.safety = Safety::Unsafe,
            Value::Const(_) | Value::Scalar(_) => {}
            Value::Object(id) => return self.object(*id),
        }
        None
    }

    fn object(&mut self, id: ObjectId) -> Option<String> {
        if !self.seen.insert(id) {
            return None;
        }
        let object = self.facts.parent.heap.get(id);
        match &object.kind {
            // What it holds is shared and does not travel with it.
            ObjectKind::Typed { name } if kind_of(self.facts, name) == Some(Kind::Primitive) => return None,
            ObjectKind::Typed { name } => {
                if let Some(what) = self.typed(id, name) {
                    return Some(what);
                }
            }
            ObjectKind::Class { .. } if self.reaches_primitive(id) => {
                return Some("a class with a shared object".to_string());
            }
            ObjectKind::Instance { class } => {
                let nested = self.facts.parent.classes.get(class).is_none_or(|definition| definition.nested);
                // `pickle` makes the object without its constructor, and asks it for methods before it has attributes.
                let special = [
                    "__reduce__",
                    "__reduce_ex__",
                    "__getstate__",
                    "__setstate__",
                    "__getnewargs__",
                    "__getnewargs_ex__",
                    "__new__",
                    "__getattr__",
                    "__getattribute__",
                ];
                let heap = &self.facts.parent.heap;
                let has = |name: &&str| !heap.field(*class, &Field::Attribute(Name::from(*name))).is_empty();
                if nested || special.iter().any(has) || has_outside_base(self.facts, *class) {
                    self.safety = Safety::Unsafe;
                }
            }
            ObjectKind::Function { .. } | ObjectKind::Class { .. } => self.safety = Safety::Unsafe,
            ObjectKind::Bound { .. } | ObjectKind::Partial { .. } => self.safety = Safety::Unsafe,
            // Who goes over a copy leaves the one here as it is.
            ObjectKind::LazyCall { .. } => self.safety = Safety::Unsafe,
            ObjectKind::Suspended { .. } | ObjectKind::SuspendedExpression { .. } => {
                return Some("a generator".to_string());
            }
            ObjectKind::Module { .. } => return Some("a module".to_string()),
            ObjectKind::Super { .. } => self.safety = Safety::Unsafe,
        }
        let mut fields: Vec<(&Field, &Values)> = object.fields.iter().filter(|(field, _)| field.is_content()).collect();
        fields.sort_by_cached_key(|(field, _)| format!("{field:?}"));
        fields.into_iter().find_map(|(_, values)| self.values(values))
    }

    fn typed(&mut self, id: ObjectId, name: &str) -> Option<String> {
        if Effects::builtin().is_picklable(name) && !self.is_view(id) {
            return None;
        }
        let is_plain = |kind| matches!(kind, Kind::Object | Kind::Quiet);
        if kind_of(self.facts, name).is_some_and(|kind| !is_plain(kind)) || Effects::builtin().is_unpicklable(name) {
            return Some(format!("a {name}"));
        }
        // An array over shared memory would arrive as a copy of its own.
        if self.reaches_primitive(id) {
            return Some(format!("a view of a shared object ({name})"));
        }
        self.safety = Safety::Unsafe;
        None
    }

    /// Was it made of a shared object, rather than being a container that has one among its elements?
    fn is_view(&self, id: ObjectId) -> bool {
        let object = self.facts.parent.heap.get(id);
        object
            .fields
            .iter()
            .filter(|(field, _)| matches!(field, Field::Argument(_)))
            .any(|(_, values)| values.objects().any(|held| self.reaches_primitive(held)))
    }

    fn reaches_primitive(&self, id: ObjectId) -> bool {
        let heap = &self.facts.parent.heap;
        let is_primitive = |other: &ObjectId| matches!(&heap.get(*other).kind, ObjectKind::Typed { name } if kind_of(self.facts, name) == Some(Kind::Primitive));
        heap.reachable([id]).iter().any(is_primitive)
    }
}

fn kind_of(facts: &Facts<'_>, type_name: &str) -> Option<Kind> {
    facts.registry().lookup(type_name).map(|entry| entry.kind)
}

fn has_outside_base(facts: &Facts<'_>, class: ObjectId) -> bool {
    let ObjectKind::Class { bases, .. } = &facts.parent.heap.get(class).kind else { return true };
    bases.iter().flat_map(Values::iter).any(|base| match base {
        Value::External(name) => &**name != "object",
        Value::Object(base) => has_outside_base(facts, *base),
        _ => true,
    })
}

/// Two globals that share an object under fork would each have a copy of their own in a child.
pub(super) fn check_aliases(facts: &Facts<'_>, need: &Need, names: &[Name]) -> Result<(), Obstacle> {
    if need.externals.contains("id") {
        let message = "the workers look at the `id` of objects, which a copy does not share".to_string();
        return Err(Obstacle { at: need.at, message });
    }
    let heap = &facts.parent.heap;
    let state = |name: &Name| -> FxHashSet<ObjectId> {
        let roots: Vec<ObjectId> = need.snapshot.get(name).map(|values| values.objects().collect()).unwrap_or_default();
        let is_state = |id: &ObjectId| {
            !matches!(
                heap.get(*id).kind,
                ObjectKind::Function { .. } | ObjectKind::Class { .. } | ObjectKind::Module { .. }
            )
        };
        heap.reachable(roots).into_iter().filter(is_state).collect()
    };
    for name in names {
        let own = state(name);
        let other = need.names.iter().find(|other| !names.contains(other) && !own.is_disjoint(&state(other)));
        if let Some(other) = other {
            return Err(Obstacle { at: need.at, message: format!("`{name}` and `{other}` share an object") });
        }
    }
    Ok(())
}
