//! Functions that are installed as commands: a generated script imports and calls them, so that it is the main module.
//!
//! Children import that script, which has its guard, and find workers by their modules. So what `main` sets in its module is
//! not there for them. The script is short and always the same, so it is judged like any other, and what is found is told
//! at the function.

use std::path::{Path, PathBuf};

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextRange};

use super::{Context, judge};
use crate::finding::{Code, Finding, Refusal};
use crate::lookup::Places;
use crate::outcome::Outcome;
use crate::parse::Module;
use crate::project::manifest::Command;
use crate::source::SourceFile;

/// The outcome of a file, and what is wrong when its functions run as commands; `root` is where the project begins. Where
/// something is found already it is not said again.
pub fn with_commands(
    outcome: Outcome,
    file: &SourceFile,
    root: &Path,
    commands: &[Command],
    context: &Context<'_>,
) -> Outcome {
    if outcome.findings().iter().any(|finding| finding.code != Code::StartByImport) {
        return outcome;
    }
    let found = commands.iter().find_map(|command| {
        let found = findings(command, file, root, context);
        (!found.is_empty()).then_some((command, found))
    });
    let Some((command, findings)) = found else { return outcome };
    match outcome {
        Outcome::Quiet => {
            let first = &findings[0];
            let refusal = Refusal {
                code: first.code,
                range: first.range,
                message: format!(
                    "the command `{}` runs `{}` from a generated script: {}",
                    command.name, command.function, first.message
                ),
                help: first.help.clone(),
                remedy: None,
            };
            Outcome::Refused { findings, refusal }
        }
        other => other.with(findings),
    }
}

/// What is wrong when the command runs, at its function.
fn findings(command: &Command, file: &SourceFile, root: &Path, context: &Context<'_>) -> Vec<Finding> {
    let first = command.function.split('.').next().unwrap_or_default();
    let text = format!(
        "import sys\nfrom {} import {first}\nif __name__ == \"__main__\":\n    sys.exit({}())\n",
        command.module, command.function
    );
    let script = SourceFile::of_text(&root.join(&command.name), text);
    let places = Places { levels: 0, sources: context.places.sources.clone() };
    let context = Context { places: &places, advice: false, unsafe_fixes: false, ..*context };
    let Ok(outcome) = judge(&script, &context) else { return Vec::new() };
    let at = place(file, first);
    // What the import starts is told where it stands.
    let own = outcome.into_findings().into_iter().filter(|finding| finding.code != Code::StartByImport);
    own.map(|finding| {
        let how = format!(
            "`{}` is installed as the command `{}`, whose main module is a generated script",
            command.function, command.name
        );
        Finding { range: at, call_path: Vec::new(), help: [vec![how], finding.help].concat(), ..finding }
    })
    .collect()
}

/// Where the function is defined or bound; else the beginning of the file.
fn place(file: &SourceFile, name: &str) -> TextRange {
    let module = Module::parse(file.path(), file.text().to_owned()).ok();
    let range = module.as_ref().and_then(|module| {
        module.body().iter().find_map(|statement| match statement {
            Stmt::FunctionDef(def) if def.name.as_str() == name => Some(def.name.range()),
            Stmt::ClassDef(class) if class.name.as_str() == name => Some(class.name.range()),
            _ => None,
        })
    });
    range.or_else(|| module?.body().first().map(Ranged::range)).unwrap_or_default()
}

/// The commands whose functions a file has, by where it lies below the root of the project.
pub fn commands_in(path: &Path, commands: &[Command]) -> Vec<Command> {
    let without = path.with_extension("");
    let module: PathBuf = match without.file_name().is_some_and(|name| name == "__init__") {
        true => without.parent().unwrap_or(Path::new("")).to_path_buf(),
        false => without,
    };
    let is_here = |command: &&Command| module.ends_with(command.module.replace('.', "/"));
    commands.iter().filter(is_here).cloned().collect()
}
