//! From the paths on the command line to the files to read.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use super::configs::absolute;
use super::{plain, rules_of_git, shebang};
use crate::trouble::Trouble;

/// One thing the walk came upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file to read.
    File(PathBuf),
    /// A link in a folder, which is left alone: what it leads to may lie anywhere, and is read where it lies.
    Link(PathBuf),
    /// Something that cannot be read.
    Trouble(Trouble),
}

impl Found {
    /// The path it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Link(path) => path,
            Self::Trouble(trouble) => &trouble.path,
        }
    }
}

/// Which files of a folder to leave out, and which to read whatever they are called; as git-ignore patterns.
#[derive(Debug, Clone)]
pub struct Exclude(Arc<[Gitignore]>, Option<Arc<Gitignore>>);

impl Exclude {
    /// From patterns, each with the folder to which it is relative.
    ///
    /// # Errors
    /// When a pattern is malformed; the message names it.
    pub fn new(lists: &[(&Path, &[String])]) -> Result<Self, String> {
        let lists = lists.iter().map(|(folder, patterns)| compiled(folder, patterns));
        Ok(Self(lists.collect::<Result<_, _>>()?, None))
    }

    /// The same with patterns for what is read beside `*.py` and its like.
    ///
    /// # Errors
    /// As [`Exclude::new`].
    pub fn with_included(self, folder: &Path, patterns: &[String]) -> Result<Self, String> {
        let included = (!patterns.is_empty()).then(|| compiled(folder, patterns)).transpose()?;
        Ok(Self(self.0, included.map(Arc::new)))
    }

    /// Is a file read whatever it is called?
    fn includes(&self, path: &Path) -> bool {
        self.1.as_ref().is_some_and(|included| {
            let path = absolute(path);
            path.starts_with(included.path()) && included.matched_path_or_any_parents(&path, false).is_ignore()
        })
    }

    /// Whether a file is left out, by itself or with a folder it lies in.
    pub fn names(&self, path: &Path) -> bool {
        let path = absolute(path);
        let is_below = |list: &&Gitignore| !list.is_empty() && path.starts_with(list.path());
        self.0.iter().filter(is_below).any(|list| list.matched_path_or_any_parents(&path, false).is_ignore())
    }

    fn has(&self, entry: &DirEntry) -> bool {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        // Without patterns, which is the rule, no path is made.
        let asked = entry.depth() > 0 && self.0.iter().any(|list| !list.is_empty());
        asked && self.0.iter().any(|list| list.matched(absolute(entry.path()), is_folder).is_ignore())
    }

    /// Whether it leaves out a file, or a folder above it.
    fn covers(&self, file: &Path) -> bool {
        let file = absolute(file);
        let lists = self.0.iter().filter(|list| !list.is_empty() && file.starts_with(list.path()));
        lists.into_iter().any(|list| list.matched_path_or_any_parents(&file, false).is_ignore())
    }
}

fn compiled(folder: &Path, patterns: &[String]) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new(absolute(folder));
    // Git takes such a pattern literally; here it is rather a slip.
    builder.allow_unclosed_class(false);
    for pattern in patterns {
        builder.add_line(None, pattern).map_err(|error| error.to_string())?;
    }
    builder.build().map_err(|error| error.to_string())
}

/// Whether a file that is named directly is read even if a pattern leaves it out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Named {
    /// It is: whoever names it wants it.
    #[default]
    Always,
    /// It is not, just as if the current folder had been named: some tool names all files it knows.
    UnlessExcluded,
}

/// All files behind `paths`, sorted by path, each real file once. `exclude` tells what to leave out of a folder in `paths`.
///
/// A file named directly is taken as `named` says. Of a folder are taken the `*.py`, `*.pyw` and `*.ipynb` files, those
/// without any extension whose first line names Python, and those that are to be included, as far as they are
/// neither hidden nor ignored (git's rules, also outside of repositories) nor excluded, without virtual environments and
/// without what symlinks lead to. A link that is named is followed. Only regular files are ever opened: pipes and devices
/// can block for ever.
///
/// Where the configuration of a folder is wrong, the trouble is one of the results, and nothing is excluded: each file is
/// judged by the configuration nearest to it.
pub fn walk(paths: &[PathBuf], named: Named, exclude: &dyn Fn(&Path) -> Result<Exclude, Trouble>) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        let path = short(path);
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let exclude = exclude(path).unwrap_or_else(|trouble| {
                    found.push(Found::Trouble(trouble));
                    Exclude(Arc::default(), None)
                });
                walk_folder(path, exclude, &mut found);
            }
            Ok(metadata) if metadata.is_file() && named == Named::Always => found.push(Found::File(path.to_path_buf())),
            Ok(metadata) if metadata.is_file() => match exclude(walked_from(path)) {
                Ok(exclude) if exclude.covers(path) => {}
                Ok(_) => found.push(Found::File(path.to_path_buf())),
                Err(trouble) => found.push(Found::Trouble(trouble)),
            },
            Ok(_) => {
                found.push(Found::Trouble(Trouble::new(path, "neither a file nor a folder, so mpfix does not open it")))
            }
            Err(error) => found.push(Found::Trouble(unreachable(path, &error))),
        }
    }
    found.sort_by(|a, b| a.path().cmp(b.path()));
    without_repeats(found)
}

/// The folder from which a walk would come upon a file: the current one, if the file lies below it.
fn walked_from(file: &Path) -> &Path {
    let here = Path::new("");
    if absolute(file).starts_with(absolute(here)) { here } else { file.parent().unwrap_or(here) }
}

/// The links among the named paths, with what they lead to; a link that leads nowhere has its trouble.
pub fn named_links(paths: &[PathBuf]) -> Vec<(&Path, PathBuf)> {
    let links = paths.iter().map(|path| short(path)).filter(|path| path.is_symlink());
    links.filter_map(|path| Some((path, path.canonicalize().ok()?))).collect()
}

/// Is a file one of `others`, under whatever name?
pub fn is_among<'p>(file: &Path, mut others: impl Iterator<Item = &'p Path>) -> bool {
    file.canonicalize().is_ok_and(|real| others.any(|other| other.canonicalize().is_ok_and(|other| other == real)))
}

fn walk_folder(folder: &Path, exclude: Exclude, found: &mut Vec<Found>) {
    let selected = exclude.clone();
    if let Some(trouble) = rules_of_git::obstacle_above(&absolute(folder)) {
        found.push(Found::Trouble(trouble));
        return;
    }
    let closed: Arc<Mutex<Vec<Trouble>>> = Arc::default();
    let seen = Arc::clone(&closed);
    let is_open = move |entry: &DirEntry| {
        if is_environment(entry) || exclude.has(entry) {
            return false;
        }
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let obstacle = is_folder.then(|| rules_of_git::obstacle(entry.path())).flatten();
        let is_open = obstacle.is_none();
        seen.lock().unwrap_or_else(PoisonError::into_inner).extend(obstacle);
        is_open
    };
    let mut builder = WalkBuilder::new(folder);
    builder.require_git(false).follow_links(false).filter_entry(is_open);
    for entry in builder.build() {
        match entry {
            Ok(entry) => found.extend(taken(&entry, &selected)),
            Err(error) => found.push(Found::Trouble(walk_trouble(folder, &error))),
        }
    }
    let closed = std::mem::take(&mut *closed.lock().unwrap_or_else(PoisonError::into_inner));
    found.extend(
        closed
            .into_iter()
            .map(|trouble| Trouble { path: short(&trouble.path).to_path_buf(), ..trouble })
            .map(Found::Trouble),
    );
}

/// The path without a leading `./`, so that one file goes by one name.
fn short(path: &Path) -> &Path {
    path.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path)
}

/// What to make of an entry of a walked folder.
fn taken(entry: &DirEntry, selected: &Exclude) -> Option<Found> {
    let kind = entry.file_type()?;
    let path = short(entry.path());
    let is_named_so =
        path.extension().is_some_and(|own| EXTENSIONS.iter().any(|known| own.eq_ignore_ascii_case(known)));
    if entry.depth() == 0 {
        return None;
    }
    if kind.is_symlink() {
        // What leads nowhere is told all the same: a file that is meant to be there is missing.
        if let Err(error) = path.metadata()
            && (is_named_so || selected.includes(path))
        {
            return Some(Found::Trouble(unreachable(path, &error)));
        }
        return (is_named_so || selected.includes(path) || path.is_dir()).then(|| Found::Link(path.to_path_buf()));
    }
    // Only what has no extension is opened to see what runs it.
    let is_script = || kind.is_file() && path.extension().is_none() && shebang::of_file(path);
    if !(is_named_so || selected.includes(path) || is_script()) {
        return None;
    }
    kind.is_file().then(|| Found::File(path.to_path_buf()))
}

/// What Python files and notebooks are called.
pub const EXTENSIONS: [&str; 3] = ["py", "pyw", "ipynb"];

/// Virtual environments (PEP 405 puts `pyvenv.cfg` into each) and the folders that tools fill with other people's code.
fn is_environment(entry: &DirEntry) -> bool {
    entry.depth() > 0
        && entry.file_type().is_some_and(|kind| kind.is_dir())
        && (matches!(entry.file_name().to_str(), Some("__pycache__" | "node_modules"))
            || entry.path().join("pyvenv.cfg").is_file())
}

/// Why a path has no metadata: it is missing, out of reach, or a link that leads nowhere.
fn unreachable(path: &Path, error: &std::io::Error) -> Trouble {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    match (is_link, error.kind()) {
        (true, std::io::ErrorKind::PermissionDenied) | (false, _) => {
            Trouble::new(path, format!("cannot read the file: {}", plain(error)))
        }
        (true, std::io::ErrorKind::NotFound) => match std::fs::read_link(path) {
            Ok(target) => Trouble::new(path, format!("a broken link: there is no {}", target.display())),
            Err(_) => Trouble::new(path, "a broken link"),
        },
        (true, _) => Trouble::new(path, "a circular or otherwise broken link").with_help(plain(error)),
    }
}

/// An error of the `ignore` crate wraps its path and the cause into each other.
fn walk_trouble(folder: &Path, error: &ignore::Error) -> Trouble {
    let mut path = short(folder);
    let mut cause = error;
    loop {
        match cause {
            ignore::Error::WithPath { path: inner, err } => {
                path = short(inner);
                cause = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => cause = err,
            // The error itself repeats the path.
            ignore::Error::Io(error) => {
                return Trouble::new(path, format!("cannot read the folder: {}", error.kind()));
            }
            other => return Trouble::new(path, format!("cannot read the folder: {other}")),
        }
    }
}

/// Keeps one name for each real file: that which is no link, else the first. Reads `found` in order.
fn without_repeats(found: Vec<Found>) -> Vec<Found> {
    let is_link = |path: &Path| std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    // What is no link itself lies in the real folder under its own name, so that one look-up serves a whole folder.
    let mut folders: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut real_plain = |path: &Path| match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if !folder.as_os_str().is_empty() => {
            folders.entry(folder.to_path_buf()).or_insert_with(|| real(folder)).join(name)
        }
        _ => real(path),
    };
    let mut plain_files = HashSet::new();
    let mut links = Vec::new();
    let mut keep = vec![true; found.len()];
    for (at, item) in found.iter().enumerate() {
        match item {
            Found::File(path) if is_link(path) => links.push(at),
            Found::File(path) => keep[at] = plain_files.insert(real_plain(path)),
            Found::Link(_) | Found::Trouble(_) => keep[at] = at == 0 || found[at - 1] != *item,
        }
    }
    for at in links {
        keep[at] = plain_files.insert(real(found[at].path()));
    }
    found.into_iter().zip(keep).filter_map(|(item, keep)| keep.then_some(item)).collect()
}
