//! What files that import a script would go without once it is rewritten.

use super::Context;
use super::version::Version;
use crate::finding::Refusal;
use crate::interpret;
use crate::lookup::dotted_name;
use crate::project::Project;
use crate::project::importers::Importer;
use crate::rules;

/// What files that import this one would go without.
pub(super) fn loss(
    original: &Version,
    project: &Project,
    moved: &[usize],
    importers: &[Importer],
    context: &Context<'_>,
) -> Option<Refusal> {
    if importers.is_empty() {
        return None;
    }
    let name = dotted_name(original.module.path(), context.disk);
    let imported = interpret::run_as(&original.module, project, context.registry, &name);
    rules::importers::effects(&original.facts(), &imported, moved, importers)
}
