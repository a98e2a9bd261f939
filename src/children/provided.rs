//! The globals that a child gets from what it calls first: `global lock; lock = given`.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashSet;

use crate::interpret::heap::Kind;
use crate::interpret::trace::Trace;
use crate::interpret::value::{Value, Values};
use crate::names::Name;
use crate::names::globals::{Access, GlobalUse, GlobalUses};

/// The globals that initializers and targets bind by a `global` statement before anything reads them: that is their source
/// in the child, whatever the parent has.
pub(super) fn by_callables(body: &[Stmt], trace: &Trace, uses: &GlobalUses, callables: &Values) -> FxHashSet<Name> {
    let mut provided = FxHashSet::default();
    for id in callables.objects() {
        if let Kind::Partial { function, .. } = &trace.heap.get(id).kind {
            provided.extend(by_callables(body, trace, uses, function));
        }
        if let Kind::Bound { function: Value::Object(function), .. } = &trace.heap.get(id).kind {
            provided.extend(by_callables(body, trace, uses, &Values::one(Value::Object(*function))));
        }
        let Some(definition) = trace.functions.get(&id).filter(|definition| definition.file == 0) else { continue };
        let Some(def) = function_at(body, definition.range) else { continue };
        for used in uses.inside(definition.range) {
            if used.declared && used.access == Access::Bind && comes_first(def, trace, uses, used) {
                provided.insert(used.name.clone());
            }
        }
    }
    provided
}

/// Is it bound by an assignment that always runs, before the function or one it calls may read it?
fn comes_first(def: &StmtFunctionDef, trace: &Trace, uses: &GlobalUses, bound: &GlobalUse) -> bool {
    let statement = def.body.iter().find(|statement| statement.range().contains(bound.at));
    let Some(statement) = statement.filter(|s| s.is_assign_stmt() || s.is_ann_assign_stmt()) else { return false };
    let is_own = |id| trace.functions.get(&id).is_some_and(|definition| definition.file == 0);
    let calls = |name: &Name| trace.variables.get(name).is_some_and(|values| values.objects().any(is_own));
    uses.inside(TextRange::new(def.start(), statement.end()))
        .iter()
        .all(|used| used.access != Access::Read || used.name != bound.name && !calls(&used.name))
}

fn function_at(body: &[Stmt], range: TextRange) -> Option<&StmtFunctionDef> {
    struct Finder<'a> {
        range: TextRange,
        found: Option<&'a StmtFunctionDef>,
    }
    impl<'a> Visitor<'a> for Finder<'a> {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::FunctionDef(def) if def.range() == self.range => self.found = Some(def),
                _ if statement.range().contains_range(self.range) => walk_stmt(self, statement),
                _ => {}
            }
        }
    }
    let mut finder = Finder { range, found: None };
    body.iter().for_each(|statement| finder.visit_stmt(statement));
    finder.found
}
