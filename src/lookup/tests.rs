//! Where modules are found, on disks made up for it.

use super::*;

/// Files by their names; folders follow from them.
struct Files(&'static [&'static str]);

impl Disk for Files {
    fn text(&self, path: &Path) -> Option<String> {
        self.is_file(path).then(String::new)
    }
    fn is_file(&self, path: &Path) -> bool {
        self.0.iter().any(|file| Path::new(file) == path)
    }
    fn is_folder(&self, path: &Path) -> bool {
        self.0.iter().any(|file| Path::new(file).parent().is_some_and(|folder| folder.starts_with(path)))
    }
    fn target(&self, path: &Path) -> Option<PathBuf> {
        (path == Path::new("bin/link.py")).then(|| PathBuf::from("tools/run.py"))
    }
}

const FILES: Files = Files(&[
    "run.py",
    "jobs.py",
    "json.py",
    "time.py",
    "tools/run.py",
    "tools/jobs.py",
    "tools/csv.py",
    "src/lib/__init__.py",
    "src/lib/work.py",
    "src/lib/deep/__init__.py",
    "src/lib/deep/run.py",
    "src/lib/bare/run.py",
    "src/random.py",
    "ns/part/run.py",
    "src/ns/other.py",
    "vendor/extra.py",
    "bin/link.py",
]);

fn found(search: &SearchPath, dotted: &str) -> String {
    shown(search.find(dotted, &FILES))
}

fn shown(found: Option<Found>) -> String {
    let Some(found) = found else { return "-".to_string() };
    let mut shown: Vec<String> = found.files.iter().map(|(name, path)| format!("{name}={}", path.display())).collect();
    match found.end {
        End::Module => {}
        End::Namespace => shown.push("folder".to_string()),
        End::Missing => shown.push("missing".to_string()),
    }
    shown.join(" ")
}

fn search(path: &str, manner: Manner, levels: usize) -> SearchPath {
    SearchPath::of(Path::new(path), manner, &Places { levels, ..Places::default() }, &FILES)
}

#[test]
fn names_mean_what_python_says() {
    let top = search("run.py", Manner::Script, 0);
    let tool = search("tools/run.py", Manner::Script, 1);
    let table = [
        (&top, "jobs", "jobs=jobs.py"),
        (&tool, "jobs", "jobs=tools/jobs.py"),
        (&top, "json", "json=json.py"),
        (&tool, "json", "-"),
        (&tool, "csv", "csv=tools/csv.py"),
        (&top, "time", "-"),
        (&top, "random", "-"),
        (&top, "lib", "lib=src/lib/__init__.py"),
        (&tool, "lib.work", "lib=src/lib/__init__.py lib.work=src/lib/work.py"),
        (&top, "lib.gone", "lib=src/lib/__init__.py missing"),
        (&top, "lib.bare", "lib=src/lib/__init__.py folder"),
        (&top, "lib.bare.run", "lib=src/lib/__init__.py lib.bare.run=src/lib/bare/run.py"),
        (&top, "jobs.inner", "jobs=jobs.py missing"),
        (&top, "ns", "folder"),
        (&top, "ns.part.run", "ns.part.run=ns/part/run.py"),
        (&top, "ns.other", "ns.other=src/ns/other.py"),
        (&top, "ns.gone", "-"),
        (&top, "numpy", "-"),
        (&tool, "tools.jobs", "tools.jobs=tools/jobs.py"),
    ];
    for (search, dotted, want) in table {
        assert_eq!(found(search, dotted), want, "{dotted}");
    }
}

#[test]
fn a_module_of_a_package_is_run_from_above_it() {
    let script = search("src/lib/work.py", Manner::Script, 2);
    let module = search("src/lib/work.py", Manner::Module, 2);
    assert_eq!(found(&script, "deep.run"), "deep=src/lib/deep/__init__.py deep.run=src/lib/deep/run.py");
    assert_eq!(found(&module, "deep.run"), "-");
    assert_eq!(found(&module, "random"), "random=src/random.py");
    assert_eq!(found(&script, "random"), "-");
    assert_eq!(found(&script, "lib"), "lib=src/lib/__init__.py");
    assert_eq!(found(&script, "jobs"), "jobs=jobs.py");
    assert_eq!(dotted_name(Path::new("src/lib/deep/run.py"), &FILES), "lib.deep.run");
    assert_eq!(dotted_name(Path::new("src/lib/__init__.py"), &FILES), "lib");
}

#[test]
fn relative_imports_go_up_and_down() {
    let relative =
        |level, dotted| shown(find_relative(Path::new("src/lib/deep/run.py"), "lib.deep", level, dotted, &FILES));
    assert_eq!(relative(1, ""), "lib.deep=src/lib/deep/__init__.py");
    assert_eq!(relative(2, "work"), "lib=src/lib/__init__.py lib.work=src/lib/work.py");
    assert_eq!(relative(1, "gone"), "lib.deep=src/lib/deep/__init__.py missing");
}

#[test]
fn what_a_program_puts_on_its_path_counts() {
    let mut search = search("run.py", Manner::Script, 0);
    assert_eq!(found(&search, "extra"), "-");
    search.append(PathBuf::from("vendor"));
    assert_eq!(found(&search, "extra"), "extra=vendor/extra.py");
    search.insert(0, PathBuf::from("tools"));
    assert_eq!(found(&search, "jobs"), "jobs=tools/jobs.py");
    search.insert(1, PathBuf::from("src"));
    assert_eq!(found(&search, "random"), "random=src/random.py");
    search.drop_first();
    assert_eq!(found(&search, "jobs"), "jobs=jobs.py");
}

#[test]
fn a_link_to_a_script_is_followed() {
    let search = search("bin/link.py", Manner::Script, 1);
    assert_eq!(found(&search, "jobs"), "jobs=tools/jobs.py");
}
