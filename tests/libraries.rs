//! End to end against real libraries: what mpfix finds really fails, what it rewrites works under every start method, and
//! what it calls quiet works as it is.
//!
//! The libraries are installed once into a virtual environment that is kept, `target/libraries-VERSION` or
//! `$MPFIX_LIBRARIES_VENV`. Where they cannot be installed, the tests say so on standard error and are skipped; with
//! `MPFIX_REQUIRE_LIBRARIES=1` they fail.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run commands")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::case::{Case, Verdict, cases_in, ensure, root};
use crate::common::oracle::{again, compare, reference};
use crate::common::python::{METHODS, Python, pythons};

macro_rules! libraries {
    ($($library:ident)+) => {
        $(#[test] fn $library() { run(stringify!($library)); })+
        const LIBRARIES: &[&str] = &[$(stringify!($library)),+];
    };
}

libraries! { billiard dask joblib loky mpire multiprocess p_tqdm parmap pathos pebble pqdm scipy tqdm }

#[test]
fn every_library_is_run() {
    let entries = fs::read_dir(root().join("tests/libraries")).expect("a folder").flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut found: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    found.sort();
    assert_eq!(found, LIBRARIES);
}

fn run(library: &str) {
    let python = match environment() {
        Ok(python) => python,
        Err(fault) if std::env::var_os("MPFIX_REQUIRE_LIBRARIES").is_some() => panic!("{fault}"),
        Err(fault) => return skipped(library, fault),
    };
    let mut faults = Vec::new();
    for case in cases_in("tests/libraries", library) {
        if !python.suits(&case.spec.python) {
            skipped(&case.name, &format!("{python} is not {}", case.spec.python));
        } else if let Err(fault) = check(&case, python) {
            faults.push(format!("{}: {python}, {fault}", case.name));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn skipped(what: &str, why: &str) {
    say(&format!("\nSKIPPED, NOT TESTED: {what}: {why}\n"));
}

/// Prints a line, also when the output of tests is captured.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn check(case: &Case, python: &Python) -> Result<(), String> {
    let verdict = case.judge()?;
    let wanted = reference(case, python)?;
    let Verdict::Fixed { rewritten, .. } = verdict else {
        let done = python.run(case, case.copy().path(), "spawn");
        return compare(&wanted, done).map_err(|fault| format!("quiet, under spawn: {fault}"));
    };
    if case.spec.spawn_fails {
        // A library that starts processes its own way does not work under fork either.
        let worst = if case.spec.extra.reference.is_some() { "fork" } else { "spawn" };
        let done = python.run(case, case.copy().path(), worst);
        ensure(compare(&wanted, done).is_err(), format!("the original works under {worst}, so it starts nothing"))?;
    }
    for method in METHODS {
        let done = python.run(case, again(rewritten.path()).path(), method);
        compare(&wanted, done).map_err(|fault| format!("rewritten, under {method}: {fault}"))?;
    }
    Ok(())
}

/// A Python that has the libraries.
fn environment() -> Result<&'static Python, &'static str> {
    static ENVIRONMENT: OnceLock<Result<Python, String>> = OnceLock::new();
    ENVIRONMENT.get_or_init(install).as_ref().map_err(String::as_str)
}

fn install() -> Result<Python, String> {
    let base = pythons().first().ok_or("no Python to test with")?;
    let given = std::env::var_os("MPFIX_LIBRARIES_VENV").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| root().join("target").join(format!("libraries-{}", base.version())));
    let list = root().join("tests/libraries/requirements.txt");
    let wanted = fs::read_to_string(&list).map_err(|error| error.to_string())?;
    let (command, stamp) = (folder.join("bin/python"), folder.join("installed.txt"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && works(&command) {
        return Ok(Python::find(&command.to_string_lossy()));
    }
    say(&format!("installing the libraries of {} into {}", list.display(), folder.display()));
    let _ = fs::remove_file(&stamp);
    // What else lies in the folder is nobody's business here: nothing is cleared.
    done(Command::new(base.executable()).args(["-m", "venv"]).arg(&folder))?;
    let quick = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "20"];
    done(Command::new(&command).args(["-m", "pip", "install", "--no-deps", "-r"]).arg(&list).args(quick))?;
    fs::write(&stamp, wanted).map_err(|error| error.to_string())?;
    Ok(Python::find(&command.to_string_lossy()))
}

/// Does the interpreter of an environment still start? It does not when the Python it was made from is gone.
fn works(command: &Path) -> bool {
    Command::new(command).args(["-c", ""]).output().is_ok_and(|output| output.status.success())
}

fn done(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    let output = command.output().map_err(|error| format!("{shown}: {error}"))?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no output");
    ensure(output.status.success(), format!("{shown} fails: {last}"))
}
