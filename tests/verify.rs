//! `mpfix verify`: what it says of a rewrite is what real Python does.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use std::time::Instant;

use crate::common::{BROKEN, FIXABLE, Folder, GUARDED, STUCK};
use serde_json::Value;

fn report(folder: &Folder, args: &[&str], code: i32) -> Value {
    let args: Vec<&str> = ["verify", "--output-format", "json"].iter().chain(args).copied().collect();
    let ran = folder.mpfix(&args).exits(code);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

#[test]
fn a_right_rewrite_does_the_same_under_each_method() {
    let folder = Folder::with([("script.py", FIXABLE)]);
    let ran = folder.mpfix(&["verify", "script.py"]).exits(0);
    assert!(ran.out.starts_with("script.py: the rewrite does what the original does (Python "), "{}", ran.out);
    for method in ["fork", "spawn", "forkserver"] {
        assert!(ran.out.contains(&format!("rewrite   {method:<10}  exit 0")), "{}", ran.out);
    }
    assert!(ran.err.starts_with("running script.py with Python "), "it says so before: {}", ran.err);
    assert_eq!(folder.read("script.py"), FIXABLE, "the file stays as it is");
    assert_eq!(folder.names("."), ["script.py"], "nothing is left in the project");
}

#[test]
fn a_script_without_a_rewrite_is_run_as_it_is() {
    let folder = Folder::with([("good.py", GUARDED), ("stuck.py", STUCK)]);
    let good = report(&folder, &["good.py"], 0);
    assert_eq!((&good["subject"], &good["right"]), (&"script".into(), &true.into()));
    let stuck = report(&folder, &["stuck.py"], 1);
    assert_eq!((&stuck["subject"], &stuck["right"]), (&"script".into(), &false.into()));
    let ends: Vec<_> = stuck["runs"].as_array().expect("runs").iter().map(|run| run["same"].clone()).collect();
    assert_eq!(ends, [true, false, false], "{stuck}");
}

#[test]
fn what_a_guarded_script_does_otherwise_is_shown() {
    let folder = Folder::with([("script.py", &*format!("print('hello')\n{GUARDED}"))]);
    let ran = folder.mpfix(&["verify", "--methods", "fork,spawn", "script.py"]).exits(1);
    let rows: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("  script")).collect();
    assert!(rows[0].ends_with("same") && rows[1].ends_with("DIFFERENT"), "{}", ran.out);
    assert!(ran.out.contains("line 2 of the output: the original prints `[2, 4]`"), "{}", ran.out);
    assert!(ran.out.contains("this `hello`"), "{}", ran.out);
}

#[test]
fn arguments_input_and_files_of_the_project_are_there() {
    let script = "
import sys
from multiprocessing import Pool


def work(n):
    return n * 2


text = open('data/numbers.txt').read().split() + sys.argv[1:] + sys.stdin.read().split()
with Pool(1) as pool:
    print(pool.map(work, [int(n) for n in text]))
open('out.txt', 'w').write('done')
";
    let folder = Folder::with([
        ("p/script.py", script),
        ("p/data/numbers.txt", "1 2"),
        ("in.txt", "4"),
        ("p/pyproject.toml", ""),
    ]);
    let mut command = folder.command(&["verify", "script.py", "--stdin", "../in.txt", "--", "3"]);
    let output = command.current_dir(folder.path("p")).output().expect("runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{out}{}", String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("the rewrite does what the original does"), "{out}");
    assert!(!folder.path("p/out.txt").exists(), "what the script writes is in the copy");
}

#[test]
fn what_varies_by_itself_is_left_out_and_told() {
    let script = "
import time
from multiprocessing import Pool


def work(n):
    return n


with Pool(1) as pool:
    print(sum(pool.map(work, [1, 2])), 'at', time.time_ns())
";
    let folder = Folder::with([("script.py", script)]);
    let ran = folder.mpfix(&["verify", "script.py"]).exits(0);
    assert!(
        ran.out.contains("note: what varies from run to run of the original was not compared (line 1)"),
        "{}",
        ran.out
    );
    let ran = folder.mpfix(&["verify", "--ignore-output", "at [0-9]+", "script.py"]).exits(0);
    assert!(!ran.out.contains("note:"), "{}", ran.out);
}

#[test]
fn a_hang_has_an_end() {
    let script = "
import time
from multiprocessing import Process


def work():
    time.sleep(600)


process = Process(target=work)
process.start()
process.join()
";
    let folder = Folder::with([("script.py", script)]);
    let begun = Instant::now();
    let ran = folder.mpfix(&["verify", "--timeout", "1", "--methods", "fork", "script.py"]).exits(2);
    assert!(ran.out.contains("cannot tell, because the original does not come to an end"), "{}", ran.out);
    assert!(ran.out.contains("hangs"), "{}", ran.out);
    assert!(begun.elapsed().as_secs() < 300, "the children are ended, too");
}

#[test]
fn it_asks_for_what_it_needs() {
    let folder = Folder::with([("a.py", FIXABLE), ("b.py", FIXABLE), ("broken.py", BROKEN), ("n.ipynb", "{}")]);
    folder.mpfix(&["verify", "a.py", "b.py"]).exits(2).silent().complains("say --yes");
    folder.mpfix(&["verify", "--python", "no-such-python", "a.py"]).exits(2).silent().complains("--python PATH");
    folder.mpfix(&["verify", "broken.py"]).exits(2).silent();
    folder.mpfix(&["verify", "n.ipynb"]).exits(2).silent().complains("notebook");
    folder.mpfix(&["verify", "--root", "/usr/lib/os-release", "a.py"]).exits(2).silent();
    folder.mpfix(&["verify", "--timeout", "0", "a.py"]).exits(2).silent();
    let both = folder.mpfix(&["verify", "--yes", "--methods", "spawn", "a.py", "b.py"]).exits(0);
    assert_eq!(both.out.matches("the rewrite does what the original does").count(), 2, "{}", both.out);
}
