//! mpfix finds Python process starts at import time and moves them below a main guard.

pub mod finding;
pub mod outcome;
pub mod validate;
