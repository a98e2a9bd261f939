//! MP118: a worker that is defined in a notebook.
//!
//! The module `__main__` of a kernel has neither a file nor a spec, so that a spawned child imports nothing in its place
//! (Lib/multiprocessing/spawn.py, `get_preparation_data`); functions and classes of the notebook, which are pickled by
//! name, are not found there: `AttributeError: Can't get attribute 'work' on <module '__main__'>`. A guard helps nothing.

use std::collections::BTreeSet;

use super::worker;
use crate::children::Need;
use crate::finding::{Code, Finding, Refusal};
use crate::interpret::heap::Kind;
use crate::names::Name;
use crate::rules::Facts;

/// One finding for each place that hands something of the notebook to processes, in the order of the text.
pub fn findings(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for need in portable(facts) {
        let known = |finding: &Finding| finding.range == need.at;
        if !findings.iter().any(known) {
            findings.extend(finding(facts, need));
        }
    }
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
    findings
}

/// The functions and classes of the notebook that children look up by name.
pub fn workers(facts: &Facts<'_>) -> BTreeSet<Name> {
    portable(facts).flat_map(|need| defined_here(facts, need)).collect()
}

/// A worker that no module could hold as it is: a lambda, a local function, an object that is not pickled.
pub fn unmovable(facts: &Facts<'_>) -> Option<Refusal> {
    portable(facts).find_map(|need| worker::of(facts, need))
}

/// The starts whose workers are found by name. Libraries such as loky and dask send the code itself.
fn portable<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f Need> {
    let by_value = facts
        .parent
        .statements
        .iter()
        .any(|record| record.externals.iter().any(|name| facts.registry().pickles_by_value(name)));
    facts.needs.iter().filter(move |_| !by_value)
}

fn defined_here<'f>(facts: &'f Facts<'_>, need: &'f Need) -> impl Iterator<Item = Name> + 'f {
    need.looked_up()
        .filter(|name| {
            let values = need.snapshot.get(*name).or_else(|| facts.parent.variables.get(*name));
            values.is_some_and(|values| {
                values.objects().any(|id| {
                    let object = facts.parent.heap.get(id);
                    let is_definition =
                        matches!(object.kind, Kind::Function { .. } | Kind::Class { .. } | Kind::Typed { .. });
                    is_definition && object.site.file == 0
                })
            })
        })
        .cloned()
}

fn finding(facts: &Facts<'_>, need: &Need) -> Option<Finding> {
    if let Some(name) = defined_here(facts, need).next() {
        return Some(Finding {
            code: Code::WorkerInNotebook,
            range: need.at,
            message: format!("`{name}` is defined in the notebook, where spawned children cannot find it"),
            call_path: Vec::new(),
            help: vec![
                "put it into a module beside the notebook and import it from there; a main guard does not help in a notebook"
                    .to_string(),
            ],
        });
    }
    worker::of(facts, need).map(|refusal| refusal.finding())
}
