//! Every use of a function that moved to the top level: its new name, and the values it took from around it.
//!
//! | use | becomes |
//! |---|---|
//! | target of a process, initializer | the name; the values come first in `args=`, `initargs=` |
//! | called | the values come first among the arguments |
//! | handed to something else, or returned | `functools.partial(name, values)`; the bare name when there are none |

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, ExprContext, ExprLambda, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Obstacle;
use super::arguments::{add, given, insert, joined, prepend, replace};
use super::captured::{Code, Owner, check_settled, owner};
use super::fit::{is_constant, takes_arguments};
use super::hoist::{Hoister, Worker, obstacle};
use super::site::Surroundings;
use super::suite::starts_at_once;
use crate::names::identifier;
use crate::starters::{Entry, Kind};
use crate::transform::edits::Edits;

impl<'a> Hoister<'_, 'a> {
    /// Makes the edits; those inside the function itself go to `inner`.
    pub(super) fn rewire(
        &mut self,
        worker: &Worker<'a>,
        around: &Surroundings<'a>,
        inner: &mut Edits,
    ) -> Result<(), Obstacle> {
        let Some((_, local)) = &worker.named else {
            let Code::Lambda(lambda) = worker.code else { return Ok(()) };
            return self.inline(worker, lambda, around, inner);
        };
        let body = self.facts.module.body();
        if let Some(parameter) = worker.code.parameters().into_iter().flat_map(dynamic_defaults).next() {
            return Err(obstacle(parameter, "the default is evaluated where the function is defined"));
        }
        for at in named(body, local) {
            let place = Surroundings::of(body, at);
            let Owner::Function(holder) = owner(&place, TextRange::empty(at), local) else { continue };
            if !holder.range().contains_range(worker.code.range()) || !is_own(worker, holder.range(), around, local) {
                continue;
            }
            let range = TextRange::at(at, TextSize::of(&**local));
            if !self.facts.module.text()[range].eq(&**local) {
                return Err(obstacle(range, "the name is written in another way"));
            }
            let recursive = worker.code.range().contains(at);
            let mut here = Edits::default();
            self.named_use(worker, range, &place, &mut here, recursive)?;
            merge(&here, if recursive { inner } else { self.edits })?;
        }
        Ok(())
    }

    /// One mention of a local name.
    fn named_use(
        &mut self,
        worker: &Worker<'a>,
        range: TextRange,
        place: &Surroundings<'a>,
        edits: &mut Edits,
        recursive: bool,
    ) -> Result<(), Obstacle> {
        let module = self.facts.module;
        let parent = place.expressions().iter().rev().find(|expression| expression.range() != range);
        if let Some(Expr::Attribute(attribute)) = parent
            && attribute.value.range() == range
        {
            return Err(obstacle(range, "the function has attributes"));
        }
        self.check_scope(worker, place, range)?;
        let visible = match worker.named {
            Some((statement, _)) => super::suite::around(module.body(), statement.start()).map(|(suite, _)| suite),
            None => None,
        };
        if !recursive && visible.is_none_or(|suite| !super::suite::range(suite).contains_range(range)) {
            return Err(obstacle(range, "the function may not be defined here"));
        }
        let name = worker.name.as_str();
        if worker.captured.is_empty() {
            return if module.text()[range] == *name { Ok(()) } else { replace(edits, range, name.to_string()) };
        }
        let call = place.expressions().iter().rev().find_map(|expression| expression.as_call_expr());
        if let Some(call) = call.filter(|call| call.func.range() == range) {
            if module.text()[range] != *name {
                replace(edits, range, name.to_string())?;
            }
            let at = call.arguments.start() + TextSize::new(1);
            let names = values(worker);
            let text = if call.arguments.is_empty() { names } else { joined(module.text(), at, &names) };
            return insert(edits, at, text);
        }
        if recursive {
            return Err(obstacle(range, "the function hands itself to something"));
        }
        if let Some((call, entry)) = self.target_of(place, range) {
            if module.text()[range] != *name {
                replace(edits, range, name.to_string())?;
            }
            self.settled(worker, range.start(), Some((call, entry)))?;
            let names: Vec<String> = worker.captured.iter().map(|variable| variable.name.to_string()).collect();
            return self.first_arguments(call, entry, &names);
        }
        let returned = matches!(place.statements().last(), Some(Stmt::Return(it)) if it.value.as_deref().is_some_and(|value| value.range() == range));
        let handed = call.is_some_and(|call| is_argument(call, range));
        if !returned && !handed {
            return Err(obstacle(range, "mpfix cannot tell what is done with the function here"));
        }
        self.settled(worker, range.start(), None)?;
        let text = self.partial(worker, place, range)?;
        replace(edits, range, text)
    }

    /// A lambda where it is used.
    fn inline(
        &mut self,
        worker: &Worker<'a>,
        lambda: &'a ExprLambda,
        around: &Surroundings<'a>,
        inner: &mut Edits,
    ) -> Result<(), Obstacle> {
        let range = lambda.range();
        self.check_scope(worker, around, range)?;
        let mut names: Vec<String> = worker.captured.iter().map(|variable| variable.name.to_string()).collect();
        if let Some((call, entry)) = self.target_of(around, range) {
            self.settled(worker, range.start(), Some((call, entry)))?;
            names.extend(self.defaults(lambda, call, entry, inner)?);
            replace(self.edits, range, worker.name.clone())?;
            if names.is_empty() {
                return Ok(());
            }
            return self.first_arguments(call, entry, &names);
        }
        if let Some(default) = lambda.parameters.iter().flat_map(|parameters| dynamic_defaults(parameters)).next() {
            return Err(obstacle(default, "the default is evaluated where the lambda is"));
        }
        self.settled(worker, range.start(), None)?;
        let text = match worker.captured.is_empty() {
            true => worker.name.clone(),
            false => self.partial(worker, around, range)?,
        };
        replace(self.edits, range, text)
    }

    /// The defaults of `lambda i=i: ...`, which become arguments; they leave the parameters.
    fn defaults(
        &mut self,
        lambda: &ExprLambda,
        call: &ExprCall,
        entry: &Entry,
        inner: &mut Edits,
    ) -> Result<Vec<String>, Obstacle> {
        let Some(parameters) = lambda.parameters.as_deref() else { return Ok(Vec::new()) };
        let dynamic = dynamic_defaults(parameters);
        let Some(last) = dynamic.last() else { return Ok(Vec::new()) };
        for data in &entry.data {
            if given(call, data)?.is_some() {
                return Err(obstacle(*last, "the process is given arguments, and the lambda has defaults too"));
            }
        }
        let text = self.facts.module.text();
        let mut values = Vec::new();
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for parameter in positional.take_while(|parameter| parameter.start() < last.end()) {
            let Some(default) = &parameter.default else {
                return Err(obstacle(parameter.range(), "the lambda gets no value for this parameter"));
            };
            self.default_travels(default, lambda.range())?;
            replace(inner, TextRange::new(parameter.parameter.end(), parameter.end()), String::new())?;
            values.push(text[default.range()].to_string());
        }
        match dynamic.iter().all(|range| values.iter().any(|value| *value == text[*range])) {
            true => Ok(values),
            false => Err(obstacle(*last, "the default of a keyword parameter is evaluated where the lambda is")),
        }
    }

    /// Puts values before the arguments of a process.
    pub(super) fn first_arguments(
        &mut self,
        call: &ExprCall,
        entry: &Entry,
        values: &[String],
    ) -> Result<(), Obstacle> {
        let (Some(callable), Some(data)) = (entry.callables.first(), entry.data.first()) else { return Ok(()) };
        let names = values.join(", ");
        if let Some(arguments) = given(call, data)? {
            return prepend(self.facts.module, arguments.value, &names, self.edits);
        }
        let comma = if values.len() == 1 { "," } else { "" };
        let keyword = given(call, callable)?.and_then(|target| target.keyword);
        let name = data.name.as_deref().unwrap_or("args");
        add(self.facts.module, call, keyword, &format!("{name}=({names}{comma})"), self.edits)
    }

    /// The call that makes a process (or pool) of which the expression at `range` is the target (or initializer).
    pub(super) fn target_of(&self, place: &Surroundings<'a>, range: TextRange) -> Option<(&'a ExprCall, &'a Entry)> {
        place.expressions().iter().rev().find_map(|expression| {
            let call = expression.as_call_expr()?;
            let entry = self.entries.get(&call.start()).copied().filter(|entry| takes_arguments(entry))?;
            let target = given(call, entry.callables.first()?).ok()??;
            (target.value.range() == range).then_some((call, entry))
        })
    }

    /// Are all variables settled where they are passed? For the target of a process also when it starts at once.
    pub(super) fn settled(
        &self,
        worker: &Worker<'a>,
        at: TextSize,
        made: Option<(&ExprCall, &Entry)>,
    ) -> Result<(), Obstacle> {
        let names: Vec<&str> = worker.captured.iter().map(|variable| &*variable.name).collect();
        let at_once = made.is_some_and(|(call, entry)| {
            entry.kind == Kind::Process && starts_at_once(self.facts.module.body(), call, &names)
        });
        worker.captured.iter().try_for_each(|variable| check_settled(self.facts, variable, at, at_once))
    }

    /// Do the names mean at a use what they mean in the function?
    fn check_scope(&self, worker: &Worker<'a>, place: &Surroundings<'a>, at: TextRange) -> Result<(), Obstacle> {
        let own = if worker.code.range() == at { at } else { TextRange::empty(at.start()) };
        for variable in &worker.captured {
            let same = match owner(place, own, &variable.name) {
                Owner::Function(def) => def.range() == variable.owner.range(),
                _ => false,
            };
            if !same {
                return Err(obstacle(at, &format!("`{}` is another variable here", variable.name)));
            }
        }
        if !matches!(owner(place, own, &worker.name), Owner::Module)
            && worker.named.as_ref().is_none_or(|(_, local)| **local != *worker.name)
        {
            return Err(obstacle(at, &format!("`{}` is another variable here", worker.name)));
        }
        Ok(())
    }

    /// `functools.partial(worker, k)`
    fn partial(&mut self, worker: &Worker<'a>, place: &Surroundings<'a>, at: TextRange) -> Result<String, Obstacle> {
        let spelled = match &self.import {
            Some(spelled) => spelled.clone(),
            None => super::imports::partial(self.facts, self.edits)?,
        };
        let root = spelled.split('.').next().unwrap_or(&spelled);
        if !matches!(owner(place, TextRange::empty(at.start()), root), Owner::Module) {
            return Err(obstacle(at, &format!("`{root}` is another variable here")));
        }
        let text = format!("{spelled}({}, {})", worker.name, values(worker));
        self.import = Some(spelled);
        Ok(text)
    }
}

/// Adds edits to others.
fn merge(more: &Edits, edits: &mut Edits) -> Result<(), Obstacle> {
    more.iter().try_for_each(|(range, text)| replace(edits, range, text.to_string()))
}

fn values(worker: &Worker<'_>) -> String {
    let names: Vec<&str> = worker.captured.iter().map(|variable| &*variable.name).collect();
    names.join(", ")
}

fn is_argument(call: &ExprCall, range: TextRange) -> bool {
    call.arguments.args.iter().any(|argument| argument.range() == range)
        || call.arguments.keywords.iter().any(|keyword| keyword.value.range() == range)
}

/// Is `holder` the function in which the worker has its local name?
fn is_own(worker: &Worker<'_>, holder: TextRange, around: &Surroundings<'_>, local: &str) -> bool {
    let own = owner(around, TextRange::empty(worker.code.range().start()), local);
    matches!(own, Owner::Function(def) if def.range() == holder)
}

/// The defaults that are no constants.
fn dynamic_defaults(parameters: &ruff_python_ast::Parameters) -> Vec<TextRange> {
    let defaults = parameters.iter_non_variadic_params().filter_map(|parameter| parameter.default.as_deref());
    defaults.filter(|default| !is_constant(default)).map(Ranged::range).collect()
}

/// Every place where a name is read, in any scope, and where it is used otherwise than by its definition.
fn named(body: &[Stmt], name: &str) -> Vec<TextSize> {
    struct Finder<'n>(&'n str, Vec<TextSize>);
    impl<'a> Visitor<'a> for Finder<'_> {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if let Expr::Name(name) = expression
                && matches!(name.ctx, ExprContext::Load)
                && *identifier(&name.id) == *self.0
            {
                self.1.push(name.start());
            }
            walk_expr(self, expression);
        }
    }
    let mut finder = Finder(name, Vec::new());
    body.iter().for_each(|statement| finder.visit_stmt(statement));
    finder.1
}
