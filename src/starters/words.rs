//! What the registry knows, in words.

use std::collections::BTreeMap;
use std::fmt;

use super::condition::{Condition, Conditions, Lean, Literal, Test};
use super::entry::{Entry, Kind, Method, StartMethod};
use super::{Registry, Setting};
use crate::effects::{Form, Param};

/// All that is known of a name; one line for each fact that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What starts processes, and when.
    pub starts: String,
    /// What workers call.
    pub workers: String,
    /// What is pickled for them.
    pub data: String,
    /// The start method it uses.
    pub start_method: String,
}

impl Registry {
    /// What is known of an entry of this registry, in words.
    pub fn facts(&self, entry: &Entry) -> Facts {
        let methods = self.methods(entry);
        let start_method = match &entry.start_method {
            StartMethod::Ambient => "the default one".to_owned(),
            StartMethod::Fixed(method) if method == "own" => {
                "none of Python's: it imports the main module by itself".to_owned()
            }
            StartMethod::Fixed(method) => format!("always {method}"),
            StartMethod::Argument(param) => format!("given by {}", name(param)),
        };
        let of = |own: &[Param], by_method: fn(&Method) -> &[Param]| {
            let others = methods.iter().flat_map(|(method, facts)| {
                by_method(facts).iter().map(move |param| (name(param), format!("`{method}`")))
            });
            let others =
                grouped(others).into_iter().map(|(param, methods)| format!("{param} of {}", listed(&methods, "and")));
            own.iter().map(name).chain(others).collect::<Vec<_>>().join("; ")
        };
        let mut workers = of(&entry.callables, |method| &method.callables);
        let untold: Vec<String> =
            methods.iter().filter(|(_, facts)| facts.any_callable).map(|(name, _)| format!("`{name}`")).collect();
        if !untold.is_empty() {
            workers += if workers.is_empty() { "" } else { "; " };
            workers += &format!("whatever {} is given", listed(&untold, "and"));
        }
        let starts = starts(entry, &methods);
        Facts { starts, workers, data: of(&entry.data, |method| &method.data), start_method }
    }

    /// The methods of what an entry makes, inherited ones included.
    fn methods<'r>(&'r self, entry: &'r Entry) -> BTreeMap<&'r str, &'r Method> {
        let mut methods = BTreeMap::new();
        let mut next = Some(entry);
        for _ in 0..8 {
            let Some(entry) = next else { break };
            for (name, method) in &entry.methods {
                methods.entry(name.as_str()).or_insert(method.as_ref());
            }
            next = entry.base.as_deref().and_then(|base| self.lookup(base));
        }
        methods
    }
}

/// What of it starts processes, and when; nothing, when nothing does.
fn starts(entry: &Entry, methods: &BTreeMap<&str, &Method>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let is_call = matches!(entry.kind, Kind::Call | Kind::Pool);
    if is_call {
        parts.push("the call".to_owned());
    }
    let starting = methods.iter().filter(|(_, method)| method.starts && !is_call);
    let starting = starting.map(|(name, method)| {
        let when = if method.when == Conditions::default() { String::new() } else { format!(" {}", method.when) };
        (when, format!("`{name}`"))
    });
    parts.extend(grouped(starting).into_iter().map(|(when, names)| format!("{}{when}", listed(&names, "and"))));
    let set: Vec<String> = entry.sets.iter().map(|Setting { name, .. }| format!("the {name}")).collect();
    if !set.is_empty() {
        parts.push(format!("later calls, by setting {}", listed(&set, "and")));
    }
    let mut text = parts.join("; ");
    if !text.is_empty() && entry.when != Conditions::default() {
        text += &format!(" {}", entry.when);
    }
    text
}

impl fmt::Display for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.all.iter().map(ToString::to_string).collect();
        let any: Vec<String> = self.any.iter().map(ToString::to_string).collect();
        let both = [all.join(" and "), any.join(" or ")];
        let both: Vec<&str> = both.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        if !both.is_empty() {
            write!(f, "when {}", both.join(", and when "))?;
        }
        if !self.maybe.is_empty() {
            write!(f, "{}but not always: {}", if both.is_empty() { "" } else { ", " }, self.maybe)?;
        }
        match self.lean {
            Lean::Starts => Ok(()),
            Lean::Quiet => f.write_str(" (only where that is sure)"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Some(part) if self.param.is_receiver() => write!(f, "its `{part}`")?,
            Some(part) => write!(f, "`{part}` of {}", name(&self.param))?,
            None => f.write_str(&name(&self.param))?,
        }
        let words =
            |literals: &[Literal], last| listed(&literals.iter().map(ToString::to_string).collect::<Vec<_>>(), last);
        match &self.test {
            Test::In(values) => write!(f, " is {}", words(values, "or"))?,
            Test::NotIn(values) => write!(f, " is not {}", words(values, "or"))?,
            Test::Above(bound) => write!(f, " is more than {bound}")?,
        }
        match &self.default {
            Literal::Unknown => f.write_str(" (left out: perhaps)"),
            Literal::Setting(name) => write!(f, " (left out: as set before for the {name})"),
            default => match self.holds(&[]) {
                Some(true) => write!(f, " (left out: {default}, so it does)"),
                _ => write!(f, " (left out: {default})"),
            },
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Bool(true) => f.write_str("True"),
            Literal::Bool(false) => f.write_str("False"),
            Literal::Int(number) => write!(f, "{number}"),
            Literal::Str(text) => write!(f, "\"{text}\""),
            Literal::None => f.write_str("None"),
            Literal::Unknown => f.write_str("anything"),
            Literal::Callable => f.write_str("a function"),
            Literal::List => f.write_str("a list"),
            Literal::Tuple => f.write_str("a tuple"),
            Literal::Object => f.write_str("an object"),
            Literal::Name(name) => write!(f, "{name}"),
            Literal::Setting(name) => write!(f, "the {name} set before"),
        }
    }
}

/// What goes with each first part, in the order in which these come.
fn grouped(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (first, second) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == first) {
            Some((_, seconds)) => seconds.push(second),
            None => groups.push((first, vec![second])),
        }
    }
    groups
}

/// An argument as people call it.
fn name(param: &Param) -> String {
    let position = param.position.unwrap_or_default();
    match (param.form, &param.name) {
        (Form::Receiver, _) => "the object".to_owned(),
        (Form::Keywords, _) => "all other keywords".to_owned(),
        (Form::Rest, _) if position == 0 => "all positions".to_owned(),
        (Form::Rest, _) => format!("all positions from {} on", position + 1),
        (Form::Single, Some(name)) => format!("`{name}`"),
        (Form::Single, None) => format!("argument {}", position + 1),
    }
}

fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}
