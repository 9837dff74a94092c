//! How many command lines one core reads, renders and judges in a second.
//!
//! The line is a `create` of HTCondor from the fixtures, the one whose length is nearest to [`USUAL_LENGTH`]. Read as:
//! parsed, rendered, with effects taken: lines per second each; and the ratio of the last two. Nothing is asserted.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench looks at the clock and prints what it measured"
)]

use std::ffi::OsString;
use std::hint::black_box;
use std::time::{Duration, Instant};

use longshore::argv::{Draft, Line};
use longshore::effects::effects;
use longshore::runtimes::docker::Docker;
use longshore::values::Dialect;

/// Words of the `create` line that HTCondor writes for a job with a handful of variables.
const USUAL_LENGTH: usize = 86;

/// The recorded `create` line of the pool whose length is nearest to the usual one.
fn create_line() -> Vec<OsString> {
    let calls = include_str!("../tests/fixtures/htcondor-23.9.6-calls.jsonl").lines();
    let calls = calls.map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"));
    let creates = calls.filter(|call| call["argv"][1] == "create");
    let words = |call: serde_json::Value| -> Vec<OsString> {
        let words = call["argv"].as_array().expect("words").iter();
        words.map(|word| OsString::from(word.as_str().expect("a word"))).collect()
    };
    creates.map(words).min_by_key(|words| words.len().abs_diff(USUAL_LENGTH)).expect("a create line")
}

/// Calls in a second, the best of five rounds: others share the machine.
fn rate(mut call: impl FnMut()) -> f64 {
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let begin = Instant::now();
        let mut count = 0_u32;
        while begin.elapsed() < Duration::from_millis(400) {
            for _ in 0..100 {
                call();
            }
            count += 100;
        }
        best = best.max(f64::from(count) / begin.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    let words = create_line();
    let read = || Line::read(black_box(&words), &Docker).expect("the line reads");
    let parse = rate(|| drop(black_box(read())));
    let render = rate(|| drop(black_box(Draft::new(read()).render())));
    let judged = rate(|| drop(black_box(effects(&read(), Dialect::Docker))));
    println!("a create line of {} words, one core, lines per second:", words.len());
    println!("  parse                 {parse:>9.0}");
    println!("  parse and render      {render:>9.0}");
    println!("  parse and effects     {judged:>9.0}   {:.2} times the time of parse and render", render / judged);
}
