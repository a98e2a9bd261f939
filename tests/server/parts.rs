//! Repairs of single findings, where a script is guarded already.

use serde_json::{Value, json};

use super::buffer::applied;
use super::client::{Client, uri};
use super::rewritten;
use crate::common::Folder;

/// Two queues that workers reach through globals.
const TWO: &str = "\
from multiprocessing import Process, Queue

first = Queue()
second = Queue()


def one(n):
    first.put(n * n)


def two(n):
    second.put(n + n)


if __name__ == \"__main__\":
    children = [Process(target=one, args=(3,)), Process(target=two, args=(4,))]
    for child in children:
        child.start()
    print(first.get(), second.get())
    for child in children:
        child.join()
";

/// A queue that can be handed over, and a worker that can only be had by `fork`.
const MIXED: &str = "\
from multiprocessing import Process, Queue

results = Queue()


def square(n):
    results.put(n * n)


if __name__ == \"__main__\":
    child = Process(target=square, args=(3,))
    child.start()
    print(results.get())
    child.join()
    other = Process(target=lambda: (yield print(1)))
    other.start()
    other.join()
";

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().expect("a title")).collect()
}

#[test]
fn each_repair_is_offered_by_itself_and_both_together() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, TWO);
    let found = client.diagnostics(&x, 1);
    assert_eq!(found.len(), 2, "{found:?}");
    let actions = client.actions(&x, &found[1]["range"], json!(["quickfix"]));
    let want = [
        "Fix: make the script work under every start method (mpfix)",
        "Fix: hand `second` to the workers (mpfix)",
        "Suppress MP103 here with a comment (mpfix)",
    ];
    assert_eq!(titles(&actions), want);
    let preferred: Vec<&Value> = actions.iter().map(|action| &action["isPreferred"]).collect();
    assert_eq!(preferred, [true, false, false]);
    let half = applied(TWO, &actions[1], &x, 1, "utf-16");
    assert!(half.contains("def two(second, n):") && half.contains("def one(n):"), "{half}");
    client.change(&x, 2, &half);
    let left = client.diagnostics(&x, 2);
    assert_eq!(left.len(), 1, "{left:?}");
    let actions = client.actions(&x, &left[0]["range"], json!(["quickfix"]));
    assert_eq!(titles(&actions).len(), 2, "what is left is one piece: {actions:?}");
    let whole = applied(&half, &actions[0], &x, 2, "utf-16");
    assert_eq!(whole, rewritten(&half));
    client.change(&x, 3, &whole);
    assert_eq!(client.diagnostics(&x, 3), [Value::Null; 0]);
    #[cfg(unix)]
    runs(&whole, TWO);
}

/// Real Python prints the same under every start method.
#[cfg(unix)]
fn runs(whole: &str, original: &str) {
    use crate::common::case::Case;
    use crate::common::python::{METHODS, pythons};
    let folder = Folder::with([("x.py", whole), ("original.py", original)]);
    let case = |entry: &str| {
        let spec = serde_json::from_value(json!({ "entry": entry, "kind": "fix", "why": "" })).expect("a case");
        Case { name: entry.to_owned(), folder: folder.path("."), spec }
    };
    let before = pythons()[0].run(&case("original.py"), &folder.path("."), "fork").expect("it works");
    for method in METHODS {
        let after = pythons()[0].run(&case("x.py"), &folder.path("."), method).expect("it works");
        assert_eq!((after.code, &after.out), (before.code, &before.out), "{method}\n{whole}");
    }
}

#[test]
fn what_can_be_repaired_is_offered_where_the_whole_is_refused() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let mut client = Client::start(&folder);
    client.open(&x, MIXED);
    let found = client.diagnostics(&x, 1);
    let fixes: Vec<(&Value, &Value)> = found.iter().map(|one| (&one["code"], &one["data"]["fix"])).collect();
    assert_eq!(fixes, [(&json!("MP103"), &json!("safe")), (&json!("MP104"), &json!("none"))]);
    let actions = client.actions(&x, &found[0]["range"], Value::Null);
    assert_eq!(titles(&actions)[0], "Fix: hand `results` to the workers (mpfix)");
    assert_eq!(client.actions(&x, &found[0]["range"], json!(["source.fixAll"])), [Value::Null; 0]);
    client.change(&x, 2, &applied(MIXED, &actions[0], &x, 1, "utf-16"));
    let left = client.diagnostics(&x, 2);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["code"], "MP104");
}

#[test]
fn what_is_suppressed_is_no_part() {
    let folder = Folder::new();
    let x = uri(&folder, "x.py");
    let text = TWO.replace("first = Queue()", "first = Queue()  # mpfix: ignore[MP103]");
    let mut client = Client::start(&folder);
    client.open(&x, &text);
    let found = client.diagnostics(&x, 1);
    assert_eq!(found.len(), 1, "{found:?}");
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let actions = client.actions(&x, &whole, json!(["quickfix"]));
    assert_eq!(titles(&actions)[0], "Fix: hand `second` to the workers (mpfix)");
    assert_eq!(actions.len(), 2, "{actions:?}");
}
