//! `mpfix validate`: the proof, for a rewrite that somebody else made.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::command::Format;
use crate::check::{self, Checker};
use crate::judge::proposal::{Assessment, Text};
use crate::outcome::Status;
use crate::render::palette::paint;
use crate::render::sink::Sink;
use crate::source::{self, SourceFile, is_notebook};
use crate::trouble::{Trouble, printable};

/// Which two files, and how to print the answer.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The script as it works under fork
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// What is to take its place
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// How to print the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
}

#[derive(Serialize)]
struct Report<'a> {
    verdict: &'static str,
    how: Option<&'a str>,
    notes: &'a [String],
    counterexamples: Vec<Shown<'a>>,
    reasons: &'a [String],
}

#[derive(Serialize)]
struct Shown<'a> {
    code: &'static str,
    path: String,
    line: usize,
    message: &'a str,
}

impl Flags {
    /// Prints the answer. Exit status: 0 proved, 1 wrong, 2 neither, or trouble.
    pub(super) fn run(self, out: &mut Sink, err: &mut Sink) -> Status {
        let assessment = match self.assess() {
            Ok(assessment) => assessment,
            Err(trouble) => {
                err.put(format!("{trouble}\n"));
                return Status::Trouble;
            }
        };
        let (verdict, status) = match &assessment {
            Assessment::Proved { .. } => ("proved", Status::Clean),
            Assessment::Wrong { .. } => ("wrong", Status::Findings),
            Assessment::CannotTell { .. } => ("cannot-tell", Status::Trouble),
        };
        match self.output_format {
            Format::Json => out.put(self.json(verdict, &assessment)),
            Format::Text => self.text(&assessment, out),
        }
        status.max(out.end(err))
    }

    fn assess(&self) -> Result<Assessment, Trouble> {
        for path in [&self.old, &self.new] {
            if is_notebook(path) {
                return Err(Trouble::new(path, "rewrites of notebooks are not validated")
                    .with_help("`mpfix --diff NOTEBOOK` shows the proven one"));
            }
        }
        let old = source::decode(&self.old, &source::read(&self.old)?)?;
        let new = source::decode(&self.new, &source::read(&self.new)?)?;
        let new = SourceFile::of_text(&self.old, new.text().to_owned());
        let options = check::Options { named: vec![self.old.clone()], ..check::Options::default() };
        // Both are judged under the name of the old one, to find the same modules; who does not parse is told by its own.
        let is_old = |trouble: &Trouble| {
            Checker::new(check::Options::default())
                .is_ok_and(|checker| checker.outcome(&old).as_ref().err() == Some(trouble))
        };
        let assessed = Checker::new(options)?.assess(&old, &new);
        assessed
            .map_err(|trouble| if is_old(&trouble) { trouble } else { Trouble { path: self.new.clone(), ..trouble } })
    }

    fn path(&self, text: Text) -> &Path {
        match text {
            Text::Old => &self.old,
            Text::New => &self.new,
        }
    }

    fn text(&self, assessment: &Assessment, out: &mut Sink) {
        let palette = out.palette();
        let name = paint(palette.path, printable(&self.new.to_string_lossy())).to_string();
        match assessment {
            Assessment::Proved { how, notes } => {
                let verdict = paint(palette.good, "proved");
                out.put(format!("{name}: {verdict}: it does the same under fork, spawn and forkserver; {how}\n"));
                notes.iter().for_each(|note| out.put(format!("  note: {}\n", printable(note))));
            }
            Assessment::Wrong { counterexamples } => {
                let verdict = paint(palette.alarm, "wrong");
                out.put(format!(
                    "{name}: {verdict}: under spawn or forkserver it does not do what the original does\n"
                ));
                for one in counterexamples {
                    let path = printable(&self.path(one.text).to_string_lossy());
                    let code = paint(palette.alarm, one.code.as_str());
                    out.put(format!("  {path}:{}: {code} {}\n", one.line, printable(&one.message)));
                }
            }
            Assessment::CannotTell { reasons } => {
                out.put(format!("{name}: cannot tell whether it does the same as the original\n"));
                reasons.iter().for_each(|reason| out.put(format!("  because: {}\n", printable(reason))));
            }
        }
    }

    fn json(&self, verdict: &'static str, assessment: &Assessment) -> String {
        let mut report = Report { verdict, how: None, notes: &[], counterexamples: Vec::new(), reasons: &[] };
        match assessment {
            Assessment::Proved { how, notes } => {
                report.how = Some(how);
                report.notes = notes;
            }
            Assessment::CannotTell { reasons } => report.reasons = reasons,
            Assessment::Wrong { counterexamples } => {
                report.counterexamples.extend(counterexamples.iter().map(|one| Shown {
                    code: one.code.as_str(),
                    path: self.path(one.text).to_string_lossy().into_owned(),
                    line: one.line,
                    message: &one.message,
                }));
            }
        }
        let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
        text.push('\n');
        text
    }
}
