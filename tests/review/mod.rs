//! What is posted to pull requests, as a pure function of files, rewrites and diffs.

mod payload;
mod properties;
mod rules;

use mpfix::repair::Safety;
use mpfix::review::posts::Posts;
use mpfix::review::report::{Rewrite, Verdict};
use serde_json::{Value, json};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const BOT: &str = "github-actions[bot]";

/// A rewrite that is safe and comes alone.
fn rewrite(text: &str, patch: &str) -> Verdict {
    Verdict::Rewrite(Rewrite { text: text.to_owned(), patch: patch.to_owned(), is_joint: false, safety: Safety::Safe })
}

/// What GitHub gives for the comments on a pull request once all is posted.
fn posted(posts: &Posts) -> Vec<Value> {
    let in_lines = posts.review.iter().flat_map(|review| &review.comments);
    let in_lines = in_lines.map(|comment| (&comment.body, json!(comment.line), "line"));
    let in_file = posts.file_comments.iter().map(|comment| (&comment.body, Value::Null, "file"));
    let numbered = in_lines.chain(in_file).zip(1..);
    let one = |((body, line, subject), id): ((&String, Value, &str), u64)| json!({"id": id, "body": body, "line": line, "subject_type": subject, "user": {"login": BOT}});
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
