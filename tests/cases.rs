//! Every case within this process: what its kind asks for first, then the very patch, or the code of the refusal.
//!
//! Cases of kind `error` are about the command, and `tests/oracle.rs` runs the command on all.
//!
//! `UPDATE=1 cargo test --test all cases::` writes `snapshots/cases/` anew; a case that fails its kind is never written.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::common::case::{Case, Kind, cases, ensure, known_failures, root};
use crate::common::tree;
use mpfix::check::{Checker, Options};
use mpfix::outcome::Outcome;
use mpfix::parse::Module;
use mpfix::render::diff::{created, unified};
use mpfix::render::palette::Palette;
use mpfix::source::decode;

#[test]
fn cases_keep_their_kind_and_their_patch() {
    let known = known_failures();
    let mut faults = Vec::new();
    let mut taken = BTreeSet::new();
    for case in topics().iter().flat_map(|topic| cases(topic)) {
        if case.spec.kind == Kind::Error || known.contains_key(&format!("tests/cases/{}", case.name)) {
            continue;
        }
        match outcome(&case) {
            Err(fault) => faults.push(format!("{}: {fault}", case.name)),
            Ok(seen) => faults.extend(compare(&case, &seen, &mut taken)),
        }
    }
    for path in snapshots().into_iter().filter(|path| !taken.contains(path)) {
        match is_update() {
            true => fs::remove_file(&path).expect("removed"),
            false => faults.push(format!("{} belongs to no case that is rewritten or refused", path.display())),
        }
    }
    assert!(
        faults.is_empty(),
        "\n{}\n\nIf the patches are right: UPDATE=1 cargo test --test all cases::\n",
        faults.join("\n")
    );
}

/// What mpfix does with the files of a case.
#[derive(Default)]
struct Seen {
    patch: Vec<u8>,
    /// `file:line: code` for each refusal.
    refused: String,
}

/// Judges all scripts of a case; the kind holds for what comes out.
fn outcome(case: &Case) -> Result<Seen, String> {
    let folder = case.copy();
    let named = vec![folder.path().to_path_buf()];
    let checker = Checker::new(Options { named, applies: true, ..Options::default() });
    let checker = checker.map_err(|trouble| trouble.to_string())?;
    let is_code = |name: &str| name.ends_with(".py") || name.ends_with(".ipynb");
    let files: Vec<_> = tree(folder.path()).into_iter().filter(|(name, _)| is_code(name)).collect();
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    checker.expect(paths.iter().map(PathBuf::as_path));
    let mut seen = Seen::default();
    for ((name, bytes), path) in files.into_iter().zip(&paths) {
        let file = decode(path, &bytes).map_err(|trouble| trouble.to_string())?;
        match checker.outcome(&file).map_err(|trouble| trouble.to_string())? {
            Outcome::Quiet | Outcome::Found { .. } => {}
            Outcome::Fix { rewrite, .. } => {
                let new = file.encode(rewrite.text()).map_err(|trouble| trouble.to_string())?;
                seen.patch.extend(unified(name.as_bytes(), &bytes, &new, Palette::plain()));
                if let Some(new) = rewrite.created() {
                    let name = new.path().file_name().expect("a name").as_encoded_bytes();
                    seen.patch.extend(created(name, new.text().as_bytes(), Palette::plain()));
                }
            }
            Outcome::Refused { refusal, .. } => {
                let module = Module::parse(file.path(), file.text().to_owned()).map_err(|fault| fault.message)?;
                let line = module.line(refusal.range.start());
                seen.refused += &format!("{name}:{line}: {}\n", refusal.code.as_str());
            }
            Outcome::Faulty { breaches, .. } => return Err(breaches.join("; ")),
        }
    }
    let (rewritten, refused) = (!seen.patch.is_empty(), !seen.refused.is_empty());
    let right = match case.spec.kind {
        Kind::Fix => rewritten && !refused,
        Kind::Refuse => refused && !rewritten,
        Kind::FixOrRefuse => rewritten || refused,
        Kind::Quiet | Kind::Error | Kind::Notebook => !rewritten && !refused,
    };
    ensure(right, format!("has to be {:?}, and {}", case.spec.kind, seen.in_words()))?;
    Ok(seen)
}

impl Seen {
    fn in_words(&self) -> String {
        match (self.patch.is_empty(), self.refused.is_empty()) {
            (false, _) => "is rewritten".to_owned(),
            (_, false) => format!("is refused: {}", self.refused.trim_end()),
            _ => "nothing is found".to_owned(),
        }
    }
}

/// Compares with the snapshot, or writes it.
fn compare(case: &Case, seen: &Seen, taken: &mut BTreeSet<PathBuf>) -> Option<String> {
    let (extension, text) = match (seen.patch.is_empty(), seen.refused.is_empty()) {
        (true, true) => return None,
        (false, _) => ("diff", &seen.patch[..]),
        (true, false) => ("refused", seen.refused.as_bytes()),
    };
    let path = folder().join(format!("{}.{extension}", case.name));
    taken.insert(path.clone());
    if fs::read(&path).unwrap_or_default() == text {
        return None;
    }
    if is_update() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("written");
        return None;
    }
    let shown = path.strip_prefix(root()).expect("inside").display();
    Some(format!("{}: not as in {shown}; now:\n{}", case.name, String::from_utf8_lossy(text)))
}

fn topics() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/cases")).expect("a folder").flatten();
    let mut topics: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    topics.sort();
    topics
}

fn snapshots() -> BTreeSet<PathBuf> {
    let topics = fs::read_dir(folder()).into_iter().flatten().flatten();
    topics
        .flat_map(|topic| fs::read_dir(topic.path()).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .collect()
}

fn folder() -> PathBuf {
    root().join("snapshots/cases")
}

fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}
