//! Stage BIND: which scope a name belongs to, by Python's own rules.
//!
//! Two questions are answered here and nowhere else: which names a block binds ([`block::Block`]), and which
//! uses of a name anywhere in a file mean the module's global ([`globals::GlobalUses`]).

pub mod block;
pub mod builtins;
pub mod globals;

use std::rc::Rc;

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use unicode_normalization::UnicodeNormalization;

/// An identifier as Python compares it.
pub type Name = Rc<str>;

/// The identifier `raw` in the form Python compares: NFKC for anything beyond ASCII (PEP 3131).
pub fn identifier(raw: &str) -> Name {
    if raw.is_ascii() { Rc::from(raw) } else { Rc::from(raw.nfkc().collect::<String>()) }
}

/// The names that stand in an expression, in the order of the text.
pub fn names_in(expression: &Expr) -> Vec<Name> {
    struct Names(Vec<Name>);
    impl<'a> Visitor<'a> for Names {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if let Expr::Name(name) = expression {
                self.0.push(identifier(&name.id));
            }
            walk_expr(self, expression);
        }
    }
    let mut names = Names(Vec::new());
    names.visit_expr(expression);
    names.0
}
