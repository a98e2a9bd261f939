//! The commands beside the main one: they print what mpfix knows, and look at no files.
//!
//! A file that is called like one of them is given as `./explain`.

use clap::{CommandFactory as _, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::options;
use crate::finding::Code;
use crate::outcome::Status;
use crate::render::page;
use crate::render::sink::Sink;
use crate::selection::{UnknownCode, code};
use crate::source::plain;
use crate::trouble::Trouble;

/// What to print.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the page of a code: what it means, why it matters, what to write instead
    Explain {
        /// Codes or names, such as MP103 or shared-through-global
        #[arg(value_name = "CODE", value_parser = known, required_unless_present = "all")]
        codes: Vec<Code>,

        /// All pages
        #[arg(long, conflicts_with = "codes")]
        all: bool,
    },

    /// List all codes: code, name, whether it is on by default, summary
    Rules {
        /// How to print them
        #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
        output_format: Format,
    },

    /// Print the JSON schema of the configuration, for editors
    Config {
        /// The schema of `mpfix.toml`, and of `[tool.mpfix]` in pyproject.toml
        #[arg(long, required = true)]
        schema: bool,
    },

    /// Print the completions of a shell for mpfix: its commands, options and their values
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// For which shell
        #[arg(value_name = "SHELL", value_enum)]
        shell: Shell,
    },

    /// Print the manual page, in the format of man
    Man,
}

const COMPLETIONS: &str = "\
Put them where the shell looks for them:
  mpfix completions bash > ~/.local/share/bash-completion/completions/mpfix
  mpfix completions fish > ~/.config/fish/completions/mpfix.fish
  mpfix completions zsh  > ~/.zfunc/_mpfix    (a folder that is in $fpath)";

/// How the codes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table
    Text,
    /// A list of objects
    Json,
}

impl Command {
    /// Prints it.
    pub(super) fn run(self, out: &mut Sink, err: &mut Sink) -> Status {
        let palette = out.palette();
        let text = match self {
            Self::Explain { all: true, .. } => pages(Code::ALL, out),
            Self::Explain { codes, .. } => pages(&codes, out),
            Self::Rules { output_format: Format::Text } => page::table(palette),
            Self::Rules { output_format: Format::Json } => page::json(),
            Self::Config { .. } => options::schema(),
            Self::Completions { shell } => completions(shell),
            Self::Man => match super::manual::manual(super::Args::command()) {
                Ok(text) => text,
                Err(error) => {
                    err.put(format!("{}\n", Trouble::new("manual page", plain(&error))));
                    return Status::Trouble;
                }
            },
        };
        out.put(text);
        super::end(out, err)
    }
}

fn completions(shell: Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut super::Args::command(), "mpfix", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn pages(codes: &[Code], out: &Sink) -> String {
    let pages: Vec<String> = codes.iter().map(|code| page::page(*code, out.palette())).collect();
    pages.join("\n")
}

fn known(word: &str) -> Result<Code, UnknownCode> {
    code(word)
}
