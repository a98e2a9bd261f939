//! Stage REWRITE: from what is known of a file to its new text.
//!
//! [`plan`] decides which statements move, [`layout`] where they go, [`render`] writes the text. Each hands the next an
//! inert value; none looks back.

mod by_name;
mod early;
pub mod edits;
mod finalize;
pub mod footprint;
mod freeze;
pub mod globals;
pub mod indent;
mod inherited;
pub mod layout;
pub mod plan;
pub mod proposed;
pub mod render;
pub mod simple;
mod stay;
