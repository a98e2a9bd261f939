//! The functions a repair adds to a file: they bind globals in a child before its work begins. All of them are Python 3.6.
//!
//! ```python
//! def init_worker(results_):
//!     global results
//!     results = results_
//!
//! def run_in_child(*args, **kwargs):
//!     global results
//!     results, target, *args = args
//!     target(*args, **kwargs)
//! ```

use ruff_text_size::{TextRange, TextSize};

use super::Obstacle;
use super::arguments::insert;
use crate::names::{Name, builtins};
use crate::parse::Module;
use crate::parse::unit::{Units, lines_with_ends};
use crate::rules::Facts;
use crate::transform::edits::Edits;
use crate::transform::indent;
use crate::transform::render::dominant_newline;

/// What a generated function does after it has bound the globals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Nothing: it is the initializer of a pool.
    Bind,
    /// It calls the initializer the pool had before.
    Initialize,
    /// It calls the target of a process.
    Run,
}

/// The functions to add, each once.
#[derive(Default)]
pub(super) struct Generated(Vec<Function>);

struct Function {
    form: Form,
    names: Vec<Name>,
    name: String,
    /// The first top-level statement that uses it.
    before: usize,
}

impl Generated {
    /// The name of the function that binds `names`, which the top-level statement `user` uses.
    pub(super) fn function(&mut self, facts: &Facts<'_>, form: Form, names: &[Name], user: usize) -> String {
        if let Some(function) = self.0.iter_mut().find(|function| function.form == form && function.names == names) {
            function.before = function.before.min(user);
            return function.name.clone();
        }
        let usual: &[&str] = match form {
            Form::Bind | Form::Initialize => &["init_worker", "_init_worker", "init_worker_globals"],
            Form::Run => &["run_in_child", "_run_in_child", "run_with_globals"],
        };
        let taken = |name: &str| {
            facts.uses.mentions(name)
                || builtins::is_builtin(name)
                || self.0.iter().any(|function| function.name == name)
        };
        let numbered = (2..).map(|number| format!("{}_{number}", usual[0]));
        let name = usual.iter().map(ToString::to_string).chain(numbered).find(|name| !taken(name)).unwrap_or_default();
        self.0.push(Function { form, names: names.to_vec(), name: name.clone(), before: user });
        name
    }

    /// Puts the functions above the statements that use them.
    pub(super) fn write(&self, facts: &Facts<'_>, edits: &mut Edits) -> Result<(), Obstacle> {
        let module = facts.module;
        let units = Units::of(module);
        for function in &self.0 {
            let Some(unit) = units.units.iter().find(|unit| unit.statements.contains(&function.before)) else {
                continue;
            };
            let lead = &module.text()[unit.lead];
            let blank: usize = lines_with_ends(lead).take_while(|line| line.trim().is_empty()).map(str::len).sum();
            let at = unit.lead.start() + TextSize::try_from(blank).unwrap_or_default();
            insert(edits, at, function.text(facts, at))?;
        }
        Ok(())
    }
}

impl Function {
    fn text(&self, facts: &Facts<'_>, at: TextSize) -> String {
        let module = facts.module;
        let (indent, newline) = (indent::unit(module.tokens(), module.text()), dominant_newline(module.text()));
        let callee = self.free(match self.form {
            Form::Bind | Form::Initialize => "initializer",
            Form::Run => "target",
        });
        let (args, kwargs) = (self.free("args"), self.free("kwargs"));
        let global = format!("{indent}global {}", self.names.join(", "));
        let mut lines = match self.form {
            // A keyword argument of the worker may have any name, so that no parameter has one. (A `/` behind the parameters
            // would do as well, from Python 3.8 on.)
            Form::Run => {
                let bound = self.names.join(", ");
                let head = format!("def {}(*{args}, **{kwargs}):", self.name);
                vec![head, global, format!("{indent}{bound}, {callee}, *{args} = {args}")]
            }
            Form::Bind | Form::Initialize => {
                let parameters: Vec<String> = self.names.iter().map(|name| self.parameter(facts, name)).collect();
                let more = match self.form {
                    Form::Initialize => format!(", {callee}, *{args}"),
                    _ => String::new(),
                };
                let bound = self.names.iter().zip(&parameters);
                let bound = bound.map(|(name, parameter)| format!("{indent}{name} = {parameter}"));
                let head = format!("def {}({}{more}):", self.name, parameters.join(", "));
                [head, global].into_iter().chain(bound).collect()
            }
        };
        lines.extend(match self.form {
            Form::Bind => None,
            Form::Initialize => Some(format!("{indent}{callee}(*{args})")),
            Form::Run => Some(format!("{indent}{callee}(*{args}, **{kwargs})")),
        });
        let blank = blank_lines_needed(module, at);
        format!("{}{}{newline}{newline}{newline}", newline.repeat(blank), lines.join(newline))
    }

    /// `results_` for `results`: free, so that the function's own names and the globals stay apart.
    fn parameter(&self, facts: &Facts<'_>, name: &str) -> String {
        let mut parameter = format!("{name}_");
        while self.names.iter().any(|other| **other == *parameter) || facts.uses.mentions(&parameter) {
            parameter.push('_');
        }
        parameter
    }

    /// A parameter name that none of the globals has.
    fn free(&self, name: &str) -> String {
        if self.names.iter().any(|other| **other == *name) { format!("{name}_of_child") } else { name.to_string() }
    }
}

/// Two blank lines stand between definitions (PEP 8): how many are missing above `at`?
pub(super) fn blank_lines_needed(module: &Module, at: TextSize) -> usize {
    let before = &module.text()[TextRange::up_to(at)];
    if before.trim().is_empty() {
        return 0;
    }
    let lines: Vec<&str> = lines_with_ends(before).collect();
    2_usize.saturating_sub(lines.iter().rev().take_while(|line| line.trim().is_empty()).count())
}
