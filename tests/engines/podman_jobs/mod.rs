//! Job files, job starters and job controls on podman, as root and as a user: the same cases as on docker, by the same code.
//!
//! Needs podman and root (`scripts/setup`); where they are missing each test says that it is skipped.

#![expect(clippy::duplicate_mod, reason = "the same cases run on two engines")]
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test makes the world it looks at, and fails by panicking"
)]

mod rootful;
mod rootless;
