//! One notebook from text to outcome. A main guard is of no use there: what children need has to move into a module.

use std::path::{Path, PathBuf};

use super::{Context, parse};
use crate::children;
use crate::finding::{Code, Finding, Refusal};
use crate::interpret::{self, trace::Role};
use crate::lookup::Disk;
use crate::names::globals::GlobalUses;
use crate::outcome::Outcome;
use crate::parse::Module;
use crate::project::{Project, Rerun, is_standard_library};
use crate::relocate::{Relocation, relocate};
use crate::repair::Safety;
use crate::rules::{Facts, Surroundings, notebook as rule};
use crate::source::SourceFile;
use crate::source::notebook::Notebook;
use crate::trouble::Trouble;
use crate::validate::notebook::verify_notebook;

/// What becomes of a notebook.
///
/// # Errors
/// When its cells together are not Python 3.
pub(super) fn judge(file: &SourceFile, notebook: &Notebook, context: &Context<'_>) -> Result<Outcome, Trouble> {
    let module = parse(file.path(), file.text())?;
    let name = module_name(file.path(), &|path| context.disk.is_file(path));
    let seen = look(&module, notebook, context, name.as_deref());
    let Some((findings, relocation)) = seen else { return Ok(Outcome::Quiet) };
    let relocation = match relocation {
        Ok(relocation) => relocation,
        Err(refusal) => return Ok(Outcome::Refused { findings, refusal }),
    };
    let created = file.path().with_file_name(format!("{}.py", name.unwrap_or_default()));
    let again = |notebook: &Notebook, text: &str| -> Result<(), String> {
        let module = Module::parse(file.path(), notebook.text().to_owned()).map_err(|fault| fault.message)?;
        let disk = Beside { disk: context.disk, path: &created, text };
        match look(&module, notebook, &Context { disk: &disk, ..*context }, None) {
            Some((findings, _)) => Err(findings.into_iter().map(|finding| finding.message).next().unwrap_or_default()),
            None => Ok(()),
        }
    };
    let rewritten = notebook.edited(&relocation.edits);
    Ok(match verify_notebook(notebook, &rewritten, (created.clone(), relocation.module), again) {
        Ok(rewrite) => Outcome::Fix { findings, rewrite, safety: Safety::Safe },
        Err(breaches) => Outcome::Faulty { findings, breaches: breaches.iter().map(ToString::to_string).collect() },
    })
}

/// What is found, and what would mend it; `None` when nothing is found.
fn look(
    module: &Module,
    notebook: &Notebook,
    context: &Context<'_>,
    name: Option<&str>,
) -> Option<(Vec<Finding>, Result<Relocation, Refusal>)> {
    let project = Project::new(module, context.places, context.disk, context.modules);
    let trace = interpret::run(module, &project, context.registry, Role::Parent);
    let uses = GlobalUses::of(module.body());
    let needs = children::needs(module, project.package(), &trace, &uses);
    // Children import nothing in place of a notebook, so that there is no run as a child to compare with.
    let facts = Facts {
        module,
        uses: &uses,
        parent: &trace,
        child: &trace,
        needs: &needs,
        starting: &[],
        rerun: Rerun::Always,
        apart: None,
        copy: None,
        is_frozen: false,
        surroundings: &Surroundings::default(),
    };
    let findings = rule::findings(&facts);
    if findings.is_empty() || trace.exhausted {
        return None;
    }
    let relocation = match name {
        Some(name) if !uses.mentions(name) => relocate(&facts, notebook, name),
        _ => Err(no_name(&findings)),
    };
    Some((findings, relocation))
}

fn no_name(findings: &[Finding]) -> Refusal {
    Refusal {
        remedy: None,
        code: Code::Undecided,
        range: findings.first().map(|finding| finding.range).unwrap_or_default(),
        message: "no name is free for a module beside the notebook".to_owned(),
        help: Vec::new(),
    }
}

/// `analysis.ipynb` -> `analysis_workers`, or with a number when there is such a file.
fn module_name(path: &Path, exists: &dyn Fn(&Path) -> bool) -> Option<String> {
    let stem: String = path
        .file_stem()?
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    let stem = stem.trim_matches('_');
    let stem = if stem.starts_with(|c: char| c.is_ascii_digit()) || stem.is_empty() {
        format!("notebook_{stem}")
    } else {
        stem.to_owned()
    };
    let names =
        std::iter::once(format!("{stem}_workers")).chain((2..10).map(|number| format!("{stem}_workers{number}")));
    let is_free = |name: &String| {
        let file = path.with_file_name(format!("{name}.py"));
        !exists(&file) && !exists(&path.with_file_name(name).join("__init__.py")) && !is_standard_library(name)
    };
    names.into_iter().find(is_free)
}

/// The disk with a file on it that is not there yet.
struct Beside<'d> {
    disk: &'d dyn Disk,
    path: &'d Path,
    text: &'d str,
}

impl Disk for Beside<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        if path == self.path { Some(self.text.to_owned()) } else { self.disk.text(path) }
    }

    fn is_file(&self, path: &Path) -> bool {
        path == self.path || self.disk.is_file(path)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.disk.is_folder(path)
    }

    fn target(&self, path: &Path) -> Option<PathBuf> {
        self.disk.target(path)
    }

    fn is_same(&self, one: &Path, other: &Path) -> bool {
        self.disk.is_same(one, other)
    }

    fn mentioning(&self, root: &Path, words: &[&str]) -> Vec<PathBuf> {
        self.disk.mentioning(root, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_named_after_the_notebook() {
        let table = [
            ("a/analysis.ipynb", Some("analysis_workers")),
            ("My Notebook (1).ipynb", Some("my_notebook__1_workers")),
            ("01-intro.ipynb", Some("notebook_01_intro_workers")),
        ];
        for (path, want) in table {
            assert_eq!(module_name(Path::new(path), &|_| false).as_deref(), want);
        }
        let taken = |path: &Path| path == Path::new("a/x_workers.py");
        assert_eq!(module_name(Path::new("a/x.ipynb"), &taken).as_deref(), Some("x_workers2"));
        assert_eq!(module_name(Path::new("x.ipynb"), &|_| true), None);
    }
}
