//! The comments on one file: what each says, and where it can stand.

use super::hunks::{Hunks, lines};
use super::markdown::{clipped, code, code_block, sentence};
use super::pull::{Place, Posted};
use super::report::{FileReport, Note, Rewrite, Verdict};
use super::suggestion::{Obstacle, Suggestion, suggestion};
use super::{FileComment, Fingerprint, Limits, LineComment, Side, Subject};
use crate::repair::Safety;

/// A comment that may be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) rank: Rank,
    body: String,
    /// What it says when it cannot stand at its lines.
    elsewhere: String,
    pub(super) fingerprint: Fingerprint,
    /// What the summary says when there is no room for the comment.
    pub(super) mentions: Vec<Mention>,
}

/// What goes first when there is no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Suggestion,
    Patch,
    Complaint,
}

/// A finding in a few words. They are in the order of paths and lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mention {
    path: String,
    at: (Option<usize>, usize),
    /// Place, code and message.
    pub(super) text: String,
}

/// The comments on a file of the pull request, and what has no place in it. `hunks`: what the pull request shows of it.
pub(super) fn comments(report: &FileReport, hunks: Option<&Hunks>, limits: Limits) -> (Vec<Candidate>, Vec<Mention>) {
    let is_shown = |note: &&Note| note.cell.is_none() && hunks.is_some_and(|hunks| hunks.has_line(note.line));
    match &report.verdict {
        Verdict::Rewrite(new) => {
            let at = report.notes.iter().find(is_shown).map(|note| note.line);
            (vec![rewrite(report, new, hunks, at, limits)], Vec::new())
        }
        Verdict::Refused(reason) => {
            let at = report.notes.iter().chain([reason]).find(is_shown).map(|note| note.line);
            let mut text = listed(&report.notes);
            text.push_str(&format!(
                "\n\nmpfix does not rewrite this file: **{}** {} ({})",
                reason.code.as_str(),
                prose(&reason.message),
                reason.place()
            ));
            reason.help.iter().take(MOST_HELP).for_each(|help| text.push_str(&format!("\n- {}", prose(help))));
            complaint(report, &report.notes, at, &text, &[reason.code.as_str(), &reason.message])
        }
        Verdict::Faulty => {
            let at = report.notes.iter().find(is_shown).map(|note| note.line);
            let text = format!("{}\n\nmpfix does not rewrite this file: {OWN_FAULT}", listed(&report.notes));
            complaint(report, &report.notes, at, &text, &[OWN_FAULT])
        }
        Verdict::Found => {
            let (mut comments, mut rest) = (Vec::new(), Vec::new());
            for (nth, note) in report.notes.iter().enumerate() {
                let at = Some(note).filter(is_shown).map(|note| note.line);
                let alone = std::slice::from_ref(note);
                let (mut comment, mention) = complaint(report, alone, at, &listed(alone), &[]);
                let before = report.notes[..nth].iter().filter(|other| is_like(report, note, other)).count();
                for comment in &mut comment {
                    comment.sign(&[&before.to_string()]);
                }
                comments.extend(comment);
                rest.extend(mention);
            }
            (comments, rest)
        }
    }
}

const OWN_FAULT: &str = "its own rewrite did not pass its checks (MP900); please report this file";
/// Help lines that are shown for one finding.
const MOST_HELP: usize = 5;
/// Findings that one comment lists.
const MOST_NOTES: usize = 10;
/// Bytes after which it lists no more.
const ROOM_FOR_NOTES: usize = 20_000;
/// Characters of one sentence.
const LONGEST: usize = 400;

/// The comment with the rewrite of a file. `at`: a line for it when it cannot be a suggestion.
fn rewrite(report: &FileReport, new: &Rewrite, hunks: Option<&Hunks>, at: Option<usize>, limits: Limits) -> Candidate {
    let found = listed(&report.notes);
    let warning = warning(new.safety).map(|text| format!(" {text}")).unwrap_or_default();
    let comes_with = comes_with(new);
    let offer = |suggestion: Suggestion| {
        let block = code_block("suggestion", &suggestion.replacement);
        let body = format!("{found}\n\n{ONE_CLICK}{warning}\n\n{block}");
        let is_short = body.len() + ROOM_FOR_MARK <= limits.body;
        is_short.then_some((suggestion, body)).ok_or(Obstacle::TooLong)
    };
    let offered = is_possible(report, new).and_then(|()| suggestion(&report.text, &new.text, hunks)).and_then(offer);
    let because = match &offered {
        Ok(_) => "GitHub did not take it as a suggested change",
        Err(obstacle) => &format!("This cannot be a suggested change, because {obstacle}"),
    };
    let text = format!("{found}\n\nmpfix can rewrite this file.{comes_with}{warning} {because}.");
    let elsewhere = with_patch(report, &text, new, limits);
    // What is taken from it has to come out at the same lines of the same file, or it says something else.
    let (place, rank, body, says) = match offered {
        Ok((Suggestion { lines: at, replacement }, body)) => {
            let old: Vec<&str> = lines(&report.text).skip(at.start() - 1).take(at.clone().count()).collect();
            let says = ["suggestion".to_owned(), old.join("\n"), replacement.join("\n")];
            (Place::Lines(at), Rank::Suggestion, body, says)
        }
        Err(_) => {
            let place = at.map_or(Place::File, |at| Place::Lines(at..=at));
            let says = ["patch".to_owned(), hunks_without_numbers(&new.patch), String::new()];
            (place, Rank::Patch, elsewhere.clone(), says)
        }
    };
    let says: Vec<&str> = says.iter().map(String::as_str).chain([warning.as_str()]).collect();
    let fingerprint = fingerprint(report, &report.notes, &says);
    let mentions = mentions(report, &report.notes);
    Candidate { path: report.path.clone(), place, rank, body, elsewhere, fingerprint, mentions }
}

const ONE_CLICK: &str = "The suggestion rewrites the file so that it works under `fork`, `spawn` and `forkserver`.";

/// What to know before a rewrite is taken.
fn warning(safety: Safety) -> Option<&'static str> {
    match safety {
        Safety::Safe => None,
        Safety::Quieter => Some("Look at it first: other files import this one, and importing it would do less."),
        Safety::Unsafe => Some("Look at it first: nothing shows that what it hands to children can be pickled."),
        Safety::Mends => Some("Under `fork` the script fails today, too; rewritten, it does not."),
    }
}

/// Names the files that a rewrite makes, so that nobody forgets to add them.
pub(super) fn comes_with(new: &Rewrite) -> String {
    let names: Vec<String> = new.created.iter().map(|name| code(name)).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" The rewrite makes a new file, {}, to be added to git.", names.join(", "))
    }
}

/// What stands in the way of any suggestion for the file.
fn is_possible(report: &FileReport, new: &Rewrite) -> Result<(), Obstacle> {
    if report.path.ends_with(".ipynb") {
        return Err(Obstacle::Notebook);
    }
    if !new.created.is_empty() {
        return Err(Obstacle::NewFile);
    }
    if report.is_plain { Ok(()) } else { Err(Obstacle::Encoding) }
}

/// What a patch changes and the lines around it. Where these stand is left out: a patch fits wherever they have moved.
fn hunks_without_numbers(patch: &str) -> String {
    let bare = |line| if str::starts_with(line, "@@ ") { "@@" } else { line };
    lines(patch).map(bare).collect::<Vec<_>>().join("\n")
}

/// A text with the command to run and, if there is room, the patch.
fn with_patch(report: &FileReport, text: &str, new: &Rewrite, limits: Limits) -> String {
    let run = format!("{text} To rewrite it, run\n\n{}", code_block("sh", &[command(&report.path, new.safety)]));
    let patch = &new.patch;
    let lines: Vec<&str> = patch.lines().collect();
    let folded = format!("\n\n<details>\n<summary>The patch</summary>\n\n{}\n\n</details>", code_block("diff", &lines));
    // What was not UTF-8 cannot be shown as it is, and control characters do not survive Markdown: git would refuse what is
    // left of a patch with carriage returns.
    let is_odd = |c: char| c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\n' | '\t'));
    if patch.is_empty() || patch.contains(is_odd) || run.len() + folded.len() + ROOM_FOR_MARK > limits.body {
        return run;
    }
    run + &folded
}

/// What a fingerprint and the blank line before it need.
const ROOM_FOR_MARK: usize = 64;

/// The command that rewrites the file, for a shell.
pub(super) fn command(path: &str, safety: Safety) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:,@".contains(c);
    let dashed = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let name = if dashed.chars().all(is_plain) { dashed } else { format!("'{}'", dashed.replace('\'', "'\\''")) };
    let option = if safety == Safety::Safe { "" } else { "--unsafe-fixes " };
    format!("uvx mpfix {option}--write {}", name.replace(char::is_control, "\u{fffd}"))
}

/// A comment at a line, or mentions of what it would say.
///
/// `because`: what it says beside its findings.
fn complaint(
    report: &FileReport,
    notes: &[Note],
    at: Option<usize>,
    text: &str,
    because: &[&str],
) -> (Vec<Candidate>, Vec<Mention>) {
    let Some(at) = at else { return (Vec::new(), mentions(report, notes)) };
    let line = lines(&report.text).nth(at - 1).unwrap_or_default();
    let candidate = Candidate {
        path: report.path.clone(),
        place: Place::Lines(at..=at),
        rank: Rank::Complaint,
        body: text.to_owned(),
        elsewhere: text.to_owned(),
        fingerprint: fingerprint(report, notes, &[&["note", line], because].concat()),
        mentions: mentions(report, notes),
    };
    (vec![candidate], Vec::new())
}

/// `says`: what is in a comment beside its findings. Wherever the lines have moved, equal ones say the same.
fn fingerprint(report: &FileReport, notes: &[Note], says: &[&str]) -> Fingerprint {
    let findings = notes.iter().flat_map(|note| [note.code.as_str(), &*note.message].into_iter().chain(helps(note)));
    let parts: Vec<&str> = [&*report.path].into_iter().chain(says.iter().copied()).chain(findings).collect();
    Fingerprint::of(&parts)
}

/// What the comment says about what to do.
fn helps(note: &Note) -> impl Iterator<Item = &str> {
    note.help.iter().take(MOST_HELP).map(String::as_str)
}

fn is_like(report: &FileReport, one: &Note, other: &Note) -> bool {
    let line = |note: &Note| lines(&report.text).nth(note.line - 1);
    (one.code, &one.message, line(one)) == (other.code, &other.message, line(other))
}

/// All findings, each with what to do; as many as one can read.
fn listed(notes: &[Note]) -> String {
    let mut text = String::new();
    for (nth, note) in notes.iter().enumerate() {
        if nth == MOST_NOTES || text.len() > ROOM_FOR_NOTES {
            text.push_str(&format!("\n\nand {} more in this file", notes.len() - nth));
            break;
        }
        text.push_str(if nth == 0 { "" } else { "\n\n" });
        let (code, name) = (note.code.as_str(), note.code.name());
        text.push_str(&format!("**{code}** {name}, {}: {}", note.place(), prose(&note.message)));
        note.help.iter().take(MOST_HELP).for_each(|help| text.push_str(&format!("\n- {}", prose(help))));
    }
    text
}

pub(super) fn mentions(report: &FileReport, notes: &[Note]) -> Vec<Mention> {
    let mention = |note: &Note| Mention {
        path: report.path.clone(),
        at: (note.cell, note.line),
        text: format!("{}: **{}** {}", note.place(), note.code.as_str(), prose(&note.message)),
    };
    notes.iter().map(mention).collect()
}

/// One line of Markdown for a mention.
pub(super) fn mentioned(mention: &Mention) -> String {
    format!("- {} {}", code(&mention.path), mention.text)
}

fn prose(text: &str) -> String {
    sentence(&clipped(text, LONGEST))
}

impl Candidate {
    /// Tells it from others that say the same.
    fn sign(&mut self, more: &[&str]) {
        let own = self.fingerprint.to_string();
        self.fingerprint = Fingerprint::of(&[&[&*own], more].concat());
    }

    /// Whether a comment says just this, and what it suggests would change the very same lines.
    ///
    /// One at the whole file stands for one at lines that GitHub did not take.
    pub(super) fn is_said_by(&self, posted: &Posted) -> bool {
        let is_here = posted.place.as_ref().is_some_and(|place| *place == self.place || *place == Place::File);
        posted.fingerprint == self.fingerprint && is_here
    }

    pub(super) fn line_comment(&self) -> Option<LineComment> {
        let Place::Lines(lines) = &self.place else { return None };
        let first = Some(*lines.start()).filter(|first| first < lines.end());
        Some(LineComment {
            path: self.path.clone(),
            side: Side::Right,
            line: *lines.end(),
            start_side: first.map(|_| Side::Right),
            start_line: first,
            body: format!("{}\n\n{}", self.body, self.fingerprint),
        })
    }

    pub(super) fn file_comment(&self, commit: &str) -> FileComment {
        FileComment {
            commit_id: commit.to_owned(),
            path: self.path.clone(),
            subject_type: Subject::File,
            body: format!("{}\n\n{}", self.elsewhere, self.fingerprint),
        }
    }
}
