//! Builds the scopes of a module in one walk.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    self as ast, AnyParameterRef, ExceptHandler, Expr, ExprContext, Identifier, Parameters, Pattern, Stmt, TypeParam,
    TypeParams,
};
use ruff_text_size::{Ranged, TextSize};
use unicode_normalization::UnicodeNormalization;

use super::scopes::{How, Kind, Scope, Scopes, Use};

/// The scopes and name uses of a module.
pub(super) fn build(body: &[Stmt]) -> Scopes<'_> {
    let mut walk = Walk::default();
    walk.enter(Kind::Module, body);
    walk.visit_body(body);
    walk.out
}

/// A name as Python's compiler sees it inside of `class`: normalised, private names mangled.
pub(super) fn canonical(name: &str, class: Option<&str>) -> String {
    let name: String = if name.is_ascii() { name.to_owned() } else { name.nfkc().collect() };
    let Some(class) = class.map(|class| class.trim_start_matches('_')).filter(|class| !class.is_empty()) else {
        return name;
    };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name;
    }
    format!("_{class}{name}")
}

#[derive(Default)]
struct Walk<'m> {
    out: Scopes<'m>,
    /// The scopes around this point, outermost first.
    stack: Vec<usize>,
    /// Names of the classes around this point.
    classes: Vec<String>,
}

impl<'m> Walk<'m> {
    fn enter(&mut self, kind: Kind, body: &'m [Stmt]) {
        let parent = self.stack.last().copied().unwrap_or(0);
        self.stack.push(self.out.scopes.len());
        self.out.scopes.push(Scope {
            kind,
            parent,
            body,
            bound: Default::default(),
            globals: Default::default(),
            nonlocals: Default::default(),
        });
    }

    fn leave(&mut self) {
        self.stack.pop();
    }

    fn here(&self) -> usize {
        self.stack.last().copied().unwrap_or(0)
    }

    /// The scope in which `:=` binds: comprehensions are skipped (PEP 572).
    fn around_comprehensions(&self) -> usize {
        let is_real = |scope: &&usize| self.out.scopes[**scope].kind != Kind::Comprehension;
        self.stack.iter().rev().find(is_real).copied().unwrap_or(0)
    }

    fn add(&mut self, scope: usize, name: &str, at: TextSize, how: How) {
        let name = canonical(name, self.classes.last().map(String::as_str));
        if matches!(how, How::Bind | How::Delete) {
            self.out.scopes[scope].bound.insert(name.clone());
        }
        self.out.uses.push(Use { name, scope, at, how });
    }

    fn bind(&mut self, name: &Identifier) {
        self.add(self.here(), name.as_str(), name.start(), How::Bind);
    }

    fn alias(&mut self, alias: &ast::Alias, dotted: bool) {
        let name = match &alias.asname {
            Some(asname) => asname.as_str(),
            None if dotted => alias.name.split('.').next().unwrap_or_default(),
            None => alias.name.as_str(),
        };
        if name != "*" {
            self.add(self.here(), name, alias.start(), How::Bind);
        }
    }

    fn declare(&mut self, names: &[Identifier], global: bool) {
        let scope = self.here();
        for name in names {
            let canonical = canonical(name.as_str(), self.classes.last().map(String::as_str));
            if self.out.scopes[scope].kind != Kind::Module {
                let scope = &mut self.out.scopes[scope];
                let set = if global { &mut scope.globals } else { &mut scope.nonlocals };
                set.insert(canonical);
            }
            self.add(scope, name.as_str(), name.start(), How::Declare);
        }
    }

    fn defaults(&mut self, parameters: &'m Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn annotations(&mut self, parameters: &'m Parameters, returns: Option<&'m Expr>) {
        let parameters = parameters.iter().map(AnyParameterRef::as_parameter);
        let all = parameters.filter_map(|parameter| parameter.annotation.as_deref()).chain(returns);
        for annotation in all {
            self.visit_annotation(annotation);
        }
    }

    fn parameters(&mut self, parameters: &'m Parameters) {
        for parameter in parameters.iter().map(AnyParameterRef::as_parameter) {
            self.bind(&parameter.name);
        }
    }

    /// Opens the scope of type parameters; `true` when there is one to leave.
    fn type_scope(&mut self, type_params: Option<&'m TypeParams>) -> bool {
        let Some(type_params) = type_params else {
            return false;
        };
        self.enter(Kind::Annotation, &[]);
        for type_param in type_params {
            self.bind(match type_param {
                TypeParam::TypeVar(type_var) => &type_var.name,
                TypeParam::TypeVarTuple(tuple) => &tuple.name,
                TypeParam::ParamSpec(spec) => &spec.name,
            });
        }
        // Bounds and defaults are lazy scopes of their own, in which nothing is bound.
        self.visit_type_params(type_params);
        true
    }

    fn function(&mut self, def: &'m ast::StmtFunctionDef) {
        for decorator in &def.decorator_list {
            self.visit_decorator(decorator);
        }
        self.defaults(&def.parameters);
        let generic = self.type_scope(def.type_params.as_deref());
        self.annotations(&def.parameters, def.returns.as_deref());
        self.enter(Kind::Function, &def.body);
        self.parameters(&def.parameters);
        self.visit_body(&def.body);
        self.leave();
        if generic {
            self.leave();
        }
        self.bind(&def.name);
    }

    fn class(&mut self, def: &'m ast::StmtClassDef) {
        for decorator in &def.decorator_list {
            self.visit_decorator(decorator);
        }
        self.classes.push(def.name.to_string());
        let generic = self.type_scope(def.type_params.as_deref());
        self.classes.pop();
        if let Some(arguments) = &def.arguments {
            self.visit_arguments(arguments);
        }
        self.enter(Kind::Class, &def.body);
        self.classes.push(def.name.to_string());
        self.visit_body(&def.body);
        self.classes.pop();
        self.leave();
        if generic {
            self.leave();
        }
        self.bind(&def.name);
    }

    fn comprehension(&mut self, generators: &'m [ast::Comprehension], elements: &[&'m Expr]) {
        let Some((first, rest)) = generators.split_first() else {
            return;
        };
        // The first iterable is evaluated in the scope around the comprehension.
        self.visit_expr(&first.iter);
        self.enter(Kind::Comprehension, &[]);
        self.visit_expr(&first.target);
        for test in &first.ifs {
            self.visit_expr(test);
        }
        for generator in rest {
            self.visit_comprehension(generator);
        }
        for element in elements {
            self.visit_expr(element);
        }
        self.leave();
    }

    fn lambda(&mut self, lambda: &'m ast::ExprLambda) {
        if let Some(parameters) = lambda.parameters.as_deref() {
            self.defaults(parameters);
        }
        self.out.lambdas.push((lambda.start(), self.out.scopes.len()));
        self.enter(Kind::Function, &[]);
        if let Some(parameters) = lambda.parameters.as_deref() {
            self.parameters(parameters);
        }
        self.visit_expr(&lambda.body);
        self.leave();
    }
}

impl<'m> Visitor<'m> for Walk<'m> {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::TypeAlias(alias) => {
                let generic = self.type_scope(alias.type_params.as_deref());
                self.enter(Kind::Annotation, &[]);
                self.visit_expr(&alias.value);
                self.leave();
                if generic {
                    self.leave();
                }
                self.visit_expr(&alias.name);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.alias(alias, true);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.alias(alias, false);
                }
            }
            Stmt::Global(global) => self.declare(&global.names, true),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names, false),
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.add(self.here(), &name.id, name.start(), How::Read);
                }
                visitor::walk_stmt(self, statement);
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expr: &'m Expr) {
        match expr {
            Expr::Name(name) => {
                let how = match name.ctx {
                    ExprContext::Store => How::Bind,
                    ExprContext::Del => How::Delete,
                    ExprContext::Load | ExprContext::Invalid => How::Read,
                };
                self.add(self.here(), &name.id, name.start(), how);
            }
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                if let Expr::Name(name) = &*named.target {
                    self.add(self.around_comprehensions(), &name.id, name.start(), How::Bind);
                }
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::ListComp(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::SetComp(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::Generator(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::DictComp(comp) => match comp.key.as_deref() {
                Some(key) => self.comprehension(&comp.generators, &[key, &comp.value]),
                None => self.comprehension(&comp.generators, &[&comp.value]),
            },
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn visit_annotation(&mut self, annotation: &'m Expr) {
        let mut quoted = Quoted::default();
        quoted.visit_expr(annotation);
        for (word, at) in quoted.words {
            self.add(self.here(), &word, at, How::Quoted);
        }
        self.visit_expr(annotation);
    }

    fn visit_except_handler(&mut self, handler: &'m ExceptHandler) {
        let ExceptHandler::ExceptHandler(handler) = handler;
        if let Some(kind) = &handler.type_ {
            self.visit_expr(kind);
        }
        if let Some(name) = &handler.name {
            self.bind(name);
        }
        self.visit_body(&handler.body);
        if let Some(name) = &handler.name {
            // The name is deleted at the end of the handler.
            self.add(self.here(), name.as_str(), name.start(), How::Delete);
        }
    }

    fn visit_pattern(&mut self, pattern: &'m Pattern) {
        visitor::walk_pattern(self, pattern);
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name);
        }
    }
}

/// The identifiers in the strings of an annotation.
#[derive(Default)]
struct Quoted {
    words: Vec<(String, TextSize)>,
}

impl<'m> Visitor<'m> for Quoted {
    fn visit_expr(&mut self, expr: &'m Expr) {
        if let Expr::StringLiteral(string) = expr {
            let words = string.value.to_str().split(|c: char| !c.is_alphanumeric() && c != '_');
            let words = words.filter(|word| word.chars().next().is_some_and(|c| !c.is_numeric()));
            self.words.extend(words.map(|word| (word.to_owned(), string.start())));
        }
        visitor::walk_expr(self, expr);
    }
}
