//! Expressions.

use ruff_python_ast::{
    ConversionFlag, Expr, ExprAttribute, ExprSubscript, FStringPart, InterpolatedStringElement, Number, Parameters,
};
use ruff_text_size::Ranged;

use super::call::Arguments;
use super::dunder::joined_texts;
use super::frame::FrameKind;
use super::heap::{Field, Kind, ObjectId};
use super::value::{Const, Value, Values};
use super::{Code, Machine, asking, control};
use crate::names::identifier;

impl<'a> Machine<'a> {
    /// The value of an expression that goes somewhere: into a variable, an argument, a container.
    pub(crate) fn evaluate(&mut self, expression: &'a Expr) -> Values {
        let values = self.evaluate_in_passing(expression);
        self.note_data(&values);
        values
    }

    /// The same where the value is only called or asked for an attribute, or comes to nothing.
    pub(crate) fn evaluate_in_passing(&mut self, expression: &'a Expr) -> Values {
        if !self.burn() || self.gone {
            return Values::unknown();
        }
        match expression {
            Expr::Name(name) => self.read(&identifier(&name.id)),
            Expr::Call(call) => self.evaluate_call(call),
            Expr::Attribute(attribute) => self.evaluate_attribute(attribute),
            Expr::StringLiteral(string) => Values::string(string.value.to_str()),
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(int) => {
                    int.as_i64().map_or(Values::one(Value::Scalar("int")), |i| Values::one(Value::Const(Const::Int(i))))
                }
                Number::Float(_) => Values::one(Value::Scalar("float")),
                Number::Complex { .. } => Values::one(Value::Scalar("complex")),
            },
            Expr::BooleanLiteral(boolean) => Values::one(Value::Const(Const::Bool(boolean.value))),
            Expr::NoneLiteral(_) => Values::none_constant(),
            Expr::EllipsisLiteral(_) => Values::one(Value::Scalar("ellipsis")),
            Expr::BytesLiteral(_) => Values::one(Value::Scalar("bytes")),
            Expr::FString(string) => {
                let mut text = Some(Values::string(""));
                for part in &string.value {
                    let next = match part {
                        FStringPart::Literal(literal) => Some(Values::string(literal)),
                        FStringPart::FString(string) => self.put_together(&string.elements),
                    };
                    text = text.zip(next).and_then(|(text, next)| joined_texts(&text, &next));
                }
                text.unwrap_or_else(|| Values::one(Value::Scalar("str")))
            }
            Expr::TString(string) => {
                for element in string.value.elements() {
                    self.interpolate(element);
                }
                Values::unknown()
            }
            Expr::List(list) => self.sequence("list", &list.elts, expression),
            Expr::Tuple(tuple) => self.sequence("tuple", &tuple.elts, expression),
            Expr::Set(set) => self.sequence("set", &set.elts, expression),
            Expr::Dict(dict) => self.dictionary(dict),
            Expr::Subscript(subscript) => self.evaluate_subscript(subscript),
            Expr::Starred(starred) => self.evaluate(&starred.value),
            Expr::Slice(slice) => {
                [&slice.lower, &slice.upper, &slice.step].into_iter().flatten().for_each(|part| {
                    self.evaluate(part);
                });
                Values::one(Value::Scalar("slice"))
            }
            Expr::Named(named) => {
                let values = self.evaluate(&named.value);
                if let Expr::Name(name) = &*named.target {
                    self.bind(identifier(&name.id), values.clone());
                }
                values
            }
            Expr::BoolOp(operation) => self.evaluate_bool_op(operation),
            Expr::If(conditional) => self.evaluate_conditional(conditional),
            Expr::Compare(compare) => self.evaluate_compare(compare),
            Expr::BinOp(operation) => {
                let left = self.evaluate(&operation.left);
                let right = self.evaluate(&operation.right);
                self.at_top(expression, |machine| machine.binary(&left, &right, operation.op, expression))
            }
            Expr::UnaryOp(operation) => self.evaluate_unary(operation, expression),
            Expr::Lambda(lambda) => {
                let object = self.function_object(lambda, Code::Lambda(lambda), lambda.parameters.as_deref());
                Values::one(Value::Object(object))
            }
            Expr::ListComp(comp) => self.comprehension("list", &comp.generators, None, &comp.elt, expression),
            Expr::SetComp(comp) => self.comprehension("set", &comp.generators, None, &comp.elt, expression),
            Expr::DictComp(comp) => {
                self.comprehension("dict", &comp.generators, comp.key.as_deref(), &comp.value, expression)
            }
            Expr::Generator(generator) => {
                if let Some(first) = generator.generators.first() {
                    self.evaluate(&first.iter);
                }
                let code = self.code(generator, Code::Generator(generator));
                let kind = Kind::SuspendedExpression { code, frame: self.frame };
                Values::one(Value::Object(self.make(generator, kind)))
            }
            Expr::Await(awaited) => {
                let values = self.evaluate(&awaited.value);
                self.at_top(expression, |machine| machine.run_awaitable(&values, expression))
            }
            Expr::Yield(yielded) => {
                let values = yielded.value.as_ref().map_or_else(Values::none_constant, |value| self.evaluate(value));
                self.give(&values);
                Values::unknown()
            }
            Expr::YieldFrom(yielded) => {
                let values = self.evaluate(&yielded.value);
                let elements = self.iterate(&values, expression);
                self.give(&elements);
                Values::unknown()
            }
            Expr::IpyEscapeCommand(_) => Values::unknown(),
        }
    }

    /// What an f-string comes to, where all of its parts are known texts.
    fn put_together(&mut self, elements: &'a [InterpolatedStringElement]) -> Option<Values> {
        let mut text = Some(Values::string(""));
        for element in elements {
            let next = match element {
                InterpolatedStringElement::Literal(literal) => Some(Values::string(&literal.value)),
                InterpolatedStringElement::Interpolation(inner) => {
                    let values = self.interpolate(element);
                    let is_plain = inner.conversion == ConversionFlag::None && inner.format_spec.is_none();
                    values.filter(|_| is_plain && inner.debug_text.is_none())
                }
            };
            text = text.zip(next).and_then(|(text, next)| joined_texts(&text, &next));
        }
        text
    }

    fn interpolate(&mut self, element: &'a InterpolatedStringElement) -> Option<Values> {
        let InterpolatedStringElement::Interpolation(interpolation) = element else { return None };
        let values = self.evaluate(&interpolation.expression);
        let methods = match interpolation.conversion {
            ConversionFlag::None => asking::FORMAT,
            ConversionFlag::Str => asking::TEXT,
            ConversionFlag::Ascii | ConversionFlag::Repr => asking::REPR,
        };
        if values.objects().next().is_some() {
            self.ask(&values, methods, &Arguments::default(), &*interpolation.expression);
        }
        for inner in interpolation.format_spec.iter().flat_map(|specification| &specification.elements) {
            self.interpolate(inner);
        }
        Some(values)
    }

    /// A function or lambda object with its defaults evaluated.
    pub(crate) fn function_object(
        &mut self,
        node: impl Ranged + Copy,
        code: Code<'a>,
        parameters: Option<&'a Parameters>,
    ) -> ObjectId {
        let mut defaults = Vec::new();
        for parameter in parameters.iter().flat_map(|p| p.iter_non_variadic_params()) {
            if let Some(default) = &parameter.default {
                defaults.push((identifier(&parameter.parameter.name), self.evaluate(default)));
            }
        }
        let code = self.code(node, code);
        self.open_cells(code, node);
        let in_class = self.frames.get(self.frame).kind == FrameKind::Class;
        let owner = if in_class { self.class } else { None };
        let object = self.make(node, Kind::Function { code, frame: self.frame, owner });
        for (name, values) in defaults {
            self.heap.put(object, Field::Argument(name), &values);
        }
        object
    }

    fn sequence(&mut self, name: &str, elements: &'a [Expr], node: &'a Expr) -> Values {
        let object = self.typed(node, name);
        let mut exact = name != "set";
        for (index, element) in elements.iter().enumerate() {
            let values = self.evaluate(element);
            if name == "set" {
                self.hash(&values, element);
            }
            if let Expr::Starred(_) = element {
                let held = self.iterate(&values, element);
                self.heap.put(object, Field::Element, &held);
                exact = false;
            } else if exact && index < 64 {
                self.heap.put(object, Field::Index(u32::try_from(index).unwrap_or(u32::MAX)), &values);
            } else {
                self.heap.put(object, Field::Element, &values);
            }
        }
        Values::one(Value::Object(object))
    }

    fn dictionary(&mut self, dict: &'a ruff_python_ast::ExprDict) -> Values {
        let object = self.typed(dict, "dict");
        for item in &dict.items {
            let key = item.key.as_ref().map(|key| self.evaluate(key));
            let values = self.evaluate(&item.value);
            match key {
                Some(key) => {
                    self.hash(&key, dict);
                    let field = key.constant().map_or(Field::Element, |constant| Field::Key(constant.clone()));
                    self.heap.put(object, field, &values);
                    self.heap.put(object, Field::Keys, &key);
                }
                None => {
                    let held = self.held_by(&values);
                    self.heap.put(object, Field::Element, &held);
                }
            }
        }
        Values::one(Value::Object(object))
    }

    fn evaluate_attribute(&mut self, attribute: &'a ExprAttribute) -> Values {
        let owner = self.evaluate_in_passing(&attribute.value);
        let name = identifier(&attribute.attr);
        self.at_top(attribute, |machine| machine.attribute_of(&owner, &name, attribute))
    }

    fn evaluate_subscript(&mut self, subscript: &'a ExprSubscript) -> Values {
        let owner = self.evaluate_in_passing(&subscript.value);
        let key = self.evaluate(&subscript.slice);
        if matches!(&*subscript.slice, Expr::Slice(_))
            && owner.objects().next().is_some()
            && !owner.iter().any(|v| self.is_instance(v))
        {
            let is_view =
                |value: &Value| self.type_name(value).is_some_and(|name| self.effects.slices_are_views(&name));
            if owner.iter().all(is_view) {
                return owner;
            }
            let held = self.held_by(&owner);
            let list = self.typed(subscript, "list");
            self.heap.put(list, Field::Element, &held);
            return Values::one(Value::Object(list));
        }
        self.at_top(subscript, |machine| machine.item_of(&owner, &key, subscript))
    }

    fn evaluate_bool_op(&mut self, operation: &'a ruff_python_ast::ExprBoolOp) -> Values {
        let stops_on = matches!(operation.op, ruff_python_ast::BoolOp::Or);
        let mut result = Values::none();
        let Some((last, first)) = operation.values.split_last() else { return result };
        let mut sure = true;
        for operand in first.iter().chain([last]) {
            let values = if sure { self.evaluate(operand) } else { self.perhaps(|machine| machine.evaluate(operand)) };
            let is_last = std::ptr::eq(operand, last);
            // The value of the last operand is the value of the whole, and nobody asks for its truth here.
            let truth = if is_last { control::truth(&values) } else { self.truth(&values, operand) };
            if truth == Some(false) && !stops_on {
                // One false operand makes an `and` false, whatever the others are.
                return values;
            }
            if is_last || truth == Some(stops_on) {
                result.join(&values);
                return result;
            }
            if truth.is_none() {
                sure = false;
                // `x or y` gives x only when it is true, `x and y` only when it is false.
                values
                    .iter()
                    .filter(|value| !matches!(value, Value::Const(c) if c.truth() != stops_on))
                    .for_each(|value| result.add(value.clone()));
            }
        }
        result
    }

    /// Evaluates something that may be skipped.
    pub(crate) fn perhaps(&mut self, act: impl FnOnce(&mut Self) -> Values) -> Values {
        let mark = self.frames.mark();
        self.doubt.branches += 1;
        let values = act(self);
        self.doubt.branches -= 1;
        let changes = self.frames.undo(mark);
        if std::mem::take(&mut self.gone) {
            self.record().may_exit = true;
        } else {
            self.frames.merge(&[changes, super::frame::Changes::default()]);
        }
        values
    }

    fn evaluate_conditional(&mut self, conditional: &'a ruff_python_ast::ExprIf) -> Values {
        match self.truth_of(&conditional.test) {
            Some(true) => self.evaluate(&conditional.body),
            Some(false) => self.evaluate(&conditional.orelse),
            None => {
                let mut values = self.perhaps(|machine| machine.evaluate(&conditional.body));
                let other = self.perhaps(|machine| machine.evaluate(&conditional.orelse));
                values.join(&other);
                values
            }
        }
    }

    fn evaluate_unary(&mut self, operation: &'a ruff_python_ast::ExprUnaryOp, node: &'a Expr) -> Values {
        use ruff_python_ast::UnaryOp;
        let values = self.evaluate(&operation.operand);
        match operation.op {
            UnaryOp::Not => match self.at_top(node, |machine| machine.truth(&values, node)) {
                Some(truth) => Values::one(Value::Const(Const::Bool(!truth))),
                None => Values::one(Value::Scalar("bool")),
            },
            UnaryOp::USub => match values.constant() {
                Some(Const::Int(number)) => Values::one(Value::Const(Const::Int(-number))),
                _ => self.unary(&values, "__neg__", node),
            },
            UnaryOp::UAdd => self.unary(&values, "__pos__", node),
            UnaryOp::Invert => self.unary(&values, "__invert__", node),
        }
    }

    fn evaluate_compare(&mut self, compare: &'a ruff_python_ast::ExprCompare) -> Values {
        let mut left = self.evaluate(&compare.left);
        let mut all = Some(true);
        for (operator, comparator) in compare.ops.iter().zip(&compare.comparators) {
            let right = self.evaluate(comparator);
            let one = self.compared(&left, &right, *operator, compare);
            all = match (all, one) {
                (_, Some(false)) => return Values::one(Value::Const(Const::Bool(false))),
                (Some(true), one) => one,
                (all, _) => all,
            };
            left = right;
        }
        match all {
            Some(truth) => Values::one(Value::Const(Const::Bool(truth))),
            None => Values::one(Value::Scalar("bool")),
        }
    }
}
