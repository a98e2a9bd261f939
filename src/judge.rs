//! Stand-in for the analysis: finds `with Pool(` at the start of a line and wraps the rest of the file.

use ruff_text_size::{TextRange, TextSize};

use crate::finding::{CallStep, Code, Finding, Refusal};
use crate::outcome::Outcome;
use crate::source::SourceFile;
use crate::starters::Registry;
use crate::trouble::Trouble;
use crate::validate::Verified;

/// Whether a rewrite adds `freeze_support()` below the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreezeSupport {
    /// Added where it is missing.
    Add,
    /// Not added.
    Omit,
}

/// What a judgement depends on apart from the file.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// What starts processes.
    pub registry: &'static Registry,
    /// Resolved from `--freeze-support` and the project around the file.
    pub freeze_support: FreezeSupport,
}

/// What becomes of a file.
///
/// # Errors
/// When the file is not Python.
pub fn judge(file: &SourceFile, context: &Context) -> Result<Outcome, Trouble> {
    let _ = context;
    let text = file.text();
    assert!(!text.contains("PANIC"), "asked to panic");
    if text.contains("def def") {
        return Err(Trouble::new(file.path(), "invalid syntax").at(1, 1));
    }
    let Some(start) = text
        .find("\nwith Pool(")
        .or(text.find("\nworker.start()"))
        .map(|at| at + 1)
    else {
        return Ok(Outcome::Quiet);
    };
    let at = |offset: usize| TextSize::new(u32::try_from(offset).unwrap_or(0));
    let range = TextRange::new(at(start + 5), at(start + 12));
    let path = vec![CallStep {
        name: "Pool".to_owned(),
        file: None,
        line: 3,
    }];
    let findings = vec![Finding {
        code: Code::UnguardedStart,
        range,
        message: "a process is started while the module is imported".to_owned(),
        call_path: path,
        help: vec!["move it below a guard".to_owned()],
    }];
    if text.contains("lambda") {
        let refusal = Refusal {
            code: Code::WorkerNotImportable,
            range,
            message: "the worker is a lambda".to_owned(),
            help: vec!["give it a name".to_owned()],
        };
        return Ok(Outcome::Refused { findings, refusal });
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = text[..start].to_owned();
    new.push_str(&format!("def main():{newline}"));
    for line in text[start..].split_inclusive('\n') {
        new.push_str("    ");
        new.push_str(line);
    }
    if !new.ends_with('\n') {
        new.push_str(newline);
    }
    new.push_str(&format!(
        "{newline}{newline}if __name__ == \"__main__\":{newline}    main()"
    ));
    if text.ends_with('\n') {
        new.push_str(newline);
    }
    Ok(Outcome::Fix {
        findings,
        rewrite: Verified::trusted(new),
    })
}
