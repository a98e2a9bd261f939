//! Both texts without the move: the same placeholder stands where a function is mentioned, with what it is handed.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use ruff_python_ast::visitor::transformer::{Transformer, walk_expr};
use ruff_python_ast::{
    Arguments, ExceptHandler, Expr, ExprCall, ExprContext, ExprLambda, ExprName, Stmt, StmtAssign, StmtFunctionDef,
    Suite,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::super::module::Module;
use super::super::scopes::{How, Scopes, Target};
use super::hoist::Pair;
use super::undo::{Slot, elements, put_elements};

/// Puts placeholders into the original.
pub(super) struct Original {
    /// Local names of functions.
    names: HashMap<TextSize, Expr>,
    lambdas: HashMap<TextRange, Expr>,
}

impl Original {
    pub(super) fn new(before: &Scopes<'_>, pairs: &[Pair<'_>]) -> Original {
        let (mut names, mut lambdas) = (HashMap::new(), HashMap::new());
        for pair in pairs {
            let at = pair.nested.range();
            let values =
                pair.captured.iter().map(|captured| name(captured, at)).chain(pair.nested.defaults(pair.defaults));
            let placeholder = placeholder(pair, values.collect(), at);
            let Some(named) = &pair.nested.named else {
                lambdas.insert(at, placeholder);
                continue;
            };
            let owner = Target::Local(before.scopes[pair.nested.scope].parent);
            let uses = before.uses.iter().filter(|used| used.name == named.name && used.how == How::Read);
            for used in uses.filter(|used| before.target(used) == owner) {
                names.insert(used.at, placeholder.clone());
            }
        }
        Original { names, lambdas }
    }

    pub(super) fn apply(&self, body: &mut [Stmt]) {
        body.iter_mut().for_each(|statement| self.visit_stmt(statement));
    }
}

impl Transformer for Original {
    fn visit_expr(&self, expression: &mut Expr) {
        let found = match expression {
            Expr::Name(name) => self.names.get(&name.start()),
            Expr::Lambda(lambda) => self.lambdas.get(&lambda.range()),
            _ => None,
        };
        match found {
            Some(placeholder) => *expression = placeholder.clone(),
            None => walk_expr(self, expression),
        }
    }
}

/// Puts placeholders into the new text, where the values are handed over.
pub(super) struct Moved<'p, 'a> {
    pairs: &'p [Pair<'a>],
    /// Where functions are mentioned, and which.
    mentions: HashMap<TextSize, usize>,
    /// Where `functools`, or `partial`, is mentioned.
    partials: HashSet<TextSize>,
    faults: RefCell<Vec<String>>,
}

impl<'p, 'a> Moved<'p, 'a> {
    pub(super) fn new(new: &Module<'_>, after: &Scopes<'_>, pairs: &'p [Pair<'a>]) -> Moved<'p, 'a> {
        let globals = || after.uses.iter().filter(|used| after.target(used) == Target::Global);
        let mut mentions = HashMap::new();
        for used in globals().filter(|used| used.how == How::Read) {
            if let Some(index) = pairs.iter().position(|pair| used.name == pair.function.name.as_str()) {
                mentions.insert(used.at, index);
            }
        }
        let mut partials = HashSet::new();
        for (name, at) in partial_names(new.body()) {
            if globals().filter(|used| used.how != How::Read && used.name == name).count() == 1 {
                let reads = globals().filter(|used| used.how == How::Read && used.name == name && used.at > at);
                partials.extend(reads.map(|used| used.at));
            }
        }
        Moved { pairs, mentions, partials, faults: RefCell::default() }
    }

    pub(super) fn apply(&self, body: &mut [Stmt]) {
        body.iter_mut().for_each(|statement| self.visit_stmt(statement));
    }

    pub(super) fn faults(&self) -> Vec<String> {
        self.faults.borrow().clone()
    }

    fn pair(&self, expression: &Expr) -> Option<&Pair<'a>> {
        let Expr::Name(name) = expression else { return None };
        let pair = self.mentions.get(&name.start()).map(|index| &self.pairs[*index]);
        pair.filter(|pair| pair.function.name.id == name.id)
    }

    fn fault(&self, pair: &Pair<'_>) {
        self.faults.borrow_mut().push(format!("`{}` is mentioned without what it needs", pair.function.name));
    }

    /// `functools.partial(f, k)`
    fn partial(&self, call: &ExprCall) -> Option<Expr> {
        let root = match &*call.func {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "partial" => &attribute.value,
            _ => &call.func,
        };
        let (function, values) = call.arguments.args.split_first()?;
        let pair = self.pair(function)?;
        let is_all = values.len() == pair.captured.len() && !values.is_empty() && pair.defaults == 0;
        let is_plain = call.arguments.keywords.is_empty() && !values.iter().any(Expr::is_starred_expr);
        (root.is_name_expr() && self.partials.contains(&root.start()) && is_all && is_plain)
            .then(|| placeholder(pair, values.to_vec(), call.range()))
    }

    /// `f(k, 1)`
    fn called(&self, call: &mut ExprCall) {
        let Some(pair) = self.pair(&call.func) else { return };
        let count = pair.captured.len();
        let args = call.arguments.args.to_vec();
        if count > args.len() || args[..count].iter().any(Expr::is_starred_expr) || pair.defaults > 0 {
            return self.fault(pair);
        }
        let (values, rest) = args.split_at(count);
        let at = call.func.range();
        *call.func = placeholder(pair, values.to_vec(), at);
        call.arguments.args = rest.to_vec().into();
    }

    /// `Process(target=f, args=(k, 1))`
    fn handed(&self, call: &mut ExprCall) {
        let needs = |value: &Expr| self.pair(value).is_some_and(|pair| pair.captured.len() + pair.defaults > 0);
        let Some((slot, data)) = places(call, needs) else { return };
        let value = slot.of(call).clone();
        let Some(pair) = self.pair(&value) else { return };
        let count = pair.captured.len() + pair.defaults;
        let data = data.of(call);
        let Some(mut elements) = elements(data).filter(|elements| elements.len() >= count) else { return };
        let handed: Vec<Expr> = elements.drain(..count).collect();
        if handed.iter().any(Expr::is_starred_expr) || pair.defaults > 0 && !elements.is_empty() {
            return;
        }
        put_elements(data, elements);
        *slot.of(call) = placeholder(pair, handed, value.range());
    }
}

impl Transformer for Moved<'_, '_> {
    fn visit_expr(&self, expression: &mut Expr) {
        if let Expr::Call(call) = expression {
            if let Some(placeholder) = self.partial(call) {
                *expression = placeholder;
                return;
            }
            self.called(call);
            self.handed(call);
        }
        if let Expr::Attribute(attribute) = expression
            && let Some(pair) = self.pair(&attribute.value)
        {
            self.fault(pair);
        }
        match self.pair(expression) {
            Some(pair) if pair.captured.is_empty() && pair.defaults == 0 => {
                *expression = placeholder(pair, Vec::new(), expression.range());
            }
            Some(pair) => self.fault(pair),
            None => walk_expr(self, expression),
        }
    }
}

/// The argument that is a function, and the one with the values for it.
fn places(call: &ExprCall, is_it: impl Fn(&Expr) -> bool) -> Option<(Slot, Slot)> {
    let keyword = |name: &str| call.arguments.keywords.iter().position(|keyword| keyword.arg.as_deref() == Some(name));
    let class = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    };
    let positions = [("Process", "args", 1, 3), ("Pool", "initargs", 1, 2), ("Executor", "initargs", 2, 3)];
    let position = positions.into_iter().find(|(end, ..)| class.ends_with(end));
    let at = |index: usize| (index < call.arguments.args.len()).then_some(Slot::Position(index));
    for (function, data) in [("target", "args"), ("initializer", "initargs")] {
        let by_name = keyword(function).filter(|index| is_it(&call.arguments.keywords[*index].value));
        let by_place = position
            .filter(|(_, name, ..)| *name == data)
            .and_then(|(.., function, _)| at(function))
            .filter(|slot| matches!(slot, Slot::Position(index) if is_it(&call.arguments.args[*index])));
        let Some(slot) = by_name.map(Slot::Keyword).or(by_place) else { continue };
        let behind = position.filter(|(_, name, ..)| *name == data).and_then(|(.., behind)| at(behind));
        return keyword(data).map(Slot::Keyword).or(behind).map(|data| (slot, data));
    }
    None
}

/// `<f>(values)`: no name of Python.
fn placeholder(pair: &Pair<'_>, values: Vec<Expr>, range: TextRange) -> Expr {
    Expr::Call(ExprCall {
        node_index: Default::default(),
        range_start: range.start(),
        func: Box::new(name(&format!("<{}>", pair.function.name), range)),
        arguments: Arguments {
            range,
            node_index: Default::default(),
            args: values.into(),
            keywords: Default::default(),
        },
    })
}

fn name(name: &str, range: TextRange) -> Expr {
    Expr::Name(ExprName { node_index: Default::default(), range, id: name.into(), ctx: ExprContext::Load })
}

/// The function without its first parameters.
pub(super) fn without_first(def: &StmtFunctionDef, count: usize) -> StmtFunctionDef {
    let mut def = def.clone();
    let parameters = &mut *def.parameters;
    let from = if parameters.posonlyargs.is_empty() { &mut parameters.args } else { &mut parameters.posonlyargs };
    from.drain(..count.min(from.len()));
    def
}

/// Leaves statements out, at any depth.
pub(super) fn prune(body: &mut Suite, gone: &dyn Fn(&Stmt) -> bool) {
    body.retain(|statement| !gone(statement));
    for statement in body.iter_mut() {
        for suite in suites(statement) {
            prune(suite, gone);
        }
    }
}

fn suites(statement: &mut Stmt) -> Vec<&mut Suite> {
    match statement {
        Stmt::FunctionDef(def) => vec![&mut def.body],
        Stmt::ClassDef(def) => vec![&mut def.body],
        _ => blocks(statement),
    }
}

/// The lists of statements in the same scope.
fn blocks(statement: &mut Stmt) -> Vec<&mut Suite> {
    match statement {
        Stmt::With(with) => vec![&mut with.body],
        Stmt::For(it) => vec![&mut it.body, &mut it.orelse],
        Stmt::While(it) => vec![&mut it.body, &mut it.orelse],
        Stmt::If(it) => {
            let others = it.elif_else_clauses.iter_mut().map(|clause| &mut clause.body);
            std::iter::once(&mut it.body).chain(others).collect()
        }
        Stmt::Try(it) => {
            let handlers = it.handlers.iter_mut().map(|ExceptHandler::ExceptHandler(handler)| &mut handler.body);
            [&mut it.body, &mut it.orelse, &mut it.finalbody].into_iter().chain(handlers).collect()
        }
        Stmt::Match(it) => it.cases.iter_mut().map(|case| &mut case.body).collect(),
        _ => Vec::new(),
    }
}

/// The globals that are bound by `f = lambda ...`.
pub(super) fn named_lambdas(body: &[Stmt]) -> HashSet<String> {
    fn collect(body: &mut Suite, found: &mut HashSet<String>) {
        for statement in body.iter_mut() {
            if let Stmt::Assign(assign) = statement
                && let [Expr::Name(name)] = &assign.targets[..]
                && assign.value.is_lambda_expr()
            {
                found.insert(name.id.to_string());
            }
            blocks(statement).into_iter().for_each(|suite| collect(suite, found));
        }
    }
    let mut found = HashSet::new();
    collect(&mut body.iter().cloned().collect(), &mut found);
    found
}

/// Writes `def f(p): return e` as `f = lambda p: e` where `f` is one of these globals.
pub(super) fn lambdas_again(body: &mut Suite, names: &HashSet<String>) {
    for statement in body.iter_mut() {
        if let Stmt::FunctionDef(def) = statement
            && names.contains(def.name.as_str())
            && let Some(assign) = as_lambda(def)
        {
            *statement = assign;
        }
        blocks(statement).into_iter().for_each(|suite| lambdas_again(suite, names));
    }
}

fn as_lambda(def: &StmtFunctionDef) -> Option<Stmt> {
    let [Stmt::Return(returned)] = &def.body[..] else { return None };
    let is_plain = def.decorator_list.is_empty() && !def.is_async && def.returns.is_none() && def.type_params.is_none();
    let has_parameters = def.parameters.iter().next().is_some();
    let lambda = Expr::Lambda(ExprLambda {
        node_index: Default::default(),
        range: def.range,
        parameters: has_parameters.then(|| def.parameters.clone()),
        body: returned.value.clone()?,
    });
    let mut target = name(def.name.as_str(), def.name.range);
    if let Expr::Name(target) = &mut target {
        target.ctx = ExprContext::Store;
    }
    is_plain.then(|| {
        Stmt::Assign(StmtAssign {
            node_index: Default::default(),
            range: def.range,
            targets: vec![target],
            value: Box::new(lambda),
        })
    })
}

/// Where `import functools` was added: the original does not know the word.
pub(super) fn added_import(new: &Module<'_>, words: &HashSet<&str>) -> Option<TextSize> {
    let is_it = |statement: &&Stmt| match statement {
        Stmt::Import(import) => match &import.names[..] {
            [alias] => alias.name.as_str() == "functools" && alias.asname.is_none(),
            _ => false,
        },
        _ => false,
    };
    let found = new.body().iter().find(is_it).map(Ranged::start);
    found.filter(|_| !words.contains("functools"))
}

/// The globals by which the module has `functools` or `functools.partial`, and where it gets them.
fn partial_names(body: &[Stmt]) -> Vec<(String, TextSize)> {
    let mut found = Vec::new();
    for statement in body {
        let (names, wanted) = match statement {
            Stmt::Import(import) => (&import.names, "functools"),
            Stmt::ImportFrom(import) if import.level == 0 && import.module.as_deref() == Some("functools") => {
                (&import.names, "partial")
            }
            _ => continue,
        };
        for alias in names.iter().filter(|alias| alias.name.as_str() == wanted) {
            found.push((alias.asname.as_ref().unwrap_or(&alias.name).to_string(), statement.start()));
        }
    }
    found
}

/// Does the module begin with a string?
pub(super) fn docstring(body: &[Stmt]) -> bool {
    matches!(body.first(), Some(Stmt::Expr(first)) if first.value.is_string_literal_expr())
}
