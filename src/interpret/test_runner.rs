//! `unittest.main()` and its like, which find what they run in the main module by name.

use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::frame::FrameId;
use super::heap::{Field, Kind, ObjectId};
use super::value::Value;

impl<'a> Machine<'a> {
    /// `unittest.main()` and its like: every function and method of the main module may run.
    pub(crate) fn call_whole_module(&mut self, node: impl Ranged + Copy) {
        self.record().dynamic = true;
        for (name, values) in self.frames.variables_by_name(FrameId(0)) {
            for id in values.objects().collect::<Vec<_>>() {
                match self.heap.get(id).kind.clone() {
                    Kind::Class { .. } => self.call_test_methods(id, node),
                    Kind::Function { .. } if name.starts_with("test") => {
                        self.call_function(id, Arguments::default(), node);
                    }
                    _ => {}
                }
                self.gone = false;
            }
        }
    }

    pub(crate) fn call_test_methods(&mut self, class: ObjectId, node: impl Ranged + Copy) {
        let test_case = self.external_bases(class).iter().any(|base| base.ends_with("TestCase"));
        if !test_case {
            return;
        }
        let instance = Value::Object(self.make(node, Kind::Instance { class }));
        let mut names: Vec<_> = self
            .heap
            .get(class)
            .fields
            .keys()
            .filter_map(|field| match field {
                Field::Attribute(name) => Some(name.clone()),
                _ => None,
            })
            .filter(|name| name.starts_with("test") || name.starts_with("setUp") || name.starts_with("tearDown"))
            .collect();
        // setUp comes before the tests and they before tearDown.
        names.sort_by_key(|name| (!name.starts_with("setUp"), name.starts_with("tearDown"), name.clone()));
        for name in names {
            self.call_method(&instance, &name, Arguments::default(), node);
            self.gone = false;
        }
    }
}
