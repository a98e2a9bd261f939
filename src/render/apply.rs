//! The place that writes files: each is replaced as a whole or not at all. (What was replaced is kept by `undo.rs`.)
#![expect(clippy::disallowed_methods, reason = "the one place that writes files")]

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use super::undo;
use crate::source::{SourceFile, plain, regular};
use crate::trouble::Trouble;
use crate::validate::{Created, Verified};

/// Held while a file is replaced.
static REPLACING: Mutex<()> = Mutex::new(());

/// What a shell says of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C, or a signal that asks the program to end, waits until the file at hand is replaced, so that no
/// temporary file stays behind. For a program, once. Where such signals are ignored, as `nohup` has it, they stay so.
#[expect(clippy::exit, reason = "between two files nothing is open, and who waits for an answer hears nothing")]
pub fn end_between_files() {
    let end = || {
        let _whole = REPLACING.lock().unwrap_or_else(PoisonError::into_inner);
        std::process::exit(INTERRUPTED)
    };
    // Where it fails, the signals do what they always do.
    let _ = ctrlc::try_set_handler(end);
}

/// Puts the proven rewrite in the place of the file. `read`: the bytes `file` was decoded from.
///
/// 1. Follow symlinks, so that the link stays and its target changes.
/// 2. Write a temporary file in the target's folder; give it the mode bits and, when possible, the owner of the target.
/// 3. Flush it to the disk.
/// 4. Compare the target with `read`.
/// 5. Rename the temporary file over the target, which is atomic, and flush the folder.
///
/// A rename asks for a writable folder alone: a file without write bits in it is replaced, and keeps its mode.
///
/// A new file that belongs to the rewrite is written first, and taken away again when the target cannot be replaced.
///
/// Whatever fails, the target has its old bytes or its new ones, and the temporary file is gone. Other hard links to
/// the target keep the old text; access control lists and extended attributes are not kept.
///
/// # Errors
/// When the folder may not be written, when the file changed since it was read, or when the disk fails.
pub fn apply(file: &SourceFile, read: &[u8], rewrite: &Verified) -> Result<(), Trouble> {
    apply_noting(file, read, rewrite, &mut |_| Ok(()))
}

/// What is about to happen to a file.
#[derive(Debug)]
pub struct Change<'c> {
    /// The file itself, by its whole path: no link.
    pub path: &'c Path,
    /// What is in it.
    pub old: &'c [u8],
    /// What will be in it.
    pub new: &'c [u8],
    /// A file that is made for it, and what is in that.
    pub created: Option<(PathBuf, &'c [u8])>,
}

/// The same, but `note` hears of the change before anything is replaced, and can still prevent it.
///
/// # Errors
/// As [`apply`], and that of `note`.
pub fn apply_noting(
    file: &SourceFile,
    read: &[u8],
    rewrite: &Verified,
    note: &mut dyn FnMut(&Change<'_>) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let new = file.encode(rewrite.text())?;
    let path = file.path();
    let failed = |error: io::Error| Trouble::new(path, format!("cannot write the file: {}", plain(&error)));
    let target = path.canonicalize().map_err(failed)?;
    let metadata = fs::metadata(&target).map_err(failed)?;
    let folder = target.parent().ok_or_else(|| Trouble::new(path, "cannot write the file: it has no folder"))?;

    let _whole = REPLACING.lock().unwrap_or_else(PoisonError::into_inner);
    let temporary = filled(folder, &new, &metadata).map_err(failed)?;
    if regular::bytes(&target, regular::MOST_BYTES).map_err(failed)? != read {
        return Err(Trouble::new(path, "the file changed while mpfix was running").with_help("run mpfix again"));
    }
    // Whoever made the file private, or gave it away, meanwhile is not undone.
    dress(&temporary, &fs::metadata(&target).map_err(failed)?).map_err(failed)?;
    let made = rewrite.created().map(|created| Ok::<_, io::Error>((whole(created.path())?, created.text().as_bytes())));
    note(&Change { path: &target, old: read, new: &new, created: made.transpose().map_err(failed)? })?;
    let created = rewrite.created().map(create).transpose()?;
    if let Err(error) = temporary.persist(&target) {
        // Both files or neither; what cannot be taken away again is in nobody's way.
        let _ = created.map(fs::remove_file);
        return Err(failed(error.error));
    }
    sync_folder(folder);
    Ok(())
}

/// Puts `before` back in the place of a file that has `after` in it; its mode stays. `false`: it was there already.
///
/// # Errors
/// When the file has anything else in it, when a link stands in its place, or when the disk fails.
pub fn restore(path: &Path, before: &[u8], after: &[u8]) -> Result<bool, Trouble> {
    let failed = |error: io::Error| Trouble::new(path, format!("cannot write the file: {}", plain(&error)));
    let folder = path.parent().ok_or_else(|| Trouble::new(path, "cannot write the file: it has no folder"))?;
    let is_itself = path.canonicalize().is_ok_and(|real| real == path);
    let _whole = REPLACING.lock().unwrap_or_else(PoisonError::into_inner);
    let read = || regular::bytes(path, regular::MOST_BYTES).map_err(failed);
    if !is_itself {
        return Err(undo::changed(path));
    }
    let now = read()?;
    if now == before {
        return Ok(false);
    }
    let temporary = filled(folder, before, &fs::metadata(path).map_err(failed)?).map_err(failed)?;
    if now != after || read()? != after {
        return Err(undo::changed(path));
    }
    dress(&temporary, &fs::metadata(path).map_err(failed)?).map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(true)
}

/// The whole path of a file that is not there yet.
fn whole(path: &Path) -> io::Result<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(folder.canonicalize()?.join(path.file_name().unwrap_or_default()))
}

/// Writes a new file that a rewrite needs; never over a file that is there.
fn create(created: &Created) -> Result<&Path, Trouble> {
    let path = created.path();
    let failed = |error: io::Error| Trouble::new(path, format!("cannot write the file: {}", plain(&error)));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = fresh(folder, created.text().as_bytes()).map_err(failed)?;
    temporary.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(path)
}

/// Writes a report, in the place of what stands at `path` if anything does; its folder has to be there. Symlinks are
/// followed, and what is no plain file, such as `/dev/stdout`, is written to.
///
/// # Errors
/// When the folder is missing or may not be written, when `path` is a folder, or when the disk fails.
pub fn write_report(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let failed = |error: io::Error| Trouble::new(path, format!("cannot write the report: {}", plain(&error)));
    let old = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(Trouble::new(path, "cannot write the report: it is a folder")),
        Ok(metadata) if !metadata.is_file() => return fs::write(path, bytes).map_err(failed),
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    let target = match &old {
        Some(_) => path.canonicalize().map_err(failed)?,
        None => path.to_path_buf(),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let temporary = match &old {
        Some(metadata) => filled(folder, bytes, metadata),
        None => fresh(folder, bytes),
    };
    temporary.map_err(failed)?.persist(&target).map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// A temporary file in `folder` that gets the usual mode of new files.
fn fresh(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mpfix-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    fits(bytes)?;
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// A temporary file in `folder` with the new bytes, on the disk; it vanishes unless it is renamed.
fn filled(folder: &Path, bytes: &[u8], metadata: &Metadata) -> io::Result<NamedTempFile> {
    fits(bytes)?;
    let mut temporary = tempfile::Builder::new().prefix(".mpfix-").suffix(".tmp").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    dress(&temporary, metadata)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Gives the temporary file the owner and the mode of the one it takes the place of.
fn dress(temporary: &NamedTempFile, metadata: &Metadata) -> io::Result<()> {
    keep_owner(temporary.as_file(), metadata);
    // After the owner: changing that clears bits of the mode.
    temporary.as_file().set_permissions(metadata.permissions())
}

/// Whether files may become as large (`ulimit -f`): the system would end the program in the middle of the write.
fn fits(bytes: &[u8]) -> io::Result<()> {
    if most_bytes().is_some_and(|most| bytes.len() as u64 > most) {
        return Err(io::Error::other("it would be larger than files may be here (see `ulimit -f`)"));
    }
    Ok(())
}

/// The same for a file that so many bytes are added to.
///
/// # Errors
/// When it would be too large.
pub(super) fn may_grow(file: &File, more: usize) -> io::Result<()> {
    let size = file.metadata()?.len();
    if most_bytes().is_some_and(|most| size.saturating_add(more as u64) > most) {
        return Err(io::Error::other("it would be larger than files may be here (see `ulimit -f`)"));
    }
    Ok(())
}

#[cfg(unix)]
fn most_bytes() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Fsize).current
}

#[cfg(not(unix))]
fn most_bytes() -> Option<u64> {
    None
}

/// Only root may give files away; for others the file becomes their own, as with any editor that renames.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    if fchown(file, Some(metadata.uid()), Some(metadata.gid())).is_err() {
        let _ = fchown(file, None, Some(metadata.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

/// Makes the rename last through a power failure. Some file systems cannot; the rename has happened all the same.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
