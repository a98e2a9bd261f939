//! Raw group of a data file -> checked effects.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::ask::RawAsk;
use super::effect::{Effect, Flags, When, WhenTest, parse_resource};
use super::param::{Param, Returned, params};
use super::process::RawState;

/// One data file. It borrows from its text, since all of it is read at the start of most runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile<'a> {
    /// Other spellings: a key that ends in `.*` maps a whole prefix.
    #[serde(default)]
    pub(super) aliases: BTreeMap<&'a str, String>,
    /// Type -> the type whose methods it inherits.
    #[serde(default)]
    pub(super) bases: BTreeMap<String, String>,
    /// Types whose instances cannot be pickled, separated by blanks.
    #[serde(default, borrow)]
    pub(super) unpicklable: Cow<'a, str>,
    /// Types whose instances are pickled as equal copies, given that what they hold is; separated by blanks.
    #[serde(default, borrow)]
    pub(super) picklable: Cow<'a, str>,
    /// Types a slice of which is the same memory, separated by blanks.
    #[serde(default, borrow)]
    pub(super) slices_are_views: Cow<'a, str>,
    /// Names that share one effect.
    #[serde(default, borrow)]
    pub(super) group: Vec<RawGroup<'a>>,
    /// Which special methods calls run.
    #[serde(default, borrow)]
    pub(super) asks: Vec<RawAsk<'a>>,
    /// State that a process keeps.
    #[serde(default, borrow)]
    pub(super) state: Vec<RawState<'a>>,
}

/// Names that share one effect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup<'a> {
    /// Put before each name with a dot: a module or a type.
    #[serde(default)]
    pub(super) of: &'a str,
    /// Names separated by blanks, sorted; `*` or `x.*` stands for every name below.
    #[serde(borrow)]
    pub(super) names: Cow<'a, str>,
    /// `stdout` writes, `?stdout` reads.
    #[serde(default)]
    touches: Vec<&'a str>,
    #[serde(default)]
    when: Vec<RawWhen<'a>>,
    #[serde(default)]
    mutates: Vec<&'a str>,
    #[serde(default)]
    views: Vec<&'a str>,
    #[serde(default)]
    calls: Vec<&'a str>,
    #[serde(default)]
    consumes: Vec<&'a str>,
    #[serde(default)]
    awaits: Vec<&'a str>,
    #[serde(default)]
    evaluates: Vec<&'a str>,
    #[serde(default)]
    defers: Vec<&'a str>,
    executor: Option<&'a str>,
    output: Option<&'a str>,
    #[serde(default)]
    unknown_with: Vec<&'a str>,
    /// As [`Returned`]; `itself` stands for the qualified name, for constructors.
    returns: Option<&'a str>,
    /// Words of [`Flags`].
    #[serde(default)]
    flags: Vec<&'a str>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhen<'a> {
    arg: &'a str,
    #[serde(borrow)]
    has_any: Option<Cow<'a, str>>,
    /// Words separated by blanks.
    #[serde(borrow)]
    contains: Option<Cow<'a, str>>,
    is: Option<&'a str>,
    adds: Vec<&'a str>,
}

impl RawGroup<'_> {
    /// The names as written.
    #[cfg(test)]
    pub(super) fn written(&self) -> Vec<&str> {
        self.names.split_whitespace().collect()
    }

    /// True when every name of the group returns an object of its own type.
    pub(super) fn returns_itself(&self) -> bool {
        self.returns == Some("itself")
    }

    /// The shared effect; with `returns = "itself"` the caller fills in the type.
    pub(super) fn check(&self) -> Result<Effect> {
        let checked = || -> Result<Effect> {
            Ok(Effect {
                resources: self.touches.iter().map(|text| parse_resource(text)).collect::<Result<_>>()?,
                when: self.when.iter().map(RawWhen::check).collect::<Result<_>>()?,
                mutates: params(&self.mutates)?,
                views: params(&self.views)?,
                calls: params(&self.calls)?,
                consumes: params(&self.consumes)?,
                awaits: params(&self.awaits)?,
                evaluates: params(&self.evaluates)?,
                defers: params(&self.defers)?,
                executor: self.executor.map(Param::parse).transpose()?,
                output: self.output.map(Param::parse).transpose()?,
                unknown_with: params(&self.unknown_with)?,
                returns: self.returns.filter(|_| !self.returns_itself()).map(Returned::parse).transpose()?,
                flags: flags(&self.flags)?,
            })
        };
        checked().with_context(|| {
            format!("group `{}` {}", self.of, self.names.split_whitespace().next().unwrap_or_default())
        })
    }
}

impl RawWhen<'_> {
    fn check(&self) -> Result<When> {
        let test = match (self.has_any.as_deref(), self.contains.as_deref(), self.is) {
            (Some(characters), None, None) => WhenTest::HasAny(characters.into()),
            (None, Some(words), None) => WhenTest::Contains(words.split_whitespace().map(Box::from).collect()),
            (None, None, Some("given")) => WhenTest::Given,
            (None, None, Some("absent")) => WhenTest::Absent,
            (None, None, Some("true")) => WhenTest::True,
            _ => bail!("a condition on `{}` needs `has_any`, `contains` or `is = given|absent|true`", self.arg),
        };
        let adds = self.adds.iter().map(|text| parse_resource(text)).collect::<Result<_>>()?;
        Ok(When { param: Param::parse(self.arg)?, test, adds })
    }
}

fn flags(words: &[&str]) -> Result<Flags> {
    let mut flags = Flags::default();
    for word in words {
        let flag = match *word {
            "lazy" => &mut flags.lazy,
            "at-exit" => &mut flags.at_exit,
            "exits" => &mut flags.exits,
            "may-exit" => &mut flags.may_exit,
            "runs-deferred" => &mut flags.runs_deferred,
            "runs-given" => &mut flags.runs_given,
            "namespace" => &mut flags.namespace,
            "calls-module" => &mut flags.calls_module,
            "value" => &mut flags.value,
            "lends" => &mut flags.lends,
            _ => bail!("unknown flag `{word}`"),
        };
        *flag = true;
    }
    Ok(flags)
}
