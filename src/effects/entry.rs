//! Raw TOML group -> checked effects.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::effect::{Effect, Flags, When, WhenTest, parse_resource};
use super::param::{Param, Returned, params};

/// One data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    /// Other spellings: a key that ends in `.*` maps a whole prefix.
    #[serde(default)]
    pub(super) aliases: BTreeMap<String, String>,
    /// Type -> the type whose methods it inherits.
    #[serde(default)]
    pub(super) bases: BTreeMap<String, String>,
    /// Types whose instances cannot be pickled, separated by blanks.
    #[serde(default)]
    pub(super) unpicklable: String,
    /// Types whose instances are pickled as equal copies, given that what they hold is; separated by blanks.
    #[serde(default)]
    pub(super) picklable: String,
    /// Names that share one effect.
    #[serde(default)]
    pub(super) group: Vec<RawGroup>,
}

/// Names that share one effect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    /// Put before each name with a dot: a module or a type.
    #[serde(default)]
    pub(super) of: String,
    /// Names separated by blanks, sorted; `*` or `x.*` stands for every name below.
    pub(super) names: String,
    /// `stdout` writes, `?stdout` reads.
    #[serde(default)]
    touches: Vec<String>,
    #[serde(default)]
    when: Vec<RawWhen>,
    #[serde(default)]
    mutates: Vec<String>,
    #[serde(default)]
    calls: Vec<String>,
    #[serde(default)]
    consumes: Vec<String>,
    #[serde(default)]
    awaits: Vec<String>,
    #[serde(default)]
    evaluates: Vec<String>,
    #[serde(default)]
    defers: Vec<String>,
    executor: Option<String>,
    output: Option<String>,
    #[serde(default)]
    unknown_with: Vec<String>,
    /// As [`Returned`]; `itself` stands for the qualified name, for constructors.
    returns: Option<String>,
    /// Words of [`Flags`].
    #[serde(default)]
    flags: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhen {
    arg: String,
    has_any: Option<String>,
    is: Option<String>,
    adds: Vec<String>,
}

impl RawGroup {
    /// The names as written.
    #[cfg(test)]
    pub(super) fn written(&self) -> Vec<&str> {
        self.names.split_whitespace().collect()
    }

    /// True when every name of the group returns an object of its own type.
    pub(super) fn returns_itself(&self) -> bool {
        self.returns.as_deref() == Some("itself")
    }

    /// The shared effect; with `returns = "itself"` the caller fills in the type.
    pub(super) fn check(&self) -> Result<Effect> {
        let checked = || -> Result<Effect> {
            Ok(Effect {
                resources: self.touches.iter().map(|text| parse_resource(text)).collect::<Result<_>>()?,
                when: self.when.iter().map(RawWhen::check).collect::<Result<_>>()?,
                mutates: params(&self.mutates)?,
                calls: params(&self.calls)?,
                consumes: params(&self.consumes)?,
                awaits: params(&self.awaits)?,
                evaluates: params(&self.evaluates)?,
                defers: params(&self.defers)?,
                executor: self.executor.as_deref().map(Param::parse).transpose()?,
                output: self.output.as_deref().map(Param::parse).transpose()?,
                unknown_with: params(&self.unknown_with)?,
                returns: self.returns.as_deref().filter(|_| !self.returns_itself()).map(Returned::parse).transpose()?,
                flags: flags(&self.flags)?,
            })
        };
        checked().with_context(|| {
            format!("group `{}` {}", self.of, self.names.split_whitespace().next().unwrap_or_default())
        })
    }
}

impl RawWhen {
    fn check(&self) -> Result<When> {
        let test = match (self.has_any.as_deref(), self.is.as_deref()) {
            (Some(characters), None) => WhenTest::HasAny(characters.into()),
            (None, Some("given")) => WhenTest::Given,
            (None, Some("absent")) => WhenTest::Absent,
            (None, Some("true")) => WhenTest::True,
            _ => bail!("a condition on `{}` needs `has_any` or `is = given|absent|true`", self.arg),
        };
        let adds = self.adds.iter().map(|text| parse_resource(text)).collect::<Result<_>>()?;
        Ok(When { param: Param::parse(&self.arg)?, test, adds })
    }
}

fn flags(words: &[String]) -> Result<Flags> {
    let mut flags = Flags::default();
    for word in words {
        let flag = match word.as_str() {
            "lazy" => &mut flags.lazy,
            "at-exit" => &mut flags.at_exit,
            "exits" => &mut flags.exits,
            "may-exit" => &mut flags.may_exit,
            "runs-deferred" => &mut flags.runs_deferred,
            "namespace" => &mut flags.namespace,
            "calls-module" => &mut flags.calls_module,
            "value" => &mut flags.value,
            _ => bail!("unknown flag `{word}`"),
        };
        *flag = true;
    }
    Ok(flags)
}
