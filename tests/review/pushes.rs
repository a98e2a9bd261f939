//! What stands after a push: GitHub moves comments along with their lines, and whatever is there to be taken has to give the
//! rewrite of the file as it is by then.
//!
//! Seeds are fixed, so a failure comes again; the message has the seed.

use std::collections::BTreeSet;

use mpfix::finding::Code;
use mpfix::review::posts::Posts;
use mpfix::review::pull::{self, Pull};
use mpfix::review::report::{Failed, FileReport, Note, Verdict};
use mpfix::review::{Limits, Seen, review};
use mpfix::trouble::Trouble;
use serde_json::{Value, json};
use similar::{DiffTag, TextDiff};

use super::{BOT, COMMIT, block, posted, reviewed, rewrite};
use crate::common::script::Dice;

const ROUNDS: u64 = 600;

/// A pull request that adds a file with this text, and its comments.
fn pull(text: &str, comments: &[Value]) -> Pull {
    let added: String = text.split_inclusive('\n').map(|line| format!("+{line}")).collect();
    let patch = format!("@@ -0,0 +1,{} @@\n{}", text.lines().count(), added.trim_end_matches('\n'));
    let files = json!([{"filename": "a.py", "status": "added", "patch": patch}]).to_string();
    Pull {
        commit: COMMIT.to_owned(),
        files: pull::files(files.as_bytes()).expect("readable"),
        posted: pull::posted(Value::Array(comments.to_vec()).to_string().as_bytes(), BOT).expect("readable"),
    }
}

fn report(old: &str, verdict: Verdict) -> FileReport {
    let message = "`p.start` starts a process".to_owned();
    let note = Note { code: Code::Unjoined, cell: None, line: 1, message, help: vec!["join it".to_owned()] };
    FileReport { path: "a.py".to_owned(), text: old.to_owned(), is_plain: true, notes: vec![note], verdict }
}

/// The comment as GitHub shows it after a push: without a line when its lines have changed.
fn moved(comment: &Value, before: &str, after: &str) -> Value {
    let number = |value: &Value| value.as_u64().map(|number| usize::try_from(number).expect("small"));
    let Some(last) = number(&comment["line"]) else { return comment.clone() };
    let first = number(&comment["start_line"]).unwrap_or(last);
    let mut shown = comment.clone();
    (shown["line"], shown["start_line"]) = (Value::Null, Value::Null);
    for op in TextDiff::from_lines(before, after).ops() {
        let (old, new) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal && old.contains(&(first - 1)) && old.contains(&(last - 1)) {
            shown["line"] = json!(last + new.start - old.start);
            shown["start_line"] = json!(number(&comment["start_line"]).map(|first| first + new.start - old.start));
        }
    }
    shown
}

/// All comments that are to be seen once a run's posts are posted and its stale comments are deleted.
fn shown(before: &[Value], posts: &Posts) -> Vec<Value> {
    let stays = |comment: &&Value| comment["id"].as_u64().is_none_or(|id| !posts.stale.contains(&id));
    before.iter().filter(stays).cloned().chain(posted(posts)).collect()
}

#[test]
fn after_a_push_each_suggestion_that_stands_gives_the_rewrite() {
    let (mut again, mut anew) = (0, 0);
    for seed in 0..ROUNDS {
        let dice = &mut Dice::new(seed);
        let line = |dice: &mut Dice| ["p.start()\n", "go.set()\n", "print(1)\n"][dice.below(3)].to_owned();
        let first: Vec<String> = (0..2 + dice.below(4)).map(|_| line(dice)).collect();
        let mut second = first.clone();
        for _ in 0..dice.below(3) {
            let at = if dice.below(2) == 0 { second.len() } else { dice.below(second.len() + 1) };
            second.insert(at, line(dice));
        }
        let with_join = |lines: &[String], dice: &mut Dice| {
            let at = if dice.below(2) == 0 { lines.len() } else { dice.below(lines.len() + 1) };
            [&lines[..at].concat(), "p.join()\n", &lines[at..].concat()].concat()
        };
        let (mended, wanted) = (with_join(&first, dice), with_join(&second, dice));
        let (first, second) = (first.concat(), second.concat());
        let posts = reviewed(&[report(&first, rewrite(&mended, ""))], &[], &pull(&first, &[]));
        let old: Vec<Value> = posted(&posts).iter().map(|comment| moved(comment, &first, &second)).collect();
        let posts = reviewed(&[report(&second, rewrite(&wanted, ""))], &[], &pull(&second, &old));
        let shown = shown(&old, &posts);
        let show = || format!("seed {seed}: {first:?} {second:?} {wanted:?}\n{shown:#?}");
        let [comment] = &shown[..] else { panic!("{}", show()) };
        let number = |key: &str| comment[key].as_u64().and_then(|number| usize::try_from(number).ok());
        let last = number("line").unwrap_or_else(|| panic!("{}", show()));
        let from = number("start_line").unwrap_or(last);
        let block =
            block(comment["body"].as_str().expect("a text"), "suggestion").unwrap_or_else(|| panic!("{}", show()));
        let mut lines: Vec<&str> = second.split('\n').collect();
        lines.splice(from - 1..last, block.iter().map(String::as_str));
        assert_eq!(lines.join("\n"), wanted, "{}", show());
        *(if posts.review.is_none() { &mut again } else { &mut anew }) += 1;
    }
    assert!(again > 60 && anew > 100, "{again} {anew}: this shows little");
}

#[test]
fn a_reason_that_changes_is_told_anew() {
    let text = "p.start()\n";
    let refused = |message: &str| {
        let because =
            Note { code: Code::OrderConflict, cell: None, line: 1, message: message.to_owned(), help: vec![] };
        report(text, Verdict::Refused(because))
    };
    let old = posted(&reviewed(&[refused("`x` would have to move")], &[], &pull(text, &[])));
    let same = reviewed(&[refused("`x` would have to move")], &[], &pull(text, &old));
    assert_eq!((same.review, same.stale), (None, vec![]));
    let other = reviewed(&[refused("`y` would have to move")], &[], &pull(text, &old));
    assert_eq!((other.review.map(|review| review.comments.len()), other.stale), (Some(1), vec![1]));
}

/// Two jobs with other paths, a file that does not parse at the moment, a configuration that is broken.
#[test]
fn comments_on_files_that_were_not_looked_at_stay() {
    let text = "p.start()\n";
    let old = posted(&reviewed(&[report(text, Verdict::Found)], &[], &pull(text, &[])));
    assert_eq!(old.len(), 1);
    assert_eq!(reviewed(&[], &["b.py"], &pull(text, &old)).stale, [0; 0], "another job looked at it");
    assert_eq!(reviewed(&[], &["a.py"], &pull(text, &old)).stale, [1], "it is mended");
    let left = Pull { files: pull::files(b"[]").expect("readable"), ..pull(text, &old) };
    assert_eq!(reviewed(&[], &[], &left).stale, [1], "it has left the pull request");

    for (path, trouble) in [
        ("a.py", Trouble::new("a.py", "expected an expression").at(3, 1)),
        ("mpfix.toml", Trouble::new("mpfix.toml", "there is no key `paths`").of_configuration()),
        ("old.py", Trouble::new("old.py", "expected an expression")),
    ] {
        let failed = [Failed::new(path.to_owned(), &trouble)];
        let seen = Seen { reports: &[], looked_at: &BTreeSet::new(), failed: &failed };
        let posts = review(seen, &pull(text, &old), Limits::default());
        assert_eq!((&posts.review, &posts.stale[..]), (&None, &[][..]), "{path}");
        let counts = (posts.counts.not_looked_at, posts.counts.configurations);
        assert_eq!(counts, (usize::from(path == "a.py"), usize::from(path == "mpfix.toml")));
        assert!(posts.summary.contains(&format!("#### Could not be looked at\n\n- `{path}`")), "{}", posts.summary);
        let told: Vec<_> = posts.annotations.iter().map(|it| (&*it.path, it.start_line, &*it.message)).collect();
        let line = trouble.line.unwrap_or(1);
        // A file that the pull request does not touch is nothing to annotate.
        let wanted = if path == "old.py" { vec![] } else { vec![(path, line, &*trouble.message)] };
        assert_eq!(told, wanted);
    }
}
