//! Errors as real Pythons print them: each is known, and leads to the file, the line and the rewrite.
//!
//! `tests/errors/faults/` holds a script for each fault, `tests/errors/texts/` what each Python printed of it, which
//! `tests/errors/collect.py` collects.
#![expect(clippy::disallowed_methods, reason = "tests read their data")]

use std::fs;
use std::path::PathBuf;

use crate::common::case::root;
use crate::common::{FIXABLE, Folder};
use mpfix::traceback::{diagnose, faults};

/// What each script in `tests/errors/faults/` is an example of.
const FAULTS: &[(&str, &[&str])] = &[
    ("authentication-string", &["argument-not-picklable"]),
    ("context-mixed", &["contexts-mixed"]),
    ("context-set-twice", &["start-method-set-twice"]),
    ("daemon-with-children", &["daemon-with-children"]),
    ("exception-with-arguments", &["exception-not-picklable"]),
    ("executor-at-top", &["start-while-importing"]),
    ("executor-forkserver", &["start-while-importing"]),
    ("file-argument", &["argument-not-picklable"]),
    ("fork-with-threads", &["fork-with-threads"]),
    ("generator-argument", &["argument-not-picklable"]),
    ("input-at-top", &["standard-input-in-child"]),
    ("lambda-in-pool", &["worker-is-local"]),
    ("lambda-target", &["worker-is-local"]),
    ("local-target", &["worker-is-local"]),
    ("lock-argument", &["argument-not-picklable"]),
    ("lock-in-self", &["argument-not-picklable"]),
    ("lock-through-pool", &["shared-object-through-pool"]),
    ("main-process-name", &["start-while-importing"]),
    ("manager-at-top", &["start-while-importing"]),
    ("module-argument", &["argument-not-picklable"]),
    ("name-error-in-child", &["name-only-in-parent"]),
    ("name-error-in-process", &["name-only-in-parent"]),
    ("no-such-method", &["no-such-start-method"]),
    ("not-the-same-object", &["worker-replaced"]),
    ("pool-at-top", &["start-while-importing"]),
    // Python 2 cannot send a method at all.
    ("pool-in-self", &["pool-in-self", "bound-method-before-python3"]),
    ("process-at-top", &["start-while-importing"]),
    ("process-forkserver", &["start-while-importing"]),
    ("queue-through-pool", &["shared-object-through-pool"]),
    ("semaphore-gone", &["semaphore-gone"]),
    ("socket-argument", &["argument-not-picklable"]),
    ("started-process-in-self", &["identity-of-processes", "argument-not-picklable"]),
    ("unpicklable-result", &["result-not-picklable"]),
    ("weakref-argument", &["argument-not-picklable"]),
    ("worker-below-guard", &["worker-not-found"]),
    ("worker-from-stdin", &["script-from-standard-input"]),
    ("worker-killed", &["pool-broken"]),
];

/// Errors that no Python on this machine prints: of other systems, and of libraries.
const OTHERS: &[(&str, &str)] = &[
    (
        "RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method",
        "cuda-after-fork",
    ),
    ("RuntimeError: DataLoader worker (pid(s) 1234, 5678) exited unexpectedly", "data-loader-worker"),
    ("RuntimeError: DataLoader worker (pid 71) is killed by signal: Killed.", "data-loader-worker"),
    (
        "joblib.externals.loky.process_executor.TerminatedWorkerError: A worker process managed by the executor was unexpectedly terminated. This could be caused by a segmentation fault",
        "pool-broken",
    ),
    (
        "joblib.externals.loky.process_executor.BrokenProcessPool: A task has failed to un-serialize. Please ensure that the arguments of the function are all picklable.",
        "worker-not-found",
    ),
    ("_pickle.PicklingError: Could not pickle the task to send to the workers.", "argument-not-picklable"),
    (
        "tool.exe: error: unrecognized arguments: --multiprocessing-fork parent_pid=4 pipe_handle=400",
        "script-run-again",
    ),
    (
        "usage: tool [-h]\ntool: error: unrecognized arguments: -S -E -c from multiprocessing.resource_tracker import main;main(6)",
        "script-run-again",
    ),
    ("ValueError: cannot find context for 'fork'", "no-such-start-method"),
    ("ConnectionResetError: [Errno 104] Connection reset by peer", "child-died-while-starting"),
    ("EOFError: Ran out of input", "child-died-while-starting"),
    ("BrokenPipeError: [Errno 32] Broken pipe", "child-died-while-starting"),
    ("OSError: [WinError 87] The parameter is incorrect", "child-died-while-starting"),
    ("AttributeError: Can't get attribute 'work' on <module '__main__' (built-in)>", "worker-not-found"),
    ("AttributeError: Can't get attribute 'work' on <module 'jobs' from 'C:\\\\jobs.py'>", "worker-not-found"),
    (
        "objc[25509]: +[__NSPlaceholderDate initialize] may have been in progress in another thread when fork() was called.",
        "fork-with-threads",
    ),
    ("TypeError: cannot pickle '_io.BufferedReader' object", "argument-not-picklable"),
    ("RuntimeError: context has already been set", "start-method-set-twice"),
];

fn errors() -> PathBuf {
    root().join("tests/errors")
}

#[test]
fn what_real_pythons_print_is_known() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (fault, want) in FAULTS {
        let texts = fs::read_dir(errors().join("texts").join(fault)).unwrap_or_else(|error| panic!("{fault}: {error}"));
        for entry in texts.flatten() {
            seen += 1;
            let text = fs::read_to_string(entry.path()).expect("text");
            let got = diagnose(&text).map(|diagnosis| (diagnosis.fault.name.clone(), diagnosis.frames));
            let script = PathBuf::from("/home/ada/project/script.py");
            match got {
                Some((name, frames)) if want.contains(&&*name) => {
                    if text.contains("script.py") && !frames.iter().any(|frame| frame.path == script) {
                        wrong.push(format!("{}: does not lead to the script: {frames:?}", entry.path().display()));
                    }
                }
                other => wrong.push(format!("{}: {other:?}", entry.path().display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 300, "only {seen} texts");
    let scripts = fs::read_dir(errors().join("faults")).expect("faults").count();
    assert_eq!(scripts, FAULTS.len(), "a script in tests/errors/faults is missing in this table");
}

#[test]
fn what_other_systems_and_libraries_print_is_known() {
    for (text, want) in OTHERS {
        let got = diagnose(text).map(|diagnosis| &*diagnosis.fault.name);
        assert_eq!(got, Some(*want), "{text}");
    }
}

#[test]
fn each_fault_of_the_table_has_an_example_and_codes_that_exist() {
    assert!(faults().len() > 20);
    for fault in faults() {
        let known = FAULTS.iter().any(|(_, names)| names.contains(&&*fault.name));
        assert!(known || OTHERS.iter().any(|(_, name)| *name == fault.name), "{} has no example", fault.name);
        for sentence in [&fault.cause, &fault.todo] {
            assert!(sentence.ends_with('.'), "{}: {sentence}", fault.name);
        }
        assert!(!fault.look_for.ends_with('.'), "{}", fault.name);
    }
    let text = fs::read_to_string(root().join("src/traceback/faults.toml")).expect("the table");
    let codes: usize = faults().iter().map(|fault| fault.codes().count()).sum();
    assert_eq!(codes, text.matches("\"MP").count(), "a code is misspelt");
}

#[test]
fn other_errors_are_not_claimed() {
    for text in [
        "NameError: name 'x' is not defined",
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nZeroDivisionError: division by zero",
        "AttributeError: 'module' object has no attribute 'work'",
        "FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'",
        "error: unrecognized arguments: --verbos",
    ] {
        assert!(diagnose(text).is_none(), "{text}");
    }
    let folder = Folder::new();
    let ran = folder.mpfix_with_input(&["explain"], b"ZeroDivisionError: division by zero\n").exits(1);
    assert!(ran.silent().err.contains("paste all of the traceback"));
}

#[test]
fn a_traceback_leads_to_the_rewrite_of_its_file() {
    let folder = Folder::with([("script.py", FIXABLE)]);
    let text = fs::read_to_string(errors().join("texts/pool-at-top/3.12.txt")).expect("text");
    // The path of the traceback is of another machine; a file of that name is in the folder.
    let ran = folder.mpfix_with_input(&["explain"], text.as_bytes()).exits(0);
    for part in [
        "why: Under spawn",
        "where: script.py, line ",
        "at the top level",
        "MP001",
        "+if __name__ == \"__main__\":",
        "mpfix --write script.py",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let folder = Folder::new();
    let ran = folder.mpfix_with_input(&["explain"], text.as_bytes()).exits(0);
    assert!(ran.out.contains("(not on this machine); look for"), "{}", ran.out);
    let ran = folder.mpfix(&["explain", "TypeError: cannot pickle '_thread.lock' object"]).exits(0);
    assert!(ran.out.starts_with("TypeError: cannot pickle '_thread.lock' object\n\nwhy: "), "{}", ran.out);
    assert!(ran.out.contains("mpfix explain MP105"), "{}", ran.out);
}
