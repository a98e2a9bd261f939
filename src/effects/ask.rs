//! Which special methods a known function runs on what it is given.

use std::borrow::Cow;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::param::{Param, Returned};

/// What one call asks of the objects it is given: the first of `methods` that an object has runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Names of special methods, the preferred one first.
    pub methods: Vec<Box<str>>,
    /// Whose methods: an argument, or the elements of one.
    pub on: Returned,
    /// What they are handed.
    pub with: Vec<Returned>,
    /// With this argument nothing is asked (`sorted(key=...)` compares what the key gives).
    pub unless: Option<Param>,
    /// The call gives what the method gives.
    pub gives: bool,
}

/// Names that ask the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAsk<'a> {
    /// Functions and methods with their modules or types, separated by blanks, sorted.
    #[serde(borrow)]
    pub(super) names: Cow<'a, str>,
    /// Separated by blanks.
    methods: &'a str,
    /// As [`Returned`]: `arg@0`, `elem@0`, `elem self`, `arg *@0`.
    on: &'a str,
    #[serde(default)]
    with: Vec<&'a str>,
    unless: Option<&'a str>,
    #[serde(default)]
    gives: bool,
}

impl RawAsk<'_> {
    pub(super) fn check(&self) -> Result<Ask> {
        let checked = || -> Result<Ask> {
            Ok(Ask {
                methods: self.methods.split_whitespace().map(Box::from).collect(),
                on: Returned::parse(self.on)?,
                with: self.with.iter().map(|text| Returned::parse(text)).collect::<Result<_>>()?,
                unless: self.unless.map(Param::parse).transpose()?,
                gives: self.gives,
            })
        };
        checked().with_context(|| format!("asks `{}`", self.names))
    }
}
