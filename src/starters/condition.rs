//! Conditions on arguments under which a call starts processes.

use anyhow::{Context as _, Result, bail};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::effects::Param;

/// When a call starts processes; without conditions: always.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// All of these must hold.
    pub all: Vec<Condition>,
    /// At least one of these must hold, if there are any.
    pub any: Vec<Condition>,
    /// When else it may start none, which no argument tells; empty: it surely starts them.
    pub maybe: Box<str>,
    /// What to say when the text does not decide it.
    pub lean: Lean,
}

/// What is said of a call whose arguments do not decide whether it starts processes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lean {
    /// It may start processes.
    #[default]
    Starts,
    /// Nothing: it seldom does.
    Quiet,
}

/// One condition on an argument.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawCondition")]
pub struct Condition {
    /// The argument; `self` is the object of a method.
    pub param: Param,
    /// The attribute, key or position of the argument that is meant, rather than the argument itself.
    pub of: Option<Box<str>>,
    /// What must hold of its value.
    pub test: Test,
    /// The value when the argument is absent.
    pub default: Literal,
}

/// What must hold of an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Equal to one of these.
    In(Vec<Literal>),
    /// Equal to none of these.
    NotIn(Vec<Literal>),
    /// A number greater than this.
    Above(i64),
}

/// What is known of a value, or the pattern it is held against; see [`Literal::named`] for the notation.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected true, false, an integer or a string")]
#[schemars(description = "True, false, an integer or a string; `\"@None\"` is `None`, `\"@unknown\"` anything.")]
pub enum Literal {
    /// `True` or `False`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    Str(String),
    /// `None`.
    #[serde(skip)]
    None,
    /// May be anything: a value the text does not tell, or a default that depends on the machine.
    #[serde(skip)]
    Unknown,
    /// Something that can be called.
    #[serde(skip)]
    Callable,
    /// A list.
    #[serde(skip)]
    List,
    /// A tuple.
    #[serde(skip)]
    Tuple,
    /// Any other object.
    #[serde(skip)]
    Object,
    /// A function or class of a library, by its canonical name.
    #[serde(skip)]
    Name(String),
    /// As a default: what an earlier call has set under this name.
    #[serde(skip)]
    Setting(String),
}

/// A condition on an argument, with one of `in`, `not-in`, `above`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Condition", extend("oneOf" = [
    { "required": ["in"] }, { "required": ["not-in"] }, { "required": ["above"] }
]))]
pub(super) struct RawCondition {
    /// The argument: `workers@1` is the keyword `workers` or position 1, counted from 0 without `self`.
    arg: String,
    /// The attribute, key or position of the argument that is meant, rather than the argument itself.
    of: Option<String>,
    /// It is one of these. `"@None"` is `None`, `"@callable"` anything that can be called, `"@name torch.device"` that very thing.
    #[serde(rename = "in")]
    within: Option<Vec<Literal>>,
    /// It is none of these.
    not_in: Option<Vec<Literal>>,
    /// It is a number greater than this.
    above: Option<i64>,
    /// The value when the argument is absent; `"@unknown"` when that depends on the machine.
    #[schemars(required)]
    default: Option<Literal>,
}

impl TryFrom<RawCondition> for Condition {
    type Error = anyhow::Error;

    fn try_from(raw: RawCondition) -> Result<Self> {
        let named = |literals: Vec<Literal>| literals.into_iter().map(Literal::named).collect();
        let test = match (raw.within, raw.not_in, raw.above) {
            (Some(values), None, None) => Test::In(named(values)),
            (None, Some(values), None) => Test::NotIn(named(values)),
            (None, None, Some(bound)) => Test::Above(bound),
            _ => bail!("the condition on `{}` needs one of `in`, `not-in`, `above`, and only one", raw.arg),
        };
        let default = raw.default.with_context(|| {
            format!("the condition on `{}` needs `default`, the value without the argument, or \"@unknown\"", raw.arg)
        })?;
        let of = raw.of.map(String::into_boxed_str);
        Ok(Condition { param: Param::parse(&raw.arg)?, of, test, default: default.named() })
    }
}

impl Conditions {
    /// Whether a call starts processes, given what is known of each condition: `None`: no, or not worth a word;
    /// `Some(false)`: it may.
    pub fn decide(&self, holds: impl Fn(&Condition) -> Option<bool>) -> Option<bool> {
        let all = self.all.iter().map(&holds).fold(Some(true), and);
        let any = match self.any.as_slice() {
            [] => Some(true),
            some => some.iter().map(&holds).fold(Some(false), or),
        };
        let told = if self.maybe.is_empty() { Some(true) } else { None };
        match and(and(all, any), told) {
            Some(true) => Some(true),
            None if self.lean == Lean::Starts => Some(false),
            _ => None,
        }
    }
}

/// Both, of truth values that may be unknown.
fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// One of two, of truth values that may be unknown.
fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    and(one.map(|value| !value), other.map(|value| !value)).map(|value| !value)
}

impl Condition {
    /// Whether it holds for an argument that is one of these (none: absent); `None` when they differ or cannot be told.
    pub fn holds(&self, alternatives: &[Literal]) -> Option<bool> {
        let alternatives = if alternatives.is_empty() { std::slice::from_ref(&self.default) } else { alternatives };
        let mut verdicts = alternatives.iter().map(|value| self.holds_for(value));
        let first = verdicts.next().flatten();
        if verdicts.all(|verdict| verdict == first) { first } else { None }
    }

    fn holds_for(&self, value: &Literal) -> Option<bool> {
        if matches!(value, Literal::Unknown | Literal::Setting(_)) {
            return None;
        }
        let among = |patterns: &[Literal]| patterns.iter().any(|pattern| value.fits(pattern));
        Some(match &self.test {
            Test::In(patterns) => among(patterns),
            Test::NotIn(patterns) => !among(patterns),
            Test::Above(bound) => value.number().is_some_and(|number| number > *bound),
        })
    }
}

impl Literal {
    /// Strings that begin with `@` stand for what TOML cannot say: `@None`, `@unknown`, `@callable`, `@list`, `@tuple`,
    /// `@object`, `@name torch.device`, `@setting dask scheduler`.
    fn named(self) -> Literal {
        let Literal::Str(text) = &self else { return self };
        match text.as_str() {
            "@None" => Literal::None,
            "@unknown" => Literal::Unknown,
            "@callable" => Literal::Callable,
            "@list" => Literal::List,
            "@tuple" => Literal::Tuple,
            "@object" => Literal::Object,
            _ => match (text.strip_prefix("@name "), text.strip_prefix("@setting ")) {
                (Some(name), _) => Literal::Name(name.to_owned()),
                (_, Some(name)) => Literal::Setting(name.to_owned()),
                (None, None) => self,
            },
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Literal::Int(number) => Some(*number),
            Literal::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// `True == 1` in Python; a named function can be called.
    fn fits(&self, pattern: &Literal) -> bool {
        match (self, pattern) {
            (Literal::Name(_), Literal::Callable) => true,
            _ if self.number().is_some() => self.number() == pattern.number(),
            _ => self == pattern,
        }
    }
}
