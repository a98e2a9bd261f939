//! The flags for running mpfix over much code: exit status, git, and asking before writing.

use clap::Args;

use crate::run::Bulk;

/// What a run over many files does besides.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Flags {
    /// Ask before each file is rewritten: shows its findings and the patch; `?` tells the keys, which are those of
    /// `git add -p`
    #[arg(short, long, conflicts_with_all = ["diff", "check"])]
    pub(super) interactive: bool,

    /// With --write: do nothing at all unless git could undo it: all files to be written are tracked, and the work trees
    /// they lie in have no uncommitted changes
    #[arg(long)]
    require_clean: bool,

    /// With --write: `git add --intent-to-add` the files that were created, so that `git commit -a` takes them
    #[arg(long)]
    intent_to_add: bool,

    /// Exit with 0 when findings remain; with 2 still when something went wrong
    #[arg(long)]
    exit_zero: bool,

    /// Exit with 1 when a file was rewritten, also when no finding remains, and also with --exit-zero
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
