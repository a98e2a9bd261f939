//! Conditions on literal arguments under which a call starts processes.

use anyhow::{Result, bail};
use serde::Deserialize;

use crate::effects::Param;

/// One condition on an argument. An argument that is no literal may fulfil it.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The argument.
    pub param: Param,
    /// What must hold of its value.
    pub test: Test,
    /// The value when the argument is absent.
    pub default: Literal,
}

/// What must hold of a literal argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Equal to one of these.
    In(Vec<Literal>),
    /// Equal to none of these.
    NotIn(Vec<Literal>),
    /// A number greater than this.
    Above(i64),
}

/// A literal in Python source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    /// `True` or `False`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string; in the data files `@None` is [`Literal::None`] and `@unknown` is [`Literal::Unknown`].
    Str(String),
    /// `None`.
    #[serde(skip)]
    None,
    /// No literal, or a default that depends on the machine: may be anything.
    #[serde(skip)]
    Unknown,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    arg: String,
    #[serde(rename = "in")]
    within: Option<Vec<Literal>>,
    not_in: Option<Vec<Literal>>,
    above: Option<i64>,
    default: Literal,
}

impl RawCondition {
    pub(super) fn check(self) -> Result<Condition> {
        let named = |literals: Vec<Literal>| literals.into_iter().map(Literal::named).collect();
        let test = match (self.within, self.not_in, self.above) {
            (Some(values), None, None) => Test::In(named(values)),
            (None, Some(values), None) => Test::NotIn(named(values)),
            (None, None, Some(bound)) => Test::Above(bound),
            _ => bail!("a condition on `{}` needs one of `in`, `not_in`, `above`", self.arg),
        };
        Ok(Condition { param: Param::parse(&self.arg)?, test, default: self.default.named() })
    }
}

impl Condition {
    /// True when a call with this argument (`None`: absent) may start processes.
    pub fn may_hold(&self, argument: Option<&Literal>) -> bool {
        let value = argument.unwrap_or(&self.default);
        match (&self.test, value) {
            (_, Literal::Unknown) => true,
            (Test::In(values), value) => values.contains(value),
            (Test::NotIn(values), value) => !values.contains(value),
            (Test::Above(bound), Literal::Int(number)) => number > bound,
            (Test::Above(bound), Literal::Bool(flag)) => i64::from(*flag) > *bound,
            (Test::Above(_), Literal::None | Literal::Str(_)) => false,
        }
    }
}

impl Literal {
    fn named(self) -> Literal {
        match self {
            Literal::Str(text) if text == "@None" => Literal::None,
            Literal::Str(text) if text == "@unknown" => Literal::Unknown,
            other => other,
        }
    }
}
