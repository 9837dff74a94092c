//! The `longshore-dropin` program: the drop-in without longshore's own commands, for a quicker start.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// As in `longshore`.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[expect(clippy::disallowed_methods, reason = "arguments enter the program here")]
fn main() -> ExitCode {
    longshore::dropin_main(std::env::args_os().collect())
}
