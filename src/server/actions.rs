//! Code actions: what can be done about the findings at a place, or all over a document.

use std::collections::HashMap;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, Diagnostic, Edit, OptionalVersionedTextDocumentIdentifier, Range,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};

use super::analysis::{Analysis, Fix};
use super::client::Client;
use super::document::Document;

/// The kind of the action that does all that is safe, for use on save.
pub(super) const FIX_ALL: &str = "source.fixAll.mpfix";

/// The actions for a request. `analysis` is of the document as it is.
pub(super) fn actions(
    params: &CodeActionParams,
    document: &Document,
    analysis: &Analysis,
    client: &Client,
) -> Vec<CodeAction> {
    if !client.takes_actions {
        return Vec::new();
    }
    let only: Option<Vec<String>> =
        params.context.only.as_ref().map(|kinds| kinds.iter().map(|kind| kind.clone().into()).collect());
    let edit = |edits: &[TextEdit]| workspace_edit(document, edits, client);
    let mut actions = Vec::new();
    if wants(only.as_deref(), "quickfix") {
        for fix in analysis.fixes.iter().filter(|fix| is_here(fix, analysis, params.range)) {
            actions.push(CodeAction {
                is_preferred: Some(fix.is_wanted && fix.is_whole),
                diagnostics: Some(mended(fix, analysis)),
                ..action(fix.title.clone(), CodeActionKind::QuickFix, edit(&fix.edits))
            });
        }
        for shown in analysis.findings.iter().filter(|shown| meets(shown.diagnostic.range, params.range)) {
            if let Some(suppression) = &shown.suppression {
                let title = format!("Suppress {} here with a comment (mpfix)", shown.code.as_str());
                actions.push(CodeAction {
                    is_preferred: Some(false),
                    diagnostics: Some(vec![shown.diagnostic.clone()]),
                    ..action(title, CodeActionKind::QuickFix, edit(std::slice::from_ref(suppression)))
                });
            }
        }
    }
    // Editors show all actions they get in one list, so this one has to be asked for.
    if only.is_some() && wants(only.as_deref(), FIX_ALL) {
        for fix in analysis.fixes.iter().filter(|fix| fix.is_wanted && fix.is_whole) {
            actions.push(CodeAction {
                diagnostics: Some(mended(fix, analysis)),
                ..action("Fix all that is safe (mpfix)".to_owned(), FIX_ALL.to_owned().into(), edit(&fix.edits))
            });
        }
    }
    actions
}

/// Whether `only` asks for actions of a kind: by itself, or by a kind above it.
fn wants(only: Option<&[String]>, kind: &str) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|asked| {
            let rest = kind.strip_prefix(asked.as_str());
            rest.is_some_and(|rest| asked.is_empty() || rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// Whether one of the findings that a fix mends is where the user is.
fn is_here(fix: &Fix, analysis: &Analysis, range: Range) -> bool {
    fix.mends.iter().filter_map(|at| analysis.findings.get(*at)).any(|shown| meets(shown.diagnostic.range, range))
}

/// Whether two ranges have a place in common; a cursor at the end of a range counts.
fn meets(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn mended(fix: &Fix, analysis: &Analysis) -> Vec<Diagnostic> {
    fix.mends.iter().filter_map(|at| analysis.findings.get(*at)).map(|shown| shown.diagnostic.clone()).collect()
}

fn action(title: String, kind: CodeActionKind, edit: WorkspaceEdit) -> CodeAction {
    CodeAction { title, kind: Some(kind), edit: Some(edit), ..CodeAction::default() }
}

/// The edits of one version of a document, so that no other version is changed by mistake.
fn workspace_edit(document: &Document, edits: &[TextEdit], client: &Client) -> WorkspaceEdit {
    if !client.takes_versions {
        let changes = HashMap::from([(document.uri.clone(), edits.to_vec())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: Some(document.version),
        text_document_identifier: TextDocumentIdentifier { uri: document.uri.clone() },
    };
    let edits = edits.iter().cloned().map(Edit::from).collect();
    let changes = vec![TextDocumentEdit { text_document, edits }.into()];
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_asked_for_by_themselves_or_from_above() {
        let asked = |only: &[&str], kind| wants(Some(&only.iter().map(ToString::to_string).collect::<Vec<_>>()), kind);
        for only in [&["source"][..], &["source.fixAll"], &[FIX_ALL], &[""], &["refactor", "source"]] {
            assert!(asked(only, FIX_ALL), "{only:?}");
        }
        for only in [&["source.fixAll.ruff"][..], &["quickfix"], &["sour"], &["source.organizeImports"], &[]] {
            assert!(!asked(only, FIX_ALL), "{only:?}");
        }
        assert!(wants(None, "quickfix") && asked(&["quickfix"], "quickfix"));
    }
}
