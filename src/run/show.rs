//! The last stage: one thread that takes the files in the order of their paths, hands them to the renderer, prints patches,
//! writes rewrites, and adds up what the run comes to.

use std::collections::HashSet;
use std::io::{self, BufReader, IsTerminal as _};
use std::path::Path;

use super::ask::{Answer, Asker};
use super::{Examined, Input, Mode, Reporting, Settings};
use crate::check::{Checked, Checker};
use crate::outcome::{Kind, Outcome, Status};
use crate::render::formats::{Format, Look, Renderer, places, text};
use crate::render::palette::Palette;
use crate::render::progress::Progress;
use crate::render::report::{After, Report, Taken, Tally};
use crate::render::seen::{Seen, looked_at};
use crate::render::sink::Sink;
use crate::render::undo::Log;
use crate::render::{apply, diff, intent};
use crate::source::repository;
use crate::timing::{Stage, timer};
use crate::trouble::Trouble;

/// The consumer of all files.
pub(super) struct Show<'a> {
    settings: &'a Settings,
    streams: Streams<'a>,
    /// `None`: nothing but troubles is to be seen.
    renderer: Option<Box<dyn Renderer>>,
    status: Status,
    tally: Tally,
    /// The troubles that were shown: one configuration can stand in the way of many files.
    told: HashSet<String>,
    progress: Progress,
    /// With `--interactive`.
    asker: Option<Asker>,
    /// The user wants to see and write no more.
    has_quit: bool,
    /// With `--undo-file`.
    log: Option<Log>,
}

impl<'a> Show<'a> {
    /// Begins the report on so many files.
    pub(super) fn new(
        settings: &'a Settings,
        files: usize,
        log: Option<Log>,
        out: &'a mut Sink,
        err: &'a mut Sink,
    ) -> Self {
        let is_filter = matches!(settings.input, Input::Text { .. });
        let is_out_taken = settings.mode == Mode::Diff || (settings.mode == Mode::Write && is_filter);
        let file = settings.report.file.as_ref().map(|_| Sink::buffer());
        let mut streams = Streams { out, err, file, is_out_taken };
        let wanted = settings.mode != Mode::Check || settings.report.format.is_some() || streams.file.is_some();
        let Reporting { quiet, statistics, .. } = settings.report;
        let is_listed = settings.mode == Mode::List || (settings.mode == Mode::Write && !is_filter);
        let look = Look { quiet, summary: is_listed && !quiet, statistics };
        let mut renderer = wanted.then(|| settings.report.format.unwrap_or_default().renderer(look));
        if let (Some(renderer), Some(pull)) = (&mut renderer, &settings.report.pull) {
            renderer.pull(pull);
        }
        if let Some(renderer) = &mut renderer {
            renderer.begin(streams.report());
        }
        let asker = settings.bulk.interactive.then(|| {
            let stdin = io::stdin();
            let is_terminal = stdin.is_terminal();
            Asker::new(Box::new(BufReader::new(stdin)), is_terminal)
        });
        let progress = Progress::new(files, settings.report.progress && !settings.bulk.interactive);
        let (tally, told) = (Tally::default(), HashSet::new());
        Self { settings, streams, renderer, status: Status::Clean, tally, told, progress, asker, has_quit: false, log }
    }

    /// Shows or writes one file; `None`: nothing in it could matter. `false` when the user wants to see no more. A reader
    /// who leaves early, as `head` does, changes nothing about the exit status, so the run goes on without it.
    pub(super) fn show(&mut self, examined: Result<Option<Examined>, Trouble>) -> bool {
        let _timer = timer(Stage::Show);
        match (self.progress.bar(), examined) {
            (_, Ok(None)) => self.tally.add(&Outcome::Quiet),
            (Some(bar), examined) => bar.suspend(|| self.take_in(examined)),
            (None, examined) => self.take_in(examined),
        }
        self.progress.step();
        !self.has_quit
    }

    fn take_in(&mut self, examined: Result<Option<Examined>, Trouble>) {
        match examined {
            Ok(Some(examined)) => self.file(&examined),
            Ok(None) => {}
            Err(trouble) => {
                self.tally.unchecked += 1;
                self.trouble(&trouble);
            }
        }
    }

    /// As [`Self::show`], for the text from standard input: an editor replaces its buffer with what comes out, so something
    /// always does.
    pub(super) fn filter(&mut self, bytes: &[u8], examined: Result<Option<Examined>, Trouble>) -> bool {
        let rewritten = match &examined {
            Ok(Some(examined)) => examined.checked.rewritten.as_deref(),
            Ok(None) | Err(_) => None,
        };
        self.streams.out.put(rewritten.unwrap_or(bytes));
        self.show(examined)
    }

    /// That a file was looked at; with `--verbose` also what was done with it. What could not be read is told of elsewhere.
    pub(super) fn tell(&mut self, path: &Path, is_readable: bool, seen: Option<Seen>) {
        if let Some(renderer) = self.renderer.as_mut().filter(|_| is_readable) {
            renderer.looked_at(path);
        }
        if let Some(seen) = seen {
            self.streams.err.put(looked_at(path, seen));
        }
    }

    /// With `--verbose`: where projects begin, and where it was looked for importers.
    pub(super) fn places(&mut self, checker: &Checker) {
        if self.settings.report.verbose {
            let roots = checker.project_roots().into_iter().map(|(root, why)| places::project_root(&root, why));
            let searched = checker.searched();
            roots.chain(searched.iter().map(places::searched)).for_each(|line| self.streams.err.put(line));
        }
    }

    /// Tells of what went wrong, unless it was told before.
    pub(super) fn trouble(&mut self, trouble: &Trouble) {
        self.status = Status::Trouble;
        let text = format!("{trouble}\n");
        if self.told.insert(text.clone()) {
            self.tally.troubles += 1;
            self.streams.err.put(text);
            if let Some(renderer) = &mut self.renderer {
                renderer.trouble(trouble, self.streams.report());
            }
        }
    }

    fn file(&mut self, examined: &Examined) {
        let checked = &examined.checked;
        let kind = checked.outcome.kind();
        let answer = match self.ask(checked) {
            Ok(answer) => answer,
            Err(trouble) => {
                self.has_quit = true;
                return self.trouble(&trouble);
            }
        };
        let after = examined.after.as_ref().filter(|_| answer == Answer::Take);
        let taken = match self.take(checked, after) {
            Ok(taken) => taken,
            Err(trouble) => return self.trouble(&trouble),
        };
        self.tally.add(&checked.outcome);
        self.tally.fixed += usize::from(after.is_some());
        // What was shown with a question is not shown again.
        let is_shown = matches!(answer, Answer::Skip | Answer::Quit);
        if let Some(renderer) = self.renderer.as_mut().filter(|_| kind != Kind::Quiet && !is_shown) {
            renderer.file(&Report { checked, taken }, self.streams.report());
        }
        let lasting = checked.outcome.lasting().count();
        self.status = self.status.max(Status::of(kind, after.is_some(), lasting));
    }

    /// What to do with a rewrite, if there is one: that which the user answers, where they are to be asked.
    fn ask(&mut self, checked: &Checked) -> Result<Answer, Trouble> {
        let answer = match (&mut self.asker, &checked.rewritten) {
            (Some(asker), Some(new)) => asker.ask(checked, new, self.streams.out)?,
            _ => Answer::Take,
        };
        self.has_quit |= answer == Answer::Quit;
        Ok(answer)
    }

    /// Does with the rewrite what the mode says.
    fn take<'e>(&mut self, checked: &Checked, after: Option<&'e After>) -> Result<Taken<'e>, Trouble> {
        let Checked { file, bytes, outcome, rewritten, created } = checked;
        Ok(match (self.settings.mode, after, outcome, rewritten) {
            (Mode::Diff, _, _, Some(new)) => {
                let name = repository::patch_name(file.path());
                let palette = self.streams.out.palette();
                self.streams.out.put(diff::unified(&name, bytes, new, palette));
                for new in created {
                    let name = repository::patch_name_beside(file.path(), &new.path);
                    self.streams.out.put(diff::created(&name, &new.bytes, palette));
                }
                Taken::Patched
            }
            (Mode::Write, Some(after), Outcome::Fix { rewrite, .. }, _) => match self.settings.input {
                Input::Text { .. } => Taken::Printed(after),
                Input::Paths { .. } => {
                    match &mut self.log {
                        Some(log) => apply::apply_noting(file, bytes, rewrite, &mut |change| log.note(change))?,
                        None => apply::apply(file, bytes, rewrite)?,
                    }
                    self.tally.created.extend(created.iter().map(|new| new.path.clone()));
                    Taken::Written(after)
                }
            },
            _ => Taken::Offered,
        })
    }

    /// Names files that were made to those who do not read of them in the report: programs read most formats.
    fn name_new_files(&mut self) {
        let is_read = matches!(self.settings.report.format, None | Some(Format::Text | Format::Concise));
        if !is_read || self.settings.report.statistics || self.streams.file.is_some() {
            self.streams.err.put(text::made(&self.tally.created, Palette::plain()));
        }
    }

    /// Ends the report.
    pub(super) fn finish(mut self) -> Status {
        self.progress.end();
        if self.settings.report.verbose {
            self.streams.err.put(text::times());
        }
        self.name_new_files();
        match self.log.take().map(Log::end).transpose() {
            Ok(is_used) => {
                if let (Some(true), Some(path), false) = (is_used, &self.settings.undo, self.settings.report.quiet) {
                    self.streams.err.put(text::can_be_undone(path));
                }
            }
            Err(trouble) => self.trouble(&trouble),
        }
        if self.settings.bulk.intent_to_add {
            intent::intend_to_add(&self.tally.created).iter().for_each(|trouble| self.trouble(trouble));
        }
        if let Some(renderer) = &mut self.renderer {
            renderer.end(&self.tally, self.streams.report());
        }
        if let (Some(path), Some(sink)) = (&self.settings.report.file, self.streams.file.take())
            && let Err(trouble) = apply::write_report(path, &sink.into_bytes())
        {
            self.trouble(&trouble);
        }
        let Streams { out, err, .. } = self.streams;
        if out.end(err) == Status::Trouble {
            return Status::Trouble;
        }
        self.settings.bulk.status(self.status, self.tally.fixed)
    }
}

/// Where things go.
struct Streams<'a> {
    out: &'a mut Sink,
    err: &'a mut Sink,
    /// For `--output-file`.
    file: Option<Sink>,
    /// Standard output is for patches or for the rewritten text.
    is_out_taken: bool,
}

impl Streams<'_> {
    fn report(&mut self) -> &mut Sink {
        match &mut self.file {
            Some(file) => file,
            None if self.is_out_taken => self.err,
            None => self.out,
        }
    }
}

/// A panic while `path` was judged.
pub(super) fn internal_error(path: &Path, panic: &str) -> Trouble {
    Trouble::new(path, format!("internal error: {panic}"))
        .with_help("this is a fault of mpfix, and the file is untouched; please report it")
}
