//! What IPython adds to Python: magics, shell commands, questions.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse};
use ruff_text_size::{Ranged, TextRange};

/// A part of a cell that is not Python: a magic, a shell command, a question.
pub(super) struct Escape {
    /// Where, in the cell.
    pub(super) range: TextRange,
    /// Is it the value of an assignment?
    pub(super) is_value: bool,
}

/// Where the Python of a cell begins; `None`: it is no Python, or runs in a scope of its own.
///
/// Cell magics: <https://ipython.readthedocs.io/en/stable/interactive/magics.html#cell-magics>.
pub(super) fn python(source: &str) -> Option<usize> {
    let lead = source.len() - source.trim_start_matches([' ', '\t', '\n']).len();
    let Some(magic) = source[lead..].strip_prefix("%%") else { return Some(0) };
    let name: String = magic.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let runs_here = matches!(&*name, "time" | "capture" | "prun");
    runs_here.then(|| lead + source[lead..].find('\n').map_or(source.len() - lead, |at| at + 1))
}

/// What of the code is for IPython; `None` when it cannot be parsed.
pub(super) fn escapes(source: &str, code: usize) -> Option<Vec<Escape>> {
    let blank: String =
        source[..code].chars().map(|c| if c == '\n' { "\n".into() } else { " ".repeat(c.len_utf8()) }).collect();
    let parsed = parse(&format!("{blank}{}", &source[code..]), ParseOptions::from(Mode::Ipython)).ok()?;
    let mut finder = Finder(Vec::new());
    if let Mod::Module(module) = parsed.syntax() {
        module.body.iter().for_each(|statement| finder.visit_stmt(statement));
    }
    Some(finder.0)
}

struct Finder(Vec<Escape>);

impl<'a> Visitor<'a> for Finder {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::IpyEscapeCommand(escape) = statement {
            self.0.push(Escape { range: escape.range(), is_value: false });
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::IpyEscapeCommand(escape) = expression {
            self.0.push(Escape { range: escape.range(), is_value: true });
        }
        walk_expr(self, expression);
    }
}
