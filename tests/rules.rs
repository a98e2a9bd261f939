//! The pages of the rules: each has all sections, its example shows the code, and what to write instead is quiet.

use std::path::Path;

use mpfix::finding::Code;
use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{Disk, Places};
use mpfix::outcome::Outcome;
use mpfix::selection::{Layer, Selection, Selector};
use mpfix::source::decode;
use mpfix::starters::Registry;
use mpfix::suppress::{Suppressions, settle};

/// The sections of a page, in order.
const SECTIONS: [&str; 7] =
    ["What it does", "Why is this bad", "Example", "Use instead", "Fix safety", "False alarms", "References"];

/// Codes without an example, because no script is known that shows them.
const WITHOUT_EXAMPLE: [Code; 1] = [Code::ValidationFailed];

/// A module some example imports.
const STARTS: &str = "import multiprocessing\nmultiprocessing.Process(target=print).start()\n";

/// The disk on which it lies.
struct OneNeighbour;

impl Disk for OneNeighbour {
    fn text(&self, path: &Path) -> Option<String> {
        (path == Path::new("start_jobs.py")).then(|| STARTS.to_owned())
    }
}

#[test]
fn pages_have_all_sections_in_order() {
    for code in Code::ALL {
        let page = code.page();
        let title = format!("# {} {}", code.as_str(), code.name());
        assert_eq!(page.lines().next(), Some(&*title));
        let sections: Vec<&str> = sections(page).into_iter().map(|(name, _)| name).collect();
        assert_eq!(sections, SECTIONS, "{}", code.as_str());
        for (name, text) in self::sections(page) {
            assert!(text.trim().len() > 20, "{}: nothing stands in `{name}`", code.as_str());
        }
        let long = page.lines().find(|line| line.chars().count() > 125 && !line.contains("](http"));
        assert_eq!(long, None, "{}", code.as_str());
        assert!(page.ends_with('\n') && !page.ends_with("\n\n") && page.matches("```").count() % 2 == 0);
    }
}

#[test]
fn examples_show_their_code() {
    for code in Code::ALL {
        let examples = scripts(code.page(), "Example");
        assert_eq!(examples.is_empty(), WITHOUT_EXAMPLE.contains(code), "{}", code.as_str());
        for script in examples {
            let seen = codes(&outcome(*code, &script));
            assert!(seen.contains(code), "{} gives {seen:?}:\n{script}", code.as_str());
        }
    }
}

#[test]
fn what_to_write_instead_is_quiet() {
    for code in Code::ALL {
        let scripts = scripts(code.page(), "Use instead");
        assert!(!scripts.is_empty(), "{}", code.as_str());
        for script in scripts {
            let outcome = outcome(*code, &script);
            assert!(matches!(outcome, Outcome::Quiet), "{} finds {:?}:\n{script}", code.as_str(), codes(&outcome));
        }
    }
}

/// Where a page says that there is no fix, the file of its example stays as it is. Whether a file is imported, which MP108 is
/// about, its example does not show.
#[test]
fn pages_do_not_deny_a_fix() {
    for code in Code::ALL.iter().filter(|code| **code != Code::NotAScript) {
        let (_, safety) = sections(code.page()).into_iter().find(|(name, _)| *name == "Fix safety").expect("a section");
        for script in scripts(code.page(), "Example") {
            let is_fixed = matches!(outcome(*code, &script), Outcome::Fix { .. });
            assert!(!(is_fixed && safety.trim().starts_with("There is no fix")), "{} is fixed", code.as_str());
        }
    }
}

/// The page of MP001 says that its example is fixed as shown below it.
#[test]
fn the_fix_of_the_first_page_is_what_it_says() {
    let page = Code::UnguardedStart.page();
    let Outcome::Fix { rewrite, .. } = outcome(Code::UnguardedStart, &scripts(page, "Example")[0]) else {
        panic!("not rewritten");
    };
    assert_eq!(rewrite.text(), scripts(page, "Use instead")[0]);
}

#[test]
fn every_page_belongs_to_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    for entry in ignore::Walk::new(folder).flatten().filter(|entry| entry.depth() > 0) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = Code::ALL.iter().any(|code| name == format!("{}-{}.md", code.as_str(), code.name()));
        assert!(known, "{name}");
    }
}

/// The sections of a page with their text.
fn sections(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("\n## ").skip(1);
    parts.map(|part| part.split_once('\n').unwrap_or((part, ""))).collect()
}

/// The Python blocks of a section.
fn scripts(page: &str, section: &str) -> Vec<String> {
    let text = sections(page).into_iter().find(|(name, _)| *name == section).map_or("", |(_, text)| text);
    let blocks = text.split("```python\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// What becomes of a script, with the code selected. A first line such as `# conftest.py` names the file.
fn outcome(code: Code, script: &str) -> Outcome {
    let first = script.lines().next().unwrap_or_default();
    let name = first.strip_prefix("# ").filter(|name| name.ends_with(".py") || name.ends_with(".ipynb"));
    let name = name.unwrap_or("script.py");
    let is_frozen = code == Code::FreezeSupport;
    let modules = mpfix::project::Modules::default();
    let context = Context {
        freeze_support: if is_frozen { FreezeSupport::Add } else { FreezeSupport::Omit },
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice: !code.is_default(),
        disk: &OneNeighbour,
        places: &Places::default(),
        modules: &modules,
    };
    let cell = serde_json::json!({"cells": [{"cell_type": "code", "source": script}], "metadata": {}, "nbformat": 4});
    let text = if name.ends_with(".ipynb") { cell.to_string() } else { script.to_owned() };
    let file = decode(Path::new(name), text.as_bytes()).unwrap_or_else(|trouble| panic!("{trouble}"));
    let outcome = judge(&file, &context).unwrap_or_else(|trouble| panic!("{trouble}\n{script}"));
    let layer = Layer { extend_select: vec![Selector::One(code)], ..Layer::default() };
    settle(outcome, &Selection::of(&[&layer]), &Suppressions::in_text(file.path(), file.text()))
}

/// The codes of the findings and of the refusal.
fn codes(outcome: &Outcome) -> Vec<Code> {
    let mut codes: Vec<Code> = outcome.findings().iter().map(|finding| finding.code).collect();
    if let Outcome::Refused { refusal, .. } = outcome {
        codes.push(refusal.code);
    }
    codes
}
