//! The commands that print what mpfix knows: `explain`, `rules`, `config`, `completions`, `man`.

use crate::common::{FIXABLE, Folder};
use mpfix::finding::Code;

#[test]
fn explain_prints_pages_by_code_and_by_name() {
    let folder = Folder::new();
    for word in ["MP103", "mp103", "shared-through-global", "Shared-Through-Global"] {
        let ran = folder.mpfix(&["explain", word]).exits(0);
        assert_eq!(ran.out, Code::SharedThroughGlobal.page(), "{word}: in a pipe, the page as it is");
        assert_eq!(ran.err, "");
    }
    let two = folder.mpfix(&["explain", "MP110", "MP001"]).exits(0).out;
    assert_eq!(two, format!("{}\n{}", Code::Unjoined.page(), Code::UnguardedStart.page()));
    let all = folder.mpfix(&["explain", "--all"]).exits(0).out;
    assert_eq!(all.lines().filter(|line| line.starts_with("# MP")).count(), Code::ALL.len());
}

#[test]
fn explain_suggests_what_was_meant() {
    let folder = Folder::new();
    let table: [(&[&str], &str); 4] = [
        (&["MP01"], "did you mean `MP001`?"),
        (&["MP001", "unguarded-strat"], "did you mean `unguarded-start`?"),
        (&["E501"], "`mpfix rules` lists them all"),
        (&[], "nothing was pasted"),
    ];
    for (words, want) in table {
        let args: Vec<&str> = ["explain"].iter().chain(words).copied().collect();
        folder.mpfix(&args).exits(2).silent().complains(want);
    }
}

#[test]
fn rules_lists_every_code() {
    let folder = Folder::new();
    let table = folder.mpfix(&["rules"]).exits(0).out;
    assert_eq!(table.lines().count(), Code::ALL.len());
    for (line, code) in table.lines().zip(Code::ALL) {
        let words: Vec<&str> = line.split_whitespace().take(3).collect();
        assert_eq!(words, [code.as_str(), code.name(), if code.is_default() { "on" } else { "off" }]);
        assert!(line.ends_with(code.summary()), "{line}");
    }
    let json = folder.mpfix(&["rules", "--output-format", "json"]).exits(0).out;
    let rules: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(rules.as_array().map(Vec::len), Some(Code::ALL.len()));
    assert_eq!(rules[0]["name"], "unguarded-start");
    assert_eq!(rules[0]["default"], true);
}

#[test]
fn the_schema_is_printed() {
    let folder = Folder::new();
    let printed = folder.mpfix(&["config", "--schema"]).exits(0).out;
    assert_eq!(printed, mpfix::config::options::schema());
    folder.mpfix(&["config"]).exits(2).silent().complains("--schema");
}

#[test]
fn files_may_be_called_like_commands() {
    let folder = Folder::with([("explain", FIXABLE), ("rules/x.py", FIXABLE), ("y.py", FIXABLE)]);
    assert!(folder.mpfix(&["-q", "./explain"]).exits(1).out.starts_with("explain:8:6: MP001 "));
    assert!(folder.mpfix(&["-q", "./rules"]).exits(1).out.starts_with("rules/x.py:8:6: MP001 "));
    assert_eq!(folder.mpfix(&["-q", "y.py", "rules"]).exits(1).out.lines().count(), 2, "behind a path it is a path");
    assert_eq!(folder.mpfix(&["-q", "rules"]).exits(1).out.lines().count(), 1, "so it is behind an option");
    assert!(folder.mpfix(&["rules"]).exits(0).out.starts_with("MP001  unguarded-start "));
}

#[test]
fn completions_know_options_and_commands() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.mpfix(&["completions", shell]).exits(0).out;
        for word in ["require-clean", "explain", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    folder.mpfix(&["completions", "tcsh"]).exits(2).silent().complains("bash, elvish, fish, powershell, zsh");
}

#[cfg(unix)]
#[test]
fn bash_completes() {
    use std::process::Command;

    let folder = Folder::new();
    folder.write("mpfix.bash", folder.mpfix(&["completions", "bash"]).exits(0).bytes);
    let script =
        "source ./mpfix.bash; COMP_WORDS=(mpfix --req); COMP_CWORD=1; _mpfix mpfix --req mpfix; echo ${COMPREPLY[*]}";
    let mut bash = Command::new("bash");
    let Ok(output) = bash.args(["--norc", "-c", script]).current_dir(folder.path(".")).output() else { return };
    assert_eq!(String::from_utf8_lossy(&output.stdout), "--require-clean\n", "{output:?}");
}

#[test]
fn the_manual_page_has_every_option_and_the_version_without_a_commit() {
    let page = Folder::new().mpfix(&["man"]).exits(0).out;
    let title = format!("\n.TH mpfix 1  \"mpfix {}\" \"User Commands\"\n", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&title), "{}", &page[..200]);
    for text in
        ["\\-\\-require\\-clean", ".SH COMMANDS\n", "mpfix completions [OPTION]... <SHELL>", ".SH \"EXIT STATUS\"\n"]
    {
        assert!(page.contains(text), "{text}");
    }
}
