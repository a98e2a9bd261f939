//! Bytes: line ends, strings, the module docstring.

use super::{ORIGINAL, REWRITTEN, assert_right, assert_wrong, in_guard};

#[test]
fn line_ends_stay() {
    let original = ORIGINAL.replace('\n', "\r\n");
    let rewritten = REWRITTEN.replace('\n', "\r\n");
    assert_right(&original, &rewritten);
    assert_wrong("untouched_bytes", &original, REWRITTEN);
    assert_wrong("untouched_bytes", &original, &rewritten.replacen("\r\n\r\n", "\r\n\n", 1));
    assert_wrong("untouched_bytes", &original, &rewritten.replacen("1,\r\n", "1,\n", 1));
    assert_wrong("same_strings", &original, &rewritten.replacen("one\r\n", "one\n", 1));
    // Without a final line end: as the rewrite likes.
    let (original, rewritten) = in_guard("import a\n", "", "a.b()\n");
    assert_right(original.trim_end(), rewritten.trim_end());
    assert_right(original.trim_end(), &rewritten);
    assert_wrong("untouched_bytes", &original, rewritten.trim_end());
    // One line has no line ends to go by.
    assert_right("run()", "if __name__ == \"__main__\":\r\n    run()\r\n");
    assert_wrong("untouched_bytes", "run()", "\u{feff}if __name__ == \"__main__\":\n    run()\n");
    // A lone carriage return ends a line too.
    assert_right("x = 1\ry = 2\r", "x = 1\rif __name__ == \"__main__\":\r    y = 2\r");
    assert_wrong("untouched_bytes", "x = 1\ry = 2\r", "x = 1\rif __name__ == \"__main__\":\n    y = 2\r");
}

#[test]
fn strings_keep_their_bytes_wherever_they_stand() {
    let moved = "\
a = '''1\n 2'''
b = f'''{\n  a  }\n{a =\n}'''
c = 'x\\\n  y'
d = (f'1'\n  rb'2')
if a:\n  '''3\n4'''
";
    let right = "import x\nif __name__ == \"__main__\":\n\
\x20 a = '''1\n 2'''
\x20 b = f'''{\n  a  }\n{a =\n}'''
\x20 c = 'x\\\n  y'
\x20 d = (f'1'\n    rb'2')
\x20 if a:\n    '''3\n4'''
";
    let moved = moved.replace("f'1'", "b'1'");
    let right = right.replace("f'1'", "b'1'");
    let original = format!("import x\n{moved}");
    assert_right(&original, &right);
    for (part, by) in [
        (" 2'''", "   2'''"),
        ("\n  a  }", "\n    a  }"),
        ("\n}'''", "\n  }'''"),
        ("\\\n  y", "\\\n    y"),
        ("\n4", "\n  4"),
        ("rb'2'", "br'2'"),
        ("rb'2'", "b'2'"),
    ] {
        assert_eq!(right.matches(part).count(), 1, "{part:?}");
        assert_wrong("same_strings", &original, &right.replace(part, by));
    }
}

#[test]
fn the_module_docstring_stays_first_and_alone() {
    let (original, rewritten) = in_guard("", "", "run()\n'''text'''\n");
    assert_right(&original, &rewritten);
    let guard = "if __name__ == \"__main__\":\n";
    assert_wrong("same_strings", &original, &format!("'''text'''\n{guard}    run()\n"));
    assert_wrong("same_strings", "'''text'''\nrun()\n", &format!("{guard}    '''text'''\n    run()\n"));
}

#[test]
fn comments_stay_with_their_statement() {
    let original = "import a\na.b()  # one\na.c()  # two\nx = 1; a.d()  # three\n";
    let head = "import a\nif __name__ == \"__main__\":\n";
    let right = format!("{head}    a.b()  # one\n    a.c()  # two\n    x = 1; a.d()  # three\n");
    assert_right(original, &right);
    let split = format!("{head}    a.b()  # one\n    a.c()  # two\n    x = 1\n    a.d()  # three\n");
    assert_right(original, &split);
    let crossed = right.replace("# one", "#").replace("# two", "# one").replace("#\n", "# two\n");
    assert_wrong("same_comments", original, &crossed);
    let other = split.replace("  # three", "").replace("x = 1", "x = 1  # three");
    assert_wrong("same_comments", original, &other);
}

#[test]
fn script_metadata_stays_together() {
    let block = "# /// script\n# dependencies = []\n# ///\n";
    let guard = "if __name__ == \"__main__\":\n    run()\n";
    assert_right(&format!("{block}import a\nrun()\n"), &format!("{block}import a\n{guard}"));
    let torn = format!("# /// script\nimport a\n# dependencies = []\n# ///\n{guard}");
    assert_wrong("same_comments", &format!("{block}import a\nrun()\n"), &torn);
}
