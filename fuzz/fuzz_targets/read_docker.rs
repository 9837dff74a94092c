//! See `testkit::fuzz::read_docker`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| testkit::fuzz::read_docker(data));
