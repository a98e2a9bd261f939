//! Runs that remember against runs that do everything anew: both must see the same. All cases are run, and small programs
//! in which what a function does depends on something that changes between two calls.
#![expect(clippy::disallowed_methods, reason = "this test reads scripts")]

use std::fs;
use std::path::{Path, PathBuf};

use super::super::heap::{ObjectId, Site};
use super::super::trace::{Role, Trace};
use super::super::{Machine, Module};
use crate::lookup::Places;
use crate::project::{Modules, Project};
use crate::source::overlay::Overlay;
use crate::starters::Registry;

/// Enough for the deepest code that is followed.
const STACK_BYTES: usize = 512 << 20;

fn trace_of(path: &Path, text: &str, role: Role, is_off: bool) -> Option<Trace> {
    let module = Module::parse(path, text.to_owned()).ok()?;
    let (disk, modules) = (Overlay::default(), Modules::default());
    let places = Places { levels: 1, sources: Places::usual() };
    let project = Project::new(&module, &places, &disk, &modules);
    let mut machine = Machine::new(&project, Registry::builtin(), role);
    machine.memo.is_off = is_off;
    machine.load_main(&module);
    Some(machine.finish())
}

/// Where objects are made; their numbers depend on what was made before.
fn places(trace: &Trace, ids: impl Iterator<Item = ObjectId>) -> Vec<Site> {
    let mut all: Vec<Site> = ids.map(|id| trace.heap.get(id).site).collect();
    all.sort();
    all.dedup();
    all
}

/// What a trace says.
fn sketch(trace: &Trace) -> Vec<String> {
    let sorted = |lines: &mut Vec<String>| {
        lines.sort();
        lines.dedup();
    };
    let starts = trace.starts.iter().map(|start| {
        let mut unbound: Vec<_> = start.perhaps_unbound.iter().collect();
        unbound.sort();
        let kinds = (places(trace, start.callables.objects()), places(trace, start.changed.iter().copied()));
        format!(
            "{:?} {:?} {} {} {} {unbound:?} {kinds:?}",
            start.statement, start.at, start.what, start.certain, start.at_exit
        )
    });
    let mut all: Vec<String> = starts.collect();
    all.extend(
        trace
            .submissions
            .iter()
            .map(|one| format!("{} {:?} {:?}", one.statement, one.at, one.callables.iter().count())),
    );
    sorted(&mut all);
    for (index, record) in trace.statements.iter().enumerate() {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(record.reads.iter().map(|name| format!("reads {name}")));
        lines.extend(record.binds.iter().map(|name| format!("binds {name}")));
        lines.extend(record.effects.iter().map(|seen| format!("{seen:?}")));
        lines.extend(record.unknown.iter().map(|call| format!("{call:?}")));
        lines.extend(record.settings.iter().map(|setting| format!("{setting:?}")));
        lines.extend(record.imports.iter().map(|import| format!("{import:?}")));
        lines.push(format!("{:?} {:?}", record.patched, record.externals));
        lines.push(format!("{} {} {} {}", record.may_exit, record.dynamic, record.threads, record.reached));
        let sets = [
            ("reads", &record.read_objects),
            ("writes", &record.written_objects),
            ("writes behind a start", &record.written_since_start),
            ("perhaps writes", &record.guessed_objects),
        ];
        for (what, ids) in sets {
            lines.extend(ids.iter().map(|id| format!("{what} {:?}", trace.heap.get(*id).site)));
        }
        sorted(&mut lines);
        all.extend(lines.into_iter().map(|line| format!("{index}: {line}")));
    }
    all.push(format!("{:?}", trace.exits_in));
    all
}

/// What only one of two runs of a script sees; nothing where a run takes too long.
fn differences(path: &Path, text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for role in [Role::Parent, Role::Child] {
        let anew = trace_of(path, text, role, true);
        let remembered = trace_of(path, text, role, false);
        let (Some(anew), Some(remembered)) = (anew, remembered) else { continue };
        if anew.exhausted || remembered.exhausted {
            continue;
        }
        let (anew, remembered) = (sketch(&anew), sketch(&remembered));
        all.extend(anew.iter().filter(|line| !remembered.contains(line)).map(|line| format!("- {line}")));
        all.extend(remembered.iter().filter(|line| !anew.contains(line)).map(|line| format!("+ {line}")));
    }
    all
}

fn scripts(folder: &Path, all: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => scripts(&path, all),
            false if path.extension().is_some_and(|end| end == "py") => all.push(path),
            false => {}
        }
    }
}

fn compare(folders: &[PathBuf]) {
    let mut all = Vec::new();
    folders.iter().for_each(|folder| scripts(folder, &mut all));
    let mut faults = Vec::new();
    for path in &all {
        let Ok(text) = fs::read_to_string(path) else { continue };
        let found = differences(path, &text);
        if !found.is_empty() {
            faults.push(format!("{}:\n{}", path.display(), found.join("\n")));
        }
    }
    assert!(all.len() > 20, "only {} scripts", all.len());
    assert!(faults.is_empty(), "{} differ:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn remembering_changes_nothing() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    folders.extend(std::env::var("TREES").iter().flat_map(|trees| trees.split(':')).map(PathBuf::from));
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || compare(&folders));
    if let Err(panic) = thread.expect("a thread").join() {
        std::panic::resume_unwind(panic);
    }
}

/// The start in `start` is found although `ask` gave something else before.
#[test]
fn what_has_changed_is_seen() {
    let head = "import multiprocessing\n\ndef start():\n    multiprocessing.Process(target=print).start()\n\n";
    let programs = [
        // A variable of the module.
        "action = print\ndef ask():\n    return action()\ndef main():\n    global action\n    ask()\n    action = start\n    ask()\nmain()\n",
        // One that is bound on one way only.
        "action = print\ndef ask():\n    return action()\ndef main(x):\n    global action\n    ask()\n    if x:\n        action = start\n    ask()\nmain(input())\n",
        // A variable of the function around.
        "def main():\n    action = print\n    def ask():\n        action()\n    ask()\n    action = start\n    ask()\nmain()\n",
        // An attribute, an element, a key.
        "class A:\n    action = print\ndef ask(a):\n    a.action()\ndef main():\n    a = A()\n    ask(a)\n    a.action = start\n    ask(a)\nmain()\n",
        "def ask(a):\n    a[0]()\ndef main():\n    a = [print]\n    ask(a)\n    a[0] = start\n    ask(a)\nmain()\n",
        "def ask(a):\n    for action in a.values():\n        action()\ndef main():\n    a = {}\n    ask(a)\n    a['x'] = start\n    ask(a)\nmain()\n",
        // What somebody else binds again is bound back by the second call.
        "action = print\ndef ask():\n    global action\n    action = start\ndef main():\n    global action\n    ask()\n    ask()\n    action = print\n    ask()\n    action()\nmain()\n",
        // An attribute of a library.
        "import json\ndef ask():\n    json.dumps(1)\ndef main():\n    ask()\n    json.dumps = lambda x: start()\n    ask()\nmain()\n",
        // What a run leaves behind for later: variables that closures keep, and a class.
        "def make():\n    action = start\n    def switch():\n        nonlocal action\n        action = print\n    def go():\n        action()\n    return switch, go\ndef main():\n    switch, go = make()\n    switch()\n    go()\n    switch, go = make()\n    go()\nmain()\n",
        "class Silent:\n    def go(self): pass\nclass Loud:\n    def go(self): start()\ndef make(base):\n    class Made(base): pass\n    return Made\ndef main():\n    make(Loud)\n    make(Silent)\n    make(Loud)().go()\nmain()\n",
        // A call that is not followed where it stands in itself.
        "def down(n, action):\n    if n:\n        return up(n, action)\n    action()\ndef up(n, action):\n    if n:\n        return down(n - 1, action)\n    action()\ndef main():\n    up(input(), print)\n    down(0, start)\nmain()\n",
    ];
    for program in programs {
        let text = format!("{head}{program}");
        let trace = trace_of(Path::new("script.py"), &text, Role::Parent, false).expect("it parses");
        assert!(!trace.starts.is_empty(), "no start in:\n{text}");
        let found = differences(Path::new("script.py"), &text);
        assert!(found.is_empty(), "{text}\n{}", found.join("\n"));
    }
}
