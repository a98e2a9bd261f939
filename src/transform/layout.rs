//! Where what moves is put: under a guard, into a guard that is there, or into a function of its own.

use ruff_python_ast::Stmt;

use ruff_text_size::Ranged;

use super::by_name::lookups;
use super::globals::{declared, string_words};
use super::plan::Plan;
use crate::interpret::trace::Trace;
use crate::names::globals::GlobalUses;
use crate::names::{Name, builtins};
use crate::parse::Module;
use crate::parse::guard::is_plain_guard;

/// One of the three layouts, the least invasive that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// The moved statements stand directly under a new guard; no name changes its scope.
    Guard,
    /// The moved statements go into the body of the guard that is statement `host`.
    Existing {
        /// Index of the guard among the top-level statements.
        host: usize,
    },
    /// The moved statements become the body of a new function, which is called under a new guard.
    Function {
        /// Its name, free in the whole file.
        name: String,
        /// Names declared `global` in it, sorted.
        globals: Vec<Name>,
        /// `-> None`, as the file's own functions have it.
        annotated: bool,
    },
}

/// Chooses the layout of a plan.
pub fn choose(plan: &Plan, module: &Module, uses: &GlobalUses, parent: &Trace) -> Layout {
    let body = module.body();
    if let Some(&host) = plan.moved.iter().rev().find(|&&index| is_plain_guard(&body[index])) {
        return Layout::Existing { host };
    }
    if let [only] = plan.moved[..]
        && matches!(&body[only], Stmt::Expr(expression) if expression.value.is_call_expr())
        && !binds_anything(uses, only)
    {
        return Layout::Guard;
    }
    if asks_where(plan, module, parent) {
        return Layout::Guard;
    }
    match declared(plan, module, uses, parent).filter(|_| !moves_main(plan, body)) {
        None => Layout::Guard,
        Some(globals) => {
            Layout::Function { name: free_name(plan, uses, module), globals, annotated: returns_are_annotated(body) }
        }
    }
}

/// Names of functions that tell which function code stands in.
const TELLS_FUNCTION: &[&str] = &[
    "inspect.currentframe",
    "inspect.stack",
    "inspect.trace",
    "sys._getframe",
    "traceback.StackSummary.extract",
    "traceback.TracebackException",
    "traceback.extract_stack",
    "traceback.extract_tb",
    "traceback.format_exc",
    "traceback.format_exception",
    "traceback.format_stack",
    "traceback.format_tb",
];

/// Does what moves look at the function it stands in, or at names that have it in them?
fn asks_where(plan: &Plan, module: &Module, parent: &Trace) -> bool {
    let moved = || plan.moved.iter().map(|&index| &parent.statements[index]);
    let tells = moved().any(|record| TELLS_FUNCTION.iter().any(|name| record.externals.contains(*name)));
    let text = || plan.moved.iter().map(|&index| &module.text()[module.body()[index].range()]);
    let logs = moved().any(|record| record.externals.iter().any(|name| name.starts_with("logging")));
    let names_function = ["%(funcName)", "{funcName"].iter().any(|format| module.text().contains(format));
    tells || logs && names_function || text().any(|text| text.contains("__qualname__") || text.contains("f_code"))
}

fn binds_anything(uses: &GlobalUses, statement: usize) -> bool {
    uses.all().iter().any(|used| used.statement == statement && used.access != crate::names::globals::Access::Read)
}

/// `main`, or the first of a few other names that nothing in the file has or looks up.
fn free_name(plan: &Plan, uses: &GlobalUses, module: &Module) -> String {
    let words = string_words(module.body());
    let by_name = lookups(module.body(), &plan.moved).globals;
    let is_text = |name: &str| by_name && is_quoted(module.text(), name);
    let taken = |name: &str| uses.mentions(name) || builtins::is_builtin(name) || words.contains(name) || is_text(name);
    let usual = ["main", "_main", "main_", "run_main", "script_main", "_run_main"];
    if let Some(name) = usual.into_iter().find(|name| !taken(name)) {
        return name.to_string();
    }
    (2..).map(|number| format!("main_{number}")).find(|name| !taken(name)).unwrap_or_default()
}

/// Does `name` stand in the text as a string of its own, as in `globals()["main"]`?
fn is_quoted(text: &str, name: &str) -> bool {
    text.contains(&format!("\"{name}\"")) || text.contains(&format!("'{name}'"))
}

/// Does a function `main` move itself? It would have to be a global of the function around it.
fn moves_main(plan: &Plan, body: &[Stmt]) -> bool {
    plan.moved.iter().any(|&index| matches!(&body[index], Stmt::FunctionDef(def) if &def.name == "main"))
}

/// Does a function of the file say that it returns `None`, or what it returns?
fn returns_are_annotated(body: &[Stmt]) -> bool {
    let mut functions = body.iter().filter_map(|statement| match statement {
        Stmt::FunctionDef(def) => Some(def.returns.is_some()),
        _ => None,
    });
    functions.clone().count() > 0 && functions.all(|annotated| annotated)
}
