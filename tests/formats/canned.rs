//! The findings that every format is fed with: one of each kind, with all that is awkward in names, texts and places.

use std::path::{Path, PathBuf};

use mpfix::check::{Checked, NewFile};
use mpfix::finding::{CallStep, Code, Finding, Refusal};
use mpfix::outcome::Outcome;
use mpfix::render::formats::{Format, Look};
use mpfix::render::report::{After, Report, Taken, Tally};
use mpfix::render::sink::Sink;
use mpfix::repair::Safety;
use mpfix::source::{SourceFile, decode};
use mpfix::trouble::Trouble;
use mpfix::validate::{Verified, verify};
use ruff_text_size::{TextRange, TextSize};

/// A run over all of them.
pub(crate) fn run() -> Vec<Event> {
    vec![
        Event::File(Box::new(fixable())),
        Event::File(Box::new(odd())),
        Event::File(Box::new(refused())),
        Event::File(Box::new(found())),
        Event::File(Box::new(faulty())),
        Event::Trouble(
            Trouble::new("a/bad 100%.py", "expected `:`, got\nthe end").at(3, 7).with_help("look, and mend it"),
        ),
        Event::Trouble(Trouble::new("none.py", "cannot read the file: no such file")),
        Event::File(Box::new(written())),
    ]
}

/// What happens in a run.
pub(crate) enum Event {
    File(Box<Canned>),
    Trouble(Trouble),
}

/// One file, and what was done with it.
pub(crate) struct Canned {
    pub checked: Checked,
    pub after: Option<After>,
}

/// What a format makes of a run.
pub(crate) fn rendered(format: Format, events: &[Event]) -> String {
    let mut renderer = format.renderer(Look { summary: true, ..Look::default() });
    let mut out = Sink::buffer();
    let mut tally = Tally::default();
    renderer.begin(&mut out);
    for event in events {
        match event {
            Event::File(canned) => {
                let Canned { checked, after } = &**canned;
                tally.add(&checked.outcome);
                tally.fixed += usize::from(after.is_some());
                let taken = after.as_ref().map_or(Taken::Offered, Taken::Written);
                renderer.file(&Report { checked, taken }, &mut out);
            }
            Event::Trouble(trouble) => {
                tally.troubles += 1;
                renderer.trouble(trouble, &mut out);
            }
        }
    }
    renderer.end(&tally, &mut out);
    String::from_utf8(out.into_bytes()).expect("reports are UTF-8")
}

/// A start behind two calls after wide characters, and one of several lines; the fix is safe.
fn fixable() -> Canned {
    let old = "\
from jobs import run
x = '日本語 \u{1f40d}'; run(x)
run(
    'b',
)
";
    let new = "\
from jobs import run


def main():
    x = '日本語 \u{1f40d}'; run(x)
    run(
        'b',
    )


if __name__ == \"__main__\":
    main()
";
    let findings = vec![
        Finding {
            code: Code::UnguardedStart,
            range: place(old, "run(x)"),
            message: "`run` starts processes, 100% <sure> & \"quoted\"".to_owned(),
            call_path: vec![
                CallStep { name: "run".to_owned(), file: None, line: 2 },
                CallStep { name: "multiprocessing.Pool".to_owned(), file: Some("a/jobs.py".to_owned()), line: 9 },
            ],
            help: vec!["call it below a main guard".to_owned(), "or not at all".to_owned()],
        },
        finding(Code::UnguardedStart, place(old, "run(\n    'b',\n)"), "`run` starts processes"),
        finding(Code::UnusedSuppression, place(old, "from"), "this comment suppresses nothing"),
    ];
    let (file, rewrite) = (text("a/fixable.py", old), proven(old, new));
    canned(file, new, Outcome::Fix { findings, rewrite, safety: Safety::Safe })
}

/// `\r\n`, no line end at the end, a name with all that has a meaning somewhere; the fix is unsafe and comes with a file.
fn odd() -> Canned {
    let old = "from jobs import run\r\nrun(1)\r\nrun(1)";
    let new = "from jobs import run\r\nif __name__ == \"__main__\":\r\n    run(1)\r\n    run(1)";
    let first = place(old, "run(1)");
    let second = TextRange::at(TextSize::of("from jobs import run\r\nrun(1)\r\n"), TextSize::of("run(1)"));
    let findings = [first, second].map(|range| finding(Code::UnguardedStart, range, "`run` starts processes")).to_vec();
    let (file, rewrite) = (text("a/odd 100%, x:'\"\n<&>`|é.py", old), proven(old, new));
    canned(file, new, Outcome::Fix { findings, rewrite, safety: Safety::Unsafe })
}

fn refused() -> Canned {
    let old = "log = open('log')\n\tstart(log)\r";
    let refusal = Refusal {
        code: Code::WorkerReadsParentState,
        range: place(old, "log = open('log')"),
        message: "`work` uses the open file in `log`".to_owned(),
        help: vec!["open it in the worker".to_owned()],
        remedy: None,
    };
    let findings = vec![finding(Code::UnguardedStart, place(old, "start(log)"), "`start` starts processes")];
    canned(text("b/refused file.py", old), old, Outcome::Refused { findings, refusal })
}

fn found() -> Canned {
    let old = "x = 1  # mpfix: ignore[MP777]\n";
    let findings = vec![finding(Code::UnusedSuppression, place(old, "MP777"), "there is no code `MP777`")];
    canned(text("b/found.py", old), old, Outcome::Found { findings })
}

fn faulty() -> Canned {
    let old = "run()\n";
    let findings = vec![finding(Code::UnguardedStart, place(old, "run()"), "`run` starts processes")];
    let breaches = vec!["same_strings: a string changed".to_owned(), "parses: it does not".to_owned()];
    canned(text("c.py", old), old, Outcome::Faulty { findings, breaches })
}

/// Written by `--write`; one finding is still there, on another line.
fn written() -> Canned {
    let old = "# mpfix: ignore\nrun()\n";
    let new = "# mpfix: ignore\nif __name__ == \"__main__\":\n    run()\n";
    let stays = finding(Code::UnusedSuppression, place(old, "# mpfix: ignore"), "this comment suppresses nothing");
    let findings = vec![stays.clone(), finding(Code::UnguardedStart, place(old, "run()"), "`run` starts processes")];
    let (file, rewrite) = (text("z.py", old), proven(old, new));
    let after = After { file: text("z.py", new), outcome: Outcome::Found { findings: vec![stays] } };
    let outcome = Outcome::Fix { findings, rewrite, safety: Safety::Safe };
    Canned { after: Some(after), ..canned(file, new, outcome) }
}

fn canned(file: SourceFile, new: &str, outcome: Outcome) -> Canned {
    let rewritten = matches!(outcome, Outcome::Fix { .. }).then(|| new.as_bytes().to_vec());
    let bytes = file.text().as_bytes().to_vec();
    let created = match &outcome {
        Outcome::Fix { safety: Safety::Unsafe, .. } => {
            vec![NewFile { path: PathBuf::from("a/workers.py"), bytes: b"def work():\n    pass\n".to_vec() }]
        }
        _ => Vec::new(),
    };
    Canned { checked: Checked { file, bytes, outcome, rewritten, created }, after: None }
}

fn text(path: &str, text: &str) -> SourceFile {
    decode(Path::new(path), text.as_bytes()).expect("readable")
}

fn proven(old: &str, new: &str) -> Verified {
    verify(old, new, |_| Ok(())).expect("a rearrangement")
}

fn place(text: &str, part: &str) -> TextRange {
    let start = text.find(part).and_then(|at| u32::try_from(at).ok()).expect("a part");
    TextRange::at(start.into(), TextSize::of(part))
}

fn finding(code: Code, range: TextRange, message: &str) -> Finding {
    Finding { code, range, message: message.to_owned(), call_path: Vec::new(), help: Vec::new() }
}
