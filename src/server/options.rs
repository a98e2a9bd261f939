//! What the user says about the judgement of files in the editor: `initializationOptions`, or later `settings.mpfix`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::check;
use crate::config::options::Freeze;
use crate::selection::{Layer, Selector};
use crate::source::configs::Origin;

/// The options as they are written; in names `-` and capitals are alike.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Written {
    /// Codes to report in place of those selected otherwise.
    select: Option<Vec<String>>,
    /// Codes to report beside those.
    #[serde(alias = "extendSelect")]
    extend_select: Vec<String>,
    /// Codes to leave out.
    ignore: Vec<String>,
    /// Whether fixes may change what a program does.
    #[serde(alias = "unsafeFixes")]
    unsafe_fixes: bool,
    /// Whether rewrites call `freeze_support()`.
    #[serde(alias = "freezeSupport")]
    freeze_support: Option<Freeze>,
    /// One configuration for all files, relative to the root of the workspace.
    configuration: Option<PathBuf>,
}

/// The options for the judgement.
///
/// # Errors
/// Unknown keys and codes, values of the wrong type; one sentence.
pub(super) fn parse(value: &Value, root: Option<&Path>) -> Result<check::Options, String> {
    let named: Vec<PathBuf> = root.into_iter().map(Path::to_path_buf).collect();
    if value.is_null() {
        return Ok(check::Options { named, ..check::Options::default() });
    }
    let written: Written = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    let layer = Layer {
        select: written.select.as_deref().map(selectors).transpose()?,
        extend_select: selectors(&written.extend_select)?,
        ignore: selectors(&written.ignore)?,
    };
    let configs = match &written.configuration {
        Some(path) => Origin::File(root.map_or_else(|| path.clone(), |root| root.join(path))),
        None => Origin::Nearest,
    };
    let Written { freeze_support, unsafe_fixes, .. } = written;
    Ok(check::Options { freeze_support, unsafe_fixes, layer, configs, named, applies: false })
}

fn selectors(words: &[String]) -> Result<Vec<Selector>, String> {
    words.iter().map(|word| word.parse::<Selector>().map_err(|unknown| unknown.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_are_those_of_the_command_line() {
        let value =
            json!({ "extend-select": ["MP106"], "ignore": ["MP1"], "unsafeFixes": true, "configuration": "c.toml" });
        let options = parse(&value, Some(Path::new("/w"))).expect("understood");
        assert!(options.unsafe_fixes && options.layer.select.is_none());
        assert_eq!((options.layer.extend_select.len(), options.layer.ignore.len()), (1, 1));
        assert_eq!(options.configs, Origin::File(PathBuf::from("/w/c.toml")));
        assert_eq!(parse(&Value::Null, None).expect("nothing").configs, Origin::Nearest);
    }

    #[test]
    fn mistakes_are_named() {
        for (value, want) in [
            (json!({ "selct": [] }), "unknown field `selct`"),
            (json!({ "select": ["MP01"] }), "no code is called `MP01`; did you mean `MP001`?"),
            (json!({ "select": 1 }), "invalid type"),
            (json!([1]), "invalid type"),
        ] {
            let got = parse(&value, None).expect_err("a mistake");
            assert!(got.starts_with(want), "{got}");
        }
    }
}
