//! The language server from the outside: a client over pipes, as an editor is one.
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the command")]
#![expect(unreachable_pub, reason = "a test is a program of its own")]

mod buffer;
mod client;
#[path = "../common/mod.rs"]
mod common;
mod conversation;
