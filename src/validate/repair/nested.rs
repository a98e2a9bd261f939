//! The nested functions and lambdas of the original, in the order of its text.

use ruff_python_ast::visitor::{Visitor, walk_body, walk_expr, walk_stmt};
use ruff_python_ast::{
    Expr, ExprLambda, Identifier, ParameterWithDefault, Parameters, Stmt, StmtFunctionDef, StmtReturn,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::super::scopes::{Kind, Scopes};
use super::hoist::Pair;

/// All that may have moved: functions and lambdas with a local name, and lambdas without one.
pub(super) fn all<'a>(body: &'a [Stmt], before: &Scopes<'a>) -> Vec<Nested<'a>> {
    let mut finder = Finder { before, suite: TextRange::default(), local: None, found: Vec::new() };
    finder.visit_body(body);
    finder.found
}

/// A function of the original that is none of the module.
pub(super) struct Nested<'a> {
    /// The function, or the lambda written as one.
    pub(super) def: StmtFunctionDef,
    /// Its own scope.
    pub(super) scope: usize,
    pub(super) named: Option<Named<'a>>,
    pub(super) is_lambda: bool,
}

/// The local name of a function.
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    /// The statement that gives it the name.
    pub(super) statement: TextRange,
    /// The statements around that.
    pub(super) suite: TextRange,
}

impl<'a> Nested<'a> {
    /// The range of the function in the original.
    pub(super) fn range(&self) -> TextRange {
        self.def.range
    }

    /// Is it this statement that gives the function its name?
    pub(super) fn is_given_by(&self, statement: &Stmt) -> bool {
        self.named.as_ref().is_some_and(|named| named.statement == statement.range())
    }

    /// What `function` would have been handed if it were this one; `None` when its parameters say it is another.
    pub(super) fn pair<'p>(&'p self, function: &'p StmtFunctionDef) -> Option<Pair<'p>>
    where
        'a: 'p,
    {
        let (new, old) = (positional(&function.parameters), positional(&self.def.parameters));
        let count = new.len().checked_sub(old.len())?;
        let (captured, rest) = new.split_at(count);
        if captured.iter().any(|parameter| parameter.default.is_some() || parameter.parameter.annotation.is_some()) {
            return None;
        }
        let lost = |(new, old): &(&&ParameterWithDefault, &&ParameterWithDefault)| {
            new.default.is_none() && old.default.is_some()
        };
        let defaults = rest.iter().zip(&old).take_while(lost).count();
        let is_lambda = self.is_lambda && self.named.is_none();
        let captured = captured.iter().map(|parameter| parameter.parameter.name.to_string()).collect();
        (defaults == 0 || is_lambda).then_some(Pair { nested: self, function, captured, defaults })
    }

    /// The first defaults, which a lambda hands over.
    pub(super) fn defaults(&self, count: usize) -> Vec<Expr> {
        let all = positional(&self.def.parameters);
        all.iter().take(count).filter_map(|parameter| parameter.default.as_deref().cloned()).collect()
    }

    /// The function without its first defaults.
    pub(super) fn without_defaults(&self, count: usize) -> StmtFunctionDef {
        let mut def = self.def.clone();
        let parameters = &mut *def.parameters;
        let all = parameters.posonlyargs.iter_mut().chain(parameters.args.iter_mut());
        all.take(count).for_each(|parameter| parameter.default = None);
        def
    }
}

fn positional(parameters: &Parameters) -> Vec<&ParameterWithDefault> {
    parameters.posonlyargs.iter().chain(&parameters.args).collect()
}

struct Finder<'a, 's> {
    before: &'s Scopes<'a>,
    suite: TextRange,
    /// The statement that gives a lambda its local name, and that name.
    local: Option<(TextRange, TextRange, &'a str)>,
    found: Vec<Nested<'a>>,
}

impl<'a> Finder<'a, '_> {
    fn is_local(&self, scope: usize) -> bool {
        self.before.scopes[self.before.scopes[scope].parent].kind == Kind::Function
    }

    fn lambda(&mut self, lambda: &'a ExprLambda) {
        let Some(scope) = self.before.lambda(lambda.start()) else { return };
        let local = self.local.filter(|(value, _, _)| *value == lambda.range() && self.is_local(scope));
        let named = local.map(|(_, statement, name)| Named { name, statement, suite: self.suite });
        self.found.push(Nested { def: as_def(lambda), scope, named, is_lambda: true });
    }
}

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        let outer = self.suite;
        if let (Some(first), Some(last)) = (body.first(), body.last()) {
            self.suite = TextRange::new(first.start(), last.end());
        }
        walk_body(self, body);
        self.suite = outer;
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                let scope = self.before.function(def).filter(|scope| self.is_local(*scope));
                let is_plain = def.decorator_list.is_empty() && def.type_params.is_none();
                if let Some(scope) = scope.filter(|_| is_plain) {
                    let named = Named { name: def.name.as_str(), statement: def.range(), suite: self.suite };
                    self.found.push(Nested { def: def.clone(), scope, named: Some(named), is_lambda: false });
                }
            }
            Stmt::Assign(assign) => {
                if let [Expr::Name(name)] = &assign.targets[..] {
                    self.local = Some((assign.value.range(), statement.range(), name.id.as_str()));
                }
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Lambda(lambda) = expression {
            self.lambda(lambda);
        }
        walk_expr(self, expression);
    }
}

/// `def _(parameters): return body`
fn as_def(lambda: &ExprLambda) -> StmtFunctionDef {
    let value = Stmt::Return(StmtReturn {
        node_index: Default::default(),
        range: lambda.body.range(),
        value: Some(lambda.body.clone()),
    });
    StmtFunctionDef {
        node_index: Default::default(),
        range: lambda.range(),
        is_async: false,
        decorator_list: Default::default(),
        name: Identifier::new("_", TextRange::empty(TextSize::new(0))),
        type_params: None,
        parameters: lambda.parameters.clone().unwrap_or_default(),
        returns: None,
        body: [value].into_iter().collect(),
    }
}
