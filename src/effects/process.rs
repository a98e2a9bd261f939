//! State that a process keeps besides the variables of the program: who sets it, and what runs into it.

use std::borrow::Cow;

use serde::Deserialize;

/// One such thing, as the data file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawState<'a> {
    #[serde(borrow)]
    what: Cow<'a, str>,
    /// Names separated by blanks, as all below.
    #[serde(borrow)]
    pub(super) set_by: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) seen_by: Cow<'a, str>,
    #[serde(default, borrow)]
    pub(super) looked_at_by: Cow<'a, str>,
    #[serde(default, borrow)]
    pub(super) within: Cow<'a, str>,
    #[serde(default)]
    seen_in_recursion: bool,
    #[serde(default)]
    on_standard_error: bool,
}

/// State of a process that a forked child has from its parent, and a fresh one has as every process begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessState {
    /// In words: "the locale".
    pub what: String,
    /// Functions that set it, and attributes by which it is set.
    pub set_by: Vec<String>,
    /// What runs into it.
    pub seen_by: Vec<Sight>,
    /// Of these, what gives it back, where the rest shows it on standard error alone; else none.
    pub looked_at_by: Vec<Sight>,
    /// Types of context managers that put it back at their end.
    pub within: Vec<String>,
    /// Does code that calls itself run into it?
    pub seen_in_recursion: bool,
    /// Does it come to nothing but text on standard error, unless it is sent elsewhere or looked at?
    pub on_standard_error: bool,
}

/// How code runs into the state of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// By this function, or by looking at this attribute.
    Name(String),
    /// By anything of this module.
    Module(String),
    /// By an attribute of that name, of whatever.
    Attribute(String),
    /// By an import in a function.
    Import,
}

impl RawState<'_> {
    pub(super) fn check(&self) -> ProcessState {
        let words = |text: &str| text.split_ascii_whitespace().map(str::to_string).collect::<Vec<_>>();
        let sight = |word: String| match () {
            () if word == "import" => Sight::Import,
            () => named(word),
        };
        ProcessState {
            what: self.what.to_string(),
            set_by: words(&self.set_by),
            seen_by: words(&self.seen_by).into_iter().map(sight).collect(),
            looked_at_by: words(&self.looked_at_by).into_iter().map(sight).collect(),
            within: words(&self.within),
            seen_in_recursion: self.seen_in_recursion,
            on_standard_error: self.on_standard_error,
        }
    }
}

fn named(word: String) -> Sight {
    match (word.strip_suffix(".*"), word.strip_prefix('.')) {
        (Some(module), _) => Sight::Module(module.to_string()),
        (None, Some(attribute)) => Sight::Attribute(attribute.to_string()),
        (None, None) => Sight::Name(word),
    }
}
