//! The proof for notebooks: nothing but definitions and constants went to the module, and the notebook imports them there.
//!
//! | invariant | holds when |
//! |---|---|
//! | `same_notebook` | apart from the source of code cells, both files are the same JSON |
//! | `same_statements` | each import of the module, replaced by what the module defines under its names, gives the old code |
//! | `whole_module` | the module has imports of the notebook and the moved statements, in order, and nothing else |
//! | `module_names` | every global of the module is bound there by one statement, or is a builtin; the notebook binds it nowhere else |

use std::collections::BTreeSet;
use std::path::PathBuf;

use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::{ModModule, Stmt};
use serde_json::Value;

use super::{Breach, Created, Verified};
use crate::names::builtins;
use crate::names::globals::{Access, GlobalUses, Place};
use crate::source::notebook::Notebook;

/// Proves that the notebook `rewritten` with the module `created` does what `original` did.
///
/// `again` judges the new notebook, with the module beside it, and must find nothing.
///
/// # Errors
/// Every breach that was seen.
pub fn verify_notebook(
    original: &Notebook,
    rewritten: &str,
    created: (PathBuf, String),
    again: impl FnOnce(&Notebook, &str) -> Result<(), String>,
) -> Result<Verified, Vec<Breach>> {
    let (path, module) = created;
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let Ok(Some(new)) = Notebook::parse(rewritten.to_owned()) else {
        return Err(vec![Breach::new("same_notebook", "the rewrite is no notebook")]);
    };
    let mut breaches = Vec::new();
    if without_code(original.json()) != without_code(rewritten) {
        breaches.push(Breach::new("same_notebook", "something else than code has changed"));
    }
    match (parsed(original.text()), parsed(new.text()), parsed(&module)) {
        (Some(old), Some(new), Some(module)) => {
            breaches.extend(statements(&old.body, &new.body, &module.body, &name));
            breaches.extend(names(&old.body, &module.body));
        }
        _ => breaches.push(Breach::new("same_statements", "one of the texts does not parse")),
    }
    if breaches.is_empty()
        && let Err(found) = again(&new, &module)
    {
        breaches.push(Breach::new("idempotent", found));
    }
    if !breaches.is_empty() {
        return Err(breaches);
    }
    Ok(Verified { text: rewritten.to_owned(), created: Some(Created { path, text: module }) })
}

fn parsed(text: &str) -> Option<ModModule> {
    ruff_python_parser::parse_module(text).ok().map(ruff_python_parser::Parsed::into_syntax)
}

/// The JSON of a notebook, the sources of its code cells left out.
fn without_code(json: &str) -> Option<Value> {
    let mut notebook: Value = serde_json::from_str(json).ok()?;
    for cell in notebook.get_mut("cells")?.as_array_mut()? {
        if cell.get("cell_type").and_then(Value::as_str) == Some("code") {
            cell.as_object_mut()?.remove("source");
        }
    }
    Some(notebook)
}

fn statements(old: &[Stmt], new: &[Stmt], module: &[Stmt], name: &str) -> Vec<Breach> {
    let mut defined = module.iter().filter(|statement| !is_import(statement)).peekable();
    let mut expanded: Vec<&Stmt> = Vec::new();
    for statement in new {
        let Some(names) = imported_from(statement, name) else {
            expanded.push(statement);
            continue;
        };
        for wanted in names {
            match defined.next_if(|next| bound(next) == Some(wanted)) {
                Some(found) => expanded.push(found),
                None => {
                    let message = format!("the notebook imports `{wanted}`, which is not what the module defines next");
                    return vec![Breach::new("whole_module", message)];
                }
            }
        }
    }
    let mut breaches = Vec::new();
    if let Some(left) = defined.next() {
        let what = bound(left).unwrap_or("something");
        breaches.push(Breach::new(
            "whole_module",
            format!("the module defines `{what}`, which the notebook does not import"),
        ));
    }
    let equal = |(a, b): (&Stmt, &&Stmt)| ComparableStmt::from(a) == ComparableStmt::from(*b);
    if old.len() != expanded.len() || !old.iter().zip(&expanded).all(equal) {
        breaches.push(Breach::new("same_statements", "the code is not the same in the same order"));
    }
    let first = module.iter().position(|statement| !is_import(statement)).unwrap_or(module.len());
    let (head, body) = module.split_at(first);
    let known = |import: &Stmt| old.iter().any(|other| ComparableStmt::from(other) == ComparableStmt::from(import));
    if body.iter().any(is_import) || !head.iter().all(known) {
        breaches.push(Breach::new(
            "whole_module",
            "the module has an import that the notebook has not, or at another place",
        ));
    }
    breaches
}

fn names(old: &[Stmt], module: &[Stmt]) -> Vec<Breach> {
    let (here, there) = (GlobalUses::of(old), GlobalUses::of(module));
    let bindings = |uses: &GlobalUses, name: &str| -> BTreeSet<usize> {
        let all = uses.all().iter().filter(|used| &*used.name == name && used.access != Access::Read);
        all.filter(|used| used.place != Place::ClassBody).map(|used| used.statement).collect()
    };
    let mut breaches = Vec::new();
    let used: BTreeSet<(&str, bool)> =
        there.all().iter().map(|used| (&*used.name, used.place == Place::ClassBody)).collect();
    for (name, of_class) in used {
        let (inside, outside) = (bindings(&there, name), bindings(&here, name));
        // The class has that name for itself; only where there is a global besides may both be meant.
        if of_class && inside.is_empty() && outside.is_empty() {
            continue;
        }
        let same = |index: &usize| {
            inside.iter().all(|own| ComparableStmt::from(&module[*own]) == ComparableStmt::from(&old[*index]))
        };
        let is_known = match inside.len() {
            0 => builtins::is_builtin(name) && outside.is_empty() && !builtins::is_module_name(name),
            1 => outside.iter().all(same),
            _ => false,
        };
        if !is_known || there.all().iter().any(|used| &*used.name == name && used.declared) {
            breaches.push(Breach::new("module_names", format!("`{name}` may mean something else in the module")));
        }
    }
    breaches
}

fn is_import(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_))
}

/// The names of `from module import a, b`, when that is the module.
fn imported_from<'s>(statement: &'s Stmt, module: &str) -> Option<Vec<&'s str>> {
    let Stmt::ImportFrom(import) = statement else { return None };
    let plain = import.level == 0 && import.names.iter().all(|alias| alias.asname.is_none());
    (plain && import.module.as_deref() == Some(module)).then(|| import.names.iter().map(|alias| &*alias.name).collect())
}

fn bound(statement: &Stmt) -> Option<&str> {
    match statement {
        Stmt::FunctionDef(def) => Some(&def.name),
        Stmt::ClassDef(def) => Some(&def.name),
        Stmt::Assign(assign) => match &assign.targets[..] {
            [target] => target.as_name_expr().map(|name| &*name.id),
            _ => None,
        },
        Stmt::AnnAssign(assign) => assign.target.as_name_expr().map(|name| &*name.id),
        _ => None,
    }
}
