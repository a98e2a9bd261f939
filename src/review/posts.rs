//! What is to be posted to a pull request: the bodies of requests as GitHub takes them, and what goes elsewhere.

use schemars::JsonSchema;
use serde::Serialize;

/// All that one run has to say about a pull request. Whoever posts it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "What mpfix posts to a pull request", extend("$id" = "mpfix-review"))]
pub struct Posts {
    /// Version of this format; other numbers mean other fields.
    pub version: u32,
    /// The head commit of the pull request that was looked at.
    pub commit: String,
    /// Body of `POST /repos/{owner}/{repo}/pulls/{number}/reviews`; null when there is nothing new to say there.
    pub review: Option<Review>,
    /// Bodies of `POST /repos/{owner}/{repo}/pulls/{number}/comments`, one request each, beside the review.
    pub file_comments: Vec<FileComment>,
    /// The same, in the place of the review when GitHub refuses it (422).
    pub instead: Vec<FileComment>,
    /// Comments of mpfix that no longer hold, on files that were looked at or have left the pull request: `DELETE /repos/{owner}/{repo}/pulls/comments/{id}`.
    pub stale: Vec<u64>,
    /// What could not be looked at, and the findings in files of the pull request. Only the former are told anywhere else, so
    /// annotate them always, and the findings when comments are not allowed (403 and 404).
    pub annotations: Vec<Annotation>,
    /// How many findings there are, and where.
    pub counts: Counts,
    /// Markdown for the summary of the job: all findings, also those in files that the pull request does not touch.
    pub summary: String,
}

/// A review that only comments; it never blocks a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Review {
    /// The commit the lines are of.
    pub commit_id: String,
    /// What GitHub is to do with it.
    pub event: Event,
    /// Markdown.
    pub body: String,
    /// At most 25, bottom-up in each file.
    pub comments: Vec<LineComment>,
}

/// What a review does; others than this one would have to be taken back by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Event {
    /// It comments, without a verdict.
    #[serde(rename = "COMMENT")]
    Comment,
}

/// The side of the diff a line is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Side {
    /// The head of the pull request.
    #[serde(rename = "RIGHT")]
    Right,
}

/// What a comment on a whole file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Subject {
    /// The whole file.
    #[serde(rename = "file")]
    File,
}

/// A comment on lines of the diff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineComment {
    /// From the root of the repository.
    pub path: String,
    /// Always the head.
    pub side: Side,
    /// The last line.
    pub line: usize,
    /// Always the head; absent for one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_side: Option<Side>,
    /// The first of several lines; absent for one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_line: Option<usize>,
    /// Markdown.
    pub body: String,
}

/// A comment on a file of the pull request; it has no place in a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileComment {
    /// The commit.
    pub commit_id: String,
    /// From the root of the repository.
    pub path: String,
    /// Always the whole file.
    pub subject_type: Subject,
    /// Markdown.
    pub body: String,
}

/// How much an annotation matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A finding.
    Warning,
    /// A file or a configuration that could not be read or understood.
    Failure,
}

/// One finding or failure, with the names of fields that check runs have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Annotation {
    /// From the root of the repository.
    pub path: String,
    /// Line in the head.
    pub start_line: usize,
    /// The same line.
    pub end_line: usize,
    /// How much it matters.
    pub annotation_level: Level,
    /// Tool and code, if there is one.
    pub title: String,
    /// One sentence, plain text.
    pub message: String,
}

/// Numbers for whoever decides by them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Findings in all files.
    pub findings: usize,
    /// Of these, findings in files of the pull request.
    pub in_pull_request: usize,
    /// Files of the pull request with a rewrite.
    pub fixable: usize,
    /// Comments that say what is said already.
    pub posted_before: usize,
    /// Files of the pull request that could not be read or understood.
    pub not_looked_at: usize,
    /// Configurations that could not be read or understood. Nothing is known of the files they are for, so if there are any,
    /// the run is no success.
    pub configurations: usize,
}

/// The JSON schema of [`Posts`].
pub fn schema() -> String {
    // A schema is made of texts and numbers, which JSON always has a form for.
    serde_json::to_string_pretty(&schemars::schema_for!(Posts)).unwrap_or_default() + "\n"
}
