//! The option rows, in named groups that commands share.
//!
//! `create` and `run` share [`create::CREATE`]; `docker create -u 1 img` is read by its row `user`.

pub(super) mod build;
pub(super) mod container;
pub(super) mod create;
pub(super) mod global;
pub(super) mod image;
pub(super) mod network;
pub(super) mod system;
pub(super) mod volume;
