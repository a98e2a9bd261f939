//! Variables of a call that functions made in it bind anew: they outlive the call, and are state as a global is.

use ruff_text_size::Ranged;

use super::Machine;
use super::frame::{FrameId, FrameKind};
use super::heap::{CodeId, ObjectId};

impl Machine<'_> {
    /// A function is made here: the calls around it whose variables it binds (`nonlocal`) have cells from now on.
    pub(super) fn open_cells(&mut self, code: CodeId, node: impl Ranged + Copy) {
        let block = self.block_of(code);
        #[expect(clippy::iter_over_hash_type, reason = "which calls have cells does not depend on the order")]
        for name in &block.nonlocals {
            let mut outer = Some(self.frame);
            while let Some(id) = outer {
                let frame = self.frames.get(id);
                outer = frame.parent;
                if matches!(frame.kind, FrameKind::Function(_)) && frame.block.owns(name) {
                    let site = self.site(node);
                    self.heap.make_cells(id, site, self.statement);
                    break;
                }
            }
        }
    }

    /// The cells of a call, seen from the functions made in it.
    pub(super) fn cells_of_outer(&self, frame: FrameId) -> Option<ObjectId> {
        if frame == self.function_frame() { None } else { self.heap.cells(frame) }
    }
}
