//! Which files of a project import a module, and what they take from it.
//!
//! A search for the module's name comes first, for speed; then each file that has it is parsed, and its imports are resolved
//! as Python would resolve them if the file were run.

mod uses;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::lookup::{
    Disk, End, Found, Places, SearchPath, above_packages, absolute_name, dotted_name, find_relative,
    is_standard_library, is_there_before_the_script,
};
use crate::names::Name;
use crate::names::globals::{Access, GlobalUses};
use crate::parse::Module;

use super::{Modules, edit, folders, manner};

/// A file that imports the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importer {
    /// The file.
    pub path: PathBuf,
    /// What it does with the module, in the order of the lines; never empty.
    pub uses: Vec<Use>,
}

/// One thing that a file takes from the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The 1-based line.
    pub line: usize,
    /// What it takes.
    pub taken: Taken,
}

/// What is taken from a module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taken {
    /// The value of a name, or a name that gets another value.
    Name(Name),
    /// All public names.
    Star,
    /// Nothing: the module is imported for what it does.
    Effect,
    /// The module itself goes to other code, or is loaded in a way that hides what is taken.
    Whole,
}

/// All files that import `target`, by their paths from the root of the project. Files that nobody can parse import nothing.
pub fn importers(target: &Module, places: &Places, disk: &dyn Disk, modules: &Modules) -> Vec<Importer> {
    let uses = GlobalUses::of(target.body());
    let names = uses.all().iter().filter(|used| used.access == Access::Bind).map(|used| used.name.clone()).collect();
    let root = places.root(target.path());
    let project = Surroundings { root: &root, script: target.path(), places, disk, modules };
    let mut found = project.importers(&Target::new(target.path(), names, &project));
    // Who imports an importer may reach the module through it: `helpers.jobs.run()`.
    for index in 0..found.len() {
        let held = std::mem::take(&mut found[index].1);
        if held.is_empty() {
            continue;
        }
        let path = found[index].0.path.clone();
        let outer = project.importers(&Target::new(&path, FxHashSet::default(), &project));
        for (other, _) in outer.into_iter().filter(|(other, _)| !disk.is_same(&other.path, target.path())) {
            let reaches = |used: &&Use| match &used.taken {
                Taken::Name(taken) => held.contains(taken),
                Taken::Star => held.iter().any(|name| !name.starts_with('_')),
                Taken::Effect | Taken::Whole => false,
            };
            if let Some(used) = other.uses.iter().find(reaches) {
                let through = Use { line: used.line, taken: Taken::Whole };
                found.push((Importer { uses: vec![through], ..other }, Vec::new()));
            }
        }
    }
    let mut all = merged(found.into_iter().map(|(importer, _)| importer).collect());
    // What a message calls a file must not depend on how somebody named the script.
    for importer in &mut all {
        if let Ok(name) = importer.path.strip_prefix(&root) {
            importer.path = name.to_path_buf();
        }
    }
    all
}

fn merged(mut all: Vec<Importer>) -> Vec<Importer> {
    all.sort_by(|a, b| a.path.cmp(&b.path));
    let mut merged: Vec<Importer> = Vec::new();
    for importer in all {
        match merged.last_mut().filter(|last| last.path == importer.path) {
            Some(last) => last.uses.extend(importer.uses),
            None => merged.push(importer),
        }
    }
    for importer in &mut merged {
        importer.uses.sort_by(|a, b| (a.line, &a.taken).cmp(&(b.line, &b.taken)));
        importer.uses.dedup();
    }
    merged
}

/// The project around the file that is judged.
struct Surroundings<'a> {
    root: &'a Path,
    script: &'a Path,
    places: &'a Places,
    disk: &'a dyn Disk,
    modules: &'a Modules,
}

/// The module whose importers are looked for.
struct Target<'a> {
    path: &'a Path,
    /// Its dotted name from above all packages it lies in.
    name: String,
    /// What its top level binds; texts such as `"jobs.POOL"` may mean it.
    names: FxHashSet<Name>,
    /// The folder above all packages it lies in.
    top: PathBuf,
    /// Does some file of the project put that folder on its search path?
    is_put_on_path: OnceCell<bool>,
}

impl<'a> Target<'a> {
    fn new(path: &'a Path, names: FxHashSet<Name>, project: &Surroundings<'_>) -> Target<'a> {
        let top = above_packages(path.parent().unwrap_or(Path::new("")), project.disk);
        Target { path, name: dotted_name(path, project.disk), names, top, is_put_on_path: OnceCell::new() }
    }

    /// The last part of its name, which stands wherever it is imported.
    fn word(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

impl Surroundings<'_> {
    /// The files that import a file directly, each with the names under which it holds the module itself.
    fn importers(&self, target: &Target<'_>) -> Vec<(Importer, Vec<Name>)> {
        let word = target.word();
        let written: &[&str] = match word {
            "" => return Vec::new(),
            // The name alone stands in every main guard.
            "__main__" => &[".__main__", "import __main__"],
            _ => &[word],
        };
        let mut found = Vec::new();
        for path in self.disk.mentioning(self.root, written) {
            // What a file takes is the same once it is rewritten.
            let text = || self.disk.original(&path);
            let is_notebook = path.extension().is_some_and(|kind| kind == "ipynb");
            if !(is_notebook || self.modules.mentions(&path, word, text)) || self.disk.is_same(&path, target.path) {
                continue;
            }
            let Some(text) = text() else { continue };
            if is_notebook {
                let used = uses::in_notebook(&text, word);
                found.extend(used.map(|used| (Importer { path, uses: vec![used] }, Vec::new())));
                continue;
            }
            let Some(module) = self.modules.parse(&path, text) else { continue };
            let (uses, held) = uses::of(&module, &Resolver::new(target, &module, self));
            if !uses.is_empty() {
                found.push((Importer { path, uses }, held));
            }
        }
        found
    }

    fn puts_on_path(&self, top: &Path) -> bool {
        self.disk.mentioning(self.root, &["sys", "addsitedir"]).iter().any(|path| {
            let text = self.disk.original(path).filter(|text| text.contains("path"));
            let module = text.and_then(|text| self.modules.parse(path, text));
            module.is_some_and(|module| self.search(&module).iter().any(|search| search.has(top)))
        })
    }

    /// The search path of a file when it is run, before and after what it does to it.
    fn search(&self, importer: &Module) -> Vec<SearchPath> {
        let (path, places) = (importer.path(), self.places.of_other(self.script, importer.path()));
        let plain = SearchPath::of(path, manner(importer), &places, self.disk);
        let mut edited = plain.clone();
        if importer.text().contains("path") {
            for (_, change) in folders::edits(importer.body(), path) {
                edit(&mut edited, path, &change, &places, self.disk);
            }
        }
        let mut searches = vec![plain, edited];
        searches.dedup();
        searches
    }
}

/// Tells what an import of one file has to do with the target.
struct Resolver<'a> {
    target: &'a Target<'a>,
    importer: &'a Path,
    package: String,
    searches: Vec<SearchPath>,
    project: &'a Surroundings<'a>,
}

/// What a dotted name is to the target.
enum Meaning {
    /// It is the target.
    Target,
    /// It is a package around the target; the parts lead from there to the target.
    Above(Vec<Name>),
    Other,
}

impl<'a> Resolver<'a> {
    fn new(target: &'a Target<'a>, importer: &'a Module, project: &'a Surroundings<'a>) -> Resolver<'a> {
        let path = importer.path();
        let name = dotted_name(path, project.disk);
        let is_init = path.file_name().is_some_and(|name| name == "__init__.py");
        let package = if is_init { name } else { name.rsplit_once('.').map_or("", |(package, _)| package).to_string() };
        Resolver { target, importer: path, package, searches: project.search(importer), project }
    }

    fn meaning(&self, dotted: &str, level: u32) -> Meaning {
        let disk = self.project.disk;
        // Both the target and the packages around it are called as they lie.
        let last = dotted.rsplit('.').next().unwrap_or_default();
        if !last.is_empty() && self.target.name.split('.').all(|part| part != last) {
            return Meaning::Other;
        }
        let absolute = absolute_name(&self.package, level, dotted);
        let found: Vec<Found> = match level {
            0 => self.searches.iter().filter_map(|search| search.find(dotted, disk)).collect(),
            _ => find_relative(self.importer, &self.package, level, dotted, disk).into_iter().collect(),
        };
        let is_target = |one: &Found| {
            one.end == End::Module && one.files.last().is_some_and(|(_, path)| disk.is_same(path, self.target.path))
        };
        if found.iter().any(is_target) {
            return Meaning::Target;
        }
        let is_known = found.iter().any(|one| one.end != End::Missing);
        if !is_known && level == 0 && self.fits(dotted) {
            return Meaning::Target;
        }
        let below = self.target.name.strip_prefix(&absolute).and_then(|rest| rest.strip_prefix('.'));
        match below.filter(|_| is_known && !absolute.is_empty()) {
            Some(rest) => Meaning::Above(rest.split('.').map(Name::from).collect()),
            None => Meaning::Other,
        }
    }

    /// Could a name nothing is known about mean the target, by how it is spelt? The program that runs the file may have
    /// more on its path than can be seen from here.
    fn fits(&self, dotted: &str) -> bool {
        let first = dotted.split('.').next().unwrap_or(dotted);
        if is_standard_library(first) || is_there_before_the_script(first) {
            return false;
        }
        let shown = self.target.top.join(self.target.name.replace('.', "/"));
        let is_spelt_so = shown.ends_with(dotted.replace('.', "/"));
        is_spelt_so && *self.target.is_put_on_path.get_or_init(|| self.project.puts_on_path(&self.target.top))
    }
}
