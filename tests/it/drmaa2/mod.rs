//! DRMAA2: templates, states, job information, and the page that compares them with the Go tracker's.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod arrays;
mod extensions;
mod jobs;
mod laws;
mod members;
mod page;
mod reading;
mod requests;
mod schema;
mod states;
mod template;
