//! The plan: which statements stay (K) and which move below the guard (M).
//!
//! 1. *Must move*: every statement that starts processes when a child imports the file.
//! 2. *Must stay*: whatever gives a worker's global its value before the start, and, backwards, whatever that reads.
//! 3. *Stuck*: from the end to the start, a statement that does not commute with a stuck statement behind it is stuck too.
//!    A statement that must move and is stuck means there is no plan: refuse, and say which two statements stand against
//!    each other.
//! 4. From the start to the end, a statement moves if it must, if it does not commute with a moved one before it (by 3 it
//!    is not stuck then), or if it had better move: because children would repeat what it does, or because it stands among
//!    moved ones and no function that stays reads what it binds.
//!
//! ```text
//! print("squares")              moves: each child would print it again
//! SIZE = 4                      stays: the worker reads it
//! def work(x):                  stays
//!     return x * SIZE
//! numbers = list(range(SIZE))   stays: nothing asks it to move
//! with Pool(2) as pool:         must move
//!     out = pool.map(work, numbers)
//! total = sum(out)              moves: reads what a moved statement binds
//! ```

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange};

use super::footprint::{Conflict, Footprint, changes_argv, describe, is_worth_moving};
use super::simple;
use super::stay::Stay;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::ObjectId;
use crate::interpret::trace::{Record, UnknownCall};
use crate::names::globals::Place;
use crate::parse::guard::is_plain_guard;
use crate::rules::Facts;
use crate::rules::parent_state::differs;
use crate::rules::settings::Libraries;

/// Which top-level statements move, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Indices of the statements that go below the guard.
    pub moved: Vec<usize>,
}

/// Makes the plan.
pub fn plan(facts: &Facts<'_>) -> Result<Plan, Refusal> {
    let planner = Planner::new(facts);
    let mut must_move = planner.must_move();
    let must_stay = planner.must_stay(&mut must_move)?;
    planner.check_replay(&must_stay)?;
    let stuck = planner.stuck(&must_stay);
    planner.check_moves(&must_move, &must_stay, &stuck)?;
    let moved = planner.choose(&must_move, &stuck);
    planner.check_kept(&moved, &must_stay, &stuck)?;
    Ok(Plan { moved: (0..moved.len()).filter(|&index| moved[index]).collect() })
}

pub(super) struct Planner<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) body: &'a [Stmt],
    pub(super) footprints: Vec<Footprint>,
    /// What workers use.
    pub(super) libraries: Libraries,
}

/// A statement that is stuck, and what holds it.
#[derive(Debug, Clone)]
pub(super) enum Stuck {
    /// It must stay itself.
    Needed,
    /// It conflicts with a stuck statement behind it.
    Behind(usize, Conflict),
}

impl<'a> Planner<'a> {
    pub(super) fn new(facts: &'a Facts<'a>) -> Planner<'a> {
        let body = facts.module.body();
        let libraries = Libraries::of(facts.needs);
        let footprints = body
            .iter()
            .zip(&facts.parent.statements)
            .map(|(statement, record)| {
                Footprint::of(record, &facts.parent.heap, simple::is_fallible(statement), &libraries)
            })
            .collect();
        Planner { facts, body, footprints, libraries }
    }

    pub(super) fn record(&self, index: usize) -> &'a Record {
        &self.facts.parent.statements[index]
    }

    pub(super) fn child_record(&self, index: usize) -> &'a Record {
        &self.facts.child.statements[index]
    }

    pub(super) fn must_move(&self) -> Vec<bool> {
        let mut must = vec![false; self.body.len()];
        for &index in self.facts.starting {
            must[index] = true;
        }
        for (index, record) in self.facts.child.statements.iter().enumerate() {
            must[index] |= record.sets_start_method();
        }
        must
    }

    /// What children need, each of them computes again: it has to come out the same.
    pub(super) fn check_replay(&self, must_stay: &[Option<Stay>]) -> Result<(), Refusal> {
        for (index, stay) in must_stay.iter().enumerate() {
            let Some(stay) = stay else { continue };
            let record = self.child_record(index);
            let changing = record.effects.iter().find_map(|seen| Some((seen.at, differs(seen.resource, seen.access)?)));
            let is_unknown =
                |call: &&UnknownCall| !call.on_exit && !call.is_import() && self.libraries.set_up_by(call).is_none();
            let unknown = record.unknown.iter().find(is_unknown);
            let (code, at, what) = match (changing, unknown, self.overtaken(index)) {
                (Some((at, what)), _, _) => (Code::ValueDrawnAnew, at, what.to_string()),
                (None, Some(call), _) => {
                    (Code::WorkerReadsParentState, call.at, format!("mpfix does not know what `{}` does", call.name))
                }
                (None, None, Some(what)) => (Code::WorkerReadsParentState, self.body[index].range(), what),
                (None, None, None) => continue,
            };
            let range = if self.body[index].range().contains_range(at) { at } else { self.body[index].range() };
            let message = format!(
                "{}; under spawn and forkserver each of them runs this line again and may get another value: {what}",
                stay.because
            );
            return Err(Refusal { remedy: stay.remedy(), ..self.refusal(code, range, message) });
        }
        Ok(())
    }

    /// Does the parent, before the last start, change something outside the program that a needed statement looks at? A
    /// child that runs the statement again would see the change.
    fn overtaken(&self, index: usize) -> Option<String> {
        let last = self.facts.needs.iter().map(|need| need.statement).max()?;
        let record = self.record(index);
        let looks = |resource: Resource| {
            matches!(resource, Resource::FileSystem | Resource::Environ | Resource::Cwd | Resource::SysPath)
                && record.effects.iter().any(|seen| seen.resource == resource)
        };
        let heap = &self.facts.parent.heap;
        let shared: Vec<_> = heap
            .reachable(record.read_objects.iter().copied())
            .into_iter()
            .filter(|&id| heap.get(id).site.is_shared())
            .collect();
        let inherited = |id: &ObjectId| heap.get(*id).site.is_shared() && !heap.is_lent(*id);
        let changes_outside = record.written_objects.iter().any(inherited);
        if changes_outside && !record.touches(Resource::SysPath, Access::Write) {
            return Some("it changes what it looks at".to_string());
        }
        for later in index + 1..=last.min(self.body.len() - 1) {
            let after = self.record(later);
            let line = self.facts.module.line(self.body[later].start());
            let written = after
                .effects
                .iter()
                .find(|seen| seen.access == Access::Write && !seen.by_workers && looks(seen.resource));
            if let Some(seen) = written {
                return Some(format!("line {line} changes {} in the meantime", describe(seen.resource)));
            }
            if record.touches(Resource::Argv, Access::Read) && changes_argv(after, heap) {
                return Some(format!("line {line} changes `sys.argv` in the meantime"));
            }
            let replaced = after.patched.iter().any(|name| record.externals.contains(name));
            if replaced || shared.iter().any(|id| after.written_objects.contains(id)) {
                return Some(format!("line {line} changes what it looks at in the meantime"));
            }
        }
        None
    }

    fn stuck(&self, must_stay: &[Option<Stay>]) -> Vec<Option<Stuck>> {
        let mut stuck: Vec<Option<Stuck>> = vec![None; self.body.len()];
        let mut held = Footprint::default();
        let mut members: Vec<usize> = Vec::new();
        for index in (0..self.body.len()).rev() {
            let footprint = &self.footprints[index];
            stuck[index] = if must_stay[index].is_some() {
                Some(Stuck::Needed)
            } else if held.conflict(footprint).is_some() {
                members.iter().rev().find_map(|&other| {
                    footprint.conflict(&self.footprints[other]).map(|conflict| Stuck::Behind(other, conflict))
                })
            } else {
                None
            };
            if stuck[index].is_some() {
                held.add(footprint);
                members.push(index);
            }
        }
        stuck
    }

    fn check_moves(
        &self,
        must_move: &[bool],
        must_stay: &[Option<Stay>],
        stuck: &[Option<Stuck>],
    ) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            if !must_move[index] {
                continue;
            }
            match &stuck[index] {
                None => {}
                Some(Stuck::Needed) => {
                    let because = must_stay[index].as_ref().map_or("child processes need it", |stay| &stay.because);
                    let message = format!(
                        "this line cannot stay above the main guard, where each child process would run it, and cannot go below it, because {because}"
                    );
                    return Err(Refusal {
                        remedy: must_stay[index].as_ref().and_then(Stay::remedy),
                        ..self.refusal(Code::OrderConflict, self.body[index].range(), message)
                    });
                }
                Some(Stuck::Behind(other, conflict)) => {
                    let refusal = self.order_refusal(index, *other, conflict, must_stay);
                    return Err(Refusal { remedy: remedy(*other, must_stay, stuck), ..refusal });
                }
            }
        }
        Ok(())
    }

    pub(super) fn order_refusal(
        &self,
        index: usize,
        other: usize,
        conflict: &Conflict,
        must_stay: &[Option<Stay>],
    ) -> Refusal {
        let line = self.facts.module.line(self.body[other].start());
        let because = must_stay[other].as_ref().map_or_else(String::new, |stay| format!(", because {}", stay.because));
        let message = format!(
            "this line has to go below the main guard, and would then run after line {line} and no longer before it: {}; line \
             {line} stays above the guard{because}",
            self.conflict_text(conflict)
        );
        self.refusal(Code::OrderConflict, self.body[index].range(), message)
    }

    fn conflict_text(&self, conflict: &Conflict) -> String {
        match conflict {
            Conflict::Name(name) => format!("both use `{name}`"),
            Conflict::Object(id) => {
                let mut names: Vec<_> = self
                    .facts
                    .parent
                    .variables
                    .iter()
                    .filter(|(_, values)| values.objects().any(|o| o == *id))
                    .collect();
                names.sort_by(|a, b| a.0.cmp(b.0));
                names
                    .first()
                    .map_or_else(|| "both use one object".to_string(), |(name, _)| format!("both use `{name}`"))
            }
            Conflict::Attribute(name) => format!("both use `{name}`"),
            Conflict::Library(library) => format!("one sets up `{library}`, which the other uses"),
            Conflict::Resource(resource) => format!("both use {}", describe(*resource)),
            Conflict::Unknown(name) => format!("mpfix does not know what `{name}` does"),
            Conflict::Import => "one of them is the first to import a module that the other imports, too".to_string(),
            Conflict::Exit => "one of them may end the program".to_string(),
        }
    }

    /// Decides for every statement; see step 4 of the module's head.
    fn choose(&self, must_move: &[bool], stuck: &[Option<Stuck>]) -> Vec<bool> {
        let mut moved = vec![false; self.body.len()];
        let mut gone = Footprint::default();
        let mut any = false;
        for index in 0..self.body.len() {
            if stuck[index].is_some() {
                continue;
            }
            let footprint = &self.footprints[index];
            moved[index] = must_move[index]
                || (any && gone.conflict(footprint).is_some())
                || self.had_better_move(index)
                || (any && self.follows(index));
            if moved[index] {
                any = true;
                gone.add(footprint);
            }
        }
        moved
    }

    /// Would children repeat something when they import the file?
    fn had_better_move(&self, index: usize) -> bool {
        let record = self.child_record(index);
        if self.is_guard(index) || self.finalizes(index).is_some() {
            return true;
        }
        if record.effects.iter().any(|seen| !seen.on_exit && is_worth_moving(seen.resource, seen.access)) {
            return true;
        }
        let does = |call: &UnknownCall| !call.on_exit && self.libraries.set_up_by(call).is_none();
        if record.unknown.iter().any(does) || !record.makes.is_empty() || record.threads {
            return true;
        }
        let statement = &self.body[index];
        record.may_exit
            && record.effects.is_empty()
            && !simple::is_definition(statement, index)
            && matches!(statement, Stmt::Expr(_) | Stmt::Raise(_))
    }

    /// A plain main guard whose body can take in what moves.
    fn is_guard(&self, index: usize) -> bool {
        let child = self.child_record(index);
        is_plain_guard(&self.body[index]) && child.binds.is_empty() && child.effects.is_empty()
    }

    /// A statement behind a moved one goes with it, unless a function that stays reads what it binds and it is a mere value.
    fn follows(&self, index: usize) -> bool {
        let statement = &self.body[index];
        if simple::is_definition(statement, index) || self.prepares(index) {
            return false;
        }
        if simple::is_fallible(statement) {
            return true;
        }
        let record = self.record(index);
        let read_by_functions =
            self.facts.uses.all().iter().any(|used| used.place == Place::Deferred && record.binds.contains(&used.name));
        !read_by_functions
    }

    /// What stays must not do anything in every child that the parent alone did before.
    pub(super) fn check_kept(
        &self,
        moved: &[bool],
        must_stay: &[Option<Stay>],
        stuck: &[Option<Stuck>],
    ) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            if moved[index] {
                continue;
            }
            self.ends_quietly(index)?;
            let record = self.child_record(index);
            // `try: import x` of a module every Python has: the handler never runs.
            let only_known_imports = !record.imports.is_empty() && record.imports.iter().all(|(_, known)| *known);
            let repeated = record.effects.iter().find(|seen| {
                !(seen.on_exit || seen.in_handler && only_known_imports) && seen.resource.is_seen(seen.access)
            });
            if let Some(seen) = repeated {
                let refusal = self.repeated(index, seen.at, describe(seen.resource), &stuck[index]);
                return Err(Refusal { remedy: remedy(index, must_stay, stuck), ..refusal });
            }
        }
        Ok(())
    }

    fn repeated(&self, index: usize, at: TextRange, what: &str, stuck: &Option<Stuck>) -> Refusal {
        let reason = match stuck {
            Some(Stuck::Behind(other, conflict)) => {
                let line = self.facts.module.line(self.body[*other].start());
                format!(
                    "it cannot go below the main guard, because it would run after line {line} then: {}",
                    self.conflict_text(conflict)
                )
            }
            _ => "it cannot go below the main guard, because child processes need what it sets".to_string(),
        };
        let range = if self.body[index].range().contains_range(at) { at } else { self.body[index].range() };
        let help = match stuck {
            Some(Stuck::Behind(other, _)) => vec![format!(
                "split it: keep above line {} what the workers need, and put the rest below the main guard",
                self.facts.module.line(self.body[*other].start())
            )],
            _ => Vec::new(),
        };
        let refusal = self.refusal(
            Code::EffectRepeated,
            range,
            format!("this uses {what}, and each child process would do it again; {reason}"),
        );
        Refusal { help, ..refusal }
    }

    pub(super) fn refusal(&self, code: Code, range: TextRange, message: String) -> Refusal {
        Refusal { remedy: None, code, range, message, help: Vec::new() }
    }
}

/// What would free a stuck statement: the remedy of the needed one at the end of the chain that holds it.
fn remedy(index: usize, must_stay: &[Option<Stay>], stuck: &[Option<Stuck>]) -> Option<Remedy> {
    let mut at = index;
    while let Some(Stuck::Behind(other, _)) = &stuck[at] {
        at = *other;
    }
    must_stay[at].as_ref().and_then(Stay::remedy)
}
