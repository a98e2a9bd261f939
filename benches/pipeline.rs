//! What each stage costs: on a small script, a typical one, and one of 50,000 lines. `cargo bench` runs it.
#![expect(clippy::disallowed_methods, reason = "benchmarks read their scripts")]

use std::fs;
use std::path::{Path, PathBuf};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use mpfix::interpret::{self, trace::Role};
use mpfix::judge::{Context, FreezeSupport, judge};
use mpfix::lookup::{NoDisk, Places};
use mpfix::names::globals::GlobalUses;
use mpfix::parse::Module;
use mpfix::project::{Modules, Project};
use mpfix::reach::{seeds::Seeds, summary::Summary};
use mpfix::source::imports::imports;
use mpfix::source::prefilter::Prefilter;
use mpfix::source::{SourceFile, decode};
use mpfix::starters::Registry;

const SCRIPTS: [Script; 3] = [Script::Small, Script::Typical, Script::Huge];
const HUGE_LINES: usize = 50_000;

fn main() {
    divan::main();
}

/// What is measured on.
#[derive(Debug, Clone, Copy)]
enum Script {
    /// The demo.
    Small,
    /// The longest of the cases.
    Typical,
    /// Generated.
    Huge,
}

impl Script {
    fn text(self) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        match self {
            Self::Small => fs::read_to_string(root.join("tests/demo/primes.py")).expect("the demo"),
            Self::Typical => {
                let cases = fs::read_dir(root.join("tests/cases/long")).expect("cases");
                let scripts = cases.map(|case| case.expect("a case").path().join("case.py"));
                let texts = scripts.map(|path| fs::read_to_string(path).expect("a script"));
                texts.max_by_key(|text| text.lines().count()).expect("a case")
            }
            Self::Huge => huge(),
        }
    }

    fn file(self) -> SourceFile {
        decode(&path(), self.text().as_bytes()).expect("text")
    }

    fn module(self) -> Module {
        Module::parse(&path(), self.text()).expect("Python")
    }
}

/// Functions, tables and calls, and a pool at the end.
fn huge() -> String {
    let mut text = "from multiprocessing import Pool\n\n".to_owned();
    let mut number = 0;
    while text.len() < HUGE_LINES * 12 || text.lines().count() < HUGE_LINES {
        for _ in 0..100 {
            number += 1;
            text +=
                &format!("\n\ndef f{number}(x):\n    # step {number}\n    y = x + {number}\n    return y * 2\n\n\n");
            text += &format!("T{number} = [f{number}({number}), {{'a': {number}}}]\n");
        }
    }
    text + "\nwith Pool(2) as pool:\n    print(pool.map(f1, [1, 2]))\n"
}

fn path() -> PathBuf {
    PathBuf::from("script.py")
}

#[divan::bench(args = SCRIPTS)]
fn decoding(bencher: Bencher<'_, '_>, script: Script) {
    let bytes = script.text().into_bytes();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| decode(black_box(&path()), black_box(&bytes)));
}

#[divan::bench(args = SCRIPTS)]
fn parsing(bencher: Bencher<'_, '_>, script: Script) {
    let text = script.text();
    let counter = BytesCount::of_str(&text);
    bencher.counter(counter).with_inputs(|| text.clone()).bench_values(|text| Module::parse(&path(), text));
}

#[divan::bench(args = SCRIPTS)]
fn binding(bencher: Bencher<'_, '_>, script: Script) {
    let module = script.module();
    bencher.bench(|| GlobalUses::of(black_box(module.body())));
}

#[divan::bench(args = SCRIPTS)]
fn interpreting_as_parent(bencher: Bencher<'_, '_>, script: Script) {
    interpreting(bencher, script, Role::Parent);
}

#[divan::bench(args = SCRIPTS)]
fn interpreting_as_child(bencher: Bencher<'_, '_>, script: Script) {
    interpreting(bencher, script, Role::Child);
}

fn interpreting(bencher: Bencher<'_, '_>, script: Script, role: Role) {
    let (module, places, modules) = (script.module(), Places::default(), Modules::default());
    bencher
        .with_inputs(|| Project::new(&module, &places, &NoDisk, &modules))
        .bench_refs(|project| interpret::run(black_box(&module), project, Registry::builtin(), role));
}

/// Everything between decoding and showing.
#[divan::bench(args = SCRIPTS, sample_count = 20)]
fn judging(bencher: Bencher<'_, '_>, script: Script) {
    let (file, places, modules) = (script.file(), Places::default(), Modules::default());
    let context = Context {
        freeze_support: FreezeSupport::Omit,
        registry: Registry::builtin(),
        unsafe_fixes: false,
        advice: false,
        disk: &NoDisk,
        places: &places,
        modules: &modules,
    };
    bencher.bench_local(|| judge(black_box(&file), &context));
}

/// What the search for files that matter costs for each file it parses, apart from parsing.
#[divan::bench(args = SCRIPTS)]
fn summarizing(bencher: Bencher<'_, '_>, script: Script) {
    let module = script.module();
    bencher.bench(|| Summary::of(black_box(module.body())));
}

/// What that search costs for each other file that a script leads to.
#[divan::bench(args = SCRIPTS)]
fn reading_imports(bencher: Bencher<'_, '_>, script: Script) {
    let bytes = script.text().into_bytes();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| imports(black_box(&bytes)));
}

/// What every run costs before the first file.
#[divan::bench]
fn gathering_names() -> Seeds {
    Seeds::read()
}

/// What most files of a big tree cost: 16 MiB without a word that matters.
#[divan::bench]
fn prefilter(bencher: Bencher<'_, '_>) {
    let line = b"    result = [compute(value, index) for index, value in enumerate(values)]  # all of them\n";
    let bytes: Vec<u8> = line.iter().copied().cycle().take(16 << 20).collect();
    let filter = Prefilter::new(Registry::builtin_words()).expect("words");
    assert!(!filter.matches(&bytes), "no word of the registry is in there");
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| filter.matches(black_box(&bytes)));
}
