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

use super::footprint::{Conflict, Footprint, describe};
use super::simple;
use crate::children::Need;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal};
use crate::interpret::heap::Kind;
use crate::interpret::trace::{Record, Trace};
use crate::names::globals::{GlobalUses, Place};
use crate::parse::Module;

/// Which top-level statements move, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Indices of the statements that go below the guard.
    pub moved: Vec<usize>,
}

/// All a plan is made from.
pub struct Facts<'a> {
    /// The file.
    pub module: &'a Module,
    /// Its uses of globals.
    pub uses: &'a GlobalUses,
    /// What running it as a script does.
    pub parent: &'a Trace,
    /// What importing it in a child does.
    pub child: &'a Trace,
    /// What the workers need.
    pub needs: &'a [Need],
    /// The statements that start processes when a child imports the file.
    pub starting: &'a [usize],
}

/// Why a statement must stay.
#[derive(Debug, Clone)]
struct Stay {
    /// In words, after "it stays because".
    because: String,
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
    planner.check_kept(&moved, &stuck)?;
    Ok(Plan { moved: (0..moved.len()).filter(|&index| moved[index]).collect() })
}

struct Planner<'a> {
    facts: &'a Facts<'a>,
    body: &'a [Stmt],
    footprints: Vec<Footprint>,
}

/// A statement that is stuck, and what holds it.
#[derive(Debug, Clone)]
enum Stuck {
    /// It must stay itself.
    Needed,
    /// It conflicts with a stuck statement behind it.
    Behind(usize, Conflict),
}

impl<'a> Planner<'a> {
    fn new(facts: &'a Facts<'a>) -> Planner<'a> {
        let body = facts.module.body();
        let footprints = body
            .iter()
            .zip(&facts.parent.statements)
            .map(|(statement, record)| Footprint::of(record, &facts.parent.heap, simple::is_fallible(statement)))
            .collect();
        Planner { facts, body, footprints }
    }

    fn record(&self, index: usize) -> &'a Record {
        &self.facts.parent.statements[index]
    }

    fn child_record(&self, index: usize) -> &'a Record {
        &self.facts.child.statements[index]
    }

    fn must_move(&self) -> Vec<bool> {
        let mut must = vec![false; self.body.len()];
        for &index in self.facts.starting {
            must[index] = true;
        }
        for (index, record) in self.facts.child.statements.iter().enumerate() {
            must[index] |= record.sets_start_method;
        }
        must
    }

    /// Which statements workers need at module level, with the reason; adds to `must_move` what has to come after a start.
    fn must_stay(&self, must_move: &mut [bool]) -> Result<Vec<Option<Stay>>, Refusal> {
        let mut stay: Vec<Option<Stay>> = vec![None; self.body.len()];
        for need in self.facts.needs {
            self.needed_names(need, &mut stay, must_move)?;
            self.needed_objects(need, &mut stay, must_move)?;
            self.needed_settings(need, &mut stay);
            for (index, name) in need.imports.iter().filter(|(index, _)| *index <= need.statement) {
                stay[*index].get_or_insert_with(|| Stay { because: format!("children import `{name}` for their workers") });
            }
        }
        self.stay_backwards(&mut stay);
        Ok(stay)
    }

    fn needed_names(&self, need: &Need, stay: &mut [Option<Stay>], must_move: &mut [bool]) -> Result<(), Refusal> {
        for name in &need.names {
            let reader = need.readers.iter().find(|(read, _)| read == name).map_or("a worker", |(_, reader)| reader);
            let because = format!("`{reader}`, which runs in children, needs `{name}`");
            let binders = |record: &Record| record.binds.contains(name);
            let mut bound_before = false;
            for index in 0..self.body.len() {
                let (parent, child) = (binders(self.record(index)), binders(self.child_record(index)));
                if child && !parent {
                    return Err(self.refusal(
                        Code::ChildRunsOtherCode,
                        self.body[index].range(),
                        format!("`{name}` is bound here only when a child imports the file, by what `__name__` is then"),
                    ));
                }
                if !parent {
                    continue;
                }
                if index < need.statement {
                    if !child {
                        return Err(self.parent_only(name, reader, index));
                    }
                    bound_before = true;
                    stay[index].get_or_insert_with(|| Stay { because: because.clone() });
                } else if index == need.statement {
                    return Err(self.set_while_starting(name, reader, index));
                } else if bound_before {
                    must_move[index] = true;
                }
            }
        }
        Ok(())
    }

    fn parent_only(&self, name: &str, reader: &str, index: usize) -> Refusal {
        self.refusal(
            Code::WorkerReadsParentState,
            self.body[index].range(),
            format!("`{reader}`, which runs in children, reads the global `{name}`, which is set only in the parent"),
        )
    }

    fn set_while_starting(&self, name: &str, reader: &str, index: usize) -> Refusal {
        let message = if reader == name || self.facts.parent.functions.values().any(|d| d.name == name && d.file == 0) {
            format!("`{name}`, which children need, is defined in the statement that starts them")
        } else {
            format!("`{reader}`, which runs in children, reads the global `{name}`, which is set by the statement that starts them")
        };
        self.refusal(Code::WorkerReadsParentState, self.body[index].range(), message)
    }

    fn needed_objects(&self, need: &Need, stay: &mut [Option<Stay>], must_move: &mut [bool]) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            let record = self.record(index);
            let object = record.written_objects.iter().filter(|id| need.objects.contains(id) && self.is_state(**id)).min();
            let patch = record.patched.iter().find(|patched| self.is_used(need, patched));
            let what = match (object, patch) {
                (Some(&id), _) => self.name_of_object(need, id),
                (None, Some(patched)) => format!("`{patched}`"),
                (None, None) => continue,
            };
            if index < need.statement {
                if !self.same_in_child(index) {
                    return Err(self.refusal(
                        Code::WorkerReadsParentState,
                        self.body[index].range(),
                        format!("children use {what}, which is changed here only in the parent"),
                    ));
                }
                stay[index].get_or_insert_with(|| Stay { because: format!("children use {what}, which is changed here") });
            } else if index == need.statement {
                return Err(self.refusal(
                    Code::WorkerReadsParentState,
                    self.body[index].range(),
                    format!("children use {what}, which is changed by the statement that starts them"),
                ));
            } else {
                must_move[index] = true;
            }
        }
        Ok(())
    }

    /// Processes, pools and shared objects change by being used; what children share is judged elsewhere.
    fn is_state(&self, id: crate::interpret::heap::ObjectId) -> bool {
        !matches!(&self.facts.parent.heap.get(id).kind, Kind::Typed { name } if name.starts_with("multiprocessing.") || name.starts_with("concurrent."))
    }

    fn is_used(&self, need: &Need, patched: &str) -> bool {
        let plain = patched.strip_prefix("builtins.").unwrap_or(patched);
        need.names.contains(plain)
            || need.externals.iter().any(|used| {
                **used == *patched || patched.strip_prefix(&**used).is_some_and(|rest| rest.starts_with('.'))
            })
    }

    fn name_of_object(&self, need: &Need, id: crate::interpret::heap::ObjectId) -> String {
        let holder = need.names.iter().find(|name| {
            need.snapshot.get(*name).is_some_and(|values| self.facts.parent.heap.reachable(values.objects()).contains(&id))
        });
        holder.map_or_else(|| "an object".to_string(), |name| format!("`{name}`"))
    }

    fn same_in_child(&self, index: usize) -> bool {
        let (parent, child) = (self.record(index), self.child_record(index));
        child.reached && parent.binds == child.binds && child.written_objects.len() == parent.written_objects.len()
    }

    /// Settings of the interpreter that a fresh child does not inherit.
    fn needed_settings(&self, need: &Need, stay: &mut [Option<Stay>]) {
        let logs = need.externals.iter().any(|used| used.starts_with("logging"));
        let draws = need.externals.iter().any(|used| used.starts_with("numpy.random"));
        for index in 0..need.statement {
            let record = self.record(index);
            let setting = record.effects.iter().find(|seen| {
                seen.access == Access::Write
                    && match seen.resource {
                        Resource::Warnings | Resource::Interpreter | Resource::Signal | Resource::Locale => true,
                        Resource::Logging => logs,
                        Resource::NumpyRandom => draws,
                        _ => false,
                    }
            });
            if let Some(seen) = setting
                && self.same_in_child(index)
                && self.only_sets(index)
            {
                stay[index].get_or_insert_with(|| Stay { because: format!("children need {} as set here", describe(seen.resource)) });
            }
        }
    }

    /// Does the statement do nothing but set up the interpreter? Timing a call or running threads touches its settings too.
    fn only_sets(&self, index: usize) -> bool {
        let record = self.record(index);
        let setting = |resource| {
            matches!(
                resource,
                Resource::Warnings | Resource::Interpreter | Resource::Signal | Resource::Locale | Resource::Logging | Resource::NumpyRandom
            )
        };
        let visible = record.effects.iter().any(|seen| seen.access == Access::Write && !setting(seen.resource) && seen.resource != Resource::FileSystem);
        !visible && record.unknown.is_empty() && !record.dynamic
    }

    /// What a statement that must stay reads has to be there too.
    fn stay_backwards(&self, stay: &mut [Option<Stay>]) {
        for index in (0..self.body.len()).rev() {
            if stay[index].is_none() {
                continue;
            }
            let record = self.record(index);
            let reach = self.facts.parent.heap.reachable(record.read_objects.iter().copied());
            for before in 0..index {
                if stay[before].is_some() {
                    continue;
                }
                let earlier = self.record(before);
                let name = earlier.binds.iter().filter(|name| record.reads.contains(*name)).min();
                let object = earlier.written_objects.iter().any(|id| reach.contains(id) || record.written_objects.contains(id));
                let patch = earlier.patched.iter().any(|patched| record.externals.contains(patched));
                if name.is_some() || object || patch {
                    let line = self.facts.module.line(self.body[index].start());
                    stay[before] = Some(Stay { because: format!("line {line}, which children need, depends on it") });
                }
            }
        }
    }

    /// What children need, each of them computes again: it has to come out the same.
    fn check_replay(&self, must_stay: &[Option<Stay>]) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            let Some(stay) = &must_stay[index] else { continue };
            let record = self.child_record(index);
            let changing = record.effects.iter().find_map(|seen| Some((seen.at, differs(seen.resource, seen.access)?)));
            let unknown = record.unknown.iter().find(|call| !call.on_exit);
            let (at, what) = match (changing, unknown) {
                (Some((at, what)), _) => (at, what.to_string()),
                (None, Some(call)) => (call.at, format!("nothing is known about `{}`", call.name)),
                (None, None) => continue,
            };
            let range = if self.body[index].range().contains_range(at) { at } else { self.body[index].range() };
            return Err(self.refusal(
                Code::WorkerReadsParentState,
                range,
                format!("{}; each child would compute it again, and {what}", stay.because),
            ));
        }
        Ok(())
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

    fn check_moves(&self, must_move: &[bool], must_stay: &[Option<Stay>], stuck: &[Option<Stuck>]) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            if !must_move[index] {
                continue;
            }
            match &stuck[index] {
                None => {}
                Some(Stuck::Needed) => {
                    let because = must_stay[index].as_ref().map_or("children need it", |stay| &stay.because);
                    return Err(self.refusal(
                        Code::OrderConflict,
                        self.body[index].range(),
                        format!("this statement has to move below the guard, and has to stay: {because}"),
                    ));
                }
                Some(Stuck::Behind(other, conflict)) => return Err(self.order_refusal(index, *other, conflict, must_stay)),
            }
        }
        Ok(())
    }

    fn order_refusal(&self, index: usize, other: usize, conflict: &Conflict, must_stay: &[Option<Stay>]) -> Refusal {
        let line = self.facts.module.line(self.body[other].start());
        let because = must_stay[other].as_ref().map_or_else(String::new, |stay| format!(" ({})", stay.because));
        self.refusal(
            Code::OrderConflict,
            self.body[index].range(),
            format!("this statement would have to run before line {line}, which stays above the guard{because}: {}", self.conflict_text(conflict)),
        )
    }

    fn conflict_text(&self, conflict: &Conflict) -> String {
        match conflict {
            Conflict::Name(name) => format!("both use `{name}`"),
            Conflict::Object(id) => {
                let mut names: Vec<_> = self.facts.parent.variables.iter().filter(|(_, values)| values.objects().any(|o| o == *id)).collect();
                names.sort_by(|a, b| a.0.cmp(b.0));
                names.first().map_or_else(|| "both use one object".to_string(), |(name, _)| format!("both use `{name}`"))
            }
            Conflict::Attribute(name) => format!("both use `{name}`"),
            Conflict::Resource(resource) => format!("both use {}", describe(*resource)),
            Conflict::Unknown(name) => format!("nothing is known about `{name}`"),
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
        if self.is_guard(index) {
            return true;
        }
        if record.effects.iter().any(|seen| !seen.on_exit && is_worth_moving(seen.resource, seen.access)) {
            return true;
        }
        if record.unknown.iter().any(|call| !call.on_exit) || !record.makes.is_empty() {
            return true;
        }
        let statement = &self.body[index];
        record.may_exit && record.effects.is_empty() && !simple::is_definition(statement, index) && matches!(statement, Stmt::Expr(_) | Stmt::Raise(_))
    }

    /// A plain main guard whose body can take in what moves.
    fn is_guard(&self, index: usize) -> bool {
        let child = self.child_record(index);
        super::layout::is_plain_guard(&self.body[index]) && child.binds.is_empty() && child.effects.is_empty()
    }

    /// A statement behind a moved one goes with it, unless a function that stays reads what it binds and it is a mere value.
    fn follows(&self, index: usize) -> bool {
        let statement = &self.body[index];
        if simple::is_definition(statement, index) {
            return false;
        }
        if simple::is_fallible(statement) {
            return true;
        }
        let record = self.record(index);
        let read_by_functions = self.facts.uses.all().iter().any(|used| used.place == Place::Deferred && record.binds.contains(&used.name));
        !read_by_functions
    }

    /// What stays must not do anything in every child that the parent alone did before.
    fn check_kept(&self, moved: &[bool], stuck: &[Option<Stuck>]) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            if moved[index] {
                continue;
            }
            let record = self.child_record(index);
            let repeated = record.effects.iter().find(|seen| !seen.on_exit && !seen.in_handler && is_repeated(seen.resource, seen.access));
            if let Some(seen) = repeated {
                return Err(self.repeated(index, seen.at, describe(seen.resource), &stuck[index]));
            }
        }
        Ok(())
    }

    fn repeated(&self, index: usize, at: TextRange, what: &str, stuck: &Option<Stuck>) -> Refusal {
        let reason = match stuck {
            Some(Stuck::Behind(other, conflict)) => {
                let line = self.facts.module.line(self.body[*other].start());
                format!("it cannot move behind line {line}: {}", self.conflict_text(conflict))
            }
            _ => "children need what it sets".to_string(),
        };
        let range = if self.body[index].range().contains_range(at) { at } else { self.body[index].range() };
        self.refusal(
            Code::EffectRepeated,
            range,
            format!("each child would repeat this ({what}) when it imports the file, and {reason}"),
        )
    }

    fn refusal(&self, code: Code, range: TextRange, message: String) -> Refusal {
        Refusal { code, range, message, help: Vec::new() }
    }
}

/// Why a value computed from this resource is another one when a child computes it again.
fn differs(resource: Resource, access: Access) -> Option<&'static str> {
    match (resource, access) {
        (Resource::Random | Resource::NumpyRandom, Access::Write) => Some("it is drawn at random"),
        (Resource::Unique, _) => Some("it is a new value each time"),
        (Resource::Time, Access::Read) => Some("it depends on the time"),
        (Resource::Stdin, _) => Some("it is read from standard input (stdin)"),
        (Resource::Network, _) => Some("it comes from the network"),
        (Resource::ChildProcesses, _) => Some("it depends on child processes"),
        _ => None,
    }
}

/// Effects for which a statement moves if it can.
fn is_worth_moving(resource: Resource, access: Access) -> bool {
    match resource {
        Resource::Stdout
        | Resource::Stderr
        | Resource::Stdin
        | Resource::Network
        | Resource::Display
        | Resource::ChildProcesses
        | Resource::Time
        | Resource::Random
        | Resource::NumpyRandom
        | Resource::Unique => true,
        Resource::FileSystem | Resource::Cwd | Resource::Environ | Resource::Atexit | Resource::StartMethod => access == Access::Write,
        Resource::Logging
        | Resource::Warnings
        | Resource::Signal
        | Resource::Locale
        | Resource::Interpreter
        | Resource::SysPath => false,
    }
}

/// Effects that must not be repeated by children.
fn is_repeated(resource: Resource, access: Access) -> bool {
    match resource {
        Resource::Stdout | Resource::Stderr | Resource::Stdin | Resource::Network | Resource::Display => true,
        Resource::FileSystem | Resource::Cwd | Resource::Atexit | Resource::ChildProcesses => access == Access::Write,
        _ => false,
    }
}
