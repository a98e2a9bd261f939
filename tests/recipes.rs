//! The recipes in docs/recipes do what they say: each that can run without a server runs, on repositories made here.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run commands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::case::root;
use crate::common::tools::{Tools, isolate, run, skip, tools, with_path};
use crate::common::{BROKEN, FIXABLE, Folder, STUCK};

const PLAIN: &str = "print('no processes')\n";

/// A notebook whose workers move to a module beside it.
const NOTEBOOK: &str = r#"{"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source":
["from multiprocessing import Pool\n", "def double(n):\n", "    return n * 2\n", "\n",
"with Pool(2) as pool:\n", "    print(pool.map(double, [1, 2]))\n"]}],
"metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
"nbformat": 4, "nbformat_minor": 4}
"#;

/// Three repositories without a work tree in `origins/`: one that mpfix rewrites, one in which it also refuses a file and
/// cannot parse another, and one in which it has nothing to do.
fn origins() -> Folder {
    let folder = Folder::new();
    let repositories: [(&str, &[(&str, &str)]); 3] = [
        ("good", &[("x.py", FIXABLE)]),
        ("mixed", &[("x.py", FIXABLE), ("stuck.py", STUCK), ("old.py", BROKEN)]),
        ("plain", &[("y.py", PLAIN)]),
    ];
    for (name, files) in repositories {
        for (file, text) in files {
            folder.write(&format!("made/{name}/{file}"), text);
        }
        commit(&folder, &format!("made/{name}"));
        git(&folder, &["clone", "--quiet", "--bare", &format!("made/{name}"), &format!("origins/{name}.git")]);
    }
    folder
}

/// Makes a folder a repository with one commit.
fn commit(folder: &Folder, name: &str) {
    git(folder, &["init", "--quiet", "--initial-branch=main", name]);
    git(folder, &["-C", name, "add", "--all"]);
    git(folder, &["-C", name, "commit", "--quiet", "--message", "first"]);
}

#[track_caller]
fn git(folder: &Folder, args: &[&str]) -> String {
    run(here("git", folder).args(args)).exits(0).out
}

/// A command in the folder, with `mpfix` on its `PATH`.
fn here(program: impl AsRef<std::ffi::OsStr>, folder: &Folder) -> Command {
    let mut command = Command::new(program);
    isolate(&mut command);
    command.env("PATH", with_path([bin()])).current_dir(folder.path(".")).stdin(Stdio::null());
    command
}

/// The folder of the program that is tested.
fn bin() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_mpfix")).parent().expect("a folder").to_path_buf()
}

/// A block of a page, in one of the languages of blocks.
fn block(page: &str, language: &str, number: usize) -> String {
    let text = fs::read_to_string(root().join("docs/recipes").join(page)).expect("readable");
    let begin = format!("\n```{language}\n");
    let block = text.split(&begin).nth(number + 1).unwrap_or_else(|| panic!("{page}: no block {number} of {language}"));
    block.split_inclusive("```").next().and_then(|block| block.strip_suffix("```")).expect("an end").to_owned()
}

/// Checks that a branch of the origins has the rewrites, and that what mpfix refuses is as it was.
#[track_caller]
fn branch_is_rewritten(folder: &Folder, branch: &str) {
    let show = |name: &str, file: &str| {
        git(folder, &["-C", &format!("origins/{name}.git"), "show", &format!("{branch}:{file}")])
    };
    for name in ["good", "mixed"] {
        assert!(show(name, "x.py").ends_with("\n\nif __name__ == \"__main__\":\n    main()\n"), "{name}");
    }
    assert_eq!((show("mixed", "stuck.py").as_str(), show("mixed", "old.py").as_str()), (STUCK, BROKEN));
}

fn commits(folder: &Folder, name: &str) -> usize {
    let origin = format!("origins/{name}.git");
    git(folder, &["-C", &origin, "rev-list", "--all"]).lines().count()
}

#[test]
fn all_repos_pushes_rewrites() {
    let Some(tools) = tools() else { return };
    let folder = origins();
    let origin = |name: &str| folder.path(&format!("origins/{name}.git")).display().to_string();
    let list = serde_json::json!({"good": origin("good"), "mixed": origin("mixed"), "plain": origin("plain")});
    folder.write("list.json", list.to_string());
    let config = serde_json::json!({
        "output_dir": "output",
        "source": "all_repos.source.json_file", "source_settings": {"filename": "list.json"},
        "push": "all_repos.push.merge_to_master", "push_settings": {},
    });
    folder.write("all-repos.json", config.to_string());
    crate::common::set_mode(&folder.path("all-repos.json"), 0o600);
    let script = root().join("docs/recipes/all_repos_mpfix.py");

    run(&mut inside(tools, "all-repos-clone", &folder)).exits(0);
    let fixer = |args: &[&str]| run(inside(tools, "python", &folder).arg(&script).args(args)).exits(0);
    let dry = fixer(&["--dry-run"]);
    assert!(dry.out.contains("+if __name__ == \"__main__\":\n"), "{}\n{}", dry.out, dry.err);
    assert_eq!(["good", "mixed", "plain"].map(|name| commits(&folder, name)), [1, 1, 1], "nothing is pushed");
    let wet = fixer(&[]);
    assert!(!wet.out.contains("***Errored") && wet.out.contains(": not rewritten: MP1"), "{}\n{}", wet.out, wet.err);
    assert!(commits(&folder, "good") > 1 && commits(&folder, "plain") == 1);
    branch_is_rewritten(&folder, "main");
}

fn inside(tools: &Tools, tool: &str, folder: &Folder) -> Command {
    let mut command = tools.command(tool);
    let path = with_path([bin(), tools.bin()]);
    command.env("PATH", path).current_dir(folder.path("."));
    command
}

#[test]
fn parallel_and_xargs_push_branches() {
    if Command::new("parallel").arg("--version").output().is_err() {
        return skip("there is no GNU parallel (on Debian: apt-get install parallel)");
    }
    for number in [0, 1] {
        let folder = origins();
        for name in ["good", "mixed", "plain"] {
            git(&folder, &["clone", "--quiet", &format!("origins/{name}.git"), &format!("repos/{name}")]);
        }
        std::os::unix::fs::symlink(root().join("docs"), folder.path("docs")).expect("a link");
        let script = block("gnu-parallel.md", "sh", number);
        let ran = run(here("sh", &folder).args(["-ec", &script]).env("HOME", folder.path("."))).exits(0);
        assert!(ran.out.contains("pushed mpfix/spawn-safe\n") && ran.out.contains("nothing to do\n"), "{}", ran.out);
        branch_is_rewritten(&folder, "mpfix/spawn-safe");
        assert_eq!(commits(&folder, "plain"), 1);

        folder.write("repos/plain/y.py", "import os\n");
        let again = run(here("sh", &folder).args(["-ec", &script]).env("HOME", folder.path(".")));
        assert!(again.code != Some(0) && again.err.contains("uncommitted changes"), "{again:?}");
        assert_eq!(folder.read("repos/plain/y.py"), "import os\n");
    }
}

/// What is committed is pushed sooner or later, and only once.
#[test]
fn a_branch_that_could_not_be_pushed_is_pushed_by_the_next_run() {
    let folder = origins();
    git(&folder, &["clone", "--quiet", "origins/good.git", "clone"]);
    let script = root().join("docs/recipes/mpfix-branch.sh");
    let again = || run(here(&script, &folder).arg("clone"));
    let in_clone = |args: &[&str]| git(&folder, &[&["-C", "clone"], args].concat());
    let pushed = || git(&folder, &["-C", "origins/good.git", "branch", "--list", "mpfix/spawn-safe"]);
    fs::rename(folder.path("origins/good.git"), folder.path("origins/away.git")).expect("renamed");
    for _ in 0..2 {
        assert_ne!(again().code, Some(0), "there is no origin to push to");
    }
    // A campaign that is repeated may find the clone as it was left, or on its own branch again.
    in_clone(&["switch", "--quiet", "main"]);
    assert_ne!(again().code, Some(0));
    fs::rename(folder.path("origins/away.git"), folder.path("origins/good.git")).expect("renamed");
    assert_eq!(pushed(), "");
    assert!(again().exits(0).out.contains("pushed mpfix/spawn-safe\n"));
    assert!(pushed().contains("mpfix/spawn-safe"));
    assert_eq!(commits(&folder, "good"), 2);
    for branch in ["mpfix/spawn-safe", "main"] {
        in_clone(&["switch", "--quiet", branch]);
        assert!(again().exits(0).out.ends_with("nothing to do\n"), "{branch}");
    }
    assert_eq!(commits(&folder, "good"), 2);
    // Once it is merged, what has come in since is a new change.
    in_clone(&["switch", "--quiet", "main"]);
    in_clone(&["merge", "--quiet", "mpfix/spawn-safe"]);
    folder.write("clone/late.py", FIXABLE);
    in_clone(&["add", "late.py"]);
    in_clone(&["commit", "--quiet", "--message", "late"]);
    in_clone(&["push", "--quiet"]);
    assert!(again().exits(0).out.contains("pushed mpfix/spawn-safe\n"));
    let late = git(&folder, &["-C", "origins/good.git", "show", "mpfix/spawn-safe:late.py"]);
    assert!(late.ends_with("    main()\n"), "{late}");
}

/// Commits of people that were not pushed are no business of the script.
#[test]
fn branches_of_people_are_not_pushed() {
    let folder = origins();
    git(&folder, &["clone", "--quiet", "origins/plain.git", "clone"]);
    folder.write("clone/y.py", "print('own')\n");
    git(&folder, &["-C", "clone", "commit", "--quiet", "--all", "--message", "own"]);
    let script = root().join("docs/recipes/mpfix-branch.sh");
    assert!(run(here(&script, &folder).arg("clone")).exits(0).out.ends_with("nothing to do\n"));
    assert_eq!(commits(&folder, "plain"), 1);
}

#[test]
fn the_script_for_engines_succeeds_where_files_are_refused() {
    let folder = origins();
    git(&folder, &["clone", "--quiet", "origins/mixed.git", "clone"]);
    let script = root().join("docs/recipes/mpfix-here.sh");
    let ran = run(here(&script, &folder).current_dir(folder.path("clone"))).exits(0);
    assert!(ran.err.contains("old.py:2:") && ran.out.contains("stuck.py:"), "{ran:?}");
    assert_eq!(git(&folder, &["-C", "clone", "status", "--porcelain"]), " M x.py\n");
    let without = run(here(&script, &folder).current_dir(folder.path("clone")).env("PATH", "/usr/bin:/bin"));
    assert_eq!(without.code, Some(1), "no mpfix on the PATH is not taken for success");
}

/// What the documentation of batch specs asks for: these keys and no others, and a container for each step.
#[test]
fn the_batch_spec_is_well_formed_and_its_step_runs() {
    let Some(tools) = tools() else { return };
    let dump = "import json, sys, yaml; print(json.dumps(yaml.load(open(sys.argv[1]), yaml.BaseLoader)))";
    let spec = root().join("docs/recipes/sourcegraph.yaml");
    let json = run(tools.command("python").args(["-c", dump]).arg(&spec)).exits(0).out;
    let spec: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().expect("a mapping").keys().cloned().collect() };
    assert_eq!(keys(&spec), ["changesetTemplate", "description", "name", "on", "steps"]);
    assert_eq!(keys(&spec["on"][0]), ["repositoriesMatchingQuery"]);
    assert_eq!(keys(&spec["changesetTemplate"]), ["body", "branch", "commit", "published", "title"]);
    assert_eq!(keys(&spec["changesetTemplate"]["commit"]), ["message"]);
    let name = spec["name"].as_str().expect("a name");
    assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c)), "{name}");
    let step = &spec["steps"][0];
    assert_eq!(keys(step), ["container", "run"]);

    let folder = origins();
    git(&folder, &["clone", "--quiet", "origins/mixed.git", "clone"]);
    folder.write("fake/pip", "#!/bin/sh\necho \"$@\"\n");
    crate::common::set_mode(&folder.path("fake/pip"), 0o755);
    let mut shell = here("sh", &folder);
    shell.arg("-c").arg(step["run"].as_str().expect("a script")).current_dir(folder.path("clone"));
    let ran = run(shell.env("PATH", with_path([folder.path("fake"), bin()]))).exits(0);
    let wanted = format!("install --quiet mpfix=={}\n", env!("CARGO_PKG_VERSION"));
    assert!(ran.out.starts_with(&wanted), "the version that is installed is this one: {}", ran.out);
    assert_eq!(git(&folder, &["-C", "clone", "status", "--porcelain"]), " M x.py\n");
}

#[test]
fn pre_commit_runs_the_hooks_of_the_manifest() {
    let Some(tools) = tools().filter(|tools| tools.is_online()) else { return };
    let manifest = root().join(".pre-commit-hooks.yaml");
    run(tools.command("pre-commit").arg("validate-manifest").arg(&manifest)).exits(0);

    let folder = project();
    folder.write("hooks/.pre-commit-hooks.yaml", fs::read(&manifest).expect("readable"));
    folder.write("hooks/pyproject.toml", from_wheel(tools, &block("pre-commit.md", "toml", 0)));
    commit(&folder, "hooks");
    let hook = |id: &str, files: &[&str]| {
        let mut command = tools.command("pre-commit");
        command.args(["try-repo", "../hooks", id, "--verbose", "--files"]).args(files);
        run(command.current_dir(folder.path("project")))
    };
    let listed = hook("mpfix", &["x.py", "y.py"]).exits(1).out;
    assert!(listed.contains("x.py:8:6: MP001 "), "{listed}");
    assert_eq!(folder.read("project/x.py"), FIXABLE);
    let fixed = hook("mpfix-fix", &["x.py", "vendor/z.py"]).exits(1).out;
    assert!(fixed.contains("- exit code: 1") && fixed.contains("x.py: fixed 1 finding"), "{fixed}");
    assert_ne!(folder.read("project/x.py"), FIXABLE);
    assert_eq!(folder.read("project/vendor/z.py"), FIXABLE, "excluded by the configuration");
    hook("mpfix-fix", &["x.py", "y.py", "vendor/z.py"]).exits(0);
    let made = hook("mpfix-fix", &["n.ipynb"]).exits(1).out;
    assert!(made.contains("n_workers.py: new file; add it to version control, as with `git add`\n"), "{made}");
    hook("mpfix", &["x.py", "y.py"]).exits(0);
}

#[test]
fn pre_commit_runs_the_hook_on_the_page() {
    let Some(tools) = tools().filter(|tools| tools.is_online()) else { return };
    let folder = project();
    folder.write("project/.pre-commit-config.yaml", from_wheel(tools, &block("pre-commit.md", "yaml", 0)));
    git(&folder, &["-C", "project", "add", "--all"]);
    let hook = || run(tools.command("pre-commit").args(["run", "--all-files"]).current_dir(folder.path("project")));
    let first = hook().exits(1).out;
    assert!(first.contains("x.py: fixed 1 finding"), "{first}");
    let second = hook().exits(0).out;
    assert!(second.contains("Passed"), "{second}");
    let changed = git(&folder, &["-C", "project", "diff", "--name-only"]);
    assert_eq!(changed, "n.ipynb\nx.py\n");
}

/// A repository `project` for the hooks.
fn project() -> Folder {
    let config = "[tool.mpfix]\nexclude = [\"vendor/\"]\n";
    let folder = Folder::with([
        ("project/x.py", FIXABLE),
        ("project/n.ipynb", NOTEBOOK),
        ("project/y.py", PLAIN),
        ("project/vendor/z.py", FIXABLE),
        ("project/pyproject.toml", config),
    ]);
    commit(&folder, "project");
    folder
}

/// The text with the wheel of this source tree in the place of that on PyPI.
fn from_wheel(tools: &Tools, text: &str) -> String {
    let wanted = format!("mpfix=={}", env!("CARGO_PKG_VERSION"));
    assert_eq!(text.matches(&wanted).count(), 1, "{text}");
    text.replace(&wanted, &format!("mpfix @ file://{}", tools.wheel().display()))
}

#[test]
fn workflows_and_actions_are_well_formed() {
    let Some(tools) = tools() else { return };
    let check = |schema: &str, files: &[PathBuf]| {
        run(tools.command("check-jsonschema").args(["--builtin-schema", schema]).args(files)).exits(0);
    };
    let folder = fs::read_dir(root().join(".github/workflows")).expect("workflows");
    let workflows: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    assert!(workflows.iter().any(|path| path.ends_with("release.yml")), "{workflows:?}");
    check("vendor.github-workflows", &workflows);
    if root().join("action.yml").exists() {
        check("vendor.github-actions", &[root().join("action.yml")]);
    }
}
