//! Recognises which rearrangement a rewrite is: what was kept, what was moved, what was generated.

use ruff_python_ast::comparable::{ComparableElifElseClause, ComparableExpr, ComparableStmt};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef, StmtIf};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;

use super::align::interleaving;
use super::main_guard::{freeze_prefix, is_generated_guard, is_main_test, startup_prefix};
use super::module::Module;

/// A rewrite read as a rearrangement: each original statement has its place.
pub(super) struct Shape<'m> {
    pub(super) reading: Reading<'m>,
    /// Every original statement with its copy in the rewrite, in original order; the own statements of an existing
    /// guard that was filled up stand for that guard.
    pub(super) pairs: Vec<Pair<'m>>,
}

/// An original statement and its copy.
#[derive(Clone, Copy)]
pub(super) struct Pair<'m> {
    pub(super) old: &'m Stmt,
    pub(super) new: &'m Stmt,
    pub(super) moved: bool,
}

/// One way to read the rewrite, not yet held against the original.
pub(super) struct Reading<'m> {
    pub(super) layout: Layout<'m>,
    /// Generated `freeze_support()` lines, first under the guard.
    pub(super) freeze: &'m [Stmt],
    /// The original statements, with the guard of [`Layout::Existing`] replaced by its body.
    pub(super) old: Vec<&'m Stmt>,
    /// Which of `old` are the guard's own.
    pub(super) own: Vec<bool>,
    pub(super) kept: Vec<&'m Stmt>,
    pub(super) moved: Vec<&'m Stmt>,
}

/// Where the moved statements are.
#[derive(Clone, Copy)]
pub(super) enum Layout<'m> {
    /// Nothing was moved.
    Unchanged,
    /// In a generated function that a generated guard calls.
    Function { def: &'m StmtFunctionDef, guard: &'m StmtIf },
    /// Directly in a generated guard.
    Guard { guard: &'m StmtIf },
    /// In the body of a guard the original had.
    Existing { old: &'m StmtIf, new: &'m StmtIf },
}

/// The rearrangement a rewrite is.
///
/// # Errors
/// When it is none, the reading that comes nearest, for the explanation.
pub(super) fn recognise<'m>(old: &'m Module<'_>, new: &'m Module<'_>) -> Result<Shape<'m>, Box<Reading<'m>>> {
    let readings = readings(old.body(), new.body());
    // Statements may be equal as trees and differ in their text; text decides first which copy belongs to which.
    for by_text in [true, false] {
        let mut ids = Ids::default();
        for reading in &readings {
            let mut numbers = |module: &Module<'_>, statements: &[&'m Stmt]| -> Vec<u32> {
                statements.iter().map(|statement| ids.of(statement, by_text.then_some(module))).collect()
            };
            let all = numbers(old, &reading.old);
            let kept = numbers(new, &reading.kept);
            let moved = numbers(new, &reading.moved);
            if let Some(moves) = interleaving(&all, &reading.own, &kept, &moved) {
                let pairs = reading.pairs(&moves);
                return Ok(Shape { reading: reading.clone(), pairs });
            }
        }
    }
    let mut best: Option<(usize, Reading<'m>)> = None;
    for reading in readings {
        let (missing, extra) = reading.difference();
        let distance = missing.len() + extra.len();
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, reading));
        }
    }
    let (_, best) = best.unwrap_or_else(|| (0, Reading::unchanged(old.body(), new.body())));
    Err(Box::new(best))
}

impl<'m> Shape<'m> {
    /// Ranges of the rewrite that no original statement stands for.
    pub(super) fn generated_ranges(&self) -> Vec<TextRange> {
        self.reading.generated_ranges()
    }

    /// The generated function, if there is one.
    pub(super) fn function(&self) -> Option<&'m StmtFunctionDef> {
        match self.reading.layout {
            Layout::Function { def, .. } => Some(def),
            _ => None,
        }
    }

    /// The guard that runs the moved statements.
    pub(super) fn guard(&self) -> Option<&'m StmtIf> {
        match self.reading.layout {
            Layout::Unchanged => None,
            Layout::Function { guard, .. } | Layout::Guard { guard } => Some(guard),
            Layout::Existing { new, .. } => Some(new),
        }
    }
}

impl<'m> Reading<'m> {
    /// Original statements without a copy, and statements of the rewrite that are copies of none.
    pub(super) fn difference(&self) -> (Vec<&'m Stmt>, Vec<&'m Stmt>) {
        let mut ids = Ids::default();
        let mut copies: FxHashMap<u32, Vec<&'m Stmt>> = FxHashMap::default();
        for statement in self.kept.iter().chain(&self.moved).rev() {
            copies.entry(ids.of(statement, None)).or_default().push(statement);
        }
        let mut missing = Vec::new();
        for statement in &self.old {
            let id = ids.of(statement, None);
            if copies.get_mut(&id).and_then(Vec::pop).is_none() {
                missing.push(*statement);
            }
        }
        let mut extra: Vec<&'m Stmt> = copies.into_values().flatten().collect();
        extra.sort_by_key(|statement| statement.start());
        (missing, extra)
    }

    /// Ranges of the rewrite that no original statement stands for.
    pub(super) fn generated_ranges(&self) -> Vec<TextRange> {
        let mut ranges: Vec<TextRange> = self.freeze.iter().map(Ranged::range).collect();
        match self.layout {
            Layout::Unchanged | Layout::Existing { .. } => {}
            Layout::Guard { guard } => ranges.push(guard.test.range()),
            Layout::Function { guard, .. } => ranges.push(guard.range()),
        }
        ranges
    }

    fn clone(&self) -> Self {
        Self {
            layout: self.layout,
            freeze: self.freeze,
            old: self.old.clone(),
            own: self.own.clone(),
            kept: self.kept.clone(),
            moved: self.moved.clone(),
        }
    }

    fn unchanged(old: &'m [Stmt], new: &'m [Stmt]) -> Self {
        Self {
            layout: Layout::Unchanged,
            freeze: &[],
            old: old.iter().collect(),
            own: Vec::new(),
            kept: new.iter().collect(),
            moved: Vec::new(),
        }
    }

    fn pairs(&self, moves: &[bool]) -> Vec<Pair<'m>> {
        let (mut kept, mut moved) = (self.kept.iter(), self.moved.iter());
        let mut pairs = Vec::with_capacity(moves.len());
        for (old, is_moved) in self.old.iter().zip(moves) {
            let new = if *is_moved { moved.next() } else { kept.next() };
            pairs.extend(new.map(|new| Pair { old, new, moved: *is_moved }));
        }
        pairs
    }
}

/// Numbers for statements: equal statements have equal numbers.
#[derive(Default)]
struct Ids<'m> {
    ids: FxHashMap<(ComparableStmt<'m>, Option<String>), u32>,
    /// By address: a statement occurs in several readings.
    known: FxHashMap<*const Stmt, u32>,
}

impl<'m> Ids<'m> {
    /// With a module, the text of the statement counts too (its indentation does not).
    fn of(&mut self, statement: &'m Stmt, text: Option<&Module<'_>>) -> u32 {
        if let Some(id) = self.known.get(&std::ptr::from_ref(statement)) {
            return *id;
        }
        let fresh = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let text = text.map(|module| module.without_indentation(statement.range()));
        let key = (ComparableStmt::from(statement), text);
        let id = *self.ids.entry(key).or_insert(fresh);
        self.known.insert(std::ptr::from_ref(statement), id);
        id
    }
}

fn readings<'m>(old: &'m [Stmt], new: &'m [Stmt]) -> Vec<Reading<'m>> {
    let mut readings = vec![Reading::unchanged(old, new)];
    if let Some((Stmt::If(guard), before)) = new.split_last()
        && is_generated_guard(guard)
    {
        for (freeze, body) in without_freeze(&guard.body) {
            function_readings(old, before, guard, freeze, body, &mut readings);
            let layout = Layout::Guard { guard };
            let reading = Reading::unchanged(old, before);
            readings.push(Reading { layout, freeze, moved: body.iter().collect(), ..reading });
        }
    }
    for (place, statement) in old.iter().enumerate() {
        let Stmt::If(old_guard) = statement else {
            continue;
        };
        if !is_main_test(&old_guard.test) {
            continue;
        }
        for (new_place, statement) in new.iter().enumerate() {
            if let Stmt::If(new_guard) = statement
                && same_head(old_guard, new_guard)
            {
                existing_readings((old, place), (new, new_place), (old_guard, new_guard), &mut readings);
            }
        }
    }
    readings
}

/// The body as it is, and the body without the lines a rewrite may have put first.
fn without_freeze(body: &[Stmt]) -> Vec<(&[Stmt], &[Stmt])> {
    let mut ways = vec![(&body[..0], body)];
    let freeze = freeze_prefix(body);
    if freeze > 0 {
        ways.push(body.split_at(freeze));
    }
    ways
}

fn function_readings<'m>(
    old: &'m [Stmt],
    before: &'m [Stmt],
    guard: &'m StmtIf,
    freeze: &'m [Stmt],
    body: &'m [Stmt],
    readings: &mut Vec<Reading<'m>>,
) {
    let Some(called) = only_call(body) else {
        return;
    };
    let found = before.iter().enumerate().rev().find_map(|(place, statement)| match statement {
        Stmt::FunctionDef(def) if def.name.as_str() == called && is_plain(def) => Some((place, def)),
        _ => None,
    });
    let Some((place, def)) = found else {
        return;
    };
    let kept: Vec<&Stmt> = before[..place].iter().chain(&before[place + 1..]).collect();
    let mut push = |moved: &'m [Stmt]| {
        readings.push(Reading {
            layout: Layout::Function { def, guard },
            freeze,
            kept: kept.clone(),
            moved: moved.iter().collect(),
            ..Reading::unchanged(old, before)
        });
    };
    push(&def.body);
    if let Some((Stmt::Global(_), moved)) = def.body.split_first() {
        push(moved);
    }
}

fn existing_readings<'m>(
    (old, place): (&'m [Stmt], usize),
    (new, new_place): (&'m [Stmt], usize),
    (old_guard, new_guard): (&'m StmtIf, &'m StmtIf),
    readings: &mut Vec<Reading<'m>>,
) {
    let kept: Vec<&Stmt> = new[..new_place].iter().chain(&new[new_place + 1..]).collect();
    for (freeze, moved) in without_freeze(&new_guard.body) {
        for front in 0..=startup_prefix(&old_guard.body) {
            let (first, rest) = old_guard.body.split_at(front);
            let around = old[..place].iter().chain(rest).chain(&old[place + 1..]);
            let mut own = vec![false; old.len() - 1 + old_guard.body.len()];
            own[..front].fill(true);
            own[front + place..place + old_guard.body.len()].fill(true);
            readings.push(Reading {
                layout: Layout::Existing { old: old_guard, new: new_guard },
                freeze,
                old: first.iter().chain(around).collect(),
                own,
                kept: kept.clone(),
                moved: moved.iter().collect(),
            });
        }
    }
}

/// Whether two guards have the same test and the same `elif` and `else` clauses.
fn same_head(old: &StmtIf, new: &StmtIf) -> bool {
    fn clauses(guard: &StmtIf) -> Vec<ComparableElifElseClause<'_>> {
        guard.elif_else_clauses.iter().map(Into::into).collect()
    }
    ComparableExpr::from(&old.test) == ComparableExpr::from(&new.test) && clauses(old) == clauses(new)
}

/// The name a body calls when that is all it does.
fn only_call(body: &[Stmt]) -> Option<&str> {
    let [Stmt::Expr(statement)] = body else {
        return None;
    };
    match &*statement.value {
        Expr::Call(call) if call.arguments.is_empty() => match &*call.func {
            Expr::Name(name) => Some(name.id.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// `def name():` or `def name() -> None:` and nothing else.
fn is_plain(def: &StmtFunctionDef) -> bool {
    !def.is_async
        && def.decorator_list.is_empty()
        && def.type_params.is_none()
        && def.parameters.is_empty()
        && def.returns.as_deref().is_none_or(Expr::is_none_literal_expr)
}
