//! Whoever takes the fix out of a report gets the very text that mpfix would write.

use mpfix::outcome::Outcome;
use mpfix::render::formats::Format;
use serde_json::Value;

use super::canned::{Canned, Event, rendered, run};
use super::schema::parsed;

/// Each file with a rewrite that is offered: a run of it alone, its old text and its new one.
fn offered() -> Vec<(Event, String, String)> {
    let file = |event| match event {
        Event::File(canned) if canned.after.is_none() => Some(canned),
        Event::File(_) | Event::Trouble(_) => None,
    };
    let with_texts = |canned: Box<Canned>| {
        let Outcome::Fix { rewrite, .. } = &canned.checked.outcome else { return None };
        let (old, new) = (canned.checked.file.text().to_owned(), rewrite.text().to_owned());
        Some((Event::File(canned), old, new))
    };
    let all: Vec<_> = run().into_iter().filter_map(file).filter_map(with_texts).collect();
    assert_eq!(all.len(), 2);
    all
}

#[test]
fn edits_of_json_give_the_rewrite() {
    for (event, old, new) in offered() {
        let whole = parsed(&rendered(Format::Json, std::slice::from_ref(&event)));
        let findings = whole["findings"].as_array().expect("findings");
        let mended: Vec<&Value> = findings.iter().filter(|finding| !finding["fix"].is_null()).collect();
        assert!(mended.len() > 1 && mended.iter().all(|finding| finding["fix"] == mended[0]["fix"]));
        let edits = mended[0]["fix"]["edits"].as_array().expect("edits");
        let offset = |edit: &Value, end: &str| number(&edit["location"][end]["offset"]);
        let mut text = old.clone();
        for edit in edits.iter().rev() {
            text.replace_range(offset(edit, "start")..offset(edit, "end"), edit["content"].as_str().expect("a text"));
        }
        assert_eq!(text, new);
    }
}

#[test]
fn replacements_of_sarif_give_the_rewrite() {
    for (event, old, new) in offered() {
        let log = parsed(&rendered(Format::Sarif, std::slice::from_ref(&event)));
        let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
        let mut text = old.clone();
        for replacement in change["replacements"].as_array().expect("replacements").iter().rev() {
            let region = &replacement["deletedRegion"];
            let at = |line: &str, column: &str| place(&old, number(&region[line]), number(&region[column]));
            let range = at("startLine", "startColumn")..at("endLine", "endColumn");
            text.replace_range(range, replacement["insertedContent"]["text"].as_str().expect("a text"));
        }
        assert_eq!(text, new);
    }
}

#[test]
fn the_suggestion_of_rdjson_gives_the_rewrite() {
    let mut taken = 0;
    for (event, old, new) in offered() {
        let Event::File(canned) = &event else { continue };
        let report = parsed(&rendered(Format::Rdjson, std::slice::from_ref(&event)));
        let suggestion = &report["diagnostics"][0]["suggestions"][0];
        // A suggestion has no place for a second file, and half a rewrite is none.
        assert_eq!(suggestion.is_null(), !canned.checked.created.is_empty());
        if suggestion.is_null() {
            continue;
        }
        taken += 1;
        let mut lines: Vec<&str> = old.split('\n').collect();
        let (start, end) = (number(&suggestion["range"]["start"]["line"]), number(&suggestion["range"]["end"]["line"]));
        let text = suggestion["text"].as_str().expect("a text");
        lines.splice(start - 1..end, text.split('\n').filter(|_| !text.is_empty()));
        assert_eq!(lines.join("\n"), new);
    }
    assert_eq!(taken, 1);
}

pub(super) fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_else(|| panic!("no number: {value}"))
}

/// The byte offset of a line and a column in characters, both counted from 1.
pub(super) fn place(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
}
