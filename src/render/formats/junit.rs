//! JUnit XML: a suite for each file, and a failed case for each finding.

use std::fmt::Write as _;

use super::Renderer;
use super::model::{diagnostics, slashed};
use super::words::told;
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// The whole document at the end: its head has the numbers.
#[derive(Default)]
pub(super) struct Junit {
    suites: String,
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Renderer for Junit {
    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        let (file, _) = report.now();
        let path = slashed(file.path());
        let found = diagnostics(report);
        if found.is_empty() {
            return;
        }
        let mut cases = String::new();
        for diagnostic in &found {
            let start = diagnostic.location.start;
            let body = format!("line {}, col {}, {}", start.line, start.column, told(diagnostic));
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(
                cases,
                "    <testcase name=\"org.mpfix.{}\" classname=\"{}\">\n      <failure message=\"{}\">{}</failure>\n    </testcase>",
                diagnostic.code,
                attribute(path.trim_end_matches(".py")),
                attribute(&diagnostic.message),
                text(&body),
            );
        }
        self.suite(&path, &cases, found.len(), 0);
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        let path = slashed(&trouble.path);
        let case = format!(
            "    <testcase name=\"org.mpfix.trouble\" classname=\"{}\">\n      <error message=\"{}\">{}</error>\n    </testcase>\n",
            attribute(path.trim_end_matches(".py")),
            attribute(&trouble.message),
            text(&trouble.to_string()),
        );
        self.suite(&path, &case, 0, 1);
    }

    fn end(&mut self, _tally: &Tally, out: &mut Sink) {
        if self.tests == 0 {
            // Some readers take a document without cases for a run that did not happen.
            self.suites = "  <testsuite name=\"mpfix\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n    <testcase name=\"mpfix\" classname=\"mpfix\"/>\n  </testsuite>\n".to_owned();
            self.tests = 1;
        }
        let Self { suites, tests, failures, errors } = self;
        out.put(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mpfix\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n{suites}</testsuites>\n"
        ));
    }
}

impl Junit {
    fn suite(&mut self, path: &str, cases: &str, failures: usize, errors: usize) {
        let tests = failures + errors;
        let _ = write!(
            self.suites,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\">\n{cases}  </testsuite>\n",
            attribute(path)
        );
        self.tests += tests;
        self.failures += failures;
        self.errors += errors;
    }
}

/// Text between tags. What XML 1.0 has no form for becomes a replacement character.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c < ' ' || ('\u{7f}'..='\u{9f}').contains(&c) || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            c => out.push(c),
        }
    }
    out
}

/// Text between double quotes, of which readers would turn line ends and tabs into blanks.
fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
