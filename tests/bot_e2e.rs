//! The action from end to end: bare repositories, a stand-in for GitHub on the loopback interface, the scripts of the action
//! with the real `gh`, suggestions applied as GitHub would, and real Python on what comes of it.
//!
//! It needs `gh` and `jq`. Where they are missing nothing is tested, unless `MPFIX_TEST_INSIST` is set.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests set up their own files and run the action")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "bot/hub.rs"]
mod hub;
#[path = "bot/pushes.rs"]
mod pushes;
#[path = "bot/runs.rs"]
mod runs;
#[path = "bot/shapes.rs"]
mod shapes;
