//! The walk over one file that finds out what its definitions name.

use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{
    Arguments, CmpOp, Decorator, Expr, ExprCall, ExprContext, Stmt, StmtClassDef, StmtFunctionDef, StmtIf,
};
use ruff_text_size::TextRange;
use rustc_hash::FxHashSet;

use crate::names::block::Block;

use super::summary::{Dotted, Kin, Node, Summary, Target, Word, word};
use super::syntax::{Named, is_main_guard, is_reference, methods, named};

impl Summary {
    /// Walks a whole module.
    pub fn of(body: &[Stmt]) -> Summary {
        let mut walker = Walker {
            out: Summary { nodes: vec![Node::default()], ..Summary::default() },
            node: 0,
            scope: Scope::Module,
            uses: FxHashSet::default(),
            by_any_name: Vec::new(),
            literals: Vec::new(),
            decorators: Vec::new(),
            aliases: Vec::new(),
            kin: Vec::new(),
        };
        walker.visit_body(body);
        let mut summary = walker.finish();
        summary.bound = Block::of(None, body).bound.iter().map(|name| Word::from(&**name)).collect();
        summary
    }
}

#[derive(Clone, PartialEq)]
pub(super) enum Scope {
    Module,
    /// The body of a class at the top level: its node, and the names of its methods.
    Class(usize, FxHashSet<Word>),
    Function,
}

/// A name that is looked up in a node, and the attributes behind it.
type Use = (usize, Word, Vec<Word>);

pub(super) struct Walker {
    pub(super) out: Summary,
    /// Where what is found belongs.
    pub(super) node: usize,
    pub(super) scope: Scope,
    uses: FxHashSet<Use>,
    /// Nodes that import a module whose name is computed.
    by_any_name: Vec<usize>,
    /// The dotted names that stand in strings.
    literals: Vec<Dotted>,
    /// Where a decorator stands, what it decorates, and how it is called.
    decorators: Vec<(usize, usize, Option<Named>)>,
    /// Where a second name is made, that name, and what for.
    pub(super) aliases: Vec<(usize, Word, Named)>,
    /// A class, what it extends, and whether that is its metaclass.
    kin: Vec<(usize, Word, Vec<Word>, bool)>,
}

/// Methods that run when a class is made or named.
const AT_ONCE: &[&str] = &["__class_getitem__", "__init_subclass__", "__mro_entries__", "__set_name__"];

/// Decorators that do not call what they decorate; all others are taken to.
const PLAIN: &[&str] = &[
    "abc.abstractmethod",
    "classmethod",
    "contextlib.asynccontextmanager",
    "contextlib.contextmanager",
    "dataclasses.dataclass",
    "functools.cache",
    "functools.cached_property",
    "functools.lru_cache",
    "functools.total_ordering",
    "functools.wraps",
    "property",
    "staticmethod",
    "typing.overload",
];

impl Walker {
    fn add_node(&mut self, name: &str, range: TextRange, may_be_test: bool) -> usize {
        let node = self.out.nodes.len();
        self.out.nodes.push(Node { range, may_be_test, ..Node::default() });
        self.out.names.entry(word(name)).or_default().push(Target::Node(node));
        node
    }

    fn main(&mut self, guard: &StmtIf) {
        let node = self.out.nodes.len();
        self.out.nodes.push(Node { range: guard.range, ..Node::default() });
        self.out.mains.push(node);
        self.inside(node, Scope::Module, &guard.body);
    }

    fn function(&mut self, def: &StmtFunctionDef) {
        self.decorators(&def.decorator_list);
        if let Some(parameters) = &def.type_params {
            self.visit_type_params(parameters);
        }
        self.visit_parameters(&def.parameters);
        if let Some(returns) = &def.returns {
            self.visit_annotation(returns);
        }
        let node = match &self.scope {
            Scope::Module => self.add_node(&def.name, def.range, def.name.starts_with("test")),
            // Making a class that extends this one calls it.
            Scope::Class(class, _) if AT_ONCE.contains(&def.name.as_str()) => {
                self.out.nodes[*class].gets_subclasses = true;
                self.node
            }
            Scope::Class(node, _) => *node,
            Scope::Function => self.node,
        };
        self.decorated(&def.decorator_list, node);
        self.inside(node, Scope::Function, &def.body);
    }

    fn class(&mut self, def: &StmtClassDef) {
        self.decorators(&def.decorator_list);
        if let Some(parameters) = &def.type_params {
            self.visit_type_params(parameters);
        }
        let node = match &self.scope {
            Scope::Module => self.add_node(&def.name, def.range, def.arguments.is_some() && has_tests(&def.body)),
            Scope::Class(node, _) => *node,
            Scope::Function => self.node,
        };
        if let Some(arguments) = &def.arguments {
            // A base that is only named is not called: its methods matter to whoever uses this class.
            let outer = std::mem::replace(&mut self.node, node);
            self.visit_arguments(arguments);
            self.node = outer;
            arguments.args.iter().filter(|base| !is_reference(base)).for_each(|base| self.visit_expr(base));
            arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
            if self.scope == Scope::Module {
                self.kin(node, arguments);
            }
        }
        self.decorated(&def.decorator_list, node);
        let scope = match self.scope {
            Scope::Function => Scope::Function,
            _ => Scope::Class(node, methods(&def.body)),
        };
        self.inside(self.node, scope, &def.body);
    }

    fn kin(&mut self, node: usize, arguments: &Arguments) {
        let metas =
            arguments.keywords.iter().filter(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg == "metaclass"));
        let bases = arguments.args.iter().map(|base| (base, false));
        for (mut kin, is_meta) in bases.chain(metas.map(|keyword| (&keyword.value, true))) {
            if let Expr::Subscript(subscript) = kin {
                kin = &subscript.value;
            }
            match named(kin) {
                Some((name, attributes)) => self.kin.push((node, name, attributes, is_meta)),
                None => self.out.nodes[node].gets_subclasses = true,
            }
        }
    }

    fn decorators(&mut self, decorators: &[Decorator]) {
        for decorator in decorators {
            if self.accessor(&decorator.expression).is_none() {
                self.visit_expr(&decorator.expression);
            }
        }
    }

    /// A decorator may call what it gets, or hand it to whoever does.
    fn decorated(&mut self, decorators: &[Decorator], node: usize) {
        for decorator in decorators {
            let mut expression = &decorator.expression;
            if let Expr::Call(call) = expression {
                expression = &call.func;
            }
            self.decorators.push((self.node, node, self.accessor(expression).or_else(|| named(expression))));
        }
    }

    /// `@value.setter` below the property `value`.
    fn accessor(&self, decorator: &Expr) -> Option<Named> {
        let (Scope::Class(_, methods), Some((base, attributes))) = (&self.scope, named(decorator)) else { return None };
        let [attribute] = &attributes[..] else { return None };
        let is_accessor = methods.contains(&base) && ["deleter", "getter", "setter"].contains(&&**attribute);
        is_accessor.then(|| (Arc::from("property"), Vec::new()))
    }

    /// Does Python itself have the decorator, and does it not call what it gets?
    fn is_plain(&self, decorator: &Option<Named>) -> bool {
        let Some((name, attributes)) = decorator else { return false };
        match self.out.names.get(name).map(Vec::as_slice) {
            None => attributes.is_empty() && PLAIN.contains(&&**name),
            Some([Target::Imported(dotted)]) => PLAIN.contains(&dotted.then(attributes).to_string().as_str()),
            Some(_) => false,
        }
    }

    fn inside(&mut self, node: usize, scope: Scope, body: &[Stmt]) {
        let node = std::mem::replace(&mut self.node, node);
        let scope = std::mem::replace(&mut self.scope, scope);
        self.visit_body(body);
        self.node = node;
        self.scope = scope;
    }

    pub(super) fn bind(&mut self, name: &str, to: &Dotted) {
        let targets = self.out.names.entry(word(name)).or_default();
        let target = Target::Imported(to.clone());
        if !targets.contains(&target) {
            targets.push(target);
        }
        // `self.Pool` finds what is imported in a class body.
        if matches!(self.scope, Scope::Class(..)) {
            self.out.nodes[self.node].names.insert(to.clone());
        }
    }

    pub(super) fn assigned(&mut self, name: &str) {
        self.out.assigned.insert(word(name));
    }

    pub(super) fn runs(&mut self, module: Dotted) {
        self.out.nodes[self.node].imports.insert(module);
    }

    pub(super) fn use_of(&mut self, name: Word, attributes: Vec<Word>) {
        if let Scope::Class(node, methods) = &self.scope
            && methods.contains(&name)
        {
            self.out.nodes[self.node].own.insert(*node);
        }
        self.uses.insert((self.node, name, attributes));
    }

    /// Calls that look for something by a text.
    fn call(&mut self, call: &ExprCall) {
        let callee = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        match callee {
            "globals" | "locals" | "vars" if self.is_namespace(call) => self.out.nodes[self.node].anything = true,
            "import_module" | "__import__" => match call.arguments.args.first() {
                Some(Expr::StringLiteral(text)) => {
                    let module = Dotted::new(0, text.value.to_str());
                    // `__import__("a.b")` gives `a`.
                    let first = Dotted { level: 0, parts: module.parts.iter().take(1).cloned().collect() };
                    self.out.nodes[self.node].names.extend([module.clone(), first]);
                    self.runs(module);
                }
                _ => self.by_any_name.push(self.node),
            },
            _ => {}
        }
    }

    fn finish(mut self) -> Summary {
        self.bind_aliases();
        #[expect(clippy::iter_over_hash_type, reason = "what is found does not depend on the order")]
        for (node, name, attributes) in std::mem::take(&mut self.uses) {
            let owner = &mut self.out.nodes[node];
            for target in self.out.names.get(&name).into_iter().flatten() {
                match target {
                    Target::Node(other) => {
                        owner.own.insert(*other);
                    }
                    Target::Imported(dotted) => {
                        owner.names.insert(dotted.then(&attributes));
                    }
                }
            }
            for star in &self.out.stars {
                owner.names.insert(star.then(std::iter::once(&name).chain(&attributes)));
            }
        }
        for (node, name, attributes, is_meta) in std::mem::take(&mut self.kin) {
            let bound = self.out.names.get(&name).into_iter().flatten().map(|target| match target {
                Target::Node(node) => Target::Node(*node),
                Target::Imported(dotted) => Target::Imported(dotted.then(&attributes)),
            });
            let starred = self.out.stars.iter().map(|star| star.then(std::iter::once(&name).chain(&attributes)));
            let targets = bound.chain(starred.map(Target::Imported));
            self.out.nodes[node].kin.extend(targets.map(|target| Kin { target, is_meta }));
        }
        for (outer, node, decorator) in std::mem::take(&mut self.decorators) {
            if !self.is_plain(&decorator) {
                self.out.nodes[outer].own.insert(node);
            }
        }
        for node in self.by_any_name {
            let owner = &mut self.out.nodes[node];
            owner.names.extend(self.literals.iter().cloned());
            owner.imports.extend(self.literals.iter().cloned());
        }
        self.out
    }
}

/// Has a class what a test runner calls by its name?
fn has_tests(body: &[Stmt]) -> bool {
    Block::of(None, body)
        .bound
        .iter()
        .any(|name| ["test", "setUp", "tearDown"].iter().any(|start| name.starts_with(start)))
}

impl<'a> Visitor<'a> for Walker {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = Dotted::new(0, &alias.name);
                    match &alias.asname {
                        Some(name) => self.bind(name, &module),
                        None => {
                            let first = alias.name.split('.').next().unwrap_or(&alias.name);
                            self.bind(first, &Dotted::new(0, first));
                        }
                    }
                    self.runs(module);
                }
            }
            Stmt::ImportFrom(import) => {
                let module = Dotted::new(import.level, import.module.as_deref().unwrap_or_default());
                for alias in &import.names {
                    if &alias.name == "*" {
                        self.out.stars.push(module.clone());
                        continue;
                    }
                    let whole = module.then([&word(&alias.name)]);
                    self.bind(alias.asname.as_ref().unwrap_or(&alias.name), &whole);
                    self.runs(whole);
                }
                self.runs(module);
            }
            Stmt::Assign(assign) if self.is_alias(assign) => {}
            Stmt::If(branch) => {
                self.visit_test(&branch.test);
                match self.scope == Scope::Module && is_main_guard(&branch.test) {
                    true => self.main(branch),
                    false => self.visit_body(&branch.body),
                }
                for clause in &branch.elif_else_clauses {
                    clause.test.iter().for_each(|test| self.visit_test(test));
                    self.visit_body(&clause.body);
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.plain_use_of_namespace(expression) {
            return;
        }
        match expression {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.use_of(word(&name.id), Vec::new()),
                _ => self.assigned(&name.id),
            },
            Expr::Attribute(_) => match named(expression) {
                Some((name, attributes)) => self.use_of(name, attributes),
                None => walk_expr(self, expression),
            },
            Expr::StringLiteral(text) => {
                let text = text.value.to_str();
                if text.len() < 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte)) {
                    self.literals.push(Dotted::new(0, text));
                }
            }
            Expr::If(choice) => {
                self.visit_test(&choice.test);
                self.visit_expr(&choice.body);
                self.visit_expr(&choice.orelse);
            }
            Expr::Compare(compare) if compare.ops.iter().all(|op| matches!(op, CmpOp::Is | CmpOp::IsNot)) => {
                std::iter::once(&*compare.left).chain(&compare.comparators).for_each(|side| self.visit_test(side));
            }
            Expr::Call(call) => {
                self.call(call);
                walk_expr(self, expression);
            }
            _ => walk_expr(self, expression),
        }
    }
}
