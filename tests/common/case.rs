//! Acceptance cases: reads `case.json`, runs the command on a copy of the case, and says what came of it.
//!
//! A case is a folder with `case.json`, the script and what it needs; the format stands in `tests/cases/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::RegexBuilder;
use serde::Deserialize;
use tempfile::TempDir;

use super::{Ran, copy, tree};

/// One folder of `tests/cases`.
pub struct Case {
    /// `topic/NNN-short-name`.
    pub name: String,
    pub folder: PathBuf,
    pub spec: Spec,
}

/// `case.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The script to run and to rewrite.
    pub entry: String,
    pub kind: Kind,
    /// One line.
    pub why: String,
    /// The range of Python versions, such as `>=3.8,<3.12`.
    #[serde(default)]
    pub python: String,
    /// False: never executed.
    #[serde(default = "yes")]
    pub run: bool,
    /// What Python is given in place of the entry: `["-m", "pkg.tool"]`.
    #[serde(default)]
    pub cmd: Vec<String>,
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(default)]
    pub stdin: String,
    /// Read by whoever checks that the original breaks under spawn.
    #[serde(default = "yes")]
    pub spawn_fails: bool,
    #[serde(default)]
    pub extra: Extra,
}

/// Conditions beyond the kind.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Extra {
    /// Expressions found, or not found, in the rewritten script.
    pub must_contain: Vec<String>,
    pub must_not_contain: Vec<String>,
    /// Other files that change, or do not.
    pub changed: BTreeSet<String>,
    pub unchanged: BTreeSet<String>,
    /// Expressions found in what mpfix prints.
    pub finding: Vec<String>,
    /// `expected_ok`: the original works under no start method, so the expected text is the measure.
    pub reference: Option<String>,
    /// The kind of a notebook.
    pub expect: Option<Kind>,
    /// A script of the case that finishes the copy.
    pub setup: Option<String>,
    /// What mpfix gets in place of the folder.
    pub paths: Option<Vec<String>>,
    /// Exit statuses that are right, for errors.
    pub rc: Option<Vec<i32>>,
    /// mpfix has to run as an ordinary user.
    pub nonroot: bool,
    /// Python would read the file; said for whoever checks the cases.
    pub python_accepts: bool,
    /// The entry does not exist, on purpose.
    pub no_entry: bool,
}

/// What is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Fix,
    Quiet,
    Refuse,
    FixOrRefuse,
    Error,
    /// Of the kind that `extra.expect` holds; the entry is a Jupyter notebook.
    Notebook,
}

/// What came of a case; all that its kind asks for holds.
pub enum Verdict {
    /// Nothing found, or nothing that could be read.
    Nothing,
    /// Rewritten.
    Fixed {
        /// What `--diff` prints.
        diff: String,
        /// A copy of the case after `--write`.
        rewritten: TempDir,
    },
    /// Found and left alone: `file:line: code` for each refusal.
    Refused(String),
}

/// All cases of a topic, in order.
pub fn cases(topic: &str) -> Vec<Case> {
    cases_in("tests/cases", topic)
}

/// The same for another folder than `tests/cases`.
pub fn cases_in(place: &str, topic: &str) -> Vec<Case> {
    let folder = root().join(place).join(topic);
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).expect("a topic") {
        let folder = entry.expect("an entry").path();
        let name = format!("{topic}/{}", folder.file_name().expect("a name").to_string_lossy());
        let text = fs::read_to_string(folder.join("case.json")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut spec: Spec = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        spec.kind = spec.extra.expect.unwrap_or(spec.kind);
        cases.push(Case { name, folder, spec });
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty(), "no cases in {topic}");
    cases
}

/// The cases known to fail today, with the reason: `tests/known_failures.txt`.
pub fn known_failures() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("tests/known_failures.txt")).expect("readable");
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, reason) = line.split_once('#').unwrap_or_else(|| panic!("{line}: no reason"));
            (name.trim().to_owned(), reason.trim().to_owned())
        })
        .collect()
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Case {
    /// Runs the command in every mode and checks what the kind asks for.
    ///
    /// # Errors
    /// What is wrong, in one line.
    pub fn judge(&self) -> Result<Verdict, String> {
        if self.spec.kind == Kind::Error {
            return self.troubles().map(|()| Verdict::Nothing);
        }
        let folder = self.copy();
        let before = tree(folder.path());
        let listed = self.mpfix(&folder, &[])?;
        let diff = self.mpfix(&folder, &["--diff"])?;
        ensure(tree(folder.path()) == before, "a listing or a patch changed files")?;
        let written = self.mpfix(&folder, &["--write"])?;
        let after = tree(folder.path());
        match (self.spec.kind, after != before) {
            (Kind::Quiet, changed) => {
                ensure(!changed, "a file was rewritten")?;
                ensure(listed.code == Some(0), format!("found: {}", first_line(&listed.out)))?;
                Ok(Verdict::Nothing)
            }
            (Kind::Refuse, true) => Err("rewritten, where only a refusal is right".to_owned()),
            (Kind::Fix, false) => Err(format!("not rewritten: {}", refusals(&listed.out).replace('\n', " "))),
            (_, true) => {
                self.fixed(&folder, &before, &after, [&listed, &diff, &written].map(|ran| ran.code))?;
                Ok(Verdict::Fixed { diff: diff.out, rewritten: folder })
            }
            (_, false) => {
                ensure([listed.code, written.code] == [Some(1); 2], "nothing found")?;
                let text = format!("{}{}", listed.out, written.out);
                self.mentions(&self.spec.extra.finding, &text)?;
                let refused = refusals(&listed.out);
                ensure(!refused.is_empty(), "no reason given")?;
                Ok(Verdict::Refused(refused))
            }
        }
    }

    /// A fresh copy of the case, without what only the tests read.
    pub fn copy(&self) -> TempDir {
        let folder = TempDir::new().expect("a folder");
        let hidden = ["case.json", "expected_ok", "expected_ok.py", "_setup.py", "__pycache__"];
        copy(&self.folder, folder.path(), &|name| !hidden.contains(&name));
        if let Some(setup) = &self.spec.extra.setup {
            let done = Command::new("python3").arg(self.folder.join(setup)).current_dir(folder.path()).status();
            assert!(done.is_ok_and(|status| status.success()), "{}: the setup fails", self.name);
        }
        folder
    }

    fn fixed(&self, folder: &TempDir, before: &Tree, after: &Tree, codes: [Option<i32>; 3]) -> Result<(), String> {
        let [listed, diff, written] = codes;
        ensure([listed, diff] == [Some(1); 2], "rewritten, though nothing was found")?;
        ensure(written == Some(0), format!("--write exits {written:?}"))?;
        let extra = &self.spec.extra;
        let text = String::from_utf8_lossy(&after[&self.spec.entry]).into_owned();
        self.mentions(&extra.must_contain, &text)?;
        for pattern in &extra.must_not_contain {
            ensure(!found(pattern, &text), format!("the rewritten text has /{pattern}/"))?;
        }
        for name in &extra.unchanged {
            ensure(before.get(name) == after.get(name), format!("{name} was rewritten"))?;
        }
        for name in &extra.changed {
            ensure(before.get(name) != after.get(name), format!("{name} was not rewritten"))?;
        }
        let again = self.mpfix(folder, &["--write"])?;
        ensure(again.code == Some(0) && &tree(folder.path()) == after, "a second run is not done with it")?;
        let listed = self.mpfix(folder, &[])?;
        ensure(listed.code == Some(0), format!("still found: {}", first_line(&listed.out)))
    }

    /// A file that cannot be read or understood is named and stays; the others are handled all the same.
    fn troubles(&self) -> Result<(), String> {
        let folder = self.copy();
        let before = tree(folder.path());
        let name = Path::new(&self.spec.entry).file_name().expect("a name").to_string_lossy().into_owned();
        let named = vec![regex::escape(&name)];
        let patterns = if self.spec.extra.finding.is_empty() { &named } else { &self.spec.extra.finding };
        for mode in [None, Some("--diff"), Some("--check"), Some("--write"), Some("--write")] {
            let ran = self.mpfix(&folder, mode.as_slice())?;
            let right = self.spec.extra.rc.clone().unwrap_or_else(|| vec![2]);
            let code = ran.code.unwrap_or(-1);
            ensure(right.contains(&code), format!("{mode:?} exits {code}: {}", first_line(&ran.err)))?;
            if mode != Some("--check") {
                self.mentions(patterns, &format!("{}{}", ran.out, ran.err))?;
            }
            let after = tree(folder.path());
            let changed: BTreeSet<&String> =
                before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).collect();
            let wanted =
                if mode == Some("--write") { self.spec.extra.changed.iter().collect() } else { BTreeSet::new() };
            ensure(changed == wanted, format!("{mode:?} changed {changed:?}"))?;
        }
        Ok(())
    }

    fn mentions(&self, patterns: &[String], text: &str) -> Result<(), String> {
        patterns.iter().try_for_each(|pattern| ensure(found(pattern, text), format!("/{pattern}/ is missing")))
    }

    fn mpfix(&self, folder: &TempDir, flags: &[&str]) -> Result<Ran, String> {
        let (mut command, _binary) = match self.spec.extra.nonroot {
            true => ordinary_user(folder.path()),
            false => (Command::new(env!("CARGO_BIN_EXE_mpfix")), None),
        };
        let default = vec![".".to_owned()];
        command.args(flags).args(self.spec.extra.paths.as_ref().unwrap_or(&default));
        let ran = Ran::from(command.current_dir(folder.path()).output().map_err(|error| error.to_string())?);
        let healthy = ran.code.is_some_and(|code| code < 2 || (code == 2 && self.spec.kind == Kind::Error));
        ensure(healthy, format!("mpfix {flags:?} exits {:?}: {}", ran.code, first_line(&ran.err)))?;
        Ok(ran)
    }
}

/// Files by their path below a folder; links by where they lead.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// `file:line: code` for each refusal of a listing.
fn refusals(listing: &str) -> String {
    let mut lines = String::new();
    for line in listing.lines() {
        let split = line.split_once(": not rewritten: ").or_else(|| line.split_once(": not rewritten because of the "));
        if let Some((place, rest)) = split {
            let mut parts = place.split(':');
            let (file, number) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            lines += &format!("{file}:{number}: {}\n", rest.split([' ', ':']).next().unwrap_or(rest));
        }
    }
    lines
}

/// The command as somebody whom permissions bind, also when the tests run as root; with the folder that holds it then.
fn ordinary_user(folder: &Path) -> (Command, Option<TempDir>) {
    let id = Command::new("id").arg("-u").output().expect("id").stdout;
    if id.trim_ascii() != b"0" {
        return (Command::new(env!("CARGO_BIN_EXE_mpfix")), None);
    }
    let place = TempDir::new().expect("a folder");
    let binary = place.path().join("mpfix");
    fs::copy(env!("CARGO_BIN_EXE_mpfix"), &binary).expect("copied");
    let owner = Command::new("chown").args(["-R", "65534:65534"]).args([folder, place.path()]).status();
    assert!(owner.is_ok_and(|status| status.success()), "root may give files away");
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(binary);
    (command, Some(place))
}

fn found(pattern: &str, text: &str) -> bool {
    let expression = RegexBuilder::new(pattern).multi_line(true).case_insensitive(true).build();
    expression.unwrap_or_else(|error| panic!("{error}")).is_match(text)
}

/// `Err(message)` unless `holds`.
pub fn ensure(holds: bool, message: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message.into()) }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("no output")
}

fn yes() -> bool {
    true
}
