//! Uses of names that get nothing out of them by themselves: second names, tests, and the namespace of the module.

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Expr, ExprCall, StmtAssign, UnaryOp};

use super::collect::{Scope, Walker};
use super::summary::{Target, word};
use super::syntax::{imported_by_name, named};

/// Longest dotted name that is made by giving names to names.
const MOST_PARTS: usize = 12;

impl Walker {
    /// `context = multiprocessing.context`: another name for the same thing, which is looked up where that name is used.
    pub(super) fn is_alias(&mut self, assign: &StmtAssign) -> bool {
        let Some(targets) = assign.targets.iter().map(Expr::as_name_expr).collect::<Option<Vec<_>>>() else {
            return false;
        };
        if matches!(self.scope, Scope::Class(..)) {
            return false;
        }
        match (named(&assign.value), imported_by_name(&assign.value)) {
            (Some(value), _) => {
                targets.iter().for_each(|target| self.assigned(&target.id));
                self.aliases.extend(targets.iter().map(|target| (self.node, word(&target.id), value.clone())));
                true
            }
            (None, Some(module)) => {
                targets.iter().for_each(|target| self.assigned(&target.id));
                targets.iter().for_each(|target| self.bind(&target.id, &module));
                self.runs(module);
                true
            }
            _ => false,
        }
    }

    /// What is only asked whether it is there gets nowhere: `if torch`, `torch is None`.
    pub(super) fn visit_test(&mut self, test: &Expr) {
        match test {
            Expr::Name(_) => {}
            Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => self.visit_test(&unary.operand),
            Expr::BoolOp(both) => both.values.iter().for_each(|value| self.visit_test(value)),
            _ => match imported_by_name(test) {
                Some(module) => self.runs(module),
                None => self.visit_expr(test),
            },
        }
    }

    /// Binds other names for imported things; what is none of those is merely used.
    pub(super) fn bind_aliases(&mut self) {
        let aliases = std::mem::take(&mut self.aliases);
        // One for a name, and one for a name for that.
        for _ in 0..2 {
            for (_, alias, (name, attributes)) in &aliases {
                let bound = self.out.names.get(name).into_iter().flatten().filter_map(|target| match target {
                    Target::Imported(dotted) => Some(Target::Imported(dotted.then(attributes))),
                    Target::Node(_) => None,
                });
                let more: Vec<Target> = bound.filter(|target| target.parts() <= MOST_PARTS).collect();
                let targets = self.out.names.entry(alias.clone()).or_default();
                more.into_iter().for_each(|target| {
                    if !targets.contains(&target) {
                        targets.push(target);
                    }
                });
            }
        }
        for (node, _, (name, attributes)) in aliases {
            for target in self.out.names.get(&name).into_iter().flatten() {
                if let Target::Node(other) = target {
                    self.out.nodes[node].own.insert(*other);
                }
            }
            for star in &self.out.stars {
                self.out.nodes[node].names.insert(star.then(std::iter::once(&name).chain(&attributes)));
            }
        }
    }

    /// Is it the namespace of the module: `globals()`, and at the top level `locals()` and `vars()`?
    pub(super) fn is_namespace(&self, call: &ExprCall) -> bool {
        let Expr::Name(name) = &*call.func else { return false };
        let is_global =
            name.id == "globals" || (self.scope == Scope::Module && ["locals", "vars"].contains(&&*name.id));
        is_global && call.arguments.args.is_empty()
    }

    /// Uses of the namespace that get nothing out of it, or one thing whose name stands there.
    pub(super) fn plain_use_of_namespace(&mut self, expression: &Expr) -> bool {
        if looks_names_up(expression) {
            self.out.nodes[self.node].anything = true;
        }
        let is_namespace = |expression: &Expr| expression.as_call_expr().is_some_and(|call| self.is_namespace(call));
        match expression {
            // A text that is run is not looked into by any stage.
            Expr::Call(call) if call.func.as_name_expr().is_some_and(|name| ["eval", "exec"].contains(&&*name.id)) => {
                let (namespaces, others): (Vec<_>, Vec<_>) =
                    call.arguments.args.iter().partition(|one| is_namespace(one));
                others.into_iter().for_each(|argument| self.visit_expr(argument));
                !namespaces.is_empty()
            }
            // `globals().get("name")`
            Expr::Call(call) => {
                let Some(method) = call.func.as_attribute_expr().filter(|method| is_namespace(&method.value)) else {
                    return false;
                };
                let gets_one = ["__getitem__", "get", "pop", "setdefault"].contains(&method.attr.as_str());
                let name = call.arguments.args.first().and_then(Expr::as_string_literal_expr);
                call.arguments.args.iter().for_each(|argument| self.visit_expr(argument));
                call.arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
                match name {
                    Some(name) => self.use_of(word(name.value.to_str()), Vec::new()),
                    None => self.out.nodes[self.node].anything |= gets_one,
                }
                true
            }
            Expr::Compare(compare) if compare.comparators.iter().any(is_namespace) => {
                self.visit_expr(&compare.left);
                true
            }
            Expr::Attribute(attribute) => is_namespace(&attribute.value),
            Expr::Subscript(subscript) if is_namespace(&subscript.value) => match &*subscript.slice {
                Expr::StringLiteral(text) => {
                    self.use_of(word(text.value.to_str()), Vec::new());
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// Does it get at classes and modules that nobody names: `Base.__subclasses__`, `sys.modules[name]`?
fn looks_names_up(expression: &Expr) -> bool {
    let is_modules = |owner: &Expr| owner.as_attribute_expr().is_some_and(|attribute| &attribute.attr == "modules");
    match expression {
        Expr::Attribute(attribute) => match attribute.attr.as_str() {
            "__globals__" | "__subclasses__" => true,
            "get" => is_modules(&attribute.value),
            _ => false,
        },
        Expr::Subscript(subscript) => is_modules(&subscript.value),
        _ => false,
    }
}
