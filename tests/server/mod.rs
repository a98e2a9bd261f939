//! The language server from the outside: a client over pipes, as an editor is one.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]
#![allow(unreachable_pub, dead_code, reason = "each file uses its own part of the harness")]

mod buffer;
mod cases;
mod client;
mod conversation;
mod files;
mod parts;
mod requests;
mod robust;

/// What the command makes of a text.
fn rewritten(text: &str) -> String {
    crate::common::Folder::new().mpfix_with_input(&["--write", "-"], text.as_bytes()).exits(0).out
}
