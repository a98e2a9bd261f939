//! The text of the new module, and what takes the place of what moved: slices of the cells, and imports.

use std::collections::BTreeSet;

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Relocation, is_definition, refusal};
use crate::finding::{Code, Refusal};
use crate::parse::Module;
use crate::parse::unit::{Unit, Units, lines_with_ends};
use crate::source::notebook::Notebook;

/// `copied` and `moved` are indices of top-level statements; `name` is the new module's.
pub(super) fn render(
    module: &Module,
    notebook: &Notebook,
    copied: &BTreeSet<usize>,
    moved: &BTreeSet<usize>,
    name: &str,
) -> Result<Relocation, Refusal> {
    let body = module.body();
    let units = Units::of(module);
    let mut parts = Vec::new();
    for &index in moved {
        let unit = units.units.iter().find(|unit| unit.statements.contains(&index));
        parts.push(part(module, notebook, index, unit)?);
    }
    Ok(Relocation { edits: edits(module, &parts, name), module: text(module, copied, &parts, body) })
}

/// A statement that moves, with the comments directly above it.
struct Part<'m> {
    statement: &'m Stmt,
    /// Its lines, without the last line end.
    lines: TextRange,
    cell: TextRange,
}

fn part<'m>(module: &'m Module, notebook: &Notebook, index: usize, unit: Option<&Unit>) -> Result<Part<'m>, Refusal> {
    let statement = &module.body()[index];
    let alone = |unit: &&Unit| unit.statements.len() == 1;
    let stands = unit.filter(alone).and_then(|unit| Some((unit, notebook.cell_around(unit.lines)?)));
    let Some((unit, cell)) = stands else {
        let message = "the statement shares its line with another one, so mpfix does not move it";
        return Err(refusal(Code::Undecided, statement.range(), message));
    };
    let text = module.text();
    let above = TextRange::new(unit.lead.start().max(cell.start()), unit.lines.start().max(cell.start()));
    let comments: usize = text[above]
        .split_inclusive('\n')
        .rev()
        .take_while(|line| line.trim_start().starts_with('#'))
        .map(str::len)
        .sum();
    let start = unit.lines.start() - TextSize::try_from(comments).unwrap_or_default();
    let content = text[TextRange::new(start, unit.lines.end())].trim_end_matches(['\n', '\r']);
    Ok(Part { statement, lines: TextRange::at(start, TextSize::of(content)), cell })
}

/// One import for each run of statements of a cell that move together.
fn edits(module: &Module, parts: &[Part<'_>], name: &str) -> Vec<(TextRange, String)> {
    let mut edits: Vec<(TextRange, Vec<&str>, TextRange)> = Vec::new();
    for part in parts {
        let bound = bound_name(part.statement);
        if let Some((range, names, cell)) = edits.last_mut()
            && *cell == part.cell
            && module.text()[TextRange::new(range.end(), part.lines.start())].trim().is_empty()
        {
            *range = range.cover(part.lines);
            names.push(bound);
            continue;
        }
        edits.push((part.lines, vec![bound], part.cell));
    }
    edits.into_iter().map(|(range, names, _)| (range, format!("from {name} import {}", names.join(", ")))).collect()
}

fn text(module: &Module, copied: &BTreeSet<usize>, parts: &[Part<'_>], body: &[Stmt]) -> String {
    let slice = |range: TextRange| &module.text()[range];
    let future = body.iter().filter(|statement| is_future(statement)).map(Ranged::range);
    let others = copied.iter().map(|&index| &body[index]).filter(|statement| !is_future(statement)).map(Ranged::range);
    let mut text = String::new();
    for import in future.chain(others) {
        text.push_str(slice(import));
        text.push('\n');
    }
    // Blank lines before a statement: two around definitions, one behind the imports.
    let mut gap = usize::from(!text.is_empty());
    for part in parts {
        let is_definition = is_definition(part.statement);
        let blank = if is_definition && !text.is_empty() { 2 } else { gap };
        text.push_str(&"\n".repeat(blank));
        gap = if is_definition { 2 } else { 0 };
        for line in lines_with_ends(slice(part.lines)) {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

fn is_future(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import) if import.module.as_deref() == Some("__future__"))
}

fn bound_name(statement: &Stmt) -> &str {
    match statement {
        Stmt::FunctionDef(def) => &def.name,
        Stmt::ClassDef(def) => &def.name,
        Stmt::Assign(assign) => {
            assign.targets.first().and_then(|target| target.as_name_expr()).map_or("", |name| &name.id)
        }
        Stmt::AnnAssign(assign) => assign.target.as_name_expr().map_or("", |name| &name.id),
        _ => "",
    }
}
