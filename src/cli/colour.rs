//! When output has colours.

use std::io::IsTerminal;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use crate::render::palette::Palette;
use crate::source::environment;

/// When output has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless `NO_COLOR`, `CLICOLOR=0` or `TERM=dumb` says otherwise; `FORCE_COLOR` and `CLICOLOR_FORCE` ask
    /// for them everywhere
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// The colours for a stream.
    pub(super) fn palette(self, stream: &(impl IsTerminal + RawStream)) -> Palette {
        let is_coloured = match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if environment::forces_colour() => true,
            Self::Auto => AutoStream::choice(stream) != ColorChoice::Never,
        };
        if is_coloured { Palette::coloured() } else { Palette::plain() }
    }
}
