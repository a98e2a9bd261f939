//! Which configuration holds for a file: that of the nearest folder, as with ruff.

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::{plain, regular};
use crate::config::{Config, OWN_FILE, PYPROJECT, Written};
use crate::trouble::Trouble;

/// Largest configuration, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// Where configurations come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origin {
    /// For each file from the nearest folder at or above it that has one.
    #[default]
    Nearest,
    /// From one file, whatever it is called.
    File(PathBuf),
    /// From nowhere.
    Nowhere,
}

/// Finds configurations, and remembers what each folder has.
#[derive(Debug)]
pub struct Configs {
    origin: Origin,
    folders: Mutex<FxHashMap<PathBuf, Found>>,
}

type Found = Result<Arc<Config>, Trouble>;

impl Configs {
    /// Has looked nowhere yet.
    pub fn new(origin: Origin) -> Self {
        Self { origin, folders: Mutex::default() }
    }

    /// The configuration for the files of a folder; an empty one when there is none. Both paths as on the command line.
    ///
    /// # Errors
    /// When a configuration cannot be read or understood.
    pub fn of_folder(&self, folder: &Path) -> Found {
        match &self.origin {
            Origin::Nowhere => Ok(Arc::default()),
            // The key stands for the one file; no folder has it, since all keys are absolute.
            Origin::File(path) => self.remembered(Path::new(""), || named(path)),
            // A folder is remembered as it is given, too: that spares most files the way up from the root.
            Origin::Nearest => self.remembered(folder, || self.nearest(&absolute(folder))),
        }
    }

    /// The configuration for a file.
    ///
    /// # Errors
    /// When it cannot be read or understood.
    pub fn of_file(&self, path: &Path) -> Found {
        self.of_folder(path.parent().unwrap_or(Path::new("")))
    }

    fn nearest(&self, folder: &Path) -> Found {
        self.remembered(folder, || {
            let own = [OWN_FILE, PYPROJECT].into_iter().find_map(|name| own(folder, name));
            own.unwrap_or_else(|| folder.parent().map_or_else(|| Ok(Arc::default()), |parent| self.nearest(parent)))
        })
    }

    fn remembered(&self, key: &Path, look: impl FnOnce() -> Found) -> Found {
        let known = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        // Two threads may look at the same time; both find the same.
        known.unwrap_or_else(|| {
            let found = look();
            let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
            folders.insert(key.to_path_buf(), found.clone());
            found
        })
    }
}

/// The path from the root, without `.` and `..`; links are not followed.
pub fn absolute(path: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    let whole = std::env::current_dir().map_or_else(|_| path.to_path_buf(), |folder| folder.join(path));
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                absolute.pop();
            }
            _ => absolute.push(part),
        }
    }
    absolute
}

/// The configuration in a file that need not be there; `None`: none, or a `pyproject.toml` about other tools.
fn own(folder: &Path, name: &str) -> Option<Found> {
    let path = folder.join(name);
    if !path.is_file() {
        return None;
    }
    let config = load(&path, &shown_as(&path), &mut Vec::new());
    config.map(|config| config.map(Arc::new)).transpose()
}

/// The configuration in the file of `--config`.
fn named(path: &Path) -> Found {
    let config = load(&absolute(path), path, &mut Vec::new())?;
    config
        .map(Arc::new)
        .ok_or_else(|| Trouble::new(path, "there is no table [tool.mpfix] in this file").of_configuration())
}

/// Longest chain of configurations that extend one another.
const MOST_EXTENDED: usize = 100;
/// How many of its first and of its last files a message names.
const MOST_NAMED: usize = 3;

/// `more than 100 configurations extend one another: a.toml -> b.toml -> ... -> z.toml`
fn too_many(chain: &[PathBuf]) -> String {
    let named = |path: &PathBuf| shown_as(path).display().to_string();
    let (first, last) = (chain.iter().take(MOST_NAMED), chain.iter().skip(chain.len() - MOST_NAMED));
    let names: Vec<String> = first.map(named).chain(["...".to_owned()]).chain(last.map(named)).collect();
    format!("more than {MOST_EXTENDED} configurations extend one another: {}", names.join(" -> "))
}

/// The configuration in a file, over those it extends.
fn load(path: &Path, shown: &Path, seen: &mut Vec<PathBuf>) -> Result<Option<Config>, Trouble> {
    understood(path, shown, seen).map_err(Trouble::of_configuration)
}

fn understood(path: &Path, shown: &Path, seen: &mut Vec<PathBuf>) -> Result<Option<Config>, Trouble> {
    let folder = path.parent().unwrap_or(path);
    let text = text(path, shown)?;
    let Some(written) = Written::parse(shown, &text)? else { return Ok(None) };
    seen.push(path.to_path_buf());
    let base = match written.extended() {
        None => Config::default(),
        Some(other) => {
            let whole = absolute(&folder.join(other));
            if seen.contains(&whole) {
                return Err(written.bad_extension(format!("`{other}` extends this file in turn")));
            }
            if seen.len() == MOST_EXTENDED {
                let help = "let each configuration extend the one that has the settings";
                return Err(written.bad_extension(too_many(seen)).with_help(help));
            }
            if !whole.is_file() {
                return Err(written.bad_extension(format!("there is no file `{other}`")));
            }
            let base = load(&whole, &shown_as(&whole), seen)?;
            base.ok_or_else(|| written.bad_extension(format!("there is no table [tool.mpfix] in `{other}`")))?
        }
    };
    written.config(folder, &base).map(Some)
}

/// What a file is called, whichever file it was looked up for.
fn shown_as(path: &Path) -> PathBuf {
    path.strip_prefix(absolute(Path::new(""))).unwrap_or(path).to_path_buf()
}

fn text(path: &Path, shown: &Path) -> Result<String, Trouble> {
    let bytes = regular::bytes(path, MOST_BYTES);
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other));
    text.map_err(|error| Trouble::new(shown, format!("cannot read the configuration: {}", plain(&error))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_wins_and_is_asked_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("a/b/c")).expect("made");
        std::fs::write(at("pyproject.toml"), "[tool.mpfix]\nexclude = [\"top\"]\n").expect("written");
        std::fs::write(at("a/pyproject.toml"), "[tool.other]\n").expect("written");
        std::fs::write(at("a/b/pyproject.toml"), "[tool.mpfix]\nexclude = [\"pyproject\"]\n").expect("written");
        std::fs::write(at("a/b/mpfix.toml"), "exclude = [\"own\"]\n").expect("written");
        let configs = Configs::new(Origin::Nearest);
        let exclude = |name: &str| configs.of_file(&at(name)).expect("readable").exclude.clone().expect("given");
        assert_eq!(exclude("x.py"), ["top"]);
        assert_eq!(exclude("a/x.py"), ["top"], "a file about other tools is passed over");
        assert_eq!(exclude("a/b/c/x.py"), ["own"]);
        assert_eq!(exclude("a/b/../x.py"), ["top"]);
        std::fs::write(at("a/b/mpfix.toml"), "exclude = [\"late\"]\n").expect("written");
        assert_eq!(exclude("a/b/x.py"), ["own"]);
        let other = Configs::new(Origin::File(at("a/b/mpfix.toml")));
        assert_eq!(other.of_file(&at("x.py")).expect("readable").exclude.as_deref(), Some(&["late".to_owned()][..]));
        let none = Configs::new(Origin::Nowhere);
        assert_eq!(none.of_file(&at("a/b/x.py")).expect("readable").exclude, None);
    }
}
