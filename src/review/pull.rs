//! What GitHub says of a pull request: its files, and the comments on it.

use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::fingerprint::Fingerprint;

/// A pull request, as far as it matters for a review.
#[derive(Debug, Clone, Default)]
pub struct Pull {
    /// Its head commit.
    pub commit: String,
    /// Its files by their names now, without those it deletes.
    pub files: BTreeMap<String, PullFile>,
    /// Comments of mpfix, from before.
    pub posted: Vec<Posted>,
}

/// One element of `GET /repos/{owner}/{repo}/pulls/{number}/files`.
#[derive(Debug, Clone, Deserialize)]
pub struct PullFile {
    /// From the root of the repository.
    filename: String,
    /// What the pull request does to the file.
    status: String,
    /// The hunks of the diff; absent when the diff is large, the file binary, or nothing in it changes.
    #[serde(default)]
    pub patch: Option<String>,
}

/// A comment that an earlier run has posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// GitHub's number of the comment.
    pub id: u64,
    /// The file it is about, from the root of the repository.
    pub path: String,
    /// What it says.
    pub fingerprint: Fingerprint,
    /// Where it stands by now; `None` when its lines have changed since.
    pub place: Option<Place>,
    /// Whether somebody answered.
    pub is_answered: bool,
}

/// Where a comment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At these lines of the head, which count from 1.
    Lines(RangeInclusive<usize>),
    /// At the file as a whole.
    File,
}

impl Place {
    pub(super) fn last(&self) -> usize {
        match self {
            Self::Lines(lines) => *lines.end(),
            Self::File => 0,
        }
    }
}

/// One element of `GET /repos/{owner}/{repo}/pulls/{number}/comments`.
#[derive(Debug, Deserialize)]
struct Comment {
    id: u64,
    path: String,
    body: Option<String>,
    user: Option<User>,
    start_line: Option<usize>,
    line: Option<usize>,
    subject_type: Option<String>,
    in_reply_to_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct User {
    login: String,
}

/// Reads what `gh api --paginate` prints for the files: one JSON array, or one for each page.
///
/// # Errors
/// When it is something else.
pub fn files(text: &[u8]) -> Result<BTreeMap<String, PullFile>, String> {
    let files: Vec<PullFile> = pages(text).map_err(|error| format!("not the files of a pull request: {error}"))?;
    let is_there = |file: &PullFile| !matches!(&*file.status, "removed" | "unchanged");
    Ok(files.into_iter().filter(is_there).map(|file| (file.filename.clone(), file)).collect())
}

/// The same for the comments.
///
/// `author`: whose comments are those of mpfix; nobody else's are taken for them or deleted.
///
/// # Errors
/// When it is something else.
pub fn posted(text: &[u8], author: &str) -> Result<Vec<Posted>, String> {
    let comments: Vec<Comment> = pages(text).map_err(|error| format!("not the comments on a pull request: {error}"))?;
    let answered: HashSet<u64> = comments.iter().filter_map(|comment| comment.in_reply_to_id).collect();
    let own = comments.iter().filter(|comment| comment.user.as_ref().is_some_and(|user| user.login == author));
    let posted = own.filter_map(|comment| {
        Some(Posted {
            id: comment.id,
            path: comment.path.clone(),
            fingerprint: Fingerprint::find(comment.body.as_deref()?)?,
            place: comment.place(),
            is_answered: answered.contains(&comment.id),
        })
    });
    Ok(posted.collect())
}

impl Comment {
    /// Where GitHub shows it: it moves comments along with their lines.
    fn place(&self) -> Option<Place> {
        if self.subject_type.as_deref() == Some("file") {
            return Some(Place::File);
        }
        self.line.map(|last| Place::Lines(self.start_line.unwrap_or(last)..=last))
    }
}

fn pages<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<Vec<T>> {
    let pages: Vec<Vec<T>> = serde_json::Deserializer::from_slice(text).into_iter().collect::<Result<_, _>>()?;
    Ok(pages.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_one_another() {
        let text = br#"[{"filename":"a.py","status":"added","patch":"@@"}]
            [{"filename":"b.py","status":"removed"}][{"filename":"c.py","status":"modified","sha":null}]"#;
        let read = files(text).expect("readable");
        assert_eq!(read.keys().collect::<Vec<_>>(), ["a.py", "c.py"]);
        let fault = files(b"{\"message\": \"Not Found\"}").expect_err("no array");
        assert!(fault.starts_with("not the files of a pull request: invalid type: map"), "{fault}");
    }

    #[test]
    fn only_comments_of_the_author_count() {
        let mark = Fingerprint::of(&["x"]);
        let comments = serde_json::json!([
            {"id": 1, "path": "a.py", "body": format!("x {mark}"), "user": {"login": "bot"}, "line": 3},
            {"id": 2, "path": "a.py", "body": format!("{mark}"), "user": {"login": "eve"}, "line": 3},
            {"id": 3, "path": "b.py", "body": format!("{mark}"), "user": {"login": "bot"}, "line": null},
            {"id": 4, "path": "a.py", "body": format!("{mark}"), "user": {"login": "bot"}, "subject_type": "file"},
            {"id": 5, "path": "a.py", "body": "no mark", "user": {"login": "bot"}, "line": 3},
            {"id": 6, "path": "b.py", "body": "thanks", "user": null, "line": 3, "in_reply_to_id": 3},
            {"id": 7, "path": "a.py", "body": format!("{mark}"), "user": {"login": "bot"}, "start_line": 2, "line": 5},
        ]);
        let posted = posted(comments.to_string().as_bytes(), "bot").expect("readable");
        let got: Vec<_> = posted.iter().map(|it| (it.id, it.place.clone(), it.is_answered)).collect();
        let lines = |lines| Some(Place::Lines(lines));
        assert_eq!(
            got,
            [(1, lines(3..=3), false), (3, None, true), (4, Some(Place::File), false), (7, lines(2..=5), false)]
        );
        assert_eq!(posted[1].path, "b.py");
    }
}
