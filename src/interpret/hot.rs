//! What of a glance's values leads to a start.

use ruff_python_ast::ExprLambda;

use super::class::Ancestor;
use super::frame::{FrameId, FrameKind};
use super::heap::{Kind, ObjectId};
use super::value::Value;
use super::{Code, Machine};
use crate::names::{block::Block, names_in};

impl Machine<'_> {
    /// Is it something that starts processes when it is used, or an object with such methods?
    pub(super) fn is_hot(&self, value: &Value) -> bool {
        let Some(glance) = &self.glance else { return false };
        let id = match value {
            Value::External(name) => return glance.warmth.starts(name),
            Value::Object(id) => *id,
            Value::Unknown | Value::Const(_) | Value::Scalar(_) => return false,
        };
        match &self.heap.get(id).kind {
            Kind::Function { .. } | Kind::SuspendedExpression { .. } => self.is_defined_hot(id),
            Kind::Class { .. } => self.ancestors(id).iter().any(|ancestor| match ancestor {
                Ancestor::Local(class) => self.is_defined_hot(*class),
                Ancestor::External(name) => glance.warmth.starts(name),
                Ancestor::Unknown => false,
            }),
            Kind::Instance { class } => self.is_hot(&Value::Object(*class)),
            Kind::Bound { receiver, function } => self.is_hot(function) || self.is_hot(receiver),
            Kind::Partial { function, .. } => function.iter().any(|value| self.is_hot(value)),
            Kind::Suspended { function, .. } => self.is_defined_hot(*function),
            Kind::Super { receiver, .. } => self.is_hot(receiver),
            Kind::Module { .. } => true,
            Kind::Typed { name } | Kind::LazyCall { function: name, .. } => glance.warmth.starts(name),
        }
    }

    /// Is it hot by where its definition stands?
    pub(super) fn is_defined_hot(&self, id: ObjectId) -> bool {
        let Some(glance) = &self.glance else { return false };
        let object = self.heap.get(id);
        let (site, key) = (object.site, (object.site.file, object.site.at));
        if let Some(known) = glance.hot.borrow().get(&key) {
            return *known;
        }
        // Nothing names a lambda, so what it names itself tells more than where it stands.
        if let Kind::Function { code, frame, .. } = object.kind
            && let Code::Lambda(lambda) = self.definition(code)
        {
            // A lambda that names itself is not hot for that. What its names mean can change, so nothing is kept.
            glance.hot.borrow_mut().insert(key, false);
            let is_hot = self.is_lambda_hot(lambda, frame);
            glance.hot.borrow_mut().remove(&key);
            return is_hot;
        }
        let file = self.files.get(site.file as usize);
        let is_hot = file.is_none_or(|file| glance.warmth.is_hot(file.module.path(), site.at));
        glance.hot.borrow_mut().insert(key, is_hot);
        is_hot
    }

    /// Does a lambda name anything hot?
    fn is_lambda_hot(&self, lambda: &ExprLambda, frame: FrameId) -> bool {
        let own = Block::of_lambda(lambda.parameters.as_deref(), &lambda.body);
        names_in(&lambda.body).iter().any(|name| !own.owns(name) && self.may_name_hot(name, frame))
    }

    /// Can a name, looked up from within a frame, mean something hot? It may if it has no value yet.
    fn may_name_hot(&self, name: &str, frame: FrameId) -> bool {
        let mut at = Some(frame);
        while let Some(id) = at {
            let frame = self.frames.get(id);
            if let Some(values) = self.frames.value(id, name) {
                return values.iter().any(|value| self.is_hot(value));
            }
            if frame.block.bound.contains(name) || frame.block.star_import {
                return true;
            }
            at = match frame.kind {
                FrameKind::Module(_) => None,
                _ => frame.parent,
            };
        }
        false
    }
}
