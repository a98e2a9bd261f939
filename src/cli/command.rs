//! The commands beside the main one: they print what mpfix knows, or serve an editor.
//!
//! A file that is called like one of them is given as `./explain`.

use std::io;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::explain::{self, Subject};
use super::{origin, validate, verify};
use crate::config::options;
use crate::finding::Code;
use crate::outcome::Status;
use crate::render::palette::Palette;
use crate::render::sink::Sink;
use crate::render::{apply, page, starters, undo};
use crate::server;
use crate::source::configs::{Configs, Origin, absolute};
use crate::source::plain;
use crate::trouble::{Trouble, printable};

/// What to print.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the page of a code, or say what an error means: `mpfix explain < error.txt`
    ///
    /// The page of a code says what it means, why it matters and what to write instead. Of a traceback, mpfix finds the fault behind
    /// it, the file and the line, and shows the rewrite of that file.
    #[command(after_help = EXPLAIN)]
    Explain {
        /// Codes or names, such as MP103 or shared-through-global; or the text of an error, in quotes [default: the error is
        /// read from standard input]
        #[arg(value_name = "CODE")]
        subjects: Vec<Subject>,

        /// All pages
        #[arg(long, conflicts_with = "subjects")]
        all: bool,
    },

    /// List all codes: code, name, whether it is on by default, summary
    Rules {
        /// The format
        #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
        output_format: Format,
    },

    /// Run a language server for editors (Language Server Protocol, on standard input and output)
    ///
    /// Editors start it themselves; docs/editors.md describes the setup. It shows findings while you type, offers the rewrites
    /// as code actions, and explains the codes.
    Server {
        /// Talk on standard input and output, which it does anyway
        #[arg(long, hide = true)]
        stdio: bool,
    },

    /// Run a script and its rewrite with your Python under each start method, and compare what they print
    ///
    /// This runs your code. The project is copied to a temporary folder first, and the script runs there, each time in a process group
    /// of its own that is ended after --timeout; what it does elsewhere, it does. The original runs twice under
    /// fork: what differs between these two runs by itself is not compared.
    #[command(after_help = VERIFY)]
    Verify(Box<verify::Flags>),

    /// Say whether a rewrite that somebody else made is right
    ///
    /// It is proved to do the same under each start method, or wrong, with a counterexample, or neither can be shown. Nothing is run.
    #[command(after_help = VALIDATE)]
    Validate(validate::Flags),

    /// List what mpfix knows to start processes, or print all it knows of one name
    Starters {
        /// A name, such as joblib.Parallel; its last part; or a library
        name: Option<String>,

        /// The format
        #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
        output_format: Format,

        /// Use this configuration file, in place of the nearest pyproject.toml or mpfix.toml
        #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
        config: Option<PathBuf>,

        /// Ignore all configuration files
        #[arg(long)]
        isolated: bool,
    },

    /// Take back what a run with `--write --undo-file FILE` wrote
    ///
    /// Each file gets back the text it had, and new files are removed. A file that has changed since stays as it is, and the
    /// undo file keeps what it holds of it.
    Undo {
        /// The undo file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },

    /// Print the JSON schema of the configuration, for editors
    Config {
        /// The schema of `mpfix.toml`, and of `[tool.mpfix]` in pyproject.toml
        #[arg(long, required = true)]
        schema: bool,
    },

    /// Print completions for a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_name = "SHELL", value_enum)]
        shell: Shell,
    },

    /// Print the manual page in the format of man
    Man,
}

const COMPLETIONS: &str = "\
Put them where the shell looks for them:
  mpfix completions bash > ~/.local/share/bash-completion/completions/mpfix
  mpfix completions fish > ~/.config/fish/completions/mpfix.fish
  mpfix completions zsh  > ~/.zfunc/_mpfix    (a folder that is in $fpath)";

const EXPLAIN: &str = "\
Examples:
  mpfix explain MP103
  python script.py 2>&1 | mpfix explain
  mpfix explain \"AttributeError: Can't get attribute 'work' on <module '__main__'>\"

Exit status: 0 explained, 1 no error in the text is known, 2 something went wrong";

const VERIFY: &str = "\
Examples:
  mpfix verify script.py
  mpfix verify script.py -- --input data.csv
  mpfix verify --python python3.14 --methods spawn,forkserver script.py

Exit status: 0 all runs did the same, 1 one did something else, 2 it could not be told";

const VALIDATE: &str = "\
Example:
  git show HEAD:script.py > old.py && mpfix validate old.py script.py

Exit status: 0 proved, 1 wrong, 2 cannot tell";

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
            Self::Explain { subjects, .. } => match explained(subjects, out, err) {
                Ok(text) => text,
                Err(status) => return status,
            },
            Self::Rules { output_format: Format::Text } => page::table(palette),
            Self::Rules { output_format: Format::Json } => page::json(),
            Self::Config { .. } => options::schema(),
            Self::Server { .. } => return serve(err),
            Self::Validate(flags) => return flags.run(out, err),
            Self::Verify(flags) => return flags.run(out, err),
            Self::Undo { file } => return take_back(&file, out, err),
            Self::Completions { shell } => completions(shell),
            Self::Man => match super::manual::manual(super::Args::command()) {
                Ok(text) => text,
                Err(error) => {
                    err.put(format!("{}\n", Trouble::new("manual page", plain(&error))));
                    return Status::Trouble;
                }
            },
            Self::Starters { name, output_format, config, isolated } => {
                match starters_text(name.as_deref(), output_format, origin(config, isolated), palette) {
                    Ok(text) => text,
                    Err(trouble) => {
                        err.put(format!("{trouble}\n"));
                        return Status::Trouble;
                    }
                }
            }
        };
        out.put(text);
        out.end(err)
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

/// Takes back what was written, and says so for each file.
fn take_back(file: &Path, out: &mut Sink, err: &mut Sink) -> Status {
    apply::end_between_files();
    let undone = match undo::undo(file) {
        Ok(undone) => undone,
        Err(trouble) => {
            err.put(format!("{trouble}\n"));
            return Status::Trouble;
        }
    };
    let here = absolute(Path::new(""));
    let line = |path: &PathBuf, what: &str| {
        let name = path.strip_prefix(&here).unwrap_or(path).to_string_lossy().into_owned();
        format!("{}: {what}\n", printable(&name))
    };
    undone.restored.iter().for_each(|path| out.put(line(path, "as it was before")));
    undone.removed.iter().for_each(|path| out.put(line(path, "removed")));
    undone.troubles.iter().for_each(|trouble| err.put(format!("{trouble}\n")));
    let status = if undone.troubles.is_empty() { Status::Clean } else { Status::Trouble };
    out.end(err).max(status)
}

/// Serves an editor. One that leaves without a word is the 1 of the protocol.
fn serve(err: &mut Sink) -> Status {
    match server::serve(io::stdin(), io::stdout()) {
        Ok(true) => Status::Clean,
        Ok(false) => Status::Findings,
        Err(trouble) => {
            err.put(format!("{trouble}\n"));
            Status::Trouble
        }
    }
}

/// Pages of codes as text; what errors mean is shown at once, and the status of that returned.
fn explained(subjects: Vec<Subject>, out: &mut Sink, err: &mut Sink) -> Result<String, Status> {
    let (mut codes, mut texts) = (Vec::new(), Vec::new());
    for subject in subjects {
        match subject {
            Subject::Code(code) => codes.push(code),
            Subject::Text(text) => texts.push(text),
        }
    }
    if codes.is_empty() && texts.is_empty() {
        let text = explain::pasted(err).map_err(|trouble| {
            err.put(format!("{trouble}\n"));
            Status::Trouble
        })?;
        texts.push(text);
    }
    match &texts[..] {
        [] => Ok(pages(&codes, out)),
        texts => Err(explain::explain(&texts.join("\n"), out, err)),
    }
}

fn starters_text(name: Option<&str>, format: Format, origin: Origin, palette: Palette) -> Result<String, Trouble> {
    let config = Configs::new(origin).of_folder(Path::new(""))?;
    let registry = config.registry();
    let entries = starters::asked(registry, name).map_err(|help| {
        let name = name.unwrap_or_default();
        Trouble::new("starters", format!("nothing is known about `{name}`")).with_help(help)
    })?;
    Ok(match (format, &entries[..]) {
        (Format::Json, _) => starters::json(registry, &entries),
        (Format::Text, [entry]) if name.is_some() => starters::page(registry, entry, palette),
        (Format::Text, _) => starters::table(registry, &entries, palette),
    })
}
