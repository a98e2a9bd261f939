//! Where the functions and classes of a run are defined, and what variables held, for the stages that read its trace.

use std::rc::Rc;

use ruff_text_size::Ranged;
use rustc_hash::FxHashMap;

use super::frame::{FrameId, FrameKind};
use super::heap::{Kind, ObjectId};
use super::trace::{Definition, Snapshot};
use super::value::{Value, Values};
use super::{Code, Machine};

/// Most snapshots of the variables that are kept.
const MOST_SNAPSHOTS: usize = 400;

impl Machine<'_> {
    /// The variables of all modules but the main one, by the indices of their files.
    pub(super) fn module_variables(&self) -> FxHashMap<u32, Snapshot> {
        let of_module = |object: &ObjectId| match self.heap.get(*object).kind {
            Kind::Module { file, frame } => Some((file, Rc::new(self.frames.variables(frame).clone()))),
            _ => None,
        };
        self.modules.iter().skip(1).filter_map(of_module).collect()
    }

    /// Where the functions and classes on the heap are defined.
    pub(crate) fn definitions(&self) -> (FxHashMap<ObjectId, Definition>, FxHashMap<ObjectId, Definition>) {
        let mut functions = FxHashMap::default();
        let mut classes = FxHashMap::default();
        for (id, object) in self.heap.all() {
            let (code, frame, owner) = match &object.kind {
                Kind::Function { code, frame, owner } => (*code, *frame, *owner),
                Kind::Class { code, frame, .. } => (*code, *frame, None),
                _ => continue,
            };
            let mut nested = false;
            let mut captured = Values::none();
            let mut variables = FxHashMap::default();
            let mut at = Some(frame);
            while let Some(outer) = at {
                let around = self.frames.get(outer);
                if matches!(around.kind, FrameKind::Function(_)) {
                    nested = true;
                    if let Some(cells) = self.heap.cells(outer) {
                        captured.add(Value::Object(cells));
                    }
                    let mut names: Vec<_> = self.frames.variables(outer).iter().collect();
                    names.sort_by(|a, b| a.0.cmp(b.0));
                    for (name, values) in names {
                        captured.join(values);
                        variables.entry(name.clone()).or_insert_with(|| values.clone());
                    }
                }
                if around.kind == FrameKind::Comprehension {
                    variables.extend(
                        self.frames.variables(outer).iter().map(|(name, values)| (name.clone(), values.clone())),
                    );
                }
                at = around.parent;
            }
            let (name, range) = match self.definition(code) {
                Code::Function(def) => (def.name.to_string(), def.range()),
                Code::Class(def) => (def.name.to_string(), def.range()),
                Code::Lambda(lambda) => ("lambda".to_string(), lambda.range()),
                Code::Generator(generator) => ("generator".to_string(), generator.range()),
                Code::Made(range) => (self.class_name(id), range),
            };
            let is_lambda = matches!(self.definition(code), Code::Lambda(_));
            let file = object.site.file;
            let definition = Definition { name, file, range, is_lambda, owner, nested, captured, variables };
            if matches!(object.kind, Kind::Class { .. }) {
                classes.insert(id, definition);
            } else {
                functions.insert(id, definition);
            }
        }
        (functions, classes)
    }

    /// The variables of the main file at this moment.
    pub(super) fn snapshot(&mut self) -> Snapshot {
        if self.snapshots < MOST_SNAPSHOTS {
            self.snapshots += 1;
            return Rc::new(self.frames.variables(FrameId(0)).clone());
        }
        self.exhausted = true;
        Rc::new(FxHashMap::default())
    }
}
