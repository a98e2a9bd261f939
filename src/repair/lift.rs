//! The text of a function that moves to the top level.

use ruff_python_ast::{Expr, ExprLambda, Stmt, StmtAssign};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Obstacle;
use super::arguments::{insert, joined, replace};
use super::captured::Code;
use super::generated::blank_lines_needed;
use super::hoist::{Worker, lambda_body, obstacle};
use crate::parse::unit::{Units, line_start, lines_with_ends};
use crate::rules::Facts;
use crate::transform::edits::Edits;
use crate::transform::indent::{self, Protected};
use crate::transform::render::dominant_newline;

/// The lines of the new function, line end included. What stood there before is deleted, or replaced by the name.
pub(super) fn text(
    facts: &Facts<'_>,
    worker: &Worker<'_>,
    mut inner: Edits,
    edits: &mut Edits,
) -> Result<String, Obstacle> {
    let module = facts.module;
    let names: Vec<&str> = worker.captured.iter().map(|variable| &*variable.name).collect();
    let lines = match &worker.named {
        Some((statement, _)) => Some(Lines::of(facts, statement)?),
        None => None,
    };
    if let Some(lines) = &lines {
        replace(edits, lines.gone, String::new())?;
    }
    let (Code::Def(def, _), Some(lines)) = (worker.code, &lines) else {
        let Code::Lambda(lambda) = worker.code else { return Err(obstacle(worker.code.range(), "it has no lines")) };
        let comments = lines.as_ref().map_or_else(String::new, |lines| lines.comments(module.text()));
        let trailing = lines.as_ref().map_or("", |lines| &lines.trailing);
        let parameters = lambda.parameters.as_ref().map(|found| slice(&inner, module.text(), found.range()));
        let all: Vec<&str> = names.into_iter().chain(parameters.as_deref()).collect();
        let def = def_of(facts, lambda, &worker.name, &all.join(", "), "", &inner)?;
        let line = def.trim_end_matches(['\n', '\r']);
        return Ok(format!("{comments}{line}{trailing}{}", &def[line.len()..]));
    };
    if !names.is_empty() {
        let at = def.parameters.start() + TextSize::new(1);
        let names = names.join(", ");
        let is_empty = def.parameters.iter().next().is_none();
        let text = if is_empty { names } else { joined(module.text(), at, &names) };
        insert(&mut inner, at, text)?;
    }
    if *def.name != *worker.name {
        replace(&mut inner, def.name.range(), worker.name.clone())?;
    }
    let protected = Protected::of(module.tokens(), module.text());
    for range in indent::margins(module.text(), lines.moved, &lines.margin, &protected) {
        replace(&mut inner, range, String::new())?;
    }
    let mut text = slice(&inner, module.text(), lines.moved);
    if !text.ends_with(['\n', '\r']) {
        text.push_str(dominant_newline(module.text()));
    }
    Ok(text)
}

/// A lambda that is assigned to a global becomes a function of that name, where it stands.
pub(super) fn in_place(
    facts: &Facts<'_>,
    lambda: &ExprLambda,
    assign: &StmtAssign,
    edits: &mut Edits,
) -> Result<(), Obstacle> {
    let module = facts.module;
    let text = module.text();
    let start = line_start(text, assign.start());
    let margin = &text[TextRange::new(start, assign.start())];
    let rest = text[assign.end().to_usize()..].split(['\n', '\r']).next().unwrap_or("");
    if !margin.trim_matches([' ', '\t']).is_empty() || !is_comment_or_blank(rest) {
        return Err(obstacle(assign.range(), "it shares its line with another statement"));
    }
    let [Expr::Name(name)] = &assign.targets[..] else { return Err(obstacle(assign.range(), "it has several names")) };
    let parameters = lambda.parameters.as_ref().map_or("", |parameters| &text[parameters.range()]);
    let def = def_of(facts, lambda, &text[name.range()], parameters, margin, &Edits::default())?;
    replace(edits, assign.range(), def.trim_end_matches(['\n', '\r']).to_string())?;
    if !margin.is_empty() {
        return Ok(());
    }
    let newline = dominant_newline(text);
    let units = Units::of(module).units;
    let Some(index) = units.iter().position(|unit| unit.lines.contains_range(assign.range())) else { return Ok(()) };
    let unit = &units[index];
    let lead = &text[unit.lead];
    let blank: usize = lines_with_ends(lead).take_while(|line| line.trim().is_empty()).map(str::len).sum();
    let above = unit.lead.start() + TextSize::try_from(blank).unwrap_or_default();
    insert(edits, above, newline.repeat(blank_lines_needed(module, above)))?;
    let Some(next) = units.get(index + 1) else { return Ok(()) };
    let follows = matches!(&module.body()[next.statements.start], Stmt::Assign(next) if next.value.is_lambda_expr());
    let there = lines_with_ends(&text[next.lead]).take_while(|line| line.trim().is_empty()).count();
    let missing = if follows { 0 } else { 2_usize.saturating_sub(there) };
    insert(edits, unit.lines.end(), newline.repeat(missing))
}

/// `def name(parameters):` with the body of a lambda, line end included.
fn def_of(
    facts: &Facts<'_>,
    lambda: &ExprLambda,
    name: &str,
    parameters: &str,
    margin: &str,
    inner: &Edits,
) -> Result<String, Obstacle> {
    let (module, range) = (facts.module, lambda_body(facts, lambda)?);
    let (unit, newline) = (indent::unit(module.tokens(), module.text()), dominant_newline(module.text()));
    let body = continued(facts, range, inner, margin, &unit)?;
    let bare = range == lambda.body.range() && body.contains(['\n', '\r']) && !is_bracketed(&lambda.body);
    let (open, close) = if bare { ("(", ")") } else { ("", "") };
    Ok(format!("def {name}({parameters}):{newline}{margin}{unit}return {open}{body}{close}{newline}"))
}

/// The body of a lambda, with further lines one step right of a `def` at `margin`.
fn continued(facts: &Facts<'_>, range: TextRange, inner: &Edits, margin: &str, unit: &str) -> Result<String, Obstacle> {
    let (module, text) = (facts.module, facts.module.text());
    let Some((suite, index)) = super::suite::around(module.body(), range.start()) else { return Ok(String::new()) };
    let start = statement_start(&suite[index]);
    let old = &text[TextRange::new(line_start(text, start), start)];
    let protected = Protected::of(module.tokens(), text);
    let mut edits = inner.clone();
    let mut at = range.start();
    for (number, line) in lines_with_ends(&text[range]).enumerate() {
        if number > 0 && !line.trim().is_empty() && !protected.holds(at) {
            let common = line.bytes().zip(old.bytes()).take_while(|(a, b)| a == b).count();
            let stripped = TextRange::at(at, TextSize::of(&old[..common]));
            replace(&mut edits, stripped, format!("{margin}{unit}"))?;
        }
        at += TextSize::of(line);
    }
    Ok(slice(&edits, text, range))
}

/// Do brackets of its own hold the lines of the expression together?
fn is_bracketed(expression: &Expr) -> bool {
    match expression {
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::ListComp(_) | Expr::DictComp(_) | Expr::SetComp(_) => true,
        Expr::Call(call) => matches!(&*call.func, Expr::Name(_)),
        _ => false,
    }
}

/// What the edits inside a range make of it.
fn slice(edits: &Edits, text: &str, range: TextRange) -> String {
    let (mut result, mut at) = (String::new(), range.start());
    for (replaced, new) in edits.iter().filter(|(replaced, _)| range.contains_range(*replaced)) {
        result.push_str(&text[TextRange::new(at, replaced.start())]);
        result.push_str(new);
        at = replaced.end();
    }
    result + &text[TextRange::new(at, range.end())]
}

/// The lines of a statement that moves away.
struct Lines {
    margin: String,
    /// Comments above, the statement, and comments that belong to its block.
    moved: TextRange,
    /// The same with the blank lines behind.
    gone: TextRange,
    /// Where the statement itself starts.
    start: TextSize,
    /// The comment behind it, with the blanks before.
    trailing: String,
}

impl Lines {
    fn of(facts: &Facts<'_>, statement: &Stmt) -> Result<Lines, Obstacle> {
        let text = facts.module.text();
        let first = line_start(text, statement.start());
        let margin = text[TextRange::new(first, statement.start())].to_string();
        let rest = text[statement.end().to_usize()..].split(['\n', '\r']).next().unwrap_or("");
        if margin.is_empty() || !margin.trim_matches([' ', '\t']).is_empty() || !is_comment_or_blank(rest) {
            return Err(obstacle(statement.range(), "it shares its line with another statement"));
        }
        let mut start = first;
        while start > TextSize::new(0) {
            let before = &text[TextRange::up_to(start)];
            let before = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r'])).unwrap_or("");
            let above = line_start(text, TextSize::of(before));
            let line = &text[TextRange::new(above, start)];
            if !line.starts_with(&margin) || !line[margin.len()..].starts_with('#') {
                break;
            }
            start = above;
        }
        let (mut end, mut blank, mut at) = (None, statement.end(), statement.end());
        for line in lines_with_ends(&text[statement.end().to_usize()..]) {
            at += TextSize::of(line);
            let inside = line.strip_prefix(&*margin).is_some_and(|rest| rest.starts_with([' ', '\t']));
            if end.is_none() || inside && line.trim_start().starts_with('#') {
                end = Some(at);
            } else if !line.trim().is_empty() {
                break;
            }
            blank = at;
        }
        let end = end.unwrap_or(statement.end());
        let (moved, gone) = (TextRange::new(start, end), TextRange::new(start, blank));
        Ok(Lines { margin, moved, gone, start: first, trailing: rest.trim_end().to_string() })
    }

    /// The comments above, at the left.
    fn comments(&self, text: &str) -> String {
        lines_with_ends(&text[TextRange::new(self.moved.start(), self.start)])
            .map(|line| line.strip_prefix(&*self.margin).unwrap_or(line))
            .collect()
    }
}

fn is_comment_or_blank(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// Where a statement starts, decorators included.
pub(super) fn statement_start(statement: &Stmt) -> TextSize {
    match statement {
        Stmt::FunctionDef(def) => def.decorator_list.first().map_or(def.start(), Ranged::start),
        Stmt::ClassDef(def) => def.decorator_list.first().map_or(def.start(), Ranged::start),
        _ => statement.start(),
    }
}

/// A name for a lambda: after what it calls.
pub(super) fn suggestion(code: Code<'_>) -> String {
    let Code::Lambda(lambda) = code else { return "worker".to_string() };
    let called = match &*lambda.body {
        Expr::Call(call) => match &*call.func {
            Expr::Name(name) => Some(name.id.as_str()),
            Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
            _ => None,
        },
        _ => None,
    };
    called.map_or_else(|| "worker".to_string(), |name| format!("call_{}", name.trim_start_matches('_')))
}
