//! podman as root.

#[path = "../starter/cases.rs"]
mod starter;
#[path = "../supervise/mod.rs"]
mod supervise;
