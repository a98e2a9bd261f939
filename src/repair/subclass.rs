//! Objects of a class derived from a process carry the values as attributes.
//!
//! ```text
//! class Worker(Process):              class Worker(Process):
//!                                         def __init__(self, *args, **kwargs):
//!                                             super().__init__(*args, **kwargs)
//!                                             self.results = results
//!
//!     def run(self):           =>         def run(self):
//!         results.put(1)                      self.results.put(1)
//! ```
//!
//! Where other functions of the child read the globals too, `run` binds them first: `global results; results = self.results`.

use std::collections::BTreeMap;

use ruff_python_ast::{Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Obstacle;
use super::arguments::insert;
use super::ship::Site;
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::interpret::value::Value;
use crate::names::Name;
use crate::names::block::Block;
use crate::names::globals::{Access, Place};
use crate::parse::unit::line_start;
use crate::rules::Facts;
use crate::transform::edits::Edits;
use crate::transform::indent;
use crate::transform::render::dominant_newline;

/// What `multiprocessing.process.BaseProcess` keeps on the object (Lib/multiprocessing/process.py), besides names with `_`.
const TAKEN: &[&str] = &[
    "authkey",
    "close",
    "daemon",
    "exitcode",
    "ident",
    "is_alive",
    "join",
    "kill",
    "name",
    "pid",
    "run",
    "sentinel",
    "start",
    "terminate",
];

/// Hands the globals of `site` to objects of `class`.
pub(super) fn ship(facts: &Facts<'_>, site: &Site<'_>, class: ObjectId, edits: &mut Edits) -> Result<(), Obstacle> {
    let def =
        definition(facts, class).ok_or_else(|| obstacle(site, "the class is not one of this file's top level"))?;
    if !derives_directly(facts, class) || is_base_of_another(facts, class) {
        return Err(obstacle(site, "the class is not derived directly from the process class, or has subclasses"));
    }
    if let Some(reason) = out_of_hand(facts, def) {
        return Err(obstacle(site, reason));
    }
    let run = method(def, "run").ok_or_else(|| obstacle(site, "the class does not define `run` itself"))?;
    let receiver = receiver(run).ok_or_else(|| obstacle(site, "`run` has no plain first parameter"))?;
    let attributes = attributes(facts, &site.names);
    let writer = Writer { facts, def, edits };
    writer.write(site, run, receiver, &attributes)
}

fn obstacle(site: &Site<'_>, message: &str) -> Obstacle {
    Obstacle { at: site.call.range(), message: message.to_string() }
}

fn definition<'a>(facts: &Facts<'a>, class: ObjectId) -> Option<&'a StmtClassDef> {
    let definition = facts.parent.classes.get(&class).filter(|definition| definition.file == 0)?;
    facts.module.body().iter().find_map(|statement| match statement {
        Stmt::ClassDef(def) if def.range() == definition.range => Some(def),
        _ => None,
    })
}

/// Why attributes of its objects may not stay what a constructor sets.
fn out_of_hand(facts: &Facts<'_>, def: &StmtClassDef) -> Option<&'static str> {
    let bound = facts.uses.all().iter().filter(|used| *used.name == *def.name.id && used.access != Access::Read);
    if bound.count() != 1 || !def.decorator_list.is_empty() || !def.keywords().is_empty() {
        return Some("the class is decorated, made by a metaclass, or bound more than once");
    }
    let own = Block::of(None, &def.body);
    let special = ["__getattr__", "__getattribute__", "__getstate__", "__new__", "__reduce__", "__reduce_ex__"];
    if special.iter().chain(["__setattr__", "__setstate__"].iter()).any(|name| own.bound.contains(*name)) {
        return Some("the class makes, pickles or looks up its objects in its own way");
    }
    let elsewhere = own.bound.contains("__init__") && method(def, "__init__").is_none();
    elsewhere.then_some("`__init__` is not defined once, by a plain `def`")
}

/// Is every base class from outside the project, so that `super().__init__` is the process's own?
fn derives_directly(facts: &Facts<'_>, class: ObjectId) -> bool {
    let ObjectKind::Class { bases, .. } = &facts.parent.heap.get(class).kind else { return false };
    bases.len() == 1 && bases.iter().all(|base| matches!(base.only(), Some(Value::External(_))))
}

fn is_base_of_another(facts: &Facts<'_>, class: ObjectId) -> bool {
    facts.parent.heap.all().any(|(_, object)| match &object.kind {
        ObjectKind::Class { bases, .. } => bases.iter().any(|base| base.objects().any(|id| id == class)),
        _ => false,
    })
}

fn method<'a>(def: &'a StmtClassDef, name: &str) -> Option<&'a StmtFunctionDef> {
    let mut found = def.body.iter().filter_map(|statement| match statement {
        Stmt::FunctionDef(def) if &def.name == name => Some(def),
        _ => None,
    });
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

/// The first parameter of a plain method that never binds it anew.
fn receiver(def: &StmtFunctionDef) -> Option<&str> {
    let first = def.parameters.posonlyargs.first().or_else(|| def.parameters.args.first())?;
    let name = first.parameter.name.as_str();
    let rebound = Block::of(None, &def.body);
    (def.decorator_list.is_empty() && !rebound.bound.contains(name) && !rebound.globals.contains(name)).then_some(name)
}

/// The attribute for each global: its own name, unless the file uses an attribute of that name.
fn attributes(facts: &Facts<'_>, names: &[Name]) -> BTreeMap<Name, String> {
    let whole = TextRange::up_to(TextSize::of(facts.module.text()));
    let used = |name: &str| {
        TAKEN.contains(&name)
            || name.starts_with('_') && !name.ends_with('_')
            || facts.uses.attributes_inside(whole).iter().any(|(_, attribute)| **attribute == *name)
    };
    let free = |name: &Name| {
        let mut attribute = name.to_string();
        while used(&attribute) {
            attribute.push('_');
        }
        attribute
    };
    names.iter().map(|name| (name.clone(), free(name))).collect()
}

struct Writer<'w, 'a> {
    facts: &'w Facts<'a>,
    def: &'w StmtClassDef,
    edits: &'w mut Edits,
}

impl Writer<'_, '_> {
    fn write(
        mut self,
        site: &Site<'_>,
        run: &StmtFunctionDef,
        receiver: &str,
        attributes: &BTreeMap<Name, String>,
    ) -> Result<(), Obstacle> {
        self.set_attributes(site, attributes)?;
        match self.own_reads(site) {
            Some(reads) => {
                for (at, receiver, name) in reads {
                    // `self.results` for `results`; where the attribute has another name, that one.
                    let attribute = &attributes[&name];
                    let end = at + TextSize::of(&*name);
                    super::arguments::replace(self.edits, TextRange::new(at, end), format!("{receiver}.{attribute}"))?;
                }
                Ok(())
            }
            None => {
                let names: Vec<&str> = site.names.iter().map(|name| &**name).collect();
                let inside = Block::of(Some(&run.parameters), &run.body);
                if names.iter().any(|name| inside.owns(name) || inside.globals.contains(*name)) {
                    return Err(obstacle(site, "`run` has a local variable or a declaration of the global's name"));
                }
                let mut lines = vec![format!("global {}", names.join(", "))];
                lines.extend(site.names.iter().map(|name| format!("{name} = {receiver}.{}", attributes[name])));
                self.first_in(run, &lines)
            }
        }
    }

    /// The reads of the globals, if they all stand in plain methods of the class, where `self.x` can take their place.
    fn own_reads(&self, site: &Site<'_>) -> Option<Vec<(TextSize, String, Name)>> {
        let mut reads = Vec::new();
        let methods: Vec<&StmtFunctionDef> =
            self.def.body.iter().filter_map(Stmt::as_function_def_stmt).filter(|def| &def.name != "__init__").collect();
        for name in &site.names {
            // A method that runs in the parent, too, would miss that the global is bound anew.
            let bound = self.facts.uses.all().iter().filter(|used| used.name == *name && used.access != Access::Read);
            if bound.count() != 1 {
                return None;
            }
            let elsewhere = |range: TextRange| !self.def.range().contains_range(range);
            if site.needs.iter().any(|need| need.read_in(name).any(elsewhere)) {
                return None;
            }
            for used in self.facts.uses.inside(self.def.range()).iter().filter(|used| used.name == *name) {
                let Some(around) = methods.iter().find(|def| def.range().contains(used.at)) else { continue };
                let receiver = receiver(around)?;
                let in_body = around.body.first().is_some_and(|first| first.start() <= used.at);
                let text = &self.facts.module.text()[used.at.to_usize()..];
                if used.access != Access::Read
                    || used.place != Place::Deferred
                    || !in_body
                    || !text.starts_with(&**name)
                {
                    return None;
                }
                let around_read = super::site::Surroundings::of(self.facts.module.body(), used.at);
                if around_read.function() != Some(around.range())
                    || around_read.owners(receiver) != 1
                    || around_read.in_f_string()
                {
                    return None;
                }
                reads.push((used.at, receiver.to_string(), name.clone()));
            }
        }
        Some(reads)
    }

    /// Sets the attributes where the object is made, in the parent.
    fn set_attributes(&mut self, site: &Site<'_>, attributes: &BTreeMap<Name, String>) -> Result<(), Obstacle> {
        if let Some(init) = method(self.def, "__init__") {
            let receiver = receiver(init).ok_or_else(|| obstacle(site, "`__init__` has no plain first parameter"))?;
            let owns = Block::of(Some(&init.parameters), &init.body);
            if site.names.iter().any(|name| owns.owns(name)) {
                return Err(obstacle(site, "`__init__` has a local variable of the global's name"));
            }
            let lines: Vec<String> =
                site.names.iter().map(|name| format!("{receiver}.{} = {name}", attributes[name])).collect();
            return self.first_in(init, &lines);
        }
        let Some(first) = self.def.body.iter().find(|statement| statement.is_function_def_stmt()) else {
            return Ok(());
        };
        let text = self.facts.module.text();
        let start = match first {
            Stmt::FunctionDef(def) => def.decorator_list.first().map_or(def.start(), Ranged::start),
            _ => first.start(),
        };
        let line = line_start(text, start);
        let margin = &text[TextRange::new(line, start)];
        if !margin.trim().is_empty() {
            return Err(obstacle(site, "the class is written on one line"));
        }
        let (unit, newline) = (indent::unit(self.facts.module.tokens(), text), dominant_newline(text));
        let mut out = format!("{margin}def __init__(self, *args, **kwargs):{newline}");
        out.push_str(&format!("{margin}{unit}super().__init__(*args, **kwargs){newline}"));
        for name in &site.names {
            out.push_str(&format!("{margin}{unit}self.{} = {name}{newline}", attributes[name]));
        }
        out.push_str(newline);
        insert(self.edits, line, out)
    }

    /// Puts lines at the start of a function, behind its docstring.
    fn first_in(&mut self, def: &StmtFunctionDef, lines: &[String]) -> Result<(), Obstacle> {
        let text = self.facts.module.text();
        let is_docstring =
            |statement: &Stmt| matches!(statement, Stmt::Expr(expression) if expression.value.is_string_literal_expr());
        let mut statements = def.body.iter().skip_while(|statement| is_docstring(statement));
        let first = statements.next().or(def.body.first());
        let Some(first) = first else { return Ok(()) };
        let start = match first {
            Stmt::FunctionDef(def) => def.decorator_list.first().map_or(def.start(), Ranged::start),
            Stmt::ClassDef(def) => def.decorator_list.first().map_or(def.start(), Ranged::start),
            _ => first.start(),
        };
        let line = line_start(text, start);
        let margin = &text[TextRange::new(line, start)];
        if !margin.trim().is_empty() || is_docstring(first) {
            return Err(Obstacle { at: def.range(), message: "the method is written on one line".to_string() });
        }
        let newline = dominant_newline(text);
        let out: String = lines.iter().map(|new| format!("{margin}{new}{newline}")).collect();
        insert(self.edits, line, out)
    }
}
