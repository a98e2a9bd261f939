//! The places that a traceback names: `File "jobs.py", line 12, in main`.

use std::path::PathBuf;

/// A place in a traceback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The file, as the traceback names it.
    pub path: PathBuf,
    /// 1-based; `None` when the text names the file alone, as in `<module 'jobs' from 'jobs.py'>`.
    pub line: Option<usize>,
    /// The function, `<module>` for the top level.
    pub function: String,
}

/// The frames of `text` that are the user's own, the innermost of the last traceback first; each place once.
///
/// Code of Python itself, of installed packages, and text that was never in a file are left out.
pub(super) fn own(text: &str) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    let named = |line| parsed(line).or_else(|| module(line));
    for frame in text.lines().rev().filter_map(named).filter(|frame| !is_library(&frame.path.to_string_lossy())) {
        if !frames.contains(&frame) {
            frames.push(frame);
        }
    }
    frames
}

/// `File "PATH", line N, in FUNCTION`, with anything before it, such as the `|` of an exception group.
fn parsed(line: &str) -> Option<Frame> {
    let (_, rest) = line.split_once("File \"")?;
    let (path, rest) = rest.split_once("\", line ")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let function = rest[digits..].strip_prefix(", in ").unwrap_or("<module>");
    Some(Frame {
        path: PathBuf::from(path),
        line: Some(rest[..digits].parse().ok()?),
        function: function.trim().to_owned(),
    })
}

/// `<module '__mp_main__' from 'PATH'>`
fn module(line: &str) -> Option<Frame> {
    let (_, rest) = line.split_once("<module '")?;
    let (path, _) = rest.split_once("' from '")?.1.split_once('\'')?;
    Some(Frame { path: PathBuf::from(path), line: None, function: "<module>".to_owned() })
}

/// Is it code of Python or of an installed package, or no file at all? Paths may be those of another system.
fn is_library(path: &str) -> bool {
    let path = path.replace('\\', "/");
    let mut folders = path.split('/').rev().skip(1).map(str::to_ascii_lowercase);
    path.starts_with('<')
        || path.contains("/<")
        || folders.any(|folder| {
            let version = folder.strip_prefix("python").unwrap_or_default();
            matches!(&*folder, "site-packages" | "dist-packages")
                || version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.')
        })
        || path.to_ascii_lowercase().contains("/lib/multiprocessing/")
        || path.to_ascii_lowercase().contains("/lib/concurrent/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_frames_are_told_from_those_of_libraries_on_every_system() {
        let text = r#"Traceback (most recent call last):
  File "<string>", line 1, in <module>
  File "C:\Python312\Lib\multiprocessing\spawn.py", line 122, in spawn_main
  File "/usr/lib/python3.12/runpy.py", line 286, in run_path
  File "/home/ada/.venv/lib/python3.12/site-packages/lib/x.py", line 3, in f
  | File "C:\Users\ada\jobs.py", line 9, in <module>
  File "/home/ada/jobs.py", line 12, in main
    start()
  File "/home/ada/jobs.py", line 12, in main
AttributeError: module 'work' from '/home/ada/other.py' has no attribute, on <module '__mp_main__' from '/home/ada/run.py'>
"#;
        let places: Vec<_> =
            own(text).into_iter().map(|f| (f.path.display().to_string(), f.line, f.function)).collect();
        let want = [
            ("/home/ada/run.py", None, "<module>"),
            ("/home/ada/jobs.py", Some(12), "main"),
            (r"C:\Users\ada\jobs.py", Some(9), "<module>"),
        ];
        assert_eq!(places, want.map(|(path, line, name)| (path.to_owned(), line, name.to_owned())));
    }
}
