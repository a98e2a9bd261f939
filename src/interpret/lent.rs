//! Settings of libraries: what calls set up there, and objects that a library lends, so that who changes them changes it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Machine;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Qualified, Value, Values};
use crate::effects::{Access, Effect, Resource};
use crate::names::{Name, builtins, identifier};

impl Machine<'_> {
    /// Records that a function of a library touches a resource.
    pub(super) fn touch_by(&mut self, name: &Rc<str>, resource: Resource, access: Access) {
        self.touch(resource, access);
        let sets_process = access == Access::Write && self.effects.state_set_by(name).is_some();
        let record = self.record();
        if sets_process {
            record.process_set_by.insert(name.clone());
        }
        match (resource, access) {
            (Resource::Settings, Access::Write) => record.set_up.insert(name.clone()),
            (Resource::Format, Access::Write) => record.formats.insert(name.clone()),
            _ => false,
        };
    }

    /// Marks what a library lends.
    pub(super) fn lend(&mut self, effect: &'static Effect, name: &str, result: &Values) {
        if effect.flags.lends {
            for id in result.objects().collect::<Vec<_>>() {
                self.heap.put(id, Field::LentBy, &Values::string(name));
            }
        }
    }

    /// Takes back what a block has set, where its manager puts that back.
    pub(super) fn put_back(&mut self, manager: &Values, before: &BTreeSet<Qualified>) {
        let types: Vec<Rc<str>> = manager.iter().filter_map(|value| self.type_name(value)).collect();
        let effects = self.effects;
        let is_put_back = |name: &Qualified| {
            let state = effects.state_set_by(name).filter(|_| !before.contains(name));
            state.is_some_and(|state| types.iter().any(|name| state.within.iter().any(|within| **within == **name)))
        };
        self.record().process_set_by.retain(|name| !is_put_back(name));
    }

    /// Does the object belong to a library?
    pub(super) fn is_lent(&self, value: &Value) -> bool {
        matches!(value, Value::Object(id) if self.heap.is_lent(*id))
    }

    /// `module.name = values`, where the module is one from outside.
    pub(super) fn patch(&mut self, module: &str, name: &Name, values: &Values) {
        let is_builtin = module == "builtins" && builtins::is_builtin(name);
        let qualified = if is_builtin { name.clone() } else { Rc::from(format!("{module}.{name}")) };
        self.hand_out(None, [values]);
        self.record().patched.insert(qualified.clone());
        let owners = self.owners_of(module, None);
        self.give_to(&owners, values);
        self.patches.insert(qualified, values.clone());
        self.change_world();
    }

    /// `owner[key] = values`, where the owner is a part of a module from outside.
    pub(super) fn set_item_outside(&mut self, owner: &Qualified, key: &Values, values: &Values) {
        match owner.strip_suffix(".__dict__").zip(key.as_str()) {
            Some((module, key)) => self.patch(module, &identifier(key), values),
            None => {
                self.write_value(&Value::External(owner.clone()));
                self.hand_out(Some(owner), [values]);
            }
        }
    }

    /// Records that an object is changed, and with it what it belongs to: the library that lends it, or the object whose
    /// attribute it is.
    pub(super) fn write(&mut self, id: ObjectId) {
        for id in self.with_memory([id]) {
            self.record().writes(id);
        }
        for lender in self.heap.field(id, &Field::LentBy).strings().unwrap_or_default() {
            let resources = self.effects.lookup(&lender).map(|effect| effect.resources.as_slice()).unwrap_or_default();
            for &(resource, _) in resources {
                self.touch_by(&lender, resource, Access::Write);
            }
        }
        if let Kind::Bound { receiver, function: Value::External(_) } = self.heap.get(id).kind.clone() {
            self.write_value(&receiver);
        }
    }

    /// The same for any value; what is changed in a module from outside is set there.
    pub(super) fn write_value(&mut self, value: &Value) {
        match value {
            Value::Object(id) => self.write(*id),
            Value::External(name) => {
                self.record().patched.insert(name.clone());
            }
            Value::Unknown | Value::Const(_) | Value::Scalar(_) => {}
        }
    }
}
