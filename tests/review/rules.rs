//! The rules one by one: which files get which kind of comment, and what is taken away again.

use mpfix::finding::Code;
use mpfix::repair::Safety;
use mpfix::review::posts::Posts;
use mpfix::review::pull::{self, Pull};
use mpfix::review::report::{FileReport, Note, Verdict};
use serde_json::{Value, json};

use super::{BOT, COMMIT, block, posted, reviewed, rewrite};

const OLD: &str = "import p\n\np.start()\n";
const NEW: &str = "import p\n\nif __name__ == \"__main__\":\n    p.start()\n";
/// The whole file.
const WHOLE: &str = "@@ -0,0 +1,3 @@\n+import p\n+\n+p.start()";
/// Its first line alone.
const TOP: &str = "@@ -1,0 +1 @@\n+import p";

fn note(line: usize) -> Note {
    let help = vec!["guard it".to_owned()];
    Note { code: Code::UnguardedStart, cell: None, line, message: "`p.start` starts a process".to_owned(), help }
}

fn report(path: &str) -> FileReport {
    let verdict = rewrite(NEW, "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n");
    FileReport { path: path.to_owned(), text: OLD.to_owned(), is_plain: true, notes: vec![note(3)], verdict }
}

fn refused(path: &str, lines: &[usize], reason: usize) -> FileReport {
    let mut because = note(reason);
    (because.code, because.message) = (Code::OrderConflict, "`x` would have to move".to_owned());
    let notes = lines.iter().map(|line| note(*line)).collect();
    FileReport { verdict: Verdict::Refused(because), notes, ..report(path) }
}

fn pull_with(path: &str, status: &str, patch: Option<&str>, comments: &[Value]) -> Pull {
    let mut file = json!({"filename": path, "status": status});
    if let Some(patch) = patch {
        file["patch"] = json!(patch);
    }
    let comments = Value::Array(comments.to_vec()).to_string();
    let files = json!([file]).to_string();
    Pull {
        commit: COMMIT.to_owned(),
        files: pull::files(files.as_bytes()).expect("readable"),
        posted: pull::posted(comments.as_bytes(), BOT).expect("readable"),
    }
}

fn of(report: FileReport, patch: Option<&str>) -> Posts {
    let pull = pull_with(&report.path, "modified", patch, &[]);
    reviewed(&[report], &[], &pull)
}

/// Line, kind of block, body of the one comment in the review.
#[track_caller]
fn only(posts: &Posts) -> (usize, &str, &str) {
    let comments = &posts.review.as_ref().expect("a review").comments;
    let [comment] = &comments[..] else { panic!("{comments:#?}") };
    assert!(posts.file_comments.is_empty());
    let kind = ["suggestion", "sh"].into_iter().find(|kind| block(&comment.body, kind).is_some());
    (comment.line, kind.unwrap_or_default(), &comment.body)
}

#[test]
fn a_rewrite_within_a_hunk_is_a_suggestion() {
    let posts = of(report("a.py"), Some(WHOLE));
    let (line, kind, body) = only(&posts);
    assert_eq!((line, kind), (3, "suggestion"));
    assert!(
        body.starts_with("**MP001** unguarded-start, line 3: `p.start` starts a process\n- guard it\n\n"),
        "{body}"
    );
    let review = posts.review.as_ref().expect("a review");
    assert_eq!((review.comments[0].start_line, &*review.commit_id), (None, COMMIT));
    let [instead] = &posts.instead[..] else { panic!("{posts:#?}") };
    assert!(block(&instead.body, "diff").is_some() && block(&instead.body, "suggestion").is_none());
    assert_eq!(instead.body.lines().last(), body.lines().last(), "it says the same, and stands for it");
}

#[test]
fn beyond_the_hunk_it_is_a_patch_at_the_start_or_at_the_file() {
    let mut wide = report("a.py");
    wide.verdict = rewrite(&format!("x\n{NEW}"), "@@\n");
    let start = "@@ -2,0 +3 @@\n+p.start()";
    let posts = of(wide.clone(), Some(start));
    assert_eq!((only(&posts).0, only(&posts).1), (3, "sh"));
    assert!(
        block(only(&posts).2, "diff").is_some()
            && only(&posts).2.contains("it changes lines 1 to 3, which are not all")
    );
    for patch in [Some(TOP), None, Some("@@ -1 +1 @@\n-x\n+of another commit")] {
        let posts = of(wide.clone(), patch);
        assert_eq!(posts.review, None);
        assert!(block(&posts.file_comments[0].body, "diff").is_some(), "{posts:#?}");
    }
}

#[test]
fn some_files_never_get_a_suggestion() {
    let reason = |report: FileReport| {
        let patch: Vec<String> =
            report.text.split_inclusive('\n').map(|line| format!("+{}", line.trim_end_matches('\n'))).collect();
        let patch = format!("@@ -0,0 +1,3 @@\n{}", patch.join("\n"));
        let posts = of(report, Some(&patch));
        assert_eq!((only(&posts).0, only(&posts).1), (3, "sh"), "{posts:#?}");
        only(&posts).2.split_once("because ").expect("a reason").1.split_once('.').expect("an end").0.to_owned()
    };
    assert_eq!(reason(report("a.ipynb")), "the file is a notebook");
    let mut joint = report("a.py");
    let Verdict::Rewrite(new) = &mut joint.verdict else { panic!("{joint:?}") };
    new.created = vec!["b_workers.py".to_owned()];
    assert_eq!(reason(joint), "it comes with a new file");
    assert_eq!(reason(FileReport { is_plain: false, ..report("a.py") }), "the file is not plain UTF-8");
    let dos = |text: &str| text.replace('\n', "\r\n");
    let crlf = rewrite(&dos(NEW), "@@\n");
    let crlf = FileReport { text: dos(OLD), verdict: crlf, ..report("a.py") };
    assert_eq!(reason(crlf), "the lines of the file do not all end as suggested ones would");
    let long = rewrite(&format!("{OLD}# {}\n", "x".repeat(66_000)), &"@@\n".repeat(30_000));
    let long = FileReport { verdict: long, ..report("a.py") };
    assert_eq!(reason(long.clone()), "it is too long");
    let posts = of(long, Some(WHOLE));
    assert_eq!(block(only(&posts).2, "diff"), None, "a patch that is too long is left out");
}

#[test]
fn refused_files_get_a_comment_where_one_can_stand() {
    let posts = of(refused("a.py", &[1, 3], 2), Some(WHOLE));
    let (line, kind, body) = only(&posts);
    assert_eq!((line, kind), (1, ""));
    assert!(body.contains("mpfix does not rewrite this file: **MP101** `x` would have to move (line 2)"), "{body}");
    let posts = of(refused("a.py", &[3], 1), Some(TOP));
    assert_eq!(only(&posts).0, 1, "at the reason, when the finding is not in the diff");
    let posts = of(refused("a.py", &[2, 3], 3), Some(TOP));
    assert_eq!((&posts.review, posts.file_comments.len()), (&None, 0));
    assert!(
        posts.summary.contains("- `a.py` line 3: **MP001**")
            && posts.summary.contains("not rewritten: line 3: **MP101**")
    );
}

#[test]
fn findings_alone_get_a_comment_each() {
    let twice = FileReport { verdict: Verdict::Found, notes: vec![note(1), note(3), note(3)], ..report("a.py") };
    let posts = of(twice, Some(WHOLE));
    let comments = &posts.review.as_ref().expect("a review").comments;
    assert_eq!(comments.iter().map(|comment| comment.line).collect::<Vec<_>>(), [3, 3, 1], "bottom-up");
    let marks: std::collections::HashSet<_> = comments.iter().map(|comment| comment.body.lines().last()).collect();
    assert_eq!(marks.len(), 3);
}

#[test]
fn files_outside_the_pull_request_are_in_the_summary_alone() {
    for (name, status) in [("b.py", "modified"), ("a.py", "removed"), ("a.py", "unchanged")] {
        let posts = reviewed(&[report("a.py")], &[], &pull_with(name, status, Some(WHOLE), &[]));
        assert_eq!(
            (&posts.review, posts.file_comments.len(), posts.annotations.len()),
            (&None, 0, 0),
            "{name} {status}"
        );
        assert_eq!((posts.counts.findings, posts.counts.in_pull_request), (1, 0));
        assert!(posts.summary.contains("#### In files that this pull request does not touch\n\n- `a.py` line 3"));
    }
}

#[test]
fn what_is_more_than_fits_is_in_the_text_of_the_review() {
    let names: Vec<String> = (10..50).map(|nth| format!("f{nth}.py")).collect();
    let files: Vec<Value> = names.iter().map(|it| json!({"filename": it, "status": "added", "patch": WHOLE})).collect();
    let files = pull::files(Value::Array(files).to_string().as_bytes()).expect("readable");
    let pull = Pull { commit: COMMIT.to_owned(), files, posted: Vec::new() };
    let mut reports: Vec<FileReport> = names.iter().map(|name| refused(name, &[3], 3)).collect();
    reports[39] = report("f49.py");
    let posts = reviewed(&reports, &[], &pull);
    let review = posts.review.expect("a review");
    assert_eq!(review.comments.len(), 25);
    assert_eq!(review.comments[24].path, "f49.py", "what can be taken goes before complaints");
    assert!(review.body.contains("mpfix has 40 findings") && review.body.contains("\n- `f34.py` line 3: **MP001**"));
    assert!(!review.body.contains("f33.py") && review.body.matches("\n- ").count() == 15, "{}", review.body);
}

#[test]
fn comments_that_no_longer_hold_go_unless_somebody_answered() {
    let first = of(report("a.py"), Some(WHOLE));
    let mut comments = posted(&first);
    let again =
        |comments: &[Value]| reviewed(&[report("a.py")], &[], &pull_with("a.py", "modified", Some(WHOLE), comments));
    assert_eq!((again(&comments).review, again(&comments).stale), (None, vec![]));
    let mut copy = comments[0].clone();
    copy["id"] = json!(2);
    assert_eq!(again(&[comments[0].clone(), copy]).stale, [2], "second copies go");
    comments[0]["line"] = Value::Null;
    let outdated = again(&comments);
    assert!(
        outdated.review.is_some() && outdated.stale == [1],
        "its lines have changed, so it cannot be taken any more"
    );
    comments.push(
        json!({"id": 2, "path": "a.py", "body": "no", "user": {"login": "ann"}, "line": null, "in_reply_to_id": 1}),
    );
    assert_eq!(again(&comments).stale, [] as [u64; 0]);
    comments[0]["user"]["login"] = json!("eve");
    assert!(again(&comments[..1]).review.is_some() && again(&comments[..1]).stale.is_empty(), "other people's stay");
}

#[test]
fn a_rewrite_that_is_not_sure_says_so() {
    let mut unsure = report("a.py");
    let Verdict::Rewrite(new) = &mut unsure.verdict else { panic!("{unsure:?}") };
    new.safety = Safety::Unsafe;
    let posts = of(unsure.clone(), Some(WHOLE));
    assert!(only(&posts).2.contains("Look at it first: nothing shows that"), "{posts:#?}");
    let posts = of(unsure, None);
    assert!(posts.file_comments[0].body.contains("\nuvx mpfix --unsafe-fixes --write a.py\n"), "{posts:#?}");
}

#[test]
fn a_notebook_gets_a_comment_on_the_file() {
    let mut notebook = report("a.ipynb");
    notebook.notes[0].cell = Some(2);
    let posts = of(notebook.clone(), Some(WHOLE));
    let [comment] = &posts.file_comments[..] else { panic!("{posts:#?}") };
    assert!(comment.body.starts_with("**MP001** unguarded-start, cell 2, line 3: "), "{}", comment.body);
    assert!(comment.body.contains("because the file is a notebook. To rewrite it, run"), "{}", comment.body);
    let Verdict::Rewrite(new) = &mut notebook.verdict else { panic!("{notebook:?}") };
    new.created = vec!["b/a_workers.py".to_owned()];
    let posts = of(notebook.clone(), Some(WHOLE));
    for text in [&posts.file_comments[0].body, &posts.summary] {
        assert!(text.contains(" The rewrite makes a new file, `b/a_workers.py`, to be added to git."), "{text}");
    }
    assert_eq!((&posts.review, posts.annotations[0].start_line), (&None, 1));
    assert!(posts.annotations[0].message.starts_with("cell 2, line 3: "));
    let refused = FileReport { verdict: Verdict::Refused(notebook.notes[0].clone()), ..notebook };
    let posts = of(refused, Some(WHOLE));
    assert_eq!((&posts.review, posts.file_comments.len()), (&None, 0), "lines of a cell are none of the file");
    assert!(posts.summary.contains("- `a.ipynb` cell 2, line 3: **MP001**"), "{}", posts.summary);
}
