//! A run that leaves out the code of modules from which nothing that starts processes can be reached.
//!
//! Their names are as those of other libraries. What such code is handed it may call, though: the run is cut short as soon
//! as anything gets there that leads to a start, and says so (`Trace::exhausted`), so that a run that is not cut short and
//! has no start is one of a program without.

use std::cell::RefCell;

use ruff_text_size::TextSize;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Machine;
use super::call::Arguments;
use super::class::Ancestor;
use super::heap::{Kind, ObjectId};
use super::import::spelled;
use super::library::LEFT_OUT;
use super::value::{Value, Values};
use crate::project::Warmth;

/// What such a run keeps.
pub(super) struct Glance<'a> {
    pub(super) warmth: &'a dyn Warmth,
    /// The names of the modules that were left out, as the imports spell them.
    skipped: FxHashSet<String>,
    /// What those names begin with; most other names begin with something else.
    firsts: FxHashSet<String>,
    /// What was found out about definitions, by file and place.
    pub(super) hot: RefCell<FxHashMap<(u32, TextSize), bool>>,
    /// Something hot was handled as a value, and not only called by its name.
    has_hot_data: bool,
    is_cut_short: bool,
}

impl<'a> Glance<'a> {
    pub(super) fn new(warmth: &'a dyn Warmth) -> Glance<'a> {
        Glance {
            warmth,
            skipped: FxHashSet::default(),
            firsts: FxHashSet::default(),
            hot: RefCell::default(),
            has_hot_data: false,
            is_cut_short: false,
        }
    }

    /// Is it a name of a module that was left out, or of something that came from one?
    fn skips(&self, name: &str) -> bool {
        if name.starts_with(LEFT_OUT) {
            return true;
        }
        let mut prefixes = name.match_indices('.').map(|(at, _)| &name[..at]).chain([name]);
        self.firsts.contains(first(name)) && prefixes.any(|prefix| self.skipped.contains(prefix))
    }
}

impl<'a> Machine<'a> {
    /// A module of the project is imported by this name, and its code is left out.
    pub(super) fn skip(&mut self, dotted: &str, level: u32) {
        if let Some(glance) = &mut self.glance {
            let name = spelled(dotted, level);
            glance.firsts.insert(first(&name).to_string());
            if glance.skipped.insert(name) {
                self.change_world();
            }
        }
    }

    /// Is it a name of code that this run leaves out?
    pub(super) fn leaves_out(&self, name: &str) -> bool {
        self.glance.as_ref().is_some_and(|glance| glance.skips(name))
    }

    /// Something goes into a variable, an argument, a container: from then on hot things may be where no name tells.
    pub(super) fn note_data(&mut self, values: &Values) {
        if self.glance.as_ref().is_some_and(|glance| !glance.has_hot_data)
            && values.iter().any(|value| self.is_hot(value))
            && let Some(glance) = &mut self.glance
        {
            glance.has_hot_data = true;
            self.change_world();
        }
    }

    /// May it be something of code that this run leaves out, or something such code runs for?
    pub(super) fn is_foreign(&self, value: &Value) -> bool {
        let Some(glance) = &self.glance else { return false };
        let id = match value {
            Value::Unknown => return true,
            Value::External(name) => return glance.skips(name),
            Value::Object(id) => *id,
            Value::Const(_) | Value::Scalar(_) => return false,
        };
        match &self.heap.get(id).kind {
            Kind::Typed { name } => glance.skips(name),
            Kind::Bound { function, .. } => self.is_foreign(function),
            Kind::Partial { function, .. } => function.iter().any(|value| self.is_foreign(value)),
            Kind::Instance { class } | Kind::Super { class, .. } => self.has_foreign_base(*class),
            Kind::Class { .. } => self.has_foreign_base(id),
            _ => false,
        }
    }

    pub(super) fn is_any_foreign(&self, values: &Values) -> bool {
        self.glance.is_some() && values.iter().any(|value| self.is_foreign(value))
    }

    fn has_foreign_base(&self, class: ObjectId) -> bool {
        self.ancestors(class).iter().any(|ancestor| match ancestor {
            Ancestor::Local(_) => false,
            Ancestor::External(name) => self.leaves_out(name),
            Ancestor::Unknown => true,
        })
    }

    /// An operation brings these values together: where one of them is foreign, its code gets to see the others.
    pub(super) fn meet(&mut self, sides: &[&Values]) {
        if self.glance.is_some()
            && sides.iter().any(|values| values.iter().any(|value| !self.is_instance(value) && self.is_foreign(value)))
        {
            self.hand_out(None, sides.iter().copied());
        }
    }

    /// A special method that no class of the project has is called: a base that was left out may have it.
    pub(super) fn hand_to_foreign_bases(&mut self, class: ObjectId, receiver: &Value, arguments: &Arguments) {
        if self.glance.is_some() && self.has_foreign_base(class) {
            self.hand_over(None, Some(receiver), arguments);
        }
    }

    /// Something is handed to code that may be of a module that was left out: to what has this name, or to anything.
    ///
    /// Once hot things are data, what was handed over before may have got hold of one.
    pub(super) fn hand_out<'v>(&mut self, to: Option<&str>, values: impl IntoIterator<Item = &'v Values>) {
        let Some(glance) = &self.glance else { return };
        if to.is_none_or(|name| glance.skips(name)) {
            let values: Vec<&Values> = values.into_iter().collect();
            if glance.has_hot_data || self.leads_to_start(&values) {
                self.cut_short();
            }
        }
    }

    /// The same for a call, with the object it is a method of.
    pub(super) fn hand_over(&mut self, to: Option<&str>, receiver: Option<&Value>, arguments: &Arguments) {
        if self.glance.is_some() {
            let receiver = receiver.map(|value| Values::one(value.clone()));
            self.hand_out(to, receiver.iter().chain(arguments.values()));
        }
    }

    /// A class is made: its bases get to see it, and may keep it.
    pub(super) fn hand_to_bases(&mut self, class: ObjectId) {
        let Some(glance) = &self.glance else { return };
        let site = self.heap.get(class).site;
        let is_handed_on = || {
            let file = self.files.get(site.file as usize);
            file.is_none_or(|file| glance.warmth.is_handed_on(file.module.path(), site.at))
        };
        let goes_out = self.ancestors(class).iter().any(|ancestor| match ancestor {
            Ancestor::Local(_) => false,
            Ancestor::External(name) => glance.skips(name) && is_handed_on(),
            Ancestor::Unknown => true,
        });
        let is_asked_for = || glance.has_hot_data || self.leads_to_start(&[&Values::one(Value::Object(class))]);
        if goes_out && is_asked_for() {
            self.cut_short();
        }
    }

    /// Can code that has these values get at something that starts processes?
    fn leads_to_start(&self, values: &[&Values]) -> bool {
        let has_hot = |values: &Values| values.iter().any(|value| self.is_hot(value));
        let objects = self.heap.reachable(values.iter().flat_map(|values| values.objects()));
        values.iter().any(|values| has_hot(values))
            || objects.iter().any(|id| {
                let object = self.heap.get(*id);
                self.is_hot(&Value::Object(*id))
                    || object.fields.values().any(has_hot)
                    || match &object.kind {
                        Kind::Partial { arguments, .. } | Kind::Suspended { arguments, .. } => {
                            arguments.values().any(has_hot)
                        }
                        _ => false,
                    }
            })
    }

    fn cut_short(&mut self) {
        self.exhausted = true;
        self.fuel = 0;
        if let Some(glance) = &mut self.glance {
            glance.is_cut_short = true;
        }
    }

    /// Has something got to code that was left out and leads to a start?
    pub(super) fn is_cut_short(&self) -> bool {
        self.glance.as_ref().is_some_and(|glance| glance.is_cut_short)
    }
}

/// What stands before the first dot; nothing for a relative name.
fn first(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
