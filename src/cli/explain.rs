//! `mpfix explain` on a pasted error: what it means, where it stands, and the rewrite of the file it is about.

use std::io::{self, IsTerminal as _, Read as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::check;
use crate::finding::Code;
use crate::outcome::Status;
use crate::render::palette::paint;
use crate::render::sink::Sink;
use crate::run::{Bulk, Input, Mode, Reporting, Settings, run};
use crate::selection::{UnknownCode, code};
use crate::source::walk::Named;
use crate::source::{plain, read};
use crate::traceback::{Diagnosis, Frame, diagnose};
use crate::trouble::{Trouble, printable};

/// What `mpfix explain` is asked about.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// A code, by itself or by its name.
    Code(Code),
    /// An error, or a whole traceback: anything with a blank in it.
    Text(String),
}

impl FromStr for Subject {
    type Err = UnknownCode;

    fn from_str(word: &str) -> Result<Self, UnknownCode> {
        match code(word) {
            Ok(code) => Ok(Self::Code(code)),
            Err(_) if word.contains(char::is_whitespace) => Ok(Self::Text(word.to_owned())),
            Err(unknown) => Err(unknown),
        }
    }
}

/// The text of standard input.
///
/// # Errors
/// When it cannot be read, or is empty.
pub(super) fn pasted(err: &mut Sink) -> Result<String, Trouble> {
    if io::stdin().is_terminal() {
        err.put("Paste the error, then press Ctrl-D (on Windows Ctrl-Z and Enter).\n");
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Trouble::new("standard input", format!("cannot read it: {}", plain(&error))))?;
    if bytes.trim_ascii().is_empty() {
        return Err(Trouble::new("explain", "nothing was pasted")
            .with_help("name a code, such as MP103, or hand over an error: `mpfix explain < error.txt`"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Says what the error means, and shows what mpfix makes of the file it is about, where that is on disk.
pub(super) fn explain(text: &str, out: &mut Sink, err: &mut Sink) -> Status {
    let Some(diagnosis) = diagnose(text) else {
        let trouble = Trouble::new("explain", "no error in this text is known to come from starting processes")
            .with_help(
                "paste all of the traceback, from its first line on; errors of several processes may be mixed in it",
            )
            .with_help(
                "`mpfix SCRIPT` lists what is wrong in a script, without any error; `mpfix rules` lists the codes",
            );
        err.put(format!("{trouble}\n"));
        return Status::Findings;
    };
    let palette = out.palette();
    let Diagnosis { fault, line, frames } = &diagnosis;
    out.put(format!("{}\n\n", paint(palette.alarm, printable(line))));
    out.put(section("why", &fault.cause));
    let file = frames.iter().find_map(|frame| Some((frame, on_disk(frame)?)));
    let found = match (frames.first(), &file) {
        (_, Some((frame, path))) => place(frame, path),
        (Some(frame), None) => {
            format!("{} (not on this machine); look for {}", place(frame, &frame.path), fault.look_for)
        }
        (None, None) => format!("the text names no file of yours; look for {}", fault.look_for),
    };
    out.put(section("where", &found));
    out.put(section("what to do", &fault.todo.replace("SCRIPT", &script(file.as_ref().map(|(_, path)| path)))));
    let codes: Vec<&str> = fault.codes().map(|code| code.as_str()).collect();
    if !codes.is_empty() {
        out.put(section("more", &format!("`mpfix explain {}`", codes.join(" "))));
    }
    match file {
        Some((_, path)) => rewrite(path, out, err),
        None => out.end(err),
    }
}

/// Shows the rewrite of a file, or what stands in its way.
fn rewrite(path: PathBuf, out: &mut Sink, err: &mut Sink) -> Status {
    out.put(format!("\n{}\n", paint(out.palette().path, format!("What mpfix finds in {}:", shown(&path)))));
    let settings = |mode| Settings {
        input: Input::Paths { paths: vec![path.clone()], exclude: Vec::new(), named: Named::Always },
        mode,
        check: check::Options { named: vec![path.clone()], applies: mode == Mode::Diff, ..check::Options::default() },
        report: Reporting { quiet: mode == Mode::Diff, ..Reporting::default() },
        bulk: Bulk { exit_zero: true, ..Bulk::default() },
        undo: None,
        jobs: NonZeroUsize::MIN,
    };
    let listed = run(&settings(Mode::List), out, err);
    let patched = match listed {
        Status::Clean => run(&settings(Mode::Diff), out, &mut Sink::buffer()),
        other => other,
    };
    patched.max(out.end(err))
}

/// A frame's file, as it is here: where the traceback says, or under that name in the current folder.
fn on_disk(frame: &Frame) -> Option<PathBuf> {
    // Paths of another system: the part behind the last of either separator.
    let text = frame.path.to_string_lossy();
    let name = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let here = PathBuf::from(name);
    [frame.path.clone(), here].into_iter().find(|path| read(path).is_ok())
}

fn place(frame: &Frame, path: &Path) -> String {
    let line = frame.line.map_or_else(String::new, |line| format!(", line {line}"));
    match (&*frame.function, frame.line) {
        ("<module>", None) => shown(path),
        ("<module>", _) => format!("{}{line}, at the top level", shown(path)),
        (function, _) => format!("{}{line}, in `{function}`", shown(path)),
    }
}

fn script(path: Option<&PathBuf>) -> String {
    path.map_or_else(|| "SCRIPT".to_owned(), |path| shown(path))
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// A paragraph with its heading, broken at 100 columns.
fn section(heading: &str, text: &str) -> String {
    let mut out = format!("{heading}:");
    let mut column = out.len();
    for word in printable(text).split(' ') {
        if column + 1 + word.chars().count() > 100 {
            out.push_str("\n ");
            column = 1;
        }
        out.push(' ');
        out.push_str(word);
        column += 1 + word.chars().count();
    }
    out.push('\n');
    out
}
