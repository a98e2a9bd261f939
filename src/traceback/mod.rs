//! Tracebacks of code that starts processes: what was pasted, to the fault behind it and the place in the user's code.
//!
//! What the texts are stands in `faults.toml`; code knows only how tracebacks look. A traceback often holds several
//! errors, of the child, of the pool that lost it and of the parent that waited: the table is in the order from cause to symptom, and
//! the first fault that is seen is the answer.

mod frames;
mod pattern;

use std::sync::LazyLock;

use serde::Deserialize;

pub use self::frames::Frame;
use crate::finding::Code;

/// A kind of error, as known from `faults.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Stable name, such as `worker-is-local`.
    pub name: String,
    /// What Python or a library prints; `*` stands for anything within a line.
    #[serde(default)]
    texts: Vec<String>,
    /// Texts that count only where the error happened in a child process.
    #[serde(default)]
    in_child: Vec<String>,
    /// Unless it is empty, one of these has to be there as well.
    #[serde(default)]
    beside: Vec<String>,
    /// The codes whose pages tell more; may be empty.
    #[serde(default)]
    codes: Vec<String>,
    /// Why it happens.
    pub cause: String,
    /// Where the cause stands in the code.
    pub look_for: String,
    /// What to do.
    pub todo: String,
}

impl Fault {
    /// The codes whose pages tell more; may be empty.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        self.codes.iter().filter_map(|word| Code::ALL.iter().copied().find(|code| code.as_str() == word))
    }
}

/// All of `faults.toml`, in its order; empty if it cannot be read, which the tests exclude.
pub fn faults() -> &'static [Fault] {
    #[derive(Deserialize)]
    struct Table {
        fault: Vec<Fault>,
    }
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
        toml::from_str::<Table>(include_str!("faults.toml")).map(|table| table.fault).unwrap_or_default()
    });
    &FAULTS
}

/// What a pasted text is about.
#[derive(Debug)]
pub struct Diagnosis<'a> {
    /// The fault behind it.
    pub fault: &'static Fault,
    /// The line that says so, without blanks around it.
    pub line: &'a str,
    /// The places in the traceback that are no code of Python or of an installed library, the innermost first.
    pub frames: Vec<Frame>,
}

/// What is behind a pasted text; `None` when it holds nothing that is known.
pub fn diagnose(text: &str) -> Option<Diagnosis<'_>> {
    let is_in_child = CHILD.iter().any(|mark| text.contains(mark));
    let seen = |fault: &'static Fault| {
        let is_beside = fault.beside.is_empty() || fault.beside.iter().any(|part| text.contains(&**part));
        let in_child = fault.in_child.iter().filter(|_| is_in_child);
        let texts = fault.texts.iter().chain(in_child);
        let mut lines = texts.filter_map(|pattern| text.lines().rfind(|line| pattern::is_in(pattern, line)));
        lines.next().filter(|_| is_beside)
    };
    let (fault, line) = faults().iter().find_map(|fault| Some((fault, seen(fault)?)))?;
    // A line of somebody's source is no message: the error below it is.
    let is_source = line.starts_with([' ', '\t']) && !line.trim_start().starts_with("An attempt");
    let message = is_source.then(|| text.lines().rfind(|line| is_error(line))).flatten();
    Some(Diagnosis { fault, line: message.unwrap_or(line).trim(), frames: frames::own(text) })
}

/// What stands in a text when something happened in a child process.
const CHILD: &[&str] = &[
    "RemoteTraceback",
    "__mp_main__",
    "spawn_main",
    "in _bootstrap",
    "Process Process-",
    "PoolWorker-",
    "Process SpawnProcess-",
    "Process ForkServerProcess-",
    "Process ForkProcess-",
];

/// Does a line name an exception, such as `FileNotFoundError: [Errno 2] ...`?
fn is_error(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    last.starts_with(char::is_uppercase) && name.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_')
}
