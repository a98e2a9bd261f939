//! A rewrite that is not mpfix's: whether it is right, wrong, or neither can be shown.
//!
//! 1. *Wrong*, when the new text, judged as any script, has a start at import time or a hazard: a worker that reads what children
//!    do not have, a primitive that each child would make for itself, and so on. The finding is the counterexample.
//! 2. *Proved*, when the validator shows that it is a rearrangement of the old one (comments and layout aside), and the split it makes
//!    keeps the contract by the same measure that mpfix's own plans have to keep ([`proposed::check`]); or when it is what mpfix
//!    itself would write, proof and all.
//! 3. *Cannot tell* otherwise, with what stood in the way.

use super::version::Version;
use super::{Context, judge, parse, unguarded_start};
use crate::finding::{Code, Refusal};
use crate::interpret::{self, trace::Role};
use crate::outcome::Outcome;
use crate::project::Project;
use crate::rules;
use crate::source::SourceFile;
use crate::transform::proposed;
use crate::trouble::Trouble;
use crate::validate;

/// What is to be said of a proposed rewrite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assessment {
    /// It does the same under each start method.
    Proved {
        /// What it does: which lines it moves, or that it is mpfix's own.
        how: String,
        /// What differs besides, and does nothing: comments and the like; one sentence each.
        notes: Vec<String>,
    },
    /// Some child, or the parent, does something else.
    Wrong {
        /// Who sees what; never empty.
        counterexamples: Vec<Counterexample>,
    },
    /// Neither can be shown.
    CannotTell {
        /// What stood in the way, one sentence each; never empty.
        reasons: Vec<String>,
    },
}

/// What goes wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// What kind of fault.
    pub code: Code,
    /// In which of the two texts the place is.
    pub text: Text,
    /// 1-based.
    pub line: usize,
    /// One sentence without a final full stop.
    pub message: String,
}

/// One of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// The original.
    Old,
    /// What is to take its place.
    New,
}

/// Breaches that change nothing of what a program does.
const HARMLESS: &[&str] = &["same_comments", "untouched_bytes"];

/// Judges `new` in the place of `old`.
///
/// # Errors
/// When one of them is no Python 3.
pub fn assess(old: &SourceFile, new: &SourceFile, context: &Context<'_>) -> Result<Assessment, Trouble> {
    let own = judge(old, &Context { unsafe_fixes: true, ..*context })?;
    let after = judge(new, context)?;
    let module = parse(new.path(), new.text())?;
    let faults = after.findings().iter().filter(|finding| is_fault(finding.code));
    let mut counterexamples: Vec<Counterexample> = faults
        .map(|finding| Counterexample {
            code: finding.code,
            text: Text::New,
            line: module.line(finding.range.start()),
            message: finding.message.clone(),
        })
        .collect();
    counterexamples.sort_by_key(|one| (one.line, one.code));
    if !counterexamples.is_empty() {
        return Ok(Assessment::Wrong { counterexamples });
    }
    if let Outcome::Fix { rewrite, .. } = &own
        && rewrite.created().is_none()
        && rewrite.text() == new.text()
    {
        return Ok(Assessment::Proved { how: "it is what mpfix writes".to_string(), notes: Vec::new() });
    }
    let mut reasons: Vec<String> = undecided(&after).collect();
    let again = |text: &str| starts_left(text, old, context);
    let (notes, breaches) = match validate::verify(old.text(), new.text(), again) {
        Ok(_) => (Vec::new(), Vec::new()),
        Err(breaches) => breaches.into_iter().partition(|breach| HARMLESS.contains(&breach.invariant)),
    };
    reasons.extend(breaches.iter().map(|breach| breach.message.clone()));
    if reasons.is_empty() {
        reasons.extend(again(new.text()).err());
    }
    if !reasons.is_empty() {
        return Ok(Assessment::CannotTell { reasons });
    }
    let moved = validate::moved_statements(old.text(), new.text()).unwrap_or_default();
    Ok(match split(old, &moved, context)? {
        Ok(how) => Assessment::Proved { how, notes: notes.into_iter().map(|breach| breach.message).collect() },
        Err((line, refusal)) if is_fault(refusal.code) && refusal.code != Code::OrderConflict => Assessment::Wrong {
            counterexamples: vec![Counterexample {
                code: refusal.code,
                text: Text::Old,
                line,
                message: refusal.message,
            }],
        },
        Err((line, refusal)) => Assessment::CannotTell { reasons: vec![format!("line {line}: {}", refusal.message)] },
    })
}

/// Whether the split of the old text keeps the contract; says which lines move, or what is wrong and on which line.
fn split(
    old: &SourceFile,
    moved: &[usize],
    context: &Context<'_>,
) -> Result<Result<String, (usize, Refusal)>, Trouble> {
    let module = parse(old.path(), old.text())?;
    let project = Project::new(&module, context.places, context.disk, context.modules);
    let Some(version) = Version::new(module, &project, context) else {
        return Ok(Ok("nothing in it starts processes".to_string()));
    };
    let facts = version.facts();
    let doubt = rules::blocker(&facts).map_or_else(|| proposed::check(&facts, moved), Err);
    Ok(match doubt {
        Err(refusal) => Err((version.module.line(refusal.range.start()), refusal)),
        Ok(()) => {
            use ruff_text_size::Ranged as _;
            let line = |index: &usize| version.module.line(version.module.body()[*index].start()).to_string();
            let lines: Vec<String> = moved.iter().map(line).collect();
            Ok(match &lines[..] {
                [] => "no statement changes its place".to_string(),
                [one] => format!("the statement of line {one} moves below the guard"),
                [lines @ .., last] => {
                    format!("the statements of lines {} and {last} move below the guard", lines.join(", "))
                }
            })
        }
    })
}

/// Is it a fault that some start method shows, and no advice and no doubt?
fn is_fault(code: Code) -> bool {
    let is_doubt = matches!(
        code,
        Code::Undecided
            | Code::UnusedSuppression
            | Code::StartSuppressed
            | Code::FreezeSupport
            | Code::ValidationFailed
    );
    code.is_default() && !is_doubt
}

/// What the judgement of the new text could not decide.
fn undecided(outcome: &Outcome) -> impl Iterator<Item = String> {
    outcome.findings().iter().filter(|finding| finding.code == Code::Undecided).map(|finding| finding.message.clone())
}

/// Fails when a child would start processes by importing the new text.
fn starts_left(text: &str, old: &SourceFile, context: &Context<'_>) -> Result<(), String> {
    let module = crate::parse::Module::parse(old.path(), text.to_string()).map_err(|fault| fault.message)?;
    let project = Project::new(&module, context.places, context.disk, context.modules);
    let run = interpret::run(&module, &project, context.registry, Role::Child);
    match unguarded_start::findings(&run).first() {
        None => Ok(()),
        Some(finding) => Err(format!("line {}: {}", module.line(finding.range.start()), finding.message)),
    }
}
