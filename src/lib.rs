//! The knowledge of mpfix: what starts processes, and what known library calls do.

pub mod effects;
pub mod starters;
