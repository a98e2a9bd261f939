//! SHOW: what a person or `git apply` gets to see, and the places that write files.

pub mod apply;
pub mod diff;
pub mod edit;
pub mod excerpt;
pub mod fingerprint;
pub mod formats;
pub mod intent;
pub mod page;
pub mod palette;
pub mod place;
pub mod progress;
pub mod report;
pub mod seen;
pub mod sink;
pub mod starters;
pub mod undo;
pub mod verify;
