//! Configuration files: which holds for which file, what each key does, and what is said about faults.

use crate::common::{FIXABLE, Folder, STUCK};

/// The files with an MP001.
fn found(folder: &Folder, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["-q"].iter().chain(args).copied().collect();
    let out = folder.mpfix(&args).out;
    let lines = out.lines().filter(|line| line.contains(": MP001 "));
    lines.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_nearest_file_wins() {
    let folder = Folder::with([
        ("pyproject.toml", "[tool.mpfix]\nignore = [\"MP001\"]\n"),
        ("x.py", FIXABLE),
        ("a/pyproject.toml", "[project]\nname = \"a\"\n"),
        ("a/x.py", FIXABLE),
        ("b/pyproject.toml", "[tool.mpfix]\n"),
        ("b/x.py", FIXABLE),
        ("c/pyproject.toml", "[tool.mpfix]\n"),
        ("c/mpfix.toml", "ignore = [\"unguarded-start\"]\n"),
        ("c/x.py", FIXABLE),
    ]);
    assert_eq!(found(&folder, &[]), ["b/x.py"]);
    assert_eq!(found(&folder, &["a/x.py", "b/x.py"]), ["b/x.py"]);
    assert_eq!(found(&folder, &["--isolated"]).len(), 4);
    assert_eq!(found(&folder, &["--config", "b/pyproject.toml"]).len(), 4);
    assert_eq!(found(&folder, &["--config", "c/mpfix.toml", "b"]).len(), 0);
    assert_eq!(found(&folder, &["--extend-select", "MP001"]).len(), 4, "the command line wins");
    let ran = folder.mpfix_with_input(&["--check", "--stdin-filename", "b/y.py", "-"], FIXABLE.as_bytes());
    assert_eq!(ran.code, Some(1), "standard input is configured by its name");
    assert_eq!(folder.mpfix_with_input(&["--check", "-"], FIXABLE.as_bytes()).code, Some(0));
}

#[test]
fn codes_are_selected_as_on_the_command_line() {
    let table = [
        ("select = [\"MP1\"]", 0),
        ("select = [\"MP1\"]\nextend-select = [\"MP001\"]", 1),
        ("select = [\"ALL\"]\nignore = [\"MP0\"]", 0),
        ("select = [\"MP001\"]\nignore = [\"MP0\"]", 1),
        ("per-file-ignores = { \"x.py\" = [\"MP001\"] }", 0),
        ("per-file-ignores = { \"sub/*\" = [\"MP001\"] }", 0),
        ("per-file-ignores = { \"*/sub/*\" = [\"MP001\"] }", 1),
        ("per-file-ignores = { \"sub/*\" = [\"MP1\"] }", 1),
    ];
    for (text, code) in table {
        let folder = Folder::with([("p/mpfix.toml", text), ("p/sub/x.py", FIXABLE)]);
        assert_eq!(folder.mpfix(&["--check"]).code, Some(code), "{text}");
        let outside = Folder::with([("mpfix.toml", text), ("q/sub/x.py", FIXABLE)]);
        let here = if text.contains("/*") { 1 - i32::from(text.contains("*/")) } else { code };
        assert_eq!(outside.mpfix(&["--check"]).code, Some(here), "{text}: below the folder of the configuration");
    }
    let folder = Folder::with([("mpfix.toml", "ignore = [\"MP104\"]"), ("y.py", STUCK)]);
    assert!(folder.mpfix(&[]).exits(1).out.contains("not rewritten: MP104"), "a reason cannot be ignored");
}

#[test]
fn folders_are_left_out() {
    let files = [("a/x.py", FIXABLE), ("b/x.py", FIXABLE), ("c/x.py", FIXABLE), ("c/b/x.py", FIXABLE)];
    let with = |text| {
        let folder = Folder::with(files);
        folder.write("mpfix.toml", text);
        folder
    };
    let folder = with("exclude = [\"/b\"]\nextend-exclude = [\"a/\"]\n");
    assert_eq!(found(&folder, &[]), ["c/b/x.py", "c/x.py"]);
    assert_eq!(found(&folder, &["c"]), ["c/b/x.py", "c/x.py"]);
    assert_eq!(found(&folder, &["--exclude", "c"]), ["b/x.py"], "takes the place of `exclude`");
    assert_eq!(found(&folder, &["a/x.py"]), ["a/x.py"], "named directly");
    assert_eq!(found(&folder, &["--isolated"]).len(), 4);
    let folder = with("exclude = [\"b\"]\n");
    assert_eq!(found(&folder, &[]), ["a/x.py", "c/x.py"]);
    assert_eq!(found(&folder, &["a", "c"]), ["a/x.py", "c/x.py"]);
    let whole = folder.path("c").display().to_string();
    assert_eq!(found(&folder, &[&whole]).len(), 1, "of absolute paths too");
}

#[test]
fn freeze_support_is_configured() {
    for (text, wanted) in [("", false), ("freeze-support = \"always\"", true), ("freeze-support = \"never\"", false)] {
        let folder = Folder::with([("mpfix.toml", text), ("x.py", FIXABLE)]);
        let has = |args: &[&str]| folder.mpfix(args).exits(1).out.contains("freeze_support()");
        assert_eq!(has(&["--diff"]), wanted, "{text}");
        assert!(has(&["--diff", "--freeze-support", "always"]), "the command line wins");
        assert!(!has(&["--diff", "--freeze-support", "never"]));
    }
    let folder = Folder::with([("mpfix.toml", "unsafe-fixes = true"), ("x.py", FIXABLE)]);
    folder.mpfix(&[]).exits(1);
}

#[test]
fn faults_name_file_line_and_remedy() {
    let table = [
        ("selct = []", "mpfix.toml:1:1: error: mpfix knows no key `selct`\n  help: did you mean `select`?\n"),
        ("\nselect = [\"MP01\"]", "mpfix.toml:2:11: error: no code is called `MP01`; did you mean `MP001`?\n"),
        ("exclude = [\"a[\"]", "mpfix.toml:1:12: error: "),
        ("unsafe-fixes = 1", "mpfix.toml:1:16: error: invalid type: integer `1`, expected a boolean\n"),
        ("freeze-support = \"maybe\"", "mpfix.toml:1:18: error: `maybe` is not possible here"),
        ("x = [", "mpfix.toml:1:"),
    ];
    for (text, want) in table {
        let folder = Folder::with([("mpfix.toml", text), ("x.py", FIXABLE), ("y.py", FIXABLE), ("z.py", FIXABLE)]);
        for args in [&["."][..], &["x.py", "y.py", "z.py"], &["--config", "mpfix.toml"]] {
            let ran = folder.mpfix(args).exits(2).silent();
            assert!(ran.err.starts_with(want), "{}", ran.err);
            assert_eq!(ran.err.matches("error:").count(), 1, "said once: {}", ran.err);
        }
        folder.mpfix(&["--isolated", "."]).exits(1);
    }
}

#[test]
fn a_fault_in_one_folder_does_not_stop_the_others() {
    let folder = Folder::with([("a/mpfix.toml", "x = 1"), ("a/x.py", FIXABLE), ("b/x.py", FIXABLE)]);
    let ran = folder.mpfix(&["--write"]).exits(2).complains("a/mpfix.toml:1:1: error: mpfix knows no key `x`");
    assert_eq!(ran.out.lines().next(), Some("b/x.py: fixed 1 finding"));
    assert_eq!(folder.read("a/x.py"), FIXABLE);
}

#[test]
fn configurations_matter_only_where_there_are_files() {
    let folder = Folder::with([("a/mpfix.toml", "x = 1"), ("x.py", "print(1)\n")]);
    folder.mpfix(&[]).exits(0).finds_nothing();
    folder.write("a/x.py", "print(1)\n");
    folder.mpfix(&[]).exits(2).complains("a/mpfix.toml:1:1: error: mpfix knows no key `x`");
    let broken = Folder::with([("pyproject.toml", "[project\n"), ("x.py", FIXABLE)]);
    broken.mpfix(&[]).exits(1);
    broken.write("pyproject.toml", "[tool.mpfix\n");
    broken.mpfix(&[]).exits(2).complains("pyproject.toml:1:");
}

#[test]
fn a_configuration_extends_another() {
    let folder = Folder::with([
        ("base.toml", "ignore = [\"MP001\"]\nextend-exclude = [\"/a/old.py\", \"new.py\"]\nquiet = [\"farm.a\"]\n"),
        ("a/mpfix.toml", "extend = \"../base.toml\"\n"),
        ("a/x.py", FIXABLE),
        ("b/mpfix.toml", "extend = \"../base.toml\"\nignore = []\nquiet = [\"farm.b\"]\n"),
        ("b/x.py", FIXABLE),
        ("b/new.py", FIXABLE),
    ]);
    assert_eq!(found(&folder, &["a", "b"]), ["b/x.py"]);
    for name in ["farm.a", "farm.b"] {
        let told = folder.mpfix(&["starters", "--config", "b/mpfix.toml", name]).exits(0).out;
        assert!(told.contains("kind     quiet"), "{told}");
    }
    for (text, want) in [
        ("extend = \"none.toml\"", "mpfix.toml:1:10: error: there is no file `none.toml`"),
        ("\nextend = \"mpfix.toml\"", "mpfix.toml:2:10: error: `mpfix.toml` extends this file in turn"),
        ("extend = \"pyproject.toml\"", "mpfix.toml:1:10: error: there is no table [tool.mpfix] in `pyproject.toml`"),
        ("extend = \"wrong.toml\"", "wrong.toml:1:1: error: mpfix knows no key `x`"),
    ] {
        let folder = Folder::with([("wrong.toml", "x = 1"), ("pyproject.toml", "[project]\n"), ("x.py", FIXABLE)]);
        folder.write("mpfix.toml", text);
        folder.mpfix(&[]).exits(2).complains(want);
    }
}

#[test]
fn a_long_chain_of_configurations_is_an_error_that_names_its_ends() {
    let folder = Folder::with([("mpfix.toml", "extend = \"c0.toml\"\n"), ("x.py", FIXABLE)]);
    for number in 0..5_000 {
        folder.write(&format!("c{number}.toml"), format!("extend = \"c{}.toml\"\n", number + 1));
    }
    let ran = folder.mpfix(&[]).exits(2);
    let want = "c98.toml:1:10: error: more than 100 configurations extend one another: \
                mpfix.toml -> c0.toml -> c1.toml -> ... -> c96.toml -> c97.toml -> c98.toml";
    assert!(ran.err.contains(want) && ran.err.len() < 1_000, "{}", ran.err);
    folder.write("c90.toml", "ignore = [\"MP001\"]\n");
    assert!(found(&folder, &["x.py"]).is_empty());
}

#[test]
fn misuse_is_exit_status_2() {
    let folder = Folder::with([("pyproject.toml", "[project]\n"), ("mpfix.toml", ""), ("x.py", FIXABLE)]);
    let table: [(&[&str], &str); 3] = [
        (&["--config", "none.toml"], "none.toml: error: cannot read the configuration: no such file or directory"),
        (&["--config", "pyproject.toml"], "pyproject.toml: error: there is no table [tool.mpfix] in this file"),
        (&["--config", "mpfix.toml", "--isolated"], "cannot be used with"),
    ];
    for (args, want) in table {
        folder.mpfix(args).exits(2).silent().complains(want);
    }
}

#[test]
fn a_bad_configuration_stops_the_files_it_is_for_and_no_others() {
    let folder = Folder::with([
        ("mpfix.toml", "colour = 1\n"),
        ("a.py", FIXABLE),
        ("own/mpfix.toml", ""),
        ("own/b.py", FIXABLE),
        ("own/deep/c.py", FIXABLE),
    ]);
    let ran = folder.mpfix(&["--write"]).exits(2).complains("mpfix.toml:1:1: error: mpfix knows no key `colour`");
    assert_eq!(ran.err.matches("error:").count(), 1, "{}", ran.err);
    assert_eq!(folder.read("a.py"), FIXABLE);
    assert!(folder.read("own/b.py") != FIXABLE && folder.read("own/deep/c.py") != FIXABLE);
}
