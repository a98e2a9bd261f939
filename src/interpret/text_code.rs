//! Code in strings: `exec`, `eval`, `timeit`. It is not run; what it names goes to code nobody has seen.

use std::rc::Rc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_text_size::Ranged;

use super::Machine;
use super::call::Arguments;
use super::frame::FrameId;
use super::library::OPAQUE;
use super::value::{Value, Values};
use crate::effects::Effect;
use crate::names::{Name, identifier};

/// What a text names.
#[derive(Default)]
struct Named {
    /// Names that are looked up.
    read: Vec<Name>,
    /// Names that are taken from the main module.
    of_main: Vec<Name>,
    /// Names of what is changed: `x.append(1)`, `x["k"] = 1`, `x.y = 1`.
    changed: Vec<Name>,
    calls: bool,
}

impl<'t> Visitor<'t> for Named {
    fn visit_stmt(&mut self, statement: &'t Stmt) {
        if let Stmt::ImportFrom(import) = statement
            && import.module.as_deref() == Some("__main__")
        {
            self.of_main.extend(import.names.iter().map(|alias| identifier(&alias.name)));
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'t Expr) {
        match expression {
            Expr::Name(name) if name.ctx != ExprContext::Store => self.read.push(identifier(&name.id)),
            Expr::Subscript(subscript) if subscript.ctx != ExprContext::Load => self.change(&subscript.value),
            Expr::Attribute(attribute) if attribute.ctx != ExprContext::Load => self.change(&attribute.value),
            Expr::Call(call) => {
                self.calls = true;
                if let Expr::Attribute(attribute) = &*call.func
                    && Machine::changes_its_object(&attribute.attr)
                {
                    self.change(&attribute.value);
                }
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}

impl Named {
    fn change(&mut self, owner: &Expr) {
        match owner {
            Expr::Name(name) => self.changed.push(identifier(&name.id)),
            Expr::Attribute(attribute) => self.change(&attribute.value),
            Expr::Subscript(subscript) => self.change(&subscript.value),
            _ => {}
        }
    }
}

impl Machine<'_> {
    /// Strings that are run as code: their names cannot be followed. Callables in their place are called.
    pub(super) fn evaluate_code(
        &mut self,
        effect: &'static Effect,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Values {
        let mut given = Values::none();
        for param in &effect.evaluates {
            let Some(values) = arguments.get(param) else { continue };
            let callable = values.iter().all(|value| matches!(value, Value::Object(_) | Value::External(_)));
            if callable {
                self.call_values(&values, &Arguments::default(), node);
                continue;
            }
            self.record().dynamic = true;
            match values.as_str().map(str::to_string) {
                Some(code) => {
                    given.join(&self.run_text(&code, node));
                }
                None => self.unknown_call("code in a string", []),
            }
            let given = arguments.positional.len() + arguments.keywords.len();
            if name == "exec" && given == 1 {
                self.bind_names_of(values.as_str());
            }
        }
        given
    }

    /// A text runs as code: what it names it may call, and gets to see; what it surely changes is changed.
    pub(super) fn run_text(&mut self, code: &str, node: impl Ranged + Copy) -> Values {
        let Ok(parsed) = ruff_python_parser::parse_module(code.trim()) else {
            self.unknown_call("code in a string", []);
            return Values::unknown();
        };
        let mut named = Named::default();
        parsed.syntax().body.iter().for_each(|statement| named.visit_stmt(statement));
        let mut given = Values::none();
        for name in &named.read {
            given.join(&self.read(name));
        }
        for name in &named.of_main {
            self.record().reads.insert(name.clone());
            given.join(&self.frames.value(FrameId(0), name).cloned().unwrap_or_default());
        }
        for name in &named.changed {
            let values = self.read(name);
            self.change(&values);
        }
        if !named.calls {
            return given;
        }
        // Classes and functions from outside are called where they are named.
        let starters: Vec<Value> = given.iter().filter(|value| matches!(value, Value::External(_))).cloned().collect();
        self.unknown_call("code in a string", [given.clone()]);
        let results = self.run_unknown(&[Rc::from("")], &given, node);
        given.join(&results);
        for starter in starters {
            if let Value::External(name) = &starter
                && self.registry.lookup(name).is_some_and(|entry| entry.kind.starts())
            {
                self.start_in_text(name);
            }
        }
        given.add(Value::Object(self.typed(node, OPAQUE)));
        given
    }

    /// A text names something that starts processes, and calls something.
    fn start_in_text(&mut self, name: &str) {
        self.start_event(None, name, Values::unknown(), Values::none(), false);
    }

    /// Is it the name of a method by which a builtin container is changed?
    pub(super) fn changes_its_object(method: &str) -> bool {
        super::attribute::changed_builtin(crate::effects::Effects::builtin(), method).is_some()
    }
}
