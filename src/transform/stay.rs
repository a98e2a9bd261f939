//! Step 2 of the plan: what has to stay at module level, because children need it.

use std::collections::BTreeSet;

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use super::footprint::{changes_argv, describe, stands_in};
use super::plan::Planner;
use super::simple;
use crate::children::Need;
use crate::effects::{Access, Resource};
use crate::finding::{Code, Refusal, Remedy};
use crate::interpret::heap::{Kind, ObjectId};
use crate::interpret::trace::Record;
use crate::interpret::value::Value;
use crate::names::Name;
use crate::rules::inherited::inherited;
use crate::rules::settings::{Libraries, looks_at_format};

/// Why a statement must stay.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    /// In words, after "it stays because".
    pub(super) because: String,
    /// The globals workers read that ask for it; `None` when something else asks, too.
    pub(super) names: Option<BTreeSet<String>>,
}

impl Stay {
    /// For the value of one global.
    fn for_name(because: String, name: &str) -> Stay {
        Stay { because, names: Some(BTreeSet::from([name.to_string()])) }
    }

    /// For something that cannot be handed to workers as an argument.
    fn for_good(because: String) -> Stay {
        Stay { because, names: None }
    }

    /// Another reason for the same statement.
    fn and(&mut self, other: &Option<BTreeSet<String>>) {
        match (&mut self.names, other) {
            (Some(names), Some(more)) => names.extend(more.iter().cloned()),
            _ => self.names = None,
        }
    }

    /// What would free the statement.
    pub(super) fn remedy(&self) -> Option<Remedy> {
        self.names.clone().map(Remedy::Ship)
    }
}

/// `` `area`, which runs in child processes, reads `scale` ``
fn reads(reader: &str, name: &str) -> String {
    match reader == name {
        true => format!("child processes look up `{name}`"),
        false => format!("`{reader}`, which runs in child processes, reads `{name}`").replace("`a worker`", "a worker"),
    }
}

/// Notes one more reason why a statement stays.
fn hold(stay: &mut Option<Stay>, reason: Stay) {
    match stay {
        Some(held) => held.and(&reason.names),
        None => *stay = Some(reason),
    }
}

impl Planner<'_> {
    /// Which statements workers need at module level, with the reason; adds to `must_move` what has to come after a start.
    pub(super) fn must_stay(&self, must_move: &mut [bool]) -> Result<Vec<Option<Stay>>, Refusal> {
        let mut stay: Vec<Option<Stay>> = vec![None; self.body.len()];
        for need in self.facts.needs {
            self.needed_names(need, &mut stay, must_move)?;
            self.needed_objects(need, &mut stay, must_move)?;
            self.needed_settings(need, &mut stay);
            self.needed_libraries(need, &mut stay)?;
            self.settings_are_passed_on(need)?;
            self.needed_plugins(need, &mut stay)?;
            for (index, name) in need.imports.iter().filter(|(index, _)| *index < need.statement) {
                hold(&mut stay[*index], Stay::for_good(format!("child processes import `{name}`")));
            }
        }
        self.stay_backwards(&mut stay);
        Ok(stay)
    }

    fn needed_names(&self, need: &Need, stay: &mut [Option<Stay>], must_move: &mut [bool]) -> Result<(), Refusal> {
        for name in &need.names {
            let reader = need.reader(name);
            let because = reads(reader, name);
            let binders = |record: &Record| record.binds.contains(name);
            let mut bound_before = false;
            for index in 0..self.body.len() {
                let (parent, child) = (binders(self.record(index)), binders(self.child_record(index)));
                if child && !parent {
                    return Err(self.refusal(
                        Code::ChildRunsOtherCode,
                        self.body[index].range(),
                        format!(
                            "`{name}` is bound here only when a child imports the file, by what `__name__` is then"
                        ),
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
                    hold(&mut stay[index], self.for_value(name, need, because.clone()));
                } else if index == need.statement {
                    return Err(self.set_while_starting(name, reader, index));
                } else if bound_before
                    || need.certain.contains(name) && !simple::is_definition(&self.body[index], index)
                {
                    // Workers have the value it had before, or none.
                    must_move[index] = true;
                }
            }
        }
        Ok(())
    }

    fn parent_only(&self, name: &str, reader: &str, index: usize) -> Refusal {
        let message = format!("{}; only the parent sets it, and child processes skip this line", reads(reader, name));
        Refusal {
            remedy: Some(Remedy::Ship(BTreeSet::from([name.to_string()]))),
            ..self.refusal(Code::WorkerReadsParentState, self.body[index].range(), message)
        }
    }

    fn set_while_starting(&self, name: &str, reader: &str, index: usize) -> Refusal {
        let message = if reader == name || self.facts.parent.functions.values().any(|d| d.name == name && d.file == 0) {
            format!("child processes need `{name}`; they never run the statement that defines it, since it starts them")
        } else {
            format!("{}; they never run the statement that sets it, since it starts them", reads(reader, name))
        };
        Refusal {
            remedy: Some(Remedy::Ship(BTreeSet::from([name.to_string()]))),
            ..self.refusal(Code::WorkerReadsParentState, self.body[index].range(), message)
        }
    }

    fn needed_objects(&self, need: &Need, stay: &mut [Option<Stay>], must_move: &mut [bool]) -> Result<(), Refusal> {
        for index in 0..self.body.len() {
            let record = self.record(index);
            let object =
                record.written_objects.iter().filter(|id| need.objects.contains(id) && self.is_state(**id)).min();
            let patch = record.patched.iter().find(|patched| self.is_used(need, patched));
            if index < need.statement && need.uses("sys", "argv") && changes_argv(record, &self.facts.parent.heap) {
                // Children get the list as it is in the parent when they start: what changes it must not run in them again.
                must_move[index] = true;
                continue;
            }
            let what = match (object, patch) {
                (Some(&id), _) => self.name_of_object(need, id),
                (None, Some(patched)) => format!("`{patched}`"),
                (None, None) => continue,
            };
            if index < need.statement {
                if !self.same_in_child(index) {
                    let message =
                        format!("child processes use {what}, and do not see this change, which the parent alone makes");
                    return Err(self.changed(need, object, index, message));
                }
                let because = format!("child processes use {what}, which this line changes");
                hold(&mut stay[index], self.for_object(need, object, because));
            } else if index == need.statement {
                let message =
                    format!("child processes use {what}, and do not see how the statement that starts them changes it");
                return Err(self.changed(need, object, index, message));
            } else {
                must_move[index] = true;
            }
        }
        Ok(())
    }

    fn changed(&self, need: &Need, object: Option<&ObjectId>, index: usize, message: String) -> Refusal {
        Refusal {
            remedy: self.for_object(need, object, String::new()).remedy(),
            ..self.refusal(Code::WorkerReadsParentState, self.body[index].range(), message)
        }
    }

    /// Processes, pools and shared objects change by being used; what children share is judged elsewhere.
    fn is_state(&self, id: ObjectId) -> bool {
        !matches!(&self.facts.parent.heap.get(id).kind, Kind::Typed { name } if name.starts_with("multiprocessing.") || name.starts_with("concurrent."))
    }

    fn is_used(&self, need: &Need, patched: &str) -> bool {
        let plain = patched.strip_prefix("builtins.").unwrap_or(patched);
        need.names.contains(plain)
            || need.externals.iter().any(|used| {
                **used == *patched || patched.strip_prefix(&**used).is_some_and(|rest| rest.starts_with('.'))
            })
    }

    fn name_of_object(&self, need: &Need, id: ObjectId) -> String {
        self.holders(need, id).next().map_or_else(|| "an object".to_string(), |name| format!("`{name}`"))
    }

    pub(super) fn same_in_child(&self, index: usize) -> bool {
        let (parent, child) = (self.record(index), self.child_record(index));
        child.reached && parent.binds == child.binds && child.written_objects.len() == parent.written_objects.len()
    }

    /// The binding of a global that holds a function, class or module stays; any other value could be handed over.
    fn for_value(&self, name: &str, need: &Need, because: String) -> Stay {
        let heap = &self.facts.parent.heap;
        let by_reference = need.snapshot.get(name).is_none_or(|values| {
            values.iter().any(|value| match value {
                Value::External(_) => true,
                Value::Object(id) => {
                    matches!(heap.get(*id).kind, Kind::Function { .. } | Kind::Class { .. } | Kind::Module { .. })
                }
                _ => false,
            })
        });
        if by_reference { Stay::for_good(because) } else { Stay::for_name(because, name) }
    }

    /// A change of an object: every global that reaches it would have to be handed over.
    fn for_object(&self, need: &Need, object: Option<&ObjectId>, because: String) -> Stay {
        let names: Option<BTreeSet<String>> =
            object.map(|id| self.holders(need, *id).map(ToString::to_string).collect());
        Stay { because, names: names.filter(|names| !names.is_empty()) }
    }

    /// The globals workers read through which they reach an object.
    fn holders<'n>(&'n self, need: &'n Need, id: ObjectId) -> impl Iterator<Item = &'n Name> {
        need.names.iter().filter(move |name| {
            let heap = &self.facts.parent.heap;
            need.snapshot.get(*name).is_some_and(|values| heap.reachable(values.objects()).contains(&id))
        })
    }

    /// Settings of the interpreter that a fresh child does not inherit.
    fn needed_settings(&self, need: &Need, stay: &mut [Option<Stay>]) {
        let (logs, writes, draws) = (need.logs(), need.writes_text(), need.uses("numpy", "random"));
        for (index, stay) in stay.iter_mut().enumerate().take(need.statement) {
            let record = self.record(index);
            let setting = record.effects.iter().find(|seen| {
                seen.access == Access::Write
                    && match seen.resource {
                        Resource::Warnings | Resource::Interpreter | Resource::Signal | Resource::Locale => true,
                        Resource::Logging => logs,
                        Resource::Format => writes || looks_at_format(need, record),
                        Resource::NumpyRandom => draws,
                        _ => false,
                    }
            });
            if let Some(seen) = setting
                && self.same_in_child(index)
                && (self.only_sets(index)
                    || stands_in(record, &self.facts.parent.heap)
                    || inherited(need, record, &record.process_set_by, |_| true).is_some())
            {
                hold(stay, Stay::for_good(format!("child processes need {} as set here", describe(seen.resource))));
            }
        }
    }

    /// What is set up in libraries that the workers use.
    fn needed_libraries(&self, need: &Need, stay: &mut [Option<Stay>]) -> Result<(), Refusal> {
        let libraries = Libraries::of([need]);
        for (index, stay) in stay.iter_mut().enumerate().take(need.statement) {
            if !self.same_in_child(index) {
                continue;
            }
            let unknown = &self.record(index).unknown;
            if let Some((call, library)) = unknown.iter().find_map(|call| Some((call, libraries.set_up_by(call)?))) {
                let because = format!("child processes use `{library}`, which `{}` sets up", call.name);
                hold(stay, Stay::for_good(because));
            }
            if let Some((name, library)) = libraries.set_in(self.record(index)) {
                hold(stay, Stay::for_good(format!("child processes use `{library}`, where `{name}` is set here")));
            }
            // Where something is done with what it gives back, that is what it is called for.
            let Stmt::Expr(all) = &self.body[index] else { continue };
            let whole = unknown.iter().filter(|call| call.at == all.value.range());
            let perhaps = whole.filter_map(|call| Some((call, libraries.perhaps_set_up_by(call)?))).next();
            if let Some((call, library)) = perhaps {
                let message = format!(
                    "mpfix does not know `{}`: child processes use `{library}`, and may need what this call sets up there",
                    call.name
                );
                let help = "if they need it, call it in the worker or in an initializer as well; if not, put it below a main \
                            guard together with the start";
                let refusal = self.refusal(Code::WorkerReadsParentState, call.at, message);
                return Err(Refusal { help: vec![help.to_string()], ..refusal });
            }
        }
        Ok(())
    }

    /// Modules imported by names that are made at run time: they may register themselves with those the workers use.
    fn needed_plugins(&self, need: &Need, stay: &mut [Option<Stay>]) -> Result<(), Refusal> {
        let heap = &self.facts.parent.heap;
        let registries = ["dict", "list", "set", "collections.defaultdict"];
        let registers = |id: &ObjectId| heap.type_name(*id).is_some_and(|name| registries.contains(&name));
        if !need.foreign.iter().any(registers) {
            return Ok(());
        }
        let what =
            "this imports modules by names made at run time, which may register something that child processes use";
        for (index, stay) in stay.iter_mut().enumerate().take(need.statement + 1) {
            if !self.record(index).imports_any {
                continue;
            }
            if index == need.statement || !self.same_in_child(index) {
                return Err(self.refusal(Code::WorkerReadsParentState, self.body[index].range(), what.to_string()));
            }
            hold(stay, Stay::for_good(what.to_string()));
        }
        Ok(())
    }

    /// Does the statement do nothing but set up the interpreter? Timing a call or running threads touches its settings too.
    fn only_sets(&self, index: usize) -> bool {
        let record = self.record(index);
        let setting = |resource| {
            matches!(
                resource,
                Resource::Warnings
                    | Resource::Interpreter
                    | Resource::Signal
                    | Resource::Locale
                    | Resource::Format
                    | Resource::Logging
                    | Resource::NumpyRandom
                    | Resource::Settings
            )
        };
        let visible = record.effects.iter().any(|seen| {
            seen.access == Access::Write && !setting(seen.resource) && seen.resource != Resource::FileSystem
        });
        !visible && !record.threads && record.unknown.is_empty() && !record.dynamic
    }

    /// Does it do nothing but set something in a library, before the first start? Workers may use the library without
    /// naming it.
    pub(super) fn prepares(&self, index: usize) -> bool {
        let first = self.facts.needs.iter().map(|need| need.statement).min();
        let record = self.record(index);
        let sets = !record.set_up.is_empty() || !record.patched.is_empty();
        sets && first.is_some_and(|first| index < first) && self.same_in_child(index) && self.only_sets(index)
    }

    /// What a statement that must stay reads has to be there too.
    fn stay_backwards(&self, stay: &mut [Option<Stay>]) {
        for index in (0..self.body.len()).rev() {
            if stay[index].is_none() {
                continue;
            }
            let record = self.record(index);
            let reach = self.facts.parent.heap.reachable(record.read_objects.iter().copied());
            let (earlier_ones, rest) = stay.split_at_mut(index);
            let names = rest[0].as_ref().and_then(|stay| stay.names.clone());
            let open = |held: &Option<Stay>| held.as_ref().is_none_or(|held| held.names.is_some());
            for (before, held) in earlier_ones.iter_mut().enumerate().filter(|(_, held)| open(held)) {
                let earlier = self.record(before);
                let name = earlier.binds.iter().filter(|name| record.reads.contains(*name)).min();
                let object =
                    earlier.written_objects.iter().any(|id| reach.contains(id) || record.written_objects.contains(id));
                let patch = earlier.patched.iter().any(|patched| record.externals.contains(patched));
                if name.is_some() || object || patch {
                    let line = self.facts.module.line(self.body[index].start());
                    let because = match names.as_ref().and_then(BTreeSet::first) {
                        Some(name) => {
                            format!("child processes need `{name}`, and line {line}, which makes it, uses this one")
                        }
                        None => format!("child processes need line {line}, which uses this one"),
                    };
                    hold(held, Stay { because, names: names.clone() });
                }
            }
        }
    }
}
