//! A repository on the stand-in for GitHub, a clone of it, and the action that runs in the clone.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::common::case::root;
use crate::common::python::{METHODS, pythons};
use crate::common::tools::with_path;
use crate::common::{Folder, Ran};

/// The stand-in, and the clone.
pub(super) struct Hub {
    folder: Folder,
    server: Child,
    pipes: RefCell<(ChildStdin, BufReader<ChildStdout>)>,
    port: u64,
}

/// `None` where the tools are missing: then there is nothing to test.
pub(super) fn hub() -> Option<Hub> {
    let missing: Vec<&str> =
        ["gh", "jq"].into_iter().filter(|tool| Command::new(tool).arg("--version").output().is_err()).collect();
    if missing.is_empty() {
        return Some(Hub::new());
    }
    assert!(std::env::var_os("MPFIX_TEST_INSIST").is_none(), "the tests of the action need {missing:?}");
    eprintln!("SKIPPED: the tests of the action need {missing:?}");
    None
}

impl Hub {
    fn new() -> Self {
        let folder = Folder::new();
        folder.git(&["init", "-q", "--bare", "-b", "main", "hub.git"], b"").exits(0);
        folder.git(&["clone", "-q", "hub.git", "work"], b"").exits(0);
        let mut server = Command::new("python3")
            .arg(root().join("tests/bot/server.py"))
            .arg(folder.path("hub.git"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the stand-in starts");
        let pipes = (server.stdin.take().expect("a pipe"), server.stdout.take().expect("a pipe"));
        let pipes = RefCell::new((pipes.0, BufReader::new(pipes.1)));
        let mut hub = Self { folder, server, pipes, port: 0 };
        hub.port = hub.line()["port"].as_u64().expect("a port");
        hub.commit("main", &[("README", b"a demo\n")]);
        hub
    }

    fn line(&self) -> Value {
        let mut line = String::new();
        self.pipes.borrow_mut().1.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Asks the stand-in for something.
    #[track_caller]
    pub(super) fn ask(&self, what: &str, with: Value) -> Value {
        let line = json!({"do": what, "with": with}).to_string() + "\n";
        self.pipes.borrow_mut().0.write_all(line.as_bytes()).expect("written");
        let mut answer = self.line();
        assert!(answer.get("fault").is_none(), "{what}: {answer}");
        answer["ok"].take()
    }

    /// Runs git in the clone.
    #[track_caller]
    pub(super) fn git(&self, args: &[&str]) -> String {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"];
        let args: Vec<&str> = ["-C", "work"].into_iter().chain(who).chain(args.iter().copied()).collect();
        self.folder.git(&args, b"").exits(0).out.trim().to_owned()
    }

    /// Commits these files on a branch, which begins at `main`, and pushes it.
    #[track_caller]
    pub(super) fn commit(&self, branch: &str, files: &[(&str, &[u8])]) {
        self.git(&["fetch", "-q"]);
        let remote = format!("origin/{branch}");
        let known = !self.git(&["branch", "-r", "--list", &remote]).is_empty();
        match (known, branch) {
            (true, _) => self.git(&["checkout", "-q", "-B", branch, &remote]),
            (false, "main") => self.git(&["checkout", "-q", "-B", branch]),
            (false, _) => self.git(&["checkout", "-q", "-B", branch, "origin/main"]),
        };
        for (name, bytes) in files {
            self.folder.write(&format!("work/{name}"), bytes);
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "change"]);
        self.git(&["push", "-q", "origin", branch]);
    }

    /// Opens pull request 7 from a branch with these files.
    pub(super) fn open(&self, files: &[(&str, &[u8])]) {
        self.commit("topic", files);
        self.ask("open", json!({"number": 7, "head": "topic"}));
    }

    /// Runs the action on the head of pull request 7.
    pub(super) fn action(&self, inputs: &[(&str, &str)]) -> Action {
        self.git(&["fetch", "-q"]);
        self.git(&["checkout", "-q", "--detach", "origin/topic"]);
        let event = json!({"pull_request": {"number": 7, "head": {"sha": self.git(&["rev-parse", "HEAD"])}}});
        self.script(&event, inputs)
    }

    /// Runs the action for some event, on what is checked out.
    pub(super) fn script(&self, event: &Value, inputs: &[(&str, &str)]) -> Action {
        for name in ["summary", "outputs"] {
            self.folder.write(name, "");
        }
        self.folder.write("event.json", event.to_string());
        let mut command = self.client("bash");
        command.arg(root().join("action/run.sh"));
        let file = |name: &str| self.folder.path(name).to_string_lossy().into_owned();
        command
            .env("GITHUB_API_URL", self.url())
            .env("GITHUB_REPOSITORY", "octo/demo")
            .env("GITHUB_EVENT_PATH", file("event.json"))
            .env("GITHUB_STEP_SUMMARY", file("summary"))
            .env("GITHUB_OUTPUT", file("outputs"))
            .env("RUNNER_TEMP", file("."))
            .env("MPFIX_BINARY", env!("CARGO_BIN_EXE_mpfix"))
            .env("MPFIX_FILE", file("review.json"))
            .env("MPFIX_PAUSE", "0")
            .envs(inputs.iter().copied());
        let ran = Ran::from(command.output().expect("bash starts"));
        Action { ran, summary: self.folder.read("summary"), outputs: self.folder.read("outputs") }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A command in the clone that finds `gh` set up, and little else.
    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path("work")).stdin(Stdio::null()).env_clear();
        for name in ["PATH", "HOME", "PYENV_VERSION"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.envs([("GH_TOKEN", "secret"), ("GH_ENTERPRISE_TOKEN", "secret")]).env("GH_CONFIG_DIR", self.file("gh"));
        command
    }

    /// Runs a script that asks GitHub about `OWNER/REPO`, on the head of pull request 7, with mpfix on its path.
    #[track_caller]
    pub(super) fn shell(&self, script: &str) {
        self.git(&["fetch", "-q"]);
        self.git(&["checkout", "-q", "--detach", "origin/topic"]);
        let script = script.replace("repos/OWNER/REPO", &format!("{}/repos/octo/demo", self.url()));
        let mpfix = Path::new(env!("CARGO_BIN_EXE_mpfix")).parent().expect("a folder").to_path_buf();
        let mut command = self.client("sh");
        command.env("PATH", with_path([mpfix])).args(["-ec", &script]);
        Ran::from(command.output().expect("sh starts")).exits(0);
    }

    /// What clients asked for since the last time that changes something: method, path, body.
    pub(super) fn writes(&self) -> Vec<(String, String, Value)> {
        let log = self.ask("requests", json!({}));
        let all = log.as_array().expect("a list").iter();
        let text = |one: &Value, key: &str| one[key].as_str().expect("a text").to_owned();
        let writes = all.filter(|one| one["method"] != "GET");
        writes.map(|one| (text(one, "method"), text(one, "path"), one["body"].clone())).collect()
    }

    /// The comments that are to be seen.
    pub(super) fn comments(&self) -> Vec<Value> {
        self.ask("visible", json!({"number": 7})).as_array().expect("a list").clone()
    }

    /// Takes all suggestions as one commit, and says how many there were.
    #[track_caller]
    pub(super) fn apply(&self) -> u64 {
        self.ask("apply", json!({"number": 7}))["suggestions"].as_u64().expect("a number")
    }

    /// A file at the head of the pull request.
    pub(super) fn head(&self, name: &str) -> Vec<u8> {
        self.folder.git(&["-C", "hub.git", "cat-file", "blob", &format!("topic:{name}")], b"").exits(0).bytes
    }

    /// A file that the action has written.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What became of a run of the action.
#[derive(Debug)]
pub(super) struct Action {
    ran: Ran,
    pub(super) summary: String,
    outputs: String,
}

impl Action {
    #[track_caller]
    pub(super) fn exits(self, code: i32) -> Self {
        assert_eq!(self.ran.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub(super) fn says(self, text: &str) -> Self {
        assert!(self.ran.out.contains(text), "{text}: {self:#?}");
        self
    }

    pub(super) fn is_said(&self, text: &str) -> bool {
        self.ran.out.contains(text)
    }

    /// Something it hands to later steps.
    pub(super) fn output(&self, name: &str) -> Option<&str> {
        self.outputs.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
    }
}

/// What `mpfix --write` makes of a script.
pub(super) fn rewritten(script: &[u8]) -> Vec<u8> {
    let folder = Folder::new();
    folder.write("x.py", script);
    folder.mpfix(&["--write", "x.py"]).exits(0);
    fs::read(folder.path("x.py")).expect("read")
}

/// Checks that a script does under each start method what the original does under fork.
#[track_caller]
pub(super) fn does_the_same(original: &[u8], script: &[u8]) {
    let run = |text: &[u8], method: &str| {
        let folder = Folder::new();
        folder.write("x.py", text);
        let done = pythons()[0].run_script("x.py", &[], "", &folder.path("."), method);
        done.unwrap_or_else(|fault| panic!("under {method}: {fault}\n{}", String::from_utf8_lossy(text)))
    };
    let wanted = run(original, "fork");
    assert_eq!(wanted.code, Some(0), "{wanted:?}");
    for method in METHODS {
        let done = run(script, method);
        assert_eq!((done.code, &done.out), (wanted.code, &wanted.out), "under {method}: {done:?}");
    }
}
