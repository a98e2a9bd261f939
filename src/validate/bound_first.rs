//! Whether a local name is bound on every way before it is read.

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtIf, StmtTry};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Occurrences of one name that belong to one function or class; both in source order.
pub(super) struct Occurrences {
    /// Reads in the scope itself and in the scopes inside of it.
    pub(super) reads: Vec<TextSize>,
    /// Bindings in the scope itself.
    pub(super) binds: Vec<TextSize>,
}

/// What counts as bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// A loop may not run at all, a `with` statement may swallow an exception.
    Every,
    /// A loop runs at least once, a `with` statement runs to its end.
    Usual,
}

/// The first read that a binding may not come before, in the body of a function or class.
///
/// Errs on the safe side: what an `:=` binds and what may be skipped by an exception counts as unbound afterwards, and
/// a function counts as called where it is defined.
pub(super) fn early_read(body: &[Stmt], occurrences: &Occurrences, strictness: Strictness) -> Option<TextSize> {
    let mut flow = Flow { occurrences, strictness, early: None };
    flow.body(body, false);
    flow.early
}

struct Flow<'o> {
    occurrences: &'o Occurrences,
    strictness: Strictness,
    early: Option<TextSize>,
}

impl Flow<'_> {
    /// Takes whether the name is bound before, gives whether it is bound after.
    fn body(&mut self, body: &[Stmt], bound: bool) -> bool {
        body.iter().fold(bound, |bound, statement| self.statement(statement, bound))
    }

    fn statement(&mut self, statement: &Stmt, bound: bool) -> bool {
        match statement {
            Stmt::Assign(assign) => {
                self.read(assign.range(), bound);
                bound || assign.targets.iter().any(|target| self.stores(target))
            }
            Stmt::AnnAssign(assign) => {
                self.read(assign.range(), bound);
                bound || (assign.value.is_some() && self.stores(&assign.target))
            }
            Stmt::For(statement) => {
                self.repeat(&statement.iter, Some(&statement.target), (&statement.body, &statement.orelse), bound)
            }
            Stmt::While(statement) => self.repeat(&statement.test, None, (&statement.body, &statement.orelse), bound),
            Stmt::If(statement) => self.branch(statement, bound),
            Stmt::With(statement) => {
                let mut bound = bound;
                for item in &statement.items {
                    self.read(item.range(), bound);
                    bound |= item.optional_vars.as_deref().is_some_and(|target| self.stores(target));
                }
                let after = self.body(&statement.body, bound);
                self.if_usual(after, bound)
            }
            Stmt::Try(statement) => self.attempt(statement, bound),
            Stmt::Match(statement) => {
                self.read(statement.subject.range(), bound);
                for case in &statement.cases {
                    self.read(case.pattern.range(), bound);
                    let inside = bound || self.binds(case.pattern.range());
                    if let Some(guard) = &case.guard {
                        self.read(guard.range(), inside);
                    }
                    self.body(&case.body, inside);
                }
                bound
            }
            Stmt::FunctionDef(def) => self.definition(def.range(), def.name.range(), bound),
            Stmt::ClassDef(def) => self.definition(def.range(), def.name.range(), bound),
            Stmt::TypeAlias(alias) => self.definition(alias.range(), alias.name.range(), bound),
            Stmt::Import(import) => bound || self.binds(import.range()),
            Stmt::ImportFrom(import) => bound || self.binds(import.range()),
            _ => {
                self.read(statement.range(), bound);
                bound
            }
        }
    }

    /// A loop: what is evaluated, what it binds each round, body and `else`.
    fn repeat(&mut self, head: &Expr, target: Option<&Expr>, (body, orelse): (&[Stmt], &[Stmt]), bound: bool) -> bool {
        self.read(head.range(), bound);
        let mut inside = bound;
        if let Some(target) = target {
            self.read(target.range(), bound);
            inside |= self.stores(target);
        }
        let after = self.body(body, inside);
        let bound = self.if_usual(after, bound);
        self.body(orelse, bound);
        bound
    }

    fn branch(&mut self, statement: &StmtIf, bound: bool) -> bool {
        self.read(statement.test.range(), bound);
        let mut all = self.body(&statement.body, bound);
        let mut has_else = false;
        for clause in &statement.elif_else_clauses {
            match &clause.test {
                Some(test) => self.read(test.range(), bound),
                None => has_else = true,
            }
            all &= self.body(&clause.body, bound);
        }
        bound || (all && has_else)
    }

    fn attempt(&mut self, statement: &StmtTry, bound: bool) -> bool {
        let tried = self.body(&statement.body, bound);
        let mut all = self.body(&statement.orelse, tried);
        for handler in &statement.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            if let Some(kind) = &handler.type_ {
                self.read(kind.range(), bound);
            }
            let named = handler.name.as_ref().is_some_and(|name| self.binds(name.range()));
            all &= self.body(&handler.body, bound || named);
        }
        let last = self.body(&statement.finalbody, bound);
        all || last
    }

    fn definition(&mut self, whole: TextRange, name: TextRange, bound: bool) -> bool {
        self.read(whole, bound);
        bound || self.binds(name)
    }

    fn read(&mut self, range: TextRange, bound: bool) {
        if !bound && self.early.is_none() {
            self.early = first_in(&self.occurrences.reads, range);
        }
    }

    fn if_usual(&self, usual: bool, every: bool) -> bool {
        match self.strictness {
            Strictness::Every => every,
            Strictness::Usual => usual,
        }
    }

    fn binds(&self, range: TextRange) -> bool {
        first_in(&self.occurrences.binds, range).is_some()
    }

    /// Whether an assignment to this target binds the name in any case.
    fn stores(&self, target: &Expr) -> bool {
        match target {
            Expr::Name(name) => self.binds(name.range()),
            Expr::Starred(starred) => self.stores(&starred.value),
            Expr::Tuple(tuple) => tuple.elts.iter().any(|target| self.stores(target)),
            Expr::List(list) => list.elts.iter().any(|target| self.stores(target)),
            _ => false,
        }
    }
}

fn first_in(places: &[TextSize], range: TextRange) -> Option<TextSize> {
    let first = places.partition_point(|place| *place < range.start());
    places.get(first).copied().filter(|place| *place < range.end())
}
