//! JSON of mpfix's own: one object for the run, or one line for each finding. `schemas/mpfix-report.schema.json` describes it.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;

use super::Renderer;
use super::model::{Diagnostic, Failure, Summary, diagnostics, failure, summary};
use crate::render::report::{Report, Tally};
use crate::render::sink::Sink;
use crate::trouble::Trouble;

/// What `--output-format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Report of mpfix")]
struct Run {
    /// Number of this format: a greater one means that something was renamed or taken away.
    version: u32,
    /// Who wrote it.
    tool: Tool,
    /// In the order of the paths, and of the lines in each file.
    findings: Vec<Diagnostic>,
    /// What went wrong.
    troubles: Vec<Failure>,
    /// What it came to.
    summary: Summary,
}

/// Who wrote it.
#[derive(Debug, Serialize, JsonSchema)]
struct Tool {
    /// `mpfix`
    name: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// One line of `--output-format json-lines`; the last is the summary.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[schemars(title = "Line of a report of mpfix")]
enum Line {
    /// One problem in one file.
    Finding(Box<Diagnostic>),
    /// A path that could not be read, understood or written.
    Trouble(Failure),
    /// What the run came to.
    Summary(Summary),
}

const VERSION: u32 = 1;

/// Everything at the end.
pub(super) struct Json {
    run: Run,
}

impl Json {
    pub(super) fn new() -> Self {
        let tool = Tool { name: "mpfix", version: env!("CARGO_PKG_VERSION") };
        let summary = summary(&Tally::default());
        Self { run: Run { version: VERSION, tool, findings: Vec::new(), troubles: Vec::new(), summary } }
    }
}

impl Renderer for Json {
    fn file(&mut self, report: &Report<'_>, _out: &mut Sink) {
        self.run.findings.extend(diagnostics(report));
    }

    fn trouble(&mut self, trouble: &Trouble, _out: &mut Sink) {
        self.run.troubles.push(failure(trouble));
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        self.run.summary = summary(tally);
        out.put(pretty(&self.run));
    }
}

/// Each line as soon as it is known.
pub(super) struct JsonLines;

impl Renderer for JsonLines {
    fn file(&mut self, report: &Report<'_>, out: &mut Sink) {
        for diagnostic in diagnostics(report) {
            out.put(line(&Line::Finding(Box::new(diagnostic))));
        }
    }

    fn trouble(&mut self, trouble: &Trouble, out: &mut Sink) {
        out.put(line(&Line::Trouble(failure(trouble))));
    }

    fn end(&mut self, tally: &Tally, out: &mut Sink) {
        out.put(line(&Line::Summary(summary(tally))));
    }
}

/// The JSON schemas of both formats, as they are kept beside the program: name of the file, and its text.
pub fn schemas() -> [(&'static str, String); 2] {
    let schema = |root: schemars::Schema| pretty(&root);
    let generator = || SchemaSettings::draft07().for_serialize().into_generator();
    [
        ("mpfix-report.schema.json", schema(generator().into_root_schema_for::<Run>())),
        ("mpfix-report-line.schema.json", schema(generator().into_root_schema_for::<Line>())),
    ]
}

/// JSON for files that people may look into.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Texts, numbers and lists always have a JSON form.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// JSON on one line.
pub(super) fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}
