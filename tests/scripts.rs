//! What is a script and what is not, and what is said of files by the way.

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

#[test]
fn scripts_in_packages_are_found_in_folders_when_they_say_that_they_are_run() {
    let jobs = "from multiprocessing import Pool\n\n\ndef run():\n    with Pool(2) as pool:\n        print(pool.map(abs, [1]))\n";
    let folder = Folder::with([
        ("jobs.py", jobs),
        ("pkg/__init__.py", ""),
        ("pkg/call.py", "from jobs import run\n\nrun()\n"),
        ("pkg/first.py", "#!/usr/bin/env python3\nfrom jobs import run\n\nfound = run()\n"),
        ("pkg/guard.py", "from jobs import run\n\nfound = run()\nif __name__ == \"__main__\":\n    print(found)\n"),
        ("pkg/module.py", "from jobs import run\n\n\ndef both():\n    run()\n"),
    ]);
    let ran = folder.mpfix(&["-q"]).exits(1);
    for name in ["pkg/call.py:3:1", "pkg/first.py:4:9", "pkg/guard.py:3:9"] {
        assert!(ran.out.contains(name), "{name}\n{}", ran.out);
    }
    assert!(!ran.out.contains("module.py"), "{}", ran.out);
}

#[test]
fn files_that_cannot_be_checked_are_counted() {
    let folder = Folder::with([("a.py", TOOL), ("b.py", "from multiprocessing import Pool\nPool(2\n")]);
    let ran = folder.mpfix(&[]).exits(2);
    assert!(
        ran.out.ends_with("1 file checked, 1 finding: 1 file fixable with --write, 1 file not checked\n"),
        "{}",
        ran.out
    );
    folder.write("a.py", "print(1)\n");
    let ran = folder.mpfix(&[]).exits(2);
    assert_eq!(ran.out, "1 file checked, 0 findings: 1 file not checked\n");
}

const COMMAND: &str = "from multiprocessing import Pool, Queue\n\nresults = None\n\n\ndef work(n):\n    results.put(n)\n\n\n\
                       def main():\n    global results\n    results = Queue()\n    with Pool(2) as pool:\n        \
                       pool.map(work, [1, 2])\n";

#[test]
fn what_installed_commands_run_is_judged() {
    let pyproject = "[project]\nname = \"app\"\n[project.scripts]\nrun = \"app.cli:main\"\n";
    let start = "from multiprocessing import Pool\n\npool = Pool(2)\n\n\ndef main():\n    print(pool.map(abs, [1]))\n";
    let through = "from app.jobs import main\n";
    for (folder, setting) in [("", ("pyproject.toml", pyproject)), ("src/", ("pyproject.toml", pyproject))] {
        let name = |file: &str| format!("{folder}app/{file}");
        let (init, cli, jobs) = (name("__init__.py"), name("cli.py"), name("jobs.py"));
        let all = Folder::with([setting, (&init, ""), (&cli, COMMAND)]);
        let ran = all.mpfix(&["-q"]).exits(1);
        assert!(ran.out.contains(&format!("{cli}:10:5: MP103 ")), "{}", ran.out);
        assert!(
            all.mpfix(&[])
                .out
                .contains("`main` is installed as the command `run`, whose main module is a generated script")
        );
        all.write(&cli, start);
        let ran = all.mpfix(&[]).exits(1);
        assert!(
            ran.out.contains(&format!("{cli}:3:8: MP002 ")) && ran.out.contains("the command `run`"),
            "{}",
            ran.out
        );
        all.mpfix(&["--write"]).exits(1);
        assert_eq!(all.read(&cli), start);
        all.write(&cli, through);
        all.write(&jobs, COMMAND);
        let ran = all.mpfix(&["-q"]).exits(1);
        assert!(ran.out.contains(&format!("{cli}:1:1: MP103 ")), "{}", ran.out);
        all.write("pyproject.toml", "[project]\nname = \"app\"\n");
        all.mpfix(&["-q"]).exits(0);
    }
}
