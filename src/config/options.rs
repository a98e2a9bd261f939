//! What a configuration says, as it is written; `schemas/mpfix.schema.json` is made from this.

use std::collections::BTreeMap;

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::starters::RawEntry;

/// The table `[tool.mpfix]` of a `pyproject.toml`, or the whole of an `mpfix.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "mpfix")]
pub struct Options {
    /// Another configuration that holds where this one says nothing: a path relative to the folder of this one. Its lists
    /// `extend-exclude`, `extend-select`, `quiet` and `starters` hold beside those of this one.
    #[schemars(with = "Option<String>")]
    pub extend: Option<Spanned<String>>,
    /// Codes to report, in place of those that are on by default: codes, names, prefixes such as `MP1`, or `ALL`.
    #[schemars(with = "Option<Vec<String>>")]
    pub select: Option<Words>,
    /// Codes to report beside those that are selected.
    #[schemars(with = "Option<Vec<String>>")]
    pub extend_select: Option<Words>,
    /// Codes to leave out. A more specific selector wins over a less specific one.
    #[schemars(with = "Option<Vec<String>>")]
    pub ignore: Option<Words>,
    /// Codes to leave out in some files, by patterns. A pattern is held against the name of the file, and against its path
    /// below the folder of this configuration; `*` matches `/` too.
    #[schemars(with = "Option<BTreeMap<String, Vec<String>>>")]
    pub per_file_ignores: Option<BTreeMap<Spanned<String>, Words>>,
    /// What to read when folders are walked, beside `*.py`, `*.pyw`, `*.ipynb` and files without an extension whose first line
    /// names Python: git-ignore patterns relative to the folder of this configuration.
    #[schemars(with = "Option<Vec<String>>")]
    pub include: Option<Words>,
    /// What to leave out when folders are walked: git-ignore patterns relative to the folder of this configuration.
    /// `--exclude` takes its place.
    #[schemars(with = "Option<Vec<String>>")]
    pub exclude: Option<Words>,
    /// What to leave out beside that.
    #[schemars(with = "Option<Vec<String>>")]
    pub extend_exclude: Option<Words>,
    /// The folders modules of the project are imported from, relative to the folder of this configuration, as if the
    /// project were installed. The default: the root of the project, and `src` in it.
    #[schemars(with = "Option<Vec<String>>")]
    pub src: Option<Words>,
    /// What else starts processes, and how. It wins over what mpfix knows of the same name.
    #[schemars(with = "Option<Vec<RawEntry>>")]
    pub starters: Option<Vec<Spanned<RawEntry>>>,
    /// Functions and classes that start no processes, whatever mpfix knows or finds out about them: `farm.jobs.run`, or
    /// `farm.jobs.*` for all in a module.
    #[schemars(with = "Option<Vec<String>>")]
    pub quiet: Option<Words>,
    /// Whether rewrites call `freeze_support()`.
    pub freeze_support: Option<Freeze>,
    /// Whether fixes are applied that may change what a program does.
    pub unsafe_fixes: Option<bool>,
}

/// Words with the place where they stand.
pub type Words = Vec<Spanned<String>>;

/// Whether rewrites call `freeze_support()`, which scripts frozen into an executable need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Freeze {
    /// When the project shows PyInstaller, cx_Freeze, py2exe, Nuitka or briefcase
    Auto,
    /// In every rewrite
    Always,
    /// In no rewrite
    Never,
}

/// The JSON schema of [`Options`], for editors; ends with a line end.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Options)).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_knows_no_other_keys() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
        assert_eq!(schema["additionalProperties"], serde_json::Value::Bool(false));
        for inner in ["Starter", "Methods", "Condition", "Setting"] {
            assert_eq!(schema["$defs"][inner]["additionalProperties"], serde_json::Value::Bool(false), "{inner}");
        }
    }
}
