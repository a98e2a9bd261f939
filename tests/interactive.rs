//! `--interactive`: what is shown, what each key does, and what the exit status counts.

use std::io::Read as _;
use std::process::{Child, Stdio};

#[cfg(unix)]
use rustix::process::Signal;

use crate::common::{BROKEN, FIXABLE, Folder, Ran, STUCK};

fn four() -> Folder {
    Folder::with([("a.py", FIXABLE), ("b.py", FIXABLE), ("c.py", STUCK), ("d.py", FIXABLE)])
}

fn answered(folder: &Folder, answers: &str) -> Ran {
    folder.mpfix_with_input(&["--interactive"], answers.as_bytes())
}

/// The files that were rewritten.
fn rewritten(folder: &Folder) -> Vec<&'static str> {
    ["a.py", "b.py", "c.py", "d.py"]
        .into_iter()
        .filter(|name| ![FIXABLE, STUCK].contains(&&*folder.read(name)))
        .collect()
}

/// The files that were asked about, one for each question.
fn questions(ran: &Ran) -> Vec<&str> {
    let parts = ran.out.split("Rewrite ").skip(1);
    parts.filter_map(|part| part.split_once(" [y,n,q,a,d,f,p,?]? ")).map(|(name, _)| name).collect()
}

#[test]
fn keys_do_what_the_help_says() {
    let table: [(&str, &[&str], &[&str], i32); 9] = [
        ("y\nn\ny\n", &["a.py", "b.py", "d.py"], &["a.py", "d.py"], 1),
        ("Yes please\nN\nn\n", &["a.py", "b.py", "d.py"], &["a.py"], 1),
        ("a\n", &["a.py"], &["a.py", "b.py", "d.py"], 1),
        ("n\na\n", &["a.py", "b.py"], &["b.py", "d.py"], 1),
        ("y\nd\n", &["a.py", "b.py"], &["a.py"], 1),
        ("y\nq\n", &["a.py", "b.py"], &["a.py"], 1),
        ("y\n", &["a.py", "b.py"], &["a.py"], 1),
        ("y\nn\ny", &["a.py", "b.py", "d.py"], &["a.py", "d.py"], 1),
        ("?\n\nx\ny\nq\n", &["a.py", "a.py", "a.py", "a.py", "b.py"], &["a.py"], 1),
    ];
    for (answers, asked, written, code) in table {
        let folder = four();
        let ran = answered(&folder, answers).exits(code);
        assert_eq!(questions(&ran), asked, "{answers:?}");
        assert_eq!(rewritten(&folder), written, "{answers:?}");
        assert_eq!(folder.names("."), ["a.py", "b.py", "c.py", "d.py"]);
        assert_eq!(ran.err, "", "{answers:?}");
    }
}

#[test]
fn what_is_left_counts_as_found() {
    let folder = Folder::with([("a.py", FIXABLE), ("b.py", FIXABLE)]);
    answered(&folder, "y\nn\n").exits(1);
    answered(&folder, "y\n").exits(0);
    let ran = answered(&folder, "").exits(0).finds_nothing();
    assert!(!ran.out.contains("Rewrite"), "nobody is asked when there is nothing to ask");
    let folder = Folder::with([("a.py", FIXABLE)]);
    folder.mpfix_with_input(&["-i", "--exit-zero"], b"n\n").exits(0);
    folder.mpfix_with_input(&["-i", "--exit-non-zero-on-fix", "--write"], b"y\n").exits(1);
    assert!(folder.read("a.py").ends_with("    main()\n"));
}

#[test]
fn findings_and_patch_are_shown_before_the_question() {
    let folder = four();
    let out = answered(&folder, "f\np\nn\nq\n").exits(1).out;
    let brief = "a.py:8:6: MP001 `multiprocessing.Pool` starts processes while the module is imported\n";
    let first = out.split("Rewrite a.py").next().expect("a question");
    assert!(first.starts_with(&format!("{brief}--- a/a.py\n+++ b/a.py\n@@ ")), "{first}");
    assert_eq!(out.matches("--- a/a.py\n").count(), 2, "p shows it again: {out}");
    assert_eq!(out.matches(" = help: under spawn").count(), 1, "f shows all of a finding: {out}");
    assert_eq!(out.matches("--- a/b.py\n").count(), 1);
    assert!(!out.contains("c.py"), "after q nothing is looked at: {out}");
}

#[test]
fn what_cannot_be_rewritten_is_listed_and_not_asked_about() {
    let folder = four();
    let out = answered(&folder, "y\nn\nn\n").exits(1).out;
    assert!(out.contains("a.py: fixed 1 finding\n"), "{out}");
    assert!(out.contains("c.py:3:") && out.contains(": not rewritten: MP1"), "{out}");
    let listed = answered(&folder, "d\n").exits(1).out;
    assert!(listed.contains("d.py:8:6: MP001 ") && listed.contains(": not rewritten: MP1"), "{listed}");
    let folder = Folder::with([("a.py", BROKEN), ("b.py", FIXABLE)]);
    answered(&folder, "y\n").exits(2).complains("a.py:2:");
    assert!(folder.read("b.py").ends_with("    main()\n"));
}

#[test]
fn without_answers_it_says_so() {
    let folder = four();
    let empty = answered(&folder, "").exits(2).complains("standard input: error: it is closed or empty");
    assert_eq!(questions(&empty), ["a.py"]);
    folder.mpfix(&["-i"]).exits(2).complains("use --write");
    assert_eq!(rewritten(&folder), [""; 0]);
    folder.mpfix_with_input(&["-i", "-"], FIXABLE.as_bytes()).exits(2).silent().complains("`-` cannot be a path");
    folder.mpfix(&["-i", "--diff"]).exits(2).complains("cannot be used with");
    folder.mpfix(&["-i", "--check"]).exits(2).complains("cannot be used with");
    folder.mpfix(&["-i", "--output-file", "report.txt"]).exits(2).complains("no other format");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_what_was_rewritten_so_far() {
    use std::io::Write as _;

    let folder = four();
    let mut command = folder.command_that_signals_end(&["-i"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("mpfix starts");
    reads_until(&mut child, "Rewrite a.py [y,n,q,a,d,f,p,?]? ");
    // It has to stay open, and waiting for a child closes what the child still holds.
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"y\n").expect("an answer");
    reads_until(&mut child, "Rewrite b.py [y,n,q,a,d,f,p,?]? ");
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, Signal::INT).expect("a signal");
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    assert_eq!(rewritten(&folder), ["a.py"]);
    assert_eq!(folder.names("."), ["a.py", "b.py", "c.py", "d.py"]);
}

/// Reads what a command prints, up to a text at the end of what it has printed.
#[track_caller]
fn reads_until(child: &mut Child, text: &str) {
    let mut printed = Vec::new();
    let out = child.stdout.as_mut().expect("a pipe");
    while !printed.ends_with(text.as_bytes()) {
        let mut byte = [0];
        assert_eq!(out.read(&mut byte).expect("readable"), 1, "{}", String::from_utf8_lossy(&printed));
        printed.extend(byte);
    }
}

#[test]
fn a_clean_work_tree_can_be_asked_for() {
    let folder = four();
    folder.mpfix_with_input(&["-i", "--require-clean"], b"y\n").exits(2).silent().complains("no git repository");
    assert_eq!(rewritten(&folder), [""; 0]);
}
