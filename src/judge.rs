//! One file from text to outcome: the stages between reading and showing, in order.

use std::path::{Path, PathBuf};

use ruff_text_size::{Ranged, TextSize};

use crate::children;
use crate::finding::{Code, Finding, Refusal};
use crate::interpret::{self, trace::Role, trace::Trace};
use crate::names::globals::GlobalUses;
use crate::outcome::Outcome;
use crate::parse::Module;
use crate::project::Project;
use crate::rules::{self, Facts, not_a_script, unguarded_start};
use crate::source::SourceFile;
use crate::transform::plan::plan;
use crate::transform::{layout, render};
use crate::trouble::Trouble;
use crate::validate;

/// Whether a rewrite adds `freeze_support()` below the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreezeSupport {
    /// Added where it is missing.
    Add,
    /// Not added.
    Omit,
}

/// What a judgement depends on apart from the file.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// Resolved from `--freeze-support` and the project around the file.
    pub freeze_support: FreezeSupport,
    /// Gives the text of another file of the project, for imports.
    pub read: fn(&Path) -> Option<String>,
    /// Finds a file that imports the given one; asked only when there is something to rewrite.
    pub importer: &'c dyn Fn(&Path) -> Option<PathBuf>,
}

/// What becomes of a file.
///
/// # Errors
/// When the file is not Python 3.
pub fn judge(file: &SourceFile, context: &Context<'_>) -> Result<Outcome, Trouble> {
    let module = parse(file.path(), file.text())?;
    let project = project_of(file.path(), context);
    let child = interpret::run(&module, &project, Role::Child);
    if child.starts.is_empty() && child.exits_in.is_none() {
        return Ok(Outcome::Quiet);
    }
    let parent = interpret::run(&module, &project, Role::Parent);
    let findings = findings(&module, &child, &parent);
    if findings.is_empty() {
        return Ok(Outcome::Quiet);
    }
    Ok(match rewrite(&module, &child, &parent, &findings, context) {
        Ok(text) => verified(file, findings, &text, &project),
        Err(refusal) => Outcome::Refused { findings, refusal },
    })
}

fn parse(path: &Path, text: &str) -> Result<Module, Trouble> {
    Module::parse(path, text.to_string()).map_err(|fault| {
        let (line, column) = position(text, fault.offset);
        let trouble = Trouble::new(path, fault.message).at(line, column);
        match fault.help {
            Some(help) => trouble.with_help(help),
            None => trouble,
        }
    })
}

/// The 1-based line and column, in characters, of a byte offset.
fn position(text: &str, offset: TextSize) -> (usize, usize) {
    let before = &text[..offset.to_usize().min(text.len())];
    let line = crate::parse::unit::lines_with_ends(before).filter(|line| line.ends_with(['\n', '\r'])).count() + 1;
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

fn project_of(path: &Path, context: &Context<'_>) -> Project {
    let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let read = context.read;
    Project::new(root, Box::new(read))
}

fn findings(module: &Module, child: &Trace, parent: &Trace) -> Vec<Finding> {
    let mut findings = unguarded_start::findings(child);
    if let Some(index) = child.exits_in
        && parent.exits_in.is_none_or(|other| other > index)
    {
        let later: Vec<_> = parent.starts.iter().filter(|start| start.statement > index).cloned().collect();
        if !later.is_empty() {
            findings.push(unguarded_start::early_exit(module.body()[index].range(), &later));
            findings.sort_by_key(|finding| finding.range.start());
        }
    }
    findings
}

/// The new text, or why there is none.
fn rewrite(
    module: &Module,
    child: &Trace,
    parent: &Trace,
    findings: &[Finding],
    context: &Context<'_>,
) -> Result<String, Refusal> {
    let importer = (context.importer)(module.path());
    if let Some(refusal) = not_a_script::check(module.path(), importer.as_deref(), findings) {
        return Err(refusal);
    }
    let uses = GlobalUses::of(module.body());
    let needs = children::needs(parent, &uses);
    let starting = unguarded_start::statements(child);
    let facts = Facts { module, uses: &uses, parent, child, needs: &needs, starting: &starting };
    if let Some(refusal) = rules::blocker(&facts) {
        return Err(refusal);
    }
    let plan = plan(&facts)?;
    let layout = layout::choose(&plan, module, &uses, parent);
    let freeze = context.freeze_support == FreezeSupport::Add;
    render::render(module, &plan, &layout, freeze).map_err(|overlap| Refusal {
        code: Code::ValidationFailed,
        range: overlap.1,
        message: "two edits overlap; please report this file".to_string(),
        help: Vec::new(),
    })
}

fn verified(file: &SourceFile, findings: Vec<Finding>, text: &str, project: &Project) -> Outcome {
    let again = |text: &str| -> Result<(), String> {
        let module = Module::parse(file.path(), text.to_string()).map_err(|fault| fault.message)?;
        let child = interpret::run(&module, project, Role::Child);
        match unguarded_start::findings(&child).first() {
            None => Ok(()),
            Some(finding) => Err(format!("line {}: {}", module.line(finding.range.start()), finding.message)),
        }
    };
    match validate::verify(file.text(), text, again) {
        Ok(rewrite) => Outcome::Fix { findings, rewrite },
        Err(breaches) => Outcome::Faulty { findings, breaches: breaches.iter().map(ToString::to_string).collect() },
    }
}
