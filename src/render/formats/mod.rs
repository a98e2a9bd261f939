//! The formats of reports: one file each, and one table.
//!
//! A new format is a file here that implements [`Renderer`], and a line in the table; its name on the command line follows.

mod concise;
mod github;
mod github_review;
mod gitlab;
pub mod json;
mod junit;
mod markdown;
pub mod model;
pub mod places;
mod rdjson;
mod sarif;
pub mod text;
mod totals;
mod uri;
mod words;

use std::path::Path;

use clap::ValueEnum;

use super::report::{Report, Tally};
use super::sink::Sink;
use crate::review::pull::Pull;
use crate::trouble::Trouble;

/// Turns a run into one format. Calls come in this order: `begin`, then `file` and `trouble` in the order of the paths,
/// then `end`, unless the reader has left.
///
/// A format that can be streamed writes to `out` at each call; one that cannot collects, and writes at the end.
pub trait Renderer {
    /// Before `begin`: the pull request that the run is about, if there is one.
    fn pull(&mut self, _pull: &Pull) {}

    /// Before the first file.
    fn begin(&mut self, _out: &mut Sink) {}

    /// A file that is not quiet.
    fn file(&mut self, report: &Report<'_>, out: &mut Sink);

    /// A file that was looked at to the end, quiet or not.
    fn looked_at(&mut self, _path: &Path) {}

    /// A path that could not be read, understood or written. People see it on standard error, whatever the format.
    fn trouble(&mut self, _trouble: &Trouble, _out: &mut Sink) {}

    /// After the last file.
    fn end(&mut self, _tally: &Tally, _out: &mut Sink) {}
}

/// What concerns the looks of formats for people.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// One line for each finding, and nothing that is not asked for.
    pub quiet: bool,
    /// A line at the end says what the run came to.
    pub summary: bool,
    /// Counts by code in place of the findings.
    pub statistics: bool,
}

/// The enum of formats with what clap needs, and the way to their renderers.
macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $(@[$attribute:meta])? $variant:ident = $name:literal, $renderer:expr;)+) => {
        /// How findings are reported.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
        pub enum Format {
            $($(#[doc = $doc])+ #[value(name = $name)] $(#[$attribute])? $variant),+
        }

        impl Format {
            /// All formats.
            pub const ALL: &'static [Format] = &[$(Format::$variant),+];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Format::$variant => $name),+ }
            }

            /// A renderer for one run.
            pub fn renderer(self, look: Look) -> Box<dyn Renderer> {
                match self { $(Format::$variant => Box::new(($renderer)(look))),+ }
            }
        }
    };
}

formats! {
    // Variant = name, renderer from the look.
    /// For people: source excerpts, how each start is reached, and what can be done
    @[default] Text = "text", text::Text::new;
    /// One line for each finding
    Concise = "concise", concise::Concise::new;
    /// One JSON object with everything
    Json = "json", |_| json::Json::new();
    /// JSON, one line for each finding
    JsonLines = "json-lines", |_| json::JsonLines;
    /// SARIF 2.1.0, for code scanning
    Sarif = "sarif", |_| sarif::Sarif::default();
    /// Commands of GitHub Actions, which become annotations
    Github = "github", |_| github::Github;
    /// What is to be posted to a pull request of GitHub: JSON, see docs/github
    GithubReview = "github-review", |_| github_review::GithubReview::default();
    /// GitLab Code Quality
    Gitlab = "gitlab", |_| gitlab::Gitlab::default();
    /// JUnit XML
    Junit = "junit", |_| junit::Junit::default();
    /// Reviewdog's format, one object
    Rdjson = "rdjson", |_| rdjson::Rdjson::default();
    /// Reviewdog's format, one line for each finding
    RdjsonLines = "rdjsonl", |_| rdjson::RdjsonLines;
    /// Markdown with numbers and files, for people who read a pull request
    MarkdownSummary = "markdown-summary", |_| markdown::Markdown::default();
}
