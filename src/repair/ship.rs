//! Globals that travel: their values go to the workers as arguments.
//!
//! | what starts | how its workers get the values |
//! |---|---|
//! | a pool or executor | an `initializer` binds the globals in the child; one that is there already is called after it |
//! | a process whose target alone reads them | parameters of the target ([`super::parameter`]) |
//! | any other process with a target | a generated target binds the globals, then calls the real one |
//! | an object of a class derived from a process | attributes of the object ([`super::subclass`]) |
//!
//! Under fork a child sees the value a global has when the child starts; an argument has the value of the moment the
//! process object is made. So nothing may bind the global in between ([`check_time`]).

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::arguments::{add, given, prepend, replace};
use super::generated::{Form, Generated};
use super::site::Surroundings;
use super::{Obstacle, Safety, grandchildren, parameter, subclass, travel};
use crate::children::Need;
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::names::Name;
use crate::names::globals::Access;
use crate::rules::Facts;
use crate::starters::{Entry, Kind};
use crate::transform::edits::Edits;

/// One call that makes processes, with what its workers lack.
pub(super) struct Site<'a> {
    pub(super) call: &'a ExprCall,
    pub(super) entry: Option<&'a Entry>,
    /// The class, if it is one of the file's own.
    pub(super) class: Option<ObjectId>,
    /// The globals to hand over, in the order in which the file binds them.
    pub(super) names: Vec<Name>,
    pub(super) needs: Vec<&'a Need>,
    /// The top-level statement around the call.
    pub(super) statement: usize,
}

/// Hands `names` to all workers that read them.
pub(super) fn ship(facts: &Facts<'_>, names: &BTreeSet<Name>, edits: &mut Edits) -> Result<Safety, Obstacle> {
    let sites = sites(facts, names)?;
    let mut safety = Safety::Safe;
    for site in &sites {
        for need in &site.needs {
            for name in &site.names {
                check_time(facts, site, need, name)?;
                check_later(facts, site, need, name)?;
                safety = safety.max(travel::safety(facts, need, name)?);
            }
            travel::check_aliases(facts, need, &site.names)?;
            grandchildren::check(facts, &sites, site, need)?;
        }
    }
    let targets = parameter::targets(facts, &sites);
    for target in &targets {
        parameter::add_parameters(facts, target, edits)?;
    }
    let mut generated = Generated::default();
    for (index, site) in sites.iter().enumerate() {
        if let Some(other) = sites[..index].iter().find(|other| site.class.is_some() && other.class == site.class) {
            if other.names == site.names {
                continue;
            }
            let message = "objects of one class would need different globals".to_string();
            return Err(Obstacle { at: site.call.range(), message });
        }
        let is_target = targets.iter().any(|target| target.is_of(site.call));
        match (site.class, site.entry) {
            (Some(class), _) => subclass::ship(facts, site, class, edits)?,
            (None, Some(entry)) if is_target => parameter::prepend_arguments(facts, site, entry, edits)?,
            (None, Some(entry)) => through_function(facts, site, entry, &mut generated, edits)?,
            (None, None) => return Err(unknown_object(site.call.range())),
        }
    }
    generated.write(facts, edits)?;
    Ok(safety)
}

fn unknown_object(at: TextRange) -> Obstacle {
    Obstacle { at, message: "mpfix cannot tell which call makes the processes that need it".to_string() }
}

/// The calls that make the processes whose workers need one of `names`, in the order of the text.
fn sites<'a>(facts: &Facts<'a>, names: &BTreeSet<Name>) -> Result<Vec<Site<'a>>, Obstacle> {
    // One call can make objects of several classes: `for cls in (Reader, Writer): cls().start()`.
    let mut sites: BTreeMap<(TextSize, Option<ObjectId>), Site<'a>> = BTreeMap::new();
    for need in facts.needs {
        let wanted: BTreeSet<&Name> = need.names.intersection(names).collect();
        if wanted.is_empty() {
            continue;
        }
        let object = need.object.ok_or_else(|| unknown_object(need.at))?;
        let made = facts.parent.heap.get(object);
        let (class, entry) = match &made.kind {
            ObjectKind::Instance { class } => (Some(*class), None),
            ObjectKind::Typed { name } => (None, facts.registry().lookup(name)),
            _ => return Err(unknown_object(need.at)),
        };
        let around = Surroundings::of(facts.module.body(), made.site.at);
        let is_method =
            |name: &str| entry.is_some_and(|entry| facts.registry().method(entry.canonical(), name).is_some());
        let call = around.call_at(made.site.at, is_method).filter(|_| made.site.file == 0);
        let call = call.ok_or_else(|| unknown_object(need.at))?;
        let statement = facts.module.body().iter().position(|statement| statement.range().contains_range(call.range()));
        let site = sites.entry((made.site.at, class)).or_insert_with(|| Site {
            call,
            entry,
            class,
            names: Vec::new(),
            needs: Vec::new(),
            statement: statement.unwrap_or_default(),
        });
        if site.entry.map(Entry::canonical) != entry.map(Entry::canonical) {
            return Err(unknown_object(call.range()));
        }
        for name in wanted {
            if around.shadows(name) && class.is_none() || around.in_class() && name.starts_with("__") {
                let message = format!("`{name}` is another name where the processes are made");
                return Err(Obstacle { at: call.range(), message });
            }
            if !site.names.contains(name) {
                site.names.push(name.clone());
            }
        }
        site.needs.push(need);
    }
    let mut sites: Vec<Site<'a>> = sites.into_values().collect();
    for site in &mut sites {
        site.names.sort_by_key(|name| (first_bound(facts, name), name.clone()));
    }
    Ok(sites)
}

fn first_bound(facts: &Facts<'_>, name: &str) -> TextSize {
    let uses = facts.uses.all().iter().filter(|used| &*used.name == name && used.access == Access::Bind);
    uses.map(|used| used.at).min().unwrap_or_default()
}

/// Has the global the same value when the object is made and when it starts?
fn check_time(facts: &Facts<'_>, site: &Site<'_>, need: &Need, name: &Name) -> Result<(), Obstacle> {
    if need.perhaps_unbound.contains(name) {
        let message = format!("`{name}` may have no value where the processes are made");
        return Err(Obstacle { at: site.call.range(), message });
    }
    let made_in = need.object.map_or(need.statement, |object| facts.parent.heap.get(object).made_in);
    let binds = |index: usize| facts.parent.statements[index].binds.contains(name);
    let before = (0..made_in).any(binds);
    let between = (made_in..=need.statement).find(|&index| binds(index));
    let Some(between) = between else {
        let message = format!("`{name}` has no value yet where the processes are made");
        return if before { Ok(()) } else { Err(Obstacle { at: site.call.range(), message }) };
    };
    if made_in == need.statement && keeps_its_value(facts, site, need, name, before) {
        return Ok(());
    }
    Err(Obstacle {
        at: facts.module.body()[between].range(),
        message: format!("`{name}` may be bound anew between the making of a process and its start"),
    })
}

/// Does what an executor hands over stay as it is? It starts processes whenever there is more to do
/// (`ProcessPoolExecutor._adjust_process_count`), where forked ones all start with the first task.
fn check_later(facts: &Facts<'_>, site: &Site<'_>, need: &Need, name: &Name) -> Result<(), Obstacle> {
    if site.entry.is_none_or(|entry| entry.kind != Kind::Executor) {
        return Ok(());
    }
    let heap = &facts.parent.heap;
    let held =
        heap.reachable(need.snapshot.get(name).map(|values| values.objects().collect::<Vec<_>>()).unwrap_or_default());
    let is_shared = |id: &ObjectId| matches!(&heap.get(*id).kind, ObjectKind::Typed { name } if facts.registry().lookup(name).is_some());
    let later = (need.statement..facts.parent.statements.len()).find(|&index| {
        let record = &facts.parent.statements[index];
        let written = if index > need.statement { &record.written_objects } else { &record.written_since_start };
        held.iter().any(|id| written.contains(id) && !is_shared(id))
    });
    let Some(index) = later else { return Ok(()) };
    let message = format!("`{name}` changes while the executor may still start processes");
    Err(Obstacle { at: facts.module.body()[index].range(), message })
}

/// Does one statement bind the global, make the object and start it, in this order and with nothing in between?
///
/// So it is when everything that binds the name in this statement stands in the block of the call, outside of loops, and
/// above the call or behind the start.
fn keeps_its_value(facts: &Facts<'_>, site: &Site<'_>, need: &Need, name: &Name, before: bool) -> bool {
    let body = facts.module.body();
    let here = Surroundings::of(body, site.call.start());
    let binders = facts.uses.all().iter().filter(|used| used.name == *name && used.access != Access::Read);
    let mut above = before;
    for binder in binders {
        let around = Surroundings::of(body, binder.at);
        let elsewhere = binder.statement != need.statement && around.function().is_none();
        if elsewhere {
            continue;
        }
        if around.function() != here.function() {
            return false;
        }
        if around.in_loop() {
            if !in_one_round(facts, need, site.call, &around, binder.at) {
                return false;
            }
            above |= binder.at < site.call.start();
            continue;
        }
        let behind = here.function().is_none() && binder.at >= need.at.end() && !here.in_loop();
        if !behind && binder.at >= site.call.start() {
            return false;
        }
        above |= !behind;
    }
    above
}

/// Does each round of one loop bind the global, make a process and start that very process, in this order?
///
/// So it is when the process is started as it is made, or is bound to a name that is bound nowhere else.
fn in_one_round(
    facts: &Facts<'_>,
    need: &Need,
    call: &ExprCall,
    binder: &Surroundings<'_>,
    bound_at: TextSize,
) -> bool {
    let body = facts.module.body();
    let (made, started) = (Surroundings::of(body, call.start()), Surroundings::of(body, need.at.start()));
    let one_loop =
        binder.innermost_loop() == made.innermost_loop() && made.innermost_loop() == started.innermost_loop();
    if made.function().is_some() || !one_loop || made.innermost_loop().is_none() {
        return false;
    }
    if bound_at >= call.start() && bound_at < need.at.end() {
        return false;
    }
    let Some(start) = started.call_with_range(need.at) else { return false };
    let Expr::Attribute(method) = &*start.func else { return false };
    match &*method.value {
        Expr::Call(inner) => inner.range() == call.range(),
        Expr::Name(name) => {
            let binders = facts.uses.all().iter().filter(|used| *used.name == *name.id && used.access != Access::Read);
            let made_there = made.assigned_name(call).is_some_and(|target| target.id == name.id);
            binders.count() == 1 && made_there && call.start() < need.at.start()
        }
        _ => false,
    }
}

/// A pool gets an initializer, a process another target: a function that binds the globals first.
fn through_function(
    facts: &Facts<'_>,
    site: &Site<'_>,
    entry: &Entry,
    generated: &mut Generated,
    edits: &mut Edits,
) -> Result<(), Obstacle> {
    let (Some(callable), Some(data)) = (entry.callables.first(), entry.data.first()) else {
        return Err(no_way(site));
    };
    let is_process = entry.kind == Kind::Process;
    let takes_initializer = callable.name.as_deref() == Some("initializer") && data.name.as_deref() == Some("initargs");
    let is_pool = matches!(entry.kind, Kind::Pool | Kind::Executor) && takes_initializer;
    if !is_process && !is_pool {
        return Err(no_way(site));
    }
    let (Some(callable_name), Some(data_name)) = (&callable.name, &data.name) else { return Err(no_way(site)) };
    let names = site.names.join(", ");
    let module = facts.module;
    match (given(site.call, callable)?, given(site.call, data)?) {
        (Some(old), arguments) if !old.value.is_none_literal_expr() => {
            let form = if is_process { Form::Run } else { Form::Initialize };
            let function = generated.function(facts, form, &site.names, site.statement);
            let text = &module.text()[old.value.range()];
            if text.contains(['\n', '\r']) {
                return Err(Obstacle { at: old.value.range(), message: "it is written on several lines".to_string() });
            }
            let bare = matches!(old.value, Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Named(_));
            let first = if bare { format!("{names}, ({text})") } else { format!("{names}, {text}") };
            replace(edits, old.value.range(), function)?;
            match arguments {
                Some(arguments) => prepend(module, arguments.value, &first, edits),
                None => add(module, site.call, old.keyword, &format!("{data_name}=({first})"), edits),
            }
        }
        (None, None) if !is_process => {
            let function = generated.function(facts, Form::Bind, &site.names, site.statement);
            let comma = if site.names.len() == 1 { "," } else { "" };
            let text = format!("{callable_name}={function}, {data_name}=({names}{comma})");
            add(module, site.call, None, &text, edits)
        }
        _ => Err(no_way(site)),
    }
}

fn no_way(site: &Site<'_>) -> Obstacle {
    Obstacle {
        at: site.call.range(),
        message: "this call has no parameter that hands values to its workers".to_string(),
    }
}

/// The expression a process is told to call.
pub(super) fn target<'a>(site: &Site<'a>, entry: &Entry) -> Option<&'a Expr> {
    given(site.call, entry.callables.first()?).ok().flatten().map(|given| given.value)
}
