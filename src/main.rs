//! The `longshore` program: the drop-in under an engine's name, the commands under its own.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// musl's own asks the kernel so often that a start under a policy takes a third longer with it.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[expect(clippy::disallowed_methods, reason = "arguments enter the program here")]
fn main() -> ExitCode {
    longshore::main(std::env::args_os().collect())
}
