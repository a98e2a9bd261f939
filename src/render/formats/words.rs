//! What formats without fields of their own for it say in words.

use std::path::Path;

use super::model::{Applicability, Diagnostic};
use crate::source::repository;

/// The message, then on lines of their own how the start is reached, what can be done, and why the file is not rewritten.
pub(super) fn told(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    if let Some(first) = diagnostic.call_path.first() {
        let names = diagnostic.call_path.iter().map(|step| step.name.clone());
        let file = named_from_root(Path::new(&first.path));
        let way: Vec<String> = std::iter::once(format!("{file}:{}", first.line)).chain(names).collect();
        lines.push(format!("via {}", way.join(" -> ")));
    }
    lines.extend(diagnostic.help.iter().map(|sentence| format!("help: {sentence}")));
    match (&diagnostic.refusal, diagnostic.applicability) {
        (Some(reason), _) => {
            lines.push(format!("not rewritten: {} {}", reason.code, reason.message));
            let is_new = |sentence: &&String| !diagnostic.help.contains(sentence);
            lines.extend(reason.help.iter().filter(is_new).map(|sentence| format!("help: {sentence}")));
        }
        (None, Applicability::Safe) => lines.push("fixable with `mpfix --write`".to_owned()),
        (None, Applicability::Unsafe) => lines.push("fixable with `mpfix --write --unsafe-fixes`".to_owned()),
        (None, Applicability::None) => {}
    }
    let created = diagnostic.fix.iter().flat_map(|fix| &fix.create);
    lines.extend(created.map(|new| makes(&new.path)));
    lines.join("\n")
}

/// That a rewrite makes a file, which is easily forgotten.
pub(super) fn makes(path: &str) -> String {
    format!("the rewrite makes the new file `{path}`: add it to version control, too")
}

/// What services call a file: its path from the root of the repository.
pub(super) fn named_from_root(path: &Path) -> String {
    String::from_utf8_lossy(&repository::patch_name(path)).into_owned()
}
