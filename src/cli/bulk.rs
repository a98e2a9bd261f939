//! The flags for running mpfix over much code: exit status, git, and asking before writing.

use std::path::PathBuf;

use clap::Args;

use crate::run::Bulk;

/// What a run over many files does besides.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Flags {
    /// Show each rewrite and ask before making it; the keys are those of `git add -p`, and `?` lists them
    #[arg(short, long, conflicts_with_all = ["diff", "check"])]
    pub(super) interactive: bool,

    /// With --write: write nothing unless git could undo it, that is, all files to be written are tracked and their work
    /// trees have no uncommitted changes
    #[arg(long)]
    require_clean: bool,

    /// With --write: run `git add --intent-to-add` for files that were created, so that `git commit -a` includes them
    #[arg(long)]
    intent_to_add: bool,

    /// With --write: keep what is replaced in this new file, so that `mpfix undo FILE` takes it back
    #[arg(long, value_name = "FILE")]
    pub(super) undo_file: Option<PathBuf>,

    /// Exit with 0 even if findings remain; errors still give 2
    #[arg(long)]
    exit_zero: bool,

    /// Exit with 1 if a file was rewritten, even if no finding remains, and even with --exit-zero
    #[arg(long)]
    exit_non_zero_on_fix: bool,
}

impl Flags {
    /// Why the flags make no sense together with the others. `has_stdin`: `-` is among the paths; `is_for_people`: the
    /// report goes to the screen.
    pub(super) fn contradiction(&self, write: bool, has_stdin: bool, is_for_people: bool) -> Option<&'static str> {
        let is_written = (write || self.interactive) && !has_stdin;
        let table = [
            (self.interactive && has_stdin, "--interactive reads answers from standard input, so `-` cannot be a path"),
            (
                self.interactive && !is_for_people,
                "--interactive shows its report while it asks, so it takes no other format",
            ),
            (self.require_clean && !is_written, "--require-clean goes with --write, and with files"),
            (self.intent_to_add && !is_written, "--intent-to-add goes with --write, and with files"),
            (self.undo_file.is_some() && !is_written, "--undo-file goes with --write, and with files"),
        ];
        table.into_iter().find_map(|(holds, message)| holds.then_some(message))
    }

    /// As the run takes them.
    pub(super) fn bulk(&self) -> Bulk {
        Bulk {
            interactive: self.interactive,
            require_clean: self.require_clean,
            intent_to_add: self.intent_to_add,
            exit_zero: self.exit_zero,
            exit_non_zero_on_fix: self.exit_non_zero_on_fix,
        }
    }
}
