//! Names a repair takes from a library: in the spelling the file has, or with one import more.

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use super::Obstacle;
use super::arguments::insert;
use super::hoist::obstacle;
use crate::names::globals::Access;
use crate::names::identifier;
use crate::parse::unit::line_start;
use crate::rules::Facts;
use crate::transform::edits::Edits;
use crate::transform::render::dominant_newline;

/// How the file writes `module.name`, if a top-level import binds it and nothing else does.
pub(super) fn spelled(facts: &Facts<'_>, module: &str, name: &str) -> Option<String> {
    facts.module.body().iter().find_map(|statement| match statement {
        Stmt::Import(import) => import.names.iter().find_map(|alias| {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            (&alias.name == module && is_once(facts, bound)).then(|| format!("{bound}.{name}"))
        }),
        Stmt::ImportFrom(import) if import.level == 0 && import.module.as_deref() == Some(module) => {
            import.names.iter().find_map(|alias| {
                let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                (&alias.name == name && is_once(facts, bound)).then(|| bound.to_string())
            })
        }
        _ => None,
    })
}

/// Is the name bound by one statement only?
pub(super) fn is_once(facts: &Facts<'_>, name: &str) -> bool {
    let name = identifier(name);
    facts.uses.all().iter().filter(|used| used.name == name && used.access != Access::Read).count() == 1
}

/// `functools.partial`, imported if it is not yet.
pub(super) fn partial(facts: &Facts<'_>, edits: &mut Edits) -> Result<String, Obstacle> {
    if let Some(spelled) = spelled(facts, "functools", "partial") {
        return Ok(spelled);
    }
    let body = facts.module.body();
    let is_import = |statement: &&Stmt| match statement {
        Stmt::Import(_) => true,
        Stmt::ImportFrom(import) => import.module.as_deref() != Some("__future__"),
        _ => false,
    };
    let Some(first) = body.iter().position(|statement| is_import(&statement)) else {
        return Err(obstacle(body.first().map(Ranged::range).unwrap_or_default(), "there is no place for an import"));
    };
    if facts.uses.mentions("functools") {
        return Err(obstacle(body[first].range(), "`functools` is another name here"));
    }
    // In the order of the alphabet among the imports of the same form.
    let run = body[first..].iter().take_while(|statement| match statement {
        Stmt::Import(import) => import.names.first().is_some_and(|alias| alias.name.as_str() < "functools"),
        _ => false,
    });
    let index = first + run.count();
    let text = facts.module.text();
    let newline = dominant_newline(text);
    let at = match body.get(index) {
        Some(next) if index == first || matches!(next, Stmt::Import(_) | Stmt::ImportFrom(_)) => {
            line_start(text, next.start())
        }
        _ => {
            let end = body[index - 1].end();
            let rest = &text[end.to_usize()..];
            let line = crate::parse::unit::lines_with_ends(rest).next().unwrap_or("");
            end + ruff_text_size::TextSize::of(line)
        }
    };
    if !text[..at.to_usize()].ends_with(['\n', '\r']) && at.to_usize() > 0 {
        return Err(obstacle(body[first].range(), "there is no place for an import"));
    }
    insert(edits, at, format!("import functools{newline}"))?;
    Ok("functools.partial".to_string())
}
