//! MP001, and MP003 where an import does it: a process is started while the module is imported.

use ruff_text_size::TextRange;

use crate::finding::{CallStep, Code, Finding};
use crate::interpret::trace::{Start, Trace};

/// One finding per place of the top level that starts processes, in the order of the text.
pub fn findings(trace: &Trace) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for start in &trace.starts {
        if findings.iter().any(|finding| finding.range == start.at) {
            continue;
        }
        findings.push(finding(start));
    }
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
    // What is true of all starts is said once.
    findings.iter_mut().skip(1).for_each(|finding| finding.help.clear());
    findings
}

/// Says of a `__main__.py` when children import it: not when its package is run.
pub fn only_by_path(findings: &mut [Finding]) {
    if let Some(first) = findings.first_mut() {
        let when = "under spawn (Windows, macOS) and forkserver (Linux from Python 3.14), each child process imports this file again if it is \
                    run by its path, or imported by what is run, and would start processes in turn; it does not with `-m`";
        first.help = vec![when.to_string()];
    }
}

/// The top-level statements that start processes, in order, each once.
pub fn statements(trace: &Trace) -> Vec<usize> {
    let mut statements: Vec<usize> = trace.starts.iter().map(|start| start.statement).collect();
    statements.sort_unstable();
    statements.dedup();
    statements
}

/// A file that stops a child on its way to the workers: `if __name__ != "__main__": sys.exit()`.
pub fn early_exit(at: TextRange, starts: &[Start]) -> Finding {
    Finding {
        code: Code::UnguardedStart,
        range: at,
        message:
            "a child stops here when it imports the file to find its worker, so the processes started later do nothing"
                .to_string(),
        call_path: starts.first().map(|start| start.path.clone()).unwrap_or_default(),
        help: vec![
            "an exit by `__name__` is no main guard: put what starts processes under `if __name__ == \"__main__\":`"
                .to_string(),
        ],
    }
}

/// `` the top level of `jobs.py`, line 9 ``
fn place(start: &Start) -> String {
    match super::not_a_script::imported_start(&start.path) {
        Some(CallStep { file: Some(file), line, .. }) => format!("the top level of `{file}`, line {line}"),
        _ => "its top level".to_string(),
    }
}

fn finding(start: &Start) -> Finding {
    let verb = if start.certain { "starts" } else { "may start" };
    let by_import = start.path.iter().find_map(|step| step.name.strip_prefix("import "));
    let (code, message) = match by_import {
        Some(module) => (
            Code::StartByImport,
            format!("importing `{module}` {verb} processes: `{}` runs at {}", start.what, place(start)),
        ),
        None => (Code::UnguardedStart, format!("`{}` {verb} processes while the module is imported", start.what)),
    };
    Finding {
        code,
        range: start.at,
        message,
        call_path: start.path.clone(),
        help: vec![
            "under spawn (Windows, macOS) and forkserver (Linux from Python 3.14), each child process imports this file again, and would start processes in turn"
                .to_string(),
        ],
    }
}
