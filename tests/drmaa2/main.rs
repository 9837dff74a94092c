//! DRMAA2: templates, states, job information, and the page that compares them with the Go tracker's.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod arrays;
mod extensions;
mod jobs;
mod members;
mod page;
mod reading;
mod states;
mod template;
