//! A quick look at a file, to see whether it has to be judged.

use super::version::knows_its_role;
use super::{Context, parse};
use crate::interpret::{self, trace::Role};
use crate::project::{Project, Warmth};
use crate::source::SourceFile;
use crate::timing::{Stage, timer};
use crate::trouble::Trouble;

/// What a quick look at a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glance {
    /// Neither running nor importing it starts anything.
    Quiet,
    /// Something starts.
    Starts,
    /// Code that was left out may start something.
    CannotTell,
}

/// Runs a file without the code that cannot start anything, to see whether it has to be judged.
///
/// # Errors
/// When the file is not Python 3.
pub fn glance(file: &SourceFile, context: &Context<'_>, warmth: &dyn Warmth) -> Result<Glance, Trouble> {
    if file.notebook().is_some() || context.advice {
        return Ok(Glance::Starts);
    }
    let module = parse(file.path(), file.text())?;
    let project = Project::new(&module, context.places, context.disk, context.modules).seen_by(warmth);
    let _timer = timer(Stage::Interpret);
    let child = interpret::run(&module, &project, context.registry, Role::Child);
    match () {
        () if !child.starts.is_empty() => return Ok(Glance::Starts),
        () if child.exhausted => return Ok(Glance::CannotTell),
        () if child.exits_in.is_none() && !knows_its_role(&module) => return Ok(Glance::Quiet),
        () => {}
    }
    let parent = interpret::run(&module, &project, context.registry, Role::Parent);
    Ok(match () {
        () if !parent.starts.is_empty() => Glance::Starts,
        () if parent.is_cut_short => Glance::CannotTell,
        // Where this run takes too long the whole one does so too, and then nothing is reported of what is below a guard.
        () => Glance::Quiet,
    })
}
