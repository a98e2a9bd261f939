//! Stage RELOCATE: what workers need of a notebook moves to a module beside it.
//!
//! ```text
//! cell 1  import math                          analysis_workers.py:  import math
//! cell 2  SCALE = 10                                                 SCALE = 10
//! cell 3  def work(n):                                               def work(n):
//!             return math.sqrt(n) * SCALE                                return math.sqrt(n) * SCALE
//! cell 4  with ProcessPoolExecutor() as ex:
//!             print(list(ex.map(work, range(4))))
//!
//! cells after that:  2: from analysis_workers import SCALE     3: from analysis_workers import work
//! ```
//!
//! 1. Start from the functions and classes that children look up by name.
//! 2. Add, until nothing new comes, every global that the text of what moves mentions: imports are copied; functions, classes
//!    and constants move. Everything else stands in the way: a value that is computed, drawn or changed would be another one
//!    in the module.
//! 3. Where something moved, its cell imports it from the module.

mod render;

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, Stmt, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use crate::finding::{Code, Refusal};
use crate::names::globals::{Access, GlobalUse, Place};
use crate::names::{Name, builtins};
use crate::rules::child_code::binding_range;
use crate::rules::{Facts, notebook as rule, outside, shared};
use crate::source::notebook::Notebook;

/// What is to be done to a notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// What takes the place of what moved, as ranges of the notebook's text; disjoint and in order.
    pub edits: Vec<(TextRange, String)>,
    /// The text of the new module.
    pub module: String,
}

/// Builtins that look at the module they are called in.
const NAMESPACES: &[&str] = &["__import__", "eval", "exec", "globals", "locals", "vars"];

/// The relocation into a new module called `name`.
///
/// # Errors
/// What stands in the way.
pub fn relocate(facts: &Facts<'_>, notebook: &Notebook, name: &str) -> Result<Relocation, Refusal> {
    if !notebook.is_complete() {
        let message = "a cell of the notebook cannot be parsed, so mpfix cannot tell what else it does";
        return Err(refusal(Code::Undecided, facts.needs.first().map(|need| need.at).unwrap_or_default(), message));
    }
    if let Some(refusal) = rule::unmovable(facts).or_else(|| outside::check(facts)) {
        return Err(Refusal { remedy: None, ..refusal });
    }
    let mut closure = Closure { facts, notebook, copied: BTreeSet::new(), moved: BTreeSet::new() };
    let mut names: BTreeSet<Name> = rule::workers(facts);
    let mut done: BTreeSet<Name> = BTreeSet::new();
    while let Some(next) = names.pop_first() {
        if done.insert(next.clone()) {
            names.extend(closure.take(&next)?);
        }
    }
    let Closure { copied, moved, .. } = closure;
    render::render(facts.module, notebook, &copied, &moved, name)
}

/// The statements that the module needs.
struct Closure<'c> {
    facts: &'c Facts<'c>,
    notebook: &'c Notebook,
    /// Imports, which stay in the notebook as well.
    copied: BTreeSet<usize>,
    /// Functions, classes and constants.
    moved: BTreeSet<usize>,
}

impl Closure<'_> {
    /// Takes what binds a global into the module; returns the globals that asks for.
    fn take(&mut self, name: &Name) -> Result<BTreeSet<Name>, Refusal> {
        let facts = self.facts;
        let bindings: Vec<&GlobalUse> =
            facts.uses.all().iter().filter(|used| used.name == *name && binds_global(used)).collect();
        let Some(first) = bindings.first() else { return self.unbound(name).map(|()| BTreeSet::new()) };
        let statements: BTreeSet<usize> = bindings.iter().map(|used| used.statement).collect();
        let body = facts.module.body();
        if statements.iter().all(|&index| imports_by_name(&body[index])) && same(body, &statements) {
            self.copied.insert(first.statement);
            return Ok(BTreeSet::new());
        }
        if let Some(refusal) = self.shared_object(name) {
            return Err(refusal);
        }
        if bindings.len() > 1 || first.declared {
            return Err(self.in_the_way(name, "is bound more than once, so that no module could hold its value"));
        }
        let statement = &body[first.statement];
        if !is_definition(statement) && !is_constant_binding(statement) {
            return Err(self
                .in_the_way(name, "gets its value from what the notebook computes, which spawned children never see"));
        }
        if self.notebook.has_escape(statement.range()) {
            return Err(self.in_the_way(name, "uses a command of IPython"));
        }
        if self.is_changed(name, first.statement) {
            return Err(self.in_the_way(name, "is changed after it was made, which spawned children never see"));
        }
        self.moved.insert(first.statement);
        self.mentioned(first.statement)
    }

    /// The globals that a statement mentions anywhere.
    fn mentioned(&self, index: usize) -> Result<BTreeSet<Name>, Refusal> {
        let uses = self.facts.uses.all().iter().filter(|used| used.statement == index);
        let mut names = BTreeSet::new();
        for used in uses {
            if used.access != Access::Read && used.declared {
                return Err(self.in_the_way(&used.name, "is set by a function, and would be set in the module alone"));
            }
            // A name of the class body is a global before the class binds it, if there is such a global.
            let own = used.place == Place::ClassBody;
            let is_global =
                |name: &Name| self.facts.uses.all().iter().any(|other| other.name == *name && binds_global(other));
            if !own || is_global(&used.name) {
                names.insert(used.name.clone());
            }
        }
        Ok(names)
    }

    fn unbound(&self, name: &Name) -> Result<(), Refusal> {
        if NAMESPACES.contains(&&**name) || builtins::is_module_name(name) {
            return Err(self.in_the_way(name, "is another one in a module"));
        }
        if builtins::is_builtin(name) {
            return Ok(());
        }
        Err(self.in_the_way(name, "is bound by no statement of the notebook that a module could repeat"))
    }

    /// The function or class object itself gets attributes, or the like.
    fn is_changed(&self, name: &Name, index: usize) -> bool {
        let Some(values) = self.facts.parent.variables.get(name) else { return true };
        let records = self.facts.parent.statements.iter().enumerate().filter(|(other, _)| *other != index);
        records.into_iter().any(|(_, record)| values.objects().any(|id| record.surely_changed().contains(&id)))
    }

    fn shared_object(&self, name: &Name) -> Option<Refusal> {
        let need = self.facts.needs.iter().find(|need| shared::holds_primitive(self.facts, need, name))?;
        let reader = need.reader(name);
        let message = format!(
            "`{reader}`, which runs in child processes, uses the shared object in the global `{name}`; each spawned process would make one of its own"
        );
        let mut refusal = refusal(Code::SharedThroughGlobal, self.place(name), &message);
        refusal.help = vec![format!(
            "hand `{name}` to the workers: in `args=` of a Process, or by `initializer=` and `initargs=`"
        )];
        Some(refusal)
    }

    fn in_the_way(&self, name: &Name, why: &str) -> Refusal {
        let reader = self.facts.needs.iter().map(|need| need.reader(name)).find(|reader| *reader != "a worker");
        let reader = reader.filter(|reader| *reader != &**name);
        let message = match reader {
            Some(reader) => format!("`{name}`, which `{reader}` needs in child processes, {why}"),
            None => format!("`{name}`, which child processes need, {why}"),
        };
        let mut refusal = refusal(Code::WorkerReadsParentState, self.place(name), &message);
        refusal.help = vec!["put the worker into a module and hand it what it needs as an argument".to_string()];
        refusal
    }

    fn place(&self, name: &Name) -> TextRange {
        let start = || self.facts.needs.first().map(|need| need.at);
        binding_range(self.facts, name).or_else(start).unwrap_or_default()
    }
}

fn binds_global(used: &GlobalUse) -> bool {
    used.access != Access::Read && used.place != Place::ClassBody
}

fn refusal(code: Code, range: TextRange, message: &str) -> Refusal {
    let help = vec!["put the workers into a module beside the notebook, and import them from there".to_string()];
    Refusal { remedy: None, code, range, message: message.to_string(), help }
}

fn is_definition(statement: &Stmt) -> bool {
    matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_))
}

/// An import whose names are all written out.
fn imports_by_name(statement: &Stmt) -> bool {
    match statement {
        Stmt::Import(_) => true,
        Stmt::ImportFrom(import) => import.names.iter().all(|alias| &alias.name != "*"),
        _ => false,
    }
}

/// Cells often import the same again.
fn same(body: &[Stmt], statements: &BTreeSet<usize>) -> bool {
    use ruff_python_ast::comparable::ComparableStmt;
    let mut all = statements.iter().map(|&index| ComparableStmt::from(&body[index]));
    all.next().is_none_or(|first| all.all(|other| other == first))
}

/// `NAME = constant`
fn is_constant_binding(statement: &Stmt) -> bool {
    match statement {
        Stmt::Assign(assign) => matches!(&assign.targets[..], [Expr::Name(_)]) && is_constant(&assign.value),
        Stmt::AnnAssign(assign) => assign.target.is_name_expr() && assign.value.as_deref().is_some_and(is_constant),
        _ => false,
    }
}

/// A value that is written out and cannot be changed.
fn is_constant(expression: &Expr) -> bool {
    match expression {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::UnaryOp(operation) => operation.op != UnaryOp::Not && is_constant(&operation.operand),
        Expr::BinOp(operation) => is_number(&operation.left) && is_number(&operation.right),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        _ => false,
    }
}

/// Arithmetic of written numbers: `10 ** 6`, `2 * 1024`.
fn is_number(expression: &Expr) -> bool {
    match expression {
        Expr::NumberLiteral(_) => true,
        Expr::BinOp(operation) => is_number(&operation.left) && is_number(&operation.right),
        _ => false,
    }
}
