//! Invariant: judged anew, the rewrite has nothing left to do.

use super::Breach;

/// Asks `again` about the rewritten text.
pub(super) fn check(rewritten: &str, again: impl FnOnce(&str) -> Result<(), String>) -> Option<Breach> {
    again(rewritten).err().map(|found| Breach::new("idempotent", format!("a second run is not content: {found}")))
}
