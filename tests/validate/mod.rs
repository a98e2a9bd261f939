//! The validator lets right rewrites pass and catches each kind of wrong one.

mod bindings;
mod bytes;
mod hoists;
mod repairs;
mod shapes;
mod texts;

use mpfix::validate::{Breach, verify};

/// The names of the invariants a rewrite breaks; empty when it is proven.
fn broken(original: &str, rewritten: &str) -> Vec<&'static str> {
    match verify(original, rewritten, |_| Ok(())) {
        Ok(verified) => {
            assert_eq!(verified.text(), rewritten);
            Vec::new()
        }
        Err(breaches) => {
            assert!(!breaches.is_empty(), "an error without a breach");
            breaches.iter().map(|breach| breach.invariant).collect()
        }
    }
}

#[track_caller]
fn assert_right(original: &str, rewritten: &str) {
    if let Err(breaches) = verify(original, rewritten, |_| Ok(())) {
        let breaches: Vec<String> = breaches.iter().map(Breach::to_string).collect();
        panic!("{breaches:#?}\n--- original\n{original}\n--- rewritten\n{rewritten}");
    }
}

#[track_caller]
fn assert_wrong(invariant: &str, original: &str, rewritten: &str) {
    let found = broken(original, rewritten);
    assert!(
        found.contains(&invariant),
        "wanted {invariant}, found {found:?}\n--- original\n{original}\n--- rewritten\n{rewritten}"
    );
}

/// A right rewrite whose parts the mutations below know.
const ORIGINAL: &str = r#"#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""What the script does."""
from multiprocessing import Pool


def work(x):
    return x + base  # noqa: here


base = 10
# the pool
pool = Pool(2)  # type: Pool
text = f"""one
  {base!r:>4} two"""
for n in pool.map(work, [
    1,
    2,
]):
    print(n, text)
total = 0
def show():
    print(total)
pool.close()
total = 5
show()
if total:
    print("end")
"#;

const REWRITTEN: &str = r#"#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""What the script does."""
from multiprocessing import Pool


def work(x):
    return x + base  # noqa: here


base = 10
total = 0
def show():
    print(total)


def main():
    global total
    # the pool
    pool = Pool(2)  # type: Pool
    text = f"""one
  {base!r:>4} two"""
    for n in pool.map(work, [
        1,
        2,
    ]):
        print(n, text)
    pool.close()
    total = 5
    show()
    if total:
        print("end")


if __name__ == "__main__":
    main()
"#;

#[test]
fn the_example_is_right() {
    assert_right(ORIGINAL, REWRITTEN);
}

#[test]
fn each_mutation_breaks_its_invariant() {
    let mutations: &[(&str, &str, &str)] = &[
        // What is replaced in the rewrite, by what, and the invariant that must notice.
        ("    pool.close()\n", "", "same_statements"),
        ("base = 10\n", "", "same_statements"),
        ("    pool.close()\n", "    pool.close()\n    pool.close()\n", "same_statements"),
        ("base = 10\n", "base = 10\nbase = 10\n", "same_statements"),
        ("    total = 5\n    show()\n", "    show()\n    total = 5\n", "same_order"),
        ("base = 10\ntotal = 0\n", "total = 0\nbase = 10\n", "same_order"),
        ("base = 10", "base = 11", "same_statements"),
        ("base = 10", "base =  10", "untouched_bytes"),
        ("base = 10", "base = 1_0", "untouched_bytes"),
        ("[\n        1,", "[ \n        1,", "untouched_bytes"),
        ("print(\"end\")", "print('end')", "same_strings"),
        ("print(\"end\")", "print(\"End\")", "same_strings"),
        ("print(\"end\")", "print(u\"end\")", "same_strings"),
        ("print(\"end\")", "print(\"en\" \"d\")", "same_strings"),
        ("\n  {base!r:>4} two", "\n      {base!r:>4} two", "same_strings"),
        ("{base!r:>4}", "{base!r:>5}", "same_strings"),
        ("{base!r:>4}", "{base!s:>4}", "same_strings"),
        (
            "\"\"\"What the script does.\"\"\"\nfrom multiprocessing import Pool\n",
            "from multiprocessing import Pool\n\"\"\"What the script does.\"\"\"\n",
            "same_order",
        ),
        ("    global total\n", "", "same_bindings"),
        ("global total", "global n", "same_bindings"),
        ("    # the pool\n", "", "same_comments"),
        ("    # the pool\n", "    # the pool\n    # the pool\n", "same_comments"),
        ("# the pool", "# the  pool", "same_comments"),
        ("  # type: Pool", "", "same_comments"),
        (
            "    # the pool\n    pool = Pool(2)  # type: Pool\n",
            "    # type: Pool\n    pool = Pool(2)  # the pool\n",
            "same_comments",
        ),
        ("  # type: Pool\n", "\n    # type: Pool\n", "same_comments"),
        ("main():\n    global", "main():  # type: Pool\n    global", "same_comments"),
        (
            "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n\"\"\"What the script does.\"\"\"\n",
            "\"\"\"What the script does.\"\"\"\n#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n",
            "same_comments",
        ),
        ("def main():", "def main(x):", "same_statements"),
        ("def main():", "async def main():", "same_statements"),
        ("def main():", "@work\ndef main():", "same_statements"),
        ("    main()\n", "    main(1)\n", "same_statements"),
        ("    main()\n", "    main\n", "same_statements"),
        ("    main()\n", "    main()\n    main()\n", "same_statements"),
        ("    main()\n", "    pass\n    main()\n", "same_statements"),
        ("if __name__ == \"__main__\":\n    main()", "main()", "same_statements"),
        ("__name__ == \"__main__\"", "__name__ != \"__main__\"", "same_statements"),
        ("__name__ == \"__main__\"", "__name__ == \"__mp_main__\"", "same_statements"),
        ("    main()\n", "    main()\nelse:\n    main()\n", "same_statements"),
        ("    show()\n    if total", "    show()\n    if  total", "untouched_bytes"),
        ("        print(n, text)\n", "    print(n, text)\n", "parses"),
        (
            "]):\n        print(n, text)\n    pool.close()\n",
            "]):\n        print(n, text)\n        pool.close()\n",
            "same_statements",
        ),
        ("    main()\n", "    main()", "untouched_bytes"),
        ("\n\n\ndef main", "\r\n\n\ndef main", "untouched_bytes"),
        (
            "def main():\n    global total\n",
            "def main():\n    \"\"\"Main.\"\"\"\n    global total\n",
            "same_statements",
        ),
        ("def main():\n    global total\n", "def main():\n    total\n    global total\n", "parses"),
        ("    main()\n", "    main()\n)\n", "parses"),
    ];
    for (part, by, invariant) in mutations {
        assert_eq!(REWRITTEN.matches(part).count(), 1, "{part:?} must occur once");
        assert_wrong(invariant, ORIGINAL, &REWRITTEN.replace(part, by));
    }
}

/// Puts each line four columns to the right.
fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// The original `kept + moved`, and its rewrite with a generated function.
fn in_function(kept: &str, globals: &str, moved: &str) -> (String, String) {
    let declared = match globals {
        "" => String::new(),
        names => format!("    global {names}\n"),
    };
    let guard = "if __name__ == \"__main__\":\n    main()\n";
    let moved_lines = indent(moved);
    (format!("{kept}{moved}"), format!("{kept}\n\ndef main():\n{declared}{moved_lines}\n\n{guard}"))
}

/// The original `kept + moved`, and its rewrite with a generated guard.
fn in_guard(kept: &str, first: &str, moved: &str) -> (String, String) {
    let under = indent(&format!("{first}{moved}"));
    (format!("{kept}{moved}"), format!("{kept}\n\nif __name__ == \"__main__\":\n{under}"))
}

/// Right rewrites of every layout, without empty lines in strings.
fn right_pairs() -> Vec<(String, String)> {
    let import = "import multiprocessing as mp\n";
    vec![
        (ORIGINAL.to_owned(), REWRITTEN.to_owned()),
        in_guard(import, "", "x = 1  # one\nmp.Pool(x); print('a')\n"),
        in_guard(import, "mp.freeze_support()\n", "mp.Pool(2)\n"),
        in_guard("import os\n", "import multiprocessing\nmultiprocessing.freeze_support()\n", "os.run()\n"),
        (
            "import os\nrun(1)\nif __name__ == \"__main__\":\n    begin(\"spawn\")\n    end(2)\nelse:\n    other(4)\nlast(3)\n".to_owned(),
            "import os\nif __name__ == \"__main__\":\n    run(1)\n    begin(\"spawn\")\n    end(2)\n    last(3)\nelse:\n    other(4)\n".to_owned(),
        ),
    ]
}

#[test]
fn right_pairs_are_right() {
    for (original, rewritten) in right_pairs() {
        assert_right(&original, &rewritten);
    }
}
