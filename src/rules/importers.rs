//! MP108: other files import this one, and what they take from it would move below the main guard.
//!
//! An importer runs what stays and gets what that binds. So nothing it takes may be bound or changed by what moves, nor may
//! code that it takes need such a thing, and what moves may do nothing but compute, print and start processes.

use std::path::Path;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Facts;
use crate::children::within_reach;
use crate::effects::{Access, Effects, Resource};
use crate::finding::{Code, Refusal};
use crate::interpret::heap::{Kind, ObjectId};
use crate::interpret::trace::{Record, Trace};
use crate::names::{Name, globals::Access as Used, identifier};
use crate::project::importers::{Importer, Taken};

/// Most importers that a message names.
const MOST_NAMED: usize = 3;

/// Why the statements `moved` must not go below a guard although nothing in the file itself is against it.
pub fn check(facts: &Facts<'_>, moved: &[usize], importers: &[Importer]) -> Option<Refusal> {
    if let Some(refusal) = runs_twice(facts, moved, importers) {
        return Some(refusal);
    }
    if importers.is_empty() {
        return None;
    }
    let lost = Lost::new(facts, moved);
    let taken = importers.iter().find_map(|importer| {
        let place = |line: usize| format!("{}:{line}", importer.path.display());
        importer.uses.iter().find_map(|used| {
            let (range, what) = match &used.taken {
                Taken::Name(name) => lost.takes(name)?,
                Taken::Star => lost.exported().iter().find_map(|name| lost.takes(name))?,
                Taken::Effect => (lost.first(), "imports it for what it does, and that".to_string()),
                Taken::Whole => {
                    (lost.first(), "uses the module in a way that does not show what it takes; what".to_string())
                }
            };
            Some((range, format!("{} {what} would move below the main guard", place(used.line))))
        })
    });
    let all = lost
        .named_in_all()
        .map(|(range, name)| (range, format!("`__all__` exports `{name}`, which would move below the main guard")));
    let (range, reason) = taken.or(all).or_else(|| lost.more_than_starts())?;
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range,
        message: format!("{} this file, and {reason}", who(importers)),
        help: vec![way_out(facts)],
    })
}

/// What importing the file does today, as the run `imported` shows, and would no longer do: who imports it gets all it
/// takes, but less happens.
pub fn effects(facts: &Facts<'_>, imported: &Trace, moved: &[usize], importers: &[Importer]) -> Option<Refusal> {
    let lasts = |resource: Resource, access| resource != Resource::ChildProcesses && resource.is_seen(access);
    let own = |index: usize| {
        let mut effects = imported.statements[index].effects.iter().filter(|seen| !seen.by_workers);
        effects.find(|seen| lasts(seen.resource, seen.access)).map(|seen| (seen.resource, ""))
    };
    // Of every start it is noted that its workers may do anything, so what they do is told from their code.
    let by_workers = |index: usize| {
        let runs = imported.starts.iter().any(|start| start.statement == index);
        let needs = facts.needs.iter().filter(|need| runs && need.statement == index);
        let used = needs
            .flat_map(|need| need.certain.iter().map(|name| &**name).chain(need.externals.iter().map(|name| &**name)));
        let mut touched = used.filter_map(|name| Effects::builtin().lookup(name)).flat_map(|effect| {
            effect.output.iter().map(|_| (Resource::Stdout, Access::Write)).chain(effect.resources.iter().copied())
        });
        let (resource, _) = touched.find(|(resource, access)| lasts(*resource, *access))?;
        Some((resource, ", by its workers"))
    };
    let seen = |index: usize| own(index).or_else(|| by_workers(index));
    let (index, (resource, whose)) = moved.iter().find_map(|index| Some((*index, seen(*index)?)))?;
    let range = facts.module.body()[index].range();
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range,
        message: format!(
            "{} this file, and would go without what line {} here does on import ({}{whose})",
            who(importers),
            facts.module.line(range.start()),
            resource.as_str(),
        ),
        help: vec!["--unsafe-fixes rewrites the file all the same, if nobody imports it for that".to_string()],
    })
}

/// The program imports its own file, under another name than `__main__`: all that stands outside of a guard runs once more.
fn runs_twice(facts: &Facts<'_>, moved: &[usize], importers: &[Importer]) -> Option<Refusal> {
    let (name, copy) = facts.copy?;
    // A worker may mean another file of that name.
    if importers.is_empty() && !facts.parent.file_names.values().any(|loaded| loaded == name) {
        return None;
    }
    let is_seen = |index: &usize| {
        let mut effects = copy.statements[*index].effects.iter();
        copy.starts.iter().any(|start| start.statement == *index)
            || effects.any(|seen| !seen.by_workers && !seen.on_exit && seen.resource.is_seen(seen.access))
    };
    let index = *moved.iter().find(|index| is_seen(index))?;
    Some(Refusal {
        remedy: None,
        code: Code::NotAScript,
        range: facts.module.body()[index].range(),
        message: format!(
            "the program runs this file a second time when it imports it as `{name}`, and that run would go without this \
             statement"
        ),
        help: vec!["move what others import into a module of its own".to_string()],
    })
}

/// `` `a.py`, `b.py` and `c.py` import ``
pub fn who(importers: &[Importer]) -> String {
    let shown: Vec<String> = importers.iter().take(MOST_NAMED).map(|one| quoted(&one.path)).collect();
    let more = importers.len() - shown.len();
    match (&shown[..], more) {
        ([one], 0) => format!("{one} imports"),
        ([first @ .., last], 0) => format!("{} and {last} import", first.join(", ")),
        (_, 1) => format!("{} and one more file import", shown.join(", ")),
        _ => format!("{} and {more} more files import", shown.join(", ")),
    }
}

fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}

/// What importers go without when statements move.
struct Lost<'a> {
    facts: &'a Facts<'a>,
    moved: &'a [usize],
    /// Names that moved statements bind, with one that does.
    names: FxHashMap<Name, usize>,
    /// Objects that moved statements change, with one that does.
    changed: FxHashMap<ObjectId, usize>,
}

impl<'a> Lost<'a> {
    fn new(facts: &'a Facts<'a>, moved: &'a [usize]) -> Lost<'a> {
        let (mut names, mut changed) = (FxHashMap::default(), FxHashMap::default());
        for &index in moved.iter().rev() {
            let record = &facts.parent.statements[index];
            names.extend(record.binds.iter().map(|name| (name.clone(), index)));
            changed.extend(record.written_objects.iter().map(|id| (*id, index)));
        }
        for used in facts.uses.all().iter().rev().filter(|used| used.access != Used::Read) {
            if moved.contains(&used.statement) {
                names.insert(used.name.clone(), used.statement);
            }
        }
        Lost { facts, moved, names, changed }
    }

    fn range(&self, statement: usize) -> TextRange {
        self.facts.module.body()[statement].range()
    }

    /// The first statement that starts processes.
    fn first(&self) -> TextRange {
        self.facts.starting.first().or(self.moved.first()).map(|&index| self.range(index)).unwrap_or_default()
    }

    /// What stands against taking a name: the statement that moves, and the reason up to what happens to it.
    fn takes(&self, name: &Name) -> Option<(TextRange, String)> {
        if let Some(&index) = self.names.get(name) {
            return Some((self.range(index), format!("takes `{name}`, which")));
        }
        let variables = &self.facts.parent.variables;
        // A module can answer for names it does not bind.
        let values = variables.get(name).or_else(|| variables.get("__getattr__"))?;
        let (read, objects) = within_reach(self.facts.parent, self.facts.uses, values);
        if let Some((other, &index)) = read.iter().find_map(|other| self.names.get_key_value(other)) {
            return Some((self.range(index), format!("takes `{name}`, which needs `{other}`, and that")));
        }
        let index = objects.iter().filter_map(|id| self.changed.get(id)).min()?;
        let line = self.facts.module.line(self.range(*index).start());
        Some((self.range(*index), format!("takes `{name}`, which line {line} here changes, and that line")))
    }

    /// What a star import gives.
    fn exported(&self) -> Vec<Name> {
        let listed = all_names(self.facts.module.body());
        if !listed.is_empty() {
            return listed;
        }
        let bound = self.facts.uses.all().iter().filter(|used| used.access == Used::Bind).map(|used| used.name.clone());
        let public: FxHashSet<Name> = bound.filter(|name| !name.starts_with('_')).collect();
        let mut public: Vec<Name> = public.into_iter().collect();
        public.sort();
        public
    }

    fn named_in_all(&self) -> Option<(TextRange, Name)> {
        let names = all_names(self.facts.module.body());
        names.into_iter().find_map(|name| Some((self.range(*self.names.get(&name)?), name)))
    }

    /// A moved statement that does something which importers may count on.
    fn more_than_starts(&self) -> Option<(TextRange, String)> {
        self.moved.iter().find_map(|&index| {
            let what = self.lasting(&self.facts.parent.statements[index])?;
            let line = self.facts.module.line(self.range(index).start());
            Some((self.range(index), format!("would miss what line {line} does when it is imported: {what}")))
        })
    }

    /// What a statement leaves behind outside of this module, apart from what it prints.
    fn lasting(&self, record: &Record) -> Option<String> {
        let quiet = [Resource::ChildProcesses, Resource::Stdout, Resource::Stderr, Resource::Stdin];
        let lasts = |resource| !quiet.contains(&resource);
        let mut effects = record.effects.iter().filter(|seen| seen.access == Access::Write && !seen.by_workers);
        if let Some(seen) = effects.find(|seen| lasts(seen.resource)) {
            return Some(format!("it changes what others see ({})", seen.resource.as_str()));
        }
        if let Some(call) = record.unknown.first() {
            return Some(format!("mpfix does not know what `{}` does", call.name));
        }
        if let Some(name) = record.patched.first() {
            return Some(format!("it sets `{name}`"));
        }
        let foreign = |id: &&ObjectId| match self.facts.parent.heap.get(**id).kind {
            Kind::Module { file, .. } => file != 0,
            _ => self.is_of_other_module(**id),
        };
        let changes = record.written_objects.iter().any(|id| foreign(&id));
        changes.then(|| "it changes another module".to_string())
    }

    fn is_of_other_module(&self, id: ObjectId) -> bool {
        self.facts.parent.modules.values().any(|variables| {
            let roots = variables.values().flat_map(|values| values.objects().collect::<Vec<_>>());
            self.facts.parent.heap.reachable(roots).contains(&id)
        })
    }
}

/// The names in `__all__`, as far as they are texts.
fn all_names(body: &[Stmt]) -> Vec<Name> {
    let is_all = |target: &Expr| target.as_name_expr().is_some_and(|name| &name.id == "__all__");
    let mut names = Vec::new();
    for statement in body {
        match statement {
            Stmt::Assign(assign) if assign.targets.iter().any(is_all) => texts(&assign.value, &mut names),
            Stmt::AugAssign(assign) if is_all(&assign.target) => texts(&assign.value, &mut names),
            Stmt::AnnAssign(assign) if is_all(&assign.target) => {
                assign.value.iter().for_each(|value| texts(value, &mut names));
            }
            Stmt::Expr(expression) => {
                let Some(call) = expression.value.as_call_expr() else { continue };
                if call.func.as_attribute_expr().is_some_and(|callee| is_all(&callee.value)) {
                    call.arguments.args.iter().for_each(|argument| texts(argument, &mut names));
                }
            }
            _ => {}
        }
    }
    names
}

fn texts(expression: &Expr, into: &mut Vec<Name>) {
    match expression {
        Expr::StringLiteral(text) => into.push(identifier(text.value.to_str())),
        Expr::List(list) => list.elts.iter().for_each(|element| texts(element, into)),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| texts(element, into)),
        Expr::BinOp(sum) => {
            texts(&sum.left, into);
            texts(&sum.right, into);
        }
        _ => {}
    }
}

fn way_out(facts: &Facts<'_>) -> String {
    let sentence = "start the processes in a function, and call it where they are needed";
    super::way_out::in_function(facts).map_or_else(|| sentence.to_string(), |lines| format!("{sentence}:\n{lines}"))
}
