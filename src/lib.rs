//! longshore decides what a container engine is told to do on a batch system.
//!
//! `docker create --user 1000 img` and a site's profile -> the exact argument vector that the engine gets.

#![forbid(unsafe_code)]

pub mod argv;
pub mod values;
