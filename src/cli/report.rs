//! The flags that say how findings are reported, and where.

use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;

use clap::Args;
use clap::error::ErrorKind;

use crate::render::formats::Format;
use crate::review::pull::{self, Pull};
use crate::run::Reporting;
use crate::source::{self, environment::is_dumb_terminal};
use crate::trouble::Trouble;

/// How findings are reported, and where.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The format of the report [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, env = "MPFIX_OUTPUT_FORMAT", hide_env_values = true)]
    output_format: Option<Format>,

    /// Write the report to this file, in place of standard output; its folder must exist
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// Count findings by code, and files not rewritten by reason, in place of listing them
    #[arg(long)]
    statistics: bool,

    /// Print one line for each finding, and nothing if there is none
    #[arg(short, long)]
    quiet: bool,

    /// Print on standard error what was done with each file, and how long each stage took
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,

    #[command(flatten)]
    pull: PullFlags,
}

const PULL: &str = "For --output-format github-review";

/// The pull request that a review is about.
#[derive(Debug, Args)]
struct PullFlags {
    /// The files of the pull request, as `gh api --paginate repos/OWNER/REPO/pulls/NUMBER/files` prints them
    #[arg(long, value_name = "FILE", help_heading = PULL, requires = "commit")]
    #[arg(required_if_eq("output_format", "github-review"))]
    pr_files: Option<PathBuf>,

    /// The head commit of the pull request, which has to be checked out
    #[arg(long, value_name = "SHA", help_heading = PULL, requires = "pr_files", value_parser = hash)]
    commit: Option<String>,

    /// The comments on the pull request, as `gh api --paginate repos/OWNER/REPO/pulls/NUMBER/comments` prints them
    #[arg(long, value_name = "FILE", help_heading = PULL, requires = "pr_files")]
    existing_comments: Option<PathBuf>,

    /// Whose comments are those of mpfix
    #[arg(long, value_name = "LOGIN", help_heading = PULL, default_value = "github-actions[bot]")]
    comment_author: String,
}

impl Flags {
    /// Whether the report goes where people read it while mpfix runs.
    pub(super) fn is_for_people(&self) -> bool {
        self.output_file.is_none() && matches!(self.output_format, None | Some(Format::Text | Format::Concise))
    }

    /// The same for the driver. Exits when flags contradict each other.
    ///
    /// # Errors
    /// When a file about the pull request cannot be read or understood.
    pub(super) fn reporting(self) -> Result<Reporting, Trouble> {
        if self.pull.pr_files.is_some() && self.output_format != Some(Format::GithubReview) {
            super::misuse(ErrorKind::ArgumentConflict, "--pr-files goes with --output-format github-review");
        }
        let inputs = self.pull.pr_files.iter().chain(&self.pull.existing_comments).cloned().collect();
        let pull = self.pull.read()?;
        let Self { output_format: format, output_file: file, statistics, quiet, verbose, .. } = self;
        let progress = !quiet && !verbose && stderr().is_terminal() && !is_dumb_terminal();
        Ok(Reporting { format, file, inputs, quiet, verbose, statistics, progress, pull })
    }
}

impl PullFlags {
    fn read(self) -> Result<Option<Pull>, Trouble> {
        let (Some(files), Some(commit)) = (self.pr_files, self.commit) else { return Ok(None) };
        let list = source::read_any(&files)?;
        let files = pull::files(&list).map_err(|message| Trouble::new(&files, message))?;
        let posted = match self.existing_comments {
            Some(path) => {
                let list = source::read_any(&path)?;
                pull::posted(&list, &self.comment_author).map_err(|message| Trouble::new(&path, message))?
            }
            None => Vec::new(),
        };
        Ok(Some(Pull { commit, files, posted }))
    }
}

/// A whole hash: GitHub takes no abbreviated ones, and no names.
fn hash(text: &str) -> Result<String, String> {
    let is_whole = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_whole { Ok(text.to_ascii_lowercase()) } else { Err("a commit has 40 hexadecimal digits".to_owned()) }
}
