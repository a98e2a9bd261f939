//! The target of a process gets parameters in place of the globals it reads.
//!
//! The parameters come first, so that defaults and stars of the target do not matter. This is right when the target is
//! called by these processes alone, and when nothing else in the child reads the globals.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashSet;

use super::Obstacle;
use super::arguments::{add, given, insert, joined, prepend};
use super::ship::{Site, target};
use crate::interpret::heap::ObjectId;
use crate::names::Name;
use crate::names::globals::{Access, Place};
use crate::rules::Facts;
use crate::starters::{Entry, Kind};
use crate::transform::edits::Edits;

/// A function that gets parameters.
pub(super) struct Target<'a> {
    def: &'a StmtFunctionDef,
    /// The globals that become parameters.
    names: Vec<Name>,
    /// Where the calls begin that make its processes.
    calls: FxHashSet<TextSize>,
}

impl Target<'_> {
    /// Is it the target of this call?
    pub(super) fn is_of(&self, call: &ExprCall) -> bool {
        self.calls.contains(&call.start())
    }
}

/// The functions that get parameters.
pub(super) fn targets<'a>(facts: &Facts<'a>, sites: &[Site<'a>]) -> Vec<Target<'a>> {
    let mut targets = Vec::new();
    for statement in facts.module.body() {
        let Stmt::FunctionDef(def) = statement else { continue };
        let own: Vec<&Site<'a>> = sites.iter().filter(|site| is_target(facts, site, def)).collect();
        if let Some(first) = own.first()
            && own.iter().all(|site| site.names == first.names)
            && used_as_target_alone(facts, def, &own)
            && own.iter().all(|site| reads_alone(facts, site, def))
            && only_reads(facts, def, &first.names)
            && def.parameters.kwarg.is_none()
        {
            let calls = own.iter().map(|site| site.call.start()).collect();
            targets.push(Target { def, names: first.names.clone(), calls });
        }
    }
    targets
}

fn is_target(facts: &Facts<'_>, site: &Site<'_>, def: &StmtFunctionDef) -> bool {
    let Some(entry) = site.entry.filter(|entry| entry.kind == Kind::Process) else { return false };
    let named = target(site, entry).is_some_and(|target| matches!(target, Expr::Name(name) if name.id == def.name.id));
    let is_def = |id: ObjectId| facts.parent.functions.get(&id).is_some_and(|d| d.file == 0 && d.range == def.range());
    named
        && site.class.is_none()
        && site.needs.iter().all(|need| need.callables.objects().all(is_def) && need.callables.iter().count() == 1)
}

/// Is every mention of the function in the file the target of one of these calls?
fn used_as_target_alone(facts: &Facts<'_>, def: &StmtFunctionDef, sites: &[&Site<'_>]) -> bool {
    let places: FxHashSet<TextSize> =
        sites.iter().filter_map(|site| target(site, site.entry?)).map(Ranged::start).collect();
    let mentions = facts.uses.all().iter().filter(|used| *used.name == *def.name.id);
    let (binds, reads): (Vec<_>, Vec<_>) = mentions.partition(|used| used.access != Access::Read);
    binds.len() == 1 && reads.iter().all(|used| places.contains(&used.at)) && def.decorator_list.is_empty()
}

/// Does no other code of the child read the globals?
fn reads_alone(facts: &Facts<'_>, site: &Site<'_>, def: &StmtFunctionDef) -> bool {
    let alone = |name: &Name| site.needs.iter().all(|need| need.read_in(name).all(|range| range == def.range()));
    let looks_at_locals =
        site.needs.iter().any(|need| ["locals", "dir"].iter().any(|what| need.externals.contains(*what)));
    site.names.iter().all(alone) && !looks_at_locals && !facts.parent.statements.iter().any(|record| record.dynamic)
}

fn only_reads(facts: &Facts<'_>, def: &StmtFunctionDef, names: &[Name]) -> bool {
    let inside = facts.uses.inside(def.range()).iter().filter(|used| names.contains(&used.name));
    inside.clone().all(|used| used.access == Access::Read && used.place == Place::Deferred && !used.declared)
}

/// Adds the parameters to the function.
pub(super) fn add_parameters(facts: &Facts<'_>, target: &Target<'_>, edits: &mut Edits) -> Result<(), Obstacle> {
    let parameters = &target.def.parameters;
    let at = parameters.start() + TextSize::new(1);
    let names = target.names.join(", ");
    let is_empty = parameters.iter().next().is_none();
    let text = if is_empty { names } else { joined(facts.module.text(), at, &names) };
    insert(edits, at, text)
}

/// Adds the arguments to the call that makes the process.
pub(super) fn prepend_arguments(
    facts: &Facts<'_>,
    site: &Site<'_>,
    entry: &Entry,
    edits: &mut Edits,
) -> Result<(), Obstacle> {
    let names = site.names.join(", ");
    let (Some(callable), Some(data)) = (entry.callables.first(), entry.data.first()) else { return Ok(()) };
    match given(site.call, data)? {
        Some(arguments) => prepend(facts.module, arguments.value, &names, edits),
        None => {
            let comma = if site.names.len() == 1 { "," } else { "" };
            let keyword = given(site.call, callable)?.and_then(|target| target.keyword);
            let name = data.name.as_deref().unwrap_or("args");
            add(facts.module, site.call, keyword, &format!("{name}=({names}{comma})"), edits)
        }
    }
}
