//! Placeholder binary of this branch.

fn main() {}
