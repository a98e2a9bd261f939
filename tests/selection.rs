//! Which findings are reported: options that select codes, and comments that suppress findings.

use crate::common::{FIXABLE, Folder, GUARDED, STUCK};

/// The script with a comment at the end of the line that starts processes.
fn with_comment(script: &str, comment: &str) -> String {
    let line = script.lines().find(|line| line.contains("with Pool") || line.contains(".start()")).expect("a start");
    script.replace(line, &format!("{line}  {comment}"))
}

/// The places and codes that are listed.
fn listed(folder: &Folder, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["-q"].iter().chain(args).copied().collect();
    let place = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    folder.mpfix(&args).out.lines().map(place).collect()
}

#[test]
fn what_is_not_selected_is_neither_reported_nor_fixed() {
    let table: [(&[&str], i32); 9] = [
        (&["--ignore", "MP001"], 0),
        (&["--ignore", "unguarded-start"], 0),
        (&["--ignore", "MP1,MP0"], 0),
        (&["--ignore", "MP1", "--ignore", "MP0"], 0),
        (&["--select", "MP1"], 0),
        (&["--select", "MP1", "--extend-select", "MP001"], 1),
        (&["--select", "mp001"], 1),
        (&["--select", "ALL", "--ignore", "MP1"], 1),
        (&["--select", "MP001", "--ignore", "ALL"], 1),
    ];
    for (args, code) in table {
        let folder = Folder::with([("x.py", FIXABLE)]);
        for mode in [&[][..], &["--diff"], &["--check"]] {
            let ran = folder.mpfix(&[args, mode].concat()).exits(code);
            assert_eq!(
                ran.out.contains("MP001") || ran.out.contains("+++"),
                code == 1 && mode != ["--check"],
                "{args:?}"
            );
        }
        folder.mpfix(&[args, &["--write"]].concat()).exits(0);
        assert_eq!(folder.read("x.py") == FIXABLE, code == 0, "{args:?}");
    }
}

#[test]
fn a_reason_stands_in_the_way_also_when_it_is_ignored() {
    let folder = Folder::with([("y.py", STUCK)]);
    for args in [&["--ignore", "MP104"][..], &["--ignore", "MP1"], &["--select", "MP001"]] {
        let ran = folder.mpfix(&[args, &["--write"]].concat()).exits(1);
        assert!(ran.out.contains(": not rewritten: MP104 "), "{}", ran.out);
        assert_eq!(folder.read("y.py"), STUCK);
    }
}

#[test]
fn unknown_codes_are_misuse() {
    let folder = Folder::with([("x.py", FIXABLE)]);
    for option in ["--select", "--ignore", "--extend-select"] {
        folder.mpfix(&[option, "MP103,MP01"]).exits(2).silent().complains("did you mean `MP001`?");
    }
}

#[test]
fn comments_suppress_findings_of_their_line() {
    let comments = [
        "# mpfix: ignore",
        "# mpfix: ignore[MP001]",
        "# mpfix: ignore[unguarded-start]",
        "#mpfix:ignore[ mp001 , MP190 ] since it is for Linux",
        "# type: ignore # mpfix: ignore[MP001]",
    ];
    for comment in comments {
        for script in [FIXABLE, STUCK] {
            let text = with_comment(script, comment);
            let folder = Folder::with([("x.py", &*text)]);
            let ran = folder.mpfix(&["--write"]).exits(0).finds_nothing();
            assert_eq!((ran.err, folder.read("x.py")), (String::new(), text), "{comment}");
        }
    }
}

#[test]
fn comments_stand_above_behind_and_at_the_end_of_a_statement() {
    let call = "import multiprocessing\nresult = list(  A\n    B\n    multiprocessing.Pool(  C\n        2,  D\n    )  E\n)  F\n";
    // The finding begins on the line of `C`.
    for (place, code) in [("A", 0), ("B", 0), ("C", 0), ("D", 1), ("E", 1), ("F", 0)] {
        let mut text = call.to_owned();
        for other in ["A", "B", "C", "D", "E", "F"] {
            let comment = if other == place { "# mpfix: ignore[MP001]" } else { "#" };
            text = text.replace(&format!(" {other}\n"), &format!(" {comment}\n"));
        }
        let ran = Folder::with([("x.py", &*text)]).mpfix(&["--check"]);
        assert_eq!(ran.code, Some(code), "{place}:\n{text}");
    }
    let above = FIXABLE.replace("with Pool", "# mpfix: ignore[MP001]\nwith Pool");
    Folder::with([("x.py", &*above)]).mpfix(&[]).exits(0);
    let far = FIXABLE.replace("with Pool", "# mpfix: ignore[MP001]\n\nwith Pool");
    Folder::with([("x.py", &*far)]).mpfix(&[]).exits(1);
}

#[test]
fn comments_for_the_whole_file_stand_alone_at_the_beginning_of_a_line() {
    for comment in ["# mpfix: file-ignore", "# mpfix: file-ignore[MP001]"] {
        let below = format!("{FIXABLE}{comment}\n");
        let above = format!("#!/usr/bin/env python3\n{comment}\n{FIXABLE}");
        for text in [below, above] {
            Folder::with([("x.py", &*text)]).mpfix(&["--write"]).exits(0).finds_nothing();
        }
    }
    let inside = FIXABLE.replace("    return", "    # mpfix: file-ignore\n    return");
    let folder = Folder::with([("x.py", &*inside)]);
    assert_eq!(listed(&folder, &[]), ["x.py:9:6: MP001", "x.py:5:7: MP190"]);
}

#[test]
fn strings_never_suppress() {
    let text = format!("{FIXABLE}'''\n# mpfix: file-ignore\n'''\n'# mpfix: ingore'\n");
    let folder = Folder::with([("x.py", &*text)]);
    assert_eq!(listed(&folder, &[]), ["x.py:8:6: MP001"]);
}

/// A suppressed start stays, and with it the whole file.
#[test]
fn a_file_with_a_suppressed_start_is_not_rewritten() {
    let text = format!("{}\n\nwith Pool(3) as pool:\n    pass\n", with_comment(FIXABLE, "# mpfix: ignore[MP001]"));
    let folder = Folder::with([("x.py", &*text)]);
    let ran = folder.mpfix(&["--write"]).exits(1);
    assert!(ran.out.starts_with("x.py:12:6: MP001 "), "{}", ran.out);
    assert!(ran.out.contains("\nx.py:8:6: not rewritten: MP191 "), "{}", ran.out);
    assert_eq!(folder.read("x.py"), text);
}

#[test]
fn comments_that_suppress_nothing_are_reported() {
    let table: [(&str, &[&str]); 9] = [
        ("# mpfix: ignore", &["2:3"]),
        ("# mpfix: ignore[MP001]", &["2:17"]),
        ("# mpfix: ignore[MP001,MP103]", &["2:17", "2:23"]),
        ("# mpfix: file-ignore[MP001]", &["2:22"]),
        ("# mpfix: ingore[MP001]", &["2:3"]),
        ("# mpfix: ignore[E501]", &["2:17"]),
        ("# mpfix: ignore[MP190]", &[]),
        ("# mpfix: ignore[MP001, MP190]", &[]),
        ("# mpfix: file-ignore[MP190]\n# mpfix: ignore[MP001]", &[]),
    ];
    for (comment, places) in table {
        let folder = Folder::with([("x.py", &*format!("import math\n{comment}\n"))]);
        let want: Vec<String> = places.iter().map(|place| format!("x.py:{place}: MP190")).collect();
        assert_eq!(listed(&folder, &[]), want, "{comment}: also in a file without processes");
        folder.mpfix(&["--write"]).exits(i32::from(!places.is_empty()));
        folder.mpfix(&["--ignore", "MP190"]).exits(0).finds_nothing();
    }
    let folder = Folder::with([("x.py", &*with_comment(GUARDED, "# mpfix: ignore[MP001]"))]);
    let ran = folder.mpfix(&[]).exits(1);
    assert!(ran.out.ends_with("\n1 file checked, 1 finding\n"), "{}", ran.out);
    folder.mpfix(&["--ignore", "MP001"]).exits(0).finds_nothing();
}

#[test]
fn a_reason_cannot_be_suppressed_which_is_said() {
    let text = STUCK.replace("print(1)))", "print(1)))  # mpfix: ignore[MP104]");
    let ran = Folder::with([("x.py", &*text)]).mpfix(&[]).exits(1);
    assert!(ran.out.contains("MP190 MP104 is the reason why the file is not rewritten"), "{}", ran.out);
    assert!(ran.out.contains("not rewritten: MP104"), "{}", ran.out);
}

/// What a rewrite leaves to report is reported with the lines of the new text, and counts for the exit status.
#[test]
fn comments_are_reported_beside_a_rewrite() {
    let text = FIXABLE.replace("    print", "    # mpfix: ingore\n    print");
    let folder = Folder::with([("x.py", &*text)]);
    assert_eq!(listed(&folder, &[]), ["x.py:8:6: MP001", "x.py:9:7: MP190"]);
    let ran = folder.mpfix(&["--diff", "-q"]).exits(1).complains("x.py:9:7: MP190");
    assert!(!ran.err.contains("MP001") && ran.out.starts_with("--- "), "{}", ran.err);
    let ran = folder.mpfix(&["--write", "-q"]).exits(1);
    let line = folder.read("x.py").lines().position(|line| line.contains("ingore")).expect("kept") + 1;
    assert!(line > 9 && ran.out.starts_with(&format!("x.py:{line}:11: MP190 ")), "{}", ran.out);
    let ran = folder.mpfix_with_input(&["--write", "-q", "-"], text.as_bytes()).exits(1);
    assert_eq!(ran.out, folder.read("x.py"));
    ran.complains(&format!("<stdin>:{line}:11: MP190 "));
}
