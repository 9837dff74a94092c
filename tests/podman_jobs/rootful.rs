//! podman as root.

#[path = "../starter/main.rs"]
mod starter;
#[path = "../supervise.rs"]
mod supervise;
