//! Attributes, items and operators: what the data model turns into calls of special methods.

use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator};
use ruff_text_size::Ranged;

use super::call::Arguments;
use super::{Machine, asking};

use super::heap::{Field, Kind, ObjectId};
use super::value::{Const, Value, Values};

/// The method behind `+=` and its like.
pub(crate) fn in_place(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "__iadd__",
        Operator::Sub => "__isub__",
        Operator::Mult => "__imul__",
        Operator::MatMult => "__imatmul__",
        Operator::Div => "__itruediv__",
        Operator::Mod => "__imod__",
        Operator::Pow => "__ipow__",
        Operator::LShift => "__ilshift__",
        Operator::RShift => "__irshift__",
        Operator::BitOr => "__ior__",
        Operator::BitXor => "__ixor__",
        Operator::BitAnd => "__iand__",
        Operator::FloorDiv => "__ifloordiv__",
    }
}

/// `__add__` for `__iadd__`.
fn plain(in_place: &str) -> String {
    format!("__{}", in_place.trim_start_matches("__i"))
}

/// Most alternatives of a text that is put together.
const MOST_TEXTS: usize = 8;
/// Longest part of one.
const LONGEST_TEXT: usize = 100;

impl<'a> Machine<'a> {
    /// Is it an instance of a project class?
    pub(crate) fn is_instance(&self, value: &Value) -> bool {
        matches!(value, Value::Object(id) if matches!(self.heap.get(*id).kind, Kind::Instance { .. }))
    }

    /// May one of the alternatives be of this external type?
    pub(crate) fn is_type(&self, values: &Values, name: &str) -> bool {
        values.objects().any(|id| matches!(&self.heap.get(id).kind, Kind::Typed { name: own } if &**own == name))
    }

    /// The name of the external type of a value.
    pub(crate) fn type_name(&self, value: &Value) -> Option<Rc<str>> {
        match value {
            Value::Const(constant) => Some(Rc::from(constant.type_name())),
            Value::Scalar(name) => Some(Rc::from(*name)),
            Value::Object(id) => match &self.heap.get(*id).kind {
                Kind::Typed { name } => Some(name.clone()),
                Kind::Suspended { .. } | Kind::SuspendedExpression { .. } => Some(Rc::from("generator")),
                Kind::LazyCall { .. } => Some(Rc::from("iterator")),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls a special or ordinary method of a project class; `None` when the value has none.
    pub(crate) fn call_method(
        &mut self,
        value: &Value,
        name: &str,
        arguments: Arguments,
        node: impl Ranged + Copy,
    ) -> Option<Values> {
        let class = self.type_of(value)?;
        let Some(found) = self.class_attribute(class, name, 0) else {
            self.hand_to_foreign_bases(class, value, &arguments);
            return None;
        };
        let bound = self.bind_attribute(&found, value, class, node);
        Some(self.call_values(&bound, &arguments, node))
    }

    /// A binary operator: the project's special methods, or a value of a type that can be told.
    pub(crate) fn binary(
        &mut self,
        left: &Values,
        right: &Values,
        operator: Operator,
        node: impl Ranged + Copy,
    ) -> Values {
        self.meet(&[left, right]);
        let name = plain(in_place(operator));
        let reflected = format!("__r{}", name.trim_start_matches("__"));
        let result = self.operate(left, right, &[&name], &[&reflected], node);
        if !result.is_empty() {
            return result;
        }
        self.plain_result(left, right, operator, node)
    }

    fn plain_result(&mut self, left: &Values, right: &Values, operator: Operator, node: impl Ranged + Copy) -> Values {
        let types: Vec<Option<Rc<str>>> = left.iter().chain(right.iter()).map(|value| self.type_name(value)).collect();
        let is = |name: &str| types.iter().any(|own| own.as_deref() == Some(name));
        if is("list") && matches!(operator, Operator::Add | Operator::Mult) {
            let list = self.typed(node, "list");
            for side in [left, right] {
                let held = self.held_by(side);
                self.heap.put(list, Field::Element, &held);
            }
            return Values::one(Value::Object(list));
        }
        if is("tuple") && operator == Operator::Add {
            let tuple = self.typed(node, "tuple");
            for side in [left, right] {
                let held = self.held_by(side);
                self.heap.put(tuple, Field::Element, &held);
            }
            return Values::one(Value::Object(tuple));
        }
        if let (Operator::Add, Some(texts)) = (operator, joined_texts(left, right)) {
            return texts;
        }
        if is("str") {
            if operator == Operator::Mod {
                self.fill_in(left, right, node);
            }
            return Values::one(Value::Scalar("str"));
        }
        let number =
            |own: &Option<Rc<str>>| matches!(own.as_deref(), Some("int" | "float" | "bool" | "complex" | "number"));
        if types.iter().all(number) {
            return Values::one(Value::Scalar(if is("float") || operator == Operator::Div {
                "float"
            } else {
                "number"
            }));
        }
        if (is("pathlib.Path") || is("pathlib.PurePath")) && operator == Operator::Div {
            return left.clone();
        }
        for name in
            ["set", "frozenset", "dict", "collections.Counter", "datetime.timedelta", "datetime.datetime", "bytes"]
        {
            if is(name) {
                let object = self.typed(node, name);
                // What is taken away or intersected with adds nothing.
                let adds = matches!(operator, Operator::Add | Operator::BitOr | Operator::BitXor);
                for side in [Some(left), Some(right).filter(|_| adds)].into_iter().flatten() {
                    let held = self.held_by(side);
                    self.heap.put(object, Field::Element, &held);
                }
                return Values::one(Value::Object(object));
            }
        }
        Values::unknown()
    }

    /// `text % values`: what is filled in is asked for its text.
    fn fill_in(&mut self, text: &Values, filled: &Values, node: impl Ranged + Copy) {
        let is_mapping = text.as_str().is_some_and(|text| text.contains("%("));
        let mut parts = Values::none();
        for value in filled.iter() {
            let value = Values::one(value.clone());
            if self.is_type(&value, "tuple") {
                parts.join(&self.held_by(&value))
            } else {
                parts.join(&value)
            };
        }
        let (methods, arguments) = match is_mapping {
            true => (&["__getitem__"][..], Arguments::positional(vec![Values::one(Value::Scalar("str"))])),
            false => (asking::TEXT, Arguments::default()),
        };
        self.ask(&parts, methods, &arguments, node);
    }

    pub(crate) fn unary(&mut self, values: &Values, method: &str, node: impl Ranged + Copy) -> Values {
        self.meet(&[values]);
        let mut result = Values::none();
        for value in values.iter() {
            match self.call_method(value, method, Arguments::default(), node) {
                Some(got) => {
                    result.join(&got);
                }
                None if matches!(value, Value::Const(_)) => result.add(Value::Scalar("number")),
                None => result.add(value.clone()),
            }
        }
        result
    }

    /// The truth of one comparison, where it is decided; special methods run.
    pub(crate) fn compared(
        &mut self,
        left: &Values,
        right: &Values,
        operator: CmpOp,
        node: impl Ranged + Copy,
    ) -> Option<bool> {
        self.run_comparison(left, right, operator, node);
        if let (CmpOp::In | CmpOp::NotIn, Some(sought)) = (operator, left.constant()) {
            let is_changed = |id: ObjectId| self.records.iter().any(|record| record.written_objects.contains(&id));
            if right.objects().any(is_changed) {
                return None;
            }
            let elements = self.exact_elements(right)?;
            let mut found = false;
            for element in &elements {
                found |= element.constant()? == sought;
            }
            return Some(found == (operator == CmpOp::In));
        }
        let (left, right) = (left.constant()?, right.constant()?);
        match (operator, left, right) {
            (CmpOp::Eq | CmpOp::Is, left, right) => Some(left == right),
            (CmpOp::NotEq | CmpOp::IsNot, left, right) => Some(left != right),
            (CmpOp::Lt, Const::Int(left), Const::Int(right)) => Some(left < right),
            (CmpOp::LtE, Const::Int(left), Const::Int(right)) => Some(left <= right),
            (CmpOp::Gt, Const::Int(left), Const::Int(right)) => Some(left > right),
            (CmpOp::GtE, Const::Int(left), Const::Int(right)) => Some(left >= right),
            _ => None,
        }
    }

    fn run_comparison(&mut self, left: &Values, right: &Values, operator: CmpOp, node: impl Ranged + Copy) {
        let (methods, reflected): (&[&str], &[&str]) = match operator {
            CmpOp::Eq => (&["__eq__"], &["__eq__"]),
            CmpOp::NotEq => (&["__ne__", "__eq__"], &["__ne__", "__eq__"]),
            CmpOp::Lt => (&["__lt__"], &["__gt__"]),
            CmpOp::LtE => (&["__le__"], &["__ge__"]),
            CmpOp::Gt => (&["__gt__"], &["__lt__"]),
            CmpOp::GtE => (&["__ge__"], &["__le__"]),
            CmpOp::In | CmpOp::NotIn => return self.search(left, right, node),
            CmpOp::Is | CmpOp::IsNot => return,
        };
        self.meet(&[left, right]);
        self.operate(left, right, methods, reflected, node);
    }

    /// `sought in containers`
    fn search(&mut self, sought: &Values, containers: &Values, node: impl Ranged + Copy) {
        self.meet(&[sought, containers]);
        for container in containers.iter() {
            if let Some(class) = self.type_of(container) {
                let own = Values::one(container.clone());
                let iterates =
                    ["__iter__", "__getitem__"].iter().any(|name| self.class_attribute(class, name, 0).is_some());
                if iterates && self.class_attribute(class, "__contains__", 0).is_none() {
                    let elements = self.iterate(&own, node);
                    self.operate(&elements, sought, &["__eq__"], &["__eq__"], node);
                } else {
                    self.call_method(container, "__contains__", Arguments::positional(vec![sought.clone()]), node);
                }
            } else if let Value::Object(id) = container
                && (self.has_special(&["__eq__", "__hash__"]))
            {
                match self.type_name(container).as_deref() {
                    Some("list" | "tuple" | "collections.deque") => {
                        let elements = self.held_by(&Values::one(Value::Object(*id)));
                        self.operate(&elements, sought, &["__eq__"], &["__eq__"], node);
                    }
                    Some(_) => self.hash(sought, node),
                    None => {}
                }
            }
        }
    }

    /// `target += operand`: in place where the type does that.
    pub(crate) fn augmented(
        &mut self,
        old: &Values,
        operand: &Values,
        method: &str,
        node: impl Ranged + Copy,
    ) -> Values {
        self.meet(&[old, operand]);
        let mut result = Values::none();
        for value in old.iter() {
            let type_name = self.type_name(value);
            if self.type_of(value).is_some() {
                let arguments = Arguments::positional(vec![operand.clone()]);
                let got = self
                    .call_method(value, method, arguments.clone(), node)
                    .or_else(|| self.call_method(value, &plain(method), arguments, node));
                result.join(&got.unwrap_or_default());
            } else if let (
                Value::Object(id),
                Some("list" | "set" | "dict" | "bytearray" | "collections.Counter" | "collections.deque"),
            ) = (value, type_name.as_deref())
            {
                self.record().writes(*id);
                let elements = self.iterate(operand, node);
                if matches!(type_name.as_deref(), Some("dict" | "collections.Counter")) {
                    // What is iterated are the keys.
                    let held = self.held_by(operand);
                    self.heap.put(*id, Field::Keys, &elements);
                    self.heap.put(*id, Field::Element, &held);
                } else {
                    self.heap.put(*id, Field::Element, &elements);
                }
                result.add(value.clone());
            } else if let Value::Const(_) | Value::Scalar(_) = value {
                let reflected = format!("__r{}", method.trim_start_matches("__i"));
                let got = self.ask(operand, &[&reflected], &Arguments::positional(vec![old.clone()]), node);
                result.join(&got);
                if got.is_empty() {
                    result.add(Value::Scalar(if type_name.as_deref() == Some("str") { "str" } else { "number" }));
                }
            } else {
                self.change(&Values::one(value.clone()));
                result.add(value.clone());
            }
        }
        if result.is_empty() { Values::unknown() } else { result }
    }
}

/// All that two texts may come to one behind the other, where both are known and that is not much.
pub(super) fn joined_texts(left: &Values, right: &Values) -> Option<Values> {
    let (left, right) = (left.strings()?, right.strings()?);
    if left.len() * right.len() > MOST_TEXTS || left.iter().chain(&right).any(|text| text.len() > LONGEST_TEXT) {
        return None;
    }
    let mut texts = Values::none();
    for first in &left {
        for second in &right {
            texts.join(&Values::string(&format!("{first}{second}")));
        }
    }
    Some(texts)
}
