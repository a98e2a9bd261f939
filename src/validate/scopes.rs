//! Python's scopes: which binding each name use refers to.
//!
//! The rules are those of the language reference, "Naming and binding", and of CPython's symtable.c.

use ruff_python_ast::{Stmt, StmtFunctionDef};
use ruff_text_size::TextSize;
use rustc_hash::FxHashSet;

/// All scopes and name uses of a module, in the order of a fixed walk: equal trees give equal sequences.
#[derive(Default)]
pub(super) struct Scopes<'m> {
    pub(super) scopes: Vec<Scope<'m>>,
    pub(super) uses: Vec<Use>,
    /// Where each lambda starts, and its scope.
    pub(super) lambdas: Vec<(TextSize, usize)>,
}

/// One scope.
pub(super) struct Scope<'m> {
    pub(super) kind: Kind,
    pub(super) parent: usize,
    /// The statements of a module, class or function.
    pub(super) body: &'m [Stmt],
    pub(super) bound: FxHashSet<String>,
    pub(super) globals: FxHashSet<String>,
    pub(super) nonlocals: FxHashSet<String>,
}

/// What made a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Class,
    /// `def` and `lambda`.
    Function,
    Comprehension,
    /// Type parameters and the value of a `type` statement (PEP 695): sees the names of the class it stands in.
    Annotation,
}

/// One occurrence of a name. Names are normalised (NFKC) and mangled as Python does.
pub(super) struct Use {
    pub(super) name: String,
    pub(super) scope: usize,
    pub(super) at: TextSize,
    pub(super) how: How,
}

/// What an occurrence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Read,
    Bind,
    Delete,
    /// Named in a `global` or `nonlocal` statement.
    Declare,
    /// A word in a quoted annotation: looked up in the module's globals when someone evaluates the annotation.
    Quoted,
}

/// What a use refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The module's globals, then the builtins.
    Global,
    /// A name of this scope.
    Local(usize),
    /// A name of this class if it is bound at that time, else the module's globals.
    ClassOrGlobal(usize),
    /// `nonlocal` without a binding.
    Nothing,
}

impl Scopes<'_> {
    /// The scope of a function of this module.
    pub(super) fn function(&self, def: &StmtFunctionDef) -> Option<usize> {
        let is_its = |scope: &Scope<'_>| std::ptr::eq(scope.body, &*def.body);
        self.scopes.iter().position(|scope| scope.kind == Kind::Function && is_its(scope))
    }

    /// The scope of the lambda that starts there.
    pub(super) fn lambda(&self, at: TextSize) -> Option<usize> {
        self.lambdas.iter().find(|(start, _)| *start == at).map(|(_, scope)| *scope)
    }

    /// What a use refers to.
    pub(super) fn target(&self, usage: &Use) -> Target {
        self.resolve(usage.scope, &usage.name, usage.how == How::Read)
    }

    /// What a name refers to in a scope.
    pub(super) fn resolve(&self, start: usize, name: &str, reads: bool) -> Target {
        let mut at = start;
        // Annotation scopes directly in a class see its names; any other scope on the way hides them.
        let mut sees_class = true;
        let mut nonlocal = false;
        loop {
            let scope = &self.scopes[at];
            match scope.kind {
                Kind::Module if nonlocal => return Target::Nothing,
                Kind::Module => return Target::Global,
                Kind::Class if !sees_class => {}
                _ if scope.globals.contains(name) => return Target::Global,
                _ if scope.nonlocals.contains(name) => nonlocal = true,
                Kind::Class if scope.bound.contains(name) => {
                    return if reads || at != start { Target::ClassOrGlobal(at) } else { Target::Local(at) };
                }
                _ if scope.bound.contains(name) => return Target::Local(at),
                _ => {}
            }
            sees_class &= scope.kind == Kind::Annotation;
            at = scope.parent;
        }
    }
}
