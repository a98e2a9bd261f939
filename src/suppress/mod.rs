//! Stage SETTLE: what of an outcome is reported, after the selection and the suppression comments of the file.
//!
//! Everything that leaves findings out happens here, in [`settle`]. Neither selection nor comments make a rewrite less
//! careful: they take findings away, and with a start the rewrite that would have moved it.

mod comment;

use std::path::Path;

use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::finding::{Code, Finding, Refusal};
use crate::outcome::Outcome;
use crate::parse::Module;
use crate::selection::Selection;
use comment::{Directive, Fault, Named, Scope};

pub use comment::MARK;

/// The suppression comments of one file.
#[derive(Debug, Default)]
pub struct Suppressions {
    directives: Vec<Directive>,
    faults: Vec<Fault>,
    lines: Vec<Line>,
}

impl Suppressions {
    /// Reads the comments of a file.
    pub fn of(module: &Module) -> Self {
        let (directives, faults) = comment::directives(module);
        let lines = if directives.is_empty() { Vec::new() } else { logical_lines(module) };
        Self { directives, faults, lines }
    }

    /// The comments of a text that can be parsed; none where [`MARK`] is not in it, which costs no parsing.
    pub fn in_text(path: &Path, text: &str) -> Self {
        let has_mark = text.contains(MARK);
        let module = has_mark.then(|| Module::parse(path, text.to_owned()).ok()).flatten();
        module.map_or_else(Self::default, |module| Self::of(&module))
    }

    /// The lines for which a comment has to hold that is meant for a finding at `range`: that on which the finding begins,
    /// and the first and last of the logical line around it.
    fn places(&self, range: TextRange) -> Vec<usize> {
        let at = self.lines.partition_point(|line| line.range.end() <= range.start());
        let Some(line) = self.lines.get(at) else { return Vec::new() };
        let own = line.starts.partition_point(|start| *start <= range.start()).max(1);
        vec![line.first + own - 1, line.first, line.first + line.starts.len() - 1]
    }
}

/// A logical line: a simple statement, or the head of a compound one.
#[derive(Debug)]
struct Line {
    range: TextRange,
    /// The 1-based number of its first physical line.
    first: usize,
    /// Where its physical lines begin.
    starts: Vec<TextSize>,
}

/// What is left to report.
///
/// When a comment suppresses a start, that start stays at import time, and children go on to run it when they import the
/// file. Then moving the others would mend nothing: the file is left as it is, and the findings that are left are refused
/// with MP191. A rewrite that only repairs a guarded script is left out whole as well when one of its repairs is not wanted.
/// A repair without which the starts could not move is made with them, whether its code is reported or not.
pub fn settle(outcome: Outcome, selection: &Selection, suppressions: &Suppressions) -> Outcome {
    let mut used = Used::of(suppressions);
    let refused = match &outcome {
        Outcome::Refused { refusal, .. } => Some(refusal.clone()),
        _ => None,
    };
    let had_starts = has_starts(&outcome);
    let mut kept_start = None;
    let mut unwanted = None;
    let outcome = outcome.retain(|finding| {
        let suppressed = used.suppresses(finding);
        if suppressed && is_start(finding) {
            kept_start = kept_start.or(Some(finding.range));
        }
        let keep = !suppressed && selection.has(finding.code);
        if !keep && finding.code.is_mended_by_rewrite() {
            unwanted = unwanted.or(Some(finding.range));
        }
        keep
    });
    let has_starts = has_starts(&outcome);
    let outcome = match (outcome, kept_start) {
        (outcome, _) if had_starts && !has_starts => Outcome::found(outcome.into_findings()),
        (Outcome::Fix { findings, .. } | Outcome::Faulty { findings, .. }, Some(at)) => {
            Outcome::Refused { findings, refusal: start_suppressed(at) }
        }
        (Outcome::Fix { findings, .. }, None) if !had_starts && unwanted.is_some() => {
            Outcome::Refused { findings, refusal: repair_unwanted(unwanted.unwrap_or_default()) }
        }
        (outcome, _) => outcome,
    };
    outcome.with(used.complaints(refused.as_ref(), selection))
}

/// For each finding the comment that suppresses it, with what separates it from the code, and where it goes; `None` for what
/// is said about comments or about mpfix itself. It stands at the end of the logical line, where no string and no continued
/// line can be in its way.
pub fn comments_for(path: &Path, text: &str, findings: &[Finding]) -> Vec<Option<(TextSize, String)>> {
    let module = Module::parse(path, text.to_owned()).ok();
    let lines = module.map(|module| logical_lines(&module)).unwrap_or_default();
    let comment = |finding: &Finding| {
        if matches!(finding.code, Code::UnusedSuppression | Code::StartSuppressed | Code::ValidationFailed) {
            return None;
        }
        let line = lines.get(lines.partition_point(|line| line.range.end() <= finding.range.start()))?;
        Some((line.range.end(), format!("  # {MARK} ignore[{}]", finding.code.as_str())))
    };
    findings.iter().map(comment).collect()
}

fn is_start(finding: &Finding) -> bool {
    matches!(finding.code, Code::UnguardedStart | Code::StartInImportedModule | Code::StartByImport)
}

fn has_starts(outcome: &Outcome) -> bool {
    outcome.findings().iter().any(is_start)
}

fn start_suppressed(range: TextRange) -> Refusal {
    Refusal {
        remedy: None,
        code: Code::StartSuppressed,
        range,
        message: "a comment suppresses this start, so it stays at import time, and each child would run it".to_owned(),
        help: vec!["suppress all starts of the file, or none".to_owned()],
    }
}

fn repair_unwanted(range: TextRange) -> Refusal {
    Refusal {
        remedy: None,
        code: Code::StartSuppressed,
        range,
        message: "the rewrite would also change what is suppressed or not selected here".to_owned(),
        help: vec!["suppress all findings of the file, or none".to_owned()],
    }
}

/// Which comments have suppressed something.
struct Used<'s> {
    suppressions: &'s Suppressions,
    /// For each directive: a flag for each code it names, or one when it names none.
    flags: Vec<Vec<bool>>,
}

impl<'s> Used<'s> {
    fn of(suppressions: &'s Suppressions) -> Self {
        let flags = suppressions.directives.iter().map(|directive| {
            let codes = directive.codes.as_ref().map_or(1, Vec::len);
            vec![false; codes]
        });
        Self { suppressions, flags: flags.collect() }
    }

    /// Whether a comment suppresses the finding. All that do are marked.
    fn suppresses(&mut self, finding: &Finding) -> bool {
        let places = self.suppressions.places(finding.range);
        let mut any = false;
        for (directive, flags) in self.suppressions.directives.iter().zip(&mut self.flags) {
            let here = match directive.scope {
                Scope::File => true,
                Scope::Line(line) => places.contains(&line),
            };
            for (at, flag) in flags.iter_mut().enumerate().filter(|_| here) {
                let names = directive.codes.as_ref().is_none_or(|codes| codes[at].code == finding.code);
                *flag |= names;
                any |= names;
            }
        }
        any
    }

    /// MP190: what is wrong with the comments of the file, in the order of the text.
    fn complaints(&self, refused: Option<&Refusal>, selection: &Selection) -> Vec<Finding> {
        if !selection.has(Code::UnusedSuppression) {
            return Vec::new();
        }
        let faults = self.suppressions.faults.iter().map(|fault| Finding {
            help: fault.help.iter().cloned().collect(),
            ..complaint(fault.range, fault.message.clone())
        });
        let mut complaints: Vec<Finding> = faults.collect();
        for (directive, flags) in self.suppressions.directives.iter().zip(&self.flags) {
            match &directive.codes {
                None if !flags[0] => {
                    complaints.push(complaint(
                        directive.range,
                        "there is nothing here for this comment to suppress".to_owned(),
                    ));
                }
                None => {}
                Some(codes) => {
                    for (named, _) in codes.iter().zip(flags).filter(|(_, used)| !**used) {
                        if selection.has(named.code) && named.code != Code::UnusedSuppression {
                            complaints.push(self.unused(named, directive.scope, refused));
                        }
                    }
                }
            }
        }
        complaints.retain(|complaint| !self.expects_complaint(complaint));
        complaints.sort_by_key(|complaint| (complaint.range.start(), complaint.range.end()));
        complaints
    }

    fn unused(&self, named: &Named, scope: Scope, refused: Option<&Refusal>) -> Finding {
        let code = named.code.as_str();
        let is_reason = refused.is_some_and(|refusal| {
            let here = match scope {
                Scope::File => true,
                Scope::Line(line) => self.suppressions.places(refusal.range).contains(&line),
            };
            refusal.code == named.code && here
        });
        if is_reason {
            let message = format!("{code} is the reason why the file is not rewritten, which no comment can suppress");
            let help = vec![format!("suppress the start instead: `# {MARK} ignore[MP001]` on its line")];
            return Finding { help, ..complaint(named.range, message) };
        }
        complaint(named.range, format!("there is no {code} here for this comment to suppress"))
    }

    /// A comment that names MP190 suppresses complaints: those about itself, or all of the file.
    fn expects_complaint(&self, finding: &Finding) -> bool {
        self.suppressions.directives.iter().any(|directive| {
            let names = |codes: &Vec<Named>| codes.iter().any(|named| named.code == finding.code);
            let here = directive.scope == Scope::File || directive.range.contains_range(finding.range);
            here && directive.codes.as_ref().is_some_and(names)
        })
    }
}

fn complaint(range: TextRange, message: String) -> Finding {
    Finding { code: Code::UnusedSuppression, range, message, call_path: Vec::new(), help: Vec::new() }
}

/// The logical lines of a file, in order. Comments and blank lines before a line belong to it as far as its range goes, and
/// do not count for its first line.
fn logical_lines(module: &Module) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open: Option<Line> = None;
    for token in module.tokens() {
        match token.kind() {
            TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent
                if open.is_none() => {}
            TokenKind::Newline => lines.extend(open.take()),
            TokenKind::EndOfFile => {}
            _ => {
                let (first, last) = (module.line(token.start()), module.line(token.end()));
                let line =
                    open.get_or_insert_with(|| Line { range: token.range(), first, starts: vec![token.start()] });
                while line.first + line.starts.len() <= last {
                    line.starts.push(module.line_start(line.first + line.starts.len()));
                }
                line.range = line.range.cover(token.range());
            }
        }
    }
    lines.extend(open);
    lines
}
