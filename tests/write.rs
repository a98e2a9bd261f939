//! Patches that `git apply` takes, and files that are replaced as a whole or not at all.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use std::fs;

use crate::common::{FIXABLE, Folder, STUCK};
use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{NoDisk, Places};
use mpfix::outcome::Outcome;
use mpfix::render::apply::apply;
use mpfix::render::diff::created;
use mpfix::render::palette::Palette;
use mpfix::source::{decode, read};
use mpfix::starters::Registry;

/// Checks that patch and direct rewrite come to the same bytes.
#[track_caller]
fn patch_equals_rewrite(name: &str, bytes: &[u8]) -> String {
    let patched = Folder::new();
    patched.git(&["init", "-q"], b"").exits(0);
    patched.write(name, bytes);
    let diff = patched.mpfix(&["--diff", "."]).exits(1);
    assert_eq!(diff.err, "");
    patched.git(&["apply", "--check"], &diff.bytes).exits(0);
    patched.git(&["apply"], &diff.bytes).exits(0);
    let written = Folder::new();
    written.write(name, bytes);
    written.mpfix(&["--write", "."]).exits(0);
    let (patched, written) = (fs::read(patched.path(name)), fs::read(written.path(name)));
    assert_ne!(written.as_deref().ok(), Some(bytes), "{name} changes");
    assert_eq!(patched.expect("read"), written.expect("read"), "{name}");
    diff.out
}

#[test]
fn git_takes_patches_with_any_line_ending() {
    let plain = patch_equals_rewrite("x.py", FIXABLE.as_bytes());
    assert!(plain.starts_with("--- a/x.py\n+++ b/x.py\n@@ -"), "{plain}");
    let crlf = patch_equals_rewrite("x.py", FIXABLE.replace('\n', "\r\n").as_bytes());
    assert!(crlf.lines().skip(2).filter(|line| line.starts_with('+')).count() > 2);
    assert!(crlf.contains("\r\n+"), "{crlf}");
    let cut = patch_equals_rewrite("x.py", FIXABLE.trim_end().as_bytes());
    assert!(cut.contains("\n\\ No newline at end of file\n"), "{cut}");
    patch_equals_rewrite("x.py", FIXABLE.replace('\n', "\r\n").trim_end().as_bytes());
}

#[test]
fn git_takes_patches_in_any_encoding() {
    let latin = [b"# coding: latin-1\n# \xe9\x80\n".as_slice(), FIXABLE.as_bytes(), b"    print('\xe9')\n"].concat();
    patch_equals_rewrite("x.py", &latin);
    patch_equals_rewrite("x.py", &[b"\xef\xbb\xbf".as_slice(), FIXABLE.as_bytes()].concat());
    patch_equals_rewrite(
        "x.py",
        &[b"# coding: shift_jis\n".as_slice(), FIXABLE.as_bytes(), b"    print('\x83\x5c')\n"].concat(),
    );
}

#[test]
fn git_takes_patches_for_odd_names() {
    for name in ["sub/deep/x.py", "with blank.py", "caf\u{e9}.py", "a\"quote\".py", "back\\slash.py", "tab\there.py"] {
        if cfg!(windows) && name.contains(['"', '\\', '\t']) {
            continue;
        }
        patch_equals_rewrite(name, FIXABLE.as_bytes());
    }
}

#[test]
fn names_in_patches_start_at_the_root_of_the_repository() {
    let folder = Folder::with([("repo/sub/x.py", FIXABLE), ("plain/x.py", FIXABLE)]);
    folder.git(&["init", "-q", "repo"], b"").exits(0);
    let header = |args: &[&str]| folder.mpfix(args).exits(1).out.lines().next().map(str::to_owned);
    assert_eq!(header(&["--diff", "repo/sub/x.py"]).as_deref(), Some("--- a/sub/x.py"));
    assert_eq!(header(&["--diff", "plain"]).as_deref(), Some("--- a/plain/x.py"));
}

#[test]
fn what_has_no_patch_is_listed_on_standard_error() {
    let folder = Folder::with([("a.py", STUCK), ("b.py", FIXABLE)]);
    let ran = folder.mpfix(&["--diff"]).exits(1).complains("a.py:4:").complains(": not rewritten: MP1");
    assert!(ran.out.starts_with("--- a/b.py\n"), "{}", ran.out);
    let ran = folder.mpfix(&["--write"]).exits(1);
    assert!(ran.out.contains(": not rewritten: MP1") && ran.out.contains("\nb.py: fixed 1 finding\n"), "{}", ran.out);
    assert_eq!(folder.read("a.py"), STUCK);
}

#[test]
fn a_second_run_finds_nothing() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    folder.mpfix(&["--write"]).exits(0);
    let once = folder.read("x.py");
    folder.mpfix(&["--write"]).exits(0).finds_nothing();
    folder.mpfix(&["--diff"]).exits(0).silent();
    assert_eq!(folder.read("x.py"), once);
    assert_eq!(folder.names("."), ["x.py"], "no temporary file is left");
}

#[test]
fn a_file_that_changed_meanwhile_stays_as_it_is() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let path = folder.path("x.py");
    let bytes = read(&path).expect("readable");
    let file = decode(&path, &bytes).expect("text");
    let places = Places::default();
    let modules = mpfix::project::Modules::default();
    let context = Context {
        freeze_support: FreezeSupport::Omit,
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice: false,
        disk: &NoDisk,
        places: &places,
        modules: &modules,
    };
    let Ok(Outcome::Fix { rewrite, .. }) = judge(&file, &context) else {
        panic!("a rewrite");
    };
    let changed = FIXABLE.replace("n * 2", "n * 3");
    folder.write("x.py", &changed);
    let trouble = apply(&file, &bytes, &rewrite).expect_err("not written");
    assert_eq!(trouble.message, "the file changed while mpfix was running");
    assert_eq!(folder.read("x.py"), changed);
    assert_eq!(folder.names("."), ["x.py"], "no temporary file is left");
    folder.write("x.py", FIXABLE);
    apply(&file, &bytes, &rewrite).expect("written");
    assert_eq!(folder.read("x.py"), rewrite.text());
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, symlink};

    use crate::common::{FIXABLE, Folder, mode, set_mode};

    #[test]
    fn mode_bits_are_kept_and_the_file_is_replaced() {
        let folder = Folder::with([("x.py", FIXABLE)]);
        let path = folder.path("x.py");
        for bits in [0o755, 0o640, 0o600] {
            folder.write("x.py", FIXABLE);
            set_mode(&path, bits);
            let old = fs::File::open(&path).expect("opened");
            folder.mpfix(&["--write"]).exits(0);
            assert_eq!(mode(&path), bits);
            assert_eq!(
                old.metadata().expect("metadata").len(),
                FIXABLE.len() as u64,
                "the old file itself is untouched"
            );
            assert_ne!(old.metadata().expect("metadata").ino(), fs::metadata(&path).expect("metadata").ino());
        }
    }

    #[test]
    fn a_signal_leaves_whole_files_and_no_others() {
        use std::io::Read as _;
        use std::process::Stdio;

        let folder = Folder::new();
        let names: Vec<String> = (0..200).map(|number| format!("{number:03}.py")).collect();
        for name in &names {
            folder.write(name, FIXABLE);
        }
        let mut child =
            folder.command_that_signals_end(&["--write"]).stdout(Stdio::piped()).spawn().expect("mpfix starts");
        let mut first = [0; 7];
        child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("a line");
        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("a signal");
        let status = child.wait().expect("an end");
        assert!(matches!(status.code(), Some(0 | 130)), "{status}");
        assert_eq!(folder.names("."), names, "no temporary file is left");
        let whole = folder.read(&names[0]);
        assert_ne!(whole, FIXABLE);
        assert!(names.iter().all(|name| [FIXABLE, &whole].contains(&&*folder.read(name))));
    }

    #[test]
    fn a_limit_of_the_size_of_files_leaves_them_whole() {
        let big = format!("# {}\n{FIXABLE}", "x".repeat(4096));
        let folder = Folder::with([("big.py", big.as_str()), ("small.py", FIXABLE)]);
        let mut shell = std::process::Command::new("bash");
        shell.args(["-c", "ulimit -f 2 && exec \"$0\" --write .", env!("CARGO_BIN_EXE_mpfix")]);
        let ran = crate::common::Ran::from(shell.current_dir(folder.path(".")).output().expect("bash starts")).exits(2);
        ran.complains("big.py: error: cannot write the file: it would be larger than files may be here");
        assert_eq!(folder.names("."), ["big.py", "small.py"], "no temporary file is left");
        assert_eq!(folder.read("big.py"), big);
        assert_ne!(folder.read("small.py"), FIXABLE);
    }

    #[test]
    fn links_stay_and_their_targets_change() {
        let folder = Folder::with([("real/x.py", FIXABLE)]);
        fs::create_dir(folder.path("bin")).expect("made");
        symlink("../real/x.py", folder.path("bin/x.py")).expect("a link");
        assert_eq!(
            folder.mpfix(&["--write", "bin/x.py"]).exits(0).out.lines().next(),
            Some("bin/x.py: fixed 1 finding")
        );
        assert!(fs::symlink_metadata(folder.path("bin/x.py")).expect("metadata").is_symlink());
        assert_ne!(folder.read("real/x.py"), FIXABLE);
        assert_eq!((folder.names("bin"), folder.names("real")), (vec!["x.py".to_owned()], vec!["x.py".to_owned()]));
    }

    #[test]
    fn a_file_under_two_names_is_rewritten_once() {
        let folder = Folder::with([("z.py", FIXABLE)]);
        symlink("z.py", folder.path("a.py")).expect("a link");
        let written = folder.mpfix(&["--write", "a.py", "z.py"]).exits(0);
        assert_eq!(written.out.lines().next(), Some("z.py: fixed 1 finding"));
    }

    #[test]
    fn a_write_protected_folder_keeps_its_files_and_a_write_protected_file_its_mode() {
        let folder = Folder::with([("a.py", FIXABLE), ("locked/x.py", FIXABLE), ("z.py", FIXABLE)]);
        set_mode(&folder.path("a.py"), 0o444);
        set_mode(&folder.path("locked"), 0o555);
        let may_write_anywhere = std::fs::write(folder.path("locked/probe"), "").is_ok();
        if may_write_anywhere {
            std::fs::remove_file(folder.path("locked/probe")).expect("the probe goes away");
        }
        let ran = folder.mpfix(&["--write"]).exits(if may_write_anywhere { 0 } else { 2 });
        set_mode(&folder.path("locked"), 0o755);
        assert_ne!(folder.read("a.py"), FIXABLE);
        assert_eq!(mode(&folder.path("a.py")), 0o444);
        if !may_write_anywhere {
            ran.complains("x.py: error: cannot write the file");
            assert_eq!(folder.read("locked/x.py"), FIXABLE);
            assert_eq!(folder.names("locked"), vec!["x.py".to_owned()]);
        }
    }
}

#[test]
fn the_patch_of_a_tree_is_what_write_does() {
    let crlf = FIXABLE.replace('\n', "\r\n");
    let cut = FIXABLE.trim_end();
    let names = [
        "sub/x.py",
        "sub/deep/with blank.py",
        "sub/caf\u{e9}.py",
        "sub/crlf.py",
        "sub/cut.py",
        "sub/stuck.py",
        "above.py",
    ];
    let texts = [FIXABLE, FIXABLE, FIXABLE, &crlf, cut, STUCK, FIXABLE];
    for below in [".", "sub", "sub/deep"] {
        let [patched, written] = [(); 2].map(|()| Folder::with(names.into_iter().zip(texts)));
        patched.git(&["init", "-q"], b"").exits(0);
        let here = |folder: &Folder, args: &[&str]| {
            let mut command = folder.command(args);
            command.current_dir(folder.path(below)).output().expect("mpfix runs")
        };
        let patch = here(&patched, &["--diff", "."]).stdout;
        assert!(!patch.is_empty());
        patched.git(&["-C", below, "apply"], &patch).exits(0);
        assert!(here(&written, &["--write", "."]).status.code().is_some_and(|code| code < 2));
        for name in names {
            assert_eq!(patched.read(name), written.read(name), "{name}, patched in {below}");
        }
        assert_ne!(written.read("sub/deep/with blank.py"), FIXABLE);
    }
}

#[test]
fn git_takes_patches_that_make_files() {
    let folder = Folder::new();
    let names: [&[u8]; 3] = [b"sub/x y.py", "caf\u{e9}.py".as_bytes(), b"empty.py"];
    let texts: [&[u8]; 3] = [b"a\n", b"no end", b""];
    for (name, text) in names.into_iter().zip(texts) {
        folder.git(&["apply"], &created(name, text, Palette::plain())).exits(0);
        assert_eq!(folder.read(&String::from_utf8_lossy(name)).as_bytes(), text);
    }
}

#[test]
fn what_was_written_can_be_taken_back() {
    let latin = [b"# coding: latin-1\n# \xe9\x80\r\n".as_slice(), FIXABLE.as_bytes()].concat();
    let folder = Folder::with([("a.py", FIXABLE), ("sub/b.py", FIXABLE), ("clean.py", "print(1)\n")]);
    folder.write("latin.py", &latin);
    let ran = folder.mpfix(&["--write", "--undo-file", "undo.json"]).exits(0);
    ran.complains("note: `mpfix undo undo.json` takes back what was written\n");
    assert!(folder.read("a.py") != FIXABLE && folder.read("sub/b.py") != FIXABLE);
    let ran = folder.mpfix(&["undo", "undo.json"]).exits(0);
    assert_eq!(ran.out, "a.py: as it was before\nlatin.py: as it was before\nsub/b.py: as it was before\n");
    assert_eq!((folder.read("a.py"), folder.read("sub/b.py")), (FIXABLE.to_owned(), FIXABLE.to_owned()));
    assert_eq!(fs::read(folder.path("latin.py")).expect("read"), latin);
    assert_eq!(folder.names("."), ["a.py", "clean.py", "latin.py", "sub"], "the undo file has done its work");
}

#[test]
fn nothing_is_taken_back_that_has_changed_since() {
    let folder = Folder::with([("a.py", FIXABLE), ("b.py", FIXABLE), ("c.py", FIXABLE)]);
    folder.mpfix(&["--write", "--undo-file", "undo"]).exits(0);
    let mine = format!("{}# mine\n", folder.read("b.py"));
    folder.write("b.py", &mine);
    fs::remove_file(folder.path("c.py")).expect("removed");
    let ran = folder.mpfix(&["undo", "undo"]).exits(2);
    assert_eq!(ran.out, "a.py: as it was before\n");
    ran.complains("b.py: error: not taken back: the file has changed since mpfix wrote it").complains("c.py: error: ");
    assert_eq!((folder.read("a.py"), folder.read("b.py")), (FIXABLE.to_owned(), mine.clone()));
    assert_eq!(folder.names("."), ["a.py", "b.py", "undo"], "no temporary file, and nothing comes back from nowhere");
    // What is left is in the file still, and can be taken back once the text is what mpfix wrote.
    folder.write("b.py", mine.trim_end_matches("# mine\n"));
    assert_eq!(folder.mpfix(&["undo", "undo"]).exits(2).out, "b.py: as it was before\n");
    assert_eq!(folder.read("b.py"), FIXABLE);
}

#[test]
fn an_undo_file_is_never_overwritten_and_comes_with_what_it_is_for() {
    let folder = Folder::with([("a.py", FIXABLE), ("mine", "text\n")]);
    folder.mpfix(&["--write", "--undo-file", "mine"]).exits(2).complains("mine: error: nothing is written: there is");
    folder
        .mpfix(&["--write", "--undo-file", "none/undo"])
        .exits(2)
        .complains("none/undo: error: the undo file: no such");
    assert_eq!((folder.read("a.py"), folder.read("mine")), (FIXABLE.to_owned(), "text\n".to_owned()));
    folder.mpfix(&["undo", "mine"]).exits(2).complains("mine: error: this is no file that");
    folder.mpfix(&["undo", "none"]).exits(2).complains("none: error: ");
    folder.mpfix(&["--diff", "--undo-file", "new"]).exits(2).complains("--undo-file goes with --write");
    folder.write("a.py", "print(1)\n");
    folder.mpfix(&["--write", "--undo-file", "new"]).exits(0);
    assert_eq!(folder.names("."), ["a.py", "mine"], "nothing was written, so there is nothing to take back");
}

#[test]
fn a_run_that_was_ended_can_be_taken_back() {
    let folder = Folder::with([("a.py", FIXABLE), ("b.py", FIXABLE)]);
    folder.mpfix(&["--write", "--undo-file", "undo"]).exits(0);
    // As if the run had ended after it had noted both files, and replaced one, while it noted a third.
    folder.write("b.py", FIXABLE);
    let log = folder.read("undo");
    folder.write("undo", format!("{log}{{\"path\":\"/nowhere/c.py\",\"bef"));
    assert_eq!(folder.mpfix(&["undo", "undo"]).exits(0).out, "a.py: as it was before\n");
    assert_eq!(
        (folder.read("a.py"), folder.names(".")),
        (FIXABLE.to_owned(), vec!["a.py".to_owned(), "b.py".to_owned()])
    );
}

#[test]
fn modules_made_for_a_notebook_are_taken_back_with_it() {
    let code = "from multiprocessing import Pool\n\ndef work(n):\n    return n * 2\n\nwith Pool(2) as pool:\n    print(pool.map(work, [1]))\n";
    let lines: Vec<String> = code.lines().map(|line| format!("{line}\n")).collect();
    let notebook = serde_json::json!({
        "cells": [{ "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": lines }],
        "metadata": { "language_info": { "name": "python" } }, "nbformat": 4, "nbformat_minor": 4,
    });
    let text = serde_json::to_string_pretty(&notebook).expect("JSON");
    let folder = Folder::with([("n.ipynb", text.as_str())]);
    folder.mpfix(&["--write", "--undo-file", "undo"]).exits(0);
    assert_eq!(folder.names("."), ["n.ipynb", "n_workers.py", "undo"]);
    let module = folder.read("n_workers.py");
    folder.write("n_workers.py", format!("{module}# mine\n"));
    folder.mpfix(&["undo", "undo"]).exits(2).silent().complains("n_workers.py: error: not taken back");
    assert_ne!(folder.read("n.ipynb"), text, "both, or neither");
    folder.write("n_workers.py", &module);
    assert_eq!(folder.mpfix(&["undo", "undo"]).exits(0).out, "n.ipynb: as it was before\nn_workers.py: removed\n");
    assert_eq!((folder.read("n.ipynb"), folder.names(".")), (text, vec!["n.ipynb".to_owned()]));
}
