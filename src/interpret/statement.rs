//! Statements.

use ruff_python_ast::{ExceptHandler, Expr, Pattern, Stmt, StmtFor, StmtIf, StmtMatch, StmtTry, StmtWhile, StmtWith};
use ruff_text_size::Ranged;

use super::control::{Flow, Way};
use super::heap::Kind;
use super::value::{Const, Value, Values};
use super::{Code, Machine, setting};
use crate::names::{identifier, names_in};

impl<'a> Machine<'a> {
    pub(crate) fn run_statement(&mut self, statement: &'a Stmt) -> Flow {
        if !self.burn() {
            return Flow::NEXT;
        }
        self.now = statement.start();
        self.edit_search_path(statement);
        match statement {
            Stmt::Expr(expression) => {
                self.evaluate_in_passing(&expression.value);
                self.after_expression()
            }
            Stmt::Assign(assign) => {
                let values = self.evaluate(&assign.value);
                let flow = self.after_expression();
                for target in &assign.targets {
                    self.assign(target, &values);
                }
                flow
            }
            Stmt::AnnAssign(assign) => {
                let values = assign.value.as_ref().map(|value| self.evaluate(value));
                if self.evaluates_annotations() {
                    self.evaluate_in_passing(&assign.annotation);
                }
                if let Some(values) = values {
                    self.assign(&assign.target, &values);
                }
                self.after_expression()
            }
            Stmt::AugAssign(assign) => self.augment(assign),
            Stmt::Delete(delete) => {
                delete.targets.iter().for_each(|target| self.delete(target));
                self.after_expression()
            }
            Stmt::FunctionDef(def) => self.define_function(def),
            Stmt::ClassDef(def) => self.define_class(def),
            Stmt::TypeAlias(alias) => {
                if let Expr::Name(name) = &*alias.name {
                    let object = self.typed(statement, "typing.TypeAliasType");
                    self.bind(identifier(&name.id), Values::one(Value::Object(object)));
                    self.read_inside(&alias.value);
                }
                Flow::NEXT
            }
            Stmt::If(branching) => self.run_if(branching),
            Stmt::For(looping) => self.run_for(looping),
            Stmt::While(looping) => self.run_while(looping),
            Stmt::With(with) => self.run_with(with),
            Stmt::Try(tried) => self.run_try(tried),
            Stmt::Match(matching) => self.run_match(matching),
            Stmt::Return(returned) => {
                let values = returned.value.as_ref().map_or_else(Values::none_constant, |value| self.evaluate(value));
                if self.gone {
                    return self.after_expression();
                }
                let frame = self.function_frame();
                self.frames.get_mut(frame).returned.join(&values);
                Flow::RETURN
            }
            Stmt::Raise(raise) => {
                for value in raise.exc.iter().chain(&raise.cause) {
                    let values = self.evaluate(value);
                    self.make_exception(&values, value);
                }
                self.gone = false;
                self.may_exit();
                Flow::EXIT
            }
            Stmt::Assert(assert) => {
                let truth = self.truth_of(&assert.test);
                self.may_exit();
                if truth != Some(false) || self.gone {
                    return self.after_expression();
                }
                if let Some(message) = &assert.msg {
                    self.evaluate(message);
                }
                self.gone = false;
                Flow::EXIT
            }
            Stmt::Import(import) => {
                self.import(import);
                Flow::NEXT
            }
            Stmt::ImportFrom(import) => {
                self.import_from(import);
                Flow::NEXT
            }
            Stmt::Break(_) => Flow::BREAK,
            Stmt::Continue(_) => Flow::CONTINUE,
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => Flow::NEXT,
        }
    }

    /// `raise Class` makes an instance.
    fn make_exception(&mut self, values: &Values, node: &'a Expr) {
        let is_class = |value: &&Value| self.class_of(value).is_some() && !self.is_instance(value);
        let classes: Vec<Value> = values.iter().filter(is_class).cloned().collect();
        for class in classes {
            self.at_top(node, |machine| machine.call_value(&class, super::call::Arguments::default(), node));
        }
    }

    /// What an `except` clause binds.
    fn caught(&mut self, kinds: &Values, node: impl Ranged + Copy) -> Values {
        let kind = match kinds.only().map(|value| (self.class_of(value), self.is_instance(value))) {
            Some((Some(class), false)) => Kind::Instance { class },
            _ => Kind::Typed { name: "BaseException".into() },
        };
        Values::one(Value::Object(self.make(node, kind)))
    }

    /// An exception may leave the program here, unless it is caught.
    fn may_exit(&mut self) {
        if self.catching == 0 {
            self.record().may_exit = true;
        }
    }

    fn run_if(&mut self, branching: &'a StmtIf) -> Flow {
        let mut clauses: Vec<(Option<&'a Expr>, &'a [Stmt])> = vec![(Some(&branching.test), &branching.body)];
        clauses.extend(branching.elif_else_clauses.iter().map(|clause| (clause.test.as_ref(), &clause.body[..])));
        self.run_clauses(&clauses)
    }

    fn run_for(&mut self, looping: &'a StmtFor) -> Flow {
        let iterated = self.evaluate(&looping.iter);
        if self.gone {
            return self.after_expression();
        }
        let maybe_empty = !self.surely_has_elements(&iterated);
        let elements = self.at_top(&*looping.iter, |machine| machine.iterate(&iterated, &*looping.iter));
        if self.gone {
            return self.after_expression();
        }
        let flow = self.run_loop(maybe_empty, |machine| {
            machine.assign(&looping.target, &elements);
            machine.run_block(&looping.body)
        });
        self.after_loop(flow, true, maybe_empty, &looping.orelse)
    }

    fn run_while(&mut self, looping: &'a StmtWhile) -> Flow {
        let first = self.truth_of(&looping.test);
        if self.gone {
            return self.after_expression();
        }
        if first == Some(false) {
            return self.run_block(&looping.orelse);
        }
        let mut ends = false;
        let flow = self.run_loop(first.is_none(), |machine| {
            let truth = machine.truth_of(&looping.test);
            ends |= truth != Some(true);
            if truth == Some(false) { Flow::NEXT } else { machine.run_block(&looping.body) }
        });
        // The last round may have changed what is asked.
        let ends = ends || flow.has(Flow::NEXT.or(Flow::CONTINUE)) && self.truth_of(&looping.test) != Some(true);
        self.after_loop(flow, ends, first.is_none(), &looping.orelse)
    }

    /// The flow behind a loop whose rounds ended with `flow`.
    fn after_loop(&mut self, flow: Flow, ends: bool, maybe_never: bool, orelse: &'a [Stmt]) -> Flow {
        let out = flow.without(Flow::NEXT.or(Flow::BREAK).or(Flow::CONTINUE));
        let mut result = out;
        let normal = ends && (maybe_never || flow.has(Flow::NEXT.or(Flow::CONTINUE)));
        if normal && orelse.is_empty() {
            result = result.or(Flow::NEXT);
        } else if normal {
            let breaks = flow.has(Flow::BREAK);
            let mut ways: Vec<Way<'_, 'a>> = vec![Box::new(|machine: &mut Machine<'a>| machine.run_block(orelse))];
            if breaks {
                ways.push(Box::new(|_: &mut Machine<'a>| Flow::NEXT));
            }
            result = result.or(self.branch(ways));
        }
        if flow.has(Flow::BREAK) {
            result = result.or(Flow::NEXT);
        }
        // A loop without an end never gives way to what stands behind it.
        if result == Flow::NEVER { Flow::EXIT } else { result }
    }

    fn run_with(&mut self, with: &'a StmtWith) -> Flow {
        let mut managers = Vec::new();
        let mut suppresses = false;
        let set_before = self.record().process_set_by.clone();
        for item in &with.items {
            let manager = self.evaluate(&item.context_expr);
            if self.gone {
                return self.after_expression();
            }
            let entered =
                self.at_top(&item.context_expr, |machine| machine.enter(&manager, &item.context_expr, with.is_async));
            suppresses |= self.may_suppress(&manager);
            if let Some(target) = &item.optional_vars {
                self.assign(target, &entered);
            }
            managers.push((manager, &item.context_expr));
        }
        let caught = if suppresses { setting::Caught::ALL } else { setting::Caught::NONE };
        self.catching += u32::from(suppresses);
        self.doubt.enter(caught);
        let mut flow = self.run_block(&with.body);
        self.doubt.leave(caught);
        self.catching -= u32::from(suppresses);
        if suppresses {
            flow = flow.or(Flow::NEXT);
        }
        for (manager, expression) in managers.into_iter().rev() {
            self.at_top(expression, |machine| machine.leave(&manager, expression));
            self.put_back(&manager, &set_before);
        }
        if self.gone {
            return self.after_expression();
        }
        flow
    }

    fn run_try(&mut self, tried: &'a StmtTry) -> Flow {
        let catches = !tried.handlers.is_empty();
        let progress = self.progress();
        let mark = self.frames.mark();
        let caught = setting::Caught::by(&tried.handlers);
        self.catching += u32::from(catches);
        self.doubt.enter(caught);
        let body = self.run_block(&tried.body);
        self.doubt.leave(caught);
        self.catching -= u32::from(catches);
        let after_body = self.frames.undo(mark);
        let mut ways: Vec<Way<'_, 'a>> = Vec::new();
        let normal = after_body.clone();
        ways.push(Box::new(move |machine: &mut Machine<'a>| {
            machine.frames.merge(&[normal]);
            if !body.goes_on() || tried.orelse.is_empty() {
                return body;
            }
            body.without(Flow::NEXT).or(machine.run_block(&tried.orelse))
        }));
        for handler in &tried.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let interrupted = after_body.clone();
            ways.push(Box::new(move |machine: &mut Machine<'a>| {
                machine.frames.merge(&[interrupted, super::frame::Changes::default()]);
                let kinds = handler.type_.as_ref().map(|kind| machine.evaluate_in_passing(kind));
                if let Some(name) = &handler.name {
                    let caught = machine.caught(&kinds.unwrap_or_default(), handler);
                    machine.bind(identifier(name), caught);
                }
                machine.handlers += 1;
                let flow = machine.run_block(&handler.body);
                machine.handlers -= 1;
                if let Some(name) = &handler.name {
                    machine.unbind(&identifier(name));
                }
                flow
            }));
        }
        let flow = self.branch(ways);
        if flow.only_exits() && !tried.finalbody.is_empty() {
            self.settle_exit(progress);
        }
        let last = self.run_block(&tried.finalbody);
        if last.goes_on() { flow.or(last.without(Flow::NEXT)) } else { last }
    }

    fn run_match(&mut self, matching: &'a StmtMatch) -> Flow {
        let subject = self.evaluate(&matching.subject);
        if self.gone {
            return self.after_expression();
        }
        let mut ways: Vec<Way<'_, 'a>> = Vec::new();
        let mut exhaustive = false;
        for case in &matching.cases {
            let decided = self.matches(&case.pattern, &subject);
            if decided == Some(false) {
                continue;
            }
            exhaustive |= decided == Some(true) && case.guard.is_none();
            exhaustive |= case.guard.is_none() && case.pattern.is_irrefutable();
            let subject = subject.clone();
            ways.push(Box::new(move |machine: &mut Machine<'a>| {
                machine.capture(&case.pattern, &subject);
                if let Some(guard) = &case.guard
                    && machine.truth_of(guard) == Some(false)
                {
                    return Flow::NEXT;
                }
                machine.run_block(&case.body)
            }));
            if exhaustive {
                break;
            }
        }
        if !exhaustive {
            ways.push(Box::new(|_: &mut Machine<'a>| Flow::NEXT));
        }
        self.branch(ways)
    }

    /// Does a constant match the pattern, where that is decided?
    fn matches(&mut self, pattern: &'a Pattern, subject: &Values) -> Option<bool> {
        match pattern {
            Pattern::MatchValue(value) => {
                let wanted = self.evaluate(&value.value);
                self.operate(subject, &wanted, &["__eq__"], &["__eq__"], pattern);
                Some(wanted.constant()? == subject.constant()?)
            }
            Pattern::MatchOr(alternatives) => {
                let mut all = Some(false);
                for inner in &alternatives.patterns {
                    match self.matches(inner, subject) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => all = None,
                    }
                }
                all
            }
            _ => None,
        }
    }

    fn augment(&mut self, assign: &'a ruff_python_ast::StmtAugAssign) -> Flow {
        let old = self.evaluate(&assign.target);
        let operand = self.evaluate(&assign.value);
        let method = super::dunder::in_place(assign.op);
        let result = self.augmented(&old, &operand, method, &*assign.target);
        self.assign(&assign.target, &result);
        self.after_expression()
    }

    /// Are annotations of variables evaluated where they stand? In functions they are not (PEP 526).
    fn evaluates_annotations(&self) -> bool {
        !matches!(self.frames.get(self.frame).kind, super::frame::FrameKind::Function(_)) && !self.future_annotations()
    }

    /// Records the names an expression that is not evaluated now would read, as annotations and type aliases do.
    fn read_inside(&mut self, expression: &'a Expr) {
        for name in names_in(expression) {
            self.read(&name);
        }
    }

    fn define_function(&mut self, def: &'a ruff_python_ast::StmtFunctionDef) -> Flow {
        let decorators = self.decorators_of(&def.decorator_list);
        let function = self.function_object(def, Code::Function(def), Some(&def.parameters));
        if !self.future_annotations() {
            for annotation in def.parameters.iter().filter_map(|p| p.annotation()).chain(def.returns.as_deref()) {
                self.read_inside(annotation);
            }
        }
        let mut values = Values::one(Value::Object(function));
        for (decorator, expression) in decorators.into_iter().rev() {
            values = self.at_top(expression, |machine| machine.decorate(&decorator, &values, expression));
        }
        self.bind(identifier(&def.name), values);
        self.after_expression()
    }

    /// The values of decorators, first to last.
    pub(super) fn decorators_of(&mut self, list: &'a [ruff_python_ast::Decorator]) -> Vec<(Values, &'a Expr)> {
        let outer = self.outside.decorating.replace(self.stack.len());
        let values = list.iter().map(|one| (self.evaluate_in_passing(&one.expression), &one.expression)).collect();
        self.outside.decorating = outer;
        values
    }

    /// Calls a decorator; what an unknown one gives back may still be what it was given.
    pub(crate) fn decorate(&mut self, decorator: &Values, decorated: &Values, node: impl Ranged + Copy) -> Values {
        let mut result = Values::none();
        for one in decorator.iter() {
            let given = super::call::Arguments::positional(vec![decorated.clone()]);
            let outer = self.outside.decorating.replace(self.stack.len());
            let values = self.call_value(one, given, node);
            self.outside.decorating = outer;
            if values.may_be_unknown() || values.is_empty() {
                result.join(decorated);
            }
            result.join(&values);
        }
        result
    }

    fn future_annotations(&self) -> bool {
        self.files[self.file as usize].postponed_annotations
    }

    /// Is the constant `None` the only alternative?
    pub(crate) fn is_none(values: &Values) -> bool {
        values.constant() == Some(&Const::None)
    }
}
