//! Reports from the outside: formats, the file they go to, colours, counts.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use std::process::Command;

use crate::common::{BROKEN, FIXABLE, Folder, GUARDED, STUCK};
use serde_json::Value;

fn mixed() -> Folder {
    Folder::with([("a.py", FIXABLE), ("b.py", STUCK), ("c.py", GUARDED), ("d.py", BROKEN)])
}

#[test]
fn every_format_can_be_asked_for_in_every_mode() {
    let help = Folder::new().mpfix(&["--help"]).exits(0).out;
    for format in mpfix::render::formats::Format::ALL {
        assert!(help.contains(&format!("- {}:", format.name())), "{help}");
        if *format == mpfix::render::formats::Format::GithubReview {
            // It needs a pull request.
            Folder::new().mpfix(&["--output-format", "github-review"]).exits(2).complains("--pr-files");
            continue;
        }
        let folder = mixed();
        let listed = folder.mpfix(&["--output-format", format.name()]).exits(2);
        assert!(listed.out.contains("MP001"), "{}", listed.out);
        let to_file =
            folder.mpfix(&["--output-format", format.name(), "--output-file", "report", "."]).exits(2).silent();
        assert_eq!((folder.read("report"), to_file.err), (listed.out, listed.err), "{}", format.name());
        // A patch takes standard output, and the report does not get between its lines.
        let patch = folder.mpfix(&["--diff", "--output-format", format.name()]).exits(2);
        assert_eq!(patch.out, folder.mpfix(&["--diff"]).out);
        let checked = folder.mpfix(&["--check", "--output-format", format.name()]).exits(2);
        assert!(checked.out.contains("MP001"), "{}", checked.out);
        let written = folder.mpfix(&["--write", "--output-format", format.name()]).exits(2);
        assert!(written.out.contains("MP104") && written.out.contains("b.py"), "{}", written.out);
        assert_ne!(folder.read("a.py"), FIXABLE);
    }
}

#[test]
fn what_was_fixed_is_reported_no_more() {
    let folder = mixed();
    let ran = folder.mpfix(&["--write", "--output-format", "json"]).exits(2);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let paths: Vec<&Value> =
        report["findings"].as_array().expect("findings").iter().map(|found| &found["path"]).collect();
    assert_eq!(paths, ["b.py"]);
    let counts =
        ["files", "findings", "fixable", "fixed", "refused", "troubles"].map(|name| report["summary"][name].as_u64());
    assert_eq!(counts, [3, 2, 1, 1, 1, 1].map(Some));
    assert_eq!(report["summary"]["refused_by_code"]["MP104"], 1);
    assert_eq!(report["troubles"][0]["path"], "d.py");
}

#[test]
fn a_report_is_written_as_a_whole_or_not_at_all() {
    let folder = mixed();
    folder.write("old", "kept until there is a new one");
    folder.mpfix(&["--output-file", "old", "a.py"]).exits(1).silent();
    assert!(folder.read("old").starts_with("a.py:8:6: MP001 "), "{}", folder.read("old"));
    folder.mpfix(&["--output-file", "none/report", "a.py"]).exits(2).silent().complains("none/report: error: ");
    folder.mpfix(&["--output-file", ".", "a.py"]).exits(2).silent().complains(".: error: ");
    // A file that nothing is found in has a report of one line, and no rest of the old one.
    folder.mpfix(&["--output-file", "old", "c.py"]).exits(0).silent();
    assert_eq!(folder.read("old"), "1 file checked: nothing found that breaks under fork, spawn or forkserver\n");
    assert!(folder.names(".").iter().all(|name| !name.contains("tmp")), "{:?}", folder.names("."));
}

#[test]
fn a_report_never_takes_the_place_of_what_is_read() {
    let folder = Folder::with([("a.py", FIXABLE), ("sub/b.py", FIXABLE), ("conf.toml", "exclude = []\n")]);
    for (file, args) in [
        ("a.py", &["--output-file", "a.py"][..]),
        ("sub/b.py", &["--output-file", "sub/../sub/b.py", "sub", "--write"]),
        ("conf.toml", &["--output-file", "./conf.toml", "--config", "conf.toml"]),
    ] {
        let before = folder.read(file);
        folder.mpfix(args).exits(2).silent().complains("error: --output-file is one of the files that are read");
        assert_eq!(folder.read(file), before);
    }
    assert_eq!(folder.read("sub/b.py"), FIXABLE, "nothing else is written either");
    folder.mpfix(&["--output-file", "a.py", "sub"]).exits(1);
}

#[test]
fn paths_in_the_messages_of_services_do_not_depend_on_how_the_file_was_named() {
    let module = format!("RATE = 3\n{FIXABLE}");
    let folder = Folder::with([
        ("repo/tools/jobs.py", module.as_str()),
        ("repo/tools/other.py", "from jobs import pool\nprint(pool)\n"),
        ("repo/tools/deep.py", "import lib\nlib.go()\n"),
        ("repo/tools/lib.py", "from multiprocessing import Process\ndef go():\n    Process(target=print).start()\n"),
    ]);
    folder.git(&["init", "-q", "repo"], b"").exits(0);
    let whole = folder.path("repo/tools").display().to_string();
    let messages = |name: &str| {
        let log = folder.mpfix(&["--output-format", "sarif", &format!("{name}/jobs.py"), &format!("{name}/deep.py")]);
        let log: Value = serde_json::from_str(&log.out).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results.iter().map(|result| result["message"]["text"].to_string()).collect::<Vec<_>>().join("\n")
    };
    let first = messages("repo/tools");
    assert!(first.contains("`tools/other.py` imports") && first.contains("via tools/deep.py:2"), "{first}");
    for name in ["./repo/tools", "repo/../repo/tools", &whole] {
        assert_eq!(messages(name), first, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn reports_follow_links_and_have_the_mode_of_other_files() {
    let folder = mixed();
    folder.write("real", "");
    crate::common::set_mode(&folder.path("real"), 0o604);
    std::os::unix::fs::symlink("real", folder.path("link")).expect("linked");
    folder.mpfix(&["--output-file", "link", "a.py"]).exits(1);
    assert!(folder.path("link").is_symlink() && folder.read("real").contains("MP001"));
    assert_eq!(crate::common::mode(&folder.path("real")), 0o604);
    folder.mpfix(&["--output-file", "new", "a.py"]).exits(1);
    folder.write("other", "");
    assert_eq!(crate::common::mode(&folder.path("new")), crate::common::mode(&folder.path("other")));
    let ran = folder.mpfix(&["--output-file", "/dev/stdout", "a.py"]).exits(1);
    assert!(ran.out.contains("MP001"), "{}", ran.out);
}

#[test]
fn the_environment_can_name_the_format() {
    let folder = mixed();
    let ran = |args: &[&str]| folder.command(args).env("MPFIX_OUTPUT_FORMAT", "concise").output().expect("mpfix runs");
    let out = |args: &[&str]| String::from_utf8(ran(args).stdout).expect("UTF-8");
    assert!(out(&["a.py"]).starts_with("a.py:8:6: MP001 ") && !out(&["a.py"]).contains('|'));
    assert!(out(&["--output-format", "json", "a.py"]).starts_with('{'));
    assert!(out(&["explain", "MP001"]).contains("MP001"), "other commands do not mind");
}

#[test]
fn colours_follow_the_option_and_then_the_environment() {
    let folder = mixed();
    let has_colours = |args: &[&str], environment: &[(&str, &str)]| {
        let mut command: Command = folder.command(args);
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let output = command.env("TERM", "xterm").envs(environment.iter().copied()).output().expect("mpfix runs");
        output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b)
    };
    type Row<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], bool);
    let table: &[Row<'_>] = &[
        (&[], &[], false),
        (&["--color", "always"], &[("NO_COLOR", "1"), ("TERM", "dumb")], true),
        (&["--color", "never"], &[("FORCE_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        (&[], &[("FORCE_COLOR", "1")], true),
        (&[], &[("FORCE_COLOR", "0")], false),
        (&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&["--color", "auto"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
    ];
    for mode in [&[][..], &["--diff"]] {
        for (args, environment, want) in table {
            let args = [mode, args].concat();
            assert_eq!(has_colours(&args, environment), *want, "{args:?} {environment:?}");
        }
    }
    assert!(has_colours(&["rules", "--color", "always"], &[]));
    // Files have no colours unless they are asked for.
    folder.mpfix(&["--color", "always", "--output-file", "report", "a.py"]).exits(1);
    assert!(!folder.read("report").contains('\x1b'));
}

#[test]
fn a_coloured_patch_without_its_colours_is_the_patch() {
    let folder = mixed();
    let plain = folder.mpfix(&["--diff", "a.py"]).exits(1).out;
    let coloured = folder.mpfix(&["--diff", "--color", "always", "a.py"]).exits(1).out;
    let codes = regex::Regex::new("\x1b\\[[0-9;]*m").expect("a pattern");
    assert_ne!(plain, coloured);
    assert_eq!(codes.replace_all(&coloured, ""), plain);
}

#[test]
fn statistics_count_by_code_and_by_reason() {
    let folder = mixed();
    folder.write("e.py", FIXABLE);
    let ran = folder.mpfix(&["--statistics"]).exits(2);
    let want = "\
findings
     3  MP001  unguarded-start  a process is started while the module is imported
files not rewritten
     1  MP104  worker-not-importable  a worker cannot be found by name in a spawned child
4 files checked, 3 findings: 2 files fixable with --write, 1 file not rewritten (1 MP104), 1 file not checked
";
    assert_eq!(ran.out, want);
    folder.mpfix(&["--statistics", "c.py"]).exits(0).silent();
}

#[test]
fn files_are_named_and_not_looked_at() {
    let folder = mixed();
    folder.write("sub/x y.py", BROKEN);
    folder.write(".hidden.py", FIXABLE);
    let ran = folder.mpfix(&["--show-files"]).exits(0);
    assert_eq!(ran.out, "a.py\nb.py\nc.py\nd.py\nsub/x y.py\n");
    assert_eq!(ran.err, "");
    let ran = folder.mpfix(&["--show-files", "sub", "none", "--exclude", "x*"]).exits(2).complains("none: error: ");
    assert_eq!(ran.out, "");
    folder.mpfix(&["--show-files", "--write"]).exits(2).complains("cannot be used with");
}

#[test]
fn verbose_says_what_was_done_with_each_file_and_what_the_stages_took() {
    let folder = mixed();
    folder.write("e.py", "print(1)\n");
    folder.write("f.py", "from multiprocessing import Process\n\nLIMIT = 1\n");
    folder.write("g.py", "from multiprocessing import Process\n\nif LIMIT := 0:\n    Process().start()\n");
    let quiet = folder.mpfix(&[]).exits(2);
    let ran = folder.mpfix(&["--verbose"]).exits(2);
    assert_eq!(ran.out, quiet.out);
    let line = |start: &str| ran.err.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert_eq!(line("a.py"), "a.py: judged: 1 finding", "{}", ran.err);
    assert!(line("f.py").starts_with("f.py: quiet: what starts processes is mentioned"), "{}", ran.err);
    assert!(line("g.py").starts_with("g.py: quiet: run without"), "{}", ran.err);
    assert!(line("e.py").starts_with("e.py: not parsed: "), "{}", ran.err);
    assert!(line("d.py").starts_with("d.py:2:5: error: "), "{}", ran.err);
    for stage in mpfix::timing::Stage::ALL {
        assert!(ran.err.lines().any(|line| line.ends_with(&format!(" s  {}", stage.name()))), "{}", ran.err);
    }
    folder.mpfix(&["-v", "-q"]).exits(2).complains("cannot be used with");
}

#[test]
fn services_know_findings_again_after_lines_have_moved() {
    let fingerprints = |format: &str, text: &str| -> Vec<String> {
        let folder = Folder::with([("x.py", text)]);
        let report: Value =
            serde_json::from_str(&folder.mpfix(&["--output-format", format]).exits(1).out).expect("JSON");
        let found = match format {
            "gitlab" => &report,
            _ => &report["runs"][0]["results"],
        };
        let number = |one: &Value| match format {
            "gitlab" => one["fingerprint"].to_string(),
            _ => one["partialFingerprints"]["primaryLocationLineHash"].to_string(),
        };
        found.as_array().expect("findings").iter().map(number).collect()
    };
    let twice = STUCK.to_owned() + "worker.start()\n" + &"#\n".repeat(120);
    let moved = format!("# a line more\n\n{twice}");
    for format in ["gitlab", "sarif"] {
        let before = fingerprints(format, &twice);
        assert_eq!(before, fingerprints(format, &moved), "{format}");
        assert!(before.len() > 1 && before[0] != before[1], "{before:?}");
    }
}
