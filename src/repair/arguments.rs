//! Arguments of a call in the text: where they stand, and how one is added.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, ExprCall, Keyword};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Obstacle;
use crate::effects::Param;
use crate::parse::Module;
use crate::transform::edits::Edits;

/// One argument as it stands in the text.
pub(super) struct Given<'a> {
    pub(super) value: &'a Expr,
    pub(super) keyword: Option<&'a Keyword>,
}

/// The argument a parameter gets; `None` when it is left out.
///
/// # Errors
/// When stars hide what is given.
pub(super) fn given<'a>(call: &'a ExprCall, param: &Param) -> Result<Option<Given<'a>>, Obstacle> {
    for (index, value) in call.arguments.args.iter().enumerate() {
        if value.is_starred_expr() {
            return Err(hidden(call));
        }
        if param.takes_position(index) {
            return Ok(Some(Given { value, keyword: None }));
        }
    }
    for keyword in &call.arguments.keywords {
        match &keyword.arg {
            None => return Err(hidden(call)),
            Some(name) if param.takes_keyword(name) => {
                return Ok(Some(Given { value: &keyword.value, keyword: Some(keyword) }));
            }
            Some(_) => {}
        }
    }
    Ok(None)
}

fn hidden(call: &ExprCall) -> Obstacle {
    Obstacle { at: call.range(), message: "`*` or `**` hides the arguments of this call".to_string() }
}

/// Adds keyword arguments to a call: behind `after`, a keyword argument, or behind all others.
pub(super) fn add(
    module: &Module,
    call: &ExprCall,
    after: Option<&Keyword>,
    text: &str,
    edits: &mut Edits,
) -> Result<(), Obstacle> {
    if let Some(keyword) = after {
        return insert(edits, keyword.end(), format!(", {text}"));
    }
    let Some((at, kind)) = last_token(module, call) else {
        return Err(Obstacle { at: call.range(), message: "the arguments of this call cannot be read".to_string() });
    };
    let text = match kind {
        TokenKind::Lpar => text.to_string(),
        TokenKind::Comma => format!(" {text}"),
        _ => format!(", {text}"),
    };
    insert(edits, at, text)
}

/// Where the last token inside the parentheses ends, and what it is; the opening parenthesis when there is none.
fn last_token(module: &Module, call: &ExprCall) -> Option<(TextSize, TokenKind)> {
    let inside = TextRange::new(call.arguments.start(), call.arguments.end() - TextSize::new(1));
    module
        .tokens()
        .in_range(inside)
        .iter()
        .rev()
        .find(|token| !token.kind().is_trivia())
        .map(|token| (token.end(), token.kind()))
}

/// Puts `names` before the elements of the sequence `value`.
pub(super) fn prepend(module: &Module, value: &Expr, names: &str, edits: &mut Edits) -> Result<(), Obstacle> {
    let text = module.text();
    let (open, elements, is_list) = match value {
        Expr::Tuple(tuple) if tuple.parenthesized => (value.start(), &tuple.elts[..], false),
        Expr::List(list) => (value.start(), &list.elts[..], true),
        _ => {
            let is_primary = matches!(
                value,
                Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_) | Expr::Subscript(_) | Expr::ListComp(_)
            );
            let (before, behind) = if is_primary { ("*", ")") } else { ("*(", "))") };
            insert(edits, value.start(), format!("({names}, {before}"))?;
            return insert(edits, value.end(), behind.to_string());
        }
    };
    let inside = open + TextSize::new(1);
    match elements {
        [] => {
            let comma = if is_list || names.contains(',') { "" } else { "," };
            insert(edits, inside, format!("{names}{comma}"))
        }
        [only] => {
            insert(edits, inside, joined(text, inside, names))?;
            let rest = TextRange::new(only.end(), value.end());
            if !is_list && &text[rest] == ",)" { replace(edits, rest, ")".to_string()) } else { Ok(()) }
        }
        _ => insert(edits, inside, joined(text, inside, names)),
    }
}

/// `names` and a comma to stand at `at`, before other elements: on a line of their own where these begin on the next line.
pub(super) fn joined(text: &str, at: TextSize, names: &str) -> String {
    let rest = &text[at.to_usize()..];
    let blank: String = rest.chars().take_while(|c| c.is_whitespace()).collect();
    match rest[blank.len()..].chars().next() {
        Some(next) if blank.contains(['\n', '\r']) && next != '#' && !blank.contains('\x0c') => {
            format!("{blank}{names},")
        }
        _ if blank.is_empty() && !rest.starts_with(['#', '\\']) => format!("{names}, "),
        _ => format!("{names},"),
    }
}

/// An insertion; it cannot fail unless two repairs want one place.
pub(super) fn insert(edits: &mut Edits, at: TextSize, text: String) -> Result<(), Obstacle> {
    replace(edits, TextRange::empty(at), text)
}

/// A replacement; it cannot fail unless two repairs want one place.
pub(super) fn replace(edits: &mut Edits, range: TextRange, text: String) -> Result<(), Obstacle> {
    edits.replace(range, text).map_err(|overlap| Obstacle {
        at: overlap.1,
        message: "two changes would have to be made at one place".to_string(),
    })
}
