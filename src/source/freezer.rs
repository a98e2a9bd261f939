//! Tells whether a project is frozen into an executable, where `freeze_support()` has to run first.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use aho_corasick::AhoCorasick;

use super::{regular, repository};

/// Looks for signs of a freezer (PyInstaller, cx_Freeze, py2exe, Nuitka, briefcase) and remembers what each folder shows.
#[derive(Debug)]
pub struct Freezers {
    names: Option<AhoCorasick>,
    folders: Mutex<HashMap<PathBuf, bool>>,
}

impl Freezers {
    /// Knows no folder yet.
    pub fn new() -> Self {
        Self { names: AhoCorasick::builder().ascii_case_insensitive(true).build(NAMES).ok(), folders: Mutex::default() }
    }

    /// Whether the project around `file` uses a freezer: its folder and those above it, up to the repository's root;
    /// outside of repositories the file's own folder alone. What cannot be read shows nothing.
    pub fn around(&self, file: &Path) -> bool {
        let Some(folder) = std::path::absolute(file).ok().and_then(|file| file.parent().map(Path::to_path_buf)) else {
            return false;
        };
        let folder = folder.canonicalize().unwrap_or(folder);
        let last = repository::root(&folder).unwrap_or_else(|| folder.clone());
        folder.ancestors().take_while(|above| above.starts_with(&last)).any(|above| self.shown_by(above))
    }

    fn shown_by(&self, folder: &Path) -> bool {
        let known = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(folder).copied();
        known.unwrap_or_else(|| {
            let shown = self.search(folder);
            self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_path_buf(), shown);
            shown
        })
    }

    fn search(&self, folder: &Path) -> bool {
        let Ok(entries) = folder.read_dir() else {
            return false;
        };
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_spec = name.ends_with(".spec");
            let is_metadata = matches!(&*name, "setup.py" | "setup.cfg" | "pyproject.toml" | "Pipfile")
                || (name.starts_with("requirements") && name.ends_with(".txt"));
            if !(is_spec || is_metadata) {
                return false;
            }
            let Ok(bytes) = regular::bytes(&entry.path(), MOST_BYTES) else {
                return false;
            };
            if is_spec {
                contains(&bytes, b"Analysis(")
            } else {
                bytes.split(|byte| *byte == b'\n').any(|line| self.names_freezer(line))
            }
        })
    }

    /// Whether a line names a freezer as a word of its own, outside of a comment.
    fn names_freezer(&self, line: &[u8]) -> bool {
        let starts_comment = |at: &usize| line[*at] == b'#' && (*at == 0 || line[*at - 1].is_ascii_whitespace());
        let code = &line[..(0..line.len()).find(starts_comment).unwrap_or(line.len())];
        let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let Some(names) = &self.names else {
            return false;
        };
        names.find_iter(code).any(|found| {
            let before = found.start().checked_sub(1).and_then(|at| code.get(at));
            !is_word(before) && !is_word(code.get(found.end()))
        })
    }
}

impl Default for Freezers {
    fn default() -> Self {
        Self::new()
    }
}

/// Largest file that may show a freezer, in bytes.
const MOST_BYTES: u64 = 4 << 20;

const NAMES: [&str; 6] = ["pyinstaller", "cx_freeze", "cx-freeze", "py2exe", "nuitka", "briefcase"];

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_outside_of_comments() {
        let freezers = Freezers::new();
        let yes: [&[u8]; 6] = [
            b"PyInstaller>=6",
            b"    \"nuitka\",",
            b"from cx_Freeze import setup",
            b"[tool.briefcase.app.x]",
            b"import py2exe\r",
            b"pyinstaller-hooks-contrib",
        ];
        let no: [&[u8]; 4] = [b"mynuitka", b"# pyinstaller", b"x  # no py2exe here", b"briefcases = 3"];
        for line in yes {
            assert!(freezers.names_freezer(line), "{}", line.escape_ascii());
        }
        for line in no {
            assert!(!freezers.names_freezer(line), "{}", line.escape_ascii());
        }
    }

    #[test]
    fn looks_up_to_the_root_of_the_repository() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("repo/.git")).expect("made");
        std::fs::create_dir_all(at("repo/a/b")).expect("made");
        std::fs::write(at("requirements.txt"), "pyinstaller\n").expect("written");
        assert!(!Freezers::new().around(&at("repo/a/b/x.py")), "outside of the repository");
        std::fs::write(at("repo/x.spec"), "Name: rpm\n").expect("written");
        assert!(!Freezers::new().around(&at("repo/a/b/x.py")), "a spec file of RPM");
        std::fs::write(at("repo/app.spec"), "a = Analysis(['app.py'])\n").expect("written");
        assert!(Freezers::new().around(&at("repo/a/b/x.py")));
        assert!(Freezers::new().around(&at("x.py")), "its own folder");
    }
}
