//! The proof that functions only moved to the top level: without the move, both texts are the same tree.
//!
//! Every new function of the module has to be one nested function or lambda of the original ([`nested`]). What names it is
//! replaced on both sides by one placeholder that holds the values it is handed ([`canonical`]), the function itself is
//! left out, and the rest has to be equal. On top of that
//!
//! - each value is the very variable, where it is handed over, that the nested function read;
//! - the function only reads these variables, and takes nothing else from the functions around it;
//! - it is defined before it is mentioned, and so was the nested one;
//! - its name is new, or that of the nested function, and no global of the original.

use std::collections::HashSet;

use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::{Stmt, StmtFunctionDef, Suite};
use ruff_text_size::{Ranged, TextSize};

use super::super::module::Module;
use super::super::scopes::{How, Scopes, Target};
use super::super::{Breach, parses, same_comments, scope_walk};
use super::canonical::{self, Moved, Original};
use super::nested::{self, Nested};
use super::taken;

const NAME: &str = "same_after_undoing";

/// How many ways to match equal functions are tried.
const MOST_TRIES: usize = 64;

/// Proves `hoisted` against `original`.
pub(super) fn check(original: &str, hoisted: &str) -> Vec<Breach> {
    let (old, new) = (Module::parse(original), Module::parse(hoisted));
    let mut breaches = parses::check(&old, &new);
    if !breaches.is_empty() {
        return breaches;
    }
    breaches.extend(same_comments::check_texts(&old, &new));
    let (before, after) = (scope_walk::build(old.body()), scope_walk::build(new.body()));
    let proof = Proof {
        words: original.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect(),
        nested: nested::all(old.body(), &before),
        functions: functions(new.body(), &before),
        old: &old,
        new: &new,
        before: &before,
        after: &after,
    };
    let mut faults = Vec::new();
    let mut tries = 0;
    if !proof.search(&mut Vec::new(), 0, &mut tries, &mut faults) && faults.is_empty() {
        faults.push("the text is another one even without the functions that moved".to_owned());
    }
    breaches.extend(faults.into_iter().map(|fault| Breach::new(NAME, fault)));
    breaches
}

/// A function of the original, and what became of it.
pub(super) struct Pair<'a> {
    pub(super) nested: &'a Nested<'a>,
    pub(super) function: &'a StmtFunctionDef,
    /// The variables it is handed.
    pub(super) captured: Vec<String>,
    /// How many defaults of a lambda it is handed.
    pub(super) defaults: usize,
}

pub(super) struct Proof<'a> {
    words: HashSet<&'a str>,
    nested: Vec<Nested<'a>>,
    functions: Vec<&'a StmtFunctionDef>,
    pub(super) old: &'a Module<'a>,
    new: &'a Module<'a>,
    pub(super) before: &'a Scopes<'a>,
    pub(super) after: &'a Scopes<'a>,
}

/// The top-level functions of `new` that are no globals of the original.
fn functions<'a>(new: &'a [Stmt], before: &Scopes<'_>) -> Vec<&'a StmtFunctionDef> {
    let is_old = |name: &str| before.uses.iter().any(|used| used.name == name && before.target(used) == Target::Global);
    new.iter().filter_map(Stmt::as_function_def_stmt).filter(|def| !is_old(def.name.as_str())).collect()
}

impl<'a> Proof<'a> {
    /// Matches the functions in the order of the texts; `faults` are those of a match that makes the trees equal.
    fn search(&'a self, pairs: &mut Vec<Pair<'a>>, from: usize, tries: &mut usize, faults: &mut Vec<String>) -> bool {
        let Some(function) = self.functions.get(pairs.len()) else {
            *tries += 1;
            if !self.is_equal(pairs, faults) {
                return false;
            }
            *faults = pairs.iter().flat_map(|pair| taken::faults(self, pair, pairs)).collect();
            pairs.iter().for_each(|pair| self.names(pair, faults));
            return faults.is_empty();
        };
        for index in from..self.nested.len() {
            let Some(pair) = self.nested[index].pair(function) else { continue };
            pairs.push(pair);
            if self.is_same_body(pairs) && self.search(pairs, index + 1, tries, faults) {
                return true;
            }
            pairs.pop();
            if *tries > MOST_TRIES {
                break;
            }
        }
        false
    }

    /// Is the last function the nested one, parameters aside that it got?
    fn is_same_body(&self, pairs: &[Pair<'a>]) -> bool {
        let Some(pair) = pairs.last() else { return false };
        let mut old = [Stmt::FunctionDef(pair.nested.without_defaults(pair.defaults))];
        let mut new = [Stmt::FunctionDef(canonical::without_first(pair.function, pair.captured.len()))];
        Original::new(self.before, pairs).apply(&mut old);
        Moved::new(self.new, self.after, pairs).apply(&mut new);
        if let ([Stmt::FunctionDef(old)], [Stmt::FunctionDef(new)]) = (&mut old, &mut new) {
            new.name = old.name.clone();
        }
        ComparableStmt::from(&old[0]) == ComparableStmt::from(&new[0])
    }

    fn is_equal(&self, pairs: &[Pair<'a>], faults: &mut Vec<String>) -> bool {
        let mut old: Suite = self.old.body().iter().cloned().collect();
        let dropped = |statement: &Stmt| pairs.iter().any(|pair| pair.nested.is_given_by(statement));
        canonical::prune(&mut old, &dropped);
        Original::new(self.before, pairs).apply(&mut old);
        let mut new: Suite = self.new.body().iter().cloned().collect();
        let import = canonical::added_import(self.new, &self.words);
        let moved = |statement: &Stmt| {
            pairs.iter().any(|pair| pair.function.range() == statement.range() && statement.is_function_def_stmt())
                || import == Some(statement.start())
        };
        new.retain(|statement| !moved(statement));
        canonical::lambdas_again(&mut new, &canonical::named_lambdas(self.old.body()));
        let rewriter = Moved::new(self.new, self.after, pairs);
        rewriter.apply(&mut new);
        let (old, new) = (super::undo::normal(&old), super::undo::normal(&new));
        let is_equal = old.len() == new.len()
            && old.iter().zip(&new).all(|(old, new)| ComparableStmt::from(old) == ComparableStmt::from(new))
            && canonical::docstring(self.old.body()) == canonical::docstring(self.new.body());
        faults.clear();
        faults.extend(rewriter.faults());
        is_equal && faults.is_empty()
    }

    /// Is the name of the function free, and bound where it is mentioned?
    fn names(&self, pair: &Pair<'_>, faults: &mut Vec<String>) {
        let name = pair.function.name.as_str();
        let is_own = pair.nested.named.as_ref().is_some_and(|named| named.name == name);
        if !is_own && self.words.contains(name) {
            faults.push(format!("the name `{name}` is not new"));
        }
        let globals = || self.after.uses.iter().filter(|u| u.name == name && self.after.target(u) == Target::Global);
        if globals().filter(|used| used.how != How::Read).count() != 1 {
            faults.push(format!("the name `{name}` is bound more than once"));
        }
        if globals().any(|used| used.how == How::Read && used.at < pair.function.start()) {
            faults.push(format!("`{name}` is mentioned before it is defined"));
        }
        if self.new.body().iter().any(|statement| is_star_below(statement, pair.function.start())) {
            faults.push(format!("a star import may bind `{name}`"));
        }
    }
}

fn is_star_below(statement: &Stmt, at: TextSize) -> bool {
    let Stmt::ImportFrom(import) = statement else { return false };
    import.start() > at && import.names.iter().any(|alias| alias.name.as_str() == "*")
}
