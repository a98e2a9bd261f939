//! Stage BIND: which scope a name belongs to, by Python's own rules.
//!
//! Two questions are answered here and nowhere else: which names a block binds ([`block::Block`]), and which
//! uses of a name anywhere in a file mean the module's global ([`globals::GlobalUses`]).

pub mod block;
pub mod builtins;
pub mod globals;

use std::rc::Rc;

use unicode_normalization::UnicodeNormalization;

/// An identifier as Python compares it.
pub type Name = Rc<str>;

/// The identifier `raw` in the form Python compares: NFKC for anything beyond ASCII (PEP 3131).
pub fn identifier(raw: &str) -> Name {
    if raw.is_ascii() { Rc::from(raw) } else { Rc::from(raw.nfkc().collect::<String>()) }
}
