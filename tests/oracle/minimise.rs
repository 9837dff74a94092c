//! The shortest line on which a client and we still differ.

use std::ffi::OsString;

use testkit::{Client, RecordingSocket};

use crate::judge::{Reading, Verdict, judge};

/// The line without the words that the difference does not need.
pub(crate) fn minimise(client: &Client, socket: &RecordingSocket, words: &[OsString], read: Reading) -> Vec<OsString> {
    let mut words = words.to_vec();
    let mut index = words.len() - 1;
    while index > 0 {
        let mut fewer = words.clone();
        fewer.remove(index);
        if matches!(judge(client, socket, &fewer, read), Verdict::Different { .. }) {
            words = fewer;
        }
        index = (index - 1).min(words.len() - 1);
    }
    words
}
