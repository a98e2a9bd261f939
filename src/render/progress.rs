//! A bar on standard error for runs that take longer than a moment, while somebody looks on.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter runs need no bar.
const MOMENT: Duration = Duration::from_secs(1);

/// How far a run has come.
pub struct Progress {
    wanted: bool,
    begun: Instant,
    files: usize,
    done: usize,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For a run over so many files; `wanted`: standard error is a terminal, and the user did not ask for quiet.
    pub fn new(files: usize, wanted: bool) -> Self {
        Self { wanted, begun: Instant::now(), files, done: 0, bar: None }
    }

    /// One file is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.wanted && self.bar.is_none() && self.begun.elapsed() >= MOMENT {
            self.bar = Some(bar(self.files));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(u64::try_from(self.done).unwrap_or(u64::MAX));
        }
    }

    /// The bar, if it is drawn: nothing else may be printed but within its `suspend`.
    pub fn bar(&self) -> Option<ProgressBar> {
        self.bar.clone()
    }

    /// Takes the bar off the screen.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.wanted = false;
    }
}

fn bar(files: usize) -> ProgressBar {
    let length = u64::try_from(files).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("checking {wide_bar} {pos}/{len} files, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
