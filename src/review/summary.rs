//! What is said beside the comments: the text of the review, annotations, and the summary of the job.

use super::comment::{Mention, comes_with, command, mentioned, mentions};
use super::markdown::{code, sentence};
use super::posts::{Annotation, Counts, Level};
use super::pull::Pull;
use super::report::{Failed, FileReport, Verdict};
use super::{Limits, in_pull};

/// The text of the review. `elsewhere`: what no comment says.
pub(super) fn of_review(counts: Counts, elsewhere: &[Mention], limits: Limits) -> String {
    let head = format!(
        "mpfix has {} in the files of this pull request: code that fails or goes wrong under some way to start processes.",
        counted(counts.in_pull_request, "finding")
    );
    let mut page = Page::new(limits.body, head);
    if !elsewhere.is_empty() {
        page.line("");
        page.line("Without a comment of their own:");
        page.line("");
        page.list(elsewhere.iter().map(mentioned));
    }
    page.text
}

/// What failed and the findings as annotations.
pub(super) fn annotations<'a>(
    reports: impl Iterator<Item = &'a FileReport>,
    failed: impl Iterator<Item = &'a Failed>,
) -> Vec<Annotation> {
    let of_failed = |failed: &Failed| Annotation {
        path: failed.path.clone(),
        start_line: failed.line.unwrap_or(1),
        end_line: failed.line.unwrap_or(1),
        annotation_level: Level::Failure,
        title: "mpfix".to_owned(),
        message: failed.message.clone(),
    };
    let of_file = |report: &'a FileReport| {
        report.notes.iter().map(|note| {
            // GitHub shows notebooks as JSON, in which a cell has no line.
            let (line, place) = note.cell.map_or((note.line, String::new()), |_| (1, format!("{}: ", note.place())));
            Annotation {
                path: report.path.clone(),
                start_line: line,
                end_line: line,
                annotation_level: Level::Warning,
                title: format!("mpfix {}", note.code.as_str()),
                message: format!("{place}{}", note.message),
            }
        })
    };
    failed.map(of_failed).chain(reports.flat_map(of_file)).collect()
}

/// The summary of the job.
pub(super) fn of_job(reports: &[FileReport], failed: &[Failed], pull: &Pull, limits: Limits) -> String {
    let found: usize = reports.iter().map(|report| report.notes.len()).sum();
    let mut page = Page::new(limits.body, "### mpfix".to_owned());
    page.line("");
    page.line(&format!("{} in {}", counted(found, "finding"), counted(reports.len(), "file")));
    section(&mut page, "In this pull request", in_pull(reports, pull));
    let others = reports.iter().filter(|report| !pull.files.contains_key(&report.path));
    section(&mut page, "In files that this pull request does not touch", others);
    let told = |it: &Failed| format!("- {}: {}", code(&it.path), sentence(&it.message));
    titled(&mut page, "Could not be looked at", failed.iter().map(told));
    page.text
}

fn section<'a>(page: &mut Page, title: &str, reports: impl Iterator<Item = &'a FileReport>) {
    let mut lines = Vec::new();
    for report in reports {
        lines.extend(mentions(report, &report.notes).iter().map(mentioned));
        lines.push(match &report.verdict {
            Verdict::Rewrite(new) => {
                format!("  - to rewrite the file: {}{}", code(&command(&report.path, new.safety)), comes_with(new))
            }
            Verdict::Refused(reason) => {
                let reason = mentions(report, std::slice::from_ref(reason));
                reason.iter().map(|reason| format!("  - not rewritten: {}", reason.text)).collect()
            }
            Verdict::Faulty => "  - not rewritten: the rewrite did not pass mpfix's checks".to_owned(),
            Verdict::Found => continue,
        });
    }
    titled(page, title, lines.into_iter());
}

fn titled(page: &mut Page, title: &str, lines: impl ExactSizeIterator<Item = String>) {
    if lines.len() > 0 {
        page.line("");
        page.line(&format!("#### {title}"));
        page.line("");
        page.list(lines);
    }
}

/// Markdown that does not grow beyond a limit.
struct Page {
    text: String,
    most: usize,
}

impl Page {
    fn new(most: usize, text: String) -> Self {
        Self { text, most }
    }

    fn line(&mut self, line: &str) {
        self.text.push('\n');
        self.text.push_str(line);
    }

    /// As many of the lines as there is room for.
    fn list(&mut self, mut lines: impl ExactSizeIterator<Item = String>) {
        while let Some(line) = lines.next() {
            if self.text.len() + line.len() + ROOM_FOR_END > self.most {
                self.line(&format!("- and {} more lines", lines.len() + 1));
                return;
            }
            self.line(&line);
        }
    }
}

/// What the end of a cut list needs, and the title of a section after it.
const ROOM_FOR_END: usize = 300;

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
