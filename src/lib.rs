//! longshore decides what a container engine is told to do on a batch system.
//!
//! `docker create --user 1000 img` and a site's profile -> the exact argument vector that the engine gets.
//!
//! The road is [`plan::decide`]: a request becomes a line ([`argv`]), the profile's rules change it ([`profile`]), and the
//! result is a plan, a value. Everything but [`edge`] and [`cli`] is pure: the environment, the clock, the file system and
//! processes are reached only there, and a lint holds every other module to it.

#![forbid(unsafe_code)]

pub mod argv;
pub mod cli;
pub mod edge;
pub mod effects;
pub mod facts;
pub mod golden;
pub mod job;
mod nearest;
pub mod plan;
pub mod policy;
pub mod profile;
pub mod runtimes;
pub mod statement;
pub mod values;
pub mod yaml;
