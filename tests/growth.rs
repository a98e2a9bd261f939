//! What a run has to do grows with what it is given, and no faster: counts of work at n, 2n and 4n, never time.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{FIXABLE, Folder};

/// How often each kind of work was done, by its name.
type Counts = BTreeMap<String, f64>;

/// The counts that `--verbose` shows of a run in a folder.
fn counts(folder: &Folder, args: &[&str]) -> Counts {
    let ran = folder.mpfix(&[&["--verbose", "--jobs", "2"], args].concat());
    assert!(ran.code.is_some_and(|code| code < 2), "{ran:?}");
    let line = ran.err.lines().find_map(|line| line.strip_prefix("work: ")).expect("a line about the work");
    let count = |part: &str| {
        let (number, name) = part.split_once(' ').expect("a number and a name");
        (name.to_owned(), number.parse().expect("a number"))
    };
    line.split(", ").map(count).collect()
}

/// Twice as much of what is given may take twice as much of each kind of work, and what comes with the first of it.
fn grows_linearly(what: &str, args: &[&str], sizes: [usize; 3], make: impl Fn(usize) -> Folder) {
    let [small, middle, large] = sizes.map(|size| counts(&make(size), args));
    for (kind, &first) in &small {
        let (second, third) = (middle[kind], large[kind]);
        // The second step is twice the first where growth is linear, and four times where it is quadratic.
        assert!(
            third - second <= 2.5 * (second - first).max(sizes[0] as f64),
            "{what} {args:?}: {kind}: {first}, {second}, {third} at {sizes:?}"
        );
    }
    assert!(large["files judged"] >= small["files judged"], "{what}: nothing is judged");
}

/// A folder that is a project.
fn project() -> Folder {
    Folder::with([("pyproject.toml", "[project]\nname = \"many\"\n")])
}

/// Scripts that can be rewritten, in one folder; each is called as `name` says.
fn scripts(size: usize, name: impl Fn(usize) -> String) -> Folder {
    let folder = project();
    (0..size).for_each(|number| folder.write(&name(number), FIXABLE));
    folder
}

/// Modules in a row, each of which imports what `imported` says, and the last starts a manager.
fn modules(size: usize, imported: impl Fn(usize) -> Vec<usize>) -> Folder {
    let folder = project();
    for number in 0..size {
        let mut text = String::new();
        for other in imported(number) {
            writeln!(text, "from m{other} import v{other}").expect("written");
        }
        if number + 1 == size {
            text += "from multiprocessing import Manager\n\nmanager = Manager()\n";
        }
        writeln!(text, "v{number} = {number}").expect("written");
        folder.write(&format!("m{number}.py"), text);
    }
    folder
}

#[test]
fn scripts_of_one_folder() {
    for args in [&["--check"][..], &["--diff"], &["--write"]] {
        grows_linearly("scripts", args, [20, 40, 80], |size| scripts(size, |number| format!("s{number}.py")));
    }
}

#[test]
fn scripts_of_one_name() {
    grows_linearly("run.py", &["--check"], [20, 40, 80], |size| scripts(size, |number| format!("p{number}/run.py")));
}

#[test]
fn modules_that_import_each_other() {
    let next = |size: usize, number: usize| if number + 1 < size { vec![number + 1] } else { Vec::new() };
    for args in [&["--diff"][..], &["--write"]] {
        let sizes = [6, 12, 24];
        let judged = |make: &dyn Fn(usize) -> Folder| sizes.map(|size| counts(&make(size), args)["files judged"]);
        let limit = sizes.map(|size| 2.0 * size as f64);
        // In a row, in a ring, and all of them each other.
        let kinds: [&dyn Fn(usize) -> Folder; 3] = [
            &|size| modules(size, |number| next(size, number)),
            &|size| modules(size, |number| vec![(number + 1) % size]),
            &|size| modules(size, |number| (number + 1..size).collect()),
        ];
        for make in kinds {
            let seen = judged(make);
            assert!(seen.iter().zip(limit).all(|(seen, limit)| *seen <= limit), "{args:?}: {seen:?}");
        }
    }
}

#[test]
fn a_chain_that_is_mended_from_its_end() {
    let folder = project();
    folder.write("end.py", FIXABLE.replace("with Pool", "v = 1\nwith Pool"));
    folder.write("middle.py", format!("import end\n{FIXABLE}"));
    folder.write("start.py", format!("import middle\n{FIXABLE}"));
    let judged = counts(&folder, &["--diff"])["files judged"];
    assert!(judged <= 6.0, "{judged}: each once as all are, and once as all will be");
}

#[test]
fn a_folder_without_any_mark_of_a_project() {
    let folder = Folder::with([("only.py", FIXABLE)]);
    for number in 0..1500 {
        folder.write(&format!("below/{}/f{number}.py", number / 100), "x = 1\n");
    }
    let read = counts(&folder, &["--check", "only.py"])["files read"];
    assert!(read < 1100.0, "{read} files were read");
    let err = folder.mpfix(&["--verbose", "--check", "only.py"]).exits(1).err;
    let root = err.lines().find(|line| line.starts_with("project root: ")).unwrap_or_default();
    assert!(root.contains("without any mark of a project"), "{err}");
    assert!(err.contains("importers: 1000 files searched below .; there are more"), "{err}");
}

#[test]
fn nothing_is_searched_below_a_home_directory() {
    let folder = Folder::with([("only.py", FIXABLE), ("requirements.txt", ""), ("below/a.py", "import only\n")]);
    let home = folder.path("").display().to_string();
    let home = home.trim_end_matches('/');
    for (variable, files) in [("HOME", 1), ("TMPDIR", 1), ("MPFIX_UNUSED", 2)] {
        let err = folder.mpfix_with_variable(variable, home, &["--verbose", "--check", "only.py"]).err;
        let is_there = err.contains(&format!("importers: {files} file"));
        assert!(is_there, "{variable}: {err}");
    }
}
