//! Imports: modules of the project are run, others are names.

use std::rc::Rc;

use ruff_python_ast::{StmtImport, StmtImportFrom};
use ruff_text_size::{Ranged, TextSize};

use super::frame::{FrameId, FrameKind};
use super::heap::{Field, Kind, ObjectId, Site};
use super::value::{Value, Values};
use super::{Active, LoadedFile, Machine};
use crate::finding::CallStep;
use crate::names::{Name, block::Block, identifier};
use crate::parse::Module;
use crate::project::is_standard_library;
use crate::starters::Kind as Starter;

/// Deepest chain of imports that is followed.
const DEEPEST_IMPORT: usize = 24;

impl<'a> Machine<'a> {
    pub(crate) fn import(&mut self, import: &'a StmtImport) {
        for alias in &import.names {
            let dotted = alias.name.to_string();
            let module = self.module(&dotted, 0, alias);
            match &alias.asname {
                Some(name) => self.bind(identifier(name), module),
                None => {
                    let first = dotted.split('.').next().unwrap_or(&dotted).to_string();
                    let root = if first == dotted { module } else { self.root_package(&dotted, &first, module, alias) };
                    self.bind(identifier(&first), root);
                }
            }
        }
    }

    /// What `import a.b.c` binds to `a`: the package, or for a package without `__init__.py` an object with `b` in it.
    fn root_package(&mut self, dotted: &str, first: &str, module: Values, node: impl Ranged + Copy) -> Values {
        let of_project = module.objects().next().is_some();
        let root = self.module(first, 0, node);
        if !of_project || root.objects().next().is_some() {
            return root;
        }
        let mut inner = module;
        let parts: Vec<&str> = dotted.split('.').collect();
        for depth in (1..parts.len()).rev() {
            let namespace = self.typed(node, &format!("namespace {}", parts[..depth].join(".")));
            self.heap.put(namespace, Field::Attribute(identifier(parts[depth])), &inner);
            inner = Values::one(Value::Object(namespace));
        }
        inner
    }

    pub(crate) fn import_from(&mut self, import: &'a StmtImportFrom) {
        let dotted = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
        if dotted == "__future__" {
            let postponed = import.names.iter().any(|alias| &alias.name == "annotations");
            self.files[self.file as usize].postponed_annotations |= postponed;
            for alias in &import.names {
                self.bind(identifier(alias.asname.as_ref().unwrap_or(&alias.name)), Values::unknown());
            }
            return;
        }
        let module = self.module(&dotted, import.level, import);
        for alias in &import.names {
            if &alias.name == "*" {
                self.import_star(&module);
                continue;
            }
            let name = identifier(&alias.name);
            let mut values = self.attribute_of(&module, &name, alias);
            if values.may_be_unknown() || values.is_empty() {
                let full = if dotted.is_empty() { name.to_string() } else { format!("{dotted}.{name}") };
                if let Some(found) = self.project_module(&full, import.level, alias) {
                    values = Values::one(Value::Object(found));
                }
            }
            self.bind(identifier(alias.asname.as_ref().unwrap_or(&alias.name)), values);
        }
    }

    fn import_star(&mut self, modules: &Values) {
        for module in modules.iter() {
            match module {
                Value::External(name) => {
                    let name = name.to_string();
                    self.files[self.file as usize].stars.push(name);
                }
                Value::Object(id) => self.copy_names(*id),
                _ => {}
            }
        }
    }

    fn copy_names(&mut self, module: ObjectId) {
        let Kind::Module { frame, file } = self.heap.get(module).kind else { return };
        let exported = self.frames.value(frame, "__all__").and_then(|values| self.exact_elements(values));
        let exported: Option<Vec<Name>> =
            exported.map(|names| names.iter().filter_map(|name| name.as_str().map(identifier)).collect());
        let mut names: Vec<(Name, Values)> =
            self.frames.variables(frame).iter().map(|(name, values)| (name.clone(), values.clone())).collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, values) in names {
            let wanted = exported.as_ref().map_or(!name.starts_with('_'), |exported| exported.contains(&name));
            if wanted && !values.is_empty() {
                let values = self.declared(file, &name).unwrap_or(values);
                self.bind(name, values);
            }
        }
        let stars = self.files[file as usize].stars.clone();
        self.files[self.file as usize].stars.extend(stars);
    }

    /// `importlib.import_module("a.b")`
    pub(crate) fn import_by_name(&mut self, dotted: &str, node: impl Ranged + Copy) -> Values {
        self.module(dotted, 0, node)
    }

    /// The module with this dotted name, run if it belongs to the project.
    fn module(&mut self, dotted: &str, level: u32, node: impl Ranged + Copy) -> Values {
        if dotted == "__main__" && level == 0 {
            self.record().dynamic = true;
            self.record().externals.insert(Rc::from("__main__"));
            return Values::one(Value::Object(ObjectId(0)));
        }
        if let Some(found) = self.project_module(dotted, level, node) {
            return Values::one(Value::Object(found));
        }
        let name = if level > 0 { format!("{}{dotted}", ".".repeat(level as usize)) } else { dotted.to_string() };
        let harmless = is_standard_library(&name)
            || self.registry.lookup(&name).is_some_and(|entry| entry.kind == Starter::Quiet && !entry.unknown);
        let import = (name.clone(), harmless);
        let record = self.record();
        if !record.imports.contains(&import) {
            record.imports.push(import);
        }
        self.external_value(&name)
    }

    /// A module of the project: every package on the way is run first.
    fn project_module(&mut self, dotted: &str, level: u32, node: impl Ranged + Copy) -> Option<ObjectId> {
        if level == 0 && self.registry.is_own_module(dotted) {
            return None;
        }
        let project = self.project;
        let importer = self.files[self.file as usize].module.path();
        let chain = project.resolve(importer, dotted, level)?;
        let mut parent: Option<ObjectId> = None;
        for part in chain {
            let object = self.run_module(part.module, &part.name, node);
            if let Some(parent) = parent
                && let Kind::Module { frame: outer, .. } = self.heap.get(parent).kind
            {
                let last = part.name.rsplit('.').next().unwrap_or(&part.name);
                self.frames.set(outer, identifier(last), Values::one(Value::Object(object)));
            }
            parent = Some(object);
        }
        parent
    }

    /// `package.name` where `name` is a module that nobody has imported explicitly.
    pub(crate) fn submodule(&mut self, file: u32, name: &Name) -> Values {
        let project = self.project;
        let Some(loaded) = self.files.get(file as usize) else { return Values::unknown() };
        let path = loaded.module.path();
        if path.file_name().is_some_and(|name| name == "__init__.py")
            && let Some(module) = project.beside(path, name)
            && let Some(object) = self.by_path.get(module.path())
        {
            return Values::one(Value::Object(*object));
        }
        Values::unknown()
    }

    fn run_module(&mut self, module: &'a Module, name: &str, node: impl Ranged + Copy) -> ObjectId {
        if let Some(&object) = self.by_path.get(module.path()) {
            return object;
        }
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let frame = self.frames.push(FrameKind::Module(file), None, Block::of(None, module.body()));
        self.file_names.insert(file, name.to_string());
        self.files.push(LoadedFile { module, stars: Vec::new(), postponed_annotations: false });
        let site = Site { file, at: TextSize::new(0) };
        let object = self.heap.make(site, Kind::Module { file, frame }, self.statement);
        self.by_path.insert(module.path().to_path_buf(), object);
        self.frames.set(frame, Rc::from("__name__"), Values::string(name));
        self.frames.set(frame, Rc::from("__file__"), Values::one(Value::Scalar("str")));
        if self.importing.len() >= DEEPEST_IMPORT {
            self.exhausted = true;
            return object;
        }
        self.run_module_body(module, name, frame, file, node);
        object
    }

    fn run_module_body(&mut self, module: &'a Module, name: &str, frame: FrameId, file: u32, node: impl Ranged) {
        let importer = &self.files[self.file as usize];
        let line = importer.module.line(node.range().start());
        let other = (self.file != 0).then(|| importer.module.path().display().to_string());
        let step = CallStep { name: format!("import {name}"), file: other, line };
        self.stack.push(Active { code: None, step });
        self.importing.push(file);
        let (outer_frame, outer_file) =
            (std::mem::replace(&mut self.frame, frame), std::mem::replace(&mut self.file, file));
        let class = self.class.take();
        for statement in module.body() {
            if !self.run_statement(statement).goes_on() {
                self.gone = true;
                break;
            }
        }
        self.class = class;
        self.frame = outer_frame;
        self.file = outer_file;
        self.importing.pop();
        self.stack.pop();
    }
}
