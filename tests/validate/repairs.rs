//! Repairs: those that hand over what was read before pass, and each kind of wrong one is caught.

use mpfix::validate::{Breach, verify_repaired};

const ORIGINAL: &str = r#"from multiprocessing import Pool, Process, Queue

q = Queue()
n = 1


def put(x, y=2):
    """Puts."""
    q.put((x, y, n))


def setup(z):
    print(z)


class Worker(Process):
    def run(self):
        q.put(self.pid)


class Other(Process):
    def __init__(self, x):
        super().__init__()
        self.x = x

    def run(self):
        helper()


def helper():
    q.put(n)


if __name__ == "__main__":
    Process(target=put, args=(1,)).start()
    Process(target=put, args=[]).start()
    Pool(2, setup, (3,))
    Pool(2)
    Worker().start()
    Other(2).start()
"#;

/// The original with these replacements, each of which has to be possible.
pub(crate) fn edited(text: &str, replacements: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (old, new) in replacements {
        assert!(text.contains(old), "{old} is not in\n{text}");
        text = text.replacen(old, new, 1);
    }
    text
}

fn right() -> String {
    edited(
        ORIGINAL,
        &[
            ("def put(x, y=2)", "def put(q, x, y=2)"),
            ("args=(1,)", "args=(q, 1)"),
            ("args=[]", "args=[q]"),
            (
                "def setup",
                "def init_worker(q_, n_):\n    global q, n\n    q = q_\n    n = n_\n\n\n\
                 def _init_worker(q_, initializer, *args):\n    global q\n    q = q_\n    initializer(*args)\n\n\ndef setup",
            ),
            ("Pool(2, setup, (3,))", "Pool(2, _init_worker, (q, setup, 3))"),
            ("Pool(2)\n", "Pool(2, initializer=init_worker, initargs=(q, n))\n"),
            (
                "    def run(self):\n        q.put(self.pid)",
                "    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n        self.q = q\n\n    \
                 def run(self):\n        self.q.put(self.pid)",
            ),
            (
                "        super().__init__()\n        self.x",
                "        self.q = q\n        super().__init__()\n        self.x",
            ),
            ("        helper()", "        global q\n        q = self.q\n        helper()"),
        ],
    )
}

fn breaches(repaired: &str) -> Vec<String> {
    match verify_repaired(ORIGINAL, None, repaired, repaired, |_| Ok(())) {
        Ok(verified) => {
            assert_eq!(verified.text(), repaired);
            Vec::new()
        }
        Err(breaches) => breaches.iter().map(Breach::to_string).collect(),
    }
}

#[test]
fn repairs_of_every_shape_pass() {
    assert_eq!(breaches(&right()), [] as [&str; 0]);
    assert_eq!(breaches(ORIGINAL), [] as [&str; 0]);
}

#[test]
fn wrong_repairs_are_caught() {
    let mutations: &[(&str, &str, &str)] = &[
        ("another value is handed over", "args=(q, 1)", "args=(n, 1)"),
        ("nothing is handed over", "args=(q, 1)", "args=(1,)"),
        ("an argument is lost", "args=(q, 1)", "args=(q,)"),
        ("the parameter stands behind", "def put(q, x, y=2)", "def put(x, q, y=2)"),
        ("the function is called elsewhere", "    Worker().start()", "    put(1)\n    Worker().start()"),
        ("the parameter gets another value", "    q.put((x, y, n))", "    q = q\n    q.put((x, y, n))"),
        ("two globals are mixed up", "    q = q_\n    n = n_", "    q = n_\n    n = q_"),
        ("a global is not bound", "    q = q_\n    n = n_", "    q = q_"),
        ("the globals are local", "    global q, n\n", ""),
        ("the order is another one", "initargs=(q, n)", "initargs=(n, q)"),
        ("the initializer is not called", "    initializer(*args)", "    initializer"),
        ("the initializer is another one", "(q, setup, 3)", "(q, helper, 3)"),
        ("an argument of the initializer is lost", "(q, setup, 3)", "(q, setup)"),
        ("the generated function prints", "    n = n_\n", "    n = n_\n    print(n)\n"),
        (
            "the attribute holds something else",
            "(*args, **kwargs)\n        self.q = q",
            "(*args, **kwargs)\n        self.q = n",
        ),
        ("the base class is not constructed", "        super().__init__(*args, **kwargs)\n", ""),
        ("the global is read from another attribute", "q = self.q\n", "q = self.x\n"),
        ("`run` does something else first", "        global q\n", "        print(1)\n        global q\n"),
        ("a statement is gone", "    Other(2).start()\n", ""),
        ("a constant is another one", "n = 1\n", "n = 2\n"),
        ("a string is another one", "\"\"\"Puts.\"\"\"", "\"\"\"puts.\"\"\""),
    ];
    for (what, old, new) in mutations {
        let mutated = edited(&right(), &[(old, new)]);
        assert!(!breaches(&mutated).is_empty(), "{what}: not noticed in\n{mutated}");
    }
}

#[test]
fn a_local_variable_is_not_handed_over_for_the_global() {
    let original = "from multiprocessing import Process\nq = 1\n\n\ndef w():\n    print(q)\n\n\ndef go():\n    \
                    q = 2\n    Process(target=w).start()\n    return q\n";
    let repaired = edited(original, &[("def w()", "def w(q)"), ("target=w", "target=w, args=(q,)")]);
    assert!(verify_repaired(original, None, &repaired, &repaired, |_| Ok(())).is_err());
    let (original, repaired) = (original.replace("    q = 2\n", ""), repaired.replace("    q = 2\n", ""));
    assert!(verify_repaired(&original, None, &repaired, &repaired, |_| Ok(())).is_ok());
}
