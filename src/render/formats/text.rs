//! The listing for people: findings with source excerpts, how each is reached, and what stands in the way of a rewrite.

use std::fmt::{self, Write as _};

use ruff_text_size::TextRange;

use super::{Look, Renderer};
use crate::finding::{CallStep, Code, Finding, Refusal};
use crate::outcome::{Kind, Outcome};
use crate::render::excerpt::Excerpts;
use crate::render::palette::{Palette, paint};
use crate::render::report::{Report, Taken, Tally};
use crate::render::sink::Sink;
use crate::source::SourceFile;
use crate::trouble::printable;

/// The listing, as far as the rewrites that were taken leave something to list.
pub(super) struct Text {
    look: Look,
    brief: bool,
}

impl Text {
    pub(super) fn new(look: Look) -> Self {
        Self { look, brief: look.quiet }
    }

    /// One line for each finding.
    pub(super) fn brief(look: Look) -> Self {
        Self { look, brief: true }
    }
}

impl Renderer for Text {
    fn file(&mut self, report: &Report<'_>, out: &mut Sink) {
        let style = Style { palette: out.palette(), brief: self.brief };
        let (file, outcome) = report.now();
        match report.taken {
            Taken::Patched if outcome.kind() == Kind::Fix => {
                let left = Outcome::found(outcome.lasting().cloned().collect());
                out.put(listing(file, &left, style));
            }
            Taken::Written(_) if !self.look.quiet => {
                out.put(fixed(file, report.fixed(), style.palette));
                out.put(listing(file, outcome, style));
            }
            Taken::Offered | Taken::Patched | Taken::Printed(_) | Taken::Written(_) => {
                out.put(listing(file, outcome, style));
            }
        }
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        if self.look.summary && tally.findings > 0 {
            out.put(format!("{}\n", summary(tally)));
        }
    }
}

/// How much to show, and in which colours.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// Colours of the stream the listing goes to.
    palette: Palette,
    /// One line for each finding and no summary.
    brief: bool,
}

/// All that is to be said about one file; empty for a quiet one.
fn listing(file: &SourceFile, outcome: &Outcome, style: Style) -> String {
    if outcome.kind() == Kind::Quiet {
        return String::new();
    }
    let page =
        Page { file, name: printable(&file.path().to_string_lossy()), excerpts: Excerpts::new(file.text()), style };
    let mut out = String::new();
    // Writing to a string cannot fail, here and below.
    let _ = page.write(&mut out, outcome);
    out
}

/// What `--write` says about a file it has written.
fn fixed(file: &SourceFile, findings: usize, palette: Palette) -> String {
    let name = printable(&file.path().to_string_lossy());
    format!(
        "{}: {}\n",
        paint(palette.path, name),
        paint(palette.good, format_args!("fixed {}", counted(findings, "finding")))
    )
}

/// `3 files checked, 2 findings: 1 file fixable with --write`
fn summary(tally: &Tally) -> String {
    let head = format!("{} checked, {}", counted(tally.files, "file"), counted(tally.findings, "finding"));
    let fixable = format!("{} fixable with --write", counted(tally.fixable, "file"));
    let refused = format!("{} not rewritten", counted(tally.all_refused(), "file"));
    match (tally.fixable, tally.all_refused()) {
        (0, 0) => head,
        (_, 0) => format!("{head}: {fixable}"),
        (0, _) => format!("{head}: {refused}"),
        _ => format!("{head}: {fixable}, {refused}"),
    }
}

struct Page<'a> {
    file: &'a SourceFile,
    name: String,
    excerpts: Excerpts<'a>,
    style: Style,
}

impl Page<'_> {
    fn write(&self, out: &mut String, outcome: &Outcome) -> fmt::Result {
        let lasting: Vec<&Finding> = outcome.lasting().collect();
        if outcome.kind() == Kind::Fix {
            for finding in outcome.findings().iter().filter(|finding| !lasting.contains(finding)) {
                self.finding(out, finding)?;
            }
            if !self.style.brief {
                writeln!(out, "  {}\n", paint(self.style.palette.good, "fixable with --write"))?;
            }
        }
        for finding in &lasting {
            self.finding(out, finding)?;
        }
        match outcome {
            Outcome::Found { .. } | Outcome::Fix { .. } if !self.style.brief && !lasting.is_empty() => writeln!(out),
            Outcome::Quiet | Outcome::Found { .. } | Outcome::Fix { .. } => Ok(()),
            Outcome::Refused { refusal, findings } => self.refusal(out, refusal, findings),
            Outcome::Faulty { breaches, .. } => self.fault(out, breaches),
        }
    }

    fn finding(&self, out: &mut String, finding: &Finding) -> fmt::Result {
        let Page { style, excerpts, .. } = self;
        let place = self.place(finding.range);
        let code = paint(style.palette.alarm, finding.code.as_str());
        writeln!(out, "{}:{place}: {code} {}", self.path(), printable(&finding.message))?;
        if style.brief {
            return Ok(());
        }
        out.push_str(&excerpts.show(finding.range, style.palette));
        if !finding.call_path.is_empty() {
            writeln!(out, "  via {}", self.call_path(&finding.call_path))?;
        }
        self.help(out, &finding.help)
    }

    fn refusal(&self, out: &mut String, refusal: &Refusal, findings: &[Finding]) -> fmt::Result {
        let Page { style, excerpts, .. } = self;
        let place = self.place(refusal.range);
        let code = paint(style.palette.alarm, refusal.code.as_str());
        writeln!(out, "{}:{place}: not rewritten: {code} {}", self.path(), printable(&refusal.message))?;
        if style.brief {
            return Ok(());
        }
        // What stands above already is not shown twice.
        let shown = findings.iter().find(|finding| (finding.code, finding.range) == (refusal.code, refusal.range));
        if shown.is_none() {
            out.push_str(&excerpts.show(refusal.range, style.palette));
        }
        let is_new = |sentence: &&String| shown.is_none_or(|finding| !finding.help.contains(sentence));
        self.help(out, refusal.help.iter().filter(is_new))?;
        writeln!(out)
    }

    fn fault(&self, out: &mut String, breaches: &[String]) -> fmt::Result {
        let code = Code::ValidationFailed;
        let shown = paint(self.style.palette.alarm, code.as_str());
        writeln!(out, "{}: not rewritten: {shown} {}", self.path(), code.summary())?;
        for breach in breaches {
            writeln!(out, "  {}", printable(breach))?;
        }
        if self.style.brief { Ok(()) } else { writeln!(out) }
    }

    fn help<'s>(&self, out: &mut String, sentences: impl IntoIterator<Item = &'s String>) -> fmt::Result {
        sentences.into_iter().try_for_each(|sentence| writeln!(out, "  help: {}", printable(sentence)))
    }

    /// `line:column`, or `cell 3:line:column` in a notebook.
    fn place(&self, range: TextRange) -> String {
        let (line, column) = self.excerpts.place(range);
        match self.file.notebook().and_then(|notebook| notebook.cell_at(range.start())) {
            Some((cell, start)) => {
                let (first, _) = self.excerpts.place(TextRange::empty(start));
                format!("cell {cell}:{}:{column}", line + 1 - first)
            }
            None => format!("{line}:{column}"),
        }
    }

    /// `train.py:12 -> helpers.run_all -> helpers._pool -> multiprocessing.Pool`
    fn call_path(&self, steps: &[CallStep]) -> String {
        let first = steps.first().map(|step| match &step.file {
            Some(file) => format!("{}:{}", printable(file), step.line),
            None => format!("{}:{}", self.name, step.line),
        });
        let names = steps.iter().map(|step| printable(&step.name).to_string());
        first.into_iter().chain(names).collect::<Vec<_>>().join(" -> ")
    }

    fn path(&self) -> impl fmt::Display {
        paint(self.style.palette.path, &self.name)
    }
}

pub(super) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ruff_text_size::{TextRange, TextSize};

    use super::*;
    use crate::source::decode;

    const TEXT: &str = "from jobs import run\nrun()\n";

    fn at_run() -> TextRange {
        TextRange::at(TextSize::of("from jobs import run\n"), TextSize::of("run()"))
    }

    fn finding() -> Finding {
        Finding {
            code: Code::UnguardedStart,
            range: at_run(),
            message: "run() starts a process".to_owned(),
            call_path: vec![
                CallStep { name: "run".to_owned(), file: None, line: 2 },
                CallStep { name: "multiprocessing.Pool".to_owned(), file: Some("jobs.py".to_owned()), line: 9 },
            ],
            help: vec!["call it below a main guard".to_owned()],
        }
    }

    fn shown(outcome: &Outcome, brief: bool) -> String {
        let file = decode(Path::new("a.py"), TEXT.as_bytes()).expect("readable");
        listing(&file, outcome, Style { palette: Palette::plain(), brief })
    }

    #[test]
    fn a_refused_file_shows_what_stands_in_the_way() {
        let refusal = Refusal {
            remedy: None,
            code: Code::OrderConflict,
            range: at_run(),
            message: "`x` would have to move".to_owned(),
            help: vec!["pass it".to_owned()],
        };
        let outcome = Outcome::Refused { findings: vec![finding()], refusal };
        let want = "\
a.py:2:1: MP001 run() starts a process
  |
2 | run()
  | ^^^^^
  via a.py:2 -> run -> multiprocessing.Pool
  help: call it below a main guard
a.py:2:1: not rewritten: MP101 `x` would have to move
  |
2 | run()
  | ^^^^^
  help: pass it

";
        assert_eq!(shown(&outcome, false), want);
        let brief = "a.py:2:1: MP001 run() starts a process\na.py:2:1: not rewritten: MP101 `x` would have to move\n";
        assert_eq!(shown(&outcome, true), brief);
    }

    #[test]
    fn a_rewrite_that_failed_is_called_mpfix_own_fault() {
        let outcome = Outcome::Faulty { findings: vec![finding()], breaches: vec!["a string changed".to_owned()] };
        let text = shown(&outcome, false);
        assert!(text.contains("a.py: not rewritten: MP900 mpfix's own rewrite did not pass"), "{text}");
        assert!(text.contains("\n  a string changed\n"), "{text}");
    }

    #[test]
    fn quiet_files_show_nothing() {
        assert_eq!(shown(&Outcome::Quiet, false), "");
    }

    #[test]
    fn the_summary_names_only_what_there_is() {
        let mut tally = Tally::default();
        tally.add(&Outcome::Quiet);
        tally.add(&Outcome::Found { findings: vec![finding()] });
        assert_eq!(summary(&tally), "2 files checked, 1 finding");
        tally.fixable += 1;
        assert_eq!(summary(&tally), "2 files checked, 1 finding: 1 file fixable with --write");
        tally.add(&Outcome::Faulty { findings: vec![finding(), finding()], breaches: Vec::new() });
        assert_eq!(summary(&tally), "3 files checked, 3 findings: 1 file fixable with --write, 1 file not rewritten");
    }
}
