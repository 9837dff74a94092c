//! podman as root.

#[path = "../starter/cases.rs"]
mod starter;
#[path = "../supervise.rs"]
mod supervise;
