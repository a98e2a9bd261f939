//! A stream for the output of a run, which a reader such as `head` may close at any time.

use std::io::{self, Write};

use super::palette::Palette;

/// Standard output or standard error, with the colours it can show.
pub struct Sink {
    stream: Box<dyn Write>,
    palette: Palette,
    closed: bool,
    failure: Option<io::Error>,
}

impl Sink {
    /// A sink that writes to `stream`.
    pub fn new(stream: impl Write + 'static, palette: Palette) -> Self {
        Self { stream: Box::new(stream), palette, closed: false, failure: None }
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
        if let Err(error) = self.stream.write_all(bytes).and_then(|()| self.stream.flush()) {
            self.closed = true;
            self.failure = Some(error).filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
        }
    }

    /// Whether further output goes nowhere.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Why writing failed, once, and unless a reader closed the stream, which is no failure.
    pub fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }
}
