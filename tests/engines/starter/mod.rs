//! Starters and job controls on a real docker engine, called by a batch system of shell scripts.
//!
//! Needs an engine that answers and a small local image (`scripts/setup` makes both); where they are missing each test
//! says that it is skipped. `LONGSHORE_STARTS` says how many jobs are ended at random moments, 50 without it.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

mod cases;
mod forms;
mod policy;
mod user;
