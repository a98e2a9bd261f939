//! The command from the outside: exit status, streams, and the standard input filter.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::common::{BROKEN, FIXABLE, Folder, GUARDED, Ran, STUCK};

#[test]
fn exit_status_follows_the_outcome_and_the_mode() {
    let table = [
        (GUARDED, [0, 0, 0, 0]),
        ("print(1)\n", [0, 0, 0, 0]),
        (FIXABLE, [1, 1, 1, 0]),
        (STUCK, [1, 1, 1, 1]),
        (BROKEN, [2, 2, 2, 2]),
    ];
    for (text, codes) in table {
        for (mode, code) in [None, Some("--diff"), Some("--check"), Some("--write")].into_iter().zip(codes) {
            let folder = Folder::with([("x.py", text)]);
            let mut args = vec!["x.py"];
            args.extend(mode);
            let ran = folder.mpfix(&args);
            assert_eq!(ran.code, Some(code), "{mode:?}\n{text}\n{}{}", ran.out, ran.err);
            if mode != Some("--write") {
                assert_eq!(folder.read("x.py"), text, "{mode:?} leaves files alone");
            }
        }
    }
}

#[test]
fn the_listing_shows_place_excerpt_and_what_can_be_done() {
    let folder = Folder::with([("x.py", FIXABLE), ("y.py", STUCK), ("z.py", GUARDED)]);
    let ran = folder.mpfix(&[]).exits(1);
    assert!(ran.out.starts_with("x.py:8:6: MP001 "), "{}", ran.out);
    assert!(ran.out.contains("\n8 | with Pool(2) as pool:\n  |      ^^^^^^^"), "{}", ran.out);
    assert!(ran.out.contains("\n  fixable with --write\n"), "{}", ran.out);
    assert!(ran.out.contains("\ny.py:4:"), "{}", ran.out);
    assert!(ran.out.contains(": not rewritten: MP1"), "{}", ran.out);
    assert!(!ran.out.contains("z.py"), "{}", ran.out);
    assert_eq!(
        ran.out.lines().last(),
        Some("3 files checked, 2 findings: 1 file fixable with --write, 1 file not rewritten (1 MP104)")
    );
    assert_eq!(ran.err, "");
}

#[test]
fn quiet_gives_one_line_for_each_finding() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let ran = folder.mpfix(&["-q"]).exits(1);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.out.starts_with("x.py:8:6: MP001 "), "{}", ran.out);
    folder.mpfix(&["-q", "--write"]).exits(0).silent();
}

#[test]
fn nothing_found_is_one_line() {
    let ran = Folder::with([("x.py", GUARDED)]).mpfix(&[]).exits(0).finds_nothing();
    assert_eq!(ran.err, "");
}

#[test]
fn folders_without_files_are_mentioned() {
    let folder = Folder::with([(".gitignore", "*"), ("x.py", FIXABLE)]);
    let ran = folder.mpfix(&[]).exits(0).silent().complains("no Python files found");
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert_eq!(folder.mpfix(&["--quiet"]).exits(0).silent().err, "");
}

#[test]
fn check_prints_troubles_alone() {
    let folder = Folder::with([("x.py", FIXABLE), ("y.py", STUCK)]);
    assert_eq!(folder.mpfix(&["--check", "."]).exits(1).silent().err, "");
    folder.mpfix(&["--check", "x.py", "none.py"]).exits(2).silent().complains("none.py: error: ");
}

#[test]
fn one_bad_file_never_stops_the_others() {
    let folder = Folder::with([("a.py", BROKEN), ("c.py", FIXABLE), ("e.py", FIXABLE)]);
    folder.write("b.py", b"import multiprocessing\n'\xff'\n");
    folder.write("d.py", b"import multiprocessing\n\0");
    let ran = folder.mpfix(&["--write"]).exits(2).complains("a.py:").complains("b.py:2:2: error: ");
    assert_eq!(
        ran.out,
        "c.py: fixed 1 finding\ne.py: fixed 1 finding\n2 files checked, 2 findings: 2 files rewritten, 3 files not checked\n"
    );
    assert!(ran.complains("d.py:2:1: error: ").err.lines().count() >= 3);
}

#[test]
fn output_is_the_same_for_any_number_of_jobs() {
    let folder = Folder::new();
    for at in 0..60 {
        let text = [FIXABLE, STUCK, GUARDED, BROKEN][at % 4];
        folder.write(&format!("d{}/x{at:02}.py", at % 7), text);
    }
    let once = folder.mpfix(&["-j1"]).exits(2);
    for jobs in ["-j2", "-j8", "-j8", "-j8"] {
        let again = folder.mpfix(&[jobs]).exits(2);
        assert_eq!((&once.out, &once.err), (&again.out, &again.err), "{jobs}");
    }
    let mut places: Vec<&str> =
        once.out.lines().filter(|line| line.starts_with('d') && line.contains("MP001")).collect();
    assert_eq!(places.len(), 30);
    places.dedup();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn stdin_is_listed_patched_and_filtered() {
    let folder = Folder::new();
    let ran = folder.mpfix_with_input(&["-"], FIXABLE.as_bytes()).exits(1);
    assert!(ran.out.starts_with("<stdin>:8:6: MP001 "), "{}", ran.out);
    let ran = folder.mpfix_with_input(&["--diff", "--stdin-filename", "sub/x.py", "-"], FIXABLE.as_bytes()).exits(1);
    assert!(ran.out.starts_with("--- a/sub/x.py\n+++ b/sub/x.py\n@@ "), "{}", ran.out);

    folder.write("x.py", FIXABLE);
    folder.mpfix(&["--write", "x.py"]).exits(0);
    let ran = folder.mpfix_with_input(&["--write", "-"], FIXABLE.as_bytes()).exits(0);
    assert_eq!(ran.out, folder.read("x.py"));
    assert_eq!(ran.err, "");
    assert_eq!(folder.mpfix_with_input(&["--write", "-"], ran.out.as_bytes()).exits(0).out, ran.out);
}

#[test]
fn the_filter_hands_on_what_it_cannot_rewrite() {
    let folder = Folder::new();
    for (text, code) in [(GUARDED, 0), ("x = 1", 0), ("", 0), (STUCK, 1), (BROKEN, 2)] {
        let ran = folder.mpfix_with_input(&["--write", "-"], text.as_bytes()).exits(code);
        assert_eq!(ran.out, text);
        assert_eq!(ran.err.is_empty(), code == 0, "{}", ran.err);
    }
    let bytes = b"import multiprocessing\n'\xff'\n";
    let ran = folder.mpfix_with_input(&["--write", "-"], bytes).exits(2);
    assert_eq!(ran.bytes, bytes);
    ran.complains("<stdin>:2:2: error: byte 0xff is not utf-8 text");
}

#[test]
fn the_filter_keeps_the_encoding() {
    let text = format!("# coding: latin-1\r\n# \u{e9}\r\n{}", FIXABLE.replace('\n', "\r\n"));
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let ran = Folder::new().mpfix_with_input(&["--write", "-"], &bytes).exits(0);
    assert!(ran.bytes.starts_with(b"# coding: latin-1\r\n# \xe9\r\n"), "{}", ran.bytes.escape_ascii());
    assert_ne!(ran.bytes, bytes);
}

#[test]
fn misuse_is_exit_status_2() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let table: [&[&str]; 7] = [
        &["--diff", "--write", "x.py"],
        &["--check", "--diff"],
        &["-", "x.py"],
        &["--stdin-filename", "y.py", "x.py"],
        &["--exclude", "a[", "."],
        &["-j0"],
        &["--no-such"],
    ];
    for args in table {
        folder.mpfix_with_input(args, b"").exits(2).silent().complains("error: ");
    }
    assert_eq!(folder.read("x.py"), FIXABLE);
}

#[test]
fn help_has_examples() {
    let folder = Folder::new();
    assert!(folder.mpfix(&["--help"]).exits(0).out.contains("mpfix --diff . | git apply"));
    assert!(folder.mpfix(&["--version"]).exits(0).out.starts_with("mpfix "));
}

#[test]
fn a_reader_that_leaves_early_changes_nothing_about_the_status() {
    let folder = Folder::new();
    for at in 0..300 {
        folder.write(&format!("x{at}.py"), FIXABLE);
    }
    for args in [&["."][..], &["--diff", "."]] {
        let mut child =
            folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("mpfix starts");
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader.read_line(&mut String::new()).expect("a line");
        drop(reader);
        let ran = Ran::from(child.wait_with_output().expect("mpfix ends")).exits(1);
        assert_eq!(ran.err, "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a Linux device");
    let folder = Folder::with([("x.py", FIXABLE)]);
    let output = folder.command(&["x.py"]).stdout(full).stderr(Stdio::piped()).output().expect("mpfix starts");
    Ran::from(output).exits(2).complains("standard output: error: cannot write: no space left on device");
}

#[test]
fn freeze_support_takes_three_values() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    for value in ["auto", "always", "never"] {
        folder.mpfix(&["--freeze-support", value, "x.py"]).exits(1);
    }
    folder.mpfix(&["--freeze-support", "maybe", "x.py"]).exits(2);
}
