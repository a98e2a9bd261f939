//! The flags for much code: exit status, git before and after, and patterns that hold for named files.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use crate::common::tools::{isolate, run};
use crate::common::{BROKEN, FIXABLE, Folder, GUARDED, Ran, STUCK};
use mpfix::render::intent::intend_to_add;

#[test]
fn exit_zero_is_about_findings_and_not_about_trouble() {
    let folder = Folder::with([("a/x.py", FIXABLE), ("b/stuck.py", STUCK), ("c/old.py", BROKEN), ("d/y.py", GUARDED)]);
    let table: [(&[&str], i32); 8] = [
        (&["--exit-zero", "a"], 0),
        (&["--exit-zero", "--check", "a"], 0),
        (&["--exit-zero", "--diff", "a"], 0),
        (&["--exit-zero", "b"], 0),
        (&["--exit-zero", "--write", "b"], 0),
        (&["--exit-zero", "--write", "b", "c"], 2),
        (&["--exit-zero", "missing"], 2),
        (&["--exit-zero", "d"], 0),
    ];
    for (args, code) in table {
        let ran = folder.mpfix(args);
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
    }
    let listed = folder.mpfix(&["--exit-zero", "a"]).exits(0).out;
    assert!(listed.starts_with("a/x.py:8:6: MP001 "), "what is found is printed all the same: {listed}");
}

#[test]
fn exit_non_zero_on_fix_tells_of_rewritten_files() {
    let folder = Folder::with([("x.py", FIXABLE), ("y.py", GUARDED)]);
    folder.mpfix(&["--write", "--exit-non-zero-on-fix", "y.py"]).exits(0);
    folder.mpfix(&["--write", "--exit-non-zero-on-fix"]).exits(1);
    folder.mpfix(&["--write", "--exit-non-zero-on-fix"]).exits(0).finds_nothing();
    let filter = &["--write", "--exit-non-zero-on-fix", "-"];
    folder.mpfix_with_input(filter, FIXABLE.as_bytes()).exits(1);
    folder.mpfix_with_input(filter, GUARDED.as_bytes()).exits(0);

    // Both together: what is left does not count, and what was done does.
    let folder = Folder::with([("x.py", FIXABLE), ("stuck.py", STUCK)]);
    let both = ["--write", "--exit-zero", "--exit-non-zero-on-fix"];
    folder.mpfix(&both).exits(1);
    folder.mpfix(&both).exits(0);
}

#[test]
fn force_exclude_holds_for_named_files() {
    let folder = Folder::with([
        ("x.py", FIXABLE),
        ("vendor/deep/x.py", FIXABLE),
        ("vendor/own/mpfix.toml", "exclude = [\"y.py\"]\n"),
        ("vendor/own/x.py", FIXABLE),
        ("vendor/own/y.py", FIXABLE),
        ("mpfix.toml", "exclude = [\"vendor/\"]\n"),
    ]);
    let files = ["x.py", "vendor/deep/x.py", "vendor/own/x.py", "vendor/own/y.py"];
    let found = |folder: &Folder, args: &[&str]| -> Vec<String> {
        let out = folder.mpfix(&[&["-q"], args, &files[..]].concat()).exits(1).out;
        out.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned()).collect()
    };
    assert_eq!(found(&folder, &[]).len(), 4);
    assert_eq!(found(&folder, &["--force-exclude"]), ["x.py"], "as if the current folder had been named");
    assert_eq!(found(&folder, &["--force-exclude", "--exclude", "x.py"]), ["vendor/own/y.py"]);
    assert_eq!(found(&folder, &["--force-exclude", "--isolated"]).len(), 4);
    // Patterns of another folder than that of the file cannot match.
    let outside = folder.path("x.py").display().to_string();
    let elsewhere = Folder::new();
    elsewhere.mpfix(&["-q", "--force-exclude", "--isolated", "--exclude", "*.py", &outside]).exits(1);
    folder.write("mpfix.toml", "exclude = [1]\n");
    folder.mpfix(&["--force-exclude", "x.py"]).exits(2).complains("mpfix.toml");
}

/// A repository with one commit in a subfolder.
fn repository(folder: &Folder, name: &str) {
    git(folder, &["init", "--quiet", name]);
    git(folder, &["-C", name, "add", "--all"]);
    git(folder, &["-C", name, "commit", "--quiet", "--message", "first"]);
}

#[track_caller]
fn git(folder: &Folder, args: &[&str]) -> String {
    let mut command = std::process::Command::new("git");
    isolate(&mut command);
    run(command.args(args).current_dir(folder.path("."))).exits(0).out
}

fn write_clean(folder: &Folder, args: &[&str]) -> Ran {
    folder.mpfix(&[&["--write", "--require-clean"], args].concat())
}

#[test]
fn require_clean_writes_what_git_can_undo() {
    let folder = Folder::with([("one/x.py", FIXABLE), ("one/sub/y.py", FIXABLE), ("two/x.py", FIXABLE)]);
    repository(&folder, "one");
    repository(&folder, "two");
    folder.write("one/notes.txt", "nobody's business");
    assert_eq!(write_clean(&folder, &["one", "two"]).exits(0).out.matches(": fixed 1 finding\n").count(), 3);
    assert_eq!(git(&folder, &["-C", "one", "status", "--short"]), " M sub/y.py\n M x.py\n?? notes.txt\n");
    // Nothing is left to write, so it does not matter that the work tree is not clean any more.
    write_clean(&folder, &["one", "two"]).exits(0).finds_nothing();
}

#[test]
fn require_clean_writes_nothing_at_all_otherwise() {
    let folder = Folder::with([("clean/x.py", FIXABLE), ("dirty/sub/x.py", FIXABLE), ("dirty/other.txt", "old\n")]);
    repository(&folder, "clean");
    repository(&folder, "dirty");
    let refused = |args: &[&str], part: &str| {
        let before = crate::common::tree(&folder.path("."));
        let ran = write_clean(&folder, args).exits(2).complains(part);
        ran.silent();
        let after = crate::common::tree(&folder.path("."));
        let is_source = |name: &&String| name.ends_with(".py");
        assert!(before.keys().filter(is_source).all(|name| before[name] == after[name]), "{args:?}");
    };
    folder.write("dirty/other.txt", "new\n");
    refused(
        &["clean", "dirty/sub"],
        "dirty: error: nothing is written: the work tree has uncommitted changes: other.txt\n",
    );
    git(&folder, &["-C", "dirty", "add", "other.txt"]);
    refused(&["dirty"], "uncommitted changes: other.txt\n");
    git(&folder, &["-C", "dirty", "reset", "--quiet", "--hard"]);
    git(&folder, &["-C", "dirty", "mv", "other.txt", "renamed.txt"]);
    refused(&["dirty"], "uncommitted changes: renamed.txt\n");
    write_clean(&folder, &["dirty/other.py", "clean"]).exits(2).complains("dirty/other.py: error: cannot read");
    git(&folder, &["-C", "clean", "reset", "--quiet", "--hard"]);
    git(&folder, &["-C", "dirty", "reset", "--quiet", "--hard"]);

    folder.write("dirty/new.py", FIXABLE);
    refused(&["clean", "dirty"], "dirty/new.py: error: nothing is written: git does not track this file");
    git(&folder, &["-C", "dirty", "add", "--intent-to-add", "new.py"]);
    refused(&["clean", "dirty"], "uncommitted changes: new.py\n");
    git(&folder, &["-C", "dirty", "reset", "--quiet"]);
    std::fs::remove_file(folder.path("dirty/new.py")).expect("removed");

    folder.write("free/x.py", FIXABLE);
    refused(&["clean", "free"], "free/x.py: error: not written: it is in no git repository");
    write_clean(&folder, &["clean", "dirty"]).exits(0);
}

#[cfg(unix)]
#[test]
fn require_clean_looks_at_the_repository_of_the_target_of_a_link() {
    let folder = Folder::with([("real/x.py", FIXABLE), ("links/a.txt", "")]);
    std::os::unix::fs::symlink("../real/x.py", folder.path("links/x.py")).expect("a link");
    repository(&folder, "real");
    repository(&folder, "links");
    folder.write("real/x.py", format!("# mine\n{FIXABLE}"));
    write_clean(&folder, &["links/x.py"]).exits(2).silent().complains("real: error: nothing is written");
    git(&folder, &["-C", "real", "reset", "--quiet", "--hard"]);
    folder.write("links/a.txt", "changed");
    write_clean(&folder, &["links/x.py"]).exits(0);
}

#[cfg(unix)]
#[test]
fn require_clean_needs_git() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    repository(&folder, ".");
    let mut command = folder.command(&["--write", "--require-clean"]);
    run(command.env("PATH", "/nowhere")).exits(2).silent().complains("cannot run git");
    assert_eq!(folder.read("x.py"), FIXABLE);
}

#[test]
fn flags_about_writing_go_with_write() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    folder.mpfix(&["--require-clean"]).exits(2).complains("--require-clean goes with --write");
    folder.mpfix(&["--diff", "--intent-to-add"]).exits(2).complains("--intent-to-add goes with --write");
    folder.mpfix(&["--write", "--require-clean", "-"]).exits(2).complains("--require-clean goes with --write");
    folder.mpfix(&["--write", "--intent-to-add"]).exits(0);
}

#[test]
fn git_commits_created_files_that_were_announced() {
    let folder = Folder::with([("repo/.gitignore", "ignored.py\n"), ("repo/a.py", FIXABLE), ("free.py", "")]);
    repository(&folder, "repo");
    for name in ["repo/new.py", "repo/sub/[odd] name.py", "repo/ignored.py", "repo/other.txt"] {
        folder.write(name, "x = 1\n");
    }
    let created = ["repo/new.py", "repo/sub/[odd] name.py", "repo/ignored.py", "free.py"].map(|name| folder.path(name));
    let troubles = intend_to_add(&created);
    let [trouble] = &troubles[..] else { panic!("{troubles:?}") };
    assert!(trouble.path.ends_with("repo/ignored.py") && trouble.message.contains("ignored"), "{trouble}");
    git(&folder, &["-C", "repo", "commit", "--quiet", "--all", "--message", "second"]);
    let committed = git(&folder, &["-C", "repo", "show", "--format=", "--name-only"]);
    assert_eq!(committed, "new.py\nsub/[odd] name.py\n");
    assert_eq!(git(&folder, &["-C", "repo", "show", "HEAD:new.py"]), "x = 1\n", "with what is in them");
    assert_eq!(intend_to_add(&[]).len(), 0);
}
