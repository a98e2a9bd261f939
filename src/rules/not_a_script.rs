//! MP108: a file that is imported and never run: a guard would switch the start off. Its findings are MP002 then.

use std::path::Path;

use crate::finding::{CallStep, Code, Finding, Refusal};
use crate::project::importers::Importer;

/// Files that some tool imports by their name.
const ONLY_IMPORTED: &[&str] = &["__init__.py", "conftest.py", "sitecustomize.py", "usercustomize.py"];

/// Is the file one that is only ever imported, or does a file that it imports start the processes?
pub fn check(path: &Path, findings: &[Finding]) -> Option<Refusal> {
    let name = path.file_name()?.to_str()?;
    let range = findings.first()?.range;
    if ONLY_IMPORTED.contains(&name) {
        return Some(Refusal {
            remedy: None,
            code: Code::NotAScript,
            range,
            message: format!("`{name}` is imported and never run, so a main guard would switch the start off"),
            help: vec!["start the processes in a function that the program calls".to_string()],
        });
    }
    started_by_import(findings)
}

/// Gives the findings of a file that others import the code for it.
pub fn recode(path: &Path, importers: &[Importer], findings: &mut [Finding]) {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if importers.is_empty() && !ONLY_IMPORTED.contains(&name) {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.code == Code::UnguardedStart) {
        finding.code = Code::StartInImportedModule;
    }
}

/// The start is at the top level of a module that this file imports: that is the file to mend.
fn started_by_import(findings: &[Finding]) -> Option<Refusal> {
    let (finding, place) = findings.iter().find_map(|finding| Some((finding, imported_start(&finding.call_path)?)))?;
    let file = place.file.as_deref().unwrap_or_default();
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range: finding.range,
        message: format!(
            "the processes are started at the top level of `{file}` (line {}) when it is imported, and children import it too",
            place.line
        ),
        help: vec![format!("mend `{file}` first: put what it starts into a function, and call that here")],
    })
}

/// Where the imported file that starts processes comes to do so, in its top level.
pub fn imported_start(path: &[CallStep]) -> Option<&CallStep> {
    let import = path.iter().rposition(|step| step.name.starts_with("import "))?;
    path.get(import + 1)
}
