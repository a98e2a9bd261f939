//! What a file does to `sys.path`, as far as its text says which folders it means.
//!
//! Understood are literals, and what is made from `__file__` with `os.path`, `pathlib` and names bound to such values.

use std::path::{Component, Path, PathBuf};

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Operator, Stmt};
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashMap;

use crate::lookup::up;

/// A change of `sys.path`, with the folders in the order in which they are put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// `sys.path.insert(index, folder)`
    Insert(usize, Vec<Folder>),
    /// `sys.path.append(folder)`
    Append(Vec<Folder>),
    /// `sys.path.pop(0)`
    DropFirst,
}

impl Edit {
    /// The folders that are put there.
    pub fn folders(self) -> Vec<Folder> {
        match self {
            Edit::Insert(_, folders) | Edit::Append(folders) => folders,
            Edit::DropFirst => Vec::new(),
        }
    }
}

/// A folder that an expression means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The path; found from `__file__` it is spelt as the path of the file is.
    pub path: PathBuf,
    /// Is it relative to the folder the program is run in?
    pub is_loose: bool,
}

/// The changes of `sys.path` in a file, each with the place where its statement begins, in the order of the text.
pub fn edits(body: &[Stmt], file: &Path) -> Vec<(TextSize, Edit)> {
    let mut names = Names { bound: FxHashMap::default(), loops: FxHashMap::default() };
    body.iter().for_each(|statement| names.visit_stmt(statement));
    let mut finder = Finder { values: Evaluator { names, file }, found: Vec::new() };
    body.iter().for_each(|statement| finder.visit_stmt(statement));
    finder.found
}

/// What simple names are bound to anywhere in the file.
struct Names<'a> {
    bound: FxHashMap<&'a str, Vec<&'a Expr>>,
    /// The iterables of `for` loops over them.
    loops: FxHashMap<&'a str, Vec<&'a Expr>>,
}

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Assign(assign) => {
                for name in assign.targets.iter().filter_map(Expr::as_name_expr) {
                    self.bound.entry(&name.id).or_default().push(&assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let (Some(name), Some(value)) = (assign.target.as_name_expr(), &assign.value) {
                    self.bound.entry(&name.id).or_default().push(value);
                }
            }
            Stmt::For(each) => {
                if let Some(name) = each.target.as_name_expr() {
                    self.loops.entry(&name.id).or_default().push(&each.iter);
                }
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }
}

struct Finder<'a> {
    values: Evaluator<'a>,
    found: Vec<(TextSize, Edit)>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let edit = match statement {
            Stmt::Expr(expression) => expression.value.as_call_expr().and_then(|call| self.called(call)),
            Stmt::Assign(assign) => match &assign.targets[..] {
                [target] if is_sys_path(target) => self.assigned(&assign.value),
                [Expr::Subscript(part)] if is_sys_path(&part.value) => {
                    Some(Edit::Insert(0, self.values.list(&assign.value)))
                }
                _ => None,
            },
            Stmt::AugAssign(assign) if is_sys_path(&assign.target) && assign.op == Operator::Add => {
                Some(Edit::Append(self.values.list(&assign.value)))
            }
            Stmt::Delete(delete) => match &delete.targets[..] {
                [Expr::Subscript(part)] if is_sys_path(&part.value) && is_zero(&part.slice) => Some(Edit::DropFirst),
                _ => None,
            },
            _ => None,
        };
        self.found.extend(edit.map(|edit| (statement.start(), edit)));
        walk_stmt(self, statement);
    }
}

impl Finder<'_> {
    fn called(&self, call: &ExprCall) -> Option<Edit> {
        let callee = call.func.as_attribute_expr()?;
        let arguments = &call.arguments.args;
        if callee.attr.as_str() == "addsitedir" {
            return Some(Edit::Append(self.values.folders(arguments.first()?)));
        }
        if !is_sys_path(&callee.value) {
            return None;
        }
        match callee.attr.as_str() {
            "insert" => {
                let folders = self.values.folders(arguments.get(1)?);
                Some(match index(arguments.first()?) {
                    Some(index) => Edit::Insert(index, folders),
                    None => Edit::Append(folders),
                })
            }
            "append" => Some(Edit::Append(self.values.folders(arguments.first()?))),
            "extend" => Some(Edit::Append(self.values.list(arguments.first()?))),
            "pop" if arguments.first().is_some_and(is_zero) => Some(Edit::DropFirst),
            _ => None,
        }
    }

    /// `sys.path = [folder] + sys.path`, and the other way round
    fn assigned(&self, value: &Expr) -> Option<Edit> {
        let sum = value.as_bin_op_expr().filter(|sum| sum.op == Operator::Add);
        match sum {
            Some(sum) if is_path_copy(&sum.right) => Some(Edit::Insert(0, self.values.list(&sum.left))),
            Some(sum) if is_path_copy(&sum.left) => Some(Edit::Append(self.values.list(&sum.right))),
            _ => {
                let elements = elements(value)?;
                let before: Vec<&Expr> = elements.iter().take_while(|element| !element.is_starred_expr()).collect();
                Some(Edit::Insert(0, before.into_iter().flat_map(|element| self.values.folders(element)).collect()))
            }
        }
    }
}

/// `sys.path`, `sys.path[:]`, `list(sys.path)`
fn is_path_copy(expression: &Expr) -> bool {
    match expression {
        Expr::Subscript(part) => is_sys_path(&part.value),
        Expr::Call(call) => call.arguments.args.first().is_some_and(is_sys_path),
        _ => is_sys_path(expression),
    }
}

fn is_sys_path(expression: &Expr) -> bool {
    match expression {
        Expr::Attribute(attribute) => {
            attribute.attr.as_str() == "path"
                && attribute.value.as_name_expr().is_some_and(|name| name.id.ends_with("sys"))
        }
        // `from sys import path`
        Expr::Name(name) => matches!(name.id.as_str(), "path" | "sys_path" | "syspath"),
        _ => false,
    }
}

fn index(expression: &Expr) -> Option<usize> {
    let number = expression.as_number_literal_expr()?;
    number.value.as_int()?.as_usize()
}

fn is_zero(expression: &Expr) -> bool {
    index(expression) == Some(0)
}

fn elements(expression: &Expr) -> Option<&[Expr]> {
    match expression {
        Expr::List(list) => Some(&list.elts),
        Expr::Tuple(tuple) => Some(&tuple.elts),
        Expr::Set(set) => Some(&set.elts),
        _ => None,
    }
}

/// Longest chain of names and operations that is followed.
const DEEPEST: usize = 24;
/// Most alternatives of one expression.
const MOST: usize = 16;

struct Evaluator<'a> {
    names: Names<'a>,
    file: &'a Path,
}

impl Evaluator<'_> {
    /// The folders an expression may mean.
    fn folders(&self, expression: &Expr) -> Vec<Folder> {
        let mut folders = self.values(expression, 0);
        folders.iter_mut().for_each(|folder| folder.path = lexically(&folder.path));
        folders
    }

    /// The folders in a list.
    fn list(&self, expression: &Expr) -> Vec<Folder> {
        elements(expression).unwrap_or_default().iter().flat_map(|element| self.folders(element)).collect()
    }

    fn values(&self, expression: &Expr, depth: usize) -> Vec<Folder> {
        let depth = depth + 1;
        if depth > DEEPEST {
            return Vec::new();
        }
        let mut values = match expression {
            Expr::StringLiteral(text) => vec![Folder { path: PathBuf::from(text.value.to_str()), is_loose: true }],
            Expr::Name(name) if name.id.as_str() == "__file__" => self.own_file(),
            Expr::Name(name) => self.named(&name.id, depth),
            Expr::Attribute(attribute) => match attribute.attr.as_str() {
                "parent" => above(self.values(&attribute.value, depth), 1),
                "pardir" => vec![Folder { path: PathBuf::from(".."), is_loose: true }],
                "curdir" => vec![Folder { path: PathBuf::new(), is_loose: true }],
                _ => Vec::new(),
            },
            Expr::Subscript(part) => self.subscript(&part.value, &part.slice, depth),
            Expr::BinOp(sum) if sum.op == Operator::Div => {
                joined(self.values(&sum.left, depth), &self.values(&sum.right, depth))
            }
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                appended(&self.values(&sum.left, depth), &self.values(&sum.right, depth))
            }
            Expr::FString(text) => self.formatted(text, depth),
            Expr::Call(call) => self.call(call, depth),
            Expr::If(choice) => {
                let mut values = self.values(&choice.body, depth);
                values.extend(self.values(&choice.orelse, depth));
                values
            }
            Expr::Named(named) => self.values(&named.value, depth),
            _ => Vec::new(),
        };
        values.truncate(MOST);
        values
    }

    fn own_file(&self) -> Vec<Folder> {
        vec![Folder { path: self.file.to_path_buf(), is_loose: false }]
    }

    fn named(&self, name: &str, depth: usize) -> Vec<Folder> {
        let bound = self.names.bound.get(name).into_iter().flatten().flat_map(|value| self.values(value, depth));
        let looped = self.names.loops.get(name).into_iter().flatten().filter_map(|iterable| elements(iterable));
        let looped = looped.flatten().flat_map(|element| self.values(element, depth));
        bound.chain(looped).take(MOST).collect()
    }

    /// `path.parents[1]`, `os.path.split(path)[0]`, `sys.argv[0]`, `sys.path[0]`
    fn subscript(&self, value: &Expr, slice: &Expr, depth: usize) -> Vec<Folder> {
        let Some(index) = index(slice) else { return Vec::new() };
        match value {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "parents" => {
                above(self.values(&attribute.value, depth), index + 1)
            }
            Expr::Attribute(attribute) if attribute.attr.as_str() == "argv" && index == 0 => self.own_file(),
            _ if index == 0 && is_sys_path(value) => above(self.own_file(), 1),
            Expr::Call(call) if index == 0 && callee(call) == "split" => {
                let first = call.arguments.args.first();
                above(first.map(|first| self.values(first, depth)).unwrap_or_default(), 1)
            }
            _ => Vec::new(),
        }
    }

    fn formatted(&self, text: &ruff_python_ast::ExprFString, depth: usize) -> Vec<Folder> {
        let mut whole = vec![Folder { path: PathBuf::new(), is_loose: true }];
        let mut is_first = true;
        for element in text.value.elements() {
            let part = match element {
                ruff_python_ast::InterpolatedStringElement::Literal(literal) => {
                    vec![Folder { path: PathBuf::from(&*literal.value), is_loose: true }]
                }
                ruff_python_ast::InterpolatedStringElement::Interpolation(value) => {
                    self.values(&value.expression, depth)
                }
            };
            whole = if is_first { part } else { appended(&whole, &part) };
            is_first = false;
        }
        whole
    }

    fn call(&self, call: &ExprCall, depth: usize) -> Vec<Folder> {
        let arguments = &call.arguments.args;
        let first = || arguments.first().map(|first| self.values(first, depth)).unwrap_or_default();
        let receiver = || {
            let callee = call.func.as_attribute_expr();
            callee.map(|callee| self.values(&callee.value, depth)).unwrap_or_default()
        };
        match callee(call) {
            "dirname" => above(first(), 1),
            "abspath" | "realpath" | "normpath" | "normcase" | "fspath" | "str" | "expanduser" | "fsdecode" => {
                if arguments.is_empty() {
                    receiver()
                } else {
                    first()
                }
            }
            "resolve" | "absolute" | "as_posix" | "__str__" => receiver(),
            "Path" | "PurePath" | "PosixPath" | "join" => {
                let start = vec![Folder { path: PathBuf::new(), is_loose: true }];
                arguments.iter().fold(start, |whole, part| joined(whole, &self.values(part, depth)))
            }
            "joinpath" => arguments.iter().fold(receiver(), |whole, part| joined(whole, &self.values(part, depth))),
            "getcwd" | "cwd" => vec![Folder { path: PathBuf::new(), is_loose: true }],
            "getfile" | "getsourcefile" | "getabsfile" => self.own_file(),
            _ => Vec::new(),
        }
    }
}

/// The last name of what is called.
fn callee(call: &ExprCall) -> &str {
    match &*call.func {
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::Name(name) => name.id.as_str(),
        _ => "",
    }
}

fn above(values: Vec<Folder>, levels: usize) -> Vec<Folder> {
    let up_once = |path: PathBuf| up(&lexically(&path));
    values.into_iter().map(|one| Folder { path: (0..levels).fold(one.path, |path, _| up_once(path)), ..one }).collect()
}

fn joined(left: Vec<Folder>, right: &[Folder]) -> Vec<Folder> {
    let both = |left: &Folder| {
        let left = left.clone();
        right.iter().map(move |right| match right.is_loose && right.path.is_relative() {
            true => Folder { path: left.path.join(&right.path), is_loose: left.is_loose },
            false => right.clone(),
        })
    };
    left.iter().flat_map(both).take(MOST).collect()
}

/// Texts put together: `folder + "/lib"`.
fn appended(left: &[Folder], right: &[Folder]) -> Vec<Folder> {
    let both = |left: &Folder| {
        let left = left.clone();
        right.iter().map(move |right| {
            let mut text = left.path.clone().into_os_string();
            text.push(right.path.as_os_str());
            Folder { path: PathBuf::from(text), is_loose: left.is_loose }
        })
    };
    left.iter().flat_map(both).take(MOST).collect()
}

/// One path below another, without `.` and `..`.
pub fn below(base: &Path, path: &Path) -> PathBuf {
    lexically(&base.join(path))
}

/// The path without `.` and, where that can be told from its text, without `..`.
fn lexically(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => plain = up(&plain),
            _ => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests;
