//! Imports: modules of the project are run, others are names.

use std::rc::Rc;

use ruff_python_ast::{Stmt, StmtImport, StmtImportFrom};
use ruff_text_size::{Ranged, TextSize};

use super::call::Arguments;
use super::frame::{FrameId, FrameKind};
use super::heap::{Field, Kind, ObjectId, Site};
use super::value::{Value, Values};
use super::{Active, LoadedFile, Machine};
use crate::lookup::End;
use crate::names::{Name, block::Block, identifier};
use crate::parse::Module;
use crate::project::is_standard_library;
use crate::starters::Kind as Starter;

/// How the types of folders without an `__init__.py` begin.
pub(super) const NAMESPACE: &str = "namespace ";

/// Deepest chain of imports that is followed.
const DEEPEST_IMPORT: usize = 24;

/// An imported name as it stands there.
pub(super) fn spelled(dotted: &str, level: u32) -> String {
    format!("{}{dotted}", ".".repeat(level as usize))
}

/// What an import comes to.
enum Imported {
    /// A module, or a folder without an `__init__.py`.
    Object(ObjectId),
    /// Nothing that is known of the project.
    External,
}

impl<'a> Machine<'a> {
    pub(crate) fn import(&mut self, import: &'a StmtImport) {
        for alias in &import.names {
            let dotted = alias.name.to_string();
            let module = self.module(&dotted, 0, alias);
            match &alias.asname {
                Some(name) => self.bind(identifier(name), module),
                None => {
                    let first = dotted.split('.').next().unwrap_or(&dotted).to_string();
                    let root = if first == dotted { module } else { self.root_package(&first, module, alias) };
                    self.bind(identifier(&first), root);
                }
            }
        }
    }

    /// What `import a.b.c` binds to `a`.
    fn root_package(&mut self, first: &str, module: Values, node: impl Ranged + Copy) -> Values {
        let known = self.by_name.get(first).or_else(|| self.folders.get(first)).copied();
        match known.filter(|_| module.objects().next().is_some()) {
            Some(root) => Values::one(Value::Object(root)),
            None => self.module(first, 0, node),
        }
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
                match self.project_module(&full, import.level, alias) {
                    Imported::Object(found) => values = Values::one(Value::Object(found)),
                    Imported::External if self.leaves_out(&spelled(&full, import.level)) => {
                        values = Values::external(&spelled(&full, import.level));
                    }
                    Imported::External => {}
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
                    if !is_standard_library(&name) && self.registry.lookup(&name).is_none() {
                        self.bind_names_of(None);
                    }
                    self.files[self.file as usize].stars.push(name);
                    self.change_world();
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
        for (name, values) in self.frames.variables_by_name(frame) {
            let wanted = exported.as_ref().map_or(!name.starts_with('_'), |exported| exported.contains(&name));
            if wanted && !values.is_empty() {
                let values = self.declared(file, &name).unwrap_or(values);
                self.bind(name, values);
            }
        }
        let stars = self.files[file as usize].stars.clone();
        self.files[self.file as usize].stars.extend(stars);
        self.change_world();
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
        if let Imported::Object(found) = self.project_module(dotted, level, node) {
            return Values::one(Value::Object(found));
        }
        let name = spelled(dotted, level);
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
    fn project_module(&mut self, dotted: &str, level: u32, node: impl Ranged + Copy) -> Imported {
        let project = self.project;
        let importer = &self.files[self.file as usize];
        let chain = project.resolve(&self.search, importer.module.path(), &importer.package, dotted, level);
        // Where a configuration says what all of a module does, its code does not count.
        let Some(chain) = chain.filter(|chain| !self.registry.is_own_module(&chain.name)) else {
            return Imported::External;
        };
        for part in &chain.parts {
            let object = self.run_module(part.module, &part.name, node);
            self.link(&part.name, object, node);
        }
        if chain.is_cold {
            self.skip(dotted, level);
            return Imported::External;
        }
        match chain.end {
            End::Missing => Imported::External,
            End::Namespace => Imported::Object(self.namespace(&chain.name, node)),
            End::Module => self.by_name.get(&chain.name).map_or(Imported::External, |found| Imported::Object(*found)),
        }
    }

    /// Makes a module an attribute of the package it lies in.
    fn link(&mut self, name: &str, object: ObjectId, node: impl Ranged + Copy) {
        let Some((outer, last)) = name.rsplit_once('.') else { return };
        let values = Values::one(Value::Object(object));
        match self.by_name.get(outer).map(|package| self.heap.get(*package).kind.clone()) {
            Some(Kind::Module { frame, .. }) => self.frames.set(frame, identifier(last), values),
            _ => {
                let folder = self.namespace(outer, node);
                self.heap.put(folder, Field::Attribute(identifier(last)), &values);
            }
        }
    }

    /// A folder without an `__init__.py`: nothing runs, and its attributes are the modules that are imported from it.
    fn namespace(&mut self, name: &str, node: impl Ranged + Copy) -> ObjectId {
        if let Some(folder) = self.folders.get(name) {
            return *folder;
        }
        let folder = self.typed(node, &format!("{NAMESPACE}{name}"));
        self.folders.insert(name.to_string(), folder);
        self.change_world();
        self.link(name, folder, node);
        folder
    }

    /// `package.name` where `name` is a module that nobody has imported explicitly.
    pub(crate) fn submodule(&mut self, file: u32, name: &Name, node: impl Ranged + Copy) -> Values {
        if let Some(&module) = self.modules.get(file as usize)
            && let Kind::Module { frame, .. } = self.heap.get(module).kind
            && let Some(function) = self.frames.value(frame, "__getattr__").cloned()
        {
            let mut found = self.call_values(&function, &Arguments::positional(vec![Values::string(name)]), node);
            self.gone = false;
            found.add(Value::Unknown);
            return found;
        }
        let Some(loaded) = self.files.get(file as usize) else { return Values::unknown() };
        if loaded.module.path().file_name().is_none_or(|name| name != "__init__.py") {
            return Values::unknown();
        }
        let dotted = format!("{}.{name}", loaded.package);
        match self.by_name.get(&dotted) {
            Some(object) => Values::one(Value::Object(*object)),
            None => self.left_out(&dotted, node).unwrap_or_else(Values::unknown),
        }
    }

    /// A module that code may have imported which this run leaves out.
    pub(crate) fn left_out(&mut self, dotted: &str, node: impl Ranged + Copy) -> Option<Values> {
        self.glance.as_ref()?;
        match self.project_module(dotted, 0, node) {
            Imported::Object(found) => Some(Values::one(Value::Object(found))),
            Imported::External => self.leaves_out(dotted).then(|| Values::external(dotted)),
        }
    }

    /// Changes where modules are looked for, if that is what the statement does.
    pub(crate) fn edit_search_path(&mut self, statement: &Stmt) {
        let LoadedFile { module, edits, .. } = &self.files[self.file as usize];
        let (path, edits) = (module.path(), Rc::clone(edits));
        for (_, edit) in edits.iter().filter(|(at, _)| *at == statement.start()) {
            self.project.edit(&mut self.search, path, edit);
            self.change_world();
        }
    }

    fn run_module(&mut self, module: &'a Module, name: &str, node: impl Ranged + Copy) -> ObjectId {
        if let Some(&object) = self.by_name.get(name) {
            self.record().imported.insert(object);
            return object;
        }
        // The file being judged may be another text than the one on the disk; imported by its name it runs once more.
        let module = if self.project.is_script(module.path()) { self.files[0].module } else { module };
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let frame = self.frames.push(FrameKind::Module(file), None, Block::of(None, module.body()));
        self.file_names.insert(file, name.to_string());
        let is_init = module.path().file_name().is_some_and(|name| name == "__init__.py");
        let package = if is_init { name } else { name.rsplit_once('.').map_or("", |(package, _)| package) };
        self.files.push(LoadedFile::new(module, package.to_string(), self.project));
        let site = Site { file, at: TextSize::new(0) };
        let object = self.heap.make(site, Kind::Module { file, frame }, self.statement);
        self.modules.push(object);
        self.by_name.insert(name.to_string(), object);
        self.change_world();
        let record = self.record();
        record.imported.insert(object);
        record.loaded.insert(object);
        self.frames.set(frame, Rc::from("__name__"), Values::string(name));
        self.frames.set(frame, Rc::from("__file__"), Values::one(Value::Scalar("str")));
        if self.importing.len() >= DEEPEST_IMPORT {
            self.exhausted = true;
            return object;
        }
        self.run_module_body(module, object, frame, file, node);
        object
    }

    fn run_module_body(&mut self, module: &'a Module, object: ObjectId, frame: FrameId, file: u32, node: impl Ranged) {
        let at = node.range().start();
        self.stack.push(Active { code: None, object, file: self.file, at });
        self.importing.push(file);
        let (outer_frame, outer_file) =
            (std::mem::replace(&mut self.frame, frame), std::mem::replace(&mut self.file, file));
        let (class, now) = (self.class.take(), self.now);
        for statement in module.body() {
            if !self.run_statement(statement).goes_on() {
                self.gone = true;
                break;
            }
        }
        self.class = class;
        self.now = now;
        self.frame = outer_frame;
        self.file = outer_file;
        self.importing.pop();
        self.stack.pop();
        self.change_world();
    }
}
