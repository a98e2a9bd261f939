//! What is to be posted to a pull request of GitHub, as one JSON document; whoever posts it decides nothing.
//!
//! mpfix does not talk to GitHub: the document has the bodies of requests, and the action of this repository sends them.

use std::collections::BTreeSet;
use std::path::Path;

use super::Renderer;
use super::words::named_from_root;
use crate::render::diff;
use crate::render::palette::Palette;
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::review::pull::Pull;
use crate::review::report::{Failed, FileReport};
use crate::review::{Limits, Seen, review};
use crate::source::repository;
use crate::trouble::Trouble;

/// Collects all files, since what there is room for is decided over all of them.
#[derive(Default)]
pub(super) struct GithubReview {
    pull: Pull,
    files: Vec<FileReport>,
    looked_at: BTreeSet<String>,
    failed: Vec<Failed>,
}

impl Renderer for GithubReview {
    fn pull(&mut self, pull: &Pull) {
        self.pull = pull.clone();
    }

    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        let checked = report.checked;
        let path = checked.file.path();
        let name = repository::patch_name(path);
        let (mut patch, mut created) = (Vec::new(), Vec::new());
        if let Some(new) = &checked.rewritten {
            patch = diff::unified(&name, &checked.bytes, new, Palette::plain());
            for new in &checked.created {
                let name = repository::patch_name_beside(path, &new.path);
                patch.extend(diff::created(&name, &new.bytes, Palette::plain()));
                created.push(String::from_utf8_lossy(&name).into_owned());
            }
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        self.files.extend(FileReport::new(name, checked, created, &patch));
    }

    fn looked_at(&mut self, path: &Path) {
        // Only what is posted already may have to go; to find out names costs more than to look at quiet files.
        if !self.pull.posted.is_empty() {
            self.looked_at.insert(named_from_root(path));
        }
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        self.failed.push(Failed::new(named_from_root(&trouble.path), trouble));
    }

    fn end(&mut self, _tally: &Tally, out: &mut Sink) {
        let seen = Seen { reports: &self.files, looked_at: &self.looked_at, failed: &self.failed };
        let posts = review(seen, &self.pull, Limits::default());
        // The document is made of texts and numbers, which JSON always has a form for.
        out.put(serde_json::to_string_pretty(&posts).unwrap_or_default() + "\n");
    }
}
