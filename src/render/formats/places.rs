//! With `--verbose`: where projects were taken to begin, and how far it was looked for files that import others.

use std::path::Path;

use super::text::counted;
use crate::source::index::Searched;
use crate::source::roots::{Extent, Why};
use crate::trouble::printable;

/// Where a project was taken to begin, and why.
pub fn project_root(root: &Path, why: Why) -> String {
    let why = match why {
        Why::Configured => "its configuration says where sources are",
        Why::Marked => "it has a mark of a project, such as `pyproject.toml` or `.git`",
        Why::Named => "without any mark of a project, the folder that was named or the current one counts",
        Why::Alone => "without any mark of a project, a file's own folder counts",
    };
    format!("project root: {}: {why}\n", printable(&root.to_string_lossy()))
}

/// Where a search for the files that import others has looked.
pub fn searched(searched: &Searched) -> String {
    let root = if searched.root.as_os_str().is_empty() { Path::new(".") } else { &searched.root };
    let left_out = match (searched.extent, searched.is_cut) {
        (Extent::Folder, _) => "; folders below it are not searched, since it is nobody's project",
        (Extent::Unmarked, true) => {
            "; there are more, and nothing marks it as a project, so only the nearest were searched"
        }
        (Extent::Project, true) => "; there are more, and only the nearest were searched",
        (_, false) => "",
    };
    let files = counted(searched.files, "file");
    format!("importers: {files} searched below {}{left_out}\n", printable(&root.to_string_lossy()))
}
