//! Functions that moved to the top level, and children that are waited for: right ones pass, wrong ones are caught.

use mpfix::validate::{Breach, verify_repaired};

use super::repairs::edited;

const ORIGINAL: &str = r#"import sys
from multiprocessing import Pool, Process

leave = lambda code, more=1: sys.exit(code + more)  # says goodbye
limit = 9


def run(base, step):
    total = base + 1

    # Counts.
    def count(number, by=1):
        if number < total:
            count(number + by)
        print(limit, base)

    def double(number):
        return 2 * number

    def work():
        print([double(n) for n in range(step)])

    show = lambda extra: print(total + extra)  # the sum
    count(0)
    p = Process(target=count, args=(3,))
    p.start()
    p.join()
    Process(target=work).start()
    Process(None, show, None, (5,)).start()
    with Pool(2, initializer=lambda: print(base)) as pool:
        pool.map(lambda n: n + step, [base, 1])
    return count


def other(base):
    for i in range(3):
        Process(target=lambda i=i, n=2: print(i, n, base)).start()


if __name__ == "__main__":
    run(1, 2)
"#;

const MOVED: &str = r#"import functools
import sys
from multiprocessing import Pool, Process

def leave(code, more=1):
    return sys.exit(code + more)  # says goodbye
limit = 9


# Counts.
def count(total, base, number, by=1):
    if number < total:
        count(total, base, number + by)
    print(limit, base)


def double(number):
    return 2 * number


def work(step):
    print([double(n) for n in range(step)])


def run_show(total, extra):
    return print(total + extra)  # the sum


def call_print(base):
    return print(base)


def worker(step, n):
    return n + step


def run(base, step):
    total = base + 1

    count(total, base, 0)
    p = Process(target=count, args=(total, base, 3))
    p.start()
    p.join()
    Process(target=work, args=(step,)).start()
    Process(None, run_show, None, (total, 5)).start()
    with Pool(2, initializer=call_print, initargs=(base,)) as pool:
        pool.map(functools.partial(worker, step), [base, 1])
    return functools.partial(count, total, base)


def call_print_2(base, i, n=2):
    return print(i, n, base)


def other(base):
    for i in range(3):
        Process(target=call_print_2, args=(base, i)).start()


if __name__ == "__main__":
    run(1, 2)
"#;

fn breaches(original: &str, moved: &str) -> Vec<String> {
    match verify_repaired(original, Some(moved), moved, moved, |_| Ok(())) {
        Ok(_) => Vec::new(),
        Err(breaches) => breaches.iter().map(Breach::to_string).collect(),
    }
}

#[test]
fn moved_functions_pass() {
    assert_eq!(breaches(ORIGINAL, MOVED), [] as [&str; 0]);
    assert_eq!(breaches(ORIGINAL, ORIGINAL), [] as [&str; 0]);
}

#[test]
fn of_equal_functions_each_may_have_moved() {
    let original = "def run():\n    call(lambda: 1)\n    call(lambda: 1)\n    call(lambda: 1)\n";
    let moved = "def one():\n    return 1\n\n\ndef run():\n    call(lambda: 1)\n    call(one)\n    call(lambda: 1)\n";
    assert_eq!(breaches(original, moved), [] as [&str; 0]);
    assert!(!breaches(original, &moved.replacen("one)", "lambda: 2)", 1)).is_empty());
}

#[test]
fn a_process_that_starts_at_once_may_get_what_the_loop_binds() {
    let original =
        "def run():\n    for n in range(3):\n        p = call(target=lambda: n)\n        show(p)\n        p.start()\n";
    let moved = original.replace("lambda: n", "get, args=(n,)");
    assert_eq!(breaches(original, &format!("def get(n):\n    return n\n\n\n{moved}")), [] as [&str; 0]);
}

#[test]
fn wrong_moves_are_caught() {
    let mutations: &[(&str, &str, &str)] = &[
        ("another value is handed over", "args=(step,)", "args=(base,)"),
        ("two values are mixed up", "args=(total, base, 3)", "args=(base, total, 3)"),
        ("nothing is handed over", "Process(target=work, args=(step,))", "Process(target=work)"),
        ("an argument is lost", "args=(total, base, 3)", "args=(total, base)"),
        ("the call hands over another value", "count(total, base, 0)", "count(total, total, 0)"),
        ("the call of itself hands over too little", "count(total, base, number + by)", "count(total, number + by)"),
        ("`partial` binds another value", "partial(worker, step)", "partial(worker, base)"),
        ("a list is taken for arguments", "functools.partial(worker, step), [base, 1]", "worker, [step, base, 1]"),
        ("`partial` is another function", "functools.partial(worker", "sys.partial(worker"),
        ("`partial` is not imported", "import functools\n", ""),
        ("another function is the target", "target=work,", "target=worker,"),
        ("the body is another one", "return 2 * number", "return 3 * number"),
        ("a lambda has another body", "return n + step", "return n - step"),
        ("a lambda returns nothing", "    return sys.exit(code + more)", "    sys.exit(code + more)"),
        ("a default is another one", "number, by=1)", "number, by=2)"),
        ("the default of a lambda is handed over wrongly", "args=(base, i)", "args=(base, 2)"),
        ("a lambda keeps a default nobody hands over", "args=(base, i)", "args=(base, i, 3)"),
        ("the function binds what it is handed", "    if number < total", "    total = 1\n    if number < total"),
        ("the parameter stands behind", "def worker(step, n)", "def worker(n, step)"),
        ("the name is taken", "limit = 9", "limit = 9\ncount = 3"),
        ("the name is bound again", "if __name__", "double = 3\nif __name__"),
        ("a comment is lost", "# Counts.\n", ""),
        ("the functions do more", "def double(number):\n", "def double(number):\n    print(1)\n"),
        ("a function is added", "def other(base)", "def more():\n    pass\n\n\ndef other(base)"),
        ("a function is decorated", "def double(number)", "@print\ndef double(number)"),
        ("a statement is gone", "    p.join()\n", ""),
        ("another import is added", "import functools\n", "import functools\nimport os\n"),
    ];
    for (what, old, new) in mutations {
        let mutated = edited(MOVED, &[(old, new)]);
        assert!(!breaches(ORIGINAL, &mutated).is_empty(), "{what}: not noticed in\n{mutated}");
    }
}

/// Texts in which the move itself is wrong, however it is written.
#[test]
fn functions_that_may_not_move_are_caught() {
    let pairs: &[(&str, &str, &str)] = &[
        (
            "another variable of that name is handed over",
            "def run(k):\n    def w():\n        print(k)\n\n    def go(k):\n        call(target=w)\n    go(1)\n",
            "def w(k):\n    print(k)\n\n\ndef run(k):\n    def go(k):\n        call(target=w, args=(k,))\n    go(1)\n",
        ),
        (
            "a variable of a class is handed over",
            "def run(k):\n    class C:\n        k = 2\n        p = call(target=lambda: k)\n",
            "def get(k):\n    return k\n\n\ndef run(k):\n    class C:\n        k = 2\n        p = call(target=get, args=(k,))\n",
        ),
        (
            "the name hides a global",
            "w = 1\n\n\ndef run():\n    def w():\n        pass\n    call(w)\n\n\nprint(w)\n",
            "w = 1\n\n\ndef w():\n    pass\n\n\ndef run():\n    call(w)\n\n\nprint(w)\n",
        ),
        (
            "the name hides a builtin",
            "def run():\n    def print():\n        pass\n    call(print)\n\n\nprint(1)\n",
            "def print():\n    pass\n\n\ndef run():\n    call(print)\n\n\nprint(1)\n",
        ),
        (
            "a variable is bound by the function",
            "def run():\n    n = 0\n    def w():\n        nonlocal n\n        n = 1\n    call(w)\n",
            "def w():\n    nonlocal n\n    n = 1\n\n\ndef run():\n    n = 0\n    call(w)\n",
        ),
        (
            "a local becomes a global",
            "def run(n):\n    def w():\n        return n\n    call(w)\n",
            "def w():\n    return n\n\n\ndef run(n):\n    call(w)\n",
        ),
        (
            "the function is mentioned first",
            "def run():\n    call(w)\n    def w():\n        pass\n",
            "def w():\n    pass\n\n\ndef run():\n    call(w)\n",
        ),
        (
            "the function is bound twice",
            "def run(a):\n    def w():\n        pass\n    if a:\n        w = 3\n    call(w)\n",
            "def w():\n    pass\n\n\ndef run(a):\n    if a:\n        w = 3\n    call(w)\n",
        ),
        (
            "a default is evaluated once",
            "def run():\n    def w(a=[]):\n        pass\n    call(w)\n",
            "def w(a=[]):\n    pass\n\n\ndef run():\n    call(w)\n",
        ),
        (
            "private names are those of the class",
            "import functools\n\n\nclass C:\n    def run(self):\n        call(lambda: self.__x)\n",
            "import functools\n\n\ndef get(self):\n    return self.__x\n\n\nclass C:\n    def run(self):\n        call(functools.partial(get, self))\n",
        ),
        (
            "a keyword may be the new parameter",
            "def run(n):\n    def w(**more):\n        print(n, more)\n    w(n=1)\n",
            "def w(n, **more):\n    print(n, more)\n\n\ndef run(n):\n    w(n, n=1)\n",
        ),
        (
            "the variable is bound again before the start",
            "def run():\n    n = 1\n    p = call(target=lambda: n)\n    n = 2\n    p.start()\n",
            "def get(n):\n    return n\n\n\ndef run():\n    n = 1\n    p = call(target=get, args=(n,))\n    n = 2\n    p.start()\n",
        ),
        (
            "the loop goes on before the start",
            "def run(ps):\n    for n in range(3):\n        p = call(target=lambda: n)\n        ps.append(p)\n",
            "def get(n):\n    return n\n\n\ndef run(ps):\n    for n in range(3):\n        p = call(target=get, args=(n,))\n        ps.append(p)\n",
        ),
        (
            "the function is defined below",
            "run = 1\n\n\ndef go():\n    call(lambda: run)\n",
            "run = 1\n\n\ndef go():\n    call(get)\n\n\ndef get():\n    return run\n",
        ),
    ];
    for (what, original, moved) in pairs {
        assert!(!breaches(original, moved).is_empty(), "{what}: not noticed in\n{moved}");
    }
}

const STARTED: &str = r#"from multiprocessing import Lock, Process


def show(lock):
    print(lock)


def main():
    lock = Lock()
    p = Process(target=show, args=(lock,))
    p.start()


if __name__ == "__main__":
    lock = Lock()
    q = Process(target=show, args=(lock,))
    q.start()
    ps = []
    for number in range(3):
        child = Process(target=show, args=(lock,))
        child.start()
        ps.append(child)
    main()
"#;

const WAITED: &[(&str, &str)] = &[
    ("    p.start()\n", "    p.start()\n    p.join()\n"),
    (
        "    main()\n",
        "    main()\n    q.join()\n    for child in ps:\n        child.join()\n    for each in active_children():\n        each.join()\n",
    ),
    ("Lock, Process", "Lock, Process, active_children"),
];

fn unproved(repaired: &str) -> bool {
    verify_repaired(STARTED, None, repaired, repaired, |_| Ok(())).is_err()
}

#[test]
fn joins_at_the_end_pass() {
    let right = edited(STARTED, WAITED);
    let result = verify_repaired(STARTED, None, &right, &right, |_| Ok(()));
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn wrong_joins_are_caught() {
    let mutations: &[(&str, &str, &str)] = &[
        ("something else is done last", "    q.join()\n", "    q.kill()\n"),
        ("the join has a limit", "    q.join()\n", "    q.join(1)\n"),
        ("no process is joined", "    q.join()\n", "    lock.join()\n"),
        ("an unknown name is joined", "    q.join()\n", "    p.join()\n"),
        ("a name nobody binds is joined", "    for child in ps", "    for child in children"),
        ("the loop does more", "        child.join()\n", "        child.join()\n        print(child)\n"),
        ("the loop joins something else", "        child.join()\n", "        q.join()\n"),
        (
            "the loop binds what others read",
            "for child in ps:\n        child.join",
            "for show in ps:\n        show.join",
        ),
        ("the join stands elsewhere", "    q.start()\n", "    q.start()\n    q.join()\n"),
        (
            "children are asked of something else",
            "Process, active_children\n",
            "Process\nfrom os import active_children\n",
        ),
        ("another name is imported", "active_children\n", "active_children, Event\n"),
        ("the import is missing", "Process, active_children", "Process"),
    ];
    for (what, old, new) in mutations {
        let mutated = edited(&edited(STARTED, WAITED), &[(old, new)]);
        assert!(unproved(&mutated), "{what}: not noticed in\n{mutated}");
    }
}
