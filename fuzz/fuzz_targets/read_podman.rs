//! See `testkit::fuzz::read_podman`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| testkit::fuzz::read_podman(data));
