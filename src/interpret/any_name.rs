//! Names that nobody knows before the program runs: `globals()["on_" + event]`, `setattr(self, key, value)`.

use ruff_text_size::TextRange;

use super::Machine;
use super::class::Ancestor;
use super::frame::FrameId;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Value, Values};
use crate::names::Name;

impl Machine<'_> {
    /// What goes by a name that nobody knows: `globals()["cmd_" + sys.argv[1]]`, `getattr(self, "on_" + kind)`. It may be any
    /// function there is, and so may what it calls: functions that look others up in turn get them once.
    pub(super) fn any_callable_of(&mut self, owners: &Values, node: Option<TextRange>) -> Values {
        let mut found = Values::unknown();
        let running = self.stack.last().and_then(|active| active.code);
        if running.is_some() && self.stack.iter().filter(|active| active.code == running).count() > 1 {
            return found;
        }
        for owner in owners.objects().collect::<Vec<_>>() {
            match (self.heap.get(owner).kind.clone(), node) {
                (Kind::Module { frame, .. }, _) => {
                    for (_, values) in self.frames.variables_by_name(frame) {
                        let callable = values.iter().filter(|value| self.is_definition(value));
                        callable.for_each(|value| found.add(value.clone()));
                    }
                }
                (Kind::Instance { class }, Some(node)) => {
                    for name in self.methods_of(class) {
                        found.join(&self.attribute_of_one(&Value::Object(owner), &name, node));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// A function or a class of the project.
    pub(super) fn is_definition(&self, value: &Value) -> bool {
        let Value::Object(id) = value else { return false };
        matches!(self.heap.get(*id).kind, Kind::Function { .. } | Kind::Class { .. })
    }

    /// The names of the methods of a class and its bases, in order, without the special ones.
    fn methods_of(&self, class: ObjectId) -> Vec<Name> {
        let mut names = Vec::new();
        for ancestor in self.ancestors(class) {
            let Ancestor::Local(id) = ancestor else { continue };
            for (name, values) in self.attributes_of(id) {
                if !name.starts_with("__") && values.iter().any(|value| self.is_definition(value)) {
                    names.push(name);
                }
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// Attributes or globals whose names nobody knows get a value.
    pub(super) fn set_any_in(&mut self, owners: &Values, values: &Values) {
        for owner in owners.objects().collect::<Vec<_>>() {
            let Kind::Module { file, frame } = self.heap.get(owner).kind else {
                self.record().writes(owner);
                self.heap.put(owner, Field::AnyAttribute, values);
                continue;
            };
            if file != 0 {
                self.record().writes(owner);
            }
            for name in self.plain_variables(frame) {
                if file == 0 {
                    self.record().binds.insert(name.clone());
                }
                let mut either = values.clone();
                either.join(&self.frames.value(frame, &name).cloned().unwrap_or_default());
                self.frames.set(frame, name, either);
            }
        }
        self.hand_to_owners(owners, values);
    }

    /// Owners of code that was left out get to see what is set in them.
    pub(super) fn hand_to_owners(&mut self, owners: &Values, values: &Values) {
        for owner in owners.iter().filter(|owner| self.is_foreign(owner)).cloned().collect::<Vec<_>>() {
            self.hand_out(None, [&Values::one(owner), values]);
        }
    }

    /// The variables that hold neither definitions nor modules.
    pub(super) fn plain_variables(&self, frame: FrameId) -> Vec<Name> {
        let is_module = |value: &Value| match value {
            Value::External(_) => true,
            Value::Object(id) => matches!(self.heap.get(*id).kind, Kind::Module { .. }),
            _ => false,
        };
        let is_other = |value: &Value| is_module(value) || self.is_definition(value);
        let variables = self.frames.variables_by_name(frame).into_iter();
        let plain = variables.filter(|(name, values)| !name.starts_with("__") && !values.iter().any(is_other));
        plain.map(|(name, _)| name).collect()
    }
}
