//! The places moved statements may be in, and what may be generated around them.

use mpfix::validate::verify;

use super::{ORIGINAL, REWRITTEN, assert_right, assert_wrong, in_function, in_guard};

#[test]
fn generated_names_are_new() {
    let taken = [
        ("def main(): pass\n", "run()\n"),
        ("", "main = 1\n"),
        ("def f(main): pass\n", "run()\n"),
        ("def f():\n    import main.x\n", "run()\n"),
        ("def f(): return main\n", "run()\n"),
        ("__all__ = ['main']\n", "run()\n"),
        ("def f(a: 'main'): pass\n", "run()\n"),
    ];
    for (kept, moved) in taken {
        let (original, rewritten) = in_function(kept, "", moved);
        assert_wrong("new_names", &original, &rewritten);
    }
    let (original, rewritten) = in_function("import a\n", "", "a.main(main=1)\n");
    assert_right(&original, &rewritten);
    let builtin = rewritten.replace("def main():", "def print():");
    let builtin = builtin.replace("    main()\n", "    print()\n");
    assert_wrong("new_names", &original, &builtin);
}

#[test]
fn freeze_support_is_called_once_and_by_a_name_that_means_it() {
    let from = "from multiprocessing import freeze_support\n";
    let right = [
        ("import multiprocessing\n", "multiprocessing.freeze_support()\n"),
        ("import torch.multiprocessing as mp\n", "mp.freeze_support()\n"),
        ("from multiprocessing import Pool, freeze_support\n", "freeze_support()\n"),
        ("from multiprocessing import *\n", "freeze_support()\n"),
        ("", &format!("{from}freeze_support()\n")),
        ("import multiprocessing\n", "import multiprocessing\nmultiprocessing.freeze_support()\n"),
    ];
    for (kept, first) in right {
        let (original, rewritten) = in_guard(kept, first, "run()\n");
        assert_right(&original, &rewritten);
    }
    let import = "import multiprocessing as mp\n";
    let rebound = format!("{import}def f():\n    global mp\n    mp = 1\n");
    let wrong = [
        (import, "mp.freeze_support()\n", "mp.freeze_support()\nrun()\n"),
        ("", "mp.freeze_support()\n", "import multiprocessing as mp\nrun()\n"),
        ("import mp\n", "mp.freeze_support()\n", "run()\n"),
        (&rebound, "mp.freeze_support()\n", "run()\n"),
        ("def freeze_support(): pass\n", "freeze_support()\n", "run()\n"),
        ("multiprocessing = 1\n", "import multiprocessing\nmultiprocessing.freeze_support()\n", "run()\n"),
        ("", &format!("{from}multiprocessing.freeze_support()\n"), "run()\n"),
        ("", "from multiprocessing import freeze_support, Pool\nfreeze_support()\n", "run()\n"),
        (import, "mp.freeze_support(1)\n", "run()\n"),
    ];
    for (kept, first, moved) in wrong {
        let (original, rewritten) = in_guard(kept, first, moved);
        assert_wrong("new_names", &original, &rewritten);
    }
}

#[test]
fn statements_may_go_into_a_guard_that_was_there() {
    let original = "import a\na.one()\nif '__main__' == __name__:  # go\n    a.two()  # 2\ndef f(): pass\na.three()\n";
    let right =
        "import a\ndef f(): pass\nif '__main__' == __name__:  # go\n    a.one()\n    a.two()  # 2\n    a.three()\n";
    assert_right(original, right);
    let (one, two, three) = ("    a.one()\n", "    a.two()  # 2\n", "    a.three()\n");
    let swap = |a: &str, b: &str| right.replace(&format!("{a}{b}"), &format!("{b}{a}"));
    assert_wrong("same_order", original, &swap(one, two));
    assert_wrong("same_order", original, &swap(two, three));
    assert_wrong("same_statements", original, &right.replace(two, ""));
    assert_wrong("same_statements", original, &right.replace("'__main__' ==", "'__main__' !="));
    assert_wrong("same_strings", original, &right.replace("'__main__' ==", "\"__main__\" =="));
    assert_wrong("untouched_bytes", original, &right.replace("'__main__' ==", "'__main__'  =="));
    // The kept function must not come after a statement it preceded.
    let late =
        "import a\nif '__main__' == __name__:  # go\n    a.one()\n    a.two()  # 2\n    a.three()\ndef f(): pass\n";
    assert_wrong("same_order", original, late);
    // A function that stood below everything moved may stay there.
    let original = "import a\na.one()\nif __name__ == '__main__':\n    a.two()\ndef f(): pass\n";
    assert_right(original, "import a\nif __name__ == '__main__':\n    a.one()\n    a.two()\ndef f(): pass\n");
}

#[test]
fn a_test_that_is_no_main_guard_takes_nothing() {
    for test in
        ["DEBUG and __name__ == '__main__'", "__name__ != '__main__'", "__name__ in ('__main__', '__mp_main__')"]
    {
        let original = format!("import a\na.one()\nif {test}:\n    a.two()\n");
        let rewritten = format!("import a\nif {test}:\n    a.one()\n    a.two()\n");
        assert_wrong("same_statements", &original, &rewritten);
    }
}

#[test]
fn start_methods_stay_first_in_a_guard_that_was_there() {
    let head = "import mp\nif __name__ == '__main__':\n";
    let start = "    mp.freeze_support()\n    mp.set_start_method('fork')\n";
    let original = format!("import mp\nmp.one()\nif __name__ == '__main__':\n{start}    mp.two()\n");
    assert_right(&original, &format!("{head}{start}    mp.one()\n    mp.two()\n"));
    assert_right(&original, &format!("{head}    mp.one()\n{start}    mp.two()\n"));
    assert_wrong("same_order", &original, &format!("{head}{start}    mp.two()\n    mp.one()\n"));
    let twice = format!("{head}    mp.freeze_support()\n    mp.one()\n{start}    mp.two()\n");
    assert_wrong("new_names", &original, &twice);
}

#[test]
fn a_guard_that_was_there_can_be_moved_as_it_is() {
    let guard = "if __name__ == '__main__':\n    two()\n";
    let moved = format!("one()\n{guard}three()\n");
    let (original, rewritten) = in_guard("import a\n", "", &moved);
    assert_right(&original, &rewritten);
    let (original, rewritten) = in_function("import a\n", "", &moved);
    assert_right(&original, &rewritten);
}

#[test]
fn equal_statements_are_no_hindrance() {
    let guard = "if __name__ == \"__main__\":\n    run()\n";
    assert_right(&format!("import a\n{guard}run()\n"), &format!("import a\n{guard}{guard}"));
    let (original, rewritten) = in_guard("x = 1\nx = 1\n", "", "x = 1\nx  =  1\nx = 1\n");
    assert_right(&original, &rewritten);
    assert_wrong("same_statements", &original, &rewritten.replacen("x = 1\n", "", 1));
}

#[test]
fn the_guard_must_mean_what_it_says() {
    let (original, rewritten) = in_guard("__name__ = 'x'\n", "", "run()\n");
    assert_wrong("importable", &original, &rewritten);
    let (original, rewritten) = in_guard("def f():\n    global __name__\n    __name__ = 'x'\n", "", "run()\n");
    assert_wrong("importable", &original, &rewritten);
    let (original, rewritten) = in_guard("def f():\n    __name__ = 'x'\n", "", "run()\n");
    assert_right(&original, &rewritten);
}

#[test]
fn a_second_run_must_find_nothing() {
    let found = verify(ORIGINAL, REWRITTEN, |text| {
        assert_eq!(text, REWRITTEN);
        Err("line 1 starts a process".to_owned())
    });
    let breaches = found.expect_err("the second run found something");
    assert_eq!(breaches.len(), 1);
    let message = "idempotent: a second run is not content: line 1 starts a process";
    assert_eq!(breaches[0].to_string(), message);
}

#[test]
fn what_does_not_parse_is_no_rewrite() {
    assert_wrong("parses", "run(\n", "run(\n");
    assert_wrong("parses", "run()\n", "if __name__ == \"__main__\":\nrun()\n");
    assert_wrong("parses", "", "def main(:\n");
}

#[test]
fn indentation_has_a_limit() {
    let nested = |levels: usize| -> String {
        let heads: String = (0..levels).map(|level| format!("{}if a:\n", " ".repeat(level))).collect();
        format!("{heads}{}b()\n", " ".repeat(levels))
    };
    let under_guard = |text: &str| -> String {
        let lines: String = text.lines().map(|line| format!(" {line}\n")).collect();
        format!("if __name__ == \"__main__\":\n{lines}")
    };
    let (original, deep) = (nested(98), nested(99));
    assert_right(&original, &under_guard(&original));
    assert_wrong("parses", &deep, &under_guard(&deep));
}

#[test]
fn deep_nesting_is_no_crash() {
    let run = || {
        let lists = format!("x = {}{}\n", "[".repeat(2000), "]".repeat(2000));
        let sum = format!("y = 1{}\n", " + 1".repeat(2000));
        let (original, rewritten) = in_function("import a\n", "", &format!("{lists}{sum}"));
        assert_right(&original, &rewritten);
        assert_wrong("same_statements", &original, &rewritten.replace(" + 1\n", " + 2\n"));
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run);
    thread.expect("a thread").join().expect("no overflow");
}

#[test]
fn breaches_say_where() {
    let (original, rewritten) = in_guard("import a\n", "", "a.b(1)\na.c(2)\n");
    let message = |rewritten: &str| -> String {
        match verify(&original, rewritten, |_| Ok(())) {
            Ok(_) => String::new(),
            Err(breaches) => breaches[0].to_string(),
        }
    };
    let (b, c) = ("    a.b(1)\n", "    a.c(2)\n");
    let cases = [
        (c.to_owned(), String::new(), "same_statements: the statement of line 3 is missing: `a.c(2)`"),
        (
            c.to_owned(),
            format!("{c}{c}"),
            "same_statements: the statement of line 3 was doubled: `a.c(2)` (line 7 of the rewrite)",
        ),
        (
            "a.c(2)".to_owned(),
            "a.c(3)".to_owned(),
            "same_statements: the statement of line 3 was changed: `a.c(2)` (line 6 of the rewrite)",
        ),
        (
            format!("{b}{c}"),
            format!("{c}{b}"),
            "same_order: the statement of line 2 does not stand in its order: `a.b(1)`",
        ),
    ];
    for (part, by, expected) in cases {
        assert_eq!(message(&rewritten.replace(&part, &by)), expected);
    }
}
