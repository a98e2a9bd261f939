//! What is shown where the pointer rests on a finding: the page of its rule.

use gen_lsp_types::{Hover, MarkupContent, MarkupKind, Position};

use super::analysis::Analysis;
use super::client::Client;

/// The pages for a place; `None` where nothing was found.
pub(super) fn hover(position: Position, analysis: &Analysis, client: &Client) -> Option<Hover> {
    let here = analysis.findings.iter().filter(|shown| {
        let range = shown.diagnostic.range;
        range.start <= position && position <= range.end
    });
    let here: Vec<_> = here.collect();
    let mut codes: Vec<_> = here.iter().map(|shown| shown.code).collect();
    codes.dedup();
    let pages: Vec<&str> = codes.iter().map(|code| code.page()).collect();
    let kind = if client.shows_markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let value = pages.join("\n---\n\n");
    let range = here.first()?.diagnostic.range;
    Some(Hover { contents: MarkupContent { kind, value }.into(), range: Some(range) })
}
