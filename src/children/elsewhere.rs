//! What the code of workers mentions in other files: their globals, and the modules that functions import when they run.
//!
//! `reach` takes all globals of every file the workers' code comes from, which is enough to refuse. To say that something is
//! wrong takes more: this walk follows the functions and classes that are named, and nothing else.

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Need;
use crate::interpret::heap::{Kind, ObjectId};
use crate::interpret::trace::{Definition, Snapshot, Trace};
use crate::interpret::value::{Value, Values};
use crate::lookup::absolute_name;
use crate::names::globals::{Access, GlobalUses};
use crate::names::{Name, identifier};
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
        let mut walk = Walk { trace: self.trace, files: self, seen: FxHashSet::default(), found: Elsewhere::default() };
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
                    self.code(definition.file, definition.range);
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
            }
            self.mention(file, &used.name, &attributes);
        }
        let mut body = Body { range, imports: Vec::new(), changes: BTreeSet::new() };
        self.files.tree(file).body().iter().for_each(|statement| body.visit_stmt(statement));
        self.found.changes.extend(body.changes);
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

    /// A global, and what its value leads to.
    fn mention(&mut self, file: u32, name: &Name, attributes: &[&Name]) {
        let is_new = self.found.reads.insert((file, name.clone()));
        let Some(values) = self.variables(file).and_then(|variables| variables.get(name)) else { return };
        for value in values.iter() {
            let Value::Object(id) = value else { continue };
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

/// Methods by which containers change.
const CHANGING: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "setdefault",
    "update",
];

/// Looks through the code in a range.
struct Body {
    range: TextRange,
    /// Level, module and names of each import; of `import a.b`, the name is `b`.
    imports: Vec<(u32, String, Vec<Name>)>,
    changes: BTreeSet<Name>,
}

impl Body {
    fn change(&mut self, of: &Expr) {
        match of {
            Expr::Name(name) => self.changes.insert(identifier(&name.id)),
            Expr::Attribute(attribute) => self.changes.insert(identifier(attribute.attr.as_str())),
            _ => false,
        };
    }
}

impl<'a> Visitor<'a> for Body {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if statement.range().intersect(self.range).is_none() {
            return;
        }
        if self.range.contains_range(statement.range()) {
            match statement {
                Stmt::Import(import) => {
                    let modules = import.names.iter().map(|alias| match alias.name.rsplit_once('.') {
                        Some((package, name)) => (0, package.to_string(), vec![identifier(name)]),
                        None => (0, String::new(), vec![identifier(alias.name.as_str())]),
                    });
                    self.imports.extend(modules);
                }
                Stmt::ImportFrom(import) => {
                    let dotted = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
                    let names = import.names.iter().map(|alias| identifier(alias.name.as_str())).collect();
                    self.imports.push((import.level, dotted, names));
                }
                _ => {}
            }
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.range.contains_range(expression.range()) {
            match expression {
                Expr::Subscript(part) if part.ctx != ExprContext::Load => self.change(&part.value),
                Expr::Attribute(attribute) if attribute.ctx != ExprContext::Load => self.change(expression),
                Expr::Call(call) => match &*call.func {
                    Expr::Attribute(method) if CHANGING.contains(&method.attr.as_str()) => self.change(&method.value),
                    _ => {}
                },
                _ => {}
            }
        }
        walk_expr(self, expression);
    }
}
