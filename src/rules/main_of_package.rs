//! MP102 in the `__main__.py` of a package or a folder: children do not run it when the package is run, so what it does to
//! other modules or to the interpreter before it starts them is not done there.

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange};

use super::{Facts, elsewhere};
use crate::children::Need;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal};
use crate::project::Rerun;

/// What workers surely find otherwise than they would under fork.
pub fn all(facts: &Facts<'_>) -> Vec<Refusal> {
    match facts.apart.filter(|_| facts.rerun != Rerun::Always) {
        Some(apart) => elsewhere::find(facts, apart).or_else(|| imported(facts)).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The same, and what they may find otherwise: a rewrite has to be right however the file is run.
pub fn check(facts: &Facts<'_>) -> Option<Refusal> {
    if facts.rerun == Rerun::Always {
        return None;
    }
    let apart = facts.apart?;
    let certain = elsewhere::find(facts, apart).or_else(|| imported(facts));
    certain
        .or_else(|| facts.needs.iter().find_map(|need| setting(facts, need).or_else(|| perhaps_changed(facts, need))))
}

fn refusal(range: TextRange, what: &str) -> Refusal {
    Refusal {
        remedy: None,
        code: Code::WorkerReadsParentState,
        range,
        message: format!(
            "{what}; children never import `__main__.py` when the package is run with `-m`, and would go without it"
        ),
        help: vec!["do it in the file the workers stand in, or in an initializer".to_string()],
    }
}

/// A worker imports `__main__`, which is the program of the child then (`python -c`).
fn imported(facts: &Facts<'_>) -> Option<Refusal> {
    let imports = |need: &&Need| need.elsewhere.imports.contains("__main__");
    let need = facts.needs.iter().filter(|need| !need.guessed).find(imports)?;
    Some(refusal(need.at, "the workers' code imports `__main__`"))
}

/// Settings of the interpreter that a fresh process does not inherit.
fn setting(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let logs = need.externals.iter().any(|used| used.starts_with("logging"));
    let draws = need.uses("numpy", "random");
    let is_setting = |resource| match resource {
        Resource::Warnings | Resource::Interpreter | Resource::Signal | Resource::Locale => true,
        Resource::Logging => logs,
        Resource::NumpyRandom => draws,
        _ => false,
    };
    (0..need.statement).find_map(|index| {
        let record = &facts.parent.statements[index];
        // An import may touch them in passing, and the child does so when it imports the same.
        let is_import = matches!(facts.module.body()[index], Stmt::Import(_) | Stmt::ImportFrom(_));
        let seen = record.effects.iter().find(|seen| seen.access == Access::Write && is_setting(seen.resource))?;
        (!is_import)
            .then(|| refusal(seen.at, &format!("this sets something for the workers ({})", seen.resource.as_str())))
    })
}

/// A global of another file, which workers read, may have been changed.
fn perhaps_changed(facts: &Facts<'_>, need: &Need) -> Option<Refusal> {
    let heap = &facts.parent.heap;
    let used = crate::children::held_by(facts.parent, &need.elsewhere);
    let is_foreign = |id| {
        let site = heap.get(id).site;
        site.file != 0 && !site.is_shared()
    };
    (0..need.statement).find_map(|index| {
        let statement = &facts.module.body()[index];
        let changes =
            facts.parent.statements[index].written_objects.iter().any(|&id| used.contains(&id) && is_foreign(id));
        let is_import = matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_));
        (changes && !is_import).then(|| refusal(statement.range(), "this may change what the workers' code reads"))
    })
}
