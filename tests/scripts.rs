//! What is a script and what is not, and what is said of files by the way.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]

use crate::common::Folder;

const TOOL: &str = "from multiprocessing import Pool\n\n\ndef square(n):\n    return n * n\n\n\n\
                    with Pool(2) as pool:\n    print(pool.map(square, [1, 2]))\n";

const OTHER: &str = "from tool import square\n\nif __name__ == \"__main__\":\n    print(square(3))\n";

#[test]
fn importers_that_may_want_the_effect_ask_for_unsafe_fixes() {
    let folder = Folder::with([("tool.py", TOOL), ("other.py", OTHER)]);
    let ran = folder.mpfix(&["--write"]).exits(1);
    assert!(
        ran.out.contains("`other.py` imports this file, and would go without what line 8 here does on import"),
        "{}",
        ran.out
    );
    assert_eq!(folder.read("tool.py"), TOOL);
    let ran = folder.mpfix(&["--output-format", "json", "--unsafe-fixes", "tool.py"]).exits(1);
    assert!(ran.out.contains("\"unsafe\""), "{}", ran.out);
    folder.mpfix(&["--write", "--unsafe-fixes"]).exits(0);
    assert!(folder.read("tool.py").contains("if __name__ == \"__main__\":\n"), "{}", folder.read("tool.py"));
    assert_eq!(folder.read("other.py"), OTHER);
}

#[test]
fn files_of_tests_are_left_as_they_are() {
    let start = "from multiprocessing import Pool\n\nPOOL = Pool(2)\nprint(POOL.map(abs, [1]))\n";
    let guarded = "from multiprocessing import Pool\nimport unittest\n\nif __name__ == \"__main__\":\n    with Pool(2) as pool:\n        \
                   print(pool.map(abs, [1]))\n    unittest.main()\n";
    let names = ["test_x.py", "x_test.py", "tests.py", "a/conftest.py", "noxfile.py"];
    let folder = Folder::with(names.map(|name| (name, start)));
    folder.write("a/test_guarded.py", guarded);
    folder.mpfix(&["--write", "--unsafe-fixes"]).exits(1);
    for name in names {
        assert_eq!(folder.read(name), start, "{name}");
    }
    folder.mpfix(&["a/test_guarded.py"]).exits(0);
}
