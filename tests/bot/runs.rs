//! Runs of the action one after another, without permissions, against limits, and from forks.

use std::fs;

use serde_json::{Value, json};

use super::hub::{Hub, hub, rewritten};
use crate::common::{FIXABLE, STUCK};

/// A pull request with one script that can be rewritten, after the action ran on it.
fn reviewed() -> Option<Hub> {
    let hub = hub()?;
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 1");
    assert_eq!(hub.writes().len(), 1);
    Some(hub)
}

#[test]
fn a_second_run_posts_nothing() {
    let Some(hub) = reviewed() else { return };
    hub.action(&[]).exits(0).says("comments posted: 0");
    assert_eq!(hub.writes(), []);
    // Lines that come in above move the comment, and change nothing about it.
    hub.commit("topic", &[("run.py", format!("# one\n# two\n{FIXABLE}").as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 0");
    assert_eq!((hub.writes(), hub.comments()[0]["line"].as_u64()), (vec![], Some(11)));
    assert_eq!(hub.apply(), 1);
    assert_eq!(hub.head("run.py"), [b"# one\n# two\n".as_slice(), &rewritten(FIXABLE.as_bytes())].concat());
}

#[test]
fn a_push_takes_away_what_no_longer_holds() {
    let Some(hub) = reviewed() else { return };
    let first = hub.comments()[0]["id"].clone();
    hub.commit("topic", &[("run.py", FIXABLE.replace("[1, 2]", "[1, 2, 3]").as_bytes())]);
    hub.action(&[]).exits(0).says("comments posted: 1");
    let methods: Vec<String> = hub.writes().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(methods[0], "POST /repos/octo/demo/pulls/7/reviews");
    assert_eq!(methods[1..], [format!("DELETE /repos/octo/demo/pulls/comments/{first}")]);
    hub.commit("topic", &[("run.py", &rewritten(FIXABLE.as_bytes()))]);
    hub.action(&[]).exits(0).says("comments posted: 0");
    assert_eq!(hub.comments(), [] as [Value; 0]);
}

#[test]
fn what_people_answered_or_wrote_stays() {
    let Some(hub) = reviewed() else { return };
    let own = hub.comments()[0]["id"].clone();
    let answer = hub.ask("say", json!({"number": 7, "login": "ann", "answer_to": own}));
    hub.commit("topic", &[("run.py", &rewritten(FIXABLE.as_bytes()))]);
    hub.action(&[]).exits(0);
    assert_eq!(hub.writes(), []);
    let ids: Vec<Value> = hub.comments().iter().map(|comment| comment["id"].clone()).collect();
    assert_eq!(ids, [own, answer]);
}

#[test]
fn a_token_that_may_only_read_gets_annotations() {
    let Some(hub) = hub() else { return };
    hub.ask("switch", json!({"name": "refuse_writes", "value": true}));
    hub.open(&[("a,b:100%.py", FIXABLE.as_bytes())]);
    hub.action(&[])
        .exits(0)
        .says("::warning title=mpfix::GitHub does not take comments (403): Resource not accessible by integration")
        .says("\n::warning file=a%2Cb%3A100%25.py,line=8,endLine=8,title=mpfix MP001::`multiprocessing.Pool` starts processes");
    assert_eq!((hub.writes().len(), hub.comments().len()), (1, 0), "it does not insist");
    hub.action(&[("MPFIX_FAIL_ON", "findings")]).exits(1);
}

#[test]
fn a_rate_limit_is_waited_for() {
    let Some(hub) = hub() else { return };
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    hub.ask("switch", json!({"name": "limit_writes", "value": 2}));
    hub.action(&[]).exits(0).says("GitHub asks to wait 1 seconds").says("comments posted: 1");
    assert_eq!((hub.writes().len(), hub.comments().len()), (3, 1));
    hub.commit("topic", &[("run.py", STUCK.as_bytes())]);
    hub.ask("switch", json!({"name": "limit_writes", "value": 9}));
    hub.action(&[("MPFIX_LONGEST_WAIT", "0")])
        .exits(0)
        .says("secondary rate limit")
        .says("\n::warning file=run.py,line=");
}

#[test]
fn a_review_that_github_refuses_becomes_comments_on_files() {
    let Some(hub) = hub() else { return };
    hub.ask("switch", json!({"name": "fail_reviews", "value": true}));
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    hub.action(&[]).exits(0).says("files get comments without suggestions").says("comments posted: 1");
    let comments = hub.comments();
    assert_eq!((comments.len(), &comments[0]["subject_type"], hub.apply()), (1, &json!("file"), 0));
    hub.writes();
    hub.action(&[]).exits(0).says("comments posted: 0");
    assert_eq!(hub.writes(), [], "it stands for the review");
}

#[test]
fn many_files_come_in_pages_and_get_as_many_comments_as_one_can_read() {
    let Some(hub) = hub() else { return };
    let names: Vec<String> = (100..230).map(|nth| format!("f{nth}.py")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, FIXABLE.as_bytes())).collect();
    hub.open(&files);
    let action = hub.action(&[]).exits(0).says("comments posted: 25");
    assert_eq!(action.output("findings"), Some("130"));
    let writes = hub.writes();
    let body = writes[0].2["body"].as_str().expect("a text");
    assert!(writes.len() == 1 && body.contains("- `f125.py` line 8") && body.contains("- `f229.py` line 8"), "{body}");
    assert_eq!(hub.apply(), 25);
}

#[test]
fn comments_by_another_name_are_told_of() {
    let Some(hub) = hub() else { return };
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    hub.action(&[("MPFIX_LOGIN", "ann")])
        .exits(0)
        .says("the token comments as github-actions[bot]; set the input login");
}

#[test]
fn a_merge_that_is_checked_out_is_no_head() {
    let Some(hub) = hub() else { return };
    hub.open(&[("run.py", FIXABLE.as_bytes())]);
    let event = json!({"pull_request": {"number": 7, "head": {"sha": hub.git(&["rev-parse", "HEAD"])}}});
    hub.commit("main", &[("README", b"news\n")]);
    hub.script(&event, &[]).exits(2).says("::error title=mpfix::check out the head of the pull request");
}

#[test]
fn without_a_pull_request_there_are_annotations() {
    let Some(hub) = hub() else { return };
    hub.commit("main", &[("run.py", FIXABLE.as_bytes())]);
    let action = hub.script(&json!({"ref": "refs/heads/main"}), &[]).exits(0).says("file=run.py,line=8");
    assert!(action.summary.contains("run.py") && action.output("findings") == Some("1"), "{action:#?}");
    let action = hub.script(&json!({}), &[("MPFIX_PATHS", "nowhere"), ("MPFIX_FAIL_ON", "trouble")]).exits(2);
    assert_eq!(action.output("exit-code"), Some("2"));
    assert_eq!(hub.writes(), []);
}

/// The payload of a fork, and the event of the job that may post it.
fn prepared(hub: &Hub) -> Value {
    hub.commit("topic", &[("run.py", FIXABLE.as_bytes())]);
    hub.ask("open", json!({"number": 7, "head": "topic", "fork": "eve/demo"}));
    hub.action(&[("MPFIX_MODE", "prepare")]).exits(0);
    assert_eq!(hub.writes(), []);
    let head = hub.git(&["rev-parse", "HEAD"]);
    json!({"workflow_run": {"head_sha": head, "head_repository": {"full_name": "eve/demo"}}})
}

/// Posts the payload of a fork after somebody changed it.
fn posts(hub: &Hub, event: &Value, change: impl FnOnce(&mut Value)) -> super::hub::Action {
    let path = hub.file("review.json");
    let original = fs::read_to_string(&path).expect("read");
    let mut payload = serde_json::from_str(&original).expect("JSON");
    change(&mut payload);
    fs::write(&path, payload.to_string()).expect("written");
    let action = hub.script(event, &[("MPFIX_MODE", "post"), ("MPFIX_BINARY", "/nowhere")]);
    fs::write(&path, original).expect("written");
    action
}

#[test]
fn what_a_fork_prepared_is_posted_by_a_job_without_its_code() {
    let Some(hub) = hub() else { return };
    let event = prepared(&hub);
    posts(&hub, &event, |_| ()).exits(0).says("comments posted: 1");
    assert_eq!(hub.apply(), 1);
    assert_eq!(hub.head("run.py"), rewritten(FIXABLE.as_bytes()));
    posts(&hub, &event, |_| ()).exits(0).says("nothing was posted: the pull request is closed, or has another head");
}

#[test]
fn a_fork_cannot_have_anything_else_posted() {
    let Some(hub) = hub() else { return };
    let event = prepared(&hub);
    let foreign = hub.ask("open", json!({"number": 8, "head": "topic"}));
    let head = foreign["head"].clone();
    posts(&hub, &event, |it| it["pull_request"] = json!(8)).exits(2).says("about another pull request");
    posts(&hub, &event, |it| it["pull_request"] = json!("7/../8")).exits(2).says("is not what mpfix writes");
    posts(&hub, &event, |it| it["commit"] = json!(format!("x\n{}", head.as_str().expect("a text")))).exits(2);
    posts(&hub, &event, |it| it["summary"] = json!("x".repeat(6_000_000))).exits(2).says("too large");
    posts(&hub, &event, |it| it["review"]["comments"][0]["body"] = json!("buy")).exits(2).says("mark of mpfix");
    posts(&hub, &event, |it| it["review"]["comments"][0]["line"] = json!("8")).exits(2).says("not a number");
    posts(&hub, &event, |it| it["review"]["comments"] = json!(vec![it["review"]["comments"][0].clone(); 26])).exits(2);
    assert_eq!(hub.writes(), []);
    posts(&hub, &event, |it| {
        it["review"]["event"] = json!("APPROVE");
        it["review"]["comments"][0]["position"] = json!(1);
        it["stale"] = json!([1001]);
    })
    .exits(0)
    .says("comments posted: 1");
    let writes = hub.writes();
    assert_eq!((writes.len(), &writes[0].2["event"]), (1, &json!("COMMENT")));
}

#[test]
fn a_fork_cannot_have_comments_of_others_deleted() {
    let Some(hub) = hub() else { return };
    let event = prepared(&hub);
    posts(&hub, &event, |_| ()).exits(0);
    let own = hub.comments()[0]["id"].clone();
    let answer = hub.ask("say", json!({"number": 7, "login": "ann", "answer_to": own}));
    hub.writes();
    posts(&hub, &event, |it| {
        it["review"] = Value::Null;
        it["stale"] = json!([answer, own]);
    })
    .exits(0);
    assert_eq!(hub.writes(), []);
    assert_eq!(hub.comments().len(), 2);
}
