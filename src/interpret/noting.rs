//! What the running statement does, written into its record.

use super::Machine;
use super::heap::{Kind, ObjectId};
use super::special::argument;
use super::trace::{Seen, UnknownCall};
use super::value::Values;
use crate::effects::{Access, Resource};

impl Machine<'_> {
    /// Records that a resource is touched.
    pub(super) fn touch(&mut self, resource: Resource, access: Access) {
        self.touch_for(resource, access, false);
    }

    /// Records that a resource is touched, by this process or by the workers it starts.
    pub(super) fn touch_for(&mut self, resource: Resource, access: Access, by_workers: bool) {
        self.acts += 1;
        let (at, in_handler, sure) = (self.here(), self.handlers > 0, self.doubt.is_sure_of(resource));
        let record = self.record();
        let since_start = record.started;
        let seen = Seen { resource, access, at, on_exit: false, by_workers, in_handler, sure, since_start };
        if !record.effects.contains(&seen) {
            record.effects.push(seen);
        }
    }

    /// Records a call nothing is known about; what is handed to it may be changed.
    pub(super) fn unknown_call(&mut self, name: &str, arguments: impl IntoIterator<Item = Values>) {
        // A method of an object has the name of a class in it.
        let is_function = !name.split('.').any(|part| part.starts_with(char::is_uppercase));
        self.unknown_call_of(name, is_function, arguments);
    }

    /// The same; `is_function` tells whether it is a function of a library.
    pub(super) fn unknown_call_of(
        &mut self,
        name: &str,
        is_function: bool,
        arguments: impl IntoIterator<Item = Values>,
    ) {
        self.acts += 1;
        let (at, since_start) = (self.here(), self.record().started);
        let call = UnknownCall { name: name.to_string(), at, on_exit: false, is_function, since_start };
        for values in arguments {
            let objects = self.hanging_on(&values);
            let objects = self.with_memory(objects);
            let objects: Vec<ObjectId> = objects.into_iter().filter(|id| self.is_changeable(*id)).collect();
            let record = self.record();
            for id in objects {
                if record.writes(id) {
                    record.guessed_objects.insert(id);
                }
            }
        }
        let record = self.record();
        if !record.unknown.contains(&call) {
            record.unknown.push(call);
        }
    }

    /// Records that the objects among `values` may be changed.
    pub(super) fn change(&mut self, values: &Values) {
        self.changeable(values).into_iter().for_each(|id| self.write(id));
    }

    pub(super) fn changeable(&self, values: &Values) -> Vec<ObjectId> {
        values.objects().filter(|id| self.is_changeable(*id)).collect()
    }

    fn is_changeable(&self, id: ObjectId) -> bool {
        !matches!(self.heap.get(id).kind, Kind::Function { .. } | Kind::Bound { .. } | Kind::Module { .. })
    }

    /// These objects, and those whose memory they are: who changes one changes the other.
    pub(super) fn with_memory(&self, objects: impl IntoIterator<Item = ObjectId>) -> Vec<ObjectId> {
        let mut all: Vec<ObjectId> = objects.into_iter().collect();
        let mut next = 0;
        while let Some(&id) = all.get(next) {
            next += 1;
            for behind in self.heap.field(id, &argument("memory")).objects() {
                if !all.contains(&behind) {
                    all.push(behind);
                }
            }
        }
        all
    }

    /// Records that the objects among `values` are looked into.
    pub(super) fn look_into(&mut self, values: &Values) {
        let objects: Vec<ObjectId> = values.objects().collect();
        self.record().read_objects.extend(objects);
    }
}
