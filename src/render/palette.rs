//! The colours of the output; plain when it does not go to a terminal.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// One style for each kind of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Palette {
    /// Codes such as `MP001`, carets, troubles and removed lines.
    pub alarm: Style,
    /// Added lines, and what can be fixed.
    pub good: Style,
    /// File names.
    pub path: Style,
    /// Line numbers, rules and hunk headers.
    pub gutter: Style,
}

impl Palette {
    /// No colours at all.
    pub fn plain() -> Self {
        Self::default()
    }

    /// Whether text stays as it is.
    pub fn is_plain(&self) -> bool {
        *self == Self::plain()
    }

    /// The basic colours of the terminal, which follow its theme.
    pub fn coloured() -> Self {
        Self {
            alarm: AnsiColor::Red.on_default(),
            good: AnsiColor::Green.on_default(),
            path: Style::new().bold(),
            gutter: AnsiColor::Cyan.on_default(),
        }
    }
}

/// `text` in `style`; the very text when the style is empty.
pub fn paint(style: Style, text: impl fmt::Display) -> impl fmt::Display {
    fmt::from_fn(move |f| write!(f, "{}{text}{}", style.render(), style.render_reset()))
}
