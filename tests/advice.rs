//! Advice is given where it is asked for, and changes nothing where it is not.
#![cfg(unix)]

use std::path::Path;

use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{NoDisk, Places};
use mpfix::outcome::Outcome;
use mpfix::source::decode;
use mpfix::starters::Registry;

/// A guard that starts a process, behind a worker.
const PROGRAM: &str = "
from multiprocessing import Process

def work(number):
    print(number)

if __name__ == \"__main__\":
    process = Process(target=work, args=(3,))
    process.start()
    process.join()
";

fn outcome(script: &str, advice: bool) -> Outcome {
    let file = decode(Path::new("script.py"), script.as_bytes()).unwrap_or_else(|trouble| panic!("{trouble}"));
    let places = Places::default();
    let modules = mpfix::project::Modules::default();
    let context = Context {
        freeze_support: FreezeSupport::Omit,
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice,
        disk: &NoDisk,
        places: &places,
        modules: &modules,
    };
    judge(&file, &context).unwrap_or_else(|trouble| panic!("{trouble}"))
}

/// `code:line` for each finding; without advice there are none.
fn advice(script: &str) -> Vec<String> {
    assert!(matches!(outcome(script, false), Outcome::Quiet), "found without being asked for:\n{script}");
    let found = outcome(script, true);
    let line = |at: usize| script[..at].matches('\n').count() + 1;
    found
        .findings()
        .iter()
        .map(|finding| {
            assert!(!finding.code.is_default(), "{} is no advice", finding.code.as_str());
            format!("{}:{}", finding.code.as_str(), line(finding.range.start().to_usize()))
        })
        .collect()
}

#[test]
fn effects_that_children_repeat() {
    assert_eq!(advice(&format!("print('banner'){PROGRAM}")), ["MP106:1"]);
    let many = format!("import sys\nsys.stderr.write('a')\nopen('log.txt', 'w').close()\nx = 1{PROGRAM}print('end')\n");
    assert_eq!(advice(&many), ["MP106:2", "MP106:3", "MP106:14"]);
    let through = format!("def banner():\n    print('banner')\nbanner(){PROGRAM}");
    assert_eq!(advice(&through), ["MP106:3"]);
}

#[test]
fn effects_that_children_do_not_repeat() {
    for quiet in [
        "import sys\nif len(sys.argv) > 9:\n    print('usage')\n    sys.exit(2)\n",
        "import os\nif os.environ.get('VERBOSE'):\n    print('verbose')\n",
        "try:\n    import json\nexcept ImportError:\n    print('no json')\n",
        "def unused():\n    print('never')\n",
        "text = open(__file__).read()\n",
        "import logging\nlogging.basicConfig()\n",
    ] {
        assert_eq!(advice(&format!("{quiet}{PROGRAM}")), [""; 0], "{quiet}");
    }
    assert_eq!(advice("print('no processes')\n"), [""; 0]);
    assert_eq!(advice("import threading\nprint('threads')\nthreading.Thread(target=print).start()\n"), [""; 0]);
}

#[test]
fn repeated_effects_move_below_the_guard() {
    let Outcome::Fix { rewrite, .. } = outcome(&format!("print('banner'){PROGRAM}"), true) else {
        panic!("not rewritten");
    };
    assert!(rewrite.text().contains(":\n    print('banner')\n    process = "), "{}", rewrite.text());
    assert!(matches!(outcome(rewrite.text(), true), Outcome::Quiet));
}

#[test]
fn fork_by_name() {
    let context = "from multiprocessing import get_context\ncontext = get_context('fork')\n";
    assert_eq!(advice(context), ["MP115:2"]);
    assert_eq!(advice("import multiprocessing as mp\nmp.set_start_method('fork')\n"), ["MP115:2"]);
    let executor = "import multiprocessing as mp\nfrom concurrent.futures import ProcessPoolExecutor\n\
        def main():\n    ProcessPoolExecutor(mp_context=mp.get_context('fork'))\nmain()\n";
    assert_eq!(advice(executor), ["MP115:4"]);
    for quiet in [
        "import multiprocessing as mp\nmp.get_context('spawn')\nmp.get_context()\n",
        "import multiprocessing as mp, sys\nif sys.platform == 'linux':\n    mp.set_start_method('fork')\n",
        "import multiprocessing as mp\nmp.set_start_method(input())\n",
    ] {
        assert_eq!(advice(quiet), [""; 0], "{quiet}");
    }
}

#[test]
fn executors_made_at_import() {
    let used = "from concurrent.futures import ProcessPoolExecutor as Executor\npool = Executor(2)\n\
        def run(items):\n    return list(pool.map(abs, items))\n";
    assert_eq!(advice(used), ["MP117:2"]);
    for quiet in [
        "from concurrent.futures import ProcessPoolExecutor\npool = ProcessPoolExecutor(2)\n",
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\ndef f():\n    return pool\n",
        "from concurrent.futures import ProcessPoolExecutor\ndef f():\n    pool = ProcessPoolExecutor(2)\n    return pool\n",
        "from concurrent.futures import ProcessPoolExecutor\nif __name__ == '__main__':\n    pool = ProcessPoolExecutor(2)\n\
         def f():\n    return pool\n",
    ] {
        assert_eq!(advice(quiet), [""; 0], "{quiet}");
    }
}

#[test]
fn advice_does_not_keep_hazards_from_being_repaired() {
    let script = format!("import multiprocessing\nname = input(){PROGRAM}multiprocessing.get_context('fork')\n");
    let found = outcome(&script, true);
    let codes: Vec<&str> = found.findings().iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["MP112", "MP115"]);
    assert!(matches!(found, Outcome::Fix { .. }));
}
