//! Shapes of pull requests: what is posted for each, and what the script does once it is taken.

use serde_json::Value;

use super::hub::{Hub, does_the_same, hub, rewritten};
use crate::common::{FIXABLE, Folder, STUCK};

/// A script whose rewrite changes all lines from the 13th on.
const LONG: &str = "\
import sys
from multiprocessing import Pool

NUMBERS = [1, 2, 3]


def double(n):
    return n * 2


def triple(n):
    return n * 3


pool = Pool(2)
print(pool.map(double, NUMBERS))
print(pool.map(triple, NUMBERS))
print(\"first\")
print(\"second\")
print(\"third\")
print(\"fourth\")
print(\"fifth\")
print(\"sixth\")
print(\"seventh\")
print(\"eighth\")
pool.close()
pool.join()
print(sum(NUMBERS))
";

/// `LONG` as it was before, where some lines said something else.
fn before(lines: &[usize]) -> Vec<u8> {
    let old = |(at, line): (usize, &str)| {
        if lines.contains(&(at + 1)) { format!("# before: {line}\n") } else { line.to_owned() + "\n" }
    };
    LONG.lines().enumerate().map(old).collect::<String>().into_bytes()
}

/// A pull request that leads from `base` to `script`, after the action ran on it.
#[track_caller]
fn reviewed(name: &str, base: Option<&[u8]>, script: &[u8]) -> Option<Hub> {
    let hub = hub()?;
    if let Some(base) = base {
        hub.commit("main", &[(name, base)]);
    }
    hub.open(&[(name, script)]);
    let action = hub.action(&[]).exits(0).says("comments posted: 1");
    assert_eq!((action.output("exit-code"), action.output("posted")), (Some("1"), Some("1")), "{action:#?}");
    assert!(action.summary.contains("MP001") && action.output("findings") == Some("1"), "{action:#?}");
    Some(hub)
}

/// Takes the suggestion: the file is the rewrite, and does what it should.
#[track_caller]
fn is_suggested(hub: Option<Hub>, name: &str, script: &[u8]) {
    let Some(hub) = hub else { return };
    assert_eq!(hub.comments().len(), 1);
    assert_eq!(hub.apply(), 1);
    let (taken, wanted) = (hub.head(name), rewritten(script));
    assert_eq!(String::from_utf8_lossy(&taken), String::from_utf8_lossy(&wanted));
    does_the_same(script, &taken);
}

/// No suggestion; the one comment stands at a line or the file, and its patch makes the rewrite.
#[track_caller]
fn has_a_patch(hub: Option<Hub>, name: &str, script: &[u8], line: Option<u64>) {
    let Some(hub) = hub else { return };
    let comments = hub.comments();
    let [comment] = &comments[..] else { panic!("{comments:#?}") };
    assert_eq!((comment["line"].as_u64(), comment["start_line"].as_u64()), (line, None), "{comment:#}");
    assert_eq!(comment["subject_type"], if line.is_some() { "line" } else { "file" });
    assert_eq!(hub.apply(), 0);
    assert_eq!(hub.head(name), script);
    let body = comment["body"].as_str().expect("a text");
    assert!(body.contains(&format!("uvx mpfix --write {name}")), "{body}");
    if script.contains(&b'\r') {
        return;
    }
    let (_, patch) = body.split_once("```diff\n").expect("a patch");
    let (patch, _) = patch.split_once("```\n\n</details>").expect("an end");
    let folder = Folder::new();
    folder.write(name, script);
    folder.git(&["apply"], patch.as_bytes()).exits(0);
    let taken = folder.read(name).into_bytes();
    assert_eq!(taken, rewritten(script));
    does_the_same(script, &taken);
}

#[test]
fn a_new_file() {
    let name = "scripts/a b.py";
    is_suggested(reviewed(name, None, FIXABLE.as_bytes()), name, FIXABLE.as_bytes());
}

#[test]
fn a_span_inside_a_hunk() {
    let base = before(&[14, 18, 22, 27]);
    is_suggested(reviewed("run.py", Some(&base), LONG.as_bytes()), "run.py", LONG.as_bytes());
}

#[test]
fn a_span_partly_outside() {
    let base = before(&[26]);
    has_a_patch(reviewed("run.py", Some(&base), LONG.as_bytes()), "run.py", LONG.as_bytes(), None);
}

#[test]
fn a_span_partly_outside_with_the_start_inside() {
    let base = before(&[15]);
    has_a_patch(reviewed("run.py", Some(&base), LONG.as_bytes()), "run.py", LONG.as_bytes(), Some(15));
}

#[test]
fn two_hunks() {
    let base = before(&[16, 26]);
    has_a_patch(reviewed("run.py", Some(&base), LONG.as_bytes()), "run.py", LONG.as_bytes(), Some(15));
}

#[test]
fn an_untouched_file() {
    let Some(hub) = hub() else { return };
    hub.commit("main", &[("run.py", LONG.as_bytes())]);
    hub.open(&[("README", b"another demo\n")]);
    let action = hub.action(&[]).exits(0).says("comments posted: 0");
    assert_eq!((hub.comments().len(), hub.writes().len()), (0, 0));
    assert!(action.summary.contains("`run.py` line 15: **MP001**"), "{action:#?}");
}

#[test]
fn fences_in_a_docstring() {
    let doc = "\"\"\"Doc.\n\n```suggestion\nprint('no')\n```\n   `````\n\"\"\"\n";
    let shown = "\nprint('''\n```\n    ````\n''')\n";
    let script = format!("{doc}{FIXABLE}{shown}");
    is_suggested(reviewed("run.py", None, script.as_bytes()), "run.py", script.as_bytes());
}

#[test]
fn no_final_newline() {
    let script = FIXABLE.trim_end();
    is_suggested(reviewed("run.py", None, script.as_bytes()), "run.py", script.as_bytes());
}

#[test]
fn other_alphabets() {
    let script = FIXABLE.replace("print(", "print(\"日本語 é 🎉\", ");
    is_suggested(reviewed("größe.py", None, script.as_bytes()), "größe.py", script.as_bytes());
}

#[test]
fn carriage_returns() {
    let script = FIXABLE.replace('\n', "\r\n");
    has_a_patch(reviewed("run.py", None, script.as_bytes()), "run.py", script.as_bytes(), Some(8));
}

#[test]
fn a_refused_file() {
    let Some(hub) = reviewed("run.py", None, STUCK.as_bytes()) else { return };
    let comments = hub.comments();
    let body = comments[0]["body"].as_str().expect("a text");
    assert!(body.contains("mpfix does not rewrite this file: **MP1"), "{body}");
    assert_eq!((comments[0]["line"].as_u64(), hub.apply()), (Some(4), 0));
    assert_eq!(hub.head("run.py"), STUCK.as_bytes());
}

#[test]
fn two_files_are_taken_as_one_batch() {
    let Some(hub) = hub() else { return };
    hub.open(&[("a.py", FIXABLE.as_bytes()), ("b.py", LONG.as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 2");
    let posts: Vec<Value> = hub.writes().into_iter().map(|(_, _, body)| body).collect();
    assert_eq!(posts.len(), 1, "one review");
    assert_eq!(hub.apply(), 2);
    for (name, script) in [("a.py", FIXABLE), ("b.py", LONG)] {
        assert_eq!(hub.head(name), rewritten(script.as_bytes()));
        does_the_same(script.as_bytes(), &hub.head(name));
    }
    hub.action(&[]).exits(0).says("comments posted: 0");
}
