//! Stage 8: the independent proof that a rewrite is a pure rearrangement of the original.
//!
//! Nothing here knows why statements were moved; nothing is shared with the stages that moved them but the Python parser, the
//! rules that Python's compiler adds to the grammar (`parse/semantics.rs`),
//! and the table of builtin names.
//! One invariant, one file:
//!
//! | invariant | holds when |
//! |---|---|
//! | [`parses`] | the rewrite is valid Python, by the parser and by the rules Python's compiler adds |
//! | [`same_statements`] | each original top-level statement occurs once, equal as a syntax tree |
//! | [`same_order`] | kept and moved statements are in their old order, what was moved runs after what was kept |
//! | [`same_bindings`] | every name use refers to what it referred to before |
//! | [`new_names`] | what was generated binds only names that were free, and adds no second `freeze_support()` |
//! | [`same_strings`] | every string token is there, byte for byte; the module docstring is the same |
//! | [`same_comments`] | every comment is there; what trails a statement still trails it |
//! | [`untouched_bytes`] | kept statements are equal byte for byte, moved ones up to indentation; line ends as before |
//! | [`importable`] | the moved statements run in the main module, and there only |
//! | [`repair`] | a repair, taken back, is the original, and hands over what was read before |
//! | [`idempotent`] | judged anew, the rewrite has nothing left to do |

use std::fmt;
use std::path::{Path, PathBuf};

use ruff_text_size::{Ranged as _, TextRange};

use self::module::Module;

mod align;
mod bound_first;
mod dynamic;
mod idempotent;
mod importable;
mod main_guard;
mod module;
mod new_names;
pub mod notebook;
mod parses;
mod repair;
mod same_bindings;
mod same_comments;
mod same_order;
mod same_statements;
mod same_strings;
mod scope_walk;
mod scopes;
mod shape;
mod untouched_bytes;

/// Proves `repaired` against `original`, and `rewritten` against `repaired`; `hoisted` is the text between in which functions
/// have moved to the top level and nothing else is done yet.
///
/// # Errors
/// Every breach that was seen: see [`verify`] and [`repair`].
pub fn verify_repaired(
    original: &str,
    hoisted: Option<&str>,
    repaired: &str,
    rewritten: &str,
    again: impl FnOnce(&str) -> Result<(), String>,
) -> Result<Verified, Vec<Breach>> {
    let breaches = repair::check_all(original, hoisted, repaired);
    if breaches.is_empty() { verify(repaired, rewritten, again) } else { Err(breaches) }
}

/// Proves `rewritten` against `original`; `again` judges the rewritten text anew and must find nothing to do.
///
/// Both texts are decoded and without byte order mark. `again` returns what it found when it found anything;
/// it is asked only once all other invariants hold.
///
/// # Errors
/// Every breach that was seen, in the order of the invariants.
pub fn verify(
    original: &str,
    rewritten: &str,
    again: impl FnOnce(&str) -> Result<(), String>,
) -> Result<Verified, Vec<Breach>> {
    let old = Module::parse(original);
    let new = Module::parse(rewritten);
    let mut breaches = parses::check(&old, &new);
    if !breaches.is_empty() {
        return Err(breaches);
    }
    let shape = shape::recognise(&old, &new);
    match &shape {
        Ok(shape) => {
            let before = scope_walk::build(old.body());
            let after = scope_walk::build(new.body());
            breaches.extend(parses::check_function(shape, &new, &after));
            breaches.extend(same_order::check(shape, &new));
            breaches.extend(same_bindings::check(shape, &new, &before, &after));
            breaches.extend(new_names::check(shape, &old, &before));
            breaches.extend(same_strings::check(&old, &new, &shape.generated_ranges()));
            breaches.extend(same_comments::check(shape, &old, &new));
            breaches.extend(untouched_bytes::check(shape, &old, &new));
            breaches.extend(importable::check(shape, &old, &before));
        }
        Err(best) => {
            breaches.extend(same_statements::explain(best, &old, &new));
            breaches.extend(same_strings::check(&old, &new, &best.generated_ranges()));
            breaches.extend(same_comments::check_texts(&old, &new));
            breaches.extend(untouched_bytes::check_texts(&old, &new));
        }
    }
    if breaches.is_empty() {
        breaches.extend(idempotent::check(rewritten, again));
    }
    if breaches.is_empty() { Ok(Verified { text: rewritten.to_owned(), created: None }) } else { Err(breaches) }
}

/// Which top-level statements of `original` stand below the guard of `rewritten`, in order, where it is a rearrangement of it; a guard
/// the original had, and that took others in, is not among them.
pub fn moved_statements(original: &str, rewritten: &str) -> Option<Vec<usize>> {
    let (old, new) = (Module::parse(original), Module::parse(rewritten));
    let shape = shape::recognise(&old, &new).ok()?;
    let moved: Vec<_> = shape.pairs.iter().filter(|pair| pair.moved).map(|pair| pair.old.range()).collect();
    let is_moved = |range: TextRange| moved.contains(&range);
    Some((0..old.body().len()).filter(|&index| is_moved(old.body()[index].range())).collect())
}

/// A rewrite that was proven; only [`verify`] and [`notebook::verify_notebook`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    text: String,
    created: Option<Created>,
}

/// A new file that belongs to a rewrite: both are written, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    path: PathBuf,
    text: String,
}

impl Created {
    /// Where it is to be; there is no such file yet.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is to be in it, in UTF-8.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Verified {
    /// The rewritten text, without byte order mark; of a notebook its JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The new file that the rewrite needs.
    pub fn created(&self) -> Option<&Created> {
        self.created.as_ref()
    }
}

/// One invariant the rewrite does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Name of the invariant, such as `same_order`.
    pub invariant: &'static str,
    /// One sentence without a final full stop; lines are 1-based and belong to the original unless it says otherwise.
    pub message: String,
}

impl Breach {
    fn new(invariant: &'static str, message: impl Into<String>) -> Self {
        Self { invariant, message: message.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.message)
    }
}
