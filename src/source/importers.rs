//! Who imports a file: a search for import lines that name it, in the files around it.
//!
//! It is asked only before a file is rewritten, so its cost does not follow the size of a project.

use std::path::{Path, PathBuf};

use super::overlay::Overlay;

/// Most files that are looked at.
const MOST_FILES: usize = 2_000;
/// Deepest folder below the starting one.
const DEEPEST: usize = 4;

/// The first file, by path, with an `import` or `from` line that names the module `path`.
pub fn of(path: &Path, files: &Overlay) -> Option<PathBuf> {
    if files.is_alone() {
        return None;
    }
    let stem = path.file_stem()?.to_str()?;
    let module = if stem == "__init__" { path.parent()?.file_name()?.to_str()? } else { stem };
    if module == "__main__" || module.is_empty() {
        return None;
    }
    let root = root_of(path)?;
    let mut walk = ignore::WalkBuilder::new(&root);
    walk.max_depth(Some(DEEPEST)).sort_by_file_path(Path::cmp).require_git(false);
    walk.build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .filter(|other| other.extension().is_some_and(|extension| extension == "py" || extension == "ipynb"))
        .take(MOST_FILES)
        .filter(|other| other != path && other.canonicalize().ok() != path.canonicalize().ok())
        .find(|other| files.bytes(other).is_some_and(|bytes| names_module(&bytes, module)))
}

/// The folder from which a file can be imported: above all packages it lies in.
fn root_of(path: &Path) -> Option<PathBuf> {
    let mut folder = path.parent()?;
    while folder.join("__init__.py").exists() {
        folder = folder.parent()?;
    }
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() })
}

/// Is there a line that begins with `import` or `from` and has the module's name in it as a word?
fn names_module(bytes: &[u8], module: &str) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let line = String::from_utf8_lossy(line);
        let code = line.trim_start();
        let imported = match (code.strip_prefix("from "), code.strip_prefix("import ")) {
            (Some(rest), _) | (_, Some(rest)) => rest.split('#').next().unwrap_or(rest),
            _ => return false,
        };
        imported.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == module)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_import_lines_count() {
        assert!(names_module(b"import os\nfrom pkg.jobs import run\n", "jobs"));
        assert!(names_module(b"    import jobs as j\n", "jobs"));
        assert!(!names_module(b"import jobs2\n# import jobs\nx = 'import jobs'\n", "jobs"));
    }
}
