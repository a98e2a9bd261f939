//! A stream for the output of a run, which a reader such as `head` may close at any time.

use std::io::{self, Write};

use super::palette::Palette;
use crate::outcome::Status;
use crate::source::plain;
use crate::trouble::Trouble;

/// Standard output, standard error or a buffer, with the colours it can show.
pub struct Sink {
    stream: Stream,
    palette: Palette,
    closed: bool,
    failure: Option<io::Error>,
}

enum Stream {
    Open(Box<dyn Write>),
    Kept(Vec<u8>),
}

impl Sink {
    /// A sink that writes to `stream`.
    pub fn new(stream: impl Write + 'static, palette: Palette) -> Self {
        Self { stream: Stream::Open(Box::new(stream)), palette, closed: false, failure: None }
    }

    /// A sink without colours that keeps all it gets.
    pub fn buffer() -> Self {
        Self { stream: Stream::Kept(Vec::new()), palette: Palette::plain(), closed: false, failure: None }
    }

    /// What a buffer has kept; empty for other sinks.
    pub fn into_bytes(self) -> Vec<u8> {
        match self.stream {
            Stream::Kept(bytes) => bytes,
            Stream::Open(_) => Vec::new(),
        }
    }

    /// The colours for this stream.
    pub fn palette(&self) -> Palette {
        self.palette
    }

    /// Writes and flushes, unless the stream was closed or failed before.
    pub fn put(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        if self.closed || bytes.is_empty() {
            return;
        }
        let result = match &mut self.stream {
            Stream::Open(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Stream::Kept(kept) => kept.write_all(bytes),
        };
        if let Err(error) = result {
            self.closed = true;
            self.failure = Some(error).filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
        }
    }

    /// Whether further output goes nowhere.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The status of what was written: trouble when writing failed, which `err` is told. A reader who closes the stream is no
    /// trouble.
    pub fn end(&mut self, err: &mut Sink) -> Status {
        let Some(error) = self.failure.take() else { return Status::Clean };
        err.put(format!("{}\n", Trouble::new("standard output", format!("cannot write: {}", plain(&error)))));
        Status::Trouble
    }
}
