//! What GitHub says of a pull request: its files, and the comments on it.

use std::collections::{BTreeMap, HashSet};

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
    /// What it says.
    pub fingerprint: Fingerprint,
    /// Whether the lines it stands at have changed since.
    pub is_outdated: bool,
    /// Whether somebody answered.
    pub is_answered: bool,
}

/// One element of `GET /repos/{owner}/{repo}/pulls/{number}/comments`.
#[derive(Debug, Deserialize)]
struct Comment {
    id: u64,
    body: Option<String>,
    user: Option<User>,
    line: Option<u64>,
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
            fingerprint: Fingerprint::find(comment.body.as_deref()?)?,
            is_outdated: comment.line.is_none() && comment.subject_type.as_deref() != Some("file"),
            is_answered: answered.contains(&comment.id),
        })
    });
    Ok(posted.collect())
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
            {"id": 1, "body": format!("x {mark}"), "user": {"login": "bot"}, "line": 3, "subject_type": "line"},
            {"id": 2, "body": format!("{mark}"), "user": {"login": "eve"}, "line": 3},
            {"id": 3, "body": format!("{mark}"), "user": {"login": "bot"}, "line": null, "subject_type": "line"},
            {"id": 4, "body": format!("{mark}"), "user": {"login": "bot"}, "line": null, "subject_type": "file"},
            {"id": 5, "body": "no mark", "user": {"login": "bot"}, "line": 3},
            {"id": 6, "body": "thanks", "user": null, "line": 3, "in_reply_to_id": 3},
        ]);
        let posted = posted(comments.to_string().as_bytes(), "bot").expect("readable");
        let got: Vec<_> = posted.iter().map(|it| (it.id, it.is_outdated, it.is_answered)).collect();
        assert_eq!(got, [(1, false, false), (3, true, true), (4, false, false)]);
    }
}
