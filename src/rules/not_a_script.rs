//! MP108: a file that is imported and never run: a guard would switch the start off. Its findings are MP002 then.

use super::{Facts, collected};
use crate::finding::{CallStep, Code, Finding, Refusal};
use crate::project::importers::Importer;

/// Files that some tool imports by their name.
const ONLY_IMPORTED: &[&str] = &[
    "__init__.py",
    "conftest.py",
    "sitecustomize.py",
    "usercustomize.py",
    "asgi.py",
    "dodo.py",
    "fabfile.py",
    "gunicorn.conf.py",
    "hubconf.py",
    "locustfile.py",
    "noxfile.py",
    "wsgi.py",
];

/// Is the file one that is only ever imported, or does a file that it imports start the processes?
pub fn check(facts: &Facts<'_>, findings: &[Finding]) -> Option<Refusal> {
    let range = findings.first()?.range;
    let refusal = |message: String, help: &str| Refusal {
        remedy: None,
        code: Code::NotAScript,
        range,
        message,
        help: vec![help.to_string()],
    };
    if let Some(name) = only_imported(facts) {
        let message = format!("`{name}` is imported and never run, so a main guard would switch the start off");
        return Some(refusal(message, "start the processes in a function that the program calls"));
    }
    if let Some(refusal) = started_by_import(findings) {
        return Some(refusal);
    }
    if let Some(command) = &facts.surroundings.command {
        let message = format!(
            "the file is imported by the script that is generated for the command `{command}`, so a main guard would switch \
             the start off"
        );
        return Some(refusal(message, "start the processes in the function that is installed"));
    }
    let reason = collected::reason(facts)?;
    let message = format!("{reason}, so the file is imported, and a main guard would switch the start off");
    let help = "start the processes in a fixture (pytest), in `setUpModule` or `setUpClass` (unittest), or in the test itself, \
                and end them there";
    Some(refusal(message, help))
}

/// The name of the file, when it is one that is only ever imported.
fn only_imported<'a>(facts: &Facts<'a>) -> Option<&'a str> {
    let name = facts.module.path().file_name()?.to_str()?;
    ONLY_IMPORTED.contains(&name).then_some(name)
}

/// Gives the findings of a file that others import the code for it.
pub fn recode(facts: &Facts<'_>, importers: &[Importer], findings: &mut [Finding]) {
    let is_imported = !importers.is_empty() || only_imported(facts).is_some() || facts.surroundings.command.is_some();
    if !is_imported && collected::reason(facts).is_none() {
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
        help: vec![format!("change `{file}` first: start its processes in a function, and call that function here")],
    })
}

/// Where the imported file that starts processes comes to do so, in its top level.
pub fn imported_start(path: &[CallStep]) -> Option<&CallStep> {
    let import = path.iter().rposition(|step| step.name.starts_with("import "))?;
    path.get(import + 1)
}
