//! Configurations: the text of a `pyproject.toml` or `mpfix.toml` to checked settings. Where the files are is found in
//! `source/configs.rs`.

pub mod options;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use ignore::gitignore::GitignoreBuilder;
use serde::Deserialize;
use toml::Spanned;

use crate::selection::{Layer, Selection, Selector, nearest};
use crate::starters::{Own, RawEntry, Registry};
use crate::trouble::Trouble;
use options::{Freeze, Options, Words};

/// A configuration that was understood.
#[derive(Debug)]
pub struct Config {
    /// The folder to which its patterns are relative; empty when there is no file.
    pub folder: PathBuf,
    /// What it says about codes.
    pub layer: Layer,
    /// `include`
    pub include: Vec<String>,
    /// `exclude`, when given.
    pub exclude: Option<Vec<String>>,
    /// `extend-exclude`
    pub extend_exclude: Vec<String>,
    /// `src`, when given.
    pub src: Option<Vec<PathBuf>>,
    /// `freeze-support`, when given.
    pub freeze_support: Option<Freeze>,
    /// `unsafe-fixes`, when given.
    pub unsafe_fixes: Option<bool>,
    /// What starts processes, when this configuration adds something to what is built in.
    own_registry: Option<Arc<Registry>>,
    per_file: Vec<(GlobMatcher, Vec<Selector>)>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            folder: PathBuf::new(),
            layer: Layer::default(),
            include: Vec::new(),
            exclude: None,
            extend_exclude: Vec::new(),
            src: None,
            freeze_support: None,
            unsafe_fixes: None,
            own_registry: None,
            per_file: Vec::new(),
        }
    }
}

impl Config {
    /// What starts processes: what is built in, and what this configuration adds.
    pub fn registry(&self) -> &Arc<Registry> {
        self.own_registry.as_ref().unwrap_or_else(|| Registry::builtin())
    }

    /// Does a file mention what this configuration says starts processes?
    pub fn own_mentions(&self, bytes: &[u8]) -> bool {
        self.own_registry.as_ref().is_some_and(|registry| registry.own_mentions(bytes))
    }

    /// The configuration in the text of a file; `None`: a `pyproject.toml` that says nothing about mpfix. `shown` is what
    /// the file is called in messages, and `folder` the absolute path of its folder.
    ///
    /// # Errors
    /// Broken TOML, unknown keys, values of the wrong type, unknown codes, malformed patterns. Each names the place. A
    /// `pyproject.toml` that is broken and does not mention mpfix is somebody else's business.
    pub fn parse(shown: &Path, folder: &Path, text: &str) -> Result<Option<Self>, Trouble> {
        let written = Written::parse(shown, text)?;
        written.map(|written| written.config(folder, &Config::default())).transpose()
    }

    /// The codes that are reported in a file. `path` is absolute; `cli` wins over the configuration.
    pub fn selection(&self, path: &Path, cli: &Layer) -> Selection {
        let selection = Selection::of(&[&self.layer, cli]);
        let below = path.strip_prefix(&self.folder).ok();
        let name = path.file_name().map(Path::new);
        let here = |glob: &GlobMatcher| [below, name].into_iter().flatten().any(|path| glob.is_match(path));
        let ignored = self.per_file.iter().filter(|(glob, _)| here(glob));
        ignored.fold(selection, |selection, (_, selectors)| selection.without(selectors))
    }
}

/// The file in which a table `[tool.mpfix]` is looked for.
pub const PYPROJECT: &str = "pyproject.toml";

/// The file that is ours alone; in one folder it wins over [`PYPROJECT`].
pub const OWN_FILE: &str = "mpfix.toml";

#[derive(Deserialize)]
struct PyProject {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    mpfix: Option<Options>,
}

/// A configuration whose keys and types are right.
pub struct Written<'a> {
    options: Options,
    source: Source<'a>,
}

impl<'a> Written<'a> {
    /// The first step of [`Config::parse`].
    ///
    /// # Errors
    /// Broken TOML, unknown keys, values of the wrong type.
    pub fn parse(shown: &'a Path, text: &'a str) -> Result<Option<Self>, Trouble> {
        let is_pyproject = shown.file_name().is_some_and(|name| name == PYPROJECT);
        if is_pyproject && !text.contains("mpfix") {
            return Ok(None);
        }
        let parsed = match is_pyproject {
            true => toml::from_str::<PyProject>(text).map(|file| file.tool.and_then(|tool| tool.mpfix)),
            false => toml::from_str::<Options>(text).map(Some),
        };
        let source = Source { shown, text };
        match parsed {
            Ok(None) => Ok(None),
            Ok(Some(options)) => Ok(Some(Written { options, source })),
            Err(error) => Err(source.fault(&error)),
        }
    }

    /// The file it extends, as it is written.
    pub fn extended(&self) -> Option<&str> {
        self.options.extend.as_ref().map(|path| path.get_ref().as_str())
    }

    /// Something is wrong with the file it extends.
    pub fn bad_extension(&self, message: String) -> Trouble {
        self.source.trouble(self.options.extend.as_ref().map_or(0, |path| path.span().start), message)
    }

    /// The checked settings; `base` holds where this says nothing.
    ///
    /// # Errors
    /// Unknown codes, malformed patterns, wrong starters.
    pub fn config(self, folder: &Path, base: &Config) -> Result<Config, Trouble> {
        self.source.resolve(self.options, folder, base)
    }
}

/// A file on its way to a [`Config`].
struct Source<'a> {
    shown: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn resolve(&self, options: Options, folder: &Path, base: &Config) -> Result<Config, Trouble> {
        let given = |words: &Option<Words>| words.as_ref().map(|words| self.selectors(words)).transpose();
        let added = given(&options.extend_select)?.unwrap_or_default();
        let layer = Layer {
            select: given(&options.select)?.or_else(|| base.layer.select.clone()),
            extend_select: [base.layer.extend_select.clone(), added].concat(),
            ignore: given(&options.ignore)?.unwrap_or_else(|| base.layer.ignore.clone()),
        };
        let mut per_file = match options.per_file_ignores {
            None => base.per_file.clone(),
            Some(_) => Vec::new(),
        };
        for (pattern, words) in options.per_file_ignores.unwrap_or_default() {
            let glob = Glob::new(pattern.get_ref());
            let glob = glob.map_err(|error| self.trouble(pattern.span().start, error.to_string()))?;
            per_file.push((glob.compile_matcher(), self.selectors(&words)?));
        }
        let own_registry = match (options.starters, options.quiet) {
            (None, None) => base.own_registry.clone(),
            (starters, quiet) => Some(self.registry(base, starters.unwrap_or_default(), quiet.unwrap_or_default())?),
        };
        Ok(Config {
            folder: folder.to_path_buf(),
            layer,
            include: match options.include {
                Some(words) => self.patterns(words)?,
                None => base.include.clone(),
            },
            exclude: options.exclude.map(|words| self.patterns(words)).transpose()?.or_else(|| base.exclude.clone()),
            extend_exclude: [base.extend_exclude.clone(), self.patterns(options.extend_exclude.unwrap_or_default())?]
                .concat(),
            src: options.src.map(|words| self.folders(words)).transpose()?.or_else(|| base.src.clone()),
            freeze_support: options.freeze_support.or(base.freeze_support),
            unsafe_fixes: options.unsafe_fixes.or(base.unsafe_fixes),
            own_registry,
            per_file,
        })
    }

    fn registry(
        &self,
        base: &Config,
        starters: Vec<Spanned<RawEntry>>,
        quiet: Words,
    ) -> Result<Arc<Registry>, Trouble> {
        let origin = |offset| format!("{}:{}", self.shown.display(), self.position(offset).0);
        let registry = base.registry().extended(Own { starters, quiet, origin: &origin });
        registry.map(Arc::new).map_err(|fault| {
            let trouble = self.trouble(fault.at, fault.message);
            fault.help.into_iter().fold(trouble, Trouble::with_help)
        })
    }

    fn selectors(&self, words: &Words) -> Result<Vec<Selector>, Trouble> {
        let parsed = words.iter().map(|word| {
            let selector = word.get_ref().parse::<Selector>();
            selector.map_err(|unknown| self.trouble(word.span().start, unknown.to_string()))
        });
        parsed.collect()
    }

    fn folders(&self, words: Words) -> Result<Vec<PathBuf>, Trouble> {
        let checked = words.into_iter().map(|word| match word.get_ref().trim().is_empty() {
            true => Err(self.trouble(word.span().start, "a folder has a name; the folder itself is `.`".to_string())),
            false => Ok(PathBuf::from(word.into_inner())),
        });
        checked.collect()
    }

    fn patterns(&self, words: Words) -> Result<Vec<String>, Trouble> {
        let checked = words.into_iter().map(|word| {
            let fault = GitignoreBuilder::new("").allow_unclosed_class(false).add_line(None, word.get_ref()).err();
            match fault {
                Some(error) => Err(self.trouble(word.span().start, error.to_string())),
                None => Ok(word.into_inner()),
            }
        });
        checked.collect()
    }

    /// What TOML objects to; an unknown word comes with what may have been meant.
    fn fault(&self, error: &toml::de::Error) -> Trouble {
        let message = error.message().lines().next().unwrap_or("malformed");
        let at = error.span().map_or(0, |span| span.start);
        let mut quoted = message.split('`').skip(1).step_by(2);
        let is_key = message.starts_with("unknown field `");
        if !is_key && !message.starts_with("unknown variant `") {
            return self.trouble(at, message.to_owned());
        }
        let word = quoted.next().unwrap_or_default();
        let mut known: Vec<&str> = quoted.collect();
        known.sort_unstable();
        let what =
            if is_key { format!("mpfix knows no key `{word}`") } else { format!("`{word}` is not possible here") };
        let help = match nearest(word, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the {} are {}", if is_key { "keys" } else { "words" }, known.join(", ")),
        };
        self.trouble(at, what).with_help(help)
    }

    fn trouble(&self, offset: usize, message: String) -> Trouble {
        let (line, column) = self.position(offset);
        Trouble::new(self.shown, message).at(line, column)
    }

    /// The 1-based line and column of an offset.
    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or_default();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;

    fn parse(name: &str, text: &str) -> Result<Option<Config>, String> {
        Config::parse(Path::new(name), Path::new("/p"), text).map_err(|trouble| trouble.to_string())
    }

    #[test]
    fn faults_name_place_and_remedy() {
        let table = [
            (
                "mpfix.toml",
                "ignore = []\nselct = []\n",
                "mpfix.toml:2:1: error: mpfix knows no key `selct`\n  help: did you mean `select`?",
            ),
            (
                "mpfix.toml",
                "colour = 1\n",
                "mpfix.toml:1:1: error: mpfix knows no key `colour`\n  help: the keys are exclude, ",
            ),
            (
                "pyproject.toml",
                "[tool.x]\n[tool.mpfix]\nfreeze = 1\n",
                "pyproject.toml:3:1: error: mpfix knows no key `freeze`\n",
            ),
            (
                "mpfix.toml",
                "select = [\n  \"MP001\",\n  \"MP01\"]\n",
                "mpfix.toml:3:3: error: no code is called `MP01`; did you mean `MP001`?",
            ),
            ("mpfix.toml", "exclude = [\"a\", \"b[\"]\n", "mpfix.toml:1:17: error: "),
            ("mpfix.toml", "[per-file-ignores]\n\"a[\" = [\"ALL\"]\n", "mpfix.toml:2:1: error: "),
            (
                "mpfix.toml",
                "[per-file-ignores]\n\"a\" = [\"E501\"]\n",
                "mpfix.toml:2:8: error: no code is called `E501`; `mpfix rules`",
            ),
            ("mpfix.toml", "select = 1\n", "mpfix.toml:1:10: error: invalid type: integer `1`, expected a sequence"),
            (
                "mpfix.toml",
                "freeze-support = \"maybe\"\n",
                "mpfix.toml:1:18: error: `maybe` is not possible here\n  help: the words are always, auto, never",
            ),
            ("mpfix.toml", "select = [\n", "mpfix.toml:"),
            ("pyproject.toml", "[tool.mpfix]\nselect = [\n", "pyproject.toml:"),
        ];
        for (name, text, want) in table {
            let got = parse(name, text).expect_err("a fault");
            assert!(got.starts_with(want), "{got}\n{want}");
        }
    }

    #[test]
    fn a_pyproject_without_the_table_says_nothing() {
        for text in ["", "[project]\nname = \"x\"\n", "[tool.ruff]\nselect = [1]\n", "broken = [\n"] {
            assert!(parse("pyproject.toml", text).expect("no fault").is_none(), "{text}");
        }
        assert!(parse("pyproject.toml", "[tool.mpfix]\n").expect("no fault").is_some());
        assert!(parse("mpfix.toml", "").expect("no fault").is_some());
    }

    #[test]
    fn patterns_are_for_names_and_for_paths_below_the_folder() {
        let text = "[per-file-ignores]\n\"tests/*\" = [\"MP001\"]\n\"conf*.py\" = [\"MP1\"]\n\"/p/z.py\" = [\"ALL\"]\n";
        let config = parse("mpfix.toml", text).expect("no fault").expect("a configuration");
        let has = |path: &str, code| config.selection(Path::new(path), &Layer::default()).has(code);
        assert!(has("/p/x.py", Code::UnguardedStart));
        assert!(!has("/p/tests/x.py", Code::UnguardedStart));
        assert!(!has("/p/tests/a/x.py", Code::UnguardedStart));
        assert!(has("/p/a/tests/x.py", Code::UnguardedStart));
        assert!(has("/q/tests/x.py", Code::UnguardedStart));
        assert!(has("/p/a/conftest.py", Code::UnguardedStart));
        assert!(!has("/p/a/conftest.py", Code::Undecided));
        assert!(has("/p/z.py", Code::UnguardedStart), "patterns are relative");
    }
}
