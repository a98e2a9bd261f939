//! The flags that say how findings are reported, and where.

use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;

use clap::Args;

use crate::render::formats::Format;
use crate::run::Reporting;
use crate::source::environment::is_dumb_terminal;

/// How findings are reported, and where.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// How findings are reported [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, env = "MPFIX_OUTPUT_FORMAT", hide_env_values = true)]
    output_format: Option<Format>,

    /// Write the report to this file, in place of standard output; its folder must be there
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// Count findings by code, and files that are not rewritten by reason, in place of listing them
    #[arg(long)]
    statistics: bool,

    /// One line for each finding; no summary, and no word about files that were fixed
    #[arg(short, long)]
    quiet: bool,

    /// Say on standard error which files were parsed, and what the stages took
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
}

impl Flags {
    /// Whether the report goes where people read it while mpfix runs.
    pub(super) fn is_for_people(&self) -> bool {
        self.output_file.is_none() && matches!(self.output_format, None | Some(Format::Text | Format::Concise))
    }

    /// The same for the driver.
    pub(super) fn reporting(self) -> Reporting {
        let Self { output_format: format, output_file: file, statistics, quiet, verbose } = self;
        let progress = !quiet && !verbose && stderr().is_terminal() && !is_dumb_terminal();
        Reporting { format, file, quiet, verbose, statistics, progress }
    }
}
