//! Comprehensions and generator expressions.

use std::rc::Rc;

use ruff_python_ast::{Comprehension, Expr};

use super::Machine;
use super::frame::FrameKind;
use super::heap::Field;
use super::value::{Value, Values};
use crate::names::block::Block;
use crate::names::identifier;

impl<'a> Machine<'a> {
    /// A list, set or dict comprehension: a frame of its own, run as nested loops.
    pub(crate) fn comprehension(
        &mut self,
        name: &str,
        generators: &'a [Comprehension],
        key: Option<&'a Expr>,
        element: &'a Expr,
        node: &'a Expr,
    ) -> Values {
        let object = self.typed(node, name);
        let (keys, values) = self.run_generators(generators, key, element);
        match &keys {
            Some(keys) => self.hash(keys, node),
            None if name == "set" => self.hash(&values, node),
            None => {}
        }
        self.heap.put(object, Field::Element, &values);
        if let Some(keys) = keys {
            self.heap.put(object, Field::Keys, &keys);
        }
        Values::one(Value::Object(object))
    }

    /// Runs the loops of a comprehension; gives the keys, if any, and the elements.
    pub(crate) fn run_generators(
        &mut self,
        generators: &'a [Comprehension],
        key: Option<&'a Expr>,
        element: &'a Expr,
    ) -> (Option<Values>, Values) {
        let Some(first) = generators.first() else { return (None, Values::none()) };
        let iterated = self.evaluate(&first.iter);
        let elements = self.at_top(&first.iter, |machine| machine.iterate(&iterated, &first.iter));
        if self.gone {
            return (None, Values::none());
        }
        let frame = self.frames.push(FrameKind::Comprehension, Some(self.frame), Rc::new(Block::default()));
        let outer = std::mem::replace(&mut self.frame, frame);
        let mut keys = None;
        let mut values = Values::none();
        // Two rounds, so that what a walrus leaves behind is seen by the next round.
        for _ in 0..2 {
            self.assign_in_comprehension(&first.target, &elements);
            let (round_keys, round) =
                self.perhaps_pair(|machine| machine.inner_loops(first, &generators[1..], key, element));
            if let Some(round_keys) = round_keys {
                keys.get_or_insert_with(Values::none).join(&round_keys);
            }
            if !values.join(&round) {
                break;
            }
        }
        self.frame = outer;
        (keys, values)
    }

    pub(crate) fn perhaps_pair(
        &mut self,
        act: impl FnOnce(&mut Self) -> (Option<Values>, Values),
    ) -> (Option<Values>, Values) {
        let mut keys = None;
        let values = self.perhaps(|machine| {
            let (found, values) = act(machine);
            keys = found;
            values
        });
        (keys, values)
    }

    pub(crate) fn inner_loops(
        &mut self,
        this: &'a Comprehension,
        rest: &'a [Comprehension],
        key: Option<&'a Expr>,
        element: &'a Expr,
    ) -> (Option<Values>, Values) {
        for condition in &this.ifs {
            if self.truth_of(condition) == Some(false) {
                return (None, Values::none());
            }
        }
        if let Some(next) = rest.first() {
            let iterated = self.evaluate(&next.iter);
            let elements = self.iterate(&iterated, &next.iter);
            self.assign_in_comprehension(&next.target, &elements);
            return self.inner_loops(next, &rest[1..], key, element);
        }
        let keys = key.map(|key| self.evaluate(key));
        let values = self.evaluate(element);
        (keys, values)
    }

    /// The targets of a comprehension live in its own frame.
    pub(crate) fn assign_in_comprehension(&mut self, target: &'a Expr, values: &Values) {
        match target {
            Expr::Name(name) => self.bind_here(identifier(&name.id), values.clone()),
            Expr::Tuple(tuple) => self.spread_in_comprehension(&tuple.elts, values, target),
            Expr::List(list) => self.spread_in_comprehension(&list.elts, values, target),
            Expr::Starred(starred) => self.assign_in_comprehension(&starred.value, values),
            _ => self.assign(target, values),
        }
    }

    pub(crate) fn spread_in_comprehension(&mut self, targets: &'a [Expr], values: &Values, node: &'a Expr) {
        let elements = self.iterate(values, node);
        for (index, target) in targets.iter().enumerate() {
            let exact = self.element_at(values, index);
            self.assign_in_comprehension(target, exact.as_ref().unwrap_or(&elements));
        }
    }
}
