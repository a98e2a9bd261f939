//! Code that reaches names by other ways than their spelling: `globals()`, `exec`, frames, `__main__`, `__all__`.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, InterpolatedStringElement, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::main_guard::dotted;

/// Everything of that kind in a module.
#[derive(Default)]
pub(super) struct Dynamic {
    /// What can see the module's globals by name.
    pub(super) sees_globals: Vec<(TextSize, String)>,
    /// What sees the names of the scope it stands in: `locals()`, `vars()`, `dir()`, `exec(...)`; at the name.
    pub(super) sees_scope: Vec<(TextSize, String)>,
    /// Strings in statements that concern `__all__`.
    pub(super) exports: Vec<(TextSize, String)>,
    /// Star imports, and what may add builtins: names come from elsewhere.
    pub(super) open_names: bool,
}

/// Searches a module.
pub(super) fn search(body: &[Stmt]) -> Dynamic {
    let mut search = Search::default();
    search.visit_body(body);
    for (at, module, attribute) in search.attributes {
        let aliased = search.aliases.iter().find(|(alias, _)| *alias == module);
        let module = aliased.map_or(module, |(_, module)| *module);
        if sees_globals(module, attribute) {
            search.found.sees_globals.push((at, format!("{module}.{attribute}")));
        }
    }
    search.found
}

/// Attributes of modules that lead to the names of a module.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("builtins", &["globals", "locals", "vars", "dir", "exec", "eval"]),
    ("cProfile", &["run", "runctx"]),
    ("code", &["interact", "InteractiveConsole", "InteractiveInterpreter"]),
    ("doctest", &["testmod", "run_docstring_examples", "testsource", "DocTestSuite", "DocTestFinder"]),
    ("inspect", &["currentframe", "stack"]),
    ("pdb", &["run", "runeval"]),
    ("profile", &["run", "runctx"]),
    ("sys", &["modules", "_getframe", "_current_frames"]),
    ("trace", &["Trace"]),
    ("unittest", &["main"]),
];

/// Attributes of any object that lead there.
const FRAME_ATTRIBUTES: &[&str] = &["f_globals", "f_locals", "f_back", "gi_frame", "tb_frame", "__globals__"];

fn sees_globals(module: &str, attribute: &str) -> bool {
    ATTRIBUTES.iter().any(|(name, attributes)| *name == module && attributes.contains(&attribute))
}

#[derive(Default)]
struct Search<'m> {
    found: Dynamic,
    /// Attribute reads of plain names, `module.attribute`.
    attributes: Vec<(TextSize, &'m str, &'m str)>,
    /// `import module as alias`.
    aliases: Vec<(&'m str, &'m str)>,
    /// Names in calls that say which namespace they mean.
    harmless: Vec<TextSize>,
}

impl<'m> Search<'m> {
    fn import(&mut self, at: TextSize, module: &'m str, alias: Option<&'m str>) {
        if module == "__main__" {
            self.found.sees_globals.push((at, "import __main__".to_owned()));
        }
        if let Some(alias) = alias {
            self.aliases.push((alias, module));
        }
        self.found.open_names |= module == "builtins";
    }

    fn name(&mut self, at: TextSize, name: &str) {
        if self.harmless.contains(&at) {
            return;
        }
        match name {
            "globals" | "eval" | "__annotations__" => self.found.sees_globals.push((at, name.to_owned())),
            "exec" | "locals" | "vars" | "dir" => self.found.sees_scope.push((at, name.to_owned())),
            "__builtins__" => self.found.open_names = true,
            _ => {}
        }
    }

    fn call(&mut self, call: &'m ruff_python_ast::ExprCall) {
        let Some(path) = dotted(&call.func) else {
            return;
        };
        let given = call.arguments.args.len() + call.arguments.keywords.len();
        match path[..] {
            ["vars" | "dir"] if given > 0 => self.harmless.push(call.func.start()),
            ["exec" | "eval"] if given > 1 => self.harmless.push(call.func.start()),
            [.., last @ ("import_module" | "__import__")] => {
                let own = |expr: &Expr| matches!(expr, Expr::Name(name) if name.id.as_str() == "__name__");
                if call.arguments.args.iter().any(own) {
                    self.found.sees_globals.push((call.start(), format!("{last}(__name__)")));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, at: TextSize, text: &str) {
        if text.contains("__main__") {
            self.found.sees_globals.push((at, "the string \"__main__\"".to_owned()));
        }
    }
}

impl<'m> Visitor<'m> for Search<'m> {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        match statement {
            // A string that is a statement is a docstring or a comment.
            Stmt::Expr(inner) if inner.value.is_string_literal_expr() => return,
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(alias.start(), &alias.name, alias.asname.as_deref());
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_deref().unwrap_or_default();
                self.import(import.start(), module, None);
                for alias in &import.names {
                    self.found.open_names |= alias.name.as_str() == "*";
                    if sees_globals(module, &alias.name) {
                        let what = format!("{module}.{}", alias.name);
                        self.found.sees_globals.push((alias.start(), what));
                    }
                }
            }
            Stmt::Assign(_) | Stmt::AugAssign(_) | Stmt::AnnAssign(_) | Stmt::Expr(_) => {
                let mut exports = Exports::default();
                visitor::walk_stmt(&mut exports, statement);
                if exports.concerned {
                    self.found.exports.extend(exports.strings);
                }
            }
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expr: &'m Expr) {
        match expr {
            Expr::Call(call) => self.call(call),
            Expr::Name(name) if name.ctx.is_load() => self.name(name.start(), &name.id),
            Expr::Attribute(attribute) => {
                if FRAME_ATTRIBUTES.contains(&attribute.attr.as_str()) {
                    self.found.sees_globals.push((attribute.start(), attribute.attr.to_string()));
                }
                if let Expr::Name(name) = &*attribute.value {
                    self.attributes.push((attribute.start(), &name.id, &attribute.attr));
                }
            }
            // A main guard, in whatever spelling.
            Expr::Compare(compare) => {
                let sides = || std::iter::once(&*compare.left).chain(&*compare.comparators);
                if sides().any(|side| matches!(side, Expr::Name(name) if name.id.as_str() == "__name__")) {
                    return;
                }
            }
            Expr::StringLiteral(string) => self.text(string.start(), string.value.to_str()),
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }

    fn visit_interpolated_string_element(&mut self, element: &'m InterpolatedStringElement) {
        if let InterpolatedStringElement::Literal(literal) = element {
            self.text(literal.start(), &literal.value);
        }
        visitor::walk_interpolated_string_element(self, element);
    }
}

/// The strings of a statement, and whether it concerns `__all__`.
#[derive(Default)]
struct Exports {
    concerned: bool,
    strings: Vec<(TextSize, String)>,
}

impl<'m> Visitor<'m> for Exports {
    fn visit_expr(&mut self, expr: &'m Expr) {
        match expr {
            Expr::Name(name) => self.concerned |= name.id.as_str() == "__all__",
            Expr::StringLiteral(string) => {
                self.strings.push((string.start(), string.value.to_str().to_owned()));
            }
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }
}
