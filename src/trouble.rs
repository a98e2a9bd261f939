//! What keeps mpfix from doing its work on a path: the one error type, and the reason for exit status 2.

use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

/// A path that could not be read, understood or written. One trouble never stops the work on other files.
///
/// Shown as `path:line:column: error: message`, with a `help:` line for each hint below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The file, folder or link, as named on the command line or reached from there.
    pub path: PathBuf,
    /// 1-based line, where one is to blame.
    pub line: Option<usize>,
    /// 1-based column in characters; never without a line.
    pub column: Option<usize>,
    /// One sentence without a final full stop.
    pub message: String,
    /// What a person can do about it, one sentence each.
    pub help: Vec<String>,
    /// What the path is to mpfix.
    pub about: About,
}

/// What a path that made trouble is to mpfix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// Something to look at, or to write.
    #[default]
    File,
    /// A configuration: nothing is known of any file it is for.
    Configuration,
}

impl Trouble {
    /// A trouble with a whole path.
    pub fn new(path: impl AsRef<Path>, message: impl Into<String>) -> Self {
        let (path, message) = (path.as_ref().to_path_buf(), message.into());
        Self { path, line: None, column: None, message, help: Vec::new(), about: About::File }
    }

    /// Points at a place in the file; both numbers are 1-based, the column counts characters.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// Says that the path is a configuration, or that something configured is wrong there.
    #[must_use]
    pub fn of_configuration(mut self) -> Self {
        self.about = About::Configuration;
        self
    }

    /// Adds one sentence about what to do.
    #[must_use]
    pub fn with_help(mut self, sentence: impl Into<String>) -> Self {
        self.help.push(sentence.into());
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", printable(&self.path.to_string_lossy()))?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
            if let Some(column) = self.column {
                write!(f, "{column}:")?;
            }
        }
        write!(f, " error: {}", printable(&self.message))?;
        for sentence in &self.help {
            write!(f, "\n  help: {}", printable(sentence))?;
        }
        Ok(())
    }
}

impl std::error::Error for Trouble {}

/// `text` with each control character replaced, so that a file name or a source line cannot steer a terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_place_only_where_there_is_one() {
        assert_eq!(Trouble::new("a.py", "no").to_string(), "a.py: error: no");
        let placed = Trouble::new("a.py", "no").at(3, 7).with_help("try again");
        assert_eq!(placed.to_string(), "a.py:3:7: error: no\n  help: try again");
    }

    #[test]
    fn file_names_cannot_steer_the_terminal() {
        assert_eq!(Trouble::new("a\x1b[2J.py", "no").to_string(), "a\u{fffd}[2J.py: error: no");
    }
}
