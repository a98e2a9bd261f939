//! The arguments of a call.

use super::heap::ObjectId;
use super::value::Values;
use crate::effects::{Form, Param};
use crate::names::Name;

/// The arguments of one call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Values>,
    /// What `*args` adds, if there is any: the elements, number unknown.
    pub rest: Option<Values>,
    /// By keyword.
    pub keywords: Vec<(Name, Values)>,
    /// What `**kwargs` adds, if there is any.
    pub keyword_rest: Option<Values>,
}

impl Arguments {
    /// Only positional arguments.
    pub fn positional(positional: Vec<Values>) -> Arguments {
        Arguments { positional, ..Arguments::default() }
    }

    /// All values that are handed over.
    pub fn values(&self) -> impl Iterator<Item = &Values> {
        self.positional
            .iter()
            .chain(&self.rest)
            .chain(self.keywords.iter().map(|(_, values)| values))
            .chain(&self.keyword_rest)
    }

    /// All that is handed over, as one set.
    pub fn all(&self) -> Values {
        self.values().fold(Values::none(), |mut all, values| {
            all.join(values);
            all
        })
    }

    /// All objects that are handed over.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> {
        self.values().flat_map(Values::objects)
    }

    /// With another argument in front.
    pub fn preceded_by(&self, first: Values) -> Arguments {
        let mut arguments = self.clone();
        arguments.positional.insert(0, first);
        arguments
    }

    /// The arguments of a partial call, completed by `later`.
    pub fn completed_by(&self, later: &Arguments) -> Arguments {
        let mut all = self.clone();
        all.positional.extend(later.positional.iter().cloned());
        all.keywords.retain(|(name, _)| !later.keywords.iter().any(|(other, _)| other == name));
        all.keywords.extend(later.keywords.iter().cloned());
        all.rest = all.rest.or_else(|| later.rest.clone());
        all.keyword_rest = all.keyword_rest.or_else(|| later.keyword_rest.clone());
        all
    }

    /// Arguments that stand for both calls.
    pub fn merged(&self, other: &Arguments) -> Arguments {
        let mut all = self.clone();
        for (index, values) in other.positional.iter().enumerate() {
            match all.positional.get_mut(index) {
                Some(mine) => {
                    mine.join(values);
                }
                None => all.positional.push(values.clone()),
            }
        }
        for (name, values) in &other.keywords {
            match all.keywords.iter_mut().find(|(mine, _)| mine == name) {
                Some((_, mine)) => {
                    mine.join(values);
                }
                None => all.keywords.push((name.clone(), values.clone())),
            }
        }
        for (mine, theirs) in [(&mut all.rest, &other.rest), (&mut all.keyword_rest, &other.keyword_rest)] {
            if let Some(values) = theirs {
                mine.get_or_insert_default().join(values);
            }
        }
        all
    }

    /// What is handed to a parameter of the knowledge base; `None` when it is surely absent.
    pub fn get(&self, param: &Param) -> Option<Values> {
        match param.form {
            Form::Receiver => None,
            Form::Rest => {
                let mut all = Values::none();
                self.positional.iter().skip(param.position.unwrap_or(0)).chain(&self.rest).for_each(|values| {
                    all.join(values);
                });
                (!all.is_empty()).then_some(all)
            }
            Form::Keywords => {
                let mut all = Values::none();
                self.keywords.iter().map(|(_, values)| values).chain(&self.keyword_rest).for_each(|values| {
                    all.join(values);
                });
                (!all.is_empty()).then_some(all)
            }
            Form::Single => {
                let named = param.name.as_deref().and_then(|name| self.keyword(name));
                let placed = param.position.and_then(|index| self.positional.get(index)).cloned();
                let hidden = (param.position.is_some().then_some(self.rest.as_ref()).flatten())
                    .or(param.name.is_some().then_some(self.keyword_rest.as_ref()).flatten())
                    .cloned();
                named.or(placed).or(hidden)
            }
        }
    }

    /// The argument with this keyword.
    pub fn keyword(&self, name: &str) -> Option<Values> {
        self.keywords.iter().find(|(key, _)| &**key == name).map(|(_, values)| values.clone())
    }
}
