//! A buffer of an editor: text, and edits in positions of the protocol. Written without a look at how the server does it.

use serde_json::{Value, json};

/// The text after the edit of an action, which is for one version of one document.
#[track_caller]
pub fn applied(text: &str, action: &Value, uri: &str, version: i64, encoding: &str) -> String {
    let changes = action["edit"]["documentChanges"].as_array().unwrap_or_else(|| panic!("{action}"));
    assert_eq!(changes.len(), 1, "{action}");
    assert_eq!(changes[0]["textDocument"], json!({ "uri": uri, "version": version }));
    edited(text, changes[0]["edits"].as_array().expect("a list"), encoding)
}

/// The text after edits, all of which are about the text before.
#[track_caller]
pub fn edited(text: &str, edits: &[Value], encoding: &str) -> String {
    let mut places: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let at = |end: &str| offset(text, &edit["range"][end], encoding);
            (at("start"), at("end"), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    places.sort_by_key(|(start, end, _)| (*start, *end));
    let mut result = String::new();
    let mut done = 0;
    for (start, end, new) in places {
        assert!(done <= start && start <= end, "edits overlap: {edits:?}");
        result.push_str(&text[done..start]);
        result.push_str(new);
        done = end;
    }
    result + &text[done..]
}

/// The byte at a position; the position has to be a right one.
#[track_caller]
pub fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let number = |key: &str| usize::try_from(position[key].as_u64().expect("a number")).expect("fits");
    let (line, character) = (number("line"), number("character"));
    let mut start = 0;
    for _ in 0..line {
        let end = text[start..].find(['\n', '\r']).unwrap_or_else(|| panic!("no line {line}")) + start;
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    let rest = &text[start..];
    let content = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let units = |text: &str| match encoding {
        "utf-8" => text.len(),
        "utf-16" => text.encode_utf16().count(),
        _ => text.chars().count(),
    };
    let ends = content.char_indices().map(|(at, _)| at).chain([content.len()]);
    let fits = |at: &usize| units(&content[..*at]) == character;
    start + ends.into_iter().find(fits).unwrap_or_else(|| panic!("no column {character} in {content:?}"))
}

/// The position of a byte.
pub fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let before = &text[..offset];
    let ends = before.replace("\r\n", "\n").matches(['\n', '\r']).count();
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let column = match encoding {
        "utf-8" => offset - start,
        "utf-16" => before[start..].encode_utf16().count(),
        _ => before[start..].chars().count(),
    };
    json!({ "line": ends, "character": column })
}

/// The range of a part of a text.
#[track_caller]
pub fn range_of(text: &str, part: &str, encoding: &str) -> Value {
    let start = text.find(part).unwrap_or_else(|| panic!("{part} is not there"));
    json!({ "start": position(text, start, encoding), "end": position(text, start + part.len(), encoding) })
}
