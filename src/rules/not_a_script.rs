//! MP108: a file that is imported and never run: a guard would switch the start off. Its findings are MP002 then.

use std::path::Path;

use crate::finding::{Code, Finding, Refusal};
use crate::project::importers::Importer;

/// Files that some tool imports by their name.
const ONLY_IMPORTED: &[&str] = &["__init__.py", "conftest.py", "sitecustomize.py", "usercustomize.py"];

/// Is the file one that is only ever imported, or does another file import it?
pub fn check(path: &Path, importers: &[Importer], findings: &[Finding]) -> Option<Refusal> {
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
    if let Some(refusal) = started_by_import(findings) {
        return Some(refusal);
    }
    let importer = &importers.first()?.path;
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range,
        message: format!(
            "`{}` imports this file, and would get it without what moves below a main guard",
            importer.display()
        ),
        help: vec!["start the processes in a function, and call it where they are wanted".to_string()],
    })
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
    let (finding, module) = findings.iter().find_map(|finding| {
        Some((finding, finding.call_path.iter().find_map(|step| step.name.strip_prefix("import "))?))
    })?;
    let file = format!("{}.py", module.rsplit('.').next().unwrap_or(module));
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range: finding.range,
        message: format!(
            "the processes are started at the top level of `{file}` when it is imported, and children import it too"
        ),
        help: vec![format!("put what `{file}` starts into a function, and call it here")],
    })
}
