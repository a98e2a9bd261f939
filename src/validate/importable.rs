//! Invariant: the moved statements run in the main module, and there only.

use super::Breach;
use super::module::Module;
use super::scopes::{How, Scopes, Target};
use super::shape::Shape;

/// Checks that the guard's test means what it says: nothing in the module sets `__name__`.
///
/// That the moved statements stand under a guard at all, and that its test is `__name__ == "__main__"`, is how the
/// rewrite was recognised.
pub(super) fn check(shape: &Shape<'_>, old: &Module<'_>, before: &Scopes<'_>) -> Option<Breach> {
    shape.guard()?;
    let sets = before.uses.iter().find(|usage| {
        usage.name == "__name__"
            && matches!(usage.how, How::Bind | How::Delete)
            && before.target(usage) == Target::Global
    })?;
    let message = format!("line {} sets `__name__`, which the guard tests", old.line(sets.at));
    Some(Breach::new("importable", message))
}
