//! What is known to start processes: a table, all facts of one name, and both as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::palette::{Palette, paint};
use crate::project::is_standard_library;
use crate::selection::nearest;
use crate::starters::{Entry, Kind, Registry};

/// The entries a user asks for, in the order of their names: by a whole name, by its last part, or by a library; all
/// without a name. The error says what may have been meant.
///
/// # Errors
/// When nothing is known by that name.
pub fn asked<'r>(registry: &'r Registry, name: Option<&str>) -> Result<Vec<&'r Entry>, String> {
    // What a configuration has put something over is no longer what counts.
    let counts = |entry: &&Entry| {
        entry.names.iter().any(|name| registry.lookup(name).is_some_and(|held| std::ptr::eq(held, *entry)))
    };
    let mut all: Vec<&Entry> = registry.entries().filter(counts).collect();
    all.sort_by_key(|entry| entry.canonical());
    let Some(name) = name else { return Ok(all) };
    if let Some(entry) = registry.lookup(name) {
        return Ok(vec![entry]);
    }
    let below = format!("{name}.");
    let ending = format!(".{name}");
    let is_meant =
        |entry: &&&Entry| entry.names.iter().any(|known| known.starts_with(&below) || known.ends_with(&ending));
    let meant: Vec<&Entry> = all.iter().filter(is_meant).copied().collect();
    if !meant.is_empty() {
        return Ok(meant);
    }
    let names = || all.iter().flat_map(|entry| &entry.names);
    let words = names().flat_map(|known| [known.as_str(), last(known), library(known)]);
    Err(match nearest(name, words) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`mpfix starters` lists what is known; a configuration can add to that".to_owned(),
    })
}

/// One line for each entry: name, kind, library, what starts processes and when.
pub fn table(registry: &Registry, entries: &[&Entry], palette: Palette) -> String {
    let widest = |text: fn(&Entry) -> usize| entries.iter().map(|entry| text(entry)).max().unwrap_or_default();
    let (first, second, third) = (
        widest(|entry| entry.canonical().len()),
        widest(|entry| kind(entry.kind).len()),
        widest(|entry| whose(entry.canonical()).len()),
    );
    let mut out = String::new();
    for entry in entries {
        let (name, kind, whose) = (entry.canonical(), kind(entry.kind), whose(entry.canonical()));
        let name = paint(palette.path, format!("{name:first$}"));
        let line = format!("{name}  {kind:second$}  {whose:third$}  {}", registry.facts(entry).starts);
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// All that is known of an entry.
pub fn page(registry: &Registry, entry: &Entry, palette: Palette) -> String {
    let facts = registry.facts(entry);
    let origin = if entry.is_own { entry.origin.to_string() } else { format!("{}, which is built in", entry.origin) };
    let starts = if facts.starts.is_empty() { "nothing".to_owned() } else { facts.starts.clone() };
    let is_quiet = facts.starts.is_empty();
    let lines = [
        ("kind", kind(entry.kind).to_owned()),
        ("library", whose(entry.canonical()).to_owned()),
        ("also", entry.names.iter().skip(1).cloned().collect::<Vec<_>>().join(", ")),
        ("starts", starts),
        ("workers", facts.workers),
        ("data", facts.data),
        ("method", if is_quiet { String::new() } else { facts.start_method }),
        ("note", entry.note.clone()),
        ("from", origin),
    ];
    let mut out = format!("{}\n", paint(palette.path, entry.canonical()));
    for (what, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(out, "  {what:7}  {text}");
    }
    out
}

/// The same as JSON: a list of objects.
pub fn json(registry: &Registry, entries: &[&Entry]) -> String {
    let starters: Vec<Starter<'_>> = entries.iter().map(|entry| Starter::of(registry, entry)).collect();
    let mut out = serde_json::to_string_pretty(&starters).unwrap_or_default();
    out.push('\n');
    out
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Starter<'a> {
    name: &'a str,
    aliases: &'a [String],
    kind: Kind,
    library: &'a str,
    starts: String,
    workers: String,
    data: String,
    start_method: String,
    note: &'a str,
    from: &'a str,
    built_in: bool,
}

impl<'a> Starter<'a> {
    fn of(registry: &Registry, entry: &'a Entry) -> Self {
        let facts = registry.facts(entry);
        Self {
            name: entry.canonical(),
            aliases: entry.names.get(1..).unwrap_or_default(),
            kind: entry.kind,
            library: whose(entry.canonical()),
            starts: facts.starts,
            workers: facts.workers,
            data: facts.data,
            start_method: facts.start_method,
            note: &entry.note,
            from: &entry.origin,
            built_in: !entry.is_own,
        }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Process => "process",
        Kind::Pool => "pool",
        Kind::Executor => "executor",
        Kind::Manager => "manager",
        Kind::Call => "call",
        Kind::Decorator => "decorator",
        Kind::Object => "object",
        Kind::Context => "context",
        Kind::Primitive => "primitive",
        Kind::Control => "control",
        Kind::Quiet => "quiet",
    }
}

fn library(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The package to install; Python itself for its standard library.
fn whose(name: &str) -> &str {
    if is_standard_library(library(name)) { "Python" } else { library(name) }
}
