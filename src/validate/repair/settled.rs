//! A nested function sees a variable as it is when it runs, and is handed it as it is where it is passed on. That is the
//! same when the variable is bound once, and before; in a loop, when the process starts before the next round.

use ruff_python_ast::visitor::{Visitor, walk_body, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::super::scopes::{How, Scopes, Target};

/// Has `name` of the function `owner` at `site` the value it has whenever the function that is passed on there runs?
pub(super) fn is_settled(before: &Scopes<'_>, name: &str, owner: usize, site: TextSize) -> bool {
    let of_owner = |used: &&super::super::scopes::Use| {
        used.name == name && used.how != How::Read && before.target(used) == Target::Local(owner)
    };
    let binds: Vec<TextSize> = before.uses.iter().filter(of_owner).map(|used| used.at).collect();
    let [bind] = binds[..] else { return false };
    let mut around = Around { at: bind, in_loop: false, suite: None };
    around.visit_body(before.scopes[owner].body);
    if !around.in_loop {
        return bind < site;
    }
    let mut around = Around { at: site, in_loop: false, suite: None };
    around.visit_body(before.scopes[owner].body);
    around.suite.is_some_and(|suite| starts_at_once(suite, site, |range| range.contains(bind)))
}

/// Finds the innermost statements around a place, and whether that is in a loop.
struct Around<'a> {
    at: TextSize,
    in_loop: bool,
    suite: Option<&'a [Stmt]>,
}

impl<'a> Visitor<'a> for Around<'a> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        if body.iter().any(|statement| statement.range().contains(self.at)) {
            self.suite = Some(body);
        }
        walk_body(self, body);
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if statement.range().contains(self.at) {
            self.in_loop |= matches!(statement, Stmt::For(_) | Stmt::While(_));
            walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// `Process(target=f).start()`; or `p = Process(target=f)` and, before anything is bound, `p.start()`.
fn starts_at_once(suite: &[Stmt], site: TextSize, binds: impl Fn(TextRange) -> bool) -> bool {
    let mut rest = suite.iter().skip_while(|statement| !statement.range().contains(site));
    let is_made = |value: &Expr| value.as_call_expr().is_some_and(|call| is_argument(call, site));
    let process = match rest.next() {
        Some(Stmt::Expr(it)) => return started(&it.value).is_some_and(is_made),
        Some(Stmt::Assign(assign)) if is_made(&assign.value) => match &assign.targets[..] {
            [Expr::Name(name)] => &name.id,
            _ => return false,
        },
        _ => return false,
    };
    let is_it = |value: &Expr| matches!(value, Expr::Name(name) if name.id == *process);
    for statement in rest {
        match statement {
            Stmt::Expr(it) if started(&it.value).is_some_and(is_it) => return true,
            Stmt::Assign(assign) if assign.targets.iter().any(is_it) => return false,
            Stmt::Expr(_) | Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::AugAssign(_) if !binds(statement.range()) => {}
            _ => return false,
        }
    }
    false
}

/// `p` of `p.start()`.
fn started(expression: &Expr) -> Option<&Expr> {
    match expression {
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "start" => Some(&attribute.value),
            _ => None,
        },
        _ => None,
    }
}

fn is_argument(call: &ExprCall, at: TextSize) -> bool {
    call.arguments.args.iter().any(|argument| argument.start() == at)
        || call.arguments.keywords.iter().any(|keyword| keyword.value.start() == at)
}
