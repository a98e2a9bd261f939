//! The shapes of what a repair adds.

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

/// A function that binds globals from its parameters, and may call another one then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binder {
    /// The globals, in the order of the parameters.
    pub(super) names: Vec<String>,
    /// Does it call the function it is given behind them?
    pub(super) calls: bool,
}

/// Reads `def f(a_, b_[, init, *args]): global a, b; a = a_; b = b_[; init(*args)]`, and [`runner`].
pub(super) fn binder(def: &StmtFunctionDef) -> Option<Binder> {
    let parameters = &def.parameters;
    let is_plain = def.decorator_list.is_empty()
        && !def.is_async
        && def.returns.is_none()
        && parameters.posonlyargs.is_empty()
        && parameters.kwonlyargs.is_empty()
        && parameters.args.iter().all(|parameter| parameter.default.is_none());
    let (Stmt::Global(global), rest) = def.body.split_first()? else { return None };
    let names: Vec<String> = global.names.iter().map(ToString::to_string).collect();
    if !is_plain || names.is_empty() {
        return None;
    }
    if parameters.args.is_empty() {
        return runner(def, &names, rest).then_some(Binder { names, calls: true });
    }
    let given: Vec<&str> = parameters.args.iter().map(|parameter| parameter.parameter.name.as_str()).collect();
    let (bindings, calls) = rest.split_at_checked(names.len())?;
    let (values, callee) = given.split_at_checked(names.len())?;
    let binds = bindings.iter().zip(names.iter().zip(values)).all(|(statement, (name, value))| {
        !given.contains(&name.as_str())
            && assigned(statement).is_some_and(|(to, from)| is_name(to, name) && is_name(from, value))
    });
    let calls = match (callee, calls) {
        ([], []) if parameters.vararg.is_none() && parameters.kwarg.is_none() => false,
        ([callee], [Stmt::Expr(call)]) if parameters.kwarg.is_none() && passes_on(&call.value, callee, def) => true,
        _ => return None,
    };
    let own = parameters.vararg.iter().map(|parameter| parameter.name.as_str());
    let is_apart = own.chain(given.iter().copied()).all(|own| !names.iter().any(|name| name == own));
    (binds && is_apart).then_some(Binder { names, calls })
}

/// Is it `def f(*args, **kwargs): global a, b; a, b, target, *args = args; target(*args, **kwargs)`?
fn runner(def: &StmtFunctionDef, names: &[String], body: &[Stmt]) -> bool {
    let (Some(vararg), Some(kwarg)) = (&def.parameters.vararg, &def.parameters.kwarg) else { return false };
    let (vararg, kwarg) = (vararg.name.as_str(), kwarg.name.as_str());
    let [bindings, Stmt::Expr(call)] = body else { return false };
    let Some((Expr::Tuple(to), from)) = assigned(bindings) else { return false };
    let [bound @ .., Expr::Name(callee), Expr::Starred(rest)] = &*to.elts else { return false };
    let own = [vararg, kwarg, callee.id.as_str()];
    is_name(from, vararg)
        && is_name(&rest.value, vararg)
        && bound.len() == names.len()
        && bound.iter().zip(names).all(|(target, name)| is_name(target, name))
        && own.iter().all(|own| !names.iter().any(|name| name == own))
        && !own[..2].contains(&callee.id.as_str())
        && passes_on(&call.value, &callee.id, def)
}

fn passes_on(call: &Expr, callee: &str, def: &StmtFunctionDef) -> bool {
    let Expr::Call(call) = call else { return false };
    let vararg = def.parameters.vararg.as_ref().map(|parameter| parameter.name.as_str());
    let kwarg = def.parameters.kwarg.as_ref().map(|parameter| parameter.name.as_str());
    let starred = match &*call.arguments.args {
        [Expr::Starred(starred)] => vararg.is_some_and(|name| is_name(&starred.value, name)),
        _ => false,
    };
    let doubled = match &call.arguments.keywords[..] {
        [] => kwarg.is_none(),
        [keyword] => keyword.arg.is_none() && kwarg.is_some_and(|name| is_name(&keyword.value, name)),
        _ => false,
    };
    is_name(&call.func, callee) && starred && doubled
}

/// Reads `def __init__(self, *args, **kwargs): super().__init__(*args, **kwargs); self.a = a`: the attributes and globals.
pub(super) fn constructor(def: &StmtFunctionDef) -> Option<Vec<(String, Expr)>> {
    let receiver = match &def.parameters.args[..] {
        [receiver] if def.name.as_str() == "__init__" && def.decorator_list.is_empty() => {
            receiver.parameter.name.as_str()
        }
        _ => return None,
    };
    let (Stmt::Expr(call), rest) = def.body.split_first()? else { return None };
    let Expr::Call(outer) = &*call.value else { return None };
    let Expr::Attribute(method) = &*outer.func else { return None };
    let Expr::Call(parent) = &*method.value else { return None };
    let is_super = is_name(&parent.func, "super") && parent.arguments.is_empty() && method.attr.as_str() == "__init__";
    let all_on = matches!(&*outer.arguments.args, [Expr::Starred(_)])
        && matches!(&outer.arguments.keywords[..], [keyword] if keyword.arg.is_none())
        && def.parameters.vararg.is_some()
        && def.parameters.kwarg.is_some();
    let attributes = rest.iter().map(|statement| attribute_set(statement, receiver)).collect::<Option<Vec<_>>>()?;
    (is_super && all_on && !attributes.is_empty()).then_some(attributes)
}

/// Reads `self.a = a`: the attribute and the global.
pub(super) fn attribute_set(statement: &Stmt, receiver: &str) -> Option<(String, Expr)> {
    let (to, from) = assigned(statement)?;
    let Expr::Attribute(attribute) = to else { return None };
    (is_name(&attribute.value, receiver) && from.is_name_expr()).then(|| (attribute.attr.to_string(), from.clone()))
}

/// Reads `a = self.a`: the global and the attribute.
pub(super) fn attribute_read(statement: &Stmt, receiver: &str) -> Option<(String, String)> {
    let (to, from) = assigned(statement)?;
    let (Expr::Name(to), Expr::Attribute(attribute)) = (to, from) else { return None };
    is_name(&attribute.value, receiver).then(|| (to.id.to_string(), attribute.attr.to_string()))
}

fn assigned(statement: &Stmt) -> Option<(&Expr, &Expr)> {
    let Stmt::Assign(assign) = statement else { return None };
    match &assign.targets[..] {
        [target] => Some((target, &assign.value)),
        _ => None,
    }
}

pub(super) fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Name(found) if found.id.as_str() == name)
}
