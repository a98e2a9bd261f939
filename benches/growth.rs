//! What a run costs as its input grows: each kind at 1x, 2x and 4x, so that growth can be seen. `tests/growth.rs` counts the
//! work of the same kinds.
#![expect(clippy::disallowed_methods, reason = "benchmarks make their own files")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use divan::Bencher;
use mpfix::check::{Checker, Options};
use mpfix::source::configs::{Configs, Origin};
use tempfile::TempDir;

const SCRIPT: &str = "\
from multiprocessing import Pool


def double(n):
    return n * 2


with Pool(2) as pool:
    print(pool.map(double, [1, 2]))
";

fn main() {
    divan::main();
}

/// A folder with these files, which is a project.
struct Tree {
    folder: TempDir,
    files: Vec<PathBuf>,
}

impl Tree {
    fn new() -> Tree {
        let mut tree = Tree { folder: TempDir::new().expect("a temporary folder"), files: Vec::new() };
        tree.add("pyproject.toml", "");
        tree.files.clear();
        tree
    }

    fn add(&mut self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("written");
        self.files.push(path);
    }

    /// Judges the first `most` files as `--diff` does.
    fn judge(&self, most: usize) -> usize {
        let named = vec![self.folder.path().to_path_buf()];
        let checker = Checker::new(Options { named, applies: true, ..Options::default() }).expect("no configuration");
        checker.expect(self.files.iter().map(PathBuf::as_path));
        let check = |path: &PathBuf| checker.check(path, fs::read(path).expect("readable"), false).expect("judged");
        self.files.iter().take(most).filter_map(check).count()
    }
}

/// Each module imports what `imported` says, and the last one starts a manager.
fn modules(size: usize, imported: impl Fn(usize) -> Vec<usize>) -> Tree {
    let mut tree = Tree::new();
    for number in 0..size {
        let mut text = String::new();
        for other in imported(number) {
            writeln!(text, "from m{other} import v{other}").expect("written");
        }
        if number + 1 == size {
            text += "from multiprocessing import Manager\n\nmanager = Manager()\n";
        }
        writeln!(text, "v{number} = {number}").expect("written");
        tree.add(&format!("m{number}.py"), &text);
    }
    tree
}

#[divan::bench(args = [9, 18, 36])]
fn modules_that_import_all_later_ones(bencher: Bencher, size: usize) {
    let tree = modules(size, |number| (number + 1..size).collect());
    bencher.bench_local(|| tree.judge(size));
}

#[divan::bench(args = [12, 24, 48])]
fn modules_in_a_row(bencher: Bencher, size: usize) {
    let tree = modules(size, |number| (number + 1..size.min(number + 2)).collect());
    bencher.bench_local(|| tree.judge(size));
}

#[divan::bench(args = [12, 24, 48])]
fn modules_in_a_ring(bencher: Bencher, size: usize) {
    let tree = modules(size, |number| vec![(number + 1) % size]);
    bencher.bench_local(|| tree.judge(size));
}

#[divan::bench(args = [250, 500, 1000])]
fn scripts_in_one_folder(bencher: Bencher, size: usize) {
    let mut tree = Tree::new();
    (0..size).for_each(|number| tree.add(&format!("s{number}.py"), SCRIPT));
    bencher.bench_local(|| tree.judge(size));
}

#[divan::bench(args = [250, 500, 1000])]
fn scripts_of_one_name(bencher: Bencher, size: usize) {
    let mut tree = Tree::new();
    (0..size).for_each(|number| tree.add(&format!("p{number}/run.py"), SCRIPT));
    bencher.bench_local(|| tree.judge(size));
}

#[divan::bench(args = [8_000, 16_000, 32_000])]
fn one_script_above_many_files(bencher: Bencher, size: usize) {
    let mut tree = Tree::new();
    tree.add("only.py", SCRIPT);
    (0..size).for_each(|number| tree.add(&format!("p{}/f{number}.py", number / 500), "x = 1\n"));
    bencher.bench_local(|| tree.judge(1));
}

#[divan::bench(args = [1_250, 2_500, 5_000])]
fn configurations_that_extend_each_other(bencher: Bencher, size: usize) {
    let mut tree = Tree::new();
    (0..size).for_each(|number| tree.add(&format!("c{number}.toml"), &format!("extend = \"c{}.toml\"\n", number + 1)));
    let first = tree.folder.path().join("c0.toml");
    bencher.bench_local(|| Configs::new(Origin::File(first.clone())).of_folder(tree.folder.path()).is_err());
}
