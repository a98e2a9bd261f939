//! Which files the command reads: folders, links, pipes, ignore rules, and what it says about paths it cannot read.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use crate::common::{FIXABLE, Folder, Ran};

/// Files with findings, in the order of the listing.
fn found(folder: &Folder, args: &[&str]) -> Vec<String> {
    let ran = folder.mpfix(&[&["-q"], args].concat());
    let names = ran.out.lines().filter_map(|line| line.split_once(':'));
    names.map(|(name, _)| name.replace('\\', "/")).collect()
}

#[test]
fn folders_give_python_files_and_files_are_always_taken() {
    let folder = Folder::with([
        ("b.py", FIXABLE),
        ("a/w.pyw", FIXABLE),
        ("a/notes.txt", FIXABLE),
        ("script", FIXABLE),
        (".hidden.py", FIXABLE),
        (".venv/x.py", FIXABLE),
        ("env/pyvenv.cfg", ""),
        ("env/lib/x.py", FIXABLE),
        ("node_modules/x.py", FIXABLE),
        ("x.py/inner.py", FIXABLE),
    ]);
    assert_eq!(found(&folder, &[]), ["a/w.pyw", "b.py", "x.py/inner.py"]);
    assert_eq!(found(&folder, &["x.py", "a"]), ["a/w.pyw", "x.py/inner.py"]);
    assert_eq!(
        found(&folder, &["script", ".hidden.py", "env", "a/notes.txt"]),
        [".hidden.py", "a/notes.txt", "env/lib/x.py", "script"]
    );
    assert_eq!(found(&folder, &["b.py", "./b.py", ".", "b.py"]), ["a/w.pyw", "b.py", "x.py/inner.py"]);
}

#[test]
fn scripts_without_an_extension_are_read_by_their_first_line_and_others_when_included() {
    let script = |line: &str| format!("{line}\n{FIXABLE}");
    let texts = ["#!/usr/bin/env python3", "#!/bin/sh", "#!/usr/bin/python"].map(script);
    let folder = Folder::with([
        ("bin/tool", &*texts[0]),
        ("bin/shell", &*texts[1]),
        ("bin/tool.txt", &*texts[2]),
        ("bin/plain", FIXABLE),
        ("bin/.hidden", &*texts[0]),
        ("web/app.fcgi", FIXABLE),
        ("web/skip.fcgi", FIXABLE),
    ]);
    assert_eq!(found(&folder, &[]), ["bin/tool"]);
    folder.write("mpfix.toml", "include = [\"*.fcgi\"]\nexclude = [\"skip*\"]\n");
    assert_eq!(found(&folder, &[]), ["bin/tool", "web/app.fcgi"]);
    assert_eq!(found(&folder, &["web"]), ["web/app.fcgi"]);
    folder.write("mpfix.toml", "include = [\"a[\"]\n");
    folder.mpfix(&[]).exits(2).complains("mpfix.toml:1:12: error: ");
}

#[test]
fn ignore_rules_hold_outside_of_repositories() {
    let folder = Folder::with([
        (".gitignore", "build/\n*_gen.py\n!keep_gen.py\n"),
        ("build/x.py", FIXABLE),
        ("a/y_gen.py", FIXABLE),
        ("a/keep_gen.py", FIXABLE),
        ("z.py", FIXABLE),
    ]);
    assert_eq!(found(&folder, &[]), ["a/keep_gen.py", "z.py"]);
    assert_eq!(found(&folder, &["a/y_gen.py"]), ["a/y_gen.py"], "named directly");
}

#[test]
fn exclude_takes_git_ignore_patterns() {
    let folder = Folder::with([("a/x.py", FIXABLE), ("b/x.py", FIXABLE), ("b/c/y.py", FIXABLE), ("z.py", FIXABLE)]);
    assert_eq!(found(&folder, &["--exclude", "x.py"]), ["b/c/y.py", "z.py"]);
    assert_eq!(found(&folder, &["--exclude", "/b/", "--exclude", "z*"]), ["a/x.py"]);
    assert_eq!(found(&folder, &["--exclude", "b/**/y.py", "b"]), ["b/x.py"]);
}

#[test]
fn missing_paths_are_named_and_the_run_goes_on() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    let ran = folder.mpfix(&["none.py", "x.py", "x.py/y.py"]).exits(2);
    assert!(ran.out.contains("x.py:8:6: MP001"), "{}", ran.out);
    ran.complains("none.py: error: cannot read the file: no such file or directory\n")
        .complains("x.py/y.py: error: cannot read the file: not a directory\n");
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::found;
    use crate::common::{FIXABLE, Folder, deny, permissions_bind, set_mode};

    #[test]
    fn links_in_folders_are_left_alone_and_named_ones_are_followed() {
        let folder = Folder::with([("real/x.py", FIXABLE), ("other.txt", FIXABLE), ("tree/z.py", FIXABLE)]);
        symlink("../real/x.py", folder.path("tree/link.py")).expect("a link");
        symlink("../other.txt", folder.path("tree/text.py")).expect("a link");
        symlink("../real", folder.path("tree/folder")).expect("a link");
        symlink("../real", folder.path("tree/folder.py")).expect("a link");
        symlink(".", folder.path("tree/loop")).expect("a link");
        symlink("../other.txt", folder.path("tree/plain.txt")).expect("a link");
        symlink("tree", folder.path("named")).expect("a link");
        assert_eq!(found(&folder, &["tree"]), ["tree/z.py"]);
        assert_eq!(found(&folder, &["named"]), ["named/z.py"]);
        assert_eq!(found(&folder, &["named", "tree"]).len(), 1, "each file once");
        assert_eq!(found(&folder, &["tree", "tree/text.py"]), ["tree/text.py", "tree/z.py"]);

        let told = folder.mpfix(&["--verbose", "tree"]).exits(1).err;
        for link in ["tree/folder", "tree/folder.py", "tree/link.py", "tree/loop", "tree/text.py"] {
            assert!(told.contains(&format!("{link}: a link, left alone: name it to have it followed\n")), "{told}");
        }
        assert!(!told.contains("plain.txt"), "{told}");
        assert!(!folder.mpfix(&["tree"]).exits(1).err.contains("link"));
        folder.mpfix(&["--write", "tree"]).exits(0);
        assert_eq!((folder.read("real/x.py"), folder.read("other.txt")), (FIXABLE.to_owned(), FIXABLE.to_owned()));
        folder.mpfix(&["--write", "tree/text.py"]).exits(0).complains("note: tree/text.py is a link; what is read");
        assert_ne!(folder.read("other.txt"), FIXABLE);
    }

    #[test]
    fn links_that_lead_nowhere_are_named() {
        let folder = Folder::with([("x.py", FIXABLE)]);
        symlink("gone.py", folder.path("broken.py")).expect("a link");
        symlink("circle2.py", folder.path("circle1.py")).expect("a link");
        symlink("circle1.py", folder.path("circle2.py")).expect("a link");
        symlink("gone", folder.path("broken.txt")).expect("a link");
        for args in [&[][..], &["broken.py", "circle1.py", "circle2.py", "x.py"]] {
            let ran = folder.mpfix(args).exits(2);
            assert!(ran.out.starts_with("x.py:8:6: "), "{}", ran.out);
            let ran = ran
                .complains("broken.py: error: a broken link: there is no gone.py\n")
                .complains("circle1.py: error: a circular")
                .complains("circle2.py: error: a circular");
            assert!(!ran.err.contains("broken.txt"), "{}", ran.err);
        }
    }

    fn pipe(folder: &Folder, name: &str) {
        let path = folder.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo starts").success());
    }

    /// The run has to end by itself; a test that waits for a pipe would never fail.
    #[track_caller]
    fn in_time(folder: &Folder, args: &[&str]) -> crate::common::Ran {
        let mut command = Command::new("timeout");
        command.arg("60").arg(env!("CARGO_BIN_EXE_mpfix")).args(args).current_dir(folder.path("."));
        let ran = crate::common::Ran::from(command.output().expect("timeout starts"));
        assert_ne!(ran.code, Some(124), "it hangs: {args:?}");
        ran
    }

    #[test]
    fn ignore_rules_in_a_pipe_close_their_folder_and_no_other() {
        for rules in [".gitignore", ".ignore", ".git", ".git/info/exclude"] {
            let folder = Folder::with([("a/x.py", FIXABLE), ("b/x.py", FIXABLE), ("b/sub/y.py", FIXABLE)]);
            pipe(&folder, &format!("b/{rules}"));
            let ran = in_time(&folder, &["-q"]).exits(2);
            assert_eq!(ran.out.lines().count(), 1, "{rules}: {}", ran.out);
            assert!(ran.out.starts_with("a/x.py:8:6: "), "{rules}: {}", ran.out);
            ran.complains(&format!("b/{rules}: error: cannot read which files git ignores: it is neither"));
            in_time(&folder, &["-q", "b/sub"]).exits(2).silent();
            in_time(&folder, &["-q", "b/x.py"]).exits(1);
        }
        let folder = Folder::with([("x.py", FIXABLE)]);
        fs::File::create(folder.path(".gitignore")).and_then(|file| file.set_len(3 << 30)).expect("made");
        in_time(&folder, &[]).exits(2).complains(".gitignore: error: cannot read which files git ignores: it has more");
    }

    #[test]
    fn modules_and_configurations_that_are_pipes_do_not_stop_a_run() {
        let script = format!("import helper\nimport thing.deep\n{FIXABLE}");
        let folder = Folder::with([("x.py", script.as_str()), ("sub/y.py", FIXABLE)]);
        for name in ["helper.py", "thing/deep.py", "setup.cfg", "pyproject.toml", "mpfix.toml", "sub/app.spec", "conf"]
        {
            pipe(&folder, name);
        }
        let ran = in_time(&folder, &["--diff", "-q"]).exits(1);
        assert!(ran.out.contains("+++ b/x.py") && ran.out.contains("+++ b/sub/y.py"), "{}\n{}", ran.out, ran.err);
        in_time(&folder, &["--config", "conf", "x.py"])
            .exits(2)
            .complains("conf: error: cannot read the configuration: it is neither a file nor a folder");
    }

    #[test]
    fn a_file_without_end_is_not_read() {
        let folder = Folder::with([("x.py", FIXABLE)]);
        fs::File::create(folder.path("big.py")).and_then(|file| file.set_len(3 << 30)).expect("made");
        let ran = in_time(&folder, &["-q"]).exits(2);
        assert!(ran.out.starts_with("x.py:8:6: "), "{}", ran.out);
        ran.complains(
            "big.py: error: cannot read the file: it has more than 100 MB, which is the most that mpfix reads",
        );
    }

    #[test]
    fn pipes_and_devices_are_never_opened() {
        let folder = Folder::with([("x.py", FIXABLE)]);
        let made = Command::new("mkfifo").arg(folder.path("pipe.py")).status().expect("mkfifo starts");
        assert!(made.success());
        symlink("/dev/zero", folder.path("zero.py")).expect("a link");
        let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket.py")).expect("a socket");
        let start = Instant::now();
        assert_eq!(found(&folder, &[]), ["x.py"]);
        folder.mpfix(&[]).exits(1);
        folder
            .mpfix(&["pipe.py", "zero.py", "socket.py"])
            .exits(2)
            .complains("pipe.py: error: neither a file nor a folder")
            .complains("zero.py: error: neither a file nor a folder")
            .complains("socket.py: error: neither a file nor a folder");
        assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn what_may_not_be_read_is_named() {
        let folder = Folder::with([("a.py", FIXABLE), ("locked/x.py", FIXABLE), ("z.py", FIXABLE)]);
        if !permissions_bind(&folder) {
            return;
        }
        deny(&folder.path("a.py"));
        deny(&folder.path("locked"));
        let ran = folder.mpfix(&["-q"]).exits(2);
        set_mode(&folder.path("locked"), 0o700);
        assert!(ran.out.starts_with("z.py:8:6: "), "{}", ran.out);
        ran.complains("a.py: error: cannot read the file: permission denied\n")
            .complains("locked: error: cannot read the folder: permission denied\n");
    }

    #[test]
    fn names_that_are_no_text_are_read() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;
        let folder = Folder::new();
        let name = OsStr::from_bytes(b"\xff\n.py");
        fs::write(folder.path(".").join(name), FIXABLE).expect("written");
        let ran = folder.mpfix(&["-q"]).exits(1);
        assert!(ran.out.starts_with("\u{fffd}\u{fffd}.py:8:6: "), "{}", ran.out);
        assert_eq!(
            folder.mpfix(&["--write"]).exits(0).out.lines().next(),
            Some("\u{fffd}\u{fffd}.py: fixed 1 finding")
        );
    }
}

#[test]
fn a_project_may_begin_above_the_folder_mpfix_is_run_in() {
    let folder = Folder::with([
        ("pyproject.toml", "[project]\nname = \"tools\"\n"),
        ("tools/pkg/__init__.py", ""),
        ("tools/pkg/run.py", "from pkg.app import main\n\nmain()\n"),
        ("tools/pkg/app.py", "from multiprocessing import Pool\n\n\ndef main():\n    print(Pool(1).map(abs, [1]))\n"),
    ]);
    for (inside, script) in [(".", "tools/pkg/run.py"), ("tools", "pkg/run.py")] {
        let mut command = folder.command(&["-q", script]);
        let ran = Ran::from(command.current_dir(folder.path(inside)).output().expect("mpfix starts"));
        assert!(ran.exits(1).out.contains("run.py:3:1: MP001"), "in {inside}");
    }
}
