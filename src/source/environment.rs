//! What the environment says about output, about the Python that `verify` runs, and about folders in which no project begins.
//! Nothing else in a run depends on it.

use std::env::{temp_dir, var_os};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

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

/// The Python of the virtual environment that is active, if one is.
pub fn python_of_virtual_environment() -> Option<PathBuf> {
    let folder = var_os("VIRTUAL_ENV").filter(|value| !value.is_empty())?;
    let python = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    Some(PathBuf::from(folder).join(python)).filter(|path| path.exists())
}

/// Whether a variable is set.
pub fn is_set(name: &str) -> bool {
    var_os(name).is_some()
}

/// Where Python looks for modules besides.
pub fn python_path() -> OsString {
    var_os("PYTHONPATH").unwrap_or_default()
}

/// Is the folder one in which everybody puts everything: a home directory or the folder of all of them, the root of a file
/// system, a folder for temporary files?
pub fn is_shared(folder: &Path) -> bool {
    const SHARED: [&str; 6] = ["/home", "/Users", "/tmp", "/var/tmp", "/private/tmp", "/root"];
    let is_home =
        || ["HOME", "USERPROFILE"].iter().any(|name| var_os(name).is_some_and(|home| Path::new(&home) == folder));
    folder.parent().is_none()
        || SHARED.iter().any(|shared| Path::new(shared) == folder)
        || is_home()
        || temp_dir() == folder
}
