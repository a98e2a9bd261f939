//! Opens regular files alone, and up to a size: a pipe can block for ever, and a device or a sparse file has no end.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// Largest file that is read, in bytes: far above all code and notebooks that people write.
pub const MOST_BYTES: u64 = 100 << 20;

/// The bytes of a file that has at most `most`.
///
/// # Errors
/// When it is no regular file, when it is larger, or when the disk fails.
pub fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if let Some(reason) = unfit(&metadata, most) {
        return Err(io::Error::other(reason));
    }
    let size = usize::try_from(metadata.len()).unwrap_or_default();
    limited(File::open(path)?, size, most)
}

/// All of a stream that has no name, such as standard input.
///
/// # Errors
/// When it has more than [`MOST_BYTES`], or when it fails.
pub fn stream(stream: impl Read) -> io::Result<Vec<u8>> {
    limited(stream, 0, MOST_BYTES)
}

/// Why a file is not opened.
pub fn unfit(metadata: &Metadata, most: u64) -> Option<String> {
    match metadata {
        folder if folder.is_dir() => Some("it is a folder".to_owned()),
        file if !file.is_file() => Some("it is neither a file nor a folder, so mpfix does not open it".to_owned()),
        file if file.len() > most => Some(too_large(most)),
        _ => None,
    }
}

fn limited(stream: impl Read, expected: usize, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(expected + 1);
    // It may grow while it is read.
    stream.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::Error::other(too_large(most))) } else { Ok(bytes) }
}

fn too_large(most: u64) -> String {
    format!("it has more than {} MB, which is the most that mpfix reads", most >> 20)
}
