//! Which files of a project have a word: one walk for each root, and one look at each file, however many words are asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::neighbours::scope;
use super::prefilter::Words;
use super::read;
use super::roots::{Extent, extent, folders};

/// The projects of a run, by their roots as they are spelt.
#[derive(Debug, Default)]
pub struct Index {
    /// The folders that were named, as absolute paths.
    named: OnceLock<Vec<PathBuf>>,
    trees: Mutex<BTreeMap<PathBuf, Arc<OnceLock<Tree>>>>,
}

/// Where a search has looked.
#[derive(Debug)]
pub struct Searched {
    /// The root of the project.
    pub root: PathBuf,
    /// How far it reaches.
    pub extent: Extent,
    /// How many files were looked at.
    pub files: usize,
    /// There are more.
    pub is_cut: bool,
}

/// The files of one project.
#[derive(Debug)]
struct Tree {
    extent: Extent,
    files: Vec<PathBuf>,
    is_cut: bool,
    /// What modules are called, in parts that have no character but letters of ASCII, digits and `_`; with the files that
    /// have the part as a whole word.
    parts: FxHashMap<Vec<u8>, Vec<u32>>,
    /// What was asked for that is more than one part.
    asked: Mutex<FxHashMap<Vec<String>, Vec<PathBuf>>>,
}

/// What others may be looked for besides modules: see who asks.
const OTHERS: [&str; 3] = ["__main__", "sys", "addsitedir"];

impl Index {
    /// Says what was named on the command line.
    pub fn name(&self, paths: &[PathBuf]) {
        self.named.get_or_init(|| folders(paths));
    }

    /// The files below the root that have one of the words, not as a part of another word; sorted by path.
    pub fn mentioning(&self, root: &Path, words: &[&str]) -> Vec<PathBuf> {
        let tree = self.tree(root);
        let named = self.named.get().map_or(&[][..], Vec::as_slice);
        tree.get_or_init(|| Tree::of(root, extent(root, named))).mentioning(words)
    }

    /// Where it was looked so far.
    pub fn searched(&self) -> Vec<Searched> {
        let trees = self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        let done = trees.iter().filter_map(|(root, tree)| Some((root, tree.get()?)));
        let told = done.map(|(root, tree)| Searched {
            root: root.clone(),
            extent: tree.extent,
            files: tree.files.len(),
            is_cut: tree.is_cut,
        });
        told.collect()
    }

    fn tree(&self, root: &Path) -> Arc<OnceLock<Tree>> {
        let mut trees = self.trees.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(trees.entry(root.to_path_buf()).or_default())
    }
}

impl Tree {
    fn of(root: &Path, extent: Extent) -> Tree {
        let scope = scope(root, extent);
        let mut parts: FxHashMap<Vec<u8>, Vec<u32>> = FxHashMap::default();
        let names = scope.files.iter().flat_map(|path| path.iter()).map(|part| part.as_encoded_bytes());
        for part in OTHERS.iter().map(|name| name.as_bytes()).chain(names).flat_map(tokens) {
            if !parts.contains_key(part) {
                parts.insert(part.to_vec(), Vec::new());
            }
        }
        let longest = parts.keys().map(Vec::len).max().unwrap_or_default();
        for (number, path) in (0u32..).zip(&scope.files) {
            let Ok(bytes) = read(path) else { continue };
            for token in tokens(&bytes).filter(|token| token.len() <= longest) {
                if let Some(files) = parts.get_mut(token)
                    && files.last() != Some(&number)
                {
                    files.push(number);
                }
            }
        }
        Tree { extent, files: scope.files, is_cut: scope.is_cut, parts, asked: Mutex::default() }
    }

    fn mentioning(&self, words: &[&str]) -> Vec<PathBuf> {
        let is_part = |word: &&str| tokens(word.as_bytes()).next().is_some_and(|token| token.len() == word.len());
        let known = |word: &&str| self.parts.get(word.as_bytes()).filter(|_| is_part(word));
        if words.iter().all(|word| known(word).is_some()) {
            let found: FxHashSet<u32> = words.iter().filter_map(known).flatten().copied().collect();
            return self.paths(found);
        }
        let key: Vec<String> = words.iter().map(ToString::to_string).collect();
        if let Some(known) = self.asked.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let found = self.search(words);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        found
    }

    /// Looks into all files that have a part of each word, or all files there are where a word has no part that is known.
    fn search(&self, words: &[&str]) -> Vec<PathBuf> {
        let Some(search) = Words::new(words) else { return Vec::new() };
        let mut candidates: FxHashSet<u32> = FxHashSet::default();
        for word in words {
            let known = tokens(word.as_bytes()).filter_map(|token| self.parts.get(token));
            match known.min_by_key(|files| files.len()) {
                Some(files) => candidates.extend(files),
                None => candidates.extend((0u32..).zip(&self.files).map(|(number, _)| number)),
            }
        }
        let mut found = self.paths(candidates);
        found.retain(|path| read(path).is_ok_and(|bytes| search.stand_in(&bytes)));
        found
    }

    fn paths(&self, numbers: FxHashSet<u32>) -> Vec<PathBuf> {
        let mut numbers: Vec<u32> = numbers.into_iter().collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| self.files.get(number as usize)).cloned().collect()
    }
}

/// The longest pieces of letters of ASCII, digits and `_`.
fn tokens(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_')).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::Disk as _;
    use crate::source::neighbours::Neighbours;

    #[test]
    fn finds_what_a_search_for_the_words_finds() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        write("setup.py", "");
        write("a.py", "import jobs, my_tool\n");
        write("jobs.py", "jobs2 = ajobs = 'my-tool.py'\nfrom pkg.__main__ import x\n");
        write("my_tool.py", "import größe, __main__\n");
        write("größe.py", "if __name__ == '__main__':\n    import sys\n");
        write("my-tool.py", "größe = 1\n");
        write("pkg/__main__.py", "from . import jobs\n");
        let index = Index::default();
        let asked: &[&[&str]] = &[
            &["jobs"],
            &["my_tool"],
            &["my-tool"],
            &["größe"],
            &["pkg"],
            &["nowhere"],
            &[".__main__", "import __main__"],
            &["sys", "addsitedir"],
            &["jobs", "größe"],
        ];
        for words in asked {
            let found = index.mentioning(folder.path(), words);
            assert_eq!(found, Neighbours.mentioning(folder.path(), words), "{words:?}");
            assert_eq!(found.is_empty(), *words == ["nowhere"], "{words:?}");
        }
    }
}
