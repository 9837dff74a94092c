//! The shortest line on which podman and we still differ in the same way.

use std::ffi::OsString;

use crate::judge::{Reading, Verdict, judge};
use crate::world::World;

/// The line without the words that the difference does not need.
pub(crate) fn minimise(world: &World, words: &[OsString], kind: &str, read: Reading) -> Vec<OsString> {
    let mut words = words.to_vec();
    let mut index = words.len() - 1;
    while index > 0 {
        let mut fewer = words.clone();
        fewer.remove(index);
        let creates = words.iter().any(|word| word == "--rootfs");
        let keeps = !creates || fewer.iter().any(|word| word == "--rootfs");
        let is_same = |verdict: &Verdict| matches!(verdict, Verdict::Different { said, .. } if kind_of(said) == kind);
        if keeps && is_same(&judge(world, &fewer, read)) {
            words = fewer;
        }
        index = (index - 1).min(words.len() - 1);
    }
    words
}

/// What a message says, without what stands in quotes and numbers: alike for differences of one sort.
pub(crate) fn kind_of(said: &str) -> String {
    let mut kind = String::new();
    let mut quote = None;
    for letter in said.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if matches!(letter, '"' | '`') => quote = Some(letter),
            None if letter.is_ascii_digit() => {}
            None => kind.push(letter),
        }
    }
    let start = kind.split(' ').filter(|word| !word.contains(['/', ':', '='])).take(12);
    start.collect::<Vec<_>>().join(" ")
}
