//! What to say about a pull request, and where: suggested changes, comments, or the summary alone.
//!
//! A rewrite is whole or nothing: half of it is a broken script. So for each file:
//!
//! 1. If the lines from the first to the last that changes stand in one hunk of the pull request, one suggestion covers
//!    them, and one click takes it (`suggestion.rs`).
//! 2. Else a comment has the patch, folded, and the command to run. It stands at the start of a process if that line is in
//!    the diff, else at the file as a whole.
//! 3. A file that is not rewritten gets a comment with the reason, if one of its lines is in the diff; else the summary
//!    has it.
//! 4. A file that is not part of the pull request is in the summary alone.
//!
//! GitHub takes a review as a whole or not at all, and does not say which comment was wrong. So no comment goes out that
//! was not held against the lines of the diff (`hunks.rs`), and nothing longer or more than GitHub takes.

mod comment;
mod fingerprint;
mod hunks;
mod markdown;
pub mod posts;
pub mod pull;
pub mod report;
mod suggestion;
mod summary;

use std::collections::{BTreeSet, HashSet};

use comment::Candidate;
use posts::{Counts, Event, FileComment, LineComment, Posts, Review, Side, Subject};
use pull::{Place, Posted, Pull};
use report::{Failed, FileReport, Verdict};

pub use fingerprint::Fingerprint;
pub use hunks::Hunks;
pub use suggestion::{Obstacle, Suggestion, suggestion};

/// How much GitHub takes, and people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Comments in the review of one run; GitHub gets slow beyond.
    pub comments: usize,
    /// Comments on files, each of which is a request.
    pub file_comments: usize,
    /// Bytes of one body. GitHub allows 65536 characters.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { comments: 25, file_comments: 10, body: 65_000 }
    }
}

/// Version of [`Posts`].
const VERSION: u32 = 1;

/// What a run has seen; all paths are from the root of the repository.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Files with findings.
    pub reports: &'a [FileReport],
    /// Files that were looked at to the end, quiet ones among them. What was said of others may still be true.
    pub looked_at: &'a BTreeSet<String>,
    /// What could not be looked at.
    pub failed: &'a [Failed],
}

/// What to post about what was seen.
///
/// Which comments there is room for is decided before those are left out that were posted before; so a second run on the
/// same commit has nothing to post.
pub fn review(seen: Seen<'_>, pull: &Pull, limits: Limits) -> Posts {
    let Seen { reports, looked_at, failed } = seen;
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut elsewhere = Vec::new();
    for report in reports {
        let Some(file) = pull.files.get(&report.path) else { continue };
        let hunks = file.patch.as_deref().and_then(|patch| Hunks::parse(patch, &report.text));
        let (comments, rest) = comment::comments(report, hunks.as_ref(), limits);
        candidates.extend(comments);
        elsewhere.extend(rest);
    }
    let holds = |posted: &Posted| candidates.iter().any(|candidate| candidate.is_said_by(posted));
    let gone = |posted: &Posted| looked_at.contains(&posted.path) || !pull.files.contains_key(&posted.path);
    let stale = stale(pull, |posted| !holds(posted) && gone(posted));
    let (chosen, left) = choose(candidates, limits);
    elsewhere.extend(left.iter().flat_map(|candidate| candidate.mentions.iter().cloned()));
    elsewhere.sort();

    let is_said = |candidate: &Candidate| pull.posted.iter().any(|posted| candidate.is_said_by(posted));
    let (old, new): (Vec<_>, Vec<_>) = chosen.into_iter().partition(is_said);
    let counts = Counts {
        findings: reports.iter().map(|report| report.notes.len()).sum(),
        in_pull_request: in_pull(reports, pull).map(|report| report.notes.len()).sum(),
        fixable: in_pull(reports, pull).filter(|report| matches!(report.verdict, Verdict::Rewrite(_))).count(),
        posted_before: old.len(),
        not_looked_at: failed.iter().filter(|failed| pull.files.contains_key(&failed.path)).count(),
        configurations: failed.iter().filter(|failed| failed.is_configuration).count(),
    };
    let (in_file, in_lines): (Vec<_>, Vec<_>) = new.into_iter().partition(|it| it.place == Place::File);
    Posts {
        version: VERSION,
        commit: pull.commit.clone(),
        instead: in_lines.iter().take(limits.file_comments).map(|it| it.file_comment(&pull.commit)).collect(),
        review: compose(&in_lines, pull, &summary::of_review(counts, &elsewhere, limits)),
        file_comments: in_file.iter().map(|it| it.file_comment(&pull.commit)).collect(),
        stale,
        annotations: summary::annotations(in_pull(reports, pull), failed.iter().filter(is_about(pull))),
        counts,
        summary: summary::of_job(reports, failed, pull, limits),
    }
}

fn in_pull<'a>(reports: &'a [FileReport], pull: &'a Pull) -> impl Iterator<Item = &'a FileReport> {
    reports.iter().filter(|report| pull.files.contains_key(&report.path))
}

/// Whether what failed stands in the way of looking at the pull request.
fn is_about(pull: &Pull) -> impl Fn(&&Failed) -> bool {
    |failed| failed.is_configuration || pull.files.contains_key(&failed.path)
}

/// The comments there is room for, and the others: changes go before complaints. Bottom-up in each file, so that taking
/// one suggestion does not move the next.
fn choose(mut candidates: Vec<Candidate>, limits: Limits) -> (Vec<Candidate>, Vec<Candidate>) {
    candidates.sort_by_key(|candidate| candidate.rank);
    let (mut in_lines, mut in_file) = (limits.comments, limits.file_comments);
    let (mut chosen, left): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| {
        let room = if candidate.place == Place::File { &mut in_file } else { &mut in_lines };
        let has_room = *room > 0;
        *room = room.saturating_sub(1);
        has_room
    });
    chosen.sort_by(|one, other| (&one.path, other.place.last()).cmp(&(&other.path, one.place.last())));
    (chosen, left)
}

fn compose(candidates: &[Candidate], pull: &Pull, body: &str) -> Option<Review> {
    let comments: Vec<LineComment> = candidates.iter().filter_map(Candidate::line_comment).collect();
    (!comments.is_empty()).then(|| Review {
        commit_id: pull.commit.clone(),
        event: Event::Comment,
        body: body.to_owned(),
        comments,
    })
}

/// Comments that are past, and second copies; but none that somebody answered.
fn stale(pull: &Pull, is_past: impl Fn(&Posted) -> bool) -> Vec<u64> {
    let mut seen = HashSet::new();
    let is_stale = |posted: &&Posted| is_past(posted) || (posted.place.is_some() && !seen.insert(posted.fingerprint));
    pull.posted.iter().filter(is_stale).filter(|posted| !posted.is_answered).map(|posted| posted.id).collect()
}
