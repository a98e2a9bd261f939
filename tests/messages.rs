//! Every message of the cases: what stands in the way, what to do, and where more is told, in words that can be read.
//!
//! The bounds: a message has at most 50 words, its words have at most 6.5 letters on average (code in backticks counts as one
//! word of five letters), a sentence of help has at most 45 words, and an example has at most 8 lines, which are Python.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::common::case::root;

/// What the program prints of all cases; a file that cannot be read does not matter here.
fn printed(format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mpfix"));
    command.args(["--isolated", "--select", "ALL", "--color", "never", "--output-format", format, "tests/cases"]);
    let output = command.current_dir(root()).output().expect("the program");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Each different message with its help, of findings that stay and of reasons not to rewrite a file.
fn messages() -> BTreeSet<(String, String, Vec<String>)> {
    let report: Value = serde_json::from_str(&printed("json")).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let whole = |one: &Value| {
        let help = one["help"].as_array().expect("help").iter().map(text).collect();
        (text(&one["code"]), text(&one["message"]), help)
    };
    let findings = report["findings"].as_array().expect("findings").iter();
    findings.flat_map(|finding| [finding, &finding["refusal"]]).filter(|one| one.is_object()).map(whole).collect()
}

/// The text with code as a word of five letters.
fn plain(text: &str) -> String {
    let plain: String =
        text.split('`').enumerate().map(|(at, part)| if at % 2 == 1 { "names" } else { part }).collect();
    plain.split(' ').map(|word| if word.contains('/') { "names" } else { word }).collect::<Vec<_>>().join(" ")
}

#[test]
fn messages_can_be_read() {
    let mut faults = Vec::new();
    for (code, message, help) in messages() {
        let words: Vec<String> = plain(&message).split_whitespace().map(str::to_owned).collect();
        let letters: usize = words.iter().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
        let long = letters as f64 / words.len() as f64;
        if words.len() > 50 || long > 6.5 || message.ends_with('.') {
            faults.push(format!("{code}: {} words of {long:.1} letters: {message}", words.len()));
        }
        for help in help {
            let (sentence, example) = help.split_once('\n').unwrap_or((&help, ""));
            if sentence.split_whitespace().count() > 45 || example.lines().count() > 8 {
                faults.push(format!("{code}: long help: {help}"));
            }
            if ruff_python_parser::parse_module(example).is_err() {
                faults.push(format!("{code}: the example is no Python:\n{example}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_refusal_without_help() {
    let report: Value = serde_json::from_str(&printed("json")).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let refusals: Vec<&Value> = findings.iter().map(|one| &one["refusal"]).filter(|one| one.is_object()).collect();
    assert!(refusals.len() > 100, "{} refusals", refusals.len());
    for refusal in refusals {
        assert!(!refusal["help"].as_array().expect("help").is_empty(), "{refusal}");
    }
}

/// What is said about one file, from the listing of all.
fn blocks(listing: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut file = String::new();
    for line in listing.lines() {
        let now = line.split(':').next().unwrap_or_default();
        if line.starts_with("tests/cases/") && now != file {
            file = now.to_owned();
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            *block += line;
            *block += "\n";
        }
    }
    blocks
}

#[test]
fn nothing_is_said_twice_and_refusals_name_their_page() {
    let listing = printed("text");
    let mut faults = Vec::new();
    for block in blocks(&listing) {
        let mut said = BTreeSet::new();
        let sentences = block.lines().filter_map(|line| match line.split_once(" = ") {
            Some((before, note)) if before.trim().is_empty() => Some(note),
            _ if line.starts_with("tests/cases/") => line.split_once(" MP").map(|(_, rest)| rest),
            _ => None,
        });
        for sentence in sentences.filter(|sentence| !sentence.contains(" processes while the module is imported")) {
            if !said.insert(sentence.trim_start_matches("help: ").to_owned()) {
                faults.push(format!("twice: {sentence}\n{block}"));
            }
        }
        if block.contains(": not rewritten") && !block.contains("`mpfix explain MP") {
            faults.push(format!("names no page:\n{block}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let platforms = "this matters under spawn";
    assert_eq!(listing.matches(platforms).count(), 1, "long help stands once in a run");
}

#[test]
fn a_clean_run_says_so_unless_it_is_to_be_quiet() {
    let folder = crate::common::Folder::with([("a.py", "print(1)\n")]);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mpfix"));
        let output = command.args(arguments).current_dir(folder.path(".")).output().expect("the program");
        (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
    };
    let said = "1 file checked: nothing found that breaks under fork, spawn or forkserver\n";
    assert_eq!(run(&["."]), (said.to_owned(), Some(0)));
    for quiet in ["--quiet", "--check", "--diff", "--output-format=concise"] {
        assert_eq!(run(&[quiet, "."]), (String::new(), Some(0)), "{quiet}");
    }
}

/// A pool pickles its tasks under fork too, so nobody may be told that this fails elsewhere alone.
#[test]
fn what_fails_under_fork_too_is_not_said_to_be_fine_there() {
    let script =
        "from multiprocessing import Pool\npool = Pool(2)\ndef work(x):\n    return x\nprint(pool.map(work, [1]))\n";
    let folder = crate::common::Folder::with([("a.py", script)]);
    let ran = folder.mpfix(&["a.py"]).exits(1);
    assert!(ran.out.contains("not rewritten: MP104") && !ran.out.contains("not under fork"), "{}", ran.out);
}
