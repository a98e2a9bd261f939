//! The commands of GitHub Actions, read back as the runner reads them.

use mpfix::render::formats::Format;
use regex::Regex;

use super::canned::{rendered, run};

#[test]
fn commands_are_read_back_as_they_were_meant() {
    let text = rendered(Format::Github, &run());
    let shape = Regex::new("^::(error|warning|notice) ([^:]*)::(.*)$").expect("a pattern");
    let mut files = Vec::new();
    for line in text.lines() {
        let parts = shape.captures(line).unwrap_or_else(|| panic!("no command: {line}"));
        let property = |name: &str| {
            let part = parts[2].split(',').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
            part.map(|value| unescaped(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%"))
        };
        files.push(property("file").expect("a file"));
        assert!(property("title").is_some_and(|title| title.starts_with("mpfix")), "{line}");
        // GitHub drops annotations that have columns and several lines.
        assert!(property("line") == property("endLine") || property("col").is_none(), "{line}");
        assert!(!parts[3].contains('\r'), "{line}");
    }
    assert!(files.contains(&"a/odd 100%, x:'\"\n<&>`|é.py".to_owned()), "{files:?}");
    assert!(text.contains("line=2,endLine=2,col=14,endColumn=20::"), "{text}");
    assert!(text.contains("line=3,endLine=5::"), "{text}");
    assert!(
        text.contains("::`run` starts processes, 100%25 <sure> & \"quoted\"%0Avia a/fixable.py:2 -> run -> "),
        "{text}"
    );
}

fn unescaped(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n")
}

#[test]
fn each_finding_has_one_command() {
    assert_eq!(rendered(Format::Github, &run()).lines().count(), 11);
    assert_eq!(rendered(Format::Github, &[]), "");
}
