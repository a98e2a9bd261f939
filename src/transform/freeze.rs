//! `freeze_support()`: what a frozen program has to call first under its guard.

use ruff_python_ast::{Expr, Stmt};

use super::plan::Plan;
use crate::parse::Module;

/// The lines that call `freeze_support()`, by the import the file has; none when the file calls it already.
pub(super) fn freeze_lines(module: &Module, plan: &Plan) -> Vec<String> {
    if module.text().contains("freeze_support(") {
        return Vec::new();
    }
    let kept = module.body().iter().enumerate().filter(|(index, _)| plan.moved.binary_search(index).is_err());
    for (_, statement) in kept {
        match statement {
            Stmt::Import(import) => {
                if let Some(alias) = import.names.iter().find(|alias| &alias.name == "multiprocessing") {
                    let name = alias.asname.as_ref().map_or("multiprocessing", |name| name.as_str());
                    return vec![format!("{name}.freeze_support()")];
                }
            }
            Stmt::ImportFrom(import) if import.module.as_deref() == Some("multiprocessing") => {
                if let Some(alias) = import.names.iter().find(|alias| &alias.name == "freeze_support") {
                    let name = alias.asname.as_ref().map_or("freeze_support", |name| name.as_str());
                    return vec![format!("{name}()")];
                }
            }
            _ => {}
        }
    }
    vec!["from multiprocessing import freeze_support".to_string(), "freeze_support()".to_string()]
}

/// Is it a call of `freeze_support`, in any spelling?
pub(super) fn is_freeze_call(statement: &Stmt) -> bool {
    let Stmt::Expr(expression) = statement else { return false };
    let Expr::Call(call) = &*expression.value else { return false };
    match &*call.func {
        Expr::Name(name) => &name.id == "freeze_support",
        Expr::Attribute(attribute) => &attribute.attr == "freeze_support",
        _ => false,
    }
}
