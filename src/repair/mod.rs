//! Stage REPAIR: changes of the code that keep what it does under fork, and take a reason to refuse away.
//!
//! A repair is made on the original text. What comes out is judged anew like any other file, so that a repair never has to
//! know what the plan will do with it: it only has to be the same program under fork.
//!
//! ```text
//! results = Queue()                          results = Queue()
//! def square(n):                             def square(results, n):
//!     results.put(n * n)             =>          results.put(n * n)
//! Process(target=square, args=(3,))          Process(target=square, args=(results, 3))
//! ```

mod arguments;
mod captured;
mod fit;
mod generated;
mod grandchildren;
mod hoist;
mod imports;
mod join;
mod joinable;
mod lift;
mod parameter;
mod rewire;
mod ship;
mod site;
mod subclass;
mod suite;
mod travel;

use std::collections::BTreeSet;

use ruff_text_size::{TextRange, TextSize};

use crate::finding::Remedy;
use crate::names::{Name, identifier};
use crate::rules::Facts;
use crate::transform::edits::Edits;

/// How sure it is that the repaired script does what the original does under fork.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It does.
    Safe,
    /// It does, but importing it no longer does what other files that import it may count on.
    Quieter,
    /// It does if what is handed to children can be pickled, which the text does not show.
    Unsafe,
    /// It does not: the original fails under fork too, and the repaired script works.
    Mends,
}

impl Safety {
    /// What speaks against the repair without being asked for; `None` when it is safe.
    pub fn caveat(self) -> Option<&'static str> {
        match self {
            Safety::Safe => None,
            Safety::Quieter => Some(
                "others import the file, and importing it would do less then; `--unsafe-fixes` makes it all the same",
            ),
            Safety::Unsafe => Some(
                "it cannot see whether what the workers get can be pickled; `--unsafe-fixes` makes it all the same",
            ),
            Safety::Mends => {
                Some("the script fails today under fork too, since a pool pickles its tasks; `--unsafe-fixes` makes it")
            }
        }
    }
}

/// All that is to be repaired in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remedies {
    ship: BTreeSet<Name>,
    hoist: bool,
    join: bool,
}

impl Remedies {
    /// Takes one more in; `false` when nothing new came with it, so that trying again would not help.
    pub fn add(&mut self, remedy: &Remedy) -> bool {
        match remedy {
            Remedy::Ship(names) => {
                let before = self.ship.len();
                self.ship.extend(names.iter().map(|name| identifier(name)));
                self.ship.len() > before
            }
            Remedy::Hoist => !std::mem::replace(&mut self.hoist, true),
            Remedy::Join => !std::mem::replace(&mut self.join, true),
            // The plan takes care of those.
            Remedy::Below(_) => false,
        }
    }
}

/// A repaired file.
#[derive(Debug)]
pub struct Repaired {
    /// The new text.
    pub text: String,
    /// How sure it is.
    pub safety: Safety,
    /// The text between: workers have moved to the top level, and nothing else is done yet. `None` when none moved.
    pub hoisted: Option<String>,
}

/// Why a repair cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What is in the way.
    pub at: TextRange,
    /// One sentence without a final full stop.
    pub message: String,
}

/// The range of one character: an obstacle without a range has no place.
fn character(at: TextSize) -> TextRange {
    TextRange::at(at, TextSize::new(1))
}

/// A file whose workers have moved to the top level.
#[derive(Debug)]
pub struct Hoisted {
    /// The new text.
    pub text: String,
    /// How sure it is.
    pub safety: Safety,
    edits: Edits,
}

impl Hoisted {
    /// The place in the original that a place in the new text comes from.
    pub fn origin(&self, at: TextRange) -> TextRange {
        if at.is_empty() { at } else { character(self.edits.origin(at.start())) }
    }
}

/// Makes functions of the module out of the lambdas and nested functions that workers need; `None` when `remedies` do
/// not ask for it. The other repairs are made on the new text: what travels to a worker depends on where it stands.
///
/// # Errors
/// When it cannot be shown to keep what the file does under fork.
pub fn hoist(facts: &Facts<'_>, remedies: &Remedies) -> Result<Option<Hoisted>, Obstacle> {
    if !remedies.hoist {
        return Ok(None);
    }
    let mut edits = Edits::default();
    let safety = hoist::hoist(facts, &mut edits)?;
    Ok(Some(Hoisted { text: edits.apply(facts.module.text()), safety, edits }))
}

/// Makes the repairs in the file of `facts`, all but those of [`hoist`].
///
/// # Errors
/// When one of them cannot be shown to keep what the file does under fork.
pub fn repair(facts: &Facts<'_>, remedies: &Remedies) -> Result<Repaired, Obstacle> {
    let mut edits = Edits::default();
    let safety = ship::ship(facts, &remedies.ship, &mut edits)?;
    if remedies.join {
        join::join(facts, &remedies.ship, &mut edits)?;
    }
    Ok(Repaired { text: edits.apply(facts.module.text()), safety, hoisted: None })
}
