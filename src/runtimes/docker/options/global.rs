//! Options before the command, and the one that all commands have.
//!
//! `docker --debug create img` -> `debug` before the command `create`. Source: docker option reference (29.8, older releases by `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Before the command.
pub(in crate::runtimes::docker) static GLOBAL: [Row; 12] = [
    row("config", 0, Kind::Text, Repeats::Last, Class::Engine),
    row("context", b'c', Kind::Text, Repeats::Last, Class::Engine),
    switch("debug", b'D', Class::Output),
    switch("help", b'h', Class::Output).hidden(),
    row("host", b'H', Kind::Text, Repeats::Append, Class::Engine),
    row("log-level", b'l', Kind::Text, Repeats::Last, Class::Output),
    switch("tls", 0, Class::Engine),
    row("tlscacert", 0, Kind::QuotedText, Repeats::Last, Class::Engine),
    row("tlscert", 0, Kind::QuotedText, Repeats::Last, Class::Engine),
    row("tlskey", 0, Kind::QuotedText, Repeats::Last, Class::Engine),
    switch("tlsverify", 0, Class::Engine),
    switch("version", b'v', Class::Output),
];

/// Of every command but `run` and `create`, where the letter is the host name.
pub(in crate::runtimes::docker) static HELP: [Row; 1] = [switch("help", b'h', Class::Output)];
