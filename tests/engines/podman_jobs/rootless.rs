//! podman as an ordinary user.

#[path = "../starter/cases.rs"]
mod starter;
#[path = "../supervise/mod.rs"]
mod supervise;
