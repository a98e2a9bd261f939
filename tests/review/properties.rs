//! Files, rewrites and diffs put together at random: GitHub takes what is posted, and a suggestion that is taken gives the
//! rewrite to the letter.
//!
//! Seeds are fixed, so a failure comes again; the message has the seed.

use std::ops::Range;

use mpfix::finding::Code;
use mpfix::render::diff::unified;
use mpfix::render::palette::Palette;
use mpfix::review::posts::LineComment;
use mpfix::review::pull::{self, Pull};
use mpfix::review::report::{FileReport, Note};
use regex::Regex;
use serde_json::{Value, json};
use similar::TextDiff;

use super::{BOT, COMMIT, block, posted, reviewed, rewrite};
use crate::common::Folder;
use crate::common::script::Dice;

const ROUNDS: u64 = 900;

/// A file of a pull request, and the rewrite that mpfix has for it.
#[derive(Debug)]
struct File {
    old: String,
    new: String,
    /// As GitHub gives it.
    patch: Option<String>,
}

#[test]
fn taking_what_is_suggested_gives_the_rewrite() {
    let (mut suggested, mut commented, mut on_file) = (0, 0, 0);
    for seed in 0..ROUNDS {
        let file = file(&mut Dice::new(seed));
        let posts = reviewed(&[report("a b.py", &file)], &[], &pull(&[("a b.py", &file)], &[]));
        let show = || format!("seed {seed}: {file:#?}\n{posts:#?}");
        let comments = posts.review.iter().flat_map(|review| &review.comments).collect::<Vec<_>>();
        assert_eq!(comments.len() + posts.file_comments.len(), 1, "one comment, {}", show());
        for comment in &comments {
            stands_in_one_hunk(comment, &file).unwrap_or_else(|fault| panic!("{fault}, {}", show()));
            match block(&comment.body, "suggestion") {
                Some(block) => {
                    suggested += 1;
                    let first = comment.start_line.unwrap_or(comment.line);
                    assert_eq!(by_lines(&file.old, first, comment.line, &block), file.new, "{}", show());
                    assert_eq!(by_ends(&file.old, first, comment.line, &block), file.new, "{}", show());
                }
                None => {
                    commented += 1;
                    assert_eq!(comment.start_line, None, "{}", show());
                    carries_the_rewrite(&comment.body, &file, seed);
                }
            }
        }
        for comment in posts.file_comments.iter().chain(&posts.instead) {
            on_file += 1;
            assert_eq!(block(&comment.body, "suggestion"), None, "{}", show());
            carries_the_rewrite(&comment.body, &file, seed);
        }
    }
    assert!(suggested > 200 && commented > 50 && on_file > 200, "{suggested} {commented} {on_file}: this shows little");
}

#[test]
fn a_span_within_one_hunk_is_always_suggested() {
    let mut suggested = 0;
    for seed in 0..ROUNDS {
        let file = file(&mut Dice::new(seed));
        let Some(hunks) = file.patch.as_deref().map(hunks) else { continue };
        let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (lines(&file.old), lines(&file.new));
        let first = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
        let last =
            old.len() - old[first..].iter().rev().zip(new[first..].iter().rev()).take_while(|(o, n)| o == n).count();
        let fits = hunks.iter().any(|hunk| first < last && hunk.contains(&(first + 1)) && hunk.contains(&last));
        let is_hard = file.old.contains('\r') || !file.old.ends_with('\n') || !file.new.ends_with('\n');
        if fits && !is_hard {
            let posts = reviewed(&[report("a.py", &file)], &[], &pull(&[("a.py", &file)], &[]));
            let comment = posts.review.as_ref().and_then(|review| review.comments.first());
            assert!(
                comment.is_some_and(|it| block(&it.body, "suggestion").is_some()),
                "seed {seed}: {file:#?}\n{posts:#?}"
            );
            suggested += 1;
        }
    }
    assert!(suggested > 60, "{suggested}: this shows little");
}

#[test]
fn a_second_run_posts_nothing_and_deletes_nothing() {
    for seed in 0..8 {
        let dice = &mut Dice::new(seed);
        let names: Vec<String> = (0..40).map(|nth| format!("f{nth:02}.py")).collect();
        let files: Vec<(&str, File)> = names.iter().map(|name| (&**name, file(dice))).collect();
        let files: Vec<(&str, &File)> = files.iter().map(|(name, file)| (*name, file)).collect();
        let reports: Vec<FileReport> = files.iter().map(|(name, file)| report(name, file)).collect();
        let first = reviewed(&reports, &[], &pull(&files, &[]));
        let posted = posted(&first);
        assert!(first.review.as_ref().is_none_or(|it| it.comments.len() <= 25) && first.file_comments.len() <= 10);
        let second = reviewed(&reports, &[], &pull(&files, &posted));
        assert_eq!((&second.review, &second.file_comments[..], &second.stale[..]), (&None, &[][..], &[][..]), "{seed}");
        assert_eq!(second.counts.posted_before, posted.len());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let third = reviewed(&[], &names, &pull(&files, &posted));
        assert_eq!(third.stale.len(), posted.len(), "seed {seed}: what is mended is taken away");
        let elsewhere = reviewed(&[], &[], &pull(&files, &posted));
        assert_eq!(elsewhere.stale, [0; 0], "seed {seed}: of files that were not looked at nothing is known");
    }
}

/// A text, a rewrite of it, and the diff of a pull request that led to it.
fn file(dice: &mut Dice) -> File {
    let ending = if dice.below(20) == 0 { "\r\n" } else { "\n" };
    let lines: Vec<String> = (0..1 + dice.below(30)).map(|_| line(dice)).collect();
    let text = |lines: &[String], dice: &mut Dice| {
        let end = if dice.below(8) == 0 || lines.is_empty() { "" } else { ending };
        lines.join(ending) + end
    };
    let base = edited(&lines, dice);
    let (base, old) = (text(&base, dice), text(&lines, dice));
    let new = loop {
        let lines = edited(&lines, dice);
        let new = text(&lines, dice);
        if new != old {
            break new;
        }
    };
    let base = if dice.below(4) == 0 { String::new() } else { base };
    let diff = TextDiff::from_lines(&base, &old);
    let patch = diff.unified_diff().context_radius(dice.below(4)).to_string();
    let patch = patch.trim_end_matches('\n').to_owned();
    let patch = Some(patch).filter(|_| dice.below(12) > 0);
    File { old, new, patch }
}

fn line(dice: &mut Dice) -> String {
    let lines = [
        "x",
        "x = 1",
        "",
        "",
        "    y",
        "```",
        "   ````",
        "\ty",
        "`````suggestion",
        "é 日本",
        "-",
        "+ a",
        "@@ -1 +1 @@",
        "\\",
    ];
    lines[dice.below(lines.len())].to_owned()
}

fn edited(lines: &[String], dice: &mut Dice) -> Vec<String> {
    let mut lines = lines.to_vec();
    for _ in 0..1 + dice.below(3) {
        let from = dice.below(lines.len() + 1);
        let to = (from + dice.below(4)).min(lines.len());
        let new: Vec<String> = (0..dice.below(4)).map(|_| line(dice)).collect();
        lines.splice(from..to, new);
    }
    lines
}

fn report(path: &str, file: &File) -> FileReport {
    let lines = file.old.split_inclusive('\n').count().max(1);
    let message = "`Pool` starts processes; `it <!-- ``` is odd\n```suggestion".to_owned();
    let note = |line| Note {
        code: Code::UnguardedStart,
        cell: None,
        line,
        message: message.clone(),
        help: vec!["guard it".to_owned()],
    };
    let notes = vec![note(1 + lines / 3), note(lines)];
    let patch = unified(path.as_bytes(), file.old.as_bytes(), file.new.as_bytes(), Palette::plain());
    let patch = String::from_utf8(patch).expect("text");
    let verdict = rewrite(&file.new, &patch);
    FileReport { path: path.to_owned(), text: file.old.clone(), is_plain: true, notes, verdict }
}

fn pull(files: &[(&str, &File)], comments: &[Value]) -> Pull {
    let files = files.iter().map(|(name, file)| {
        let mut entry = json!({"filename": name, "status": "modified"});
        if let Some(patch) = &file.patch {
            entry["patch"] = json!(patch);
        }
        entry
    });
    let files = Value::Array(files.collect()).to_string();
    let comments = Value::Array(comments.to_vec()).to_string();
    Pull {
        commit: COMMIT.to_owned(),
        files: pull::files(files.as_bytes()).expect("readable"),
        posted: pull::posted(comments.as_bytes(), BOT).expect("readable"),
    }
}

/// The lines of the new side of each hunk.
fn hunks(patch: &str) -> Vec<Range<usize>> {
    let header = Regex::new(r"(?m)^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@").expect("an expression");
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let (mut hunks, mut at) = (Vec::new(), 0);
    while let Some(found) = header.captures_at(patch, at) {
        let group = |nth: usize| found.get(nth).map_or(1, |it| number(it.as_str()));
        hunks.push(group(3)..group(3) + group(4));
        // Lines of the hunk may look like headers.
        at = found.get(0).expect("a match").end() + 1;
        let (mut old, mut new) = (group(2), group(4));
        while old > 0 || new > 0 {
            let end = patch[at..].find('\n').map_or(patch.len(), |end| at + end + 1);
            old -= usize::from(patch[at..end].starts_with([' ', '-']));
            new -= usize::from(patch[at..end].starts_with([' ', '+']));
            at = end;
        }
    }
    hunks
}

/// GitHub's rules for where a comment may stand.
fn stands_in_one_hunk(comment: &LineComment, file: &File) -> Result<(), String> {
    let hunks = hunks(file.patch.as_deref().ok_or("no diff")?);
    let hunk = hunks.iter().find(|hunk| hunk.contains(&comment.line)).ok_or("line not in the diff")?;
    if comment.start_line.is_some_and(|start| start >= comment.line || !hunk.contains(&start)) {
        return Err("start line in another hunk".to_owned());
    }
    if comment.start_line.is_some() != comment.start_side.is_some() {
        return Err("side and line go together".to_owned());
    }
    if comment.body.chars().count() > 65_536 { Err("too long".to_owned()) } else { Ok(()) }
}

/// A file as lines between newlines, of which some are replaced.
fn by_lines(old: &str, first: usize, last: usize, block: &[String]) -> String {
    let mut lines: Vec<&str> = old.split('\n').collect();
    lines.splice(first - 1..last, block.iter().map(String::as_str));
    lines.join("\n")
}

/// A file as lines with their newlines; the new last line ends as the old one did.
fn by_ends(old: &str, first: usize, last: usize, block: &[String]) -> String {
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let end = if lines[last - 1].ends_with('\n') && !block.is_empty() { "\n" } else { "" };
    [&lines[..first - 1].concat(), &block.join("\n"), end, &lines[last..].concat()].concat()
}

/// A comment with a patch has all of it, and git takes it.
fn carries_the_rewrite(body: &str, file: &File, seed: u64) {
    assert!(body.contains("\nuvx mpfix --write 'a b.py'\n"), "seed {seed}: {body}");
    assert!(body.chars().count() <= 65_536);
    let Some(patch) = block(body, "diff") else {
        // Comments do not keep carriage returns, and git takes no patch without them.
        assert!(file.old.contains('\r') || file.new.contains('\r'), "seed {seed}: {body}");
        return;
    };
    assert!(!file.old.contains('\r') && !file.new.contains('\r'), "seed {seed}: {body}");
    if seed.is_multiple_of(20) {
        let folder = Folder::new();
        folder.write("a b.py", &file.old);
        folder.git(&["apply"], format!("{}\n", patch.join("\n")).as_bytes()).exits(0);
        assert_eq!(folder.read("a b.py"), file.new, "seed {seed}");
    }
}
