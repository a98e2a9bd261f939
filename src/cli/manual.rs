//! The manual page: one for all commands, made from the options themselves.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// The page in the format of man. Its version has no commit in it, so that the page is the same wherever it is made.
///
/// # Errors
/// Never, as far as one can tell: it is written to memory.
pub(super) fn manual(command: Command) -> io::Result<String> {
    let mut command = command.version(env!("CARGO_PKG_VERSION"));
    command.build();
    let mut text = Vec::new();
    let man = Man::new(command.clone()).manual("User Commands");
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    synopsis(&mut command).to_writer(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    commands(&mut command).to_writer(&mut text)?;
    sections(&command).to_writer(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn synopsis(command: &mut Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    for (at, usage) in usage(command).lines().enumerate() {
        if at > 0 {
            roff.control("br", []);
        }
        roff.text([roman(usage.trim())]);
    }
    roff
}

/// Each command as it is called; its options are told by its own `--help`.
fn commands(command: &mut Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for command in command.get_subcommands_mut().filter(|command| !command.is_hide_set()) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        roff.control("TP", []);
        roff.text([bold(usage(command))]);
        roff.text([roman(about)]);
    }
    roff
}

fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    usage.strip_prefix("Usage: ").unwrap_or(&usage).replace("[OPTIONS]", "[OPTION]...")
}

/// What `--help` ends with: paragraphs that begin with their heading and a colon, and are to keep their lines.
fn sections(command: &Command) -> Roff {
    let text = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let mut roff = Roff::new();
    for paragraph in text.split("\n\n") {
        let (heading, body) = paragraph.split_once(":\n").unwrap_or(("Notes", paragraph));
        roff.control("SH", [heading.to_uppercase().as_str()]);
        roff.control("nf", []);
        for line in body.lines() {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
    roff
}
