//! Any words as a command line.
//!
//! `docker NUL create NUL -itu1000 NUL img` -> the line is read, rendered word for word, judged and written canonically;
//! or refused in one line.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use longshore::argv::{Draft, Line, ReadError, Tables, Word, canonical};
use longshore::effects::effects;
use longshore::runtimes::docker::{Building, Docker};
use longshore::runtimes::podman::{self, Podman};
use longshore::values::Dialect;

use super::texts::one_line;
use crate::docker_client;

/// docker's command lines: words, a NUL byte between two.
pub fn read_docker(data: &[u8]) {
    let words = words(data);
    for tables in [&Docker as &dyn Tables, &Building::LEGACY, &Building::BUILDX] {
        let accepted = docker_client::read_by(&words, tables);
        if let Err(fault) = &accepted {
            one_line(fault);
        }
        law(&words, tables, Dialect::Docker, accepted.is_ok());
    }
}

/// podman's command lines: words, a NUL byte between two.
pub fn read_podman(data: &[u8]) {
    let words = words(data);
    for dialect in [Dialect::Podman4, Dialect::Podman5] {
        let accepted = podman::read(&words, dialect);
        if let Err(fault) = &accepted {
            one_line(fault);
        }
        law(&words, &Podman, dialect, accepted.is_ok());
    }
}

fn words(data: &[u8]) -> Vec<OsString> {
    data.split(|&byte| byte == 0).map(|word| OsString::from_vec(word.to_vec())).collect()
}

fn law(words: &[OsString], tables: &dyn Tables, dialect: Dialect, is_accepted: bool) {
    let line = match Line::read(words, tables) {
        Ok(line) => line,
        Err(error) => {
            assert!(!is_accepted, "what cannot be read is not accepted: {error}");
            one_line(&error);
            return;
        }
    };
    let asked = effects(&line, dialect);
    let _ = asked.text(true);
    let rendered = Draft::new(line.clone()).render();
    let texts: Vec<OsString> = rendered.words.iter().map(|word| word.text.clone().into_owned()).collect();
    assert_eq!(texts, words, "what is read is rendered word for word");
    assert_eq!(rendered.removed, []);
    // Under a policy a line is written anew if all of it is read.
    if !is_accepted || line.is_unread() || line.command().is_none() {
        return;
    }
    let given: Vec<Word> = rendered.words.into_iter().map(Word::into_owned).collect();
    let written: Vec<OsString> = canonical(&line, &given, &|_| None).into_iter().map(|word| word.text).collect();
    match Line::read(&written, tables) {
        Ok(line) => assert_eq!(effects(&line, dialect), asked, "the canonical form asks for the same: {written:?}"),
        // podman looks for its remote mode by a guess, for which words in another company can look like `-r`.
        Err(ReadError::Remote { .. } | ReadError::TwoReadings { .. }) if dialect.is_podman() => {}
        Err(error) => panic!("the canonical form reads back: {error}: {written:?}"),
    }
}
