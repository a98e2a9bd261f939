//! What a configuration says about starters, from the file to what is found; and the list of what is known.

use std::path::Path;

use crate::common::Folder;
use mpfix::config::Config;
use mpfix::config::options::schema;

/// A library that is not there, and a function of it that nothing is known about.
const USE: &str = "from farm.jobs import run\n\n\ndef job(n):\n    return n\n\n\nprint(run(job, range(3)))\n";

fn folder(configuration: &str, script: &str) -> Folder {
    Folder::with([("mpfix.toml", configuration), ("x.py", script)])
}

/// The messages of the findings.
fn found(folder: &Folder) -> Vec<String> {
    let out = folder.mpfix(&["-q"]).out;
    out.lines().filter(|line| line.contains(": MP00")).map(str::to_owned).collect()
}

#[test]
fn a_call_starts_processes() {
    let folder = folder("[[starters]]\nname = \"farm.jobs.run\"\nkind = \"call\"\ncallables = [\"job@0\"]\n", USE);
    assert_eq!(found(&folder), ["x.py:8:7: MP001 `farm.jobs.run` starts processes while the module is imported"]);
    let diff = folder.mpfix(&["--diff"]).exits(1).out;
    assert!(diff.contains("+if __name__ == \"__main__\":\n+    print(run(job, range(3)))\n"), "{diff}");
    folder.mpfix(&["--isolated"]).exits(0).finds_nothing();
}

#[test]
fn conditions_are_those_of_the_data_files() {
    let text = "[[starters]]\nname = \"farm.jobs.run\"\nkind = \"call\"\nwhen = [{ arg = \"workers@2\", above = 1, default = 1 }]\n";
    let table = [
        ("run(job, x)", None),
        ("run(job, x, 1)", None),
        ("run(job, x, workers=4)", Some("starts")),
        ("run(job, x, 2)", Some("starts")),
        ("run(job, x, workers=n)", Some("may start")),
    ];
    for (call, want) in table {
        let script =
            format!("import sys\nfrom farm.jobs import run, x\nn = int(sys.argv[1])\ndef job(n):\n    pass\n{call}\n");
        let found = found(&folder(text, &script));
        assert_eq!(found.len(), usize::from(want.is_some()), "{call}: {found:?}");
        assert!(want.is_none_or(|want| found[0].contains(&format!("`farm.jobs.run` {want} processes"))), "{found:?}");
    }
}

#[test]
fn classes_are_like_those_of_the_standard_library() {
    let table = [
        ("kind = \"pool\"", "Pool(2).map(job, [1])", 1),
        ("kind = \"pool\"", "Pool", 0),
        ("like = \"multiprocessing.Pool\"", "Pool(2).map(job, [1])", 1),
        ("like = \"multiprocessing.pool.ThreadPool\"", "Pool(2).map(job, [1])", 0),
        ("kind = \"executor\"", "Pool(2)", 0),
        ("kind = \"executor\"", "Pool(2).submit(job, 1)", 1),
        ("kind = \"executor\"", "with Pool(2) as pool:\n    print(list(pool.map(job, [1])))", 1),
        ("kind = \"process\"", "Pool(target=job)", 0),
        ("kind = \"process\"", "Pool(target=job).start()", 1),
        ("kind = \"manager\"", "Pool().start()", 1),
        ("kind = \"decorator\"", "Pool(job)", 0),
        ("kind = \"decorator\"", "Pool(job)(3)", 1),
        ("kind = \"decorator\"", "@Pool\ndef work():\n    pass\nwork()", 1),
        ("kind = \"object\"\nmethods = [{ names = \"go run\", starts = true }]", "Pool().rest()", 0),
        ("kind = \"object\"\nmethods = [{ names = \"go run\", starts = true }]", "Pool().go(job)", 1),
    ];
    for (entry, call, want) in table {
        let text = format!("[[starters]]\nname = \"farm.Pool\"\n{entry}\n");
        let script = format!("from farm import Pool\ndef job(n):\n    return n\n{call}\n");
        assert_eq!(found(&folder(&text, &script)).len(), want, "{entry}: {call}");
    }
}

#[test]
fn quiet_names_win_over_what_is_built_in() {
    let pool = "from multiprocessing import Pool\nprint(Pool(2).map(abs, [1]))\n";
    let other = "from multiprocessing.pool import Pool\nprint(Pool(2).map(abs, [1]))\n";
    let joblib = "import joblib\njoblib.Parallel(2, \"multiprocessing\")(joblib.delayed(abs)(n) for n in [1])\n";
    for (quiet, script, want) in [
        ("multiprocessing.Pool", pool, 0),
        ("multiprocessing.Pool", other, 0),
        ("multiprocessing.pool.Pool", pool, 0),
        ("multiprocessing.*", other, 0),
        ("multiprocessing.pool.*", other, 0),
        ("multiprocessing.pool.*", pool, 1),
        ("multiprocessing.Process", pool, 1),
        ("joblib.Parallel", joblib, 0),
        ("joblib.*", joblib, 0),
        ("joblib.delayed", joblib, 1),
    ] {
        assert_eq!(found(&folder(&format!("quiet = [\"{quiet}\"]"), script)).len(), want, "{quiet}\n{script}");
    }
    let text = "quiet = [\"multiprocessing.*\"]\n[[starters]]\nname = \"multiprocessing.Pool\"\nkind = \"call\"\n";
    assert_eq!(found(&folder(text, pool)).len(), 1, "the longer name wins");
}

#[test]
fn a_starter_wins_over_what_is_built_in() {
    let text = "[[starters]]\nname = \"joblib.Parallel\"\nlike = \"joblib.Parallel\"\nwhen = []\n";
    let script = "import joblib\njoblib.Parallel(2)(joblib.delayed(abs)(n) for n in [1])\n";
    assert_eq!(found(&folder(text, script)).len(), 1);
    assert_eq!(found(&folder("", script)).len(), 0);
}

#[test]
fn a_configuration_wins_over_the_code_of_the_project() {
    let helpers = "import multiprocessing\ndef run_all(n):\n    multiprocessing.Pool(n)\ndef wait(n):\n    pass\n";
    let table = [
        ("", "from helpers import run_all\nrun_all(2)", 1),
        ("quiet = [\"helpers.run_all\"]", "from helpers import run_all\nrun_all(2)", 0),
        ("quiet = [\"helpers.run_all\"]", "import helpers as h\nh.run_all(2)", 0),
        ("quiet = [\"helpers.run_all\"]", "from helpers import *\nrun_all(2)", 0),
        ("quiet = [\"helpers.*\"]", "import helpers\nhelpers.run_all(2)", 0),
        ("quiet = [\"helpers.wait\"]", "import helpers\nhelpers.run_all(2)", 1),
        ("", "import helpers\nhelpers.wait(2)", 0),
        ("[[starters]]\nname = \"helpers.wait\"\nkind = \"call\"", "import helpers\nhelpers.wait(2)", 1),
    ];
    for (text, script, want) in table {
        let folder = folder(text, &format!("import multiprocessing\n{script}\n"));
        folder.write("helpers.py", helpers);
        assert_eq!(found(&folder).len(), want, "{text}\n{script}");
    }
}

#[test]
fn each_file_has_the_starters_of_its_own_configuration() {
    let starters = "[[starters]]\nname = \"farm.jobs.run\"\nkind = \"call\"\n";
    let pyproject = "[[tool.mpfix.starters]]\nname = \"farm.jobs.run\"\nkind = \"call\"\n";
    let folder = Folder::with([
        ("a/mpfix.toml", starters),
        ("a/deep/down/x.py", USE),
        ("b/pyproject.toml", pyproject),
        ("b/x.py", USE),
        ("b/c/mpfix.toml", ""),
        ("b/c/x.py", USE),
        ("x.py", USE),
    ]);
    let files: Vec<String> =
        found(&folder).iter().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
    assert_eq!(files, ["a/deep/down/x.py", "b/x.py"]);
}

#[test]
fn faults_name_file_line_and_what_to_do() {
    let table = [
        ("kind = \"call\"\n", "1:1: error: a starter without a name\n  help: give it a `name`"),
        ("name = \"farm.run\"\n", "2:8: error: `kind` or `like` is missing\n  help: give a `kind` such as \"call\""),
        (
            "name = \"farm.run\"\nkind = \"cal\"\n",
            "3:8: error: `cal` is not possible here\n  help: did you mean `call`?",
        ),
        ("name = \"farm.run\"\nkin = \"call\"\n", "3:1: error: mpfix knows no key `kin`\n  help: did you mean `kind`?"),
        (
            "name = \"run\"\nkind = \"call\"\n",
            "2:8: error: `run` is only a module, or has none\n  help: write \"MODULE.run\"",
        ),
        ("name = \"farm run\"\nkind = \"call\"\n", "2:8: error: `farm run` is no name\n  help: write the function"),
        (
            "names = [\"farm.run\",\n\"farm.run\"]\nkind = \"call\"\n",
            "3:1: error: `farm.run` is listed twice\n  help: it stands at mpfix.toml:2 already",
        ),
        (
            "name = \"farm.run\"\nlike = \"joblib.Paralel\"\n",
            "3:8: error: nothing is known about `joblib.Paralel`\n  help: did you mean `joblib.Parallel`?",
        ),
        (
            "name = \"farm.run\"\nkind = \"call\"\nwhen = [{ arg = \"n\", over = 1, default = 1 }]\n",
            "4:22: error: mpfix knows no key `over`",
        ),
        (
            "name = \"farm.run\"\nkind = \"call\"\nwhen = [{ arg = \"n\", default = 1 }]\n",
            "4:8: error: the condition on `n` needs one of `in`, `not-in`, `above`",
        ),
        (
            "name = \"farm.run\"\nkind = \"call\"\nwhen = [{ arg = \"n\", above = 1 }]\n",
            "4:8: error: the condition on `n` needs `default`",
        ),
        (
            "name = \"farm.run\"\nkind = \"call\"\nwhen = [{ arg = \"a b\", above = 1, default = 1 }]\n",
            "4:8: error: `a b` is not a parameter",
        ),
        (
            "name = \"farm.run\"\nkind = \"call\"\nwhen = [{ arg = \"n\", in = [1.5], default = 1 }]\n",
            "4:27: error: expected true, false, an integer or a string",
        ),
        ("name = \"farm.run\"\nkind = \"call\"\ncallables = [\"a@x\"]\n", "4:13: error: `a@x` is not a parameter"),
        ("name = \"farm.run\"\nkind = \"call\"\ntouches = [\"stdot\"]\n", "4:11: error: unknown resource `stdot`"),
        (
            "name = \"farm.Box\"\nkind = \"object\"\n",
            "2:8: error: nothing says what starts processes with `farm.Box`\n  help: give `methods`",
        ),
    ];
    for (text, want) in table {
        let folder = folder(&format!("[[starters]]\n{text}"), "print(1)\n");
        let ran = folder.mpfix(&[]).exits(2).silent();
        assert!(ran.err.starts_with(&format!("mpfix.toml:{want}")), "{}\n{want}\n{text}", ran.err);
    }
    let twice = folder("quiet = [\"farm.run\"]\n[[starters]]\nname = \"farm.run\"\nkind = \"call\"\n", "print(1)\n");
    twice
        .mpfix(&[])
        .exits(2)
        .complains("mpfix.toml:3:8: error: `farm.run` is listed twice\n  help: it stands at mpfix.toml:1");
}

/// The schema that editors take calls right what mpfix takes, and wrong what it does not.
#[test]
fn schema_and_program_agree() {
    let entry = "[[starters]]\nname = \"farm.run\"\nkind = \"call\"\n";
    let more = |text: &str| format!("{entry}{text}\n");
    let table = [
        (String::new(), true),
        ("select = [\"ALL\"]\nquiet = [\"farm.*\"]\n".into(), true),
        (more("callables = [\"job@0\"]\nmethods = [{ names = \"map\", starts = true }]"), true),
        (more("when = [{ arg = \"n\", above = 1, default = \"@None\" }]\nlean = \"quiet\""), true),
        (more("when-any = [{ arg = \"n\", in = [1, true, \"x\"], default = 1 }]\ntouches = []"), true),
        ("[[starters]]\nnames = [\"farm.run\"]\nlike = \"multiprocessing.Pool\"\n".into(), true),
        ("selct = []\n".into(), false),
        ("quiet = \"farm.*\"\n".into(), false),
        ("[[starters]]\nkind = \"call\"\n".into(), false),
        (more("colour = 1"), false),
        (more("lean = \"left\""), false),
        (more("methods = [{ starts = true }]"), false),
        (more("when = [{ arg = \"n\", above = 1 }]"), false),
        (more("when = [{ arg = \"n\", default = 1 }]"), false),
        (more("when = [{ arg = \"n\", above = 1, in = [1], default = 1 }]"), false),
        (more("when = [{ arg = \"n\", over = 1, default = 1 }]"), false),
        (more("when = [{ arg = \"n\", in = [1.5], default = 1 }]"), false),
    ];
    let schema = serde_json::from_str(&schema()).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for (text, is_right) in table {
        let config = Config::parse(Path::new("mpfix.toml"), Path::new("/"), &text);
        assert_eq!(config.is_ok(), is_right, "{text}\n{config:?}");
        let value: serde_json::Value = toml::from_str(&text).expect("TOML");
        assert_eq!(schema.is_valid(&value), is_right, "{text}");
    }
}

#[test]
fn what_is_known_is_listed_and_told() {
    let folder = folder(
        "quiet = [\"tqdm.contrib.concurrent.process_map\"]\n[[starters]]\nname = \"farm.run\"\nlike = \"multiprocessing.Pool\"\n",
        "",
    );
    let all = folder.mpfix(&["starters"]).exits(0).out;
    let names: Vec<&str> = all.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 250 && names.is_sorted(), "{names:?}");
    assert!(all.lines().any(|line| line.split_whitespace().eq(["farm.run", "pool", "farm", "the", "call"])), "{all}");
    let own = folder.mpfix(&["starters", "farm.run"]).exits(0).out;
    assert!(own.contains("\n  starts   the call\n") && own.ends_with("\n  from     mpfix.toml:3\n"), "{own}");
    let quiet = folder.mpfix(&["starters", "process_map"]).exits(0).out;
    assert!(quiet.contains("kind     quiet") && quiet.contains("from     mpfix.toml:1"), "{quiet}");
    let isolated = folder.mpfix(&["starters", "--isolated", "process_map"]).exits(0).out;
    assert!(isolated.contains("from     starters/pools.toml, which is built in"), "{isolated}");
    folder
        .mpfix(&["starters", "--isolated", "farm.run"])
        .exits(2)
        .silent()
        .complains("nothing is known about `farm.run`");
    let ran = folder.mpfix(&["starters", "joblib.Paralel"]).exits(2).silent();
    assert_eq!(
        ran.err,
        "starters: error: nothing is known about `joblib.Paralel`\n  help: did you mean `joblib.Parallel`?\n"
    );
    let json = folder.mpfix(&["starters", "loky", "--output-format", "json"]).exits(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json[0]["name"], "loky.ProcessPoolExecutor");
    assert_eq!(
        json[0]["starts"],
        "`map` and `submit` when `context` is \"spawn\", \"forkserver\" or \"loky_init_main\" (left out: None)"
    );
    folder.write("mpfix.toml", "quite = []\n");
    folder.mpfix(&["starters"]).exits(2).silent().complains("mpfix.toml:1:1: error: mpfix knows no key `quite`");
}
