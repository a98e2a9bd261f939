//! What the definitions of one file name: the nodes and edges a file brings to the search.
//!
//! A node is the module's own code, or a function or class bound at the top level. Whatever stands in a function belongs to
//! it; of a class the methods do, while its body runs with the module. A name means all that it is bound to anywhere in the
//! file, since an edge too many costs time and one too few costs a finding.

use std::sync::Arc;

use ruff_text_size::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::names::identifier;
use crate::project::folders::Folder;

/// An identifier, shared between threads.
pub type Word = Arc<str>;

/// The identifier as Python compares it.
pub(super) fn word(raw: &str) -> Word {
    if raw.is_ascii() { Arc::from(raw) } else { Arc::from(&*identifier(raw)) }
}

/// A dotted name as an import spells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dotted {
    /// Number of leading dots.
    pub level: u32,
    /// Modules, then attributes; where the one ends and the other begins is not known.
    pub parts: Vec<Word>,
}

impl Dotted {
    /// From the text behind the dots.
    pub fn new(level: u32, text: &str) -> Dotted {
        Dotted { level, parts: text.split('.').filter(|part| !part.is_empty()).map(word).collect() }
    }

    /// How many leading parts can be a module.
    pub fn prefixes(&self) -> std::ops::RangeInclusive<usize> {
        usize::from(self.level == 0)..=self.parts.len()
    }

    /// The first parts alone.
    pub fn up_to(&self, end: usize) -> Dotted {
        Dotted { level: self.level, parts: self.parts[..end].to_vec() }
    }

    /// With further parts.
    pub fn then<'n>(&'n self, more: impl IntoIterator<Item = &'n Word>) -> Dotted {
        let parts = self.parts.iter().chain(more).cloned().collect();
        Dotted { level: self.level, parts }
    }
}

impl std::fmt::Display for Dotted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", ".".repeat(self.level as usize), self.parts.join("."))
    }
}

/// What a name of the file is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A function or class of the file.
    Node(usize),
    /// Something imported.
    Imported(Dotted),
}

impl Summary {
    /// The variables of the module: what is bound at its top level, but for functions, classes and imports alone.
    pub fn variables(&self) -> impl Iterator<Item = &Word> {
        self.bound.iter().filter(|name| self.assigned.contains(*name) || !self.names.contains_key(*name))
    }

    /// The nodes that run when the file does.
    pub fn run(&self) -> impl Iterator<Item = usize> {
        std::iter::once(0).chain(self.mains.iter().copied())
    }
}

impl Target {
    /// How long its name is.
    pub(super) fn parts(&self) -> usize {
        match self {
            Target::Node(_) => 1,
            Target::Imported(dotted) => dotted.parts.len(),
        }
    }
}

/// What one piece of code names.
#[derive(Debug, Default)]
pub struct Node {
    /// Where its definition stands; empty for the module's own code, which is everywhere else.
    pub range: TextRange,
    /// Nodes of the same file.
    pub own: FxHashSet<usize>,
    /// What comes from elsewhere.
    pub names: FxHashSet<Dotted>,
    /// The modules whose code it runs by importing them.
    pub imports: FxHashSet<Dotted>,
    /// It looks names up at run time, so that it may mean any name of the file.
    pub anything: bool,
    /// A class or function that a test runner finds by its name.
    pub may_be_test: bool,
    /// The bases and the metaclass of a class.
    pub kin: Vec<Kin>,
    /// Classes that extend this one are handed to it when they are made, or may be.
    pub gets_subclasses: bool,
}

/// A base of a class.
#[derive(Debug)]
pub struct Kin {
    /// What its name is bound to.
    pub target: Target,
    /// It is a metaclass, which is called to make the class.
    pub is_meta: bool,
}

/// All nodes of a file.
#[derive(Debug, Default)]
pub struct Summary {
    /// The first is the module's own code, but for what stands below main guards.
    pub nodes: Vec<Node>,
    /// The nodes of what stands below main guards: nobody runs it who imports the module.
    pub mains: Vec<usize>,
    /// What the names of the file are bound to, in whatever scope; names of mere variables are left out.
    pub names: FxHashMap<Word, Vec<Target>>,
    /// All names bound at the top level, variables included.
    pub bound: FxHashSet<Word>,
    /// Names that are assigned to, in whatever scope.
    pub assigned: FxHashSet<Word>,
    /// The modules whose names are all imported with a star.
    pub stars: Vec<Dotted>,
    /// The folders it puts on `sys.path`.
    pub folders: Vec<Folder>,
    /// It changes where modules are looked for.
    pub edits_path: bool,
}
