//! Finds Python code that starts processes when a script is imported, and moves it below a main guard.
//!
//! The modules stand in reading order; each uses only those above it.
#![doc = ""]
#![doc = include_str!("README.md")]

pub mod timing;

pub mod trouble;

pub mod finding;

pub mod selection;

pub mod effects;

pub mod starters;

pub mod config;

pub mod lookup;

pub mod source;

pub mod parse;

pub mod names;

pub mod project;

pub mod interpret;
pub mod reach;

pub mod children;

pub mod rules;

pub mod transform;

pub mod repair;

pub mod relocate;

pub mod validate;

pub mod outcome;

pub mod judge;

pub mod suppress;

pub mod check;

pub mod verify;

pub mod review;

pub mod render;

pub mod workers;

pub mod run;

pub mod traceback;

pub mod server;

pub mod cli;
