//! The last stage: one thread that takes the files in the order of their paths, hands them to the renderer, prints patches,
//! writes rewrites, and adds up what the run comes to.

use std::collections::HashSet;
use std::path::Path;

use super::{Examined, Input, Mode, Settings};
use crate::check::Checked;
use crate::outcome::{Kind, Outcome, Status};
use crate::render::formats::{Look, Renderer};
use crate::render::report::{Report, Taken, Tally};
use crate::render::sink::Sink;
use crate::render::{apply, diff};
use crate::source::{plain, repository};
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
}

impl<'a> Show<'a> {
    /// Begins the report.
    pub(super) fn new(settings: &'a Settings, out: &'a mut Sink, err: &'a mut Sink) -> Self {
        let is_filter = matches!(settings.input, Input::Text { .. });
        let is_out_taken = settings.mode == Mode::Diff || (settings.mode == Mode::Write && is_filter);
        let file = settings.report.file.as_ref().map(|_| Sink::buffer());
        let mut streams = Streams { out, err, file, is_out_taken };
        let wanted = settings.mode != Mode::Check || settings.report.format.is_some() || streams.file.is_some();
        let look =
            Look { quiet: settings.report.quiet, summary: settings.mode == Mode::List && !settings.report.quiet };
        let mut renderer = wanted.then(|| settings.report.format.unwrap_or_default().renderer(look));
        if let (Some(renderer), Some(pull)) = (&mut renderer, &settings.report.pull) {
            renderer.pull(pull);
        }
        if let Some(renderer) = &mut renderer {
            renderer.begin(streams.report());
        }
        Self { settings, streams, renderer, status: Status::Clean, tally: Tally::default(), told: HashSet::new() }
    }

    /// Shows or writes one file; `None`: nothing in it could matter. `false` when nobody is left to see anything.
    pub(super) fn show(&mut self, examined: Result<Option<Examined>, Trouble>) -> bool {
        match examined {
            Ok(Some(examined)) => self.file(&examined),
            Ok(None) => self.tally.add(&Outcome::Quiet),
            Err(trouble) => self.trouble(&trouble),
        }
        !self.streams.out.is_closed() || self.settings.mode == Mode::Write || self.streams.file.is_some()
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
        let Examined { checked, after } = examined;
        let kind = checked.outcome.kind();
        let taken = match self.take(examined) {
            Ok(taken) => taken,
            Err(trouble) => return self.trouble(&trouble),
        };
        self.tally.add(&checked.outcome);
        self.tally.fixed += usize::from(after.is_some());
        if let Some(renderer) = self.renderer.as_mut().filter(|_| kind != Kind::Quiet) {
            renderer.file(&Report { checked, taken }, self.streams.report());
        }
        let lasting = checked.outcome.lasting().count();
        self.status = self.status.max(Status::of(kind, after.is_some(), lasting));
    }

    /// Does with the rewrite what the mode says.
    fn take<'e>(&mut self, Examined { checked, after }: &'e Examined) -> Result<Taken<'e>, Trouble> {
        let Checked { file, bytes, outcome, rewritten, .. } = checked;
        Ok(match (self.settings.mode, after, outcome, rewritten) {
            (Mode::Diff, _, _, Some(new)) => {
                let name = repository::patch_name(file.path());
                let palette = self.streams.out.palette();
                self.streams.out.put(diff::unified(&name, bytes, new, palette));
                for new in &checked.created {
                    let name = repository::patch_name_beside(file.path(), &new.path);
                    self.streams.out.put(diff::created(&name, &new.bytes, palette));
                }
                Taken::Patched
            }
            (Mode::Write, Some(after), Outcome::Fix { rewrite, .. }, _) => match self.settings.input {
                Input::Text { .. } => Taken::Printed(after),
                Input::Paths { .. } => {
                    apply::apply(file, bytes, rewrite)?;
                    Taken::Written(after)
                }
            },
            _ => Taken::Offered,
        })
    }

    /// Ends the report.
    pub(super) fn finish(mut self) -> Status {
        if let Some(renderer) = &mut self.renderer {
            renderer.end(&self.tally, self.streams.report());
        }
        if let (Some(path), Some(sink)) = (&self.settings.report.file, self.streams.file.take())
            && let Err(trouble) = apply::write_report(path, &sink.into_bytes())
        {
            self.trouble(&trouble);
        }
        let Streams { out, err, .. } = self.streams;
        if let Some(error) = out.take_failure() {
            err.put(format!("{}\n", Trouble::new("standard output", format!("cannot write: {}", plain(&error)))));
            return Status::Trouble;
        }
        // The reader has seen enough and left, as `head` does; what it did not see does not count.
        let unseen = out.is_closed() && self.settings.mode != Mode::Write && self.status < Status::Trouble;
        if unseen { Status::Clean } else { self.status }
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
