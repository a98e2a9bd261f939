//! MP105: objects that pickle, and cannot be made again by `pickle` in the child.
//!
//! `pickle` makes an object by its `__new__` without arguments, or, of an exception, by calling its class with `args`, and asks
//! it for `__setstate__` before it has attributes.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::Facts;
use crate::children::Need;
use crate::interpret::heap::{Field, Kind, ObjectId};
use crate::interpret::value::{Value, Values};
use crate::names::{builtins, identifier};

/// Methods by which a class says itself how it is made again.
const OWN_WAYS: &[&str] =
    &["__copyreg__", "__getnewargs__", "__getnewargs_ex__", "__reduce__", "__reduce_ex__", "__setstate__"];

/// Why objects of this class cannot be made again; `None` when nothing speaks against it.
pub(super) fn needs_arguments(facts: &Facts<'_>, class: ObjectId) -> Option<String> {
    let heap = &facts.parent.heap;
    if OWN_WAYS.iter().any(|name| !heap.field(class, &Field::Attribute(identifier(name))).is_empty()) {
        return None;
    }
    let definition = facts.parent.classes.get(&class).filter(|definition| definition.file == 0)?;
    let node = class_at(facts.module.body(), definition.range)?;
    let name = &definition.name;
    let bases = bases(facts, class);
    if let Some(new) = method(node, "__new__")
        && bases.iter().all(|base| base == "object")
        && required(new) > 0
    {
        return Some(format!(
            "a `{name}` goes to a child, where `pickle` would make it by `__new__` without arguments"
        ));
    }
    let is_exception =
        bases.iter().any(|base| builtins::is_builtin(base) && base != "object" && base.ends_with(['n', 'r']));
    if let Some(init) = method(node, "__init__").filter(|_| is_exception) {
        let mut calls = Calls::default();
        init.body.iter().for_each(|statement| calls.visit_stmt(statement));
        let most = init.parameters.len().saturating_sub(1);
        if calls.given.is_some_and(|given| given < required(init) || given > most && init.parameters.vararg.is_none()) {
            return Some(format!(
                "a `{name}` goes to a child, where `pickle` would call it with what it gives to `super().__init__`, which is \
                 not what `__init__` takes"
            ));
        }
    }
    let getattr = method(node, "__getattr__")?;
    let own = getattr.parameters.iter_non_variadic_params().next()?.name().as_str();
    let mut asks = Asks { own, attributes: Vec::new(), is_careful: false };
    getattr.body.iter().for_each(|statement| asks.visit_stmt(statement));
    let missing = asks.attributes.iter().find(|attribute| {
        heap.field(class, &Field::Attribute(identifier(attribute))).is_empty() && !attribute.starts_with("__")
    })?;
    (!asks.is_careful).then(|| {
        format!(
            "a `{name}` goes to a child, where `__getattr__` would ask for `{missing}` without end, before it is set"
        )
    })
}

/// Makers of enumerations that are told their name.
const ENUMERATIONS: &[&str] = &["enum.Enum", "enum.Flag", "enum.IntEnum", "enum.IntFlag", "enum.StrEnum"];

/// `Level = Enum("LogLevel", ...)`: its members are looked up as `LogLevel`, which there is none of.
pub(super) fn misnamed(facts: &Facts<'_>, need: &Need) -> Option<String> {
    let body = facts.module.body();
    let records = &facts.parent.statements;
    (0..need.statement).find_map(|index| {
        let Stmt::Assign(assign) = &body[index] else { return None };
        let ([Expr::Name(target)], Expr::Call(call)) = (&assign.targets[..], &*assign.value) else { return None };
        let Some(Expr::StringLiteral(given)) = call.arguments.args.first() else { return None };
        let given = given.value.to_str();
        let is_made = ENUMERATIONS.iter().any(|name| records[index].externals.contains(*name));
        if !is_made || target.id.as_str() == given || need.snapshot.contains_key(&identifier(given)) {
            return None;
        }
        let name = identifier(&target.id);
        let hands_over = |index: usize| index == need.statement || !records[index].makes.is_empty();
        let is_sent =
            (index + 1..=need.statement).any(|later| hands_over(later) && records[later].reads.contains(&name));
        is_sent.then(|| {
            format!(
                "the enumeration `{given}` is bound to another name, `{name}`, so that it cannot be pickled for a child"
            )
        })
    })
}

fn class_at(body: &[Stmt], range: ruff_text_size::TextRange) -> Option<&StmtClassDef> {
    body.iter().find_map(|statement| match statement {
        Stmt::ClassDef(class) if class.range() == range => Some(class),
        _ => None,
    })
}

fn method<'c>(class: &'c StmtClassDef, name: &str) -> Option<&'c StmtFunctionDef> {
    class.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(def) if &def.name == name => Some(def),
        _ => None,
    })
}

/// How many arguments a method has to be given, itself apart.
fn required(method: &StmtFunctionDef) -> usize {
    let parameters = &method.parameters;
    let positional = parameters.posonlyargs.iter().chain(&parameters.args).skip(1);
    positional.filter(|parameter| parameter.default.is_none()).count()
}

/// The classes from outside at the end of all bases.
fn bases(facts: &Facts<'_>, class: ObjectId) -> Vec<String> {
    let Kind::Class { bases: own, .. } = &facts.parent.heap.get(class).kind else { return Vec::new() };
    let mut found = Vec::new();
    for value in own.iter().flat_map(Values::iter) {
        match value {
            Value::Object(base) => found.extend(bases(facts, *base)),
            Value::External(name) => found.push(name.strip_prefix("builtins.").unwrap_or(name).to_string()),
            _ => found.push("?".to_string()),
        }
    }
    found
}

/// How many arguments `super().__init__` gets, where that can be told.
#[derive(Default)]
struct Calls {
    given: Option<usize>,
}

impl<'a> Visitor<'a> for Calls {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && let Expr::Attribute(attribute) = &*call.func
            && attribute.attr.as_str() == "__init__"
            && matches!(&*attribute.value, Expr::Call(_))
            && !call.arguments.args.iter().any(Expr::is_starred_expr)
        {
            self.given = Some(call.arguments.args.len());
        }
        walk_expr(self, expression);
    }
}

/// What a `__getattr__` asks of its own object, and whether it looks at the name first.
struct Asks<'n> {
    own: &'n str,
    attributes: Vec<String>,
    is_careful: bool,
}

impl<'a> Visitor<'a> for Asks<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(attribute) if matches!(&*attribute.value, Expr::Name(name) if name.id.as_str() == self.own) =>
            {
                self.attributes.push(attribute.attr.to_string());
            }
            Expr::Attribute(attribute) if attribute.attr.as_str() == "startswith" => self.is_careful = true,
            Expr::Compare(_) => self.is_careful = true,
            _ => {}
        }
        walk_expr(self, expression);
    }
}
