//! mpfix finds process starts at import time in Python scripts and rewrites them.

pub mod finding;
pub mod effects;
pub mod starters;
pub mod parse;
pub mod names;
pub mod project;
pub mod interpret;
