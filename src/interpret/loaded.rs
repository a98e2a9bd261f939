//! The files of a run, and the calls on the way.

use std::rc::Rc;

use ruff_text_size::TextSize;

use super::heap::{CodeId, ObjectId};
use crate::parse::Module;
use crate::project::{Project, folders::Edit};

/// A file whose code runs.
pub(crate) struct LoadedFile<'a> {
    pub(crate) module: &'a Module,
    /// External modules whose names are all imported with a star, in order.
    pub(crate) stars: Vec<String>,
    /// `from __future__ import annotations`: annotations are never evaluated.
    pub(crate) postponed_annotations: bool,
    /// The dotted name of the package it belongs to; empty when it belongs to none.
    pub(crate) package: String,
    /// What its statements do to `sys.path`, by where they begin.
    pub(crate) edits: Rc<[(TextSize, Edit)]>,
}

impl<'a> LoadedFile<'a> {
    pub(super) fn new(module: &'a Module, package: String, project: &Project) -> LoadedFile<'a> {
        let edits = project.edits(module).into();
        LoadedFile { module, stars: Vec::new(), postponed_annotations: false, package, edits }
    }
}

/// A call or import that has not come to its end.
pub(crate) struct Active {
    /// The definition that runs; `None` for an import.
    pub(crate) code: Option<CodeId>,
    /// The function or module object.
    pub(crate) object: ObjectId,
    /// Index of the file with the call or import.
    pub(crate) file: u32,
    /// Where it stands there.
    pub(crate) at: TextSize,
}
