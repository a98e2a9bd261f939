//! What the code of workers mentions in other files: their globals, and the modules that functions import when they run.
//!
//! `reach` takes all globals of every file the workers' code comes from, which is enough to refuse. To say that something is
//! wrong takes more: this walk follows the functions and classes that are named, and nothing else.

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_ast::Stmt;
use ruff_python_ast::visitor::Visitor;
use ruff_text_size::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Need;
use super::body::Body;
use crate::effects::Effects;
use crate::interpret::heap::{Kind, ObjectId};
use crate::interpret::trace::{Definition, Snapshot, Trace};
use crate::interpret::value::{Value, Values};
use crate::lookup::absolute_name;
use crate::names::Name;
use crate::names::globals::{Access, GlobalUses, Place};
use crate::parse::Module;

/// What the workers of one start mention.
#[derive(Debug, Default)]
pub struct Elsewhere {
    /// Globals, by the index of their file; 0 is the file being judged.
    pub reads: BTreeSet<(u32, Name)>,
    /// Names that the code gives values, or whose values it changes, so that it may not depend on what they were.
    pub changes: BTreeSet<Name>,
    /// The modules that functions import when they run, by their dotted names; names of other things may be among them.
    pub imports: BTreeSet<String>,
    /// What it takes from outside the project, by its full name: `random.seed`, `print`.
    pub externals: BTreeSet<String>,
    /// The attributes it mentions.
    pub attributes: BTreeSet<Name>,
    /// Functions from outside whose results it compares.
    pub compared: BTreeSet<String>,
    /// It compares values by identity, other than with constants.
    pub by_identity: bool,
    /// It compares values, or looks them up in containers.
    pub by_equality: bool,
    /// It writes the type of something, or a representation of it.
    pub shows_types: bool,
    /// It writes values held by variables of its own, or makes texts of them.
    pub shows_values: bool,
    /// Globals that its functions bind.
    pub rebinds: BTreeSet<Name>,
    /// Some of it calls itself, as far as names tell.
    pub recurses: bool,
}

/// The modules that hold the functions and classes which the workers of these starts look up by name.
pub fn homes(trace: &Trace, needs: &[Need]) -> BTreeSet<String> {
    let roots = needs.iter().flat_map(|need| need.callables.objects().chain(need.data.objects()));
    let reached = trace.heap.reachable(roots);
    let mut ids: Vec<ObjectId> = reached.into_iter().collect();
    ids.sort();
    let file_of = |id: &ObjectId| definition(trace, *id).map(|definition| definition.file);
    ids.iter().filter_map(file_of).filter_map(|file| trace.file_names.get(&file).cloned()).collect()
}

fn definition(trace: &Trace, id: ObjectId) -> Option<&Definition> {
    trace.functions.get(&id).or_else(|| trace.classes.get(&id))
}

/// The files of a run, for any number of searches.
pub(super) struct Files<'t> {
    module: &'t Module,
    /// The package the file being judged belongs to.
    package: &'t str,
    trace: &'t Trace,
    by_name: FxHashMap<&'t str, u32>,
    uses: FxHashMap<u32, Rc<GlobalUses>>,
}

impl<'t> Files<'t> {
    pub(super) fn new(module: &'t Module, package: &'t str, trace: &'t Trace) -> Files<'t> {
        let by_name = trace.file_names.iter().map(|(file, name)| (&**name, *file)).collect();
        Files { module, package, trace, by_name, uses: FxHashMap::default() }
    }

    /// Follows the code behind some callables.
    pub(super) fn mentioned(&mut self, callables: &Values) -> Elsewhere {
        let (seen, running) = (FxHashSet::default(), Vec::new());
        let mut walk = Walk { trace: self.trace, files: self, seen, running, found: Elsewhere::default() };
        walk.values(callables);
        walk.found
    }

    /// The tree of a file; the script itself, imported by its name, has the one of the script.
    fn tree(&self, file: u32) -> &'t Module {
        self.trace.trees.get(&file).map_or(self.module, |tree| tree)
    }

    fn uses(&mut self, file: u32) -> Rc<GlobalUses> {
        let tree = self.tree(file);
        Rc::clone(self.uses.entry(file).or_insert_with(|| Rc::new(GlobalUses::of(tree.body()))))
    }

    /// The modules from which a file imports all names.
    fn stars(&self, file: u32) -> Vec<String> {
        let star = |statement: &Stmt| match statement {
            Stmt::ImportFrom(import) if import.names.iter().any(|alias| &alias.name == "*") => {
                import.module.as_ref().map(ToString::to_string)
            }
            _ => None,
        };
        self.tree(file).body().iter().filter_map(star).collect()
    }

    fn package_of(&self, file: u32) -> String {
        let Some(name) = self.trace.file_names.get(&file) else { return self.package.to_string() };
        match self.tree(file).path().file_name().is_some_and(|name| name == "__init__.py") {
            true => name.clone(),
            false => name.rsplit_once('.').map_or("", |(package, _)| package).to_string(),
        }
    }
}

struct Walk<'w, 't> {
    files: &'w mut Files<'t>,
    trace: &'t Trace,
    seen: FxHashSet<(u32, TextRange)>,
    /// The functions and classes that led here.
    running: Vec<(u32, TextRange)>,
    found: Elsewhere,
}

impl<'t> Walk<'_, 't> {
    fn values(&mut self, values: &Values) {
        values.iter().for_each(|value| self.value(value));
    }

    fn value(&mut self, value: &Value) {
        let Value::Object(id) = value else { return };
        let trace = self.trace;
        match &trace.heap.get(*id).kind {
            Kind::Function { .. } | Kind::Class { .. } => {
                if let Some(definition) = definition(trace, *id) {
                    let place = (definition.file, definition.range);
                    self.found.recurses |= self.calls_own_name(definition);
                    self.running.push(place);
                    self.code(definition.file, definition.range);
                    self.running.pop();
                }
            }
            Kind::Instance { class } => self.value(&Value::Object(*class)),
            Kind::Bound { receiver, function } => {
                self.value(receiver);
                self.value(function);
            }
            Kind::Partial { function, arguments } => {
                self.values(function);
                arguments.values().for_each(|values| self.values(values));
            }
            _ => {}
        }
    }

    /// Does a method mention an attribute of its own name, or one of the methods of a class?
    fn calls_own_name(&mut self, definition: &Definition) -> bool {
        let uses = self.files.uses(definition.file);
        let methods = self.trace.functions.values().filter(|method| {
            method.owner.is_some() && method.file == definition.file && definition.range.contains_range(method.range)
        });
        let is_special = |name: &str| name.starts_with("__") && name.ends_with("__");
        methods
            .filter(|method| !is_special(&method.name))
            .any(|method| uses.attributes_inside(method.range).iter().any(|(_, name)| **name == *method.name))
    }

    fn variables(&self, file: u32) -> Option<&'t Snapshot> {
        if file == 0 { Some(&self.trace.variables) } else { self.trace.modules.get(&file) }
    }

    /// A function or class whose code may run.
    fn code(&mut self, file: u32, range: TextRange) {
        if !self.seen.insert((file, range)) {
            return;
        }
        let uses = self.files.uses(file);
        let attributes: Vec<&Name> = uses.attributes_inside(range).iter().map(|(_, name)| name).collect();
        for used in uses.inside(range) {
            if used.declared && used.access == Access::Bind {
                self.found.changes.insert(used.name.clone());
                self.found.rebinds.insert(used.name.clone());
            }
            self.mention(file, &used.name, &attributes);
            if used.place == Place::Deferred {
                self.found.recurses |= self.is_running(file, &used.name);
            }
        }
        let mut body = Body { range, ..Body::default() };
        self.files.tree(file).body().iter().for_each(|statement| body.visit_stmt(statement));
        self.found.changes.extend(body.changes);
        self.found.attributes.extend(attributes.iter().map(|name| (*name).clone()));
        self.found.compared.extend(body.compared);
        self.found.by_identity |= body.by_identity;
        self.found.by_equality |= body.by_equality;
        self.found.shows_types |= body.shows_types;
        self.found.shows_values |= body.shows_values;
        for (name, rest) in body.dotted {
            let is_imported =
                || body.imports.iter().any(|(_, dotted, names)| dotted.is_empty() && names.contains(&name));
            let is_global = uses.inside(range).iter().any(|used| used.name == name);
            let values = self.variables(file).filter(|_| is_global).and_then(|variables| variables.get(&name));
            let outside = values.into_iter().flat_map(Values::iter).filter_map(|value| match value {
                Value::External(name) => Some(name.to_string()),
                _ => None,
            });
            let imported = is_imported().then(|| name.to_string());
            self.found.externals.extend(outside.chain(imported).map(|module| format!("{module}.{rest}")));
        }
        for (level, dotted, names) in body.imports {
            let dotted = absolute_name(&self.files.package_of(file), level, &dotted);
            self.found.imports.insert(dotted.clone());
            for name in names {
                let whole = join(&dotted, &name);
                let module = self.files.by_name.get(&*whole).copied();
                self.found.imports.insert(whole);
                if let Some(other) = module {
                    self.attributes(other, &attributes);
                } else if let Some(&other) = self.files.by_name.get(&*dotted) {
                    self.mention(other, &name, &attributes);
                }
            }
        }
    }

    /// Does the global hold a function whose code led here?
    fn is_running(&self, file: u32, name: &Name) -> bool {
        let values = self.variables(file).and_then(|variables| variables.get(name));
        let mut definitions = values.into_iter().flat_map(Values::objects).filter_map(|id| definition(self.trace, id));
        definitions.any(|own| self.running.contains(&(own.file, own.range)))
    }

    /// A global, and what its value leads to.
    fn mention(&mut self, file: u32, name: &Name, attributes: &[&Name]) {
        let is_new = self.found.reads.insert((file, name.clone()));
        let Some(values) = self.variables(file).and_then(|variables| variables.get(name)) else {
            let stars = self.files.stars(file);
            let from_star = stars.into_iter().map(|star| format!("{star}.{name}"));
            let known = from_star.filter(|name| Effects::builtin().lookup(name).is_some());
            self.found.externals.extend(known.chain([name.to_string()]));
            return;
        };
        for value in values.iter() {
            if let Value::External(name) = value {
                self.found.externals.insert(name.to_string());
            }
            let Value::Object(id) = value else { continue };
            if let Kind::Typed { name } = &self.trace.heap.get(*id).kind {
                self.found.externals.insert(name.to_string());
            }
            match self.trace.heap.get(*id).kind {
                Kind::Module { file, .. } => self.attributes(file, attributes),
                _ if is_new => self.value(value),
                _ => {}
            }
        }
    }

    /// What code takes from a module it has: any of its globals that is an attribute of something there.
    fn attributes(&mut self, file: u32, attributes: &[&Name]) {
        let Some(variables) = self.variables(file) else { return };
        for name in attributes {
            if variables.contains_key(*name) && self.found.reads.insert((file, (*name).clone())) {
                self.values(&variables[*name]);
            }
        }
    }
}

fn join(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_string() } else { format!("{package}.{name}") }
}
