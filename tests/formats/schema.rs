//! Reports are held against the schemas of those who read them; `tests/schemas/README.md` says where these come from.

use std::collections::BTreeSet;

use mpfix::render::formats::Format;
use mpfix::render::formats::json::schemas;
use serde_json::Value;

use super::canned::{rendered, run};
use super::root;

#[test]
fn sarif_passes_its_schema_and_the_rules_of_github() {
    let schema = kept("sarif-2.1.0.json");
    for events in [run(), Vec::new()] {
        let log = parsed(&rendered(Format::Sarif, &events));
        complaints(&schema, &log);
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for rule in rules {
            for text in ["shortDescription", "fullDescription", "help"] {
                assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
            }
            assert!(
                rule["fullDescription"]["text"].as_str().is_some_and(|text| text.chars().count() <= 1024),
                "{rule}"
            );
        }
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        for result in run["results"].as_array().expect("results") {
            let locations = result["locations"].as_array().expect("locations");
            assert_eq!(locations.len(), 1, "{result}");
            let place = &locations[0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
            assert!(!uri.starts_with(['/', '.']) && !uri.contains([':', ' ', '\\']), "{uri}");
            assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
            for number in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(place["region"][number].as_u64().is_some_and(|number| number > 0), "{place}");
            }
            let fingerprints = result["partialFingerprints"].as_object().expect("fingerprints");
            assert!(fingerprints.keys().eq(["primaryLocationLineHash"]), "{result}");
            let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn rdjson_passes_its_schema_and_has_one_suggestion_for_each_file() {
    let schema = kept("rdjson.json");
    let of_one = serde_json::json!({ "$ref": "#/definitions/Diagnostic", "definitions": schema["definitions"] });
    for events in [run(), Vec::new()] {
        let whole = parsed(&rendered(Format::Rdjson, &events));
        complaints(&schema, &whole);
        let lines = rendered(Format::RdjsonLines, &events);
        let lines: Vec<Value> = lines.lines().map(parsed).collect();
        lines.iter().for_each(|line| complaints(&of_one, line));
        assert_eq!(whole["diagnostics"].as_array(), Some(&lines));
        let mut suggested = BTreeSet::new();
        for diagnostic in lines.iter().filter(|diagnostic| diagnostic.get("suggestions").is_some()) {
            assert!(suggested.insert(diagnostic["location"]["path"].to_string()), "{diagnostic}");
            let suggestions = diagnostic["suggestions"].as_array().expect("suggestions");
            assert_eq!(suggestions.len(), 1);
            let range = &suggestions[0]["range"];
            assert!(range["start"].get("column").is_none() && range["end"].get("column").is_none(), "{range}");
            assert!(!suggestions[0]["text"].as_str().expect("a text").ends_with('\n'));
        }
        assert_eq!(suggested.is_empty(), events.is_empty());
    }
}

#[test]
fn columns_of_rdjson_count_bytes_and_those_of_sarif_characters() {
    let at = |value: &Value| value["line"].as_u64().zip(value["column"].as_u64());
    let rdjson = parsed(&rendered(Format::Rdjson, &run()));
    let range = &rdjson["diagnostics"][0]["location"]["range"];
    assert_eq!((at(&range["start"]), at(&range["end"])), (Some((2, 23)), Some((2, 29))));
    let sarif = parsed(&rendered(Format::Sarif, &run()));
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startColumn"].as_u64(), region["endColumn"].as_u64()), (Some(14), Some(20)));
}

#[test]
fn gitlab_passes_its_schema_and_fingerprints_are_unique() {
    let schema = kept("gitlab-code-quality.json");
    for events in [run(), Vec::new()] {
        let list = parsed(&rendered(Format::Gitlab, &events));
        complaints(&schema, &list);
        let fingerprints: Vec<&Value> =
            list.as_array().expect("a list").iter().map(|issue| &issue["fingerprint"]).collect();
        let unique: BTreeSet<String> = fingerprints.iter().map(ToString::to_string).collect();
        assert_eq!(unique.len(), fingerprints.len());
    }
}

#[test]
fn own_formats_pass_their_schemas() {
    let [whole, line] = schemas().map(|(_, schema)| parsed(&schema));
    for events in [run(), Vec::new()] {
        complaints(&whole, &parsed(&rendered(Format::Json, &events)));
        rendered(Format::JsonLines, &events).lines().for_each(|text| complaints(&line, &parsed(text)));
    }
}

#[test]
fn schemas_find_faults() {
    let mut log = parsed(&rendered(Format::Sarif, &run()));
    log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"] = serde_json::json!([]);
    assert!(!jsonschema::is_valid(&kept("sarif-2.1.0.json"), &log));
    let mut report = parsed(&rendered(Format::Rdjson, &run()));
    report["diagnostics"][0]["location"]["range"]["start"]["line"] = serde_json::json!(0);
    assert!(!jsonschema::is_valid(&kept("rdjson.json"), &report));
    let mut list = parsed(&rendered(Format::Gitlab, &run()));
    list[0]["location"]["path"] = serde_json::json!("./a.py");
    assert!(!jsonschema::is_valid(&kept("gitlab-code-quality.json"), &list));
}

fn complaints(schema: &Value, instance: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let faults: Vec<String> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn kept(name: &str) -> Value {
    let path = root().join("tests/schemas").join(name);
    let mut schema = parsed(&std::fs::read_to_string(path).expect("readable"));
    // A pattern that JavaScript alone takes, for a property that mpfix does not write.
    for owner in ["run", "toolComponent"] {
        if let Some(Value::Object(language)) = schema.pointer_mut(&format!("/definitions/{owner}/properties/language"))
        {
            language.remove("pattern");
        }
    }
    schema
}

pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
