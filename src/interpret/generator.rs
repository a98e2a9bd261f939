//! Generators: their bodies run to the end at once, though others run at each `yield` of theirs.

use super::Machine;
use super::frame::FrameId;
use super::value::Values;
use crate::names::Name;

impl Machine<'_> {
    /// `yield`: others see these values, and the variables outside of the generator that it binds as they are now.
    pub(super) fn give(&mut self, values: &Values) {
        let frame = self.function_frame();
        let block = self.frames.get(frame).block.clone();
        let mut names: Vec<&Name> = block.globals.union(&block.nonlocals).collect();
        names.sort();
        let mut shown = Vec::new();
        for name in names {
            let outer = self.binding_frame(name);
            if let Some(values) = self.frames.value(outer, name) {
                shown.push((outer, name.clone(), values.clone()));
            }
        }
        let frame = self.frames.get_mut(frame);
        frame.yielded.join(values);
        frame.shown.extend(shown);
    }

    /// The generator has come to its end: what runs from now on may run at any of its `yield`s.
    ///
    /// ```text
    /// @contextmanager
    /// def parallel():
    ///     global PARALLEL
    ///     PARALLEL = True
    ///     yield                   the body of the `with` statement sees True
    ///     PARALLEL = False
    /// ```
    pub(super) fn show_variables(&mut self, generator: FrameId) {
        for (frame, name, values) in std::mem::take(&mut self.frames.get_mut(generator).shown) {
            let mut either = self.frames.value(frame, &name).cloned().unwrap_or_default();
            if either.join(&values) {
                self.frames.set(frame, name, either);
            }
        }
    }
}
