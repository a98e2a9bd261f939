//! What the files of a project say about how others are run: what test runners collect, and which functions are commands.

use std::path::{Path, PathBuf};

use globset::Glob;
use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use toml::{Table, Value};

use crate::lookup::{Disk, Places, up};
use crate::parse::Module;

/// Most folders above a file that are looked into.
const MOST_FOLDERS: usize = 16;

/// What a project says about how its files are run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What test runners take for tests, beside what they do unless they are told otherwise: patterns for names of files.
    pub tests: Vec<String>,
    /// The examples in docstrings are tests.
    pub has_doctests: bool,
    /// Functions that are installed as commands.
    pub commands: Vec<Command>,
}

/// A function that a generated script imports and calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What the command is called.
    pub name: String,
    /// The dotted name of the module.
    pub module: String,
    /// The function, perhaps an attribute of something in the module.
    pub function: String,
}

impl Manifest {
    /// What is said in the folders from that of a file up to the root of its repository; without one, of its project.
    pub fn around(path: &Path, places: &Places, disk: &dyn Disk) -> Manifest {
        let mut manifest = Manifest::default();
        folders(path, places, disk).iter().for_each(|folder| manifest.take(folder, disk));
        manifest
    }

    /// What is said in one folder.
    pub fn of_folder(folder: &Path, disk: &dyn Disk) -> Manifest {
        let mut manifest = Manifest::default();
        manifest.take(folder, disk);
        manifest
    }

    /// Is a file of this name one that test runners collect?
    pub fn is_test(&self, path: &Path) -> bool {
        let name = Path::new(path.file_name().unwrap_or_default());
        let matches = |pattern: &str| match pattern.contains('/') {
            true => Glob::new(&format!("**/{pattern}")).is_ok_and(|glob| glob.compile_matcher().is_match(path)),
            false => Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(name)),
        };
        USUAL_TESTS.iter().copied().chain(self.tests.iter().map(String::as_str)).any(matches)
    }

    fn take(&mut self, folder: &Path, disk: &dyn Disk) {
        let text = |name: &str| disk.text(&folder.join(name));
        if let Some(table) = text("pyproject.toml").and_then(|text| text.parse::<Table>().ok()) {
            self.pyproject(&table);
        }
        for (name, section) in
            [("pytest.ini", "pytest"), (".pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")]
        {
            let Some(text) = text(name) else { continue };
            let words = |key: &str| ini(&text, section, key).unwrap_or_default();
            self.pytest(&words("python_files"), &words("addopts"));
        }
        if let Some(text) = text("setup.cfg") {
            for kind in KINDS {
                let lines = ini(&text, "options.entry_points", kind).unwrap_or_default();
                self.commands.extend(lines.lines().filter_map(Command::parse));
            }
        }
        let setup = text("setup.py").filter(|text| KINDS.iter().any(|kind| text.contains(kind)));
        if let Some(module) = setup.and_then(|text| Module::parse(&folder.join("setup.py"), text).ok()) {
            let mut texts = Texts(Vec::new());
            module.body().iter().for_each(|statement| texts.visit_stmt(statement));
            self.commands.extend(texts.0.iter().flat_map(|text| text.lines()).filter_map(Command::parse));
        }
    }

    fn pyproject(&mut self, file: &Table) {
        let at = |path: &[&str]| path.iter().try_fold(file, |table, key| table.get(*key)?.as_table());
        for place in [&["tool", "pytest", "ini_options"][..], &["tool", "pytest"]] {
            let Some(table) = at(place) else { continue };
            let words = |key: &str| match table.get(key) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
                _ => String::new(),
            };
            self.pytest(&words("python_files"), &words("addopts"));
        }
        for place in [
            &["project", "scripts"][..],
            &["project", "gui-scripts"],
            &["tool", "poetry", "scripts"],
            &["tool", "flit", "scripts"],
        ] {
            for (name, value) in at(place).into_iter().flatten() {
                let target = match value {
                    Value::String(text) => Some(text.as_str()),
                    // Poetry has tables, too.
                    Value::Table(table) => ["reference", "callable"].iter().find_map(|key| table.get(*key)?.as_str()),
                    _ => None,
                };
                self.commands.extend(target.and_then(|target| Command::parse(&format!("{name} = {target}"))));
            }
        }
    }

    fn pytest(&mut self, files: &str, options: &str) {
        self.tests.extend(files.split_whitespace().map(str::to_string));
        self.has_doctests |= options.contains("--doctest-modules");
    }
}

/// What pytest collects, and Django and unittest.
const USUAL_TESTS: &[&str] = &["test_*.py", "*_test.py", "tests.py", "conftest.py"];

/// What groups of commands are called.
const KINDS: &[&str] = &["console_scripts", "gui_scripts"];

impl Command {
    /// `name = module:function [extra]`
    fn parse(line: &str) -> Option<Command> {
        let (name, target) = line.split_once('=')?;
        let target = target.split('[').next()?.trim();
        let (module, function) = target.split_once(':')?;
        let is_dotted = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
                && !text.contains("..")
        };
        let (name, module, function) = (name.trim(), module.trim(), function.trim());
        let is_whole =
            !name.is_empty() && !name.contains(char::is_whitespace) && is_dotted(module) && is_dotted(function);
        is_whole.then(|| Command { name: name.into(), module: module.into(), function: function.into() })
    }
}

/// The folders whose files say something about a file.
fn folders(path: &Path, places: &Places, disk: &dyn Disk) -> Vec<PathBuf> {
    let own = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let is_repository = |folder: &PathBuf| disk.is_folder(&folder.join(".git")) || disk.is_file(&folder.join(".git"));
    let above: Vec<PathBuf> =
        std::iter::successors(Some(own.clone()), |folder| Some(up(folder))).take(MOST_FOLDERS).collect();
    let levels = above.iter().position(is_repository).unwrap_or(places.levels).max(places.levels);
    above.into_iter().take(levels + 1).collect()
}

/// The value of a key in an INI file, with the lines that go on with it.
fn ini(text: &str, section: &str, key: &str) -> Option<String> {
    let mut is_here = false;
    let mut value: Option<String> = None;
    for line in text.lines() {
        let bare = line.trim();
        if line.starts_with('[') {
            is_here = bare == format!("[{section}]");
        } else if bare.is_empty() || bare.starts_with(['#', ';']) {
        } else if line.starts_with(char::is_whitespace) {
            if let Some(value) = value.as_mut() {
                value.push('\n');
                value.push_str(bare);
            }
            continue;
        } else if value.is_none()
            && let Some((name, rest)) = bare.split_once(['=', ':'])
            && is_here
            && name.trim() == key
        {
            value = Some(rest.trim().to_string());
            continue;
        }
        if value.is_some() && !bare.is_empty() && !bare.starts_with(['#', ';']) {
            return value;
        }
    }
    value
}

/// All texts in a file.
struct Texts(Vec<String>);

impl<'a> Visitor<'a> for Texts {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::StringLiteral(text) = expression {
            self.0.push(text.value.to_str().to_string());
        }
        walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Files(&'static [(&'static str, &'static str)]);

    impl Disk for Files {
        fn text(&self, path: &Path) -> Option<String> {
            self.0.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| text.to_string())
        }
    }

    fn manifest(files: &'static [(&'static str, &'static str)]) -> Manifest {
        Manifest::around(Path::new("p/a/x.py"), &Places { levels: 1, sources: Places::usual() }, &Files(files))
    }

    #[test]
    fn tests_are_told_by_patterns() {
        let plain = manifest(&[]);
        for name in ["test_x.py", "a/x_test.py", "tests.py", "conftest.py"] {
            assert!(plain.is_test(Path::new(name)), "{name}");
        }
        for name in ["test.py", "attest_x.py", "x_tests.py", "contest.py", "test_x/a.py"] {
            assert!(!plain.is_test(Path::new(name)), "{name}");
        }
        let tables: [&[(&str, &str)]; 5] = [
            &[("p/pytest.ini", "[pytest]\naddopts = -q\npython_files =\n    test_*.py\n    check_*.py\nx = 1\n")],
            &[("p/a/tox.ini", "[tox]\npython_files = no.py\n[pytest]\npython_files: check_*.py  other.py\n")],
            &[("p/setup.cfg", "[tool:pytest]\n# which\npython_files = check_*.py\n")],
            &[("p/pyproject.toml", "[tool.pytest.ini_options]\npython_files = [\"check_*.py\"]\n")],
            &[("p/pyproject.toml", "[tool.pytest.ini_options]\npython_files = \"other.py check_*.py\"\n")],
        ];
        for files in tables {
            let told = manifest(files);
            assert!(told.is_test(Path::new("p/a/check_x.py")), "{files:?}");
            assert!(!told.is_test(Path::new("p/a/no.py")) && !told.is_test(Path::new("p/a/x.py")), "{files:?}");
        }
        assert!(manifest(&[("p/pytest.ini", "[pytest]\naddopts = -q --doctest-modules\n")]).has_doctests);
        assert!(manifest(&[("pytest.ini", "[pytest]\npython_files = x.py\n")]).tests.is_empty(), "above the project");
    }

    #[test]
    fn commands_are_read_in_every_spelling() {
        let tables: [&[(&str, &str)]; 6] = [
            &[("p/pyproject.toml", "[project.scripts]\nrun = \"app.cli:main\"\n")],
            &[("p/pyproject.toml", "[project.gui-scripts]\nrun = \"app.cli:main\"\n")],
            &[(
                "p/pyproject.toml",
                "[tool.poetry.scripts]\nrun = {reference = \"app.cli:main\", type = \"console\"}\n",
            )],
            &[(
                "p/setup.cfg",
                "[options.entry_points]\nconsole_scripts =\n    run = app.cli:main [extra]\nother =\n  x = y:z\n",
            )],
            &[("p/setup.py", "setup(entry_points={'console_scripts': ['run=app.cli:main']})\n")],
            &[("p/setup.py", "setup(entry_points='''\n[gui_scripts]\nrun = app.cli : main\n''')\n")],
        ];
        let want = Command { name: "run".into(), module: "app.cli".into(), function: "main".into() };
        for files in tables {
            assert_eq!(manifest(files).commands, std::slice::from_ref(&want), "{files:?}");
        }
        assert_eq!(manifest(&[("p/setup.py", "setup(name='a=b:c')\n")]).commands, []);
    }
}
