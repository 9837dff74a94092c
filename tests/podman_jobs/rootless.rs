//! podman as an ordinary user.

#[path = "../starter/main.rs"]
mod starter;
#[path = "../supervise.rs"]
mod supervise;
