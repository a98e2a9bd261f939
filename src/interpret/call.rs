//! Calls: project functions, classes and everything else that can be called.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, Parameters};
use ruff_text_size::Ranged;

pub use super::arguments::Arguments;
use super::control::Flow;
use super::frame::{Changes, FrameKind};
use super::heap::{Field, Kind, ObjectId};
use super::value::{Value, Values};
use super::{Active, Code, DEEPEST, Machine};
use crate::names::{Name, block::Block, identifier};

impl<'a> Machine<'a> {
    pub(crate) fn evaluate_call(&mut self, call: &'a ExprCall) -> Values {
        let callee = self.evaluate_in_passing(&call.func);
        if callee.is_empty() && !self.gone {
            // A name nobody binds: the call raises, or the name comes from somewhere unseen.
            self.evaluate_arguments(call, false);
            self.unknown_call(&self.text_of(&*call.func), []);
            return Values::unknown();
        }
        if self.gone {
            return Values::none();
        }
        let arguments = self.evaluate_arguments(call, only_asks(&callee));
        if self.gone {
            return Values::none();
        }
        if let Some(values) = self.call_special_form(&callee, &arguments, call) {
            return values;
        }
        self.now = call.start();
        self.at_top(call, |machine| machine.call_values(&callee, &arguments, call))
    }

    fn evaluate_arguments(&mut self, call: &'a ExprCall, in_passing: bool) -> Arguments {
        let mut arguments = Arguments::default();
        for argument in &call.arguments.args {
            if let Expr::Starred(starred) = argument {
                let values = self.evaluate(&starred.value);
                match self.exact_elements(&values) {
                    Some(elements) if arguments.rest.is_none() => arguments.positional.extend(elements),
                    _ => {
                        let elements = self.iterate(&values, argument);
                        arguments.rest.get_or_insert_default().join(&elements);
                    }
                }
            } else {
                let values = self.evaluate_argument(argument, in_passing);
                match &mut arguments.rest {
                    Some(rest) => {
                        rest.join(&values);
                    }
                    None => arguments.positional.push(values),
                }
            }
        }
        for keyword in &call.arguments.keywords {
            let values = self.evaluate_argument(&keyword.value, in_passing);
            match &keyword.arg {
                Some(name) => arguments.keywords.push((identifier(name), values)),
                None => self.spread_keywords(&values, &mut arguments),
            }
        }
        arguments
    }

    /// The value of an argument; a name that nothing visible binds may be anything.
    fn evaluate_argument(&mut self, argument: &'a Expr, in_passing: bool) -> Values {
        let values = if in_passing { self.evaluate_in_passing(argument) } else { self.evaluate(argument) };
        if values.is_empty() && !self.gone { Values::unknown() } else { values }
    }

    /// `**mapping`
    fn spread_keywords(&mut self, values: &Values, arguments: &mut Arguments) {
        for value in values.iter() {
            let fields = match value {
                Value::Object(id) => self.heap.get(*id).fields.clone(),
                _ => {
                    arguments.keyword_rest.get_or_insert_default().add(Value::Unknown);
                    continue;
                }
            };
            let mut fields: Vec<_> = fields.into_iter().collect();
            fields.sort_by(|a, b| format!("{:?}", a.0).cmp(&format!("{:?}", b.0)));
            for (field, held) in fields {
                match field {
                    Field::Key(super::value::Const::Str(name)) => arguments.keywords.push((name, held)),
                    Field::Element => {
                        arguments.keyword_rest.get_or_insert_default().join(&held);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Calls whatever the callee may be; several project functions are alternatives, each from the same state.
    pub(crate) fn call_values(&mut self, callee: &Values, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        if let Some(only) = callee.only() {
            return self.call_value(&only.clone(), arguments.clone(), node);
        }
        let mut result = Values::none();
        let mut ends: Vec<Changes> = Vec::new();
        let mut all_gone = true;
        for one in callee.iter() {
            let mark = self.frames.mark();
            self.doubt.branches += 1;
            let values = self.call_value(one, arguments.clone(), node);
            self.doubt.branches -= 1;
            let changes = self.frames.undo(mark);
            if !std::mem::take(&mut self.gone) {
                all_gone = false;
                ends.push(changes);
                result.join(&values);
            }
        }
        self.frames.merge(&ends);
        self.gone = all_gone && !callee.is_empty();
        result
    }

    /// Calls one thing.
    pub(crate) fn call_value(&mut self, callee: &Value, arguments: Arguments, node: impl Ranged + Copy) -> Values {
        if !self.burn() {
            return Values::unknown();
        }
        match callee {
            Value::Unknown => {
                self.hand_over(None, None, &arguments);
                self.unknown_call("a value of unknown origin", arguments.values().cloned());
                let given = arguments.all();
                let mut result = self.run_unknown(&[Rc::from("")], &given, node);
                result.add(Value::Unknown);
                result
            }
            Value::Const(_) | Value::Scalar(_) => Values::none(),
            Value::External(name) => self.call_external(&name.clone(), None, arguments, node),
            Value::Object(id) => self.call_object(*id, arguments, node),
        }
    }

    fn call_object(&mut self, id: ObjectId, arguments: Arguments, node: impl Ranged + Copy) -> Values {
        match self.heap.get(id).kind.clone() {
            Kind::Function { .. } => self.call_function(id, arguments, node),
            Kind::Class { .. } => self.instantiate(id, arguments, node),
            Kind::Bound { receiver, function } => match &function {
                Value::External(name) => self.call_external(name, Some(&receiver), arguments, node),
                _ => self.call_value(&function, arguments.preceded_by(Values::one(receiver)), node),
            },
            Kind::Partial { function, arguments: first } => {
                let all = first.completed_by(&arguments);
                self.call_values(&function, &all, node)
            }
            Kind::Instance { .. } => {
                self.call_method(&Value::Object(id), "__call__", arguments, node).unwrap_or_else(Values::unknown)
            }
            Kind::Typed { name } => {
                if &*name == "contextlib.factory" {
                    return self.make_manager(id, &arguments, node);
                }
                if let Some(wrapped) = self.wrapped_callable(id) {
                    return self.call_wrapped(id, &wrapped, &arguments, node);
                }
                self.call_external(&Rc::from(format!("{name}.__call__")), Some(&Value::Object(id)), arguments, node)
            }
            _ => Values::unknown(),
        }
    }

    /// Runs a project function with the given arguments; generators and coroutines wait to be consumed.
    pub(crate) fn call_function(&mut self, id: ObjectId, arguments: Arguments, node: impl Ranged + Copy) -> Values {
        let Kind::Function { code, .. } = self.heap.get(id).kind else { return Values::unknown() };
        let block = self.block_of(code);
        let is_async = matches!(self.definition(code), Code::Function(def) if def.is_async);
        if block.is_generator || is_async {
            let kind = Kind::Suspended {
                function: id,
                arguments: Rc::new(arguments),
                is_async: is_async && !block.is_generator,
            };
            return Values::one(Value::Object(self.make(node, kind)));
        }
        self.run_function(id, &arguments, node)
    }

    /// Runs the body of a function now; gives what it returns or, for a generator, what it yields.
    pub(crate) fn run_function(&mut self, id: ObjectId, arguments: &Arguments, node: impl Ranged + Copy) -> Values {
        let Kind::Function { code, frame: outer, owner } = self.heap.get(id).kind else { return Values::unknown() };
        let recursive = self.stack.iter().filter(|active| active.code == Some(code)).count() >= 2;
        if recursive || self.stack.len() >= DEEPEST {
            self.exhausted |= !recursive;
            self.spoil_runs();
            return Values::unknown();
        }
        if let Some(result) = self.recall(id, arguments) {
            return result;
        }
        let begun = self.begin_run();
        let block = self.block_of(code);
        let frame = self.frames.push(FrameKind::Function(owner), Some(outer), block.clone());
        self.record().read_objects.insert(id);
        let at = node.range().start();
        self.stack.push(Active { code: Some(code), object: id, file: self.file, at });
        let (was, file) = (std::mem::replace(&mut self.frame, frame), self.file);
        self.file = self.heap.get(id).site.file;
        let now = self.now;
        let definition = self.definition(code);
        let result = match definition {
            Code::Function(def) => {
                self.bind_parameters(id, Some(&def.parameters), arguments);
                let flow = self.run_block(&def.body);
                self.show_variables(frame);
                let frame = self.frames.get(frame);
                let mut result = if block.is_generator { frame.yielded.clone() } else { frame.returned.clone() };
                if flow.goes_on() && !block.is_generator {
                    result.join(&Values::none_constant());
                }
                self.gone = !flow.has(Flow::NEXT.or(Flow::RETURN));
                result
            }
            Code::Lambda(lambda) => {
                self.bind_parameters(id, lambda.parameters.as_deref(), arguments);
                let result = self.evaluate(&lambda.body);
                if block.is_generator { self.frames.get(frame).yielded.clone() } else { result }
            }
            Code::Class(_) | Code::Generator(_) | Code::Made(_) => Values::unknown(),
        };
        self.now = now;
        self.frame = was;
        self.file = file;
        self.stack.pop();
        self.end_run(id, arguments, begun, &result);
        result
    }

    /// The name of a function as a reader would say it.
    pub(crate) fn function_name(&self, id: ObjectId) -> String {
        let Kind::Function { code, owner, .. } = self.heap.get(id).kind else { return "?".to_string() };
        let name = match self.definition(code) {
            Code::Function(def) => def.name.to_string(),
            _ => "lambda".to_string(),
        };
        match owner.map(|class| self.class_name(class)) {
            Some(class) => format!("{class}.{name}"),
            None => name,
        }
    }

    /// The bindings of a function, computed once.
    pub(crate) fn block_of(&mut self, code: super::heap::CodeId) -> Rc<Block> {
        if let Some(block) = self.blocks.get(&code) {
            return block.clone();
        }
        let block = match self.definition(code) {
            Code::Function(def) => Block::of(Some(&def.parameters), &def.body),
            Code::Lambda(lambda) => Block::of_lambda(lambda.parameters.as_deref(), &lambda.body),
            Code::Class(def) => Block::of(None, &def.body),
            Code::Generator(_) | Code::Made(_) => Rc::new(Block::default()),
        };
        self.blocks.insert(code, block.clone());
        block
    }

    /// Gives the parameters of the running function their values.
    fn bind_parameters(&mut self, id: ObjectId, parameters: Option<&'a Parameters>, arguments: &Arguments) {
        let Some(parameters) = parameters else { return };
        let mut positional = arguments.positional.iter();
        let mut used: Vec<Name> = Vec::new();
        for (index, parameter) in parameters.iter_non_variadic_params().enumerate() {
            let name = identifier(&parameter.parameter.name);
            let by_position = index < parameters.posonlyargs.len() + parameters.args.len();
            let placed = if by_position { positional.next().cloned() } else { None };
            let values = placed
                .or_else(|| arguments.keyword(&name))
                .or_else(|| by_position.then(|| arguments.rest.clone()).flatten())
                .or_else(|| arguments.keyword_rest.clone())
                .unwrap_or_default();
            let mut values = values;
            if values.is_empty() || arguments.rest.is_some() {
                values.join(&self.heap.field(id, &Field::Argument(name.clone())));
            }
            used.push(name.clone());
            self.bind_here(name, if values.is_empty() { Values::unknown() } else { values });
        }
        if let Some(rest) = &parameters.vararg {
            let tuple = self.typed(rest.range(), "tuple");
            for (index, values) in positional.enumerate() {
                self.heap.put(tuple, Field::Index(u32::try_from(index).unwrap_or(u32::MAX)), values);
            }
            if let Some(more) = &arguments.rest {
                self.heap.put(tuple, Field::Element, more);
            }
            self.bind_here(identifier(&rest.name), Values::one(Value::Object(tuple)));
        }
        if let Some(rest) = &parameters.kwarg {
            let dict = self.typed(rest.range(), "dict");
            for (name, values) in arguments.keywords.iter().filter(|(name, _)| !used.contains(name)) {
                self.heap.put(dict, Field::Key(super::value::Const::Str(name.clone())), values);
            }
            if let Some(more) = &arguments.keyword_rest {
                self.heap.put(dict, Field::Element, more);
            }
            self.bind_here(identifier(&rest.name), Values::one(Value::Object(dict)));
        }
    }
}

/// Does it only look at what it is given, and keep nothing of it?
fn only_asks(callee: &Values) -> bool {
    let asks = ["callable", "getattr", "hasattr", "id", "isinstance", "issubclass", "len", "repr", "str", "type"];
    matches!(callee.only(), Some(Value::External(name)) if asks.contains(&&**name))
}
