//! What one file takes from a module it imports.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, ExprContext, Stmt, StmtImport, StmtImportFrom};
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashSet;

use super::{Meaning, Resolver, Taken, Use};
use crate::names::{Name, globals::GlobalUses, identifier};
use crate::parse::Module;

/// What the file takes, and the names under which its top level holds the module itself.
pub(super) fn of(module: &Module, resolver: &Resolver<'_>) -> (Vec<Use>, Vec<Name>) {
    let mut imports = Imports { module, resolver, depth: 0, held: Vec::new(), uses: Vec::new() };
    module.body().iter().for_each(|statement| imports.visit_stmt(statement));
    let Imports { held, mut uses, .. } = imports;
    let globals = GlobalUses::of(module.body());
    let mut readers = Readers { module, resolver, held, globals: globals_at(&globals), uses: Vec::new() };
    module.body().iter().for_each(|statement| readers.visit_stmt(statement));
    let Readers { held, uses: read, .. } = readers;
    uses.extend(read);
    let unused = held.iter().filter(|one| !one.is_used && !one.is_around);
    uses.extend(unused.map(|one| Use { line: one.line, taken: Taken::Effect }));
    uses.sort_by(|a, b| (a.line, &a.taken).cmp(&(b.line, &b.taken)));
    uses.dedup();
    let own = held.iter().filter(|one| one.is_global && one.path.is_empty()).map(|one| one.root.clone());
    (uses, own.collect())
}

/// A notebook that imports the module; its cells are not looked into any further.
pub(super) fn in_notebook(text: &str, word: &str) -> Option<Use> {
    let is_import = |line: &str| {
        let code = line.trim().trim_start_matches('"').trim_start();
        let imports = code.starts_with("import ") || code.starts_with("from ");
        imports && code.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|part| part == word)
    };
    let index = text.lines().position(is_import)?;
    Some(Use { line: index + 1, taken: Taken::Whole })
}

/// A name that leads to the module: `jobs`, or `pkg` with the way `tools.jobs`.
struct Held {
    root: Name,
    path: Vec<Name>,
    line: usize,
    is_global: bool,
    /// Does the name stand for a package around the module, imported for whatever reason?
    is_around: bool,
    is_used: bool,
}

struct Imports<'a> {
    module: &'a Module,
    resolver: &'a Resolver<'a>,
    depth: usize,
    held: Vec<Held>,
    uses: Vec<Use>,
}

impl Imports<'_> {
    fn hold(&mut self, root: &str, path: Vec<Name>, at: TextSize, is_around: bool) {
        let line = self.module.line(at);
        let is_global = self.depth == 0;
        self.held.push(Held { root: identifier(root), path, line, is_global, is_around, is_used: false });
    }

    fn import(&mut self, import: &StmtImport) {
        for alias in &import.names {
            let dotted = alias.name.as_str();
            let first = dotted.split('.').next().unwrap_or(dotted);
            let rest: Vec<Name> = dotted.split('.').skip(1).map(identifier).collect();
            match (self.resolver.meaning(dotted, 0), &alias.asname) {
                (Meaning::Target, Some(name)) => self.hold(name, Vec::new(), alias.start(), false),
                (Meaning::Target, None) => self.hold(first, rest, alias.start(), false),
                (Meaning::Above(path), Some(name)) => self.hold(name, path, alias.start(), true),
                (Meaning::Above(path), None) => self.hold(first, [rest, path].concat(), alias.start(), true),
                (Meaning::Other, _) => {}
            }
        }
    }

    fn import_from(&mut self, import: &StmtImportFrom) {
        let dotted = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
        let outer = self.resolver.meaning(&dotted, import.level);
        for alias in &import.names {
            let name = alias.name.as_str();
            let line = self.module.line(alias.start());
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let full = if dotted.is_empty() { name.to_string() } else { format!("{dotted}.{name}") };
            match (&outer, name) {
                (Meaning::Target, "*") => self.uses.push(Use { line, taken: Taken::Star }),
                (Meaning::Target, _) => self.uses.push(Use { line, taken: Taken::Name(identifier(name)) }),
                (_, "*") => {}
                _ => match self.resolver.meaning(&full, import.level) {
                    Meaning::Target => self.hold(bound, Vec::new(), alias.start(), false),
                    Meaning::Above(path) => self.hold(bound, path, alias.start(), true),
                    Meaning::Other => {}
                },
            }
        }
    }
}

impl<'a> Visitor<'a> for Imports<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {
                self.depth += 1;
                walk_stmt(self, statement);
                self.depth -= 1;
            }
            // `if TYPE_CHECKING:` is never run.
            Stmt::If(choice) if is_type_checking(&choice.test) => {
                choice.elif_else_clauses.iter().for_each(|clause| self.visit_elif_else_clause(clause));
            }
            _ => walk_stmt(self, statement),
        }
    }
}

fn is_type_checking(test: &Expr) -> bool {
    match test {
        Expr::Name(name) => name.id.as_str() == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}

/// Where globals are used, so that a parameter of the same name is not taken for the module.
fn globals_at(uses: &GlobalUses) -> FxHashSet<TextSize> {
    uses.all().iter().map(|used| used.at).collect()
}

struct Readers<'a> {
    module: &'a Module,
    resolver: &'a Resolver<'a>,
    held: Vec<Held>,
    globals: FxHashSet<TextSize>,
    uses: Vec<Use>,
}

/// Functions that take an object and the name of an attribute.
const BY_NAME: &[&str] = &["getattr", "hasattr", "setattr", "delattr", "object", "attrgetter"];
/// Functions that import what a text names.
const IMPORTERS: &[&str] = &["import_module", "__import__", "run_module", "resolve_name", "find_spec", "importorskip"];
/// Functions that run a file which a text names.
const LOADERS: &[&str] =
    &["run_path", "spec_from_file_location", "SourceFileLoader", "load_source", "exec", "execfile"];

impl Readers<'_> {
    fn take(&mut self, at: TextSize, taken: Taken) {
        self.uses.push(Use { line: self.module.line(at), taken });
    }

    /// Marks the names that `root` may stand for at this place, and tells what the attributes behind it take.
    fn through(&mut self, root: &str, at: TextSize, attributes: &[&str]) {
        let root = identifier(root);
        let is_global = self.globals.contains(&at);
        let mut taken = Vec::new();
        for one in self.held.iter_mut().filter(|one| one.root == root && (is_global || !one.is_global)) {
            let common =
                one.path.iter().zip(attributes).take_while(|(part, attribute)| &***part == **attribute).count();
            let wanted = one.path.len();
            if common == wanted && attributes.len() > wanted {
                one.is_used = true;
                taken.push(Taken::Name(identifier(attributes[wanted])));
            } else if common == attributes.len() && !(one.is_around && attributes.is_empty()) {
                one.is_used = true;
                taken.push(Taken::Whole);
            }
        }
        taken.into_iter().for_each(|taken| self.take(at, taken));
    }

    /// `getattr(jobs, "name")`: true when that is all there is to say about the call.
    fn by_name(&mut self, call: &ExprCall) -> bool {
        let [owner, name, ..] = &*call.arguments.args else { return false };
        if !BY_NAME.contains(&callee(call)) {
            return false;
        }
        let (Some((root, mut attributes)), Some(name)) = (chain(owner), name.as_string_literal_expr()) else {
            return false;
        };
        attributes.push(name.value.to_str());
        self.through(&root.id, root.start(), &attributes);
        call.arguments.args.iter().skip(2).for_each(|argument| self.visit_expr(argument));
        call.arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
        true
    }

    /// A text that names the module, or something in it.
    fn text(&mut self, text: &str, at: TextSize) {
        let Some((dotted, name)) = text.rsplit_once(['.', ':']) else { return };
        let is_named = dotted.rsplit('.').next() == Some(self.resolver.target.word()) && is_dotted(dotted);
        let is_bound = self.resolver.target.names.contains(&identifier(name));
        if is_named && is_bound && matches!(self.resolver.meaning(dotted, 0), Meaning::Target) {
            self.take(at, Taken::Name(identifier(name)));
        }
    }

    fn called(&mut self, call: &ExprCall) {
        let callee = callee(call);
        let mut texts = Texts(Vec::new());
        if IMPORTERS.contains(&callee) {
            call.arguments.args.iter().take(1).for_each(|argument| texts.visit_expr(argument));
            for (text, at) in texts.0 {
                let plain = text.trim_start_matches('.');
                let is_meant = match plain == text {
                    true => is_dotted(text) && matches!(self.resolver.meaning(text, 0), Meaning::Target),
                    false => plain.rsplit('.').next() == Some(self.resolver.target.word()),
                };
                if is_meant {
                    self.take(at, Taken::Whole);
                }
            }
        } else if LOADERS.contains(&callee) {
            call.arguments.args.iter().for_each(|argument| texts.visit_expr(argument));
            let file = format!("{}.py", self.resolver.target.word());
            for (text, at) in texts.0 {
                if text.rsplit(['/', '\\']).next() == Some(&file) {
                    self.take(at, Taken::Whole);
                }
            }
        }
    }
}

impl<'a> Visitor<'a> for Readers<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(_) => match chain(expression) {
                Some((root, attributes)) => self.through(&root.id, root.start(), &attributes),
                None => walk_expr(self, expression),
            },
            Expr::Name(name) if name.ctx == ExprContext::Load => self.through(&name.id, name.start(), &[]),
            Expr::Call(call) => {
                self.called(call);
                if !self.by_name(call) {
                    walk_expr(self, expression);
                }
            }
            Expr::StringLiteral(text) => self.text(text.value.to_str(), text.start()),
            _ => walk_expr(self, expression),
        }
    }
}

/// All texts in an expression.
struct Texts<'a>(Vec<(&'a str, TextSize)>);

impl<'a> Visitor<'a> for Texts<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::StringLiteral(text) = expression {
            self.0.push((text.value.to_str(), text.start()));
        }
        walk_expr(self, expression);
    }
}

/// `a.b.c` as its first name and the attributes behind it.
fn chain(expression: &Expr) -> Option<(&ruff_python_ast::ExprName, Vec<&str>)> {
    match expression {
        Expr::Name(name) => Some((name, Vec::new())),
        Expr::Attribute(attribute) => {
            let (root, mut attributes) = chain(&attribute.value)?;
            attributes.push(attribute.attr.as_str());
            Some((root, attributes))
        }
        _ => None,
    }
}

fn callee(call: &ExprCall) -> &str {
    match &*call.func {
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::Name(name) => name.id.as_str(),
        _ => "",
    }
}

fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}
