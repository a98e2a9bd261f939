//! Every example of the registry, from its text to the outcome: what must be found is found, what must be quiet is quiet.

use std::path::Path;

use mpfix::finding::Code;
use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{NoDisk, Places};
use mpfix::outcome::Outcome;
use mpfix::source::decode;
use mpfix::starters::{Registry, StartMethod};

fn outcome(name: &str, script: &str) -> Outcome {
    let file = decode(Path::new("example.py"), script.as_bytes()).unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
    let places = Places::default();
    let modules = mpfix::project::Modules::default();
    let context = Context {
        freeze_support: FreezeSupport::Omit,
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice: false,
        disk: &NoDisk,
        places: &places,
        modules: &modules,
    };
    judge(&file, &context).unwrap_or_else(|trouble| panic!("{name}: {trouble}"))
}

#[test]
fn examples_are_found_and_quiet_ones_are_not() {
    let (mut found, mut quiet) = (0, 0);
    let mut wrong = Vec::new();
    for entry in Registry::builtin().entries() {
        let name = &entry.names[0];
        let forks = matches!(&entry.start_method, StartMethod::Fixed(method) if method == "fork");
        if !entry.example.is_empty() && !forks {
            found += 1;
            if matches!(outcome(name, &entry.example), Outcome::Quiet) {
                wrong.push(format!("{name}: nothing found in\n{}", entry.example));
            }
        }
        if !entry.quiet_example.is_empty() {
            quiet += 1;
            if !matches!(outcome(name, &entry.quiet_example), Outcome::Quiet) {
                wrong.push(format!("{name}: found something in\n{}", entry.quiet_example));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found >= 10 && quiet >= 20, "{found} examples, {quiet} quiet ones");
}

/// No example of the registry may make mpfix object to its own rewrite.
#[test]
fn no_example_fails_validation() {
    for entry in Registry::builtin().entries().filter(|entry| !entry.example.is_empty()) {
        if let Outcome::Faulty { breaches, .. } = outcome(&entry.names[0], &entry.example) {
            panic!("{}: {}", entry.names[0], breaches.join("\n"));
        }
    }
}

/// What is said of a loader with this argument, which starts processes with more than 0 workers.
#[test]
fn arguments_decide_by_keyword_position_constant_and_default() {
    let table = [
        ("", None),
        ("num_workers=0", None),
        ("num_workers=2", Some(true)),
        ("1, False, None, None, 2", Some(true)),
        ("1, False, None, None, 0", None),
        ("num_workers=NONE", None),
        ("num_workers=TWO", Some(true)),
        ("num_workers=TWO - 2", Some(false)),
        ("num_workers=0 if TWO else 4", None),
        ("num_workers=LATE", Some(true)),
        ("num_workers=EITHER", Some(false)),
        ("num_workers=os.cpu_count()", Some(false)),
        ("num_workers=args.workers", Some(false)),
        ("num_workers=int(sys.argv[1])", Some(false)),
        ("**OPTIONS", Some(true)),
        ("**NO_OPTIONS", None),
        // Nothing speaks of workers here.
        ("**load()", None),
    ];
    let mut wrong = Vec::new();
    for (arguments, want) in table {
        let script = format!(
            "import os, sys\nfrom torch.utils.data import DataLoader\nfrom mine import args, data, load\n\
             NONE = 0\nTWO = 2\nLATE = 0\nLATE = 3\nif args.fast:\n    EITHER = 4\nelse:\n    EITHER = 0\n\
             OPTIONS = {{\"num_workers\": 2}}\nNO_OPTIONS = {{\"num_workers\": 0}}\n\
             for batch in DataLoader(data, {arguments}):\n    print(batch)\n"
        );
        let said = certain("DataLoader", &script);
        if said != want {
            wrong.push(format!("{arguments}: {said:?} in place of {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without its argument, a call may start processes all the same.
#[test]
fn defaults_and_leanings_decide_where_arguments_do_not() {
    let table = [
        ("gensim.models", "LdaMulticore([])", Some(true)),
        ("tsfresh", "extract_features([])", Some(false)),
        ("dask.bag", "from_sequence([1]).compute()", Some(true)),
        ("dask.bag", "from_sequence([1]).compute(scheduler=\"threads\")", None),
        ("dask", "delayed(len)([1]).compute()", None),
        ("dask", "delayed(len)([1]).compute(scheduler=args.kind)", Some(false)),
        ("arboreto.algo", "grnboost2([], client_or_address=args.client)", None),
    ];
    for (module, call, want) in table {
        let name = call.split('(').next().expect("a name");
        let script = format!("from {module} import {name}\nfrom mine import args\nprint({call})\n");
        assert_eq!(certain(name, &script), want, "{call}");
    }
}

/// Does the script surely start processes? `None`: nothing is found.
fn certain(name: &str, script: &str) -> Option<bool> {
    let outcome = outcome(name, script);
    let starts = outcome.findings().iter().find(|finding| finding.code == Code::UnguardedStart)?;
    Some(!starts.message.contains("may start"))
}

/// Some libraries pickle functions by value, so that a lambda is a good worker below a guard.
#[test]
fn lambdas_travel_with_some_libraries() {
    let guarded = |import: &str, call: &str| format!("{import}\nif __name__ == \"__main__\":\n    print({call})\n");
    let table = [
        ("from functional import pseq", "pseq([1]).map(lambda n: n).to_list()", true),
        ("from p_tqdm import p_map", "p_map(lambda n: n, [1])", true),
        ("from pathos.pools import ProcessPool", "ProcessPool(2).map(lambda n: n, [1])", true),
        ("from multiprocess import Pool", "Pool(2).map(lambda n: n, [1])", true),
        ("from multiprocessing import Pool", "Pool(2).map(lambda n: n, [1])", false),
        ("import parmap", "parmap.map(lambda n: n, [1])", false),
        ("from pqdm.processes import pqdm", "pqdm([1], lambda n: n, n_jobs=2)", false),
    ];
    for (import, call, want) in table {
        let outcome = outcome(import, &guarded(import, call));
        assert_eq!(matches!(outcome, Outcome::Quiet), want, "{call}");
    }
}
