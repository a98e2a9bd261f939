//! Takes a repair back, on the syntax tree.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use ruff_python_ast::visitor::transformer::{Transformer, walk_expr};
use ruff_python_ast::{Expr, ExprCall, ExprContext, ExprName, Parameters, Stmt, StmtClassDef, StmtFunctionDef, Suite};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::joined::{self, Joined};
use super::template::{self, Binder};

/// A repaired module without its repairs.
#[derive(Default)]
pub(super) struct Undone {
    pub(super) body: Vec<Stmt>,
    /// Names that are handed over, and where.
    pub(super) handed_over: Vec<(String, TextSize)>,
    /// The functions that have new parameters, and which.
    pub(super) parameters: BTreeMap<String, Vec<String>>,
    /// Where such functions are the target of a call that hands the values over.
    pub(super) targets: HashSet<TextSize>,
    /// Where children are waited for.
    pub(super) joins: Vec<Joined>,
    /// The methods of the original that declare globals in the repair, and which.
    pub(super) declared: Vec<(TextRange, Vec<String>)>,
    /// What has the shape of a repair and is none.
    pub(super) faults: Vec<String>,
}

/// Takes the repairs of `new` back; `words` are those of the original text.
pub(super) fn undo(new: &[Stmt], old: &[Stmt], words: &HashSet<&str>) -> Undone {
    let mut undo = Undo { words, ..Undo::new(words) };
    let mut body = Suite::new();
    for statement in new {
        match statement {
            Stmt::FunctionDef(def) if !words.contains(def.name.as_str()) => match template::binder(def) {
                Some(binder) => {
                    undo.binders.insert(def.name.to_string(), binder);
                }
                None => body.push(statement.clone()),
            },
            Stmt::FunctionDef(def) => {
                let mut def = def.clone();
                if let Some(original) =
                    sole(old, def.name.as_str(), Stmt::as_function_def_stmt, |def| def.name.as_str())
                {
                    undo.without_parameters(&mut def, original);
                }
                body.push(Stmt::FunctionDef(def));
            }
            Stmt::ClassDef(def) => {
                let mut def = def.clone();
                if let Some(original) = sole(old, def.name.as_str(), Stmt::as_class_def_stmt, |def| def.name.as_str()) {
                    undo.without_attributes(&mut def, original);
                }
                body.push(Stmt::ClassDef(def));
            }
            _ => body.push(statement.clone()),
        }
    }
    let joins = joined::take_back(&mut body, old, words);
    body.iter_mut().for_each(|statement| undo.visit_stmt(statement));
    let mut undone = undo.out.into_inner();
    undone.body = normal(&body);
    undone.parameters = undo.parameters;
    undone.joins = joins;
    undone
}

/// The same program with sequences of arguments spelt in one way: `args=()` left out, `args=(*x,)` as `args=x`.
pub(super) fn normal(body: &[Stmt]) -> Vec<Stmt> {
    struct Normal;
    impl Transformer for Normal {
        fn visit_expr(&self, expression: &mut Expr) {
            walk_expr(self, expression);
            let Expr::Call(call) = expression else { return };
            let is_sequence = |name: &str| name == "args" || name == "initargs";
            for keyword in
                call.arguments.keywords.iter_mut().filter(|k| k.arg.as_ref().is_some_and(|name| is_sequence(name)))
            {
                unpack(&mut keyword.value);
            }
            call.arguments.args.iter_mut().for_each(unpack);
            call.arguments.keywords.retain(|keyword| {
                let empty = matches!(&keyword.value, Expr::Tuple(tuple) if tuple.elts.is_empty())
                    || matches!(&keyword.value, Expr::List(list) if list.elts.is_empty());
                !(empty && keyword.arg.as_ref().is_some_and(|name| is_sequence(name)))
            });
        }
    }
    let mut body = body.to_vec();
    body.iter_mut().for_each(|statement| Normal.visit_stmt(statement));
    body
}

/// `x` for `(*x,)`.
fn unpack(value: &mut Expr) {
    if let Expr::Tuple(tuple) = value
        && let [Expr::Starred(starred)] = &tuple.elts[..]
    {
        *value = (*starred.value).clone();
    }
}

/// The only top-level definition of that name.
pub(super) fn sole<'a, T>(
    body: &'a [Stmt],
    name: &str,
    kind: impl Fn(&'a Stmt) -> Option<&'a T>,
    name_of: impl Fn(&'a T) -> &'a str,
) -> Option<&'a T> {
    let mut found = body.iter().filter_map(kind).filter(|def| name_of(def) == name);
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

struct Undo<'w> {
    words: &'w HashSet<&'w str>,
    binders: HashMap<String, Binder>,
    parameters: BTreeMap<String, Vec<String>>,
    /// New attributes, with the globals they stand for.
    attributes: HashMap<String, String>,
    out: RefCell<Undone>,
}

impl<'w> Undo<'w> {
    fn new(words: &'w HashSet<&'w str>) -> Undo<'w> {
        Undo {
            words,
            binders: HashMap::new(),
            parameters: BTreeMap::new(),
            attributes: HashMap::new(),
            out: RefCell::default(),
        }
    }

    fn fault(&self, message: String) {
        self.out.borrow_mut().faults.push(message);
    }

    fn without_parameters(&mut self, def: &mut StmtFunctionDef, original: &StmtFunctionDef) {
        let extra = positional(&def.parameters).saturating_sub(positional(&original.parameters));
        if extra == 0 {
            return;
        }
        let from = if def.parameters.posonlyargs.is_empty() {
            &mut def.parameters.args
        } else {
            &mut def.parameters.posonlyargs
        };
        let names = from.drain(..extra.min(from.len())).map(|parameter| parameter.parameter.name.to_string()).collect();
        self.parameters.insert(def.name.to_string(), names);
    }

    fn without_attributes(&mut self, def: &mut StmtClassDef, original: &StmtClassDef) {
        let has_constructor = method(original, "__init__").is_some();
        if !has_constructor
            && let Some(index) = def
                .body
                .iter()
                .position(|s| matches!(s, Stmt::FunctionDef(def) if template::constructor(def).is_some()))
            && let Stmt::FunctionDef(constructor) = &def.body[index]
        {
            for (attribute, global) in template::constructor(constructor).unwrap_or_default() {
                self.attribute(attribute, &global);
            }
            def.body.remove(index);
        }
        for statement in def.body.iter_mut() {
            if let Stmt::FunctionDef(new) = statement
                && let Some(old) = method(original, new.name.as_str())
            {
                self.without_first_lines(new, old);
            }
        }
    }

    fn without_first_lines(&mut self, new: &mut StmtFunctionDef, old: &StmtFunctionDef) {
        let extra = new.body.len().saturating_sub(old.body.len());
        let Some(receiver) = new.parameters.iter().next().map(|parameter| parameter.name().to_string()) else { return };
        let docstring = |statement: &&Stmt| matches!(statement, Stmt::Expr(e) if e.value.is_string_literal_expr());
        let first = old.body.iter().take_while(docstring).count();
        let lines: Vec<Stmt> = new.body.iter().skip(first).take(extra).cloned().collect();
        let sets: Option<Vec<_>> = lines.iter().map(|line| template::attribute_set(line, &receiver)).collect();
        if let Some(sets) = sets {
            sets.into_iter().for_each(|(attribute, global)| self.attribute(attribute, &global));
        } else if let Some((Stmt::Global(global), reads)) = lines.split_first() {
            let names = global.names.iter().map(ToString::to_string).collect();
            self.out.borrow_mut().declared.push((old.range(), names));
            for line in reads {
                match template::attribute_read(line, &receiver) {
                    Some((global, attribute)) if self.attributes.get(&attribute) == Some(&global) => {}
                    _ => self.fault(format!("`{}` begins with a statement that is no part of a repair", new.name)),
                }
            }
        } else {
            return;
        }
        new.body.drain(first..(first + extra).min(new.body.len()));
    }

    fn attribute(&mut self, attribute: String, global: &Expr) {
        let Expr::Name(name) = global else { return };
        let is_taken = self.words.contains(attribute.as_str()) && attribute != name.id.as_str();
        if is_taken {
            self.fault(format!("the attribute `{attribute}` is taken"));
        }
        self.out.borrow_mut().handed_over.push((name.id.to_string(), global.start()));
        self.attributes.insert(attribute, name.id.to_string());
    }

    /// Takes back what was handed over in a call.
    fn call(&self, call: &mut ExprCall) {
        let Some(slot) = self.callable(call) else { return };
        let callable = slot.of(call).clone();
        let Expr::Name(name) = &callable else { return };
        let (names, calls) = match (self.binders.get(name.id.as_str()), self.parameters.get(name.id.as_str())) {
            (Some(binder), _) => (&binder.names, binder.calls),
            (None, Some(names)) => (names, false),
            (None, None) => return,
        };
        let data = slot.data(call).map(|data| data.of(call));
        let Some((mut elements, value)) = data.and_then(|value| Some((elements(value)?, value))) else {
            return self.fault(format!("`{}` is called without what it needs", name.id));
        };
        let count = names.len() + usize::from(calls);
        let handed: Vec<Expr> = elements.drain(..count.min(elements.len())).collect();
        if handed.len() != count || !names.iter().zip(&handed).all(|(name, given)| template::is_name(given, name)) {
            return self.fault(format!("`{}` is called with other values than it needs", name.id));
        }
        let mut out = self.out.borrow_mut();
        out.handed_over.extend(names.iter().zip(&handed).map(|(name, given)| (name.clone(), given.start())));
        put_elements(value, elements);
        match slot {
            _ if calls => *slot.of(call) = handed[names.len()].clone(),
            _ if self.parameters.contains_key(name.id.as_str()) => {
                out.targets.insert(callable.start());
            }
            Slot::Keyword(index) => {
                call.arguments.keywords.remove(index);
            }
            Slot::Position(_) => out.faults.push(format!("`{}` stands where nothing was added", name.id)),
        }
    }

    /// The argument that is a function of the repair, or one with new parameters.
    fn callable(&self, call: &ExprCall) -> Option<Slot> {
        let known = |value: &Expr| {
            let known = |name: &str| self.binders.contains_key(name) || self.parameters.contains_key(name);
            matches!(value, Expr::Name(name) if known(name.id.as_str()))
        };
        let is_role = |name: &str| matches!(name, "target" | "initializer");
        let keyword = call
            .arguments
            .keywords
            .iter()
            .position(|keyword| keyword.arg.as_deref().is_some_and(is_role) && known(&keyword.value));
        keyword.map(Slot::Keyword).or_else(|| call.arguments.args.iter().position(known).map(Slot::Position))
    }
}

/// One argument of a call.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    Position(usize),
    Keyword(usize),
}

impl Slot {
    pub(super) fn of(self, call: &mut ExprCall) -> &mut Expr {
        match self {
            Slot::Position(index) => &mut call.arguments.args[index],
            Slot::Keyword(index) => &mut call.arguments.keywords[index].value,
        }
    }

    /// The argument with what the function of this one is called with.
    fn data(self, call: &ExprCall) -> Option<Slot> {
        let is_data = |name: &str| matches!(name, "args" | "initargs");
        let keyword = call.arguments.keywords.iter().position(|k| k.arg.as_deref().is_some_and(is_data));
        let Slot::Position(before) = self else { return keyword.map(Slot::Keyword) };
        let is_sequence = |value: &Expr| matches!(value, Expr::Tuple(_) | Expr::List(_));
        let behind = call.arguments.args.iter().skip(before + 1).position(is_sequence);
        keyword.map(Slot::Keyword).or(behind.map(|index| Slot::Position(before + 1 + index)))
    }
}

impl Transformer for Undo<'_> {
    fn visit_expr(&self, expression: &mut Expr) {
        walk_expr(self, expression);
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        if let Expr::Attribute(attribute) = expression
            && let Some(global) = self.attributes.get(attribute.attr.as_str())
            && attribute.value.is_name_expr()
            && attribute.ctx == ExprContext::Load
        {
            *expression = Expr::Name(ExprName {
                node_index: attribute.node_index.clone(),
                range: attribute.range(),
                id: global.as_str().into(),
                ctx: ExprContext::Load,
            });
        }
    }
}

fn positional(parameters: &Parameters) -> usize {
    parameters.posonlyargs.len() + parameters.args.len()
}

fn method<'a>(def: &'a StmtClassDef, name: &str) -> Option<&'a StmtFunctionDef> {
    def.body.iter().filter_map(Stmt::as_function_def_stmt).find(|def| def.name.as_str() == name)
}

pub(super) fn elements(value: &Expr) -> Option<Vec<Expr>> {
    match value {
        Expr::Tuple(tuple) => Some(tuple.elts.to_vec()),
        Expr::List(list) => Some(list.elts.to_vec()),
        _ => None,
    }
}

pub(super) fn put_elements(value: &mut Expr, elements: Vec<Expr>) {
    match value {
        Expr::Tuple(tuple) => tuple.elts = elements.into_iter().collect(),
        Expr::List(list) => list.elts = elements.into_iter().collect(),
        _ => {}
    }
}
