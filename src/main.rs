//! The `longshore` program.

#![forbid(unsafe_code)]

fn main() {}
