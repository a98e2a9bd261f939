//! Processes that nobody waits for are joined at the end.
//!
//! Under fork that changes nothing: `multiprocessing.util._exit_function` joins what is no daemon when the script ends, and
//! the join stands behind the last statement. Under spawn the children find the shared objects they are handed, because
//! the parent removes those only after the join.
//!
//! ```text
//! p.start()                      p.start()
//!                        =>      p.join()
//! ```

use std::collections::BTreeSet;

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Obstacle;
use super::arguments::insert;
use super::hoist::obstacle;
use super::imports;
use super::joinable::{self, Waited};
use crate::children::Need;
use crate::names::globals::GlobalUses;
use crate::names::{Name, builtins};
use crate::parse::unit::{Units, line_start};
use crate::rules::{Facts, unjoined};
use crate::transform::edits::Edits;
use crate::transform::indent;
use crate::transform::render::dominant_newline;

/// Joins them; `shipped`: the globals that another repair hands to workers.
pub(super) fn join(facts: &Facts<'_>, shipped: &BTreeSet<Name>, edits: &mut Edits) -> Result<(), Obstacle> {
    let needs = unjoined::unawaited(facts, shipped);
    let Some(first) = needs.first() else { return Ok(()) };
    joinable::check(facts, &needs)?;
    let end = Block::of(facts, first.statement)?;
    let made = |need: &&Need| need.object.map(|id| facts.parent.heap.get(id).site.at);
    let in_module: Option<Vec<Waited>> =
        needs.iter().map(|need| joinable::waited(facts.uses, end.suite, made(need)?)).collect();
    let kept = |suite: &[Stmt]| match needs.iter().find(|need| !joinable::are_kept(facts, need, suite)) {
        Some(need) => Err(obstacle(need.at, "what the process needs may be gone before the script ends")),
        None => Ok(()),
    };
    if let Some(waited) = in_module {
        kept(end.suite)?;
        return end.append(facts, &lines(&waited, &end.unit), edits);
    }
    // What a function makes is gone when it returns, so that the join belongs there.
    if let Some(def) = joinable::last_function(facts, first, end.suite) {
        let uses = GlobalUses::of(&def.body);
        let waited: Option<Vec<Waited>> =
            needs.iter().map(|need| joinable::waited(&uses, &def.body, made(need)?)).collect();
        if let Some(waited) = waited {
            kept(&def.body)?;
            let block = Block::in_function(facts, &def.body)?;
            return block.append(facts, &lines(&waited, &block.unit), edits);
        }
    }
    kept(end.suite)?;
    let children = active_children(facts, edits, first.at)?;
    let child = ["child", "child_process", "joined_child"].into_iter().find(|name| !facts.uses.mentions(name));
    let Some(child) = child else { return Err(obstacle(first.at, "no name is free for the children")) };
    let lines = [format!("for {child} in {children}():"), format!("{}{child}.join()", end.unit)];
    end.append(facts, &lines, edits)
}

fn lines(waited: &[Waited], unit: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for each in waited {
        match each {
            Waited::One(name) => push(&mut lines, format!("{name}.join()")),
            Waited::All { list, each } => push(&mut lines, format!("for {each} in {list}:\n{unit}{each}.join()")),
        }
    }
    lines.iter().flat_map(|line| line.split('\n').map(ToString::to_string)).collect()
}

fn push(lines: &mut Vec<String>, line: String) {
    if !lines.contains(&line) {
        lines.push(line);
    }
}

/// The list of statements at whose end the join goes.
struct Block<'a> {
    suite: &'a [Stmt],
    margin: String,
    unit: String,
    /// Behind the line of the last statement.
    end: TextSize,
}

impl<'a> Block<'a> {
    /// The module, or the main guard that ends it if the processes start there.
    fn of(facts: &Facts<'a>, starts_in: usize) -> Result<Block<'a>, Obstacle> {
        let (module, text) = (facts.module, facts.module.text());
        let body = module.body();
        let unit = indent::unit(module.tokens(), text);
        let guards: Vec<usize> = (0..body.len()).filter(|&index| is_guard(facts, &body[index])).collect();
        let Some(last) = body.last() else { return Err(obstacle(TextRange::default(), "there are no statements")) };
        let end = Units::of(module).units.last().map_or(last.end(), |unit| unit.lines.end());
        if !guards.contains(&starts_in) {
            return match guards.is_empty() {
                true => Ok(Block { suite: body, margin: String::new(), unit, end }),
                false => Err(obstacle(last.range(), "it is not clear where the script ends")),
            };
        }
        match last {
            Stmt::If(guard) if starts_in == body.len() - 1 && guard.elif_else_clauses.is_empty() => {
                Ok(Block { suite: &guard.body, margin: margin_of(facts, &guard.body)?, unit, end })
            }
            _ => Err(obstacle(body[starts_in].range(), "more follows behind the block that starts the processes")),
        }
    }

    /// The body of a function of the module.
    fn in_function(facts: &Facts<'a>, suite: &'a [Stmt]) -> Result<Block<'a>, Obstacle> {
        let module = facts.module;
        let units = Units::of(module).units;
        let whole = super::suite::range(suite);
        let unit = units.iter().find(|unit| unit.lines.contains_range(whole));
        let end = unit.map_or(whole.end(), |unit| unit.lines.end());
        let margin = margin_of(facts, suite)?;
        Ok(Block { suite, margin, unit: indent::unit(module.tokens(), module.text()), end })
    }

    fn append(&self, facts: &Facts<'_>, lines: &[String], edits: &mut Edits) -> Result<(), Obstacle> {
        let (text, newline) = (facts.module.text(), dominant_newline(facts.module.text()));
        let ended = text[..self.end.to_usize()].ends_with(['\n', '\r']);
        let mut new = String::new();
        for line in lines {
            let line = format!("{}{line}", self.margin);
            new.push_str(&if ended { format!("{line}{newline}") } else { format!("{newline}{line}") });
        }
        insert(edits, self.end, new)
    }
}

/// The indentation of an indented list of statements.
fn margin_of(facts: &Facts<'_>, suite: &[Stmt]) -> Result<String, Obstacle> {
    let text = facts.module.text();
    let whole = super::suite::range(suite);
    let Some(first) = suite.first() else { return Err(obstacle(whole, "the block is empty")) };
    let start = super::lift::statement_start(first);
    let margin = &text[TextRange::new(line_start(text, start), start)];
    match margin.is_empty() || !margin.trim_matches([' ', '\t']).is_empty() {
        true => Err(obstacle(whole, "the block is written on one line")),
        false => Ok(margin.to_string()),
    }
}

fn is_guard(facts: &Facts<'_>, statement: &Stmt) -> bool {
    matches!(statement, Stmt::If(guard) if facts.module.text()[guard.test.range()].contains("__main__"))
}

/// `multiprocessing.active_children`, in a spelling the file has or with one name more in an import.
fn active_children(facts: &Facts<'_>, edits: &mut Edits, at: TextRange) -> Result<String, Obstacle> {
    const NAME: &str = "active_children";
    if let Some(spelled) = imports::spelled(facts, "multiprocessing", NAME) {
        return Ok(spelled);
    }
    let import = facts.module.body().iter().find_map(|statement| match statement {
        Stmt::ImportFrom(import) if import.level == 0 && import.module.as_deref() == Some("multiprocessing") => {
            import.names.last().filter(|alias| &alias.name != "*")
        }
        _ => None,
    });
    match import {
        Some(alias) if !facts.uses.mentions(NAME) && !builtins::is_builtin(NAME) => {
            insert(edits, alias.end(), format!(", {NAME}"))?;
            Ok(NAME.to_string())
        }
        _ => Err(obstacle(at, "no import of the file gives access to `multiprocessing.active_children`")),
    }
}
