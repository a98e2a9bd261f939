//! Repairs of single hazards in a script whose guard is there, for editors: each is right by itself and leaves the others
//! as they are.
//!
//! Where processes start at import time there are none: there a rewrite is whole or not at all.

use std::collections::BTreeSet;

use super::version::Version;
use super::{Context, Rewrite, parse, repaired, verified};
use crate::finding::{Finding, Refusal, Remedy};
use crate::outcome::Outcome;
use crate::parse::Module;
use crate::project::Project;
use crate::project::importers::importers;
use crate::repair::{Remedies, Safety};
use crate::source::SourceFile;
use crate::trouble::Trouble;
use crate::validate::Verified;

/// A rewrite that mends some of the findings.
#[derive(Debug)]
pub struct Part {
    /// What it mends.
    pub findings: Vec<Finding>,
    /// What it does.
    pub remedy: Remedy,
    /// The proven rewrite.
    pub rewrite: Verified,
    /// How sure it is that the rewritten script does the same.
    pub safety: Safety,
}

/// The parts into which the repair of a file can be divided; none when it is in one piece. Unsafe ones are among them only
/// when the context wants them.
///
/// 1. Each remedy that a hazard names is tried alone, and of several values that are handed over each one.
/// 2. The repaired text is judged anew. Nothing may be wrong with it that was not wrong before; what is not wrong with it
///    any more is what the part mends.
/// 3. The repair is proven like any other.
///
/// # Errors
/// When the file is not Python 3.
pub fn parts(file: &SourceFile, context: &Context<'_>) -> Result<Vec<Part>, Trouble> {
    if file.notebook().is_some() {
        return Ok(Vec::new());
    }
    let module = parse(file.path(), file.text())?;
    let project = Project::new(&module, context.places, context.disk, context.modules);
    let Some(original) = Version::new(module, &project, context) else { return Ok(Vec::new()) };
    let is_guarded = original.unguarded_starts().is_empty();
    if !is_guarded || !importers(&original.module, context.places, context.disk, context.modules).is_empty() {
        return Ok(Vec::new());
    }
    let hazards = original.hazards();
    let mut parts = Vec::new();
    for remedy in candidates(&hazards) {
        let Some((rewrite, mended)) = alone(&original, &remedy, &hazards, &project, context) else { continue };
        if mended.len() == hazards.len() {
            continue;
        }
        let findings = mended.into_iter().map(Refusal::finding).collect();
        if let Outcome::Fix { findings, rewrite, safety } = verified(file, findings, &rewrite, &project, context) {
            parts.push(Part { findings, remedy, rewrite, safety });
        }
    }
    Ok(parts)
}

/// What can be tried by itself, each once. What moves statements is left to the whole.
fn candidates(hazards: &[Refusal]) -> Vec<Remedy> {
    let mut candidates: Vec<Remedy> = Vec::new();
    for remedy in hazards.iter().filter_map(|hazard| hazard.remedy.as_ref()) {
        let single = match remedy {
            Remedy::Ship(names) => names.iter().map(|name| Remedy::Ship(BTreeSet::from([name.clone()]))).collect(),
            Remedy::Below(_) => Vec::new(),
            Remedy::Hoist | Remedy::Join => vec![remedy.clone()],
        };
        for remedy in single {
            if !candidates.contains(&remedy) {
                candidates.push(remedy);
            }
        }
    }
    candidates
}

/// The script with one thing repaired, and which hazards that mends; `None` when it mends none, or brings new ones.
fn alone<'h>(
    original: &Version,
    remedy: &Remedy,
    hazards: &'h [Refusal],
    project: &Project,
    context: &Context<'_>,
) -> Option<(Rewrite, Vec<&'h Refusal>)> {
    let mut remedies = Remedies::default();
    remedies.add(remedy);
    let repaired = repaired(original, &remedies, project, context).ok()?;
    if repaired.safety != Safety::Safe && !context.unsafe_fixes {
        return None;
    }
    let module = Module::parse(original.module.path(), repaired.text.clone()).ok()?;
    let after = Version::new(module, project, context)?;
    if !after.child().starts.is_empty() || after.parent.exhausted || after.child().exhausted {
        return None;
    }
    let mut mended: Vec<&Refusal> = hazards.iter().collect();
    for left in after.hazards() {
        let at = mended.iter().position(|known| (known.code, &known.message) == (left.code, &left.message))?;
        mended.remove(at);
    }
    let rewrite =
        Rewrite { mended: Vec::new(), text: repaired.text.clone(), repaired: Some(repaired), loss: Safety::Safe };
    (!mended.is_empty()).then_some((rewrite, mended))
}
