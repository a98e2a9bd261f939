//! `mpfix validate`: right rewrites of others are proved, wrong ones are called wrong with a counterexample, the rest is left open.
//!
//! `tests/proposals/naive.py` asks about three ways of rewriting all scripts of a folder, and runs each.

use crate::common::{BROKEN, FIXABLE, Folder};
use serde_json::Value;

fn answer(old: &str, new: &str, code: i32) -> Value {
    let folder = Folder::with([("old.py", old), ("new.py", new)]);
    let ran = folder.mpfix(&["validate", "--output-format", "json", "old.py", "new.py"]).exits(code);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

const OLD: &str = "\
from multiprocessing import Pool

SIZE = 3


def work(n):
    return n * SIZE


print('start')
with Pool(2) as pool:
    print(pool.map(work, [1, 2]))
";

#[test]
fn a_colleagues_guard_is_proved() {
    let by_hand = OLD.replace(
        "print('start')\nwith Pool(2) as pool:\n    print(pool.map(work, [1, 2]))\n",
        "def run():\n    print('start')\n    with Pool(2) as pool:\n        print(pool.map(work, [1, 2]))\n\n\nif __name__ == '__main__':\n    run()\n",
    );
    let answer = answer(OLD, &by_hand, 0);
    assert_eq!(answer["verdict"], "proved");
    assert_eq!(answer["how"], "the statements of lines 10 and 11 move below the guard");
}

#[test]
fn what_mpfix_writes_is_proved() {
    for script in [OLD, FIXABLE] {
        let rewritten = Folder::new().mpfix_with_input(&["--write", "-"], script.as_bytes()).exits(0).out;
        assert_eq!(answer(script, &rewritten, 0)["verdict"], "proved");
    }
}

#[test]
fn a_worker_whose_constant_went_below_the_guard_is_wrong() {
    let wrong = "\
from multiprocessing import Pool


def work(n):
    return n * SIZE


def main():
    global SIZE
    SIZE = 3
    print('start')
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))


if __name__ == '__main__':
    main()
";
    let answer = answer(OLD, wrong, 1);
    assert_eq!(answer["verdict"], "wrong");
    let message = answer["counterexamples"][0]["message"].as_str().expect("a message");
    assert!(message.contains("`work`") && message.contains("`SIZE`"), "{message}");
}

#[test]
fn a_start_that_stays_and_a_nested_worker_are_wrong() {
    let unguarded = OLD.replace("print('start')\n", "if __name__ == '__main__':\n    print('start')\n");
    assert_eq!(answer(OLD, &unguarded, 1)["counterexamples"][0]["code"], "MP001");
    let body = OLD.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") });
    let nested = format!("def main():\n{}\n\nif __name__ == '__main__':\n    main()\n", body.collect::<String>());
    assert_eq!(answer(OLD, &nested, 1)["counterexamples"][0]["code"], "MP104");
}

#[test]
fn a_program_that_does_something_else_is_not_proved() {
    let by_hand = "\
from multiprocessing import Pool

SIZE = 3


def work(n):
    return n * SIZE


if __name__ == '__main__':
    print('begin')
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
";
    let answer = answer(OLD, by_hand, 2);
    assert_eq!(answer["verdict"], "cannot-tell");
    assert!(!answer["reasons"].as_array().expect("reasons").is_empty());
}

#[test]
fn a_statement_that_changes_places_with_what_it_depends_on_is_not_proved() {
    // The list is printed before it is filled, and would be printed after.
    let old = "from multiprocessing import Pool\n\nitems = []\nprint(len(items))\nitems.append(1)\nwith Pool(1) as pool:\n    print(pool.map(abs, items))\n";
    let new = "from multiprocessing import Pool\n\nitems = []\nitems.append(1)\n\n\nif __name__ == '__main__':\n    print(len(items))\n    with Pool(1) as pool:\n        print(pool.map(abs, items))\n";
    assert_ne!(answer(old, new, 2)["verdict"], "proved");
}

#[test]
fn files_that_are_no_python_are_told_by_their_own_name() {
    let folder = Folder::with([("old.py", OLD), ("broken.py", BROKEN), ("n.ipynb", "{}")]);
    let ran = folder.mpfix(&["validate", "old.py", "broken.py"]).exits(2).silent();
    assert!(ran.err.starts_with("broken.py:2:"), "{}", ran.err);
    let ran = folder.mpfix(&["validate", "broken.py", "old.py"]).exits(2).silent();
    assert!(ran.err.starts_with("broken.py:2:"), "{}", ran.err);
    folder.mpfix(&["validate", "old.py", "n.ipynb"]).exits(2).silent().complains("notebook");
    folder.mpfix(&["validate", "old.py", "none.py"]).exits(2).silent().complains("none.py");
}
