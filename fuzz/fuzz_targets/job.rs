//! See `testkit::fuzz::job`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| testkit::fuzz::job(data));
