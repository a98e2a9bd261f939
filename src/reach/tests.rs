//! Every kind of edge, as small projects: which of their files matter, and how many are parsed to find that out.
#![expect(clippy::disallowed_methods, reason = "these tests write small projects")]

use std::fs;

use super::*;
use crate::source::prefilter::Prefilter;
use crate::starters::Registry;

/// A folder with these files: a path, then the text.
struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Project {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("written");
        }
        Project(folder)
    }

    fn search() -> Reach {
        let words = Prefilter::new(Registry::builtin_words()).expect("words");
        Reach::new(Relevance::new(words, Box::new(|_, _| false), Arc::default()), Arc::default(), Arc::default())
    }

    /// The whole folder is the project.
    fn places(&self, path: &Path) -> Places {
        let below = path.strip_prefix(self.0.path()).expect("inside");
        Places { levels: below.components().count() - 1, sources: Places::usual() }
    }

    fn matters(&self, reach: &Reach, path: &str) -> bool {
        let path = self.0.path().join(path);
        let bytes = fs::read(&path).expect("a file");
        !matches!(reach.verdict(&path, &bytes, false, &|| self.places(&path)), Verdict::Quiet)
    }
}

const POOL: &str = "from multiprocessing import Pool\n";

/// Does `main` matter beside `jobs.py`, whose text this is?
fn beside(jobs: &str, main: &str) -> bool {
    let project = Project::new(&[("main.py", main), ("jobs.py", jobs)]);
    project.matters(&Project::search(), "main.py")
}

#[test]
fn code_of_the_file_itself() {
    let table = [
        ("Pool()", true),
        ("def f(): Pool()", false),
        ("def f(): Pool()\nf()", true),
        ("def f(): Pool()\ndef g(): f()\n[g]", true),
        ("def f(): Pool()\nif __name__ == '__main__':\n    f()", true),
        ("def f(pool=Pool()): pass", true),
        ("class A:\n    pool = Pool()", true),
        ("class A:\n    def f(self): Pool()", false),
        ("class A:\n    def f(self): Pool()\nA", true),
        ("class A:\n    def f(self): Pool()\nclass B(A): pass", false),
        ("class A:\n    def f(self): Pool()\nclass B(A): pass\nB().f()", true),
        ("class A:\n    def __init_subclass__(cls): Pool()\nclass B(A): pass", true),
        ("class A:\n    def f(): Pool()\n    f()", true),
        ("class M(type):\n    def __new__(*a): Pool()\nclass B(metaclass=M): pass", true),
        ("def f(g): g()\n@f\ndef h(): Pool()", true),
        ("class A:\n    @property\n    def f(self): Pool()\n    @f.setter\n    def f(self, v): Pool()", false),
        ("import functools\n@functools.lru_cache(None)\ndef f(): Pool()", false),
        ("import functools\ndef lru_cache(f): f()\n@lru_cache\ndef f(): Pool()", true),
        ("def f():\n    def g(): Pool()\n    return g\nf()()", true),
        ("table = {'a': lambda: Pool()}", true),
        ("def f(): Pool()\nglobals()['f']()", true),
        ("def f(): Pool()\ndef g(name): return globals()[name]\ng('f')()", true),
        ("def f(): Pool()\n'f' in globals()", false),
        ("def f(): Pool()\ndef g(): pass\nglobals()['g']()", false),
        ("def f(): Pool()\nexec('f()', globals())", false),
        ("import unittest\nclass T(unittest.TestCase):\n    def test(self): Pool()\nunittest.main()", true),
        ("class T:\n    def test(self): Pool()", false),
    ];
    for (code, want) in table {
        let project = Project::new(&[("main.py", &format!("{POOL}{code}\n"))]);
        assert_eq!(project.matters(&Project::search(), "main.py"), want, "{code}");
    }
}

#[test]
fn names_of_the_registry_in_every_spelling() {
    let table = [
        ("import multiprocessing as mp\nmp.Pool()", true),
        ("import multiprocessing\nmultiprocessing.cpu_count()", false),
        ("import multiprocessing\nf(multiprocessing)", true),
        ("from multiprocessing import *\nPool()", true),
        ("from multiprocessing import pool as p\np.Pool()", true),
        ("import multiprocessing\nmp = multiprocessing\nmp.Pool()", true),
        ("import multiprocessing\nmp = multiprocessing\nother = mp\nother.Pool()", true),
        ("import multiprocessing\nmp = multiprocessing\nmp.cpu_count()", false),
        ("import multiprocessing\nlock = multiprocessing.Lock()", false),
        ("from importlib import import_module\nif import_module('torch') is None: print(1)", false),
        ("from importlib import import_module\ntorch = import_module('torch')", false),
        ("from importlib import import_module\nmp = import_module('multiprocessing')\nmp.Pool()", true),
        ("import concurrent.futures\nconcurrent.futures.ProcessPoolExecutor()", true),
        ("import concurrent.futures\nconcurrent.futures.ThreadPoolExecutor()  # not multiprocessing", false),
        ("import importlib\nimportlib.import_module('multiprocessing').Pool()", true),
        ("name = 'multiprocessing'\nimport importlib\nimportlib.import_module(name).Pool()", true),
        ("class multiprocessing:\n    Pool = print\nmultiprocessing.Pool()", false),
    ];
    for (code, want) in table {
        let project = Project::new(&[("main.py", code)]);
        assert_eq!(project.matters(&Project::search(), "main.py"), want, "{code}");
    }
}

#[test]
fn names_of_another_file() {
    let start = &format!("{POOL}def run(): Pool()\ndef other(): pass\n");
    let table = [
        ("from jobs import run\nrun()", true),
        ("from jobs import run as go\ntable = [go]", true),
        ("from jobs import run", false),
        ("from jobs import other\nother()", false),
        ("import jobs\njobs.run()", true),
        ("import jobs\njobs.other()", false),
        ("import jobs\nf(jobs)", true),
        ("from jobs import *\nrun()", true),
        ("from jobs import *\nother()", false),
        ("def f():\n    import jobs\n    jobs.run()", false),
        ("def f():\n    import jobs\n    jobs.run()\nf()", true),
        ("import importlib\nimportlib.import_module('jobs').run()", true),
    ];
    for (main, want) in table {
        assert_eq!(beside(start, main), want, "{main}");
    }
    assert!(beside("import multiprocessing\nmp = multiprocessing\n", "import jobs\njobs.mp.Pool()\n"));
    assert!(beside(&format!("{start}again = run\n"), "from jobs import again\nagain()\n"));
    assert!(beside(&format!("{start}TABLE = {{'run': run}}\n"), "from jobs import TABLE\nTABLE['run']()\n"));
    assert!(beside(&format!("{POOL}Pool()\n"), "import jobs\n"));
    assert!(!beside(&format!("{POOL}Pool()\n"), "def f(): import jobs\n"));
    assert!(!beside(&format!("{POOL}if __name__ == '__main__':\n    Pool()\n"), "import jobs\n"));
    assert!(beside(&format!("{POOL}if '__main__' != __name__:\n    Pool()\n"), "import jobs\n"));
    assert!(beside(&format!("{POOL}if __name__ == '__main__':\n    pass\nelse:\n    Pool()\n"), "import jobs\n"));
    for (text, main) in [
        ("def wrap(f): return f\nrun = wrap(run)\n", "from jobs import run\nrun()\n"),
        ("if (go := run): pass\n", "import jobs\njobs.go()\n"),
        ("for go in [run]: pass\n", "import jobs\njobs.go()\n"),
        ("def keep():\n    global go\n    go = run\ngo = None\nkeep()\n", "import jobs\njobs.go()\n"),
    ] {
        assert!(beside(&format!("{start}{text}"), main), "{text}");
    }
    let class = format!("{POOL}class A:\n    def go(self): Pool()\na = A()\n");
    assert!(!beside(&class, "import jobs\n") && !beside(&class, "import jobs\njobs.b.go()\n"));
    assert!(beside(&class, "import jobs\njobs.a.go()\n") && beside(&class, "from jobs import *\na.go()\n"));
    assert!(beside(&format!("{class}a.go()\n"), "import jobs\n"));
    let keeps = format!("import other\n{class}other.keep(a)\n");
    let kept = |other: &str| {
        let project = Project::new(&[("main.py", "import jobs\n"), ("jobs.py", &keeps), ("other.py", other)]);
        project.matters(&Project::search(), "main.py")
    };
    assert!(kept("def keep(x): KEPT.append(x)\n"), "it is not known what is kept");
    assert!(beside(&keeps, "import jobs\n"), "a library may run what it is given");
    assert!(beside(&format!("{POOL}def __getattr__(name): Pool()\n"), "import jobs\njobs.anything\n"));
    assert!(beside(&format!("{POOL}def mark(f): Pool()\n"), "from jobs import mark\n@mark\ndef f(): pass\n"));
    assert!(beside(
        &format!("{POOL}class Base:\n    def go(self): Pool()\n"),
        "import jobs\nclass Own(jobs.Base): pass\nOwn().go()\n"
    ));
    assert!(beside(
        "import unittest\ndef go(): unittest.main()\n",
        &format!("{POOL}import jobs\nclass Test(jobs.unittest.TestCase):\n    def test(self): Pool()\njobs.go()\n")
    ));
}

#[test]
fn names_on_their_way_through_packages() {
    let files = |main: &'static str| {
        Project::new(&[
            ("main.py", main),
            ("pkg/__init__.py", "from .jobs import run as go\nfrom . import tools\n"),
            ("pkg/jobs.py", "from multiprocessing import Pool\ndef run(): Pool()\n"),
            ("pkg/tools.py", "from .deep.inner import *\n"),
            ("pkg/deep/inner.py", "from ..jobs import run\ndef walk(): run()\ndef stand(): pass\n"),
            ("cycle_a.py", "from cycle_b import *\nfrom pkg.jobs import run\n"),
            ("cycle_b.py", "from cycle_a import *\n"),
        ])
    };
    let table = [
        ("from pkg import go\ngo()", true),
        ("import pkg\npkg.go()", true),
        ("import pkg", false),
        ("import pkg.jobs as jobs\njobs.run()", true),
        ("import pkg.jobs\npkg.jobs.run()", true),
        ("from pkg import tools\ntools.walk()", true),
        ("from pkg import tools\ntools.stand()", false),
        ("from pkg.tools import walk\nwalk()", true),
        ("import pkg.tools\npkg.tools.walk()", true),
        ("import pkg\ndef f(): pkg.jobs.run()\nf()", true),
        ("import pkg.deep.inner\npkg.deep.inner.stand()", false),
        ("from cycle_b import run\nrun()", true),
        ("import cycle_b", false),
    ];
    for (main, want) in table {
        assert_eq!(files(main).matters(&Project::search(), "main.py"), want, "{main}");
    }
}

#[test]
fn names_from_other_places() {
    let project = Project::new(&[
        ("src/pkg/__init__.py", ""),
        ("src/pkg/jobs.py", "from multiprocessing import Pool\ndef run(): Pool()\n"),
        ("lib/tools.py", "from multiprocessing import Pool\ndef walk(): Pool()\n"),
        ("scripts/installed.py", "from pkg.jobs import run\nrun()\n"),
        ("scripts/above.py", "from src.pkg.jobs import run\nrun()\n"),
        (
            "scripts/added.py",
            "import sys, os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))\nimport tools\ntools.walk()\n",
        ),
        ("scripts/helped.py", "import paths\nimport tools\ntools.walk()\n"),
        ("scripts/paths.py", "import sys, os\nsys.path.append(os.path.join(os.path.dirname(__file__), '..', 'lib'))\n"),
    ]);
    for script in ["installed", "above", "added", "helped"] {
        assert!(project.matters(&Project::search(), &format!("scripts/{script}.py")), "{script}");
    }
}

#[test]
fn a_submodule_that_somebody_else_imported() {
    let project = Project::new(&[
        ("main.py", "import pkg.jobs\nfrom helper import go\ngo()\n"),
        ("other.py", "from helper import go\ngo()\n"),
        ("helper.py", "import pkg\ndef go(): pkg.jobs.run()\n"),
        ("pkg/__init__.py", ""),
        ("pkg/jobs.py", "from multiprocessing import Pool\ndef run(): Pool()\n"),
    ]);
    let reach = Project::search();
    project.matters(&reach, "other.py");
    assert!(project.matters(&reach, "main.py"));
}

#[test]
fn only_what_can_matter_is_parsed() {
    let project = Project::new(&[
        ("main.py", "import jobs, plain\njobs.other()\n"),
        ("jobs.py", "from multiprocessing import Pool\nimport far\ndef run(): Pool()\ndef other(): pass\n"),
        ("plain.py", "import far\nfrom jobs import other\n"),
        ("far.py", "x = 1\n"),
        ("lonely.py", "import far\n"),
    ]);
    let reach = Project::search();
    assert!(!project.matters(&reach, "lonely.py"));
    assert_eq!(reach.parsed(), 0);
    assert!(!project.matters(&reach, "main.py"));
    assert_eq!(reach.parsed(), 2, "jobs.py, which has the word, and main.py, which has that module in its hands");
    assert!(!project.matters(&reach, "plain.py") && !project.matters(&reach, "jobs.py"));
    assert_eq!(reach.parsed(), 2);
}

#[test]
fn a_text_that_was_changed_is_read_anew() {
    let project = Project::new(&[("main.py", "import jobs\n"), ("jobs.py", "from multiprocessing import Pool\n")]);
    let (reach, path) = (Project::search(), project.0.path().join("main.py"));
    let places = || project.places(&path);
    let matters = |bytes: &[u8]| !matches!(reach.verdict(&path, bytes, true, &places), Verdict::Quiet);
    assert!(!matters(b"import jobs\n"));
    assert!(matters(b"from jobs import Pool\nPool()\n"));
    fs::write(project.0.path().join("jobs.py"), "Pool = print\n").expect("written");
    assert!(!matters(b"from jobs import Pool\nPool(1)\n"));
}

#[test]
fn what_cannot_be_parsed_is_reported_where_it_may_matter() {
    let project = Project::new(&[
        ("main.py", "import jobs\nprint 'x'\n"),
        ("word.py", "import multiprocessing\nprint 'x'\n"),
        ("lonely.py", "print 'x'\n"),
        ("jobs.py", "from multiprocessing import Pool\nPool()\n"),
    ]);
    let reach = Project::search();
    for (path, want) in [("main.py", true), ("word.py", true), ("lonely.py", false)] {
        assert_eq!(project.matters(&reach, path), want, "{path}");
    }
}
