//! One file from text to outcome: the stages between reading and showing, in order.

pub mod command;
pub mod glance;
mod loss;
mod notebook;
pub mod parts;
pub mod proposal;
mod version;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ruff_text_size::{TextRange, TextSize};

use crate::finding::{Code, Finding, Refusal, Remedy};
use crate::interpret::{self, trace::Role};
use crate::lookup::{Disk, Places};
use crate::outcome::Outcome;
use crate::parse::{Module, semantics};
use crate::project::importers::{Importer, importers};
use crate::project::{Modules, Project, Rerun};
use crate::repair::{self, Obstacle, Remedies, Repaired, Safety};
use crate::rules::{self, Facts, not_a_script, unguarded_start, way_out};
use crate::source::SourceFile;
use crate::starters::Registry;
use crate::timing::{Stage, Work, count, timer};
use crate::transform::plan::plan;
use crate::transform::{indent, layout, render};
use crate::trouble::Trouble;
use crate::validate;
use loss::loss;
use version::Version;

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
    /// What starts processes.
    pub registry: &'c Arc<Registry>,
    /// Whether repairs may be made of which the text does not show that they are right.
    pub unsafe_fixes: bool,
    /// Advice is reported, too: what could be better, but breaks nothing by itself.
    pub advice: bool,
    /// The files around.
    pub disk: &'c dyn Disk,
    /// The root of the project, and where its modules are imported from.
    pub places: &'c Places,
    /// What was parsed of them so far.
    pub modules: &'c Modules,
}

/// What becomes of a file.
///
/// # Errors
/// When the file is not Python 3.
pub fn judge(file: &SourceFile, context: &Context<'_>) -> Result<Outcome, Trouble> {
    count(Work::Judged, 1);
    if let Some(notebook) = file.notebook() {
        return notebook::judge(file, notebook, context);
    }
    let module = parse(file.path(), file.text())?;
    if let Some((range, message)) = semantics::faults(module.text(), module.body()).into_iter().next() {
        let (line, column) = position(module.text(), range.start());
        return Err(Trouble::new(file.path(), message).at(line, column));
    }
    let project = Project::new(&module, context.places, context.disk, context.modules);
    let original = Version::new(module, &project, context);
    let Some(original) = original else { return Ok(Outcome::Quiet) };
    let mut starts = original.unguarded_starts();
    Ok(if starts.is_empty() {
        guarded(file, &original, &project, context)
    } else {
        let importers = importers(&original.module, context.places, context.disk, context.modules);
        not_a_script::recode(&original.facts(), &importers, &mut starts);
        match rewrite(&original, &project, &starts, &importers, context) {
            Ok(rewrite) => {
                let mut findings = starts;
                findings.extend(rewrite.mended.iter().cloned());
                findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
                verified(file, findings, &rewrite, &project, context)
            }
            Err(refusal) => Outcome::Refused { findings: starts, refusal },
        }
    })
}

/// A script whose processes all start below a guard: nothing has to move, but much can be wrong with it.
fn guarded(file: &SourceFile, original: &Version, project: &Project, context: &Context<'_>) -> Outcome {
    let hazards = original.hazards();
    let advice = if context.advice { rules::advice(&original.facts()) } else { Vec::new() };
    let mut all = [&hazards[..], &advice[..]].concat();
    all.sort_by_key(|one| (one.range.start(), one.code));
    let Some(mut first) = hazards.first().or(advice.first()).cloned() else { return Outcome::Quiet };
    let with_advice = advice.iter().any(|one| moved(one).is_some());
    let done = match mended(original, with_advice, project, context) {
        Err(_) if with_advice && !hazards.is_empty() => mended(original, false, project, context),
        done => done,
    };
    match done {
        Ok(rewrite) => verified(file, all.iter().map(Refusal::finding).collect(), &rewrite, project, context),
        Err(obstacle) => {
            for refusal in all.iter_mut().chain([&mut first]) {
                way_out::complete(&original.facts(), refusal);
            }
            let findings = all.iter().map(Refusal::finding).collect();
            let refusal = match obstacle {
                Some(obstacle) => hindered(first, &obstacle, original),
                None => first,
            };
            Outcome::Refused { findings, refusal }
        }
    }
}

/// The statements that have to go below the guard.
fn moved(hazard: &Refusal) -> Option<&BTreeSet<usize>> {
    match &hazard.remedy {
        Some(Remedy::Below(statements)) => Some(statements),
        _ => None,
    }
}

/// The script with all its hazards repaired; the error says what stands in the way, where that is known.
///
/// What the code does is repaired first, then what is in the wrong place is moved; a move may need one more repair.
fn mended(
    original: &Version,
    with_advice: bool,
    project: &Project,
    context: &Context<'_>,
) -> Result<Rewrite, Option<Obstacle>> {
    let is_nothing = !with_advice && original.hazards().is_empty();
    if is_nothing {
        return Err(None);
    }
    let importers = importers(&original.module, context.places, context.disk, context.modules);
    if !importers.is_empty() {
        return Err(Some(imported(&importers)));
    }
    let mut remedies = Remedies::default();
    let mut repaired: Option<Repaired> = None;
    let mut version: Option<Version> = None;
    loop {
        let now = version.as_ref().unwrap_or(original);
        let hazards = now.hazards();
        let mut below: BTreeSet<usize> = hazards.iter().filter_map(moved).flatten().copied().collect();
        let mut progress = false;
        for hazard in hazards.iter().filter(|hazard| moved(hazard).is_none()) {
            progress |= remedies.add(hazard.remedy.as_ref().ok_or(None)?);
        }
        if !progress {
            if with_advice {
                below.extend(rules::advice(&now.facts()).iter().filter_map(moved).flatten());
            }
            match tidied(now, below, project, context) {
                Ok(text) => return Ok(Rewrite { repaired, mended: Vec::new(), text, loss: Safety::Safe }),
                Err(Some(remedy)) if remedies.add(&remedy) => {}
                Err(_) => return Err(None),
            }
        }
        let next = self::repaired(original, &remedies, project, context).map_err(Some)?;
        if let Some(caveat) = next.safety.caveat().filter(|_| !context.unsafe_fixes) {
            let at = hazards.first().map(|hazard| hazard.range).unwrap_or_default();
            return Err(Some(Obstacle { at, message: caveat.to_string() }));
        }
        let module = Module::parse(original.module.path(), next.text.clone()).map_err(|_| None)?;
        let next_version = Version::new(module, project, context).ok_or(None)?;
        if !next_version.child().starts.is_empty() {
            return Err(None);
        }
        (repaired, version) = (Some(next), Some(next_version));
    }
}

/// The text with these statements below the guard, when no hazard is left then; the error says what may help.
fn tidied(
    version: &Version,
    below: BTreeSet<usize>,
    project: &Project,
    context: &Context<'_>,
) -> Result<String, Option<Remedy>> {
    let mut text = version.module.text().to_string();
    if !below.is_empty() {
        let starting: Vec<usize> = below.into_iter().collect();
        let facts = Facts { starting: &starting, ..version.facts() };
        text = rearranged(&facts, &[], context).map_err(|refusal| refusal.remedy)?.0;
    }
    let module = Module::parse(version.module.path(), text.clone()).map_err(|_| None)?;
    let after = Version::new(module, project, context).ok_or(None)?;
    if after.hazards().is_empty() && after.child().starts.is_empty() { Ok(text) } else { Err(None) }
}

/// A new text, and the one it is a rearrangement of.
struct Rewrite {
    /// The original with its repairs; `None` when there are none.
    repaired: Option<Repaired>,
    /// What was repaired besides moving the starts.
    mended: Vec<Finding>,
    text: String,
    /// What files that import this one lose, whatever the repairs do.
    loss: Safety,
}

/// The new text, or why there is none.
fn rewrite(
    original: &Version,
    project: &Project,
    findings: &[Finding],
    importers: &[Importer],
    context: &Context<'_>,
) -> Result<Rewrite, Refusal> {
    if let Some(mut refusal) = not_a_script::check(&original.facts(), findings) {
        way_out::complete(&original.facts(), &mut refusal);
        return Err(refusal);
    }
    let (mut remedies, mut first) = (Remedies::default(), true);
    let mut refusal = match rearranged(&original.facts(), importers, context) {
        Ok((text, moved)) => {
            let loss = match loss(original, project, &moved, importers, context) {
                Some(refusal) if !context.unsafe_fixes => return Err(refusal),
                Some(_) => Safety::Quieter,
                None => Safety::Safe,
            };
            return Ok(Rewrite { repaired: None, mended: Vec::new(), text, loss });
        }
        Err(refusal) => refusal,
    };
    let finding = refusal.finding();
    way_out::complete(&original.facts(), &mut refusal);
    if !importers.is_empty() && refusal.remedy.is_some() {
        return Err(hindered(refusal, &imported(importers), original));
    }
    // A value may reach a worker by a way that depends on where the worker stands, so that comes first.
    if [rules::worker::check, rules::picklable::check]
        .iter()
        .filter_map(|check| check(&original.facts()))
        .any(|other| other.remedy == Some(Remedy::Hoist))
    {
        remedies.add(&Remedy::Hoist);
    }
    let mut mended: Vec<Finding> = Vec::new();
    // Each round takes one more reason away, or gives up; what a repair brings to light may need the next one.
    while let Some(remedy) = refusal.remedy.take()
        && (remedies.add(&remedy) || std::mem::take(&mut first))
    {
        let repaired = match repaired(original, &remedies, project, context) {
            Ok(repaired) => repaired,
            Err(obstacle) => return Err(hindered(refusal, &obstacle, original)),
        };
        let module = Module::parse(original.module.path(), repaired.text.clone()).map_err(|fault| {
            let message = format!("a repair does not parse: {}", fault.message);
            internal(message, refusal.range)
        })?;
        let Some(version) = Version::new(module, project, context) else { return Err(refusal) };
        if mended.is_empty() {
            mended.push(finding.clone());
        }
        match rearranged(&version.facts(), importers, context) {
            // Others import no file that is repaired.
            Ok((text, _)) => {
                let loss = Safety::Safe;
                let caveat = repaired.safety.caveat().filter(|_| !context.unsafe_fixes);
                let Some(caveat) = caveat else { return Ok(Rewrite { repaired: Some(repaired), mended, text, loss }) };
                let obstacle = Obstacle { at: TextRange::default(), message: caveat.to_string() };
                return Err(hindered(refusal, &obstacle, original));
            }
            Err(next) if next.remedy.is_some() => refusal = Refusal { remedy: next.remedy, ..refusal },
            // What is in its way then stands in the repaired text, whose names nobody has seen.
            Err(_) => return Err(refusal),
        }
    }
    Err(refusal)
}

/// The original with the repairs made. Obstacles are places in the original.
fn repaired(
    original: &Version,
    remedies: &Remedies,
    project: &Project,
    context: &Context<'_>,
) -> Result<Repaired, Obstacle> {
    let _timer = timer(Stage::Repair);
    let Some(hoisted) = repair::hoist(&original.facts(), remedies)? else {
        return repair::repair(&original.facts(), remedies);
    };
    let module = Module::parse(original.module.path(), hoisted.text.clone());
    let Some(version) = module.ok().and_then(|module| Version::new(module, project, context)) else {
        let text = hoisted.text;
        return Ok(Repaired { hoisted: Some(text.clone()), text, safety: hoisted.safety });
    };
    let repaired = repair::repair(&version.facts(), remedies)
        .map_err(|obstacle| Obstacle { at: hoisted.origin(obstacle.at), ..obstacle })?;
    Ok(Repaired { safety: repaired.safety.max(hoisted.safety), hoisted: Some(hoisted.text), ..repaired })
}

/// Others import the file, so that its functions have to stay as they are.
fn imported(importers: &[Importer]) -> Obstacle {
    let message = format!("{} this file, and a repair may change what they get", rules::importers::who(importers));
    Obstacle { at: TextRange::default(), message }
}

/// A refusal whose remedy cannot be applied.
fn hindered(mut refusal: Refusal, obstacle: &Obstacle, version: &Version) -> Refusal {
    let line = version.module.line(obstacle.at.start());
    let place = if obstacle.at.is_empty() { String::new() } else { format!(" (line {line})") };
    refusal.help.push(format!("mpfix does not make this change for you, because {}{place}", obstacle.message));
    refusal
}

fn internal(message: String, range: TextRange) -> Refusal {
    let help = vec!["please report this file".to_string()];
    Refusal { remedy: None, code: Code::ValidationFailed, range, message, help }
}

/// The text with what starts processes below the guard, or why that would not be right.
fn rearranged(
    facts: &Facts<'_>,
    importers: &[Importer],
    context: &Context<'_>,
) -> Result<(String, Vec<usize>), Refusal> {
    let _timer = timer(Stage::Plan);
    if let Some(refusal) = rules::blocker(facts) {
        return Err(refusal);
    }
    let plan = plan(facts)?;
    let others = rules::importers::check(facts, &plan.moved, importers);
    if let Some(refusal) = others.or_else(|| rules::library::check(facts, &plan.moved)) {
        return Err(refusal);
    }
    if let Some(range) = indent::too_deep(facts.module, &plan.moved) {
        let message = "this statement would have to go below the guard, and then it would have 100 levels of indentation, \
                       which Python does not take";
        let help = vec!["put the innermost part into a function".to_string()];
        return Err(Refusal { remedy: None, code: Code::Undecided, range, message: message.to_string(), help });
    }
    let layout = layout::choose(&plan, facts.module, facts.uses, facts.parent);
    let freeze = context.freeze_support == FreezeSupport::Add;
    render::render(facts.module, &plan, &layout, freeze)
        .map(|text| (text, plan.moved))
        .map_err(|overlap| internal("two edits overlap".to_string(), overlap.1))
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

fn verified(
    file: &SourceFile,
    findings: Vec<Finding>,
    rewrite: &Rewrite,
    project: &Project,
    context: &Context<'_>,
) -> Outcome {
    let _timer = timer(Stage::Validate);
    let again = |text: &str| -> Result<(), String> {
        let module = Module::parse(file.path(), text.to_string()).map_err(|fault| fault.message)?;
        let starts = match project.rerun(&module) {
            // Whether children really leave it out depends on more than the file.
            Rerun::Never => {
                Version::new(module.clone(), project, context).map_or_else(Vec::new, |new| new.unguarded_starts())
            }
            _ => unguarded_start::findings(&interpret::run(&module, project, context.registry, Role::Child)),
        };
        match starts.first() {
            None => Ok(()),
            Some(finding) => Err(format!("line {}: {}", module.line(finding.range.start()), finding.message)),
        }
    };
    let safety = rewrite.repaired.as_ref().map_or(Safety::Safe, |repaired| repaired.safety).max(rewrite.loss);
    let proof = match &rewrite.repaired {
        None => validate::verify(file.text(), &rewrite.text, again),
        Some(repaired) => {
            let hoisted = repaired.hoisted.as_deref();
            validate::verify_repaired(file.text(), hoisted, &repaired.text, &rewrite.text, again)
        }
    };
    match proof {
        Ok(proven) => Outcome::Fix { findings, rewrite: proven, safety },
        Err(breaches) => Outcome::Faulty { findings, breaches: breaches.iter().map(ToString::to_string).collect() },
    }
}
