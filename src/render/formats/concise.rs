//! One line for each finding, as compilers print them.

use super::text::Text;
use super::{Look, Renderer};
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;

/// The listing for people without excerpts and help.
pub(super) struct Concise(Text);

impl Concise {
    pub(super) fn new(look: Look) -> Self {
        Self(Text::brief(look))
    }
}

impl Renderer for Concise {
    fn file(&mut self, report: &Report<'_>, out: &mut Sink) {
        self.0.file(report, out);
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        self.0.end(tally, out);
    }
}
