//! Files whose tests a runner collects: it imports them, so that a main guard would switch off what stands below it.

use ruff_python_ast::helpers::is_docstring_stmt;
use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use rustc_hash::FxHashSet;

use super::Facts;

/// Functions that run tests.
const RUNNERS: &[&str] =
    &["unittest.main", "unittest.TextTestRunner", "pytest.main", "doctest.testmod", "doctest.testfile"];

/// Why a test runner collects the file; `None`: none does, as far as can be seen.
pub(super) fn reason(facts: &Facts<'_>) -> Option<String> {
    let path = facts.module.path();
    if facts.surroundings.manifest.is_test(path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Some(format!("test runners collect files with names like `{name}`"));
    }
    // Whoever imports a file that runs its tests at its top level runs them, too: it is meant to be run by itself.
    if runs_its_tests(facts) {
        return None;
    }
    let body = flat(facts.module.body());
    let imports = imported(&body);
    test_case(&body)
        .map(|name| format!("test runners collect the tests in `{name}`"))
        .or_else(|| {
            let has_framework = imports.contains("pytest") || imports.contains("unittest");
            let name = body.iter().find_map(|statement| collected_name(statement))?;
            has_framework.then(|| format!("test runners collect `{name}`"))
        })
        .or_else(|| hook(&body).map(|name| format!("test runners call its `{name}`")))
        .or_else(|| {
            let is_asked_for = facts.surroundings.manifest.has_doctests || imports.contains("doctest");
            (is_asked_for && has_examples(facts.module.body()))
                .then(|| "doctest collects the examples in its docstrings".to_string())
        })
}

/// Does importing the file run the tests in it?
pub(super) fn runs_its_tests(facts: &Facts<'_>) -> bool {
    let mut names = facts.child.statements.iter().flat_map(|record| &record.externals);
    names.any(|name| RUNNERS.contains(&&**name))
}

/// The statements at the top level, those in its branches and blocks included.
fn flat(body: &[Stmt]) -> Vec<&Stmt> {
    let mut all = Vec::new();
    for statement in body {
        match statement {
            Stmt::If(branching) => {
                all.extend(flat(&branching.body));
                branching.elif_else_clauses.iter().for_each(|clause| all.extend(flat(&clause.body)));
            }
            Stmt::Try(tried) => {
                all.extend(flat(&tried.body));
                for ruff_python_ast::ExceptHandler::ExceptHandler(handler) in &tried.handlers {
                    all.extend(flat(&handler.body));
                }
                all.extend(flat(&tried.orelse));
                all.extend(flat(&tried.finalbody));
            }
            Stmt::With(with) => all.extend(flat(&with.body)),
            _ => all.push(statement),
        }
    }
    all
}

/// The first parts of the names of what is imported.
fn imported<'a>(body: &[&'a Stmt]) -> FxHashSet<&'a str> {
    let first = |name: &'a str| name.split('.').next().unwrap_or(name);
    let mut names = FxHashSet::default();
    for statement in body {
        match statement {
            Stmt::Import(import) => names.extend(import.names.iter().map(|alias| first(&alias.name))),
            Stmt::ImportFrom(import) if import.level == 0 => {
                names.extend(import.module.as_ref().map(|module| first(module)));
            }
            _ => {}
        }
    }
    names
}

/// A class of tests, by the name of what it extends; the class of the file that it extends may be one.
fn test_case<'a>(body: &[&'a Stmt]) -> Option<&'a str> {
    let mut known: FxHashSet<&str> = FxHashSet::default();
    let is_case = |base: &Expr, known: &FxHashSet<&str>| match base {
        Expr::Name(name) => name.id.ends_with("TestCase") || known.contains(name.id.as_str()),
        Expr::Attribute(attribute) => attribute.attr.ends_with("TestCase"),
        _ => false,
    };
    let mut first = None;
    for class in body.iter().filter_map(|statement| statement.as_class_def_stmt()) {
        if class.bases().iter().any(|base| is_case(base, &known)) {
            known.insert(&class.name);
            first = first.or(has_tests(class).then_some(class.name.as_str()));
        }
    }
    first
}

fn has_tests(class: &StmtClassDef) -> bool {
    class
        .body
        .iter()
        .any(|statement| method_name(statement).is_some_and(|name| name.starts_with("test") || name == "runTest"))
}

fn method_name(statement: &Stmt) -> Option<&str> {
    statement.as_function_def_stmt().map(|def| def.name.as_str())
}

/// What pytest collects by its name.
fn collected_name(statement: &Stmt) -> Option<&str> {
    match statement {
        Stmt::FunctionDef(def) if def.name.starts_with("test") => Some(&def.name),
        Stmt::ClassDef(class) if class.name.starts_with("Test") && has_tests(class) => Some(&class.name),
        _ => None,
    }
}

/// What unittest and pytest call in modules they import.
fn hook<'a>(body: &[&'a Stmt]) -> Option<&'a str> {
    let names = ["load_tests", "pytest_configure", "pytest_addoption", "pytest_collection_modifyitems"];
    let is_hook =
        |name: &&str| names.contains(name) || name.starts_with("pytest_runtest_") || name.starts_with("pytest_session");
    body.iter().filter_map(|statement| method_name(statement)).find(is_hook)
}

/// Is there an example in a docstring of the file?
fn has_examples(body: &[Stmt]) -> bool {
    let is_example = |statement: &Stmt| {
        let text = is_docstring_stmt(statement).then(|| statement.as_expr_stmt()).flatten();
        let text = text.and_then(|text| text.value.as_string_literal_expr());
        text.is_some_and(|text| text.value.to_str().lines().any(|line| line.trim_start().starts_with(">>> ")))
    };
    body.first().is_some_and(is_example)
        || body.iter().any(|statement| match statement {
            Stmt::FunctionDef(def) => def.body.first().is_some_and(is_example),
            Stmt::ClassDef(class) => has_examples(&class.body),
            _ => false,
        })
}
