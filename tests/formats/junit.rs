//! JUnit has no official schema; what is held here is what Jenkins' schema (junit-10.xsd) asks for.

use mpfix::render::formats::Format;
use roxmltree::{Document, Node};

use super::canned::{rendered, run};

#[test]
fn junit_is_well_formed_and_its_numbers_are_right() {
    for events in [run(), Vec::new()] {
        let text = rendered(Format::Junit, &events);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let suites = document.root_element();
        known(suites, "testsuites", &["name", "tests", "failures", "errors"]);
        let mut sums = [0; 3];
        for suite in elements(suites) {
            known(suite, "testsuite", &["name", "tests", "failures", "errors", "skipped"]);
            let mut counts = [0; 3];
            for case in elements(suite) {
                known(case, "testcase", &["name", "classname"]);
                counts[0] += 1;
                for result in elements(case) {
                    let kind = ["failure", "error"].iter().position(|kind| *kind == result.tag_name().name());
                    counts[kind.expect("a result") + 1] += 1;
                    known(result, result.tag_name().name(), &["message"]);
                    assert!(result.text().is_some_and(|text| !text.is_empty()));
                }
            }
            assert_eq!(numbers(suite), counts);
            (0..3).for_each(|at| sums[at] += counts[at]);
        }
        assert_eq!(numbers(suites), sums);
        assert!(sums[0] > 0, "readers take a document without cases for a failure");
    }
}

#[test]
fn names_and_messages_come_through() {
    let text = rendered(Format::Junit, &run());
    let document = Document::parse(&text).expect("XML");
    let names: Vec<&str> = document.descendants().filter_map(|node| node.attribute("classname")).collect();
    assert!(names.contains(&"a/odd 100%, x:'\"\n<&>`|é"), "{names:?}");
    let message = document.descendants().find_map(|node| node.attribute("message"));
    assert_eq!(message, Some("`run` starts processes, 100% <sure> & \"quoted\""));
}

fn known(node: Node<'_, '_>, name: &str, attributes: &[&str]) {
    assert_eq!(node.tag_name().name(), name);
    let strange: Vec<&str> =
        node.attributes().map(|attribute| attribute.name()).filter(|name| !attributes.contains(name)).collect();
    assert!(strange.is_empty(), "{name} has {strange:?}");
}

fn elements<'a, 'd>(node: Node<'a, 'd>) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(Node::is_element)
}

fn numbers(node: Node<'_, '_>) -> [usize; 3] {
    ["tests", "failures", "errors"]
        .map(|name| node.attribute(name).and_then(|number| number.parse().ok()).expect("a number"))
}
