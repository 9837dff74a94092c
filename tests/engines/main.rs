//! The tests that run containers on the machine's engines, docker and podman; each says so when it has none.

mod engine;
mod files_on_engines;
mod identity;
mod job_commands;
mod lifecycle;
mod own_engine;
mod podman_jobs;
mod starter;
mod supervise;
