//! Suppression comments: which there are in a file, for which lines and codes, and what is wrong with them.
//!
//! ```text
//! # mpfix: file-ignore[MP001]                           for the whole file; alone at the beginning of a line
//! # mpfix: ignore[unguarded-start]                      for the line below
//! with Pool(2) as pool:  # mpfix: ignore[MP001,MP103]   for this line
//!     ...
//! Process(target=f).start()  # mpfix: ignore            every code
//! ```
//!
//! They are read from the tokens, so text in strings is never one. Other text may stand before (`# type: ignore # mpfix:
//! ignore`) and, behind the brackets, after.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::finding::Code;
use crate::parse::Module;
use crate::parse::unit::line_start;
use crate::selection::{self, nearest};

/// One suppression comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// From `mpfix:` to the end of what was understood.
    pub(super) range: TextRange,
    /// What it is about.
    pub(super) scope: Scope,
    /// The codes it names; `None`: all.
    pub(super) codes: Option<Vec<Named>>,
}

/// Where a suppression holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The 1-based line.
    Line(usize),
    /// The whole file.
    File,
}

/// A code in a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The word.
    pub(super) range: TextRange,
    pub(super) code: Code,
}

/// Why a comment, or a word in it, is no suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) range: TextRange,
    /// One sentence without a final full stop.
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// All suppressions of a file in the order of the text, and what is wrong with others.
pub(super) fn directives(module: &Module) -> (Vec<Directive>, Vec<Fault>) {
    let mut reader = Reader { module, directives: Vec::new(), faults: Vec::new() };
    for token in module.tokens().iter().filter(|token| token.kind() == TokenKind::Comment) {
        let mut at = token.start();
        for part in module.text()[token.range()].split_inclusive('#') {
            let content = part.trim_end_matches('#');
            let blank = content.len() - content.trim_start().len();
            if let Some(rest) = content.trim_start().strip_prefix(MARK) {
                let begin = at + TextSize::of(&content[..blank]);
                reader.read(token.range(), begin, rest);
            }
            at += TextSize::of(part);
        }
    }
    (reader.directives, reader.faults)
}

/// What every suppression begins with; the search for files that matter looks for it too.
pub const MARK: &str = "mpfix:";

const LINE: &str = "ignore";
const FILE: &str = "file-ignore";

struct Reader<'m> {
    module: &'m Module,
    directives: Vec<Directive>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// Reads what stands behind the mark at `begin`.
    fn read(&mut self, comment: TextRange, begin: TextSize, rest: &str) {
        let after_mark = begin + TextSize::of(MARK);
        let start = after_mark + TextSize::of(rest) - TextSize::of(rest.trim_start());
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
        let (verb, rest) = rest.split_at(end);
        let after_verb = start + TextSize::of(verb);
        let whole = TextRange::new(begin, after_verb);
        let Some(scope) = self.scope(comment, whole, verb) else { return };
        let open = rest.trim_start();
        let Some(list) = open.strip_prefix('[') else {
            if self.misses_brackets(whole, verb, rest) {
                return;
            }
            self.directives.push(Directive { range: whole, scope, codes: None });
            return;
        };
        let first = after_verb + TextSize::of(rest) - TextSize::of(open) + TextSize::of('[');
        let Some(close) = list.find(']') else {
            let range = TextRange::new(begin, first + TextSize::of(list.trim_end()));
            return self.fault(range, "a suppression comment without its closing bracket", None);
        };
        let range = TextRange::new(begin, first + TextSize::of(&list[..=close]));
        let codes = self.codes(first, &list[..close]);
        match codes {
            None => self.fault(range, "a suppression comment that names no code", Some(EXAMPLE)),
            // All words are unknown, which was said.
            Some(codes) if codes.is_empty() => {}
            Some(codes) => self.directives.push(Directive { range, scope, codes: Some(codes) }),
        }
    }

    /// Where a comment with this verb holds.
    fn scope(&mut self, comment: TextRange, whole: TextRange, verb: &str) -> Option<Scope> {
        let text = self.module.text();
        let before = &text[TextRange::new(line_start(text, comment.start()), comment.start())];
        let line = self.module.line(comment.start());
        match verb {
            LINE if before.trim().is_empty() => Some(Scope::Line(line + 1)),
            LINE => Some(Scope::Line(line)),
            FILE if before.is_empty() => Some(Scope::File),
            FILE => {
                self.fault(whole, "`file-ignore` holds only where it stands alone at the beginning of a line", None);
                None
            }
            _ => {
                let message = format!("`{verb}` is no word for a suppression comment");
                let help = match nearest(verb, [LINE, FILE]) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => EXAMPLE.to_owned(),
                };
                self.fault(whole, message, Some(&help));
                None
            }
        }
    }

    /// `# mpfix: ignore MP001` would suppress everything, which is not what it says.
    fn misses_brackets(&mut self, whole: TextRange, verb: &str, rest: &str) -> bool {
        let word = rest.split([' ', '\t', ',', ':', '=', '(', ')']).find(|word| !word.is_empty());
        let Some(code) = word.and_then(|word| selection::code(word).ok()) else { return false };
        let help = format!("write `# {MARK} {verb}[{}]`", code.as_str());
        self.fault(whole, "the codes of a suppression comment stand in brackets", Some(&help));
        true
    }

    /// The codes between the brackets; `None` when there is no word at all.
    fn codes(&mut self, first: TextSize, list: &str) -> Option<Vec<Named>> {
        let mut at = first;
        let mut words = 0;
        let mut codes = Vec::new();
        for part in list.split_inclusive(',') {
            let word = part.trim_end_matches(',').trim();
            let blank = part.len() - part.trim_start().len();
            let range = TextRange::at(at + TextSize::of(&part[..blank]), TextSize::of(word));
            at += TextSize::of(part);
            if word.is_empty() {
                continue;
            }
            words += 1;
            match selection::code(word) {
                Ok(code) => codes.push(Named { range, code }),
                Err(unknown) => self.fault(range, unknown.to_string(), None),
            }
        }
        (words > 0).then_some(codes)
    }

    fn fault(&mut self, range: TextRange, message: impl Into<String>, help: Option<&str>) {
        self.faults.push(Fault { range, message: message.into(), help: help.map(str::to_owned) });
    }
}

const EXAMPLE: &str =
    "suppressions are `# mpfix: ignore[MP001]` for a line and `# mpfix: file-ignore[MP001]` for a file";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let module = Module::parse(Path::new("x.py"), text.to_owned()).expect("Python");
        let (directives, faults) = directives(&module);
        let shown = directives.iter().map(|directive| {
            let codes = directive.codes.as_ref().map(|codes| codes.iter().map(|named| named.code.as_str()).collect());
            let codes: Vec<&str> = codes.unwrap_or_else(|| vec!["all"]);
            format!("{:?} {} `{}`", directive.scope, codes.join("+"), &text[directive.range])
        });
        let faults = faults.iter().map(|fault| format!("`{}` {}", &text[fault.range], fault.message));
        (shown.collect(), faults.collect())
    }

    #[test]
    fn comments_hold_for_their_line_the_next_or_the_file() {
        let table = [
            ("f()  # mpfix: ignore\n", "Line(1) all `mpfix: ignore`"),
            ("f()  #mpfix:ignore[ MP001 , unjoined ] why\n", "Line(1) MP001+MP110 `mpfix:ignore[ MP001 , unjoined ]`"),
            ("# mpfix: ignore[mp001]\nf()\n", "Line(2) MP001 `mpfix: ignore[mp001]`"),
            ("# é # mpfix: ignore [MP001]\nf()\n", "Line(2) MP001 `mpfix: ignore [MP001]`"),
            ("f(\n  1,  # mpfix: ignore for now\n)\n", "Line(2) all `mpfix: ignore`"),
            ("x = 1\n# mpfix: file-ignore[MP190]\n", "File MP190 `mpfix: file-ignore[MP190]`"),
        ];
        for (text, want) in table {
            assert_eq!(read(text), (vec![want.to_owned()], Vec::new()), "{text}");
        }
    }

    #[test]
    fn strings_and_other_comments_are_none() {
        for text in ["'# mpfix: ignore'\n", "'''\n# mpfix: file-ignore\n'''\n", "# see mpfix: it helps\n", "# mpfix\n"]
        {
            assert_eq!(read(text), (Vec::new(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_a_fault() {
        let table = [
            ("# mpfix: ingore[MP001]\n", "`mpfix: ingore` `ingore` is no word for a suppression comment"),
            ("# mpfix:\n", "`mpfix:` `` is no word for a suppression comment"),
            ("# mpfix: ignore[MP001\n", "`mpfix: ignore[MP001` a suppression comment without its closing bracket"),
            ("# mpfix: ignore[ ]\n", "`mpfix: ignore[ ]` a suppression comment that names no code"),
            ("# mpfix: ignore MP001\n", "`mpfix: ignore` the codes of a suppression comment stand in brackets"),
            ("# mpfix: ignore[MP1]\n", "`MP1` no code is called `MP1`; "),
            ("f() # mpfix: file-ignore\n", "`mpfix: file-ignore` `file-ignore` holds only where it stands alone"),
        ];
        for (text, want) in table {
            let (directives, faults) = read(text);
            assert!(directives.is_empty() && faults.len() == 1 && faults[0].starts_with(want), "{text}: {faults:?}");
        }
    }
}
