//! Lambdas and nested functions that workers need become functions of the module.
//!
//! ```text
//! def run(base):                                  def leave(base, extra):
//!     def leave(extra):                               sys.exit(base + extra)
//!         sys.exit(base + extra)          =>
//!                                                 def run(base):
//!     p = Process(target=leave, args=(1,))            p = Process(target=leave, args=(base, 1))
//! ```
//!
//! 1. Find the functions without a name of the module among what children are told to call, and what is handed to them.
//! 2. A lambda that is assigned to a global becomes a `def` in its place ([`super::lift`]).
//! 3. Any other is checked: what it takes from the functions around it has to be settled where it is passed
//!    ([`super::captured`]), able to travel ([`super::travel`]), and no object that a global holds too.
//! 4. Its text moves above the top-level statement around it; what it took becomes its first parameters.
//! 5. Every use gets these arguments ([`super::rewire`]).

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{Expr, ExprLambda, Stmt, StmtAssign, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use super::arguments::insert;
use super::captured::{Captured, Code, Owner, captured, owner};
use super::generated::blank_lines_needed;
use super::site::Surroundings;
use super::{Obstacle, Safety, lift, suite, travel};
use crate::interpret::heap::{Kind as ObjectKind, ObjectId};
use crate::interpret::value::Values;
use crate::names::block::Block;
use crate::names::{Name, builtins, identifier};
use crate::parse::unit::{Units, lines_with_ends};
use crate::rules::{Facts, worker};
use crate::starters::Entry;
use crate::transform::edits::Edits;

/// Moves all of the file.
pub(super) fn hoist(facts: &Facts<'_>, edits: &mut Edits) -> Result<Safety, Obstacle> {
    let wanted = wanted(facts);
    let mut hoister = Hoister {
        facts,
        edits,
        wanted,
        entries: entries(facts),
        safety: Safety::Safe,
        lifted: BTreeMap::new(),
        names: BTreeSet::new(),
        open: Vec::new(),
        import: None,
    };
    let starts: Vec<TextSize> = hoister.wanted.keys().copied().collect();
    for start in starts {
        hoister.lift(start)?;
    }
    hoister.write()?;
    Ok(hoister.safety)
}

/// The functions that children cannot find: where each stands, and its objects.
type Wanted = BTreeMap<TextSize, (TextRange, Vec<ObjectId>)>;

fn wanted(facts: &Facts<'_>) -> Wanted {
    let mut wanted = Wanted::new();
    for id in facts.needs.iter().flat_map(|need| worker::movable(facts, need)) {
        let Some(definition) = facts.parent.functions.get(&id) else { continue };
        let start = definition.range.start();
        let (_, ids) = wanted.entry(start).or_insert_with(|| (definition.range, Vec::new()));
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    wanted
}

/// The calls that make what starts processes, by their place.
fn entries<'a>(facts: &Facts<'a>) -> FxHashMap<TextSize, &'a Entry> {
    let objects = facts.needs.iter().filter_map(|need| need.object);
    let made = objects.map(|id| facts.parent.heap.get(id)).filter(|object| object.site.file == 0);
    let known = made.filter_map(|object| match &object.kind {
        ObjectKind::Typed { name } => Some((object.site.at, facts.registry().lookup(name)?)),
        _ => None,
    });
    known.collect()
}

/// One function on its way.
pub(super) struct Worker<'a> {
    pub(super) code: Code<'a>,
    /// The statement that gives it a local name, and that name.
    pub(super) named: Option<(&'a Stmt, Name)>,
    /// What it takes from the functions around it.
    pub(super) captured: Vec<Captured<'a>>,
    /// Its name in the module.
    pub(super) name: String,
}

/// The text of a function, and the top-level statement above which it goes.
struct Lifted {
    text: String,
    above: usize,
    captures: bool,
}

pub(super) struct Hoister<'h, 'a> {
    pub(super) facts: &'h Facts<'a>,
    pub(super) edits: &'h mut Edits,
    wanted: Wanted,
    pub(super) entries: FxHashMap<TextSize, &'a Entry>,
    safety: Safety,
    lifted: BTreeMap<TextSize, Lifted>,
    names: BTreeSet<String>,
    /// The functions being looked at, outermost first.
    open: Vec<TextSize>,
    /// How `functools.partial` is written, once it was needed.
    pub(super) import: Option<String>,
}

impl<'a> Hoister<'_, 'a> {
    fn lift(&mut self, start: TextSize) -> Result<(), Obstacle> {
        let Some((range, ids)) = self.wanted.get(&start).cloned() else { return Ok(()) };
        self.lift_code(range, &ids)
    }

    fn lift_code(&mut self, range: TextRange, ids: &[ObjectId]) -> Result<(), Obstacle> {
        if self.lifted.contains_key(&range.start()) {
            return Ok(());
        }
        let facts = self.facts;
        let body = facts.module.body();
        let code = Code::find(body, range).ok_or_else(|| obstacle(range, "mpfix cannot tell where it is defined"))?;
        let around = Surroundings::of(body, range.start());
        let safety = super::fit::check(facts, code, &around, ids)?;
        self.safety = self.safety.max(safety);
        if let (Code::Lambda(lambda), Some(assign)) = (code, module_assignment(&around, range)) {
            return lift::in_place(facts, lambda, assign, self.edits);
        }
        self.open.push(range.start());
        let worker = self.worker(code, &around, ids)?;
        self.open.pop();
        let mut inner = Edits::default();
        self.rewire(&worker, &around, &mut inner)?;
        let text = lift::text(facts, &worker, inner, self.edits)?;
        let above = body.iter().position(|statement| statement.range().contains_range(range)).unwrap_or_default();
        let captures = !worker.captured.is_empty();
        self.lifted.insert(range.start(), Lifted { text, above, captures });
        Ok(())
    }

    fn worker(&mut self, code: Code<'a>, around: &Surroundings<'a>, ids: &[ObjectId]) -> Result<Worker<'a>, Obstacle> {
        let named = self.local_name(code, around)?;
        let mut own = Vec::new();
        for variable in captured(self.facts, code)? {
            if named.as_ref().is_some_and(|(_, name)| *name == variable.name) {
                continue;
            }
            match self.sibling(&variable) {
                Some(sibling) => self.lift_sibling(&variable, sibling)?,
                None => own.push(variable),
            }
        }
        for variable in &own {
            self.check_travel(variable, ids, code.range())?;
        }
        if !own.is_empty() && code.parameters().is_some_and(|parameters| parameters.kwarg.is_some()) {
            return Err(obstacle(code.range(), "any keyword may be among its arguments"));
        }
        let name = match &named {
            Some((_, local)) => self.module_name(local, around, code.range()),
            None => self.free_name(&lift::suggestion(code)),
        };
        self.names.insert(name.clone());
        Ok(Worker { code, named, captured: own, name })
    }

    /// The local name of a nested function, or of a lambda assigned to a variable of the function around it.
    fn local_name(&self, code: Code<'a>, around: &Surroundings<'a>) -> Result<Option<(&'a Stmt, Name)>, Obstacle> {
        let (statement, name) = match code {
            Code::Def(def, statement) => (statement, identifier(&def.name)),
            Code::Lambda(lambda) => {
                let Some(&statement) = around.statements().last() else { return Ok(None) };
                let Stmt::Assign(assign) = statement else { return Ok(None) };
                let [Expr::Name(name)] = &assign.targets[..] else { return Ok(None) };
                if assign.value.range() != lambda.range() {
                    return Ok(None);
                }
                (statement, identifier(&name.id))
            }
        };
        match owner(around, TextRange::empty(code.range().start()), &name) {
            Owner::Function(around) if suite::binders(&around.body, &name).len() == 1 => Ok(Some((statement, name))),
            _ => Err(obstacle(code.range(), &format!("`{name}` is bound in more than one place"))),
        }
    }

    /// The nested function that is the value of a captured variable.
    fn sibling(&self, variable: &Captured<'a>) -> Option<&'a StmtFunctionDef> {
        let [at] = suite::binders(&variable.owner.body, &variable.name)[..] else { return None };
        match suite::binder(self.facts.module.body(), at)?.0 {
            Stmt::FunctionDef(def) => Some(def),
            _ => None,
        }
    }

    /// A nested function that a worker calls moves as well; it may not take anything from around.
    fn lift_sibling(&mut self, variable: &Captured<'a>, def: &'a StmtFunctionDef) -> Result<(), Obstacle> {
        let name = &variable.name;
        if self.open.contains(&def.start()) {
            return Err(obstacle(def.name.range(), &format!("`{name}` and the worker call each other")));
        }
        if self.open.last().is_some_and(|open| *open < def.start()) {
            return Err(obstacle(def.name.range(), &format!("`{name}` is defined below the function that calls it")));
        }
        self.lift_code(def.range(), &[])?;
        match self.lifted.get(&def.start()) {
            Some(lifted) if !lifted.captures && self.names.contains(&**name) => Ok(()),
            _ => Err(obstacle(def.name.range(), &format!("the worker calls the nested function `{name}`"))),
        }
    }

    /// Can what the variable holds travel, and is it the worker's alone?
    fn check_travel(&mut self, variable: &Captured<'_>, ids: &[ObjectId], at: TextRange) -> Result<(), Obstacle> {
        let (facts, name) = (self.facts, &variable.name);
        let mut values = Values::none();
        for id in ids {
            if let Some(seen) = facts.parent.functions.get(id).and_then(|definition| definition.variables.get(name)) {
                values.join(seen);
            }
        }
        let safety = travel::of_values(facts, &values)
            .map_err(|what| obstacle(at, &format!("`{name}` holds {what}, which cannot be pickled")))?;
        self.safety = self.safety.max(safety);
        let heap = &facts.parent.heap;
        let is_state = |id: &ObjectId| {
            !matches!(
                heap.get(*id).kind,
                ObjectKind::Function { .. } | ObjectKind::Class { .. } | ObjectKind::Module { .. }
            )
        };
        let own: FxHashSet<ObjectId> = heap.reachable(values.objects()).into_iter().filter(is_state).collect();
        let shared = facts.needs.iter().any(|need| {
            let runs =
                need.callables.objects().any(|id| ids.contains(&id)) || need.data.objects().any(|id| ids.contains(&id));
            runs && !need.objects.is_disjoint(&own)
        });
        let message = format!("a global of the worker holds the object in `{name}` too");
        if shared { Err(obstacle(at, &message)) } else { Ok(()) }
    }

    /// Can the default of a lambda travel, which is passed as an argument now?
    pub(super) fn default_travels(&mut self, default: &Expr, lambda: TextRange) -> Result<(), Obstacle> {
        let (Expr::Name(name), Some((_, ids))) = (default, self.wanted.get(&lambda.start())) else {
            if !super::fit::is_constant(default) {
                self.safety = self.safety.max(Safety::Unsafe);
            }
            return Ok(());
        };
        let (facts, name) = (self.facts, identifier(&name.id));
        let mut values = Values::none();
        let definitions = ids.iter().filter_map(|id| facts.parent.functions.get(id));
        definitions.filter_map(|definition| definition.variables.get(&name)).for_each(|seen| {
            values.join(seen);
        });
        if values.is_empty() {
            let needs = facts.needs.iter().filter(|need| need.callables.objects().any(|id| ids.contains(&id)));
            needs.filter_map(|need| need.snapshot.get(&name)).for_each(|seen| {
                values.join(seen);
            });
        }
        let safety = travel::of_values(facts, &values)
            .map_err(|what| obstacle(default.range(), &format!("`{name}` holds {what}, which cannot be pickled")))?;
        self.safety = self.safety.max(safety);
        Ok(())
    }

    /// Its own name, if nothing else in the module has it.
    fn module_name(&self, local: &Name, around: &Surroundings<'a>, own: TextRange) -> String {
        let is_global = self.facts.uses.all().iter().any(|used| used.name == *local);
        let holder = match owner(around, TextRange::empty(own.start()), local) {
            Owner::Function(def) => Some(def),
            _ => None,
        };
        let scopes = around.statements().iter().filter(|statement| match statement {
            Stmt::FunctionDef(def) => Block::of(Some(&def.parameters), &def.body).owns(local),
            _ => false,
        });
        if !is_global && !builtins::is_builtin(local) && scopes.count() == 1 && !self.names.contains(&**local) {
            return local.to_string();
        }
        self.free_name(&holder.map_or_else(|| local.to_string(), |def| format!("{}_{local}", def.name)))
    }

    fn free_name(&self, wish: &str) -> String {
        let numbered = (2..).map(|number| format!("{wish}_{number}"));
        let taken =
            |name: &String| self.facts.uses.mentions(name) || builtins::is_builtin(name) || self.names.contains(name);
        std::iter::once(wish.to_string()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    /// Puts the functions above the statements they stood in.
    fn write(&mut self) -> Result<(), Obstacle> {
        let module = self.facts.module;
        let units = Units::of(module);
        let mut places: BTreeMap<TextSize, Vec<&str>> = BTreeMap::new();
        for lifted in self.lifted.values() {
            let Some(unit) = units.units.iter().find(|unit| unit.statements.contains(&lifted.above)) else { continue };
            let lead = &module.text()[unit.lead];
            let blank: usize = lines_with_ends(lead).take_while(|line| line.trim().is_empty()).map(str::len).sum();
            let at = unit.lead.start() + TextSize::try_from(blank).unwrap_or_default();
            places.entry(at).or_default().push(&lifted.text);
        }
        let newline = crate::transform::render::dominant_newline(module.text());
        let gap = newline.repeat(2);
        for (at, texts) in places {
            let blank = newline.repeat(blank_lines_needed(module, at));
            insert(self.edits, at, format!("{blank}{}{gap}", texts.join(&gap)))?;
        }
        Ok(())
    }
}

/// The assignment of a lambda to a global by its only name.
fn module_assignment<'a>(around: &Surroundings<'a>, lambda: TextRange) -> Option<&'a StmtAssign> {
    let (Stmt::Assign(assign), outer) = around.statements().split_last()? else { return None };
    let in_scope = outer.iter().any(|statement| matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)));
    let is_plain = matches!(&assign.targets[..], [Expr::Name(_)]) && assign.value.range() == lambda;
    (is_plain && !in_scope).then_some(assign)
}

pub(super) fn obstacle(at: TextRange, message: &str) -> Obstacle {
    Obstacle { at, message: message.to_string() }
}

/// The body of a lambda as it is written, parentheses included.
pub(super) fn lambda_body(facts: &Facts<'_>, lambda: &ExprLambda) -> Result<TextRange, Obstacle> {
    let tokens = facts.module.tokens();
    let from = lambda.parameters.as_ref().map_or(lambda.start(), |parameters| parameters.end());
    let inside = TextRange::new(from, lambda.body.start());
    let is_colon = |token: &&ruff_python_ast::token::Token| token.kind() == ruff_python_ast::token::TokenKind::Colon;
    let colon = tokens.in_range(inside).iter().find(is_colon);
    let colon = colon.ok_or_else(|| obstacle(lambda.range(), "its parts cannot be told apart"))?;
    let text = &facts.module.text()[TextRange::new(colon.end(), lambda.end())];
    let lead = TextSize::of(&text[..text.len() - text.trim_start().len()]);
    if text.trim_start().starts_with(['#', '\\'])
        || facts.module.text()[TextRange::new(lambda.start(), colon.end())].contains('#')
    {
        return Err(obstacle(lambda.range(), "a comment stands between its parts"));
    }
    Ok(TextRange::new(colon.end() + lead, lambda.end()))
}
