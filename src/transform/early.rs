//! Whether moved statements read a name before they have bound it: then it may have a value from a star import, which a
//! local variable would hide.

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtFor, StmtIf, StmtTry, StmtWith};
use ruff_text_size::{Ranged, TextRange};

use crate::names::globals::{Access, GlobalUses, Place};

/// May a read of `name` come before a binding, when these statements run in order? A loop is taken to run at least once,
/// a `with` statement to its end, and a function to be called where it is defined.
pub(super) fn is_read_early(statements: &[&Stmt], uses: &GlobalUses, name: &str) -> bool {
    let mut flow = Flow { uses, name, early: false };
    statements.iter().fold(false, |bound, statement| flow.statement(statement, bound));
    flow.early
}

struct Flow<'u> {
    uses: &'u GlobalUses,
    name: &'u str,
    early: bool,
}

impl Flow<'_> {
    fn body(&mut self, body: &[Stmt], bound: bool) -> bool {
        body.iter().fold(bound, |bound, statement| self.statement(statement, bound))
    }

    /// Takes whether the name is bound before, gives whether it is bound after.
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
            Stmt::Import(_) | Stmt::ImportFrom(_) => bound || self.binds(statement.range()),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::TypeAlias(_) => {
                self.read(statement.range(), bound);
                bound || self.binds(statement.range())
            }
            Stmt::For(StmtFor { target, iter, body, orelse, .. }) => {
                self.read(iter.range(), bound);
                self.read(target.range(), bound);
                let inside = bound || self.stores(target);
                let after = self.body(body, inside);
                self.body(orelse, after);
                after
            }
            Stmt::While(repeated) => {
                self.read(repeated.test.range(), bound);
                let after = self.body(&repeated.body, bound);
                self.body(&repeated.orelse, after);
                after
            }
            Stmt::With(StmtWith { items, body, .. }) => {
                let inside = items.iter().fold(bound, |bound, item| {
                    self.read(item.range(), bound);
                    bound || item.optional_vars.as_deref().is_some_and(|target| self.stores(target))
                });
                self.body(body, inside)
            }
            Stmt::If(branch) => self.branch(branch, bound),
            Stmt::Try(attempt) => self.attempt(attempt, bound),
            _ => {
                self.read(statement.range(), bound);
                bound
            }
        }
    }

    fn branch(&mut self, branch: &StmtIf, bound: bool) -> bool {
        self.read(branch.test.range(), bound);
        let mut all = self.body(&branch.body, bound);
        let mut has_else = false;
        for clause in &branch.elif_else_clauses {
            match &clause.test {
                Some(test) => self.read(test.range(), bound),
                None => has_else = true,
            }
            all &= self.body(&clause.body, bound);
        }
        bound || (all && has_else)
    }

    /// What is tried may end anywhere, so its handlers find the name as it was before.
    fn attempt(&mut self, attempt: &StmtTry, bound: bool) -> bool {
        let tried = self.body(&attempt.body, bound);
        let mut all = self.body(&attempt.orelse, tried);
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            handler.type_.iter().for_each(|kind| self.read(kind.range(), bound));
            let is_named = handler.name.as_ref().is_some_and(|name| self.binds(name.range()));
            all &= self.body(&handler.body, bound || is_named);
        }
        self.body(&attempt.finalbody, bound) || all
    }

    fn read(&mut self, range: TextRange, bound: bool) {
        self.early |= !bound
            && self.uses.inside(range).iter().any(|used| *used.name == *self.name && used.access != Access::Bind);
    }

    fn binds(&self, range: TextRange) -> bool {
        let is_bound = |place: &Place| *place == Place::TopLevel;
        let mut uses = self.uses.inside(range).iter().filter(|used| *used.name == *self.name);
        uses.any(|used| used.access == Access::Bind && is_bound(&used.place))
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
