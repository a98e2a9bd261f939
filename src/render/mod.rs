//! SHOW: what a person or `git apply` gets to see, and the one place that writes files.

pub mod apply;
pub mod diff;
pub mod excerpt;
pub mod formats;
pub mod page;
pub mod palette;
pub mod report;
pub mod sink;
