//! What a run takes, for `--verbose`: the time of its stages and how much it has to do, as sums over all threads. Nothing
//! else has a use for it.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The table of what is measured.
macro_rules! stages {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// A part of a run.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Stage { $($(#[doc = $doc])+ $variant),+ }

        impl Stage {
            /// All of them, in the order in which a file goes through them.
            pub const ALL: &'static [Stage] = &[$(Stage::$variant),+];

            /// What to call it.
            pub fn name(self) -> &'static str {
                match self { $(Stage::$variant => $name),+ }
            }
        }
    };
}

stages! {
    /// Finding the files.
    Walk = "walk";
    /// Reading them.
    Read = "read";
    /// Whether they can matter, and what is configured for them.
    Search = "search";
    /// Bytes to text.
    Decode = "decode";
    /// Text to trees.
    Parse = "parse";
    /// The abstract runs.
    Interpret = "interpret";
    /// Rules, plan, and new text.
    Plan = "plan";
    /// Repairs.
    Repair = "repair";
    /// The proof.
    Validate = "validate";
    /// Reports, patches and files.
    Show = "show";
}

/// What is done over and over: numbers that are the same on each machine, so that tests can hold them against the size of
/// what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Files that were read.
    Opened,
    /// Texts that were parsed.
    Parsed,
    /// Files that were judged.
    Judged,
    /// Statements and expressions that were interpreted.
    Steps,
}

impl Work {
    /// All of it.
    pub const ALL: &'static [Work] = &[Work::Opened, Work::Parsed, Work::Judged, Work::Steps];

    /// What to call it behind a number.
    pub fn name(self) -> &'static str {
        match self {
            Work::Opened => "files read",
            Work::Parsed => "texts parsed",
            Work::Judged => "files judged",
            Work::Steps => "steps interpreted",
        }
    }
}

/// How much of each was done.
static DONE: [AtomicU64; Work::ALL.len()] = [const { AtomicU64::new(0) }; Work::ALL.len()];

/// Something was done so many times.
pub fn count(work: Work, times: u64) {
    DONE[work as usize].fetch_add(times, Ordering::Relaxed);
}

/// How much of each was done so far.
pub fn done() -> impl Iterator<Item = (Work, u64)> {
    Work::ALL.iter().map(|work| (*work, DONE[*work as usize].load(Ordering::Relaxed)))
}

/// Nanoseconds of each stage.
static SPENT: [AtomicU64; Stage::ALL.len()] = [const { AtomicU64::new(0) }; Stage::ALL.len()];

thread_local! {
    /// Nanoseconds of the stages within the one that runs in this thread.
    static WITHIN: Cell<u64> = const { Cell::new(0) };
}

/// Counts the time until it is dropped for a stage, apart from that of other stages within it.
#[must_use = "it counts until it is dropped"]
pub fn timer(stage: Stage) -> Timer {
    Timer { stage, around: WITHIN.replace(0), begun: Instant::now() }
}

/// A stage that runs in this thread; see [`timer`].
pub struct Timer {
    stage: Stage,
    around: u64,
    begun: Instant,
}

impl Drop for Timer {
    fn drop(&mut self) {
        let all = u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let own = all.saturating_sub(WITHIN.replace(self.around.saturating_add(all)));
        SPENT[self.stage as usize].fetch_add(own, Ordering::Relaxed);
    }
}

/// What each stage took so far.
pub fn spent() -> impl Iterator<Item = (Stage, Duration)> {
    Stage::ALL.iter().map(|stage| (*stage, Duration::from_nanos(SPENT[*stage as usize].load(Ordering::Relaxed))))
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;

    use super::*;

    #[test]
    fn stages_within_a_stage_do_not_count_twice() {
        let nap = Duration::from_millis(30);
        let of = |stage: Stage| spent().find(|(one, _)| *one == stage).map(|(_, time)| time).unwrap_or_default();
        // No other test of the library walks or shows.
        let before = (of(Stage::Walk), of(Stage::Show));
        {
            let _walk = timer(Stage::Walk);
            sleep(nap);
            let _show = timer(Stage::Show);
            sleep(4 * nap);
        }
        let (walk, show) = (of(Stage::Walk) - before.0, of(Stage::Show) - before.1);
        assert!(walk >= nap && show >= 4 * nap && walk < show, "{walk:?} {show:?}");
    }
}
