//! Whether a nested function or lambda can become a function of the module at all.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::captured::Code;
use super::hoist::obstacle;
use super::site::Surroundings;
use super::{Obstacle, Safety, character};
use crate::effects::Param;
use crate::interpret::heap::ObjectId;
use crate::names::block::Block;
use crate::names::globals::{Access, Place};
use crate::names::{builtins, identifier};
use crate::rules::Facts;
use crate::starters::{Entry, Kind};

/// Names by which a function sees its own variables, or the class around it.
const LOOKS_AROUND: &[&str] = &["__class__", "dir", "eval", "exec", "locals", "super", "vars"];

/// Methods whose errors come to light only when somebody asks for the result.
const LATER: &[&str] = &["apply_async", "imap", "imap_unordered", "map_async", "starmap_async", "submit"];

/// Checks everything that does not depend on where the function is used.
pub(super) fn check(
    facts: &Facts<'_>,
    code: Code<'_>,
    around: &Surroundings<'_>,
    ids: &[ObjectId],
) -> Result<Safety, Obstacle> {
    let range = code.range();
    if code.is_generator() {
        return Err(obstacle(range, "it is a generator"));
    }
    if around.in_f_string() {
        return Err(obstacle(range, "it stands in an f-string"));
    }
    place(around, range)?;
    if let Code::Def(def, statement) = code {
        if def.is_async || !def.decorator_list.is_empty() || def.type_params.is_some() {
            return Err(obstacle(def.name.range(), "it is decorated, asynchronous or generic"));
        }
        if leaves_by_nonlocal(statement) {
            return Err(obstacle(def.name.range(), "it binds a variable of the function around it (`nonlocal`)"));
        }
    }
    names(facts, code, around)?;
    asked_for_its_name(facts)?;
    pickled_today(facts, ids)
}

/// Does it stand in the body of a function or of the module?
fn place(around: &Surroundings<'_>, own: TextRange) -> Result<(), Obstacle> {
    let outer = || around.statements().iter().rev().filter(|statement| !own.contains_range(statement.range()));
    for statement in outer() {
        if let Stmt::FunctionDef(def) = statement
            && !super::suite::range(&def.body).contains_range(own)
        {
            return Err(obstacle(own, "it stands in the head of a function"));
        }
    }
    match outer().find(|statement| matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_))) {
        Some(Stmt::ClassDef(_)) => Err(obstacle(own, "it stands in the body of a class")),
        _ => Ok(()),
    }
}

/// Is there a `nonlocal` for a variable that is not the function's own?
fn leaves_by_nonlocal(statement: &Stmt) -> bool {
    struct Finder<'s> {
        owners: Vec<std::rc::Rc<Block>>,
        found: &'s mut bool,
    }
    impl<'a> Visitor<'a> for Finder<'_> {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::Nonlocal(declared) => {
                    let owned = |name: &str| self.owners.iter().any(|block| block.owns(&identifier(name)));
                    *self.found |= declared.names.iter().any(|name| !owned(name));
                }
                Stmt::FunctionDef(def) => {
                    self.owners.push(Block::of(Some(&def.parameters), &def.body));
                    walk_stmt(self, statement);
                    self.owners.pop();
                }
                _ => walk_stmt(self, statement),
            }
        }
    }
    let mut found = false;
    Finder { owners: Vec::new(), found: &mut found }.visit_stmt(statement);
    found
}

/// Do its names mean the same at the top level?
fn names(facts: &Facts<'_>, code: Code<'_>, around: &Surroundings<'_>) -> Result<(), Obstacle> {
    let (range, free) = (code.range(), code.free());
    if let Some(used) = free.iter().find(|used| LOOKS_AROUND.contains(&&*used.name)) {
        return Err(obstacle(character(used.at), &format!("it uses `{}`", used.name)));
    }
    let mangled = |name: &str| name.starts_with("__") && !name.ends_with("__");
    let has_mangled = facts.uses.attributes_inside(range).iter().any(|(_, name)| mangled(name))
        || facts.module.text()[range].split(|c: char| !(c.is_alphanumeric() || c == '_')).any(mangled);
    if around.in_class() && has_mangled {
        return Err(obstacle(range, "it uses a name that the class around it mangles"));
    }
    let Code::Def(def, _) = code else { return Ok(()) };
    // Annotations are evaluated where the function is defined, which is now further up.
    let index = facts.module.body().iter().position(|statement| statement.range().contains_range(range));
    for used in free.iter().filter(|used| used.place == Place::TopLevel && used.access == Access::Read) {
        let mut binds =
            facts.uses.all().iter().filter(|other| other.name == used.name && other.access != Access::Read).peekable();
        let known = match binds.peek() {
            None => builtins::is_builtin(&used.name),
            Some(_) => binds.all(|bind| Some(bind.statement) < index),
        };
        if !known {
            let message = format!("`{}` has no value yet where `{}` would be defined", used.name, def.name);
            return Err(obstacle(character(used.at), &message));
        }
    }
    Ok(())
}

/// The name a function calls itself changes: `<lambda>`, or `run.<locals>.work`.
fn asked_for_its_name(facts: &Facts<'_>) -> Result<(), Obstacle> {
    let text = facts.module.text();
    let of_type = |at: TextSize| {
        let owner = text[..at.to_usize()].trim_end().trim_end_matches('.');
        owner.ends_with(')') || owner.ends_with("__class__")
    };
    let asks = |(at, name): &&(TextSize, crate::names::Name)| match &**name {
        "__qualname__" => true,
        "__name__" => !of_type(*at),
        _ => false,
    };
    match facts.uses.attributes_inside(TextRange::up_to(TextSize::of(text))).iter().find(asks) {
        Some((at, _)) => Err(obstacle(character(*at), "the script asks functions for their names")),
        None => Ok(()),
    }
}

/// Work given to a pool is pickled under fork too, so that the script fails today: it must be an error that ends the
/// script, and not one it handles or overlooks.
fn pickled_today(facts: &Facts<'_>, ids: &[ObjectId]) -> Result<Safety, Obstacle> {
    let heap = &facts.parent.heap;
    let holds =
        |values: &crate::interpret::value::Values| heap.reachable(values.objects()).iter().any(|id| ids.contains(id));
    let submitted = facts.parent.submissions.iter().filter(|work| holds(&work.callables) || holds(&work.data));
    let executors = facts.parent.starts.iter().filter(|start| {
        let is_work = start.what.ends_with(".submit") || start.what.ends_with(".map");
        is_work && (holds(&start.callables) || holds(&start.data))
    });
    let Some(at) = submitted.map(|work| work.at).chain(executors.map(|start| start.at)).next() else {
        return Ok(Safety::Safe);
    };
    let mut handles = Handles { handles: false, later: false, asks: false };
    facts.module.body().iter().for_each(|statement| handles.visit_stmt(statement));
    if handles.handles {
        return Err(obstacle(at, "the script may handle the error that handing this function to a pool raises today"));
    }
    if handles.later && !handles.asks {
        return Err(obstacle(at, "nobody asks for the result, which is an error today"));
    }
    Ok(Safety::Mends)
}

struct Handles {
    handles: bool,
    later: bool,
    asks: bool,
}

impl<'a> Visitor<'a> for Handles {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Try(tried) => self.handles |= !tried.handlers.is_empty(),
            Stmt::For(_) => self.asks = true,
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                self.handles |=
                    matches!(name, "suppress" | "exception" | "add_done_callback" | "successful" | "excepthook");
                self.later |= LATER.contains(&name);
                self.asks |= matches!(name, "get" | "result");
            }
            Expr::Name(name) => self.handles |= &name.id == "suppress",
            Expr::ListComp(_) => self.asks = true,
            Expr::Call(call) => {
                self.handles |= call.arguments.find_keyword("error_callback").is_some();
                self.asks |= matches!(&*call.func, Expr::Name(name) if matches!(name.id.as_str(), "list" | "sum" | "sorted" | "next"));
            }
            _ => {}
        }
        ruff_python_ast::visitor::walk_expr(self, expression);
    }
}

/// Does the call that makes it take a function and the arguments for it: `target` and `args`, `initializer` and `initargs`?
pub(super) fn takes_arguments(entry: &Entry) -> bool {
    let name = |param: Option<&Param>| param.and_then(|param| param.name.clone());
    let (callable, data) = (name(entry.callables.first()), name(entry.data.first()));
    match entry.kind {
        Kind::Process => data.is_some(),
        Kind::Pool | Kind::Executor => {
            callable.as_deref() == Some("initializer") && data.as_deref() == Some("initargs")
        }
        _ => false,
    }
}

/// A value that is the same wherever it is evaluated.
pub(super) fn is_constant(expression: &Expr) -> bool {
    match expression {
        Expr::UnaryOp(operation) => is_constant(&operation.operand),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        _ => false,
    }
}
