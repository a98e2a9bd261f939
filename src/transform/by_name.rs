//! Code that gets at globals by their names as text, so that a variable that became local would be missed: `globals()`,
//! `sys.modules[__name__]`, `import __main__`, frames, and texts that name the main module.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_interpolated_string_element, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, InterpolatedStringElement, Stmt};

/// What code of a file looks up by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lookups {
    /// Globals, somewhere. It is not told apart which: below a guard no name changes its scope.
    pub(super) globals: bool,
    /// The names of the scope it stands in, and it stands where a function would be around it.
    pub(super) own_scope: bool,
}

/// What the statements of a file look up when those of `moved` get a function around them.
pub(super) fn lookups(body: &[Stmt], moved: &[usize]) -> Lookups {
    let mut imports = Imports::default();
    imports.visit_body(body);
    let found = Lookups { globals: imports.leads, own_scope: false };
    let mut search = Search { imports, moves: false, depth: 0, found };
    for (index, statement) in body.iter().enumerate() {
        search.moves = moved.binary_search(&index).is_ok();
        search.visit_stmt(statement);
    }
    search.found
}

/// May names come from elsewhere: by a star import, or because somebody adds builtins?
pub(super) fn takes_unknown_names(body: &[Stmt]) -> bool {
    let mut imports = Imports::default();
    imports.visit_body(body);
    imports.is_open
}

/// What leads from a module to the names of another one.
const FUNCTIONS: [(&str, &[&str]); 10] = [
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

/// Attributes of frames and functions that hold variables.
const OF_FRAMES: [&str; 6] = ["f_globals", "f_locals", "f_back", "gi_frame", "tb_frame", "__globals__"];

fn leads(module: &str, name: &str) -> bool {
    FUNCTIONS.iter().any(|(known, names)| *known == module && names.contains(&name))
}

/// What the imports of a file bind, in whatever scope.
#[derive(Default)]
struct Imports<'a> {
    /// `import module as alias`
    aliases: Vec<(&'a str, &'a str)>,
    leads: bool,
    is_open: bool,
}

impl<'a> Visitor<'a> for Imports<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.leads |= &alias.name == "__main__";
                    self.is_open |= &alias.name == "builtins";
                    self.aliases.extend(alias.asname.as_ref().map(|own| (own.as_str(), alias.name.as_str())));
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_deref().unwrap_or_default();
                self.is_open |= module == "builtins" || import.names.iter().any(|alias| &alias.name == "*");
                self.leads |= module == "__main__" || import.names.iter().any(|alias| leads(module, &alias.name));
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.is_open |= matches!(expression, Expr::Name(name) if &name.id == "__builtins__");
        walk_expr(self, expression);
    }
}

struct Search<'a> {
    imports: Imports<'a>,
    /// Does the statement at hand move?
    moves: bool,
    /// Functions around.
    depth: usize,
    found: Lookups,
}

impl<'a> Search<'a> {
    fn call(&mut self, call: &'a ExprCall) {
        let name = match &*call.func {
            Expr::Name(name) => &*name.id,
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        let is_own = |expression: &Expr| matches!(expression, Expr::Name(name) if &name.id == "__name__");
        self.found.globals |= matches!(name, "import_module" | "__import__") && call.arguments.args.iter().any(is_own);
    }

    /// A call that says which names it means looks at no others.
    fn is_told(call: &ExprCall) -> bool {
        let given = call.arguments.args.len() + call.arguments.keywords.len();
        match &*call.func {
            Expr::Name(name) => match &*name.id {
                "vars" | "dir" => given > 0,
                "exec" | "eval" => given > 1,
                _ => false,
            },
            _ => false,
        }
    }

    fn text(&mut self, text: &str) {
        self.found.globals |= text.contains("__main__");
    }
}

impl<'a> Visitor<'a> for Search<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // A docstring, or a comment.
            Stmt::Expr(text) if text.value.is_string_literal_expr() => {}
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                self.visit_parameters(&def.parameters);
                def.returns.iter().for_each(|returns| self.visit_annotation(returns));
                self.depth += 1;
                self.visit_body(&def.body);
                self.depth -= 1;
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => {
                self.call(call);
                if Self::is_told(call) {
                    return self.visit_arguments(&call.arguments);
                }
            }
            Expr::Name(name) if name.ctx.is_load() => match &*name.id {
                "globals" | "eval" | "__annotations__" => self.found.globals = true,
                "exec" | "locals" | "vars" | "dir" => {
                    self.found.own_scope |= self.moves && self.depth == 0;
                    self.found.globals |= self.moves || self.depth == 0;
                }
                _ => {}
            },
            Expr::Attribute(attribute) => {
                self.found.globals |= OF_FRAMES.contains(&attribute.attr.as_str());
                if let Expr::Name(module) = &*attribute.value {
                    let alias = self.imports.aliases.iter().find(|(own, _)| *own == &*module.id);
                    self.found.globals |=
                        leads(alias.map_or(module.id.as_str(), |(_, module)| module), &attribute.attr);
                }
            }
            // A main guard, in whatever spelling.
            Expr::Compare(compare) => {
                let mut sides = std::iter::once(&*compare.left).chain(&*compare.comparators);
                if sides.any(|side| matches!(side, Expr::Name(name) if &name.id == "__name__")) {
                    return;
                }
            }
            Expr::StringLiteral(string) => self.text(string.value.to_str()),
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.visit_parameters(parameters));
                self.depth += 1;
                self.visit_expr(&lambda.body);
                self.depth -= 1;
                return;
            }
            _ => {}
        }
        walk_expr(self, expression);
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        if let InterpolatedStringElement::Literal(literal) = element {
            self.text(&literal.value);
        }
        walk_interpolated_string_element(self, element);
    }
}
