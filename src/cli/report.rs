//! The flags that say how findings are reported, and where.

use std::path::PathBuf;

use clap::Args;

use crate::render::formats::Format;
use crate::run::Reporting;

/// How findings are reported, and where.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// How findings are reported [default: text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    output_format: Option<Format>,

    /// Write the report to this file, in place of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// One line for each finding; no summary, and no word about files that were fixed
    #[arg(short, long)]
    quiet: bool,
}

impl Flags {
    /// Whether the report goes where people read it while mpfix runs.
    pub(super) fn is_for_people(&self) -> bool {
        self.output_file.is_none() && matches!(self.output_format, None | Some(Format::Text | Format::Concise))
    }

    /// The same for the driver.
    pub(super) fn reporting(self) -> Reporting {
        Reporting { format: self.output_format, file: self.output_file, quiet: self.quiet }
    }
}
