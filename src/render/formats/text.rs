//! The listing for people: findings with source excerpts, how each is reached, and what stands in the way of a rewrite.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ruff_text_size::TextRange;

use super::totals::{nothing_found, statistics, summary};
use super::words::makes;
use super::{Look, Renderer};
use crate::check::NewFile;
use crate::finding::{CallStep, Code, Finding, Refusal};
use crate::outcome::{Kind, Outcome};
use crate::render::excerpt::{Excerpts, Note, notes_alone};
use crate::render::palette::{Palette, paint};
use crate::render::report::{Report, Taken, Tally};
use crate::render::sink::Sink;
use crate::source::SourceFile;
use crate::timing::{Stage, done, spent};
use crate::trouble::printable;

/// The listing, as far as the rewrites that were taken leave something to list.
pub(super) struct Text {
    look: Look,
    brief: bool,
    /// What was said in this run, and need not be said again: long sentences that are the same for every file.
    said: RefCell<HashSet<String>>,
}

impl Text {
    pub(super) fn new(look: Look) -> Self {
        Self { look, brief: look.quiet, said: RefCell::default() }
    }

    /// One line for each finding.
    pub(super) fn brief(look: Look) -> Self {
        Self { look, brief: true, said: RefCell::default() }
    }
}

impl Renderer for Text {
    fn file(&mut self, report: &Report<'_>, out: &mut Sink) {
        if self.look.statistics {
            return;
        }
        let style = Style { palette: out.palette(), brief: self.brief };
        let (file, outcome) = report.now();
        match report.taken {
            Taken::Patched if outcome.kind() == Kind::Fix => {
                let left = Outcome::found(outcome.lasting().cloned().collect());
                out.put(listing(file, &left, &[], style, &self.said));
            }
            Taken::Written(_) => {
                if !self.look.quiet {
                    out.put(fixed(file, report.fixed(), style.palette));
                }
                // Also for those who want to hear little: what they do not add to git is missing for everybody else.
                out.put(made(report.checked.created.iter().map(|new| &new.path), style.palette));
                out.put(listing(file, outcome, &[], style, &self.said));
            }
            Taken::Offered | Taken::Patched | Taken::Printed(_) => {
                out.put(listing(file, outcome, &report.checked.created, style, &self.said));
            }
        }
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        if self.look.statistics {
            out.put(statistics(tally, out.palette()));
        }
        let is_partial = tally.files > 0 && tally.unchecked > 0;
        let is_clean = tally.findings + tally.troubles + tally.unchecked == 0 && tally.files > 0;
        if self.look.summary && (tally.findings > 0 || is_partial) {
            out.put(format!("{}\n", summary(tally)));
        } else if self.look.summary && is_clean && !self.look.statistics && !self.brief {
            out.put(format!("{}\n", nothing_found(tally.files)));
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

/// All that is to be said about one file; empty for a quiet one. `created`: files that its rewrite would make.
fn listing(
    file: &SourceFile,
    outcome: &Outcome,
    created: &[NewFile],
    style: Style,
    said: &RefCell<HashSet<String>>,
) -> String {
    if outcome.kind() == Kind::Quiet {
        return String::new();
    }
    let name = printable(&file.path().to_string_lossy());
    let page = Page { file, name, excerpts: Excerpts::new(file.text()), style, said };
    let mut out = String::new();
    // Writing to a string cannot fail, here and below.
    let _ = page.write(&mut out, outcome, created);
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

/// What `--write` says about the files it has made.
pub fn made<'p>(created: impl IntoIterator<Item = &'p PathBuf>, palette: Palette) -> String {
    let line = |path: &PathBuf| {
        let name = printable(&path.to_string_lossy());
        let told = paint(palette.good, "new file; add it to version control, as with `git add`");
        format!("{}: {told}\n", paint(palette.path, name))
    };
    created.into_iter().map(line).collect()
}

/// What `--verbose` says about a link that was found in a folder.
pub fn link_left_alone(path: &Path) -> String {
    let name = printable(&path.to_string_lossy());
    format!("{name}: a link, left alone: name it to have it followed\n")
}

/// How to take back what was written.
pub fn can_be_undone(path: &Path) -> String {
    format!("note: `mpfix undo {}` takes back what was written\n", printable(&path.to_string_lossy()))
}

/// What is said about a link that was named.
pub fn link_followed(path: &Path, target: &Path) -> String {
    let (name, target) = (printable(&path.to_string_lossy()), printable(&target.to_string_lossy()));
    format!("note: {name} is a link; what is read, and written with --write, is {target}\n")
}

/// What the stages took, summed over all threads.
pub fn times() -> String {
    let line = |(stage, time): (Stage, Duration)| format!("{:>10.3} s  {}\n", time.as_secs_f64(), stage.name());
    let work: Vec<String> = done().map(|(work, times)| format!("{times} {}", work.name())).collect();
    spent().map(line).collect::<String>() + &format!("work: {}\n", work.join(", "))
}

struct Page<'a> {
    file: &'a SourceFile,
    name: String,
    excerpts: Excerpts<'a>,
    style: Style,
    said: &'a RefCell<HashSet<String>>,
}

impl Page<'_> {
    fn write(&self, out: &mut String, outcome: &Outcome, created: &[NewFile]) -> fmt::Result {
        let lasting: Vec<&Finding> = outcome.lasting().collect();
        if outcome.kind() == Kind::Fix {
            for finding in outcome.findings().iter().filter(|finding| !lasting.contains(finding)) {
                self.finding(out, finding, false)?;
            }
            if !self.style.brief {
                writeln!(out, "  {}", paint(self.style.palette.good, "fixable with --write"))?;
            }
            for new in created {
                let makes = makes(&printable(&new.path.to_string_lossy()));
                if self.style.brief {
                    writeln!(out, "{}: {makes}", self.path())?;
                } else {
                    writeln!(out, "  {makes}")?;
                }
            }
            if !self.style.brief {
                writeln!(out)?;
            }
        }
        // Of a finding that is also the reason to leave the file alone, all is said there.
        let is_reason = |finding: &Finding| match outcome {
            Outcome::Refused { refusal, .. } => (finding.code, finding.range) == (refusal.code, refusal.range),
            _ => false,
        };
        for finding in &lasting {
            let is_last = !matches!(outcome, Outcome::Refused { .. });
            self.finding(out, finding, is_last || !is_reason(finding) && finding.code.as_str() > "MP1")?;
        }
        match outcome {
            Outcome::Found { .. } | Outcome::Fix { .. } if !self.style.brief && !lasting.is_empty() => writeln!(out),
            Outcome::Quiet | Outcome::Found { .. } | Outcome::Fix { .. } => Ok(()),
            Outcome::Refused { refusal, findings } => self.refusal(out, refusal, findings),
            Outcome::Faulty { breaches, .. } => self.fault(out, breaches),
        }
    }

    /// `tells_more`: whether it is to be said where the finding matters, and where more about it stands.
    fn finding(&self, out: &mut String, finding: &Finding, tells_more: bool) -> fmt::Result {
        let Page { style, excerpts, .. } = self;
        let (line, place) = self.place(finding.range);
        let code = paint(style.palette.alarm, finding.code.as_str());
        writeln!(out, "{}:{place}: {code} {}", self.path(), printable(&finding.message))?;
        if !style.brief {
            let help = finding.help.iter().filter(|help| self.is_new(help)).cloned().map(Note::Help);
            let more =
                if tells_more && self.is_new(finding.code.as_str()) { self.more(finding.code) } else { Vec::new() };
            let ways = self.ways(&finding.call_path).filter(|note| self.is_new(note)).map(Note::Note);
            let notes: Vec<Note> = ways.chain(help).chain(more).collect();
            out.push_str(&excerpts.show(finding.range, line, &notes, style.palette));
        }
        Ok(())
    }

    fn refusal(&self, out: &mut String, refusal: &Refusal, findings: &[Finding]) -> fmt::Result {
        let Page { style, excerpts, .. } = self;
        let (line, place) = self.place(refusal.range);
        let code = paint(style.palette.alarm, refusal.code.as_str());
        // What stands above already is not shown twice.
        let shown = findings.iter().find(|finding| (finding.code, finding.range) == (refusal.code, refusal.range));
        match shown {
            None => writeln!(out, "{}:{place}: not rewritten: {code} {}", self.path(), printable(&refusal.message))?,
            Some(_) => writeln!(out, "{}:{place}: not rewritten because of the {code} above", self.path())?,
        }
        if style.brief {
            return Ok(());
        }
        let is_new = |sentence: &&String| shown.is_none_or(|finding| !finding.help.contains(sentence));
        let help = refusal.help.iter().filter(is_new).cloned().map(Note::Help);
        let notes: Vec<Note> = help.chain(self.more(refusal.code)).collect();
        out.push_str(&match shown {
            None => excerpts.show(refusal.range, line, &notes, style.palette),
            Some(_) => notes_alone(&notes, style.palette),
        });
        writeln!(out)
    }

    /// Where findings of a code matter, once in a run, and how to read its page.
    fn more(&self, code: Code) -> Vec<Note> {
        let platforms = code.platforms().filter(|text| self.is_new(text)).map(|text| Note::Note(text.to_string()));
        platforms.into_iter().chain([Note::Note(format!("`mpfix explain {}` tells more", code.as_str()))]).collect()
    }

    /// Is a sentence said for the first time in this run?
    fn is_new(&self, sentence: &str) -> bool {
        self.said.borrow_mut().insert(sentence.to_string())
    }

    /// `via train.py:12 -> helpers.run_all -> multiprocessing.Pool`, and where each step but the first is called.
    fn ways(&self, steps: &[CallStep]) -> impl Iterator<Item = String> {
        let place = |step: &CallStep| format!("{}:{}", step.file.as_deref().unwrap_or(&self.name), step.line);
        let names = steps.iter().map(|step| step.name.clone());
        let way: Vec<String> = steps.first().map(place).into_iter().chain(names).collect();
        let calls = steps.iter().skip(1).map(|step| format!("`{}` is called at {}", step.name, place(step)));
        let all: Vec<String> =
            (!way.is_empty()).then(|| format!("via {}", way.join(" -> "))).into_iter().chain(calls).collect();
        all.into_iter()
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

    /// Where a range begins: the line, counted from the start of a cell in a notebook, and `line:column` or
    /// `cell 3:line:column`.
    fn place(&self, range: TextRange) -> (usize, String) {
        let (line, column) = self.excerpts.place(range);
        match self.file.notebook().and_then(|notebook| notebook.cell_at(range.start())) {
            Some((cell, start)) => {
                let line = line + 1 - self.excerpts.place(TextRange::empty(start)).0;
                (line, format!("cell {cell}:{line}:{column}"))
            }
            None => (line, format!("{line}:{column}")),
        }
    }

    fn path(&self) -> impl fmt::Display {
        paint(self.style.palette.path, &self.name)
    }
}

pub(in crate::render) fn counted(number: usize, noun: &str) -> String {
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
        listing(&file, outcome, &[], Style { palette: Palette::plain(), brief }, &RefCell::default())
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
  |
  = note: via a.py:2 -> run -> multiprocessing.Pool
  = note: `multiprocessing.Pool` is called at jobs.py:9
  = help: call it below a main guard
a.py:2:1: not rewritten: MP101 `x` would have to move
  |
2 | run()
  | ^^^^^
  |
  = help: pass it
  = note: `mpfix explain MP101` tells more

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
}
