//! What stands after more pushes and after runs that see only a part, and which findings make the step fail.

use std::fs;

use serde_json::{Value, json};

use super::hub::{does_the_same, hub, rewritten};
use crate::common::case::root;
use crate::common::{BROKEN, FIXABLE, STUCK};

/// Its child waits for a semaphore; what is missing is a join at the end.
const WAITING: &str = "\
from multiprocessing import Process, Semaphore


def work(turn):
    turn.acquire()
    print(\"child\", flush=True)


if __name__ == \"__main__\":
    turn = Semaphore(0)
    worker = Process(target=work, args=(turn,))
    worker.start()
    print(\"started\", flush=True)
";

#[test]
fn a_suggestion_moves_with_the_end_of_the_script() {
    let Some(hub) = hub() else { return };
    hub.open(&[("run.py", WAITING.as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 1");
    let first = hub.comments()[0]["id"].clone();
    // Joined where the suggestion stands, the child would wait for ever.
    let script = format!("{WAITING}    turn.release()\n");
    hub.commit("topic", &[("run.py", script.as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 1");
    let comments = hub.comments();
    assert!(comments.len() == 1 && comments[0]["id"] != first, "{comments:#?}");
    assert_eq!(hub.apply(), 1);
    assert_eq!(hub.head("run.py"), rewritten(script.as_bytes()));
    does_the_same(script.as_bytes(), &hub.head("run.py"));
}

#[test]
fn jobs_with_other_paths_leave_each_others_comments_alone() {
    let Some(hub) = hub() else { return };
    hub.open(&[("a/run.py", FIXABLE.as_bytes()), ("b/run.py", STUCK.as_bytes())]);
    hub.action(&[("MPFIX_PATHS", "a")]).exits(0).says("comments posted: 1");
    hub.action(&[("MPFIX_PATHS", "b")]).exits(0).says("comments posted: 1");
    hub.writes();
    for paths in ["a", "b", "a"] {
        hub.action(&[("MPFIX_PATHS", paths)]).exits(0).says("comments posted: 0");
    }
    assert_eq!((hub.writes(), hub.comments().len()), (vec![], 2));
    hub.git(&["rm", "-q", "a/run.py"]);
    hub.commit("topic", &[("b/run.py", b"print()\n")]);
    hub.action(&[("MPFIX_PATHS", "b")]).exits(0);
    assert_eq!(hub.comments(), [] as [Value; 0], "one is mended, the other has left");
}

#[test]
fn a_file_that_does_not_parse_keeps_its_comment_and_is_annotated() {
    let Some(hub) = hub() else { return };
    hub.commit("main", &[("old.py", BROKEN.as_bytes())]);
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 1");
    hub.writes();
    let broken = FIXABLE.replace("print(", "print((");
    hub.commit("topic", &[("run.py", broken.as_bytes())]);
    let action = hub.action(&[]).exits(0).says("\n::error file=run.py,line=10,endLine=10,title=mpfix::");
    assert!(!action.is_said("file=old.py"), "{action:#?}");
    assert_eq!((hub.writes(), hub.comments().len()), (vec![], 1));
    hub.action(&[("MPFIX_FAIL_ON", "trouble")]).exits(2);
    hub.action(&[("MPFIX_MODE", "prepare")]).exits(0).says("\n::error file=run.py,line=10,");
    hub.action(&[("MPFIX_MODE", "annotations"), ("MPFIX_FAIL_ON", "trouble")]).exits(2).says("\n::error file=run.py,");
    hub.commit("topic", &[("run.py", FIXABLE.as_bytes())]);
    hub.action(&[("MPFIX_FAIL_ON", "trouble")]).exits(0).says("comments posted: 0");
    assert_eq!(hub.writes(), []);
}

#[test]
fn a_broken_configuration_is_red_and_deletes_nothing() {
    let Some(hub) = hub() else { return };
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 1");
    hub.writes();
    hub.commit("topic", &[("mpfix.toml", b"exclude = 7\n")]);
    for mode in ["review", "annotations", "prepare"] {
        hub.action(&[("MPFIX_MODE", mode)])
            .exits(2)
            .says("\n::error file=mpfix.toml,line=1,")
            .says("\n::error title=mpfix::a configuration of mpfix is broken");
    }
    hub.commit("topic", &[("mpfix.toml", b"exclude = [\"[\"]\n")]);
    hub.action(&[]).exits(2).says("a configuration of mpfix is broken");
    assert_eq!((hub.writes(), hub.comments().len()), (vec![], 1));
}

#[test]
fn what_the_pull_request_does_not_touch_does_not_fail_it() {
    let Some(hub) = hub() else { return };
    hub.commit("main", &[("old.py", FIXABLE.as_bytes()), ("older.py", BROKEN.as_bytes())]);
    hub.open(&[("run.py", b"print()\n")]);
    for mode in ["review", "prepare", "annotations"] {
        let action = hub.action(&[("MPFIX_MODE", mode), ("MPFIX_FAIL_ON", "findings")]).exits(0);
        assert_eq!((action.output("findings"), action.output("exit-code")), (Some("1"), Some("2")));
    }
    hub.commit("topic", &[("run.py", FIXABLE.as_bytes())]);
    for mode in ["review", "prepare", "annotations"] {
        hub.action(&[("MPFIX_MODE", mode), ("MPFIX_FAIL_ON", "findings")]).exits(1);
        hub.action(&[("MPFIX_MODE", mode), ("MPFIX_FAIL_ON", "trouble")]).exits(0);
    }
    // Where no pull request is known, all counts.
    hub.script(&json!({}), &[("MPFIX_FAIL_ON", "findings")]).exits(2);
}

#[test]
fn the_script_without_the_action_sends_what_there_is() {
    let Some(hub) = hub() else { return };
    let page = fs::read_to_string(root().join("docs/github/README.md")).expect("readable");
    let (_, rest) = page.split_once("## Without the action").expect("the section");
    let script = rest.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a script");
    // One file gets a comment at the file alone, since the pull request shows other lines than those of its rewrite.
    let old: String = (0..20).map(|nth| format!("x{nth} = {nth}\n")).collect();
    hub.commit("main", &[("run.py", format!("{FIXABLE}{old}").as_bytes())]);
    hub.open(&[("run.py", format!("{FIXABLE}{old}y = 1\n").as_bytes())]);
    hub.shell(script);
    let sent: Vec<String> = hub.writes().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(sent, ["POST /repos/octo/demo/pulls/7/comments"]);
    hub.commit("topic", &[("run.py", b"print()\n"), ("new.py", FIXABLE.as_bytes())]);
    hub.shell(script);
    let sent: Vec<String> = hub.writes().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert!(sent.len() == 2 && sent[0] == "POST /repos/octo/demo/pulls/7/reviews", "{sent:?}");
    assert!(sent[1].starts_with("DELETE /repos/octo/demo/pulls/comments/"), "{sent:?}");
    assert_eq!(hub.apply(), 1);
    assert_eq!(hub.head("new.py"), rewritten(FIXABLE.as_bytes()));
    hub.shell(script);
}

#[test]
fn workflows_start_for_all_files_that_are_looked_at() {
    for name in ["mpfix.yml", "mpfix-forks.yml"] {
        let text = fs::read_to_string(root().join("docs/github").join(name)).expect("readable");
        let paths = text.lines().find(|line| line.trim_start().starts_with("paths:")).expect("paths");
        for extension in mpfix::source::walk::EXTENSIONS {
            assert!(paths.contains(&format!("\"**.{extension}\"")), "{name} lacks {extension}: {paths}");
        }
    }
}
