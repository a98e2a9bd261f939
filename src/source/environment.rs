//! What the environment says about output. Nothing else in a run depends on it.

use std::env::var_os;

/// `FORCE_COLOR` is set, to something but 0, and `NO_COLOR` is not.
pub fn forces_colour() -> bool {
    let is_set = |name: &str| var_os(name).is_some_and(|value| !value.is_empty());
    let is_forced = var_os("FORCE_COLOR").is_some_and(|value| !value.is_empty() && value != "0");
    is_forced && !is_set("NO_COLOR")
}

/// The terminal cannot move its cursor.
pub fn is_dumb_terminal() -> bool {
    var_os("TERM").is_some_and(|value| value == "dumb")
}
