//! podman as root.

#[path = "../starter/cases.rs"]
mod starter;
#[path = "../supervise/main.rs"]
mod supervise;
