//! What `--write` did, kept in a file so that it can be taken back where no version control does it.
//!
//! The file is JSON Lines: a line that says what it is, then one line for each rewritten file, on the disk before that
//! file is replaced. A line holds both texts, so that nothing is undone which anybody has changed since. Whoever ends in
//! the middle loses nothing: a line without an end is about a file that was not replaced, and taking back what was
//! taken back does nothing.
#![expect(clippy::disallowed_methods, reason = "writes the undo file, and files back")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::apply::{self, Change};
use crate::source::{plain, regular};
use crate::trouble::Trouble;

const HEAD: &str = r#"{"mpfix-undo":1}"#;

/// Writes the undo file of a run.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    is_used: bool,
}

impl Log {
    /// Begins the file, which must not be there yet: it may be all that is left of what an earlier run replaced.
    ///
    /// # Errors
    /// When there is such a file, or when it cannot be written.
    pub fn create(path: &Path) -> Result<Self, Trouble> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // It holds copies of files that others may not be allowed to read.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Trouble::new(path, "nothing is written: there is such a file already")
                .with_help("take back what it holds with `mpfix undo`, or name another file"),
            _ => failed(path, &error),
        })?;
        let mut log = Self { path: path.to_path_buf(), file, is_used: false };
        log.line(HEAD)?;
        Ok(log)
    }

    /// Takes down what is about to happen to a file.
    ///
    /// # Errors
    /// When the disk fails; then the file must stay as it is.
    pub fn note(&mut self, change: &Change<'_>) -> Result<(), Trouble> {
        let entry = Entry {
            path: Bytes::of_path(change.path),
            before: Bytes::of(change.old),
            after: Bytes::of(change.new),
            created: change
                .created
                .as_ref()
                .map(|(path, text)| Made { path: Bytes::of_path(path), text: Bytes::of(text) }),
        };
        let line = serde_json::to_string(&entry).map_err(|error| Trouble::new(&self.path, error.to_string()))?;
        self.is_used = true;
        self.line(&line)
    }

    /// Ends the file. `false`: there was nothing to take down, and it is gone.
    ///
    /// # Errors
    /// When an empty file cannot be removed.
    pub fn end(self) -> Result<bool, Trouble> {
        if !self.is_used {
            fs::remove_file(&self.path).map_err(|error| failed(&self.path, &error))?;
        }
        Ok(self.is_used)
    }

    fn line(&mut self, text: &str) -> Result<(), Trouble> {
        let line = format!("{text}\n");
        let written = apply::may_grow(&self.file, line.len()).and_then(|()| self.file.write_all(line.as_bytes()));
        written.and_then(|()| self.file.sync_data()).map_err(|error| failed(&self.path, &error))
    }
}

/// What came of `mpfix undo`.
#[derive(Debug, Default)]
pub struct Undone {
    /// Files that are as they were before.
    pub restored: Vec<PathBuf>,
    /// New files that are gone again.
    pub removed: Vec<PathBuf>,
    /// Files that stay as they are, and why.
    pub troubles: Vec<Trouble>,
}

/// Takes back what an undo file tells of. The file is gone afterwards; where something could not be taken back, it tells
/// of that alone.
///
/// # Errors
/// When it is no undo file, or cannot be read or replaced.
pub fn undo(path: &Path) -> Result<Undone, Trouble> {
    let metadata = fs::metadata(path).map_err(|error| failed(path, &error))?;
    if let Some(reason) = regular::unfit(&metadata, u64::MAX) {
        return Err(Trouble::new(path, reason));
    }
    let file = File::open(path).map_err(|error| failed(path, &error))?;
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    let mut next = |line: &mut Vec<u8>| {
        line.clear();
        lines.read_until(b'\n', line).map_err(|error| failed(path, &error))
    };
    next(&mut line)?;
    if line.trim_ascii() != HEAD.as_bytes() {
        return Err(Trouble::new(path, "this is no file that `mpfix --write --undo-file` has written"));
    }
    let (mut undone, mut left) = (Undone::default(), format!("{HEAD}\n").into_bytes());
    // A line without an end was about to be written when the run was ended.
    while next(&mut line)? > 0 && line.ends_with(b"\n") {
        let entry: Result<Entry, _> = serde_json::from_slice(&line);
        let done = match &entry {
            Ok(entry) => entry.undo(&mut undone),
            Err(error) => Err(Trouble::new(path, format!("a line cannot be understood: {error}"))),
        };
        if let Err(trouble) = done {
            undone.troubles.push(trouble);
            left.extend_from_slice(&line);
        }
    }
    if undone.troubles.is_empty() {
        fs::remove_file(path).map_err(|error| failed(path, &error))?;
    } else {
        apply::write_report(path, &left)?;
    }
    Ok(undone)
}

fn failed(path: &Path, error: &io::Error) -> Trouble {
    Trouble::new(path, format!("the undo file: {}", plain(error)))
}

/// One file that was rewritten.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: Bytes,
    before: Bytes,
    after: Bytes,
    created: Option<Made>,
}

/// A file that was made for it.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    path: Bytes,
    text: Bytes,
}

impl Entry {
    fn undo(&self, undone: &mut Undone) -> Result<(), Trouble> {
        let path = self.path.path();
        let made = self.created.as_ref().map(|made| (made.path.path(), made.text.bytes()));
        if let Some((made, text)) = &made
            && made.exists()
            && regular::bytes(made, regular::MOST_BYTES).ok().as_ref() != Some(text)
        {
            return Err(changed(made));
        }
        if apply::restore(&path, &self.before.bytes(), &self.after.bytes())? {
            undone.restored.push(path);
        }
        if let Some((made, _)) = made.filter(|(made, _)| made.exists()) {
            fs::remove_file(&made)
                .map_err(|error| Trouble::new(&made, format!("cannot remove the file: {}", plain(&error))))?;
            undone.removed.push(made);
        }
        Ok(())
    }
}

/// Somebody else has written the file meanwhile.
pub(super) fn changed(path: &Path) -> Trouble {
    Trouble::new(path, "not taken back: the file has changed since mpfix wrote it")
        .with_help("the undo file still holds both texts of it")
}

/// Bytes in JSON: a text where they are one, else a text with a character for each byte.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Bytes {
    Text(String),
    Raw { latin1: String },
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Raw { latin1: bytes.iter().map(|byte| char::from(*byte)).collect() },
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Raw { latin1 } => latin1.chars().filter_map(|one| u8::try_from(u32::from(one)).ok()).collect(),
        }
    }

    #[cfg(unix)]
    fn of_path(path: &Path) -> Self {
        Self::of(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()))
    }

    #[cfg(not(unix))]
    fn of_path(path: &Path) -> Self {
        Self::Text(path.to_string_lossy().into_owned())
    }

    #[cfg(unix)]
    fn path(&self) -> PathBuf {
        let bytes = self.bytes();
        PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(&bytes))
    }

    #[cfg(not(unix))]
    fn path(&self) -> PathBuf {
        PathBuf::from(String::from_utf8_lossy(&self.bytes()).into_owned())
    }
}
