//! Every use of a module global anywhere in a file, with the place it stands in.

use std::rc::Rc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, ExprContext, Parameters, Stmt, TypeParams};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashSet;

use super::{Name, block::Block, identifier};

/// What is done with the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its value is looked up.
    Read,
    /// It gets a value.
    Bind,
    /// It is deleted.
    Delete,
}

/// Where the use stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the top level itself, or in a comprehension or lambda default that runs there.
    TopLevel,
    /// In a class body that also binds the name: read with `LOAD_NAME`, which skips enclosing functions.
    ClassBody,
    /// In a function, lambda, or class below one: the use runs when that is called.
    Deferred,
}

/// One use of a global.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlobalUse {
    /// The name, normalised.
    pub name: Name,
    /// What is done with it.
    pub access: Access,
    /// Where it stands.
    pub place: Place,
    /// Index of the top-level statement around it.
    pub statement: usize,
    /// The place in the text.
    pub at: TextSize,
    /// Is it bound by a `global` declaration in a function?
    pub declared: bool,
}

/// All uses of globals and all attribute names of a file, in the order of the text.
#[derive(Debug, Default)]
pub struct GlobalUses {
    uses: Vec<GlobalUse>,
    attributes: Vec<(TextSize, Name)>,
    annotated: FxHashSet<Name>,
    identifiers: FxHashSet<Name>,
}

impl GlobalUses {
    /// Walks a whole module.
    pub fn of(body: &[Stmt]) -> GlobalUses {
        let mut walker = Walker { out: GlobalUses::default(), scopes: Vec::new(), statement: 0, classes: Vec::new() };
        for (index, statement) in body.iter().enumerate() {
            walker.statement = index;
            walker.visit_stmt(statement);
        }
        let mut out = walker.out;
        out.uses.sort_by_key(|used| used.at);
        out.attributes.sort();
        out
    }

    /// All uses, in the order of the text.
    pub fn all(&self) -> &[GlobalUse] {
        &self.uses
    }

    /// The uses inside a range of the text.
    pub fn inside(&self, range: TextRange) -> &[GlobalUse] {
        let start = self.uses.partition_point(|used| used.at < range.start());
        let end = self.uses.partition_point(|used| used.at < range.end());
        &self.uses[start..end]
    }

    /// All attribute names of the file.
    pub fn attributes(&self) -> impl Iterator<Item = &Name> {
        self.attributes.iter().map(|(_, name)| name)
    }

    /// The attribute names inside a range of the text.
    pub fn attributes_inside(&self, range: TextRange) -> &[(TextSize, Name)] {
        let start = self.attributes.partition_point(|(at, _)| *at < range.start());
        let end = self.attributes.partition_point(|(at, _)| *at < range.end());
        &self.attributes[start..end]
    }

    /// Is `name` annotated at the top level (`name: T` or `name: T = v`)?
    pub fn is_annotated(&self, name: &str) -> bool {
        self.annotated.contains(name)
    }

    /// Does `name` occur as an identifier anywhere, in any scope?
    pub fn mentions(&self, name: &str) -> bool {
        self.identifiers.contains(name)
    }
}

enum Scope {
    Class(Rc<Block>),
    Function(Rc<Block>),
    /// Names of a comprehension's targets, or of type parameters.
    Small(FxHashSet<Name>),
}

struct Walker {
    out: GlobalUses,
    scopes: Vec<Scope>,
    statement: usize,
    classes: Vec<String>,
}

impl Walker {
    /// The name as the compiler sees it: normalised, and mangled inside a class (`__x` in class `C` is `_C__x`).
    fn compiled(&self, raw: &str) -> Name {
        let name = identifier(raw);
        match self.classes.last() {
            Some(class) if name.starts_with("__") && !name.ends_with("__") && !name.contains('.') => {
                Rc::from(format!("_{}{}", class.trim_start_matches('_'), name))
            }
            _ => name,
        }
    }

    fn used(&mut self, raw: &str, access: Access, at: TextSize) {
        let name = self.compiled(raw);
        self.out.identifiers.insert(name.clone());
        if let Some((place, declared)) = self.resolve(&name) {
            self.out.uses.push(GlobalUse { name, access, place, statement: self.statement, at, declared });
        }
    }

    /// The place of a use that means the module's global; `None` for a local of some scope.
    fn resolve(&self, name: &Name) -> Option<(Place, bool)> {
        let deferred = self.scopes.iter().any(|scope| matches!(scope, Scope::Function(_)));
        let outer = if deferred { Place::Deferred } else { Place::TopLevel };
        let mut innermost = true;
        for scope in self.scopes.iter().rev() {
            match scope {
                Scope::Small(names) if names.contains(name) => return None,
                Scope::Small(_) => {}
                Scope::Function(block) => {
                    if block.globals.contains(name) {
                        return Some((outer, true));
                    }
                    if block.bound.contains(name) || block.nonlocals.contains(name) {
                        return None;
                    }
                    innermost = false;
                }
                Scope::Class(block) => {
                    if innermost {
                        if block.globals.contains(name) {
                            return Some((outer, true));
                        }
                        if block.owns(name) {
                            return Some((if deferred { Place::Deferred } else { Place::ClassBody }, false));
                        }
                    }
                    innermost = false;
                }
            }
        }
        Some((outer, false))
    }

    fn defaults(&mut self, parameters: &Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
        for parameter in parameters.iter() {
            self.out.identifiers.insert(identifier(parameter.name()));
            if let Some(annotation) = parameter.annotation() {
                self.visit_expr(annotation);
            }
        }
    }

    fn type_parameters(&mut self, parameters: Option<&TypeParams>) -> bool {
        let Some(parameters) = parameters else { return false };
        let names = parameters.type_params.iter().map(|p| identifier(p.name())).collect();
        self.scopes.push(Scope::Small(names));
        true
    }

    fn comprehension<'a>(&mut self, generators: &'a [Comprehension], results: &[&'a Expr]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        let mut targets = FxHashSet::default();
        for generator in generators {
            target_names(&generator.target, &mut targets);
        }
        self.scopes.push(Scope::Small(targets));
        for (index, generator) in generators.iter().enumerate() {
            if index > 0 {
                self.visit_expr(&generator.iter);
            }
            self.visit_expr(&generator.target);
            for condition in &generator.ifs {
                self.visit_expr(condition);
            }
        }
        for result in results {
            self.visit_expr(result);
        }
        self.scopes.pop();
    }

    /// A walrus in a comprehension binds the block around all comprehensions.
    fn walrus(&mut self, raw: &str, at: TextSize) {
        let mut set_aside = Vec::new();
        while matches!(self.scopes.last(), Some(Scope::Small(_))) {
            set_aside.extend(self.scopes.pop());
        }
        self.used(raw, Access::Bind, at);
        self.scopes.extend(set_aside.into_iter().rev());
    }
}

/// Collects the names a target binds.
pub fn target_names(target: &Expr, into: &mut FxHashSet<Name>) {
    match target {
        Expr::Name(name) => {
            into.insert(identifier(&name.id));
        }
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| target_names(element, into)),
        Expr::List(list) => list.elts.iter().for_each(|element| target_names(element, into)),
        Expr::Starred(starred) => target_names(&starred.value, into),
        _ => {}
    }
}

impl<'a> Visitor<'a> for Walker {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                let typed = self.type_parameters(def.type_params.as_deref());
                self.defaults(&def.parameters);
                if let Some(returns) = &def.returns {
                    self.visit_expr(returns);
                }
                let block = Block::of(Some(&def.parameters), &def.body);
                self.scopes.push(Scope::Function(block));
                def.body.iter().for_each(|statement| self.visit_stmt(statement));
                self.scopes.pop();
                if typed {
                    self.scopes.pop();
                }
                self.used(&def.name, Access::Bind, def.name.start());
            }
            Stmt::ClassDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                let typed = self.type_parameters(def.type_params.as_deref());
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
                self.scopes.push(Scope::Class(Block::of(None, &def.body)));
                self.classes.push(def.name.to_string());
                def.body.iter().for_each(|statement| self.visit_stmt(statement));
                self.classes.pop();
                self.scopes.pop();
                if typed {
                    self.scopes.pop();
                }
                self.used(&def.name, Access::Bind, def.name.start());
            }
            Stmt::AnnAssign(assign) => {
                if let (Expr::Name(name), true) = (&*assign.target, self.scopes.is_empty()) {
                    let name = identifier(&name.id);
                    self.out.annotated.insert(name);
                }
                if assign.value.is_some() {
                    walk_stmt(self, statement);
                } else {
                    self.visit_expr(&assign.annotation);
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                    let bound = if alias.asname.is_some() { bound } else { bound.split('.').next().unwrap_or(bound) };
                    self.used(bound, Access::Bind, alias.start());
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in import.names.iter().filter(|alias| &alias.name != "*") {
                    self.used(alias.asname.as_ref().unwrap_or(&alias.name), Access::Bind, alias.start());
                }
            }
            Stmt::Global(declared) => {
                for name in &declared.names {
                    self.out.identifiers.insert(identifier(name));
                }
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.used(&name.id, Access::Read, name.start());
                }
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ruff_python_ast::ExceptHandler) {
        let ruff_python_ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.used(name, Access::Bind, name.start());
            self.used(name, Access::Delete, name.start());
        }
        ruff_python_ast::visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ruff_python_ast::Pattern) {
        use ruff_python_ast::Pattern;
        let name = match pattern {
            Pattern::MatchAs(captured) => captured.name.as_ref(),
            Pattern::MatchStar(captured) => captured.name.as_ref(),
            Pattern::MatchMapping(mapping) => mapping.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.used(name, Access::Bind, name.start());
        }
        ruff_python_ast::visitor::walk_pattern(self, pattern);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => {
                let access = match name.ctx {
                    ExprContext::Store => Access::Bind,
                    ExprContext::Del => Access::Delete,
                    _ => Access::Read,
                };
                self.used(&name.id, access, name.start());
            }
            Expr::Attribute(attribute) => {
                let name = identifier(&attribute.attr);
                self.out.attributes.push((attribute.attr.start(), name));
                walk_expr(self, expression);
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                let block = Block::of_lambda(lambda.parameters.as_deref(), &lambda.body);
                self.scopes.push(Scope::Function(block));
                self.visit_expr(&lambda.body);
                self.scopes.pop();
            }
            Expr::ListComp(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::SetComp(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::Generator(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::DictComp(comp) => match &comp.key {
                Some(key) => self.comprehension(&comp.generators, &[key, &comp.value]),
                None => self.comprehension(&comp.generators, &[&comp.value]),
            },
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                if let Expr::Name(name) = &*named.target {
                    self.walrus(&name.id, name.start());
                }
            }
            _ => walk_expr(self, expression),
        }
    }
}
