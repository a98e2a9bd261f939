//! A target that does nothing but call a function of the module is replaced by that function.
//!
//! ```text
//! Process(target=lambda: work(3))     =>     Process(target=work, args=(3,))
//! ```

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, ExprCall, ExprLambda, Stmt};
use ruff_text_size::Ranged;

use super::Obstacle;
use super::arguments::{given, replace};
use super::captured::Code;
use super::fit::is_constant;
use super::hoist::{Hoister, Worker};
use super::site::Surroundings;
use crate::children::Need;
use crate::interpret::heap::Kind as ObjectKind;
use crate::interpret::value::{Value, Values};
use crate::names::{Name, builtins, identifier};
use crate::starters::{Kind, Registry};

/// Does that where it is right; `false`: the lambda needs a function of its own.
pub(super) fn rewired<'a>(
    hoister: &mut Hoister<'_, 'a>,
    worker: &Worker<'a>,
    around: &Surroundings<'a>,
) -> Result<bool, Obstacle> {
    let (Code::Lambda(lambda), None) = (worker.code, &worker.named) else { return Ok(false) };
    let Some((call, entry)) = hoister.target_of(around, lambda.range()) else { return Ok(false) };
    let Expr::Call(inner) = &*lambda.body else { return Ok(false) };
    let Expr::Name(callee) = &*inner.func else { return Ok(false) };
    for data in &entry.data {
        if given(call, data)?.is_some() {
            return Ok(false);
        }
    }
    if !inner.arguments.keywords.is_empty() {
        return Ok(false);
    }
    let Some(defaults) = defaults(lambda) else { return Ok(false) };
    let facts = hoister.facts;
    let Some((need, made_in)) = need_of(hoister, call) else { return Ok(false) };
    let name = identifier(&callee.id);
    let is_global = worker.captured.iter().all(|variable| variable.name != name) && !defaults.contains_key(&name);
    let is_function = match hoister.is_settled_global(&name, made_in) {
        true => facts.module.body().iter().any(|statement| match statement {
            Stmt::FunctionDef(def) => def.name.id == callee.id && def.decorator_list.is_empty(),
            _ => false,
        }),
        false => {
            &*name == "print"
                && builtins::is_builtin(&name)
                && facts
                    .uses
                    .all()
                    .iter()
                    .all(|used| used.name != name || used.access == crate::names::globals::Access::Read)
        }
    };
    let passes = |argument: &Expr| match argument {
        Expr::Name(name) => {
            let name = identifier(&name.id);
            let captured = worker.captured.iter().any(|variable| variable.name == name);
            captured || defaults.contains_key(&name) || is_plain_global(hoister, need, made_in, &name)
        }
        other => is_constant(other),
    };
    if !is_global || !is_function || !inner.arguments.args.iter().all(passes) {
        return Ok(false);
    }
    let text = facts.module.text();
    if text[lambda.range()].contains(['\n', '\r']) {
        return Ok(false);
    }
    hoister.settled(worker, lambda.start(), Some((call, entry)))?;
    let mut values = Vec::new();
    for argument in &inner.arguments.args {
        let default = argument.as_name_expr().and_then(|name| defaults.get(&identifier(&name.id)));
        if let Some(default) = default {
            hoister.default_travels(default, lambda.range())?;
        }
        values.push(text[default.map_or(argument.range(), |default| default.range())].to_string());
    }
    replace(hoister.edits, lambda.range(), text[callee.range()].to_string())?;
    if !values.is_empty() {
        hoister.first_arguments(call, entry, &values)?;
    }
    Ok(true)
}

/// The parameters of `lambda i=i, n=2: ...` with what they get; `None` when they are of another kind.
fn defaults(lambda: &ExprLambda) -> Option<BTreeMap<Name, &Expr>> {
    let Some(parameters) = lambda.parameters.as_deref() else { return Some(BTreeMap::new()) };
    if parameters.vararg.is_some() || parameters.kwarg.is_some() {
        return None;
    }
    let all = parameters.iter_non_variadic_params().map(|parameter| {
        let default = parameter.default.as_deref().filter(|default| default.is_name_expr() || is_constant(default))?;
        Some((identifier(parameter.name()), default))
    });
    all.collect()
}

/// The need of the process that a call makes, and the top-level statement in which it is made.
fn need_of<'f>(hoister: &Hoister<'_, 'f>, call: &ExprCall) -> Option<(&'f Need, usize)> {
    let heap = &hoister.facts.parent.heap;
    hoister.facts.needs.iter().find_map(|need| {
        let object = heap.get(need.object?);
        (object.site.file == 0 && object.site.at == call.start()).then_some((need, object.made_in))
    })
}

/// Has the global one value from before the process is made, that is no different when it is passed?
fn is_plain_global(hoister: &Hoister<'_, '_>, need: &Need, made_in: usize, name: &str) -> bool {
    let Some(values) = need.snapshot.get(name) else { return false };
    let facts = hoister.facts;
    let bound =
        facts.uses.all().iter().find(|used| &*used.name == name && used.access != crate::names::globals::Access::Read);
    let in_loop = bound.is_some_and(|used| Surroundings::of(facts.module.body(), used.at).in_loop());
    hoister.is_settled_global(name, made_in) && !in_loop && is_plain(hoister, values)
}

fn is_plain(hoister: &Hoister<'_, '_>, values: &Values) -> bool {
    let heap = &hoister.facts.parent.heap;
    !values.is_empty()
        && values.iter().all(|value| match value {
            Value::Const(_) | Value::Scalar(_) => true,
            Value::Object(id) => match &heap.get(*id).kind {
                ObjectKind::Typed { name } => {
                    Registry::builtin().lookup(name).is_some_and(|entry| entry.kind == Kind::Primitive)
                }
                _ => false,
            },
            _ => false,
        })
}
