//! What is posted to pull requests, as a pure function of files, rewrites and diffs.

mod payload;
mod properties;
mod pushes;
mod rules;

use mpfix::repair::Safety;
use mpfix::review::posts::Posts;
use mpfix::review::pull::Pull;
use mpfix::review::report::{FileReport, Rewrite, Verdict};
use mpfix::review::{Limits, Seen, review};
use serde_json::{Value, json};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const BOT: &str = "github-actions[bot]";

/// A rewrite that is safe and comes alone.
fn rewrite(text: &str, patch: &str) -> Verdict {
    Verdict::Rewrite(Rewrite {
        text: text.to_owned(),
        patch: patch.to_owned(),
        created: Vec::new(),
        safety: Safety::Safe,
    })
}

/// What is posted by a run that looked at these files and at `quiet` ones.
fn reviewed(reports: &[FileReport], quiet: &[&str], pull: &Pull) -> Posts {
    let looked_at =
        reports.iter().map(|report| &*report.path).chain(quiet.iter().copied()).map(str::to_owned).collect();
    review(Seen { reports, looked_at: &looked_at, failed: &[] }, pull, Limits::default())
}

/// What GitHub gives for the comments on a pull request once all is posted.
fn posted(posts: &Posts) -> Vec<Value> {
    let in_lines = posts.review.iter().flat_map(|review| &review.comments).map(|comment| {
        json!({"path": comment.path, "body": comment.body, "start_line": comment.start_line, "line": comment.line})
    });
    let in_file = posts
        .file_comments
        .iter()
        .map(|comment| json!({"path": comment.path, "body": comment.body, "line": null, "subject_type": "file"}));
    let numbered = in_lines.chain(in_file).zip(1..);
    let one = |(mut comment, id): (Value, u64)| {
        (comment["id"], comment["user"]) = (json!(id), json!({"login": BOT}));
        comment
    };
    numbered.map(one).collect()
}

/// The lines of the first fenced block of a kind, by the rules of CommonMark for fences at the margin.
fn block(body: &str, kind: &str) -> Option<Vec<String>> {
    let mut open: Option<(usize, bool, Vec<String>)> = None;
    for line in body.split('\n') {
        let bare = line.trim_start_matches(' ');
        let ticks = bare.len() - bare.trim_start_matches('`').len();
        let is_fence = line.len() - bare.len() <= 3 && ticks >= 3;
        match &mut open {
            None if is_fence && !bare[ticks..].contains('`') => {
                open = Some((ticks, bare[ticks..].trim() == kind, Vec::new()));
            }
            None => {}
            Some((fence, wanted, lines)) if is_fence && ticks >= *fence && bare[ticks..].trim().is_empty() => {
                if *wanted {
                    return Some(std::mem::take(lines));
                }
                open = None;
            }
            Some((_, _, lines)) => lines.push(line.to_owned()),
        }
    }
    None
}
